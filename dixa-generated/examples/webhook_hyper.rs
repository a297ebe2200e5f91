//! Receives webhooks with hyper alone.
//!
//! ```sh
//! DIXA_WEBHOOK_SECRET=… cargo run -p dixa-generated --features webhooks --example webhook_hyper
//! ```

mod receiver;

use std::convert::Infallible;
use std::sync::Arc;

use dixa_generated::webhooks::{Event, Verifier};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use receiver::Receiver;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// The largest body that is read, in bytes.
const LARGEST: usize = 2 * 1024 * 1024;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let verifier = Verifier::new(&std::env::var("DIXA_WEBHOOK_SECRET")?)?; // `secret_key` of the subscription
    let (events, mut received) = mpsc::channel(1000);
    tokio::spawn(async move {
        while let Some(event) = received.recv().await {
            println!("{event:?}");
        }
    });
    Ok(serve(TcpListener::bind("127.0.0.1:3000").await?, verifier, events).await?)
}

/// Serves the receiver; ends with an error of the listener.
pub async fn serve(listener: TcpListener, verifier: Verifier, events: mpsc::Sender<Event>) -> std::io::Result<()> {
    let receiver = Arc::new(Receiver::new(verifier, events));
    loop {
        let (stream, _) = listener.accept().await?;
        let receiver = Arc::clone(&receiver);
        let service = service_fn(move |request| receive(Arc::clone(&receiver), request));
        let connection = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                eprintln!("{error}");
            }
        });
    }
}

async fn receive(receiver: Arc<Receiver>, request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let status = match (head.method, head.uri.path()) {
        (Method::POST, "/dixa") => match Limited::new(body, LARGEST).collect().await {
            Ok(body) => receiver.receive(&head.headers, &body.to_bytes()),
            Err(_) => StatusCode::PAYLOAD_TOO_LARGE,
        },
        (_, "/dixa") => StatusCode::METHOD_NOT_ALLOWED,
        _ => StatusCode::NOT_FOUND,
    };
    let mut response = Response::new(Empty::new());
    *response.status_mut() = status;
    Ok(response)
}
