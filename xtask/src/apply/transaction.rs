//! Writing many files, all or none, whenever the run is ended.
//!
//! What a run writes is put into the folder `.regen` of the project first, with a journal of what is to be moved where
//! and what is to be removed. Giving the journal its name is the moment of truth: a run that ends before has changed
//! nothing, one that ends after is finished by the next. In between the bindings do not compile, so that nobody uses
//! half of them. (This holds for a run that is killed; after a power failure the next `regen` mends what it finds.)

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

/// What `provenance.rs` holds while the bindings are a mix of old and new files.
const GUARD: &str = "\
compile_error!(\"`cargo xtask regen` was interrupted while it wrote these bindings: run `cargo xtask regen --offline`\");
";

/// The right to write to the project, held by one run at a time.
#[derive(Debug)]
pub struct Staging {
    root: PathBuf,
    folder: PathBuf,
    disk: Disk,
    /// Locked as long as it is open.
    _lock: File,
}

/// Everything that differs, ready to be moved into place.
#[derive(Debug)]
pub struct Staged {
    staging: Staging,
    steps: Vec<Step>,
    written: Written,
}

/// One line of the journal; its position is the name of the staged file.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Step {
    /// Move the staged file to this path of the project.
    Move(String),
    /// Remove this file of the project.
    Remove(String),
}

/// Every change to the disk passes here, so that a test can end the run before each.
#[derive(Clone, Copy, Debug)]
struct Disk {
    before_change: fn(),
}

/// Whether a run was interrupted while it moved files into place.
pub fn is_interrupted(root: &Path) -> bool {
    root.join(FOLDER).join(JOURNAL).exists()
}

impl Staging {
    /// Takes the right to write, and finishes what an interrupted run left. `before_change` is called before every
    /// change to the disk.
    pub fn open(root: &Path, before_change: fn(), out: &mut dyn Write) -> Result<Self, Error> {
        let folder = root.join(FOLDER);
        let disk = Disk { before_change };
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

    /// Writes everything that differs to the folder, and makes the folders that it will move to. If that fails,
    /// everything is as it was.
    pub fn stage(self, plan: &Plan) -> Result<Staged, Error> {
        let steps = steps(plan, read(&self.root.join(PROVENANCE)).ok().flatten());
        for (index, (_, content)) in steps.iter().enumerate() {
            let path = self.folder.join(index.to_string());
            let Some(content) = content else { continue };
            self.disk.write(&path, content).map_err(|error| Error::file("write", &path, &error, NOT_CHANGED))?;
        }
        let folders = plan.stale.iter().filter_map(|stale| Some(self.root.join(&stale.path).parent()?.to_path_buf()));
        self.make_folders(&folders.collect())
            .map_err(|(path, error)| Error::file("create the folder", &path, &error, IN_THE_WAY))?;
        let written = Written { written: plan.stale.len(), unchanged: plan.unchanged, removed: plan.orphans.len() };
        Ok(Staged { staging: self, steps: steps.into_iter().map(|(step, _)| step).collect(), written })
    }

    /// Makes all folders; if one cannot be made, those that were new are gone again.
    fn make_folders(&self, folders: &BTreeSet<PathBuf>) -> Result<(), (PathBuf, io::Error)> {
        let mut new: Vec<&Path> = Vec::new();
        for folder in folders {
            let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.is_dir()).collect();
            for folder in missing.into_iter().rev() {
                if let Err(error) = self.disk.make_folder(folder) {
                    // They are empty, so this cannot do harm, and there is nothing to do if it fails.
                    new.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
                    return Err((folder.to_path_buf(), error));
                }
                new.push(folder);
            }
        }
        Ok(())
    }

    /// Does what an interrupted run had still to do.
    fn finish(&self, out: &mut dyn Write) -> Result<(), Error> {
        let path = self.folder.join(JOURNAL);
        let help = "delete the folder `.regen` and run `cargo xtask regen --offline`";
        let text = fs::read(&path).map_err(|error| Error::file("read", &path, &error, help))?;
        let steps: Vec<Step> = serde_json::from_slice(&text)
            .map_err(|error| Error::other(format!("{} is no journal: {error}", path.display()), help))?;
        self.apply(&steps)?;
        writeln!(out, "finished what an interrupted run had begun: {}", counted(steps.len(), "step"))?;
        Ok(())
    }

    /// Does all steps in their order; what has been done before is left out. Stops at the first failure and tells what
    /// has been done.
    fn apply(&self, steps: &[Step]) -> Result<(), Error> {
        for (index, step) in steps.iter().enumerate() {
            let done = match step {
                Step::Move(path) => self.disk.move_file(&self.folder.join(index.to_string()), &self.root.join(path)),
                Step::Remove(path) => self.disk.remove_file(&self.root.join(path)),
            };
            done.map_err(|error| stopped(steps, index, &error))?;
        }
        remove_empty_folders(&self.root);
        self.clear().map_err(|error| Error::file("clear", &self.folder, &error, "run the command again"))
    }

