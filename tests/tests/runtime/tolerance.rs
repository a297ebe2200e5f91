//! Responses that differ from the description: what is read nevertheless, and what is an error.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use dixa_generated::codec::{Object, ObjectReader, Order, Tagged, Writer, read_object, read_tagged};
use dixa_generated::{Client, Error, FindingKind, Method, Operation, Page, ResponseFormat, UnknownMember, Watch, v1};
use dixa_tests::server::{Reply, Server};
use futures_util::{StreamExt, TryStreamExt};
use serde::de::{DeserializeOwned, MapAccess};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::{builder, client, operation, request};

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

/// A struct as the generator writes it, with a required union, list and map.
#[derive(Debug)]
struct Basket {
    kind: Kind,
    items: Vec<i64>,
    prices: BTreeMap<String, i64>,
}

impl Object for Basket {
    const NAME: &'static str = "Basket";
    const KEYS: &'static [&'static str] = &["items", "kind", "prices"];

    fn read<'de, A: MapAccess<'de>>(reader: &mut ObjectReader<A>) -> Result<Self, A::Error> {
        let (mut items, mut kind, mut prices) = (None, None, None);
        while let Some(key) = reader.next_known()? {
            match key {
                0 => reader.set_optional(&mut items),
                1 => reader.set(&mut kind),
                _ => reader.set_optional(&mut prices),
            }?;
        }
        Ok(Self {
            items: reader.required_or_empty(items, 0)?,
            kind: reader.required(kind, 1)?,
            prices: reader.required_or_empty(prices, 2)?,
        })
    }

    fn write<M: SerializeMap>(&self, _: &mut Writer<M>) {}
}

impl<'de> Deserialize<'de> for Basket {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        static ORDER: Order = Order::new();
        read_object(deserializer, &ORDER)
    }
}

/// A union as the generator writes it, of two members.
#[derive(Debug)]
enum Kind {
    Gift,
    Sale,
    Unknown(UnknownMember),
}

impl Tagged for Kind {
    const TAG: &'static str = "type";

    fn read<'de, D: Deserializer<'de>>(tag: &str, _: D) -> Result<Option<Self>, D::Error> {
        Ok(match tag {
            "Gift" => Some(Self::Gift),
            "Sale" => Some(Self::Sale),
            _ => None,
        })
    }

    fn unknown(member: UnknownMember) -> Self {
        Self::Unknown(member)
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_tagged(deserializer)
    }
}

/// A union of one member.
#[derive(Debug)]
enum Only {
    Basket(Basket),
    Unknown(UnknownMember),
}

impl Tagged for Only {
    const TAG: &'static str = "type";
    const ONLY: Option<&'static str> = Some("Basket");

    fn read<'de, D: Deserializer<'de>>(tag: &str, member: D) -> Result<Option<Self>, D::Error> {
        if tag == "Basket" { Basket::deserialize(member).map(Self::Basket).map(Some) } else { Ok(None) }
    }

    fn unknown(member: UnknownMember) -> Self {
        Self::Unknown(member)
    }
}

impl<'de> Deserialize<'de> for Only {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_tagged(deserializer)
    }
}

/// What a watch reported.
type Found = Arc<Mutex<Vec<(FindingKind, String)>>>;

/// A client whose watch collects what it reports.
fn watched(server: &Server) -> (Client, Found) {
    let found = Found::default();
    let sink = Arc::clone(&found);
    let watch = Watch::new(move |finding| sink.lock().unwrap().push((finding.kind, finding.path.clone())));
    (builder(server).watch(watch).build().unwrap(), found)
}

