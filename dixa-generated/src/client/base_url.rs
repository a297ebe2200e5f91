//! The base URL: where the token may be sent.

use std::net::IpAddr;

use reqwest::Url;

use super::api::Api;
use super::tls;

/// A base URL that the token may be sent to, without a slash at its end.
pub(super) struct BaseUrl {
    pub(super) text: String,
    pub(super) is_plain_http: bool,
}

impl BaseUrl {
    /// Checks the base URL of an API; an error says what is wrong with it. Plain `http` is allowed to the named hosts.
    pub(super) fn new(text: &str, api: &Api, plain_http: &[String]) -> Result<Self, String> {
        check(text.trim(), api, plain_http)
    }
}

fn check(text: &str, api: &Api, plain_http: &[String]) -> Result<BaseUrl, String> {
    let url: Url = text
        .parse()
        .map_err(|_| format!("is not an absolute URL such as `https://dev.dixa.io`: {}", without_credentials(text)))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("contains credentials; set them as a header".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!("has a query or a fragment: `{url}`"));
    }
    let address = url.as_str().trim_end_matches('/').to_owned();
    let path = url.path().trim_end_matches('/');
    if let Some(prefix) = api.prefixes.iter().find(|prefix| path.ends_with(**prefix)) {
        return Err(format!("ends with a version: `{address}`; leave out `{prefix}`, with which every path begins"));
    }
    match url.scheme() {
        "https" if tls::IS_AVAILABLE => {}
        "https" => return Err("is https, but no TLS backend is compiled in; enable the feature `rustls`".to_owned()),
        "http" if is_loopback(&url) || is_any(&url, plain_http)? => {}
        "http" => {
            let host = url.host_str().unwrap_or_default();
            return Err(format!(
                "is plain http, over which the token would be sent unencrypted: `{address}`; use https, or allow it \
                 with `plain_http(\"{host}\")`"
            ));
        }
        _ => return Err(format!("is neither https nor http: {}", without_credentials(&address))),
    }
    Ok(BaseUrl { text: address, is_plain_http: url.scheme() == "http" })
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Whether one of these hosts is that of the URL.
fn is_any(url: &Url, hosts: &[String]) -> Result<bool, String> {
    let compared = hosts.iter().map(|host| is_named(url, host.trim())).collect::<Result<Vec<_>, _>>()?;
    Ok(compared.contains(&true))
}

/// Whether a host is that of the URL. It may have a port, capitals, and an IPv6 address with or without brackets.
fn is_named(url: &Url, name: &str) -> Result<bool, String> {
    let is_bare_ipv6 = name.parse().is_ok_and(|address: IpAddr| address.is_ipv6());
    let authority = if is_bare_ipv6 { format!("[{name}]") } else { name.to_owned() };
    let has_port = authority.rsplit(']').next().is_some_and(|end| end.contains(':'));
    let named = format!("http://{authority}").parse::<Url>().ok();
    let named = named.filter(|named| named.path() == "/" && named.username().is_empty() && named.query().is_none());
    let named = named.ok_or_else(|| {
        format!("cannot be compared with `plain_http(\"{name}\")`, which is not a host such as `mock.internal`")
    })?;
    let same_port = !has_port || named.port_or_known_default() == url.port_or_known_default();
    Ok(named.host() == url.host() && same_port)
}

/// A text that may contain a password, for a message.
fn without_credentials(text: &str) -> String {
    if text.contains('@') { "it contains credentials".to_owned() } else { format!("`{text}`") }
}
