//! The paths of the project's files, and reading the inputs of the generator.

pub mod descriptions;
pub mod spec_lock;
pub mod verify;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use dixa_generator::conventions::Conventions;
use dixa_generator::diagnostic::{Diagnostics, Location, Severity};
use dixa_generator::name::ident::snake;
use dixa_generator::text::{Source, source_from_bytes};
use dixa_generator::{Input, Output, VersionInput, generate};
use serde::Deserialize;
use toml::Spanned;

use crate::error::Error;

/// The folder of the overlays.
const OVERLAYS: &str = "spec/overlays";
/// The file that declares the versions.
pub const SOURCES: &str = "spec/sources.toml";
/// The conventions of the API.
pub const CONVENTIONS: &str = "spec/conventions.toml";
/// The pinned names.
pub const NAMES: &str = "spec/names.lock";
/// The record of where each description was fetched.
pub const SPEC_LOCK: &str = "spec/spec.lock";
/// The folder that holds all generated modules. `regen` owns everything in it.
pub const GENERATED: &str = "dixa-generated/src/generated";
/// The list of the tables of operations for the tests crate.
pub const CONTRACT_INDEX: &str = "tests/operations/src/generated/mod.rs";
/// The module with the digests of the descriptions.
pub const PROVENANCE: &str = "dixa-generated/src/generated/provenance.rs";

/// The manifest of the bindings.
pub const MANIFEST: &str = "dixa-generated/Cargo.toml";
/// The manifests that state the version of the bindings: the workspace's and their own.
pub const MANIFESTS: [&str; 2] = ["Cargo.toml", MANIFEST];
/// The changelog of the bindings.
pub const CHANGELOG: &str = "dixa-generated/CHANGELOG.md";

/// The description of a version.
pub fn description(version: &str) -> String {
    format!("spec/{version}.yaml")
}

/// The handwritten overlays that apply to a version, in their order.
pub fn overlays(version: &str) -> [String; 2] {
    ["spec/overlays/common.yaml".to_owned(), format!("spec/overlays/{version}.yaml")]
}

/// The overlay that states what the examples and the prose of a version prove.
pub fn evidence(version: &str) -> String {
    format!("spec/overlays/{version}.evidence.yaml")
}

/// The folder of a version's module.
pub fn module(version: &str) -> String {
    format!("dixa-generated/src/generated/{version}")
}

/// The table of a version's operations for the tests crate.
pub fn table(version: &str) -> String {
    format!("tests/operations/src/generated/{version}.rs")
}

/// The project.
#[derive(Debug)]
pub struct Project {
    files: Files,
    versions: Vec<DeclaredVersion>,
}

/// Where a project's files are read from.
#[derive(Debug)]
pub enum Files {
    /// A folder.
    Folder(PathBuf),
    /// The content of each file, by path.
    Memory(BTreeMap<String, Vec<u8>>),
}

impl Files {
    /// The names of the files in a folder; none where it does not exist.
    fn names(&self, folder: &str) -> io::Result<Vec<String>> {
        match self {
            Self::Folder(root) => match std::fs::read_dir(root.join(folder)) {
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
                entries => entries?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect(),
            },
            Self::Memory(files) => {
                let inside = files.keys().filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/'));
                Ok(inside.map(str::to_owned).collect())
            }
        }
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self {
            Self::Folder(root) => std::fs::read(root.join(path)),
            Self::Memory(files) => files.get(path).cloned().ok_or_else(|| ErrorKind::NotFound.into()),
        }
    }
}

/// A version that `sources.toml` declares.
#[derive(Debug)]
struct DeclaredVersion {
    name: String,
    addresses: Vec<String>,
    reference: Option<String>,
}

/// The table of a version in `sources.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionTable {
    addresses: Vec<String>,
    reference: Option<String>,
}

/// A description to use instead of the checked-in one.
#[derive(Debug)]
pub struct Replacement {
    /// The version.
    pub version: String,
    /// The file name for diagnostics.
    pub name: String,
    /// The content.
    pub bytes: Vec<u8>,
}

impl Project {
    /// Opens the project in a folder.
    pub fn open(root: &Path) -> Result<Self, Error> {
        Self::of(Files::Folder(root.to_path_buf()))
    }

    /// Opens the project that consists of these files.
    pub fn of(files: Files) -> Result<Self, Error> {
        let help = "it lists the versions; restore it from version control";
        let text = files.read(SOURCES).map_err(|error| Error::file("read", Path::new(SOURCES), &error, help))?;
        let versions = declared(&String::from_utf8_lossy(&text));
        let versions = versions.map_err(|problem| Error::other(format!("{SOURCES}: {problem}"), help))?;
        Ok(Self { files, versions })
    }

