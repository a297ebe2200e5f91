//! Runs a command in the same program built with the network libraries, so that the other commands can be built without
//! them.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::Exit;
use crate::env::cargo;
use crate::error::Error;

/// Has cargo build `xtask-fetch` and run it with the same arguments. A line on `err` says so before the first build.
pub fn hand_over(root: &Path, args: &[OsString], err: &mut dyn Write) -> Result<Exit, Error> {
    if !is_built() {
        writeln!(err, "note: cargo builds the network's libraries once, which takes a minute or two")?;
        err.flush()?;
    }
    let cargo = cargo();
    let status = command(&cargo, root, args).status().map_err(|error| {
        let help = "run this as `cargo xtask`; `cargo xtask regen --offline` needs no network";
        Error::file("run", Path::new(&cargo), &error, help)
    })?;
    Ok(exit(status.code()))
}

/// Whether `xtask-fetch` is beside this program. It may be older than its sources.
fn is_built() -> bool {
    let name = format!("xtask-fetch{}", std::env::consts::EXE_SUFFIX);
    std::env::current_exe().is_ok_and(|program| program.with_file_name(name).exists())
}

fn exit(code: Option<i32>) -> Exit {
    match code {
        Some(0) => Exit::Success,
        Some(2) => Exit::Usage,
        Some(3) => Exit::Drift,
        _ => Exit::Failure,
    }
}

fn command(cargo: &OsStr, root: &Path, args: &[OsString]) -> Command {
    let mut command = Command::new(cargo);
    // Not quiet: the first build takes long, so cargo shows its progress.
    command.args(["run", "--profile", "xtask", "--package", "xtask", "--features", "fetch", "--bin", "xtask-fetch"]);
    command.arg("--manifest-path").arg(root.join("Cargo.toml")).arg("--").args(args);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_with_the_network_gets_the_same_arguments() {
        let command = command("cargo".as_ref(), Path::new("project"), &["regen".into(), "--accept-shrink".into()]);
        let args: Vec<&str> = command.get_args().filter_map(OsStr::to_str).collect();
        assert_eq!(command.get_program(), "cargo");
        assert_eq!(args[..2], ["run", "--profile"]);
        assert!(args.windows(2).any(|pair| pair == ["--features", "fetch"]), "{args:?}");
        assert_eq!(args[args.len() - 3..], ["--", "regen", "--accept-shrink"]);
    }

    #[test]
    fn its_exit_code_is_passed_on() {
        let exits = [Exit::Success, Exit::Failure, Exit::Usage, Exit::Drift];
        assert_eq!([Some(0), Some(1), Some(2), Some(3)].map(exit), exits);
    }

    #[test]
    fn a_build_that_fails_and_a_signal_are_failures() {
        assert_eq!([Some(101), None].map(exit), [Exit::Failure, Exit::Failure]);
    }
}
