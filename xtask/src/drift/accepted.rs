//! `spec/accepted-drift.toml`: the changes that a maintainer has accepted, each with a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::Path;

use dixa_generator::drift::Change;
use serde::Deserialize;

use crate::error::Error;

const ACCEPTED: &str = "spec/accepted-drift.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptedDrift {
    #[serde(default)]
    accepted: Vec<AcceptedChange>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptedChange {
    fingerprint: String,
    reason: String,
    /// The versions in which it is accepted; all if there is no list, since a fingerprint does not contain the version.
    versions: Option<BTreeSet<String>>,
}

/// The accepted changes by fingerprint.
#[derive(Default)]
pub struct Accepted(BTreeMap<String, AcceptedChange>);

/// Reads the file; nothing is accepted where there is none.
pub fn read(root: &Path) -> Result<Accepted, Error> {
    let help = "each entry is `[[accepted]]` with `fingerprint` and `reason`, as `cargo xtask drift` prints them, and \
                perhaps `versions`";
    let text = match std::fs::read_to_string(root.join(ACCEPTED)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Accepted::default()),
        Err(error) => return Err(Error::file("read", &root.join(ACCEPTED), &error, help)),
    };
    let read: AcceptedDrift =
        toml::from_str(&text).map_err(|error| Error::other(format!("{ACCEPTED}: {error}"), help))?;
    let mut problems = Vec::new();
    let mut accepted = BTreeMap::new();
    for entry in read.accepted {
        let fingerprint = entry.fingerprint.clone();
        if fingerprint.len() != 12 || !fingerprint.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')) {
            problems.push(format!("`{fingerprint}` is not a fingerprint, which has twelve hexadecimal digits"));
        }
        if entry.reason.trim().is_empty() {
            problems.push(format!("`{fingerprint}` is accepted without a reason"));
        }
        if accepted.insert(fingerprint.clone(), entry).is_some() {
            problems.push(format!("`{fingerprint}` is accepted twice"));
        }
    }
    if problems.is_empty() {
        return Ok(Accepted(accepted));
    }
    Err(Error::other(format!("{ACCEPTED}: {}", problems.join("; ")), help))
}

impl Accepted {
    /// The reason for which a change has been accepted in all of its versions.
    pub fn reason(&self, change: &Change) -> Option<String> {
        let entry = self.0.get(&change.fingerprint())?;
        let covers = |version: &String| entry.versions.as_ref().is_none_or(|versions| versions.contains(version));
        change.versions.iter().all(covers).then(|| entry.reason.clone())
    }

    /// What a maintainer should correct in the file: entries without a change, and entries that cover other versions
    /// than the change has.
    pub fn notes(&self, changes: &[Change]) -> Vec<String> {
        let by_fingerprint: BTreeMap<String, &Change> =
            changes.iter().map(|change| (change.fingerprint(), change)).collect();
        let note = |(fingerprint, entry): (&String, &AcceptedChange)| {
            let problem = match by_fingerprint.get(fingerprint) {
                Some(change) => entry.mismatch(change)?,
                None => "matches no change here; delete it, unless you compare with an earlier state too".to_owned(),
            };
            Some(format!("{ACCEPTED}: `{fingerprint}` ({}) {problem}", entry.reason.trim()))
        };
        self.0.iter().filter_map(note).collect()
    }
}

impl AcceptedChange {
    /// How its versions differ from those of the change.
    fn mismatch(&self, change: &Change) -> Option<String> {
        let list = |versions: &[&String]| versions.iter().map(|v| format!("`{v}`")).collect::<Vec<_>>().join(" and ");
        let found: BTreeSet<&String> = change.versions.iter().collect();
        let Some(accepted) = &self.versions else {
            let all = found.iter().map(|version| format!("{version:?}")).collect::<Vec<_>>().join(", ");
            let is_clear = found.len() < 2;
            return (!is_clear).then(|| {
                let found = list(&change.versions.iter().collect::<Vec<_>>());
                format!("accepts the change in {found}; confirm it with `versions = [{all}]`")
            });
        };
        let accepted: BTreeSet<&String> = accepted.iter().collect();
        let missing: Vec<&String> = found.difference(&accepted).copied().collect();
        let unused: Vec<&String> = accepted.difference(&found).copied().collect();
        match (missing.as_slice(), unused.as_slice()) {
            ([], []) => None,
            ([], unused) => Some(format!("names {}, which does not have the change; delete it there", list(unused))),
            (missing, _) => {
                Some(format!("does not name {}, which has the change too; it is not accepted", list(missing)))
            }
        }
    }
}
