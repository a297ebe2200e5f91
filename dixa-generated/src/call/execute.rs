//! Sending a request: attempts, time limit and rate limit.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Uri};
use reqwest::Url;
use serde::de::DeserializeOwned;

use super::received::Received;
use super::{decode, trace};
use crate::client::{Client, is_retryable};
use crate::error::{Error, Kind};
use crate::request::RequestParts;

/// What all attempts of a call share.
struct Call<'a> {
    parts: &'a RequestParts,
    url: Url,
    headers: HeaderMap,
}

impl Client {
    /// Sends a request; a status other than 2xx is an error.
    pub(crate) async fn success(&self, parts: &RequestParts) -> Result<Received, Error> {
        let received = self.execute(parts).await?;
        self.check_status(parts, &received)?;
        if received.response.status().is_success() {
            return Ok(received);
        }
        let error = Error::status_error(&received.response);
        Err(self.complete(error, parts.name(), received.attempts))
    }

    /// Decodes the value of a successful response.
    pub(crate) fn decode<T: DeserializeOwned>(&self, parts: &RequestParts, received: &Received) -> Result<T, Error> {
        let name = parts.name();
        let watch = self.inner.watch.as_ref().map(|watch| (watch, name.as_ref()));
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
        error.with_operation(operation).with_attempts(attempts).without_token(self.inner.token.trim())
    }

    /// Sends a request; a response with any status is a success.
    pub(crate) async fn execute(&self, parts: &RequestParts) -> Result<Received, Error> {
        trace::call(parts, self.execute_untraced(parts)).await
    }

    async fn execute_untraced(&self, parts: &RequestParts) -> Result<Received, Error> {
        let call = self.prepare(parts)?;
        self.wait_for_rate_limit().await;
        let attempts = AtomicU32::new(0);
        let response = match parts.timeout.or(self.inner.timeout) {
            None => self.attempts(&call, &attempts).await,
            Some(limit) => {
                let response = tokio::time::timeout(limit, self.attempts(&call, &attempts)).await;
                response.unwrap_or_else(|_| Err(took_too_long(limit)))
            }
        };
        let attempts = attempts.into_inner();
        let response = response.map_err(|error| self.complete(error, parts.name(), attempts))?;
        Ok(Received { response, attempts })
    }

    async fn wait_for_rate_limit(&self) {
        if let Some(limiter) = &self.inner.limiter {
            limiter.acquire(&*self.inner.clock).await;
        }
    }

    async fn attempts(&self, call: &Call<'_>, attempts: &AtomicU32) -> Result<http::Response<Bytes>, Error> {
        let policy = call.parts.retry.as_ref().unwrap_or(&self.inner.retry);
        let started = self.inner.clock.now();
        loop {
            let attempt = attempts.fetch_add(1, Ordering::Relaxed) + 1;
            let outcome = self.attempt(call).await;
            if !should_retry(call.parts, &outcome) {
                return outcome;
            }
            let headers = outcome.as_ref().ok().map(http::Response::headers);
            let elapsed = self.inner.clock.now().saturating_duration_since(started);
            let Some(wait) = policy.wait(attempt, elapsed, headers) else { return outcome };
            self.inner.clock.sleep(wait).await;
            self.wait_for_rate_limit().await;
        }
    }

    async fn attempt(&self, call: &Call<'_>) -> Result<http::Response<Bytes>, Error> {
        let body = call.parts.body.to_reqwest().await.map_err(Error::builder)?;
        let mut request = reqwest::Request::new(call.parts.method.clone(), call.url.clone());
        *request.headers_mut() = call.headers.clone();
        *request.body_mut() = body;
        let response = self.inner.http.execute(request).await.map_err(Error::transport)?;
        read(response, self.inner.max_response_size).await
    }

    fn prepare<'a>(&self, parts: &'a RequestParts) -> Result<Call<'a>, Error> {
        parts.check()?;
        let url = self.url(parts);
        let url: Url = url.parse().map_err(|error| parts.builder_error(format!("{url:?}: {error}")))?;
        // The URL library must not have normalized the path: the call would reach another endpoint.
        if !url.path().ends_with(&parts.path) {
            return Err(parts.builder_error(format!("the path {:?} is changed by the URL library", parts.path)));
        }
        Ok(Call { parts, url, headers: self.headers(parts) })
    }

    fn url(&self, parts: &RequestParts) -> String {
        let mut url = self.inner.base_url.clone();
        parts.write_path_and_query(&mut url);
        url
    }

    fn headers(&self, parts: &RequestParts) -> HeaderMap {
        let mut headers = self.inner.headers.clone();
        if let Some(content_type) = parts.body.content_type() {
            headers.insert(CONTENT_TYPE, content_type);
        }
        for (name, value) in &parts.headers {
            headers.insert(name, value.clone());
        }
        headers
    }

    pub(crate) fn to_http(&self, parts: &RequestParts) -> Result<http::Request<Bytes>, Error> {
        parts.check()?;
        let body = parts.body.in_memory().ok_or_else(|| parts.builder_error("a part of the body is not in memory"))?;
        let uri = self.url(parts).parse::<Uri>().map_err(|error| parts.builder_error(error.to_string()))?;
        let mut request = http::Request::new(body);
        *request.method_mut() = parts.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers(parts);
        Ok(request)
    }
}

fn should_retry(parts: &RequestParts, outcome: &Result<http::Response<Bytes>, Error>) -> bool {
    let retryable = match outcome {
        Ok(response) => is_retryable(&parts.method, response.status()),
        Err(error) => {
            let is_connection_failure =
                matches!(error.kind(), Kind::Connect | Kind::ConnectTimeout | Kind::Timeout | Kind::Io);
            is_connection_failure && parts.method.is_idempotent()
        }
    };
    retryable && parts.body.can_be_sent_again()
}

/// Reads the body; more than `largest` bytes are an error.
async fn read(mut response: reqwest::Response, largest: usize) -> Result<http::Response<Bytes>, Error> {
    let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
    let too_large = || Error::new(Kind::TooLarge, format!("more than {largest} bytes"));
    let body = async {
        if response.content_length().is_some_and(|length| length > largest as u64) {
            return Err(too_large());
        }
        let Some(first) = response.chunk().await.map_err(Error::transport)? else { return Ok(Bytes::new()) };
        let Some(mut chunk) = response.chunk().await.map_err(Error::transport)? else {
            // Most responses arrive in one chunk, which need not be copied.
            return if first.len() > largest { Err(too_large()) } else { Ok(first) };
        };
        let mut body = BytesMut::from(first);
        loop {
            if body.len() + chunk.len() > largest {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
            match response.chunk().await.map_err(Error::transport)? {
                Some(next) => chunk = next,
                None => return Ok(body.freeze()),
            }
        }
    };
    let body = body.await.map_err(|error: Error| error.with_head(status, &headers))?;
    let mut response = http::Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

fn took_too_long(limit: Duration) -> Error {
    Error::new(Kind::Timeout, format!("the call took longer than {limit:?}"))
}
