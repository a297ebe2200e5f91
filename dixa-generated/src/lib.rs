//! Typed bindings for the [Dixa](https://www.dixa.com) customer-service API. The types match the JSON that the service
//! sends.
//!
//! - [`v1`]: every operation of the stable version, in a module for each area
//! - [`beta`]: every operation of the beta version
//! - [`exports`]: all conversations or messages of a span of time
//! - [`webhooks`]: the events that the service delivers, and their signatures
//! - [`guide`]: a page for each subject
//!
//! # First call
//!
//! An operation is a function that returns a [`Request`]. Required inputs are arguments, optional ones are methods.
//! Sending it returns the value of the response's `data`.
//!
//! ```no_run
//! # async fn example() -> Result<(), dixa_generated::Error> {
//! use dixa_generated::{Client, v1};
//!
//! let client = Client::from_env()?; // DIXA_API_KEY
//! let request = v1::conversations::get_conversation(42);
//! let conversation = request.send(&client).await?;
//! println!("{:?}", conversation.state());
//!
//! let agents = v1::agents::list_agents();
//! let mut agents = agents.items(&client); // all pages
//! while let Some(agent) = agents.next().await {
//!     println!("{}", agent?.display_name);
//! }
//! # Ok(()) }
//! ```
//!
//! # Ids and unions
//!
//! Text becomes an id with `parse`. A union in a request has a constructor for each member.
//!
//! ```
//! # fn main() -> Result<(), dixa_generated::uuid::Error> {
//! use dixa_generated::uuid::Uuid;
//! use dixa_generated::v1::{self, Content, CreateMessageInput};
//!
//! let agent: Uuid = "4d2ab456-8510-4a35-b266-e502160d5177".parse()?;
//! let text = Content::text("It left this morning");
//! let message = CreateMessageInput::outbound(text, agent);
//! let request = v1::conversations::add_message(42, &message);
//! # assert_eq!(request.path_and_query(), "/v1/conversations/42/messages");
//! # Ok(()) }
//! ```
//!
//! # Without a network, and what `?` prints
//!
//! A client sends to any server: `.base_url(server.uri())` with the crate wiremock, or here with axum. An error is
//! printed on one line.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use axum::{Router, http::StatusCode};
//! use dixa_generated::{Client, v1};
//!
//! let body = r#"{"message": "No conversation has this number"}"#;
//! let app = Router::new().fallback((StatusCode::NOT_FOUND, body));
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! let uri = format!("http://{}", listener.local_addr()?);
//! tokio::spawn(async move { axum::serve(listener, app).await });
//!
//! let client = Client::builder("token").base_url(uri).build()?;
//! let request = v1::conversations::get_conversation(42);
//! let error = request.send(&client).await.unwrap_err();
//! assert!(error.is_not_found());
//! assert_eq!(
//!     error.to_string(),
//!     "v1::conversations::get_conversation: 404 Not Found: \
//!      No conversation has this number"
//! );
//! # Ok(()) }
//! ```
//!
//! # Guide
//!
//! - [Requests](guide::requests): inputs, optional inputs, uploads, calls without an async runtime
//! - [Unions](guide::unions) and open enumerations: building, matching, what is unknown
//! - [Errors](guide::errors), and whether the request took effect
//! - [Retries](guide::retries), time limits and the rate limit
//! - [Paging](guide::paging), and going on later
//! - [Testing](guide::testing): mock servers, fixtures, recorded bodies
//! - [Webhooks](guide::webhooks) and [exports](guide::exports)
//! - [Versions and drift](guide::versions): what the service may change, and what this crate may
//! - [Untyped requests](guide::untyped): operations, parameters and fields that the bindings lack
//!
//! # Features
//!
//! | feature | adds |
//! | --- | --- |
//! | `v1` (default) | the module `v1` |
//! | `beta` | the module `beta` |
//! | `exports` | the module `exports` |
//! | `webhooks` | the module `webhooks` |
//! | `blocking` | sending without an async runtime |
//! | `tracing` | a span for every call: operation, method, path template, status, attempts, duration |
//! | `rustls` (default) | TLS by rustls with ring, which needs a C compiler, and the system's certificates |
//! | `rustls-aws-lc` | TLS by rustls with aws-lc, if `rustls` is off |
//! | `native-tls` | TLS by the library of the system, if the two others are off |
//!
#![cfg_attr(feature = "v1", doc = "[`v1`]: mod@v1")]
#![cfg_attr(not(feature = "v1"), doc = "[`v1`]: #features")]
#![cfg_attr(feature = "beta", doc = "[`beta`]: mod@beta")]
#![cfg_attr(not(feature = "beta"), doc = "[`beta`]: #features")]
#![cfg_attr(feature = "exports", doc = "[`exports`]: mod@exports")]
#![cfg_attr(not(feature = "exports"), doc = "[`exports`]: #features")]
#![cfg_attr(feature = "webhooks", doc = "[`webhooks`]: mod@webhooks")]
#![cfg_attr(not(feature = "webhooks"), doc = "[`webhooks`]: #features")]
// On docs.rs: each item shows the feature that it needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(hidden)]
pub mod codec;

// The docs of `Request` show its methods in the order of these modules: sending is the first, and what only some
// operations have is the last.
mod call;
mod page;
mod request;

mod client;
mod envelope;
mod error;
#[cfg(feature = "exports")]
pub mod exports;
pub mod guide;
mod misuse;
mod observations;
mod observe;
mod shortened;
mod watch;
#[cfg(feature = "webhooks")]
pub mod webhooks;

#[rustfmt::skip]
mod generated;

pub use call::ReceivedBody;
#[doc(hidden)]
pub use client::Authorization;
pub use client::{Api, Client, ClientBuilder, Clock, RateLimit, RetryPolicy};
pub use codec::{Decimal, DecimalError, FindingKind, Nullable, UnknownMember, UnknownValue, respelled};
pub use error::Error;
pub use generated::*;
// Beside the line above, so that the compiler names the feature where it is off. Other versions need no line.
#[cfg(feature = "beta")]
pub use generated::beta;
#[cfg(feature = "v1")]
pub use generated::v1;
pub use http::{HeaderMap, Method, StatusCode};
#[cfg(feature = "blocking")]
pub use page::BlockingItems;
pub use page::{Items, List, Page, PageLinks, Pages};
pub use request::{FilePart, Request};
#[doc(hidden)]
pub use request::{Operation, RequestParts, ResponseFormat, Style};
pub use watch::{Finding, Watch};
// Public signatures contain types of these crates; callers need not depend on them.
/// For [`ClientBuilder::http`]. A new major version of it is a breaking change of this crate.
pub use reqwest;
pub use {bytes, futures_core, http, jiff, serde, serde_json, uuid};