    /// The names of the versions, in the order of `sources.toml`.
    pub fn versions(&self) -> impl Iterator<Item = &str> {
        self.versions.iter().map(|version| version.name.as_str())
    }

    /// Replaces the addresses by those in another file of the form of `sources.toml`.
    pub fn with_addresses_of(mut self, file: &Path) -> Result<Self, Error> {
        let help = "--sources takes the path of a file of the form of spec/sources.toml, with the same versions";
        let text = std::fs::read_to_string(file).map_err(|error| Error::file("read", file, &error, help))?;
        let refused = |problem| Error::other(format!("{}: {problem}", file.display()), help);
        let others = declared(&text).map_err(refused)?;
        let names = |versions: &[DeclaredVersion]| versions.iter().map(|v| v.name.clone()).collect::<BTreeSet<_>>();
        let (found, known) = (names(&others), names(&self.versions));
        if found != known {
            let list = |names: BTreeSet<String>| names.into_iter().collect::<Vec<_>>().join(", ");
            return Err(refused(format!("it declares {}, {SOURCES} declares {}", list(found), list(known))));
        }
        for version in &mut self.versions {
            let other = others.iter().find(|other| other.name == version.name);
            version.addresses = other.map(|other| other.addresses.clone()).unwrap_or_default();
        }
        Ok(self)
    }

    /// The addresses that publish a version, in order of preference.
    pub fn addresses(&self, version: &str) -> &[String] {
        self.versions.iter().find(|known| known.name == version).map_or(&[], |known| &known.addresses)
    }

    /// Reads a file to use as the description of a version.
    pub fn replacement(&self, version: &str, file: &Path) -> Result<Replacement, Error> {
        self.known(version)?;
        let help = "--from takes the path of a description in YAML or JSON";
        let bytes = std::fs::read(file).map_err(|error| Error::file("read", file, &error, help))?;
        Ok(Replacement { version: version.to_owned(), name: file.display().to_string(), bytes })
    }

    /// Reads all inputs of the generator. Versions that cannot be read are left out, with diagnostics.
    pub fn read(&self, replacements: &[Replacement]) -> (Input, Diagnostics) {
        let mut problems = Diagnostics::default();
        let mut keep = |read: Result<_, Diagnostics>| read.map_err(|found| problems.extend(found)).ok();
        let versions =
            self.versions.iter().filter_map(|version| keep(self.read_version(version, replacements))).collect();
        let mut or_none = |path: &str, read: Result<Option<Source>, Diagnostics>| {
            let read = read.map_err(|found| problems.extend(found)).ok().flatten();
            read.unwrap_or_else(|| Source { name: path.to_owned(), text: String::new() })
        };
        let conventions = or_none(CONVENTIONS, self.conventions_source().map(Some));
        let names = or_none(NAMES, self.read_file(NAMES));
        (Input { versions, conventions, names }, problems)
    }

