//! The output of `regen` when it succeeds.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use dixa_generator::GeneratedVersion;
use dixa_generator::diagnostic::{Diagnostics, Severity};
use dixa_generator::evidence::Conclusion;
use dixa_generator::model::Shape;
use dixa_generator::overlay::action_to_value;

use crate::apply::Written;
use crate::error::{counted, listed};
use crate::project::{Generated, MAIN, overlays};

/// How long each stage took.
#[derive(Debug)]
pub struct Times {
    /// Reading the inputs, and fetching them.
    pub read: Duration,
    /// Generating.
    pub generate: Duration,
    /// Comparing and writing.
    pub write: Duration,
}

/// Prints the counts of what was generated, the diagnostics, and how many files were written.
pub fn summary(
    generated: &Generated,
    warnings: &Diagnostics,
    written: Written,
    times: &Times,
    out: &mut dyn Write,
) -> io::Result<()> {
    for version in generated.versions() {
        counts(version, out)?;
    }
    let mut diagnostics = generated.diagnostics();
    diagnostics.extend(warnings.clone());
    findings(&diagnostics, out)?;
    generated.versions().try_for_each(|version| proposals(version, out))?;
    files(written, out)?;
    let [read, generate, write] = [times.read, times.generate, times.write].map(|time| time.as_millis());
    writeln!(out, "time: read {read} ms, generate {generate} ms, write {write} ms")
}

/// Prints where the descriptions were fetched.
pub fn report(lines: &[String], out: &mut dyn Write) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// Prints how many files were written.
pub fn files(written: Written, out: &mut dyn Write) -> io::Result<()> {
    let Written { written, unchanged, removed } = written;
    writeln!(out, "files: {written} written, {unchanged} unchanged, {removed} removed")
}

fn counts(version: &GeneratedVersion, out: &mut dyn Write) -> io::Result<()> {
    let api = &version.api;
    let enumerations = api.types.values().filter(|def| matches!(def.shape, Shape::Enum(_))).count();
    let webhooks = match api.webhooks.len() {
        0 => String::new(),
        webhooks => format!("{}, ", counted(webhooks, "webhook")),
    };
    writeln!(
        out,
        "{}: {}, {webhooks}{} ({})",
        version.version,
        counted(api.operations.len(), "operation"),
        counted(api.types.len(), "type"),
        counted(enumerations, "enumeration")
    )?;
    if !version.evidence.unions.is_empty() {
        writeln!(out, "  unions: {}", unions(version))?;
    }
    Ok(())
}

/// The corrections by which the description would say what clients saw, as they are written in an overlay.
fn proposals(version: &GeneratedVersion, out: &mut dyn Write) -> io::Result<()> {
    let proposals = &version.evidence.proposals;
    if proposals.is_empty() {
        return Ok(());
    }
    let (name, [_, overlay]) = (&version.version, overlays(MAIN, &version.version));
    writeln!(
        out,
        "{name}: corrections that follow from the observations; add those that are right to `actions` in {overlay}:"
    )?;
    proposals.iter().try_for_each(|action| writeln!(out, "- {}", action_to_value(action)))
}

/// The number of unions of each encoding, and whether published examples or observations show them.
fn unions(version: &GeneratedVersion) -> String {
    let mut groups: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for union in version.evidence.unions.values() {
        let (count, observed, assumed) = groups.entry(union.conclusion.name()).or_default();
        *count += 1;
        // An undecided union is noted with its place.
        *assumed += usize::from(union.is_assumed() && union.conclusion != Conclusion::Undecided);
        *observed += usize::from(union.is_only_observed());
    }
    let undecided = Conclusion::Undecided.name();
    let is_known = |(name, (_, observed, assumed)): (&&str, &(usize, usize, usize))| {
        (*observed, *assumed) == (0, 0) && *name != undecided
    };
    let all_known = groups.iter().all(is_known);
    let group = |(name, (count, observed, assumed)): (&str, (usize, usize, usize))| {
        let sources = [("published", count - observed - assumed), ("observed", observed), ("assumed", assumed)];
        let sources =
            sources.map(|(source, count)| (count > 0 || source != "observed").then(|| format!("{count} {source}")));
        match (observed, assumed) {
            (0, 0) => format!("{count} {name}"),
            _ => format!("{count} {name} ({})", sources.into_iter().flatten().collect::<Vec<_>>().join(", ")),
        }
    };
    let groups = groups.into_iter().map(group).collect::<Vec<_>>().join(", ");
    if all_known { format!("{groups}; all declared or shown by published examples") } else { groups }
}

fn findings(diagnostics: &Diagnostics, out: &mut dyn Write) -> io::Result<()> {
    let mut codes: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    diagnostics.iter().for_each(|d| *codes.entry((d.severity, d.code)).or_default() += 1);
    write!(out, "{}", listed(diagnostics))?;
    for ((severity, code), count) in codes {
        writeln!(out, "{}: {code}", counted(count, &severity.to_string()))?;
    }
    Ok(())
}
