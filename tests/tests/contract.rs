//! Every operation of every version, called through its public function over HTTP.
//!
//! Against the loopback server of this suite each call is made with values that are hard to send, and what arrives is
//! compared with the description; every declared success example and every declared error comes back. With
//! `DIXA_CONTRACT_BASE_URL` the same calls go to that server (such as a mock of the corrected description) with
//! ordinary values, and every response has to be a success that can be decoded; `DIXA_CONTRACT_VERSION` chooses one
//! version then.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use dixa_generated::{Client, Error, RetryPolicy};
use dixa_generator::check;
use dixa_generator::description::{Schemas, examples, operations as described};
use dixa_tests::server::{Reply, Seen, Server};
use dixa_tests::{Entry, Inputs, Parameter, Place, differences, operations, project};
use libtest_mimic::{Arguments, Trial};
use serde_json::{Map, Value};

const TOKEN: &str = "contract-token";

/// What the description shows of one operation.
#[derive(Default)]
struct Described {
    /// Request bodies.
    requests: Vec<Value>,
    /// Statuses of success, each with a body where one is declared.
    successes: Vec<(u16, Option<Value>)>,
    /// The other statuses with their bodies.
    errors: Vec<(u16, Value)>,
}

fn describe(version: &str) -> BTreeMap<(String, String), Described> {
    let document = check::parse(project::source(&format!("spec/{version}.yaml"))).expect("a sound description");
    let schemas = Schemas::new(&document.value);
    let mut found: BTreeMap<(String, String), Described> = BTreeMap::new();
    for operation in described(&document.value) {
        let entry = found.entry((operation.method.clone(), operation.path.to_owned())).or_default();
        for (status, response) in operation.node.entries("responses") {
            if status.starts_with('2') && !response.has("content") {
                entry.successes.push((status.parse().unwrap(), None));
            }
        }
    }
    for example in examples(&schemas) {
        let Some((method, path)) = &example.operation else { continue };
        let entry = found.entry((method.clone(), (*path).to_owned())).or_default();
        let value = example.value.value.clone();
        match example.role.as_str() {
            "parameter" => {}
            "request" => entry.requests.push(value),
            status if status.starts_with('2') => entry.successes.push((status.parse().unwrap(), Some(value))),
            status => entry.errors.push((status.parse().unwrap(), value)),
        }
    }
    found
}

/// The values of a call: every parameter, and a body where there is one.
fn inputs(entry: &Entry, body: Option<&Value>, value: impl Fn(&Parameter) -> &'static str) -> Inputs {
    let parse = |parameter: &Parameter| serde_json::from_str(value(parameter)).expect("JSON");
    let mut values: Map<String, Value> = entry.parameters.iter().map(|p| (p.name.to_owned(), parse(p))).collect();
    values.extend(body.map(|body| ("body".to_owned(), body.clone())));
    Inputs(values)
}

/// A loopback server that gives the responses it is handed, in turn.
struct Loopback {
    server: Server,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    client: Client,
}

impl Loopback {
    fn start() -> Self {
        let replies: Arc<Mutex<VecDeque<Reply>>> = Arc::default();
        let queue = Arc::clone(&replies);
        let server = Server::start(move |_| queue.lock().unwrap().pop_front().unwrap_or_else(|| Reply::status(599)));
        let client = client(&server.url());
        Self { server, replies, client }
    }

    /// Makes a call that is answered like this; what the server saw, and what the caller got.
    async fn call(&self, entry: &Entry, inputs: Inputs, reply: Reply) -> (Seen, Result<Value, Error>) {
        self.replies.lock().unwrap().push_back(reply);
        let result = (entry.call)(inputs, self.client.clone()).await;
        let seen = self.server.seen().pop().unwrap_or_else(|| panic!("{}: nothing was sent: {result:?}", entry.name));
        (seen, result)
    }
}

fn client(url: &str) -> Client {
    let builder = Client::builder(TOKEN).base_url(url).rate_limit(None).retry(RetryPolicy::default().max_attempts(1));
    builder.build().expect("the settings are right")
}

fn reply(status: u16, body: Option<&Value>) -> Reply {
    body.map_or_else(|| Reply::status(status), |body| Reply::json(status, body))
}

fn percent_decoded(text: &str) -> String {
    assert!(!text.contains('+'), "a space is %20, never +: {text}");
    let bytes = text.as_bytes();
    let mut decoded = Vec::new();
    let mut index = 0;
    while index < bytes.len() {
        if bytes[index] == b'%' {
            decoded.push(u8::from_str_radix(&text[index + 1..index + 3], 16).expect("two hexadecimal digits"));
            index += 3;
        } else {
            decoded.push(bytes[index]);
            index += 1;
        }
    }
    String::from_utf8(decoded).expect("UTF-8")
}

/// A parameter's value as text.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What arrived is what the description asks for.
fn check_request(entry: &Entry, sent: &Map<String, Value>, seen: &Seen) {
    let name = entry.name;
    assert_eq!(seen.method.as_str(), entry.method, "{name}");
    assert_eq!(seen.header("authorization"), Some(TOKEN), "{name}");
    let (path, query) = seen.target.split_once('?').unwrap_or((&seen.target, ""));
    let expected = |template: &str| match template.strip_prefix('{').and_then(|t| t.strip_suffix('}')) {
        Some(parameter) => text(&sent[parameter]),
        None => template.to_owned(),
    };
    let segments: Vec<String> = path.split('/').map(percent_decoded).collect();
    assert_eq!(segments, entry.path.split('/').map(expected).collect::<Vec<_>>(), "{name}");
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').map(|(key, value)| (percent_decoded(key), percent_decoded(value))).expect("="))
        .collect();
    pairs.sort();
    let in_query = entry.parameters.iter().filter(|p| p.place == Place::Query);
    let mut expected: Vec<_> = in_query.map(|p| (p.name.to_owned(), text(&sent[p.name]))).collect();
    expected.sort();
    assert_eq!(pairs, expected, "{name}");
    check_body(entry, sent, seen);
}

