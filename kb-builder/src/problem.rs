//! Every message an author can see.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard};

use kb_flow::{FlowFault, TICKET_PLACEHOLDERS};

use crate::colour::Colour;
use crate::flow_file::MAX_VALUES;
use crate::logo::{MAX_LOGO, MAX_PIXELS, WIDEST};
use crate::markdown::room::{MAX_BYTES, MAX_CELLS};
use crate::snippet::secret::Secret;
use crate::snippet::{Flaw, Language};
use crate::source::{MAX_FILE, SourcePath};

/// A fault at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file it is in.
    pub path: SourcePath,
    /// The bytes of the file that are at fault, where it is not the whole file.
    pub place: Option<Range<usize>>,
    /// What is wrong.
    pub fault: Fault,
}

impl Problem {
    /// Whether no site may be built with it.
    pub fn is_error(&self) -> bool {
        self.fault.severity() == Severity::Error
    }
}

/// Collects problems while the stages go on.
#[derive(Debug, Default)]
pub struct Problems(Mutex<Vec<Problem>>);

impl Problems {
    /// Takes note of a fault.
    pub fn report(&self, path: &SourcePath, place: Option<Range<usize>>, fault: Fault) {
        self.list().push(Problem { path: path.clone(), place, fault });
    }

    /// Whether something was reported that no site may be built with.
    pub fn has_errors(&self) -> bool {
        self.list().iter().any(Problem::is_error)
    }

    fn list(&self) -> MutexGuard<'_, Vec<Problem>> {
        self.0.lock().expect("bug: nobody panics while reporting")
    }

    /// What no site may be built with, by file and place.
    pub fn errors(self) -> Vec<Problem> {
        self.all().into_iter().filter(Problem::is_error).collect()
    }

    /// Takes note of what was found before.
    pub(crate) fn add(&self, found: &[Problem]) {
        self.list().extend_from_slice(found);
    }

    /// Everything that was reported, in that order.
    pub(crate) fn reported(self) -> Arc<[Problem]> {
        self.0.into_inner().expect("bug: nobody panics while reporting").into()
    }

    /// Everything that was reported, by file and place.
    pub fn all(self) -> Vec<Problem> {
        let mut problems = self.0.into_inner().expect("bug: nobody panics while reporting");
        problems.sort_by(|a, b| {
            let key = |problem: &Problem| problem.place.as_ref().map_or(0, |place| place.start);
            a.path.cmp(&b.path).then(key(a).cmp(&key(b)))
        });
        problems.dedup();
        problems
    }
}

/// How bad a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// No site is built with it.
    Error,
    /// A site is built with it all the same, and its owner should know.
    Warning,
}

