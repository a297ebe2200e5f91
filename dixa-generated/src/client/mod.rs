//! The client and its settings: token, base URL, connections, retries and rate limit.

mod clock;
mod header;
mod rate_limit;
mod retry;
mod tls;

use std::env;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderValue, StatusCode};
use reqwest::Url;
use reqwest::redirect;

pub use clock::Clock;
pub(crate) use header::header;
pub use rate_limit::RateLimit;
pub use retry::RetryPolicy;
pub(crate) use retry::{is_retryable, random_bits, retry_after};

use crate::error::Error;
use crate::watch::Watch;
use clock::TokioClock;
use rate_limit::Limiter;

const BASE_URL: &str = "https://dev.dixa.io";

/// Sends requests: holds the token, the base URL, the connections, and the settings for retries and rate limit.
///
/// Clones are cheap, and share connections and rate limit.
///
/// ```no_run
/// # fn main() -> Result<(), dixa_generated::Error> {
/// use dixa_generated::Client;
///
/// let client = Client::from_env()?;                            // DIXA_API_KEY, DIXA_BASE_URL
/// let client = Client::new("the token")?;
/// let client = Client::builder("the token").user_agent("nightly-export/2.1").build()?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) token: String,
    pub(crate) base_url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) http: reqwest::Client,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: RetryPolicy,
    pub(crate) limiter: Option<Limiter>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) max_response_size: usize,
    pub(crate) watch: Option<Watch>,
}

impl Client {
    /// A client with this API token and default settings.
    pub fn new(token: impl Into<String>) -> Result<Self, Error> {
        Self::builder(token).build()
    }

    /// A client with the token in the environment variable `DIXA_API_KEY` and, if it is set, the base URL in
    /// `DIXA_BASE_URL`.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// Settings for a client with this API token.
    pub fn builder(token: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(token.into())
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
            .field("timeout", &self.inner.timeout)
            .field("retry", &self.inner.retry)
            .finish_non_exhaustive()
    }
}

/// Settings for a [`Client`].
///
/// ```
/// # fn main() -> Result<(), dixa_generated::Error> {
/// use std::time::Duration;
/// use dixa_generated::{Client, RateLimit, RetryPolicy};
///
/// let client = Client::builder("the token")
///     .timeout(Duration::from_secs(30))
///     .retry(RetryPolicy::default().max_attempts(6))
///     .rate_limit(RateLimit::per_second(5.0, 2))           // leave half of the limit to others
///     .build()?;
/// # let _ = client;
/// # Ok(()) }
/// ```
#[must_use]
pub struct ClientBuilder {
    token: String,
    base_url: String,
    plain_http_host: Option<String>,
    user_agent: String,
    headers: Vec<(String, String)>,
    http: Option<reqwest::Client>,
    connect_timeout: Duration,
    read_timeout: Duration,
    timeout: Option<Duration>,
    retry: RetryPolicy,
    rate_limit: Option<RateLimit>,
    clock: Arc<dyn Clock>,
    max_response_size: usize,
    watch: Option<Watch>,
}

impl ClientBuilder {
    fn new(token: String) -> Self {
        Self {
            token,
            base_url: BASE_URL.to_owned(),
            plain_http_host: None,
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")).to_owned(),
            headers: Vec::new(),
            http: None,
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(60),
            timeout: Some(Duration::from_secs(300)),
            retry: RetryPolicy::default(),
            rate_limit: Some(RateLimit::default()),
            clock: Arc::new(TokioClock),
            max_response_size: 64 * 1024 * 1024,
            watch: None,
        }
    }

    /// Settings with token and base URL from environment variables; see [`Client::from_env`].
    pub fn from_env() -> Result<Self, Error> {
        let builder = Self::new(env_var("DIXA_API_KEY")?.ok_or_else(|| {
            Error::builder("the environment variable DIXA_API_KEY is not set; set it to the API token")
        })?);
        Ok(match env_var("DIXA_BASE_URL")? {
            Some(base_url) => builder.base_url(base_url),
            None => builder,
        })
    }

    /// Sets the address before the version; `https://dev.dixa.io` by default. Plain `http` is allowed for loopback
    /// addresses, and for the host that [`plain_http`](Self::plain_http) names.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Allows plain `http` to this host. The token is then sent unencrypted.
    pub fn plain_http(mut self, host: impl Into<String>) -> Self {
        self.plain_http_host = Some(host.into());
        self
    }

