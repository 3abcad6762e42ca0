//! The commands that answer a question and write no site.

use std::io::{self, BufRead, Read as _};
use std::path::Path;

use kb_builder::args::{Args, Place, Table};
use kb_builder::book::{self, Book};
use kb_builder::booklet::Extent;
use kb_builder::bundle::verify::{self, Broken, Verified};
use kb_builder::bundle::{self, Bundle, Form, Format, Order, Target};
use kb_builder::counts::{self, Counting, MAX_LINE};
use kb_builder::day::Day;
use kb_builder::edition::{Edition, code_path, flow_path, guide_path};
use kb_builder::link::Linked;
use kb_builder::problem::Problems;
use kb_builder::readability::to_float;
use kb_builder::report::report;
use kb_builder::source::Source;
use kb_builder::tables::{Confirmation, Tables, spellings};
use kb_builder::{disk, editorial, link_content};
use kb_flow::{
    Case, CaseCodeFault, Clock, Flow, FlowId, MAX_CASE_CODE, MAX_EVIDENCE, Moment, Paste,
    changes_told, evidence, for_pasting, from_case_code, from_evidence, read_text, short_evidence,
};

use crate::{FAILED, REFUSED, USAGE, announce, complain, failed, folder, say, style};

/// The most that is read from standard input, in bytes.
const MAX_INPUT: u64 = 1024 * 1024;

/// The content, if nothing is wrong with it.
fn content(args: &Args, source: &Source) -> Result<Linked, u8> {
    let problems = Problems::default();
    let linked = link_content(source, &problems);
    match linked {
        Some(linked) if !problems.has_errors() => Ok(linked),
        _ => {
            complain(&report(source, &problems.errors(), &folder(args), style(args)));
            Err(REFUSED)
        }
    }
}

fn source(args: &Args) -> Result<Source, u8> {
    disk::read_content(&args.content).map_err(|error| failed(&error))
}

/// The flow of that name, or the only one.
fn find<'a>(linked: &'a Linked, name: Option<&str>) -> Result<&'a Flow, u8> {
    let names = || linked.own.flows.keys().map(FlowId::as_str).collect::<Vec<_>>().join(", ");
    let found = match name {
        Some(name) => linked.own.flows.get(&name.into()),
        None if linked.own.flows.len() == 1 => linked.own.flows.values().next(),
        None => None,
    };
    found.ok_or_else(|| {
        complain(&match name {
            Some(name) => format!("error: there is no flow `{name}`"),
            None => "error: there are several flows".to_owned(),
        });
        complain(&format!("hint: name one of: {}", names()));
        USAGE
    })
}

/// Makes a bundle: the whole site, or a flow.
pub(crate) fn bundle(
    args: &Args,
    target: Target,
    flow: Option<&str>,
    language: Option<&str>,
    styled: bool,
    full: bool,
) -> Result<(), u8> {
    let source = source(args)?;
    let mut linked = content(args, &source)?;
    if let Some(base_url) = &args.base_url {
        linked.site.base_url = Some(base_url.clone());
    }
    let edition = find_edition(&linked, language)?;
    let is_idle = |given: bool, option: &str, needed: &str| {
        if given {
            complain(&format!("error: `{option}` means nothing for this target"));
            complain(&format!("hint: it is for {needed}"));
        }
        given
    };
    let is_folder = target == Target::Folder;
    let idle = [
        is_idle(is_folder && flow.is_some(), "--flow", "a flow in one file; the zip has all flows"),
        is_idle(
            is_folder && language.is_some(),
            "--lang",
            "a flow in one file; the zip has all languages",
        ),
        is_idle(!styled && target != Target::Static, "--no-style", "`--target static`"),
        is_idle(full && target != Target::Static, "--full", "`--target static`; others are full"),
    ];
    if idle.contains(&true) {
        return Err(USAGE);
    }
    let form = match target {
        Target::Folder => None,
        Target::Single => Some(Form::Single),
        Target::Static => {
            let extent = if full { Extent::Whole } else { Extent::Short };
            Some(Form::Static { styled, extent })
        }
        Target::Confluence => Some(Form::Text(Format::Confluence)),
        Target::Mediawiki => Some(Form::Text(Format::Mediawiki)),
        Target::Dokuwiki => Some(Form::Text(Format::Dokuwiki)),
        Target::Markdown => Some(Form::Text(Format::Markdown)),
        Target::Text => Some(Form::Text(Format::Plain)),
    };
    let (order, name) = match form {
        None => (Order::Folder, "site".to_owned()),
        Some(form) => {
            let flow = find(&linked, flow)?.id().clone();
            let folder = edition.folder.as_str();
            let between = if folder.is_empty() { "" } else { "." };
            let name = format!("{flow}{between}{folder}");
            (Order::Flow { flow, language: edition.language.clone(), form }, name)
        }
    };
    let Bundle { bytes, losses } = bundle::make(&linked, &order);
    let name = format!("{name}.{}", target.ending());
    let out = match &args.out {
        Some(out) if out.is_dir() => out.join(name),
        Some(out) => out.clone(),
        None => name.into(),
    };
    disk::write_outside(&out, &args.content, &bytes).map_err(|error| failed(&error))?;
    say(args, &format!("wrote {} bytes to `{}`", bytes.len(), out.display()));
    if !args.quiet {
        for sentence in losses.told() {
            complain(&format!("note: {sentence}"));
        }
    }
    Ok(())
}

