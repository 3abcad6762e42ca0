//! The tables of codes: `tables/codes.toml`, `tables/aadsts.toml` and `tables/sources.toml`.
//!
//! What a pasted text may name, what it means, what an employee and an administrator can do, where
//! we know that from, and how sure we are. A site may be without them.

use std::collections::{BTreeMap, BTreeSet};

use kb_flow::{KnownCodes, Probe};

use crate::address::{entry_name, is_device};
use crate::base_url::is_https;
use crate::fields::{self, Context, Fields, Placed, as_table, number};
use crate::guide::Reference;
use crate::problem::{Fault, Problems, nearest};
use crate::source::{Source, SourcePath};

/// The file of codes of Teams and Windows.
pub const CODES: &str = "tables/codes.toml";
/// The file of AADSTS numbers.
pub const AADSTS: &str = "tables/aadsts.toml";
/// The file of what both rest on.
pub const SOURCES: &str = "tables/sources.toml";

/// Every code that is known, and what is known of it.
#[derive(Clone)]
pub struct Tables {
    /// Codes of Teams and Windows, in the author's order.
    pub codes: Vec<Entry>,
    /// AADSTS numbers, in the author's order.
    pub numbers: Vec<Entry>,
    /// What they rest on, by the key that entries use.
    pub sources: BTreeMap<String, Reference>,
    /// Whether the file of sources is there and cannot be read, so that nobody knows what is in it.
    pub sources_unread: bool,
}

/// What is known of a code, or of several that mean the same.
#[derive(Clone)]
pub struct Entry {
    /// The codes: `CAA20004`, `AADSTS50076`.
    pub names: Vec<String>,
    /// Other spellings, besides the hexadecimal, decimal and signed ones.
    pub also: Vec<String>,
    /// What it is called where it comes from.
    pub title: String,
    /// What it says, in one sentence.
    pub meaning: String,
    /// What is usually behind it.
    pub cause: String,
    /// What an employee can do.
    pub employee: String,
    /// What the helpdesk or an administrator does.
    pub admin: String,
    /// The keys of what it rests on.
    pub sources: Vec<String>,
    /// How sure it is.
    pub confirmation: Confirmation,
    /// What exactly is not confirmed.
    pub doubt: Option<String>,
    /// What the web sign-in probe finds where Microsoft answers with the number.
    pub web_sign_in: Option<&'static str>,
}

/// The key of what the web sign-in probe finds.
const WEB_SIGN_IN: &str = "web-sign-in";

/// What a number can mean in an answer to the web sign-in probe: one of its values; that it answers
/// the question about numbers; that the check itself is set up wrongly.
pub(crate) fn meanings() -> impl Iterator<Item = &'static str> {
    let values = Probe::WebSignIn.finds().iter().map(|found| found.value);
    values.chain(["number", "set-up"])
}

/// How sure an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// A first-party source says so.
    Confirmed,
    /// We conclude it from what first-party sources say.
    Inferred,
    /// Some of it has no first-party source.
    Unconfirmed,
}

impl Confirmation {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Confirmed, Self::Inferred, Self::Unconfirmed];

    /// The word an author writes.
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Inferred => "inferred",
            Self::Unconfirmed => "unconfirmed",
        }
    }
}

/// Reads the tables.
pub fn parse(source: &Source, problems: &Problems) -> Tables {
    let sources = sources(source, problems);
    // Where the sources cannot be read, nobody can say which of them are there.
    let all = sources.iter().flat_map(BTreeMap::keys).map(String::as_str).collect::<Vec<_>>();
    let known = sources.is_some().then_some(&all[..]);
    let mut taken = BTreeSet::new();
    let mut read = |file: &str, key: &'static str, (named, names): (&'static str, Names)| {
        let path = SourcePath::new(file);
        let Some(text) = source.text(&path) else { return Vec::new() };
        let context = Context { path: &path, offset: 0, problems };
        let Some(table) = fields::parse(text, context) else { return Vec::new() };
        let fields = Fields::of(&table, context);
        let entries = fields.tables(key);
        fields.finish();
        let entries = entries.into_iter().filter_map(|fields| {
            let entry = entry(&fields, (named, names), known, &mut taken);
            fields.finish();
            entry
        });
        entries.collect()
    };
    let codes = read(CODES, "code", ("codes", code_names));
    let numbers = read(AADSTS, "aadsts", ("numbers", aadsts_names));
    let sources_unread = sources.is_none();
    Tables { codes, numbers, sources: sources.unwrap_or_default(), sources_unread }
}

/// Reads what an entry is called.
type Names = fn(&Fields<'_, '_>) -> Vec<Placed<String>>;

