//! Responses that are read while they arrive.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::attempts::Earlier;
use super::exchange::chunk;
use crate::client::Client;
use crate::error::Error;
use crate::request::RequestParts;

/// A successful response whose body arrives. The connection ends with it, unless the body was read to its end.
pub(crate) struct Transfer {
    /// Status and headers; the body is empty.
    pub(crate) head: Arc<http::Response<Bytes>>,
    pub(crate) attempts: u32,
    body: Option<reqwest::Response>,
    read_timeout: Option<Duration>,
}

impl Transfer {
    /// The next part of the body; `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let Some(body) = &mut self.body else { return Ok(None) };
        let part = chunk(body, self.read_timeout).await;
        part.map_err(|error| error.with_head(self.head.status(), self.head.headers()))
    }
}

impl Client {
    /// Sends a request and returns the response when its headers have arrived; a status other than 2xx is an error. The
    /// attempts before it count, and the time limits end here.
    pub(crate) async fn open(&self, parts: &RequestParts, earlier: Earlier) -> Result<Transfer, Error> {
        let received = self.execute_streamed(parts, earlier).await?;
        let received = self.checked(parts, received)?;
        Ok(Transfer {
            head: Arc::new(received.response),
            attempts: received.attempts,
            body: received.unread,
            read_timeout: self.inner.limits.silence,
        })
    }
}