/// Something an author got wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The file is larger than anything people read.
    TooLarge {
        /// Its size in bytes.
        bytes: u64,
    },
    /// The file is not UTF-8.
    NotUtf8,
    /// The file was saved as UTF-16.
    Utf16,
    /// A file of the content is a link, a pipe or the like.
    NotAFile,
    /// A file is in a place, or has a name, that means nothing.
    NotUsed,
    /// A language is not written as in BCP 47.
    NotALanguage {
        /// What is there.
        found: String,
    },
    /// A list that needs something in it is empty.
    EmptyList {
        /// The key.
        key: &'static str,
    },
    /// The content, or a flow, is in a format that this program does not read.
    OtherFormat {
        /// What is in it.
        of: &'static str,
        /// Its version.
        found: u32,
        /// The version that is read.
        known: u32,
        /// What to change in what is older.
        steps: Vec<&'static str>,
    },
    /// The site has no settings.
    NoSettings,
    /// The site has no flow.
    NoFlows,
    /// The page does not begin with front matter.
    NoFrontMatter,
    /// The front matter does not end.
    OpenFrontMatter,
    /// The front matter is YAML.
    YamlFrontMatter,
    /// The TOML cannot be read.
    Toml {
        /// What the reader says.
        message: String,
    },
    /// A table has a key that means nothing.
    UnknownKey {
        /// The key.
        key: String,
        /// The known key that is closest.
        near: Option<String>,
        /// The keys that the table can have; empty where they are too many to name.
        known: Vec<&'static str>,
    },
    /// A table lacks a key.
    MissingKey {
        /// The key.
        key: &'static str,
        /// What would be right.
        example: &'static str,
    },
    /// A value is of the wrong kind.
    WrongKind {
        /// The key.
        key: String,
        /// What would be right.
        wanted: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// A text is empty.
    EmptyText {
        /// The key.
        key: String,
    },
    /// A word is none of those that mean something.
    NotOneOf {
        /// The key.
        key: String,
        /// What is there.
        found: String,
        /// What would be right.
        known: Vec<&'static str>,
    },
    /// A number is too large or too small.
    OutOfRange {
        /// The key.
        key: String,
        /// The smallest right one.
        from: i64,
        /// The largest right one.
        to: i64,
    },
    /// A day is not written as 2026-11-21, or there is no such day.
    NoSuchDay {
        /// What is there.
        found: String,
    },
    /// A name has letters that do not belong in addresses.
    BadName {
        /// The name.
        name: String,
    },
    /// A name means something else on every site or system.
    ReservedName {
        /// The name.
        name: String,
    },
    /// The text holds HTML.
    RawHtml,
    /// The text holds an image.
    Image,
    /// Lists and quotes are nested too deeply.
    TooDeep,
    /// A text holds a letter that nobody sees, and that is not text.
    OddLetter {
        /// The letter.
        letter: char,
    },
    /// A table has more cells than anybody looks at.
    TooManyCells,
    /// The text would be too much for one page.
    PageTooLarge,
    /// A heading is as large as the title.
    TopHeading,
    /// A heading is smaller by more than one step.
    SkippedHeading {
        /// The level before.
        from: u8,
        /// The level now.
        to: u8,
    },
    /// Two headings read the same.
    HeadingTwice {
        /// The text.
        text: String,
    },
    /// The mark of a heading names a system that we do not know.
    UnknownSystem {
        /// What stands there.
        found: String,
        /// What was probably meant.
        near: Option<String>,
    },
    /// Two sections that become tabs are for the same system.
    SystemTwice {
        /// The system.
        platform: kb_flow::Platform,
    },
    /// A section is marked for a system, and none beside it is.
    LoneSystem,
    /// A heading inside a list or a quote is marked as one that nobody needs in order to act.
    InnerExtra,
    /// A translation marks other sections than its original.
    OtherMarks,
    /// A link has a scheme that we do not follow.
    ForbiddenScheme {
        /// The link.
        target: String,
    },
    /// A link leads to a file that does not exist.
    BrokenLink {
        /// The link.
        target: String,
        /// The file that is closest.
        near: Option<String>,
    },
    /// A link leads to a heading that does not exist.
    BrokenAnchor {
        /// The link.
        target: String,
        /// The heading that is closest.
        near: Option<String>,
    },
    /// A key or a table is given twice.
    KeyTwice {
        /// The key.
        key: String,
    },
    /// The same in one file, where both places are known.
    KeyAgain {
        /// The key.
        key: String,
        /// Where it is given first.
        first: Range<usize>,
    },
    /// A fact has two answers that read the same.
    AnswerTwice {
        /// The words.
        words: String,
    },
    /// A fact has more answers than anybody reads.
    TooManyValues,
    /// A page has nothing to read.
    NoText,
    /// Lists or tables stand in each other more deeply than anybody can read.
    TooNested,
    /// A code in a table is not written as codes are.
    NotACode {
        /// What the author wrote.
        found: String,
    },
    /// Two entries of the tables have one spelling.
    SpellingTwice {
        /// The spelling.
        spelling: String,
    },
    /// A query for the helpdesk can do more than read, or says nothing.
    QueryWrites {
        /// What it is written in.
        language: &'static str,
    },
    /// An outcome stands in two categories of tickets.
    InTwoCategories {
        /// The outcome.
        outcome: String,
    },
    /// The helpdesk is told nothing of some facts or outcomes.
    AgentSilent {
        /// Their names.
        names: Vec<String>,
    },
    /// A query does not find at a glance what it must find.
    QueryMisses {
        /// What is searched for.
        query: String,
        /// What must be found.
        expected: String,
        /// What is found first.
        found: Vec<String>,
    },
    /// A phrase cannot be a synonym.
    BadSynonym {
        /// The phrase.
        phrase: String,
    },
    /// A group of synonyms has one phrase.
    OneSynonym,
    /// An entry of a table rests on a source that does not exist.
    NoSuchSource {
        /// The key.
        key: String,
        /// The key that is closest.
        near: Option<String>,
    },
    /// A situation names something that the flow does not have.
    NoSuchName {
        /// What it should be.
        kind: &'static str,
        /// What the author wrote.
        name: String,
        /// The name that is closest.
        near: Option<String>,
        /// All there are.
        known: Vec<String>,
    },
    /// A situation says that the page finds out what no probe can find.
    CannotBeFound {
        /// The fact.
        fact: String,
        /// The value.
        value: String,
    },
    /// A situation leads elsewhere than its author expects.
    EndsElsewhere {
        /// Whose situation.
        title: String,
        /// The outcome the author expects.
        expected: String,
        /// Where it leads.
        ends: String,
        /// The path taken.
        taken: String,
        /// The path to the expected outcome that is closest.
        nearest: Option<String>,
    },
    /// A situation asks for more answers than its author expects.
    MoreAnswers {
        /// Whose situation.
        title: String,
        /// The most the author expects.
        most: u32,
        /// How many it takes.
        needed: usize,
        /// The path taken.
        taken: String,
    },
    /// A situation offers another fix than its author expects.
    OffersOther {
        /// Whose situation.
        title: String,
        /// The fix the author expects.
        expected: String,
        /// The fix that is offered.
        offered: Option<String>,
    },
    /// A flow names a part that does not exist.
    NoSuchPart {
        /// The part.
        part: String,
        /// The part that is closest.
        near: Option<String>,
    },
    /// A flow takes parts that have one name, or one that the flow has.
    InTwoParts {
        /// The name.
        name: String,
        /// The other file it is in.
        other: String,
    },
    /// A flow changes where a part's step leads, and no part of it has that step or exit.
    NothingToChange {
        /// The step and the value.
        name: String,
    },
    /// Case codes of two flows cannot be told apart.
    CaseCodesClash {
        /// The other flow.
        other: String,
    },
    /// No flow takes this from the part.
    NotTaken {
        /// The fact, step or outcome.
        name: String,
    },
    /// A flow lists a code that is in no table.
    NoSuchCode {
        /// The code.
        code: String,
        /// The code that is closest.
        near: Option<String>,
    },
    /// A fix looks again at a fact that no flow has which offers it.
    NoSuchRecheck {
        /// The fact.
        fact: String,
        /// The fact that is closest.
        near: Option<String>,
    },
    /// A translation is of another state of the original.
    Stale {
        /// The state that the original is in.
        of: String,
    },
    /// An original has no words in a language in which it should have some.
    NotTranslated {
        /// The table that is missing from the file, where it is not the file itself.
        name: Option<String>,
        /// The state that the original is in.
        of: String,
    },
    /// A translation has no original.
    NoOriginal,
    /// A language lacks words of buttons and labels.
    WordsMissing {
        /// Their names.
        names: Vec<String>,
    },
    /// A translation has another number of unconfirmed sentences than its original.
    OtherCount {
        /// How many the original has.
        needed: usize,
        /// How many are there.
        found: usize,
    },
    /// A translation has other blocks of code than its original.
    OtherCode {
        /// How many the original has.
        needed: usize,
    },
    /// A block of code does not say what it is in.
    NoCodeLanguage {
        /// What is there.
        found: String,
    },
    /// A block of commands has no name.
    CommandUnnamed,
    /// A block of commands has a name of which the front matter says nothing.
    NoSuchCommand {
        /// The name.
        name: String,
        /// The name that is closest.
        near: Option<String>,
    },
    /// The front matter speaks of commands that are in no block.
    CommandUnused {
        /// The name.
        name: String,
    },
    /// Something is wrong with code.
    Snippet {
        /// What.
        flaw: Flaw,
    },
    /// A block of commands can do more than its author says.
    NotCovered {
        /// What it does.
        what: &'static str,
        /// What is missing from what the author says.
        lacks: Vec<String>,
    },
    /// A block of commands does more harm than its guide admits.
    BlockTooHarmful {
        /// The harm of the block.
        block: u8,
        /// The harm of the guide.
        guide: u8,
    },
    /// A command that can harm stands in a sentence or a text to paste, where nothing covers it.
    CommandInText {
        /// What it does.
        what: &'static str,
    },
    /// A text holds what lets somebody in, or says who or where somebody is.
    Secret {
        /// What it looks like.
        secret: Secret,
    },
    /// No outcome offers a guide and no page links to it.
    NobodyComes,
    /// A page rests on nothing.
    NoSources,
    /// A page was to be read through again before today.
    Overdue {
        /// The day.
        since: String,
    },
    /// A page was read through on a day that is still to come.
    StillToCome {
        /// The day.
        day: String,
    },
    /// The steps of a guide are too hard to read.
    HardToRead {
        /// Their grade.
        grade: String,
        /// The highest it may be.
        limit: String,
    },
    /// A sentence of a step is too long.
    LongSentence {
        /// How many words it has.
        words: usize,
    },
    /// A page names a flow that does not exist.
    NoSuchFlow {
        /// The flow.
        flow: String,
        /// The flow that is closest.
        near: Option<String>,
    },
    /// The address of the site is none.
    BadBaseUrl {
        /// What is there.
        address: String,
    },
    /// Another address of a page is none that a page can have.
    BadAlias {
        /// What is there.
        found: String,
    },
    /// Another address of a page is that of a page already.
    AliasTaken {
        /// The address.
        alias: String,
    },
    /// A change names a page that is not there.
    NoSuchPage {
        /// The page.
        page: String,
        /// The known page that is closest.
        near: Option<String>,
    },
    /// An address in the settings is not a full https address.
    BadAddress {
        /// The address.
        address: String,
    },
    /// An address in the settings has more than a host.
    NotAnOrigin {
        /// The address.
        address: String,
    },
    /// A tenant or an app is not given by its identifier.
    NotAnIdentifier {
        /// The key.
        key: &'static str,
        /// What is there.
        found: String,
    },
    /// The settings name an app, and not whose it is.
    ClientWithoutTenant,
    /// A probe asks a sign-in service, and the settings name none.
    NobodyToAsk {
        /// The probe, as authors write it.
        probe: &'static str,
    },
    /// The settings ask for something else than a sign-in.
    BadScope {
        /// What is there.
        found: String,
    },
    /// The address of a ticket form is none that may be opened.
    BadTicketAddress {
        /// The address.
        address: String,
    },
    /// A word has other placeholders than the one that it stands for.
    OtherPlaceholders {
        /// The name of the word.
        name: String,
        /// Those that it is to have.
        expected: Vec<String>,
    },
    /// The address of a ticket form has a placeholder that there is not.
    UnknownPlaceholder {
        /// Its name.
        name: String,
        /// The name that is closest to it.
        near: Option<String>,
    },
    /// The address of a ticket form has no place for a text.
    TicketSaysNothing,
    /// The address of a ticket form leaves no room for a text.
    TicketWithoutRoom {
        /// How long it is without one.
        letters: usize,
        /// How long it may be.
        length: usize,
    },
    /// The address of the counter is no path of this site.
    BadCounter {
        /// The address.
        address: String,
    },
    /// A colour is not written as colours are.
    NotAColour {
        /// The key.
        key: &'static str,
        /// What is there.
        found: String,
    },
    /// A colour cannot be read on what is behind it.
    LowContrast {
        /// The key.
        key: &'static str,
        /// The colour.
        found: Colour,
        /// The token of what is behind it.
        on: &'static str,
        /// The contrast there, times a hundred.
        hundredths: u32,
        /// The colour of the same hue that can be read and is closest.
        nearest: Option<Colour>,
    },
    /// A logo has a name that no logo may have.
    NotALogo {
        /// What is there.
        found: String,
    },
    /// A logo is not there.
    NoLogo {
        /// The file.
        file: String,
    },
    /// A logo is larger than everybody should wait for.
    LogoTooLarge,
    /// A logo is too wide or too high for its place.
    LogoShape,
    /// A file is not a PNG, or not all of one.
    NotPng,
    /// A file is not an SVG.
    NotSvg {
        /// What the reader says.
        message: String,
    },
    /// An SVG holds what a picture needs not, and what can do more than show something.
    UnsafeSvg {
        /// The element or attribute.
        what: String,
    },
    /// An SVG does not say how large it is.
    SvgWithoutSize,
    /// A flow is not whole.
    Flow {
        /// What is wrong with it.
        fault: FlowFault,
        /// The name that is closest to the one at fault.
        near: Option<String>,
        /// A way there, in the author's words.
        way: Option<Box<str>>,
    },
}

