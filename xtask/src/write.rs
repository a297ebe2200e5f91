//! Writing many files, all or none.
//!
//! A [`Plan`] compares what should be there with what is there. Staging writes everything that differs into a
//! temporary folder of the project, where nothing can be lost; committing moves it into place.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::failure::Failure;

/// A file that should be there.
#[derive(Clone, Debug)]
pub struct Content {
    /// What it should hold.
    pub bytes: Vec<u8>,
    /// Whether it must be the same byte for byte; otherwise the ends of lines may differ, as a checkout leaves them.
    pub exact: bool,
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self { bytes: text.into_bytes(), exact: false }
    }
}

impl Content {
    fn is(&self, found: &[u8]) -> bool {
        if self.exact { self.bytes == found } else { unix_lines(&self.bytes) == unix_lines(found) }
    }
}

/// The content of a file that is not what it should be.
#[derive(Clone, Debug)]
pub struct Stale {
    /// The file, relative to the project.
    pub path: String,
    /// What it holds; none where the file is missing.
    pub found: Option<Vec<u8>>,
    /// What it should hold.
    pub wanted: Vec<u8>,
}

/// What there is to do.
#[derive(Debug)]
pub struct Plan {
    root: PathBuf,
    owned: Vec<String>,
    /// The files that are missing or hold something else.
    pub stale: Vec<Stale>,
    /// The files that nothing generates any more.
    pub orphans: Vec<String>,
    /// How many files are as they should be.
    pub unchanged: usize,
}

/// Everything that differs, written to a temporary folder.
#[derive(Debug)]
pub struct Staged {
    plan: Plan,
    folder: TempDir,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Files that were new or held something else.
    pub written: usize,
    /// Files that were left alone.
    pub unchanged: usize,
    /// Files that nothing generates any more.
    pub removed: usize,
}

const IN_THE_WAY: &str = "move away what stands there, or make it accessible, then run the command again";

impl Plan {
    /// Compares files, by path relative to `root`, with what is there. In the folders `owned` there is nothing else.
    pub fn new(root: &Path, files: BTreeMap<String, Content>, owned: Vec<String>) -> Result<Self, Failure> {
        let orphans = orphans(root, &files, &owned)?;
        let mut plan = Self { root: root.to_path_buf(), owned, stale: Vec::new(), orphans, unchanged: 0 };
        let mut refusals = Vec::new();
        for (path, content) in files {
            match read(&root.join(&path)) {
                Ok(Some(found)) if content.is(&found) => plan.unchanged += 1,
                Ok(found) => plan.stale.push(Stale { path, found, wanted: content.bytes }),
                Err(error) => refusals.push(format!("  {path}: {error}")),
            }
        }
        if refusals.is_empty() {
            return Ok(plan);
        }
        let problem = format!("these cannot be written, so nothing was:\n{}", refusals.join("\n"));
        Err(Failure::other(problem, IN_THE_WAY))
    }

    /// Whether everything is as it should be.
    pub fn is_done(&self) -> bool {
        self.stale.is_empty() && self.orphans.is_empty()
    }

    /// Writes everything that differs to a temporary folder, and makes the folders that it will move to. If that fails,
    /// everything is as it was.
    pub fn stage(self) -> Result<Staged, Failure> {
        let help = "nothing was changed; make room or make the folder writable, then run the command again";
        let failed = |path: &Path, error| Failure::file("write", path, &error, help);
        // Beside the targets, so that moving is renaming.
        let folder = tempfile::Builder::new().prefix(".regen-").tempdir_in(&self.root);
        let folder = folder.map_err(|error| failed(&self.root, error))?;
        for (index, stale) in self.stale.iter().enumerate() {
            let path = folder.path().join(index.to_string());
            fs::write(&path, &stale.wanted).map_err(|error| failed(&path, error))?;
        }
        let folders: BTreeSet<PathBuf> =
            self.stale.iter().filter_map(|stale| Some(self.root.join(&stale.path).parent()?.to_path_buf())).collect();
        make_folders(&folders)
            .map_err(|(path, error)| Failure::file("create the folder", &path, &error, IN_THE_WAY))?;
        Ok(Staged { plan: self, folder })
    }
}

