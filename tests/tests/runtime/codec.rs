//! How the generated types read and write what the service sends.

use dixa_generated::codec::{self, Object, ObjectReader, Tagged};
use dixa_generated::v1::{
    Conversation, CreateConversationInput, CreateMessageInput, CustomAttributeValue, FormSubmission, SelectInput, Tag,
    TagState,
};
use dixa_generated::{Nullable, UnknownMember};
use serde::de::DeserializeOwned;
use serde::de::MapAccess;
use serde::ser::SerializeMap;
use serde_json::{Value, json};

const ID: &str = "4d2ab456-8510-4a35-b266-e502160d5177";

fn read<T: DeserializeOwned>(value: &Value) -> T {
    codec::decode(&value.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

/// Path and message of the error that decoding returns.
fn error<T: DeserializeOwned + std::fmt::Debug>(json: &str) -> (String, String) {
    let error = codec::decode::<T>(json).expect_err("an error");
    let (path, message) = codec::split_path(&error);
    (path.unwrap_or_default(), message)
}

fn returned<T: DeserializeOwned + serde::Serialize>(value: &Value) -> Value {
    serde_json::to_value(read::<T>(value)).unwrap()
}

fn tag(state: &str) -> Value {
    json!({"id": ID, "name": "vip", "state": state})
}

/// A response such as `POST /conversations` takes: three tags within each other.
fn email() -> Value {
    json!({
        "requesterId": ID,
        "emailIntegrationId": "support@example.com",
        "subject": "Hello",
        "message": {"content": {"value": "Hi", "_type": "Text"}, "attachments": [], "_type": "Inbound"},
        "_type": "Email",
    })
}

#[test]
fn an_unknown_value_of_an_enumeration_survives_and_can_be_read() {
    let decoded: Tag = read(&tag("Archived"));
    assert!(matches!(decoded.state, TagState::Unknown(_)));
    assert_eq!(decoded.state.as_str(), "Archived");
    assert_eq!(returned::<Tag>(&tag("Archived")), tag("Archived"));
    assert_eq!(read::<Tag>(&tag("Active")).state, TagState::Active);
}

#[test]
fn an_object_is_read_from_another_format_whatever_was_read_from_json_before() {
    let yaml = format!("id: {ID}\nname: vip\nstate: Active\n");
    for _ in 0..2 {
        let from_yaml: Tag = serde_yaml::from_str(&yaml).expect("a tag");
        assert_eq!(from_yaml, read::<Tag>(&tag("Active")));
    }
}

#[test]
fn a_union_is_read_from_another_format() {
    let yaml = serde_yaml::to_string(&email()).unwrap();
    assert_eq!(serde_yaml::from_str::<CreateConversationInput>(&yaml).unwrap(), read(&email()));
}

#[test]
fn a_value_of_an_enumeration_that_is_not_a_string_is_an_error_with_its_path() {
    let json = json!({"id": ID, "name": "vip", "state": 7}).to_string();
    assert_eq!(
        error::<Tag>(&json),
        (".state".to_owned(), "invalid type: integer `7`, expected a string (TagState)".to_owned())
    );
}

#[test]
fn an_unknown_member_keeps_tag_and_json_and_is_serialized_unchanged() {
    let slack = json!({"id": 7, "threads": [{"a": null}], "_type": "SlackConversation"});
    let Conversation::Unknown(member) = read(&slack) else { panic!("the member is unknown") };
    assert_eq!((member.tag(), member.json()), (Some("SlackConversation"), &*slack.to_string()));
    assert_eq!(member.parse::<Value>().unwrap(), slack);
    assert_eq!(returned::<Conversation>(&slack), slack);
    assert_eq!(read::<Conversation>(&slack).id(), Some(7), "what all members share is read from unknown ones too");
}

#[test]
fn an_unknown_member_can_be_sent() {
    let made = CreateMessageInput::Unknown(UnknownMember::new(json!({"_type": "New", "a": 1})));
    assert_eq!(serde_json::to_value(made).unwrap(), json!({"_type": "New", "a": 1}));
}

#[test]
fn unknown_members_are_equal_if_their_json_is_in_whatever_order_and_with_whatever_spaces() {
    let member = |json: &str| json.parse::<UnknownMember>().unwrap();
    let one = member(r#"{"a": [1.10, {"b": "x"}], "_type": "New"}"#);
    assert_eq!(one, member(r#"{"_type":"New","a":[1.10,{"\u0062":"\u0078"}]}"#));
    assert_eq!(member(r#"{"_type": "New", "a": 1}"#), UnknownMember::new(json!({"a": 1, "_type": "New"})));
    for other in
        [r#"{"a":[1.1,{"b":"x"}],"_type":"New"}"#, r#"{"a":[1.10],"_type":"New"}"#, r#"{"_type":"New"}"#, "null"]
    {
        assert_ne!(one, member(other));
    }
    let deep = |levels: usize| member(&format!("{}{}", "[".repeat(levels), "]".repeat(levels)));
    assert_eq!(deep(100_000), deep(100_000));
    assert_ne!(deep(100_000), deep(100_001));
    assert!("{".parse::<UnknownMember>().is_err());
}

#[test]
fn the_tag_may_be_at_any_position() {
    let first = r#"{"_type":"Text","value":"Hi"}"#;
    let last = r#"{"value":"Hi","_type":"Text"}"#;
    let middle = r#"{"value":"Hi","_type":"Text","more":{"_type":"Html"}}"#;
    let content = |json: &str| codec::decode::<dixa_generated::v1::Content>(json).unwrap();
    assert_eq!(content(first), content(last));
    assert_eq!(content(first), content(middle));
    assert!(matches!(content(first), dixa_generated::v1::Content::Text(_)));
}

#[test]
fn escaped_keys_are_recognized() {
    let content: dixa_generated::v1::Content = codec::decode(r#"{"\u0076alue":"Hi","\u005ftype":"Text"}"#).unwrap();
    assert_eq!(serde_json::to_value(content).unwrap(), json!({"value": "Hi", "_type": "Text"}));
}

#[test]
fn the_last_of_duplicate_keys_counts() {
    let content: dixa_generated::v1::Content =
        codec::decode(r#"{"value":"a","_type":"Html","value":"b","_type":"Text"}"#).unwrap();
    assert_eq!(serde_json::to_value(content).unwrap(), json!({"value": "b", "_type": "Text"}));
}

#[test]
fn a_member_whose_tag_is_missing_or_null_is_kept_as_unknown() {
    for json in
        ["{}", r#"{"id":7}"#, r#"{"_type":null,"id":7}"#, r#"{"\u005ftype":null}"#, r#"{"_type":"x","_type":null}"#]
    {
        let Conversation::Unknown(member) = codec::decode(json).unwrap() else { panic!("{json}") };
        assert_eq!((member.tag(), member.json()), (None, json));
    }
}

#[test]
fn a_value_of_a_tagged_union_that_is_not_an_object_is_kept_as_unknown() {
    for json in [r#""closed""#, "7", "-1", "0.5", "true", "[]", r#" [{"_type":"x"}]"#] {
        let Conversation::Unknown(member) = codec::decode(json).unwrap() else { panic!("{json}") };
        assert_eq!((member.tag(), member.json()), (None, json.trim_start()));
        assert_eq!(serde_json::to_string(&Conversation::Unknown(member)).unwrap(), json.trim_start());
    }
    assert!(codec::decode::<Conversation>("[nul]").is_err());
}

#[test]
fn a_tag_that_is_not_a_string_and_null_are_errors_with_their_path() {
    let (path, message) = error::<Conversation>(r#"{"_type": 1}"#);
    assert_eq!((path.as_str(), message.as_str()), ("._type", "invalid type: integer `1`, expected a string"));
    let (path, message) = error::<Conversation>("null");
    assert_eq!((path.as_str(), message.as_str()), ("", "invalid type: null, expected an object with `_type`"));
    assert!(codec::decode::<Conversation>(r#"{"_type":nul}"#).is_err());
}

#[test]
fn errors_deep_inside_a_value_have_their_path() {
    let mut deep = email();
    deep["message"]["content"]["value"] = json!(1);
    let list = |item: &Value| json!({"data": [email(), item]}).to_string();
    type Body = std::collections::BTreeMap<String, Vec<CreateConversationInput>>;
    let (path, message) = error::<Body>(&list(&deep));
    assert_eq!(
        (path.as_str(), message.as_str()),
        (".data[1].message.content.value", "invalid type: integer `1`, expected a string")
    );

    let mut untagged = email();
    untagged["message"]["content"]["_type"] = json!(7);
    assert_eq!(error::<Body>(&list(&untagged)).0, ".data[1].message.content._type");

    let mut incomplete = email();
    incomplete["message"].as_object_mut().unwrap().remove("content");
    assert_eq!(
        error::<Body>(&list(&incomplete)),
        (".data[1].message".to_owned(), "missing field `content`".to_owned())
    );
}

#[test]
fn strings_of_the_document_in_a_message_are_not_mistaken_for_a_path_or_a_position() {
    let json = json!({"id": "\u{1}.a\u{1} at line 5", "name": "vip", "state": "Active"}).to_string();
    let (path, message) = error::<Tag>(&json);
    assert_eq!(path, ".id");
    assert!(message.contains("invalid"), "{message}");
    let (_, message) = error::<i64>(r#""b at line c""#);
    assert_eq!(message, r#"invalid type: string "b at line c", expected i64"#);
    assert_eq!(error::<std::collections::BTreeMap<String, Tag>>("{\"a\\u0001b\": 1}").0, ".a b");
}

#[test]
fn unknown_fields_are_ignored() {
    let mut with_more = tag("Active");
    with_more["more"] = json!({"deep": [1, {"id": 2}]});
    assert_eq!(returned::<Tag>(&with_more), tag("Active"));
}

#[test]
fn nested_unions_are_serialized_unchanged() {
    assert_eq!(returned::<CreateConversationInput>(&email()), email());
}

#[test]
fn all_deserializers_of_serde_json_are_supported() {
    let text = email().to_string();
    let from_str: CreateConversationInput = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::from_slice::<CreateConversationInput>(text.as_bytes()).unwrap(), from_str);
    assert_eq!(serde_json::from_reader::<_, CreateConversationInput>(text.as_bytes()).unwrap(), from_str);
    assert_eq!(serde_json::from_value::<CreateConversationInput>(email()).unwrap(), from_str);
}

#[test]
fn unions_by_json_type_are_read_by_type_and_keep_the_empty_list() {
    let values = json!({"values": {"a": "text", "b": ["x", "y"], "c": [], "d": [{"url": "https://example.com"}]}});
    let file = &dixa_generated::v1::FormAttributeValue::Text("text".to_owned());
    let decoded: FormSubmission = read(&json!({"values": {"a": "text", "b": ["x"], "c": []}}));
    assert_eq!(&decoded.values["a"], file);
    assert!(matches!(&decoded.values["b"], dixa_generated::v1::FormAttributeValue::Select(list) if list == &["x"]));
    assert_eq!(returned::<FormSubmission>(&values)["values"]["c"], json!([]));
    let unknown = json!({"values": {"a": 7}});
    assert_eq!(returned::<FormSubmission>(&unknown), unknown, "a value that matches no member is kept");
    assert!(
        matches!(read::<CustomAttributeValue>(&json!(true)), CustomAttributeValue::Unknown(member) if member.json() == "true")
    );
}

#[test]
fn an_empty_list_is_not_an_absent_one() {
    for value in [json!({"options": []}), json!({})] {
        assert_eq!(returned::<SelectInput>(&value), value);
    }
}

static ORDER: codec::Order = codec::Order::new();

/// A struct as the generator writes it, with a field that may be absent, null or set.
#[derive(Debug, PartialEq)]
struct Change {
    name: Nullable<String>,
}

impl Object for Change {
    const NAME: &'static str = "Change";
    const KEYS: &'static [&'static str] = &["name"];

    fn read<'de, A: MapAccess<'de>>(entries: &mut ObjectReader<A>) -> Result<Self, A::Error> {
        let mut name = Nullable::Absent;
        while entries.next_known()?.is_some() {
            entries.set_nullable(&mut name)?;
        }
        Ok(Self { name })
    }

    fn write<M: SerializeMap>(&self, out: &mut codec::Writer<M>) {
        out.put_nullable("name", &self.name);
    }
}

#[test]
fn absent_null_and_set_are_three_states() {
    let states = [
        (json!({}), Nullable::Absent),
        (json!({"name": null}), Nullable::Null),
        (json!({"name": "a"}), "a".to_owned().into()),
    ];
    for (value, name) in states {
        let change: Change = codec::read_object(value.clone(), &ORDER).unwrap();
        assert_eq!(change, Change { name });
        assert_eq!(codec::write_object(&change, serde_json::value::Serializer).unwrap(), value);
    }
    assert_eq!(Nullable::<u8>::from(None), Nullable::Null);
    assert_eq!(Nullable::<u8>::default(), Nullable::Absent);
    assert_eq!(Nullable::Value(1).as_option(), Some(&1));
}

/// A union as the generator writes it, that holds itself.
#[derive(Debug)]
enum Expression {
    Not(Box<Not>),
    True,
    Unknown,
}

#[derive(Debug)]
struct Not {
    of: Expression,
}

impl<'de> serde::Deserialize<'de> for Not {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        codec::read_object(deserializer, &ORDER)
    }
}

impl Object for Not {
    const NAME: &'static str = "Not";
    const KEYS: &'static [&'static str] = &["of"];

    fn read<'de, A: MapAccess<'de>>(entries: &mut ObjectReader<A>) -> Result<Self, A::Error> {
        let mut of = None;
        while entries.next_known()?.is_some() {
            entries.set(&mut of)?;
        }
        Ok(Self { of: entries.required(of, 0)? })
    }

    fn write<M: SerializeMap>(&self, _: &mut codec::Writer<M>) {}
}

impl<'de> serde::Deserialize<'de> for Expression {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        codec::read_tagged(deserializer)
    }
}

impl Tagged for Expression {
    const TAG: &'static str = "_type";

    fn read<'de, D: serde::Deserializer<'de>>(tag: &str, member: D) -> Result<Option<Self>, D::Error> {
        Ok(Some(match tag {
            "Not" => Self::Not(serde::Deserialize::deserialize(member)?),
            "True" => Self::True,
            _ => return Ok(None),
        }))
    }

    fn unknown(_: UnknownMember) -> Self {
        Self::Unknown
    }
}

fn negated(levels: usize, innermost: &str) -> String {
    format!("{}{innermost}{}", r#"{"_type":"Not","of":"#.repeat(levels), "}".repeat(levels))
}

#[test]
fn deeply_nested_unions_are_refused_without_overflowing_the_stack() {
    let mut expression: Expression = codec::decode(&negated(40, r#"{"_type":"True"}"#)).unwrap();
    let mut levels = 0;
    while let Expression::Not(not) = expression {
        expression = not.of;
        levels += 1;
    }
    assert!(levels == 40 && matches!(expression, Expression::True));
    for levels in [100, 20_000] {
        let (path, message) = error::<Expression>(&negated(levels, r#"{"_type":"True"}"#));
        assert!(path.starts_with(".of.of") && message.contains("nested deeper than"), "{path}: {message}");
    }
    assert!(codec::decode::<Value>(&"[".repeat(100_000)).is_err());
}

#[test]
fn an_error_in_nested_unions_is_located_in_linear_time() {
    // Twice the work for each level would be 2^40.
    let (path, message) = error::<Expression>(&negated(40, r#"{"_type":7}"#));
    assert_eq!(
        (path, message.as_str()),
        (format!("{}._type", ".of".repeat(40)), "invalid type: integer `7`, expected a string")
    );
    // The failure leaves no state behind.
    assert!(codec::decode::<Expression>(&negated(40, r#"{"_type":"True"}"#)).is_ok());
}

/// The text with one byte removed, inserted or replaced, at all positions.
fn mutations(text: &str) -> impl Iterator<Item = String> {
    let signs =
        ["", "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "0", "-", ".", "e", "n", "\n", "\u{1}", "ä", "\\u0041"];
    let edits = (0..=text.len()).flat_map(move |start| signs.map(|sign| (start, sign)));
    edits.flat_map(|(start, sign)| {
        let inserted = format!("{}{sign}{}", &text[..start], &text[start..]);
        let replaced = text.get(start + 1..).map(|rest| format!("{}{sign}{rest}", &text[..start]));
        [Some(inserted), replaced].into_iter().flatten()
    })
}

#[test]
fn json_is_read_as_serde_json_reads_it() {
    let text = r#" {"a":[1,-20,0.5,true,null],"b":{"c":"x\"y","c":""},"d":12345678901234567890}"#;
    for text in mutations(text) {
        let (ours, other) = (codec::decode::<Value>(&text), serde_json::from_str::<Value>(&text));
        assert_eq!(ours.is_ok(), other.is_ok(), "{text}");
        assert_eq!(ours.ok(), other.ok(), "{text}");
    }
}

#[test]
fn keys_of_maps_are_read_as_serde_json_reads_them() {
    fn compare<K: DeserializeOwned + Ord + std::fmt::Debug>(text: &str) {
        type Map<K> = std::collections::BTreeMap<K, Value>;
        for text in mutations(text) {
            let (ours, other) = (codec::decode::<Map<K>>(&text), serde_json::from_str::<Map<K>>(&text));
            assert_eq!(ours.ok(), other.ok(), "{text}");
        }
    }
    compare::<i64>(r#"{"1":1,"-20":2,"0":null}"#);
    compare::<u8>(r#"{"255":1}"#);
    compare::<bool>(r#"{"true":1,"false":2}"#);
    compare::<Option<i32>>(r#"{"7":1}"#);
    compare::<uuid::Uuid>(&format!(r#"{{"{ID}":1}}"#));
}

#[test]
fn the_fast_reader_and_the_one_that_tracks_paths_agree() {
    // The fast reader leaves keys with escapes to the other one.
    let slowly = |text: &str| codec::decode::<Vec<CreateConversationInput>>(&text.replace("_type", r"\u005ftype"));
    let text = format!("[{}]", email());
    for text in mutations(&text).filter(|text| text.matches(r#""_type""#).count() == 3) {
        let fast = codec::decode::<Vec<CreateConversationInput>>(&text);
        match (fast, slowly(&text)) {
            (Ok(fast), Ok(slow)) => assert_eq!(fast, slow, "{text}"),
            (Err(fast), Err(slow)) => assert_eq!(codec::split_path(&fast), codec::split_path(&slow), "{text}"),
            (fast, slow) => panic!("{text}: {fast:?}, {slow:?}"),
        }
    }
}

#[test]
fn strings_that_look_like_a_tag_are_not_mistaken_for_one() {
    let content = |json: &str| codec::decode::<dixa_generated::v1::Content>(json).map(|content| json!(content));
    for value in [r#"","_type":"Html"#, r#"\",\"_type\":\"Html"#, r#"}"#, r#"{"_type":"Html"}"#] {
        let json = json!({"value": value, "_type": "Text"});
        assert_eq!(content(&json.to_string()).unwrap(), json);
        let first = format!(r#"{{"_type":"Text","value":{}}}"#, json["value"]);
        assert_eq!(content(&first).unwrap(), json);
    }
    for untagged in [r#"{"value":"a","x_type":"Text"}"#, r#"{"value":"a","x\"_type":"Text"}"#] {
        let content = codec::decode::<dixa_generated::v1::Content>(untagged).unwrap();
        assert!(matches!(content, dixa_generated::v1::Content::Unknown(member) if member.tag().is_none()));
    }
}
