//! Downloads a description within limits.

use std::error::Error as _;
use std::net::IpAddr;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use reqwest::header::{ACCEPT, CONTENT_TYPE, ETAG, HeaderMap, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use reqwest::redirect::{Action, Attempt, Policy};
use reqwest::{Client, Response, StatusCode, Url};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio::runtime::{Builder, Runtime};

use crate::error::Error;
use crate::project::spec_lock::FetchRecord;
use crate::{Env, Limits};

/// Downloads from addresses, one after the other.
pub struct Downloader {
    runtime: Runtime,
    client: Client,
    limits: Limits,
    shows_progress: bool,
}

/// The result of a request.
pub enum Download {
    /// The description has not changed since it was last fetched.
    NotModified,
    /// The description.
    Downloaded(Downloaded),
}

/// A response with a description.
pub struct Downloaded {
    /// The body, decompressed.
    pub bytes: Vec<u8>,
    /// The `Content-Type`.
    pub content_type: Option<String>,
    /// The `ETag`.
    pub etag: Option<String>,
    /// The `Last-Modified`.
    pub last_modified: Option<String>,
}

/// Parses an address, and checks that descriptions may be fetched from it.
pub fn check(address: &str) -> Result<Url, String> {
    let url: Url = address.parse().map_err(|error| format!("this is not an address: {error}"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it contains credentials, which would be written to spec.lock; a description is public".to_owned());
    }
    is_allowed(&url).map(|()| url).map_err(str::to_owned)
}

fn is_allowed(url: &Url) -> Result<(), &'static str> {
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        "http" => Err("it is plain http, which anybody on the network can change; only https is allowed"),
        _ => Err("it is not https"),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

impl Downloader {
    /// Sets up TLS with the certificates that the system trusts.
    pub fn new(env: &Env) -> Result<Self, Error> {
        let Env { limits, shows_progress, .. } = env.clone();
        let failed = |error: &dyn std::error::Error| {
            let help = "`cargo xtask regen --offline` uses the checked-in descriptions";
            Error::other(format!("the network cannot be set up: {error}"), help)
        };
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| failed(&error))?;
        let client = Client::builder()
            .tls_backend_preconfigured(tls().map_err(|error| failed(&error))?)
            .user_agent(concat!("dixa-xtask/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::custom(move |attempt| redirect(attempt, limits.redirects)))
            .connect_timeout(limits.connect)
            .read_timeout(limits.idle)
            .timeout(limits.total)
            .build()
            .map_err(|error| failed(&error))?;
        Ok(Self { runtime, client, limits, shows_progress })
    }

    /// Downloads a description unless it is the `known` one. The error is the reason in one line.
    pub fn get(&self, label: &str, address: &Url, known: Option<&FetchRecord>) -> Result<Download, String> {
        self.runtime.block_on(self.request(label, address, known))
    }

    async fn request(&self, label: &str, address: &Url, known: Option<&FetchRecord>) -> Result<Download, String> {
        let mut request = self.client.get(address.clone()).header(ACCEPT, "application/yaml, */*;q=0.5");
        let validators = known.map(|known| [(IF_NONE_MATCH, &known.etag), (IF_MODIFIED_SINCE, &known.last_modified)]);
        for (header, value) in validators.into_iter().flatten() {
            request = value.iter().fold(request, |request, value| request.header(&header, value));
        }
        let response = request.send().await.map_err(|error| self.reason(error))?;
        match response.status() {
            StatusCode::OK => self.downloaded(label, response).await.map(Download::Downloaded),
            StatusCode::NOT_MODIFIED => Ok(Download::NotModified),
            status => Err(format!("the server responded {status}{}", self.excerpt(label, response).await)),
        }
    }

    async fn downloaded(&self, label: &str, response: Response) -> Result<Downloaded, String> {
        let header = |headers: &HeaderMap, name| Some(headers.get(name)?.to_str().ok()?.to_owned());
        let [content_type, etag, last_modified] =
            [CONTENT_TYPE, ETAG, LAST_MODIFIED].map(|name| header(response.headers(), name));
        let bytes = self.body(label, response).await?;
        Ok(Downloaded { bytes, content_type, etag, last_modified })
    }

    async fn body(&self, label: &str, mut response: Response) -> Result<Vec<u8>, String> {
        let too_long = || format!("it is longer than the limit of {} bytes", self.limits.size);
        let progress = self.progress(label, response.content_length());
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.reason(error))? {
            bytes.extend_from_slice(&chunk);
            progress.inc(chunk.len() as u64);
            if bytes.len() > self.limits.size {
                return Err(too_long());
            }
        }
        progress.finish_and_clear();
        Ok(bytes)
    }

    /// The start of the body, for the error message.
    async fn excerpt(&self, label: &str, response: Response) -> String {
        let body = self.body(label, response).await.unwrap_or_default();
        let words: Vec<String> = String::from_utf8_lossy(&body).split_whitespace().map(str::to_owned).collect();
        let text: String = words.join(" ").chars().take(120).collect();
        if text.is_empty() { text } else { format!(": {text}") }
    }

    fn progress(&self, label: &str, length: Option<u64>) -> ProgressBar {
        if !self.shows_progress {
            return ProgressBar::hidden();
        }
        let (bar, template) = match length {
            Some(length) => (ProgressBar::new(length), "{msg} [{bar:40}] {bytes}/{total_bytes} {bytes_per_sec}"),
            None => (ProgressBar::new_spinner(), "{msg} {spinner} {bytes} {bytes_per_sec}"),
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.with_style(style).with_message(label.to_owned())
    }

    /// The reason of an error with all causes, in one line.
    fn reason(&self, error: reqwest::Error) -> String {
        let Limits { connect, idle, total, .. } = &self.limits;
        if error.is_timeout() {
            return format!(
                "it took too long; the limits are {connect:?} to connect, {idle:?} between bytes, {total:?} in total"
            );
        }
        let error = error.without_url();
        let mut causes = vec![error.to_string()];
        let mut source = error.source();
        while let Some(cause) = source {
            causes.push(cause.to_string());
            source = cause.source();
        }
        causes.dedup();
        causes.join(": ")
    }
}

/// TLS with the certificates that the system trusts.
pub fn tls() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(builder.with_platform_verifier()?.with_no_client_auth())
}

/// Follows redirects to addresses that would be allowed themselves.
fn redirect(attempt: Attempt<'_>, max: usize) -> Action {
    match refusal(attempt.url(), attempt.previous(), max) {
        Some(refusal) => attempt.error(refusal),
        None => attempt.follow(),
    }
}

/// Why a redirect is not followed.
fn refusal(to: &Url, past: &[Url], max: usize) -> Option<String> {
    let is_downgrade = to.scheme() != "https" && past.last().is_some_and(|from| from.scheme() == "https");
    match is_allowed(to) {
        Err(why) => Some(format!("redirected to {to}: {why}")),
        Ok(()) if is_downgrade => Some(format!("redirected from https to {to}, which is not")),
        Ok(()) if past.contains(to) => Some(format!("redirected in a loop, again to {to}")),
        Ok(()) if past.len() > max => Some(format!("redirected more than {max} times")),
        Ok(()) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_is_allowed_everywhere_and_http_only_on_loopback() {
        for good in ["https://docs.example/a", "http://localhost:1/a", "http://127.0.0.2/a", "http://[::1]:1/a"] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in
            ["http://docs.example/a", "http://localhost.example/a", "http://127.0.0.1.example/a", "ftp://localhost/a"]
        {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    fn redirected(path: &[&str]) -> Option<String> {
        let urls: Vec<Url> = path.iter().map(|url| url.parse().unwrap()).collect();
        let (to, past) = urls.split_last().unwrap();
        refusal(to, past, 2)
    }

    #[test]
    fn a_redirect_from_https_is_followed_only_to_https() {
        assert_eq!(redirected(&["https://docs.example/a", "https://files.example/b"]), None);
        let refusal = redirected(&["https://docs.example/a", "http://127.0.0.1/b"]);
        assert_eq!(refusal.unwrap(), "redirected from https to http://127.0.0.1/b, which is not");
    }

    #[test]
    fn the_number_of_redirects_is_limited() {
        let path = ["a", "b", "c", "d"].map(|page| format!("https://docs.example/{page}"));
        let path = path.each_ref().map(String::as_str);
        assert_eq!(redirected(&path[..3]), None);
        assert_eq!(redirected(&path).unwrap(), "redirected more than 2 times");
    }
}
