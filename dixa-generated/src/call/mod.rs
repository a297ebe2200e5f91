//! Calls: a request is sent, and its response is decoded.

// Before `blocking`, so that the docs of `Request` show them in this order.
mod send;

mod attempts;
#[cfg(feature = "blocking")]
mod blocking;
mod decode;
mod exchange;
mod execute;
mod limits;
mod received;
mod redirect;
mod trace;
#[cfg_attr(not(feature = "exports"), allow(dead_code, reason = "only exports are read while they arrive"))]
mod transfer;

#[cfg(feature = "exports")]
pub(crate) use attempts::Earlier;
#[cfg(feature = "blocking")]
pub(crate) use blocking::run;
#[cfg(any(feature = "exports", feature = "webhooks"))]
pub(crate) use decode::element;
pub(crate) use decode::{Failure, Watcher, decode, envelope, from_json, items};
pub(crate) use received::Received;
pub use received::ReceivedBody;
#[cfg(feature = "exports")]
pub(crate) use transfer::Transfer;
