//! Parsing of headers.

use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderName, HeaderValue};

use super::api::Authorization;

/// Parses name and value of a header. Values with credentials are marked as sensitive.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let name: HeaderName = name.parse().map_err(|_| format!("{name:?} is not the name of a header"))?;
    let value = HeaderValue::from_str(value);
    let mut value = value.map_err(|_| format!("the value of header `{name}` contains control characters"))?;
    value.set_sensitive(name == AUTHORIZATION || name == COOKIE);
    Ok((name, value))
}

/// The header with a token. A token that has the scheme `Bearer` already does not get it twice.
pub(super) fn authorization(scheme: Authorization, token: &str) -> Result<HeaderValue, String> {
    const BEARER: &str = "Bearer";
    let token = token.trim();
    let behind = token.split_at_checked(BEARER.len()).filter(|(start, _)| start.eq_ignore_ascii_case(BEARER));
    let behind = behind.map(|(_, rest)| rest).filter(|rest| rest.is_empty() || rest.starts_with(' '));
    let bare = behind.unwrap_or(token).trim_start();
    if bare.is_empty() {
        return Err("the API token is empty".to_owned());
    }
    let value = match scheme {
        Authorization::Token => token.to_owned(),
        Authorization::Bearer => format!("{BEARER} {bare}"),
    };
    header(AUTHORIZATION.as_str(), &value).map(|(_, value)| value)
}
