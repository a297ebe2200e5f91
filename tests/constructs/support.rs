//! What the programs share: values are read and written, requests and responses are seen as they are on the wire.

#![allow(dead_code, reason = "not every set of programs uses all of it")]

use bytes::Bytes;
use dixa_generated::{Client, Error, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads a JSON text and writes it back, through the models and as text: it comes back equal.
pub fn same<T: DeserializeOwned + Serialize>(text: &str) -> T {
    let read: T = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let value: Value = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
    assert_eq!(serde_json::from_str::<Value>(&serde_json::to_string(&read).unwrap()).unwrap(), value);
    read
}

/// A request as it is sent.
pub fn sent<T, P>(request: &Request<T, P>) -> http::Request<Bytes> {
    let client = Client::builder("token").base_url("http://127.0.0.1:1").build().unwrap();
    request.to_http(&client).unwrap()
}

/// The path and query of a request as they are sent.
pub fn target<T, P>(request: &Request<T, P>) -> String {
    sent(request).uri().path_and_query().unwrap().to_string()
}

/// A header of a request.
pub fn header<T, P>(request: &Request<T, P>, name: &str) -> Option<String> {
    Some(sent(request).headers().get(name)?.to_str().unwrap().to_owned())
}

/// The body of a request as text.
pub fn body<T, P>(request: &Request<T, P>) -> String {
    String::from_utf8(sent(request).into_body().to_vec()).unwrap()
}

/// What a request makes of a response.
pub fn received<T: DeserializeOwned, P>(
    request: &Request<T, P>,
    status: u16,
    content_type: &str,
    body: &str,
) -> Result<T, Error> {
    let response = http::Response::builder().status(status).header("content-type", content_type);
    request.decode(response.body(body.to_owned().into_bytes()).unwrap())
}
