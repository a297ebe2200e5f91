//! The settings of a client.

use std::env;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, USER_AGENT};
use http::{HeaderMap, HeaderValue};

use super::api::Api;
use super::budget::Budget;
use super::clock::{Clock, TokioClock};
use super::connections::Customize;
use super::header::header;
use super::origin::{Access, Origin, Source, Target};
use super::rate_limit::{Limiter, RateLimit};
use super::retry::RetryPolicy;
use super::state::{Account, Client, Inner, Limits};
use crate::error::Error;
use crate::watch::Watch;

impl Client {
    /// A client with this API token and default settings.
    pub fn new(token: impl Into<String>) -> Result<Self, Error> {
        Self::builder(token).build()
    }

    /// A client with the token in the environment variable `DIXA_API_KEY` and, if they are set, the base URLs in
    /// `DIXA_BASE_URL` and, of exports, `DIXA_EXPORTS_URL`.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// Settings for a client with this API token. To the main API it is sent as it is, without a scheme: that is what
    /// the service expects. One that begins with `Bearer ` is sent as it is, too. Exports expect `Bearer`, which is added
    /// if the token does not begin with it.
    pub fn builder(token: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(token.into())
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
///     .rate_limit(RateLimit::per_second(5.0, 2))
///     .build()?;
/// # let _ = client;
/// # Ok(()) }
/// ```
#[must_use]
pub struct ClientBuilder {
    token: String,
    /// The settings of each API; the main one is the first.
    targets: Vec<Target>,
    plain_http: Vec<String>,
    user_agent: String,
    headers: Vec<(String, String)>,
    customize: Option<Customize>,
    connect_timeout: Option<Duration>,
    limits: Limits,
    retry: RetryPolicy,
    retry_budget: Option<u32>,
    clock: Arc<dyn Clock>,
    max_response_size: usize,
    watch: Option<Watch>,
}

impl ClientBuilder {
    pub(super) fn new(token: String) -> Self {
        let limits =
            Limits { call: Some(Duration::from_secs(300)), attempt: None, silence: Some(Duration::from_secs(60)) };
        Self {
            token,
            targets: Target::all(),
            plain_http: Vec::new(),
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")).to_owned(),
            headers: Vec::new(),
            customize: None,
            connect_timeout: Some(Duration::from_secs(10)),
            limits,
            retry: RetryPolicy::default(),
            retry_budget: Some(100),
            clock: Arc::new(TokioClock),
            max_response_size: 64 * 1024 * 1024,
            watch: None,
        }
    }

    /// Settings with token and base URLs from environment variables; see [`Client::from_env`].
    pub fn from_env() -> Result<Self, Error> {
        let mut builder = Self::new(env_var("DIXA_API_KEY")?.ok_or_else(|| {
            Error::builder("the environment variable DIXA_API_KEY is not set; set it to the API token")
        })?);
        for target in &mut builder.targets {
            let variable = Some(target.api.variable).filter(|variable| !variable.is_empty());
            if let Some(base_url) = variable.map(env_var).transpose()?.flatten() {
                target.set_base_url(base_url, Source::Environment);
            }
        }
        Ok(builder)
    }

    /// Sets the address before the version; `https://dev.dixa.io` by default. Plain `http` is allowed for loopback
    /// addresses, and for the host that [`plain_http`](Self::plain_http) names. Requests over plain `http` do not use
    /// the proxies of the environment (`HTTP_PROXY`), which would receive the token.
    pub fn base_url(self, base_url: impl Into<String>) -> Self {
        self.base_url_of(Api::MAIN, base_url)
    }

    /// Sets the base URL of another API, such as `exports::API`. What holds for [`base_url`](Self::base_url) holds for
    /// each. The token is sent to the origins of these base URLs and nowhere else.
    pub fn base_url_of(mut self, api: &'static Api, base_url: impl Into<String>) -> Self {
        Target::of(&mut self.targets, api).set_base_url(base_url.into(), Source::Program);
        self
    }

    /// Allows plain `http` to this host, such as `mock.internal` or, at one port only, `mock.internal:8080`. The token
    /// is then sent unencrypted. Call it for each host.
    pub fn plain_http(mut self, host: impl Into<String>) -> Self {
        self.plain_http.push(host.into());
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

    /// Changes the builder of the HTTP client: proxies, root certificates, DNS, the local address. It is called once for
    /// each async runtime that sends requests, and has the settings of this crate already. Redirects and the time
    /// limits of calls are the crate's own and stay as they are.
    ///
    /// With the feature `rustls`, if the process has no default cryptography provider yet, ring becomes the default.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use dixa_generated::{Client, reqwest};
    ///
    /// let proxy = reqwest::Proxy::https("http://proxy.internal:3128")?;
    /// let client = Client::builder("the token")
    ///     .http(move |http| http.proxy(proxy.clone()))
    ///     .build()?;
    /// # let _ = client;
    /// # Ok(()) }
    /// ```
    pub fn http(
        mut self,
        customize: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.customize = Some(Arc::new(customize));
        self
    }

    /// Sets how long connecting may take; 10 s by default, `None` for no limit.
    pub fn connect_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.connect_timeout = limit.into();
        self
    }

    /// Sets how long the service may send nothing while the client waits for a response; 60 s by default, `None` for
    /// no limit. While a body is sent, the time begins anew with each part of it. The network may hold back the end of
    /// a large body, so that the wait is longer by a second for each 8 KiB sent, up to 4 MiB.
    pub fn read_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.limits.silence = limit.into();
        self
    }

    /// Sets how long one attempt to send a request may take, with its response; no limit by default.
    pub fn attempt_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.limits.attempt = limit.into();
        self
    }

