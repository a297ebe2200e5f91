//! Unknown values of unions.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::ser::Serializer;
use serde_json::Value;

/// A value of a union that this version of the crate does not know. It keeps its tag and its JSON, and is serialized as
/// it was received.
#[derive(Clone, Debug)]
pub struct UnknownMember {
    pub(super) tag: Option<Box<str>>,
    pub(super) json: Value,
}

impl UnknownMember {
    /// A value from its JSON including the tag, to send what this version of the crate does not know.
    pub fn new(json: Value) -> Self {
        Self { tag: None, json }
    }

    /// The tag of a value that was received, such as `SlackConversation`; `None` in unions without tags.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The JSON of the value.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// A field of the value, if it is present and has the type.
    #[doc(hidden)]
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        T::deserialize(self.json.get(key)?).ok()
    }

    /// A field of the value, if it is present and a string.
    #[doc(hidden)]
    pub fn get_str(&self, key: &str) -> Option<&str> {
        self.json.get(key)?.as_str()
    }
}

impl PartialEq for UnknownMember {
    /// Compares the JSON, which contains the tag: a value that was received equals one that [`new`](Self::new) created.
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json
    }
}

impl Serialize for UnknownMember {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}
