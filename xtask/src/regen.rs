//! `cargo xtask regen`: from the descriptions to the files.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use dixa_generator::diagnostic::{Diagnostics, Place, Severity};
use dixa_generator::{Input, Output, generate};

use crate::cli::RegenArgs;
use crate::descriptions::Descriptions;
use crate::drift::{Before, Judgement};
use crate::failure::Failure;
use crate::orphans::orphans;
use crate::project::{self, Project};
use crate::staging::{Staging, is_interrupted};
use crate::summary::{self, Times};
use crate::write::{Content, Plan};
use crate::{Exit, Surroundings, check};

/// What a run has worked out before it writes anything.
struct Worked {
    plan: Plan,
    output: Output,
    warnings: Diagnostics,
    report: Vec<String>,
    judgement: Judgement,
    times: Times,
}

/// Generates everything and writes what differs, or with `--check` tells what differs.
pub fn regen(root: &Path, args: &RegenArgs, surroundings: &Surroundings, out: &mut dyn Write) -> Result<Exit, Failure> {
    if args.check {
        return check(root, args, surroundings, out);
    }
    let staging = Staging::open(root, surroundings.before_change, out)?;
    let Worked { plan, output, warnings, report, judgement, mut times } = work_out(root, args, surroundings)?;
    let start = Instant::now();
    let written = staging.stage(&plan)?.commit()?;
    times.write += start.elapsed();
    summary::report(&report, out)?;
    summary::summary(&output, &warnings, written, &times, out)?;
    judgement.report(out)?;
    Ok(Exit::Success)
}

fn check(root: &Path, args: &RegenArgs, surroundings: &Surroundings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let command = command(args);
    if is_interrupted(root) {
        return Ok(check::interrupted(&command, out)?);
    }
    let Worked { plan, warnings, .. } = work_out(root, args, surroundings)?;
    Ok(check::check(&plan, &warnings, &command, out)?)
}

/// Everything up to writing.
fn work_out(root: &Path, args: &RegenArgs, surroundings: &Surroundings) -> Result<Worked, Failure> {
    let start = Instant::now();
    let project = Project::open(root)?;
    let before = Before::read(root, &project);
    let descriptions = Descriptions::take(root, &project, args, surroundings)?;
    let (mut input, problems) = project.read(&descriptions.replacements);
    input.names = before.keep_renames(input.names);
    let read = start.elapsed();

    let start = Instant::now();
    let warnings = descriptions.edited(root, &project);
    let is_news = args.needs_network() && !descriptions.replacements.is_empty();
    let output = generate_all(&input, problems).map_err(|failure| with_context(failure, warnings.clone(), is_news))?;
    let generate = start.elapsed();

    let start = Instant::now();
    let report = descriptions.report.clone();
    let judgement = before.judge(root, &project, &input, &output)?;
    let files = files(&output, descriptions, &judgement)?;
    let owned: Vec<String> = output.versions.iter().map(|version| project::module(&version.version)).collect();
    let orphans = orphans(root, &files, &owned)?;
    let plan = Plan::new(root, files, orphans)?;
    let times = Times { read, generate, write: start.elapsed() };
    Ok(Worked { plan, output, warnings, report, judgement, times })
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

/// Generates; where inputs could not be read, the problems of the others are reported with theirs.
pub fn generate_all(input: &Input, mut problems: Diagnostics) -> Result<Output, Failure> {
    match generate(input) {
        Ok(output) if !problems.has_errors() => Ok(output),
        Ok(_) => Err(Failure::Input(problems)),
        Err(found) => {
            problems.extend(found);
            Err(Failure::Input(problems))
        }
    }
}

/// Says what else is to be known of descriptions from which nothing can be generated.
fn with_context(failure: Failure, warnings: Diagnostics, is_news: bool) -> Failure {
    let Failure::Input(mut problems) = failure else { return failure };
    problems.extend(warnings);
    if is_news {
        let message = "the descriptions that were fetched are not checked in, since nothing can be generated from them";
        let help = "`cargo xtask fetch` checks them in alone; mend what is named above, then run \
                    `cargo xtask regen --offline`";
        problems.push(Severity::Note, "not-checked-in", message, Place::new("spec/", ""), help);
    }
    Failure::Input(problems)
}

/// Every file that follows from the descriptions, and those that hold them, by path relative to the project.
fn files(
    output: &Output,
    descriptions: Descriptions,
    judgement: &Judgement,
) -> Result<BTreeMap<String, Content>, Failure> {
    let mut files = descriptions.files()?;
    for version in &output.versions {
        let (name, module) = (&version.version, project::module(&version.version));
        let sources = version.files.iter().map(|(path, text)| (format!("{module}/{path}"), text.clone().into()));
        files.extend(sources);
        files.insert(project::evidence(name), version.evidence.clone().into());
        files.insert(project::table(name), version.table.clone().into());
    }
    files.insert(project::META.to_owned(), output.meta.clone().into());
    files.insert(project::NAMES.to_owned(), output.names.clone().into());
    if let Judgement::Judged { changelog: Some(changelog), .. } = judgement {
        files.insert(project::CHANGELOG.to_owned(), changelog.clone().into());
    }
    Ok(files)
}