    /// Sets how long a whole call may take, with the wait for the rate limit, all attempts, and the waits between
    /// them; 5 minutes by default, `None` for no limit. A call does not begin a wait that would exceed the limit: it
    /// returns the response that it has.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.limits.call = limit.into();
        self
    }

    /// Sets when requests are sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets how many retries the client may make beyond what its successes allow; 100 by default, `None` for no budget.
    /// Five requests that succeed allow one retry more, and a retry that succeeds allows another. Without successes
    /// the budget ends, and each request is sent once: clients that retry everything multiply the load of a service
    /// that fails.
    pub fn retry_budget(mut self, retries: impl Into<Option<u32>>) -> Self {
        self.retry_budget = retries.into();
        self
    }

    /// Sets how many requests are sent per second to the main API; the documented limit by default, `None` for no
    /// limit.
    pub fn rate_limit(self, limit: impl Into<Option<RateLimit>>) -> Self {
        self.rate_limit_of(Api::MAIN, limit)
    }

    /// Sets how many requests are sent in a time to another API, such as `exports::API`; the documented limit by
    /// default, `None` for no limit.
    pub fn rate_limit_of(mut self, api: &'static Api, limit: impl Into<Option<RateLimit>>) -> Self {
        Target::of(&mut self.targets, api).rate_limit = limit.into();
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

    /// Builds the client. It is an error if the token cannot be sent or a base URL is not allowed. Connections are set
    /// up when the first request is sent.
    pub fn build(self) -> Result<Client, Error> {
        let headers = self.headers()?;
        let (mut origins, mut access) = (Vec::new(), Vec::new());
        for target in self.targets.iter().filter(|target| target.can_be_called()) {
            origins.push(Origin::new(target, &self.plain_http, self.connect_timeout, self.customize.as_ref())?);
            access.push(Access::new(target.api, &self.token, headers.clone(), target.rate_limit.map(Limiter::new))?);
        }
        let account = Account { token: self.token, access };
        let inner = Inner {
            origins,
            limits: self.limits,
            retry: self.retry,
            budget: self.retry_budget.map(Budget::new),
            clock: self.clock,
            max_response_size: self.max_response_size,
            watch: self.watch,
        };
        Ok(Client { account: Arc::new(account), inner: Arc::new(inner) })
    }

    /// The headers of every request, without the token.
    fn headers(&self) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let user_agent = [(USER_AGENT.as_str(), self.user_agent.as_str())];
        let given = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in user_agent.into_iter().chain(given) {
            let (name, value) = header(name, value).map_err(Error::builder)?;
            headers.insert(name, value);
        }
        Ok(headers)
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("targets", &self.targets)
            .field("limits", &self.limits)
            .field("retry", &self.retry)
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
