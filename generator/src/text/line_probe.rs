//! Line numbers from deserializers that do not expose positions.
//!
//! A visitor cannot ask for its position, but the deserializer adds the position to each error that a visitor returns.
//! To learn a line, a visitor therefore returns an error on purpose. The visitor of the enclosing map or list catches
//! it, reads the line from its message, and continues with the next entry. By then the rejected scalar is consumed.

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};
use std::cell::Cell;
use std::fmt;

/// Distinguishes errors returned on purpose from errors in the text.
#[derive(Default)]
pub(super) struct LineProbe(Cell<bool>);

impl LineProbe {
    /// Records that the next error is returned on purpose.
    pub(super) fn mark(&self) {
        self.0.set(true);
    }

    /// Returns an error on purpose.
    pub(super) fn fail<T, E: Error>(&self) -> Result<T, E> {
        self.mark();
        Err(E::custom(""))
    }

    /// The line of an error that was returned on purpose, if it has one. Any other error is returned unchanged.
    pub(super) fn take_line<E: Error>(&self, error: E) -> Result<Option<usize>, E> {
        if !self.0.take() {
            return Err(error);
        }
        let text = error.to_string();
        let position = text.rsplit_once(" at line ").and_then(|(_, position)| position.split(' ').next());
        Ok(position.and_then(|line| line.parse().ok()))
    }
}

/// Reads a key as it is written, regardless of its type in YAML: `200` is a string here. Returns an error on purpose if
/// `refuse` selects the key.
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
        f.write_str("a key that is a string or a number")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<(), E> {
        self.key.clear();
        self.key.push_str(key);
        if (self.refuse)(key) { self.line_probe.fail() } else { Ok(()) }
    }
}
