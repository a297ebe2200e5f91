//! A call as a value.

mod body;
mod multipart;
mod operation;
pub(crate) mod uri;

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use http::header::COOKIE;
use http::{HeaderMap, Method};
use serde::Serialize;

pub use multipart::FilePart;
pub use operation::{Operation, ResponseFormat};

use crate::client::{RetryPolicy, header};
use crate::error::Error;
use body::Body;
use multipart::Multipart;

/// A call of an operation, as a value: it can be looked at, changed, cloned, and sent.
///
/// The generated functions return it. `T` is what the response is decoded to; `P` marks operations that have optional
/// parameters, which are methods. Which operations have some may change in any release: leave `P` to the compiler
/// (`Request<T, _>`, or a generic parameter). What cannot be put together, such as an empty path parameter, is kept and
/// comes out as an error when the request is sent.
///
/// ```
/// use dixa_generated::{Method, Request};
///
/// let request = Request::<serde_json::Value>::untyped(Method::GET, "/v1/endusers/{userId}")
///     .path("userId", "a/b")
///     .query("email", "ann@example.com");
/// assert_eq!(request.path_and_query(), "/v1/endusers/a%2Fb?email=ann%40example.com");
/// ```
#[must_use = "a request does nothing until it is sent"]
pub struct Request<T, P = ()> {
    pub(crate) parts: Box<RequestParts>,
    types: PhantomData<fn() -> (T, P)>,
}

/// A request without its types, so that most of the code exists once.
#[derive(Clone)]
pub(crate) struct RequestParts {
    pub(crate) operation: &'static Operation,
    pub(crate) method: Method,
    pub(crate) template: Cow<'static, str>,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    /// The first thing that went wrong while building.
    problem: Option<String>,
}

/// Parameters, headers and body.
impl<T, P> Request<T, P> {
    #[doc(hidden)]
    pub fn new(operation: &'static Operation) -> Self {
        Self::from_parts(RequestParts::new(operation, operation.method.clone(), Cow::Borrowed(operation.path)))
    }

    fn from_parts(parts: RequestParts) -> Self {
        Self { parts: Box::new(parts), types: PhantomData }
    }

    /// Sets a parameter of the path.
    pub fn path(mut self, name: &str, value: impl Display) -> Self {
        self.parts.set_path(name, &value);
        self
    }

    /// Sets a query parameter, in place of an earlier value.
    pub fn query(mut self, name: &str, value: impl Display) -> Self {
        self.parts.set_query(name, value.to_string());
        self
    }

    /// Sets a query parameter that is repeated for each value.
    pub fn query_all(mut self, name: &str, values: impl IntoIterator<Item = impl Display>) -> Self {
        self.parts.query.retain(|(known, _)| known != name);
        self.parts.query.extend(values.into_iter().map(|value| (name.to_owned(), value.to_string())));
        self
    }

    #[doc(hidden)]
    pub fn query_joined(mut self, name: &str, separator: char, values: impl IntoIterator<Item = impl Display>) -> Self {
        self.parts.set_query(name, joined(separator, values));
        self
    }

    /// Sets a header, in place of the client's own.
    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        let result = self.parts.set_header(name, &value);
        self.parts.note(result);
        self
    }

    #[doc(hidden)]
    pub fn cookie(mut self, name: &str, value: impl Display) -> Self {
        let result = self.parts.add_cookie(name, &value);
        self.parts.note(result);
        self
    }

    /// Sets a JSON body.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.set_body(Body::json(body))
    }

    /// Sets a text body.
    pub fn text(self, body: impl Into<String>) -> Self {
        self.set_body(Body::new("text/plain; charset=utf-8", body.into()))
    }

    /// Sets a body of any content type.
    pub fn bytes(self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.set_body(Body::new(content_type, body))
    }

    #[doc(hidden)]
    pub fn form(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.set_body(Body::form(body))
    }

    /// Adds files to a multipart body.
    pub fn files(self, name: &str, files: impl IntoIterator<Item = FilePart>) -> Self {
        self.with_parts(|parts| files.into_iter().try_for_each(|file| parts.file(name, file)))
    }

    #[doc(hidden)]
    pub fn part_text(self, name: &str, value: impl Display) -> Self {
        self.with_parts(|parts| {
            parts.field(name, None, value.to_string());
            Ok(())
        })
    }

    #[doc(hidden)]
    pub fn parts_text(self, name: &str, values: impl IntoIterator<Item = impl Display>) -> Self {
        values.into_iter().fold(self, |request, value| request.part_text(name, value))
    }

    #[doc(hidden)]
    pub fn part_json(self, name: &str, value: &(impl Serialize + ?Sized)) -> Self {
        self.with_parts(|parts| {
            let json = serde_json::to_vec(value).map_err(|error| error.to_string())?;
            parts.field(name, Some("application/json"), json);
            Ok(())
        })
    }

    fn with_parts(mut self, add: impl FnOnce(&mut Multipart) -> Result<(), String>) -> Self {
        let result = self.parts.body.add_parts(add);
        self.parts.note(result);
        self
    }

    fn set_body(mut self, body: Result<Body, String>) -> Self {
        self.parts.set_body(body);
        self
    }

    /// Sets the time that this call may take, in place of the client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.parts.timeout = Some(timeout);
        self
    }

    /// Sets when this request is sent again, in place of the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.parts.retry = Some(policy);
        self
    }
}

