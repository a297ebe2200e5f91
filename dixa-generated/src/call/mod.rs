//! Calls: a request is sent, and its response is decoded.

mod attempts;
#[cfg(feature = "blocking")]
mod blocking;
mod decode;
mod exchange;
mod execute;
mod limits;
mod received;
mod redirect;
mod send;
mod trace;

pub use received::ReceivedBody;

#[cfg(feature = "blocking")]
pub(crate) use blocking::run;
pub(crate) use decode::{Failure, Watcher, decode, envelope, from_json, items};
pub(crate) use received::Received;
