//! The example program of the bindings, run against a loopback server.

#[path = "../../../dixa-generated/examples/tour.rs"]
#[expect(dead_code, reason = "the program's own entry is not called here")]
mod program;

use dixa_generated::Client;
use dixa_tests::server::{Reply, Seen, Server};
use serde_json::json;

const AGENTS: [(&str, &str); 2] =
    [("4d2ab456-8510-4a35-b266-e502160d5177", "Ada"), ("7c0e3f0a-5b0a-4a39-9be3-1c6f0f6a2b11", "Bo")];

fn agent(index: usize) -> serde_json::Value {
    let (id, name) = AGENTS[index];
    json!({ "id": id, "createdAt": "2024-12-01T12:46:36.581Z[GMT]", "displayName": name, "email": "a@example.org" })
}

fn response(request: &Seen) -> Reply {
    let tag = |id: &str, name: &str| json!({ "id": id, "name": name, "state": "Active" });
    let tags = ["11111111-8510-4a35-b266-e502160d5177", "22222222-8510-4a35-b266-e502160d5177"];
    match (request.method.as_str(), request.target.as_str()) {
        ("GET", "/v1/conversations/42") => Reply::data(&json!({
            "id": 42, "requesterId": AGENTS[0].0, "channel": "Email", "createdAt": "2024-12-01T12:46:36Z",
            "state": "Open", "toEmail": "a@example.org", "fromEmail": "b@example.org",
            "integrationEmail": "c@example.org", "subject": "Tent pegs", "_type": "EmailConversation",
        })),
        ("GET", "/v1/agents?pageLimit=50") => {
            Reply::page(&json!([agent(0)]), Some("/v1/agents?pageLimit=50&pageKey=bmV4dA%3D%3D"))
        }
        ("GET", "/v1/agents?pageLimit=50&pageKey=bmV4dA%3D%3D") => Reply::page(&json!([agent(1)]), None),
        ("POST", "/v1/conversations/42/notes") => {
            let sent: serde_json::Value = serde_json::from_str(&request.text()).unwrap();
            assert_eq!(sent, json!({ "message": "Called back, no response", "agentId": AGENTS[0].0 }));
            Reply::data(&json!({
                "id": tags[0], "authorId": AGENTS[0].0, "createdAt": "2024-12-01T12:46:36.930Z", "csid": 42,
                "message": "Called back, no response",
            }))
        }
        ("GET", "/v1/conversations/42/tags") => Reply::data(&json!([tag(tags[0], "pegs"), tag(tags[1], "tents")])),
        ("GET", path) if path == format!("/v1/tags/{}", tags[0]) => Reply::data(&tag(tags[0], "pegs")),
        ("GET", _) => Reply::error(404, "No tag has this identifier"),
        other => panic!("{other:?} was not expected"),
    }
}

#[tokio::test]
async fn the_tour_reads_writes_lists_and_handles_an_error() {
    let server = Server::start(response);
    let client = Client::builder("a token").base_url(server.url()).build().unwrap();
    let lines = program::tour(&client, 42).await.unwrap();
    insta::assert_snapshot!(lines.join("\n"), @"
    mail about Tent pegs
    Some(42) Some(Open)
    Ada
    Bo
    note 11111111-8510-4a35-b266-e502160d5177 at 2024-12-01T12:46:36.93Z
    pegs
    gone: v1::tags::get_tag: 404 Not Found: No tag has this identifier
    ");
}
