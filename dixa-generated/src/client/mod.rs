//! The client and its settings: token, base URL, connections, retries and rate limit.

mod base_url;
mod budget;
mod builder;
mod clock;
mod connections;
mod header;
mod rate_limit;
mod retry;
mod retry_after;
mod state;
mod tls;

pub use builder::ClientBuilder;
pub use clock::Clock;
pub(crate) use header::header;
pub use rate_limit::RateLimit;
pub use retry::RetryPolicy;
pub(crate) use retry::{is_retryable, random_bits};
pub(crate) use retry_after::retry_after;
pub use state::Client;
