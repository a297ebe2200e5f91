//! How many requests are sent in a time.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::clock::Clock;

/// How many requests a client sends in a time.
///
/// The default is the documented limit of a token: 10 requests a second, in bursts of up to 4. All clones of a client
/// share one limit; several processes with the same token do not, so give each its part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateLimit {
    interval: Duration,
    burst: u32,
}

impl RateLimit {
    /// So many requests a second, of which `burst` may go out at once. A rate that is not a positive number, or a burst
    /// of 0, is taken as the smallest that is.
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

/// Gives every request its moment (the generic cell rate algorithm: one point in time is the whole state).
pub(crate) struct Limiter {
    limit: RateLimit,
    /// When the bucket will be full again.
    full_at: Mutex<Option<Instant>>,
}

impl Limiter {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self { limit, full_at: Mutex::new(None) }
    }

    /// Waits for the next free moment, in the order of the calls.
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
