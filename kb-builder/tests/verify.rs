//! What is promised of a bundle, and how it is noticed that one does not keep it.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test may stop at once")]

#[path = "common/site.rs"]
mod site;

use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use kb_builder::booklet::Extent;
use kb_builder::bundle::verify::verify;
use kb_builder::bundle::{Form, Order, make};
use kb_builder::problem::Problems;
use kb_builder::source::Source;
use kb_builder::{disk, link_content};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn bundle(source: &Source, order: &Order) -> Vec<u8> {
    let problems = Problems::default();
    let linked = link_content(source, &problems).unwrap();
    assert_eq!(problems.errors(), []);
    make(&linked, order).bytes
}

fn file(form: Form) -> String {
    let order = Order::Flow { flow: "caa20004".into(), language: "en".to_owned(), form };
    String::from_utf8(bundle(&our_content(), &order)).unwrap()
}

fn our_content() -> Source {
    disk::read_content(Path::new("../content")).unwrap()
}

static FILE: LazyLock<String> =
    LazyLock::new(|| file(Form::Static { styled: true, extent: Extent::Short }));
static SINGLE: LazyLock<String> = LazyLock::new(|| file(Form::Single));
/// A small site: what is promised does not depend on how much there is.
static ZIP: LazyLock<Vec<u8>> = LazyLock::new(|| bundle(&site::site(""), &Order::Folder));

/// What is wrong with a bundle, a line each.
fn faults(bytes: &[u8]) -> Vec<String> {
    let broken = verify(bytes).broken;
    broken.into_iter().map(|one| format!("{}: {}", one.file, one.what)).collect()
}

#[test]
fn what_is_made_here_keeps_its_promises() {
    assert_eq!(faults(FILE.as_bytes()), [""; 0]);
    assert_eq!(faults(SINGLE.as_bytes()), [""; 0]);
    assert_eq!(faults(&ZIP), [""; 0]);
    // The same content gives the same bytes.
    assert_eq!(bundle(&site::site(""), &Order::Folder), *ZIP);
}

