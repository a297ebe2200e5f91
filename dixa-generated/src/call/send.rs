//! Sending requests.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::decode;
use crate::client::Client;
use crate::error::Error;
use crate::request::Request;

/// Sending.
impl<T: DeserializeOwned, P> Request<T, P> {
    /// Sends the request and decodes the response.
    pub async fn send(self, client: &Client) -> Result<T, Error> {
        let received = client.success(&self.parts).await?;
        client.decode(&self.parts, &received)
    }

    /// The same, with status and headers beside the value.
    pub async fn send_with_response(self, client: &Client) -> Result<http::Response<T>, Error> {
        let received = client.success(&self.parts).await?;
        let value = client.decode(&self.parts, &received)?;
        Ok(received.response.map(|_| value))
    }

    /// Decodes a response that another HTTP stack received for this request; see [`to_http`](Self::to_http).
    pub fn decode(&self, response: http::Response<impl Into<Bytes>>) -> Result<T, Error> {
        let response = response.map(Into::into);
        let value = if response.status().is_success() {
            decode::decode(self.parts.operation.response, &response, None)
        } else {
            Err(Error::status_error(&response))
        };
        value.map_err(|error| error.with_operation(self.parts.name()))
    }
}

impl<T, P> Request<T, P> {
    /// Sends the request, with the same token, retries and limits, and gives the response as it came, whatever its status.
    pub async fn send_raw(self, client: &Client) -> Result<http::Response<Bytes>, Error> {
        Ok(client.execute(&self.parts).await?.response)
    }

    /// The request for another HTTP stack, with the client's base URL, headers and token. Fails where a file on disk or
    /// a stream is part of the body.
    ///
    /// ```no_run
    /// # fn their_stack(_: http::Request<bytes::Bytes>) -> http::Response<Vec<u8>> { Default::default() }
    /// # fn example(client: dixa_generated::Client) -> Result<(), dixa_generated::Error> {
    /// use dixa_generated::{Method, Request};
    ///
    /// let request = Request::<serde_json::Value>::untyped(Method::GET, "/v1/agents");
    /// let response = their_stack(request.to_http(&client)?);
    /// let agents = request.decode(response)?;
    /// # Ok(()) }
    /// ```
    pub fn to_http(&self, client: &Client) -> Result<http::Request<Bytes>, Error> {
        client.to_http(&self.parts)
    }
}
