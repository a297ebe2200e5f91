//! A client, and what it holds.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::AUTHORIZATION;

use super::api::Api;
use super::budget::Budget;
use super::clock::Clock;
use super::origin::{Access, Origin, Route};
use super::rate_limit::Limiter;
use super::retry::RetryPolicy;
use crate::error::Error;
use crate::watch::Watch;

/// Sends requests: holds the token, the base URL of each API, the connections, and the settings for retries and rate
/// limits.
///
/// Clones are cheap, and share connections and rate limits. A client may be used from several async runtimes and from
/// blocking calls at the same time: each runtime has its own connections.
///
/// ```no_run
/// # fn main() -> Result<(), dixa_generated::Error> {
/// use dixa_generated::Client;
///
/// let client = Client::from_env()?; // DIXA_API_KEY, DIXA_BASE_URL
/// let client = Client::new("the token")?;
/// let client = Client::builder("the token")
///     .user_agent("nightly-export/2.1")
///     .build()?;
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
    /// For each origin.
    pub(crate) access: Vec<Access>,
}

/// What clients with other tokens share.
pub(crate) struct Inner {
    /// The main one is the first.
    pub(crate) origins: Vec<Origin>,
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
    /// their connections. Each has its own rate limits, since the service counts the requests of each token.
    pub fn with_token(&self, token: impl Into<String>) -> Result<Self, Error> {
        let token = token.into();
        let access =
            self.inner.origins.iter().zip(&self.account.access).map(|(origin, Access { headers, limiter })| {
                let mut headers = headers.clone();
                headers.remove(AUTHORIZATION);
                Access::new(origin.api, &token, headers, limiter.as_ref().map(Limiter::unused))
            });
        let access = access.collect::<Result<_, _>>()?;
        Ok(Self { account: Arc::new(Account { token, access }), inner: Arc::clone(&self.inner) })
    }

    /// The base URL.
    pub fn base_url(&self) -> &str {
        self.base_url_of(Api::MAIN).unwrap_or_default()
    }

    /// The base URL of another API; `None` if it cannot be called.
    pub fn base_url_of(&self, api: &'static Api) -> Option<&str> {
        self.route(api).map(|route| route.origin.base_url.as_str()).ok()
    }

    /// Where the requests of an API go, and with what.
    pub(crate) fn route(&self, api: &'static Api) -> Result<Route<'_>, Error> {
        let mut routes = self.inner.origins.iter().zip(&self.account.access);
        let route = routes.find(|(origin, _)| origin.api.is(api)).map(|(origin, access)| Route { origin, access });
        route.ok_or_else(|| {
            let name = api.name;
            Error::builder(format!("the client has no base URL for `{name}`; set it with `ClientBuilder::base_url_of`"))
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_urls", &self.inner.origins.iter().map(|origin| &origin.base_url).collect::<Vec<_>>())
            .field("limits", &self.inner.limits)
            .field("retry", &self.inner.retry)
            .finish_non_exhaustive()
    }
}