#[test]
fn one_file_that_was_changed_is_noticed() {
    let with = |more: &str| FILE.replacen("</main>", &format!("{more}</main>"), 1);
    let cases = [
        (with("<script>alert(1)</script>"), "an element `script`"),
        (with("<p onclick=\"x()\">"), "a handler `onclick`"),
        (with("<svg/onload=x()>"), "a handler `onload`"),
        (with("<a href=\"javascript:x()\">x</a>"), "an address that runs"),
        (with("<a href=\" java\tscript:x()\">x</a>"), "an address that runs"),
        (with("<a href=\"data:text/html,x\">x</a>"), "an address that runs"),
        (with("<a href=\"#nowhere\">x</a>"), "a place that is not there: #nowhere"),
        (with("<a href=\"other.html\">x</a>"), "leads to another file: other.html"),
        (with("<img src=\"https://example.com/a.png\">"), "from elsewhere: https://example.com"),
        (with("<img src=\"//example.com/a.png\">"), "from elsewhere: //example.com"),
        (
            with("<link rel=\"preconnect\" href=\"https://example.com\">"),
            "loads something from else",
        ),
        (with("<meta http-equiv=\"refresh\" content=\"0; url=https://a.example\">"), "by itself"),
        (with("<meta http-equiv=\"Refresh\" content=\"5\">"), "leads elsewhere by itself"),
        (
            with("<meta http-equiv=\"refresh\" content=\"0; url='https://a.example/'\">"),
            "leads elsewhere by itself",
        ),
        (
            with("<meta http-equiv=\"refresh\" content=\"0;//a.example/?url=x\">"),
            "leads elsewhere by itself",
        ),
        (with("<a href=\"#a=b\">x</a>"), "a place that is not there: #a=b"),
        (with("<img srcset=\"a.png 1x, https://a.example/x.png 2x\">"), "from elsewhere: https"),
        (with("<noscript><img src=\"https://a.example\"></noscript>"), "an element `noscript`"),
        (FILE.replacen("<style>", "<style>@\\69mport 'a.css';", 1), "that we do not write"),
        (FILE.replacen("<style>", "<style>p{background:image-set('//a' 1x)}", 1), "do not write"),
        (FILE.replacen("default-src 'none';", "default-src *; default-src 'none';", 1), "twice"),
        (FILE.replacen("base-uri", "img-src *; connect-src *; base-uri", 1), "more than it needs"),
        (FILE.replacen("'sha256-", "'unsafe-inline' 'sha256-", 1), "more than it needs"),
        (FILE.replacen("<meta http-equiv", "</head><body><meta http-equiv", 1), "it has no policy"),
        (with("<iframe srcdoc=\"x\"></iframe>"), "an element `iframe`"),
        (with("<base href=\"https://example.com/\">"), "an element `base`"),
        (with("<form action=\"https://example.com\"></form>"), "an element `form`"),
        (with("<p style=\"background:url(https://a.example)\">"), "an attribute `style`"),
        (FILE.replacen("<style>", "<style>p{color:red}", 1), "not the one that its policy allows"),
        (
            FILE.replacen("<style>", "<style>p{background:url( 'https://a.example')}", 1),
            "loads somet",
        ),
        (FILE.replacen("<style>", "<style>@IMPORT 'a.css';", 1), "its style imports another"),
        (FILE.replacen("Content-Security-Policy", "X-Nothing", 1), "it has no policy"),
        (FILE.replacen("default-src 'none';", "", 1), "its policy lacks default-src 'none'"),
        (FILE.replacen("base-uri", "script-src *; base-uri", 1), "allows more than it needs"),
    ];
    for (changed, expected) in cases {
        assert_ne!(changed, *FILE, "{expected}");
        let found = faults(changed.as_bytes());
        assert!(found.iter().any(|one| one.contains(expected)), "{expected}: {found:?}");
    }
    assert_eq!(faults(b"<html>\xff"), [": it is not UTF-8"]);
    let other = ": it is neither a zip nor an HTML file; what other kinds promise cannot be proved";
    assert_eq!(faults(b"# Teams says caa20004\n"), [other]);
    assert_eq!(faults(b""), [other]);
}

