//! The verdict on a run of `regen`: what it changes for callers since the last commit.

use std::io::{self, Write};
use std::path::Path;

use dixa_generator::Input;
use dixa_generator::drift::{Surface, drift};
use dixa_generator::name::lock::{Lock, keep_renames};
use dixa_generator::text::Source;

use super::state::{State, surfaces};
use super::verdict::Verdict;
use super::{changelog, report};
use crate::error::Error;
use crate::project::{self, CHANGELOG, Generated, Project};

/// The state that a run is compared with: the last commit, or where there is none, the state before the run.
#[derive(Debug)]
pub struct Baseline(Result<State, Error>);

/// What a run changes for callers.
#[derive(Debug)]
pub enum RunVerdict {
    /// The verdict.
    Judged {
        /// The changes and the version bump.
        verdict: Box<Verdict>,
        /// The new text of the changelog, where it differs.
        changelog: Option<String>,
    },
    /// The state before cannot be read, for this reason.
    Unknown(String),
}

impl Baseline {
    /// Reads the state. An unreadable one is not an error yet, since the run may fix it.
    pub fn read(root: &Path, project: &Project) -> Self {
        Self(State::last_committed(root, project).and_then(|head| match head {
            Some(head) => Ok(head),
            None => State::of_work_tree(project).map(|state| State { label: "spec/ before this run".into(), ..state }),
        }))
    }

    /// Adds an alias to the names of each API for each item that was renamed by hand since the baseline.
    pub fn keep_renames(&self, inputs: &mut [Input]) {
        if let Ok(base) = &self.0 {
            keep_renames_since(&base.inputs, inputs);
        }
    }

    /// Compares the output of a run with the baseline.
    pub fn judge(
        self,
        root: &Path,
        project: &Project,
        inputs: &[Input],
        generated: &Generated,
    ) -> Result<RunVerdict, Error> {
        let head = head(project, inputs)?;
        if head.changelog.lines().any(|line| line.starts_with("<<<<<<< ")) {
            return Err(Error::other(format!("{CHANGELOG} contains merge conflicts"), "resolve them first"));
        }
        let changes = self.0.and_then(|base| {
            if base.inputs == head.inputs {
                return Ok((base, Vec::new()));
            }
            let before = base.named()?;
            let after: Vec<Surface<'_>> =
                generated.versions().map(|version| Surface { api: &version.api, names: &version.names }).collect();
            let changes = drift(&surfaces(&before), &after);
            Ok((base, changes))
        });
        let (base, changes) = match changes {
            Ok(compared) => compared,
            Err(failure) => return Ok(RunVerdict::Unknown(failure.to_string())),
        };
        let verdict = Verdict::new(root, &base, &head, changes)?;
        let merged = changelog::merge(&head.changelog, &base.changelog, &verdict);
        let changelog = (merged != head.changelog).then_some(merged);
        Ok(RunVerdict::Judged { verdict: Box::new(verdict), changelog })
    }
}

/// Adds an alias to the names of each API for each item that was renamed by hand since `before`.
pub fn keep_renames_since(before: &[Input], inputs: &mut [Input]) {
    for input in inputs {
        if let Some(known) = before.iter().find(|known| known.api == input.api) {
            input.names = with_renames(&known.names, std::mem::take(&mut input.names));
        }
    }
}

/// Adds an alias to `names` for each item that was renamed by hand since `before`.
fn with_renames(before: &Source, names: Source) -> Source {
    let (Ok(before), Ok(found)) = (Lock::parse(before), Lock::parse(&names)) else { return names };
    let mut after = found.clone();
    keep_renames(&before, &mut after);
    // The unchanged text keeps the lines in diagnostics right.
    if after == found { names } else { Source { text: after.to_text(), ..names } }
}

/// The state after a run.
fn head(project: &Project, inputs: &[Input]) -> Result<State, Error> {
    let mut inputs = inputs.to_vec();
    for version in inputs.iter_mut().flat_map(|input| &mut input.versions) {
        version.description.name = project::description(&version.version);
    }
    State::with(project, "spec/ as it is now", inputs)
}

impl RunVerdict {
    /// Prints the verdict.
    pub fn report(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Judged { verdict, .. } => report::text(verdict, out),
            Self::Unknown(reason) => {
                writeln!(out, "drift: not judged, since the state before cannot be read\n{reason}")
            }
        }
    }
}
