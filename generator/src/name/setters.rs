//! The names of setters, which must not hide the methods of the runtime.

use super::ident::snake;
use crate::model::{Parameter, ParameterLocation};

/// The methods of `Request` in `dixa-generated/src`, whose names a setter must not have: it gets the prefix `with_`.
/// A test compares the list with the source.
pub const REQUEST_METHODS: [&str; 28] = [
    "attempt_timeout",
    "body_in_memory",
    "bytes",
    "clone",
    "decode",
    "files",
    "header",
    "headers",
    "items",
    "items_blocking",
    "json",
    "method",
    "operation",
    "page_key",
    "page_limit",
    "pages",
    "path",
    "path_and_query",
    "path_template",
    "query",
    "query_all",
    "query_pairs",
    "retry",
    "send",
    "text",
    "timeout",
    "to_http",
    "untyped",
];

/// The setter of a field with this identifier.
pub(super) fn field_setter(ident: &str) -> String {
    if ident == "new" { "with_new".to_owned() } else { ident.to_owned() }
}

/// The setter of an optional input with this name on the wire: with the prefix `with_` if it would hide a method.
pub(super) fn operation_setter(wire: &str) -> String {
    let ident = snake(wire);
    if !is_taken(&ident) {
        return ident;
    }
    let prefixed = format!("with_{ident}");
    // The runtime's own methods begin with `with_` too.
    if is_taken(&prefixed) { format!("{prefixed}_value") } else { prefixed }
}

/// Whether a setter of this name would hide a method of `Request`; names that begin with `send_` are reserved
/// for further ways to send.
pub(super) fn is_taken(name: &str) -> bool {
    REQUEST_METHODS.contains(&name) || name.starts_with("send_")
}

/// What identifies an input of an operation in the lock: its place and name. The body is `body`.
pub(crate) fn input_key(parameter: &Parameter) -> String {
    let place = match parameter.place {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
        ParameterLocation::Part => "part",
    };
    format!("{place} {}", parameter.wire)
}
