//! JSON text to values: the fast reader first, and serde_json where that one refuses.

use std::cell::Cell;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _, IgnoredAny};
use serde_json::value::RawValue;
use serde_path_to_error::Track;

use super::path::within;
use super::{pass, reader};

/// Decodes JSON text; an error names the path.
///
/// The fast reader goes first. What it refuses is read by serde_json, with the path kept: usually there is an error.
#[doc(hidden)]
pub fn decode<T: DeserializeOwned>(json: &str) -> Result<T, serde_json::Error> {
    let seen = pass::position();
    reader::read(json).or_else(|_| {
        pass::rewind(seen);
        locate(json)
    })
}

/// Decodes with the path kept.
#[cold]
fn locate<T: DeserializeOwned>(json: &str) -> Result<T, serde_json::Error> {
    let value = located(json, |value| T::deserialize(value))?;
    // Behind the value there may be more.
    serde_json::from_str::<IgnoredAny>(json)?;
    Ok(value)
}

/// What serde_json reads with, while it keeps the path.
type Locating<'a, 'b, 'de> =
    serde_path_to_error::Deserializer<'a, 'b, &'a mut serde_json::Deserializer<serde_json::de::StrRead<'de>>>;

/// Reads a document or a member, which is a document of its own to serde_json.
pub(super) fn located<T>(
    json: &str,
    read: impl FnOnce(Locating<'_, '_, '_>) -> Result<T, serde_json::Error>,
) -> Result<T, serde_json::Error> {
    let level = LOCATING.get().map_or(0, |level| level + 1);
    if level > DEEPEST {
        return Err(serde_json::Error::custom(format_args!("unions are nested deeper than {DEEPEST} levels")));
    }
    let _restored = Restored(LOCATING.replace(Some(level)));
    let mut track = Track::new();
    let mut deserializer = serde_json::Deserializer::from_str(json);
    read(serde_path_to_error::Deserializer::new(&mut deserializer, &mut track)).map_err(|error| {
        let path = track.path().to_string();
        let path = match path.as_str() {
            "." => String::new(),
            path if path.starts_with('[') => path.to_owned(),
            path => format!(".{path}"),
        };
        within(&error, &path)
    })
}

/// Reads a union from any deserializer but the fast reader, by way of its text.
pub(super) fn from_other<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
    locating: fn(&str) -> Result<T, serde_json::Error>,
) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let read = if LOCATING.get().is_some() { locating } else { decode };
    read(raw.get()).map_err(|error| within(&error, ""))
}

/// Members are documents of their own to serde_json, so that its limit on nesting begins anew with each.
const DEEPEST: usize = 64;

thread_local! {
    /// How many members within members are read, while paths are kept.
    static LOCATING: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Sets the state back at the end of a member.
struct Restored(Option<usize>);

impl Drop for Restored {
    fn drop(&mut self) {
        LOCATING.set(self.0);
    }
}
