//! `cargo xtask`: finds the project and runs the command in it.

use std::ffi::OsString;
use std::io::{Write as _, stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut out, mut err) = (stdout().lock(), stderr().lock());
    let Some(root) = root() else {
        let message = "error: no folder from here up holds spec/sources.toml; run this inside the project";
        let _ = writeln!(err, "{message}");
        return ExitCode::FAILURE;
    };
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    xtask::run(&root, args, &mut out, &mut err).into()
}

/// The project that cargo runs this from, else the one that the current folder belongs to.
fn root() -> Option<PathBuf> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let workspace = manifest.as_deref().and_then(Path::parent).map(Path::to_path_buf);
    let current = std::env::current_dir().ok();
    let ancestors = current.iter().flat_map(|folder| folder.ancestors()).map(Path::to_path_buf);
    workspace.into_iter().chain(ancestors).find(|folder| folder.join("spec/sources.toml").is_file())
}
