//! The table of operations that `cargo xtask regen` writes for the tests: how each is called, and how its bodies are
//! read and written.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use dixa_generated::{Client, Error, FilePart, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

#[rustfmt::skip]
mod generated;

pub use generated::{APIS, api, operations, webhooks};

/// One operation.
pub struct OperationCase {
    /// The method.
    pub method: &'static str,
    /// The path template.
    pub path: &'static str,
    /// The path of the Rust function.
    pub name: &'static str,
    /// Its parameters, without those that select a page.
    pub parameters: &'static [Parameter],
    /// The body of the request, if it is JSON or a form.
    pub request: Option<RoundTrip>,
    /// The body of a success, if it is JSON.
    pub response: Option<RoundTrip>,
    /// The bodies of errors that are more than `{"message": …}`, by status.
    pub errors: &'static [(&'static str, RoundTrip)],
    /// The call through the public function, with every parameter set.
    pub call: fn(Inputs, Client) -> PendingResponse,
}

/// One webhook.
pub struct WebhookCase {
    /// The name in the description.
    pub name: &'static str,
    /// The body of a delivery.
    pub body: RoundTrip,
}

/// The response of a call that is not yet finished.
pub type PendingResponse = Pin<Box<dyn Future<Output = Result<Value, Error>> + Send>>;

/// A parameter of an operation.
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// Where it is sent.
    pub location: ParameterLocation,
    /// The JSON of a value that is hard to send: a string with separators and escapes, which is not a value of any
    /// enumeration.
    pub hostile: &'static str,
    /// The JSON of a value that any server accepts.
    pub ordinary: &'static str,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterLocation {
    /// In a segment of the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
    /// As a part of a multipart body.
    Part,
}

/// The values of a call by wire name; the body under `body`.
pub struct Inputs(pub Map<String, Value>);

impl Inputs {
    /// A value in the type that the function takes.
    ///
    /// # Panics
    ///
    /// If the value is missing or has another type.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> T {
        let value = self.0.get(name).unwrap_or_else(|| panic!("no value for `{name}`"));
        T::deserialize(value).unwrap_or_else(|error| panic!("`{name}`: {error}"))
    }

    /// A file whose content is the value.
    pub fn file(&self, name: &str) -> FilePart {
        FilePart::bytes("a file.png", self.get::<String>(name).into_bytes())
    }

    /// A file for each value of a list.
    pub fn files(&self, name: &str) -> Vec<FilePart> {
        let contents = self.get::<Vec<String>>(name);
        contents.into_iter().map(|content| FilePart::bytes("a file.png", content.into_bytes())).collect()
    }
}

/// Sends a request and returns the response as it would be written.
pub async fn response<T, P>(request: Request<T, P>, client: &Client) -> Result<Value, Error>
where
    T: DeserializeOwned + Serialize,
{
    let value = request.send(client).await?;
    Ok(serde_json::to_value(&value).unwrap_or_else(|error| panic!("a response cannot be written: {error}")))
}

/// Reads a body and writes it.
pub type RoundTrip = fn(&str) -> Result<Returned, String>;

/// A body that was read and written.
pub struct Returned {
    /// What was written.
    pub json: Value,
    /// The `Debug` output of the value that was read.
    pub debug: String,
}

/// The round trip of a type.
pub fn round_trip<T: DeserializeOwned + Serialize + Debug>(json: &str) -> Result<Returned, String> {
    let value: T = dixa_generated::codec::decode(json).map_err(|error| {
        let (path, message) = dixa_generated::codec::split_path(&error);
        format!("{}: {message}", path.as_deref().unwrap_or("$"))
    })?;
    let json = serde_json::to_value(&value).map_err(|error| error.to_string())?;
    Ok(Returned { json, debug: format!("{value:?}") })
}

/// The round trip of a type that is the `data` of an envelope.
pub fn round_trip_data<T: DeserializeOwned + Serialize + Debug>(json: &str) -> Result<Returned, String> {
    let mut envelope: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let data = envelope.get_mut("data").ok_or("the envelope has no `data`")?;
    let returned = round_trip::<T>(&data.to_string()).map_err(|error| format!("data{error}"))?;
    *data = returned.json;
    Ok(Returned { json: envelope, debug: returned.debug })
}

/// Returns every difference between what was read and what was written, with its path.
///
/// Points in time are equal when they are the same instant: the service writes `…:36.930Z` and `…:36.581Z[GMT]`, the
/// bindings write RFC 3339 without trailing zeros.
pub fn differences(read: &Value, written: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(read, written, "$", &mut found);
    found
}

fn compare(read: &Value, written: &Value, path: &str, found: &mut Vec<String>) {
    match (read, written) {
        (Value::Object(a), Value::Object(b)) => {
            for (key, value) in a {
                match b.get(key) {
                    Some(other) => compare(value, other, &format!("{path}.{key}"), found),
                    None => found.push(format!("{path}.{key}: {value} was lost")),
                }
            }
            for (key, value) in b.iter().filter(|(key, _)| !a.contains_key(*key)) {
                found.push(format!("{path}.{key}: {value} was added"));
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                compare(a, b, &format!("{path}[{index}]"), found);
            }
        }
        (Value::String(a), Value::String(b)) if a != b => {
            let instant = |text: &str| text.parse::<jiff::Timestamp>().ok();
            if instant(a).is_none() || instant(a) != instant(b) {
                found.push(format!("{path}: {read} became {written}"));
            }
        }
        // 4 and 4.0 are the same number in JSON.
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => {}
        _ if read != written => found.push(format!("{path}: {read} became {written}")),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_lost_tag_an_added_key_and_a_changed_value_are_differences() {
        assert_eq!(differences(&json!({"a": {"_type": "X"}}), &json!({"a": {}})), [r#"$.a._type: "X" was lost"#]);
        assert_eq!(differences(&json!({}), &json!({"a": null})), ["$.a: null was added"]);
        assert_eq!(differences(&json!([1, "x"]), &json!([1, "y"])), [r#"$[1]: "x" became "y""#]);
    }

    #[test]
    fn one_instant_in_two_formats_is_not_a_difference_but_two_instants_are() {
        let zoned = json!("2021-12-01T12:46:36.930Z[GMT]");
        assert!(differences(&zoned, &json!("2021-12-01T12:46:36.93Z")).is_empty());
        assert_eq!(differences(&zoned, &json!("2021-12-01T12:46:37Z")).len(), 1);
        assert_eq!(differences(&json!("2021-12-01T12:46:35.935"), &json!("2021-12-01T12:46:35.9350")).len(), 1);
    }
}
