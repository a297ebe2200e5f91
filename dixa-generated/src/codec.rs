//! What the generated models share: reading and writing JSON objects, open enumerations and unions.
//!
//! The generated code holds only what differs from type to type; everything that repeats is here, once. This keeps
//! the compile time of the models low. Users of the crate meet [`UnknownValue`], [`UnknownMember`] and [`Nullable`];
//! the rest is called by generated code.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::drift::{self, DriftKind};

// ---------------------------------------------------------------------------------------------------------------------
// Objects

/// A JSON object with declared keys.
#[doc(hidden)]
pub trait Object: Sized {
    /// The Rust name, for error messages.
    const NAME: &'static str;
    /// The declared keys; [`Entries::next_known`] answers with positions in this list.
    const KEYS: &'static [&'static str];

    /// Reads the value from the entries of an object.
    fn read<'de, A: MapAccess<'de>>(entries: &mut Entries<A>) -> Result<Self, A::Error>;

    /// Writes the entries of the object.
    fn write<M: SerializeMap>(&self, out: &mut M) -> Result<(), M::Error>;
}

/// The entries of a JSON object while it is read.
#[doc(hidden)]
pub struct Entries<A> {
    map: A,
    keys: &'static [&'static str],
}

impl<'de, A: MapAccess<'de>> Entries<A> {
    /// The position of the next declared key; undeclared entries are passed over.
    pub fn next_known(&mut self) -> Result<Option<usize>, A::Error> {
        while let Some(position) = self.map.next_key_seed(Position { keys: self.keys, declares_all: true })? {
            if position < self.keys.len() {
                return Ok(Some(position));
            }
            self.map.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    /// The same, with undeclared entries kept in `additional`.
    pub fn next_known_or_keep<T: Deserialize<'de>>(
        &mut self,
        additional: &mut std::collections::BTreeMap<String, T>,
    ) -> Result<Option<usize>, A::Error> {
        while let Some(key) = self.map.next_key::<Cow<'de, str>>()? {
            if let Some(position) = self.keys.iter().position(|known| *known == key) {
                return Ok(Some(position));
            }
            additional.insert(key.into_owned(), self.map.next_value()?);
        }
        Ok(None)
    }

    /// The value of the entry whose key came last.
    pub fn value<T: Deserialize<'de>>(&mut self) -> Result<T, A::Error> {
        self.map.next_value()
    }

    /// The value of a required key, or the error that it is missing.
    pub fn required<T>(&self, value: Option<T>, position: usize) -> Result<T, A::Error> {
        value.ok_or_else(|| A::Error::missing_field(self.keys[position]))
    }
}

struct Position {
    keys: &'static [&'static str],
    /// Whether another key is one that the description does not know.
    declares_all: bool,
}

impl<'de> DeserializeSeed<'de> for Position {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Position {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<usize, E> {
        if let Some(position) = self.keys.iter().position(|known| *known == key) {
            return Ok(position);
        }
        if self.declares_all {
            drift::note(DriftKind::Field, key)?;
        }
        Ok(usize::MAX)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(&mut Entries { map, keys: T::KEYS })
    }
}

/// Reads an object.
#[doc(hidden)]
pub fn read_object<'de, D: Deserializer<'de>, T: Object>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// Writes an object.
#[doc(hidden)]
pub fn write_object<S: Serializer, T: Object>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut out = serializer.serialize_map(None)?;
    value.write(&mut out)?;
    out.end()
}

/// Writes an entry, if there is a value.
#[doc(hidden)]
pub fn put_some<M: SerializeMap, T: Serialize>(out: &mut M, key: &str, value: &Option<T>) -> Result<(), M::Error> {
    match value {
        Some(value) => out.serialize_entry(key, value),
        None => Ok(()),
    }
}

