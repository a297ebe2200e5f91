//! The paths of the project's files, and reading the inputs of the generator.

pub mod descriptions;
mod generated;
mod sources;
pub mod spec_lock;
mod unused;
pub mod verify;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use dixa_generator::conventions::Conventions;
use dixa_generator::diagnostic::{Diagnostics, Location, Severity};
use dixa_generator::text::{Source, source_from_bytes};
use dixa_generator::{Input, VersionInput};
use sources::{DeclaredVersion, declared};

use crate::error::Error;
pub use generated::{Generated, generate_all};
pub use sources::MAIN;

/// The folder of the overlays.
const OVERLAYS: &str = "spec/overlays";
/// The folder of what clients saw.
const OBSERVATIONS: &str = "spec/observations";
/// The file that declares the versions.
pub const SOURCES: &str = "spec/sources.toml";
/// The name of the file with the conventions of an API.
const CONVENTIONS: &str = "conventions.toml";
/// The name of the file with the pinned names of an API.
const NAMES: &str = "names.lock";
/// The record of where each description was fetched.
pub const SPEC_LOCK: &str = "spec/spec.lock";
/// The folder that holds all generated modules. `regen` owns everything in it.
pub const GENERATED: &str = "dixa-generated/src/generated";
/// The list of the tables of operations for the tests crate.
pub const CONTRACT_INDEX: &str = "tests/operations/src/generated/mod.rs";
/// The module with the digests of the descriptions.
pub const PROVENANCE: &str = "dixa-generated/src/generated/provenance.rs";

/// The folder of the bindings.
pub const BINDINGS: &str = "dixa-generated";
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

/// The name of a file of an API: `names.lock` of the main one, `exports.names.lock` of the API `exports`.
fn of_api(api: &str, name: &str) -> String {
    if api == MAIN { name.to_owned() } else { format!("{api}.{name}") }
}

/// The conventions of an API.
pub fn conventions(api: &str) -> String {
    format!("spec/{}", of_api(api, CONVENTIONS))
}

/// The pinned names of an API.
pub fn names(api: &str) -> String {
    format!("spec/{}", of_api(api, NAMES))
}

/// The handwritten overlays that apply to a version of an API, in their order.
pub fn overlays(api: &str, version: &str) -> [String; 2] {
    [of_api(api, "common.yaml"), format!("{version}.yaml")].map(|name| format!("{OVERLAYS}/{name}"))
}

/// The overlay that states what the examples and the prose of a version prove.
pub fn evidence(version: &str) -> String {
    format!("spec/overlays/{version}.evidence.yaml")
}

