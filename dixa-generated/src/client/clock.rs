//! The clock of retries and the rate limit.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// The clock of retries and the rate limit.
///
/// The default is tokio's time, which tests can pause. With a custom clock, set by
/// [`ClientBuilder::clock`](crate::ClientBuilder::clock), tests over real connections need not wait.
pub trait Clock: Send + Sync + 'static {
    /// The current time.
    fn now(&self) -> Instant;

    /// Waits for a duration.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

pub(crate) struct TokioClock;

impl Clock for TokioClock {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}
