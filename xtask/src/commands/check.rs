//! `cargo xtask regen --check`: lists stale files and their differences.

use std::io::{self, Write};
use std::time::Duration;

use dixa_generator::diagnostic::Diagnostics;
use similar::TextDiff;

use crate::Exit;
use crate::apply::{Plan, Stale};
use crate::error::counted;

/// The maximum number of lines that are shown of the diff of one file.
const LINES: usize = 40;
/// The maximum time for computing a minimal diff; after it the diff may be longer than necessary.
const PATIENCE: Duration = Duration::from_secs(2);

/// Reports that an earlier run was interrupted, and the command that finishes it.
pub fn interrupted(command: &str, out: &mut dyn Write) -> io::Result<Exit> {
    writeln!(out, "stale: an earlier run was interrupted while it wrote; fix with `{command}`")?;
    Ok(Exit::Failure)
}

/// Lists every stale, missing and orphaned file, shows the difference, and names the command that fixes it. Without all
/// features it fails too; `regen` does not edit the manifest, so the warnings name what to do.
pub fn check(
    plan: &Plan,
    warnings: &Diagnostics,
    has_all_features: bool,
    command: &str,
    out: &mut dyn Write,
) -> io::Result<Exit> {
    write!(out, "{warnings}")?;
    if plan.is_done() && !has_all_features {
        writeln!(out, "every generated file is up to date, but a feature is missing: see the warnings above")?;
        return Ok(Exit::Failure);
    }
    if plan.is_done() {
        writeln!(out, "up to date: {}", counted(plan.unchanged, "file"))?;
        return Ok(Exit::Success);
    }
    for stale in &plan.stale {
        let state = if stale.found.is_some() { "stale" } else { "missing" };
        writeln!(out, "{state:<8}  {}", stale.path)?;
    }
    for orphan in &plan.orphans {
        writeln!(out, "orphaned  {orphan}")?;
    }
    for stale in &plan.stale {
        if let Some(found) = &stale.found {
            diff(stale, found, out)?;
        }
    }
    let missing = plan.stale.iter().filter(|stale| stale.found.is_none()).count();
    let (stale, orphaned) = (plan.stale.len() - missing, plan.orphans.len());
    writeln!(out, "\n{} stale, {missing} missing, {orphaned} orphaned; fix with `{command}`", counted(stale, "file"))?;
    Ok(Exit::Failure)
}

fn diff(stale: &Stale, found: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let (old, new) = (String::from_utf8_lossy(found), String::from_utf8_lossy(&stale.wanted));
    let old = if new.contains('\r') { old.into_owned() } else { old.replace("\r\n", "\n") };
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old.as_str(), &new);
    let text = diff.unified_diff().header(&format!("{} (found)", stale.path), "generated").to_string();
    let lines: Vec<&str> = text.lines().collect();
    writeln!(out)?;
    for line in lines.iter().take(LINES) {
        writeln!(out, "{line}")?;
    }
    match lines.len().saturating_sub(LINES) {
        0 => Ok(()),
        more => writeln!(out, "… {} of this diff left out", counted(more, "more line")),
    }
}
