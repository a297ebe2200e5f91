//! `cargo xtask regen`: generates all files from the descriptions.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use dixa_generator::diagnostic::{Diagnostics, Location, Severity};
use dixa_generator::text::source_from_bytes;

use super::check;
use super::summary::{self, Times};
use crate::apply::{Content, Leftovers, Plan, Staging, is_interrupted, leftovers};
use crate::cli::RegenArgs;
use crate::drift::{Baseline, RunVerdict};
use crate::error::Error;
use crate::project::descriptions::Descriptions;
use crate::project::verify::Expected;
use crate::project::{self, GENERATED, Generated, MANIFEST, Project, Replacement, generate_all};
use crate::{Env, Exit};

/// What a run has computed before it writes anything.
struct Prepared {
    plan: Plan,
    generated: Generated,
    warnings: Diagnostics,
    /// Whether the bindings have a feature for each version.
    has_all_features: bool,
    report: Vec<String>,
    verdict: RunVerdict,
    times: Times,
}

/// Generates everything and writes the files that differ; with `--check` only lists them.
pub fn regen(root: &Path, args: &RegenArgs, env: &Env, out: &mut dyn Write) -> Result<Exit, Error> {
    if args.fetch.accept_shrink && args.from.is_none() && !args.needs_network() {
        return Err(Error::Usage(NO_DESCRIPTION.to_owned()));
    }
    if args.check {
        return check(root, args, env, out);
    }
    let staging = Staging::open(root, env.before_change, out)?;
    let Prepared { plan, generated, warnings, report, verdict, mut times, .. } = prepare(root, args, env)?;
    let start = Instant::now();
    let written = staging.stage(&plan)?.commit()?;
    times.write += start.elapsed();
    summary::report(&report, out)?;
    summary::summary(&generated, &warnings, written, &times, out)?;
    verdict.report(out)?;
    Ok(Exit::Success)
}

const NO_DESCRIPTION: &str = "--accept-shrink needs a new description
  help: leave out --offline and --check to fetch one, or name a file with --from";

fn check(root: &Path, args: &RegenArgs, env: &Env, out: &mut dyn Write) -> Result<Exit, Error> {
    let command = command(args);
    if is_interrupted(root) {
        return Ok(check::interrupted(&command, out)?);
    }
    let Prepared { plan, warnings, has_all_features, .. } = prepare(root, args, env)?;
    Ok(check::check(&plan, &warnings, has_all_features, &command, out)?)
}

/// Everything up to writing.
fn prepare(root: &Path, args: &RegenArgs, env: &Env) -> Result<Prepared, Error> {
    let start = Instant::now();
    let project = Project::open(root)?;
    let baseline = Baseline::read(root, &project);
    let descriptions = descriptions(root, &project, args, env)?;
    let (mut inputs, mut problems) = project.read(&descriptions.replacements);
    let (unused, dropped) = project.unused_overlays().partition(|problem| problem.severity == Severity::Error);
    problems.extend(unused);
    baseline.keep_renames(&mut inputs);
    let read = start.elapsed();

    let start = Instant::now();
    let mut warnings = descriptions.edited(root, &project);
    warnings.extend(dropped);
    warnings.extend(project.unused_files());
    warnings.extend(descriptions.warnings.clone());
    let is_fetched = args.needs_network() && !descriptions.replacements.is_empty();
    let generated =
        generate_all(&inputs, problems).map_err(|failure| with_context(failure, warnings.clone(), is_fetched))?;
    let generate = start.elapsed();

    let start = Instant::now();
    let report = descriptions.report.clone();
    let verdict = baseline.judge(root, &project, &inputs, &generated)?;
    let files = files(&generated, descriptions, &verdict)?;
    let Leftovers { orphans, not_generated } = leftovers(root, &files)?;
    let missing_features = project.versions_without_feature()?;
    warnings.extend(to_do_by_hand(&not_generated, &missing_features));
    let has_all_features = missing_features.is_empty();
    let plan = Plan::new(root, files, orphans)?;
    let times = Times { read, generate, write: start.elapsed() };
    Ok(Prepared { plan, generated, warnings, has_all_features, report, verdict, times })
}

