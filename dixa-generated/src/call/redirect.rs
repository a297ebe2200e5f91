//! Redirects: which are followed.

use http::header::LOCATION;
use http::{HeaderMap, StatusCode};
use reqwest::Url;

use crate::client::Api;

/// How many redirects of an attempt are followed.
const MOST: usize = 5;

/// Where a redirect leads, or why it is not followed; `None` if the response is not a redirect.
///
/// A redirect is followed only if it stays within the origin and keeps method and body (RFC 9110, 15.4.8 and 15.4.9):
/// neither the token nor the body is sent elsewhere, and no call that changes something becomes a GET.
pub(super) fn target(
    status: StatusCode,
    headers: &HeaderMap,
    from: &Url,
    redirects: usize,
    api: &Api,
) -> Option<Result<Url, String>> {
    let keeps_method = match status {
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => false,
        _ => return None,
    };
    let location = headers.get(LOCATION)?;
    let location = String::from_utf8_lossy(location.as_bytes());
    let refuse = |why: &str| Some(Err(format!("the redirect to `{location}` is not followed: {why}")));
    let Ok(to) = from.join(&location) else { return refuse("it is not an address") };
    if !matches!(to.scheme(), "http" | "https") {
        return refuse("it is not an address of HTTP");
    }
    if to.origin() != from.origin() {
        let setting = api.base_url_setting();
        return refuse(&format!("the token is sent to no other origin; set `{setting}` to it if it is the right one"));
    }
    if !keeps_method {
        return refuse("the request would become a GET; send it to that path");
    }
    if redirects >= MOST {
        return refuse("there were 5 redirects before");
    }
    Some(Ok(to))
}
