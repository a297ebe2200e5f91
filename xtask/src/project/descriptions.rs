//! The descriptions of a run, from the project, a file, or the addresses that publish them.

use std::collections::BTreeMap;
use std::path::Path;

use dixa_generator::diagnostic::{Diagnostics, Location, Severity};
use dixa_generator::digest::hex_sha256;

use super::spec_lock::SpecLock;
use super::{self as project, Project, Replacement, SPEC_LOCK};
use crate::apply::{Content, read};
use crate::error::Error;

/// The descriptions of a run that differ from the checked-in ones.
#[derive(Debug)]
pub struct Descriptions {
    /// The descriptions to use instead of the checked-in ones.
    pub replacements: Vec<Replacement>,
    /// The new content of `spec.lock`.
    pub lock: SpecLock,
    /// Lines to print about each fetched description.
    pub report: Vec<String>,
    /// The descriptions that could not be fetched and are used as they are checked in.
    pub warnings: Diagnostics,
}

impl Descriptions {
    /// The checked-in descriptions.
    pub fn checked_in(root: &Path, project: &Project) -> Result<Self, Error> {
        let mut lock = SpecLock::read(root)?;
        lock.retain(project.versions());
        Ok(Self { replacements: Vec::new(), lock, report: Vec::new(), warnings: Diagnostics::default() })
    }

    /// Warns of each description that was edited after it was fetched.
    pub fn edited(&self, root: &Path, project: &Project) -> Diagnostics {
        let mut warnings = Diagnostics::default();
        for version in project.versions() {
            let path = project::description(version);
            let is_replaced = self.replacements.iter().any(|replacement| replacement.version == version);
            // An unreadable description is reported elsewhere.
            let (Some(record), Ok(Some(bytes))) = (self.lock.get(version), read(&root.join(&path))) else { continue };
            if !is_replaced && hex_sha256(&bytes) != record.sha256 {
                let message = format!("this is not the file that was fetched from {}", record.address);
                let help = format!(
                    "do not edit a fetched description: correct it in {}, and restore it from version control or \
                     with `cargo xtask regen`; to use another file, run `cargo xtask regen --from FILE --version {version}`",
                    project::overlays(project.api_of(version), version)[1]
                );
                warnings.push(Severity::Warning, "edited-description", message, Location::new(path, ""), help);
            }
        }
        warnings
    }

    /// The files to write to `spec/`, by path relative to the project.
    pub fn files(self) -> Result<BTreeMap<String, Content>, Error> {
        let file =
            |Replacement { version, bytes, .. }| (project::description(&version), Content { bytes, exact: true });
        let lock = self.lock.to_text()?.map(|text| (SPEC_LOCK.to_owned(), text.into()));
        Ok(self.replacements.into_iter().map(file).chain(lock).collect())
    }
}
