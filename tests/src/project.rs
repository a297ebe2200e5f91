//! The checked-in project as the tests see it.

use std::path::{Path, PathBuf};

use dixa_generator::conventions::Conventions;
use dixa_generator::text::Source;
use dixa_generator::{Input, VersionInput};

/// The versions of the API.
pub const VERSIONS: [&str; 2] = ["v1", "beta"];

/// The folder of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A file of the project.
///
/// # Panics
///
/// If it cannot be read.
pub fn source(path: &str) -> Source {
    let text = std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    Source { name: path.to_owned(), text }
}

/// What the checked-in bindings are generated from.
pub fn input() -> Input {
    let overlays = |version: &str| {
        let paths = ["spec/overlays/common.yaml".to_owned(), format!("spec/overlays/{version}.yaml")];
        paths.iter().filter(|path| root().join(path).exists()).map(|path| source(path)).collect()
    };
    let version = |version: &str| VersionInput {
        version: version.to_owned(),
        description: source(&format!("spec/{version}.yaml")),
        overlays: overlays(version),
        reference: None,
    };
    Input {
        versions: VERSIONS.map(version).into(),
        conventions: source("spec/conventions.toml"),
        names: source("spec/names.lock"),
    }
}

/// The conventions of the API.
///
/// # Panics
///
/// If they cannot be read.
pub fn conventions() -> Conventions {
    Conventions::parse(&source("spec/conventions.toml")).unwrap_or_else(|problems| panic!("{problems}"))
}
