//! What is fixed about an operation.

use http::Method;

/// What is fixed about an operation of the API; one static value for each generated function.
#[doc(hidden)]
#[derive(Debug)]
pub struct Operation {
    /// The operation id of the description.
    pub id: &'static str,
    /// The path of the Rust function, such as `v1::tags::get_tag`.
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// The path with its parameters in braces.
    pub path: &'static str,
    /// How the value stands in the body of the response.
    pub response: ResponseFormat,
    /// The statuses that the description declares; none where it leaves no status undeclared.
    pub statuses: &'static [u16],
}

/// How the value stands in the body of a response.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseFormat {
    /// The body is the value; an empty body is `null`.
    Json,
    /// `{"data": value}`.
    Data,
    /// `{"data": [..]}`; without `data` the list is empty.
    List,
    /// Whatever the body is, the value is `null`.
    Empty,
    /// The body is the text of a string.
    Text,
    /// The body is the bytes of a `Vec<u8>`.
    Bytes,
}

impl Operation {
    /// The operation behind requests that no description knows.
    pub(crate) const UNTYPED: &'static Operation = &Operation {
        id: "",
        name: "untyped",
        method: Method::GET,
        path: "",
        response: ResponseFormat::Json,
        statuses: &[],
    };
}
