use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Mutex, Once};

use dixa_generated::{Api, Method, Operation, ResponseFormat};
use dixa_tests::server::{Reply, Server};
use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::{TOKEN, client, request};

static SUCCEEDS: Operation = operation("succeeds");
static FAILS: Operation = operation("fails");

/// An operation whose name distinguishes its spans from those of the other tests.
const fn operation(name: &'static str) -> Operation {
    Operation {
        id: "testThing",
        name,
        api: Api::MAIN,
        method: Method::GET,
        path: "/v1/things/{thingId}",
        response: ResponseFormat::Data,
        statuses: &[],
    }
}

/// The fields of each span and each event, as text.
static RECORDED: Mutex<Vec<BTreeMap<String, String>>> = Mutex::new(Vec::new());

/// Records all spans of the process: tracing decides once, not for each thread, which spans are enabled.
struct Recorder;

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("dixa_generated")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut recorded = RECORDED.lock().unwrap();
        recorded.push(BTreeMap::new());
        span.record(&mut FieldRecorder(recorded.last_mut().unwrap()));
        Id::from_u64(recorded.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        values.record(&mut FieldRecorder(&mut RECORDED.lock().unwrap()[span.into_u64() as usize - 1]));
    }

    fn event(&self, event: &Event<'_>) {
        let mut recorded = RECORDED.lock().unwrap();
        recorded.push(BTreeMap::new());
        event.record(&mut FieldRecorder(recorded.last_mut().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct FieldRecorder<'a>(&'a mut BTreeMap<String, String>);

impl Visit for FieldRecorder<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

/// The fields of the span of a call.
async fn span_of(operation: &'static Operation, replies: impl IntoIterator<Item = Reply>) -> BTreeMap<String, String> {
    static START: Once = Once::new();
    START.call_once(|| {
        tracing::subscriber::set_global_default(Recorder).unwrap();
        tracing::callsite::rebuild_interest_cache();
    });
    let server = Server::responding(replies);
    let request = request::<Value>(operation).path("thingId", 7).query("email", "ann@example.com");
    // The fields of the span are the same whether the call succeeds or not.
    let _ = request.header("Authorization", TOKEN).send(&client(&server)).await;
    let recorded = RECORDED.lock().unwrap();
    let all = format!("{recorded:?}");
    assert!(!all.contains(TOKEN) && !all.contains("ann@") && !all.contains("personal data"));
    let name = format!("{:?}", operation.name);
    let mut spans = recorded.iter().filter(|fields| fields.get("operation") == Some(&name));
    let span = spans.next().unwrap().clone();
    assert!(spans.next().is_none());
    span
}

#[tokio::test]
async fn a_call_is_a_span_with_its_outcome() {
    let span = span_of(&SUCCEEDS, [Reply::status(503), Reply::data(&json!("personal data"))]).await;
    assert_eq!(span["operation_id"], "\"testThing\"");
    assert_eq!(span["method"], "\"GET\"");
    assert_eq!(span["path"], "\"/v1/things/{thingId}\"");
    assert_eq!(span["status"], "200");
    assert_eq!(span["attempts"], "2");
    assert!(span.contains_key("duration_ms"));
}

#[tokio::test]
async fn the_span_of_a_failed_call_has_its_status_and_nothing_of_its_body() {
    let span = span_of(&FAILS, [Reply::error(404, &format!("personal data {TOKEN}"))]).await;
    assert_eq!((&*span["status"], &*span["attempts"]), ("404", "1"));
}
