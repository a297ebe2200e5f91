//! Typed bindings for the [Dixa](https://www.dixa.com) customer-service API: every operation of v1 and, with the feature
//! `beta`, of the beta version, with types that match what is on the wire.
//!
//! An operation is a plain function that returns a [`Request`], a value that can be looked at, changed and sent. What
//! an operation requires is an argument; what is optional is a method. Envelopes are taken off: what stands in `data`
//! is the response.
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
//! println!("{:?} {:?}", conversation.id(), conversation.state()); // what all members of the union have
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
//! let email = Email::new("shop@email.dixa.io", message, customer, "Order 123").language("en");
//! let created = v1::conversations::create_conversation(&email.into()).send(client).await?;
//! println!("{}", created.id);
//! # Ok(()) }
//! ```
//!
//! A constructor takes the required fields in the order of their names on the wire.
//!
//! # List all
//!
//! [`Items`] is a stream for `futures_util::TryStreamExt`, and has a `next` of its own. An item that cannot be decoded
//! is an error with its JSON and its path; the next item follows.
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
//!     Err(error) if error.is_not_found() => println!("gone: {error}"), // one line, with the server's message
//!     Err(error) if error.is_decode() => println!("{:?}", error.json_path()), // such as `data.state`
//!     Err(error) => return Err(error),
//! }
//! # Ok(()) }
//! ```
//!
//! # Upload
//!
//! ```no_run
//! # async fn example(client: &dixa_generated::Client) -> Result<(), dixa_generated::Error> {
//! use dixa_generated::{FilePart, v1};
//!
//! let files = [
//!     FilePart::path("diagram.png").content_type("image/png"), // read while it is sent
//!     FilePart::bytes("logo.svg", "<svg/>").content_type("image/svg+xml"),
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
//! By default a client keeps to the documented 10 requests a second with bursts of 4, shared by its clones, and retries
//! 429 for every method, connection failures and 5xx for idempotent ones.
//!
//! ```
//! # fn example() -> Result<(), dixa_generated::Error> {
//! use std::time::Duration;
//! use dixa_generated::{Client, RateLimit, RetryPolicy, v1};
//!
//! let client = Client::builder("token")
//!     .rate_limit(RateLimit::per_second(5.0, 2)) // leaves half of the limit to others; `None` is without a limit
//!     .retry(RetryPolicy::default().max_attempts(6).total(Duration::from_secs(60)))
//!     .build()?;
//! let request = v1::teams::list_teams().retry(RetryPolicy::none()).timeout(Duration::from_secs(2));
//! # let _ = (client, request);
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
//! A request can be read, and a response of one's own decoded, without sending anything; values of responses come from
//! their JSON.
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
//! let response = http::Response::builder().status(404).body(r#"{"message":"No such conversation"}"#).unwrap();
//! assert!(request.decode(response).unwrap_err().is_not_found());
//!
//! let tag: v1::Tag = dixa_generated::serde_json::from_value(json!({
//!     "id": "4d2ab456-8510-4a35-b266-e502160d5177", "name": "pegs", "state": "Active",
//! })).unwrap();
//! assert_eq!(tag.state, v1::TagState::Active);
//! ```
//!
//! # What is open
//!
//! The API grows without notice, so nothing that is new to this version of the crate fails a call: an unknown value of
//! an enumeration is kept in its `Unknown` variant and read by `as_str`, an unknown member of a union keeps its tag and
//! JSON ([`UnknownMember`]), and both are written back as they came. Unknown fields of a response are ignored. Match with
//! a default arm, and do not match on the text of an unknown value: it becomes a variant in a later version.
//!
//! # Features
//!
//! | feature | adds |
//! | --- | --- |
//! | `v1` (default) | the module `v1` |
//! | `beta` | the module `beta` |
//! | `blocking` | sending without an async runtime |
//! | `tracing` | a span for every call: operation, method, path template, status, attempts, duration |

#[doc(hidden)]
pub mod codec;

mod call;
mod client;
mod envelope;
mod error;
#[rustfmt::skip]
mod generated;
mod page;
mod request;
mod watch;

pub use client::{Client, ClientBuilder, Clock, RateLimit, RetryPolicy};
pub use codec::{FindingKind, Nullable, UnknownMember, UnknownValue};
pub use error::Error;
pub use generated::*;
pub use http::{HeaderMap, Method, StatusCode};
#[cfg(feature = "blocking")]
pub use page::BlockingItems;
pub use page::{Items, Page, PageLinks, Pages};
pub use request::{FilePart, Request};
#[doc(hidden)]
pub use request::{Operation, RequestParts, ResponseFormat};
pub use watch::{Finding, Watch};
// The types of other crates that the models hold, for callers that depend on this crate alone.
pub use {jiff, serde_json, uuid};
