//! Decoding JSON text: by the fast reader, and by serde_json if that one refuses.

use std::cell::Cell;

use serde::de::{DeserializeOwned, Deserializer, Error as _, IgnoredAny};
use serde_path_to_error::Track;

use super::path::within;
use super::raw::text_of;
use super::{pass, reader};

/// Decodes JSON text; an error contains the path.
///
/// The fast reader is tried first. What it refuses is read by serde_json while the path is tracked; usually the result
/// is an error.
#[doc(hidden)]
pub fn decode<T: DeserializeOwned>(json: &str) -> Result<T, serde_json::Error> {
    let seen = pass::position();
    reader::read(json).or_else(|_| {
        pass::rewind(seen);
        locate(json)
    })
}

/// Decodes while the path is tracked.
#[cold]
fn locate<T: DeserializeOwned>(json: &str) -> Result<T, serde_json::Error> {
    let value = located(json, |value| T::deserialize(value))?;
    // Nothing may follow the value.
    serde_json::from_str::<IgnoredAny>(json)?;
    Ok(value)
}

/// The deserializer of serde_json that tracks the path.
type Locating<'a, 'b, 'de> =
    serde_path_to_error::Deserializer<'a, 'b, &'a mut serde_json::Deserializer<serde_json::de::StrRead<'de>>>;

/// Reads a document, or a member of a union, which is a separate document to serde_json.
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

/// Reads a union from any deserializer other than the fast reader: from its JSON text.
pub(super) fn from_other<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
    locating: fn(&str) -> Result<T, serde_json::Error>,
) -> Result<T, D::Error> {
    let raw = text_of(deserializer)?;
    let read = if LOCATING.get().is_some() { locating } else { decode };
    read(raw.get()).map_err(|error| within(&error, ""))
}

/// How many unions may be nested. Members are separate documents to serde_json, so its own limit on nesting does not
/// apply to all of them together.
const DEEPEST: usize = 64;

thread_local! {
    /// How deeply nested the member is that is being read while paths are tracked.
    static LOCATING: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Restores the state at the end of a member.
struct Restored(Option<usize>);

impl Drop for Restored {
    fn drop(&mut self) {
        LOCATING.set(self.0);
    }
}
