//! Settings for Azure Static Web Apps.

use serde_json::{Map, Value, json};

use super::{Plan, difference};
use crate::address::NOT_FOUND;
use crate::headers::Headers;
use crate::page::{AT_THE_TOP, HOSTING, MEDIA_TYPES};

/// How large the file may be, in bytes (Azure's documentation: 20 KB).
const MAX: usize = 20_000;

/// What belongs beside the start page.
pub(super) fn settings(plan: &Plan<'_>) -> String {
    let whole = written(plan, &plan.aliases);
    // Other addresses lead on by their pages as well.
    if whole.len() <= MAX { whole } else { written(plan, &[]) }
}

fn written(plan: &Plan<'_>, aliases: &[(String, String)]) -> String {
    let mut routes = Vec::new();
    // The first route that fits counts.
    for (from, to) in aliases {
        for from in [from.clone(), format!("{from}/")] {
            routes.push(json!({"route": from, "redirect": to, "statusCode": 301}));
        }
    }
    let named = AT_THE_TOP.iter().map(|name| format!("/{name}"));
    for hidden in named.chain([format!("/{HOSTING}*"), "/.kb-output".to_owned()]) {
        routes.push(json!({"route": hidden, "statusCode": 404}));
    }
    let assets = (plan.assets.clone(), vec!["assets/".to_owned()]);
    for (headers, pages) in std::iter::once(&assets).chain(&plan.groups) {
        for page in pages {
            let headers = changed(headers, &plan.usual);
            routes.push(json!({"route": format!("/{page}*"), "headers": headers}));
        }
    }
    let usual = plan.usual.iter().map(|(name, value)| (*name, value.as_str()));
    let kinds = MEDIA_TYPES.iter().map(|(end, kind)| (format!(".{end}"), *kind));
    let settings = json!({
        "trailingSlash": "always",
        "routes": routes,
        "globalHeaders": object(usual),
        "mimeTypes": object(kinds),
        "responseOverrides": {"404": {"rewrite": format!("/{NOT_FOUND}")}},
    });
    settings.to_string() + "\n"
}

/// What a route changes of the headers; an empty one takes a header away.
fn changed(headers: &Headers, usual: &Headers) -> Value {
    let (set, gone) = difference(headers, usual);
    let set = set.into_iter().map(|(name, value)| (*name, value.as_str()));
    object(set.chain(gone.into_iter().map(|name| (name, ""))))
}

fn object<K: Into<String>, V: Into<Value>>(entries: impl Iterator<Item = (K, V)>) -> Value {
    Value::Object(entries.map(|(key, value)| (key.into(), value.into())).collect::<Map<_, _>>())
}
