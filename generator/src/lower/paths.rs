//! Path templates.

/// Pieces of a path template.
enum Piece<'p> {
    Literal(&'p str),
    /// The name of a parameter, without its braces.
    Parameter(&'p str),
}

fn pieces(path: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        found.extend([Piece::Literal(before), Piece::Parameter(name)]);
        rest = after;
    }
    found.push(Piece::Literal(rest));
    found
}

/// The parameters in a path template, in order.
pub(super) fn placeholders(path: &str) -> Vec<&str> {
    let name = |piece| match piece {
        Piece::Parameter(name) => Some(name),
        Piece::Literal(_) => None,
    };
    pieces(path).into_iter().filter_map(name).collect()
}

/// A path template as it is sent: what RFC 3986 does not allow is percent-encoded, except for the names of parameters.
/// What is encoded already stays as it is. The whole is appended to a server's address, so `?` begins a query, and a
/// fragment is not sent.
pub(super) fn encoded(path: &str) -> String {
    let (path, query) = parts(path);
    let piece = |piece| match piece {
        Piece::Literal(text) => literal(text, PATH),
        Piece::Parameter(name) => format!("{{{name}}}"),
    };
    let path: String = pieces(path).into_iter().map(piece).collect();
    query.map_or(path.clone(), |query| format!("{path}?{}", literal(query, QUERY)))
}

/// A path without its fragment, and its query. A query with parameters is a part of the path: nothing could fill it in.
fn parts(path: &str) -> (&str, Option<&str>) {
    let path = path.split('#').next().unwrap_or_default();
    match path.split_once('?') {
        Some((path, query)) if !query.contains('{') => (path, Some(query)),
        _ => (path, None),
    }
}

/// The query of a path that is sent with each call, if it has one.
pub(super) fn query(path: &str) -> Option<&str> {
    parts(path).1
}

const PATH: &[u8] = b"-._~!$&'()*+,;=:@/";
const QUERY: &[u8] = b"-._~!$&'()*+,;=:@/?";

fn literal(text: &str, allowed: &[u8]) -> String {
    let bytes = text.as_bytes();
    let is_encoded = |at: usize| bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    let mut out = String::new();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'%' if is_encoded(at) => out.push('%'),
            byte if byte.is_ascii_alphanumeric() || allowed.contains(byte) => out.push(char::from(*byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Whether a URL library would remove a segment of the path when it normalizes it.
pub(super) fn has_dot_segment(path: &str) -> bool {
    let is_dots = |segment: &str| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    path.split('/').any(is_dots)
}

#[cfg(test)]
mod tests {
    use super::{encoded, has_dot_segment, placeholders};

    #[test]
    fn what_a_path_does_not_allow_is_encoded_and_names_of_parameters_are_not() {
        assert_eq!(encoded("/é x/{a b}/[]"), "/%C3%A9%20x/{a b}/%5B%5D");
        assert_eq!(encoded("/100%/%20/%zz/{open"), "/100%25/%20/%25zz/%7Bopen");
        assert_eq!(encoded("/v1/a.b-c_d~e:f;g=h,i@j!$&'()*+"), "/v1/a.b-c_d~e:f;g=h,i@j!$&'()*+");
    }

    #[test]
    fn a_query_stays_a_query_unless_it_has_parameters_and_a_fragment_is_removed() {
        assert_eq!(encoded("/q?action=list all&x"), "/q?action=list%20all&x");
        assert_eq!(encoded("/q?id={id}"), "/q%3Fid={id}");
        assert_eq!(encoded("/q#list?a"), "/q");
        assert_eq!(encoded("/q?#"), "/q?");
    }

    #[test]
    fn placeholders_are_found_in_order() {
        assert_eq!(placeholders("/a/{b}.{c}/{b}"), ["b", "c", "b"]);
        assert_eq!(placeholders("/a/{open"), [""; 0]);
    }

    #[test]
    fn dot_segments_are_found_in_any_spelling() {
        assert!(["/a/../b", "/./a", "/%2E%2e", "/.%2e/a"].into_iter().all(has_dot_segment));
        assert!(!["/...", "/a.b", "/v1/{id}."].into_iter().any(has_dot_segment));
    }
}
