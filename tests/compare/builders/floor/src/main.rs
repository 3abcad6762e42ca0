//! The least that a builder of such a site does: read, parse, highlight, index, fill in a template,
//! write. It checks nothing, knows no links, and stops at the first fault.
//!
//! `floor CONTENT OUT [THREADS]` reads guides in the form that Hugo reads, from `CONTENT/guides`.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use crate::index::Index;
use crate::page::Templates;

mod highlight;
mod index;
mod page;

/// What one thread found: titles and names of the guides, and their words.
type Part = (Vec<page::Listed>, Index);
type Fault = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Fault> {
    let mut words = std::env::args().skip(1);
    let (Some(content), Some(out)) = (words.next(), words.next()) else {
        return Err("say which folder to read and which to write".into());
    };
    let threads: usize = words.next().map_or(Ok(2), |word| word.parse())?;
    let out = Path::new(&out);
    let files = guides(&Path::new(&content).join("guides"))?;
    let templates = Templates::new()?;
    fs::create_dir_all(out.join("guides"))?;

    let share = files.len().div_ceil(threads.max(1)).max(1);
    let mut listed = Vec::new();
    let mut index = Index::default();
    for part in in_parallel(&files, share, &templates, out) {
        let (pages, words) = part?;
        index.append(words, listed.len());
        listed.extend(pages);
    }
    fs::write(out.join("guides/index.html"), templates.list(&listed)?)?;
    fs::write(out.join("index.html"), templates.home()?)?;
    fs::write(out.join("site.css"), page::STYLE)?;
    fs::write(out.join("search.bin"), index.to_bytes())?;
    Ok(())
}

/// All guides, in the order of their names.
fn guides(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut files: Vec<_> = entries.iter().map(fs::DirEntry::path).collect();
    files.retain(|file| file.file_stem().is_some_and(|stem| stem != "_index"));
    files.sort();
    Ok(files)
}

/// Builds the guides, so many in each thread, and gives the parts in the order of the files.
fn in_parallel(
    files: &[PathBuf],
    share: usize,
    templates: &Templates,
    out: &Path,
) -> Vec<Result<Part, Fault>> {
    thread::scope(|scope| {
        let work = |part| move || build(part, templates, out);
        let threads: Vec<_> = files.chunks(share).map(|part| scope.spawn(work(part))).collect();
        let join = |thread: thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|_| Err("a thread panicked".into()))
        };
        threads.into_iter().map(join).collect()
    })
}

/// Reads, builds and writes some guides.
fn build(files: &[PathBuf], templates: &Templates, out: &Path) -> Result<Part, Fault> {
    let mut listed = Vec::with_capacity(files.len());
    let mut index = Index::default();
    for (at, file) in files.iter().enumerate() {
        let text = fs::read_to_string(file)?;
        let name = file.file_stem().and_then(|name| name.to_str()).ok_or("a name is not text")?;
        let guide = page::parse(&text).ok_or_else(|| format!("no front matter: {name}"))?;
        index.add(at, guide.title);
        index.add(at, guide.summary);
        index.add(at, &guide.words);
        let folder = out.join("guides").join(name);
        fs::create_dir(&folder)?;
        fs::write(folder.join("index.html"), templates.guide(&guide)?)?;
        listed.push(page::Listed { title: guide.title.to_owned(), name: name.to_owned() });
    }
    Ok((listed, index))
}
