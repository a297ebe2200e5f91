//! Requests: what they consist of, and the methods that build and read them.

mod body;
mod multipart;
mod operation;
mod parts;
mod query;
mod style;
mod upload;
pub(crate) mod uri;
mod written;

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method};
use serde::Serialize;

pub use multipart::FilePart;
pub use operation::{Operation, ResponseFormat};
pub use parts::RequestParts;
pub use style::Style;
pub(crate) use upload::Upload;

use crate::client::{Api, RetryPolicy};
use crate::shortened::shortened;

/// A call of an operation as a value: it can be read, changed, cloned and sent.
///
/// The generated functions return it. `T` is the type that the response is decoded to. `P` identifies operations with
/// optional parameters, which are methods. An operation may get its first optional parameter in any release, so let the
/// compiler infer `P` (`Request<T, _>`, or a generic parameter). If something is wrong with a value, such as an empty
/// path parameter, sending the request returns the error. The [guide](crate::guide::requests) shows inputs, uploads and
/// the ways to send.
///
/// ```
/// use dixa_generated::{Method, Request};
///
/// let path = "/v1/tags/{tagId}";
/// let request = Request::<serde_json::Value>::untyped(Method::GET, path)
///     .path("tagId", "a/b")
///     .query("by", "ann@example.com");
/// let sent = "/v1/tags/a%2Fb?by=ann%40example.com";
/// assert_eq!(request.path_and_query(), sent);
/// ```
#[must_use = "a request does nothing until it is sent: `.send(&client).await?`"]
pub struct Request<T, P = ()> {
    pub(crate) parts: Box<RequestParts>,
    types: PhantomData<fn() -> (T, P)>,
}

impl<T, P> From<Box<RequestParts>> for Request<T, P> {
    #[inline]
    fn from(parts: Box<RequestParts>) -> Self {
        Self { parts, types: PhantomData }
    }
}

/// Parameters, headers and body.
impl<T, P> Request<T, P> {
    /// Sets a path parameter.
    pub fn path(self, name: &str, value: impl Display) -> Self {
        self.parts.path(name, value).into()
    }

    /// Sets a query parameter and replaces an earlier value.
    pub fn query(self, name: &str, value: impl Display) -> Self {
        self.parts.query(name, value).into()
    }

    /// Sets a query parameter that is repeated for each value, and replaces earlier values.
    pub fn query_all(self, name: &str, values: impl IntoIterator<Item = impl Display>) -> Self {
        self.parts.query_all(name, values).into()
    }

    /// Sets a header. It replaces an earlier value and the client's own.
    pub fn header(self, name: &str, value: impl Display) -> Self {
        self.parts.header(name, value).into()
    }

    /// Sets a JSON body.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.parts.json(body).into()
    }

    /// Sets a text body.
    pub fn text(self, body: impl Into<String>) -> Self {
        self.parts.text(body).into()
    }

    /// Sets a body of any content type.
    pub fn bytes(self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.parts.bytes(content_type, body).into()
    }

    /// Adds files to a multipart body.
    pub fn files(self, name: &str, files: impl IntoIterator<Item = FilePart>) -> Self {
        self.parts.files(name, files).into()
    }

    /// Sets the time limit of this call, in place of the client's: with the wait for the rate limit, all attempts, and
    /// the waits between them. `None` means no limit.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.parts.timeout = Some(limit.into());
        self
    }

    /// Sets the time limit of each attempt of this call, in place of the client's. `None` means no limit.
    pub fn attempt_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.parts.attempt_timeout = Some(limit.into());
        self
    }

    /// Sets when this request is sent again, in place of the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.parts.retry = Some(policy);
        self
    }
}

/// Requests for operations that the descriptions do not have.
impl<T> Request<T> {
    /// A request for an operation of the main API that the descriptions do not have; [`Api::untyped`] is one of another
    /// API.
    ///
    /// The path begins with the version, such as `/v1/agents`. It is percent-encoded, and may have parameters in
    /// braces, which [`path`](Self::path) sets. The response is decoded from the whole body.
    ///
    /// ```no_run
    /// # async fn example(client: dixa_generated::Client) -> Result<(), dixa_generated::Error> {
    /// use dixa_generated::{Method, Request};
    ///
    /// let path = "/beta/agents/{agentId}";
    /// let request = Request::untyped(Method::GET, path).path("agentId", 4711);
    /// let agent: serde_json::Value = request.send(&client).await?;
    /// # Ok(()) }
    /// ```
    pub fn untyped(method: Method, path: &str) -> Self {
        RequestParts::with_template(Operation::UNTYPED, method, Cow::Owned(path.to_owned())).into()
    }
}

impl Api {
    /// A request for an operation of this API that its description does not have; see [`Request::untyped`].
    pub fn untyped<T>(&'static self, method: Method, path: &str) -> Request<T> {
        let mut request = Request::untyped(method, path);
        request.parts.api = self;
        request
    }
}

/// Reading a request.
impl<T, P> Request<T, P> {
    /// The operation, such as `v1::tags::get_tag`; method and path of an untyped request.
    pub fn operation(&self) -> Cow<'static, str> {
        self.parts.name()
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.parts.method
    }

    /// The path with its parameters in braces, such as `/v1/tags/{tagId}`.
    pub fn path_template(&self) -> &str {
        &self.parts.template
    }

    /// Path and query as they are sent, percent-encoded, without the client's base URL.
    pub fn path_and_query(&self) -> String {
        self.parts.path_and_query()
    }

    /// The query parameters, not encoded.
    pub fn query_pairs(&self) -> &[(String, String)] {
        self.parts.query.pairs()
    }

    /// The headers of this request alone; the client adds its own, among them the token.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// The body: empty if the request has none, `None` if a part of it is not in memory.
    pub fn body_in_memory(&self) -> Option<Bytes> {
        self.parts.body.in_memory()
    }
}

impl<T, P> Clone for Request<T, P> {
    fn clone(&self) -> Self {
        self.parts.clone().into()
    }
}

impl<T, P> fmt::Debug for Request<T, P> {
    /// Shows the kind and size of the body, and the names of the headers, but not what is in them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 200;
        let cut = |text: &str| shortened(text, LONGEST);
        let headers = self.parts.headers.keys().map(HeaderName::as_str).collect::<Vec<_>>().join(", ");
        f.debug_struct("Request")
            .field("operation", &cut(&self.parts.name()))
            .field("method", &self.parts.method)
            .field("path_and_query", &cut(&self.parts.path_and_query()))
            .field("headers", &cut(&headers))
            .field("body", &self.parts.body)
            .field("problem", &self.parts.problem.as_deref().map(cut))
            .finish_non_exhaustive()
    }
}
