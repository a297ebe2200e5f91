use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::generated::conventions::ERROR_MESSAGE;

/// Why a call did not give a value.
///
/// The predicates tell what happened, and their documentation whether the request may have taken effect. Where the
/// service answered, the status, the headers, the body and the service's own message are there. The text of an error is
/// one line; it never holds the API token.
///
/// ```no_run
/// # async fn example(client: dixa_generated::Client) -> Result<(), dixa_generated::Error> {
/// use dixa_generated::{Method, Request};
///
/// let response = Request::<serde_json::Value>::untyped(Method::GET, "/v1/tags/4711").send(&client).await;
/// match response {
///     Err(error) if error.is_not_found() => println!("gone: {error}"),
///     other => println!("{}", other?),
/// }
/// # Ok(()) }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    operation: Option<String>,
    status: Option<StatusCode>,
    headers: HeaderMap,
    body: Bytes,
    message: Option<String>,
    detail: String,
    path: Option<String>,
    attempts: u32,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Builder,
    Connect,
    ConnectTimeout,
    Timeout,
    Io,
    Status,
    Decode,
    TooLarge,
    Paging,
}

/// What happened.
impl Error {
    /// The request or the client could not be put together; nothing was sent.
    pub fn is_builder(&self) -> bool {
        self.0.kind == Kind::Builder
    }

    /// No connection came about; the last attempt sent nothing. Earlier attempts of an idempotent request may have
    /// taken effect.
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, Kind::Connect | Kind::ConnectTimeout)
    }

    /// A time limit passed. The request may have taken effect, unless [`is_connect`](Self::is_connect) is true as well.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::Timeout | Kind::ConnectTimeout)
    }

    /// The connection broke, or what came over it was not HTTP. The request may have taken effect.
    pub fn is_io(&self) -> bool {
        self.0.kind == Kind::Io
    }

    /// The service returned success, and the body was not what the description promises. The request has taken
    /// effect. Under a strict [`Watch`](crate::Watch) also a response with an undeclared status, which [`status`](Self::status) returns.
    pub fn is_decode(&self) -> bool {
        self.0.kind == Kind::Decode
    }

    /// The response was larger than the client accepts. The request has taken effect if [`status`](Self::status) is a
    /// success.
    pub fn is_too_large(&self) -> bool {
        self.0.kind == Kind::TooLarge
    }

    /// The service's link to the next page led to a page that was read before, or nowhere. Reading has no effect, and
    /// all items up to here were delivered.
    pub fn is_paging(&self) -> bool {
        self.0.kind == Kind::Paging
    }

    /// 400: the service did not accept the request; it had no effect.
    pub fn is_bad_request(&self) -> bool {
        self.has_status(StatusCode::BAD_REQUEST)
    }

    /// 401: the token is missing, wrong, or not entitled to the operation; the request had no effect.
    pub fn is_unauthorized(&self) -> bool {
        self.has_status(StatusCode::UNAUTHORIZED)
    }

    /// 403: the token is not entitled to the operation; the request had no effect.
    pub fn is_forbidden(&self) -> bool {
        self.has_status(StatusCode::FORBIDDEN)
    }

    /// 404: what the request names does not exist; the request had no effect. After a retried `DELETE` an earlier
    /// attempt may have been the one that removed it.
    pub fn is_not_found(&self) -> bool {
        self.has_status(StatusCode::NOT_FOUND)
    }

    /// 409: the request contradicts the present state; it had no effect.
    pub fn is_conflict(&self) -> bool {
        self.has_status(StatusCode::CONFLICT)
    }

    /// 429: the limit of requests was passed, and stayed so over all attempts; the request had no effect.
    pub fn is_rate_limited(&self) -> bool {
        self.has_status(StatusCode::TOO_MANY_REQUESTS)
    }

    /// 5xx: the service failed. The request may have taken effect.
    pub fn is_server_error(&self) -> bool {
        self.0.status.is_some_and(|status| status.is_server_error())
    }

    fn has_status(&self, status: StatusCode) -> bool {
        self.0.status == Some(status)
    }
}

/// What is known about it.
impl Error {
    /// The Rust path of the operation, such as `v1::tags::get_tag`; method and path of an untyped request.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// The status, where the service answered.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The headers of the response; empty where there was none.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The body of the response, as it came; of a bad item of a page, its JSON. Empty where there was none.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// The service's own message.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The JSON path of what could not be decoded, such as `data[3].link._type`.
    pub fn json_path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// How long the service asked to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        crate::client::retry_after(&self.0.headers)
    }

    /// How many times the request was sent, or sending it was begun.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }
}

