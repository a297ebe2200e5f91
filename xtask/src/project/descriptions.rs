//! Where the descriptions of a run come from: the project, a file, or the addresses that publish them.

use std::collections::BTreeMap;
use std::path::Path;

use dixa_generator::diagnostic::{Diagnostics, Location, Severity};

use super::spec_lock::{SpecLock, sha256};
use super::{self as project, Project, Replacement, SPEC_LOCK};
use crate::apply::{Content, read};
use crate::error::Error;

/// The descriptions of a run, as far as they are not those of the project.
#[derive(Debug)]
pub struct Descriptions {
    /// Those that take the place of the checked-in ones.
    pub replacements: Vec<Replacement>,
    /// What `spec.lock` says of all of them.
    pub lock: SpecLock,
    /// What is to be said of each that was fetched.
    pub report: Vec<String>,
}

impl Descriptions {
    /// The descriptions of the project.
    pub fn checked_in(root: &Path, project: &Project) -> Result<Self, Error> {
        let mut lock = SpecLock::read(root)?;
        lock.retain(project.versions());
        Ok(Self { replacements: Vec::new(), lock, report: Vec::new() })
    }

    /// Warns of each description that was fetched and is not what was fetched.
    pub fn edited(&self, root: &Path, project: &Project) -> Diagnostics {
        let mut warnings = Diagnostics::default();
        for version in project.versions() {
            let path = project::description(version);
            let is_replaced = self.replacements.iter().any(|replacement| replacement.version == version);
            // That it cannot be read is reported elsewhere.
            let (Some(entry), Ok(Some(bytes))) = (self.lock.get(version), read(&root.join(&path))) else { continue };
            if !is_replaced && sha256(&bytes) != entry.sha256 {
                let message = format!("this is not the file that came from {}", entry.address);
                let help = format!(
                    "a fetched description is not edited: correct it in {}, and restore it from version control or \
                     with `cargo xtask regen`; one from elsewhere comes with `cargo xtask regen --from FILE --version {version}`",
                    project::overlays(version)[1]
                );
                warnings.push(Severity::Warning, "edited-description", message, Location::new(path, ""), help);
            }
        }
        warnings
    }

    /// The files of `spec/` that hold them, by path relative to the project.
    pub fn files(self) -> Result<BTreeMap<String, Content>, Error> {
        let file =
            |Replacement { version, bytes, .. }| (project::description(&version), Content { bytes, exact: true });
        let lock = self.lock.to_text()?.map(|text| (SPEC_LOCK.to_owned(), text.into()));
        Ok(self.replacements.into_iter().map(file).chain(lock).collect())
    }
}
