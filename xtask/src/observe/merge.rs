//! Merging observations with those that are checked in.

use std::collections::BTreeMap;

use dixa_generator::diagnostic::{Diagnostics, Location, Severity};
use dixa_generator::evidence::{Counted, Shape};

use super::words::Words;
use crate::apply::Content;
use crate::error::Error;
use crate::project::{self, Project};

/// The observations of all versions.
pub struct Merged {
    /// The names that the description of each version declares.
    pub words: BTreeMap<String, Words>,
    seen: BTreeMap<String, BTreeMap<Shape, usize>>,
    /// How many shapes of each version are new.
    new: BTreeMap<String, usize>,
    problems: Diagnostics,
}

const HELP: &str = "delete the line; `Watch::observations` writes no such line, so find out what wrote it";

impl Merged {
    /// Reads the observations that are checked in.
    pub fn new(project: &Project) -> Result<Self, Error> {
        let mut merged = Self {
            words: BTreeMap::new(),
            seen: BTreeMap::new(),
            new: BTreeMap::new(),
            problems: Diagnostics::default(),
        };
        for version in project.versions() {
            merged.words.insert(version.to_owned(), Words::read(project, version)?);
            let path = project::observations(version);
            for (index, line) in project.text(&path)?.unwrap_or_default().lines().enumerate() {
                match Counted::parse(line) {
                    Ok(Counted { shape, count, .. }) => merged.count(version, shape, count),
                    Err(why) => merged.problem(&path, index, why, "restore the file from version control"),
                };
            }
        }
        merged.new.clear();
        Ok(merged)
    }

    /// Adds the lines of a file.
    pub fn add(&mut self, file: &str, text: &str) {
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match self.accept(line) {
                Ok((version, Counted { shape, count, .. })) => self.count(&version, shape, count),
                Err(why) => self.problem(file, index, why, HELP),
            }
        }
    }

    fn accept(&self, line: &str) -> Result<(String, Counted), String> {
        let counted = Counted::parse(line)?;
        let version = counted.version.clone().ok_or("`version` is missing")?;
        let words = self.words.get(&version).ok_or_else(|| format!("there is no version `{version}`"))?;
        words.refuse(&counted.shape).map_or(Ok((version, counted)), Err)
    }

    fn count(&mut self, version: &str, shape: Shape, count: usize) {
        let known = self.seen.entry(version.to_owned()).or_default();
        if !known.contains_key(&shape) {
            *self.new.entry(version.to_owned()).or_default() += 1;
        }
        let total = known.entry(shape).or_default();
        *total = total.saturating_add(count);
    }

    fn problem(&mut self, file: &str, index: usize, why: String, help: &str) {
        let place = Location { line: Some(index + 1), ..Location::new(file, "") };
        self.problems.push(Severity::Error, "observation-refused", why, place, help);
    }

    /// The files to write, and a line about each; an error if any line was refused.
    pub fn files(self) -> Result<(BTreeMap<String, Content>, Vec<String>), Error> {
        if !self.problems.is_empty() {
            return Err(Error::Input(self.problems));
        }
        let (mut files, mut report) = (BTreeMap::new(), Vec::new());
        for (version, shapes) in self.seen {
            let (path, total) = (project::observations(&version), shapes.len());
            let new = self.new.get(&version).copied().unwrap_or_default();
            report.push(format!("{version}: {new} new observations, {total} in {path}"));
            let lines =
                shapes.into_iter().map(|(shape, count)| Counted { version: None, shape, count }.to_line() + "\n");
            files.insert(path, lines.collect::<String>().into());
        }
        Ok((files, report))
    }
}
