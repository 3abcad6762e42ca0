//! Settings for Apache, from 2.4.10 on, with `mod_headers`, `mod_rewrite`, `mod_mime`, `mod_setenvif`.

use std::fmt::Write as _;

use super::{MADE, Plan, difference};
use crate::address::NOT_FOUND;
use crate::page::{AT_THE_TOP, HOSTING, MEDIA_TYPES};

/// What belongs beside the start page.
pub(super) fn settings(plan: &Plan<'_>) -> String {
    let folder = &plan.rules.folder;
    let mut text = format!(
        "# {MADE}\n\
         # It works where `AllowOverride All` holds for this folder. docs/hosting.md says more.\n\n\
         Options -Indexes -MultiViews\n\
         DirectoryIndex index.html\n\
         DirectorySlash On\n\
         ErrorDocument 404 {folder}{NOT_FOUND}\n\n"
    );
    let mut add = |line: std::fmt::Arguments<'_>| {
        writeln!(text, "{line}").expect("bug: writing to memory cannot fail");
    };
    for (end, kind) in MEDIA_TYPES {
        add(format_args!("AddType \"{kind}\" .{end}"));
    }
    add(format_args!("\nRewriteEngine On\nRewriteBase {folder}"));
    let named: Vec<String> = AT_THE_TOP.iter().map(|name| name.replace('.', "\\.")).collect();
    add(format_args!(
        "# Hidden files, settings, and compressed forms under their own names.\n\
         RewriteCond %{{ENV:REDIRECT_STATUS}} ^$\n\
         RewriteRule (^|/)\\.(?!well-known/)|^{HOSTING}|^({})$|\\.(br|gz)$ - [R=404,L]",
        named.join("|")
    ));
    // Rules are tried one by one, so those for codes only where somebody asks for a code.
    let (codes, others): (Vec<_>, Vec<_>) = plan
        .moved_in_any_case()
        .into_iter()
        .map(|(from, to)| (from.strip_prefix(folder.as_str()).unwrap_or(from), to))
        .partition(|(from, _)| from.split('/').any(|part| part == "codes"));
    add(format_args!("# Other addresses of pages."));
    let rule = |(from, to): &(&str, &String)| format!("RewriteRule ^{from}/?$ {to} [R=308,L,NC]");
    for moved in &others {
        add(format_args!("{}", rule(moved)));
    }
    add(format_args!("RewriteRule !(^|/)codes/ - [S={}]", codes.len()));
    for moved in &codes {
        add(format_args!("{}", rule(moved)));
    }
    add(format_args!("# The compressed form that the browser takes, the smaller first."));
    for (coding, end) in [("br", "br"), ("gzip", "gz")] {
        for (kind_of, kind) in MEDIA_TYPES {
            add(format_args!(
                "RewriteCond %{{HTTP:Accept-Encoding}} \\b{coding}\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))\n\
                 RewriteCond %{{REQUEST_FILENAME}}.{end} -f\n\
                 RewriteRule ^(.+\\.{kind_of})$ $1.{end} [L,T=\"{kind}\",E=kb_coding:{coding},E=no-gzip:1,E=no-brotli:1]"
            ));
        }
    }
    add(format_args!(
        "Header set Content-Encoding \"expr=%{{env:REDIRECT_kb_coding}}\" env=REDIRECT_kb_coding\n\
         Header set Vary Accept-Encoding\n\nHeader always unset X-Powered-By"
    ));
    for (name, value) in &plan.usual {
        add(format_args!("Header always set {name} \"{value}\""));
    }
    let assets = (plan.assets.clone(), vec!["assets/".to_owned()]);
    for (number, (headers, pages)) in std::iter::once(&assets).chain(&plan.groups).enumerate() {
        let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
        let end = if number == 0 { "" } else { "(index\\.html(\\.br|\\.gz)?)?$" };
        add(format_args!(
            "SetEnvIf Request_URI \"^{folder}({}){end}\" kb_{number}",
            pages.join("|")
        ));
        let (set, gone) = difference(headers, &plan.usual);
        for (name, value) in set {
            add(format_args!("Header always set {name} \"{value}\" env=kb_{number}"));
        }
        for name in gone {
            add(format_args!("Header always unset {name} env=kb_{number}"));
        }
    }
    text
}
