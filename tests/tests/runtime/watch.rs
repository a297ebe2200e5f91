//! What a running client reports that the description does not know.

use std::sync::{Arc, Mutex};

use dixa_generated::codec::{ByStatus, read_by_status};
use dixa_generated::{Api, Client, Finding, FindingKind, Method, Operation, ResponseFormat, UnknownMember, Watch, v1};
use dixa_tests::server::{Reply, Server};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::{builder, request};

/// A client whose findings are collected.
fn watched(server: &Server, set: impl Fn(Watch) -> Watch) -> (Client, Arc<Mutex<Vec<Finding>>>) {
    let found: Arc<Mutex<Vec<Finding>>> = Arc::default();
    let sink = Arc::clone(&found);
    let watch = set(Watch::new(move |finding| sink.lock().unwrap().push(finding.clone())));
    (builder(server).watch(watch).build().unwrap(), found)
}

fn lines(found: &Mutex<Vec<Finding>>) -> Vec<String> {
    found.lock().unwrap().iter().map(Finding::to_string).collect()
}

fn conversation(state: &str, link: &Value) -> Value {
    json!({
        "id": 42, "requesterId": "4d2ab456-8510-4a35-b266-e502160d5177", "channel": "Sms",
        "createdAt": "2024-12-01T12:46:36Z", "state": state, "link": link, "invented": 1, "_type": "SmsConversation",
    })
}

#[tokio::test]
async fn unknown_values_and_tags_are_reported_with_operation_and_path_and_the_response_is_complete() {
    let body = conversation("Snoozed", &json!({ "parentId": 7, "_type": "Merged" }));
    let server = Server::responding([Reply::data(&body)]);
    let (client, found) = watched(&server, |watch| watch);
    let response = v1::conversations::get_conversation(42).send(&client).await.unwrap();
    assert_eq!(response.state().map(v1::ConversationState::as_str), Some("Snoozed"));
    let mut lines = lines(&found);
    lines.sort();
    assert_eq!(
        lines,
        [
            "v1::conversations::get_conversation: unknown member `Merged` at data.link._type",
            "v1::conversations::get_conversation: unknown value `Snoozed` at data.state",
        ]
    );
    let found = found.lock().unwrap();
    assert!(found.iter().any(|finding| finding.kind == FindingKind::EnumValue && finding.value == "Snoozed"));
}

#[tokio::test]
async fn unknown_fields_are_reported_on_request_and_a_tag_is_not_one() {
    let body = conversation("Open", &json!({ "parentId": 7, "note": "x", "_type": "FollowUp" }));
    let server = Server::responding([Reply::data(&body)]);
    let (client, found) = watched(&server, |watch| watch.unknown_fields(true));
    v1::conversations::get_conversation(42).send(&client).await.unwrap();
    let mut lines = lines(&found);
    lines.sort();
    assert_eq!(
        lines,
        [
            "v1::conversations::get_conversation: unknown field `invented` at data.invented",
            "v1::conversations::get_conversation: unknown field `note` at data.link.note",
        ]
    );
}

/// What is generated for a response whose body depends on the status.
#[derive(Debug)]
enum Made {
    Tag(v1::Tag),
    Unknown(UnknownMember),
}

impl ByStatus for Made {
    fn read<'de, D: Deserializer<'de>>(status: &str, body: D) -> Result<Option<Self>, D::Error> {
        match status {
            "201" => v1::Tag::deserialize(body).map(Self::Tag).map(Some),
            _ => Ok(None),
        }
    }

    fn unknown(member: UnknownMember) -> Self {
        Self::Unknown(member)
    }
}

impl<'de> Deserialize<'de> for Made {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_by_status(deserializer)
    }
}

#[tokio::test]
async fn findings_in_a_body_by_status_have_their_path_in_the_body_and_another_status_is_one_finding() {
    const FORMATS: ResponseFormat = ResponseFormat::ByStatus(&[("201", ResponseFormat::Data)]);
    static MAKE: Operation = Operation {
        id: "makeThing",
        name: "v1::things::test",
        api: Api::MAIN,
        method: Method::POST,
        path: "/v1/things",
        response: FORMATS,
        statuses: &[201],
    };
    let tag = json!({ "id": "4d2ab456-8510-4a35-b266-e502160d5177", "name": "x", "state": "Frozen" });
    let replies = [Reply::json(201, &json!({ "data": tag })), Reply::json(202, &json!({ "state": "Frozen" }))];
    let server = Server::responding(replies);
    let (client, found) = watched(&server, |watch| watch);
    let made = request::<Made>(&MAKE).send(&client).await.unwrap();
    assert!(matches!(made, Made::Tag(tag) if tag.state.as_str() == "Frozen"));
    let made = request::<Made>(&MAKE).send(&client).await.unwrap();
    assert!(matches!(made, Made::Unknown(unknown) if unknown.tag() == Some("202")));
    let expected = ["unknown value `Frozen` at data.state", "undeclared status `202`"];
    assert_eq!(lines(&found), expected.map(|finding| format!("v1::things::test: {finding}")));
}

