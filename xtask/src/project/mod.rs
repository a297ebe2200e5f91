//! What is where in the project, and reading the generator's inputs.

pub mod descriptions;
pub mod spec_lock;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use dixa_generator::conventions::Conventions;
use dixa_generator::diagnostic::{Diagnostics, Place, Severity};
use dixa_generator::name::ident::snake;
use dixa_generator::text::{Source, source_from_bytes};
use dixa_generator::{Input, Output, VersionInput, generate};
use serde::Deserialize;
use toml::Spanned;

use crate::error::Error;

/// Which versions there are.
pub const SOURCES: &str = "spec/sources.toml";
/// The conventions of the API.
pub const CONVENTIONS: &str = "spec/conventions.toml";
/// The pinned names.
pub const NAMES: &str = "spec/names.lock";
/// Where each description came from.
pub const SPEC_LOCK: &str = "spec/spec.lock";
/// The folder that holds all generated modules, and nothing else.
pub const GENERATED: &str = "dixa-generated/src/generated";
/// The list of the tables of operations for the tests crate.
pub const CONTRACT_INDEX: &str = "tests/src/generated/mod.rs";
/// What the bindings state about themselves.
pub const PROVENANCE: &str = "dixa-generated/src/generated/provenance.rs";

/// The manifests that tell the version of the bindings: that of the workspace, and theirs.
pub const MANIFESTS: [&str; 2] = ["Cargo.toml", "dixa-generated/Cargo.toml"];
/// The changelog of the bindings.
pub const CHANGELOG: &str = "dixa-generated/CHANGELOG.md";

/// The description of a version.
pub fn description(version: &str) -> String {
    format!("spec/{version}.yaml")
}

/// The corrections by hand that apply to a version, in their order.
pub fn overlays(version: &str) -> [String; 2] {
    ["spec/overlays/common.yaml".to_owned(), format!("spec/overlays/{version}.yaml")]
}

/// The corrections that the examples of a version prove.
pub fn evidence(version: &str) -> String {
    format!("spec/overlays/{version}.evidence.yaml")
}

/// The folder of a version's module; everything in it is generated.
pub fn module(version: &str) -> String {
    format!("dixa-generated/src/generated/{version}")
}

/// The table of a version's operations for the tests crate.
pub fn table(version: &str) -> String {
    format!("tests/src/generated/{version}.rs")
}

/// The project.
#[derive(Debug)]
pub struct Project {
    files: Files,
    versions: Vec<Version>,
}

/// Where a project's files are read from.
#[derive(Debug)]
pub enum Files {
    /// A folder.
    Folder(PathBuf),
    /// A state that is kept elsewhere, by path.
    Kept(BTreeMap<String, Vec<u8>>),
}

impl Files {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self {
            Self::Folder(root) => std::fs::read(root.join(path)),
            Self::Kept(files) => files.get(path).cloned().ok_or_else(|| ErrorKind::NotFound.into()),
        }
    }
}

/// A version as `sources.toml` declares it.
#[derive(Debug)]
struct Version {
    name: String,
    addresses: Vec<String>,
    reference: Option<String>,
}

/// A version's entry in `sources.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    addresses: Vec<String>,
    reference: Option<String>,
}

/// A description that takes the place of the checked-in one.
#[derive(Debug)]
pub struct Replacement {
    /// The version that it describes.
    pub version: String,
    /// The name that problems are reported under.
    pub name: String,
    /// The file's content.
    pub bytes: Vec<u8>,
}

impl Project {
    /// Reads which versions there are.
    pub fn open(root: &Path) -> Result<Self, Error> {
        Self::of(Files::Folder(root.to_path_buf()))
    }

    /// The project that these files are.
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

    /// The address of an operation's reference page, with places to fill in.
    pub fn reference(&self, version: &str) -> Option<&str> {
        self.versions.iter().find(|known| known.name == version)?.reference.as_deref()
    }

    /// The same project with the addresses of another file of the form of `sources.toml`.
    pub fn with_addresses_of(mut self, file: &Path) -> Result<Self, Error> {
        let help = "--sources takes the path of a file of the form of spec/sources.toml, with the same versions";
        let text = std::fs::read_to_string(file).map_err(|error| Error::file("read", file, &error, help))?;
        let refused = |problem| Error::other(format!("{}: {problem}", file.display()), help);
        let others = declared(&text).map_err(refused)?;
        let names = |versions: &[Version]| versions.iter().map(|v| v.name.clone()).collect::<BTreeSet<_>>();
        let (given, known) = (names(&others), names(&self.versions));
        if given != known {
            let list = |names: BTreeSet<String>| names.into_iter().collect::<Vec<_>>().join(", ");
            return Err(refused(format!("it declares {}, {SOURCES} declares {}", list(given), list(known))));
        }
        for version in &mut self.versions {
            let other = others.iter().find(|other| other.name == version.name);
            version.addresses = other.map(|other| other.addresses.clone()).unwrap_or_default();
        }
        Ok(self)
    }

