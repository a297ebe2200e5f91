//! The changelog's section on what is not released yet.
//!
//! Every entry that stands for a change carries its fingerprint in a comment. By that it is found again when the drift
//! is looked at once more: its words may have been edited, and it goes when the change has gone before it was committed.

use std::collections::BTreeSet;

use dixa_generator::drift::Class;

use super::report::line;
use super::verdict::Verdict;

/// The headings, by class.
const SECTIONS: [(Class, &str); 3] =
    [(Class::Breaks, "### Breaking"), (Class::Behaves, "### Changed"), (Class::Adds, "### Added")];

const UNRELEASED: &str = "## Unreleased";

/// The changelog with an entry for each change of the drift; `committed` is the changelog of the state before.
pub fn merge(changelog: &str, committed: &str, verdict: &Verdict) -> String {
    let mut entries = Vec::new();
    for judged in &verdict.changes {
        let Some((_, heading)) = SECTIONS.iter().find(|(class, _)| *class == judged.change.class()) else { continue };
        let fingerprint = judged.change.fingerprint();
        entries.push((*heading, format!("- {} {}", line(judged), comment(&fingerprint)), fingerprint));
    }
    let current: BTreeSet<&str> = entries.iter().map(|(.., fingerprint)| fingerprint.as_str()).collect();
    let before: BTreeSet<&str> = fingerprints(committed).collect();
    let present: BTreeSet<&str> = fingerprints(changelog).collect();
    let gone = |fingerprint: &&str| !current.contains(fingerprint) && !before.contains(fingerprint);
    let gone: BTreeSet<&str> = present.iter().copied().filter(gone).collect();
    let mut lines: Vec<String> = without(changelog, &gone);
    for (heading, entry, fingerprint) in &entries {
        if !present.contains(fingerprint.as_str()) {
            insert(&mut lines, heading, entry);
        }
    }
    if !gone.is_empty() {
        drop_empty_sections(&mut lines);
    }
    let mut text = lines.join("\n");
    text.push('\n');
    if text.trim_end() == changelog.trim_end() { changelog.to_owned() } else { text }
}

fn comment(fingerprint: &str) -> String {
    format!("<!-- drift {fingerprint} -->")
}

fn fingerprints(text: &str) -> impl Iterator<Item = &str> {
    text.split("<!-- drift ").skip(1).filter_map(|rest| rest.split_once(" -->")).map(|(fingerprint, _)| fingerprint)
}

/// The lines without the entries of these fingerprints, an entry being a line with a dash and what is indented below.
fn without(changelog: &str, gone: &BTreeSet<&str>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    let mut entry: Vec<&str> = Vec::new();
    let mut flush = |entry: &mut Vec<&str>| {
        let is_gone = fingerprints(&entry.join("\n")).any(|fingerprint| gone.contains(fingerprint));
        if !is_gone {
            kept.extend(entry.iter().map(|line| (*line).to_owned()));
        }
        entry.clear();
    };
    for line in changelog.lines() {
        if !line.starts_with("  ") {
            flush(&mut entry);
        }
        entry.push(line);
    }
    flush(&mut entry);
    kept
}

/// Puts an entry at the end of its section under `## Unreleased`; both are made where they are missing.
fn insert(lines: &mut Vec<String>, heading: &str, entry: &str) {
    let start = unreleased(lines);
    let end = end_of(lines, start + 1, |line| line.starts_with("## "));
    let order = |line: &str| SECTIONS.iter().position(|(_, known)| *known == line);
    let at = match lines[start..end].iter().position(|line| line == heading) {
        Some(found) => end_of(&lines[..end], start + found + 1, |line| line.starts_with('#')),
        None => {
            // Before the first of the sections that come after it.
            let later = |line: &String| order(line).is_some_and(|other| Some(other) > order(heading));
            let at = lines[start..end].iter().position(later).map_or(end, |found| start + found);
            let at = trimmed(lines, at);
            let new = ["".to_owned(), heading.to_owned(), String::new()];
            let next_is_text = lines.get(at).is_some_and(|line| !line.is_empty());
            lines.splice(at..at, new.into_iter().chain(next_is_text.then(String::new)));
            lines.insert(at + 3, entry.to_owned());
            return;
        }
    };
    let at = trimmed(lines, at);
    // The first entry below a heading stands after an empty line.
    let is_first = lines[at - 1] == heading;
    lines.splice(at..at, is_first.then(String::new).into_iter().chain([entry.to_owned()]));
}

