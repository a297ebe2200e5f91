//! One check of a release, and what it found.

use std::path::Path;

use dixa_generator::diagnostic::{Diagnostics, Location, Severity};

use crate::cli::{FetchArgs, RegenArgs};
use crate::{Env, Exit, commands};

/// A check with its name.
pub struct Check {
    /// What is checked, in a few words.
    pub name: &'static str,
    /// What was found.
    pub found: Findings,
}

/// What a check found.
pub enum Findings {
    /// Nothing is open; what holds.
    Done(String),
    /// What has to be done.
    Open(Diagnostics),
}

impl Check {
    /// A check that has run.
    pub fn new(name: &'static str, found: Findings) -> Self {
        Self { name, found }
    }
}

impl Findings {
    /// One thing that has to be done.
    pub fn problem(code: &'static str, message: impl Into<String>, place: &str, help: impl Into<String>) -> Self {
        let mut problems = Diagnostics::default();
        problems.push(Severity::Error, code, message, Location::new(place, ""), help);
        Self::Open(problems)
    }

    /// What has to be done; if that is nothing, what holds.
    pub fn of(problems: Diagnostics, done: impl Into<String>) -> Self {
        if problems.is_empty() { Self::Done(done.into()) } else { Self::Open(problems) }
    }
}

/// Whether `regen --offline --check` succeeds.
pub fn generated_files(root: &Path, env: &Env) -> Findings {
    let fetch = FetchArgs { sources: None, accept_shrink: false };
    let args = RegenArgs { fetch, offline: true, check: true, from: None, version: None };
    let mut printed = Vec::new();
    let problem = match commands::regen(root, &args, env, &mut printed) {
        Ok(Exit::Success) => return Findings::Done("up to date".to_owned()),
        Ok(_) => last_line(&printed),
        Err(error) => last_line(error.to_string().as_bytes()),
    };
    let message = format!("`cargo xtask regen --offline --check` fails: {problem}");
    let help = "run `cargo xtask regen --offline`, review the diff, and commit it";
    Findings::problem("stale-files", message, "dixa-generated/src/generated", help)
}

/// The last line of an output that is not empty.
pub fn last_line(output: &[u8]) -> String {
    let text = String::from_utf8_lossy(output);
    text.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or("no output").to_owned()
}
