//! One state of all inputs of the generator.

use std::path::{Path, PathBuf};

use dixa_generator::diagnostic::Diagnostics;
use dixa_generator::drift::Surface;
use dixa_generator::model::Api;
use dixa_generator::name::Names;
use dixa_generator::text::lines_of;
use dixa_generator::{Input, VersionInput, named, without_unfit};

use super::git;
use crate::Env;
use crate::cli::is_address;
use crate::error::Error;
use crate::project::{CHANGELOG, Files, MAIN, MANIFESTS, Project, Replacement, conventions};

/// Where a state is read from. The whole work tree is not among them.
#[derive(Clone, Debug)]
pub enum StateSource {
    /// One of the project's versions, in the work tree.
    Version(String),
    /// A description in a file; all other inputs are those of the work tree.
    File(PathBuf),
    /// A description at an address; all other inputs are those of the work tree.
    Address(String),
    /// A commit.
    Revision(String),
}

/// One state of all inputs of the generator.
#[derive(Clone, Debug)]
pub struct State {
    /// The name of the state in a report.
    pub label: String,
    /// The prefix of its file names in a report: `HEAD:`, or empty for the work tree.
    pub prefix: String,
    /// The inputs of the generator, one for each API.
    pub inputs: Vec<Input>,
    /// The changelog of the bindings; empty where there is none.
    pub changelog: String,
    /// The version of `dixa-generated`; none where the manifest does not state it.
    pub version: Option<String>,
}

impl State {
    /// The state of a project's files.
    pub fn of(project: &Project, label: impl Into<String>, replacements: &[Replacement]) -> Result<Self, Error> {
        let (inputs, problems) = project.read(replacements);
        if problems.has_errors() {
            return Err(Error::Input(problems));
        }
        Self::with(project, label, inputs)
    }

    /// The state of a project's files, with `inputs` instead of the inputs of the generator.
    pub fn with(project: &Project, label: impl Into<String>, inputs: Vec<Input>) -> Result<Self, Error> {
        let changelog = project.text(CHANGELOG)?.unwrap_or_default();
        let version = version(project)?;
        Ok(Self { label: label.into(), prefix: String::new(), inputs, changelog, version })
    }

    /// The state at a revision.
    pub fn at(root: &Path, revision: &str) -> Result<Self, Error> {
        let commit = git::commit(root, revision).map_err(|message| {
            let help = "use a revision of this repository, a file or an address; `git log --oneline -- spec` lists \
                        revisions";
            Error::other(format!("there is no state `{revision}`, neither a file nor a revision: {message}"), help)
        })?;
        Self::at_commit(root, revision, &commit)
    }

    /// The state of the last commit; none where there is no git, or no commit with descriptions.
    pub fn last_committed(root: &Path, project: &Project) -> Result<Option<Self>, Error> {
        let Ok(commit) = git::commit(root, "HEAD") else { return Ok(None) };
        if !git::has_descriptions(root, &commit) {
            return Ok(None);
        }
        if git::is_clean(root) {
            let state = Self::of_work_tree(project)?;
            return Ok(Some(Self { label: label("HEAD", &commit), prefix: "HEAD:".to_owned(), ..state }));
        }
        Self::at_commit(root, "HEAD", &commit).map(Some)
    }

    fn at_commit(root: &Path, revision: &str, commit: &str) -> Result<Self, Error> {
        let failed = |message: String| {
            Error::other(format!("cannot read {revision}: {message}"), "check that `git show` can read it")
        };
        let mut files = git::files(root, commit).map_err(failed)?;
        let path = conventions(MAIN);
        if let (false, Ok(conventions)) = (files.contains_key(&path), std::fs::read(root.join(&path))) {
            // The commit is older than the file; what it declares was part of the generator then.
            files.insert(path, conventions);
        }
        let state = Self::of(&Project::of(Files::Memory(files))?, label(revision, commit), &[])?;
        Ok(Self { prefix: format!("{revision}:"), ..state })
    }

    /// The state of the work tree.
    pub fn of_work_tree(project: &Project) -> Result<Self, Error> {
        Self::of(project, "spec/ in the work tree", &[])
    }

    /// The state without the corrections that do not fit its descriptions, which its label names: a single description
    /// may be older than they are.
    pub fn without_unfit_corrections(mut self) -> Self {
        let mut left_out = Vec::new();
        for version in self.inputs.iter_mut().flat_map(|input| &mut input.versions) {
            let (fitting, places) = without_unfit(version);
            *version = fitting;
            left_out.extend(places.iter().map(ToString::to_string));
        }
        if !left_out.is_empty() {
            self.label += &format!(" (without the corrections that do not fit it: {})", left_out.join(", "));
        }
        self
    }

    /// The models of its versions, with their names.
    pub fn named(&self) -> Result<Vec<(Api, Names)>, Error> {
        let (mut found, mut problems) = (Vec::new(), Diagnostics::default());
        for input in &self.inputs {
            match named(input) {
                Ok(named) => found.extend(named),
                Err(of_api) => problems.extend(of_api),
            }
        }
        if problems.is_empty() {
            return Ok(found);
        }
        let problem = format!("no bindings can be generated from {}:\n{problems}", self.label);
        Err(Error::other(problem.trim_end(), "fix it, or compare other states with --base and --head"))
    }

