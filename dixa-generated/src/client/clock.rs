//! What retries and the rate limit wait by.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// What retries and the rate limit wait by.
///
/// The default is tokio's time, which tests can pause. A clock of one's own, given to
/// [`ClientBuilder::clock`](crate::ClientBuilder::clock), lets tests that use real connections pass without waiting.
pub trait Clock: Send + Sync + 'static {
    /// The present time.
    fn now(&self) -> Instant;

    /// Waits.
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
