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
use super::query::Query;
use super::style::{self, Pair, Style};
use super::uri;
use super::written::Written;
use crate::client::{Api, RetryPolicy, header};
use crate::error::Error;

/// A request without its types, so that most of the code is compiled once.
///
/// Generated code builds requests with it. Optional parameters become methods of [`Request`](super::Request), so what
/// only generated code needs is a method of this type: there it cannot collide with the name of a parameter.
#[doc(hidden)]
#[derive(Clone)]
pub struct RequestParts {
    pub(crate) operation: &'static Operation,
    pub(crate) api: &'static Api,
    pub(crate) method: Method,
    pub(crate) template: Cow<'static, str>,
    pub(crate) path: String,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// The time limits of this request, if they are not the client's.
    pub(crate) timeout: Option<Option<Duration>>,
    pub(crate) attempt_timeout: Option<Option<Duration>>,
    pub(crate) retry: Option<RetryPolicy>,
    /// The first error while building.
    pub(super) problem: Option<String>,
}

/// What builds a request.
impl RequestParts {
    /// A request for an operation, without parameters.
    pub fn new(operation: &'static Operation) -> Box<Self> {
        let (path, query) = operation.path.split_once('?').unwrap_or((operation.path, ""));
        let mut parts = Self::with_template(operation, operation.method.clone(), Cow::Borrowed(path));
        parts.query = Query::of(query);
        parts
    }

