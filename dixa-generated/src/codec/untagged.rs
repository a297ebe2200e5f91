//! Unions whose members are told apart by JSON type or by keys.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};

use super::decode::{from_other, located};
use super::pass::{self, FindingKind};
use super::reader::{LENT, Reader, Refused};
use super::unknown::UnknownMember;

/// What tells a member of an untagged union.
#[doc(hidden)]
#[derive(Debug)]
pub enum Rule {
    /// Any value.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A string; with a list where only these are accepted.
    String(&'static [&'static str]),
    /// An array of such items.
    Array(&'static Rule),
    /// An object with these keys, each with the rule of its value; the second list names all declared keys.
    Object(&'static [(&'static str, Rule)], &'static [&'static str]),
    /// Any of several.
    OneOf(&'static [Rule]),
}

impl Rule {
    fn accepts(&self, json: &str) -> Result<bool, Refused> {
        let mut reader = Reader::new(json);
        Ok(match (self, reader.peek()?) {
            (Self::Any, _) | (Self::Boolean, b't' | b'f') | (Self::Number, b'-' | b'0'..=b'9') => true,
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
                    for ((name, rule), accepted) in required.iter().zip(&mut accepted) {
                        if *name == key {
                            *accepted = rule.accepts(value)?;
                        }
                    }
                    Ok(())
                })?;
                !accepted.contains(&false)
            }
            (Self::OneOf(rules), _) => {
                for rule in *rules {
                    if rule.accepts(json)? {
                        return Ok(true);
                    }
                }
                false
            }
            _ => false,
        })
    }

    /// How many keys of the value the rule declares: keys that nobody declares tell nothing.
    fn known_keys(&self, json: &str) -> Result<usize, Refused> {
        let Self::Object(_, declared) = self else { return Ok(0) };
        let mut found = vec![false; declared.len()];
        Reader::new(json).object(|key, value| {
            declared.iter().zip(&mut found).for_each(|(name, found)| *found |= *name == key);
            value.raw().map(drop)
        })?;
        Ok(found.into_iter().filter(|found| *found).count())
    }

    /// The position of the rule that accepts the value; of several the one that declares most of its keys.
    fn best(rules: &[Self], json: &str) -> Result<Option<usize>, Refused> {
        let mut best = None;
        for (position, rule) in rules.iter().enumerate() {
            if !rule.accepts(json)? {
                continue;
            }
            let keys = rule.known_keys(json)?;
            // Among equals the first wins.
            if best.is_none_or(|(most, _)| keys > most) {
                best = Some((keys, position));
            }
        }
        Ok(best.map(|(_, position)| position))
    }
}

/// A union whose members are told apart by JSON type or by keys.
#[doc(hidden)]
pub trait Untagged: Sized {
    /// What tells each member; the generator has proven that no value fits two.
    const RULES: &'static [Rule];

    /// Reads the member at a position of [`Self::RULES`].
    fn read<'de, D: Deserializer<'de>>(position: usize, member: D) -> Result<Self, D::Error>;

    /// A value that fits no member.
    fn unknown(member: UnknownMember) -> Self;
}

/// Reads an untagged union.
#[doc(hidden)]
pub fn read_untagged<'de, D: Deserializer<'de>, T: Untagged + DeserializeOwned>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(LENT, UntaggedVisitor(PhantomData))
}

struct UntaggedVisitor<T>(PhantomData<T>);

impl<'de, T: Untagged + DeserializeOwned> Visitor<'de> for UntaggedVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, lent: &'de str) -> Result<T, E> {
        from_lent(lent).map_err(E::custom)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        from_other(deserializer, from_json)
    }
}

/// Reads from text that the fast reader lends.
fn from_lent<T: Untagged>(json: &str) -> Result<T, Refused> {
    let Some(position) = Rule::best(T::RULES, json)? else {
        pass::note(FindingKind::UnionMember, json)?;
        return unknown(json).map_err(|_| Refused);
    };
    let mut reader = Reader::new(json);
    let value = T::read(position, &mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Reads from text, so that an error names the path.
fn from_json<T: Untagged>(json: &str) -> Result<T, serde_json::Error> {
    match Rule::best(T::RULES, json).map_err(serde_json::Error::custom)? {
        Some(position) => located(json, |member| T::read(position, member)),
        None => {
            pass::note::<serde_json::Error>(FindingKind::UnionMember, json)?;
            unknown(json)
        }
    }
}

fn unknown<T: Untagged>(json: &str) -> Result<T, serde_json::Error> {
    Ok(T::unknown(UnknownMember { tag: None, json: serde_json::from_str(json)? }))
}