/// The line of the heading, which is made before the first release where there is none.
fn unreleased(lines: &mut Vec<String>) -> usize {
    if let Some(found) = lines.iter().position(|line| line.trim_end() == UNRELEASED) {
        return found;
    }
    let at = lines.iter().position(|line| line.starts_with("## ")).unwrap_or(lines.len());
    let at = trimmed(lines, at);
    let new: Vec<String> =
        if at == 0 { vec![UNRELEASED.to_owned()] } else { vec![String::new(), UNRELEASED.to_owned()] };
    let heading = at + new.len() - 1;
    lines.splice(at..at, new);
    heading
}

fn end_of(lines: &[String], from: usize, ends: impl Fn(&str) -> bool) -> usize {
    lines[from..].iter().position(|line| ends(line)).map_or(lines.len(), |found| from + found)
}

/// The position after the last line with text before `at`.
fn trimmed(lines: &[String], at: usize) -> usize {
    lines[..at].iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1)
}

/// Drops the sections of ours that hold nothing any more.
fn drop_empty_sections(lines: &mut Vec<String>) {
    for (_, heading) in SECTIONS {
        let start = unreleased(lines);
        let end = end_of(lines, start + 1, |line| line.starts_with("## "));
        let Some(found) = lines[start..end].iter().position(|line| line == heading) else { continue };
        let at = start + found;
        let next = end_of(&lines[..end], at + 1, |line| line.starts_with('#'));
        if lines[at + 1..next].iter().all(|line| line.trim().is_empty()) {
            lines.drain(at..next);
        }
    }
    let end = trimmed(lines, lines.len());
    lines.truncate(end);
}

#[cfg(test)]
mod tests {
    use super::{drop_empty_sections, insert, without};

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn entries_come_under_their_heading_in_the_section_of_what_is_not_released() {
        let mut text = lines("# Changelog\n\n## Unreleased\n\n- By hand.\n\n## 0.1.0\n\n### Breaking\n\n- Old.");
        insert(&mut text, "### Added", "- new");
        insert(&mut text, "### Breaking", "- gone");
        insert(&mut text, "### Added", "- more");
        let expected = "# Changelog\n\n## Unreleased\n\n- By hand.\n\n### Breaking\n\n- gone\n\n### Added\n\n- new\n- more\n\n\
                        ## 0.1.0\n\n### Breaking\n\n- Old.";
        assert_eq!(text.join("\n"), expected);
    }

    #[test]
    fn the_section_is_made_where_there_is_none() {
        let mut text = lines("# Changelog\n\nAbout.\n\n## 0.1.0\n\n- First.");
        insert(&mut text, "### Added", "- new");
        assert_eq!(
            text.join("\n"),
            "# Changelog\n\nAbout.\n\n## Unreleased\n\n### Added\n\n- new\n\n## 0.1.0\n\n- First."
        );
        let mut empty = Vec::new();
        insert(&mut empty, "### Added", "- new");
        assert_eq!(empty.join("\n"), "## Unreleased\n\n### Added\n\n- new");
    }

    #[test]
    fn an_entry_goes_with_the_lines_that_belong_to_it_and_with_its_heading() {
        let text =
            "## Unreleased\n\n### Breaking\n\n- a\n  b <!-- drift 1 -->\n\n### Added\n\n- c <!-- drift 2 -->\n- d\n";
        let mut text = without(text, &["1"].into());
        drop_empty_sections(&mut text);
        assert_eq!(text.join("\n"), "## Unreleased\n\n### Added\n\n- c <!-- drift 2 -->\n- d");
    }
}
