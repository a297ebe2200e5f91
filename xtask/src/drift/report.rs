//! Prints a verdict as text, Markdown, JSON or annotations.

use std::collections::BTreeMap;
use std::io::{self, Write};

use dixa_generator::drift::Class;
use dixa_generator::text::printable;
use serde::Serialize;

use super::entry::{Entry, entries, in_short};
use super::verdict::{Bump, JudgedChange, SourceLocation, Verdict};
use crate::cli::Format;
use crate::error::counted;
use crate::printed;

/// The classes whose changes are listed, in this order. Changes of prose are only counted.
pub const LISTED: [(Class, &str); 3] =
    [(Class::Breaks, "breaks the build"), (Class::Behaves, "changes behaviour"), (Class::Adds, "adds")];

/// Prints the verdict in this format.
pub fn write(verdict: &Verdict, format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text(verdict, out),
        Format::Markdown => markdown(verdict, out),
        Format::Json => json(verdict, out),
        Format::Github => annotations(verdict, out),
    }
}

/// The format for a terminal.
pub fn text(verdict: &Verdict, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "drift: {} → {}", verdict.base, verdict.head)?;
    for line in affected(verdict) {
        writeln!(out, "  {line}")?;
    }
    for (class, title) in LISTED {
        let entries = entries(verdict, class);
        if !entries.is_empty() {
            writeln!(out, "\n{title}")?;
        }
        for entry in entries {
            match entry {
                Entry::One(judged) => text_of_one(judged, out)?,
                Entry::Folded { says, changes } => text_of_several(&says, &changes, out)?,
            }
        }
    }
    if verdict.changes.iter().any(|judged| judged.change.class() != Class::Prose) {
        writeln!(out)?;
    }
    for note in &verdict.notes {
        writeln!(out, "note: {note}")?;
    }
    writeln!(out, "verdict: {}", sentence(verdict))?;
    policy(verdict).map_or(Ok(()), |policy| writeln!(out, "  {policy}"))
}

fn text_of_one(judged: &JudgedChange, out: &mut dyn Write) -> io::Result<()> {
    let change = &judged.change;
    writeln!(out, "  {}", change.items().join(", "))?;
    writeln!(out, "    {}  [{} {}]", change.says(), change.rule.row().code, change.fingerprint())?;
    for location in places(judged) {
        writeln!(out, "    at {location}")?;
    }
    let details = [("because", change.because()), ("migrate", change.migrate()), ("accepted", judged.accepted.clone())];
    for (name, text) in details {
        text.map_or(Ok(()), |text| writeln!(out, "    {name}: {text}"))?;
    }
    Ok(())
}

fn text_of_several(says: &str, changes: &[&JudgedChange], out: &mut dyn Write) -> io::Result<()> {
    let first = changes[0];
    writeln!(out, "  {} items: {says}  [{}]", changes.len(), first.change.rule.row().code)?;
    for judged in changes {
        let places = places(judged).map(|place| format!(" at {place}")).collect::<String>();
        writeln!(out, "    {}  [{}]{places}", in_short(judged), judged.change.fingerprint())?;
    }
    first.change.migrate().map_or(Ok(()), |migrate| writeln!(out, "    migrate: {migrate}"))
}

fn places(judged: &JudgedChange) -> impl Iterator<Item = String> {
    judged.locations.iter().filter(|location| !location.pointer.is_empty()).map(shown)
}

/// What each version of the API is affected by, a line for each: `v1: nothing`.
fn affected(verdict: &Verdict) -> Vec<String> {
    if verdict.changes.is_empty() {
        return Vec::new();
    }
    let line = |module: &String| match counts(|class| verdict.count_in(module, class)) {
        counts if counts.is_empty() => format!("{module}: nothing"),
        counts => format!("{module}: {counts}"),
    };
    verdict.modules.iter().map(line).collect()
}

