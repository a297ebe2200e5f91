//! Bodies of requests.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use serde::Serialize;

use super::multipart::Multipart;
use super::style::{Style, pairs};
use super::upload::{self, Parts, Upload};
use super::uri::encode_form;
use super::written::Written;

/// The body of a request.
#[derive(Clone, Default)]
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

    pub(crate) fn json(content_type: &str, value: &(impl Serialize + ?Sized)) -> Result<Self, String> {
        let json = serde_json::to_vec(value).map_err(|error| error.to_string())?;
        Self::new(content_type, json)
    }

    /// A form; fields that are not listed are exploded.
    pub(crate) fn form(styles: &[(&str, Style)], value: &(impl Serialize + ?Sized)) -> Result<Self, String> {
        let value = Written::new(value).map_err(|error| error.to_string())?;
        let fields = value.entries().ok_or("a form must be an object")?;
        let style = |name: &str| styles.iter().find(|(of, _)| *of == name).map_or(Style::Exploded, |(_, style)| *style);
        let pairs = fields
            .iter()
            .filter(|(_, value)| !value.is_null())
            .flat_map(|(name, value)| pairs(name, value, style(name), encode_form));
        let pairs: Vec<String> = pairs.map(|pair| pair.encoded).collect();
        Self::new("application/x-www-form-urlencoded", pairs.join("&"))
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

    /// The body for the HTTP client, and its progress; `None` without a body. `is_first` is false if the body was sent
    /// before.
    pub(crate) async fn open(&self, is_first: bool) -> Result<Option<(reqwest::Body, Upload)>, String> {
        Ok(match self {
            Self::Empty => None,
            Self::Bytes { bytes, .. } => Some(upload::body_of(bytes.clone())),
            Self::Multipart(multipart) => {
                let (parts, upload) = Parts::new(multipart.open(is_first).await?);
                Some((reqwest::Body::wrap(parts), upload))
            }
        })
    }
}

impl fmt::Debug for Body {
    /// Kind and size, without the content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("none"),
            Self::Bytes { content_type, bytes } => write!(f, "{} bytes of {content_type:?}", bytes.len()),
            Self::Multipart(multipart) => write!(f, "multipart/form-data with {} parts", multipart.len()),
        }
    }
}
