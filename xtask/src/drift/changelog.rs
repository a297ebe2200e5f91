//! The unreleased section of the changelog.
//!
//! Every entry for a change ends with the fingerprint of the change in a comment. It identifies the entry in later runs:
//! edited text is kept, and the entry is removed if the change disappears before it was committed.

use std::collections::BTreeSet;

use dixa_generator::drift::Class;

use super::report::line;
use super::verdict::Verdict;

/// The headings, by class.
const HEADINGS: [(Class, &str); 3] =
    [(Class::Breaks, "### Breaking"), (Class::Behaves, "### Changed"), (Class::Adds, "### Added")];

/// The accepted headings of the section.
const UNRELEASED: [&str; 2] = ["## Unreleased", "## [Unreleased]"];

/// Whether a line is the heading of what is not released yet.
pub fn is_unreleased(line: &str) -> bool {
    UNRELEASED.contains(&line.trim_end())
}

/// An entry for a change.
struct ChangelogEntry {
    heading: &'static str,
    fingerprint: String,
    text: String,
}

/// Adds an entry to the changelog for each change of the drift. `committed` is the changelog of the state before.
pub fn merge(changelog: &str, committed: &str, verdict: &Verdict) -> String {
    let entries = verdict.changes.iter().filter_map(|judged| {
        let (_, heading) = HEADINGS.iter().find(|(class, _)| *class == judged.change.class())?;
        // The same change in other versions is another entry.
        let fingerprint = format!("{} {}", judged.change.fingerprint(), judged.change.versions.join(" "));
        let text = format!("- {} <!-- drift {fingerprint} -->", line(judged));
        Some(ChangelogEntry { heading, fingerprint, text })
    });
    put(changelog, committed, &entries.collect::<Vec<_>>())
}

fn put(changelog: &str, committed: &str, entries: &[ChangelogEntry]) -> String {
    let Sections { before, heading, unreleased, after } = sections(changelog);
    let committed = sections(committed).unreleased;
    let current: BTreeSet<&str> = entries.iter().map(|entry| entry.fingerprint.as_str()).collect();
    let kept: BTreeSet<&str> = current.union(&fingerprints(&committed).collect()).copied().collect();
    let present: BTreeSet<&str> = fingerprints(&unreleased).collect();
    let new: Vec<&ChangelogEntry> =
        entries.iter().filter(|entry| !present.contains(entry.fingerprint.as_str())).collect();
    if new.is_empty() && present.is_subset(&kept) {
        return changelog.to_owned();
    }
    let mut lines = without(&unreleased, &present.difference(&kept).copied().collect());
    new.iter().for_each(|entry| insert(&mut lines, entry));
    drop_empty(&mut lines);
    let unreleased = lines.join("\n");
    let pieces = [before.trim_end(), &heading, unreleased.trim(), after.trim_end()];
    let mut text = pieces.into_iter().filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join("\n\n");
    text.push('\n');
    text
}

/// The sections of a changelog.
struct Sections {
    before: String,
    heading: String,
    unreleased: String,
    after: String,
}

/// Splits a changelog. Without an unreleased section, its place is before the first release.
fn sections(changelog: &str) -> Sections {
    let lines: Vec<&str> = changelog.lines().collect();
    let release = |line: &&str| line.starts_with("## ");
    let first = lines.iter().position(release).unwrap_or(lines.len());
    let found = lines.iter().position(|line| is_unreleased(line));
    let (before, start) = found.map_or((first, first), |at| (at, at + 1));
    let end = lines[start..].iter().position(release).map_or(lines.len(), |at| start + at);
    let end = if found.is_some() { end } else { start };
    Sections {
        before: lines[..before].join("\n"),
        heading: found.map_or(UNRELEASED[0], |at| lines[at].trim_end()).to_owned(),
        unreleased: lines[start..end].join("\n"),
        after: lines[end..].join("\n"),
    }
}

fn fingerprints(text: &str) -> impl Iterator<Item = &str> {
    text.split("<!-- drift ").skip(1).filter_map(|rest| rest.split_once(" -->")).map(|(fingerprint, _)| fingerprint)
}

/// The lines without the entries with these fingerprints. An entry is a line with a dash and the indented lines below.
fn without(unreleased: &str, gone: &BTreeSet<&str>) -> Vec<String> {
    let mut entries: Vec<Vec<&str>> = Vec::new();
    for line in unreleased.lines() {
        match entries.last_mut() {
            Some(entry) if line.starts_with("  ") => entry.push(line),
            _ => entries.push(vec![line]),
        }
    }
    entries.retain(|entry| !fingerprints(&entry.join("\n")).any(|fingerprint| gone.contains(fingerprint)));
    entries.concat().into_iter().map(str::to_owned).collect()
}

