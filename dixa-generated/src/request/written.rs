//! The values of parameters and fields as JSON text, in which numbers keep their digits.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

/// A value as JSON text, which is read one level at a time.
pub(crate) struct Written(Box<RawValue>);

impl Written {
    pub(crate) fn new(value: &(impl Serialize + ?Sized)) -> Result<Self, serde_json::Error> {
        to_raw_value(value).map(Self)
    }

    pub(crate) fn json(&self) -> &str {
        self.0.get()
    }

    pub(crate) fn is_null(&self) -> bool {
        self.json() == "null"
    }

    /// The entries of an object, sorted by key.
    pub(crate) fn entries(&self) -> Option<BTreeMap<String, Self>> {
        let entries: BTreeMap<String, Box<RawValue>> = serde_json::from_str(self.json()).ok()?;
        Some(entries.into_iter().map(|(key, value)| (key, Self(value))).collect())
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Option<Vec<Self>> {
        let items: Vec<Box<RawValue>> = serde_json::from_str(self.json()).ok()?;
        Some(items.into_iter().map(Self).collect())
    }

    /// A string as it is, any other value as JSON; `None` for null, which text cannot express.
    pub(crate) fn text(&self) -> Option<String> {
        if self.is_null() {
            return None;
        }
        Some(serde_json::from_str(self.json()).unwrap_or_else(|_| self.json().to_owned()))
    }
}
