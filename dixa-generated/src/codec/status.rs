//! Unions of the bodies that different success codes have.
//!
//! A body does not tell its status, so the JSON of such a union is an object with the status as its only key:
//! `{"201": {…}}`. A response is brought into this form before it is decoded.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::decode::{from_other, located};
use super::objects::Text;
use super::raw::RawJson;
use super::reader::{AS_TEXT, Reader, Refused};
use super::unknown::UnknownMember;

/// A union of the bodies that different success codes have.
#[doc(hidden)]
pub trait ByStatus: Sized {
    /// Reads the body of a status; `None` where the status is not declared.
    fn read<'de, D: Deserializer<'de>>(status: &str, body: D) -> Result<Option<Self>, D::Error>;

    /// The value for a status that is not declared.
    fn unknown(member: UnknownMember) -> Self;
}

/// Reads a union by its status.
#[doc(hidden)]
pub fn read_by_status<'de, D: Deserializer<'de>, T: ByStatus + DeserializeOwned>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(AS_TEXT, StatusVisitor(PhantomData))
}

struct StatusVisitor<T>(PhantomData<T>);

impl<'de, T: ByStatus + DeserializeOwned> Visitor<'de> for StatusVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, json: &'de str) -> Result<T, E> {
        read_fast(json).map_err(E::custom)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        from_other(deserializer, read_with_path)
    }
}

const EXPECTED: &str = "an object with the status as its only key";

/// Reads a value whose text the fast reader passes.
fn read_fast<T: ByStatus>(json: &str) -> Result<T, Refused> {
    let mut found = None;
    let mut outer = Reader::new(json);
    outer.object(|status, body| {
        let body = body.raw()?;
        // What is not one body is refused here, and an error in `read_with_path`.
        let is_first = found.replace((status.to_owned(), body)).is_none();
        if is_first { Ok(()) } else { Err(Refused) }
    })?;
    outer.end()?;
    let (status, body) = found.ok_or(Refused)?;
    let mut reader = Reader::new(body);
    let Some(value) = T::read(&status, &mut reader)? else { return unknown(&status, json).map_err(|_| Refused) };
    reader.end()?;
    Ok(value)
}

/// Reads a value so that an error has its path, which is the path within the body.
fn read_with_path<T: ByStatus>(json: &str) -> Result<T, serde_json::Error> {
    let OnlyEntry(status, body) = serde_json::from_str(json)?;
    match located(body.get(), |body| T::read(&status, body))? {
        Some(value) => Ok(value),
        None => unknown(&status, json),
    }
}

/// A status that is not declared is a finding of its own, so the member is not reported.
fn unknown<T: ByStatus>(status: &str, json: &str) -> Result<T, serde_json::Error> {
    if status.len() != 3 || !status.bytes().all(|byte| byte.is_ascii_digit() || byte == b'X') {
        return Err(serde_json::Error::custom(format_args!("`{status}` is not a status; expected {EXPECTED}")));
    }
    Ok(T::unknown(UnknownMember::received(Some(status), json)?))
}

/// An object with one key.
struct OnlyEntry(String, RawJson);

impl<'de> Deserialize<'de> for OnlyEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entry;

        impl<'de> Visitor<'de> for Entry {
            type Value = OnlyEntry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(EXPECTED)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OnlyEntry, A::Error> {
                let Some(Text(status)) = map.next_key()? else { return Err(A::Error::invalid_length(0, &self)) };
                let body = map.next_value()?;
                match map.next_key::<Text<'_>>()? {
                    Some(_) => Err(A::Error::invalid_length(2, &self)),
                    None => Ok(OnlyEntry(status.into_owned(), body)),
                }
            }
        }

        deserializer.deserialize_map(Entry)
    }
}

/// Writes the body of a status.
#[doc(hidden)]
pub fn write_status<S: Serializer>(
    serializer: S,
    status: &str,
    body: &(impl Serialize + ?Sized),
) -> Result<S::Ok, S::Error> {
    let mut out = serializer.serialize_map(Some(1))?;
    out.serialize_entry(status, body)?;
    out.end()
}
