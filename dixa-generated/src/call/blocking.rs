//! Calls in programs without an async runtime.

use std::future::Future;
use std::sync::OnceLock;
use std::thread;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use tokio::runtime::{Builder, Handle};

use crate::client::Client;
use crate::error::Error;
use crate::request::Request;

/// Sending, in programs without an async runtime (feature `blocking`).
impl<T: DeserializeOwned, P> Request<T, P> {
    /// Sends the request, waits for the response and decodes it.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), dixa_generated::Error> {
    /// use dixa_generated::{Client, Method, Request};
    ///
    /// let client = Client::from_env()?;
    /// let path = "/v1/agents/{agentId}";
    /// let request = Request::untyped(Method::GET, path).path("agentId", 4711);
    /// let agent: serde_json::Value = request.send_blocking(&client)?;
    /// # let _ = agent;
    /// # Ok(()) }
    /// ```
    pub fn send_blocking(self, client: &Client) -> Result<T, Error> {
        self.send_blocking_with_response(client).map(http::Response::into_body)
    }

    /// Sends the request, waits for the response and decodes it; returns the value with status and headers, and the
    /// body as it was received as an extension ([`ReceivedBody`](crate::ReceivedBody)).
    pub fn send_blocking_with_response(self, client: &Client) -> Result<http::Response<T>, Error> {
        run(self.send_with_response(client))?
    }

    /// Sends the request and returns the response as received, with any status.
    pub fn send_blocking_raw(self, client: &Client) -> Result<http::Response<Bytes>, Error> {
        run(self.send_raw(client))?
    }
}

/// Runs a future and waits for it. The future is polled on this thread, so that functions of the caller (a watch, a
/// jitter, a stream) may block or panic without an effect on other calls; the connections are driven by the thread of
/// the runtime. Unlike `Runtime::block_on`, this also works in a thread of an async runtime, which it blocks.
pub(crate) fn run<F: Future>(future: F) -> Result<F::Output, Error> {
    let _entered = runtime()?.enter();
    // A task of another runtime may have used up its share of polls.
    Ok(pollster::block_on(tokio::task::unconstrained(future)))
}

/// The runtime of all blocking calls, on one thread that the first call starts.
fn runtime() -> Result<&'static Handle, Error> {
    static RUNTIME: OnceLock<Result<Handle, String>> = OnceLock::new();
    let started = RUNTIME.get_or_init(|| start().map_err(|error| error.to_string()));
    started.as_ref().map_err(|error| Error::builder(format!("cannot start the runtime of blocking calls: {error}")))
}

fn start() -> std::io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let forever = move || runtime.block_on(std::future::pending::<()>());
    thread::Builder::new().name("dixa-blocking".to_owned()).spawn(forever)?;
    Ok(handle)
}
