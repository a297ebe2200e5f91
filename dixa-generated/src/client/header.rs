//! Names and values of headers.

use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderName, HeaderValue};

/// Name and value of a header; what carries credentials is marked sensitive.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let name: HeaderName = name.parse().map_err(|_| format!("{name:?} is not the name of a header"))?;
    let value = HeaderValue::from_str(value);
    let mut value = value.map_err(|_| format!("the value of header `{name}` holds control characters"))?;
    value.set_sensitive(name == AUTHORIZATION || name == COOKIE);
    Ok((name, value))
}
