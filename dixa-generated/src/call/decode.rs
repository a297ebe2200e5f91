//! Decoding response bodies; errors name the JSON path.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;

use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::codec::{self, RawJson};
use crate::envelope::Envelope;
use crate::error::Error;
use crate::generated::conventions::DATA;
use crate::request::ResponseFormat;
use crate::shortened::shortened;
use crate::watch::{ResponseOf, Watch};

/// The watch that findings in a response are reported to, and what the response is of.
pub(crate) type Watcher<'a> = Option<(&'a Watch, ResponseOf<'a>)>;

/// The longest part of a body that a message shows, in bytes.
const LONGEST: usize = 80;

/// Decodes the value of a response.
pub(crate) fn decode<T: DeserializeOwned>(
    format: ResponseFormat,
    response: &http::Response<Bytes>,
    watch: Watcher<'_>,
) -> Result<T, Error> {
    let body = response.body();
    let value = match format {
        ResponseFormat::ByStatus(formats) => value_by_status(formats, response.status(), body, watch),
        format => value(format, body, watch),
    };
    value.map_err(|failure| failure.into_error(response))
}

/// Decodes a value whose type depends on the status.
fn value_by_status<T: DeserializeOwned>(
    formats: &[(&str, ResponseFormat)],
    status: StatusCode,
    body: &[u8],
    watch: Watcher<'_>,
) -> Result<T, Failure> {
    let of = |wanted: &str| formats.iter().find(|(declared, _)| *declared == wanted).copied();
    let (status, json, path) = match of(status.as_str()).or_else(|| of("2XX")) {
        Some((declared, format)) => {
            let (json, path) = value_of(format, body)?;
            (declared, json, path)
        }
        // The union keeps what it does not know.
        None => (status.as_str(), any_json(body), ""),
    };
    // The status is a string of digits and letters, and the path of an error begins within it.
    let wrapped = format!("{{\"{status}\":{json}}}");
    read_json(&wrapped, &json, &path, watch)
}

/// The JSON of the value in a body, and its path there.
fn value_of(format: ResponseFormat, body: &[u8]) -> Result<(Cow<'_, str>, &'static str), Failure> {
    let absent = match format {
        ResponseFormat::Data => "null",
        ResponseFormat::List => "[]",
        ResponseFormat::Optional(format) if !is_blank(body) => return value_of(*format, body),
        format => return Ok((json_of(format, body)?, "")),
    };
    let envelope: Envelope<RawJson, IgnoredAny> = envelope(body, None)?;
    Ok((envelope.data.map_or_else(|| absent.into(), |data| data.get().to_owned().into()), DATA))
}

/// A body as JSON, whatever it is.
fn any_json(body: &[u8]) -> Cow<'_, str> {
    match utf8(body) {
        Ok(text) if text.trim().is_empty() => "null".into(),
        Ok(text) if serde_json::from_str::<IgnoredAny>(text).is_ok() => text.into(),
        Ok(text) => Value::from(text).to_string().into(),
        Err(_) => Value::from(body).to_string().into(),
    }
}

fn value<T: DeserializeOwned>(format: ResponseFormat, body: &[u8], watch: Watcher<'_>) -> Result<T, Failure> {
    let absent = match format {
        ResponseFormat::Data => "null",
        ResponseFormat::List => "[]",
        ResponseFormat::Optional(format) if !is_blank(body) => return value(*format, body, watch),
        _ => {
            let json = json_of(format, body)?;
            return from_json(&json, &"", watch);
        }
    };
    let envelope: Envelope<T, IgnoredAny> = envelope(body, watch)?;
    envelope.data.map_or_else(|| from_json(absent, &DATA, watch), Ok)
}

/// The items of a list, which are not decoded yet, and the path of the list. `is_optional` accepts `null`.
pub(crate) fn items(
    format: ResponseFormat,
    body: &[u8],
    is_optional: bool,
) -> Result<(Vec<RawJson>, &'static str), Failure> {
    let (json, path) = value_of(format, body)?;
    let items: Option<Vec<RawJson>> = match is_optional {
        true => from_json(&json, &path, None)?,
        false => Some(from_json(&json, &path, None)?),
    };
    Ok((items.unwrap_or_default(), path))
}

/// Whether a body has no content.
fn is_blank(body: &[u8]) -> bool {
    utf8(body).is_ok_and(|text| text.trim().is_empty())
}

/// Reads the envelope in a body.
pub(crate) fn envelope<T: DeserializeOwned, M: DeserializeOwned>(
    body: &[u8],
    watch: Watcher<'_>,
) -> Result<Envelope<T, M>, Failure> {
    from_json(promised(body)?, &"", watch)
}