/// What clients of a version saw.
pub fn observations(version: &str) -> String {
    format!("{OBSERVATIONS}/{version}.jsonl")
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

    /// The names of the versions of all APIs, those of the main one first.
    pub fn versions(&self) -> impl Iterator<Item = &str> {
        self.versions.iter().map(|version| version.name.as_str())
    }

    /// The names of the APIs, the main one first.
    pub fn apis(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let apis = self.versions.iter().map(|version| version.api.as_str());
        apis.filter(|api| seen.insert(*api)).collect()
    }

    /// The names of the versions of an API.
    pub fn versions_of(&self, api: &str) -> impl Iterator<Item = &str> {
        self.versions.iter().filter(move |version| version.api == api).map(|version| version.name.as_str())
    }

    /// The API of a version.
    pub fn api_of(&self, version: &str) -> &str {
        self.versions.iter().find(|known| known.name == version).map_or(MAIN, |known| &known.api)
    }

    /// Replaces the addresses by those in another file of the form of `sources.toml`.
    pub fn with_addresses_of(mut self, file: &Path) -> Result<Self, Error> {
        let help = "--sources takes the path of a file of the form of spec/sources.toml, with the same versions";
        let text = std::fs::read_to_string(file).map_err(|error| Error::file("read", file, &error, help))?;
        let refused = |problem| Error::other(format!("{}: {problem}", file.display()), help);
        let others = declared(&text).map_err(refused)?;
        let names = |versions: &[DeclaredVersion]| {
            let published = versions.iter().filter(|version| version.addresses.is_some());
            published.map(|version| version.name.clone()).collect::<BTreeSet<_>>()
        };
        let (found, known) = (names(&others), names(&self.versions));
        if found != known {
            let list = |names: BTreeSet<String>| names.into_iter().collect::<Vec<_>>().join(", ");
            return Err(refused(format!("it declares {}, {SOURCES} declares {}", list(found), list(known))));
        }
        for version in &mut self.versions {
            let other = others.iter().find(|other| other.name == version.name);
            version.addresses = other.and_then(|other| other.addresses.clone());
        }
        Ok(self)
    }

    /// The addresses that publish a version, in order of preference; none for one that is not published.
    pub fn addresses(&self, version: &str) -> Option<&[String]> {
        self.versions.iter().find(|known| known.name == version)?.addresses.as_deref()
    }

    /// Reads a file to use as the description of a version.
    pub fn replacement(&self, version: &str, file: &Path) -> Result<Replacement, Error> {
        self.known(version)?;
        let help = "--from takes the path of a description in YAML or JSON";
        let bytes = std::fs::read(file).map_err(|error| Error::file("read", file, &error, help))?;
        Ok(Replacement { version: version.to_owned(), name: file.display().to_string(), bytes })
    }

    /// Reads all inputs of the generator, one for each API, the main one first. Versions that cannot be read are left
    /// out, with diagnostics.
    pub fn read(&self, replacements: &[Replacement]) -> (Vec<Input>, Diagnostics) {
        let mut problems = Diagnostics::default();
        let mut inputs: Vec<Input> =
            self.apis().into_iter().map(|api| self.read_api(api, replacements, &mut problems)).collect();
        if let Some((main, further)) = inputs.split_first_mut() {
            // Wrong conventions of the main API are reported where it is generated.
            let bindings = Conventions::parse(&main.conventions).unwrap_or_default().bindings;
            further.iter_mut().for_each(|input| input.bindings = Some(bindings.clone()));
        }
        (inputs, problems)
    }

    fn read_api(&self, api: &str, replacements: &[Replacement], problems: &mut Diagnostics) -> Input {
        let mut keep = |read: Result<_, Diagnostics>| read.map_err(|found| problems.extend(found)).ok();
        let declared = self.versions.iter().filter(|version| version.api == api);
        let versions = declared.filter_map(|version| keep(self.read_version(version, replacements))).collect();
        let mut or_none = |path: String, read: Result<Option<Source>, Diagnostics>| {
            let read = read.map_err(|found| problems.extend(found)).ok().flatten();
            read.unwrap_or_else(|| Source { name: path, text: String::new() })
        };
        let conventions = or_none(conventions(api), self.conventions_source(api).map(Some));
        let names = or_none(names(api), self.read_file(&names(api)));
        Input { api: api.to_owned(), versions, conventions, names, bindings: None }
    }

    /// The conventions of an API.
    pub fn conventions(&self, api: &str) -> Result<Conventions, Error> {
        self.conventions_source(api).and_then(|source| Conventions::parse(&source)).map_err(Error::Input)
    }

    /// The text of the conventions of an API. Without those of the main one other bindings would follow, so they have to
    /// exist. A further API may have none; if it has operations, the generator asks for their service.
    fn conventions_source(&self, api: &str) -> Result<Source, Diagnostics> {
        let path = conventions(api);
        let found = self.read_file(&path)?;
        if found.is_none() && api != MAIN {
            return Ok(Source { name: path, text: String::new() });
        }
        found.ok_or_else(|| {
            let help = "restore it from version control; for an API without conventions, create an empty file";
            problem("missing-conventions", "the file is missing".to_owned(), &path, help)
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
        let overlays = overlays(&version.api, &version.name);
        let overlays = overlays.iter().filter_map(|path| keep(self.read_file(path))).collect();
        let observations = keep(self.read_file(&observations(&version.name)));
        match description {
            Some(description) if problems.is_empty() => Ok(VersionInput {
                version: version.name.clone(),
                description,
                overlays,
                observations,
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