    pub(super) fn with_template(
        operation: &'static Operation,
        method: Method,
        template: Cow<'static, str>,
    ) -> Box<Self> {
        Box::new(Self {
            operation,
            api: operation.api,
            method,
            path: template.to_string(),
            template,
            query: Query::default(),
            headers: HeaderMap::new(),
            body: Body::Empty,
            timeout: None,
            attempt_timeout: None,
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
    pub fn path_joined(mut self: Box<Self>, name: &str, values: impl IntoIterator<Item = impl Display>) -> Box<Self> {
        let encoded = style::texts(values).iter().map(|value| uri::encode(value)).collect::<Vec<_>>().join(",");
        self.set_path_encoded(name, &encoded);
        self
    }

    /// Sets a path parameter in a style.
    pub fn path_value(mut self: Box<Self>, name: &str, style: Style, value: &(impl Serialize + ?Sized)) -> Box<Self> {
        if let Some(value) = self.value(name, value) {
            self.set_path_encoded(name, &style::line(name, &value, style, uri::encode));
        }
        self
    }

    /// Sets a query parameter and replaces an earlier value.
    pub fn query(mut self: Box<Self>, name: &str, value: impl Display) -> Box<Self> {
        self.set_query(name, value.to_string());
        self
    }

    /// Sets a query parameter that is repeated for each value.
    pub fn query_all(mut self: Box<Self>, name: &str, values: impl IntoIterator<Item = impl Display>) -> Box<Self> {
        let pairs = style::texts(values).into_iter().map(|value| Pair::new(name, value, uri::encode));
        self.query.replace(name, pairs.collect());
        self
    }

    /// Sets a query parameter that is a list in one value.
    pub fn query_joined(
        mut self: Box<Self>,
        name: &str,
        separator: char,
        values: impl IntoIterator<Item = impl Display>,
    ) -> Box<Self> {
        self.query.set(Pair::joined(name, separator, &style::texts(values), uri::encode));
        self
    }

    /// Sets a query parameter in a style.
    pub fn query_value(mut self: Box<Self>, name: &str, style: Style, value: &(impl Serialize + ?Sized)) -> Box<Self> {
        if let Some(value) = self.value(name, value) {
            self.query.replace(name, style::pairs(name, &value, style, uri::encode));
        }
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
        self.header(name, style::texts(values).join(","))
    }

    /// Sets a header in a style.
    pub fn header_value(mut self: Box<Self>, name: &str, style: Style, value: &(impl Serialize + ?Sized)) -> Box<Self> {
        match self.value(name, value).map(|value| style::line(name, &value, style, str::to_owned)) {
            Some(line) if style == Style::Json => self.header(name, uri::ascii_json(&line)),
            Some(line) => self.header(name, line),
            None => self,
        }
    }

    /// Adds a cookie.
    pub fn cookie(mut self: Box<Self>, name: &str, value: impl Display) -> Box<Self> {
        let result = self.add_cookie(name, &value);
        self.keep_problem(result);
        self
    }

    /// Adds a cookie that is a list.
    pub fn cookie_joined(self: Box<Self>, name: &str, values: impl IntoIterator<Item = impl Display>) -> Box<Self> {
        self.cookie(name, style::texts(values).join(","))
    }

    /// Adds a cookie in a style.
    pub fn cookie_value(mut self: Box<Self>, name: &str, style: Style, value: &(impl Serialize + ?Sized)) -> Box<Self> {
        match self.value(name, value) {
            Some(value) => self.cookie(name, style::line(name, &value, style, str::to_owned)),
            None => self,
        }
    }

    /// Sets a JSON body.
    pub fn json(self: Box<Self>, body: &(impl Serialize + ?Sized)) -> Box<Self> {
        self.json_as("application/json", body)
    }

    /// Sets a JSON body with another content type.
    pub fn json_as(self: Box<Self>, content_type: &str, body: &(impl Serialize + ?Sized)) -> Box<Self> {
        self.body(Body::json(content_type, body))
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
        self.form_with(&[], body)
    }

    /// Sets a body of form fields, some of which have a style of their own.
    pub fn form_with(self: Box<Self>, styles: &[(&str, Style)], body: &(impl Serialize + ?Sized)) -> Box<Self> {
        self.body(Body::form(styles, body))
    }

    /// Adds files to a multipart body.
    pub fn files(self: Box<Self>, name: &str, files: impl IntoIterator<Item = FilePart>) -> Box<Self> {
        self.files_as(name, FilePart::CONTENT_TYPE, files)
    }

    /// Adds files to a multipart body; those without a content type of their own have this one.
    pub fn files_as(
        self: Box<Self>,
        name: &str,
        content_type: &str,
        files: impl IntoIterator<Item = FilePart>,
    ) -> Box<Self> {
        self.add_parts(|parts| files.into_iter().try_for_each(|file| parts.file(name, content_type, file)))
    }

    /// Adds a text field to a multipart body.
    pub fn part_text(self: Box<Self>, name: &str, value: impl Display) -> Box<Self> {
        self.part(name, "", value.to_string())
    }

    /// Adds a text field for each value to a multipart body.
    pub fn parts_text(self: Box<Self>, name: &str, values: impl IntoIterator<Item = impl Display>) -> Box<Self> {
        values.into_iter().fold(self, |request, value| request.part_text(name, value))
    }

    /// Adds a text field, or one for each item of a list, with this content type to a multipart body.
    pub fn part_value(
        mut self: Box<Self>,
        name: &str,
        content_type: &str,
        value: &(impl Serialize + ?Sized),
    ) -> Box<Self> {
        let texts = self.value(name, value).map(|value| style::flat(&value)).unwrap_or_default();
        texts.into_iter().fold(self, |request, text| request.part(name, content_type, text))
    }

    /// Adds a JSON field to a multipart body.
    pub fn part_json(self: Box<Self>, name: &str, value: &(impl Serialize + ?Sized)) -> Box<Self> {
        self.part_json_as(name, "application/json", value)
    }

    /// Adds a JSON field with another content type to a multipart body.
    pub fn part_json_as(
        mut self: Box<Self>,
        name: &str,
        content_type: &str,
        value: &(impl Serialize + ?Sized),
    ) -> Box<Self> {
        let json = serde_json::to_vec(value).map_err(|error| problem_of(name, &error));
        match json {
            Ok(json) => self.part(name, content_type, json),
            Err(problem) => {
                self.keep_problem(Err(problem));
                self
            }
        }
    }

    fn part(self: Box<Self>, name: &str, content_type: &str, content: impl Into<Bytes>) -> Box<Self> {
        self.add_parts(|parts| {
            parts.field(name, content_type, content);
            Ok(())
        })
    }

    /// A value of a parameter; an error is kept.
    fn value(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Option<Written> {
        Written::new(value).map_err(|error| self.keep_problem(Err(problem_of(name, &error)))).ok()
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

    /// Makes sending the request an error.
    #[cfg(feature = "exports")]
    pub(crate) fn refuse(&mut self, problem: String) {
        self.keep_problem(Err(problem));
    }

    fn keep_problem(&mut self, result: Result<(), String>) {
        if let Err(problem) = result {
            self.problem.get_or_insert(problem);
        }
    }

    fn set_path(&mut self, name: &str, value: &dyn Display) {
        self.set_path_encoded(name, &uri::encode(&value.to_string()));
    }

    fn set_path_encoded(&mut self, name: &str, value: &str) {
        let result = uri::fill_encoded(&self.path, name, value).map(|path| self.path = path);
        self.keep_problem(result);
    }

    pub(crate) fn set_query(&mut self, name: &str, value: String) {
        self.query.set(Pair::new(name, value, uri::encode));
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
        self.query.write(out);
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

fn problem_of(name: &str, error: &serde_json::Error) -> String {
    format!("`{name}`: {error}")
}