/// Implements serde's traits for an [`Object`].
macro_rules! object {
    ($name:ident) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::codec::read_object(deserializer)
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

// ---------------------------------------------------------------------------------------------------------------------
// Fields that can be absent, null or set

/// A field that can be left out, be `null`, or hold a value; the three mean different things to the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// The field is not there: in a change, what it stands for stays as it is.
    #[default]
    Absent,
    /// The field is `null`: in a change, what it stands for is cleared.
    Null,
    /// The field holds a value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, if there is one.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    /// `None` becomes `null`.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

/// Writes an entry unless it is absent.
#[doc(hidden)]
pub fn put_nullable<M: SerializeMap, T: Serialize>(
    out: &mut M,
    key: &str,
    value: &Nullable<T>,
) -> Result<(), M::Error> {
    match value {
        Nullable::Absent => Ok(()),
        Nullable::Null => out.serialize_entry(key, &()),
        Nullable::Value(value) => out.serialize_entry(key, value),
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Enumerations

/// A value of an enumeration that this version of the crate does not know.
///
/// It is opaque, so that code which compares its text does not stop working once the value becomes a variant: read it
/// with the enumeration's `as_str`, and treat it as the default arm of a `match`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    #[doc(hidden)]
    pub fn new(value: &str) -> Self {
        Self(value.into())
    }

    #[doc(hidden)]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// An open enumeration: a string out of a list that may grow.
#[doc(hidden)]
pub trait StringEnum: Sized {
    /// The Rust name, for error messages.
    const NAME: &'static str;

    /// The variant of a known value.
    fn known(value: &str) -> Option<Self>;

    /// The variant of a value that is not known.
    fn unknown(value: UnknownValue) -> Self;

    /// The variant of any value.
    fn parse(value: &str) -> Self {
        Self::known(value).unwrap_or_else(|| Self::unknown(UnknownValue::new(value)))
    }
}

struct EnumVisitor<T>(PhantomData<T>);

impl<T: StringEnum> Visitor<'_> for EnumVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a string ({})", T::NAME)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<T, E> {
        match T::known(value) {
            Some(known) => Ok(known),
            None => {
                drift::note(DriftKind::EnumValue, value)?;
                Ok(T::unknown(UnknownValue::new(value)))
            }
        }
    }
}

/// Reads a string enumeration.
#[doc(hidden)]
pub fn read_enum<'de, D: Deserializer<'de>, T: StringEnum>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_str(EnumVisitor(PhantomData))
}

/// Implements the traits of a string enumeration that has `as_str` and [`StringEnum`].
macro_rules! string_enum {
    ($name:ident) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::codec::read_enum(deserializer)
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                crate::codec::StringEnum::parse(value)
            }
        }
    };
}
pub(crate) use string_enum;

// ---------------------------------------------------------------------------------------------------------------------
// Unions

/// A value of a union that this version of the crate does not know: its tag and its whole JSON are kept, and it is
/// written back as it came.
#[derive(Clone, Debug)]
pub struct UnknownMember {
    tag: Option<Box<str>>,
    json: Value,
}

impl UnknownMember {
    /// A value from its whole JSON, tag included; for sending what this version of the crate does not know.
    pub fn new(json: Value) -> Self {
        Self { tag: None, json }
    }

    /// The tag of a value that was read, such as `SlackConversation`; none in unions without tags.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The whole value.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// A field of the value, where it is there and has the type.
    #[doc(hidden)]
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        T::deserialize(self.json.get(key)?).ok()
    }

    /// A field of the value, where it is there and is a string.
    #[doc(hidden)]
    pub fn get_str(&self, key: &str) -> Option<&str> {
        self.json.get(key)?.as_str()
    }
}

impl PartialEq for UnknownMember {
    /// The JSON holds the tag: one value is equal to itself whether it was read or made.
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json
    }
}

impl Serialize for UnknownMember {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

/// A union whose members carry a tag.
#[doc(hidden)]
pub trait Tagged: Sized {
    /// The property that holds the tag, as a list of one.
    const TAG: &'static [&'static str; 1];

    /// Reads the member with this tag; `None` where the tag is not known.
    fn read(tag: &str, json: &str) -> Result<Option<Self>, serde_json::Error>;

    /// The value of a tag that is not known.
    fn unknown(member: UnknownMember) -> Self;
}

/// Reads a tagged union: finds the tag, which is usually the last key, then decodes the member.
#[doc(hidden)]
pub fn read_tagged<'de, D: Deserializer<'de>, T: Tagged>(deserializer: D) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    tagged_from_json(raw.get()).map_err(|error| within(&error, ""))
}