impl Error {
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            status: None,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            message: None,
            detail: detail.into(),
            path: None,
            attempts: 0,
            source: None,
        }))
    }

    pub(crate) fn builder(detail: impl Into<String>) -> Self {
        Self::new(Kind::Builder, detail)
    }

    pub(crate) fn status_error(response: &http::Response<Bytes>) -> Self {
        let mut error = Self::new(Kind::Status, "").with_response(response);
        error.0.message = server_message(response.body());
        error
    }

    pub(crate) fn decode(path: String, detail: String) -> Self {
        let mut error = Self::new(Kind::Decode, detail);
        error.0.path = Some(path);
        error
    }

    pub(crate) fn transport(error: reqwest::Error) -> Self {
        let kind = match (error.is_connect(), error.is_timeout()) {
            (true, true) => Kind::ConnectTimeout,
            (true, false) => Kind::Connect,
            (false, true) => Kind::Timeout,
            (false, false) if error.is_builder() => Kind::Builder,
            (false, false) => Kind::Io,
        };
        let origin = error.url().map(|url| url.origin().ascii_serialization());
        let reason = innermost(&error);
        let detail = match origin.filter(|_| matches!(kind, Kind::Connect | Kind::ConnectTimeout)) {
            Some(origin) => format!("{origin}: {reason}"),
            None => reason,
        };
        Self::new(kind, detail).with_source(error.without_url())
    }

    pub(crate) fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn with_operation(mut self, operation: impl Into<String>) -> Self {
        self.0.operation = Some(operation.into());
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_head(mut self, status: StatusCode, headers: &HeaderMap) -> Self {
        self.0.status = Some(status);
        self.0.headers = headers.clone();
        self
    }

    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        self.0.body = body;
        self
    }

    pub(crate) fn with_response(self, response: &http::Response<Bytes>) -> Self {
        self.with_head(response.status(), response.headers()).with_body(response.body().clone())
    }

    /// Takes the token out of the texts, in case the service echoed it.
    pub(crate) fn without_token(mut self, token: &str) -> Self {
        let scrub = |text: &mut String| *text = without_fragments(&text.replace(token, "[token]"), token);
        scrub(&mut self.0.detail);
        self.0.message.as_mut().map(scrub);
        self.0.path.as_mut().map(scrub);
        self
    }

    pub(crate) fn kind(&self) -> Kind {
        self.0.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(operation) = &inner.operation {
            write!(f, "{operation}: ")?;
        }
        if let Some(status) = inner.status {
            write!(f, "{status}: ")?;
        }
        f.write_str(match inner.kind {
            Kind::Builder => "cannot build the request: ",
            Kind::Connect => "cannot connect: ",
            Kind::ConnectTimeout => "connecting took too long: ",
            Kind::Timeout => "time limit passed: ",
            Kind::Io => "the connection broke: ",
            Kind::Decode => "cannot decode the response",
            Kind::TooLarge => "the response is too large: ",
            Kind::Paging => "cannot go on to the next page: ",
            Kind::Status => "",
        })?;
        match (inner.kind, &inner.path, &inner.message) {
            (Kind::Decode, Some(path), _) if !path.is_empty() => write!(f, " at {path}: {}", OneLine(&inner.detail))?,
            (Kind::Decode, ..) => write!(f, ": {}", OneLine(&inner.detail))?,
            (Kind::Status, _, Some(message)) => write!(f, "{}", OneLine(message))?,
            (Kind::Status, _, None) => f.write_str("no message")?,
            _ => write!(f, "{}", OneLine(&inner.detail))?,
        }
        if inner.attempts > 1 {
            write!(f, " ({} attempts)", inner.attempts)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    /// Leaves headers and body out: they may hold personal data, and a service may echo the token in them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("operation", &self.0.operation)
            .field("status", &self.0.status)
            .field("message", &self.0.message)
            .field("detail", &self.0.detail)
            .field("path", &self.0.path)
            .field("attempts", &self.0.attempts)
            .field("body_length", &self.0.body.len())
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// A text on one line and of bearable length.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 500;
        for (position, character) in self.0.trim().chars().enumerate() {
            if position == LONGEST {
                return f.write_str("…");
            }
            fmt::Write::write_char(f, if character.is_control() { ' ' } else { character })?;
        }
        Ok(())
    }
}

/// Every declared error body is `{"message": "…"}`.
fn server_message(body: &[u8]) -> Option<String> {
    // From text, as everything else: each source that serde_json reads from is compiled for itself.
    let body: serde_json::Value = serde_json::from_str(std::str::from_utf8(body).ok()?).ok()?;
    Some(body.get(ERROR_MESSAGE)?.as_str()?.to_owned())
}

/// The text of the first cause: the outer ones of an HTTP client only say that a request failed.
fn innermost(error: &dyn StdError) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// How much of a token in a row is taken for a part of it: texts of responses are shortened, and may cut it anywhere.
const FRAGMENT: usize = 8;

fn without_fragments(text: &str, token: &str) -> String {
    let mut hidden = vec![false; text.len()];
    for (start, window) in text.as_bytes().windows(FRAGMENT).enumerate() {
        if token.as_bytes().windows(FRAGMENT).any(|part| part == window) {
            hidden[start..start + FRAGMENT].fill(true);
        }
    }
    let mut clean = String::with_capacity(text.len());
    let mut before = false;
    for (index, c) in text.char_indices() {
        match (before, hidden[index]) {
            (_, false) => clean.push(c),
            (false, true) => clean.push_str("[token]"),
            (true, true) => {}
        }
        before = hidden[index];
    }
    clean
}