/// The most names that a hint lists.
const MOST_NAMED: usize = 12;

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes } => write!(f, "file is too large: {bytes} bytes"),
            Self::NotUtf8 => write!(f, "file is not UTF-8 text"),
            Self::Utf16 => write!(f, "file is UTF-16 text"),
            Self::NotAFile => write!(f, "not a plain file, so it was not opened"),
            Self::NotUsed => write!(f, "file is used for nothing"),
            Self::NotALanguage { found } => write!(f, "there is no language `{found}`"),
            Self::EmptyList { key } => write!(f, "`{key}` is an empty list"),
            Self::OtherFormat { of, found, known, .. } => {
                write!(f, "the {of} is in format {found}, and this kb-builder reads format {known}")
            }
            Self::NoSettings => write!(f, "site has no settings"),
            Self::NoFlows => write!(f, "site has no flow"),
            Self::NoFrontMatter => write!(f, "page has no front matter"),
            Self::OpenFrontMatter => write!(f, "front matter begins here and does not end"),
            Self::YamlFrontMatter => write!(f, "front matter is YAML"),
            Self::Toml { message } => write!(f, "cannot read this: {message}"),
            Self::UnknownKey { key, .. } => write!(f, "unknown key: `{key}`"),
            Self::MissingKey { key: "title", .. } => write!(f, "title is missing"),
            Self::MissingKey { key, .. } => write!(f, "key is missing: `{key}`"),
            Self::WrongKind { key, wanted, found } => {
                write!(f, "`{key}` is {found}, and needs to be {wanted}")
            }
            Self::EmptyText { key } => write!(f, "`{key}` is empty"),
            Self::NotOneOf { key, found, .. } => write!(f, "`{key}` cannot be `{found}`"),
            Self::OutOfRange { key, from, to } => {
                write!(f, "`{key}` goes from {from} to {to}")
            }
            Self::NoSuchDay { found } => write!(f, "there is no day `{found}`"),
            Self::BadName { name } => write!(f, "name does not fit into an address: `{name}`"),
            Self::ReservedName { name } => write!(f, "name is taken by the system: `{name}`"),
            Self::RawHtml => write!(f, "text holds HTML"),
            Self::Image => write!(f, "text holds an image"),
            Self::TooDeep => write!(f, "lists and quotes are nested too deeply"),
            Self::OddLetter { letter } => {
                let point = u32::from(*letter);
                write!(f, "text holds what cannot be seen, and is no letter: U+{point:04X}")
            }
            Self::TooManyCells => write!(f, "table has more than {MAX_CELLS} cells"),
            Self::PageTooLarge => write!(f, "text takes more than {MAX_BYTES} bytes on its page"),
            Self::TopHeading => write!(f, "heading is as large as the title"),
            Self::SkippedHeading { from, to } => {
                write!(f, "heading of level {to} follows one of level {from}")
            }
            Self::HeadingTwice { text } => {
                write!(f, "heading is used twice, so links to it are ambiguous: `{text}`")
            }
            Self::UnknownSystem { found, .. } if found.is_empty() => {
                write!(f, "braces of a heading name no system")
            }
            Self::UnknownSystem { found, .. } => {
                write!(f, "heading names a system we do not know: `{found}`")
            }
            Self::SystemTwice { platform } => {
                write!(f, "two sections beside each other are for the same system: `{platform}`")
            }
            Self::LoneSystem => {
                write!(f, "section is for one system, and none beside it is for another")
            }
            Self::InnerExtra => {
                write!(f, "a section inside a list or a quote cannot be marked `{{extra}}`")
            }
            Self::OtherMarks => {
                write!(f, "sections are not marked in braces as in the original")
            }
            Self::ForbiddenScheme { target } => {
                write!(f, "link has a scheme that is not allowed: `{target}`")
            }
            Self::BrokenLink { target, .. } => {
                write!(f, "link goes to a page that does not exist: `{target}`")
            }
            Self::BrokenAnchor { target, .. } => {
                write!(f, "link goes to a heading that does not exist: `{target}`")
            }
            Self::AnswerTwice { words } => {
                write!(f, "two answers to one question read the same: \"{words}\"")
            }
            Self::TooManyValues => write!(f, "fact has more than {MAX_VALUES} answers"),
            Self::NoText => write!(f, "page has no text"),
            Self::KeyTwice { key } | Self::KeyAgain { key, .. } => {
                write!(f, "given twice: `{key}`")
            }
            Self::TooNested => write!(f, "lists and tables are nested too deeply"),
            Self::NotACode { found } => write!(f, "not a code as codes are written: `{found}`"),
            Self::SpellingTwice { spelling } => {
                write!(f, "`{spelling}` stands in two places of the tables")
            }
            Self::QueryWrites { language: "graph" } => {
                write!(f, "this is not a GET request to Microsoft Graph")
            }
            Self::QueryWrites { language } => {
                write!(f, "this is not a query in {language} that only reads")
            }
            Self::InTwoCategories { outcome } => {
                write!(f, "`{outcome}` stands in another category already")
            }
            Self::AgentSilent { names } => {
                write!(f, "the helpdesk is told nothing of: {}", names.join(", "))
            }
            Self::QueryMisses { query, expected, .. } => {
                write!(f, "whoever searches for \"{query}\" does not see `{expected}` first")
            }
            Self::BadSynonym { phrase } => write!(f, "\"{phrase}\" cannot stand here"),
            Self::OneSynonym => write!(f, "this is a single phrase, and means the same as nothing"),
            Self::NoSuchSource { key, .. } => {
                write!(f, "there is no such source in `tables/sources.toml`: `{key}`")
            }
            Self::NoSuchName { kind, name, .. } => {
                write!(f, "the flow has no such {kind}: `{name}`")
            }
            Self::CannotBeFound { fact, value } => {
                write!(f, "the page cannot find out by itself that `{fact}` is `{value}`")
            }
            Self::EndsElsewhere { title, expected, ends, .. } => {
                write!(f, "situation {ends}, not at `{expected}`: {title}")
            }
            Self::MoreAnswers { title, most, needed, .. } => {
                write!(f, "situation takes {needed} answers, and {most} are allowed: {title}")
            }
            Self::OffersOther { title, expected, offered: Some(offered) } => {
                write!(f, "situation offers `{offered}`, not `{expected}`: {title}")
            }
            Self::OffersOther { title, expected, offered: None } => {
                write!(f, "situation offers no fix, and not `{expected}`: {title}")
            }
            Self::NoSuchPart { part, .. } => {
                write!(f, "there is no part of this name: `{part}`")
            }
            Self::InTwoParts { name, other } => {
                write!(f, "`{name}` is in this part and in `{other}`")
            }
            Self::NothingToChange { name } => {
                write!(f, "no part of this flow has a step with this exit: `{name}`")
            }
            Self::CaseCodesClash { other } => {
                write!(f, "case codes of this flow look like those of flow `{other}`")
            }
            Self::NotTaken { name } => write!(f, "no flow takes this from the part: `{name}`"),
            Self::NoSuchCode { code, .. } => {
                write!(f, "there is no such code in `tables/codes.toml`: `{code}`")
            }
            Self::NoSuchRecheck { fact, .. } => {
                write!(f, "fix looks again at a fact that no flow has which offers it: `{fact}`")
            }
            Self::Stale { .. } => {
                write!(f, "translation is not of the original as it is, so the original is shown")
            }
            Self::NotTranslated { name: Some(name), .. } => {
                write!(f, "not translated, or with other values, so the original is shown: {name}")
            }
            Self::NotTranslated { name: None, .. } => {
                write!(f, "there is no such translation, so the original is shown")
            }
            Self::NoOriginal => write!(f, "translates nothing: there is no original of this name"),
            Self::WordsMissing { names } => {
                write!(f, "{} words of buttons and labels are not translated", names.len())
            }
            Self::OtherCount { needed, found } => {
                write!(f, "`unconfirmed` has {found} sentences, and the original has {needed}")
            }
            Self::OtherCode { .. } => write!(f, "code differs from that of the original"),
            Self::NoCodeLanguage { found } if found.is_empty() => {
                write!(f, "block of code does not say what it is in")
            }
            Self::NoCodeLanguage { found } => {
                write!(f, "block of code is in something unknown: `{found}`")
            }
            Self::CommandUnnamed => write!(f, "block of commands has no name"),
            Self::NoSuchCommand { name, .. } => {
                write!(f, "nothing says what these commands do and cost: `{name}`")
            }
            Self::CommandUnused { name } => {
                write!(f, "there is no block of commands of this name: `{name}`")
            }
            Self::Snippet { flaw } => flaw_told(flaw, f),
            Self::NotCovered { what, .. } => {
                write!(f, "this {what}, and the table of its block does not say so")
            }
            Self::BlockTooHarmful { block, guide } => {
                write!(f, "commands of harm {block} in a guide of harm {guide}")
            }
            Self::CommandInText { what } => {
                write!(f, "a command where nothing says what it costs, and it {what}")
            }
            Self::Secret { secret } => write!(f, "looks like {}", secret_told(*secret)),
            Self::NobodyComes => write!(f, "no outcome offers this guide and no page links to it"),
            Self::NoSources => write!(f, "page names nothing that it rests on"),
            Self::Overdue { since } => write!(f, "page was to be read through again by {since}"),
            Self::StillToCome { day } => {
                write!(f, "page was read through on a day that is still to come: {day}")
            }
            Self::HardToRead { grade, limit } => {
                write!(f, "steps read at grade {grade}, and {limit} is the limit")
            }
            Self::LongSentence { words } => {
                write!(f, "a sentence of this step has {words} words")
            }
            Self::NoSuchFlow { flow, .. } => {
                write!(f, "there is no flow of this name: `{flow}`")
            }
            Self::BadAddress { address } => {
                write!(f, "not a full https address: `{address}`")
            }
            Self::NotAnOrigin { address } => {
                write!(f, "not an https address of a host alone: `{address}`")
            }
            Self::BadBaseUrl { address } => {
                write!(f, "not the https address of a site: `{address}`")
            }
            Self::BadAlias { found } => {
                write!(f, "a page cannot have this as another address: `{found}`")
            }
            Self::AliasTaken { alias } => {
                write!(f, "another page has this address already: `{alias}`")
            }
            Self::NoSuchPage { page, .. } => {
                write!(f, "there is no page at this address: `{page}`")
            }
            Self::NotAnIdentifier { key, found } => {
                write!(f, "`{key}` is not an identifier: `{found}`")
            }
            Self::ClientWithoutTenant => write!(f, "`client-id` is here, and `tenant` is not"),
            Self::NobodyToAsk { probe } => {
                write!(f, "the probe `{probe}` asks a sign-in service, and `site.toml` names none")
            }
            Self::BadScope { found } => write!(f, "not a list of scopes with `openid`: `{found}`"),
            Self::BadTicketAddress { address } => {
                write!(f, "not the address of a ticket form: `{address}`")
            }
            Self::OtherPlaceholders { name, expected } if expected.is_empty() => {
                write!(f, "the word `{name}` has no placeholders, and this text does")
            }
            Self::OtherPlaceholders { name, .. } => {
                write!(f, "the word `{name}` has other placeholders than this text")
            }
            Self::UnknownPlaceholder { name, .. } => {
                write!(f, "a ticket form has no placeholder `{{{name}}}`")
            }
            Self::TicketSaysNothing => write!(f, "nothing would stand in the ticket"),
            Self::TicketWithoutRoom { letters, length } => write!(
                f,
                "the address has {letters} letters before anything is filled in, of {length} that \
                 the form takes"
            ),
            Self::BadCounter { address } => write!(f, "not a path of this site: `{address}`"),
            Self::NotAColour { key, found } => write!(f, "`{key}` is not a colour: `{found}`"),
            Self::LowContrast { key, found, on, hundredths, .. } => {
                let behind = match *on {
                    "raised" => "on boxes",
                    "accent-soft" => "on marked boxes, which take their colour from it",
                    "paper" => "on the page",
                    _ => "on the coloured boxes of notes and warnings",
                };
                let (whole, rest) = (hundredths / 100, hundredths % 100);
                write!(
                    f,
                    "`{key}` cannot be read {behind}: `{found}` has a contrast of \
                     {whole}.{rest:02} there, and text needs 4.5"
                )
            }
            Self::NotALogo { found } => write!(f, "not the name of a logo: `{found}`"),
            Self::NoLogo { file } => write!(f, "there is no file `{file}` beside `site.toml`"),
            Self::LogoTooLarge => write!(f, "logo is larger than {MAX_LOGO} bytes"),
            Self::LogoShape => write!(f, "logo does not fit into the header"),
            Self::NotPng => write!(f, "file is not a whole PNG, or has too many pixels"),
            Self::NotSvg { message } => write!(f, "file is not an SVG: {message}"),
            Self::UnsafeSvg { what } => write!(f, "a logo may not hold this: `{what}`"),
            Self::SvgWithoutSize => write!(f, "logo does not say how wide and high it is"),
            Self::Flow { fault, .. } => flow_fault(fault, f),
        }
    }
}