    /// The versions of all APIs.
    pub fn versions(&self) -> impl Iterator<Item = &VersionInput> {
        self.inputs.iter().flat_map(|input| &input.versions)
    }

    /// Keeps only one version.
    pub fn only(mut self, version: &str) -> Self {
        self.inputs.iter_mut().for_each(|input| input.versions.retain(|known| known.version == version));
        self.inputs.retain(|input| !input.versions.is_empty());
        self
    }

    /// The file and line of each pointer into the description of a version, or of its nearest ancestor in the file.
    pub fn places(&self, wanted: &[(&str, &str)]) -> Vec<(String, Option<usize>)> {
        let mut found = vec![(String::new(), None); wanted.len()];
        for version in self.versions() {
            let of_version = |at: &usize| wanted[*at].0 == version.version;
            let indices: Vec<usize> = (0..wanted.len()).filter(of_version).collect();
            let pointers: Vec<&str> = indices.iter().flat_map(|at| ancestors(wanted[*at].1)).collect();
            let mut lines = lines_of(&version.description, &pointers).into_iter();
            for at in indices {
                let own = lines.by_ref().take(ancestors(wanted[at].1).count());
                // Taking all of them advances the iterator to the next pointer.
                let line = own.collect::<Vec<_>>().into_iter().flatten().next();
                found[at] = (format!("{}{}", self.prefix, version.description.name), line);
            }
        }
        found
    }
}

fn label(revision: &str, commit: &str) -> String {
    if revision == commit { format!("spec/ at {commit}") } else { format!("spec/ at {revision} ({commit})") }
}

/// The version of `dixa-generated`, which may inherit it from the workspace.
fn version(project: &Project) -> Result<Option<String>, Error> {
    let manifest = |path: &str| -> Result<Option<toml::Table>, Error> {
        Ok(project.text(path)?.and_then(|text| text.parse().ok()))
    };
    let [workspace, package] = MANIFESTS.map(manifest);
    let (workspace, package) = (workspace?, package?);
    let own = package.as_ref().and_then(|manifest| manifest.get("package")?.get("version"));
    let shared = || workspace.as_ref()?.get("workspace")?.get("package")?.get("version")?.as_str();
    Ok(own.and_then(|version| version.as_str().or_else(shared)).map(str::to_owned))
}

/// A pointer and its ancestors, the innermost first.
fn ancestors(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |pointer| pointer.rfind('/').map(|end| &pointer[..end]))
}

impl StateSource {
    /// Interprets a name on the command line.
    pub fn new(name: &str, project: &Project) -> Result<Self, Error> {
        if project.versions().any(|version| version == name) {
            return Ok(Self::Version(name.to_owned()));
        }
        if is_address(name) {
            return Ok(Self::Address(name.to_owned()));
        }
        if Path::new(name).is_file() {
            return Ok(Self::File(name.into()));
        }
        Ok(Self::Revision(name.to_owned()))
    }
}

/// Reads a state. A single description replaces that of `version` in the work tree.
pub fn read(
    root: &Path,
    project: &Project,
    source: Option<&StateSource>,
    version: Option<&str>,
    env: &Env,
) -> Result<State, Error> {
    let replaced = |replacement: Replacement| State::of(project, replacement.name.clone(), &[replacement]);
    let state = match source {
        None | Some(StateSource::Version(_)) => State::of_work_tree(project)?,
        Some(StateSource::Revision(revision)) => State::at(root, revision)?,
        Some(StateSource::File(path)) => replaced(project.replacement(needed(version)?, path)?)?,
        Some(StateSource::Address(address)) => replaced(fetched(root, project, needed(version)?, address, env)?)?,
    };
    match version {
        Some(version) => project.input(version).map(|_| state.only(version)),
        None => Ok(state),
    }
}

#[cfg(feature = "fetch")]
use crate::fetch::description as fetched;

/// Without the network libraries, `xtask-fetch` runs the command.
#[cfg(not(feature = "fetch"))]
fn fetched(_: &Path, _: &Project, _: &str, address: &str, _: &Env) -> Result<Replacement, Error> {
    Err(Error::other(format!("this program cannot fetch {address}"), "run this as `cargo xtask`"))
}

/// The version, which is required for a single description.
fn needed(version: Option<&str>) -> Result<&str, Error> {
    let usage =
        "a description needs --version\n  help: name the version that it describes, as in `--head FILE --version beta`";
    version.ok_or_else(|| Error::Usage(usage.to_owned()))
}

/// The surface of each version for callers.
pub fn surfaces(named: &[(dixa_generator::model::Api, dixa_generator::name::Names)]) -> Vec<Surface<'_>> {
    named.iter().map(|(api, names)| Surface { api, names }).collect()
}
