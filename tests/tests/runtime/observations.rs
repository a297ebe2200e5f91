//! What the watch writes about responses: their form, and nothing of their content.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use dixa_generated::{Client, Watch, v1};
use dixa_tests::server::{Reply, Server};
use serde_json::{Value, json};

use super::{builder, get_thing};

/// A file in memory.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Memory {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn lines(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn at(&self, path: &str) -> Vec<Value> {
        self.lines().into_iter().filter(|line| line["path"] == path).collect()
    }
}

fn observed(server: &Server) -> (Client, Memory) {
    let file = Memory::default();
    let watch = Watch::new(|_| {}).observations(file.clone());
    (builder(server).watch(watch).build().unwrap(), file)
}

fn conversation(changes: Value) -> Value {
    let mut conversation = json!({
        "id": 42, "requesterId": "4d2ab456-8510-4a35-b266-e502160d5177", "channel": "Sms",
        "createdAt": "2024-12-01T12:46:36Z", "state": "Open", "_type": "SmsConversation",
    });
    let changes = changes.as_object().unwrap().clone();
    conversation.as_object_mut().unwrap().extend(changes);
    conversation
}

#[tokio::test]
async fn a_line_says_where_a_value_is_and_what_it_is() {
    let body = conversation(json!({
        "state": "Snoozed", "invented": 1.5, "link": {"parentId": 7, "_type": "Merged"},
    }));
    let server = Server::responding([Reply::data(&body)]);
    let (client, file) = observed(&server);
    v1::conversations::get_conversation(42).send(&client).await.unwrap();
    let line = |path: &str, more: Value| {
        let mut line = json!({
            "version": "v1", "operation": "GET /v1/conversations/{conversationId}", "status": 200, "path": path,
        });
        line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        vec![line]
    };
    assert_eq!(file.at(""), line("", json!({"type": "object", "keys": ["data"]})));
    let data = &file.at("data")[0];
    assert_eq!((&data["tags"], &data["type"]), (&json!({"_type": "SmsConversation"}), &json!("object")));
    assert_eq!(data["keys"].as_array().unwrap().len(), 8, "{data}");
    let within = |field: &str| format!("data<SmsConversation>.{field}");
    assert_eq!(file.at(&within("state")), line(&within("state"), json!({"type": "string", "value": "Snoozed"})));
    assert_eq!(file.at(&within("invented")), line(&within("invented"), json!({"type": "number"})));
    // The models know nothing of this member, so that its keys may be data.
    let unknown = within("link<Merged>.*");
    assert_eq!(file.at(&unknown), line(&unknown, json!({"type": "integer"})));
}

#[tokio::test]
async fn positions_are_left_out_and_a_line_is_written_once() {
    let tag = |name: &str| json!({"id": "4d2ab456-8510-4a35-b266-e502160d5177", "name": name, "state": "Active"});
    let server = Server::start(move |_| Reply::data(&json!([tag("a"), tag("b"), {"id": null}])));
    let (client, file) = observed(&server);
    for _ in 0..3 {
        // The last item cannot be read, and is observed nevertheless.
        v1::tags::list_tags().send(&client).await.unwrap_err();
    }
    let names = file.at("data[].name");
    assert_eq!(names.len(), 1, "{}", file.text());
    assert_eq!(file.at("data[].id").iter().map(|line| &line["type"]).collect::<Vec<_>>(), ["null", "string"]);
    assert_eq!(file.at("data[]").len(), 2);
}

#[tokio::test]
async fn nothing_of_the_content_is_written_wherever_it_is() {
    let secrets = [
        "ann@example.com",
        "4d2ab456-8510-4a35-b266-e502160d5177",
        "4d2ab45685104a35b266e502160d5177",
        "sk_live_51HG7a9Kd2",
        "eyJhbGciOiJIUzI1NiJ9",
        "Ann Smith",
        "+4512345678",
        "deadbeef",
        "Visitor84213",
        "aGVsbG8gd29ybGQx",
        "Jürgen",
        "a.b[0]<C>",
        "9f86d081",
        "conversation 42",
        "xK9mQ2vL8pR4",
    ];
    let map: Value =
        secrets.iter().map(|secret| ((*secret).to_owned(), json!(secret))).collect::<serde_json::Map<_, _>>().into();
    for secret in secrets {
        let bodies = [
            json!({"_type": secret, "state": secret, "subject": secret}),
            json!({"state": secret, "link": {"_type": secret, secret: secret}, secret: {secret: [secret]}}),
            json!({"customAttributes": map, "channel": secret, "queue": {"id": secret, "extra": map}, "invented": map}),
        ];
        for body in bodies {
            let server = Server::start(move |_| Reply::data(&conversation(body.clone())));
            let (client, file) = observed(&server);
            let _ = v1::conversations::get_conversation(42).send(&client).await;
            assert!(file.lines().len() > 3, "{}", file.text());
            for other in secrets {
                assert!(!file.text().contains(other), "{other} of {secret}:\n{}", file.text());
            }
        }
    }
}

#[tokio::test]
async fn a_key_of_a_map_is_not_written_even_if_it_is_an_identifier() {
    let server = Server::start(|_| Reply::data(&json!({"annsmith": {"bobjones": 1}})));
    let (client, file) = observed(&server);
    let _ = get_thing().send(&client).await;
    assert!(!file.text().contains("annsmith") && !file.text().contains("bobjones"), "{}", file.text());
    let keys: Vec<_> = file.at("data").into_iter().map(|line| line["keys"].clone()).collect();
    assert_eq!(keys, [json!(["*"])]);
}

#[tokio::test]
async fn an_error_of_the_file_ends_the_observations_and_fails_no_call() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let server = Server::start(|_| Reply::data(&conversation(json!({}))));
    let client = builder(&server).watch(Watch::new(|_| {}).observations(Full)).build().unwrap();
    for _ in 0..2 {
        v1::conversations::get_conversation(42).send(&client).await.unwrap();
    }
}
