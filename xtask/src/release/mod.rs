//! `cargo xtask release --check`: what is open before a release, all of it at once, and the commands of the release.

mod changelog;
mod check;
mod git;
mod manifest;
mod owner;
mod package;
mod semver;

use std::io::Write;
use std::path::Path;

use dixa_generator::diagnostic::Diagnostics;

use crate::error::{Error, counted};
use crate::{Env, Exit};
use check::{Check, Findings};
use manifest::Release;

/// Runs all checks, prints what each found, and then the commands of the release or what is left to do. Changes nothing.
pub fn release(root: &Path, env: &Env, out: &mut dyn Write) -> Result<Exit, Error> {
    let release = Release::read(root)?;
    writeln!(out, "release of {} {}\n", release.package, release.version)?;
    let checks = checks(root, &release, env)?;
    let mut open = Diagnostics::default();
    for Check { name, found } in checks {
        match found {
            Findings::Done(what) => writeln!(out, "done  {name}: {what}")?,
            Findings::Open(problems) => {
                writeln!(out, "open  {name}: {}", counted(problems.iter().count(), "problem"))?;
                open.extend(problems);
            }
        }
    }
    writeln!(out)?;
    if open.is_empty() {
        commands(&release, out)?;
        return Ok(Exit::Success);
    }
    write!(out, "{open}")?;
    writeln!(out, "{} to solve before the release; nothing was published", counted(open.iter().count(), "problem"))?;
    Ok(Exit::Failure)
}

/// The checks, in the order of the release.
fn checks(root: &Path, release: &Release, env: &Env) -> Result<Vec<Check>, Error> {
    Ok(vec![
        Check::new("filled in by the owner", owner::check(root, release)),
        Check::new("changelog", changelog::check(root, release)?),
        Check::new("tag", git::tag_is_free(root, release)),
        Check::new("work tree", git::is_clean(root)),
        Check::new("generated files", check::generated_files(root, env)),
        Check::new("package", package::check(root, release, env)),
        Check::new("public API", semver::check(root, release, env)),
    ])
}

/// Prints the commands of the release. They are run by hand: publishing cannot be undone.
fn commands(release: &Release, out: &mut dyn Write) -> Result<(), Error> {
    let (package, version) = (&release.package, &release.version);
    let tag = release.tag();
    let commands = [
        ".ci/run".to_owned(),
        format!("cargo publish --package {package} --locked"),
        format!("git tag --annotate {tag} --message '{package} {version}'"),
        format!("git push origin HEAD {tag}"),
    ];
    writeln!(out, "nothing is open; the commands of the release, in this order:")?;
    for (number, command) in (1..).zip(commands) {
        writeln!(out, "  {number}. {command}")?;
    }
    Ok(())
}
