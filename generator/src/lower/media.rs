//! Media types: how the content of a body is read and written, and which of several is used.

use crate::description::{Node, Schemas};

/// How content is read and written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
}

/// One media type of a body with its content.
#[derive(Clone)]
pub(super) struct Content<'r> {
    pub(super) media_type: &'r str,
    pub(super) kind: Kind,
    pub(super) node: Node<'r>,
    /// The schema with its references followed.
    pub(super) schema: Option<Node<'r>>,
}

/// The contents of a body, response or parameter, the one that is used first: JSON if there is any, otherwise the first
/// by name. A range such as `*/*` comes after the JSON types that are named.
pub(super) fn contents<'r>(schemas: &Schemas<'r>, holder: &Node<'r>) -> Vec<Content<'r>> {
    let content = |(media_type, node): (&'r str, Node<'r>)| {
        let schema = node.get("schema").map(|schema| schemas.resolve(&schema));
        let is_binary = schema.as_ref().is_some_and(|schema| schema.str("format") == Some("binary"));
        Content { media_type, kind: kind(media_type, is_binary), node, schema }
    };
    let mut all: Vec<Content<'r>> = holder.entries("content").into_iter().map(content).collect();
    let rank = |content: &Content<'_>| match content.kind {
        Kind::Json if essence(content.media_type) == "application/json" => 0,
        Kind::Json if !is_range(content.media_type) => 1,
        Kind::Json => 2,
        _ => 3,
    };
    all.sort_by_key(rank);
    all
}

/// The content that is used if there are several.
pub(super) fn preferred<'r>(schemas: &Schemas<'r>, holder: &Node<'r>) -> Option<Content<'r>> {
    contents(schemas, holder).into_iter().next()
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A range covers JSON, unless its content is binary.
fn kind(media_type: &str, is_binary: bool) -> Kind {
    match essence(media_type).as_str() {
        "*/*" | "application/*" if is_binary => Kind::Bytes,
        "application/json" | "text/json" | "*/*" | "application/*" => Kind::Json,
        "application/x-www-form-urlencoded" => Kind::Form,
        "multipart/form-data" => Kind::Multipart,
        essence if essence.ends_with("+json") => Kind::Json,
        essence if essence.starts_with("text/") && !is_binary => Kind::Text,
        _ => Kind::Bytes,
    }
}

/// How the value of a parameter or a part is written that has this media type.
pub(super) fn kind_of(media_type: &str) -> Kind {
    kind(media_type, false)
}

pub(super) fn is_range(media_type: &str) -> bool {
    essence(media_type).contains('*')
}

/// The media type as it is sent: in lower case, with the parameters as declared. `None` if it cannot be sent, such as a
/// range.
pub(super) fn sent(media_type: &str) -> Option<String> {
    let essence = essence(media_type);
    let is_concrete = essence.split_once('/').is_some_and(|(ty, subtype)| is_name(ty) && is_name(subtype));
    let parameters = media_type.split_once(';').map(|(_, rest)| rest.trim()).filter(|rest| !rest.is_empty());
    let is_visible = parameters.is_none_or(|rest| rest.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
    let text = parameters.map_or_else(|| essence.clone(), |rest| format!("{essence}; {rest}"));
    (is_concrete && is_visible).then_some(text)
}

/// A range of media types, as a client asks for it: `*/*` or `image/*`.
pub(super) fn range(media_type: &str) -> Option<String> {
    let essence = essence(media_type);
    let (ty, subtype) = essence.split_once('/')?;
    (subtype == "*" && (ty == "*" || is_name(ty))).then(|| essence.clone())
}

/// Whether a text is a name in a media type (RFC 6838, section 4.2).
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::sent;

    #[test]
    fn a_media_type_is_sent_in_lower_case_with_its_parameters() {
        assert_eq!(sent("Application/JSON").as_deref(), Some("application/json"));
        assert_eq!(sent("application/json;charset=UTF-8 ").as_deref(), Some("application/json; charset=UTF-8"));
        assert_eq!(sent("application/vnd.a+json; v=\"B\"").as_deref(), Some("application/vnd.a+json; v=\"B\""));
    }

    #[test]
    fn ranges_and_malformed_media_types_cannot_be_sent() {
        for text in ["*/*", "image/*", "application/*+json", "json", "a/b\nc", "a/", "a/b; c=é", "", ";"] {
            assert_eq!(sent(text), None, "{text}");
        }
    }
}
