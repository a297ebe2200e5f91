//! Whether the version fits what changed in the public API since the last release.

use std::path::Path;

use super::check::{Findings, last_line};
use super::git;
use super::manifest::Release;
use crate::Env;
use crate::project::MANIFEST;

/// Runs `cargo semver-checks` against the last tag. Where it is not installed, that is a problem: nothing was checked.
pub fn check(root: &Path, release: &Release, env: &Env) -> Findings {
    let tag = match git::last_tag(root) {
        Ok(Some(tag)) => tag,
        Ok(None) => return Findings::Done("nothing to compare with: there is no tag of a release yet".to_owned()),
        Err(problem) => return Findings::problem("no-git", problem, ".", git::HELP),
    };
    let is_installed = (env.cargo)(root, &["semver-checks", "--version"]).is_ok_and(|ran| ran.is_success);
    if !is_installed {
        let message = format!("the public API was not compared with {tag}, since cargo-semver-checks is not installed");
        let help = "`cargo install cargo-semver-checks --locked` installs it";
        return Findings::problem("semver", message, MANIFEST, help);
    }
    let command = ["semver-checks", "--package", &release.package, "--all-features", "--baseline-rev", &tag];
    let problem = match (env.cargo)(root, &command) {
        Ok(ran) if ran.is_success => {
            return Findings::Done(format!("{} fits the changes since {tag}", release.version));
        }
        Ok(ran) => last_line(&ran.err),
        Err(error) => error.to_string(),
    };
    let message = format!("`cargo {}` fails: {problem}", command.join(" "));
    let help = "run it to see the breaks; undo them, or raise `version` as it says";
    Findings::problem("semver", message, MANIFEST, help)
}