/// The descriptions from the source that the arguments name.
fn descriptions(
    root: &Path,
    project: &Project,
    args: &RegenArgs,
    #[cfg_attr(not(feature = "fetch"), expect(unused_variables))] env: &Env,
) -> Result<Descriptions, Error> {
    // Without the feature, `xtask-fetch` runs the command.
    #[cfg(feature = "fetch")]
    if args.needs_network() {
        return crate::fetch::descriptions(root, &args.fetch, env);
    }
    let mut descriptions = Descriptions::checked_in(root, project)?;
    if let (Some(file), Some(version)) = (&args.from, &args.version) {
        let replacement = project.replacement(version, file)?;
        descriptions.report.extend(expect(project, &replacement, args.fetch.accept_shrink)?);
        descriptions.replacements.push(replacement);
        descriptions.lock.remove(version);
    }
    Ok(descriptions)
}

/// Checks that a file is the description of the version that it replaces, as if it was fetched. Returns a line to print
/// where there is nothing to compare it with.
fn expect(project: &Project, replacement: &Replacement, accept_shrink: bool) -> Result<Option<String>, Error> {
    let Replacement { version, name, bytes } = replacement;
    let expected = Expected::new(project, version, accept_shrink)?;
    // What is not text is reported by the generator.
    let Ok(source) = source_from_bytes(name, bytes.clone()) else { return Ok(None) };
    let help = format!(
        "check the file and --version; if it is right, copy it to {} and run `cargo xtask regen --offline`",
        project::description(version)
    );
    expected.verify_identity(source).map_err(|why| Error::other(format!("{name} is not used: {why}"), &help))?;
    Ok(expected.not_compared().map(|why| format!("{version}: read from {name}\n{why}")))
}

/// The command that fixes what `--check` finds.
fn command(args: &RegenArgs) -> String {
    match (&args.from, &args.version) {
        (Some(file), Some(version)) => {
            let accept = if args.fetch.accept_shrink { " --accept-shrink" } else { "" };
            format!("cargo xtask regen --offline --from {} --version {version}{accept}", file.display())
        }
        _ => "cargo xtask regen --offline".to_owned(),
    }
}

/// Adds warnings about the descriptions to the errors that made generating fail.
fn with_context(failure: Error, warnings: Diagnostics, is_fetched: bool) -> Error {
    let Error::Input(mut problems) = failure else { return failure };
    problems.extend(warnings);
    if is_fetched {
        let message = "the fetched descriptions are not checked in, since nothing can be generated from them";
        let help = "`cargo xtask fetch` checks in only them; fix the errors above, then run \
                    `cargo xtask regen --offline`";
        problems.push(Severity::Note, "not-checked-in", message, Location::new("spec/", ""), help);
    }
    Error::Input(problems)
}

/// Warns of files that `regen` did not write, and of features that have to be added by hand.
fn to_do_by_hand(not_generated: &[String], missing_features: &[&str]) -> Diagnostics {
    let mut warnings = Diagnostics::default();
    for path in not_generated {
        let message = "this file is not generated, but `regen` owns its folder; it was left alone";
        let help = format!("move it out of {GENERATED}, or delete it");
        warnings.push(Severity::Warning, "not-generated", message, Location::new(path, ""), help);
    }
    for version in missing_features {
        let message = format!("the module `{version}` is never compiled, since there is no feature of that name");
        let help = format!("add `{version} = []` under [features] in {MANIFEST}");
        warnings.push(Severity::Warning, "missing-feature", message, Location::new(MANIFEST, ""), help);
    }
    warnings
}

/// Every generated file and the descriptions themselves, by path relative to the project.
fn files(
    generated: &Generated,
    descriptions: Descriptions,
    verdict: &RunVerdict,
) -> Result<BTreeMap<String, Content>, Error> {
    let mut files = descriptions.files()?;
    for version in generated.versions() {
        let (name, module) = (&version.version, project::module(&version.version));
        let sources = version.files.iter().map(|(path, text)| (format!("{module}/{path}"), text.clone().into()));
        files.extend(sources);
        files.insert(project::evidence(name), version.evidence_text.clone().into());
        files.insert(project::table(name), version.contract_table.clone().into());
    }
    let shared = generated.shared.files.iter();
    files.extend(shared.map(|(path, text)| (format!("{}/{path}", project::GENERATED), text.clone().into())));
    files.insert(project::CONTRACT_INDEX.to_owned(), generated.shared.contract_index.clone().into());
    files.extend(generated.apis.iter().map(|api| (project::names(&api.api), api.names.clone().into())));
    if let RunVerdict::Judged { changelog: Some(changelog), .. } = verdict {
        files.insert(project::CHANGELOG.to_owned(), changelog.clone().into());
    }
    Ok(files)
}