fn check_body(entry: &Entry, sent: &Map<String, Value>, seen: &Seen) {
    let name = entry.name;
    if let Some(body) = sent.get("body") {
        assert_eq!(seen.header("content-type"), Some("application/json"), "{name}");
        let arrived: Value = serde_json::from_str(&seen.text()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(differences(body, &arrived), [""; 0], "{name}");
        return;
    }
    let parts: Vec<_> = entry.parameters.iter().filter(|p| p.place == Place::Part).collect();
    if parts.is_empty() {
        assert_eq!(seen.text(), "", "{name}");
        return;
    }
    let content_type = seen.header("content-type").unwrap_or_default();
    assert!(content_type.starts_with("multipart/form-data; boundary="), "{name}: {content_type}");
    for part in parts {
        let content = text(&sent[part.name][0]);
        assert!(seen.text().contains(&format!("name=\"{}\"", part.name)), "{name}: {}", seen.text());
        assert!(seen.text().contains(&content), "{name}: {}", seen.text());
    }
}

/// The response without its envelope is what the caller gets.
fn check_response(entry: &Entry, example: Option<&Value>, result: Result<Value, Error>) {
    let value = result.unwrap_or_else(|error| panic!("{}: {error}", entry.name));
    let Some(example) = example else {
        assert_eq!(value, Value::Null, "{}", entry.name);
        return;
    };
    let is_envelope = example.as_object().is_some_and(|object| object.len() == 1 && object.contains_key("data"));
    let whole = differences(example, &value);
    let inner = if is_envelope { differences(&example["data"], &value) } else { whole.clone() };
    assert!(whole.is_empty() || inner.is_empty(), "{}: {inner:?}", entry.name);
}

fn check_error(entry: &Entry, status: u16, body: &Value, result: Result<Value, Error>) {
    let error = result.expect_err(entry.name);
    let by_predicate = match status {
        400 => error.is_bad_request(),
        401 => error.is_unauthorized(),
        404 => error.is_not_found(),
        409 => error.is_conflict(),
        429 => error.is_rate_limited(),
        500.. => error.is_server_error(),
        _ => true,
    };
    assert!(by_predicate, "{}: {status} is {error:?}", entry.name);
    assert_eq!(error.status().map(|s| s.as_u16()), Some(status), "{}", entry.name);
    assert_eq!(error.message(), body["message"].as_str(), "{}", entry.name);
    assert!(!format!("{error} {error:?}").contains(TOKEN), "{}: the token shows", entry.name);
}

/// Every example and every declared error of one operation, against the loopback server.
async fn on_loopback(entry: &Entry, described: &Described) {
    let Described { requests, successes, errors } = described;
    let loopback = Loopback::start();
    let bodies: Vec<Option<&Value>> =
        if requests.is_empty() { vec![None] } else { requests.iter().map(Some).collect() };
    let hostile = |body| inputs(entry, body, |parameter| parameter.hostile);
    for body in &bodies {
        let sent = hostile(*body).0;
        let (seen, _) = loopback.call(entry, hostile(*body), Reply::status(400)).await;
        check_request(entry, &sent, &seen);
    }
    for (status, example) in successes {
        let (_, result) = loopback.call(entry, hostile(bodies[0]), reply(*status, example.as_ref())).await;
        check_response(entry, example.as_ref(), result);
    }
    for (status, body) in errors {
        let (_, result) = loopback.call(entry, hostile(bodies[0]), reply(*status, Some(body))).await;
        check_error(entry, *status, body, result);
    }
}

/// One call against another server: it must be a success that can be decoded.
async fn on_foreign(entry: &Entry, described: &Described, url: &str) {
    let inputs = inputs(entry, described.requests.first(), |parameter| parameter.ordinary);
    if let Err(error) = (entry.call)(inputs, client(url)).await {
        panic!("{error} {}", String::from_utf8_lossy(error.body()));
    }
}

fn contract(entry: &Entry, described: &Described) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    match std::env::var("DIXA_CONTRACT_BASE_URL") {
        Ok(url) => runtime.block_on(on_foreign(entry, described, &url)),
        Err(_) => runtime.block_on(on_loopback(entry, described)),
    }
}

/// A test for each operation of each version, named after the function that it calls.
fn main() {
    let arguments = Arguments::from_args();
    let chosen = std::env::var("DIXA_CONTRACT_VERSION").ok();
    let mut trials = Vec::new();
    for version in project::VERSIONS.iter().copied().filter(|v| chosen.as_deref().is_none_or(|chosen| chosen == *v)) {
        let described = Arc::new(describe(version));
        for entry in operations(version) {
            let described = Arc::clone(&described);
            let key = (entry.method.to_owned(), entry.path.to_owned());
            trials.push(Trial::test(entry.name, move || {
                contract(entry, described.get(&key).ok_or("the description does not have it")?);
                Ok(())
            }));
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}