/// The same for what is wrong with code.
fn flaw_told(flaw: &Flaw, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let point = |letter: &char| format!("U+{:04X}", u32::from(*letter));
    match flaw {
        Flaw::CurlyQuote(letter) => write!(f, "code holds a curly quote: `{letter}`"),
        Flaw::LongDash(letter) => {
            write!(f, "code holds a long dash, which is no hyphen: `{letter}` ({})", point(letter))
        }
        Flaw::OddSpace(letter) => {
            write!(f, "code holds a space that no space bar types: {}", point(letter))
        }
        Flaw::Invisible(letter) => {
            write!(f, "code holds a letter that cannot be seen: {}", point(letter))
        }
        Flaw::Lookalike { letter, like } => {
            write!(f, "code holds `{letter}` ({}), which only looks like `{like}`", point(letter))
        }
        Flaw::Syntax(language) => write!(f, "cannot be read as `{}`", language.word()),
        Flaw::TooComplex => write!(f, "code has too many ways to be read"),
        Flaw::LooseVariable => {
            write!(f, "a variable outside quotes where files are changed")
        }
        Flaw::LooseGlob => write!(f, "a `*` outside quotes where files are deleted"),
        Flaw::QuotedTilde => write!(f, "`~` in quotes is not the home folder"),
        Flaw::SplitPath(_) => write!(f, "a space ends this path too early"),
        Flaw::ForeignVariable => write!(f, "a variable is written as in another shell"),
        Flaw::Prompt => write!(f, "a prompt before the command would be run with it"),
        Flaw::Comment => write!(f, "a comment, which the shell of a Mac runs when it is pasted"),
        Flaw::UnknownCommand(name) => {
            write!(f, "nobody has said yet what this command can cost: `{name}`")
        }
    }
}

