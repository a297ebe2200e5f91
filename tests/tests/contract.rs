//! Every operation of every version, called through its public function over HTTP.
//!
//! Against the loopback server of this suite each call is made with values that are hard to send, and what arrives is
//! compared with the description. The server responds with every example of a success and of an error. A request whose
//! body has no example is made from its schema. With `DIXA_CONTRACT_BASE_URL` the calls are sent to that server (such as
//! a mock of the corrected description) with ordinary values, and every response must be a success that can be decoded.
//! `DIXA_CONTRACT_VERSION` selects one version.

use std::cell::OnceCell;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use dixa_generated::{Api, Authorization, Client, Error, RetryPolicy};
use dixa_generator::conventions::Conventions;
use dixa_generator::description::{Node, Schemas, examples, operations as described};
use dixa_generator::{VersionInput, corrected};
use dixa_operations::{Inputs, OperationCase, Parameter, ParameterLocation, api, differences, operations};
use dixa_tests::sample::sample;
use dixa_tests::server::{Reply, Seen, Server};
use dixa_tests::{project, properties};
use libtest_mimic::{Arguments, Trial};
use serde_json::{Map, Value, json};

const TOKEN: &str = "contract-token";

/// What the description shows of one operation.
#[derive(Default)]
struct Described {
    /// Request bodies. An operation that takes a body has at least one.
    requests: Vec<Value>,
    /// Statuses of success, each with a body where one is declared.
    successes: Vec<(u16, Option<Value>)>,
    /// The other statuses with their bodies.
    errors: Vec<(u16, Value)>,
}

/// Each operation by method and path.
fn describe(version: &VersionInput, conventions: &Conventions) -> BTreeMap<(String, String), Described> {
    let description = properties::described(version);
    let schemas = Schemas::new(&description, conventions);
    let mut found: BTreeMap<(String, String), Described> = BTreeMap::new();
    for example in examples(&schemas) {
        let Some((method, path)) = &example.operation else { continue };
        let of_operation = found.entry((method.clone(), (*path).to_owned())).or_default();
        let value = example.value.value.clone();
        match (example.role.as_str(), status(&example.role)) {
            ("request", _) => of_operation.requests.push(value),
            (_, Some(status @ 200..300)) => of_operation.successes.push((status, Some(value))),
            (_, Some(status)) => of_operation.errors.push((status, value)),
            (_, None) => {}
        }
    }
    let corrected_description = OnceCell::new();
    for operation in described(&description) {
        let of_operation = found.entry((operation.method.clone(), operation.path.to_owned())).or_default();
        let without_body = operation.node.entries("responses").into_iter().filter(|(_, r)| !r.has("content"));
        let empty = without_body.filter_map(|(code, _)| status(code)).filter(|status| (200..300).contains(status));
        of_operation.successes.extend(empty.map(|status| (status, None)));
        if of_operation.requests.is_empty() {
            let body = operation.node.get("requestBody").map(|body| schemas.resolve(&body));
            let corrected = || corrected(version, conventions).unwrap_or_else(|problems| panic!("{problems}"));
            let body =
                body.and_then(|body| body_without_example(&body, || corrected_description.get_or_init(corrected)));
            of_operation.requests.extend(body);
        }
    }
    found
}

/// A status with the key `code` among the responses; none for `default`, and for roles that are not responses.
fn status(code: &str) -> Option<u16> {
    code.replace(['X', 'x'], "0").parse().ok()
}

/// A body that the schema permits; none for a multipart body, whose parts are parameters.
fn body_without_example<'d>(body: &Node<'_>, corrected: impl Fn() -> &'d Value) -> Option<Value> {
    let contents = body.entries("content");
    let is_json = |media_type: &str| media_type.contains("json") || media_type == "*/*";
    let (media_type, content) =
        contents.iter().find(|(media_type, _)| is_json(media_type)).or_else(|| contents.first())?;
    match *media_type {
        "multipart/form-data" => None,
        "text/plain" => Some(json!("example")),
        "application/x-www-form-urlencoded" => {
            Some(sample(corrected(), corrected().pointer(&content.pointer)?.get("schema")?))
        }
        media_type if is_json(media_type) => {
            let schema = corrected().pointer(&content.pointer).and_then(|content| content.get("schema"));
            Some(schema.map_or_else(|| json!({}), |schema| sample(corrected(), schema)))
        }
        _ => Some(json!([1, 2, 3])),
    }
}

/// The values of a call: every parameter, and a body where there is one.
fn inputs(case: &OperationCase, body: Option<&Value>, value: impl Fn(&Parameter) -> &'static str) -> Inputs {
    let parse = |parameter: &Parameter| serde_json::from_str(value(parameter)).expect("JSON");
    let mut values: Map<String, Value> = case.parameters.iter().map(|p| (p.name.to_owned(), parse(p))).collect();
    values.extend(body.map(|body| ("body".to_owned(), body.clone())));
    Inputs(values)
}

