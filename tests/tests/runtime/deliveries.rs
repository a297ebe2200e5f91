//! Deliveries of webhooks: whatever arrives is read, and written as it was read.

use dixa_generated::webhooks::Event;
use dixa_generator::check;
use dixa_generator::description::{Schemas, examples};
use dixa_operations::{differences, webhooks};
use dixa_tests::project;
use serde_json::{Value, json};

const DESCRIPTION: &str = "spec/webhooks.yaml";

/// The description of the webhooks.
fn description() -> Value {
    check::parse(project::source(DESCRIPTION)).expect("a sound description").value
}

/// The deliveries that the description shows.
fn deliveries() -> Vec<Value> {
    let (description, conventions) = (description(), project::conventions());
    let schemas = Schemas::new(&description, &conventions);
    let found = examples(&schemas).into_iter().filter(|example| example.webhook.is_some());
    found.map(|example| example.value.value.clone()).collect()
}

/// A delivery with another value at a pointer.
fn with(delivery: &Value, pointer: &str, value: Value) -> Value {
    let mut changed = delivery.clone();
    *changed.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer} in {delivery}")) = value;
    changed
}

/// Reads a delivery, writes it, and expects it equal. Returns the `Debug` output.
#[track_caller]
fn survives(delivery: &Value) -> String {
    let [case] = webhooks("webhooks") else { panic!("one webhook") };
    let returned = (case.body)(&delivery.to_string()).unwrap_or_else(|error| panic!("{error} in {delivery}"));
    assert_eq!(differences(delivery, &returned.json), [""; 0], "{delivery}");
    returned.debug
}

#[test]
fn every_event_that_the_description_names_is_known() {
    let description = description();
    let mapping = description.pointer("/components/schemas/Event/discriminator/mapping").expect("tags");
    let mapping = mapping.as_object().expect("tags by name");
    let deliveries = deliveries();
    assert!(mapping.len() >= deliveries.len());
    for (name, schema) in mapping {
        let has_schema = |delivery: &&Value| delivery["event_fqn"].as_str().map(|own| &mapping[own]) == Some(schema);
        let like = deliveries.iter().find(has_schema).unwrap_or(&deliveries[0]);
        let debug = survives(&with(like, "/event_fqn", json!(name)));
        assert!(!debug.contains("Unknown("), "{name}: {debug}");
    }
}

#[test]
fn an_unknown_event_keeps_everything() {
    let delivery = with(&deliveries()[0], "/event_fqn", json!("CONVERSATION_SUNG"));
    let delivery = with(&delivery, "/data", json!({"song": [1.50, {"key": null}]}));
    assert!(survives(&delivery).contains("Unknown("));
}

#[test]
fn a_delivery_without_an_organization_is_read() {
    for mut delivery in deliveries() {
        delivery.as_object_mut().expect("an object").remove("organization").expect("an organization");
        survives(&delivery);
    }
}

#[test]
fn the_keys_that_may_be_null_may_be_missing() {
    for mut delivery in deliveries() {
        let conversation = delivery["data"]["conversation"].as_object_mut().expect("a conversation");
        for key in ["queue", "contact_point", "assignee", "subject"] {
            conversation.remove(key);
        }
        survives(&delivery);
    }
}

#[test]
fn unknown_values_of_enumerations_survive() {
    for delivery in deliveries() {
        for key in ["channel", "status", "direction"] {
            survives(&with(&delivery, &format!("/data/conversation/{key}"), json!("WHO_KNOWS")));
        }
        survives(&with(&delivery, "/data/conversation/requester/roles", json!(["Agent", "Captain"])));
    }
}

#[test]
fn further_fields_do_not_make_reading_fail() {
    for mut delivery in deliveries() {
        delivery["trace"] = json!("x");
        delivery["data"]["weather"] = json!({"wind": 5});
        delivery["data"]["conversation"]["mood"] = json!(null);
        let event: Event = serde_json::from_value(delivery).expect("an event");
        assert!(!format!("{event:?}").contains("Unknown("), "{event:?}");
    }
}

#[test]
fn the_fields_of_every_delivery_are_read_from_the_event() {
    for delivery in deliveries() {
        let event: Event = serde_json::from_value(delivery.clone()).expect("an event");
        assert_eq!(event.event_id().map(|id| id.to_string()).as_deref(), delivery["event_id"].as_str());
        let organization = event.organization().map(|organization| organization.name.as_str());
        assert_eq!(organization, delivery["organization"]["name"].as_str());
    }
}

#[test]
fn the_direction_of_a_message_has_another_spelling_than_that_of_its_conversation() {
    let of_message = |delivery: &Value| delivery["data"]["direction"].is_string();
    let delivery = deliveries().into_iter().find(of_message).expect("a message");
    let Ok(Event::ConversationMessageAdded(event)) = serde_json::from_value(delivery) else { panic!("a message") };
    assert_eq!((event.data.direction.as_str(), event.data.conversation.direction.as_str()), ("inbound", "INBOUND"));
}
