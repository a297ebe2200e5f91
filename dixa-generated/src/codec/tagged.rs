//! Unions whose members carry a tag.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::decode::{from_other, located};
use super::objects::{Object, Text, Writer};
use super::pass::{self, FindingKind};
use super::path::within;
use super::reader::{AS_TEXT, Reader, Refused};
use super::unknown::UnknownMember;

/// A union whose members carry a tag.
#[doc(hidden)]
pub trait Tagged: Sized {
    /// The property that holds the tag.
    const TAG: &'static str;
    /// Whether the tags are JSON numbers or booleans; [`read`](Self::read) gets them as JSON.
    const IS_LITERAL: bool = false;

    /// The tag of the only member, if there is one only: it is assumed where the tag is missing.
    const ONLY: Option<&'static str> = None;

    /// Reads the member with this tag; `None` where the tag is not known.
    fn read<'de, D: Deserializer<'de>>(tag: &str, member: D) -> Result<Option<Self>, D::Error>;

    /// The value for an unknown tag.
    fn unknown(member: UnknownMember) -> Self;
}

/// Reads a tagged union: finds the tag, which is usually the last key, then decodes the member.
#[doc(hidden)]
pub fn read_tagged<'de, D: Deserializer<'de>, T: Tagged + DeserializeOwned>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(AS_TEXT, TaggedVisitor(PhantomData))
}

struct TaggedVisitor<T>(PhantomData<T>);

impl<'de, T: Tagged + DeserializeOwned> Visitor<'de> for TaggedVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `{}`", T::TAG)
    }

    #[inline]
    fn visit_borrowed_str<E: serde::de::Error>(self, json: &'de str) -> Result<T, E> {
        read_fast(json).map_err(E::custom)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        from_other(deserializer, read_with_path)
    }
}

/// Reads a value whose text the fast reader passes.
#[inline]
fn read_fast<T: Tagged>(json: &str) -> Result<T, Refused> {
    match tag_at_end(json, T::TAG) {
        Some(tag) if !T::IS_LITERAL => read_member(tag, json),
        _ => match tag_anywhere::<T>(json)? {
            Some(tag) => read_member(tag, json),
            None => read_without_tag(json),
        },
    }
}

#[cold]
fn read_without_tag<T: Tagged>(json: &str) -> Result<T, Refused> {
    match assumed::<T, Refused>()? {
        Some(only) => read_member(only, json),
        None => unknown(None, json).map_err(|_| Refused),
    }
}

/// Reads the member with this tag.
fn read_member<T: Tagged>(tag: &str, json: &str) -> Result<T, Refused> {
    pass::set_tag(T::TAG);
    let mut reader = Reader::new(json);
    let Some(value) = T::read(tag, &mut reader)? else {
        pass::report(FindingKind::UnionMember, tag)?;
        return unknown(Some(tag), json).map_err(|_| Refused);
    };
    if reader.is_at_start() {
        // A member without fields has not read the text.
        IgnoredAny::deserialize(&mut reader)?;
    }
    reader.end()?;
    Ok(value)
}

/// Reads a value so that an error has its path.
fn read_with_path<T: Tagged>(json: &str) -> Result<T, serde_json::Error> {
    let seed = TagSeed { property: T::TAG, is_literal: T::IS_LITERAL };
    let at_tag = |error: serde_json::Error| within(&error, &format!(".{}", T::TAG));
    let tag = match seed.deserialize(&mut serde_json::Deserializer::from_str(json))? {
        Some(tag) => tag,
        None if !json.trim_start().starts_with('{') => {
            pass::report(FindingKind::MissingTag, T::TAG)?;
            return unknown(None, json);
        }
        None => match assumed::<T, _>().map_err(at_tag)? {
            Some(only) => only.into(),
            None => return unknown(None, json),
        },
    };
    pass::set_tag(T::TAG);
    if let Some(value) = located(json, |member| T::read(&tag, member))? {
        return Ok(value);
    }
    pass::report(FindingKind::UnionMember, &tag).map_err(at_tag)?;
    unknown(Some(&tag), json)
}

