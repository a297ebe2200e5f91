//! What only the owner of the project can fill in: addresses and contacts.
//!
//! Such a place in a file is marked: `[OWNER: security contact]`.

use std::path::Path;

use dixa_generator::diagnostic::{Diagnostic, Diagnostics, Location, Severity};

use super::check::Findings;
use super::git;
use super::manifest::Release;
use crate::project::MANIFEST;

/// The begin of a marked place; its end is the next `]`.
const MARK: &str = "[OWNER: ";

/// The files that must exist, with what they say.
const REQUIRED: [(&str, &str); 2] = [
    ("SECURITY.md", "how to report a vulnerability"),
    ("CODE_OF_CONDUCT.md", "how people behave, and whom to contact"),
];

/// Whether everything is filled in.
pub fn check(root: &Path, release: &Release) -> Findings {
    let mut problems = Diagnostics::default();
    if release.text("repository").is_none() {
        let message =
            format!("`repository` of {} is not stated, so its page on crates.io has no link", release.package);
        let help = "add `repository = \"https://…\"`, the address of the public repository, under [package]";
        problems.push(Severity::Error, "not-filled-in", message, Location::new(MANIFEST, ""), help);
    }
    for (path, what) in REQUIRED.iter().filter(|(path, _)| !root.join(path).is_file()) {
        let help = format!("write {path}: {what}");
        problems.push(Severity::Error, "missing-file", "the file is missing", Location::new(*path, ""), help);
    }
    match git::documents(root) {
        Ok(paths) => paths.iter().for_each(|path| marks(root, path, &mut problems)),
        Err(problem) => problems.push(Severity::Error, "no-git", problem, Location::new(".", ""), git::HELP),
    }
    Findings::of(problems, "addresses and contacts")
}

/// Adds each marked place of a file.
fn marks(root: &Path, path: &str, problems: &mut Diagnostics) {
    // A tracked file that was deleted is reported by the check of the work tree.
    let Ok(text) = std::fs::read_to_string(root.join(path)) else { return };
    for (number, line) in (1..).zip(text.lines()) {
        for rest in line.split(MARK).skip(1) {
            let what = rest.split_once(']').map_or(rest, |(what, _)| what);
            let place = Location { line: Some(number), ..Location::new(path, "") };
            problems.add(Diagnostic {
                severity: Severity::Error,
                code: "not-filled-in",
                message: format!("{what} is not filled in"),
                places: vec![place],
                help: format!("replace `{MARK}{what}]` by it"),
            });
        }
    }
}
