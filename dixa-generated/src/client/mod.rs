//! The client and its settings: token, the origins of the APIs, connections, retries and rate limits.

mod api;
mod base_url;
mod budget;
mod builder;
mod clock;
mod connections;
mod header;
mod origin;
mod rate_limit;
mod retry;
mod retry_after;
mod state;
mod tls;

pub use api::{Api, Authorization};
pub use builder::ClientBuilder;
pub use clock::Clock;
pub(crate) use header::header;
pub(crate) use origin::Route;
pub(crate) use rate_limit::Limiter;
pub use rate_limit::RateLimit;
pub use retry::RetryPolicy;
pub(crate) use retry::{is_retryable, random_bits};
pub(crate) use retry_after::retry_after;
pub use state::Client;
