//! Whether the changelog has a section for the version.

use std::path::Path;

use super::check::Findings;
use super::manifest::Release;
use crate::drift::is_unreleased;
use crate::error::{Error, counted};
use crate::project::CHANGELOG;

/// Whether the changes are listed under the version, and none under `Unreleased`.
pub fn check(root: &Path, release: &Release) -> Result<Findings, Error> {
    let help = "write it, with a section for the version";
    let text = std::fs::read_to_string(root.join(CHANGELOG));
    let text = text.map_err(|error| Error::file("read", Path::new(CHANGELOG), &error, help))?;
    let version = &release.version;
    let released = changes(&text, |heading| names(heading, version));
    let unreleased = changes(&text, is_unreleased);
    let (message, help) = match (released, unreleased) {
        (0, 0) => {
            let help = format!("list what changed for users under `## {version} (YEAR-MONTH-DAY)`");
            (format!("it lists no change for {version}"), help)
        }
        (0, _) => {
            let message = format!("`Unreleased` lists {}, {version} none", counted(unreleased, "change"));
            (message, format!("replace `## Unreleased` by `## {version} (YEAR-MONTH-DAY)`"))
        }
        (_, 0) => return Ok(Findings::Done(format!("{} in {version}", counted(released, "change")))),
        (..) => {
            let message = format!("`Unreleased` lists {} beside those of {version}", counted(unreleased, "change"));
            (message, format!("move what is released to the section of {version}"))
        }
    };
    Ok(Findings::problem("changelog", message, CHANGELOG, help))
}

/// Whether a heading is that of a version: `## 1.2.3 (2030-01-31)`, also in brackets.
fn names(heading: &str, version: &str) -> bool {
    let name = heading.trim_start_matches("## ").split_whitespace().next().unwrap_or_default();
    name.trim_matches(['[', ']']) == version
}

/// The number of entries in the sections with such a heading.
fn changes(changelog: &str, is_wanted: impl Fn(&str) -> bool) -> usize {
    let mut is_inside = false;
    let mut count = 0;
    for line in changelog.lines() {
        if line.starts_with("## ") {
            is_inside = is_wanted(line);
        }
        count += usize::from(is_inside && line.starts_with("- "));
    }
    count
}
