//! Responses that were received.

use bytes::Bytes;

/// A response, and how many attempts it took.
pub(crate) struct Received {
    pub(crate) response: http::Response<Bytes>,
    pub(crate) attempts: u32,
}