#[test]
fn one_file_with_the_checker_that_was_changed_is_noticed() {
    let with = |more: &str| SINGLE.replacen("</main>", &format!("{more}</main>"), 1);
    let policy = |from: &str, to: &str| {
        let (head, rest) = SINGLE.split_once("</head>").unwrap();
        format!("{}</head>{rest}", head.replacen(from, to, 1))
    };
    // All of a script, by how it begins.
    let without = |begin: &str| {
        let (before, rest) = SINGLE.split_once(&format!("<script>{begin}")).unwrap();
        format!("{before}{}", rest.split_once("</script>").unwrap().1)
    };
    let digest = BASE64.encode(Sha256::digest("alert(1)"));
    let named = policy("script-src ", &format!("script-src 'sha256-{digest}' "));
    let cases = [
        (with("<script>alert(1)</script>"), "that its policy does not allow"),
        (
            named.replacen("</main>", "<script>alert(1)</script></main>", 1),
            "a script that this version of kb-builder does not write",
        ),
        (with("<script src=\"https://a.example/a.js\"></script>"), "from elsewhere: https"),
        (with("<script type=\"module\">import 'a'</script>"), "a script with an attribute"),
        (with("<p onclick=\"x()\">"), "a handler `onclick`"),
        (with("<iframe src=\"a.html\"></iframe>"), "an element `iframe`"),
        (with("<img src=\"https://a.example/a.png\">"), "an element `img`"),
        (with("<a href=\"#nowhere\">x</a>"), "a place that is not there: #nowhere"),
        (with("<a href=\"other.html\">x</a>"), "leads to another file: other.html"),
        (with("<form action=\"https://a.example\"></form>"), "from elsewhere: https://a.example"),
        (with("<link rel=\"stylesheet\" href=\"https://a.example\">"), "from elsewhere: https"),
        (with("<meta http-equiv=\"refresh\" content=\"5\">"), "leads elsewhere by itself"),
        (policy("script-src ", "script-src 'self' "), "allows more than it needs"),
        (policy("script-src ", "script-src 'unsafe-eval' "), "allows more than it needs"),
        (policy("img-src data:", "img-src *"), "its policy lacks img-src data:"),
        (policy("base-uri", "connect-src *; base-uri"), "allows more than it needs"),
        (
            policy("require-trusted-types-for &#39;script&#39;;", ""),
            "lacks require-trusted-types-for",
        ),
        (policy("trusted-types &#39;none&#39;", "trusted-types x"), "lacks trusted-types 'none'"),
        (
            SINGLE.replacen("<style>", "<style>p{color:red}", 1),
            "not the one that its policy allows",
        ),
        (SINGLE.replacen("kbRest = \"", "kbRest = \"\" + alert(1) + \"", 1), "does not write"),
        (SINGLE.replacen("kbRest = \"", "kbRest = \"AAAA", 1), "that its policy does not allow"),
        (SINGLE.replacen("data-checker ", "", 1), "an element `script`"),
        (
            SINGLE.replacen("data-home=\"\"", "data-home=\"https://a.example/\"", 1),
            "leads elsewhere: data-home",
        ),
        (
            SINGLE.replacen("data-general=\"?\"", "data-general=\"//a.example\"", 1),
            "leads elsewhere: data-g",
        ),
        (without("globalThis.kbRest"), "does not write"),
        (without("\"use strict\";\n(() => {\nconst root"), "lacks a script"),
        (
            policy("script-src ", &format!("script-src 'sha256-{digest}' ")),
            "allows more than it needs",
        ),
        (policy("<meta charset=\"utf-8\">\n", ""), "does not begin with `<meta charset"),
        (
            policy("<meta charset=\"utf-8\">", "<meta charset=\"iso-2022-jp\">"),
            "does not begin with",
        ),
        (
            policy(
                "<meta name=\"viewport\"",
                "<meta charset=\"iso-2022-jp\"><meta name=\"viewport\"",
            ),
            "says twice",
        ),
        (
            policy(
                "<meta charset=\"utf-8\">",
                "<meta charset=\"utf-8\"><link rel=\"preload\" as=\"image\" imagesrcset=\"https://a.example/x.png 1x\">",
            ),
            "its policy is not the second thing in its head",
        ),
        (
            with("<link rel=\"preload\" as=\"image\" imagesrcset=\"https://a.example/x.png 1x\">"),
            "from elsewhere",
        ),
        (with("<a href=\"#all\" attributionsrc=\"https://a.example\">x</a>"), "from elsewhere"),
        (
            with("<svg><filter><feImage href=\"https://a.example/x.png\"/></filter></svg>"),
            "from elsewhere",
        ),
        (with("<area shape=\"default\" href=\"https://a.example\">"), "an element `area`"),
        (
            SINGLE.replacen(
                "<style>",
                "<style>/*\"*/@\\69mport 'https://a.example/a.css';/*\"*/",
                1,
            ),
            "its style has something in it",
        ),
    ];
    for (changed, expected) in cases {
        assert_ne!(changed, *SINGLE, "{expected}");
        let found = faults(changed.as_bytes());
        assert!(found.iter().any(|one| one.contains(expected)), "{expected}: {found:?}");
    }
}

