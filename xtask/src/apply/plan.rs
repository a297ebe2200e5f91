//! The differences between the files on the disk and their wanted content.
//!
//! [`Staging`](super::Staging) writes a whole [`Plan`] or nothing.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::error::Error;

/// The wanted content of a file.
#[derive(Clone, Debug)]
pub struct Content {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether every byte must be equal. Otherwise line endings may differ, since git may convert them on checkout.
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

/// A file that is missing or whose content is not the wanted one.
#[derive(Clone, Debug)]
pub struct Stale {
    /// The file, relative to the project.
    pub path: String,
    /// Its content; none where the file is missing.
    pub found: Option<Vec<u8>>,
    /// The wanted content.
    pub wanted: Vec<u8>,
}

/// The files to write and to remove.
#[derive(Debug)]
pub struct Plan {
    /// The files that are missing or have other content.
    pub stale: Vec<Stale>,
    /// The files that are no longer generated.
    pub orphans: Vec<String>,
    /// How many files have the wanted content.
    pub unchanged: usize,
}

/// How many files were written, left alone and removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Files that were missing or had other content.
    pub written: usize,
    /// Files that had the wanted content.
    pub unchanged: usize,
    /// Files that are no longer generated.
    pub removed: usize,
}

/// The help text where something else is at the path of a file or folder.
pub const IN_THE_WAY: &str = "move what is at that path elsewhere, or make it accessible, then run the command again";

impl Plan {
    /// Compares the wanted `files`, by path relative to `root`, with those on the disk. The `orphans` will be removed.
    pub fn new(root: &Path, files: BTreeMap<String, Content>, orphans: Vec<String>) -> Result<Self, Error> {
        let mut plan = Self { stale: Vec::new(), orphans, unchanged: 0 };
        let mut refusals: Vec<String> = links(root, files.keys().chain(&plan.orphans))
            .into_iter()
            .map(|folder| format!("  {}: it is a symbolic link to a folder", folder.display()))
            .collect();
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
        let problem = format!("these files cannot be written, so nothing was written:\n{}", refusals.join("\n"));
        Err(Error::other(problem, IN_THE_WAY))
    }

    /// Whether there is nothing to write and nothing to remove.
    pub fn is_done(&self) -> bool {
        self.stale.is_empty() && self.orphans.is_empty()
    }
}

/// The folders of these files, relative to the project, that are links: what is behind them is not the project's.
fn links<'p>(root: &Path, paths: impl Iterator<Item = &'p String>) -> BTreeSet<&'p Path> {
    let folders: BTreeSet<&Path> = paths.flat_map(|path| Path::new(path).ancestors().skip(1)).collect();
    let is_link = |folder: &&Path| !folder.as_os_str().is_empty() && root.join(folder).is_symlink();
    folders.into_iter().filter(is_link).collect()
}

/// The content of a file; none where it does not exist.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
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