impl Staged {
    /// Moves everything into place and removes orphans. Stops at the first failure and tells what has been done.
    pub fn commit(self) -> Result<Written, Failure> {
        let Plan { root, owned, stale, orphans, unchanged } = &self.plan;
        for (index, file) in stale.iter().enumerate() {
            let moved = fs::rename(self.folder.path().join(index.to_string()), root.join(&file.path));
            moved.map_err(|error| stopped("write", &file.path, &error, "written", paths(stale), index))?;
        }
        for (index, path) in orphans.iter().enumerate() {
            let orphans = || orphans.iter().map(String::as_str).collect();
            let removed = fs::remove_file(root.join(path));
            removed.map_err(|error| stopped("remove", path, &error, "removed", orphans(), index))?;
        }
        if !orphans.is_empty() {
            owned.iter().for_each(|folder| remove_empty_folders(&root.join(folder)));
        }
        Ok(Written { written: stale.len(), unchanged: *unchanged, removed: orphans.len() })
    }
}

fn paths(stale: &[Stale]) -> Vec<&str> {
    stale.iter().map(|file| file.path.as_str()).collect()
}

/// What to say when only the first `done` of the files could be dealt with.
fn stopped(what: &str, path: &str, error: &io::Error, past: &str, all: Vec<&str>, done: usize) -> Failure {
    let (done, not) = all.split_at(done);
    let list = |files: &[&str]| files.iter().map(|file| format!("\n    {file}")).collect::<String>();
    let done = if done.is_empty() { "\n    none".to_owned() } else { list(done) };
    let problem = format!("cannot {what} {path}: {error}\n  {past}:{done}\n  not {past}:{}", list(not));
    Failure::other(problem, "mend the cause and run the command again; it goes on where this stopped")
}

/// The content of a file; none where there is nothing.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn unix_lines(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.contains(&b'\r') {
        return Cow::Borrowed(bytes);
    }
    let end_of_line = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
    (0..bytes.len()).filter(|at| !end_of_line(*at)).map(|at| bytes[at]).collect()
}

/// The files of the owned folders that are not among `files`, relative to `root`.
fn orphans(root: &Path, files: &BTreeMap<String, Content>, owned: &[String]) -> Result<Vec<String>, Failure> {
    let mut orphans = Vec::new();
    let mut folders = owned.to_vec();
    while let Some(folder) = folders.pop() {
        let path = root.join(&folder);
        let refused = |error| Failure::file("read the folder", &path, &error, IN_THE_WAY);
        let entries = match fs::read_dir(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            entries => entries.map_err(refused)?,
        };
        for entry in entries {
            let entry = entry.map_err(refused)?;
            let path = format!("{folder}/{}", entry.file_name().display());
            // A link to a folder is removed like a file, and what it leads to is left alone.
            match entry.file_type().map_err(refused)?.is_dir() {
                true => folders.push(path),
                false if !files.contains_key(&path) => orphans.push(path),
                false => {}
            }
        }
    }
    orphans.sort();
    Ok(orphans)
}

/// Makes all folders; if one cannot be made, those that were new are gone again.
fn make_folders(folders: &BTreeSet<PathBuf>) -> Result<(), (PathBuf, io::Error)> {
    let mut new: Vec<&Path> = Vec::new();
    for folder in folders {
        let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.is_dir()).collect();
        for folder in missing.into_iter().rev() {
            if let Err(error) = fs::create_dir(folder) {
                // They are empty, so this cannot do harm, and there is nothing to do if it fails.
                new.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
                return Err((folder.to_path_buf(), error));
            }
            new.push(folder);
        }
    }
    Ok(())
}

/// Removes the folders within that hold nothing; one that cannot be removed does no harm.
fn remove_empty_folders(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_empty_folders(&entry.path());
            let _ = fs::remove_dir(entry.path());
        }
    }
}
