//! States that git keeps.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use super::state::State;
use crate::failure::Failure;
use crate::project::{CHANGELOG, Files, MANIFESTS, Project, SOURCES};

/// The state at a revision.
pub fn at(root: &Path, revision: &str) -> Result<State, Failure> {
    let commit = commit(root, revision).map_err(|said| {
        let help =
            "give a revision of this repository, a file or an address; `git log --oneline -- spec` lists revisions";
        Failure::other(format!("there is no state `{revision}`, neither a file nor a revision: {said}"), help)
    })?;
    read(root, revision, &commit)
}

/// The state of the last commit; none where there is no commit that holds descriptions, or no git.
pub fn head(root: &Path, project: &Project) -> Result<Option<State>, Failure> {
    let Ok(commit) = commit(root, "HEAD") else { return Ok(None) };
    if git(root, &["cat-file", "-e", &format!("{commit}:./{SOURCES}")]).is_err() {
        return Ok(None);
    }
    let changed = git(
        root,
        &["status", "--porcelain", "--untracked-files=all", "--", "spec", CHANGELOG, MANIFESTS[0], MANIFESTS[1]],
    );
    if changed.is_ok_and(|changed| changed.is_empty()) {
        let state = State::of_work_tree(project)?;
        return Ok(Some(State { label: label("HEAD", &commit), prefix: "HEAD:".to_owned(), ..state }));
    }
    read(root, "HEAD", &commit).map(Some)
}

fn label(revision: &str, commit: &str) -> String {
    if revision == commit { format!("spec/ at {commit}") } else { format!("spec/ at {revision} ({commit})") }
}

fn commit(root: &Path, revision: &str) -> Result<String, String> {
    let wanted = format!("{revision}^{{commit}}");
    let output = git(root, &["rev-parse", "--verify", "--short", "--end-of-options", &wanted])?;
    Ok(String::from_utf8_lossy(&output).trim().to_owned())
}

/// Reads what the generator reads.
fn read(root: &Path, revision: &str, commit: &str) -> Result<State, Failure> {
    let failed = |said: String| Failure::other(format!("cannot read {revision}: {said}"), "see whether `git show` can");
    let listed =
        git(root, &["ls-tree", "-r", "-z", "--name-only", commit, "--", "spec", CHANGELOG, MANIFESTS[0], MANIFESTS[1]])
            .map_err(failed)?;
    let listed = String::from_utf8_lossy(&listed);
    let mut files = BTreeMap::new();
    // What examples prove is worked out anew.
    for path in listed.split('\0').filter(|path| !path.is_empty() && !path.ends_with(".evidence.yaml")) {
        let content = git(root, &["cat-file", "blob", &format!("{commit}:./{path}")]).map_err(failed)?;
        files.insert(path.to_owned(), content);
    }
    let state = State::of(&Project::of(Files::Kept(files))?, label(revision, commit), &[])?;
    Ok(State { prefix: format!("{revision}:"), ..state })
}

/// What git prints; if it fails, what it says.
fn git(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    // Nothing is written, not even what git remembers of files that it has looked at.
    let run = Command::new("git").arg("--no-optional-locks").arg("-C").arg(root).args(arguments).output();
    let Output { status, stdout, stderr } = run.map_err(|error| format!("git cannot be run: {error}"))?;
    if status.success() { Ok(stdout) } else { Err(String::from_utf8_lossy(&stderr).trim().to_owned()) }
}