    /// Where a version is published, in order of preference.
    pub fn addresses(&self, version: &str) -> &[String] {
        self.versions.iter().find(|known| known.name == version).map_or(&[], |known| &known.addresses)
    }

    /// Reads a file that takes the place of a version's description.
    pub fn replacement(&self, version: &str, file: &Path) -> Result<Replacement, Error> {
        self.known(version)?;
        let help = "--from takes the path of a description in YAML or JSON";
        let bytes = std::fs::read(file).map_err(|error| Error::file("read", file, &error, help))?;
        Ok(Replacement { version: version.to_owned(), name: file.display().to_string(), bytes })
    }

    /// Reads all inputs of the generator. What cannot be read is left out and reported.
    pub fn read(&self, replacements: &[Replacement]) -> (Input, Diagnostics) {
        let mut problems = Diagnostics::default();
        let mut keep = |read: Result<_, Diagnostics>| read.map_err(|found| problems.extend(found)).ok();
        let versions =
            self.versions.iter().filter_map(|version| keep(self.read_version(version, replacements))).collect();
        let mut optional = |path: &str| {
            let read = self.read_file(path).unwrap_or_else(|found| {
                problems.extend(found);
                None
            });
            read.unwrap_or_else(|| Source { name: path.to_owned(), text: String::new() })
        };
        let (conventions, names) = (optional(CONVENTIONS), optional(NAMES));
        (Input { versions, conventions, names }, problems)
    }

    /// The conventions of the API.
    pub fn conventions(&self) -> Result<Conventions, Error> {
        let read = self.read_file(CONVENTIONS).map_err(Error::Input)?;
        read.map_or_else(|| Ok(Conventions::default()), |source| Conventions::parse(&source).map_err(Error::Input))
    }

    /// Reads the inputs of one version.
    pub fn input(&self, version: &str) -> Result<VersionInput, Error> {
        self.read_version(self.known(version)?, &[]).map_err(Error::Input)
    }

    fn known(&self, version: &str) -> Result<&Version, Error> {
        self.versions.iter().find(|known| known.name == version).ok_or_else(|| {
            let known: Vec<&str> = self.versions().collect();
            let problem = format!("there is no version `{version}`");
            Error::other(problem, &format!("{SOURCES} declares {}", known.join(", ")))
        })
    }

    fn read_version(&self, version: &Version, replacements: &[Replacement]) -> Result<VersionInput, Diagnostics> {
        let mut problems = Diagnostics::default();
        let mut keep = |read: Result<Option<Source>, Diagnostics>| {
            read.unwrap_or_else(|found| {
                problems.extend(found);
                None
            })
        };
        let description = match replacements.iter().find(|replacement| replacement.version == version.name) {
            Some(given) => source_from_bytes(&given.name, given.bytes.clone()).map(Some),
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

    /// The text of a file that is no input of the generator; none where there is no file.
    pub fn text(&self, path: &str) -> Result<Option<String>, Error> {
        let help = "make it a text file in UTF-8, or restore it from version control";
        let unreadable = |error: io::Error| Error::file("read", Path::new(path), &error, help);
        match self.files.read(path) {
            Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|error| unreadable(io::Error::other(error))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(error)),
        }
    }

    /// The file's text; none where there is no file.
    pub fn read_file(&self, path: &str) -> Result<Option<Source>, Diagnostics> {
        match self.files.read(path) {
            Ok(bytes) => source_from_bytes(path, bytes).map(Some),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => {
                let help = "make it a file that can be read, or restore it from version control";
                Err(problem("unreadable", format!("the file cannot be read: {error}"), path, help))
            }
        }
    }
}

/// Generates; where inputs could not be read, the problems of the others are reported with theirs.
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

/// The versions in the order in which they stand in the text.
fn declared(text: &str) -> Result<Vec<Version>, String> {
    let entries: BTreeMap<Spanned<String>, Declared> = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    if entries.is_empty() {
        return Err("it declares no version".to_owned());
    }
    let version = |(name, declared): (Spanned<String>, Declared)| {
        let name = name.into_inner();
        // The name becomes a module, and the name of files beside `common.yaml` and `provenance.rs`.
        let usable = snake(&name) == name && !["common", "provenance"].contains(&name.as_str());
        let version = Version { name: name.clone(), addresses: declared.addresses, reference: declared.reference };
        usable.then_some(version).ok_or_else(|| format!("`{name}` cannot be the name of a version"))
    };
    entries.into_iter().map(version).collect()
}

fn missing_description(version: &str) -> Diagnostics {
    let help = format!(
        "restore it from version control, or take it from elsewhere with `cargo xtask regen --from FILE --version {version}`"
    );
    let message = format!("the description of {version} is missing");
    problem("missing-description", message, &description(version), &help)
}

fn problem(code: &'static str, message: String, path: &str, help: &str) -> Diagnostics {
    let mut problems = Diagnostics::default();
    problems.push(Severity::Error, code, message, Place::new(path, ""), help);
    problems
}
