//! Values that are decoded later.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, Visitor};
use serde_json::value::RawValue;

use super::reader::{self, LENT};

/// The JSON text of a value that is well-formed and not decoded yet.
#[derive(Debug)]
pub(crate) struct RawJson(Box<str>);

impl RawJson {
    pub(crate) fn get(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(LENT, RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = RawJson;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    /// The fast reader has found where the value ends, and nothing else about it.
    fn visit_borrowed_str<E: Error>(self, lent: &'de str) -> Result<RawJson, E> {
        reader::read::<IgnoredAny>(lent).map_err(E::custom)?;
        Ok(RawJson(lent.into()))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<RawJson, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(|raw| RawJson(raw.into()))
    }
}
