//! JSON objects with declared keys.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::AtomicU8;
use std::sync::atomic::Ordering::Relaxed;

use jiff::Timestamp;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::names;
use super::nullable::Nullable;
use super::pass::{self, FindingKind};
use super::path::within;
use super::reader::KEYS_BY_NAME;
use super::times::Time;

/// A JSON object with declared keys.
#[doc(hidden)]
pub trait Object: Sized {
    /// The Rust name, for error messages.
    const NAME: &'static str;
    /// The declared keys; [`ObjectReader::next_known`] returns positions in this list.
    const KEYS: &'static [&'static str];

    /// Reads the value.
    fn read<'de, A: MapAccess<'de>>(reader: &mut ObjectReader<A>) -> Result<Self, A::Error>;

    /// Writes the entries.
    fn write<M: SerializeMap>(&self, out: &mut Writer<M>);
}

/// Reads the entries of a JSON object.
#[doc(hidden)]
pub struct ObjectReader<A> {
    map: A,
    keys: &'static [&'static str],
    order: &'static Order,
    last: Option<usize>,
}

impl<'de, A: MapAccess<'de>> ObjectReader<A> {
    /// The position of the next declared key; undeclared entries are skipped.
    pub fn next_known(&mut self) -> Result<Option<usize>, A::Error> {
        self.next_known_or(|| ())
    }

    /// The position of the next declared key; the function is called for each undeclared entry, which is skipped.
    #[inline]
    pub(crate) fn next_known_or(&mut self, mut skipped: impl FnMut()) -> Result<Option<usize>, A::Error> {
        let next = if self.map.size_hint() == KEYS_BY_NAME { self.order.after(self.last) } else { None };
        let expected = next.filter(|position| *position < self.keys.len());
        while let Some(position) = self.map.next_key_seed(KeySeed { keys: self.keys, expected })? {
            if Some(position) != expected {
                self.order.learn(self.last, position);
            }
            if position < self.keys.len() {
                self.last = Some(position);
                return Ok(Some(position));
            }
            skipped();
            self.map.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    /// The position of the next declared key; undeclared entries are added to `additional`.
    pub fn next_known_or_keep<T: Deserialize<'de>>(
        &mut self,
        additional: &mut std::collections::BTreeMap<String, T>,
    ) -> Result<Option<usize>, A::Error> {
        while let Some(Text(key)) = self.map.next_key()? {
            if let Some(position) = position_of(self.keys, &key) {
                return Ok(Some(position));
            }
            additional.insert(key.into_owned(), self.map.next_value()?);
        }
        Ok(None)
    }

    /// Reads the value of the current entry into a variable.
    pub fn set<T: Deserialize<'de>>(&mut self, variable: &mut Option<T>) -> Result<(), A::Error> {
        *variable = Some(self.map.next_value()?);
        Ok(())
    }

    /// Reads a value into a variable; `None` for `null`.
    pub fn set_optional<T: Deserialize<'de>>(&mut self, variable: &mut Option<T>) -> Result<(), A::Error> {
        *variable = self.map.next_value()?;
        Ok(())
    }

    /// Reads a value into a variable that distinguishes `null` from absent.
    pub fn set_nullable<T: Deserialize<'de>>(&mut self, variable: &mut Nullable<T>) -> Result<(), A::Error> {
        *variable = self.map.next_value::<Option<T>>()?.into();
        Ok(())
    }

    /// Reads a point in time into a variable.
    pub fn set_time(&mut self, variable: &mut Option<Timestamp>) -> Result<(), A::Error> {
        *variable = Some(self.map.next_value::<Time>()?.0);
        Ok(())
    }

    /// Reads a point in time into a variable; `None` for `null`.
    pub fn set_optional_time(&mut self, variable: &mut Option<Timestamp>) -> Result<(), A::Error> {
        *variable = self.map.next_value::<Option<Time>>()?.map(|time| time.0);
        Ok(())
    }

    /// Skips the value.
    pub fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }

    /// The value of a required key, or the error that it is missing.
    pub fn required<T>(&self, value: Option<T>, position: usize) -> Result<T, A::Error> {
        value.ok_or_else(|| A::Error::missing_field(self.keys[position]))
    }

    /// The list or map of a required key. If it is missing or `null`, this is reported, and it is empty.
    pub fn required_or_empty<T: Default>(&self, value: Option<T>, position: usize) -> Result<T, A::Error> {
        value.map_or_else(|| self.report_missing(position).map(|()| T::default()), Ok)
    }

    #[cold]
    fn report_missing(&self, position: usize) -> Result<(), A::Error> {
        let key = self.keys[position];
        pass::report(FindingKind::MissingField, key).map_err(|error: A::Error| within(&error, &format!(".{key}")))
    }
}

