//! The retry policy.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};

/// When a request is sent again.
///
/// - A failed connection, 408 and 429 are retried for every method, since the request had no effect.
/// - A broken connection, an exceeded time limit and 5xx, except for 501 and 505, are retried for idempotent methods
///   only (GET, HEAD, OPTIONS, PUT, DELETE).
/// - An unknown host is retried once. A certificate that is not trusted is not retried.
/// - A body that cannot be sent twice is sent once.
///
/// The waits follow the service's `Retry-After`; without it they grow exponentially, with jitter, and after a 429 they
/// are at least the period of the client's rate limit: a second, and a minute for exports. If the service asks for a
/// longer wait than [`max_retry_after`](Self::max_retry_after), or a wait would end after the call's `timeout`, the call
/// returns the response at once; [`Error::retry_after`](crate::Error::retry_after) has the wait. All retries
/// of a client share a budget; see [`ClientBuilder::retry_budget`](crate::ClientBuilder::retry_budget).
///
/// ```
/// use std::time::Duration;
/// use dixa_generated::RetryPolicy;
///
/// let patient = RetryPolicy::default()
///     .max_attempts(8)
///     .max_retry_after(Duration::from_secs(120));
/// let never = RetryPolicy::none();
/// # let _ = (patient, never);
/// ```
#[derive(Clone)]
pub struct RetryPolicy {
    max_attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
    max_retry_after: Duration,
    jitter: Arc<dyn Fn() -> f64 + Send + Sync>,
}

impl RetryPolicy {
    /// Every request is sent once.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets how often a request is sent at most; 4 by default, 1 for no retries.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Sets the first wait, which doubles with every attempt, and the longest; 0.5 s and 10 s by default.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first_wait = first;
        self.longest_wait = longest;
        self
    }

    /// Sets the longest `Retry-After` that a call waits for; 60 s by default. If the service asks for more, the request
    /// is not sent again.
    pub fn max_retry_after(mut self, longest: Duration) -> Self {
        self.max_retry_after = longest;
        self
    }

    /// Sets the source of jitter, which returns numbers from 0 to 1; random by default. With 1 a wait is as computed,
    /// or as the service asked. With 0 a computed wait is halved, and one that the service asked for is a tenth longer
    /// (at least 0.1 s, at most 5 s), so that tasks that were asked to wait do not return at the same moment.
    pub fn jitter(mut self, jitter: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.jitter = Arc::new(jitter);
        self
    }

    /// Whether a further attempt is allowed after these.
    pub(crate) fn allows_attempt_after(&self, attempts: u32) -> bool {
        attempts < self.max_attempts
    }

    /// How long to wait before the next attempt, if the service asked for a wait or not. A wait that is longer than
    /// the policy allows is an error.
    pub(crate) fn wait(&self, attempts: u32, asked: Option<Duration>) -> Result<Duration, String> {
        let Some(asked) = asked else { return Ok(self.backoff_wait(attempts)) };
        let longest = self.max_retry_after;
        if asked > longest {
            return Err(format!("the service asked to wait longer than {longest:?} (`max_retry_after`)"));
        }
        const SHORTEST_SPREAD: Duration = Duration::from_millis(100);
        const LONGEST_SPREAD: Duration = Duration::from_secs(5);
        let spread = (asked / 10).clamp(SHORTEST_SPREAD, LONGEST_SPREAD);
        Ok(asked.saturating_add(spread.mul_f64(1.0 - self.jitter_in_range())))
    }

    fn backoff_wait(&self, attempts: u32) -> Duration {
        let doubled = 2u32.saturating_pow(attempts.saturating_sub(1));
        let half = self.first_wait.saturating_mul(doubled).min(self.longest_wait) / 2;
        half.saturating_add(half.mul_f64(self.jitter_in_range()))
    }

    fn jitter_in_range(&self) -> f64 {
        Some((self.jitter)()).filter(|jitter| (0.0..=1.0).contains(jitter)).unwrap_or(0.0)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(10),
            max_retry_after: Duration::from_secs(60),
            jitter: Arc::new(random),
        }
    }
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryPolicy")
            .field("max_attempts", &self.max_attempts)
            .field("first_wait", &self.first_wait)
            .field("longest_wait", &self.longest_wait)
            .field("max_retry_after", &self.max_retry_after)
            .finish_non_exhaustive()
    }
}

/// Whether a response with this status is worth another attempt.
pub(crate) fn is_retryable(method: &Method, status: StatusCode) -> bool {
    match status {
        // The service has not read the request, or refused to act on it.
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => true,
        // These do not change with time.
        StatusCode::NOT_IMPLEMENTED | StatusCode::HTTP_VERSION_NOT_SUPPORTED => false,
        status => status.is_server_error() && method.is_idempotent(),
    }
}

/// A random number from 0 to 1. The random keys of the standard library's hasher suffice to spread retries.
pub(crate) fn random() -> f64 {
    random_bits() as f64 / u64::MAX as f64
}

pub(crate) fn random_bits() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}