/// Requests for what the descriptions do not have.
impl<T> Request<T> {
    /// A request for an operation that the descriptions do not have. The path begins with the version, such as
    /// `/v1/agents`; it is percent-encoded, or has parameters in braces which [`path`](Self::path) sets. The response is
    /// decoded from the whole body.
    ///
    /// ```no_run
    /// # async fn example(client: dixa_generated::Client) -> Result<(), dixa_generated::Error> {
    /// use dixa_generated::{Method, Request};
    ///
    /// let request = Request::untyped(Method::GET, "/beta/agents/{agentId}").path("agentId", 4711);
    /// let agent: serde_json::Value = request.send(&client).await?;
    /// # Ok(()) }
    /// ```
    pub fn untyped(method: Method, path: &str) -> Self {
        Self::from_parts(RequestParts::new(Operation::UNTYPED, method, Cow::Owned(path.to_owned())))
    }
}

/// Looking at a request.
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

    /// Path and query as they are sent, percent-encoded; the client's base URL comes before them.
    pub fn path_and_query(&self) -> String {
        self.parts.path_and_query()
    }

    /// The query parameters, not encoded.
    pub fn query_pairs(&self) -> &[(String, String)] {
        &self.parts.query
    }

    /// The headers of this request alone; the client adds its own, the token among them.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// The body, if the whole of it is in memory; empty without one.
    pub fn body_in_memory(&self) -> Option<Bytes> {
        self.parts.body.in_memory()
    }
}

impl RequestParts {
    fn new(operation: &'static Operation, method: Method, template: Cow<'static, str>) -> Self {
        Self {
            operation,
            method,
            path: template.to_string(),
            template,
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: Body::Empty,
            timeout: None,
            retry: None,
            problem: None,
        }
    }

    fn note(&mut self, result: Result<(), String>) {
        if let Err(problem) = result {
            self.problem.get_or_insert(problem);
        }
    }

    fn set_path(&mut self, name: &str, value: &dyn Display) {
        let result = uri::fill(&self.path, name, &value.to_string()).map(|path| self.path = path);
        self.note(result);
    }

    pub(crate) fn set_query(&mut self, name: &str, value: String) {
        match self.query.iter_mut().find(|(known, _)| known == name) {
            Some(pair) => pair.1 = value,
            None => self.query.push((name.to_owned(), value)),
        }
    }

    fn set_header(&mut self, name: &str, value: &dyn Display) -> Result<(), String> {
        let (name, value) = header(name, &value.to_string())?;
        self.headers.insert(name, value);
        Ok(())
    }

    fn add_cookie(&mut self, name: &str, value: &dyn Display) -> Result<(), String> {
        let cookie = format!("{name}={}", uri::encode(&value.to_string()));
        let earlier = self.headers.get(COOKIE).and_then(|value| value.to_str().ok());
        let all = earlier.map_or(cookie.clone(), |earlier| format!("{earlier}; {cookie}"));
        self.set_header(COOKIE.as_str(), &all)
    }

    fn set_body(&mut self, body: Result<Body, String>) {
        let result = body.map(|body| self.body = body).map_err(|problem| format!("the body: {problem}"));
        self.note(result);
    }

    pub(crate) fn name(&self) -> Cow<'static, str> {
        if self.operation.id.is_empty() {
            return format!("{} {}", self.method, self.template).into();
        }
        self.operation.name.into()
    }

    pub(crate) fn path_and_query(&self) -> String {
        let mut text = String::new();
        self.write_path_and_query(&mut text);
        text
    }

    pub(crate) fn write_path_and_query(&self, out: &mut String) {
        out.push_str(&self.path);
        if !self.query.is_empty() {
            out.push('?');
            out.push_str(&uri::encode_query(&self.query));
        }
    }

    /// Whether the request can be sent.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let problem = self.problem.clone().map_or_else(|| uri::check(&self.path), Err);
        problem.map_err(|problem| self.builder_error(problem))
    }

    pub(crate) fn builder_error(&self, problem: impl Into<String>) -> Error {
        Error::builder(problem).with_operation(self.name())
    }
}

impl<T, P> Clone for Request<T, P> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), types: PhantomData }
    }
}

impl<T, P> fmt::Debug for Request<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.parts.name())
            .field("method", &self.parts.method)
            .field("path_and_query", &self.parts.path_and_query())
            .field("headers", &self.parts.headers)
            .field("body", &self.parts.body)
            .field("problem", &self.parts.problem)
            .finish_non_exhaustive()
    }
}

/// The values in one text, as lists stand in paths, headers and some queries.
pub(crate) fn joined(separator: char, values: impl IntoIterator<Item = impl Display>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    values.join(separator.encode_utf8(&mut [0; 4]))
}
