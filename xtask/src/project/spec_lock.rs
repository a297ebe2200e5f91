//! `spec.lock`: from where and when each description came, and what was in it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use toml::value::Datetime;

use crate::apply::read;
use crate::error::Error;
use crate::project::SPEC_LOCK;

const HEADER: &str = "# Written by `cargo xtask regen`: where each description came from.\n";

/// The versions that were fetched. One that came from a file, or stood there from the beginning, is not among them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SpecLock(BTreeMap<String, Entry>);

/// From where and when a description came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Entry {
    /// The address, as `sources.toml` gives it.
    pub address: String,
    /// Of the file, in hexadecimal digits.
    pub sha256: String,
    /// Of the file, in bytes.
    pub size: usize,
    /// When these bytes arrived for the first time.
    pub fetched: Datetime,
    /// How many operations the description has.
    pub operations: usize,
    /// How many component schemas the description has.
    pub schemas: usize,
    /// What the server called this state, for asking whether there is another.
    pub etag: Option<String>,
    /// When the server says that it was changed, for the same.
    pub last_modified: Option<String>,
}

impl SpecLock {
    /// Reads the lock of the project; where there is none, nothing was fetched yet.
    pub fn read(root: &Path) -> Result<Self, Error> {
        let path = root.join(SPEC_LOCK);
        let help = "restore it from version control, or delete it: the next `cargo xtask regen` writes it anew";
        let unreadable = |problem: String| Error::other(format!("{SPEC_LOCK}: {problem}"), help);
        let bytes = read(&path).map_err(|error| unreadable(error.to_string()))?.unwrap_or_default();
        let text = String::from_utf8(bytes).map_err(|error| unreadable(error.to_string()))?;
        toml::from_str(&text).map_err(|error| unreadable(error.to_string()))
    }

    /// Its text; none where nothing was fetched.
    pub fn to_text(&self) -> Result<Option<String>, Error> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let text = toml::to_string(self).map_err(|error| Error::other(error, "report this as a bug of xtask"))?;
        Ok(Some(format!("{HEADER}\n{text}")))
    }

    /// What is known of a version.
    pub fn get(&self, version: &str) -> Option<&Entry> {
        self.0.get(version)
    }

    /// Notes from where a version came.
    pub fn set(&mut self, version: &str, entry: Entry) {
        self.0.insert(version.to_owned(), entry);
    }

    /// Forgets a version that did not come from an address.
    pub fn remove(&mut self, version: &str) {
        self.0.remove(version);
    }

    /// Forgets all versions but these.
    pub fn retain<'a>(&mut self, versions: impl Iterator<Item = &'a str>) {
        let versions: Vec<&str> = versions.collect();
        self.0.retain(|version, _| versions.contains(&version.as_str()));
    }
}

/// The sha256 in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
