//! Lines of JSON pointers, computed on demand. The text is parsed again, and only along the wanted pointers. Each key
//! along them is rejected, because the error contains its line.

use super::line_probe::{Key, LineProbe};
use super::pointer::unescape;
use super::source::Source;
use crate::diagnostic::Diagnostics;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

/// The line, counted from 1, of a JSON pointer in the text: the line of the key, or of the list's item. `None` for the
/// whole document and for what is not in the text.
pub fn line_of(source: &Source, pointer: &str) -> Option<usize> {
    lines_of(source, &[pointer]).pop().flatten()
}

/// The lines of several JSON pointers, in one pass; see [`line_of`].
pub fn lines_of(source: &Source, pointers: &[&str]) -> Vec<Option<usize>> {
    let mut wanted = Wanted::default();
    for (index, pointer) in pointers.iter().enumerate() {
        wanted.add(pointer, index);
    }
    let search = Search { lines: RefCell::new(vec![None; pointers.len()]), line_probe: LineProbe::default() };
    if !wanted.children.is_empty() {
        // JSON is read as YAML, which differs in surrogate pairs: YAML rejects their halves.
        let halves = ["\\ud", "\\uD"].iter().filter(|half| source.text.contains(**half));
        let text = halves.fold(Cow::Borrowed(&source.text), |text, half| Cow::Owned(text.replace(half, "\\u0")));
        // The lines found before an error in the text are valid.
        let _ = LineSeed { search: &search, wanted: &wanted }.deserialize(serde_yaml::Deserializer::from_str(&text));
    }
    search.lines.into_inner()
}

/// Fills in the lines of problems in `source`, sorts the problems and removes duplicates.
pub fn locate(problems: &mut Diagnostics, source: &Source) {
    let places: Vec<_> = problems.places_without_line(&source.name).collect();
    let pointers: Vec<_> = places.iter().map(|place| place.pointer.as_str()).collect();
    let lines = lines_of(source, &pointers);
    for (place, line) in places.into_iter().zip(lines) {
        place.line = line;
    }
    problems.sort();
}

/// The wanted pointers, as a tree; `here` holds the indices of those that end at this node.
#[derive(Default)]
struct Wanted {
    here: Vec<usize>,
    children: BTreeMap<String, Wanted>,
}

impl Wanted {
    fn add(&mut self, pointer: &str, index: usize) {
        let mut node = self;
        for segment in pointer.split('/').skip(1) {
            node = node.children.entry(unescape(segment)).or_default();
        }
        node.here.push(index);
    }
}

struct Search {
    lines: RefCell<Vec<Option<usize>>>,
    line_probe: LineProbe,
}

impl Search {
    fn found(&self, wanted: &Wanted, line: usize) {
        for &index in &wanted.here {
            // Of two equal keys the first is used.
            self.lines.borrow_mut()[index].get_or_insert(line);
        }
    }
}

/// Reads one value along the tree and returns the line of the first key or item in it.
struct LineSeed<'a> {
    search: &'a Search,
    wanted: &'a Wanted,
}

impl<'de> DeserializeSeed<'de> for LineSeed<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for LineSeed<'_> {
    type Value = Option<usize>;

    // Scalars are rejected by default. Creating that error calls this method, so the error is marked here.
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.search.line_probe.mark();
        f.write_str("a map or a list")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Option<usize>, A::Error> {
        data.variant::<IgnoredAny>()?.1.newtype_variant_seed(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Option<usize>, A::Error> {
        let Self { search, wanted } = self;
        let nothing = Wanted::default();
        let mut first = None;
        for index in 0_usize.. {
            let wanted = wanted.children.get(&index.to_string()).unwrap_or(&nothing);
            let line = match items.next_element_seed(LineSeed { search, wanted }) {
                Ok(None) => break,
                Ok(Some(line)) => line,
                Err(error) => Some(search.line_probe.take_line(error)?.unwrap_or(1)),
            };
            if let Some(line) = line {
                search.found(wanted, line);
                first.get_or_insert(line);
            }
        }
        Ok(first)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Option<usize>, A::Error> {
        let Self { search, wanted } = self;
        let mut first = None;
        let mut key = String::new();
        loop {
            let refuse = |key: &str| first.is_none() || wanted.children.contains_key(key);
            match entries.next_key_seed(Key { line_probe: &search.line_probe, key: &mut key, refuse }) {
                Ok(None) => return Ok(first),
                Ok(Some(())) => drop(entries.next_value::<IgnoredAny>()?),
                Err(error) => {
                    // An error at the very start of the text has no position.
                    let line = search.line_probe.take_line(error)?.unwrap_or(1);
                    first.get_or_insert(line);
                    self.descend(&key, line, &mut entries)?;
                }
            }
        }
    }
}

impl LineSeed<'_> {
    fn descend<'de, A: MapAccess<'de>>(&self, key: &str, line: usize, entries: &mut A) -> Result<(), A::Error> {
        let Some(wanted) = self.wanted.children.get(key) else {
            return entries.next_value::<IgnoredAny>().map(drop);
        };
        self.search.found(wanted, line);
        if wanted.children.is_empty() {
            return entries.next_value::<IgnoredAny>().map(drop);
        }
        match entries.next_value_seed(LineSeed { search: self.search, wanted }) {
            Ok(_) => Ok(()),
            Err(error) => self.search.line_probe.take_line(error).map(drop),
        }
    }
}