/// A loopback server that returns queued responses in their order.
struct Loopback {
    server: Server,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    client: Client,
}

impl Loopback {
    fn start(api: &'static Api) -> Self {
        let replies: Arc<Mutex<VecDeque<Reply>>> = Arc::default();
        let queue = Arc::clone(&replies);
        let server = Server::start(move |_| queue.lock().unwrap().pop_front().unwrap_or_else(|| Reply::status(599)));
        let client = client(api, &server.url());
        Self { server, replies, client }
    }

    /// Makes a call and responds with `reply`. Returns what the server received, and what the caller received.
    async fn call(&self, case: &OperationCase, inputs: Inputs, reply: Reply) -> (Seen, Result<Value, Error>) {
        self.replies.lock().unwrap().push_back(reply);
        let result = (case.call)(inputs, self.client.clone()).await;
        let seen = self.server.seen().pop().unwrap_or_else(|| panic!("{}: nothing was sent: {result:?}", case.name));
        (seen, result)
    }
}

/// The API that an operation is called at.
fn api_of(case: &OperationCase) -> &'static Api {
    api(case.name.split("::").next().unwrap_or_default())
}

fn client(api: &'static Api, url: &str) -> Client {
    let builder = Client::builder(TOKEN).base_url_of(api, url).rate_limit_of(api, None);
    let builder = builder.retry(RetryPolicy::default().max_attempts(1));
    builder.build().expect("valid settings")
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

/// A parameter's value as a string.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The strings that a parameter sends: one for each item of a list. The lists of the table have one item, so that it
/// does not matter whether the items are joined.
fn texts(value: &Value) -> Vec<String> {
    value.as_array().map_or_else(|| vec![text(value)], |items| items.iter().map(text).collect())
}

/// A segment of the path template with its parameters filled in.
fn filled(segment: &str, sent: &Map<String, Value>) -> String {
    let mut pieces = segment.split('{');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| {
        let (name, rest) = piece.split_once('}').expect("a closed placeholder");
        format!("{text}{}{rest}", texts(&sent[name]).join(","))
    })
}

/// The request that arrived is the one that the description requires.
fn check_request(case: &OperationCase, sent: &Map<String, Value>, seen: &Seen) {
    let name = case.name;
    assert_eq!(seen.method.as_str(), case.method, "{name}");
    let authorization = match api_of(case).authorization {
        Authorization::Token => TOKEN.to_owned(),
        Authorization::Bearer => format!("Bearer {TOKEN}"),
    };
    assert_eq!(seen.header("authorization"), Some(authorization.as_str()), "{name}");
    let (path, query) = seen.target.split_once('?').unwrap_or((&seen.target, ""));
    let segments: Vec<String> = path.split('/').map(percent_decoded).collect();
    assert_eq!(segments, case.path.split('/').map(|segment| filled(segment, sent)).collect::<Vec<_>>(), "{name}");
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').map(|(key, value)| (percent_decoded(key), percent_decoded(value))).expect("="))
        .collect();
    pairs.sort();
    let at = |location| case.parameters.iter().filter(move |p| p.location == location);
    let in_query = at(ParameterLocation::Query);
    // How an object is sent depends on its style, which `constructs/` tests.
    let (objects, texts_in_query): (Vec<_>, Vec<_>) = in_query.partition(|p| sent[p.name].is_object());
    let expected =
        texts_in_query.into_iter().flat_map(|p| texts(&sent[p.name]).into_iter().map(|text| (p.name.to_owned(), text)));
    let mut expected: Vec<_> = expected.collect();
    expected.sort();
    pairs.retain(|pair| objects.is_empty() || expected.contains(pair));
    assert_eq!(pairs, expected, "{name}");
    for parameter in at(ParameterLocation::Header) {
        assert!(seen.header(&parameter.name.to_lowercase()).is_some(), "{name}: {} is missing", parameter.name);
    }
    for parameter in at(ParameterLocation::Cookie) {
        let cookies = seen.header("cookie").unwrap_or_default();
        assert!(cookies.contains(&format!("{}=", parameter.name)), "{name}: {} is missing", parameter.name);
    }
    check_body(case, sent, seen);
}

fn check_body(case: &OperationCase, sent: &Map<String, Value>, seen: &Seen) {
    let name = case.name;
    let content_type = seen.header("content-type").unwrap_or_default();
    if let Some(body) = sent.get("body") {
        assert!(!content_type.is_empty() && !seen.text().is_empty(), "{name}: {content_type:?}");
        if content_type.contains("json") {
            let arrived: Value = serde_json::from_str(&seen.text()).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(differences(body, &arrived), [""; 0], "{name}");
        }
        return;
    }
    let parts: Vec<_> = case.parameters.iter().filter(|p| p.location == ParameterLocation::Part).collect();
    if parts.is_empty() {
        assert_eq!(seen.text(), "", "{name}");
        return;
    }
    assert!(content_type.starts_with("multipart/form-data; boundary="), "{name}: {content_type}");
    for part in parts {
        let text = seen.text();
        assert!(text.contains(&format!("name=\"{}\"", part.name)), "{name}: {text}");
        assert!(texts(&sent[part.name]).iter().all(|content| text.contains(content)), "{name}: {text}");
    }
}