/// What a secret looks like.
fn secret_told(secret: Secret) -> &'static str {
    match secret {
        Secret::Token => "a token",
        Secret::Authorization => "an `Authorization` header with its value",
        Secret::Key => "a password, key or signature with its value",
        Secret::PrivateKey => "a private key",
        Secret::RecoveryKey => "the recovery key of a drive",
        Secret::Identifier => "a real identifier",
        Secret::SecurityIdentifier => "the security identifier of an account",
        Secret::Address => "a real address of a person",
        Secret::Tenant => "a real tenant",
        Secret::NetworkAddress => "a real network address",
        Secret::Computer => "the name of a real computer",
        Secret::UserFolder => "the folder of a real person",
    }
}

/// How an author mends code.
fn flaw_mended(flaw: &Flaw) -> &'static str {
    match flaw {
        Flaw::CurlyQuote(_) | Flaw::LongDash(_) | Flaw::OddSpace(_) => {
            "type it anew: a word processor has changed it"
        }
        Flaw::Invisible(_) | Flaw::Lookalike { .. } => "type the word anew",
        Flaw::Syntax(Language::PowerShell) => {
            "try it in PowerShell; its grammar here is not exact, and may be wrong about it"
        }
        Flaw::Syntax(_) => "look at quotes and brackets; try it in the shell",
        Flaw::TooComplex => "make several blocks of it",
        Flaw::LooseVariable => "put it in double quotes",
        Flaw::LooseGlob => "name the files one by one",
        Flaw::QuotedTilde => "take `~/` out of the quotes, or write `$HOME`",
        Flaw::SplitPath(_) => "put the whole path in quotes",
        Flaw::ForeignVariable => {
            "write `$env:NAME` for PowerShell, `%NAME%` for cmd, `$NAME` for sh"
        }
        Flaw::Prompt => "leave only what people type",
        Flaw::Comment => "say it in the text before the block",
        Flaw::UnknownCommand(_) => "add a row to the table in `kb-builder/src/snippet/table.rs`",
    }
}

/// The same for what is wrong with a flow.
fn flow_fault(fault: &FlowFault, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let path = |steps: &[kb_flow::StepId]| {
        steps.iter().map(|step| format!("`{step}`")).collect::<Vec<_>>().join(" → ")
    };
    let case = |answers: &[(kb_flow::FactId, kb_flow::ValueId)]| {
        let answers = answers.iter().map(|(fact, value)| format!("`{fact}` {value}"));
        let answers = answers.collect::<Vec<_>>();
        // Of hundreds of faults the last come without a case.
        if answers.is_empty() { "(a case as above)".to_owned() } else { answers.join(", ") }
    };
    match fault {
        FlowFault::NoSuchStart { start } => {
            write!(f, "flow starts at a step that does not exist: `{start}`")
        }
        FlowFault::NameTaken { name } => write!(f, "name is used twice: `{name}`"),
        FlowFault::NoValues { fact } => write!(f, "fact has no values: `{fact}`"),
        FlowFault::ValueTwice { fact, value } => {
            write!(f, "fact `{fact}` has the value `{value}` twice")
        }
        FlowFault::ProbeFindsMore { fact, probe, value } => {
            write!(f, "probe `{probe}` can find `{value}`, which fact `{fact}` does not have")
        }
        FlowFault::CodeTwice { fact, code } => {
            write!(f, "number {code} means two values of fact `{fact}`")
        }
        FlowFault::UnusedFact { fact } => write!(f, "no step needs fact `{fact}`"),
        FlowFault::NoSuchFact { step, fact } => {
            write!(f, "step `{step}` needs a fact that does not exist: `{fact}`")
        }
        FlowFault::NoSuchValue { step, value } => {
            write!(f, "step `{step}` has a way on for a value that does not exist: `{value}`")
        }
        FlowFault::NoWayOn { step, value } => {
            write!(f, "step `{step}` has no way on for `{value}`")
        }
        FlowFault::NoSuchTarget { to, .. } => {
            write!(f, "this leads to a step or outcome that does not exist: `{to}`")
        }
        FlowFault::Loop { steps } => {
            write!(f, "these steps lead in a circle: {}", path(steps))
        }
        FlowFault::UnreachableStep { step } => write!(f, "no path leads to step `{step}`"),
        FlowFault::UnreachableOutcome { outcome } => {
            write!(f, "no path leads to outcome `{outcome}`")
        }
        FlowFault::TooManyAnswers { limit, answers } => write!(
            f,
            "longest path asks for {} answers, and the flow allows {limit}: {}",
            answers.len(),
            case(answers)
        ),
        FlowFault::NeverTaken { step, value, answers } => write!(
            f,
            "nobody comes to step `{step}` with `{value}`: the same fact was asked before, as in {}",
            case(answers)
        ),
        FlowFault::TooEntangled => {
            write!(f, "flow asks too many facts again, too far apart, to follow every case")
        }
        FlowFault::WrongPlatform { fix, platform, answers, .. } => {
            write!(f, "`{fix}` is not for {platform}, and is offered there after {}", case(answers))
        }
        FlowFault::RedFlagLate { outcome, fact, answers } => write!(
            f,
            "`{outcome}` offers a fix to people who were not asked for the red flag of `{fact}`: {}",
            case(answers)
        ),
        FlowFault::NoSuchFix { outcome, fix } => {
            write!(f, "outcome `{outcome}` offers a fix that does not exist: `{fix}`")
        }
        FlowFault::FixTwice { outcome, fix } => {
            write!(f, "outcome `{outcome}` offers `{fix}` twice")
        }
        FlowFault::HarmDecreases { first, then, .. } => {
            write!(f, "`{then}` does less harm than `{first}`, and comes after it")
        }
        FlowFault::NotSelfService { fix, .. } => {
            write!(f, "employees cannot be led to `{fix}`: it is too harmful, or not theirs to do")
        }
    }
}

