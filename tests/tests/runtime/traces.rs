use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use dixa_tests::server::{Reply, Server};
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::{TOKEN, client, get_thing};

/// Writes down the fields of spans, and the whole of everything else as text.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<BTreeMap<String, String>>>);

impl Visit for Notes {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.lock().unwrap().insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("dixa_generated")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

async fn notes(replies: impl IntoIterator<Item = Reply>) -> BTreeMap<String, String> {
    let (server, notes) = (Server::answering(replies), Notes::default());
    let guard = tracing::subscriber::set_default(notes.clone());
    let request = get_thing().query("email", &"ann@example.com").header("Authorization", &TOKEN);
    // The fields of the span are the same whether the call succeeds or not.
    let _ = request.send(&client(&server)).await;
    drop(guard);
    let notes = notes.0.lock().unwrap().clone();
    assert!(!format!("{notes:?}").contains(TOKEN));
    assert!(!format!("{notes:?}").contains("ann@"));
    notes
}

#[tokio::test]
async fn a_call_is_a_span_with_its_outcome() {
    let notes = notes([Reply::status(503), Reply::data(&json!("personal data"))]).await;
    assert_eq!(notes["operation"], "\"v1::things::test\"");
    assert_eq!(notes["operation_id"], "\"testThing\"");
    assert_eq!(notes["method"], "\"GET\"");
    assert_eq!(notes["path"], "\"/v1/things/{thingId}\"");
    assert_eq!(notes["status"], "200");
    assert_eq!(notes["attempts"], "2");
    assert!(notes.contains_key("duration_ms"));
    assert!(!format!("{notes:?}").contains("personal data"));
}

#[tokio::test]
async fn a_failed_call_tells_its_status_and_nothing_of_its_body() {
    let notes = notes([Reply::error(404, &format!("personal data {TOKEN}"))]).await;
    assert_eq!((&*notes["status"], &*notes["attempts"]), ("404", "1"));
    assert!(!format!("{notes:?}").contains("personal data"));
}
