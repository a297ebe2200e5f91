//! What a receiver of webhooks does with a delivery, whatever the server.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use dixa_generated::StatusCode;
use dixa_generated::http::HeaderMap;
use dixa_generated::uuid::Uuid;
use dixa_generated::webhooks::{Event, Verifier};
use tokio::sync::mpsc::Sender;

/// How many events are remembered. The service sends an event again after moments, not after days.
const REMEMBERED: usize = 10_000;

/// Verifies deliveries, and passes each event on once. Work on the events happens elsewhere, so that the service gets its
/// response at once.
pub struct Receiver {
    verifier: Verifier,
    events: Sender<Event>,
    /// In memory. With several processes, or if an event must never be handled twice, use a database.
    seen: Mutex<Seen>,
}

impl Receiver {
    pub fn new(verifier: Verifier, events: Sender<Event>) -> Self {
        Self { verifier, events, seen: Mutex::default() }
    }

    /// The status of the response to a delivery.
    pub fn receive(&self, headers: &HeaderMap, body: &[u8]) -> StatusCode {
        let event = match self.verifier.event(headers, body) {
            Ok(event) => event,
            Err(error) => {
                eprintln!("{error}");
                return if error.is_body() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::UNAUTHORIZED };
            }
        };
        // Without a place in the queue the event is not remembered: the service may send it again.
        let Ok(place) = self.events.try_reserve() else { return StatusCode::SERVICE_UNAVAILABLE };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if event.event_id().is_none_or(|id| seen.is_new(id)) {
            place.send(event);
        }
        StatusCode::OK
    }
}

/// The identifiers of the last events.
#[derive(Default)]
struct Seen {
    ids: HashSet<Uuid>,
    order: VecDeque<Uuid>,
}

impl Seen {
    fn is_new(&mut self, id: Uuid) -> bool {
        let is_new = self.ids.insert(id);
        if is_new {
            self.order.push_back(id);
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        is_new
    }
}