impl Fault {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Stale { .. }
            | Self::NotTranslated { .. }
            | Self::WordsMissing { .. }
            | Self::NobodyComes
            | Self::NoSources
            | Self::QueryMisses { .. }
            | Self::AgentSilent { .. }
            | Self::Overdue { .. }
            | Self::StillToCome { .. }
            | Self::HardToRead { .. }
            | Self::LongSentence { .. } => Severity::Warning,
            Self::Snippet { flaw } if !flaw.is_certain() => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// What else there is to see, a line each.
    pub fn notes(&self) -> Vec<String> {
        match self {
            Self::EndsElsewhere { taken, nearest, .. } => {
                let expected = nearest.as_ref().map(|path| format!("expected: {path}"));
                std::iter::once(format!("taken: {taken}")).chain(expected).collect()
            }
            Self::MoreAnswers { taken, .. } => vec![format!("taken: {taken}")],
            Self::Flow { way: Some(way), .. } => vec![format!("for example: {way}")],
            _ => Vec::new(),
        }
    }

    /// What else in the file belongs to it.
    pub fn other_place(&self) -> Option<&Range<usize>> {
        match self {
            Self::KeyAgain { first, .. } => Some(first),
            _ => None,
        }
    }

    /// How to mend it, where we are fairly sure.
    pub fn hint(&self) -> Option<String> {
        let meant =
            |near: &Option<String>| near.as_ref().map(|near| format!("did you mean `{near}`?"));
        match self {
            Self::TooLarge { .. } => Some(format!("split it: a file may have {MAX_FILE} bytes")),
            Self::NotUtf8 | Self::Utf16 => Some("save it as UTF-8 in your editor".to_owned()),
            Self::NotAFile => Some("put the file itself there, not a link to it".to_owned()),
            Self::NotUsed => Some(
                "there are `guides/<name>.md`, `codes/<name>.md`, `flows/<name>.toml`, \
                 `flows/<name>.paths.md`, `flows/parts/<name>.toml`, `scenarios/<flow>.toml`, \
                 `tables/codes.toml`, `tables/aadsts.toml`, `tables/sources.toml`, \
                 `glossary.toml`, `site.toml`, `words.toml`, and most of them once more in a \
                 folder of each language of `site.toml`"
                    .to_owned(),
            ),
            Self::NotALanguage { .. } => Some("write it as `en` or `pt-BR`".to_owned()),
            Self::EmptyList { .. } => Some("list at least one".to_owned()),
            Self::OtherFormat { of, found, known, .. } if found > known => Some(format!(
                "use a kb-builder whose `--version` says {of} format {found}, or a higher one"
            )),
            Self::OtherFormat { known, steps, .. } => {
                Some(format!("do this, then write `format = {known}`: {}", steps.join(" ")))
            }
            Self::NoSettings => Some("add a file `site.toml` with a `name`".to_owned()),
            Self::NoFlows => Some("add a file to the folder `flows`".to_owned()),
            Self::NoFrontMatter => {
                Some("begin the file with `+++`, its keys, and `+++` again".to_owned())
            }
            Self::OpenFrontMatter => Some("end it with a line of `+++`".to_owned()),
            Self::YamlFrontMatter => {
                Some("write it as TOML: `+++` in place of `---`, `key = \"text\"`".to_owned())
            }
            Self::UnknownKey { near, known, .. } => meant(near).or_else(|| {
                let keys = known.join(", ");
                Some(if known.is_empty() {
                    "delete it".to_owned()
                } else {
                    format!("delete it; the keys here are: {keys}")
                })
            }),
            Self::MissingKey { example, .. } => Some(format!("add `{example}`")),
            Self::NotOneOf { known, .. } => Some(format!("there are: {}", known.join(", "))),
            Self::NoSuchDay { .. } => Some("write it as `2026-11-21`".to_owned()),
            Self::BadName { .. } => {
                Some("use small letters a to z, digits, and `-` between them".to_owned())
            }
            Self::ReservedName { .. } => Some("choose another name".to_owned()),
            Self::RawHtml => Some("write it as Markdown, or as code between backticks".to_owned()),
            Self::Image => {
                Some("say it in words: guides are also read aloud and over the phone".to_owned())
            }
            Self::TooDeep => {
                Some("put at most seven lists, or fourteen quotes, into each other".to_owned())
            },
            Self::OddLetter { .. } => {
                Some("delete it and type what is around it anew: it came along with a paste".to_owned())
            }
            Self::TooManyCells => Some(
                "make several tables of it; a short row counts as wide as its table".to_owned(),
            ),
            Self::PageTooLarge => Some(
                "make several pages of it; callouts, links and code take more room than their letters"
                    .to_owned(),
            ),
            Self::TopHeading => {
                Some("begin it with `##`: the title is the page's only `#`".to_owned())
            }
            Self::SkippedHeading { from, .. } => Some(format!("use level {} at most", from + 1)),
            Self::HeadingTwice { .. } => Some("word one of them differently".to_owned()),
            Self::UnknownSystem { near, .. } => Some(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "the systems are windows, macos, ios, android and linux, as in \
                         `## On a phone {ios android}`; `{extra}` alone marks what nobody needs \
                         in order to act"
                    .to_owned(),
            }),
            Self::SystemTwice { .. } => {
                Some("name each system once, so that everybody finds one tab".to_owned())
            }
            Self::LoneSystem => Some(
                "mark the section of the same level before or after it too, or take the braces off"
                    .to_owned(),
            ),
            Self::InnerExtra => {
                Some("take the heading out of it, or take the braces off".to_owned())
            }
            Self::OtherMarks => Some("use the same braces in the same order".to_owned()),
            Self::ForbiddenScheme { .. } => Some(
                "allowed are https:, mailto:, tel:, ms-settings:, companyportal:, \
                 x-apple.systempreferences: and links to other files here"
                    .to_owned(),
            ),
            Self::BrokenLink { near, .. } | Self::BrokenAnchor { near, .. } => meant(near),
            Self::NoSuchPart { near, .. } => meant(near).or_else(|| {
                Some("name one of the files in `flows/parts`, without its ending".to_owned())
            }),
            Self::InTwoParts { .. } => Some("rename one, or leave it in one place".to_owned()),
            Self::NothingToChange { .. } => {
                Some("name a step of a part and a value in its `go`".to_owned())
            }
            Self::CaseCodesClash { .. } => Some("raise `version` in one of them".to_owned()),
            Self::NotTaken { .. } => Some("let a step lead to it, or delete it".to_owned()),
            Self::NoSuchCode { near, .. } => {
                meant(near).or_else(|| Some("add it to the table".to_owned()))
            }
            Self::NoSuchRecheck { near, .. } => {
                meant(near).or_else(|| Some("name a fact of one of these flows".to_owned()))
            }
            Self::Stale { of } => {
                Some(format!("bring the words up to date, then write `of = \"{of}\"`"))
            }
            Self::NotTranslated { of, .. } => {
                Some(format!("add it with `of = \"{of}\"`, or ask for less in `site.toml`"))
            }
            Self::NoOriginal => Some("rename it as the original is named, or delete it".to_owned()),
            Self::WordsMissing { names } => {
                let first = names.iter().take(MOST_NAMED).map(String::as_str);
                let more = if names.len() > MOST_NAMED { " and so on" } else { "" };
                Some(format!("add: {}{more}", first.collect::<Vec<_>>().join(", ")))
            }
            Self::OtherCount { .. } => Some("translate them one by one".to_owned()),
            Self::OtherCode { needed } => Some(format!(
                "copy the {needed} blocks of the original as they are; only `text` may differ"
            )),
            Self::NoCodeLanguage { .. } => Some(format!(
                "write one of these after the fence: {}",
                Language::ALL.iter().map(|known| known.word()).collect::<Vec<_>>().join(", ")
            )),
            Self::CommandUnnamed => Some(
                "write a name after the language, and add a table `[commands.NAME]` to the front \
                 matter: what it does, deletes, how to undo it, `elevation`, `harm`"
                    .to_owned(),
            ),
            Self::NoSuchCommand { name, near } => meant(near)
                .or_else(|| Some(format!("add a table `[commands.{name}]` to the front matter"))),
            Self::CommandUnused { .. } => {
                Some("write the name after the language of its block, or delete it".to_owned())
            }
            Self::Snippet { flaw } => Some(flaw_mended(flaw).to_owned()),
            Self::NotCovered { lacks, .. } => Some(format!("say it: `{}`", lacks.join("`, `"))),
            Self::BlockTooHarmful { block, .. } => Some(format!(
                "write `harm = {block}` in the step contract, or leave the commands out"
            )),
            Self::CommandInText { .. } => {
                Some("put it into a block of commands, which says what it costs".to_owned())
            }
            Self::Secret { .. } => {
                Some("use contoso.com, example.com, and identifiers of zeros and ones".to_owned())
            }
            Self::NobodyComes => Some("link to it where people need it, or delete it".to_owned()),
            Self::NoSources => Some("add keys of `tables/sources.toml` to `sources`".to_owned()),
            Self::Overdue { .. } => {
                Some("read it through, mend it, and put that day into `reviewed`".to_owned())
            }
            Self::StillToCome { .. } => {
                Some("write the day on which somebody did; look at this machine's clock".to_owned())
            }
            Self::HardToRead { .. } => Some(
                "use shorter sentences and shorter words; `kb-builder readability` prints figures"
                    .to_owned(),
            ),
            Self::LongSentence { .. } => {
                Some("make two of it: at most 25 words are read in one go".to_owned())
            }
            Self::NoSuchFlow { near, .. } => meant(near).or_else(|| {
                Some("name one of the files in `flows`, without its ending".to_owned())
            }),
            Self::AnswerTwice { .. } => {
                Some("say how they differ, or make one of them".to_owned())
            }
            Self::TooManyValues => {
                Some("ask in two questions, or put what means the same into one answer".to_owned())
            }
            Self::NoText => Some(
                "write it below the front matter, or keep the file elsewhere until it is ready"
                    .to_owned(),
            ),
            Self::KeyTwice { .. } | Self::KeyAgain { .. } => Some("keep one of them, or rename one".to_owned()),
            Self::TooNested => Some("nothing here needs more than four levels".to_owned()),
            Self::NotACode { .. } => {
                Some("write it as `CAA20004`, as `0x80090016`, or as it is printed".to_owned())
            }
            Self::SpellingTwice { .. } => Some(
                "decimal and signed forms come by themselves; delete one of the two".to_owned(),
            ),
            Self::QueryWrites { language: "graph" } => Some(
                "every line begins with `GET https://graph.microsoft.com/`; what changes something \
                 belongs into a guide, where its cost is said"
                    .to_owned(),
            ),
            Self::QueryWrites { .. } => Some(
                "write a query; commands that begin with a dot belong into a guide, where their \
                 cost is said"
                    .to_owned(),
            ),
            Self::InTwoCategories { .. } => {
                Some("leave it in the category that its ticket gets".to_owned())
            }
            Self::AgentSilent { .. } => Some(
                "add `[facts.NAME]` with `ask` and `means`, and put every outcome into the \
                 `outcomes` of a category"
                    .to_owned(),
            ),
            Self::QueryMisses { found, .. } => Some(if found.is_empty() {
                "nothing is found; use its words on the page, or add a group to `synonyms.toml`"
                    .to_owned()
            } else {
                format!(
                    "found first: {}; use the words of the query in the title or summary of the \
                     page, or add a group to `synonyms.toml`",
                    found.join(", ")
                )
            }),
            Self::BadSynonym { .. } => Some(
                "a phrase has one to three words of at least two letters, and stands once in a group"
                    .to_owned(),
            ),
            Self::OneSynonym => Some("add another phrase for the same, or delete the group".to_owned()),
            Self::NoSuchSource { near, .. } => {
                meant(near).or_else(|| Some("add it to `tables/sources.toml`".to_owned()))
            }
            Self::NoSuchName { near, known, .. } => {
                meant(near).or_else(|| Some(format!("there are: {}", known.join(", "))))
            }
            Self::CannotBeFound { .. } => {
                Some("move it to `known`: the person has to say it".to_owned())
            }
            Self::EndsElsewhere { .. } => {
                Some("mend the flow, or what the situation says is known".to_owned())
            }
            Self::MoreAnswers { .. } => {
                Some("ask for less on this path, or allow more answers".to_owned())
            }
            Self::OffersOther { .. } => {
                Some("look at the order of the outcome's fixes, and at `tried`".to_owned())
            }
            Self::BadBaseUrl { .. } => {
                Some("write it as `https://help.example.com/folder/`, in plain letters".to_owned())
            }
            Self::BadAlias { .. } => Some(
                "write small letters, digits and dashes, below `guides/`, `codes/` or nothing; \
                 what every site has and languages are taken"
                    .to_owned(),
            ),
            Self::AliasTaken { .. } => Some("choose another, or leave it out".to_owned()),
            Self::NoSuchPage { near, .. } => meant(near).or_else(|| {
                Some("write it from the top of the site, as `guides/set-clock`".to_owned())
            }),
            Self::BadAddress { .. } => Some(
                "begin it with `https://` and a host of plain letters, without a name or password"
                    .to_owned(),
            ),
            Self::NotAnOrigin { .. } => Some(
                "write it as `https://login.microsoftonline.com`, without a `/` at its end"
                    .to_owned(),
            ),
            Self::NotAnIdentifier { .. } => Some(
                "it looks like 11111111-2222-3333-4444-555555555555; the app's page in the Entra \
                 admin center shows it"
                    .to_owned(),
            ),
            Self::ClientWithoutTenant => {
                Some("add `tenant`: a sign-in is checked in one tenant only".to_owned())
            }
            Self::NobodyToAsk { .. } => Some(
                "add `[sign-in]` with its `authority` to `site.toml`, or leave the probe out: then \
                 people are asked"
                    .to_owned(),
            ),
            Self::BadScope { .. } => Some("write `scope = \"openid\"`".to_owned()),
            Self::BadTicketAddress { .. } => Some(
                "begin it with `https://` and a host, or with `mailto:`; a placeholder may come \
                 after that"
                    .to_owned(),
            ),
            Self::OtherPlaceholders { expected, .. } if expected.is_empty() => {
                Some("nothing is put in their place; write the text without braces".to_owned())
            }
            Self::OtherPlaceholders { expected, .. } => {
                Some(format!("write `{{{}}}`, each at least once", expected.join("}`, `{")))
            }
            Self::UnknownPlaceholder { near, .. } => meant(near).or_else(|| {
                let all: Vec<String> =
                    TICKET_PLACEHOLDERS.iter().map(|name| format!("`{{{name}}}`")).collect();
                Some(format!("there are: {}", all.join(", ")))
            }),
            Self::TicketSaysNothing => {
                Some("put `{summary}` or `{text}` into the address".to_owned())
            }
            Self::TicketWithoutRoom { .. } => {
                Some("raise `length`, if the form takes more; or shorten the address".to_owned())
            }
            Self::BadCounter { .. } => {
                Some("write it as `/count`: letters, digits, `-`, `.`, `_` and `/`".to_owned())
            }
            Self::NotAColour { .. } => Some("write it as `#1f4e79`".to_owned()),
            Self::LowContrast { nearest, .. } => nearest.map(|colour| {
                format!("the nearest colour of the same hue that can be read is `{colour}`")
            }),
            Self::NotALogo { .. } => Some(
                "name a file beside `site.toml` that ends in `.svg` or `.png`, with letters, digits, \
                 `-` and `_`"
                    .to_owned(),
            ),
            Self::NoLogo { .. } => Some("put it there, or delete the key".to_owned()),
            Self::LogoTooLarge => {
                Some("save it smaller, or as an SVG: everybody waits for it".to_owned())
            }
            Self::LogoShape => Some(format!(
                "cut it: it may be {WIDEST} times as wide as high, and twice as high as wide; the name of the \
                 site stands beside it as text"
            )),
            Self::NotPng => {
                Some(format!("export it again as PNG, with at most {MAX_PIXELS} pixels each way"))
            }
            Self::NotSvg { .. } => Some("export it again as plain SVG".to_owned()),
            Self::UnsafeSvg { .. } => Some(
                "delete it, or export the logo again as plain SVG with shapes and colours alone: \
                 `fill=\"…\"` in place of styles, outlines in place of letters"
                    .to_owned(),
            ),
            Self::SvgWithoutSize => {
                Some("add `viewBox=\"0 0 WIDTH HEIGHT\"` to the first element".to_owned())
            }
            Self::Flow { fault, near, .. } => meant(near).or_else(|| Some(flow_hint(fault))),
            Self::Toml { .. } => Some("a line is `key = \"text\"` or `[table]`".to_owned()),
            Self::WrongKind { wanted, .. } => Some(format!("write {wanted}")),
            Self::EmptyText { key } => Some(format!("say something: `{key} = \"…\"`")),
            Self::OutOfRange { from, to, .. } => {
                Some(format!("choose a whole number from {from} to {to}"))
            }
        }
    }
}

