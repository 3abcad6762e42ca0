//! Arguments, one call, print, exit code.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use clap::Parser as _;
use kb_builder::args::{Args, Color, Command, Format};
use kb_builder::day::Day;
use kb_builder::memory::Memory;
use kb_builder::problem::Problems;
use kb_builder::report::{self, Style, report};
use kb_builder::source::Source;
use kb_builder::{
    Built, build_again, disk, editorial, link_content, manual, schema, serve, starter,
};

mod tell;
mod watch;

use watch::{Changed, Changes};

/// The content has errors.
const REFUSED: u8 = 1;
/// The command line asks for what there is not.
const USAGE: u8 = 2;
/// The machine failed.
const FAILED: u8 = 3;

fn main() -> ExitCode {
    let args = Args::parse();
    let ended = run(&args);
    match LOST.get() {
        Some(error) if !matches!(args.command, Command::Serve { .. }) => {
            complain(&format!("error: cannot write to standard output\n  because: {error}"));
            ExitCode::from(FAILED)
        }
        _ => ended,
    }
}

fn run(args: &Args) -> ExitCode {
    if args.out.is_some() && !args.command.takes_out() {
        complain("error: `--out` means nothing for this command");
        complain("hint: it is for `build`, `bundle`, `schemas` and `man`");
        return ExitCode::from(USAGE);
    }
    match &args.command {
        Command::Check { format, strict, today } => check(args, *format, *strict, *today),
        Command::Commands => ended(tell::commands(args)),
        Command::Readability => ended(tell::readability(args)),
        Command::Translations => ended(tell::translations(args)),
        Command::Paths { flow, diff, write } => {
            ended(tell::paths(args, flow.as_deref(), diff.as_deref(), *write))
        }
        Command::Case { code, paste, short } => {
            ended(tell::case(args, code.as_deref(), *paste, *short))
        }
        Command::Search { query, language, json } => {
            ended(tell::search(args, query, language.as_deref(), *json))
        }
        Command::Read => ended(tell::read(args)),
        Command::Counts { file, format } => ended(tell::counts(args, file.as_deref(), *format)),
        Command::Bundle { verify: Some(file), .. } => ended(tell::verify(args, file)),
        Command::Bundle { target: Some(target), flow, lang, no_style, full, .. } => {
            let (flow, lang) = (flow.as_deref(), lang.as_deref());
            ended(tell::bundle(args, *target, flow, lang, !no_style, *full))
        }
        Command::Bundle { .. } => unreachable!("bug: the command line asks for a target"),
        Command::New { folder, today } => ended(new(args, folder, *today)),
        Command::Schemas => ended(write_schemas(args)),
        Command::Completions { shell } => {
            announce(manual::completions(*shell).trim_end());
            ExitCode::SUCCESS
        }
        Command::Man => ended(print_manual(args)),
        Command::Build { no_compress } => ended(publish(args, !no_compress)),
        Command::Serve { port, open, no_reload } => {
            ended(serve_site(args, *port, *open, !no_reload))
        }
    }
}

fn ended(result: Result<(), u8>) -> ExitCode {
    result.map_or_else(ExitCode::from, |()| ExitCode::SUCCESS)
}

/// Says everything that is wrong with the content, and what only the strict form refuses.
fn check(args: &Args, format: Format, strict: bool, today: Option<Day>) -> ExitCode {
    let source = match disk::read_content(&args.content) {
        Ok(source) => source,
        Err(error) => return ExitCode::from(failed(&error)),
    };
    let problems = Problems::default();
    if let Some(linked) = link_content(&source, &problems) {
        editorial::check(&linked, today.unwrap_or_else(tell::today), &problems);
    }
    let problems = problems.all();
    let refused = problems.iter().any(|problem| strict || problem.is_error());
    match format {
        Format::Human if problems.is_empty() => say(args, "no problems"),
        Format::Human => complain(&report(&source, &problems, &folder(args), style(args))),
        Format::Json => announce(&report::json(&source, &problems, &folder(args))),
        Format::Github => {
            for line in report::github(&source, &problems, &folder(args)) {
                announce(&line);
            }
        }
    }
    if refused { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS }
}

