//! What the manifests state of the package that is released.

use std::path::Path;

use toml::{Table, Value};

use crate::error::Error;
use crate::project::{MANIFEST, MANIFESTS};

/// The package to release.
pub struct Release {
    /// The name of the package.
    pub package: String,
    /// Its version.
    pub version: String,
    own: Table,
    workspace: Table,
}

impl Release {
    /// Reads the manifests of the bindings and of the workspace.
    pub fn read(root: &Path) -> Result<Self, Error> {
        let [workspace, own] = MANIFESTS;
        let (workspace, own) = (manifest(root, workspace)?, manifest(root, own)?);
        let mut release = Self { package: String::new(), version: String::new(), own, workspace };
        let required = |key| {
            let problem = format!("{MANIFEST} states no `{key}` of the package");
            release.text(key).ok_or_else(|| Error::other(problem, &format!("add `{key}` under [package]")))
        };
        (release.package, release.version) = (required("name")?, required("version")?);
        Ok(release)
    }

    /// A text under `[package]`, which may be inherited from the workspace.
    pub fn text(&self, key: &str) -> Option<String> {
        let stated = self.own.get("package")?.get(key)?;
        let is_inherited = stated.get("workspace").and_then(Value::as_bool) == Some(true);
        let inherited = || self.workspace.get("workspace")?.get("package")?.get(key);
        let text = if is_inherited { inherited()? } else { stated };
        text.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
    }

    /// The tag of the version.
    pub fn tag(&self) -> String {
        format!("v{}", self.version)
    }
}

fn manifest(root: &Path, path: &str) -> Result<Table, Error> {
    let help = "restore it from version control";
    let text = std::fs::read_to_string(root.join(path));
    let text = text.map_err(|error| Error::file("read", Path::new(path), &error, help))?;
    text.parse().map_err(|error| Error::other(format!("{path}: {error}"), help))
}
