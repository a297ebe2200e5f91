//! What cargo would pack and publish.

use std::path::Path;

use dixa_generator::diagnostic::{Diagnostics, Location, Severity};

use super::check::{Findings, last_line};
use super::manifest::Release;
use crate::Env;
use crate::error::counted;
use crate::project::{BINDINGS, MANIFEST};

/// The files that belong into the package.
const REQUIRED: [&str; 5] = [LICENCES[0], LICENCES[1], "README.md", "CHANGELOG.md", "src/lib.rs"];
/// The licences, which are copies of those of the project: a link would not be followed on every system.
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];
/// The folders whose files belong into the package.
const FOLDERS: [&str; 2] = ["src/", "examples/"];
/// The files that cargo adds.
const ADDED: [&str; 4] = [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml", "Cargo.toml.orig"];

/// Whether the package has what belongs into it, and nothing else.
pub fn check(root: &Path, release: &Release, env: &Env) -> Findings {
    let list = ["package", "--package", &release.package, "--list", "--allow-dirty", "--locked", "--offline"];
    let help = "`cargo package --list` shows the whole message";
    let ran = match (env.cargo)(root, &list) {
        Ok(ran) => ran,
        Err(error) => return Findings::problem("package", format!("cargo cannot be run: {error}"), MANIFEST, help),
    };
    if !ran.is_success {
        let message = format!("`cargo package --list` fails: {}", last_line(&ran.err));
        return Findings::problem("package", message, MANIFEST, help);
    }
    let list = String::from_utf8_lossy(&ran.out).replace('\\', "/");
    let files: Vec<&str> = list.lines().collect();
    let mut problems = listed(&files);
    problems.extend(copies(root));
    Findings::of(problems, format!("{}, with licences, README and changelog", counted(files.len(), "file")))
}

/// What is missing in the list of files, and what does not belong into it.
fn listed(files: &[&str]) -> Diagnostics {
    let mut problems = Diagnostics::default();
    for path in REQUIRED.iter().filter(|path| !files.contains(path)) {
        let message = format!("the package lacks {path}");
        let help = format!("add the file to {BINDINGS}, and `/{path}` to `include`");
        problems.push(Severity::Error, "package", message, Location::new(MANIFEST, ""), help);
    }
    let belongs = |path: &str| {
        REQUIRED.contains(&path) || ADDED.contains(&path) || FOLDERS.iter().any(|folder| path.starts_with(folder))
    };
    for path in files.iter().filter(|path| !belongs(path)) {
        let message = format!("the package contains {path}, which users do not need");
        let help = "leave it out of `include`";
        problems.push(Severity::Error, "package", message, Location::new(MANIFEST, ""), help);
    }
    problems
}

/// The licences of the package that differ from those of the project.
fn copies(root: &Path) -> Diagnostics {
    let mut problems = Diagnostics::default();
    for licence in LICENCES {
        let copy = format!("{BINDINGS}/{licence}");
        let [original, copied] = [licence, &copy].map(|path| std::fs::read(root.join(path)).unwrap_or_default());
        if original != copied {
            let message = format!("it is not equal to {licence}");
            let help = format!("copy {licence} to {copy}");
            problems.push(Severity::Error, "licence", message, Location::new(&copy, ""), help);
        }
    }
    problems
}
