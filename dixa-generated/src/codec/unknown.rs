//! Values of unions that are not known.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::ser::Serializer;
use serde_json::Value;

/// A value of a union that this version of the crate does not know: its tag and its whole JSON are kept, and it is
/// written back as it came.
#[derive(Clone, Debug)]
pub struct UnknownMember {
    pub(super) tag: Option<Box<str>>,
    pub(super) json: Value,
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
