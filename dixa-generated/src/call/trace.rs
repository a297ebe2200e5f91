//! The span of a call (feature `tracing`).

use std::future::Future;

use super::received::Received;
use crate::error::Error;
use crate::request::RequestParts;

#[cfg(not(feature = "tracing"))]
pub(crate) fn call(
    _: &RequestParts,
    call: impl Future<Output = Result<Received, Error>>,
) -> impl Future<Output = Result<Received, Error>> {
    call
}

#[cfg(feature = "tracing")]
pub(crate) async fn call(
    parts: &RequestParts,
    call: impl Future<Output = Result<Received, Error>>,
) -> Result<Received, Error> {
    use tracing::field::Empty;
    use tracing::{Instrument, Level, span};

    let span = span!(
        Level::INFO,
        "dixa",
        operation = parts.name().as_ref(),
        operation_id = parts.operation.id,
        method = parts.method.as_str(),
        path = parts.template.as_ref(),
        status = Empty,
        attempts = Empty,
        duration_ms = Empty,
    );
    let started = tokio::time::Instant::now();
    let outcome = call.instrument(span.clone()).await;
    let (status, attempts) = match &outcome {
        Ok(received) => (Some(received.response.status()), received.attempts),
        Err(error) => (error.status(), error.attempts()),
    };
    span.record("status", status.map(|status| status.as_u16()));
    span.record("attempts", attempts);
    span.record("duration_ms", started.elapsed().as_millis() as u64);
    outcome
}
