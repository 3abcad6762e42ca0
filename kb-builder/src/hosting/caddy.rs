//! Settings for Caddy, from 2.6 on.

use std::fmt::Write as _;

use super::{MADE, Plan, difference};
use crate::address::NOT_FOUND;
use crate::headers::Headers;
use crate::page::{AT_THE_TOP, HOSTING, MEDIA_TYPES};

/// What belongs into the block of a host.
pub(super) fn settings(plan: &Plan<'_>) -> String {
    let folder = &plan.rules.folder;
    let mut text = format!(
        "# {MADE}\n\
         # Import it in the block of the host, after `root * /folder/that/holds/the/site`.\n\
         # docs/hosting.md says how.\n\n\
         route {folder}* {{\n\
         \t# Other addresses of pages.\n\
         \tmap {{http.request.uri.path}} {{kb_to}} {{\n"
    );
    let mut add = |line: std::fmt::Arguments<'_>| {
        writeln!(text, "{line}").expect("bug: writing to memory cannot fail");
    };
    for (from, to) in &plan.moved {
        add(format_args!("\t\t{from} {to}"));
        // With the slash a code's own address stays what it is.
        if format!("{from}/") != *to {
            add(format_args!("\t\t{from}/ {to}"));
        }
    }
    add(format_args!(
        "\t\tdefault \"\"\n\t}}\n\
         \t@kb_asked {{\n\t\tnot vars {{kb_to}} \"\"\n\t\tnot vars {{http.request.uri.query}} \"\"\n\t}}\n\
         \t@kb_moved not vars {{kb_to}} \"\"\n\
         \tredir @kb_asked {{kb_to}}?{{http.request.uri.query}} 308\n\
         \tredir @kb_moved {{kb_to}} 308\n\n\
         \t# An address without the slash at its end.\n\
         \t@kb_folder {{\n\t\tfile {{path}}/index.html\n\t\tnot path */\n\
         \t\tnot path_regexp ^//\n\t\tnot vars {{http.request.uri.query}} \"\"\n\t}}\n\
         \tredir @kb_folder {{path}}/?{{http.request.uri.query}} 308\n\n\
         \t@kb_written not method GET HEAD\n\terror @kb_written 405\n\
         \t# Hidden files, settings, and compressed forms under their own names.\n\
         \t@kb_hidden {{\n\t\tpath_regexp (^|/)\\.|\\.(br|gz)$\n\t\tnot path /.well-known/*\n\t}}\n\
         \terror @kb_hidden 404"
    ));
    let named = AT_THE_TOP.iter().filter(|name| !name.starts_with('.'));
    let named: Vec<String> = named.map(|name| format!(" {folder}{name}")).collect();
    let named = named.concat();
    add(format_args!(
        "\t@kb_settings path {folder}{HOSTING}* {folder}{NOT_FOUND}{named}\n\
         \terror @kb_settings 404\n\n\theader {{\n{}\t}}",
        lines("\t\t", &plan.usual)
    ));
    let assets = (plan.assets.clone(), vec!["assets/*".to_owned()]);
    for (number, (headers, pages)) in std::iter::once(&assets).chain(&plan.groups).enumerate() {
        let paths = pages.iter().map(|page| {
            let full = format!(" {folder}{page}");
            if page.ends_with('/') { format!("{full}{full}index.html") } else { full }
        });
        let paths = paths.collect::<Vec<_>>().concat();
        let (set, gone) = difference(headers, &plan.usual);
        add(format_args!("\t@kb_{number} path{paths}\n\theader @kb_{number} {{"));
        for (name, value) in set {
            add(format_args!("\t\t{name} \"{value}\""));
        }
        for name in gone {
            add(format_args!("\t\t-{name}"));
        }
        add(format_args!("\t}}"));
    }
    for (end, kind) in MEDIA_TYPES {
        let folders = if end == "html" { " */" } else { "" };
        add(format_args!(
            "\t@kb_{end} path *.{end}{folders}\n\theader @kb_{end} Content-Type \"{kind}\""
        ));
    }
    add(format_args!(
        "\theader {{\n\t\tVary Accept-Encoding\n\t\tdefer\n\t}}\n\tfile_server {{\n\t\tprecompressed br gzip\n\t}}\n}}\n\n\
         handle_errors {{\n\t@kb_gone {{\n\t\tpath {folder}*\n\t\texpression {{err.status_code}} == 404\n\t}}\n\
         \troute @kb_gone {{\n\t\trewrite * {folder}{NOT_FOUND}\n\
         \t\theader {{\n{}\t\t\tContent-Type \"text/html; charset=utf-8\"\n\t\t}}\n\
         \t\tfile_server\n\t}}\n}}",
        lines("\t\t\t", &plan.usual)
    ));
    text
}

fn lines(before: &str, headers: &Headers) -> String {
    let lines = headers.iter().map(|(name, value)| format!("{before}{name} \"{value}\"\n"));
    lines.collect::<Vec<_>>().concat()
}
