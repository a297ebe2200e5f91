//! Writing many files, all or none, even if the run is killed.
//!
//! A run first writes its files to the folder `.regen` of the project, with a journal of the files to move and to
//! remove. Renaming the journal to its final name commits the run: a run that ends before has changed nothing, and one
//! that ends after is finished by the next run. In between the bindings do not compile, so that nobody uses a mix of old
//! and new files. (This holds for a run that is killed; after a power failure the next `regen` repairs the files.)

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::orphans::remove_empty_folders;
use super::plan::{IN_THE_WAY, Plan, Written, read};
use crate::error::{Error, counted};
use crate::project::PROVENANCE;

const FOLDER: &str = ".regen";
const JOURNAL: &str = "journal";

/// The content of `provenance.rs` while the bindings are a mix of old and new files.
const GUARD: &str = "\
compile_error!(\"`cargo xtask regen` was interrupted while it wrote these bindings: run `cargo xtask regen --offline`\");
";

/// The right to write to the project, held by one run at a time.
#[derive(Debug)]
pub struct Staging {
    root: PathBuf,
    folder: PathBuf,
    disk: Disk,
    /// The lock lasts as long as the file is open.
    _lock: File,
}

/// All changed files, ready to be moved into place.
#[derive(Debug)]
pub struct Staged {
    staging: Staging,
    changes: Vec<FileChange>,
    written: Written,
}

/// One line of the journal; its position is the name of the staged file.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum FileChange {
    /// Move the staged file to this path of the project.
    Move(String),
    /// Remove this file of the project.
    Remove(String),
}

/// Makes all changes to the disk, so that a test can end the run before each of them.
#[derive(Clone, Copy, Debug)]
struct Disk {
    before_change: fn(),
}

/// Whether a run was interrupted while it moved files into place.
pub fn is_interrupted(root: &Path) -> bool {
    root.join(FOLDER).join(JOURNAL).exists()
}

impl Staging {
    /// Takes the right to write, and finishes the changes of an interrupted run. `before_change` is called before
    /// every change to the disk.
    pub fn open(root: &Path, before_change: fn(), out: &mut dyn Write) -> Result<Self, Error> {
        let folder = root.join(FOLDER);
        let disk = Disk { before_change };
        for path in [&folder, &folder.join("lock")] {
            if path.is_symlink() {
                return Err(Error::other(
                    format!("{} is a symbolic link, so nothing was changed", path.display()),
                    IS_LINK,
                ));
            }
        }
        let failed = |error| Error::file("make the folder", &folder, &error, NOT_CHANGED);
        disk.make_folder(&folder).map_err(failed)?;
        let lock = disk.create(&folder.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(Error::other(BUSY, "wait until it has ended")),
            locked => locked.map_err(|error| failed(error.into()))?,
        }
        let staging = Self { root: root.to_path_buf(), folder, disk, _lock: lock };
        if is_interrupted(root) {
            staging.finish(out)?;
        } else {
            staging.clear().map_err(|error| Error::file("clear", &staging.folder, &error, NOT_CHANGED))?;
        }
        Ok(staging)
    }

    /// Writes all changed files to the folder, and makes the folders that they will be moved to. If that fails, the
    /// project is unchanged.
    pub fn stage(self, plan: &Plan) -> Result<Staged, Error> {
        let changes = changes(plan, read(&self.root.join(PROVENANCE)).ok().flatten());
        for (index, (_, content)) in changes.iter().enumerate() {
            let path = self.folder.join(index.to_string());
            let Some(content) = content else { continue };
            self.disk.write(&path, content).map_err(|error| Error::file("write", &path, &error, NOT_CHANGED))?;
        }
        let folders = plan.stale.iter().filter_map(|stale| Some(self.root.join(&stale.path).parent()?.to_path_buf()));
        self.make_folders(&folders.collect())
            .map_err(|(path, error)| Error::file("create the folder", &path, &error, IN_THE_WAY))?;
        let written = Written { written: plan.stale.len(), unchanged: plan.unchanged, removed: plan.orphans.len() };
        Ok(Staged { staging: self, changes: changes.into_iter().map(|(change, _)| change).collect(), written })
    }

    /// Makes all folders; if one cannot be made, the new ones are removed.
    fn make_folders(&self, folders: &BTreeSet<PathBuf>) -> Result<(), (PathBuf, io::Error)> {
        let mut new: Vec<&Path> = Vec::new();
        for folder in folders {
            let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.is_dir()).collect();
            for folder in missing.into_iter().rev() {
                if let Err(error) = self.disk.make_folder(folder) {
                    // They are empty, so removing them does no harm; if it fails, there is nothing else to try.
                    new.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
                    return Err((folder.to_path_buf(), error));
                }
                new.push(folder);
            }
        }
        Ok(())
    }

    /// Makes the remaining changes of an interrupted run.
    fn finish(&self, out: &mut dyn Write) -> Result<(), Error> {
        let path = self.folder.join(JOURNAL);
        let help = "delete the folder `.regen` and run `cargo xtask regen --offline`";
        let text = fs::read(&path).map_err(|error| Error::file("read", &path, &error, help))?;
        let changes: Vec<FileChange> = serde_json::from_slice(&text)
            .map_err(|error| Error::other(format!("{} is not a journal: {error}", path.display()), help))?;
        self.apply(&changes)?;
        writeln!(out, "finished the changes of an interrupted run: {}", counted(changes.len(), "change"))?;
        Ok(())
    }

    /// Makes all changes in their order, except those that were made before. Stops at the first failure, and the error
    /// lists the changes that were made.
    fn apply(&self, changes: &[FileChange]) -> Result<(), Error> {
        for (index, change) in changes.iter().enumerate() {
            let done = match change {
                FileChange::Move(path) => {
                    self.disk.move_file(&self.folder.join(index.to_string()), &self.root.join(path))
                }
                FileChange::Remove(path) => self.disk.remove_file(&self.root.join(path)),
            };
            done.map_err(|error| stopped(changes, index, &error))?;
        }
        remove_empty_folders(&self.root);
        self.clear().map_err(|error| Error::file("clear", &self.folder, &error, "run the command again"))
    }

    /// Removes everything but the lock, and the journal first, since all its changes have been made.
    fn clear(&self) -> io::Result<()> {
        self.disk.remove_file(&self.folder.join(JOURNAL))?;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_name() != "lock" {
                self.disk.remove_file(&entry.path())?;
            }
        }
        Ok(())
    }
}

