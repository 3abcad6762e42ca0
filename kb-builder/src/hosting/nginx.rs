//! Settings for nginx, from 1.11.7 on, without any module that is not built in.
//!
//! The compressed forms are chosen by a map and named in `try_files`, so neither `gzip_static` nor
//! a module for brotli is needed. The type of a file then comes from a map as well: nginx would take
//! it from the name's end, which is `.br`. All headers stand in one place, as one `add_header` in a
//! block drops all those around it.

use std::fmt::Write as _;

use super::{MADE, Plan};
use crate::address::NOT_FOUND;
use crate::page::{AT_THE_TOP, HOSTING, MEDIA_TYPES};

/// What belongs into the block `http`.
pub(super) fn maps(plan: &Plan<'_>) -> String {
    let folder = &plan.rules.folder;
    let mut text = format!(
        "# {MADE}\n\
         # Include it in `http {{ }}`; on Debian, link it into /etc/nginx/conf.d/.\n\
         # docs/hosting.md says how.\n\n\
         # Long addresses need it. If nginx calls one of them a duplicate, delete it here.\n\
         map_hash_bucket_size 256;\n\
         map_hash_max_size 16384;\n\n\
         # The file of an address.\n\
         map $uri $kb_file {{\n    volatile;\n    default $uri;\n    \"~/$\" \"${{uri}}index.html\";\n}}\n\n\
         # The compressed form that the browser takes, the smaller first.\n\
         map $http_accept_encoding $kb_coding {{\n    default \"\";\n\
         \x20   \"~*(^|[, ])br(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))\\s*(;|,|$)\" br;\n\
         \x20   \"~*(^|[, ])gzip(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))\\s*(;|,|$)\" gzip;\n}}\n\
         map $kb_coding $kb_suffix {{\n    default \"\";\n    br .br;\n    gzip .gz;\n}}\n\n\
         # The kind of a file.\n\
         map $kb_page $kb_type {{\n    volatile;\n    default application/octet-stream;\n"
    );
    for (end, kind) in MEDIA_TYPES {
        line(&mut text, format_args!("    \"~\\.{end}$\" \"{kind}\";"));
    }
    text.push_str("}\n\n# What is sent with a file, where that is not the same with all.\n");
    for name in names(plan) {
        let of = |headers: &super::Headers| {
            let found = headers.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let usual = of(&plan.usual);
        if !differs(plan, name) {
            continue;
        }
        line(&mut text, format_args!("map $kb_page ${} {{\n    volatile;", variable(name)));
        line(&mut text, format_args!("    default \"{usual}\";"));
        if of(&plan.assets) != usual {
            line(&mut text, format_args!("    \"~^{folder}assets/\" \"{}\";", of(&plan.assets)));
        }
        for (headers, pages) in plan.groups.iter().filter(|(headers, _)| of(headers) != usual) {
            for page in pages {
                line(&mut text, format_args!("    {folder}{page}index.html \"{}\";", of(headers)));
            }
        }
        text.push_str("}\n");
    }
    text.push_str(
        "\n# Other addresses of pages, with or without a slash at their end.\n\
         map $uri $kb_bare {\n    volatile;\n    default $uri;\n    \"~^(?<kb_stem>.+)/$\" $kb_stem;\n}\n\
         map $kb_bare $kb_to {\n    volatile;\n    default \"\";\n",
    );
    for (from, to) in plan.moved_in_any_case() {
        line(&mut text, format_args!("    {from} {to};"));
    }
    text.push_str("}\n");
    text
}

/// What belongs into the block `server`.
pub(super) fn locations(plan: &Plan<'_>) -> String {
    let folder = &plan.rules.folder;
    let mut headers = String::new();
    for name in names(plan) {
        let usual = plan.usual.iter().find(|(known, _)| *known == name);
        let value = match usual {
            Some((_, value)) if !differs(plan, name) => value.clone(),
            _ => format!("${}", variable(name)),
        };
        line(&mut headers, format_args!("    add_header {name} \"{value}\" always;"));
    }
    let mut usual = String::new();
    for (name, value) in &plan.usual {
        line(&mut usual, format_args!("    add_header {name} \"{value}\" always;"));
    }
    let mut hidden = String::new();
    let names = AT_THE_TOP.iter().filter(|name| !name.starts_with('.'));
    for name in names {
        line(&mut hidden, format_args!("    location = {folder}{name} {{ return 404; }}"));
    }
    format!(
        "# {MADE}\n\
         # Include it in `server {{ }}`, and nginx-http.conf in `http {{ }}`. `root` is the folder that\n\
         # holds what is at {folder} of the host.\n\n\
         location = {folder}{NOT_FOUND} {{\n    internal;\n    error_page 404 {folder}{NOT_FOUND};\n    gzip off;\n    types {{ }}\n\
         \x20   default_type \"text/html; charset=utf-8\";\n{usual}}}\n\n\
         location {folder} {{\n    error_page 404 {folder}{NOT_FOUND};\n    absolute_redirect off;\n\
         \x20   gzip off;\n\n    # Hidden files, settings, and compressed forms under their own names.\n\
         \x20   location ~ /\\.(?!well-known/) {{ return 404; }}\n\
         \x20   location ^~ {folder}{HOSTING} {{ return 404; }}\n{hidden}\
         \x20   location ~ \\.(br|gz)$ {{ return 404; }}\n\n\
         \x20   if ($kb_to) {{\n\
         \x20       add_header X-Content-Type-Options nosniff always;\n\
         \x20       add_header Cache-Control no-cache always;\n\
         \x20       return 308 $kb_to$is_args$args;\n    }}\n\
         \x20   set $kb_page $kb_file;\n\
         \x20   try_files $kb_page$kb_suffix @kb_folder;\n\n\
         \x20   types {{ }}\n    default_type \"\";\n\
         \x20   add_header Content-Type $kb_type;\n\
         \x20   add_header Content-Encoding $kb_coding;\n\
         \x20   add_header Vary Accept-Encoding always;\n{headers}}}\n\n\
         # An address without the slash at its end, or nothing.\n\
         location @kb_folder {{\n    error_page 404 {folder}{NOT_FOUND};\n\
         \x20   absolute_redirect off;\n\
         \x20   if (-f $document_root$uri/index.html) {{ return 308 $uri/$is_args$args; }}\n\
         \x20   return 404;\n}}\n"
    )
}

/// Every header that some file is sent with.
fn names(plan: &Plan<'_>) -> Vec<&'static str> {
    let groups = plan.groups.iter().map(|(headers, _)| headers);
    let mut names = Vec::new();
    for (name, _) in [&plan.usual, &plan.assets].into_iter().chain(groups).flatten() {
        if !names.contains(name) {
            names.push(*name);
        }
    }
    names
}

/// Whether a header is not the same with all files.
fn differs(plan: &Plan<'_>, name: &str) -> bool {
    let of = |headers: &super::Headers| {
        headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    };
    let groups = plan.groups.iter().map(|(headers, _)| headers);
    std::iter::once(&plan.assets).chain(groups).any(|headers| of(headers) != of(&plan.usual))
}

/// The variable of a header.
fn variable(name: &str) -> String {
    format!("kb_{}", name.to_ascii_lowercase().replace('-', "_"))
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("bug: writing to memory cannot fail");
}