/// The same for what is wrong with a flow.
fn flow_hint(fault: &FlowFault) -> String {
    match fault {
        FlowFault::NoWayOn { value, .. } => format!("add `{value} = \"…\"` to `go`"),
        FlowFault::NoValues { .. } => "list them under `values`".to_owned(),
        FlowFault::ProbeFindsMore { value, .. } => format!("add a value `{value}`"),
        FlowFault::UnusedFact { .. } => "let a step need it, or delete it".to_owned(),
        FlowFault::UnreachableStep { .. } | FlowFault::UnreachableOutcome { .. } => {
            "lead to it from a step, or delete it".to_owned()
        }
        FlowFault::TooManyAnswers { .. } => {
            "drop a step, or raise `max-answers` if people bear it".to_owned()
        }
        FlowFault::NeverTaken { value, .. } => format!("delete `{value}` from `go`"),
        FlowFault::TooEntangled => {
            "ask facts that are needed again nearer to where they are needed".to_owned()
        }
        FlowFault::WrongPlatform { platform, .. } => {
            format!("lead people on `{platform}` elsewhere, or add it to the guide's `platforms`")
        }
        FlowFault::RedFlagLate { fact, .. } => {
            format!("ask for `{fact}` on the way, or take `red-flag` from its values")
        }
        FlowFault::HarmDecreases { first, then, .. } => {
            format!("put `{then}` before `{first}`")
        }
        FlowFault::NotSelfService { .. } => {
            "leave it to the hand-over: fixes here have harm 0 to 2 and `who = \"employee\"`"
                .to_owned()
        }
        FlowFault::NameTaken { .. } => {
            "steps and outcomes share their names: rename one".to_owned()
        }
        FlowFault::NoSuchStart { .. } => "name one of the tables `[steps.…]`".to_owned(),
        FlowFault::ValueTwice { .. } => {
            "delete one; `unknown` is there by itself, with the words of `unknown`".to_owned()
        }
        FlowFault::CodeTwice { .. } => "leave it with one of the two".to_owned(),
        FlowFault::NoSuchFact { fact, .. } => format!("add a table `[facts.{fact}]`"),
        FlowFault::NoSuchValue { value, .. } => {
            format!("add `{value}` to the fact's values, or delete it from `go`")
        }
        FlowFault::NoSuchTarget { to, .. } => {
            format!("add a table `[steps.{to}]` or `[outcomes.{to}]`")
        }
        FlowFault::Loop { .. } => "let one of them lead to an outcome".to_owned(),
        FlowFault::NoSuchFix { fix, .. } => {
            format!("add a guide `guides/{fix}.md` with `kind = \"fix\"`")
        }
        FlowFault::FixTwice { .. } => "delete one".to_owned(),
    }
}