/// Says whether a finished bundle keeps what its kind promises.
pub(crate) fn verify(args: &Args, file: &Path) -> Result<(), u8> {
    let bytes = disk::read_file(file).map_err(|error| failed(&error))?;
    let Verified { kind, broken } = verify::verify(&bytes);
    for Broken { file, what } in &broken {
        let place = if file.is_empty() { String::new() } else { format!("{file}: ") };
        complain(&format!("error: {place}{what}"));
    }
    if !broken.is_empty() {
        return Err(REFUSED);
    }
    say(args, &format!("`{}` keeps what it promises: {kind}", file.display()));
    Ok(())
}

/// The edition of a language, the site's own without one.
fn find_edition<'a>(linked: &'a Linked, language: Option<&str>) -> Result<&'a Edition, u8> {
    let Some(language) = language else { return Ok(&linked.own) };
    let mut editions = std::iter::once(&linked.own).chain(&linked.translations);
    editions.find(|edition| edition.language == language).ok_or_else(|| {
        complain(&format!("error: the site is not in `{language}`"));
        let editions = std::iter::once(&linked.own).chain(&linked.translations);
        let known: Vec<&str> = editions.map(|edition| &*edition.language).collect();
        complain(&format!("hint: it is in: {}", known.join(", ")));
        USAGE
    })
}

/// This machine's day, in UTC.
pub(crate) fn today() -> Day {
    Day::of_seconds(now().0)
}

/// Prints every block of commands with what it does and costs.
pub(crate) fn commands(args: &Args) -> Result<(), u8> {
    let source = source(args)?;
    let linked = content(args, &source)?;
    let mut count = 0;
    for guide in linked.own.guides.values() {
        for block in &guide.body.blocks {
            let command = block.name.as_ref().and_then(|name| guide.commands.get(name));
            let (Some(name), Some(command)) = (&block.name, command) else { continue };
            count += 1;
            let text = source.text(&guide.path).unwrap_or_default();
            let line = text[..block.place.start].matches('\n').count() + 1;
            announce(&format!(
                "{}/{}:{line}  {name} ({})",
                folder(args),
                &guide.path,
                block.language
            ));
            announce(&format!("  guide:    {}", guide.title));
            announce(&format!("  does:     {}", command.does));
            announce(&format!("  deletes:  {}", command.deletes));
            announce(&format!("  undo:     {}", command.undo));
            let rights = if command.elevation { "needed" } else { "not needed" };
            announce(&format!("  administrator rights: {rights}; harm {}", command.harm));
            for line in block.code.lines() {
                announce(&format!("    {line}"));
            }
            announce("");
        }
    }
    say(args, &format!("{count} blocks of commands"));
    Ok(())
}

/// Prints how hard the steps of every guide are to read.
pub(crate) fn readability(args: &Args) -> Result<(), u8> {
    let source = source(args)?;
    let linked = content(args, &source)?;
    announce("grade  limit  words  longest sentence  guide");
    for edition in std::iter::once(&linked.own).chain(&linked.translations) {
        let mut readings = editorial::readings(edition);
        if readings.is_empty() {
            continue;
        }
        let grade = |reading: &editorial::Reading<'_>| reading.measure.grade.unwrap_or(0.0);
        readings.sort_by(|a, b| grade(b).total_cmp(&grade(a)));
        for reading in &readings {
            let shown = reading.measure.grade.map_or("-".to_owned(), |grade| format!("{grade:.1}"));
            let (limit, measure) = (reading.limit, &reading.measure);
            let path = &reading.guide.path;
            announce(&format!(
                "{shown:>5}  {limit:>5.0}  {:>5}  {:>16}  {path}",
                measure.words, measure.longest
            ));
        }
        let words: usize = readings.iter().map(|reading| reading.measure.words).sum();
        let weighed =
            readings.iter().map(|reading| grade(reading) * to_float(reading.measure.words));
        let mean = weighed.sum::<f64>() / to_float(words.max(1));
        say(
            args,
            &format!("{}: {} guides, mean grade {mean:.1}", edition.language, readings.len()),
        );
    }
    Ok(())
}

