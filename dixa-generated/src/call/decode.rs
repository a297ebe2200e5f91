//! From the bytes of a response to values; errors name the JSON path.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Display;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess};
use serde::ser::SerializeMap;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::codec;
use crate::codec::Object;
use crate::error::Error;
use crate::page::PageLinks;
use crate::request::ResponseFormat;
use crate::watch::Watch;

/// Who looks at a response for drift, and in which operation.
pub(crate) type Watcher<'a> = Option<(&'a Watch, &'a str)>;

/// Decodes the value of a response.
pub(crate) fn decode<T: DeserializeOwned>(
    format: ResponseFormat,
    response: &http::Response<Bytes>,
    watch: Watcher<'_>,
) -> Result<T, Error> {
    value(format, response.body(), watch).map_err(|failure| failure.into_error(response))
}

fn value<T: DeserializeOwned>(format: ResponseFormat, body: &[u8], watch: Watcher<'_>) -> Result<T, Failure> {
    let absent = match format {
        ResponseFormat::Data => "null",
        ResponseFormat::List => "[]",
        _ => {
            let json = json_of(format, body)?;
            return from_json(&json, &"", watch);
        }
    };
    let text = utf8(body)?;
    let data = if text.trim().is_empty() { None } else { from_json::<Data<T>>(text, &"", watch)?.0 };
    data.map_or_else(|| from_json(absent, &"data", watch), Ok)
}

/// The envelope `{"data": …}`; a `data` of null counts as absent.
struct Data<T>(Option<T>);

impl<T: DeserializeOwned> Object for Data<T> {
    const NAME: &'static str = "the response's envelope";
    const KEYS: &'static [&'static str] = &["data"];

    fn read<'de, A: MapAccess<'de>>(entries: &mut codec::Entries<A>) -> Result<Self, A::Error> {
        let mut data = None;
        while entries.next_known()?.is_some() {
            entries.set_optional(&mut data)?;
        }
        Ok(Self(data))
    }

    fn write<M: SerializeMap>(&self, _: &mut codec::Writer<M>) {}
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Data<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        static ORDER: codec::Order = codec::Order::new();
        codec::read_object(deserializer, &ORDER)
    }
}

/// Decodes a value that stands at a path of a response.
pub(crate) fn from_json<T: DeserializeOwned>(json: &str, path: &dyn Display, watch: Watcher<'_>) -> Result<T, Failure> {
    let Some((watch, operation)) = watch else {
        return codec::decode(json).map_err(|error| Failure::new(json, path, &error));
    };
    watch.decode(operation, &path.to_string(), json).map_err(|problem| match problem {
        Ok(finding) => Failure { path: finding.path, message: format!("{} `{}`", finding.kind, finding.value) },
        Err(error) => Failure::new(json, path, &error),
    })
}

/// Why a response could not be decoded, and where.
pub(crate) struct Failure {
    path: String,
    message: String,
}

impl Failure {
    #[cold]
    fn new(json: &str, path: &dyn Display, error: &serde_json::Error) -> Self {
        let (inner, message) = codec::split_path(error);
        let inner = inner.unwrap_or_default();
        let found = found_at(json, &inner).unwrap_or_else(|| near(json, error));
        let full = format!("{path}{inner}");
        Self { path: full.trim_start_matches('.').to_owned(), message: format!("{message}, {found}") }
    }

    pub(crate) fn into_error(self, response: &http::Response<Bytes>) -> Error {
        let mut message = self.message;
        let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if let Some(content_type) = content_type.filter(|text| !text.contains("json")) {
            message += &format!(" (content type {content_type})");
        }
        Error::decode(self.path, message).with_response(response)
    }
}

/// The JSON of the value in a body without an envelope.
///
/// Text and bytes become JSON too, so that the decoder of every type exists once: for JSON text.
fn json_of(format: ResponseFormat, body: &[u8]) -> Result<Cow<'_, str>, Failure> {
    match format {
        ResponseFormat::Empty => Ok("null".into()),
        ResponseFormat::Bytes => Ok(Value::from(body).to_string().into()),
        ResponseFormat::Text => Ok(Value::from(utf8(body)?).to_string().into()),
        ResponseFormat::Json | ResponseFormat::Data | ResponseFormat::List => match utf8(body)? {
            text if text.trim().is_empty() => Ok("null".into()),
            text => Ok(text.into()),
        },
    }
}

fn utf8(body: &[u8]) -> Result<&str, Failure> {
    std::str::from_utf8(body).map_err(|error| Failure { path: String::new(), message: format!("not text: {error}") })
}

fn envelope(text: &str) -> Result<HashMap<String, &RawValue>, Failure> {
    if text.trim().is_empty() {
        return Ok(HashMap::new());
    }
    serde_json::from_str(text).map_err(|error| Failure::new(text, &"", &error))
}

/// The items of a page, not yet decoded, and the link to the next page.
pub(crate) fn page(response: &http::Response<Bytes>) -> Result<(Vec<Box<RawValue>>, Option<String>), Error> {
    let split = || {
        let envelope = envelope(utf8(response.body())?)?;
        let part = |name: &str| envelope.get(name).map(|raw| raw.get()).filter(|json| *json != "null");
        let items = part("data").map_or(Ok(Vec::new()), |json| from_json(json, &"data", None))?;
        let links = part("meta").map_or(Ok(None), |json| from_json::<PageLinks>(json, &"meta", None).map(Some))?;
        Ok((items, links.and_then(|links| links.next)))
    };
    split().map_err(|failure: Failure| failure.into_error(response))
}

/// The value at a path, shortened.
fn found_at(json: &str, path: &str) -> Option<String> {
    let root: Value = serde_json::from_str(json).ok()?;
    let mut value = &root;
    for key in path.split(['.', '[', ']']).filter(|key| !key.is_empty()) {
        let next = key.parse().map_or_else(|_| value.get(key), |position: usize| value.get(position));
        let Some(next) = next else { break };
        value = next;
    }
    Some(format!("found `{}`", shortened(&value.to_string())))
}

/// The text around a syntax error.
fn near(json: &str, error: &serde_json::Error) -> String {
    if json.trim().is_empty() {
        return "found nothing".to_owned();
    }
    let line = json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let start = (line + error.column()).saturating_sub(40);
    let start = (0..=start).rev().find(|start| json.is_char_boundary(*start)).unwrap_or(0);
    format!("near `{}`", shortened(&json[start..]))
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