/// For each key of a type, the key that followed it when an object was last read.
///
/// Servers write the entries of a type in one order, so the next key can be compared with the expected one before it is
/// looked up. A wrong expectation only costs time.
#[doc(hidden)]
pub struct Order([AtomicU8; ORDERED]);

/// Of how many keys the successor is remembered.
const ORDERED: usize = 64;

impl Order {
    #[expect(clippy::new_without_default, reason = "statics only")]
    pub const fn new() -> Self {
        Self([const { AtomicU8::new(u8::MAX) }; ORDERED])
    }

    #[inline]
    fn after(&self, last: Option<usize>) -> Option<usize> {
        self.0.get(last.map_or(0, |last| last + 1)).map(|next| usize::from(next.load(Relaxed)))
    }

    fn learn(&self, last: Option<usize>, position: usize) {
        if let Some(next) = self.0.get(last.map_or(0, |last| last + 1)) {
            next.store(u8::try_from(position).unwrap_or(u8::MAX), Relaxed);
        }
    }
}

/// The position of a key in a list of keys.
fn position_of(keys: &[&str], key: &str) -> Option<usize> {
    keys.iter().position(|known| *known == key)
}

/// Reads a key, and returns its position in the list of keys; `usize::MAX` for an undeclared one.
struct KeySeed {
    keys: &'static [&'static str],
    expected: Option<usize>,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = usize;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        match self.expected {
            // Only the fast reader is asked like this: it compares the key with the name.
            Some(position) => deserializer.deserialize_unit_struct(self.keys[position], self),
            None => deserializer.deserialize_identifier(self),
        }
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    /// The fast reader found the expected key.
    #[inline]
    fn visit_unit<E: serde::de::Error>(self) -> Result<usize, E> {
        self.expected.ok_or_else(|| E::custom("a key is missing"))
    }

    #[inline]
    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<usize, E> {
        match position_of(self.keys, key) {
            Some(position) => Ok(position),
            None => pass::report(FindingKind::Field, key).map(|()| usize::MAX),
        }
    }
}

/// A string that is borrowed if possible.
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

struct ObjectVisitor<T>(&'static Order, PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        names::add_keys(T::KEYS);
        T::read(&mut ObjectReader { map, keys: T::KEYS, order: self.0, last: None })
    }
}

/// Reads an object.
#[doc(hidden)]
pub fn read_object<'de, D: Deserializer<'de>, T: Object>(
    deserializer: D,
    order: &'static Order,
) -> Result<T, D::Error> {
    deserializer.deserialize_struct(T::NAME, T::KEYS, ObjectVisitor(order, PhantomData))
}

/// Writes an object.
#[doc(hidden)]
#[inline]
pub fn write_object<S: Serializer, T: Object>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut out = Writer::new(serializer)?;
    value.write(&mut out);
    out.end()
}

/// Writes the entries of a JSON object.
///
/// It keeps the first error until the end, so that generated code needs no branch for each entry.
#[doc(hidden)]
pub struct Writer<M: SerializeMap> {
    map: M,
    result: Result<(), M::Error>,
    left_out: Option<&'static str>,
}

impl<M: SerializeMap> Writer<M> {
    pub(super) fn new<S: Serializer<SerializeMap = M, Ok = M::Ok, Error = M::Error>>(
        serializer: S,
    ) -> Result<Self, M::Error> {
        Ok(Self { map: serializer.serialize_map(None)?, result: Ok(()), left_out: None })
    }

    /// Leaves out the entries with this key.
    pub(super) fn leave_out(&mut self, key: Option<&'static str>) {
        self.left_out = key;
    }

    /// Writes an entry.
    #[inline]
    pub fn put<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> &mut Self {
        if self.result.is_ok() && self.left_out != Some(key) {
            self.result = self.map.serialize_entry(key, value);
        }
        self
    }

    /// Writes an entry, if there is a value.
    #[inline]
    pub fn put_some<T: Serialize>(&mut self, key: &str, value: &Option<T>) -> &mut Self {
        match value {
            Some(value) => self.put(key, value),
            None => self,
        }
    }

    /// Writes an entry unless it is absent.
    #[inline]
    pub fn put_nullable<T: Serialize>(&mut self, key: &str, value: &Nullable<T>) -> &mut Self {
        match value {
            Nullable::Absent => self,
            Nullable::Null => self.put(key, &()),
            Nullable::Value(value) => self.put(key, value),
        }
    }

    pub(super) fn end(self) -> Result<M::Ok, M::Error> {
        self.result?;
        self.map.end()
    }
}

/// Implements the traits of serde for an [`Object`].
macro_rules! object {
    ($name:ident) => {
        /// A test creates the value of a response from JSON, with `serde_json::from_value`.
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                static ORDER: crate::codec::Order = crate::codec::Order::new();
                crate::codec::read_object(deserializer, &ORDER)
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                crate::codec::write_object(self, serializer)
            }
        }
    };
}
pub(crate) use object;