/// Prints what is translated, missing and stale.
pub(crate) fn translations(args: &Args) -> Result<(), u8> {
    let source = source(args)?;
    let problems = Problems::default();
    let linked = link_content(&source, &problems);
    let Some(linked) = linked.filter(|_| !problems.has_errors()) else {
        complain(&report(&source, &problems.errors(), &folder(args), style(args)));
        return Err(REFUSED);
    };
    for edition in &linked.translations {
        let guides = edition.guides.keys().map(guide_path);
        let codes = edition.codes.iter().map(|code| code_path(&code.name));
        let all: Vec<_> = guides.chain(codes).chain(edition.flows.keys().map(flow_path)).collect();
        let (missing, done): (Vec<_>, Vec<_>) =
            all.iter().partition(|path| edition.is_original(path));
        announce(&format!("{}: {} of {} translated", edition.language, done.len(), all.len()));
        for path in missing {
            announce(&format!("  in {}: {path}", linked.own.language));
        }
    }
    let warnings = problems.all();
    if !warnings.is_empty() {
        complain(&report(&source, &warnings, &folder(args), style(args)));
    }
    Ok(())
}

/// Prints or writes the all-paths book, or compares it with an older one.
pub(crate) fn paths(
    args: &Args,
    flow: Option<&str>,
    diff: Option<&Path>,
    write: bool,
) -> Result<(), u8> {
    let source = source(args)?;
    let linked = content(args, &source)?;
    let flow = find(&linked, flow)?;
    let text = book::write(flow).map_err(|book::TooManyPaths| {
        complain(&format!("error: flow `{}` has more paths than anybody can read", flow.id()));
        complain("hint: ask for less, or ask in the same order on every way");
        REFUSED
    })?;
    if write {
        let path = args.content.join("flows").join(format!("{}.paths.md", flow.id()));
        disk::write_file(&path, text.as_bytes()).map_err(|error| failed(&error))?;
        say(args, &format!("wrote `{}`", path.display()));
        return Ok(());
    }
    let Some(old) = diff else {
        announce(text.trim_end());
        return Ok(());
    };
    let old_text = disk::read_text(old).map_err(|error| failed(&error))?;
    let old_book = Book::parse(&old_text).map_err(|wrong| {
        complain(&format!("error: {}:{}: not an all-paths book", old.display(), wrong.line));
        complain("hint: give a file that `kb-builder paths` has printed");
        USAGE
    })?;
    let new_book = Book::parse(&text).expect("bug: a book of ours can be read back");
    if old_book.flow != new_book.flow {
        complain(&format!(
            "error: this is a book of flow `{}`, not of `{}`",
            old_book.flow, new_book.flow
        ));
        complain("hint: give an older book of the same flow");
        return Err(USAGE);
    }
    let changes = old_book.compare(&new_book);
    announce(match (changes.trim_end(), old_text.trim_end() == text.trim_end()) {
        ("", true) => "no difference",
        ("", false) => "every path ends where it ended; only words differ",
        (changes, _) => changes,
    });
    Ok(())
}

