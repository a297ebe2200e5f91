//! Prints a verdict as text, Markdown, JSON or annotations.

use std::io::{self, Write};

use dixa_generator::drift::Class;
use serde::Serialize;

use super::verdict::{Bump, JudgedChange, SourceLocation, Verdict};
use crate::cli::Format;
use crate::error::counted;

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
    for (class, title) in LISTED {
        let changes = of_class(verdict, class);
        if !changes.is_empty() {
            writeln!(out, "\n{title}")?;
        }
        for judged in changes {
            let change = &judged.change;
            writeln!(out, "  {}", change.items().join(", "))?;
            writeln!(out, "    {}  [{} {}]", change.says(), change.rule.row().code, change.fingerprint())?;
            for location in judged.locations.iter().filter(|location| !location.pointer.is_empty()) {
                writeln!(out, "    at {}", shown(location))?;
            }
            if let Some(migrate) = change.migrate() {
                writeln!(out, "    migrate: {migrate}")?;
            }
            if let Some(reason) = &judged.accepted {
                writeln!(out, "    accepted: {reason}")?;
            }
        }
    }
    if verdict.changes.iter().any(|judged| judged.change.class() != Class::Prose) {
        writeln!(out)?;
    }
    writeln!(out, "verdict: {}", sentence(verdict))
}

/// The version bump and its reason in one line.
fn sentence(verdict: &Verdict) -> String {
    if verdict.changes.is_empty() {
        return "nothing changed for callers".to_owned();
    }
    let named = [
        (Class::Breaks, "breaking change", "breaking changes"),
        (Class::Behaves, "change of behaviour", "changes of behaviour"),
        (Class::Adds, "addition", "additions"),
        (Class::Prose, "change of prose", "changes of prose"),
    ];
    let counts = named.into_iter().filter_map(|(class, one, several)| match verdict.count(class) {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {several}")),
    });
    let counts = counts.collect::<Vec<_>>().join(", ");
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
    for (class, title) in LISTED {
        let changes = of_class(verdict, class);
        if changes.is_empty() {
            continue;
        }
        writeln!(out, "\n### {}\n", sentence_case(title))?;
        for judged in changes {
            let places: Vec<String> =
                judged.locations.iter().filter(|location| !location.pointer.is_empty()).map(shown).collect();
            let accepted = judged.accepted.as_ref().map_or_else(String::new, |reason| format!(" *Accepted: {reason}*"));
            let places = if places.is_empty() { String::new() } else { format!(" ({})", places.join(", ")) };
            writeln!(out, "- {}{accepted}{places} `{}`", line(judged), judged.change.fingerprint())?;
        }
    }
    match verdict.count(Class::Prose) {
        0 => Ok(()),
        n => writeln!(out, "\n{} only in prose.", counted(n, "change")),
    }
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
    let report = Report {
        base: &verdict.base,
        head: &verdict.head,
        bump: verdict.bump(),
        version: verdict.version.as_deref(),
        next_version: verdict.next(),
        changes: verdict.changes.iter().map(ReportedChange::of).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

/// The annotations of a GitHub workflow (GitHub Docs, "Workflow commands for GitHub Actions").
fn annotations(verdict: &Verdict, out: &mut dyn Write) -> io::Result<()> {
    // First, since GitHub shows a limited number of annotations.
    writeln!(out, "::notice title=verdict::{}", data(&sentence(verdict)))?;
    for (class, title) in LISTED {
        let command = match class {
            Class::Breaks => "error",
            Class::Behaves => "warning",
            Class::Adds | Class::Prose => "notice",
        };
        for judged in of_class(verdict, class).into_iter().filter(|judged| judged.accepted.is_none()) {
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

fn of_class(verdict: &Verdict, class: Class) -> Vec<&JudgedChange> {
    verdict.changes.iter().filter(|judged| judged.change.class() == class).collect()
}

fn shown(location: &SourceLocation) -> String {
    let line = location.line.map_or_else(String::new, |line| format!(":{line}"));
    format!("{}{line} {}", location.file, location.pointer)
}