#[inline]
fn tagged_from_json<T: Tagged>(json: &str) -> Result<T, serde_json::Error> {
    let tag = find_tag(json, T::TAG)?;
    drift::note_tag(T::TAG[0]);
    if let Some(value) = T::read(&tag, json)? {
        return Ok(value);
    }
    drift::note(DriftKind::UnionMember, &tag)
        .map_err(|error: serde_json::Error| within(&error, &format!(".{}", T::TAG[0])))?;
    Ok(T::unknown(UnknownMember { tag: Some(tag.into()), json: serde_json::from_str(json)? }))
}

fn find_tag<'a>(json: &'a str, property: &'static [&'static str; 1]) -> Result<Cow<'a, str>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    TagSeed(property).deserialize(&mut deserializer)
}

struct TagSeed(&'static [&'static str; 1]);

impl<'de> DeserializeSeed<'de> for TagSeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for TagSeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `{}`", self.0[0])
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let path = || format!(".{}", self.0[0]);
        let mut tag = None;
        while let Some(position) = map.next_key_seed(Position { keys: self.0, declares_all: false })? {
            if position == 0 {
                let Text(text) = map.next_value().map_err(|error: A::Error| within(&error, &path()))?;
                tag = Some(text);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        tag.ok_or_else(|| within(&A::Error::missing_field(self.0[0]), &path()))
    }
}

/// Text that is borrowed where it can be.
struct Text<'a>(Cow<'a, str>);

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

/// Decodes a member of a union from its JSON; an error names the path within the member.
#[doc(hidden)]
pub fn member<T: DeserializeOwned>(json: &str) -> Result<T, serde_json::Error> {
    let outer = NESTING.get();
    if outer.depth >= DEEPEST {
        return Err(serde_json::Error::custom(format_args!("unions are nested deeper than {DEEPEST} levels")));
    }
    let _restored = Restored(outer);
    NESTING.set(Nesting { depth: outer.depth + 1, ..outer });
    if outer.locating {
        return locate(json);
    }
    let seen = drift::position();
    match serde_json::from_str(json) {
        // Only the outermost member looks for the place, and then all the inner ones do so at once: if each did, the
        // time would double with each level.
        Err(error) if outer.depth == 0 => {
            NESTING.set(Nesting { depth: 1, locating: true });
            drift::rewind(seen);
            let located = locate::<T>(json);
            drift::rewind(seen);
            Err(located.err().unwrap_or(error))
        }
        result => result,
    }
}

/// Members are documents of their own to the parser, so that its limit on nesting begins anew with each.
const DEEPEST: usize = 64;

thread_local! {
    static NESTING: Cell<Nesting> = const { Cell::new(Nesting { depth: 0, locating: false }) };
}

/// Where decoding stands: how many members within members, and whether paths are kept.
#[derive(Clone, Copy)]
struct Nesting {
    depth: usize,
    locating: bool,
}

/// Sets the state back at the end of a member.
struct Restored(Nesting);

impl Drop for Restored {
    fn drop(&mut self) {
        NESTING.set(self.0);
    }
}

/// Writes a member of a tagged union: its own entries, then the tag.
#[doc(hidden)]
pub fn write_member<S: Serializer, T: Object>(
    serializer: S,
    member: &T,
    property: &'static str,
    tag: &str,
) -> Result<S::Ok, S::Error> {
    let mut out = serializer.serialize_map(None)?;
    member.write(&mut out)?;
    if !T::KEYS.contains(&property) {
        out.serialize_entry(property, tag)?;
    }
    out.end()
}

