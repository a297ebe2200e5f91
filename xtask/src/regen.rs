//! `cargo xtask regen`: from the descriptions to the files.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use dixa_generator::diagnostic::Diagnostics;
use dixa_generator::{Input, Output, generate};

use crate::cli::RegenArgs;
use crate::failure::Failure;
use crate::project::{self, Project, Replacement};
use crate::summary::{self, Times};
use crate::write::{Content, Plan};
use crate::{Exit, check};

/// Generates everything and writes what differs, or with `--check` tells what differs.
pub fn regen(root: &Path, args: &RegenArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    if !args.offline && !args.check && args.from.is_none() {
        return Err(Failure::Usage(NO_FETCHING.to_owned()));
    }
    let start = Instant::now();
    let project = Project::open(root)?;
    let replacement = match (&args.from, &args.version) {
        (Some(file), Some(version)) => Some(project.replacement(version, file)?),
        _ => None,
    };
    let (input, problems) = project.read(replacement.as_ref());
    let read = start.elapsed();

    let start = Instant::now();
    let output = generate_all(&input, problems)?;
    let generated = start.elapsed();

    let start = Instant::now();
    let owned = output.versions.iter().map(|version| project::module(&version.version)).collect();
    let plan = Plan::new(root, files(&output, replacement), owned)?;
    if args.check {
        return Ok(check::check(&plan, &command(args), out)?);
    }
    let written = plan.stage()?.commit()?;
    let times = Times { read, generate: generated, write: start.elapsed() };
    summary::summary(&output, written, &times, out)?;
    Ok(Exit::Success)
}

const NO_FETCHING: &str = "fetching the descriptions is not there yet
  help: `cargo xtask regen --offline` works from the checked-in descriptions, \
         `cargo xtask regen --from FILE --version beta` from a file";

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

/// Every generated file, by path relative to the project.
fn files(output: &Output, replacement: Option<Replacement>) -> BTreeMap<String, Content> {
    let mut files: BTreeMap<String, Content> = BTreeMap::new();
    for version in &output.versions {
        let (name, module) = (&version.version, project::module(&version.version));
        let sources = version.files.iter().map(|(path, text)| (format!("{module}/{path}"), text.clone().into()));
        files.extend(sources);
        files.insert(project::evidence(name), version.evidence.clone().into());
        files.insert(project::table(name), version.table.clone().into());
    }
    files.insert(project::META.to_owned(), output.meta.clone().into());
    files.insert(project::NAMES.to_owned(), output.names.clone().into());
    if let Some(Replacement { version, bytes, .. }) = replacement {
        files.insert(project::description(&version), Content { bytes, exact: true });
    }
    files
}
