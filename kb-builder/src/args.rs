//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use crate::base_url::{BaseUrl, of_command_line};
use crate::bundle::Target;
use crate::day::Day;
use crate::format::versions;

/// Builds a help site from a folder of content.
#[derive(Clone, Debug, Parser)]
#[command(name = "kb-builder", version, long_version = versions(), arg_required_else_help = true)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// The folder of content.
    #[arg(long, global = true, default_value = "content", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub content: PathBuf,
    /// Where it goes: the folder for the site, `dist` without this; that for schemas or the manual; the file
    /// for a bundle, which otherwise gets a name of its own in this folder.
    #[arg(long, global = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub out: Option<PathBuf>,
    /// Where the site will be on the web, as `https://help.example.com/folder/`; without it, where
    /// `site.toml` says.
    #[arg(long, global = true, value_name = "URL", value_parser = of_command_line)]
    pub base_url: Option<BaseUrl>,
    /// When to use colours.
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    pub color: Color,
    /// Say only what is wrong.
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Build the site. A broken content never replaces a good site.
    Build {
        /// Leave out the compressed forms beside each file, for servers that compress themselves.
        #[arg(long)]
        no_compress: bool,
    },
    /// Build the site, serve it on this machine alone, and build again when content changes.
    Serve {
        /// The port; 0 takes any that is free.
        #[arg(long, default_value_t = 4173)]
        port: u16,
        /// Open the site in the browser.
        #[arg(long)]
        open: bool,
        /// Send the pages as they are built: open ones are not loaded again, and show no faults.
        #[arg(long)]
        no_reload: bool,
    },
    /// Write a small knowledge base that works, to be changed into your own.
    New {
        /// The folder to make, such as `content`; one that is there must be empty.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// The day on which its pages count as read through, as 2026-11-21; without it, this machine's.
        #[arg(long, value_name = "DAY", value_parser = day)]
        today: Option<Day>,
    },
    /// Make a copy of the site that runs from a disk, or put a flow into one file.
    Bundle {
        /// What to make.
        #[arg(long, value_name = "TARGET", required_unless_present = "verify")]
        target: Option<Target>,
        /// Prove instead that a finished bundle keeps what its kind promises.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["target", "flow", "lang", "no_style", "full"])]
        verify: Option<PathBuf>,
        /// The flow; not needed where there is only one.
        #[arg(long, value_name = "ID")]
        flow: Option<String>,
        /// The language; the site's own without it.
        #[arg(long, value_name = "LANG")]
        lang: Option<String>,
        /// Leave out every style, for wikis that take none.
        #[arg(long)]
        no_style: bool,
        /// Keep in one file without scripts also what nobody needs in order to act.
        #[arg(long)]
        full: bool,
    },
    /// Print every path of a flow, for an expert to read and sign.
    Paths {
        /// The flow; not needed where there is only one.
        flow: Option<String>,
        /// Say instead which paths end elsewhere than in this older book, are new, or are gone.
        #[arg(long, value_name = "OLD", value_hint = ValueHint::FilePath)]
        diff: Option<PathBuf>,
        /// Put the book into the content, as `flows/<flow>.paths.md`, instead of printing it.
        #[arg(long, conflicts_with = "diff")]
        write: bool,
    },
    /// Show what a case code, or the text of a ticket, says.
    Case {
        /// The case code; without it, the text of a ticket is read from standard input.
        code: Option<String>,
        /// Where the text will be pasted.
        #[arg(long, default_value = "plain", value_name = "PLACE")]
        paste: Place,
        /// Only what fits into an address.
        #[arg(long)]
        short: bool,
    },
    /// Print what a query finds, as the site's own search does; without one, reads queries line by
    /// line from standard input.
    Search {
        /// What somebody types.
        query: Vec<String>,
        /// The language of the site to search in; without it, its own.
        #[arg(long, value_name = "LANGUAGE")]
        language: Option<String>,
        /// One JSON object for each query: `query`, `named` and `hits`.
        #[arg(long)]
        json: bool,
    },
    /// Say what an error message means that is read from standard input.
    Read,
    /// Add up what the counter's lines in an access log say: of nginx, Apache, Caddy or IIS.
    Counts {
        /// The log; without it, standard input.
        #[arg(value_hint = ValueHint::FilePath)]
        file: Option<PathBuf>,
        /// For whom to say it.
        #[arg(long, default_value = "human", value_name = "FORMAT")]
        format: Table,
    },
    /// Say everything that `build` would refuse and more, and write nothing.
    Check {
        /// For whom to say it.
        #[arg(long, default_value = "human", value_name = "FORMAT")]
        format: Format,
        /// Fail also for warnings, with which a site can be built: late reviews, missing or stale
        /// translations, steps that are hard to read, guides that nobody comes to.
        #[arg(long)]
        strict: bool,
        /// The day to count reviews from, as 2026-11-21; without it, this machine's.
        #[arg(long, value_name = "DAY", value_parser = day)]
        today: Option<Day>,
    },
    /// Print every block of commands of the site, with what it does and costs.
    Commands,
    /// Print how hard the steps of every guide are to read.
    Readability,
    /// Print what is translated into each language, what is missing and what is stale.
    Translations,
    /// Write a JSON Schema for every kind of file that authors write, for their editors, into the folder
    /// that `--out` names; into `schemas` without it.
    Schemas,
    /// Print what a shell completes this command line by.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page of this program, or write it and those of all commands into the folder that
    /// `--out` names.
    Man,
}

/// Reads a day of the command line.
fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "write it as 2026-11-21".to_owned())
}

impl Command {
    /// Whether it puts something where `--out` says.
    pub fn takes_out(&self) -> bool {
        matches!(self, Self::Build { .. } | Self::Bundle { .. } | Self::Schemas | Self::Man)
    }
}

/// Where a text will be pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Place {
    /// A field that shows letters as they are.
    Plain,
    /// A field that reads Markdown.
    Markdown,
    /// A cell of a table of comma-separated values.
    Csv,
    /// The content of an element of HTML.
    Html,
}

/// For whom to say what is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the line and a hint.
    Human,
    /// One JSON list of objects with `path`, `line`, `column`, `message`, `hint`.
    Json,
    /// Annotations for GitHub Actions.
    Github,
}

/// For whom to print a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Table {
    /// In columns.
    Human,
    /// One JSON object.
    Json,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