/// Writes a knowledge base to start from, and says what to do next.
fn new(args: &Args, folder: &Path, today: Option<Day>) -> Result<(), u8> {
    let files = starter::files(today.unwrap_or_else(tell::today));
    let content = files.len();
    let files = files.into_iter().map(|(path, text)| (path.to_owned(), text));
    let files: Vec<_> = files.chain(starter::schemas()).collect();
    disk::make_content(folder, &files).map_err(|error| failed(&error))?;
    let (at, within) = (folder.display(), schema::WITHIN);
    say(args, &format!("wrote {content} files to `{at}`, and `{within}` for your editor"));
    let option = if folder == Path::new("content") {
        String::new()
    } else {
        format!(" --content {}", shell_word(folder))
    };
    say(args, "next, look at it in your browser, and change what you like:");
    say(args, &format!("  kb-builder serve{option}"));
    say(args, "then ask what is wrong with it:");
    say(args, &format!("  kb-builder check{option}"));
    Ok(())
}

/// A path as it can be typed after an option, in quotes where it needs them.
fn shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |letter: char| letter.is_alphanumeric() || "/\\.:_-".contains(letter);
    // What begins like an option would be taken for one.
    let text = if text.starts_with('-') { format!("./{text}") } else { text };
    if text.chars().all(is_plain) {
        text
    } else if cfg!(windows) {
        // No name has a quote in it there.
        format!("\"{text}\"")
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// Why there is no site.
struct Refusal {
    code: u8,
    /// What is said of it, with and without colours.
    told: String,
    plain: String,
}

/// What is built from, and what is remembered of it.
#[derive(Default)]
struct Workshop {
    source: Source,
    /// Whether the source is all of the content.
    is_whole: bool,
    memory: Memory,
}

impl Workshop {
    /// Builds the site, in memory, after reading what changed, or all there is.
    fn build(
        &mut self,
        args: &Args,
        changed: Option<&BTreeSet<PathBuf>>,
    ) -> Result<Built, Refusal> {
        self.read(&args.content, changed).map_err(|error| {
            let told = format!("error: {error}");
            Refusal { code: FAILED, plain: told.clone(), told }
        })?;
        let source = &self.source;
        build_again(source, args.base_url.as_ref(), &self.memory).map_err(|problems| {
            let say = |style| report(source, &problems, &folder(args), style);
            Refusal { code: REFUSED, told: say(style(args)), plain: say(Style::Plain) }
        })
    }

    fn read(
        &mut self,
        content: &Path,
        changed: Option<&BTreeSet<PathBuf>>,
    ) -> Result<(), disk::DiskError> {
        // What fails half-way leaves less than there is.
        let is_whole = std::mem::take(&mut self.is_whole);
        let is_enough = match changed.filter(|_| is_whole) {
            Some(changed) => disk::read_changed(content, &mut self.source, changed)?,
            None => false,
        };
        if !is_enough {
            self.source = disk::read_content(content)?;
        }
        self.is_whole = true;
        Ok(())
    }
}

/// Builds the site once, and says why not.
fn build(args: &Args, workshop: &mut Workshop) -> Result<Built, u8> {
    workshop.build(args, None).map_err(|refusal| {
        complain(&refusal.told);
        refusal.code
    })
}

/// Builds the site and puts it in its place.
fn publish(args: &Args, packed: bool) -> Result<(), u8> {
    let out = &args.out.clone().unwrap_or_else(|| "dist".into());
    // What would be refused at the end is refused at the start.
    disk::may_replace(out, &args.content).map_err(|error| failed(&error))?;
    let built = build(args, &mut Workshop::default()).inspect_err(|_| {
        if out.exists() {
            complain(&format!("the site in `{}` is as it was", out.display()));
        }
    })?;
    let documents = built.documents();
    let left = disk::publish(out, &args.content, &built.pages, packed);
    for error in left.map_err(|error| failed(&error))? {
        complain(&format!("note: {error}"));
    }
    say(args, &format!("built {documents} pages in `{}`", out.display()));
    Ok(())
}

/// Writes what editors check the content with.
fn write_schemas(args: &Args) -> Result<(), u8> {
    let folder = &args.out.clone().unwrap_or_else(|| "schemas".into());
    let files = schema::files();
    let written = disk::write_into(folder, &files).map_err(|error| failed(&error))?;
    let (all, folder) = (files.len(), folder.display());
    say(args, &format!("{all} schemas in `{folder}`, {written} of them written"));
    Ok(())
}

/// Prints the manual page, or puts all of them into a folder.
fn print_manual(args: &Args) -> Result<(), u8> {
    let Some(folder) = &args.out else {
        announce(manual::page().trim_end());
        return Ok(());
    };
    let pages = manual::pages();
    disk::write_into(folder, &pages).map_err(|error| failed(&error))?;
    say(args, &format!("{} pages of the manual in `{}`", pages.len(), folder.display()));
    Ok(())
}

/// Serves the site from memory until somebody presses Ctrl-C, and builds it again when content changes.
fn serve_site(args: &Args, port: u16, opens: bool, follows: bool) -> Result<(), u8> {
    let site = serve::Site::new(follows);
    let machine = |error: io::Error| {
        complain(&format!("error: cannot serve on port {port}\n  because: {error}"));
        complain("hint: another program may be using it; choose one with `--port`");
        FAILED
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(machine)?;
    let ended = runtime.block_on(async {
        let listener = serve::listen(port).await.map_err(machine)?;
        let address = listener.local_addr().map_err(machine)?;
        // What changes while the site is built the first time must not be missed.
        let (mut changes, unwatched) = Changes::below(&args.content);
        let memory = Memory::keeping();
        let mut workshop = Workshop { memory, ..Workshop::default() };
        let built = build(args, &mut workshop)?;
        say(args, &format!("built {} pages", built.documents()));
        site.replace(built);
        if let Some(error) = unwatched {
            complain(&format!("note: changes are not noticed, because: {error}"));
        }
        announce(&format!("serving on http://{address}/  (stop with Ctrl-C)"));
        if opens && let Err(error) = open::that_detached(format!("http://{address}/")) {
            complain(&format!("note: no browser was opened, because: {error}"));
        }
        let (again, over) = (Arc::clone(&site), Arc::clone(&site));
        let rebuilding = async {
            // What the machine refused, as long as it does.
            let mut refused: Option<String> = None;
            loop {
                let mut changed = match refused {
                    None => changes.next().await,
                    Some(_) => changes.next_within(AGAIN).await,
                };
                let outcome = loop {
                    let outcome;
                    (outcome, workshop) = build_aside(args, workshop, changed).await;
                    // Of a part of a change, nobody hears.
                    match changes.more().await {
                        Some(more) => changed = more,
                        None => break outcome,
                    }
                };
                match outcome {
                    Ok(built) => {
                        refused = None;
                        say(args, &format!("built {} pages", built.documents()));
                        again.replace(built);
                    }
                    Err(refusal) if refused.as_ref() == Some(&refusal.plain) => {}
                    Err(refusal) => {
                        complain(&refusal.told);
                        complain("the site that is served is as it was");
                        refused = (refusal.code == FAILED).then(|| refusal.plain.clone());
                        again.refuse(refusal.plain);
                    }
                }
            }
        };
        let stopped = async move {
            // Where Ctrl-C cannot be listened for, it still ends the program.
            tokio::signal::ctrl_c().await.unwrap_or_default();
            over.end();
        };
        // Whoever sends half a request, and no more, keeps nobody from stopping.
        let stopped_for_good = async {
            tokio::signal::ctrl_c().await.unwrap_or_default();
            tokio::select! {
                () = tokio::time::sleep(GRACE) => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        };
        tokio::select! {
            ended = serve::serve(site, listener, stopped) => ended.map_err(machine),
            () = stopped_for_good => Ok(()),
            never = rebuilding => never,
        }
    });
    // A build that still runs touches nothing.
    runtime.shutdown_background();
    ended
}

/// So long after the machine refused something it is tried again: it may have been for a moment.
const AGAIN: Duration = Duration::from_secs(1);
/// So long those who ask have to finish when the server stops.
const GRACE: Duration = Duration::from_secs(2);

/// Builds on another thread, so that what there is can be read meanwhile.
async fn build_aside(
    args: &Args,
    mut workshop: Workshop,
    changed: Changed,
) -> (Result<Built, Refusal>, Workshop) {
    let args = args.clone();
    let building = move || (workshop.build(&args, changed.as_ref()), workshop);
    tokio::task::spawn_blocking(building).await.expect("bug: a build ends")
}

fn failed(error: &disk::DiskError) -> u8 {
    complain(&format!("error: {error}"));
    FAILED
}

fn say(args: &Args, sentence: &str) {
    if !args.quiet {
        announce(sentence);
    }
}

/// Why not all that was to be printed is there.
static LOST: OnceLock<io::Error> = OnceLock::new();

fn announce(text: &str) {
    // Whoever reads this may be gone: a closed pipe is no reason to stop, and no fault.
    if let Err(error) = writeln!(io::stdout(), "{text}")
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        LOST.get_or_init(|| error);
    }
}

fn complain(text: &str) {
    writeln!(io::stderr(), "{text}").unwrap_or_default();
}

fn folder(args: &Args) -> String {
    args.content.display().to_string()
}

fn style(args: &Args) -> Style {
    match args.color {
        Color::Always => Style::Coloured,
        Color::Never => Style::Plain,
        Color::Auto if io::stderr().is_terminal() => Style::Coloured,
        Color::Auto => Style::Plain,
    }
}