    /// Sets the `User-Agent`; name and version of this crate by default.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Adds a header to every request.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets a custom HTTP client, for proxies, certificates or connection pools. Its timeouts and its redirect policy
    /// replace those of this crate.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Sets how long connecting may take; 10 s by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how long the service may send nothing; 60 s by default.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// Sets how long a whole call may take, including retries; 5 minutes by default, `None` for no limit. The wait for
    /// the rate limit before the first attempt does not count.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// Sets when requests are sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets how many requests are sent per second; the documented limit by default, `None` for no limit.
    pub fn rate_limit(mut self, limit: impl Into<Option<RateLimit>>) -> Self {
        self.rate_limit = limit.into();
        self
    }

    /// Sets the clock of retries and the rate limit, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets the largest response body that is accepted, in bytes after decompression; 64 MiB by default.
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.max_response_size = bytes;
        self
    }

    /// Sets the watch, which reports what this version of the crate does not know; none by default.
    pub fn watch(mut self, watch: Watch) -> Self {
        self.watch = Some(watch);
        self
    }

    /// Builds the client. It is an error if the token cannot be sent or the base URL is not allowed.
    pub fn build(self) -> Result<Client, Error> {
        let base_url = check_base_url(&self.base_url, self.plain_http_host.as_deref())?;
        let headers = self.default_headers()?;
        let http = match self.http {
            Some(http) => http,
            None => http_client(self.connect_timeout, self.read_timeout)?,
        };
        let inner = Inner {
            token: self.token,
            base_url,
            headers,
            http,
            timeout: self.timeout,
            retry: self.retry,
            limiter: self.rate_limit.map(Limiter::new),
            clock: self.clock,
            max_response_size: self.max_response_size,
            watch: self.watch,
        };
        Ok(Client { inner: Arc::new(inner) })
    }

    fn default_headers(&self) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let own = [(USER_AGENT.as_str(), self.user_agent.as_str()), (AUTHORIZATION.as_str(), self.token.trim())];
        let given = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in own.into_iter().chain(given) {
            let (name, value) = header(name, value).map_err(Error::builder)?;
            headers.insert(name, value);
        }
        if self.token.trim().is_empty() {
            return Err(Error::builder("the API token is empty"));
        }
        Ok(headers)
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.base_url)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("rate_limit", &self.rate_limit)
            .finish_non_exhaustive()
    }
}

/// An environment variable; an empty one counts as not set.
fn env_var(name: &str) -> Result<Option<String>, Error> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.trim().is_empty())),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => {
            Err(Error::builder(format!("the environment variable {name} is not UTF-8")))
        }
    }
}

/// The base URL without a slash at its end, if the token may be sent there.
fn check_base_url(text: &str, plain_http_host: Option<&str>) -> Result<String, Error> {
    let refuse = |why: &str| Err(Error::builder(format!("the base URL {why}")));
    let Ok(url) = text.trim().parse::<Url>() else { return refuse("is not an absolute URL") };
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("contains credentials; set them as a header");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("has a query or a fragment");
    }
    let host = url.host_str().unwrap_or_default();
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(host) || plain_http_host == Some(host) => {}
        "http" => return refuse("is plain http, over which the token would be sent unencrypted; see `plain_http`"),
        _ => return refuse("is neither https nor http"),
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn http_client(connect_timeout: Duration, read_timeout: Duration) -> Result<reqwest::Client, Error> {
    let tls = tls::config().map_err(|error| Error::builder(format!("TLS: {error}")).with_source(error))?;
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::custom(within_origin))
        .connect_timeout(connect_timeout)
        .read_timeout(read_timeout)
        .build()
        .map_err(Error::transport)
}

/// Follows a redirect only if it stays within the origin and keeps method and body (RFC 9110, 15.4.8 and 15.4.9).
/// Neither the token nor the body is sent elsewhere, and no call that changes something becomes a GET.
fn within_origin(attempt: redirect::Attempt<'_>) -> redirect::Action {
    const MOST: usize = 5;
    let stays = attempt.previous().last().is_some_and(|from| from.origin() == attempt.url().origin());
    let keeps = matches!(attempt.status(), StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
    if stays && keeps && attempt.previous().len() <= MOST { attempt.follow() } else { attempt.stop() }
}
