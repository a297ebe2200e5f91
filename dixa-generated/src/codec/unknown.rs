//! Unknown values of unions.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::ser::Serializer;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

/// A value of a union that this version of the crate does not know. It keeps its tag and its JSON text, and serde_json
/// writes exactly this text: numbers keep all digits, however large they are and however deeply they are nested.
///
/// ```
/// use dixa_generated::{UnknownMember, serde_json::Value};
///
/// let json = r#"{"_type": "New", "price": 1.10}"#;
/// let member: UnknownMember = json.parse().unwrap();
/// assert_eq!(member.json(), json);
/// assert_eq!(member.parse::<Value>().unwrap()["_type"], "New");
/// ```
///
/// Formats other than JSON have no place for a JSON text; write what [`parse`](Self::parse) returns to them.
#[derive(Clone)]
pub struct UnknownMember(Box<Received>);

/// In a box, so that a union is not larger than its known members.
#[derive(Clone)]
struct Received {
    tag: Option<Box<str>>,
    json: Box<RawValue>,
    /// The entries of an object that a `Value` can hold, once they are asked for.
    entries: OnceLock<BTreeMap<String, Value>>,
}

impl UnknownMember {
    /// A value from its JSON including the tag, to send what this version of the crate does not know. To send a text as
    /// it is, parse it: [`FromStr`].
    pub fn new(json: Value) -> Self {
        // A `Value` can always be written.
        Self::with(None, to_raw_value(&json).unwrap_or_else(|_| RawValue::NULL.to_owned()))
    }

    /// A value that was received.
    pub(super) fn received(tag: Option<&str>, json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json).map(|json| Self::with(tag, json))
    }

    fn with(tag: Option<&str>, json: Box<RawValue>) -> Self {
        Self(Box::new(Received { tag: tag.map(Into::into), json, entries: OnceLock::new() }))
    }

    /// The tag of a value that was received, such as `SlackConversation`; `None` in unions without tags, and where the
    /// tag was missing.
    pub fn tag(&self) -> Option<&str> {
        self.0.tag.as_deref()
    }

    /// The JSON text of the value, as it was received.
    pub fn json(&self) -> &str {
        self.0.json.get()
    }

    /// Reads the value, such as a `serde_json::Value` or a type of yours. A `Value` has no number beyond `f64`, such as
    /// `1e400`, and no more than 128 levels.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.json())
    }

    /// A field of the value, if it is present and has the type.
    #[doc(hidden)]
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        T::deserialize(self.entries().get(key)?).ok()
    }

    /// A field of the value, if it is present and a string.
    #[doc(hidden)]
    pub fn get_str(&self, key: &str) -> Option<&str> {
        self.entries().get(key)?.as_str()
    }

    fn entries(&self) -> &BTreeMap<String, Value> {
        self.0.entries.get_or_init(|| {
            let entries: BTreeMap<String, &RawValue> = serde_json::from_str(self.json()).unwrap_or_default();
            let readable = |(key, value): (String, &RawValue)| Some((key, serde_json::from_str(value.get()).ok()?));
            entries.into_iter().filter_map(readable).collect()
        })
    }
}

impl FromStr for UnknownMember {
    type Err = serde_json::Error;

    /// A value from its JSON text including the tag.
    fn from_str(json: &str) -> Result<Self, serde_json::Error> {
        Self::received(None, json)
    }
}

impl fmt::Debug for UnknownMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnknownMember").field("tag", &self.0.tag).field("json", &self.0.json).finish()
    }
}

impl PartialEq for UnknownMember {
    /// Compares the JSON, which contains the tag: a value that was received equals one that [`new`](Self::new) created.
    /// The order of keys, spaces and escapes do not count. Numbers are compared by their text.
    fn eq(&self, other: &Self) -> bool {
        is_same(&self.0.json, &other.0.json, DEEPEST)
    }
}

/// How many levels are compared by value; what is deeper is compared by text.
const DEEPEST: usize = 128;

fn is_same(a: &RawValue, b: &RawValue, levels: usize) -> bool {
    if a.get() == b.get() {
        return true;
    }
    if levels == 0 {
        return false;
    }
    let is_same = |a: &&RawValue, b: &&RawValue| is_same(a, b, levels - 1);
    match (a.get().as_bytes(), b.get().as_bytes()) {
        ([b'{', ..], [b'{', ..]) => {
            let (Some(a), Some(b)) = (read::<BTreeMap<String, &RawValue>>(a), read::<BTreeMap<String, &RawValue>>(b))
            else {
                return false;
            };
            a.len() == b.len() && a.iter().zip(&b).all(|((key, a), (other, b))| key == other && is_same(a, b))
        }
        ([b'[', ..], [b'[', ..]) => {
            let (Some(a), Some(b)) = (read::<Vec<&RawValue>>(a), read::<Vec<&RawValue>>(b)) else { return false };
            a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| is_same(a, b))
        }
        ([b'"', ..], [b'"', ..]) => read::<String>(a).is_some_and(|text| Some(text) == read(b)),
        _ => false,
    }
}

fn read<'a, T: serde::Deserialize<'a>>(json: &'a RawValue) -> Option<T> {
    serde_json::from_str(json.get()).ok()
}

impl Serialize for UnknownMember {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.json.serialize(serializer)
    }
}
