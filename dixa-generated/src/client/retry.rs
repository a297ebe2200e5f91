//! When requests are sent again.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, Method, StatusCode};
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};

/// When a request is sent again.
///
/// A response of 429 is retried for every method, since the request had no effect. Failed connections and responses of 5xx
/// are retried for the idempotent methods only (GET, HEAD, OPTIONS, PUT, DELETE). A body that cannot be sent twice is
/// sent once. The service's `Retry-After` is kept to; without one the waits grow exponentially, with jitter.
///
/// ```
/// use std::time::Duration;
/// use dixa_generated::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_attempts(8).total(Duration::from_secs(600));
/// let never = RetryPolicy::none();
/// # let _ = (patient, never);
/// ```
#[derive(Clone)]
pub struct RetryPolicy {
    max_attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
    max_retry_after: Duration,
    total: Duration,
    jitter: Arc<dyn Fn() -> f64 + Send + Sync>,
}

impl RetryPolicy {
    /// Every request is sent once.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// How often a request is sent at most; 4 by default, 1 is without retries.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The first wait, which doubles with every attempt, and the longest; 0.5 s and 10 s by default.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first_wait = first;
        self.longest_wait = longest;
        self
    }

    /// The longest time that is waited because the service asks for it with `Retry-After`; 60 s by default.
    pub fn max_retry_after(mut self, longest: Duration) -> Self {
        self.max_retry_after = longest;
        self
    }

    /// No further attempt begins when it would begin later than this after the first; 2 minutes by default.
    pub fn total(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }

    /// Where the jitter comes from: a number from 0 to 1, by which the upper half of a wait is multiplied. The default
    /// is random.
    pub fn jitter(mut self, jitter: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.jitter = Arc::new(jitter);
        self
    }

    /// How long to wait before the next attempt; `None` if there is to be none.
    pub(crate) fn wait(&self, attempts: u32, elapsed: Duration, headers: Option<&HeaderMap>) -> Option<Duration> {
        if attempts >= self.max_attempts {
            return None;
        }
        let asked = headers.and_then(retry_after).map(|wait| wait.min(self.max_retry_after));
        let wait = asked.unwrap_or_else(|| self.backoff_wait(attempts));
        (elapsed.saturating_add(wait) <= self.total).then_some(wait)
    }

    fn backoff_wait(&self, attempts: u32) -> Duration {
        let doubled = 2u32.saturating_pow(attempts.saturating_sub(1));
        let half = self.first_wait.saturating_mul(doubled).min(self.longest_wait) / 2;
        let jitter = (self.jitter)();
        if (0.0..=1.0).contains(&jitter) { half + half.mul_f64(jitter) } else { half }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(10),
            max_retry_after: Duration::from_secs(60),
            total: Duration::from_secs(120),
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
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

/// Whether a response with this status is worth another attempt.
pub(crate) fn is_retryable(method: &Method, status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS || (method.is_idempotent() && status.is_server_error())
}

/// `Retry-After`, in seconds or as a date; dates count from the server's own clock, where it tells it.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let now = headers.get(DATE).and_then(|date| http_date(date.to_str().ok()?)).unwrap_or_else(Timestamp::now);
    let wait: SignedDuration = http_date(value)?.duration_since(now);
    Some(wait.try_into().unwrap_or(Duration::ZERO))
}

fn http_date(text: &str) -> Option<Timestamp> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    PARSER.parse_timestamp(text.trim()).ok()
}

/// A number from 0 to 1. The standard library's hash keys are random enough to spread retries.
pub(crate) fn random() -> f64 {
    random_bits() as f64 / u64::MAX as f64
}

pub(crate) fn random_bits() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}
