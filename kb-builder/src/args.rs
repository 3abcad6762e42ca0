//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Builds a help site from a folder of content.
#[derive(Debug, Parser)]
#[command(name = "kb-builder", version, arg_required_else_help = true)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// The folder of content.
    #[arg(long, global = true, default_value = "content", value_name = "DIR")]
    pub content: PathBuf,
    /// The folder for the site.
    #[arg(long, global = true, default_value = "dist", value_name = "PATH")]
    pub out: PathBuf,
    /// When to use colours.
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    pub color: Color,
    /// Say only what is wrong.
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site. A broken content never replaces a good site.
    Build,
    /// Build the site, serve it on this machine alone, and build again when content changes.
    Serve {
        /// The port; 0 takes any that is free.
        #[arg(long, default_value_t = 4173)]
        port: u16,
    },
    /// Say everything that `build` would refuse, and write nothing.
    Check {
        /// For whom to say it.
        #[arg(long, default_value = "human", value_name = "FORMAT")]
        format: Format,
    },
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
