//! Settings for Internet Information Services, from 8 on, without any part that has to be added.
//!
//! Other addresses lead on by the pages that stand there: real redirects take a part that is not
//! installed everywhere, and a section for a part that is not there stops the whole site.

use std::fmt::Write as _;

use super::{MADE, Plan, difference};
use crate::address::NOT_FOUND;
use crate::page::{HOSTING, MEDIA_TYPES};

/// What belongs beside the start page.
pub(super) fn settings(plan: &Plan<'_>) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- {MADE} docs/hosting.md says more. -->\n\
         <configuration>\n\
         <system.webServer>\n\
         <directoryBrowse enabled=\"false\"/>\n\
         <defaultDocument><files><clear/><add value=\"index.html\"/></files></defaultDocument>\n\
         <httpErrors errorMode=\"Custom\" existingResponse=\"Replace\"><remove statusCode=\"404\"/>\
         <error statusCode=\"404\" path=\"{}{NOT_FOUND}\" responseMode=\"ExecuteURL\"/></httpErrors>\n\
         <urlCompression doStaticCompression=\"true\"/>\n\
         <security><requestFiltering><hiddenSegments><add segment=\"{}\"/><add segment=\".kb-output\"/>\
         <add segment=\".htaccess\"/><add segment=\"staticwebapp.config.json\"/></hiddenSegments>\
         </requestFiltering></security>\n\
         <staticContent>\n",
        plan.rules.folder,
        HOSTING.trim_end_matches('/'),
    );
    let mut add = |line: std::fmt::Arguments<'_>| {
        writeln!(text, "{line}").expect("bug: writing to memory cannot fail");
    };
    for (end, kind) in MEDIA_TYPES {
        // Given twice, it would stop the site.
        add(format_args!(
            "<remove fileExtension=\".{end}\"/><mimeMap fileExtension=\".{end}\" mimeType=\"{kind}\"/>"
        ));
    }
    add(format_args!("</staticContent>\n<httpProtocol><customHeaders>"));
    add(format_args!("<remove name=\"X-Powered-By\"/>"));
    for (name, value) in &plan.usual {
        add(format_args!("<remove name=\"{name}\"/><add name=\"{name}\" value=\"{value}\"/>"));
    }
    add(format_args!("</customHeaders></httpProtocol>\n</system.webServer>"));
    let assets = (plan.assets.clone(), vec!["assets/".to_owned()]);
    for (headers, pages) in std::iter::once(&assets).chain(&plan.groups) {
        let (set, gone) = difference(headers, &plan.usual);
        for page in pages {
            let path = page.trim_end_matches('/');
            add(format_args!(
                "<location path=\"{path}\"><system.webServer><httpProtocol><customHeaders>"
            ));
            for (name, value) in &set {
                add(format_args!(
                    "<remove name=\"{name}\"/><add name=\"{name}\" value=\"{value}\"/>"
                ));
            }
            for name in &gone {
                add(format_args!("<remove name=\"{name}\"/>"));
            }
            add(format_args!("</customHeaders></httpProtocol></system.webServer></location>"));
        }
    }
    add(format_args!("</configuration>"));
    text
}
