//! The methods that send a request or decode its response.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::decode;
use super::received::ReceivedBody;
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

    /// Sends the request and decodes the response; returns the value with status and headers, and the body as it was
    /// received as an extension ([`ReceivedBody`]).
    ///
    /// ```no_run
    /// # async fn example(client: dixa_generated::Client, id: dixa_generated::uuid::Uuid) -> Result<(), dixa_generated::Error> {
    /// use dixa_generated::{ReceivedBody, v1};
    ///
    /// let request = v1::tags::get_tag(id);
    /// let response = request.send_with_response(&client).await?;
    /// println!("{:?} {}", response.headers(), response.body().name);
    /// // With fields that no struct has:
    /// let whole: Option<&ReceivedBody> = response.extensions().get();
    /// # let _ = whole;
    /// # Ok(()) }
    /// ```
    pub async fn send_with_response(self, client: &Client) -> Result<http::Response<T>, Error> {
        let mut received = client.success(&self.parts).await?;
        let value = client.decode(&self.parts, &received)?;
        let body = ReceivedBody(received.response.body().clone());
        received.response.extensions_mut().insert(body);
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
    /// Sends the request with the client's token, retries and limits, and returns the response as received, with any
    /// status.
    pub async fn send_raw(self, client: &Client) -> Result<http::Response<Bytes>, Error> {
        Ok(client.execute(&self.parts).await?.response)
    }

    /// The request for another HTTP stack, with the client's base URL, headers and token. It is an error if the body
    /// contains a file on disk or a stream.
    ///
    /// ```no_run
    /// # fn their_stack(_: http::Request<bytes::Bytes>) -> http::Response<Vec<u8>> { Default::default() }
    /// # fn example(client: dixa_generated::Client) -> Result<(), dixa_generated::Error> {
    /// use dixa_generated::{Method, Request};
    ///
    /// type Agents = serde_json::Value;
    /// let request = Request::<Agents>::untyped(Method::GET, "/v1/agents");
    /// let response = their_stack(request.to_http(&client)?);
    /// let agents = request.decode(response)?;
    /// # Ok(()) }
    /// ```
    pub fn to_http(&self, client: &Client) -> Result<http::Request<Bytes>, Error> {
        client.to_http(&self.parts)
    }
}
