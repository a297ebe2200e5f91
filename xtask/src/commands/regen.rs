//! `cargo xtask regen`: from the descriptions to the files.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use dixa_generator::Output;
use dixa_generator::diagnostic::{Diagnostics, Place, Severity};

use super::check;
use super::summary::{self, Times};
use crate::apply::{Content, Plan, Staging, is_interrupted, orphans};
use crate::cli::RegenArgs;
use crate::drift::{Baseline, RunVerdict};
use crate::error::Error;
use crate::project::descriptions::Descriptions;
use crate::project::{self, Project, generate_all};
use crate::{Env, Exit};

/// What a run has worked out before it writes anything.
struct Worked {
    plan: Plan,
    output: Output,
    warnings: Diagnostics,
    report: Vec<String>,
    verdict: RunVerdict,
    times: Times,
}

/// Generates everything and writes what differs, or with `--check` tells what differs.
pub fn regen(root: &Path, args: &RegenArgs, env: &Env, out: &mut dyn Write) -> Result<Exit, Error> {
    if args.check {
        return check(root, args, env, out);
    }
    let staging = Staging::open(root, env.before_change, out)?;
    let Worked { plan, output, warnings, report, verdict, mut times } = work_out(root, args, env)?;
    let start = Instant::now();
    let written = staging.stage(&plan)?.commit()?;
    times.write += start.elapsed();
    summary::report(&report, out)?;
    summary::summary(&output, &warnings, written, &times, out)?;
    verdict.report(out)?;
    Ok(Exit::Success)
}

fn check(root: &Path, args: &RegenArgs, env: &Env, out: &mut dyn Write) -> Result<Exit, Error> {
    let command = command(args);
    if is_interrupted(root) {
        return Ok(check::interrupted(&command, out)?);
    }
    let Worked { plan, warnings, .. } = work_out(root, args, env)?;
    Ok(check::check(&plan, &warnings, &command, out)?)
}

/// Everything up to writing.
fn work_out(root: &Path, args: &RegenArgs, env: &Env) -> Result<Worked, Error> {
    let start = Instant::now();
    let project = Project::open(root)?;
    let baseline = Baseline::read(root, &project);
    let descriptions = take(root, &project, args, env)?;
    let (mut input, problems) = project.read(&descriptions.replacements);
    input.names = baseline.keep_renames(input.names);
    let read = start.elapsed();

    let start = Instant::now();
    let warnings = descriptions.edited(root, &project);
    let is_news = args.needs_network() && !descriptions.replacements.is_empty();
    let output = generate_all(&input, problems).map_err(|failure| with_context(failure, warnings.clone(), is_news))?;
    let generate = start.elapsed();

    let start = Instant::now();
    let report = descriptions.report.clone();
    let verdict = baseline.judge(root, &project, &input, &output)?;
    let files = files(&output, descriptions, &verdict)?;
    let owned: Vec<String> = output.versions.iter().map(|version| project::module(&version.version)).collect();
    let orphans = orphans(root, &files, &owned)?;
    let plan = Plan::new(root, files, orphans)?;
    let times = Times { read, generate, write: start.elapsed() };
    Ok(Worked { plan, output, warnings, report, verdict, times })
}

/// Takes the descriptions from where the arguments say.
fn take(
    root: &Path,
    project: &Project,
    args: &RegenArgs,
    #[cfg_attr(not(feature = "fetch"), expect(unused_variables))] env: &Env,
) -> Result<Descriptions, Error> {
    // Without the feature the command has been handed over before.
    #[cfg(feature = "fetch")]
    if args.needs_network() {
        return crate::fetch::descriptions(root, &args.fetch, env);
    }
    let mut taken = Descriptions::checked_in(root, project)?;
    if let (Some(file), Some(version)) = (&args.from, &args.version) {
        taken.replacements.push(project.replacement(version, file)?);
        taken.lock.remove(version);
    }
    Ok(taken)
}

/// The command that mends what `--check` finds.
fn command(args: &RegenArgs) -> String {
    match (&args.from, &args.version) {
        (Some(file), Some(version)) => {
            format!("cargo xtask regen --offline --from {} --version {version}", file.display())
        }
        _ => "cargo xtask regen --offline".to_owned(),
    }
}

/// Says what else is to be known of descriptions from which nothing can be generated.
fn with_context(failure: Error, warnings: Diagnostics, is_news: bool) -> Error {
    let Error::Input(mut problems) = failure else { return failure };
    problems.extend(warnings);
    if is_news {
        let message = "the descriptions that were fetched are not checked in, since nothing can be generated from them";
        let help = "`cargo xtask fetch` checks them in alone; mend what is named above, then run \
                    `cargo xtask regen --offline`";
        problems.push(Severity::Note, "not-checked-in", message, Place::new("spec/", ""), help);
    }
    Error::Input(problems)
}

/// Every file that follows from the descriptions, and those that hold them, by path relative to the project.
fn files(
    output: &Output,
    descriptions: Descriptions,
    verdict: &RunVerdict,
) -> Result<BTreeMap<String, Content>, Error> {
    let mut files = descriptions.files()?;
    for version in &output.versions {
        let (name, module) = (&version.version, project::module(&version.version));
        let sources = version.files.iter().map(|(path, text)| (format!("{module}/{path}"), text.clone().into()));
        files.extend(sources);
        files.insert(project::evidence(name), version.evidence.clone().into());
        files.insert(project::table(name), version.contract_table.clone().into());
    }
    let shared = output.shared.files.iter();
    files.extend(shared.map(|(path, text)| (format!("{}/{path}", project::GENERATED), text.clone().into())));
    files.insert(project::CONTRACT_INDEX.to_owned(), output.shared.contract_index.clone().into());
    files.insert(project::NAMES.to_owned(), output.names.clone().into());
    if let RunVerdict::Judged { changelog: Some(changelog), .. } = verdict {
        files.insert(project::CHANGELOG.to_owned(), changelog.clone().into());
    }
    Ok(files)
}
