//! The error of all calls.

mod message;
mod scrub;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

/// Why a call failed.
///
/// The predicates classify the error, and their documentation states whether the request may have taken effect. If the
/// service sent a response, the error has its status, headers, body and message. The error is displayed on one line,
/// and never contains the API token.
///
/// ```no_run
/// # async fn example(client: dixa_generated::Client) -> Result<(), dixa_generated::Error> {
/// use dixa_generated::{Method, Request};
///
/// let tag = Request::<serde_json::Value>::untyped(Method::GET, "/v1/tags/1");
/// match tag.send(&client).await {
///     Err(error) if error.is_not_found() => println!("gone: {error}"),
///     other => println!("{}", other?),
/// }
/// # Ok(()) }
/// ```
///
/// The [guide](crate::guide::errors) shows what errors print, and all predicates in a table.
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
    page_key: Option<String>,
    attempts: u32,
    note: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Builder,
    Connect,
    ConnectTimeout,
    UnknownHost,
    Certificate,
    Timeout,
    Io,
    Status,
    Decode,
    Item,
    TooLarge,
    Paging,
}

impl Kind {
    fn is_connect(self) -> bool {
        matches!(self, Self::Connect | Self::ConnectTimeout | Self::UnknownHost | Self::Certificate)
    }

    /// Why no connection was established. The libraries state it in the messages of the causes only.
    fn of_connect(error: &(dyn StdError + 'static)) -> Self {
        let mut causes = causes(error).map(ToString::to_string);
        causes
            .find_map(|cause| match cause {
                cause if cause.starts_with("dns error") => Some(Self::UnknownHost),
                cause if cause.contains("certificate") => Some(Self::Certificate),
                _ => None,
            })
            .unwrap_or(Self::Connect)
    }
}

/// Classification.
impl Error {
    /// The request or the client could not be built; nothing was sent.
    pub fn is_builder(&self) -> bool {
        self.0.kind == Kind::Builder
    }

    /// No connection was established, so the last attempt sent nothing. Earlier attempts of an idempotent request may
    /// have taken effect.
    pub fn is_connect(&self) -> bool {
        self.0.kind.is_connect()
    }

    /// A time limit was exceeded, which the message names. The request may have taken effect, unless
    /// [`is_connect`](Self::is_connect) is true as well, or [`attempts`](Self::attempts) is 0: then the call waited for
    /// the rate limit and sent nothing.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::Timeout | Kind::ConnectTimeout)
    }

    /// The connection broke, or the response was not HTTP. The request may have taken effect.
    pub fn is_io(&self) -> bool {
        self.0.kind == Kind::Io
    }

    /// The status was a success, but the body does not match the description. The request has taken effect. Under a
    /// strict [`Watch`](crate::Watch) also a response with an undeclared status, which [`status`](Self::status)
    /// returns.
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode | Kind::Item)
    }

    /// One item of a list, or one page of [`Pages`](crate::Pages), could not be decoded; the next ones follow. After any
    /// other error the list ends, although it may have more items. [`is_decode`](Self::is_decode) is true as well, and
    /// [`body`](Self::body) is the JSON of the item or the page.
    ///
    /// ```no_run
    /// # async fn example(client: &dixa_generated::Client) -> Result<(), dixa_generated::Error> {
    /// # use dixa_generated::v1;
    /// let mut agents = v1::agents::list_agents().items(client);
    /// while let Some(agent) = agents.next().await {
    ///     match agent {
    ///         Ok(agent) => println!("{}", agent.display_name),
    ///         Err(error) if error.is_item() => eprintln!("skipped: {error}"),
    ///         // `error.page_key()` is where to continue.
    ///         Err(error) => return Err(error),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn is_item(&self) -> bool {
        self.0.kind == Kind::Item
    }

    /// The response was larger than the client accepts. The request has taken effect if [`status`](Self::status) is a
    /// success.
    pub fn is_too_large(&self) -> bool {
        self.0.kind == Kind::TooLarge
    }

    /// The link to the next page has no page key, or one that was read before. Reading has no effect, and all items of
    /// the earlier pages were returned.
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

    /// 404: the resource does not exist; the request had no effect. After a retried `DELETE` an earlier
    /// attempt may have been the one that removed it.
    pub fn is_not_found(&self) -> bool {
        self.has_status(StatusCode::NOT_FOUND)
    }

    /// 409: the request conflicts with the current state; it had no effect.
    pub fn is_conflict(&self) -> bool {
        self.has_status(StatusCode::CONFLICT)
    }

    /// 429: the rate limit was exceeded in all attempts; the request had no effect.
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

