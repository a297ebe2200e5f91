//! Parsing of headers.

use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderName, HeaderValue};

/// Parses name and value of a header. Values with credentials are marked as sensitive.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let name: HeaderName = name.parse().map_err(|_| format!("{name:?} is not the name of a header"))?;
    let value = HeaderValue::from_str(value);
    let mut value = value.map_err(|_| format!("the value of header `{name}` contains control characters"))?;
    value.set_sensitive(name == AUTHORIZATION || name == COOKIE);
    Ok((name, value))
}

/// The header with a token.
pub(super) fn authorization(token: &str) -> Result<HeaderValue, String> {
    let token = token.trim();
    if token.is_empty() {
        return Err("the API token is empty".to_owned());
    }
    header(AUTHORIZATION.as_str(), token).map(|(_, value)| value)
}