    /// Removes everything but the lock, the journal first: what it names has been done.
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
    /// Leaves nothing behind, except what the next run has to finish.
    fn drop(&mut self) {
        if !is_interrupted(&self.root) {
            // What cannot be removed now is removed by the next run.
            let _ = self.disk.remove_folder(&self.folder);
        }
    }
}

impl Staged {
    /// Moves everything into place and removes orphans. From the journal on the next run finishes what this one does
    /// not.
    pub fn commit(self) -> Result<Written, Error> {
        let Self { staging, steps, written } = self;
        if steps.is_empty() {
            return Ok(written);
        }
        let (part, journal) = (staging.folder.join("journal.part"), staging.folder.join(JOURNAL));
        let failed = |error: io::Error| Error::file("write", &journal, &error, NOT_CHANGED);
        let text = serde_json::to_vec(&steps).map_err(|error| failed(error.into()))?;
        staging.disk.write(&part, &text).map_err(failed)?;
        staging.disk.move_file(&part, &journal).map_err(failed)?;
        staging.apply(&steps)?;
        Ok(written)
    }
}

/// The steps of a plan, each with the content of its staged file. Where several files of the bindings or their tests
/// change, `provenance.rs` keeps everything from compiling until it comes as the last. What is removed is not in use any more.
fn steps(plan: &Plan, meta: Option<Vec<u8>>) -> Vec<(Step, Option<Vec<u8>>)> {
    let step = |path: &str, content: &[u8]| (Step::Move(path.to_owned()), Some(content.to_vec()));
    let (planned, others): (Vec<_>, Vec<_>) = plan.stale.iter().partition(|stale| stale.path == PROVENANCE);
    let is_mix = plan.stale.iter().filter(|stale| stale.path.ends_with(".rs")).count() > 1;
    let last = planned.first().map(|stale| stale.wanted.clone()).or(meta.filter(|_| is_mix));
    let guard = last.as_ref().filter(|_| is_mix).map(|_| step(PROVENANCE, GUARD.as_bytes()));
    let moves = others.into_iter().map(|stale| step(&stale.path, &stale.wanted));
    let removals = plan.orphans.iter().map(|orphan| (Step::Remove(orphan.clone()), None));
    guard.into_iter().chain(moves).chain(removals).chain(last.map(|last| step(PROVENANCE, &last))).collect()
}

const NOT_CHANGED: &str = "nothing was changed; make room or make the folder writable, then run the command again";
const BUSY: &str = "another `cargo xtask` writes to this project, so nothing was changed";

/// What to say when only the steps before `index` could be done.
fn stopped(steps: &[Step], index: usize, error: &io::Error) -> Error {
    let (what, past, path) = match &steps[index] {
        Step::Move(path) => ("write", "written", path),
        Step::Remove(path) => ("remove", "removed", path),
    };
    let (done, not) = steps.split_at(index);
    let alike = |step: &&Step| std::mem::discriminant(*step) == std::mem::discriminant(&steps[index]);
    // The guard is no file of the plan.
    let done: Vec<&Step> = done.iter().filter(alike).filter(|step| !not.contains(step)).collect();
    let list = |steps: Vec<&Step>| steps.iter().map(|step| format!("\n    {}", step.path())).collect::<String>();
    let done = if done.is_empty() { "\n    none".to_owned() } else { list(done) };
    let not = list(not.iter().filter(alike).collect());
    let problem = format!("cannot {what} {path}: {error}\n  {past}:{done}\n  not {past}:{not}");
    Error::other(problem, "mend the cause and run the command again; it goes on where this stopped")
}

impl Step {
    fn path(&self) -> &str {
        match self {
            Self::Move(path) | Self::Remove(path) => path,
        }
    }
}

impl Disk {
    /// Makes a folder; one that is there already is fine.
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

    /// Moves a file; one that is gone has been moved before.
    fn move_file(self, from: &Path, to: &Path) -> io::Result<()> {
        if !from.exists() {
            return Ok(());
        }
        (self.before_change)();
        to.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::rename(from, to)
    }

    /// Removes a file; one that is gone has been removed before.
    fn remove_file(self, path: &Path) -> io::Result<()> {
        (self.before_change)();
        fs::remove_file(path).or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
    }

    fn remove_folder(self, path: &Path) -> io::Result<()> {
        (self.before_change)();
        fs::remove_dir_all(path)
    }
}