/// Details.
impl Error {
    /// The Rust path of the operation, such as `v1::tags::get_tag`; method and path of an untyped request.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// The status, if the service sent a response.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The headers of the response; empty if there was none.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The body of the response as received, or the JSON of an item that cannot be decoded; empty if there was none.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// The message of the service, shortened if it is long: `message` in the body, or what server frameworks and
    /// gateways send in its place (`error`, problem details, plain text, the title of a page).
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The JSON path of the value that could not be decoded, such as `data[3].link._type`.
    pub fn json_path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// The key of the page that could not be read, or that the item was on; `None` for the first page and for calls
    /// that are not pages. Pass it to [`Request::page_key`](crate::Request::page_key) to continue there.
    pub fn page_key(&self) -> Option<&str> {
        self.0.page_key.as_deref()
    }

    /// How long the service asked to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        crate::client::retry_after(&self.0.headers)
    }

    /// How many attempts to send the request were made.
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
            page_key: None,
            attempts: 0,
            note: None,
            source: None,
        }))
    }

    pub(crate) fn builder(detail: impl Into<String>) -> Self {
        Self::new(Kind::Builder, detail)
    }

    pub(crate) fn status_error(response: &http::Response<Bytes>) -> Self {
        let mut error = Self::new(Kind::Status, "").with_response(response);
        error.0.message = message::message(response.body());
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
            (true, false) => Kind::of_connect(&error),
            (false, true) => Kind::Timeout,
            (false, false) if error.is_builder() => Kind::Builder,
            (false, false) => Kind::Io,
        };
        let origin = error.url().map(|url| url.origin().ascii_serialization());
        let reason =
            if kind == Kind::ConnectTimeout { "no response (`connect_timeout`)".to_owned() } else { innermost(&error) };
        let detail = match origin.filter(|_| kind.is_connect()) {
            Some(origin) => format!("{origin}: {reason}"),
            None => reason,
        };
        Self::new(kind, detail).with_source(error.without_url())
    }

    /// Makes an error of decoding one of an item.
    pub(crate) fn of_item(mut self) -> Self {
        self.0.kind = Kind::Item;
        self
    }

    pub(crate) fn with_page_key(mut self, key: Option<&str>) -> Self {
        self.0.page_key = key.map(str::to_owned);
        self
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

    /// Adds a remark to the message, if there is one: why nothing more was tried, or what to do.
    pub(crate) fn with_note(mut self, note: Option<String>) -> Self {
        self.0.note = note.or(self.0.note);
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

    /// Removes the token from all messages, in case the service echoed it. A JSON path consists of keys and positions.
    pub(crate) fn without_token(mut self, token: &str) -> Self {
        let remove = |text: &mut String| *text = scrub::without_token(text, token);
        remove(&mut self.0.detail);
        self.0.message.as_mut().map(remove);
        self.0.note.as_mut().map(remove);
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
            Kind::Connect | Kind::UnknownHost | Kind::Certificate => "cannot connect: ",
            Kind::ConnectTimeout => "timed out while connecting: ",
            Kind::Timeout => "time limit exceeded: ",
            Kind::Io => "the connection broke: ",
            Kind::Decode | Kind::Item => "cannot decode the response",
            Kind::TooLarge => "the response is too large: ",
            Kind::Paging => "cannot read the next page: ",
            Kind::Status => "",
        })?;
        match (inner.kind, &inner.path, &inner.message) {
            (Kind::Decode | Kind::Item, Some(path), _) if !path.is_empty() => {
                write!(f, " at {path}: {}", OneLine(&inner.detail))?
            }
            (Kind::Decode | Kind::Item, ..) => write!(f, ": {}", OneLine(&inner.detail))?,
            (Kind::Status, _, Some(message)) => write!(f, "{}", OneLine(message))?,
            (Kind::Status, _, None) => f.write_str("no message")?,
            _ => write!(f, "{}", OneLine(&inner.detail))?,
        }
        let attempts = (inner.attempts > 1).then(|| format!("{} attempts", inner.attempts));
        match (attempts, &inner.note) {
            (None, None) => Ok(()),
            (Some(text), None) => write!(f, " ({text})"),
            (None, Some(note)) => write!(f, " ({})", OneLine(note)),
            (Some(attempts), Some(note)) => write!(f, " ({attempts}; {})", OneLine(note)),
        }
    }
}

impl fmt::Debug for Error {
    /// Begins with what is displayed, which is what a `main` that returns the error prints. Omits headers and body: they
    /// may contain personal data, or the token if the service echoed it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{self}")?;
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("operation", &self.0.operation)
            .field("status", &self.0.status)
            .field("message", &self.0.message)
            .field("detail", &self.0.detail)
            .field("path", &self.0.path)
            .field("attempts", &self.0.attempts)
            .field("note", &self.0.note)
            .field("body_length", &self.0.body.len())
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// A string on one line, truncated.
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

/// The message of the innermost cause: the outer errors of an HTTP client only state that a request failed.
fn innermost(error: &(dyn StdError + 'static)) -> String {
    causes(error).last().unwrap_or(error).to_string()
}

/// The causes of an error, from the outermost.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(error.source(), |error| StdError::source(*error))
}
