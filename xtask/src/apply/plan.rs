//! What is to be written: what should be there, compared with what is there.
//!
//! A [`Plan`] is written by [`Staging`](super::Staging), all of it or nothing.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::error::Error;

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
    /// The files that are missing or hold something else.
    pub stale: Vec<Stale>,
    /// The files that nothing generates any more.
    pub orphans: Vec<String>,
    /// How many files are as they should be.
    pub unchanged: usize,
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

/// What to do about something that stands where a file or a folder must go.
pub const IN_THE_WAY: &str = "move away what stands there, or make it accessible, then run the command again";

impl Plan {
    /// Compares files, by path relative to `root`, with what is there. The `orphans` are to be removed.
    pub fn new(root: &Path, files: BTreeMap<String, Content>, orphans: Vec<String>) -> Result<Self, Error> {
        let mut plan = Self { stale: Vec::new(), orphans, unchanged: 0 };
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
        Err(Error::other(problem, IN_THE_WAY))
    }

    /// Whether everything is as it should be.
    pub fn is_done(&self) -> bool {
        self.stale.is_empty() && self.orphans.is_empty()
    }
}

/// The content of a file; none where there is nothing.
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