    /// Reports the files among the overlays that are applied to no description: those of a version that is no longer
    /// declared, and those with a wrong name.
    pub fn unused_overlays(&self) -> Diagnostics {
        let mut problems = Diagnostics::default();
        let used: BTreeSet<String> = self.versions().flat_map(overlays).collect();
        let mut names = self.files.names(OVERLAYS).unwrap_or_default();
        names.sort_unstable();
        for name in names {
            let path = format!("{OVERLAYS}/{name}");
            let is_overlay = [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end));
            if !is_overlay || name.ends_with(".evidence.yaml") || used.contains(&path) {
                continue;
            }
            let version = name.strip_suffix(".yaml").unwrap_or_default();
            let was_dropped = !version.is_empty() && self.files.read(&description(version)).is_ok();
            let severity = if was_dropped { Severity::Warning } else { Severity::Error };
            let used = used.iter().cloned().collect::<Vec<_>>().join(", ");
            let help = format!("the overlays are {used}: rename the file, or delete it");
            let message = "the overlay is applied to no description";
            problems.push(severity, "unused-overlay", message, Location::new(path, ""), help);
        }
        problems
    }

    /// The conventions of the API.
    pub fn conventions(&self) -> Result<Conventions, Error> {
        self.conventions_source().and_then(|source| Conventions::parse(&source)).map_err(Error::Input)
    }

    /// The text of the conventions. Without the file other bindings would follow, so it has to exist.
    fn conventions_source(&self) -> Result<Source, Diagnostics> {
        self.read_file(CONVENTIONS)?.ok_or_else(|| {
            let help = "restore it from version control; for an API without conventions, create an empty file";
            problem("missing-conventions", "the file is missing".to_owned(), CONVENTIONS, help)
        })
    }

    /// Reads the inputs of one version.
    pub fn input(&self, version: &str) -> Result<VersionInput, Error> {
        self.read_version(self.known(version)?, &[]).map_err(Error::Input)
    }

    fn known(&self, version: &str) -> Result<&DeclaredVersion, Error> {
        self.versions.iter().find(|known| known.name == version).ok_or_else(|| {
            let known: Vec<&str> = self.versions().collect();
            let problem = format!("there is no version `{version}`");
            Error::other(problem, &format!("{SOURCES} declares {}", known.join(", ")))
        })
    }

    /// The versions that have no feature in the manifest of the bindings, so that their module is never compiled. Empty
    /// where there is no such manifest, or it is not TOML.
    pub fn versions_without_feature(&self) -> Result<Vec<&str>, Error> {
        let manifest = self.text(MANIFEST)?.and_then(|text| text.parse::<toml::Table>().ok());
        let Some(manifest) = manifest else { return Ok(Vec::new()) };
        let is_declared = |name: &&str| manifest.get("features").is_some_and(|features| features.get(*name).is_some());
        Ok(self.versions().filter(|name| !is_declared(name)).collect())
    }

    fn read_version(
        &self,
        version: &DeclaredVersion,
        replacements: &[Replacement],
    ) -> Result<VersionInput, Diagnostics> {
        let mut problems = Diagnostics::default();
        let mut keep = |read: Result<Option<Source>, Diagnostics>| {
            read.unwrap_or_else(|found| {
                problems.extend(found);
                None
            })
        };
        let description = match replacements.iter().find(|replacement| replacement.version == version.name) {
            Some(replacement) => source_from_bytes(&replacement.name, replacement.bytes.clone()).map(Some),
            None => self.read_file(&description(&version.name)).and_then(|read| match read {
                Some(source) => Ok(Some(source)),
                None => Err(missing_description(&version.name)),
            }),
        };
        let description = keep(description);
        let overlays = overlays(&version.name).iter().filter_map(|path| keep(self.read_file(path))).collect();
        match description {
            Some(description) if problems.is_empty() => Ok(VersionInput {
                version: version.name.clone(),
                description,
                overlays,
                reference: version.reference.clone(),
            }),
            _ => Err(problems),
        }
    }

    /// The text of a file that is not an input of the generator; none where it does not exist.
    pub fn text(&self, path: &str) -> Result<Option<String>, Error> {
        let help = "make it a text file in UTF-8, or restore it from version control";
        let unreadable = |error: io::Error| Error::file("read", Path::new(path), &error, help);
        match self.files.read(path) {
            Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|error| unreadable(io::Error::other(error))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(error)),
        }
    }

    /// The text of an input of the generator; none where the file does not exist.
    pub fn read_file(&self, path: &str) -> Result<Option<Source>, Diagnostics> {
        match self.files.read(path) {
            Ok(bytes) => source_from_bytes(path, bytes).map(Some),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => {
                let help = "make the file readable, or restore it from version control";
                Err(problem("unreadable", format!("the file cannot be read: {error}"), path, help))
            }
        }
    }
}

/// Generates. Where inputs could not be read, their `problems` are reported together with those of the others.
pub fn generate_all(input: &Input, mut problems: Diagnostics) -> Result<Output, Error> {
    match generate(input) {
        Ok(output) if !problems.has_errors() => Ok(output),
        Ok(_) => Err(Error::Input(problems)),
        Err(found) => {
            problems.extend(found);
            Err(Error::Input(problems))
        }
    }
}

/// The versions, in the order of the text.
fn declared(text: &str) -> Result<Vec<DeclaredVersion>, String> {
    let entries: BTreeMap<Spanned<String>, VersionTable> = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    if entries.is_empty() {
        return Err("it declares no version".to_owned());
    }
    let version = |(name, declared): (Spanned<String>, VersionTable)| {
        let name = name.into_inner();
        // The name becomes a module and a file name, next to `common.yaml` and `provenance.rs`.
        let usable = snake(&name) == name && !["common", "provenance"].contains(&name.as_str());
        let version =
            DeclaredVersion { name: name.clone(), addresses: declared.addresses, reference: declared.reference };
        usable.then_some(version).ok_or_else(|| format!("`{name}` cannot be the name of a version"))
    };
    entries.into_iter().map(version).collect()
}

fn missing_description(version: &str) -> Diagnostics {
    let help = format!(
        "restore it from version control, or use another file with `cargo xtask regen --from FILE --version {version}`"
    );
    let message = format!("the description of {version} is missing");
    problem("missing-description", message, &description(version), &help)
}

fn problem(code: &'static str, message: String, path: &str, help: &str) -> Diagnostics {
    let mut problems = Diagnostics::default();
    problems.push(Severity::Error, code, message, Location::new(path, ""), help);
    problems
}
