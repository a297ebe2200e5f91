//! A client, and what it holds.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::budget::Budget;
use super::clock::Clock;
use super::connections::Connections;
use super::header::authorization;
use super::rate_limit::Limiter;
use super::retry::RetryPolicy;
use crate::error::Error;
use crate::watch::Watch;

/// Sends requests: holds the token, the base URL, the connections, and the settings for retries and rate limit.
///
/// Clones are cheap, and share connections and rate limit. A client may be used from several async runtimes and from
/// blocking calls at the same time: each runtime has its own connections.
///
/// ```no_run
/// # fn main() -> Result<(), dixa_generated::Error> {
/// use dixa_generated::Client;
///
/// let client = Client::from_env()?;                            // DIXA_API_KEY, DIXA_BASE_URL
/// let client = Client::new("the token")?;
/// let client = Client::builder("the token").user_agent("nightly-export/2.1").build()?;
/// let another = client.with_token("the token of another organization")?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(crate) account: Arc<Account>,
    pub(crate) inner: Arc<Inner>,
}

/// What belongs to one token.
pub(crate) struct Account {
    pub(crate) token: String,
    /// The headers of every request.
    pub(crate) headers: HeaderMap,
    pub(crate) limiter: Option<Limiter>,
}

/// What clients with other tokens share.
pub(crate) struct Inner {
    pub(crate) base_url: String,
    pub(crate) connections: Connections,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Option<Budget>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) max_response_size: usize,
    pub(crate) watch: Option<Watch>,
}

/// The time limits of a call; `None` for no limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) call: Option<Duration>,
    pub(crate) attempt: Option<Duration>,
    pub(crate) silence: Option<Duration>,
}

impl Client {
    /// A client with another token and the same settings, for another organization or after a rotation. Both share
    /// their connections. Each has its own rate limit, since the service counts the requests of each token.
    pub fn with_token(&self, token: impl Into<String>) -> Result<Self, Error> {
        let token = token.into();
        let mut headers = self.account.headers.clone();
        headers.insert(AUTHORIZATION, authorization(&token).map_err(Error::builder)?);
        let limiter = self.account.limiter.as_ref().map(Limiter::unused);
        Ok(Self { account: Arc::new(Account { token, headers, limiter }), inner: Arc::clone(&self.inner) })
    }

    /// The base URL.
    pub fn base_url(&self) -> &str {
        &self.inner.base_url
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url)
            .field("limits", &self.inner.limits)
            .field("retry", &self.inner.retry)
            .finish_non_exhaustive()
    }
}
