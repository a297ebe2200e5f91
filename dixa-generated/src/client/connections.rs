//! The connections of a client.

use std::fmt;
use std::future::pending;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::redirect;
use tokio::runtime::{Handle, Id};
use tokio::task::AbortHandle;

use super::tls;
use crate::error::Error;

/// Changes the builder of the HTTP client.
pub(super) type Customize = Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

/// What an HTTP client is built from.
pub(super) struct Settings {
    pub(super) connect_timeout: Option<Duration>,
    pub(super) is_plain_http: bool,
    pub(super) customize: Option<Customize>,
}

/// An HTTP client for each runtime that sends with this client.
///
/// A connection is driven by the runtime that opened it. In another runtime it would stall when its own runtime is
/// blocked or dropped.
pub(crate) struct Connections {
    settings: Settings,
    pools: Mutex<Vec<Pool>>,
}

struct Pool {
    runtime: Id,
    /// A task that never ends, unless its runtime is dropped. The id of a dropped runtime may be used again.
    alive: AbortHandle,
    http: reqwest::Client,
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.alive.abort();
    }
}

impl Connections {
    pub(super) fn new(settings: Settings) -> Self {
        Self { settings, pools: Mutex::default() }
    }

    /// The HTTP client of the current runtime.
    pub(crate) fn current(&self) -> Result<reqwest::Client, Error> {
        let runtime = Handle::try_current().map_err(|_| {
            Error::builder(
                "no tokio runtime is running here; send within one, or with `send_blocking` (feature `blocking`)",
            )
        })?;
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        pools.retain(|pool| !pool.alive.is_finished());
        if let Some(pool) = pools.iter().find(|pool| pool.runtime == runtime.id()) {
            return Ok(pool.http.clone());
        }
        let http = self.settings.build()?;
        let alive = runtime.spawn(pending::<()>()).abort_handle();
        pools.push(Pool { runtime: runtime.id(), alive, http: http.clone() });
        Ok(http)
    }
}

impl Settings {
    fn build(&self) -> Result<reqwest::Client, Error> {
        let mut builder = reqwest::Client::builder();
        if self.is_plain_http {
            // Proxies of the environment would receive the token unencrypted.
            builder = builder.no_proxy();
        }
        // A name server must not be able to lead the token elsewhere (RFC 6761, 6.3).
        builder = builder.resolve_to_addrs("localhost", &LOOPBACK);
        if let Some(limit) = self.connect_timeout {
            builder = builder.connect_timeout(limit);
        }
        builder = tls::set(builder, self.is_plain_http && self.customize.is_none(), self.customize.is_some())?;
        if let Some(customize) = &self.customize {
            builder = customize(builder);
        }
        // The calls follow redirects: they know which ones are safe.
        let http = builder.redirect(redirect::Policy::none()).build();
        http.map_err(|error| tls::explain(Error::transport(error)))
    }
}

/// Port 0 means the port of the URL.
const LOOPBACK: [SocketAddr; 2] =
    [SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0), SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0)];

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").finish_non_exhaustive()
    }
}
