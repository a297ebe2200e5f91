//! Responses that differ from the description: what is read nevertheless, and what is an error.

use dixa_generated::{Error, Method, Operation, Page, ResponseFormat, v1};
use dixa_tests::server::{Reply, Server};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{client, operation, request};

static DATA: Operation = operation(Method::GET, "/v1/data", ResponseFormat::Data);
static JSON: Operation = operation(Method::GET, "/v1/json", ResponseFormat::Json);
static LIST: Operation = operation(Method::GET, "/v1/list", ResponseFormat::List);
static TEXT: Operation = operation(Method::GET, "/v1/text", ResponseFormat::Text);
static ECHO: Operation = operation(Method::POST, "/v1/echo", ResponseFormat::Empty);

async fn response<T: DeserializeOwned>(operation: &'static Operation, body: &str) -> Result<T, Error> {
    let server = Server::responding([Reply::status(200).header("content-type", "application/json").body(body)]);
    request::<T>(operation).send(&client(&server)).await
}

#[tokio::test]
async fn an_unknown_member_is_sent_back_with_the_text_that_was_received() {
    let nested = format!("{}7{}", "[".repeat(150), "]".repeat(150));
    for odd in ["1.10", "123456789012345678901234567890", "1e400", "-0", r#""\u0041\/""#, "[1, 2]", &nested] {
        for tag in [r#""_type":"New","odd":ODD"#, r#""odd": ODD, "_type": "New""#] {
            let member = format!("{{{}}}", tag.replace("ODD", odd));
            let conversation = response::<v1::Conversation>(&DATA, &format!(r#"{{"data":{member}}}"#)).await.unwrap();
            let v1::Conversation::Unknown(unknown) = &conversation else { panic!("{conversation:?}") };
            assert_eq!((unknown.tag(), unknown.json()), (Some("New"), &*member));

            let server = Server::responding([Reply::status(204)]);
            request::<()>(&ECHO).json(&[&conversation]).send(&client(&server)).await.unwrap();
            assert_eq!(server.only().text(), format!("[{member}]"));
        }
    }
}

#[tokio::test]
async fn the_value_of_an_unknown_member_is_read_on_demand_as_far_as_a_value_can_hold_it() {
    let body = r#"{"data":{"id":7,"far":1e400,"_type":"New"}}"#;
    let conversation = response::<v1::Conversation>(&DATA, body).await.unwrap();
    let v1::Conversation::Unknown(unknown) = &conversation else { panic!("{conversation:?}") };
    assert!(unknown.parse::<Value>().is_err());
    assert_eq!(conversation.id(), Some(7), "what all members have is read without the rest");
}

#[tokio::test]
async fn a_syntax_error_shows_the_text_around_it() {
    let filler = r#"{"name":"filler"},"#.repeat(500);
    for (wrong, shown) in [(r#"{"name":tru}"#, "tru}"), (r#"{"name" "x"}"#, r#""name" "x""#), (r#"{"nä":'x'}"#, "nä")]
    {
        let lines =
            [format!(r#"{{"data":[{filler}{wrong},{filler}1]}}"#), format!("{{\"data\":\n[\n{filler}\n{wrong}]}}")];
        for body in lines {
            let error = response::<Vec<Value>>(&LIST, &body).await.unwrap_err();
            let text = error.to_string();
            let near = text.split_once("near `").unwrap_or_else(|| panic!("{text}")).1;
            assert!(near.contains(shown) && near.len() < 200, "{text}");
        }
    }
    let cut = response::<Vec<Value>>(&LIST, &format!(r#"{{"data":[{filler}{{"name":"the end"#)).await.unwrap_err();
    assert!(cut.to_string().contains("the end`"), "{cut}");
}

#[tokio::test]
async fn an_error_shows_the_value_that_was_received_with_its_digits() {
    let error = response::<Vec<bool>>(&LIST, r#"{"data":[true,1.10]}"#).await.unwrap_err();
    assert!(error.to_string().contains("found `1.10`"), "{error}");
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped() {
    assert_eq!(response::<i64>(&DATA, "\u{feff}{\"data\":5}").await.unwrap(), 5);
    assert_eq!(response::<Vec<i64>>(&JSON, "\u{feff}[5]").await.unwrap(), [5]);
    assert_eq!(response::<String>(&TEXT, "\u{feff}text").await.unwrap(), "text");
    assert_eq!(response::<Page<i64>>(&JSON, "\u{feff}{\"data\":[5]}").await.unwrap().items, [5]);
    let server = Server::responding([Reply::status(200).body("\u{feff}{\"data\":[5]}")]);
    let mut items = request::<Page<i64>>(&JSON).items(&client(&server));
    assert_eq!(items.next().await.unwrap().unwrap(), 5);
}

#[tokio::test]
async fn a_body_that_is_not_an_envelope_is_an_error_and_not_an_empty_list() {
    for body in [r#"{"message":"try later"}"#, r#"{"error":{"code":7}}"#, r#"{"meta":null,"message":"try later"}"#] {
        let errors = [
            response::<Vec<i64>>(&LIST, body).await.unwrap_err(),
            response::<Page<i64>>(&JSON, body).await.unwrap_err(),
            response::<Option<i64>>(&DATA, body).await.unwrap_err(),
        ];
        for error in errors {
            assert!(error.is_decode() && error.to_string().contains("missing field `data`"), "{error}");
            assert_eq!(error.body(), body);
        }
        let server = Server::responding([Reply::status(200).body(body)]);
        let mut items = request::<Page<i64>>(&JSON).items(&client(&server));
        assert!(items.next().await.unwrap().unwrap_err().is_decode());
        assert!(items.next().await.is_none());
    }
    // An envelope may lack a list, and may have more than this version knows.
    for body in ["{}", r#"{"meta":{}}"#, r#"{"data":null,"more":1}"#, r#"{"more":1,"data":[]}"#] {
        assert!(response::<Page<i64>>(&JSON, body).await.unwrap().items.is_empty(), "{body}");
        assert!(response::<Vec<i64>>(&LIST, body).await.unwrap().is_empty(), "{body}");
    }
}