fn code_names(fields: &Fields<'_, '_>) -> Vec<Placed<String>> {
    fields
        .texts("codes", "codes = [\"ERROR_17\"]")
        .into_iter()
        .filter(|code| {
            let is_device = is_device(&entry_name(&code.value));
            let fine = is_code(&code.value) && !is_device;
            if !fine {
                let context = fields.context();
                let fault = if is_device {
                    Fault::ReservedName { name: code.value.clone() }
                } else {
                    Fault::NotACode { found: code.value.clone() }
                };
                context.problems.report(context.path, Some(code.place.clone()), fault);
            }
            fine
        })
        .collect()
}

/// Whether a code is written as we write codes: capitals and digits for those of eight digits.
fn is_code(code: &str) -> bool {
    let upper_hex = |text: &str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F'));
    let lower = code.to_ascii_lowercase();
    match (lower.strip_prefix("0x"), code.strip_prefix("0x")) {
        (Some(_), Some(hex)) if hex.len() == 8 => upper_hex(hex),
        (None, None) if lower.starts_with("caa") => code.len() == 8 && upper_hex(code),
        (Some(_), None) => false,
        _ => {
            (3..=60).contains(&code.len())
                && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        }
    }
}

fn aadsts_names(fields: &Fields<'_, '_>) -> Vec<Placed<String>> {
    let context = fields.context();
    // What the sign-in service is expected to answer with it; for people who read the file.
    let groups = ["session", "mfa", "device", "policy", "account", "federation", "app"];
    let owners = ["employee", "admin", "network", "security", "microsoft", "site"];
    fields.word("group", "group = \"mfa\"", &groups, |word| word);
    fields.word("owner", "owner = \"employee\"", &owners, |word| word);
    let error = [fields.maybe_text("error"), fields.maybe_text("suberror")];
    if error.iter().any(Option::is_some) || fields.has("expected") {
        let how = ["documented", "seen", "guessed"];
        fields.word("expected", "expected = \"documented\"", &how, |word| word);
    }
    let items = fields.items("numbers", "numbers = [50076]");
    let numbers = items.into_iter().filter_map(|item| {
        let number = number("numbers", item, 10_000..=9_999_999, context)?;
        Some(Placed { value: format!("AADSTS{number}"), place: context.in_file(item.span()) })
    });
    numbers.collect()
}

