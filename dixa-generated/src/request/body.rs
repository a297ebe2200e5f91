//! Bodies of requests.

use bytes::Bytes;
use http::HeaderValue;
use serde::Serialize;
use serde_json::Value;

use super::multipart::Multipart;

/// The body of a request.
#[derive(Clone, Debug, Default)]
pub(crate) enum Body {
    #[default]
    Empty,
    Bytes {
        content_type: HeaderValue,
        bytes: Bytes,
    },
    Multipart(Multipart),
}

impl Body {
    pub(crate) fn new(content_type: &str, bytes: impl Into<Bytes>) -> Result<Self, String> {
        let content_type = content_type.parse().map_err(|_| format!("{content_type:?} is not a content type"))?;
        Ok(Self::Bytes { content_type, bytes: bytes.into() })
    }

    pub(crate) fn json(value: &(impl Serialize + ?Sized)) -> Result<Self, String> {
        let json = serde_json::to_vec(value).map_err(|error| error.to_string())?;
        Self::new("application/json", json)
    }

    pub(crate) fn form(value: &(impl Serialize + ?Sized)) -> Result<Self, String> {
        let value = serde_json::to_value(value).map_err(|error| error.to_string())?;
        let fields = value.as_object().ok_or("a form must be an object")?;
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields {
            let values = if let Value::Array(items) = value { items.as_slice() } else { std::slice::from_ref(value) };
            for text in values.iter().filter_map(form_text) {
                out.append_pair(name, &text?);
            }
        }
        Self::new("application/x-www-form-urlencoded", out.finish())
    }

    /// Adds to a multipart body; a body of another kind is replaced.
    pub(crate) fn add_parts(&mut self, add: impl FnOnce(&mut Multipart) -> Result<(), String>) -> Result<(), String> {
        let mut parts = match std::mem::take(self) {
            Self::Multipart(parts) => parts,
            Self::Empty | Self::Bytes { .. } => Multipart::new(),
        };
        let result = add(&mut parts);
        *self = Self::Multipart(parts);
        result
    }

    pub(crate) fn content_type(&self) -> Option<HeaderValue> {
        match self {
            Self::Empty => None,
            Self::Bytes { content_type, .. } => Some(content_type.clone()),
            Self::Multipart(parts) => Some(parts.content_type()),
        }
    }

    pub(crate) fn can_be_sent_again(&self) -> bool {
        !matches!(self, Self::Multipart(parts) if parts.has_stream())
    }

    /// The whole body; `None` if a part of it is not in memory.
    pub(crate) fn in_memory(&self) -> Option<Bytes> {
        match self {
            Self::Empty => Some(Bytes::new()),
            Self::Bytes { bytes, .. } => Some(bytes.clone()),
            Self::Multipart(parts) => parts.in_memory(),
        }
    }

    pub(crate) async fn to_reqwest(&self) -> Result<Option<reqwest::Body>, String> {
        match self {
            Self::Empty => Ok(None),
            Self::Bytes { bytes, .. } => Ok(Some(bytes.clone().into())),
            Self::Multipart(parts) => parts.open().await.map(|body| Some(reqwest::Body::wrap(body))),
        }
    }
}

/// The string of a form field; `None` for null, which forms cannot express.
fn form_text(value: &Value) -> Option<Result<String, String>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(Ok(text.clone())),
        Value::Bool(_) | Value::Number(_) => Some(Ok(value.to_string())),
        Value::Array(_) | Value::Object(_) => Some(Err("a form cannot hold nested values".to_owned())),
    }
}
