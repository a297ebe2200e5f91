//! `spec.lock`: where and when each description was fetched, and what it contains.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use toml::value::Datetime;

use crate::apply::read;
use crate::error::Error;
use crate::project::SPEC_LOCK;

const HEADER: &str = "# Written by `cargo xtask regen`: where each description came from.\n";

/// The records of the versions that were fetched. Descriptions from a file have none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SpecLock(BTreeMap<String, FetchRecord>);

/// Where and when a description was fetched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FetchRecord {
    /// The address in `sources.toml`.
    pub address: String,
    /// The SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// The size of the file in bytes.
    pub size: usize,
    /// When these bytes were first received.
    pub fetched: Datetime,
    /// How many operations the description has.
    pub operations: usize,
    /// How many component schemas the description has.
    pub schemas: usize,
    /// The `ETag` of the response, for the next conditional request.
    pub etag: Option<String>,
    /// The `Last-Modified` of the response, for the next conditional request.
    pub last_modified: Option<String>,
}

impl SpecLock {
    /// Reads the lock of the project; empty where there is none.
    pub fn read(root: &Path) -> Result<Self, Error> {
        let path = root.join(SPEC_LOCK);
        let help = "restore it from version control, or delete it: the next `cargo xtask regen` writes a new one";
        let unreadable = |problem: String| Error::other(format!("{SPEC_LOCK}: {problem}"), help);
        let bytes = read(&path).map_err(|error| unreadable(error.to_string()))?.unwrap_or_default();
        let text = String::from_utf8(bytes).map_err(|error| unreadable(error.to_string()))?;
        toml::from_str(&text).map_err(|error| unreadable(error.to_string()))
    }

    /// The text of the file; none where nothing was fetched.
    pub fn to_text(&self) -> Result<Option<String>, Error> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let text = toml::to_string(self).map_err(|error| Error::other(error, "report this as a bug of xtask"))?;
        Ok(Some(format!("{HEADER}\n{text}")))
    }

    /// The record of a version.
    pub fn get(&self, version: &str) -> Option<&FetchRecord> {
        self.0.get(version)
    }

    /// Sets the record of a version.
    pub fn set(&mut self, version: &str, record: FetchRecord) {
        self.0.insert(version.to_owned(), record);
    }

    /// Removes the record of a version.
    pub fn remove(&mut self, version: &str) {
        self.0.remove(version);
    }

    /// Removes the records of all other versions.
    pub fn retain<'a>(&mut self, versions: impl Iterator<Item = &'a str>) {
        let versions: Vec<&str> = versions.collect();
        self.0.retain(|version, _| versions.contains(&version.as_str()));
    }
}