/// Decodes a value that is at a path of a response.
pub(crate) fn from_json<T: DeserializeOwned>(json: &str, path: &dyn Display, watch: Watcher<'_>) -> Result<T, Failure> {
    read_json(json, json, path, watch)
}

/// Decodes JSON that may not be UTF-8, at a path of what was received.
#[cfg(any(feature = "exports", feature = "webhooks"))]
pub(crate) fn element<T: DeserializeOwned>(json: &[u8], path: &dyn Display, watch: Watcher<'_>) -> Result<T, Failure> {
    let json = utf8(json).map_err(|failure| Failure { path: path.to_string(), ..failure })?;
    from_json(json, path, watch)
}

/// Decodes JSON; an error shows what is at its path in `shown`.
fn read_json<T: DeserializeOwned>(
    json: &str,
    shown: &str,
    path: &dyn Display,
    watch: Watcher<'_>,
) -> Result<T, Failure> {
    let Some((watch, of)) = watch else {
        return codec::decode(json).map_err(|error| Failure::new(shown, path, &error));
    };
    watch.decode(of, &path.to_string(), json, shown).map_err(|problem| match problem {
        Ok(finding) => Failure { path: finding.path, message: format!("{} `{}`", finding.kind, finding.value) },
        Err(error) => Failure::new(shown, path, &error),
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
        let found = found_at(json, &inner);
        let full = format!("{path}{inner}");
        Self { path: full.trim_start_matches('.').to_owned(), message: format!("{message}, {found}") }
    }

    /// The path and the message.
    #[cfg(feature = "webhooks")]
    pub(crate) fn into_parts(self) -> (String, String) {
        (self.path, self.message)
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
/// Text and bytes are converted to JSON too, so that the decoder of each type is compiled once, for JSON text.
fn json_of(format: ResponseFormat, body: &[u8]) -> Result<Cow<'_, str>, Failure> {
    match format {
        ResponseFormat::Empty => Ok("null".into()),
        ResponseFormat::Bytes => Ok(Value::from(body).to_string().into()),
        ResponseFormat::Text => Ok(Value::from(utf8(body)?).to_string().into()),
        ResponseFormat::Optional(_) if is_blank(body) => Ok("null".into()),
        ResponseFormat::Optional(format) => json_of(*format, body),
        // A format within another is one of the others.
        ResponseFormat::Json | ResponseFormat::Data | ResponseFormat::List | ResponseFormat::ByStatus(_) => {
            Ok(promised(body)?.into())
        }
    }
}

/// The text of a body that the description promises.
fn promised(body: &[u8]) -> Result<&str, Failure> {
    match utf8(body)? {
        text if text.trim().is_empty() => {
            Err(Failure { path: String::new(), message: "the body is empty, but the description declares one".into() })
        }
        text => Ok(text),
    }
}

/// The text of a body, without a byte order mark (RFC 8259, section 8.1).
fn utf8(body: &[u8]) -> Result<&str, Failure> {
    match std::str::from_utf8(body) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => Err(Failure { path: String::new(), message: format!("not UTF-8: {error}") }),
    }
}

/// What is at a path: the value, or the text around a syntax error.
fn found_at(json: &str, path: &str) -> String {
    if json.trim().is_empty() {
        return "found nothing".to_owned();
    }
    let mut value: &RawValue = match serde_json::from_str(json) {
        Ok(root) => root,
        Err(error) => return format!("near `{}`", around(json, &error)),
    };
    for key in path.split(['.', '[', ']']).filter(|key| !key.is_empty()) {
        let Some(next) = child(value, key) else { break };
        value = next;
    }
    format!("found `{}`", shortened(value.get(), LONGEST))
}

/// The value of a key or at a position.
fn child<'a>(value: &'a RawValue, key: &str) -> Option<&'a RawValue> {
    match value.get().as_bytes() {
        [b'{', ..] => serde_json::from_str::<BTreeMap<String, &RawValue>>(value.get()).ok()?.remove(key),
        _ => serde_json::from_str::<Vec<&RawValue>>(value.get()).ok()?.get(key.parse::<usize>().ok()?).copied(),
    }
}

/// The text before and after a syntax error.
fn around(json: &str, error: &serde_json::Error) -> String {
    const BEFORE: usize = 40;
    let line: usize = json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let place = (line + error.column()).min(json.len());
    let start = (0..=place.saturating_sub(BEFORE)).rev().find(|start| json.is_char_boundary(*start)).unwrap_or(0);
    let cut = if start > 0 { "…" } else { "" };
    format!("{cut}{}", shortened(&json[start..], LONGEST))
}
