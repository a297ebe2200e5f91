//! The maintainer's commands: the only crate that reads and writes the project's files.
//!
//! [`run`] is the whole program; [`main`] finds the project. Each command is a module. The modules [`project`] (paths
//! and inputs) and [`apply`] (comparing many files with their wanted content, and writing all or none) are shared.

pub mod apply;
pub mod cli;
mod commands;
mod drift;
mod env;
pub mod error;
pub mod explain;
#[cfg(feature = "fetch")]
mod fetch;
mod network;
mod observe;
mod printed;
pub mod project;
mod release;
mod style;

use std::ffi::OsString;
use std::io::{IsTerminal as _, Write, stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cli::{Cli, Command};

pub use env::{Env, Limits, Ran};
use error::Error;
pub use error::Exit;
use printed::Printed;
pub use style::Colours;
use style::is_coloured;

/// Finds the project and runs the command that the arguments of the program name.
pub fn main() -> ExitCode {
    let (mut out, mut err) = (stdout().lock(), stderr().lock());
    let Some(root) = root() else {
        let message = "error: neither this folder nor a parent contains spec/sources.toml; run this inside the project";
        let _ = writeln!(err, "{message}");
        return ExitCode::FAILURE;
    };
    let env = Env::default();
    let colours = Colours {
        out: is_coloured(env.variable, out.is_terminal()),
        err: is_coloured(env.variable, err.is_terminal()),
    };
    let env = Env { shows_progress: err.is_terminal(), colours, ..env };
    run(&root, std::env::args_os().skip(1), &env, &mut out, &mut err).into()
}

/// The project from which cargo runs this, or else the one that contains the current folder.
fn root() -> Option<PathBuf> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let workspace = manifest.as_deref().and_then(Path::parent).map(Path::to_path_buf);
    let current = std::env::current_dir().ok();
    let ancestors = current.iter().flat_map(|folder| folder.ancestors()).map(Path::to_path_buf);
    workspace.into_iter().chain(ancestors).find(|folder| folder.join("spec/sources.toml").is_file())
}

/// Runs a command in the project at `root`; `args` does not include the name of the program.
pub fn run(
    root: &Path,
    args: impl IntoIterator<Item = OsString>,
    env: &Env,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    let Colours { out: colours_out, err: colours_err } = env.colours;
    let mut err = Printed::new(err, colours_err);
    let done = match Cli::read(args.iter().cloned()) {
        Err(no_command) => return no_command.report(&mut Printed::new(out, colours_out), &mut err),
        // A description is data, whose characters are kept.
        Ok(Command::Export(args)) => commands::export(root, &args, out),
        Ok(command) => execute(root, command, &args, env, &mut Printed::new(out, colours_out), &mut err),
    };
    // If flushing fails, there is no reader left to report it to.
    let _ = out.flush();
    done.unwrap_or_else(|failure: Error| failure.report(&mut err))
}

fn execute(
    root: &Path,
    command: Command,
    args: &[OsString],
    env: &Env,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Error> {
    match command {
        Command::Regen(args) if cfg!(feature = "fetch") || !args.needs_network() => {
            commands::regen(root, &args, env, out)
        }
        Command::Drift(args) if cfg!(feature = "fetch") || !args.needs_network() => drift::drift(root, &args, env, out),
        #[cfg(feature = "fetch")]
        Command::Fetch(args) => fetch::fetch(root, &args, env, out),
        Command::Export(args) => commands::export(root, &args, out),
        Command::Observe(args) if cfg!(feature = "fetch") || !args.live => observe::observe(root, &args, env, out),
        Command::Explain(args) => explain::explain(root, &args, out),
        Command::Release(_) => release::release(root, env, out),
        _ => network::hand_over(root, args, err),
    }
}
