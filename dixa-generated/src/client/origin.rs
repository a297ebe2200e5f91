//! The origins of a client: where the requests of each API go, and the token with them.

use std::time::Duration;

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::api::Api;
use super::base_url::BaseUrl;
use super::connections::{Connections, Customize, Settings};
use super::header::authorization;
use super::rate_limit::{Limiter, RateLimit};
use super::tls;
use crate::error::Error;
use crate::generated::conventions::{APIS, MAIN};

impl Api {
    /// The main API, which untyped requests are sent to.
    pub const MAIN: &'static Self = &MAIN;

    /// The setting of a client that changes where this API is.
    pub(crate) fn base_url_setting(&self) -> &'static str {
        if self.is(Self::MAIN) { "base_url" } else { "base_url_of" }
    }

    /// Whether both are the same static value.
    pub(super) fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        const UNKNOWN: RateLimit = RateLimit::per(1, Duration::from_secs(1), 1);
        MAIN.rate_limit.unwrap_or(UNKNOWN)
    }
}

/// The settings of an API.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) api: &'static Api,
    pub(super) rate_limit: Option<RateLimit>,
    base_url: String,
    source: Source,
}

/// Where a base URL comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Source {
    Default,
    Program,
    Environment,
}

impl Target {
    fn new(api: &'static Api) -> Self {
        Self { api, rate_limit: api.rate_limit, base_url: api.base_url.to_owned(), source: Source::Default }
    }

    /// The settings of all APIs.
    pub(super) fn all() -> Vec<Self> {
        APIS.iter().copied().map(Self::new).collect()
    }

    /// The settings of an API among those of all; one that is not among them is added.
    pub(super) fn of<'a>(all: &'a mut Vec<Self>, api: &'static Api) -> &'a mut Self {
        let known = all.iter().position(|target| target.api.is(api));
        let position = known.unwrap_or_else(|| {
            all.push(Self::new(api));
            all.len() - 1
        });
        &mut all[position]
    }

    pub(super) fn set_base_url(&mut self, base_url: String, source: Source) {
        self.base_url = base_url;
        self.source = source;
    }

    /// Without TLS only an API that has an address without it can be called. The main one is never left out.
    pub(super) fn can_be_called(&self) -> bool {
        tls::IS_AVAILABLE || self.source != Source::Default || self.api.is(Api::MAIN)
    }

    fn checked(&self, plain_http: &[String]) -> Result<BaseUrl, Error> {
        BaseUrl::new(&self.base_url, self.api, plain_http).map_err(|why| {
            let of = match self.source {
                Source::Environment => format!(" in {}", self.api.variable),
                _ if self.api.is(Api::MAIN) => String::new(),
                _ => format!(" of `{}`", self.api.name),
            };
            Error::builder(format!("the base URL{of} {why}"))
        })
    }
}

/// Where the requests of an API go.
pub(crate) struct Origin {
    pub(crate) api: &'static Api,
    pub(crate) base_url: String,
    pub(crate) connections: Connections,
}

impl Origin {
    pub(super) fn new(
        target: &Target,
        plain_http: &[String],
        connect_timeout: Option<Duration>,
        customize: Option<&Customize>,
    ) -> Result<Self, Error> {
        let BaseUrl { text, is_plain_http } = target.checked(plain_http)?;
        let connections = Connections::new(Settings { connect_timeout, is_plain_http, customize: customize.cloned() });
        Ok(Self { api: target.api, base_url: text, connections })
    }
}

/// What a token sends to an API, and how often.
pub(crate) struct Access {
    /// The headers of every request.
    pub(crate) headers: HeaderMap,
    pub(crate) limiter: Option<Limiter>,
}

impl Access {
    /// Access with a token, unless the headers have another authorization. Nothing of the limit may be used.
    pub(super) fn new(api: &Api, token: &str, mut headers: HeaderMap, limiter: Option<Limiter>) -> Result<Self, Error> {
        let value = authorization(api.authorization, token).map_err(Error::builder)?;
        headers.entry(AUTHORIZATION).or_insert(value);
        Ok(Self { headers, limiter })
    }
}

/// Where a request goes, and with what.
#[derive(Clone, Copy)]
pub(crate) struct Route<'a> {
    pub(crate) origin: &'a Origin,
    pub(crate) access: &'a Access,
}
