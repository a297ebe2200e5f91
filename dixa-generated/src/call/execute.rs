//! Sending a request: what it consists of with the client's settings, and what its response is.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Uri};
use reqwest::Url;
use serde::de::DeserializeOwned;

use super::attempts::{Call, Earlier};
use super::received::Received;
use super::{decode, trace};
use crate::client::{Client, Route};
use crate::error::Error;
use crate::request::RequestParts;
use crate::watch::ResponseOf;

impl Client {
    /// Sends a request; a status other than 2xx is an error.
    pub(crate) async fn success(&self, parts: &RequestParts) -> Result<Received, Error> {
        let received = self.execute(parts).await?;
        self.checked(parts, received)
    }

    /// A response that is a success.
    pub(super) fn checked(&self, parts: &RequestParts, received: Received) -> Result<Received, Error> {
        self.check_status(parts, &received)?;
        if received.response.status().is_success() {
            return Ok(received);
        }
        let error = Error::status_error(&received.response).with_note(received.note);
        Err(self.complete(error, parts.name(), received.attempts))
    }

    /// Decodes the value of a successful response.
    pub(crate) fn decode<T: DeserializeOwned>(&self, parts: &RequestParts, received: &Received) -> Result<T, Error> {
        let name = parts.name();
        let status = received.response.status();
        let of = ResponseOf { name: &name, operation: parts.operation, status };
        let watch = self.inner.watch.as_ref().map(|watch| (watch, of));
        let value = decode::decode(parts.operation.response, &received.response, watch);
        value.map_err(|error| self.complete(error, parts.name(), received.attempts))
    }

    /// Reports a status that the operation does not declare to the watch, if there is one.
    fn check_status(&self, parts: &RequestParts, received: &Received) -> Result<(), Error> {
        let Some(watch) = &self.inner.watch else { return Ok(()) };
        let status = received.response.status();
        watch.check_status(&parts.name(), parts.operation.statuses, status).map_err(|finding| {
            let error = Error::decode(String::new(), finding.kind.to_string()).with_response(&received.response);
            self.complete(error, parts.name(), received.attempts)
        })
    }

    /// Adds operation and attempts to an error, and removes the token from it.
    pub(crate) fn complete(&self, error: Error, operation: impl Into<String>, attempts: u32) -> Error {
        error.with_operation(operation).with_attempts(attempts).without_token(self.account.token.trim())
    }

    /// Sends a request; a response with any status is a success.
    pub(crate) async fn execute(&self, parts: &RequestParts) -> Result<Received, Error> {
        trace::call(parts, self.execute_untraced(parts, |call| call)).await
    }

    /// Sends a request; the body of a success is left to be read while it arrives.
    pub(super) async fn execute_streamed(&self, parts: &RequestParts, earlier: Earlier) -> Result<Received, Error> {
        trace::call(parts, self.execute_untraced(parts, |call| call.streamed(earlier))).await
    }

    async fn execute_untraced<'a>(
        &'a self,
        parts: &'a RequestParts,
        adapt: impl FnOnce(Call<'a>) -> Call<'a>,
    ) -> Result<Received, Error> {
        let of_operation = |error: Error| error.with_operation(parts.name());
        let route = self.route(parts.api).map_err(of_operation)?;
        let http = route.origin.connections.current().map_err(of_operation)?;
        let mut call = adapt(Call::new(self, parts, route, http, checked_url(route, parts)?, headers(route, parts)));
        // Some kilobytes, which every future around it would hold.
        Box::pin(call.send()).await
    }

    pub(crate) fn to_http(&self, parts: &RequestParts) -> Result<http::Request<Bytes>, Error> {
        parts.check()?;
        let route = self.route(parts.api).map_err(|error| error.with_operation(parts.name()))?;
        let body = parts.body.in_memory().ok_or_else(|| parts.builder_error("a part of the body is not in memory"))?;
        let uri = url(route, parts).parse::<Uri>().map_err(|error| parts.builder_error(error.to_string()))?;
        let mut request = http::Request::new(body);
        *request.method_mut() = parts.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = headers(route, parts);
        Ok(request)
    }
}

/// The address of a request that can be sent.
fn checked_url(route: Route<'_>, parts: &RequestParts) -> Result<Url, Error> {
    parts.check()?;
    let url = url(route, parts);
    let url: Url = url.parse().map_err(|error| parts.builder_error(format!("{url:?}: {error}")))?;
    // The URL library must not have normalized the path: the call would reach another endpoint.
    if !url.path().ends_with(&parts.path) {
        return Err(parts.builder_error(format!("the path {:?} is changed by the URL library", parts.path)));
    }
    Ok(url)
}

fn url(route: Route<'_>, parts: &RequestParts) -> String {
    let mut url = route.origin.base_url.clone();
    parts.write_path_and_query(&mut url);
    url
}

fn headers(route: Route<'_>, parts: &RequestParts) -> HeaderMap {
    let mut headers = route.access.headers.clone();
    if let Some(content_type) = parts.body.content_type() {
        headers.insert(CONTENT_TYPE, content_type);
    }
    for (name, value) in &parts.headers {
        headers.insert(name, value.clone());
    }
    headers
}
