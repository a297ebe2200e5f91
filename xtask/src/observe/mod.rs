//! `cargo xtask observe`: adds what clients saw to `spec/observations/`.

#[cfg(feature = "fetch")]
mod live;
mod merge;
#[path = "../../../dixa-generated/src/observe.rs"]
#[allow(dead_code, reason = "without the network nothing is observed")]
mod walk;
mod words;

use std::io::Write;
use std::path::Path;

use crate::apply::{Plan, Staging};
use crate::cli::ObserveArgs;
use crate::error::Error;
use crate::project::Project;
use crate::{Env, Exit};
use merge::Merged;

/// Adds what clients saw, from files or from the service itself. Nothing is written if a line may contain data.
pub fn observe(root: &Path, args: &ObserveArgs, env: &Env, out: &mut dyn Write) -> Result<Exit, Error> {
    let staging = Staging::open(root, env.before_change, out)?;
    let project = Project::open(root)?;
    let mut merged = Merged::new(&project)?;
    for file in &args.files {
        let help = "observe takes the paths of files that `Watch::observations` has written";
        let text = std::fs::read_to_string(file).map_err(|error| Error::file("read", file, &error, help))?;
        merged.add(&file.display().to_string(), &text);
    }
    #[cfg(feature = "fetch")]
    if args.live {
        let text = live::lines(&project, &merged, env, out)?;
        merged.add("--live", &text);
    }
    let (files, report) = merged.files()?;
    let written = staging.stage(&Plan::new(root, files, Vec::new())?)?.commit()?;
    crate::commands::report(&report, out)?;
    crate::commands::files(written, out)?;
    writeln!(out, "`cargo xtask regen --offline` compares them with the descriptions")?;
    Ok(Exit::Success)
}
