//! What git says of the work tree and of the tags.

use std::path::Path;

use dixa_generator::diagnostic::{Diagnostic, Diagnostics, Location, Severity};

use super::check::Findings;
use super::manifest::Release;
use crate::drift::git;
use crate::error::counted;

/// What to do where git cannot be asked.
pub const HELP: &str = "run this in a clone of the repository, with git installed";

/// The paths of the documents and workflows that are under version control.
pub fn documents(root: &Path) -> Result<Vec<String>, String> {
    lines(root, &["ls-files", "--", "*.md", "*.yml"])
}

/// Whether the tag of the version does not exist yet.
pub fn tag_is_free(root: &Path, release: &Release) -> Findings {
    let tag = release.tag();
    match lines(root, &["tag", "--list", &tag]) {
        Err(problem) => Findings::problem("no-git", problem, ".", HELP),
        Ok(found) if found.is_empty() => Findings::Done(format!("{tag} is not used yet")),
        Ok(_) => {
            let message = format!("the tag {tag} exists, so {} is released already", release.version);
            let help = "set the next `version` under [workspace.package]; `cargo xtask drift --base TAG` names it";
            Findings::problem("tag-exists", message, "Cargo.toml", help)
        }
    }
}

/// How many changed files are listed.
const LISTED: usize = 10;

/// Whether everything is committed.
pub fn is_clean(root: &Path) -> Findings {
    let changed = match lines(root, &["status", "--porcelain", "--untracked-files=all"]) {
        Ok(changed) => changed,
        Err(problem) => return Findings::problem("no-git", problem, ".", HELP),
    };
    // Two characters are the state of the file in the index and in the work tree.
    let paths = changed.iter().map(|line| line.get(3..).unwrap_or(line));
    let places: Vec<Location> = paths.take(LISTED).map(|path| Location::new(path, "")).collect();
    let mut problems = Diagnostics::default();
    if !places.is_empty() {
        problems.add(Diagnostic {
            severity: Severity::Error,
            code: "not-committed",
            message: format!("{} not committed", counted(changed.len(), "change")),
            places,
            help: "commit what belongs to the release; `git status` lists all".to_owned(),
        });
    }
    Findings::of(problems, "everything is committed")
}

/// The tag of the last release before this commit; none before the first.
pub fn last_tag(root: &Path) -> Result<Option<String>, String> {
    let merged = ["tag", "--list", "v[0-9]*", "--merged", "HEAD", "--sort=-version:refname"];
    Ok(lines(root, &merged)?.into_iter().next())
}

fn lines(root: &Path, arguments: &[&str]) -> Result<Vec<String>, String> {
    let output = git(root, arguments, &[])?;
    Ok(String::from_utf8_lossy(&output).lines().map(str::to_owned).collect())
}
