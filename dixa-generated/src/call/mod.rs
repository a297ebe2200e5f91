//! Calls: a request is sent, and its response is decoded.

#[cfg(feature = "blocking")]
mod blocking;
mod decode;
mod execute;
mod received;
mod send;
mod trace;

#[cfg(feature = "blocking")]
pub(crate) use blocking::run;
pub(crate) use decode::{Failure, Watcher, decode, envelope, from_json, items};
pub(crate) use received::Received;