fn entry(
    fields: &Fields<'_, '_>,
    (key, names): (&'static str, Names),
    known: Option<&[&str]>,
    taken: &mut BTreeSet<String>,
) -> Option<Entry> {
    let context = fields.context();
    let report = |place, fault| context.problems.report(context.path, Some(place), fault);
    let wrote_none = fields.place_of(key).filter(|_| fields.maybe_items(key).is_empty());
    if let Some(place) = wrote_none {
        report(place, Fault::EmptyList { key });
    }
    let names = names(fields);
    let also: Vec<_> = fields
        .maybe_texts("also")
        .into_iter()
        .filter(|also| {
            // An ordinary word would be found in every message.
            let fine =
                is_code(&also.value) && also.value.bytes().any(|b| b.is_ascii_digit() || b == b'_');
            if !fine {
                report(also.place.clone(), Fault::NotACode { found: also.value.clone() });
            }
            fine
        })
        .collect();
    for spelling in names.iter().chain(&also) {
        for written in spellings(&spelling.value) {
            if !taken.insert(written) {
                let fault = Fault::SpellingTwice { spelling: spelling.value.clone() };
                report(spelling.place.clone(), fault);
                break;
            }
        }
    }
    let title = fields.text("name", "name = \"access_denied\"");
    let meaning = fields.text("meaning", "meaning = \"What it says, in one sentence\"");
    let cause = fields.text("cause", "cause = \"What is usually behind it\"");
    let employee = fields.text("employee", "employee = \"What you can do\"");
    let admin = fields.text("admin", "admin = \"What the helpdesk does\"");
    let keys = fields.texts("sources", "sources = [\"ERR\"]");
    let unknown =
        |key: &&Placed<String>| known.is_some_and(|known| !known.contains(&key.value.as_str()));
    for key in keys.iter().filter(unknown) {
        let near = nearest(&key.value, known.unwrap_or_default().iter().copied());
        report(key.place.clone(), Fault::NoSuchSource { key: key.value.clone(), near });
    }
    let confirmation = fields.word(
        "certainty",
        "certainty = \"confirmed\"",
        Confirmation::ALL,
        Confirmation::word,
    );
    let doubt = match confirmation {
        Some(Confirmation::Inferred | Confirmation::Unconfirmed) => {
            Some(fields.text("doubt", "doubt = \"What exactly is not confirmed\"")?)
        }
        _ => fields.maybe_text("doubt").map(|doubt| doubt.value),
    };
    if confirmation != Some(Confirmation::Unconfirmed)
        && keys.is_empty()
        && let Some(place) = fields.place_of("sources")
    {
        report(place, Fault::EmptyList { key: "sources" });
    }
    let web_sign_in = fields.maybe_text(WEB_SIGN_IN).and_then(|written| {
        let values: Vec<&'static str> = meanings().collect();
        fields::one_of(WEB_SIGN_IN, written, &values, |value| value, context)
    });
    if names.is_empty() {
        return None;
    }
    let texts = |placed: Vec<Placed<String>>| placed.into_iter().map(|text| text.value).collect();
    Some(Entry {
        names: texts(names),
        also: texts(also),
        title: title?,
        meaning: meaning?,
        cause: cause?,
        employee: employee?,
        admin: admin?,
        sources: texts(keys),
        confirmation: confirmation?,
        doubt,
        web_sign_in,
    })
}

/// Every way a code is written, in small letters: as it is; for one of eight hexadecimal digits
/// also with and without `0x`, in decimal, and in decimal as a signed number.
pub fn spellings(code: &str) -> Vec<String> {
    let lower = code.to_ascii_lowercase();
    let hex = lower.strip_prefix("0x").unwrap_or(&lower);
    let number = (hex.len() == 8).then(|| u32::from_str_radix(hex, 16).ok()).flatten();
    match number {
        Some(number) => {
            let signed = number.cast_signed();
            vec![hex.to_owned(), format!("0x{hex}"), number.to_string(), signed.to_string()]
        }
        None => vec![lower],
    }
}

/// A code as people see it: Teams prints `CAA…` in small letters.
pub fn shown(code: &str) -> String {
    if code.starts_with("CAA") { code.to_ascii_lowercase() } else { code.to_owned() }
}

/// The sources by key; nothing if they cannot be read.
fn sources(source: &Source, problems: &Problems) -> Option<BTreeMap<String, Reference>> {
    let path = SourcePath::new(SOURCES);
    let mut sources = BTreeMap::new();
    let Some(text) = source.text(&path) else { return Some(sources) };
    let context = Context { path: &path, offset: 0, problems };
    let table = fields::parse(text, context)?;
    for (key, value) in Fields::of(&table, context).entries() {
        let Some(fields) = as_table(&key.value, value, context) else { continue };
        let title = fields.text("title", "title = \"The maker: …\"");
        let url = fields.maybe_text("url");
        if let Some(url) = url.as_ref().filter(|url| !is_https(&url.value)) {
            let fault = Fault::BadAddress { address: url.value.clone() };
            problems.report(&path, Some(url.place.clone()), fault);
        }
        let third_party =
            fields.has("third-party") && fields.truth("third-party", "").unwrap_or(false);
        fields.finish();
        if let Some(title) = title {
            let url = url.map(|url| url.value);
            sources.insert(key.value, Reference { title, url, third_party });
        }
    }
    Some(sources)
}

impl Tables {
    /// What a reader of pasted texts needs of them.
    pub fn known(&self) -> KnownCodes {
        let also = |entry: &Entry| entry.also.clone();
        let codes: Vec<(&str, Vec<String>)> = self
            .codes
            .iter()
            .flat_map(|entry| {
                // Other spellings stand for the first code of an entry.
                let also = std::iter::once(also(entry)).chain(std::iter::repeat_with(Vec::new));
                entry.names.iter().map(String::as_str).zip(also)
            })
            .collect();
        let numbers = self.numbers.iter().flat_map(|entry| &entry.names);
        let numbers = numbers.filter_map(|name| name.strip_prefix("AADSTS")?.parse().ok());
        KnownCodes::new(
            codes.iter().map(|(name, also)| (*name, also.iter().map(String::as_str))),
            numbers,
        )
    }

    /// The numbers that refine what the web sign-in probe finds, by the value that they mean.
    pub fn refines(&self) -> Vec<(&'static str, Vec<u32>)> {
        let numbers_of = |value| {
            let meant = self.numbers.iter().filter(|entry| entry.web_sign_in == Some(value));
            let names = meant.flat_map(|entry| &entry.names);
            names.filter_map(|name| name.strip_prefix("AADSTS")?.parse().ok()).collect()
        };
        meanings().map(|value| (value, numbers_of(value))).collect()
    }

    /// What is known of a code, as [`kb_flow::read_text`] writes it.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        let all = self.codes.iter().chain(&self.numbers);
        all.into_iter().find(|entry| entry.names.iter().any(|known| known == name))
    }
}
