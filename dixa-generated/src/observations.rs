//! Writing what responses look like, without their values, to a file.

use std::collections::{BTreeSet, HashSet};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::codec::FindingKind;
use crate::codec::names::Names;
use crate::observe::{Response, Vocabulary, lines};

/// How many lines are written at most.
const MOST: usize = 10_000;

/// A file of observations that the clones of a client share.
#[derive(Clone)]
pub(crate) struct Observations(Arc<Mutex<State>>);

struct State {
    /// `None` after an error, and after the last line.
    out: Option<Box<dyn Write + Send>>,
    written: HashSet<String>,
    /// The names that were decoded so far: a response that cannot be decoded ends before the names of its later parts.
    names: Names,
}

impl Observations {
    pub(crate) fn new(out: impl Write + Send + 'static) -> Self {
        let (out, written, names) = (Some(Box::new(out) as _), HashSet::new(), Names::default());
        Self(Arc::new(Mutex::new(State { out, written, names })))
    }

    /// Whether there is more to write.
    pub(crate) fn is_open(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).out.is_some()
    }

    /// Writes the lines for JSON at a path of a response that were not written before. `found` are the kinds and the
    /// paths of what the models do not know.
    pub(crate) fn add(
        &self,
        response: Response<'_>,
        path: &str,
        json: &str,
        names: Names,
        found: &[(FindingKind, &str)],
    ) {
        let Ok(value) = serde_json::from_str::<Value>(json) else { return };
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.names.keys.extend(names.keys);
        state.names.tags.extend(names.tags);
        let at = |kind| found.iter().filter(|(found, _)| *found == kind).map(|(_, path)| *path).collect();
        let words = Words { names: &state.names, fields: at(FindingKind::Field), values: at(FindingKind::EnumValue) };
        let found = lines(response, path, &value, &words);
        state.write(found);
    }
}

impl State {
    fn write(&mut self, lines: BTreeSet<String>) {
        let mut text = String::new();
        for line in lines {
            if self.written.len() < MOST && !self.written.contains(&line) {
                text += &format!("{line}\n");
                self.written.insert(line);
            }
        }
        let write = |out: &mut Box<dyn Write + Send>| out.write_all(text.as_bytes()).and_then(|()| out.flush());
        let failed = !text.is_empty() && self.out.as_mut().is_some_and(|out| write(out).is_err());
        if failed || self.written.len() >= MOST {
            self.out = None;
        }
    }
}

/// The names that a response may be described with.
struct Words<'a> {
    names: &'a Names,
    fields: HashSet<&'a str>,
    values: HashSet<&'a str>,
}

impl Vocabulary for Words<'_> {
    fn declares(&self, key: &str) -> bool {
        self.names.keys.contains(key)
    }

    fn is_tag(&self, key: &str) -> bool {
        self.names.tags.contains(key)
    }

    fn is_undeclared(&self, path: &str) -> bool {
        self.fields.contains(path)
    }

    fn is_unknown_value(&self, path: &str) -> bool {
        self.values.contains(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_lines_are_written_than_the_limit() {
        #[derive(Clone, Default)]
        struct Memory(Arc<Mutex<Vec<u8>>>);
        impl Write for Memory {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0.lock().unwrap().write(bytes)
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let file = Memory::default();
        let observations = Observations::new(file.clone());
        for status in 0..=u16::try_from(MOST).unwrap() {
            let response = Response { version: "v1", operation: "GET /v1/tags", status };
            observations.add(response, "", "true", Names::default(), &[]);
        }
        assert!(!observations.is_open());
        assert_eq!(file.0.lock().unwrap().iter().filter(|byte| **byte == b'\n').count(), MOST);
    }
}