/// Writes a member that is nothing but its tag.
#[doc(hidden)]
pub fn write_tag<S: Serializer>(serializer: S, property: &'static str, tag: &str) -> Result<S::Ok, S::Error> {
    let mut out = serializer.serialize_map(Some(1))?;
    out.serialize_entry(property, tag)?;
    out.end()
}

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
    fn accepts(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Any, _) | (Self::Boolean, Value::Bool(_)) | (Self::Number, Value::Number(_)) => true,
            (Self::String(known), Value::String(text)) => known.is_empty() || known.contains(&text.as_str()),
            (Self::Array(items), Value::Array(array)) => array.iter().all(|item| items.accepts(item)),
            (Self::Object(required, _), Value::Object(object)) => {
                required.iter().all(|(key, rule)| object.get(*key).is_some_and(|value| rule.accepts(value)))
            }
            (Self::OneOf(rules), value) => rules.iter().any(|rule| rule.accepts(value)),
            _ => false,
        }
    }

    /// How many keys of the value the rule declares: keys that nobody declares tell nothing.
    fn known_keys(&self, value: &Value) -> usize {
        match (self, value) {
            (Self::Object(_, declared), Value::Object(object)) => {
                declared.iter().filter(|key| object.contains_key(**key)).count()
            }
            _ => 0,
        }
    }
}

/// A union whose members are told apart by JSON type or by keys.
#[doc(hidden)]
pub trait Untagged: Sized {
    /// What tells each member; the generator has proven that no value fits two.
    const RULES: &'static [Rule];

    /// Reads the member at a position of [`Self::RULES`].
    fn read(position: usize, json: &str) -> Result<Self, serde_json::Error>;

    /// A value that fits no member.
    fn unknown(member: UnknownMember) -> Self;
}

/// Reads an untagged union.
#[doc(hidden)]
pub fn read_untagged<'de, D: Deserializer<'de>, T: Untagged>(deserializer: D) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    untagged_from_json(raw.get()).map_err(|error| within(&error, ""))
}

#[inline]
fn untagged_from_json<T: Untagged>(json: &str) -> Result<T, serde_json::Error> {
    let value: Value = serde_json::from_str(json)?;
    let accepting = T::RULES.iter().enumerate().filter(|(_, rule)| rule.accepts(&value));
    // Among equals the first wins: `max_by_key` would take the last.
    let best = accepting.rev().max_by_key(|(_, rule)| rule.known_keys(&value));
    match best {
        Some((position, _)) => T::read(position, json),
        None => {
            drift::note::<serde_json::Error>(DriftKind::UnionMember, json)?;
            Ok(T::unknown(UnknownMember { tag: None, json: value }))
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// The place of an error

/// Stands before and after the path that an error message carries from an inner document to the outer one.
const PATH_MARK: char = '\u{1}';

/// An error with a path in front of the one that it may carry already.
fn within<E: serde::de::Error>(error: &dyn fmt::Display, path: &str) -> E {
    let text = error.to_string();
    let (inner, message) = split(&text);
    if path.is_empty() && inner.is_empty() {
        return E::custom(message);
    }
    // A key of the document may hold any character.
    let path = path.replace(PATH_MARK, " ");
    E::custom(format_args!("{PATH_MARK}{path}{inner}{PATH_MARK}{message}"))
}

/// The path that a message carries, and the message without it and without the position in the inner document.
fn split(text: &str) -> (&str, &str) {
    // A message may quote any character of the document, but only a path begins with the mark.
    let Some(rest) = text.strip_prefix(PATH_MARK) else { return ("", without_position(text)) };
    let (path, message) = rest.split_once(PATH_MARK).unwrap_or(("", rest));
    (path, without_position(message))
}

/// Line and column count within the inner document, which nobody sees.
fn without_position(message: &str) -> &str {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_position =
        |text: &str| text.split_once(" column ").is_some_and(|(line, column)| is_number(line) && is_number(column));
    message
        .rsplit_once(" at line ")
        .filter(|(_, position)| is_position(position))
        .map_or(message, |(message, _)| message)
}

/// The path within an answer and the message of an error that decoding gave.
#[doc(hidden)]
pub fn split_path(error: &serde_json::Error) -> (Option<String>, String) {
    let text = error.to_string();
    let (path, message) = split(&text);
    ((!path.is_empty()).then(|| path.to_owned()), message.to_owned())
}

/// Decodes with the path kept: slower, so that it is done only after decoding has failed.
#[cold]
fn locate<T: DeserializeOwned>(json: &str) -> Result<T, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize::<_, T>(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let path = match path.as_str() {
            "." => String::new(),
            path if path.starts_with('[') => path.to_owned(),
            path => format!(".{path}"),
        };
        within(error.inner(), &path)
    })
}
