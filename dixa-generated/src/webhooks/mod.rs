//! Webhooks: the events that the service sends, and how to verify that it sent them (feature `webhooks`).
//!
//! The service sends an HTTP request for each event to the address of a subscription. A [`Verifier`] has the secret key
//! of the subscription, checks the signature over the body as it was received, and reads the event:
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use dixa_generated::http::HeaderMap;
//! use dixa_generated::webhooks::{Event, Verifier};
//!
//! # let key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
//! # fn handle(_: &Event) {}
//! let verifier = Verifier::new(key)?; // `secret_key` of the subscription
//!
//! // In the handler of the server, with the body before anything reads it:
//! let receive = |headers: &HeaderMap, body: &[u8]| {
//!     match verifier.event(headers, body) {
//!         Ok(event) => {
//!             handle(&event);
//!             200
//!         }
//!         // Sent by the service, in a form that this version does not know.
//!         Err(error) if error.is_body() => 422,
//!         Err(_) => 401,
//!     }
//! };
//! # assert_eq!(receive(&HeaderMap::new(), b"{}"), 401);
//! # Ok(()) }
//! ```
//!
//! The crate contains no server. The examples `webhook_axum` and `webhook_hyper` are complete receivers. The
//! [guide](crate::guide::webhooks) shows a handler, and how to test it.
//!
//! # What a receiver must know
//!
//! - The service sends an event more than once, often at nearly the same moment. [`Event::event_id`] is the same each
//!   time: remember it before acting.
//! - Events arrive in any order. `event_timestamp` says when each was sent.
//! - How long the service waits for a response, and whether it sends an event again after an error, is not documented.
//!   Respond at once, and work afterwards.
//! - [`Event`] has a variant for each event that can be subscribed to. The data is typed where its form is known from
//!   documentation or deliveries, and a JSON value elsewhere. An event that this version does not know is
//!   [`Event::Unknown`], with all that was received.
//! - The names of most events are derived from those of the subscriptions, and were not seen; the docs of each variant
//!   say so. An event with another name is `Event::Unknown`.
//!
//! `payload` of the entries of `webhooks::list_event_logs` is a delivery as text: `log.payload.parse::<Event>()` reads it.
//!
//! # Spellings
//!
//! The same channel is `FACEBOOK_MESSENGER` in an event, `FacebookMessenger` in the API and `facebookmessenger` in
//! exports. [`respelled`](crate::respelled) converts a value where both enumerations know it.

mod delivery;
mod headers;
mod signature;
mod verifier;

pub use delivery::DeliveryError;
pub use headers::{SIGNATURE_HEADER, SUBSCRIPTION_HEADER};
pub use verifier::Verifier;

pub use crate::generated::webhooks::*;
