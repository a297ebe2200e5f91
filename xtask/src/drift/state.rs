//! One state of everything that the bindings are generated from.

use std::path::{Path, PathBuf};

use dixa_generator::drift::Surface;
use dixa_generator::model::Api;
use dixa_generator::name::Names;
use dixa_generator::text::lines_of;
use dixa_generator::{Input, named};

use super::git;
use crate::Env;
use crate::cli::is_address;
use crate::error::Error;
use crate::project::{CHANGELOG, CONVENTIONS, Files, MANIFESTS, Project, Replacement};

/// What a state is read from; the work tree has no name.
#[derive(Clone, Debug)]
pub enum StateSource {
    /// One of the project's versions, in the work tree.
    Version(String),
    /// A description in a file; the rest is the work tree's.
    File(PathBuf),
    /// A description at an address; the rest is the work tree's.
    Address(String),
    /// A commit.
    Revision(String),
}

/// One state of everything that the bindings are generated from.
#[derive(Clone, Debug)]
pub struct State {
    /// What it is called in a report.
    pub label: String,
    /// What stands before the names of its files in a report: `HEAD:`, or nothing for the work tree.
    pub prefix: String,
    /// The inputs of the generator.
    pub input: Input,
    /// The changelog of the bindings; empty where there is none.
    pub changelog: String,
    /// The version of `dixa-generated`; none where its manifest does not tell.
    pub version: Option<String>,
}

impl State {
    /// The state of a project's files.
    pub fn of(project: &Project, label: impl Into<String>, replacements: &[Replacement]) -> Result<Self, Error> {
        let (input, problems) = project.read(replacements);
        if problems.has_errors() {
            return Err(Error::Input(problems));
        }
        Self::with(project, label, input)
    }

    /// The state of a project's files with other inputs of the generator.
    pub fn with(project: &Project, label: impl Into<String>, input: Input) -> Result<Self, Error> {
        let changelog = project.text(CHANGELOG)?.unwrap_or_default();
        let version = version(project)?;
        Ok(Self { label: label.into(), prefix: String::new(), input, changelog, version })
    }

    /// The state at a revision.
    pub fn at(root: &Path, revision: &str) -> Result<Self, Error> {
        let commit = git::commit(root, revision).map_err(|said| {
            let help = "give a revision of this repository, a file or an address; `git log --oneline -- spec` lists \
                        revisions";
            Error::other(format!("there is no state `{revision}`, neither a file nor a revision: {said}"), help)
        })?;
        Self::at_commit(root, revision, &commit)
    }

    /// The state of the last commit; none where there is no commit that holds descriptions, or no git.
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
        let failed =
            |said: String| Error::other(format!("cannot read {revision}: {said}"), "see whether `git show` can");
        let mut files = git::files(root, commit).map_err(failed)?;
        if let (false, Ok(conventions)) = (files.contains_key(CONVENTIONS), std::fs::read(root.join(CONVENTIONS))) {
            // The commit is older than the file; what it declares was part of the generator then.
            files.insert(CONVENTIONS.to_owned(), conventions);
        }
        let state = Self::of(&Project::of(Files::Kept(files))?, label(revision, commit), &[])?;
        Ok(Self { prefix: format!("{revision}:"), ..state })
    }

    /// The state of the work tree.
    pub fn of_work_tree(project: &Project) -> Result<Self, Error> {
        Self::of(project, "spec/ in the work tree", &[])
    }

    /// The models of its versions, with their names.
    pub fn named(&self) -> Result<Vec<(Api, Names)>, Error> {
        named(&self.input).map_err(|problems| {
            let problem = format!("no bindings can be made of {}:\n{problems}", self.label);
            Error::other(problem.trim_end(), "mend it, or compare other states by --base and --head")
        })
    }

    /// The same with one version alone.
    pub fn only(mut self, version: &str) -> Self {
        self.input.versions.retain(|known| known.version == version);
        self
    }

    /// File and line of each pointer into a version's description, or of the nearest thing around it.
    pub fn places(&self, wanted: &[(&str, &str)]) -> Vec<(String, Option<usize>)> {
        let mut found = vec![(String::new(), None); wanted.len()];
        for version in &self.input.versions {
            let of_version = |at: &usize| wanted[*at].0 == version.version;
            let indices: Vec<usize> = (0..wanted.len()).filter(of_version).collect();
            let pointers: Vec<&str> = indices.iter().flat_map(|at| ancestors(wanted[*at].1)).collect();
            let mut lines = lines_of(&version.description, &pointers).into_iter();
            for at in indices {
                let own = lines.by_ref().take(ancestors(wanted[at].1).count());
                // All are taken, so that the next pointer finds its own.
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

/// The version of `dixa-generated`, which may be that of the workspace.
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

/// A pointer and those of what is around it, the innermost first.
fn ancestors(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |pointer| pointer.rfind('/').map(|end| &pointer[..end]))
}

impl StateSource {
    /// Finds out what a name on the command line stands for.
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

/// Reads a state; a description alone takes the place of `version`'s in the work tree.
pub fn read(
    root: &Path,
    project: &Project,
    given: Option<&StateSource>,
    version: Option<&str>,
    env: &Env,
) -> Result<State, Error> {
    let replaced = |given: Replacement| State::of(project, given.name.clone(), &[given]);
    let state = match given {
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

/// Without the network's libraries the command has been handed over before.
#[cfg(not(feature = "fetch"))]
fn fetched(_: &Path, _: &Project, _: &str, address: &str, _: &Env) -> Result<Replacement, Error> {
    Err(Error::other(format!("{address} is not fetched by this program"), "run this as `cargo xtask`"))
}

/// Which version a description describes has to be said.
fn needed(version: Option<&str>) -> Result<&str, Error> {
    let usage =
        "a description needs --version\n  help: say which version it describes, as in `--head FILE --version beta`";
    version.ok_or_else(|| Error::Usage(usage.to_owned()))
}

/// What callers can name in each version.
pub fn surfaces(named: &[(dixa_generator::model::Api, dixa_generator::name::Names)]) -> Vec<Surface<'_>> {
    named.iter().map(|(api, names)| Surface { api, names }).collect()
}
