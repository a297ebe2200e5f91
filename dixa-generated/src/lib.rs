//! Typed bindings for the Dixa API.
#[doc(hidden)]
pub mod codec;

mod answer;
#[cfg(feature = "blocking")]
mod blocking;
mod body;
mod client;
mod clock;
mod error;
mod multipart;
mod operation;
mod page;
mod paging;
mod rate_limit;
mod request;
mod retry;
mod send;
mod tls;
mod trace;
mod uri;

#[cfg(feature = "blocking")]
pub use blocking::BlockingItems;
pub use client::{Client, ClientBuilder};
pub use clock::Clock;
pub use error::Error;
pub use http::{HeaderMap, Method, StatusCode};
pub use multipart::FilePart;
#[doc(hidden)]
pub use operation::{Answer, Operation};
pub use page::{Page, PageLinks};
pub use paging::{Items, Pages};
pub use rate_limit::RateLimit;
pub use request::Request;
pub use retry::RetryPolicy;

pub use codec::{Nullable, UnknownMember, UnknownValue};
// The types of other crates that the models hold, for callers that depend on this crate alone.
pub use {jiff, serde_json, uuid};

#[cfg(feature = "beta")]
#[rustfmt::skip]
pub mod beta;
#[rustfmt::skip]
pub mod meta;
#[cfg(feature = "v1")]
#[rustfmt::skip]
pub mod v1;
