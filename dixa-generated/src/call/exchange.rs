//! One attempt: a request, and its response.

use std::pin::pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use reqwest::Url;

use super::limits::{with_read_timeout, within};
use super::received::Received;
use super::redirect;
use crate::error::{Error, Kind};
use crate::request::{RequestParts, Upload};

/// What is sent in each attempt, and its limits.
pub(super) struct Exchange<'a> {
    pub(super) parts: &'a RequestParts,
    pub(super) http: reqwest::Client,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) timeout: Option<Duration>,
    pub(super) read_timeout: Option<Duration>,
    pub(super) max_response_size: usize,
    /// Whether the body of a success is left to be read while it arrives.
    pub(super) is_streamed: bool,
}

/// A body, and its progress.
type Body = Option<(reqwest::Body, Upload)>;

impl Exchange<'_> {
    /// Sends the request and reads the response.
    pub(super) async fn run(&self, body: Body) -> Result<Received, Error> {
        let took_too_long =
            |limit| Error::new(Kind::Timeout, format!("an attempt took longer than {limit:?} (`attempt_timeout`)"));
        within(self.timeout, pin!(self.follow(body)), took_too_long).await
    }

    /// Sends the request, and again to where a redirect leads, if that is safe.
    async fn follow(&self, mut body: Body) -> Result<Received, Error> {
        let mut url = self.url.clone();
        let mut redirects = 0;
        loop {
            let response = self.send(&url, body).await?;
            let target = redirect::target(response.status(), response.headers(), &url, redirects, self.parts.api);
            let opened = match target {
                None => return self.read(response, None).await,
                Some(Err(reason)) => return self.read(response, Some(reason)).await,
                Some(Ok(target)) => self.parts.body.open(false).await.map(|body| (target, body)),
            };
            match opened {
                Ok((target, again)) => (url, body) = (target, again),
                Err(problem) => {
                    return self.read(response, Some(format!("a redirect is not followed: {problem}"))).await;
                }
            }
            redirects += 1;
        }
    }

    /// Sends the request; returns the response when its headers have arrived.
    async fn send(&self, url: &Url, body: Body) -> Result<reqwest::Response, Error> {
        let (body, upload) = body.unzip();
        let mut request = reqwest::Request::new(self.parts.method.clone(), url.clone());
        *request.headers_mut() = self.headers.clone();
        *request.body_mut() = body;
        let response = pin!(self.http.execute(request));
        with_read_timeout(self.read_timeout, upload.as_ref(), response).await
    }

    async fn read(&self, mut response: reqwest::Response, note: Option<String>) -> Result<Received, Error> {
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let (body, unread) = match self.is_streamed && status.is_success() {
            true => (Ok(Bytes::new()), Some(response)),
            false => (self.read_body(response).await, None),
        };
        let body = body.map_err(|error| error.with_head(status, &headers).with_note(note.clone()))?;
        let mut response = http::Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(Received { response, attempts: 0, note, unread })
    }

    /// Reads the body; more than the largest size is an error.
    async fn read_body(&self, mut response: reqwest::Response) -> Result<Bytes, Error> {
        let largest = self.max_response_size;
        let too_large = || Error::new(Kind::TooLarge, format!("more than {largest} bytes (`max_response_size`)"));
        if response.content_length().is_some_and(|length| length > largest as u64) {
            return Err(too_large());
        }
        let Some(first) = self.chunk(&mut response).await? else { return Ok(Bytes::new()) };
        let Some(mut chunk) = self.chunk(&mut response).await? else {
            // Most responses arrive in one chunk, which need not be copied.
            return if first.len() > largest { Err(too_large()) } else { Ok(first) };
        };
        let mut body = BytesMut::from(first);
        loop {
            if body.len() + chunk.len() > largest {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
            match self.chunk(&mut response).await? {
                Some(next) => chunk = next,
                None => return Ok(body.freeze()),
            }
        }
    }

    async fn chunk(&self, response: &mut reqwest::Response) -> Result<Option<Bytes>, Error> {
        chunk(response, self.read_timeout).await
    }
}

/// The next part of a body; `None` at its end.
pub(super) async fn chunk(response: &mut reqwest::Response, limit: Option<Duration>) -> Result<Option<Bytes>, Error> {
    with_read_timeout(limit, None, pin!(response.chunk())).await
}