/// What holds if some versions of the API have a break and others have none.
fn policy(verdict: &Verdict) -> Option<String> {
    let spared = match verdict.spared().as_slice() {
        [] => return None,
        [one] => (*one).to_owned(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    };
    let rule = "the crate has one version number, so a break in any version of the API counts, beta included";
    Some(format!("no break in {spared}; {rule}"))
}

/// The number of changes of each class that has some.
fn counts(count: impl Fn(Class) -> usize) -> String {
    let named = [
        (Class::Breaks, "breaking change", "breaking changes"),
        (Class::Behaves, "change of behaviour", "changes of behaviour"),
        (Class::Adds, "addition", "additions"),
        (Class::Prose, "change of prose", "changes of prose"),
    ];
    let counts = named.into_iter().filter_map(|(class, one, several)| match count(class) {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {several}")),
    });
    counts.collect::<Vec<_>>().join(", ")
}

/// The version bump and its reason in one line.
fn sentence(verdict: &Verdict) -> String {
    if verdict.changes.is_empty() {
        return "nothing changed for callers".to_owned();
    }
    let counts = counts(|class| verdict.count(class));
    let steps = match (&verdict.version, verdict.next()) {
        (Some(from), Some(to)) if *from != to => format!(" ({from} → {to})"),
        _ => String::new(),
    };
    match verdict.bump() {
        Bump::None => format!("no new version needed: {counts}"),
        Bump::Patch => format!("a new patch version{steps}: {counts}"),
        Bump::Minor => format!("a new minor version{steps}: {counts}"),
        Bump::Major => format!("a new major version{steps}: {counts}"),
    }
}

/// The maximum number of characters: GitHub rejects the body of a pull request with more than 65,536, and the workflow
/// adds some.
const MAX_LENGTH: usize = 55_000;

/// The format for the body of a pull request.
fn markdown(verdict: &Verdict, out: &mut dyn Write) -> io::Result<()> {
    let mut whole = Vec::new();
    all_markdown(verdict, &mut whole)?;
    let whole = String::from_utf8_lossy(&whole);
    let mut length = 0;
    let is_kept = |line: &&str| {
        length += line.chars().count();
        length <= MAX_LENGTH
    };
    let kept: Vec<&str> = whole.split_inclusive('\n').take_while(is_kept).collect();
    out.write_all(kept.concat().as_bytes())?;
    match whole.split_inclusive('\n').count() - kept.len() {
        0 => Ok(()),
        more => writeln!(out, "\n… and {}: `cargo xtask drift` lists all.", counted(more, "more line")),
    }
}

fn all_markdown(verdict: &Verdict, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "**Verdict:** {}.\n\nFrom {} to {}.", sentence(verdict), verdict.base, verdict.head)?;
    policy(verdict).map_or(Ok(()), |policy| writeln!(out, "{}.", sentence_case(&policy)))?;
    for (at, line) in affected(verdict).into_iter().enumerate() {
        writeln!(out, "{}- {line}", if at == 0 { "\n" } else { "" })?;
    }
    for (at, note) in verdict.notes.iter().enumerate() {
        writeln!(out, "{}Note: {note}.", if at == 0 { "\n" } else { "" })?;
    }
    for (class, title) in LISTED {
        let entries = entries(verdict, class);
        if entries.is_empty() {
            continue;
        }
        writeln!(out, "\n### {}\n", sentence_case(title))?;
        for entry in entries {
            match entry {
                Entry::One(judged) => writeln!(out, "- {}", markdown_of_one(judged))?,
                Entry::Folded { says, changes } => {
                    let migrate = changes[0].change.migrate();
                    let migrate = migrate.map_or_else(String::new, |migrate| format!(" Migrate: {migrate}."));
                    writeln!(out, "- {} items: {says}.{migrate}", changes.len())?;
                    for judged in changes {
                        writeln!(out, "  - {}{}", in_short(judged), in_brackets(judged))?;
                    }
                }
            }
        }
    }
    match verdict.count(Class::Prose) {
        0 => Ok(()),
        n => writeln!(out, "\n{} only in prose.", counted(n, "change")),
    }
}

fn markdown_of_one(judged: &JudgedChange) -> String {
    let because = judged.change.because().map_or_else(String::new, |because| format!(" Because: {because}."));
    let accepted = judged.accepted.as_ref().map_or_else(String::new, |reason| format!(" *Accepted: {reason}*"));
    format!("{}{because}{accepted}{}", line(judged), in_brackets(judged))
}

