//! Receives webhooks with axum.
//!
//! ```sh
//! DIXA_WEBHOOK_SECRET=… cargo run -p dixa-generated --features webhooks --example webhook_axum
//! ```

mod receiver;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use dixa_generated::webhooks::{Event, Verifier};
use receiver::Receiver;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let verifier = Verifier::new(&std::env::var("DIXA_WEBHOOK_SECRET")?)?; // `secret_key` of the subscription
    let (events, mut received) = mpsc::channel(1000);
    tokio::spawn(async move {
        while let Some(event) = received.recv().await {
            match event {
                Event::ConversationCreated(event) => println!("created: {}", event.data.conversation.csid),
                Event::ConversationNoteAdded(event) => println!("note: {}", event.data.text),
                other => println!("{:?}", other.event_id()),
            }
        }
    });
    axum::serve(TcpListener::bind("127.0.0.1:3000").await?, app(verifier, events)).await?;
    Ok(())
}

/// The routes of the receiver.
pub fn app(verifier: Verifier, events: mpsc::Sender<Event>) -> Router {
    Router::new().route("/dixa", post(receive)).with_state(Arc::new(Receiver::new(verifier, events)))
}

/// The body is taken as bytes, since the signature is that of the bytes.
async fn receive(State(receiver): State<Arc<Receiver>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    receiver.receive(&headers, &body)
}
