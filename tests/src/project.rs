//! The inputs of the tests: the checked-in project and the frozen description.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use dixa_generator::conventions::Conventions;
use dixa_generator::text::Source;
use dixa_generator::{Input, VersionInput};

pub use dixa_operations::APIS;

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

/// The names of all versions of all APIs.
pub fn versions() -> impl Iterator<Item = &'static str> {
    APIS.iter().flat_map(|(_, versions)| versions.iter().copied())
}

/// The inputs that the checked-in bindings are generated from, one for each API, the main one first.
pub fn inputs() -> Vec<Input> {
    inputs_in(&root())
}

/// The input of the main API.
pub fn input() -> Input {
    input_in(&root())
}

/// The input of the main API of a project in another folder, with the same versions.
pub fn input_in(root: &Path) -> Input {
    inputs_in(root).swap_remove(0)
}

/// The inputs of a project in another folder, with the same APIs and versions.
///
/// # Panics
///
/// If a file cannot be read.
pub fn inputs_in(root: &Path) -> Vec<Input> {
    let bindings = conventions_of(&source_in(root, "spec/conventions.toml")).bindings;
    let input = |(api, versions): &(&str, &[&str])| {
        let further = (!api.is_empty()).then(|| bindings.clone());
        Input { bindings: further, ..input_of(root, api, versions) }
    };
    APIS.iter().map(input).collect()
}

/// The name of a file of an API: `names.lock` of the main one, `exports.names.lock` of `exports`.
fn of_api(api: &str, name: &str) -> String {
    if api.is_empty() { name.to_owned() } else { format!("{api}.{name}") }
}

fn input_of(root: &Path, api: &str, versions: &[&str]) -> Input {
    let overlays = |version: &str| {
        let paths = [of_api(api, "common.yaml"), format!("{version}.yaml")].map(|name| format!("spec/overlays/{name}"));
        paths.iter().filter(|path| root.join(path).exists()).map(|path| source_in(root, path)).collect()
    };
    let optional = |name: &str| {
        let path = format!("spec/{}", of_api(api, name));
        if root.join(&path).exists() { source_in(root, &path) } else { Source { name: path, text: String::new() } }
    };
    let version = |version: &str| VersionInput {
        version: version.to_owned(),
        description: source_in(root, &format!("spec/{version}.yaml")),
        overlays: overlays(version),
        observations: Some(format!("spec/observations/{version}.jsonl"))
            .filter(|path| root.join(path).exists())
            .map(|path| source_in(root, &path)),
        reference: None,
    };
    Input {
        api: api.to_owned(),
        versions: versions.iter().copied().map(version).collect(),
        conventions: optional("conventions.toml"),
        names: optional("names.lock"),
        bindings: None,
    }
}

/// The conventions of the main API.
pub fn conventions() -> Conventions {
    conventions_of(&source("spec/conventions.toml"))
}

/// The conventions in a file.
///
/// # Panics
///
/// If they cannot be read.
pub fn conventions_of(source: &Source) -> Conventions {
    Conventions::parse(source).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A small input that does not change when `spec/` does, for tests that need known content. It has no names yet.
///
/// # Panics
///
/// If its files cannot be read.
pub fn frozen() -> Input {
    let description = source("tests/fixtures/frozen.yaml");
    let version = VersionInput {
        version: "v1".to_owned(),
        description,
        overlays: Vec::new(),
        observations: None,
        reference: None,
    };
    Input {
        versions: vec![version],
        conventions: source("tests/fixtures/frozen.conventions.toml"),
        names: Source { name: "names.lock".to_owned(), text: String::new() },
        ..Input::default()
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