/// The locations of a change, and its fingerprint.
fn in_brackets(judged: &JudgedChange) -> String {
    let places: Vec<String> = places(judged).collect();
    let places = if places.is_empty() { String::new() } else { format!(" ({})", places.join(", ")) };
    format!("{places} `{}`", judged.change.fingerprint())
}

/// A change as one line of Markdown: items, what changed, how to migrate.
pub fn line(judged: &JudgedChange) -> String {
    let change = &judged.change;
    let items = change.items().iter().map(|item| format!("`{item}`")).collect::<Vec<_>>().join(", ");
    let migrate = change.migrate().map_or_else(String::new, |migrate| format!(" Migrate: {migrate}."));
    format!("{items} {}.{migrate}", change.says())
}

fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[derive(Serialize)]
struct Report<'a> {
    base: &'a str,
    head: &'a str,
    affected: BTreeMap<&'a str, BTreeMap<String, usize>>,
    notes: &'a [String],
    bump: Bump,
    version: Option<&'a str>,
    next_version: Option<String>,
    changes: Vec<ReportedChange<'a>>,
}

#[derive(Serialize)]
struct ReportedChange<'a> {
    fingerprint: String,
    class: String,
    rule: &'a str,
    items: Vec<String>,
    says: String,
    because: Option<String>,
    before: &'a str,
    after: &'a str,
    migrate: Option<String>,
    places: &'a [SourceLocation],
    accepted: Option<&'a str>,
}

impl<'a> ReportedChange<'a> {
    fn of(JudgedChange { change, locations, accepted }: &'a JudgedChange) -> Self {
        Self {
            fingerprint: change.fingerprint(),
            class: change.class().to_string(),
            rule: change.rule.row().code,
            items: change.items(),
            says: change.says(),
            because: change.because(),
            before: &change.before,
            after: &change.after,
            migrate: change.migrate(),
            places: locations,
            accepted: accepted.as_deref(),
        }
    }
}

/// The format for programs.
fn json(verdict: &Verdict, out: &mut dyn Write) -> io::Result<()> {
    let counts = |module: &str| {
        let classes = [Class::Breaks, Class::Behaves, Class::Adds, Class::Prose];
        classes.into_iter().map(|class| (class.to_string(), verdict.count_in(module, class))).collect()
    };
    let report = Report {
        base: &verdict.base,
        head: &verdict.head,
        affected: verdict.modules.iter().map(|module| (module.as_str(), counts(module))).collect(),
        notes: &verdict.notes,
        bump: verdict.bump(),
        version: verdict.version.as_deref(),
        next_version: verdict.next(),
        changes: verdict.changes.iter().map(ReportedChange::of).collect(),
    };
    writeln!(out, "{}", printed::json(&serde_json::to_string_pretty(&report)?))
}

/// The annotations of a GitHub workflow (GitHub Docs, "Workflow commands for GitHub Actions").
fn annotations(verdict: &Verdict, out: &mut dyn Write) -> io::Result<()> {
    // First, since GitHub shows a limited number of annotations.
    let verdict_lines = [vec![sentence(verdict)], policy(verdict).into_iter().collect(), affected(verdict)].concat();
    writeln!(out, "::notice title=verdict::{}", data(&verdict_lines.join("\n")))?;
    for note in &verdict.notes {
        writeln!(out, "::warning title=accepted drift::{}", data(note))?;
    }
    for (class, title) in LISTED {
        let command = match class {
            Class::Breaks => "error",
            Class::Behaves => "warning",
            Class::Adds | Class::Prose => "notice",
        };
        for judged in verdict.of_class(class).filter(|judged| judged.accepted.is_none()) {
            let message = format!("{} {}", judged.change.items().join(", "), judged.change.says());
            let migrate = judged.change.migrate().map_or_else(String::new, |text| format!("\nMigrate: {text}"));
            let place = judged.locations.iter().find(|location| location.is_head && location.line.is_some());
            let place = place.map_or_else(String::new, |location| {
                format!("file={},line={},", property(&location.file), location.line.unwrap_or_default())
            });
            writeln!(out, "::{command} {place}title={}::{}", property(title), data(&format!("{message}{migrate}")))?;
        }
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

fn shown(location: &SourceLocation) -> String {
    let line = location.line.map_or_else(String::new, |line| format!(":{line}"));
    format!("{}{line} {}", location.file, printable(&location.pointer))
}
