//! Paths and queries, percent-encoded.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Encodes a text as forms do.
pub(crate) fn encode_form(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// JSON text for a header: what is not ASCII is escaped.
pub(crate) fn ascii_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            c if c.is_ascii() && c != '\x7f' => out.push(c),
            c => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    out
}

/// Puts an encoded value into a path template, wherever the parameter occurs. Refuses values that URL libraries remove
/// when they normalize a path, because the call would reach another endpoint.
pub(crate) fn fill_encoded(path: &str, name: &str, value: &str) -> Result<String, String> {
    if matches!(value, "" | "." | "..") {
        return Err(format!("path parameter `{name}` is {value:?}, which does not name a resource"));
    }
    let placeholder = format!("{{{name}}}");
    if !path.contains(&placeholder) {
        return Err(format!("the path has no parameter `{name}`"));
    }
    Ok(path.replace(&placeholder, value))
}

/// All spellings of the segments that URL libraries remove when they normalize a path.
const DOT_SEGMENTS: [&str; 6] = [".", "..", "%2e", ".%2e", "%2e.", "%2e%2e"];

/// Checks a path after all parameters are set.
pub(crate) fn check(path: &str) -> Result<(), String> {
    if let Some((_, rest)) = path.split_once('{') {
        let name = rest.split('}').next().unwrap_or(rest);
        return Err(format!("path parameter `{name}` has no value"));
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:@/".contains(&byte);
    if !path.starts_with('/') || !path.bytes().all(allowed) {
        return Err(format!("{path:?} is not an absolute, percent-encoded path without a query"));
    }
    let is_dots = |segment: &str| DOT_SEGMENTS.iter().any(|dots| segment.eq_ignore_ascii_case(dots));
    if path.split('/').any(is_dots) {
        return Err(format!("{path:?} has a segment that URL libraries remove"));
    }
    Ok(())
}

/// The value of a parameter in the query of a link, which may be relative.
pub(crate) fn query_value(link: &str, name: &str) -> Option<String> {
    let (_, query) = link.split_once('?')?;
    let query = query.split('#').next().unwrap_or(query);
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
