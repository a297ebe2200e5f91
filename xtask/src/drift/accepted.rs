//! `spec/accepted-drift.toml`: the changes that a maintainer has accepted, each with a reason.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

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
}

/// The reasons, by fingerprint; empty where there is no file.
pub fn read(root: &Path) -> Result<BTreeMap<String, String>, Error> {
    let help = "each entry is `[[accepted]]` with `fingerprint` and `reason`, as `cargo xtask drift` prints them";
    let text = match std::fs::read_to_string(root.join(ACCEPTED)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(Error::file("read", &root.join(ACCEPTED), &error, help)),
    };
    let read: AcceptedDrift =
        toml::from_str(&text).map_err(|error| Error::other(format!("{ACCEPTED}: {error}"), help))?;
    let mut problems = Vec::new();
    let mut reasons = BTreeMap::new();
    for AcceptedChange { fingerprint, reason } in read.accepted {
        if fingerprint.len() != 12 || !fingerprint.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')) {
            problems.push(format!("`{fingerprint}` is not a fingerprint, which has twelve hexadecimal digits"));
        }
        if reason.trim().is_empty() {
            problems.push(format!("`{fingerprint}` is accepted without a reason"));
        }
        if reasons.insert(fingerprint.clone(), reason).is_some() {
            problems.push(format!("`{fingerprint}` is accepted twice"));
        }
    }
    if problems.is_empty() {
        return Ok(reasons);
    }
    Err(Error::other(format!("{ACCEPTED}: {}", problems.join("; ")), help))
}
