//! The maintainer's commands: the only crate that reads and writes the project's files.
//!
//! [`run`] is the whole program; [`main`] finds the project. Each command is a module, and what they share is in
//! [`project`] (what is where, and reading it), [`mod@write`] (what is to be written) and [`staging`] (writing many
//! files, all or none).

pub mod cli;
pub mod failure;
pub mod project;
pub mod spec_lock;
pub mod staging;
pub mod write;

mod check;
mod corrections;
mod descriptions;
mod drift;
mod explain;
mod export;
#[cfg(feature = "fetch")]
mod fetch;
mod fetcher;
mod orphans;
mod regen;
mod summary;

use std::ffi::OsString;
use std::io::{IsTerminal as _, Write, stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

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

/// What commands take from outside of the project.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The clock.
    pub now: fn() -> SystemTime,
    /// What a download may take.
    pub limits: Limits,
    /// Whether downloads show on the terminal how far they are.
    pub shows_progress: bool,
    /// Called before every change to the disk.
    pub before_change: fn(),
}

/// What a download may take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Until there is a connection.
    pub connect: Duration,
    /// Without anything arriving.
    pub idle: Duration,
    /// From the beginning to the end.
    pub total: Duration,
    /// How many bytes a description has at most.
    pub size: usize,
    /// How many redirects are followed.
    pub redirects: usize,
}

impl Default for Surroundings {
    fn default() -> Self {
        let limits = Limits {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(15),
            total: Duration::from_secs(120),
            size: 32_000_000,
            redirects: 10,
        };
        Self { now: SystemTime::now, limits, shows_progress: false, before_change: || {} }
    }
}

/// Finds the project and runs the command in it that the program's arguments name.
pub fn main() -> ExitCode {
    let (mut out, mut err) = (stdout().lock(), stderr().lock());
    let Some(root) = root() else {
        let message = "error: no folder from here up holds spec/sources.toml; run this inside the project";
        let _ = writeln!(err, "{message}");
        return ExitCode::FAILURE;
    };
    let surroundings = Surroundings { shows_progress: err.is_terminal(), ..Surroundings::default() };
    run(&root, std::env::args_os().skip(1), &surroundings, &mut out, &mut err).into()
}

/// The project that cargo runs this from, else the one that the current folder belongs to.
fn root() -> Option<PathBuf> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let workspace = manifest.as_deref().and_then(Path::parent).map(Path::to_path_buf);
    let current = std::env::current_dir().ok();
    let ancestors = current.iter().flat_map(|folder| folder.ancestors()).map(Path::to_path_buf);
    workspace.into_iter().chain(ancestors).find(|folder| folder.join("spec/sources.toml").is_file())
}

/// Runs a command in the project at `root`; `args` come without the program's name.
pub fn run(
    root: &Path,
    args: impl IntoIterator<Item = OsString>,
    surroundings: &Surroundings,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    let done = match Cli::read(args.iter().cloned()) {
        Ok(Command::Regen(args)) if cfg!(feature = "fetch") || !args.needs_network() => {
            regen::regen(root, &args, surroundings, out)
        }
        Ok(Command::Drift(args)) if cfg!(feature = "fetch") || !args.needs_network() => {
            drift::drift(root, &args, surroundings, out)
        }
        #[cfg(feature = "fetch")]
        Ok(Command::Fetch(args)) => fetch::fetch(root, &args, surroundings, out),
        Ok(Command::Export(args)) => export::export(root, &args, out),
        Ok(Command::Explain(args)) => explain::explain(root, &args, out),
        Ok(_) => fetcher::hand_over(root, &args),
        Err(refusal) => return refusal.report(out, err),
    };
    // Nobody listens any more when these fail; there is nowhere left to say so.
    let _ = out.flush();
    done.unwrap_or_else(|failure: Failure| failure.report(err))
}
