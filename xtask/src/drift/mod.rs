//! `cargo xtask drift`: reports what changed for Rust callers between two states of the descriptions.

mod accepted;
mod baseline;
mod changelog;
mod entry;
mod git;
mod report;
mod state;
mod verdict;

use std::io::Write;
use std::path::Path;

use dixa_generator::drift::{Class, between, drift as compare};

use crate::apply::is_interrupted;
use crate::cli::{DriftArgs, Threshold};
use crate::error::{Error, counted};
use crate::project::Project;
use crate::{Env, Exit};
pub use baseline::{Baseline, RunVerdict};
pub use changelog::is_unreleased;
pub use git::git;
pub use state::State;
use state::{StateSource, surfaces};
use verdict::JudgedChange;
pub use verdict::Verdict;

/// Compares two states and prints the verdict; fails if a change reaches the threshold of `--fail-on`.
pub fn drift(root: &Path, args: &DriftArgs, env: &Env, out: &mut dyn Write) -> Result<Exit, Error> {
    if is_interrupted(root) {
        return Err(Error::other(INTERRUPTED, "finish it with `cargo xtask regen --offline`"));
    }
    let project = Project::open(root)?;
    let source = |name: &Option<String>| name.as_deref().map(|name| StateSource::new(name, &project)).transpose();
    let verdict = match (source(&args.base)?, source(&args.head)?) {
        (Some(StateSource::Version(base)), Some(StateSource::Version(head))) => versions(root, &project, &base, &head)?,
        (Some(StateSource::Version(_)), _) | (_, Some(StateSource::Version(_))) => {
            return Err(Error::Usage(ONE_VERSION.to_owned()));
        }
        (base, head) => {
            let base = base.unwrap_or(StateSource::Revision("HEAD".to_owned()));
            let is_single = matches!(base, StateSource::File(_) | StateSource::Address(_));
            let base = state::read(root, &project, Some(&base), args.version.as_deref(), env)?;
            let base = if is_single { base.without_unfit_corrections() } else { base };
            let is_work_tree = head.is_none();
            let mut head = state::read(root, &project, head.as_ref(), args.version.as_deref(), env)?;
            if is_work_tree {
                // As `regen` does.
                baseline::keep_renames_since(&base.inputs, &mut head.inputs);
            }
            judge(root, &base, &head)?
        }
    };
    report::write(&verdict, args.format, out)?;
    args.fail_on.map_or(Ok(Exit::Success), |threshold| passes(&verdict, threshold).map(|()| Exit::Success))
}

const INTERRUPTED: &str = "a run of `regen` was interrupted, so spec/ is a mix of two states";

const ONE_VERSION: &str = "a version of the API can only be compared with another version
  help: name both, as in `cargo xtask drift --base v1 --head beta`";

/// The verdict on the changes from one state to another.
fn judge(root: &Path, base: &State, head: &State) -> Result<Verdict, Error> {
    let changes = if base.inputs == head.inputs {
        Vec::new()
    } else {
        let (before, after) = (base.named()?, head.named()?);
        compare(&surfaces(&before), &surfaces(&after))
    };
    Verdict::new(root, base, head, changes)
}

/// The verdict on the differences between two versions of the API in the work tree.
fn versions(root: &Path, project: &Project, base: &str, head: &str) -> Result<Verdict, Error> {
    if project.api_of(base) != project.api_of(head) {
        let problem = format!("{base} and {head} are not versions of one API, so nothing in them is the same thing");
        return Err(Error::other(problem, "compare versions of one API, or a version with an earlier state of it"));
    }
    let whole = State::of_work_tree(project)?;
    let [base, head] = [base, head].map(|version| State { label: version.to_owned(), ..whole.clone().only(version) });
    let (before, after) = (base.named()?, head.named()?);
    let differences =
        surfaces(&before).into_iter().zip(surfaces(&after)).flat_map(|(before, after)| between(before, after));
    Verdict::new(root, &base, &head, differences.collect())
}

/// How many changes the error of `--fail-on` lists.
const LISTED: usize = 10;

/// Fails with the changes that reach the threshold and are not accepted.
fn passes(verdict: &Verdict, threshold: Threshold) -> Result<(), Error> {
    let (name, floor) = match threshold {
        Threshold::Breaking => ("breaking", Class::Breaks),
        Threshold::Behaviour => ("behaviour", Class::Behaves),
        Threshold::Additions => ("additions", Class::Adds),
    };
    let reaches = |judged: &&JudgedChange| judged.accepted.is_none() && judged.change.class() <= floor;
    let found: Vec<&JudgedChange> = verdict.changes.iter().filter(reaches).collect();
    if found.is_empty() {
        return Ok(());
    }
    let listed = found.iter().take(LISTED).map(|judged| {
        let change = &judged.change;
        format!("  {} [{} {}]", change.items().join(", "), change.rule.row().code, change.fingerprint())
    });
    let more = found.len().saturating_sub(LISTED);
    let more = (more > 0).then(|| format!("  … and {more} more"));
    let lines: Vec<String> = listed.chain(more).collect();
    let changes = counted(found.len(), "change");
    Err(Error::Drift(format!(
        "{changes} not accepted in spec/accepted-drift.toml, which `--fail-on {name}` does not let pass:\n{}\n  \
         help: accept an intended change there by its fingerprint, with a reason",
        lines.join("\n")
    )))
}