/// Shows the case of a case code, or of the text of a ticket.
pub(crate) fn case(args: &Args, code: Option<&str>, place: Place, short: bool) -> Result<(), u8> {
    let source = source(args)?;
    let linked = content(args, &source)?;
    let (flow, case) = match code {
        Some(code) => by_code(&linked, code)?,
        None => by_text(&linked)?,
    };
    let words = linked.own.words.of_checker();
    let clock = Clock { now: now(), ahead: None };
    let card = if short {
        short_evidence(flow, &case, &words, clock)
    } else {
        evidence(flow, &case, &words, clock, None)
    };
    let place = match place {
        Place::Plain => Paste::Plain,
        Place::Markdown => Paste::Markdown,
        Place::Csv => Paste::Csv,
        Place::Html => Paste::Html,
    };
    let mut pasted = for_pasting(&card, place);
    if pasted.chars().count() > MAX_EVIDENCE {
        // Made harmless it has grown; the block says the same as the lines before it.
        let block = card.find("```kb-evidence").map_or("", |at| &card[at..]);
        pasted = for_pasting(
            &[&short_evidence(flow, &case, &words, clock), "\n", block].concat(),
            place,
        );
    }
    announce(pasted.trim_end());
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the text for a ticket says when it was written")]
fn now() -> Moment {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Moment(since.map_or(0, |since| since.as_secs()))
}

fn by_code<'a>(linked: &'a Linked, code: &str) -> Result<(&'a Flow, Case), u8> {
    // "Case code: 20CGJMH." and "#case=20CGJMH" as they stand.
    let code = code.rsplit([':', '=', '#']).next().unwrap_or_default();
    let code = code.trim_matches(['.', ',', ' ']);
    let mut wrong = CaseCodeFault::NotACode;
    for flow in linked.own.flows.values() {
        match from_case_code(flow, code) {
            Ok(case) => return Ok((flow, case)),
            Err(fault) => wrong = fault,
        }
    }
    let (error, hint) = match wrong {
        CaseCodeFault::NotACode => (
            format!("a case code has at most {MAX_CASE_CODE} letters and digits, and this is none"),
            "it stands behind “Case code” in the text for the ticket".to_owned(),
        ),
        CaseCodeFault::Mistyped => (
            "a letter of this case code is wrong, or two changed places".to_owned(),
            "ask for it again, letter by letter".to_owned(),
        ),
        CaseCodeFault::OtherQuestions { version } => {
            let ours =
                linked.own.flows.values().map(|flow| format!("{} {}", flow.id(), flow.version()));
            let ours = ours.collect::<Vec<_>>().join(", ");
            (
                format!(
                    "this case code was made with other questions than these (version {version})"
                ),
                format!("here are: {ours}; ask for the link or the text for the ticket instead"),
            )
        }
    };
    complain(&format!("error: {error}"));
    complain(&format!("hint: {hint}"));
    Err(REFUSED)
}

fn by_text(linked: &Linked) -> Result<(&Flow, Case), u8> {
    let text = input()?;
    let found =
        linked.own.flows.values().find_map(|flow| Some((flow, from_evidence(flow, &text)?)));
    let Some((flow, arrival)) = found else {
        complain("error: there is no block `kb-evidence` of one of our flows in this text");
        complain("hint: paste the whole text of the ticket, with the lines between ```");
        return Err(REFUSED);
    };
    for sentence in changes_told(flow, &linked.own.words.of_checker(), &arrival.changes) {
        complain(&format!("note: {sentence}"));
    }
    Ok((flow, arrival.case))
}

/// Says what a pasted error message means.
pub(crate) fn read(args: &Args) -> Result<(), u8> {
    let source = source(args)?;
    let linked = content(args, &source)?;
    let reading = read_text(&input()?, &linked.own.tables.known());
    if reading.is_empty() {
        announce("nothing that we know is in this text");
    }
    let numbers = reading.numbers.iter().map(|number| format!("AADSTS{number}"));
    for name in reading.codes.iter().cloned().chain(numbers) {
        announce(&about(&linked.own.tables, &name));
    }
    for similar in &reading.similar {
        let meant = similar.meant.join(", ");
        announce(&format!("{} is no code we know; did you mean {meant}?", similar.written));
    }
    for (name, value) in reading.fields() {
        if !["code", "aadsts"].contains(&name) {
            announce(&format!("{name}: {value}"));
        }
    }
    Ok(())
}

/// Prints what queries find.
pub(crate) fn search(
    args: &Args,
    query: &[String],
    language: Option<&str>,
    as_json: bool,
) -> Result<(), u8> {
    let source = source(args)?;
    let linked = content(args, &source)?;
    let editions = std::iter::once(&linked.own).chain(&linked.translations);
    let languages: Vec<&str> = editions.map(|edition| edition.language.as_str()).collect();
    let language = language.unwrap_or(languages[0]);
    let Some(at) = languages.iter().position(|known| *known == language) else {
        complain(&format!("error: the site is not in `{language}`"));
        complain(&format!("hint: name one of: {}", languages.join(", ")));
        return Err(USAGE);
    };
    let index = &linked.indexes[at];
    let queries = if query.is_empty() { input()? } else { query.join(" ") };
    for query in queries.lines() {
        let hits = index.find(query);
        if as_json {
            let named: Vec<_> = index.named(query).into_iter().map(|named| named.name).collect();
            // Beyond what any sum of points reaches, a browser's numbers are not whole.
            let whole = |score| if score == u64::MAX { 0 } else { score };
            let hits: Vec<_> =
                hits.iter().map(|hit| (hit.address.as_str(), whole(hit.score))).collect();
            announce(
                &serde_json::json!({ "query": query, "named": named, "hits": hits }).to_string(),
            );
            continue;
        }
        announce(&format!("{query}: {} pages", hits.len()));
        for hit in hits {
            let score =
                if hit.score == u64::MAX { "code".to_owned() } else { hit.score.to_string() };
            announce(&format!("  {score:>10}  {}  {}", hit.address, hit.title));
        }
    }
    Ok(())
}