impl Drop for Staging {
    /// Removes the folder, except where the next run has to finish the changes.
    fn drop(&mut self) {
        if !is_interrupted(&self.root) {
            // The next run removes it otherwise.
            let _ = self.disk.remove_folder(&self.folder);
        }
    }
}

impl Staged {
    /// Moves all files into place and removes orphans. Once the journal has its name, the next run finishes what this
    /// one does not.
    pub fn commit(self) -> Result<Written, Error> {
        let Self { staging, changes, written } = self;
        if changes.is_empty() {
            return Ok(written);
        }
        let (part, journal) = (staging.folder.join("journal.part"), staging.folder.join(JOURNAL));
        let failed = |error: io::Error| Error::file("write", &journal, &error, NOT_CHANGED);
        let text = serde_json::to_vec(&changes).map_err(|error| failed(error.into()))?;
        staging.disk.write(&part, &text).map_err(failed)?;
        staging.disk.move_file(&part, &journal).map_err(failed)?;
        staging.apply(&changes)?;
        Ok(written)
    }
}

/// The changes of a plan, each with the content of its staged file. Where several files of the bindings or their tests
/// change, the first change is a `provenance.rs` that does not compile and the last is the real one. Removed files are
/// no longer used, so they need no guard.
fn changes(plan: &Plan, provenance: Option<Vec<u8>>) -> Vec<(FileChange, Option<Vec<u8>>)> {
    let change = |path: &str, content: &[u8]| (FileChange::Move(path.to_owned()), Some(content.to_vec()));
    let (planned, others): (Vec<_>, Vec<_>) = plan.stale.iter().partition(|stale| stale.path == PROVENANCE);
    let is_mix = plan.stale.iter().filter(|stale| stale.path.ends_with(".rs")).count() > 1;
    let last = planned.first().map(|stale| stale.wanted.clone()).or(provenance.filter(|_| is_mix));
    let guard = last.as_ref().filter(|_| is_mix).map(|_| change(PROVENANCE, GUARD.as_bytes()));
    let moves = others.into_iter().map(|stale| change(&stale.path, &stale.wanted));
    let removals = plan.orphans.iter().map(|orphan| (FileChange::Remove(orphan.clone()), None));
    guard.into_iter().chain(moves).chain(removals).chain(last.map(|last| change(PROVENANCE, &last))).collect()
}

const NOT_CHANGED: &str = "nothing was changed; make room or make the folder writable, then run the command again";
const IS_LINK: &str = "what is in this folder is removed, so it has to be a folder of the project: delete the link";
const BUSY: &str = "another `cargo xtask` is writing to this project, so nothing was changed";

/// The error where the change at `index` failed.
fn stopped(changes: &[FileChange], index: usize, error: &io::Error) -> Error {
    let (what, past, path) = match &changes[index] {
        FileChange::Move(path) => ("write", "written", path),
        FileChange::Remove(path) => ("remove", "removed", path),
    };
    let (done, not) = changes.split_at(index);
    let alike = |change: &&FileChange| std::mem::discriminant(*change) == std::mem::discriminant(&changes[index]);
    // The guard is not a file of the plan.
    let done: Vec<&FileChange> = done.iter().filter(alike).filter(|change| !not.contains(change)).collect();
    let list =
        |changes: Vec<&FileChange>| changes.iter().map(|change| format!("\n    {}", change.path())).collect::<String>();
    let done = if done.is_empty() { "\n    none".to_owned() } else { list(done) };
    let not = list(not.iter().filter(alike).collect());
    let problem = format!("cannot {what} {path}: {error}\n  {past}:{done}\n  not {past}:{not}");
    Error::other(problem, "fix the cause and run the command again; it continues where this one stopped")
}

impl FileChange {
    fn path(&self) -> &str {
        match self {
            Self::Move(path) | Self::Remove(path) => path,
        }
    }
}

impl Disk {
    /// Makes a folder, unless it exists.
    fn make_folder(self, path: &Path) -> io::Result<()> {
        (self.before_change)();
        fs::create_dir(path).or_else(|error| if path.is_dir() { Ok(()) } else { Err(error) })
    }

    fn create(self, path: &Path) -> io::Result<File> {
        (self.before_change)();
        File::options().write(true).create(true).truncate(false).open(path)
    }

    fn write(self, path: &Path, content: &[u8]) -> io::Result<()> {
        (self.before_change)();
        fs::write(path, content)
    }

    /// Moves a file; a missing one has been moved before.
    fn move_file(self, from: &Path, to: &Path) -> io::Result<()> {
        if !from.exists() {
            return Ok(());
        }
        (self.before_change)();
        to.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::rename(from, to)
    }

    /// Removes a file; a missing one has been removed before.
    fn remove_file(self, path: &Path) -> io::Result<()> {
        (self.before_change)();
        fs::remove_file(path).or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
    }

    fn remove_folder(self, path: &Path) -> io::Result<()> {
        (self.before_change)();
        fs::remove_dir_all(path)
    }
}