/// After so many faults of one kind nobody is told what was meant: each costs a look at every name
/// there is, and a report shows no more.
pub const MOST_NEAR: usize = 200;

/// The known word closest to what an author wrote, if it is close.
pub fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let (length, letters) = (written.chars().count(), letters(written));
    known
        .map(|word| (word, word.chars().count()))
        .map(|(word, count)| (word, count, count.div_ceil(3)))
        // Cheap, and true of nearly every word: thousands of wrong names meet thousands of known ones.
        .filter(|(_, count, most)| length.abs_diff(*count) <= *most)
        .filter(|(word, _, most)| {
            let known = self::letters(word);
            let apart = (letters & !known).count_ones().max((known & !letters).count_ones());
            apart as usize <= *most
        })
        .map(|(word, _, most)| (distance(written, word), word, most))
        // A word of one letter would be like any other.
        .filter(|(distance, word, most)| distance <= most && *distance < word.len())
        .min_by_key(|(distance, _, _)| *distance)
        .map(|(_, word, _)| word.to_owned())
}

/// Which letters a word has, a bit for each; some letters share one.
fn letters(word: &str) -> u64 {
    let letters = word.chars().map(|letter| u32::from(letter.to_ascii_lowercase()));
    letters.fold(0, |letters, letter| letters | 1 << (letter % 64))
}

/// How many letters must be put in, taken out or changed to make one word of another, capital or not.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().map(|letter| letter.to_ascii_lowercase()).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().take(64).enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let change = before + usize::from(letter.to_ascii_lowercase() != *other);
            before = row[j + 1];
            row[j + 1] = change.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn distance_counts_single_edits() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("sumary", "summary"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn only_a_close_word_is_suggested() {
        let known = || ["title", "summary", "kind"].into_iter();
        assert_eq!(nearest("sumary", known()).as_deref(), Some("summary"));
        assert_eq!(nearest("Title", known()).as_deref(), Some("title"));
        assert_eq!(nearest("zebra", known()), None);
    }
}
