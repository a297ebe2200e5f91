//! The example receivers, with signed deliveries over real connections.

#[path = "../../../../dixa-generated/examples/webhook_axum.rs"]
#[expect(dead_code, clippy::duplicate_mod, reason = "two programs, whose own entries are not called, share a file")]
mod on_axum;
#[path = "../../../../dixa-generated/examples/webhook_hyper.rs"]
#[expect(dead_code, clippy::duplicate_mod, reason = "two programs, whose own entries are not called, share a file")]
mod on_hyper;

use dixa_generated::jiff::Timestamp;
use dixa_generated::reqwest;
use dixa_generated::webhooks::{Event, SIGNATURE_HEADER, Verifier};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{Receiver, channel};

use super::{KEY, delivery, sign};

/// A receiver that runs, and the events that it passes on.
struct Running {
    url: String,
    events: Receiver<Event>,
}

impl Running {
    async fn axum(capacity: usize) -> Self {
        let (listener, url) = listener().await;
        let (sender, events) = channel(capacity);
        let app = on_axum::app(verifier(), sender);
        tokio::spawn(async { axum::serve(listener, app).await });
        Self { url, events }
    }

    async fn hyper(capacity: usize) -> Self {
        let (listener, url) = listener().await;
        let (sender, events) = channel(capacity);
        tokio::spawn(on_hyper::serve(listener, verifier(), sender));
        Self { url, events }
    }

    /// The status of the response to a delivery.
    async fn deliver(&self, body: &str, signature: &str) -> u16 {
        // Without a provider of cryptography no client can be built, not even for plain http.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = client.post(&self.url).header(SIGNATURE_HEADER, signature).body(body.to_owned());
        request.send().await.unwrap().status().as_u16()
    }

    async fn deliver_signed(&self, body: &str) -> u16 {
        self.deliver(body, &sign(Timestamp::now().as_millisecond(), body)).await
    }

    fn received(&mut self) -> Vec<String> {
        let events = std::iter::from_fn(|| self.events.try_recv().ok());
        events.map(|event| event.event_id().map(|id| id.to_string()).unwrap_or_default()).collect()
    }
}

fn verifier() -> Verifier {
    Verifier::new(KEY).unwrap()
}

async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/dixa", listener.local_addr().unwrap());
    (listener, url)
}

async fn each_event_is_passed_on_once(mut running: Running) {
    let (first, second) = (delivery(1, "CONVERSATION_ASSIGNED"), delivery(2, "SOMETHING_NEW"));
    for body in [&first, &first, &second, &first] {
        assert_eq!(running.deliver_signed(body).await, 200);
    }
    assert_eq!(running.received().len(), 2);
}

async fn what_is_not_signed_is_refused(mut running: Running) {
    let body = delivery(1, "CONVERSATION_ASSIGNED");
    let old = sign(1_700_000_000_000, &body);
    let other = sign(Timestamp::now().as_millisecond(), "{}");
    for signature in [old.as_str(), other.as_str(), "t=1", ""] {
        assert_eq!(running.deliver(&body, signature).await, 401, "{signature}");
    }
    assert_eq!(running.deliver_signed("{\"event_fqn\":\"TYPING_STARTED\"}").await, 422);
    assert_eq!(running.received(), [""; 0]);
}

async fn an_event_without_a_place_in_the_queue_can_be_sent_again(mut running: Running) {
    let (first, second) = (delivery(1, "TYPING_STARTED"), delivery(2, "TYPING_STARTED"));
    assert_eq!(running.deliver_signed(&first).await, 200);
    assert_eq!(running.deliver_signed(&second).await, 503);
    assert_eq!(running.received().len(), 1);
    assert_eq!(running.deliver_signed(&second).await, 200);
    assert_eq!(running.received().len(), 1);
}

#[tokio::test]
async fn with_axum_each_event_is_passed_on_once() {
    each_event_is_passed_on_once(Running::axum(10).await).await;
}

#[tokio::test]
async fn with_hyper_each_event_is_passed_on_once() {
    each_event_is_passed_on_once(Running::hyper(10).await).await;
}

#[tokio::test]
async fn with_axum_what_is_not_signed_is_refused() {
    what_is_not_signed_is_refused(Running::axum(10).await).await;
}

#[tokio::test]
async fn with_hyper_what_is_not_signed_is_refused() {
    what_is_not_signed_is_refused(Running::hyper(10).await).await;
}

#[tokio::test]
async fn with_axum_an_event_without_a_place_in_the_queue_can_be_sent_again() {
    an_event_without_a_place_in_the_queue_can_be_sent_again(Running::axum(1).await).await;
}

#[tokio::test]
async fn with_hyper_an_event_without_a_place_in_the_queue_can_be_sent_again() {
    an_event_without_a_place_in_the_queue_can_be_sent_again(Running::hyper(1).await).await;
}
