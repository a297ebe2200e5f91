//! The rate limit of a client.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::clock::Clock;

/// How many requests a client sends per second.
///
/// The default is the documented limit of a token: 10 requests per second, in bursts of up to 4. All clones of a client
/// share one limit. Processes with the same token do not, so set a part of the limit in each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateLimit {
    interval: Duration,
    burst: u32,
}

impl RateLimit {
    /// A limit of `requests` per second, of which `burst` may be sent at once. A rate that is not a positive number
    /// counts as one request per day, and a burst of 0 as 1.
    pub fn per_second(requests: f64, burst: u32) -> Self {
        const SLOWEST: Duration = Duration::from_secs(24 * 60 * 60);
        let interval = Duration::try_from_secs_f64(1.0 / requests).unwrap_or(SLOWEST).min(SLOWEST);
        Self { interval, burst: burst.max(1) }
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::per_second(10.0, 4)
    }
}

/// Delays requests by the generic cell rate algorithm, whose state is one point in time.
pub(crate) struct Limiter {
    limit: RateLimit,
    /// When all of the burst is available again.
    full_at: Mutex<Option<Instant>>,
}

impl Limiter {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self { limit, full_at: Mutex::new(None) }
    }

    /// Waits until the limit allows a request, in the order of the calls.
    pub(crate) async fn acquire(&self, clock: &dyn Clock) {
        let wait = self.reserve(clock.now());
        if !wait.is_zero() {
            clock.sleep(wait).await;
        }
    }

    fn reserve(&self, now: Instant) -> Duration {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = full_at.map_or(Duration::ZERO, |full_at| full_at.saturating_duration_since(now));
        *full_at = now.checked_add(taken + self.limit.interval);
        taken.saturating_sub(self.limit.interval * (self.limit.burst - 1))
    }
}