/// Adds up what the counter's lines in an access log say.
pub(crate) fn counts(args: &Args, file: Option<&Path>, format: Table) -> Result<(), u8> {
    let source = source(args)?;
    let linked = content(args, &source)?;
    let Some(address) = &linked.site.counter else {
        complain("error: this site has no counter");
        complain("hint: docs/counter.md says how to give it one");
        return Err(USAGE);
    };
    let mut log: Box<dyn BufRead> = match file {
        Some(path) => Box::new(disk::open(path).map_err(|error| failed(&error))?),
        None => Box::new(io::stdin().lock()),
    };
    let mut counting = Counting::of(address, &linked.own.flows);
    loop {
        let line = next_line(&mut log).map_err(|error| {
            complain(&format!("error: cannot read the log\n  because: {error}"));
            FAILED
        })?;
        match line {
            Line::End => break,
            Line::Text(line) => counting.take(Some(&line)),
            Line::TooLong => counting.take(None),
        }
    }
    let counts = counting.end();
    announce(&match format {
        Table::Human => counts::table(&counts).trim_end().to_owned(),
        Table::Json => serde_json::to_string(&counts).expect("bug: plain data can be written"),
    });
    Ok(())
}

/// A line of a log.
enum Line {
    Text(String),
    /// It is longer than anybody needs.
    TooLong,
    /// There are no more.
    End,
}

/// The next line.
fn next_line(log: &mut dyn BufRead) -> io::Result<Line> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_LINE).unwrap_or(u64::MAX);
    if log.take(limit).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(Line::End);
    }
    if bytes.len() < MAX_LINE || bytes.ends_with(b"\n") {
        return Ok(Line::Text(String::from_utf8_lossy(&bytes).into_owned()));
    }
    // Skipped in pieces: a log of one endless line fills no memory.
    loop {
        bytes.clear();
        let read = log.take(limit).read_until(b'\n', &mut bytes)?;
        if read == 0 || bytes.ends_with(b"\n") {
            return Ok(Line::TooLong);
        }
    }
}

/// All that is known of a code.
fn about(tables: &Tables, name: &str) -> String {
    let Some(entry) = tables.entry(name) else {
        return format!("{name}\n  not in our tables");
    };
    let mut lines = vec![format!("{name}  {}", entry.title)];
    let mut line = |label: &str, text: &str| lines.push(format!("  {label:<10} {text}"));
    let written: Vec<String> = spellings(name).into_iter().chain(entry.also.clone()).collect();
    if written.len() > 1 {
        line("written", &written.join(", "));
    }
    line("means", &entry.meaning);
    line("because", &entry.cause);
    line("employee", &entry.employee);
    line("admin", &entry.admin);
    let certainty = entry.confirmation.word();
    line(
        "certainty",
        &match (&entry.doubt, entry.confirmation) {
            (Some(doubt), Confirmation::Inferred | Confirmation::Unconfirmed) => {
                format!("{certainty}: {doubt}")
            }
            _ => certainty.to_owned(),
        },
    );
    for source in entry.sources.iter().filter_map(|key| tables.sources.get(key)) {
        let url = source.url.as_deref().map_or_else(String::new, |url| format!(", {url}"));
        let third = if source.third_party { " (third party)" } else { "" };
        line("source", &format!("{}{third}{url}", source.title));
    }
    lines.join("\n")
}

/// What comes in from standard input, as far as it is text.
fn input() -> Result<String, u8> {
    let mut bytes = Vec::new();
    let read = io::stdin().take(MAX_INPUT).read_to_end(&mut bytes);
    read.map_err(|error| {
        complain(&format!("error: cannot read standard input\n  because: {error}"));
        FAILED
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