/// The caller gets the response without its envelope.
fn check_response(case: &OperationCase, status: u16, example: Option<&Value>, result: Result<Value, Error>) {
    let mut value = result.unwrap_or_else(|error| panic!("{}: {error}", case.name));
    // A union by status is written with its status.
    if let Some(body) = value.get(status.to_string()) {
        value = body.clone();
    }
    let Some(example) = example else {
        assert_eq!(value, Value::Null, "{}", case.name);
        return;
    };
    let is_envelope = example.as_object().is_some_and(|object| object.len() == 1 && object.contains_key("data"));
    let whole = differences(example, &value);
    let inner = if is_envelope { differences(&example["data"], &value) } else { whole.clone() };
    assert!(whole.is_empty() || inner.is_empty(), "{}: {inner:?}", case.name);
}

fn check_error(case: &OperationCase, status: u16, body: &Value, result: Result<Value, Error>) {
    let error = result.expect_err(case.name);
    let by_predicate = match status {
        400 => error.is_bad_request(),
        401 => error.is_unauthorized(),
        404 => error.is_not_found(),
        409 => error.is_conflict(),
        429 => error.is_rate_limited(),
        500.. => error.is_server_error(),
        _ => true,
    };
    assert!(by_predicate, "{}: {status} became {error:?}", case.name);
    assert_eq!(error.status().map(|s| s.as_u16()), Some(status), "{}", case.name);
    assert_eq!(error.message(), body["message"].as_str(), "{}", case.name);
    assert!(!format!("{error} {error:?}").contains(TOKEN), "{}: the token is visible", case.name);
}

/// Every example and every declared error of one operation, against the loopback server.
async fn on_loopback(case: &OperationCase, described: &Described) {
    let Described { requests, successes, errors } = described;
    let loopback = Loopback::start(api_of(case));
    let bodies: Vec<Option<&Value>> =
        if requests.is_empty() { vec![None] } else { requests.iter().map(Some).collect() };
    let hostile = |body| inputs(case, body, |parameter| parameter.hostile);
    for body in &bodies {
        let sent = hostile(*body).0;
        let (seen, _) = loopback.call(case, hostile(*body), Reply::status(400)).await;
        check_request(case, &sent, &seen);
    }
    // Examples of other media types cannot be sent as JSON.
    for (status, example) in successes.iter().filter(|(_, example)| example.is_none() || case.response.is_some()) {
        let (_, result) = loopback.call(case, hostile(bodies[0]), reply(*status, example.as_ref())).await;
        check_response(case, *status, example.as_ref(), result);
    }
    for (status, body) in errors {
        let (_, result) = loopback.call(case, hostile(bodies[0]), reply(*status, Some(body))).await;
        check_error(case, *status, body, result);
    }
}

/// One call against another server: it must be a success that can be decoded.
async fn on_foreign(case: &OperationCase, described: &Described, url: &str) {
    let inputs = inputs(case, described.requests.first(), |parameter| parameter.ordinary);
    if let Err(error) = (case.call)(inputs, client(api_of(case), url)).await {
        panic!("{error} {}", String::from_utf8_lossy(error.body()));
    }
}

fn contract(case: &OperationCase, described: &Described) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    match std::env::var("DIXA_CONTRACT_BASE_URL") {
        Ok(url) => runtime.block_on(on_foreign(case, described, &url)),
        Err(_) => runtime.block_on(on_loopback(case, described)),
    }
}

/// Runs a test for each operation of each version, named after the function that it calls.
fn main() {
    let arguments = Arguments::from_args();
    let chosen = std::env::var("DIXA_CONTRACT_VERSION").ok();
    let mut trials = Vec::new();
    let inputs = project::inputs();
    let is_chosen = |version: &&VersionInput| chosen.as_ref().is_none_or(|chosen| *chosen == version.version);
    for input in &inputs {
        let conventions = project::conventions_of(&input.conventions);
        for version in input.versions.iter().filter(is_chosen) {
            let described = Arc::new(describe(version, &conventions));
            for case in operations(&version.version) {
                let described = Arc::clone(&described);
                let key = (case.method.to_owned(), case.path.to_owned());
                trials.push(Trial::test(case.name, move || {
                    contract(case, described.get(&key).ok_or("the description does not contain it")?);
                    Ok(())
                }));
            }
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}
