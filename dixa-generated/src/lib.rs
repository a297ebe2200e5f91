//! Typed bindings for the [Dixa](https://www.dixa.com) customer-service API: every operation of v1 and, with the
//! feature `beta`, of the beta version, with types that match the JSON that the service sends.
//!
//! An operation is a plain function that returns a [`Request`], a value that can be read, changed and sent. Required
//! parameters are arguments of the function; optional ones are methods of the request. Envelopes are removed: a call
//! returns the value of the response's `data`.
//!
//! # Get
//!
//! ```no_run
//! # async fn example() -> Result<(), dixa_generated::Error> {
//! use dixa_generated::{Client, v1};
//!
//! let client = Client::from_env()?; // DIXA_API_KEY, and DIXA_BASE_URL for another server
//! let conversation = v1::conversations::get_conversation(42).send(&client).await?;
//! if let v1::Conversation::Email(email) = &conversation {
//!     println!("{:?}", email.subject);
//! }
//! println!("{:?} {:?}", conversation.id(), conversation.state()); // fields that all members of the union have
//! # Ok(()) }
//! ```
//!
//! # Create, with unions in the body
//!
//! ```no_run
//! # async fn example(client: &dixa_generated::Client, customer: dixa_generated::uuid::Uuid) -> Result<(), dixa_generated::Error> {
//! use dixa_generated::v1::{self, Email, Inbound, Text};
//!
//! let message = Inbound::new(Text::new("My order has not arrived"));
//! let email = Email::new(customer, "shop@email.dixa.io", "Order 123", message).language("en");
//! let created = v1::conversations::create_conversation(&email.into()).send(client).await?;
//! println!("{}", created.id);
//! # Ok(()) }
//! ```
//!
//! A constructor takes the required fields in the order in which the service's description lists them; a later release
//! adds new ones at the end. A union has a constructor for each member, which takes what the member's own one takes:
//! `CreateMessageInput::inbound(content)`.
//!
//! # List all
//!
//! [`Items`] is a stream for `futures_util::TryStreamExt`, and has its own method `next`. Every list has it, in pages
//! or not. An item that cannot be decoded is an error with the item's JSON and its path ([`Error::is_item`]); the stream
//! continues with the next item.
//!
//! ```no_run
//! # async fn example(client: &dixa_generated::Client) -> Result<(), dixa_generated::Error> {
//! use dixa_generated::v1;
//!
//! let mut agents = v1::agents::list_agents().page_limit(50).items(client);
//! while let Some(agent) = agents.next().await {
//!     println!("{}", agent?.display_name);
//! }
//! # Ok(()) }
//! ```
//!
//! # Handle errors
//!
//! ```no_run
//! # async fn example(client: &dixa_generated::Client, id: dixa_generated::uuid::Uuid) -> Result<(), dixa_generated::Error> {
//! use dixa_generated::v1;
//!
//! match v1::tags::get_tag(id).send(client).await {
//!     Ok(tag) => println!("{}", tag.name),
//!     Err(error) if error.is_not_found() => println!("gone: {error}"), // one line, with the service's message
//!     Err(error) if error.is_decode() => println!("{:?}", error.json_path()), // such as `data.state`
//!     Err(error) => return Err(error),
//! }
//! # Ok(()) }
//! ```
//!
//! # Upload
//!
//! ```no_run
//! # async fn example(client: &dixa_generated::Client, logo: Vec<u8>) -> Result<(), dixa_generated::Error> {
//! use dixa_generated::{FilePart, v1};
//!
//! let files = [
//!     FilePart::path("diagram.png").content_type("image/png"), // read while it is sent
//!     FilePart::bytes("logo.png", logo).content_type("image/png"),
//! ];
//! let result = v1::knowledge::upload_article_attachments(files).send(client).await?;
//! for failed in result.partial_errors.iter().flatten() {
//!     println!("{}: {}", failed.original_filename, failed.message);
//! }
//! # Ok(()) }
//! ```
//!
//! # Retries and rate
//!
//! By default a client respects the documented limit of 10 requests per second with bursts of 4, which its clones
//! share; other APIs have limits of their own. It retries what had no effect (429, 408, a failed connection) for every method, and 5xx and broken connections
//! for idempotent methods; see [`RetryPolicy`].
//!
//! ```
//! # fn example() -> Result<(), dixa_generated::Error> {
//! use std::time::Duration;
//! use dixa_generated::{Client, RateLimit, RetryPolicy, v1};
//!
//! let client = Client::builder("token")
//!     .rate_limit(RateLimit::per_second(5.0, 2)) // leaves half of the limit to others; `None` disables it
//!     .retry(RetryPolicy::default().max_attempts(6))
//!     .timeout(Duration::from_secs(60))          // with all retries
//!     .build()?;
//! let request = v1::teams::list_teams().retry(RetryPolicy::none()).timeout(Duration::from_secs(2));
//! # let _ = (client, request);
//! # Ok(()) }
//! ```
//!
//! # Export
//!
//! With the feature `exports`, the module `exports` reads all conversations or messages of a span of any length while they
//! arrive, and goes on after a broken transfer.
//!
//! ```no_run
//! # #[cfg(feature = "exports")]
//! # async fn example(client: dixa_generated::Client) -> Result<(), dixa_generated::Error> {
//! use dixa_generated::exports;
//! use dixa_generated::jiff::civil::date;
//!
//! let year = exports::conversations().created_between(date(2025, 1, 1), date(2026, 1, 1));
//! let mut conversations = year.items(&client);
//! while let Some(conversation) = conversations.next().await {
//!     println!("{}", conversation?.id);
//! }
//! # Ok(()) }
//! ```
//!
//! # Without an async runtime
//!
//! With the feature `blocking`:
//!
//! ```no_run
//! # #[cfg(feature = "blocking")]
//! # fn example() -> Result<(), dixa_generated::Error> {
//! use dixa_generated::{Client, v1};
//!
//! let client = Client::from_env()?;
//! for tag in v1::tags::list_tags().send_blocking(&client)? {
//!     println!("{}", tag.name);
//! }
//! for agent in v1::agents::list_agents().items_blocking(&client) {
//!     println!("{}", agent?.display_name);
//! }
//! # Ok(()) }
//! ```
//!
//! # Without a network
//!
//! Requests can be read, and your own responses decoded, without a connection. Values of response types are created
//! from JSON.
//!
//! ```
//! use dixa_generated::serde_json::json;
//! use dixa_generated::v1;
//!
//! let note = v1::CreateInternalNoteInput::new("Called back");
//! let request = v1::conversations::add_internal_note(42, &note);
//! assert_eq!(request.method(), "POST");
//! assert_eq!(request.path_and_query(), "/v1/conversations/42/notes");
//! assert_eq!(request.body_in_memory().unwrap(), r#"{"message":"Called back"}"#);
//!
//! let response = dixa_generated::http::Response::builder().status(404).body(r#"{"message":"No such conversation"}"#).unwrap();
//! assert!(request.decode(response).unwrap_err().is_not_found());
//!
//! let tag: v1::Tag = dixa_generated::serde_json::from_value(json!({
//!     "id": "4d2ab456-8510-4a35-b266-e502160d5177", "name": "pegs", "state": "Active",
//! })).unwrap();
//! assert_eq!(tag.state, v1::TagState::Active);
//! ```
//!
//! # Forward compatibility
//!
//! The API gets new values, union members and fields without notice, and none of them makes a call fail:
//!
//! - An unknown value of an enumeration is kept in the variant `Unknown`; `as_str` returns it.
//! - An unknown member of a union keeps its tag and its JSON text ([`UnknownMember`]).
//! - Both are serialized as the JSON that was received, with every digit of its numbers.
//! - A union of one member whose tag is missing is read as that member; any other keeps its JSON as unknown, as does a
//!   value that is not an object.
//! - A required list or map that is missing or `null` is read as empty. The list of a response itself is not: a response
//!   that is not the envelope is an error, as is an empty body that the description does not allow.
//! - Unknown fields of a response are ignored: no struct holds them. [`ReceivedBody`] has the whole body.
//!
//! [`Watch`] reports all of it; unknown fields on request. Match with a default arm, and do not match on the string of an
//! unknown value: it becomes a variant in a later version.
//!
//! # Features
//!
//! | feature | adds |
//! | --- | --- |
//! | `v1` (default) | the module `v1` |
//! | `beta` | the module `beta` |
//! | `exports` | the module `exports`: whole conversations and messages of a time |
//! | `webhooks` | the module `webhooks`: the events that the service delivers, and their signatures |
//! | `blocking` | sending without an async runtime |
//! | `tracing` | a span for every call: operation, method, path template, status, attempts, duration |
//! | `rustls` (default) | TLS by rustls with ring, which needs a C compiler, and the system's certificates |
//! | `rustls-aws-lc` | TLS by rustls with aws-lc, if `rustls` is off |
//! | `native-tls` | TLS by the library of the system, if the two others are off |

// On docs.rs: each item shows the feature that it needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(hidden)]
pub mod codec;

mod call;
mod client;
mod envelope;
mod error;
#[cfg(feature = "exports")]
pub mod exports;
#[rustfmt::skip]
mod generated;
mod observations;
mod observe;
mod page;
mod request;
mod shortened;
mod watch;
#[cfg(feature = "webhooks")]
pub mod webhooks;

pub use call::ReceivedBody;
#[doc(hidden)]
pub use client::Authorization;
pub use client::{Api, Client, ClientBuilder, Clock, RateLimit, RetryPolicy};
pub use codec::{Decimal, DecimalError, FindingKind, Nullable, UnknownMember, UnknownValue, respelled};
pub use error::Error;
pub use generated::*;
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