#[tokio::test]
async fn findings_in_a_list_name_their_item() {
    let tag = |state: &str| json!({ "id": "4d2ab456-8510-4a35-b266-e502160d5177", "name": "x", "state": state });
    let server = Server::responding([Reply::data(&json!([tag("Active"), tag("Frozen"), tag("Melted")]))]);
    let (client, found) = watched(&server, |watch| watch);
    assert_eq!(v1::tags::list_tags().send(&client).await.unwrap().len(), 3);
    assert_eq!(
        lines(&found),
        [
            "v1::tags::list_tags: unknown value `Frozen` at data[1].state",
            "v1::tags::list_tags: unknown value `Melted` at data[2].state",
        ]
    );
}

#[tokio::test]
async fn findings_in_pages_are_reported_when_the_items_are_read() {
    let user = |status: &str| json!({ "userId": "x", "requestTime": "now", "connectionStatus": status });
    let server = Server::responding([Reply::page(&json!([user("Online"), user("Dreaming")]), None)]);
    let (client, found) = watched(&server, |watch| watch);
    let team = "4d2ab456-8510-4a35-b266-e502160d5177".parse().unwrap();
    let mut items = v1::teams::list_presence(team).items(&client);
    while let Some(item) = items.next().await {
        item.unwrap();
    }
    assert_eq!(lines(&found), ["v1::teams::list_presence: unknown value `Dreaming` at data[1].connectionStatus"]);
}

#[tokio::test]
async fn a_status_that_is_not_declared_is_reported_but_429_is_expected() {
    let server = Server::responding([
        Reply::error(404, "declared"),
        Reply::error(429, "slow down"),
        Reply::error(418, "a teapot"),
    ]);
    let (client, found) = watched(&server, |watch| watch);
    let id = "4d2ab456-8510-4a35-b266-e502160d5177".parse().unwrap();
    let request = || v1::tags::get_tag(id).retry(dixa_generated::RetryPolicy::none());
    assert!(request().send(&client).await.unwrap_err().is_not_found());
    assert!(request().send(&client).await.unwrap_err().is_rate_limited());
    assert_eq!(request().send(&client).await.unwrap_err().status().unwrap(), 418);
    assert_eq!(lines(&found), ["v1::tags::get_tag: undeclared status `418`"]);
}

#[tokio::test]
async fn in_strict_mode_a_finding_is_an_error_with_its_path() {
    let tag = json!({ "id": "4d2ab456-8510-4a35-b266-e502160d5177", "name": "x", "state": "Frozen" });
    let server = Server::responding([Reply::data(&tag), Reply::json(202, &json!({ "data": tag }))]);
    let (client, _) = watched(&server, |watch| watch.strict(true));
    let id = "4d2ab456-8510-4a35-b266-e502160d5177".parse().unwrap();
    let error = v1::tags::get_tag(id).send(&client).await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.json_path(), Some("data.state"));
    assert!(error.to_string().contains("unknown value `Frozen`"), "{error}");
    let error = v1::tags::get_tag(id).send(&client).await.unwrap_err();
    assert!(error.to_string().contains("undeclared status"), "{error}");
}

#[tokio::test]
async fn a_response_that_cannot_be_decoded_is_the_same_error_with_and_without_a_watch() {
    let broken = conversation("Snoozed", &json!({ "parentId": "seven", "_type": "FollowUp" }));
    let server = Server::responding([Reply::data(&broken)]);
    let (watching, found) = watched(&server, |watch| watch.unknown_fields(true));
    let plain = builder(&server).build().unwrap();
    let with = v1::conversations::get_conversation(42).send(&watching).await.unwrap_err();
    let without = v1::conversations::get_conversation(42).send(&plain).await.unwrap_err();
    assert_eq!(with.json_path(), Some("data.link.parentId"));
    assert_eq!(with.to_string(), without.to_string());
    assert_eq!(lines(&found), [""; 0]);
}