/// Inserts an entry at the end of the list below its heading; adds the heading if it is missing.
fn insert(lines: &mut Vec<String>, entry: &ChangelogEntry) {
    let order = |line: &str| HEADINGS.iter().position(|(_, heading)| *heading == line);
    let found = lines.iter().position(|line| line == entry.heading);
    let at = found.unwrap_or_else(|| {
        let is_later = |line: &String| order(line).is_some_and(|other| Some(other) > order(entry.heading));
        let at = lines.iter().position(is_later).unwrap_or(lines.len());
        lines.splice(at..at, [String::new(), entry.heading.to_owned(), String::new(), String::new()]);
        at + 1
    });
    let end = lines[at + 1..].iter().position(|line| line.starts_with('#')).map_or(lines.len(), |end| at + 1 + end);
    let last = lines[..end].iter().rposition(|line| !line.trim().is_empty()).unwrap_or(at);
    let at = if last == at { at + 2 } else { last + 1 };
    lines.insert(at.min(lines.len()), entry.text.clone());
}

/// Removes our headings that have no entries, and repeated empty lines.
fn drop_empty(lines: &mut Vec<String>) {
    let is_ours = |line: &String| HEADINGS.iter().any(|(_, heading)| heading == line);
    let mut kept: Vec<String> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let mut below = lines[at + 1..].iter().skip_while(|line| line.trim().is_empty());
        let is_empty = is_ours(line) && below.next().is_none_or(|next| next.starts_with('#'));
        let repeats = line.is_empty() && kept.last().is_none_or(String::is_empty);
        if !is_empty && !repeats {
            kept.push(line.clone());
        }
    }
    *lines = kept;
}

#[cfg(test)]
mod tests {
    use super::{ChangelogEntry, put};

    fn entry(heading: &'static str, fingerprint: &str) -> ChangelogEntry {
        let text = format!("- {fingerprint} <!-- drift {fingerprint} -->");
        ChangelogEntry { heading, fingerprint: fingerprint.to_owned(), text }
    }

    const COMMITTED: &str =
        "# Changelog\n\n## Unreleased\n\n- By hand.\n\n## 0.1.0\n\n### Breaking\n\n- Old. <!-- drift b -->\n";

    #[test]
    fn entries_are_added_below_their_heading_in_the_unreleased_section() {
        let entries = [entry("### Added", "a"), entry("### Breaking", "b"), entry("### Added", "c")];
        let expected = "# Changelog\n\n## Unreleased\n\n- By hand.\n\n### Breaking\n\n- b <!-- drift b -->\n\n### Added\n\n\
                        - a <!-- drift a -->\n- c <!-- drift c -->\n\n## 0.1.0\n\n### Breaking\n\n- Old. <!-- drift b -->\n";
        assert_eq!(put(COMMITTED, COMMITTED, &entries), expected);
        assert_eq!(put(expected, COMMITTED, &entries), expected, "a second time");
    }

    #[test]
    fn a_missing_unreleased_section_is_added() {
        let text = "# Changelog\n\nAbout.\n\n## 0.1.0\n\n- First.\n";
        let expected =
            "# Changelog\n\nAbout.\n\n## Unreleased\n\n### Added\n\n- a <!-- drift a -->\n\n## 0.1.0\n\n- First.\n";
        assert_eq!(put(text, text, &[entry("### Added", "a")]), expected);
        assert_eq!(put("", "", &[entry("### Added", "a")]), "## Unreleased\n\n### Added\n\n- a <!-- drift a -->\n");
    }

    #[test]
    fn edited_and_committed_entries_are_kept() {
        let edited = put(COMMITTED, COMMITTED, &[entry("### Added", "a")]).replace("- a <", "- In\n  other words. <");
        assert_eq!(put(&edited, COMMITTED, &[entry("### Added", "a")]), edited);
        assert_eq!(put(&edited, &edited, &[]), edited, "it is committed, and the drift has ended");
    }

    #[test]
    fn an_entry_is_removed_with_its_lines_and_its_heading_if_the_change_disappears_before_it_was_committed() {
        let text = put(COMMITTED, COMMITTED, &[entry("### Added", "a")]).replace("- a <", "- In\n  other words. <");
        assert_eq!(put(&text, COMMITTED, &[]), COMMITTED);
    }

    #[test]
    fn without_changes_the_changelog_keeps_every_byte() {
        for text in ["", "no heading", "## Unreleased\n\n\n\n- odd\r\n", COMMITTED] {
            assert_eq!(put(text, text, &[]), text);
        }
    }
}
