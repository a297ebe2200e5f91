//! Observing the service itself: every GET that needs no input, once.

use std::collections::BTreeSet;
use std::io::Write;
use std::time::Duration;

use dixa_generator::conventions::{Authorization, Service};
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use super::merge::Merged;
use super::walk::{self, Response};
use super::words::Words;
use crate::Env;
use crate::error::Error;
use crate::fetch::download;
use crate::project::Project;

/// The environment variable with the token.
const TOKEN: &str = "DIXA_API_KEY";
/// The time between two requests.
const PAUSE: Duration = Duration::from_millis(500);

/// The lines for the responses of the service, for all versions that have an address. Prints the result of each request.
pub fn lines(project: &Project, merged: &Merged, env: &Env, out: &mut dyn Write) -> Result<String, Error> {
    let session = Session::new(env)?;
    let mut lines = BTreeSet::new();
    for version in project.versions() {
        let Some(words) = merged.words.get(version) else { continue };
        let Some(base) = base_url(&words.conventions.service, env)? else { continue };
        let plain = words.operations.iter().filter(|(_, is_plain)| **is_plain).map(|(operation, _)| operation);
        for operation in plain {
            (env.pause)(PAUSE);
            match session.get(&base, operation, words) {
                Ok((status, value)) => {
                    writeln!(out, "{operation}: {status}")?;
                    lines.extend(walk::lines(Response { version, operation, status }, "", &value, words));
                }
                Err(why) => writeln!(out, "{operation}: not observed: {why}")?,
            }
        }
    }
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

/// Where an API is; `None` for one without operations.
fn base_url(service: &Service, env: &Env) -> Result<Option<Url>, Error> {
    let set = service.variable.as_ref().and_then(|variable| (env.variable)(variable));
    let Some(address) = set.or_else(|| service.base_url.clone()) else { return Ok(None) };
    let refused = |why| Error::other(format!("the token is not sent to {address}: {why}"), "use an address with https");
    download::check(address.trim_end_matches('/')).map(Some).map_err(refused)
}

struct Session {
    runtime: Runtime,
    client: Client,
    token: String,
    size: usize,
}

impl Session {
    fn new(env: &Env) -> Result<Self, Error> {
        let token = (env.variable)(TOKEN).map(|token| token.trim().to_owned()).filter(|token| !token.is_empty());
        let help = "set the environment variable to the token of an account whose data may be read";
        let token = token.ok_or_else(|| Error::other(format!("{TOKEN} is not set"), help))?;
        let failed = |error: &dyn std::error::Error| {
            Error::other(format!("the network cannot be set up: {error}"), "observe with `Watch::observations` instead")
        };
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| failed(&error))?;
        let client = Client::builder()
            .tls_backend_preconfigured(download::tls().map_err(|error| failed(&error))?)
            .user_agent(concat!("dixa-xtask/", env!("CARGO_PKG_VERSION")))
            // The token is for one origin, and the response of another one proves nothing.
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(env.limits.connect)
            .read_timeout(env.limits.idle)
            .timeout(env.limits.total)
            .build()
            .map_err(|error| failed(&error))?;
        Ok(Self { runtime, client, token, size: env.limits.size })
    }

    /// The status and the JSON of a successful response. The error is the reason in one line.
    fn get(&self, base: &Url, operation: &str, words: &Words) -> Result<(u16, Value), String> {
        self.runtime.block_on(self.request(base, operation, words))
    }

    async fn request(&self, base: &Url, operation: &str, words: &Words) -> Result<(u16, Value), String> {
        let path = operation.split_once(' ').map_or(operation, |(_, path)| path);
        let token = match words.conventions.service.authorization {
            Authorization::Token => self.token.clone(),
            Authorization::Bearer => format!("Bearer {}", self.token),
        };
        let mut token = HeaderValue::from_str(&token).map_err(|_| "the token cannot be sent in a header".to_owned())?;
        token.set_sensitive(true);
        let url = format!("{}{path}", base.as_str().trim_end_matches('/'));
        let request = self.client.get(url).header(ACCEPT, "application/json").header(AUTHORIZATION, token);
        let reason = |error: reqwest::Error| error.without_url().to_string();
        let mut response = request.send().await.map_err(reason)?;
        let status = response.status();
        if !status.is_success() {
            return Err(format!("the service responded {status}"));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(reason)? {
            body.extend_from_slice(&chunk);
            if body.len() > self.size {
                return Err(format!("the response is longer than {} bytes", self.size));
            }
        }
        let value = serde_json::from_slice(&body).map_err(|_| "the response is not JSON".to_owned())?;
        Ok((status.as_u16(), value))
    }
}
