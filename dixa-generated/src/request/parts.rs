//! What a request consists of, without its types.

use std::borrow::Cow;
use std::fmt::Display;
use std::time::Duration;

use bytes::Bytes;
use http::header::COOKIE;
use http::{HeaderMap, Method};
use serde::Serialize;

use super::body::Body;
use super::multipart::{FilePart, Multipart};
use super::operation::Operation;
use super::uri;
use crate::client::{RetryPolicy, header};
use crate::error::Error;

/// A request without its types, so that most of the code is compiled once.
///
/// Generated code builds requests with it. Optional parameters become methods of [`Request`](super::Request), so what
/// only generated code needs is a method of this type: there it cannot collide with the name of a parameter.
#[doc(hidden)]
#[derive(Clone)]
pub struct RequestParts {
    pub(crate) operation: &'static Operation,
    pub(crate) method: Method,
    pub(crate) template: Cow<'static, str>,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    /// The first error while building.
    pub(super) problem: Option<String>,
}

/// What builds a request.
impl RequestParts {
    /// A request for an operation, without parameters.
    pub fn new(operation: &'static Operation) -> Box<Self> {
        Self::with_template(operation, operation.method.clone(), Cow::Borrowed(operation.path))
    }

    pub(super) fn with_template(
        operation: &'static Operation,
        method: Method,
        template: Cow<'static, str>,
    ) -> Box<Self> {
        Box::new(Self {
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
        })
    }

    /// Sets a path parameter.
    pub fn path(mut self: Box<Self>, name: &str, value: impl Display) -> Box<Self> {
        self.set_path(name, &value);
        self
    }

    /// Sets a path parameter that is a list.
    pub fn path_joined(self: Box<Self>, name: &str, values: impl IntoIterator<Item = impl Display>) -> Box<Self> {
        self.path(name, joined(',', values))
    }

    /// Sets a query parameter and replaces an earlier value.
    pub fn query(mut self: Box<Self>, name: &str, value: impl Display) -> Box<Self> {
        self.set_query(name, value.to_string());
        self
    }

    /// Sets a query parameter that is repeated for each value.
    pub fn query_all(mut self: Box<Self>, name: &str, values: impl IntoIterator<Item = impl Display>) -> Box<Self> {
        self.query.retain(|(known, _)| known != name);
        self.query.extend(values.into_iter().map(|value| (name.to_owned(), value.to_string())));
        self
    }

    /// Sets a query parameter that is a list in one value.
    pub fn query_joined(
        mut self: Box<Self>,
        name: &str,
        separator: char,
        values: impl IntoIterator<Item = impl Display>,
    ) -> Box<Self> {
        self.set_query(name, joined(separator, values));
        self
    }

    /// Sets a header.
    pub fn header(mut self: Box<Self>, name: &str, value: impl Display) -> Box<Self> {
        let result = self.set_header(name, &value);
        self.keep_problem(result);
        self
    }

    /// Sets a header that is a list.
    pub fn header_joined(self: Box<Self>, name: &str, values: impl IntoIterator<Item = impl Display>) -> Box<Self> {
        self.header(name, joined(',', values))
    }

    /// Adds a cookie.
    pub fn cookie(mut self: Box<Self>, name: &str, value: impl Display) -> Box<Self> {
        let result = self.add_cookie(name, &value);
        self.keep_problem(result);
        self
    }

    /// Adds a cookie that is a list.
    pub fn cookie_joined(self: Box<Self>, name: &str, values: impl IntoIterator<Item = impl Display>) -> Box<Self> {
        self.cookie(name, joined(',', values))
    }

    /// Sets a JSON body.
    pub fn json(self: Box<Self>, body: &(impl Serialize + ?Sized)) -> Box<Self> {
        self.body(Body::json(body))
    }

    /// Sets a text body.
    pub fn text(self: Box<Self>, body: impl Into<String>) -> Box<Self> {
        self.body(Body::new("text/plain; charset=utf-8", body.into()))
    }

    /// Sets a body of any content type.
    pub fn bytes(self: Box<Self>, content_type: &str, body: impl Into<Bytes>) -> Box<Self> {
        self.body(Body::new(content_type, body))
    }

    /// Sets a body of form fields.
    pub fn form(self: Box<Self>, body: &(impl Serialize + ?Sized)) -> Box<Self> {
        self.body(Body::form(body))
    }

    /// Adds files to a multipart body.
    pub fn files(self: Box<Self>, name: &str, files: impl IntoIterator<Item = FilePart>) -> Box<Self> {
        self.add_parts(|parts| files.into_iter().try_for_each(|file| parts.file(name, file)))
    }

    /// Adds a text field to a multipart body.
    pub fn part_text(self: Box<Self>, name: &str, value: impl Display) -> Box<Self> {
        self.add_parts(|parts| {
            parts.field(name, None, value.to_string());
            Ok(())
        })
    }

    /// Adds a text field for each value to a multipart body.
    pub fn parts_text(self: Box<Self>, name: &str, values: impl IntoIterator<Item = impl Display>) -> Box<Self> {
        values.into_iter().fold(self, |request, value| request.part_text(name, value))
    }

    /// Adds a JSON field to a multipart body.
    pub fn part_json(self: Box<Self>, name: &str, value: &(impl Serialize + ?Sized)) -> Box<Self> {
        self.add_parts(|parts| {
            let json = serde_json::to_vec(value).map_err(|error| error.to_string())?;
            parts.field(name, Some("application/json"), json);
            Ok(())
        })
    }

    fn add_parts(mut self: Box<Self>, add: impl FnOnce(&mut Multipart) -> Result<(), String>) -> Box<Self> {
        let result = self.body.add_parts(add);
        self.keep_problem(result);
        self
    }

    fn body(mut self: Box<Self>, body: Result<Body, String>) -> Box<Self> {
        let result = body.map(|body| self.body = body).map_err(|problem| format!("the body: {problem}"));
        self.keep_problem(result);
        self
    }

    fn keep_problem(&mut self, result: Result<(), String>) {
        if let Err(problem) = result {
            self.problem.get_or_insert(problem);
        }
    }

    fn set_path(&mut self, name: &str, value: &dyn Display) {
        let result = uri::fill(&self.path, name, &value.to_string()).map(|path| self.path = path);
        self.keep_problem(result);
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
}

/// What reads a request.
impl RequestParts {
    /// The name of the operation; method and path of an untyped request.
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

/// The values in one string, which is how paths, headers, cookies and some queries hold lists.
fn joined(separator: char, values: impl IntoIterator<Item = impl Display>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    values.join(separator.encode_utf8(&mut [0; 4]))
}
