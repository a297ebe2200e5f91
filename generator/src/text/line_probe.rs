//! Positions, out of deserializers that show none.
//!
//! A visitor does not learn where it is, but the error that it returns gets a position on its way
//! out. So a visitor *raises* an error; the enclosing map or list catches it, reads the line in its
//! text, and goes on with the next entry. The refused scalar has been consumed by then.

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};
use std::cell::Cell;
use std::fmt;

/// Tells errors that were raised from errors in the text.
#[derive(Default)]
pub(super) struct LineProbe(Cell<bool>);

impl LineProbe {
    pub(super) fn mark(&self) {
        self.0.set(true);
    }

    pub(super) fn fail<T, E: Error>(&self) -> Result<T, E> {
        self.mark();
        Err(E::custom(""))
    }

    /// The line of an error that was raised, if it has one; any other error is given back.
    pub(super) fn take_line<E: Error>(&self, error: E) -> Result<Option<usize>, E> {
        if !self.0.take() {
            return Err(error);
        }
        let text = error.to_string();
        let position = text.rsplit_once(" at line ").and_then(|(_, position)| position.split(' ').next());
        Ok(position.and_then(|line| line.parse().ok()))
    }
}

/// Reads a key as it is written, whatever type YAML would give it: `200` is a string here.
/// Raises an error if the key is to be refused.
pub(super) struct Key<'a, F> {
    pub line_probe: &'a LineProbe,
    pub key: &'a mut String,
    pub refuse: F,
}

impl<'de, F: Fn(&str) -> bool> DeserializeSeed<'de> for Key<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<F: Fn(&str) -> bool> Visitor<'_> for Key<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is a word, a text or a number")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<(), E> {
        self.key.clear();
        self.key.push_str(key);
        if (self.refuse)(key) { self.line_probe.fail() } else { Ok(()) }
    }
}