/// The value of a body, which is the same without a watch, and what the watch reports.
async fn reported<T: DeserializeOwned + std::fmt::Debug>(data: &str) -> (T, Vec<(FindingKind, String)>) {
    let body = format!(r#"{{"data":{data}}}"#);
    let server = Server::responding([Reply::status(200).body(body.clone())]);
    let (client, found) = watched(&server);
    let value = request::<T>(&DATA).send(&client).await.unwrap();
    assert_eq!(format!("{value:?}"), format!("{:?}", response::<T>(&DATA, &body).await.unwrap()));
    let found = found.lock().unwrap().clone();
    (value, found)
}

fn at(kind: FindingKind, path: &str) -> (FindingKind, String) {
    (kind, path.to_owned())
}

#[tokio::test]
async fn a_union_without_its_tag_is_kept_as_unknown_and_the_rest_of_the_response_is_read() {
    for kind in [r#"{"a":1.10}"#, r#"{"type":null,"a":7}"#, "{}"] {
        let data = format!(
            r#"[{{"kind":{{"type":"Gift"}},"items":[1],"prices":{{}}}},{{"items":[2],"kind":{kind},"prices":{{"a":3}}}}]"#
        );
        let (baskets, found) = reported::<Vec<Basket>>(&data).await;
        assert!(matches!(baskets[0].kind, Kind::Gift));
        let Kind::Unknown(unknown) = &baskets[1].kind else { panic!("{baskets:?}") };
        assert_eq!((unknown.tag(), unknown.json()), (None, kind));
        assert_eq!((&*baskets[1].items, baskets[1].prices["a"]), (&[2][..], 3));
        assert_eq!(found, [at(FindingKind::MissingTag, "data[1].kind.type")]);
    }
}

#[tokio::test]
async fn a_union_of_one_member_without_its_tag_is_read_as_that_member() {
    let (only, found) = reported::<Only>(r#"{"items":[1],"kind":{"type":"Sale"},"prices":{}}"#).await;
    let Only::Basket(Basket { kind: Kind::Sale, items, .. }) = only else { panic!("{only:?}") };
    assert_eq!((items, found), (vec![1], vec![at(FindingKind::MissingTag, "data.type")]));
    let (other, found) = reported::<Only>(r#"{"type":"Crate"}"#).await;
    assert!(matches!(other, Only::Unknown(member) if member.tag() == Some("Crate")));
    assert_eq!(found, [at(FindingKind::UnionMember, "data.type")]);
}

#[tokio::test]
async fn a_required_list_or_map_that_is_missing_or_null_is_empty() {
    for data in [r#"{"kind":{"type":"Gift"}}"#, r#"{"items":null,"kind":{"type":"Gift"},"prices":null}"#] {
        let (basket, found) = reported::<Basket>(data).await;
        assert!(basket.items.is_empty() && basket.prices.is_empty());
        let fields = ["data.items", "data.prices"].map(|path| at(FindingKind::MissingField, path));
        assert_eq!(found, fields);
    }
    let (_, found) = reported::<Basket>(r#"{"items":[],"kind":{"type":"Gift"},"prices":{}}"#).await;
    assert_eq!(found, []);
}

#[tokio::test]
async fn in_strict_mode_what_is_missing_is_an_error() {
    let server = Server::responding([Reply::status(200).body(r#"{"data":{"kind":{},"items":[],"prices":{}}}"#)]);
    let client = builder(&server).watch(Watch::new(|_| {}).strict(true)).build().unwrap();
    let error = request::<Basket>(&DATA).send(&client).await.unwrap_err();
    assert_eq!((error.is_decode(), error.json_path()), (true, Some("data.kind.type")));
    assert!(error.to_string().contains("missing tag `type`"), "{error}");
}

#[tokio::test]
async fn what_stays_an_error_names_its_place_and_keeps_the_body() {
    for (wrong, path) in [
        (r#"{"kind":{"type":7},"items":[],"prices":{}}"#, "data.kind.type"),
        (r#"{"kind":null,"items":[],"prices":{}}"#, "data.kind"),
        (r#"{"items":[],"prices":{}}"#, "data"),
        (r#"{"kind":{"type":"Gift"},"items":{},"prices":{}}"#, "data.items"),
    ] {
        let body = format!(r#"{{"data":{wrong}}}"#);
        let error = response::<Basket>(&DATA, &body).await.unwrap_err();
        assert_eq!((error.json_path(), &**error.body()), (Some(path), body.as_bytes()), "{error}");
    }
}

static WHOLE: Operation = operation(Method::GET, "/v1/things", ResponseFormat::List);
static MAYBE: Operation = operation(Method::GET, "/v1/things", ResponseFormat::Optional(&ResponseFormat::List));

#[tokio::test]
async fn each_item_of_a_list_without_pages_has_its_own_result() {
    for (operation, body, path) in [
        (&WHOLE, r#"{"data":[1,{"id":"x"},3]}"#, "data[1]"),
        (&JSON, r#"[1,{"id":"x"},3]"#, "[1]"),
        (&MAYBE, r#"{"data":[1,{"id":"x"},3]}"#, "data[1]"),
    ] {
        let server = Server::responding([Reply::status(200).body(body)]);
        let items: Vec<_> = request::<Vec<i64>>(operation).items(&client(&server)).collect().await;
        let good: Vec<i64> = items.iter().filter_map(|item| item.as_ref().ok().copied()).collect();
        assert_eq!((items.len(), &*good, server.seen().len()), (3, &[1, 3][..], 1));
        let error = items[1].as_ref().unwrap_err();
        assert_eq!((error.is_decode(), error.json_path(), &**error.body()), (true, Some(path), &br#"{"id":"x"}"#[..]));

        let error = request::<Vec<i64>>(operation).send(&client(&server)).await.unwrap_err();
        assert_eq!((error.json_path(), &**error.body()), (Some(path), body.as_bytes()));

        let client = client(&server);
        let blocking = move || request::<Vec<i64>>(operation).items_blocking(&client).filter_map(Result::ok).collect();
        let good: Vec<i64> = tokio::task::spawn_blocking(blocking).await.unwrap();
        assert_eq!(good, [1, 3]);
    }
}

#[tokio::test]
async fn a_list_that_is_absent_has_no_items_where_it_may_be_and_is_an_error_elsewhere() {
    let server = Server::responding([Reply::status(204), Reply::status(200).body(r#"{"data":null}"#)]);
    for _ in 0..2 {
        let items: Vec<i64> = request::<Option<Vec<i64>>>(&MAYBE).items(&client(&server)).try_collect().await.unwrap();
        assert!(items.is_empty());
    }
    for body in ["", r#"{"message":"try later"}"#, r#"{"data":{}}"#, r#"{"data":[1,{"a":}]}"#] {
        let server = Server::responding([Reply::status(200).body(body)]);
        let mut items = request::<Vec<i64>>(&WHOLE).items(&client(&server));
        assert!(items.next().await.unwrap().unwrap_err().is_decode(), "{body}");
        assert!(items.next().await.is_none() && items.page_key().is_none());
    }
}

#[tokio::test]
async fn findings_in_a_list_without_pages_name_their_item() {
    let server = Server::responding([Reply::status(200).body(r#"{"data":[{"type":"Gift"},{}]}"#)]);
    let (client, found) = watched(&server);
    let items: Vec<Kind> = request::<Vec<Kind>>(&WHOLE).items(&client).try_collect().await.unwrap();
    assert_eq!((items.len(), &**found.lock().unwrap()), (2, &[at(FindingKind::MissingTag, "data[1].type")][..]));
}
