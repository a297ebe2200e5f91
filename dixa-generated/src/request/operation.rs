//! Static metadata of operations.

use http::Method;

use crate::client::Api;

/// The metadata of an operation; each generated function has one static value.
#[doc(hidden)]
#[derive(Debug)]
pub struct Operation {
    /// The operation id of the description.
    pub id: &'static str,
    /// The path of the Rust function, such as `v1::tags::get_tag`.
    pub name: &'static str,
    /// The API that it belongs to.
    pub api: &'static Api,
    /// The method.
    pub method: Method,
    /// The path with its parameters in braces; a query that it has is sent with every call.
    pub path: &'static str,
    /// How the body of the response contains the value.
    pub response: ResponseFormat,
    /// The statuses that the description declares; empty if it declares a range or a default, which covers every
    /// status.
    pub statuses: &'static [u16],
}

/// How the body of a response contains the value.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseFormat {
    /// The body is the value.
    Json,
    /// `{"data": value}`.
    Data,
    /// `{"data": [..]}`; in an envelope without `data` the list is empty.
    List,
    /// The body is ignored; the value is `null`.
    Empty,
    /// The body is plain text, read as a string.
    Text,
    /// The body is the bytes of a `Vec<u8>`.
    Bytes,
    /// In this way, or the body is empty, which is `null`. In any other format an empty body is an error.
    Optional(&'static ResponseFormat),
    /// In the way of its status, such as `201` or `2XX`. The value is `{"201": value}`.
    ByStatus(&'static [(&'static str, ResponseFormat)]),
}

impl Operation {
    /// The operation of untyped requests.
    pub(crate) const UNTYPED: &'static Operation = &Operation {
        id: "",
        name: "untyped",
        api: Api::MAIN,
        method: Method::GET,
        path: "",
        response: ResponseFormat::Optional(&ResponseFormat::Json),
        statuses: &[],
    };
}
