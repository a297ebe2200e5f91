//! One call: its attempts, then the value.

#[cfg(feature = "blocking")]
mod blocking;
mod decode;
mod execute;
mod received;
mod send;
mod trace;

#[cfg(feature = "blocking")]
pub(crate) use blocking::run;
pub(crate) use decode::{Watcher, decode, envelope, from_json};
pub(crate) use received::Received;
