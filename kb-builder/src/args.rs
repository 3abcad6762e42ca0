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
    Build {
        /// The folder for the site.
        #[arg(long, default_value = "dist", value_name = "PATH")]
        out: PathBuf,
    },
    /// Build the site, serve it on this machine alone, and build again when content changes.
    Serve {
        /// The folder for the site.
        #[arg(long, default_value = "dist", value_name = "PATH")]
        out: PathBuf,
        /// The port; 0 takes any that is free.
        #[arg(long, default_value_t = 4173)]
        port: u16,
    },
    /// Say everything that `build` would refuse, and write nothing.
    Check,
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
