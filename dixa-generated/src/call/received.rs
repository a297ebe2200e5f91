//! Responses that were received.

use bytes::Bytes;

/// The body of a response as it was received, before it was decoded: an extension of the response that
/// [`send_with_response`](crate::Request::send_with_response) returns. It has what the model does not hold, such as
/// fields that this version does not know.
#[derive(Clone, Debug)]
pub struct ReceivedBody(pub Bytes);

/// A response, and how it was received.
pub(crate) struct Received {
    pub(crate) response: http::Response<Bytes>,
    pub(crate) attempts: u32,
    /// Why the request was not sent again, or not to the address that the service named.
    pub(crate) note: Option<String>,
    /// The response whose body is not read yet, if the call reads it while it arrives.
    pub(crate) unread: Option<reqwest::Response>,
}
