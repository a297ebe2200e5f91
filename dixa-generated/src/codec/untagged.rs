//! Unions whose members are distinguished by JSON type or by keys.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};

use super::decode::{from_other, located};
use super::pass::{self, FindingKind};
use super::reader::{AS_TEXT, Reader, Refused};
use super::unknown::UnknownMember;

/// What the values of a member of an untagged union look like.
#[doc(hidden)]
#[derive(Debug)]
pub enum Pattern {
    /// Any value.
    Any,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A string; if the list is not empty, one of these.
    String(&'static [&'static str]),
    /// An array whose items match.
    Array(&'static Pattern),
    /// An object with these keys, each with the pattern of its value; the second list contains all declared keys.
    Object(&'static [(&'static str, Pattern)], &'static [&'static str]),
    /// A value that matches one of several patterns.
    OneOf(&'static [Pattern]),
}

impl Pattern {
    fn accepts(&self, json: &str) -> Result<bool, Refused> {
        let mut reader = Reader::new(json);
        Ok(match (self, reader.peek()?) {
            (Self::Any, _) | (Self::Null, b'n') => true,
            (Self::Boolean, b't' | b'f') | (Self::Number, b'-' | b'0'..=b'9') => true,
            (Self::String(known), b'"') => known.is_empty() || known.contains(&&*reader.string()?),
            (Self::Array(items), b'[') => {
                let mut all = true;
                reader.array(|item| {
                    all &= items.accepts(item.raw()?)?;
                    Ok(())
                })?;
                all
            }
            (Self::Object(required, _), b'{') => {
                let mut accepted = vec![false; required.len()];
                reader.object(|key, value| {
                    let value = value.raw()?;
                    for ((name, pattern), accepted) in required.iter().zip(&mut accepted) {
                        if *name == key {
                            *accepted = pattern.accepts(value)?;
                        }
                    }
                    Ok(())
                })?;
                !accepted.contains(&false)
            }
            (Self::OneOf(patterns), _) => {
                for pattern in *patterns {
                    if pattern.accepts(json)? {
                        return Ok(true);
                    }
                }
                false
            }
            _ => false,
        })
    }

    /// How many declared keys the value has. Undeclared keys do not distinguish members.
    fn known_keys(&self, json: &str) -> Result<usize, Refused> {
        let Self::Object(_, declared) = self else { return Ok(0) };
        let mut found = vec![false; declared.len()];
        Reader::new(json).object(|key, value| {
            declared.iter().zip(&mut found).for_each(|(name, found)| *found |= *name == key);
            value.raw().map(drop)
        })?;
        Ok(found.into_iter().filter(|found| *found).count())
    }

    /// The position of the pattern that accepts the value; of several, the one that declares most of its keys.
    fn best(patterns: &[Self], json: &str) -> Result<Option<usize>, Refused> {
        let mut best = None;
        for (position, pattern) in patterns.iter().enumerate() {
            if !pattern.accepts(json)? {
                continue;
            }
            let keys = pattern.known_keys(json)?;
            // The first of equal ones wins.
            if best.is_none_or(|(most, _)| keys > most) {
                best = Some((keys, position));
            }
        }
        Ok(best.map(|(_, position)| position))
    }
}

/// A union whose members are distinguished by JSON type or by keys.
#[doc(hidden)]
pub trait Untagged: Sized {
    /// The pattern of each member. The generator has proven that no value matches two.
    const PATTERNS: &'static [Pattern];

    /// Reads the member at a position of [`Self::PATTERNS`].
    fn read<'de, D: Deserializer<'de>>(position: usize, member: D) -> Result<Self, D::Error>;

    /// The value for JSON that matches no member.
    fn unknown(member: UnknownMember) -> Self;
}

/// Reads an untagged union.
#[doc(hidden)]
pub fn read_untagged<'de, D: Deserializer<'de>, T: Untagged + DeserializeOwned>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(AS_TEXT, UntaggedVisitor(PhantomData))
}

struct UntaggedVisitor<T>(PhantomData<T>);

impl<'de, T: Untagged + DeserializeOwned> Visitor<'de> for UntaggedVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, json: &'de str) -> Result<T, E> {
        read_fast(json).map_err(E::custom)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        from_other(deserializer, read_with_path)
    }
}

/// Reads a value whose text the fast reader passes.
fn read_fast<T: Untagged>(json: &str) -> Result<T, Refused> {
    let Some(position) = Pattern::best(T::PATTERNS, json)? else {
        pass::report(FindingKind::UnionMember, json)?;
        return unknown(json).map_err(|_| Refused);
    };
    let mut reader = Reader::new(json);
    let value = T::read(position, &mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Reads a value so that an error has its path.
fn read_with_path<T: Untagged>(json: &str) -> Result<T, serde_json::Error> {
    match Pattern::best(T::PATTERNS, json).map_err(serde_json::Error::custom)? {
        Some(position) => located(json, |member| T::read(position, member)),
        None => {
            pass::report::<serde_json::Error>(FindingKind::UnionMember, json)?;
            unknown(json)
        }
    }
}

fn unknown<T: Untagged>(json: &str) -> Result<T, serde_json::Error> {
    Ok(T::unknown(UnknownMember::received(None, json)?))
}