/// The zip with its files changed.
fn zip_with(change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(ZIP.as_slice())).unwrap();
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let mut held = Vec::new();
        entry.read_to_end(&mut held).unwrap();
        files.push((entry.name().unwrap().into_owned(), held));
    }
    change(&mut files);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, held) in files {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&held).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_zip_that_was_changed_is_noticed() {
    let edit = |name: &'static str, from: &'static str, to: &'static str| {
        zip_with(move |files| {
            let (_, held) = files.iter_mut().find(|(known, _)| known == name).unwrap();
            let text = String::from_utf8(held.clone()).unwrap();
            assert!(text.contains(from), "{name} has no {from}");
            *held = text.replacen(from, to, 1).into_bytes();
        })
    };
    let add = |name: &'static str, held: &'static str| {
        zip_with(move |files| files.push((name.to_owned(), held.as_bytes().to_vec())))
    };
    let remove =
        |name: &'static str| zip_with(move |files| files.retain(|(known, _)| known != name));
    let guide = "guides/set-clock/index.html";
    let cases = [
        (edit(guide, "</h1>", "!</h1>"), "guides/set-clock/index.html is not what SHA256SUMS says"),
        (edit(guide, "<article", "<script>x()</script><article"), "a script in the page"),
        (edit(guide, "<script defer", "<script type=\"module\""), "no browser runs from a disk"),
        (edit(guide, "<script defer", "<script integrity=\"x\" defer"), "an integrity attribute"),
        (edit(guide, "src=\"../../", "src=\"https://a.example/"), "loads something from elsewhere"),
        (
            edit(guide, "href=\"../../index.html", "href=\"../../nowhere.html"),
            "leads to what is not",
        ),
        (edit(guide, "href=\"../../index.html", "href=\"../../../up.html"), "out of the folder"),
        (edit(guide, "href=\"#main\"", "href=\"#gone\""), "leads to a place that is not there"),
        (edit(guide, "script-src &#39;self&#39;", "script-src *"), "lets in scripts of others"),
        (
            edit(guide, "script-src &#39;self&#39;", "script-src &#39;self&#39; https://a.example"),
            "lets in scripts of others",
        ),
        (edit(guide, "<main", "<style>p{}</style><main"), "that we do not write"),
        (add("guides/page.htm", ""), "guides/page.htm: it is a kind of file that we do not write"),
        (add("guides/page.HTML", ""), "it is a kind of file that we do not write"),
        (edit(guide, "<meta charset=\"utf-8\">", ""), "does not begin with `<meta charset"),
        (add("assets/more.js", "location.href = \"https://a.example\";\n"), "does not write"),
        (add("assets/search-en.js", "globalThis.kbSearchIndex={};x();\n"), "does not write"),
        (
            add(
                "assets/a.svg",
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>x()</script></svg>",
            ),
            "it is a picture with something in it",
        ),
        (add("more.html", ""), "SHA256SUMS does not name more.html"),
        (add("../evil.html", ""), "../evil.html: its name leads out of the folder"),
        (add("/etc/evil.html", ""), "its name leads out of the folder"),
        (add("guides/con.html", ""), "is one that Windows keeps for itself"),
        (add("guides/com1", ""), "is one that Windows keeps for itself"),
        (add("guides/a:b.html", ""), "a letter that not every system takes"),
        (add("Index.html", ""), "another file has this name"),
        (remove("index.html"), "there is no index.html to open"),
        (remove("SHA256SUMS"), "there is no SHA256SUMS"),
        (remove(guide), "SHA256SUMS names guides/set-clock/index.html, which is not there"),
    ];
    for (changed, expected) in cases {
        let found = faults(&changed);
        assert!(found.iter().any(|one| one.contains(expected)), "{expected}: {found:?}");
    }
    // Other programs name the folders, too, and end lines in their way.
    let again = zip_with(|files| {
        files.insert(0, ("guides/".to_owned(), Vec::new()));
        let (_, sums) = files.iter_mut().find(|(name, _)| name == "SHA256SUMS").unwrap();
        *sums = String::from_utf8_lossy(sums).replace('\n', "\r\n").into_bytes();
    });
    assert_eq!(faults(&again), [""; 0]);
    let cut = &ZIP[..ZIP.len() / 2];
    assert!(faults(cut)[0].starts_with(": it cannot be read"), "{:?}", faults(cut));
}
