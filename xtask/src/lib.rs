//! The maintainer's commands: the only crate that reads and writes the project's files.
//!
//! [`run`] is the whole program; `main` only finds the project. Each command is a module, and what they share is in
//! [`project`] (what is where, and reading it) and [`mod@write`] (writing many files, all or none).

pub mod cli;
pub mod failure;
pub mod project;
pub mod write;

mod check;
mod corrections;
mod drift;
mod explain;
mod export;
mod regen;
mod summary;

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use cli::{Cli, Command};
use failure::Failure;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is well: 0.
    Success,
    /// Something is wrong with the project or its inputs: 1.
    Failure,
    /// The command cannot be run like this: 2.
    Usage,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Success => 0,
            Exit::Failure => 1,
            Exit::Usage => 2,
        })
    }
}

/// Runs a command in the project at `root`; `args` come without the program's name.
pub fn run(root: &Path, args: impl IntoIterator<Item = OsString>, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let done = match Cli::read(args) {
        Ok(Command::Regen(args)) => regen::regen(root, &args, out),
        Ok(Command::Drift(args)) => drift::drift(root, &args, out),
        Ok(Command::Export(args)) => export::export(root, &args, out),
        Ok(Command::Explain(args)) => explain::explain(root, &args, out),
        Err(refusal) => return refusal.report(out, err),
    };
    // Nobody listens any more when these fail; there is nowhere left to say so.
    let _ = out.flush();
    done.unwrap_or_else(|failure: Failure| failure.report(err))
}
