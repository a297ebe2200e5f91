//! The inputs of the tests: the checked-in project and the frozen description.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use dixa_generator::conventions::Conventions;
use dixa_generator::text::Source;
use dixa_generator::{Input, VersionInput};

pub use dixa_operations::VERSIONS;

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
    source_in(&root(), path)
}

fn source_in(root: &Path, path: &str) -> Source {
    let text = fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    Source { name: path.to_owned(), text }
}

/// The input that the checked-in bindings are generated from.
pub fn input() -> Input {
    input_in(&root())
}

/// The input of a project in another folder, with the same versions.
///
/// # Panics
///
/// If a file cannot be read.
pub fn input_in(root: &Path) -> Input {
    let overlays = |version: &str| {
        let paths = ["spec/overlays/common.yaml".to_owned(), format!("spec/overlays/{version}.yaml")];
        paths.iter().filter(|path| root.join(path).exists()).map(|path| source_in(root, path)).collect()
    };
    let version = |version: &str| VersionInput {
        version: version.to_owned(),
        description: source_in(root, &format!("spec/{version}.yaml")),
        overlays: overlays(version),
        reference: None,
    };
    Input {
        versions: VERSIONS.iter().copied().map(version).collect(),
        conventions: source_in(root, "spec/conventions.toml"),
        names: source_in(root, "spec/names.lock"),
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

/// A small input that does not change when `spec/` does, for tests that need known content. It has no names yet.
///
/// # Panics
///
/// If its files cannot be read.
pub fn frozen() -> Input {
    let description = source("tests/fixtures/frozen.yaml");
    let version = VersionInput { version: "v1".to_owned(), description, overlays: Vec::new(), reference: None };
    Input {
        versions: vec![version],
        conventions: source("tests/fixtures/frozen.conventions.toml"),
        names: Source { name: "names.lock".to_owned(), text: String::new() },
    }
}

/// The files of the bindings that are written by hand, by path relative to `dixa-generated/src`.
///
/// # Panics
///
/// If one cannot be read.
pub fn hand_written() -> BTreeMap<String, String> {
    let source = root().join("dixa-generated/src");
    let mut files = BTreeMap::new();
    let mut folders = vec![source.clone()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).expect("a folder of sources").map(|entry| entry.expect("an entry").path()) {
            if !path.is_dir() {
                let name = path.strip_prefix(&source).expect("within the sources").to_str().expect("UTF-8");
                files.insert(name.replace('\\', "/"), fs::read_to_string(&path).expect("a source file"));
            } else if !path.ends_with("generated") {
                folders.push(path);
            }
        }
    }
    files
}
