//! Exports: all conversations or messages of a span of time (feature `exports`).
//!
//! The service returns a span of at most 31 days as one response, which can have a gigabyte, and permits 10 requests a
//! minute. [`conversations()`] and [`messages()`] read spans of any length:
//!
//! ```no_run
//! # async fn example(client: &dixa_generated::Client) -> Result<(), dixa_generated::Error> {
//! use dixa_generated::exports;
//! use dixa_generated::jiff::civil::date;
//!
//! // January to March: the end is not part of the span.
//! let (from, to) = (date(2026, 1, 1), date(2026, 4, 1));
//! let export = exports::conversations().created_between(from, to);
//! let mut conversations = export.items(client);
//! while let Some(conversation) = conversations.next().await {
//!     match conversation {
//!         Ok(conversation) => println!("{}", conversation.id),
//!         // The stream continues.
//!         Err(error) if error.is_item() => eprintln!("{error}"),
//!         Err(error) => {
//!             // `created_between(resume_from, to)` returns the rest.
//!             let resume_from = conversations.progress().resume_from;
//!             eprintln!("go on from {resume_from}");
//!             return Err(error);
//!         }
//!     }
//! }
//! # Ok(()) }
//! ```
//!
//! # What is read
//!
//! - A bound is a [`Moment`]: a `jiff::Timestamp`, or a `jiff::civil::Date`, which is the first moment of that day in
//!   UTC. A span has what is at its beginning and not what is at its end, so that neighbouring spans have no item in
//!   common and miss none. An end in the future costs a request for each 30 days.
//! - The span is read in windows of at most 30 days, one after another. Within a window the order is the service's.
//! - Items are decoded while they arrive. Memory holds a part of the response and the ids of the window: about 20 bytes
//!   for each conversation and 40 for each message. One item may have
//!   [`max_response_size`](crate::ClientBuilder::max_response_size).
//! - An item that cannot be decoded is an error ([`Error::is_item`](crate::Error::is_item)), and the next one follows.
//!   After any other error the export ends; [`Progress`] says from where to go on.
//!
//! # After a broken transfer
//!
//! If the connection breaks, or the service answers 429 or 5xx, the window is requested again as the client's
//! [`RetryPolicy`](crate::RetryPolicy) permits. Items that were returned before are left out: they are recognized by
//! their ids. An attempt that brought something new does not count, so an export goes on as long as it makes progress.
//!
//! With `created_between` each item is returned once. The other filters are about times that change: an item that
//! changes while the export runs may be returned again, with its new values, and one that leaves the span before it was
//! read is missing there and part of a later span. An item without an id may be returned again.
//!
//! # Time limits
//!
//! [`timeout`](crate::ClientBuilder::timeout) and [`attempt_timeout`](crate::ClientBuilder::attempt_timeout) limit each
//! request until its response begins, not the export. While a response arrives,
//! [`read_timeout`](crate::ClientBuilder::read_timeout) is how long the service may send nothing; a consumer that is
//! slow does not exceed it. Responses are compressed if the service does it, and sizes count after decompression.
//!
//! # The API
//!
//! Exports are an [`Api`](crate::Api) of their own, at `https://exports.dixa.io` or the address in `DIXA_EXPORTS_URL`.
//! The token is sent there as `Bearer`.
//!
//! ```
//! # fn main() -> Result<(), dixa_generated::Error> {
//! use std::time::Duration;
//! use dixa_generated::{Client, RateLimit, exports};
//!
//! // Leaves half of the limit to others.
//! let limit = RateLimit::per(5, Duration::from_secs(60), 1);
//! let client = Client::builder("token")
//!     .base_url_of(exports::API, "http://localhost:4010")
//!     .rate_limit_of(exports::API, limit)
//!     .build()?;
//! # let _ = client;
//! # Ok(()) }
//! ```

mod elements;
mod moment;
mod reader;
mod seen;
mod stream;

pub use moment::Moment;
pub use reader::Progress;
#[cfg(feature = "blocking")]
pub use stream::BlockingExportItems;
pub use stream::{Export, ExportItems};

use moment::Span;
use seen::Times;

pub use crate::generated::exports::*;

/// An export of conversations, with the times of each and without its messages.
pub fn conversations() -> ConversationExport {
    ConversationExport(())
}

/// An export of messages.
pub fn messages() -> MessageExport {
    MessageExport(())
}

/// An export of conversations; its methods say of which.
#[must_use = "an export does nothing until its items are read"]
#[derive(Debug)]
pub struct ConversationExport(());

impl ConversationExport {
    /// Conversations that were created in a span. Each is returned once.
    pub fn created_between(self, from: impl Into<Moment>, to: impl Into<Moment>) -> Export<Conversation> {
        self.between(Times::Created, from.into(), to.into())
    }

    /// Conversations that were updated in a span. Each is returned at least once: again if it changes meanwhile.
    pub fn updated_between(self, from: impl Into<Moment>, to: impl Into<Moment>) -> Export<Conversation> {
        self.between(Times::Updated, from.into(), to.into())
    }

    /// Conversations that were closed in a span. Each is returned at least once: again if it changes meanwhile.
    pub fn closed_between(self, from: impl Into<Moment>, to: impl Into<Moment>) -> Export<Conversation> {
        self.between(Times::Closed, from.into(), to.into())
    }

    /// Conversations whose last message was created in a span. Each is returned at least once: again if it changes
    /// meanwhile.
    pub fn last_message_created_between(self, from: impl Into<Moment>, to: impl Into<Moment>) -> Export<Conversation> {
        self.between(Times::LastMessageCreated, from.into(), to.into())
    }

    fn between(self, times: Times, from: Moment, to: Moment) -> Export<Conversation> {
        Export::new(conversations::export_conversations().parts, times, Span::new(from, to))
    }
}

/// An export of messages; its method says of which.
#[must_use = "an export does nothing until its items are read"]
#[derive(Debug)]
pub struct MessageExport(());

impl MessageExport {
    /// Messages that were created in a span. Each is returned once.
    pub fn created_between(self, from: impl Into<Moment>, to: impl Into<Moment>) -> Export<Message> {
        Export::new(messages::export_messages().parts, Times::Created, Span::new(from.into(), to.into()))
    }
}
