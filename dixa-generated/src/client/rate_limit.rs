//! The rate limit of a client.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::clock::Clock;

/// How many requests a client sends to an API in a time.
///
/// The default is the documented limit of a token for the main API: 10 requests per second, in bursts of up to 4. All clones of a client
/// share one limit. Processes with the same token do not, so set a part of the limit in each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateLimit {
    interval: Duration,
    burst: u32,
    /// In which time the requests are counted.
    period: Duration,
}

impl RateLimit {
    /// A limit of `requests` in a period, such as 10 in a minute, of which `burst` may be sent at once. A number of 0
    /// counts as 1.
    pub const fn per(requests: u32, period: Duration, burst: u32) -> Self {
        let interval = match period.checked_div(requests) {
            Some(interval) => interval,
            None => period,
        };
        Self { interval, burst: if burst == 0 { 1 } else { burst }, period }
    }

    /// A limit of `requests` per second, of which `burst` may be sent at once. A rate that is not a positive number
    /// counts as one request per day, and a burst of 0 as 1.
    pub fn per_second(requests: f64, burst: u32) -> Self {
        const SLOWEST: Duration = Duration::from_secs(24 * 60 * 60);
        let interval = Duration::try_from_secs_f64(1.0 / requests).unwrap_or(SLOWEST).min(SLOWEST);
        Self { interval, burst: burst.max(1), period: interval.max(Duration::from_secs(1)) }
    }
}

/// Delays requests by the generic cell rate algorithm, whose state is one point in time.
pub(crate) struct Limiter {
    limit: RateLimit,
    /// When all of the burst is available again. The lock is fair, and whoever waits for the limit holds it: calls are
    /// sent in their order, and one that is dropped while it waits takes nothing from the limit.
    full_at: Mutex<Option<Instant>>,
}

impl Limiter {
    pub(super) fn new(limit: RateLimit) -> Self {
        Self { limit, full_at: Mutex::new(None) }
    }

    /// After which time the service must have counted its requests anew.
    pub(crate) fn period(&self) -> Duration {
        self.limit.period
    }

    /// A limiter with the same limit, of which nothing is used.
    pub(super) fn unused(&self) -> Self {
        Self::new(self.limit)
    }

    /// Waits until the limit allows a request, in the order of the calls. If that would be after the deadline, the
    /// wait is returned as an error at once.
    pub(crate) async fn acquire(&self, clock: &dyn Clock, deadline: Option<Instant>) -> Result<(), Duration> {
        let mut full_at = self.full_at.lock().await;
        let now = clock.now();
        let taken = full_at.map_or(Duration::ZERO, |full_at| full_at.saturating_duration_since(now));
        let wait = taken.saturating_sub(self.limit.interval * (self.limit.burst - 1));
        if deadline.is_some_and(|deadline| deadline.saturating_duration_since(now) < wait) {
            return Err(wait);
        }
        if !wait.is_zero() {
            clock.sleep(wait).await;
        }
        *full_at = now.checked_add(taken + self.limit.interval);
        Ok(())
    }
}