/// The tag that is assumed where it is missing. This is reported.
#[cold]
fn assumed<T: Tagged, E: serde::de::Error>() -> Result<Option<&'static str>, E> {
    pass::report(FindingKind::MissingTag, T::TAG)?;
    Ok(T::ONLY)
}

fn unknown<T: Tagged>(tag: Option<&str>, json: &str) -> Result<T, serde_json::Error> {
    Ok(T::unknown(UnknownMember::received(tag, json)?))
}

/// The tag of an object whose last entry it is, in constant time.
///
/// A quote after a colon begins a string, so the string before the colon is a key.
fn tag_at_end<'a>(json: &'a str, property: &str) -> Option<&'a str> {
    let end = trimmed(json.as_bytes().strip_suffix(b"}")?).strip_suffix(b"\"")?;
    let start = end.iter().rposition(|byte| *byte == b'"')? + 1;
    let rest = trimmed(trimmed(&end[..start - 1]).strip_suffix(b":")?);
    let rest = rest.strip_suffix(b"\"")?.strip_suffix(property.as_bytes())?.strip_suffix(b"\"")?;
    let tag = json.get(start..end.len())?;
    (!rest.ends_with(b"\\") && !tag.contains('\\')).then_some(tag)
}

fn trimmed(mut json: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\n' | b'\t' | b'\r'] = json {
        json = rest;
    }
    json
}

/// The tag of an object; the last one if there are two, and none if it is `null`.
fn tag_anywhere<T: Tagged>(json: &str) -> Result<Option<&str>, Refused> {
    let mut reader = Reader::new(json);
    let mut tag = None;
    reader.object(|key, reader| {
        if key != T::TAG {
            return reader.raw().map(drop);
        }
        if T::IS_LITERAL || reader.peek()? == b'n' {
            tag = Some(reader.raw()?).filter(|tag| *tag != "null");
            return if T::IS_LITERAL || tag.is_none() { Ok(()) } else { Err(Refused) };
        }
        let Cow::Borrowed(text) = reader.string()? else { return Err(Refused) };
        tag = Some(text);
        Ok(())
    })?;
    Ok(tag)
}

/// Finds the tag at any position in an object, unless it is missing or `null`; an error has its path. What is neither an
/// object nor `null` has no tag.
struct TagSeed {
    property: &'static str,
    is_literal: bool,
}

impl<'de> DeserializeSeed<'de> for TagSeed {
    type Value = Option<Cow<'de, str>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for TagSeed {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `{}`", self.property)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let at_tag = |error: A::Error| within(&error, &format!(".{}", self.property));
        let mut tag = None;
        while let Some(Text(key)) = map.next_key()? {
            if key == self.property && self.is_literal {
                tag = Some(Cow::Borrowed(map.next_value::<&RawValue>()?.get())).filter(|tag| tag != "null");
            } else if key == self.property {
                tag = map.next_value::<Option<Text<'_>>>().map_err(at_tag)?.map(|Text(text)| text);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(tag)
    }
}

/// Writes a member of a tagged union: its own entries, then the tag. Where the member has a field for the tag, the tag of
/// the union counts.
#[doc(hidden)]
pub fn write_member<S: Serializer, T: Object>(
    serializer: S,
    member: &T,
    property: &'static str,
    tag: &(impl Serialize + ?Sized),
) -> Result<S::Ok, S::Error> {
    let mut out = Writer::new(serializer)?;
    out.leave_out(Some(property));
    member.write(&mut out);
    out.leave_out(None);
    out.put(property, tag);
    out.end()
}

/// Writes a member that consists of its tag.
#[doc(hidden)]
pub fn write_tag<S: Serializer>(
    serializer: S,
    property: &'static str,
    tag: &(impl Serialize + ?Sized),
) -> Result<S::Ok, S::Error> {
    let mut out = serializer.serialize_map(Some(1))?;
    out.serialize_entry(property, tag)?;
    out.end()
}
