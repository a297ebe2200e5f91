//! The body of a webhook is a type; an event is read by its tag and written as it was read.

use dixa_generated::deliveries::{Event, LeftDataPlace, WebhookPingBody};
use serde_json::{Value, json};

fn delivery(kind: &str, data: Value) -> Value {
    json!({
        "id": "4d2ab456-8510-4a35-b266-e502160d5177", "kind": kind, "at": "2026-03-01T08:00:00.123Z",
        "sender": {"name": "Kite Shop"}, "data": data,
    })
}

fn event(body: &Value) -> Event {
    serde_json::from_str(&body.to_string()).unwrap()
}

#[test]
fn each_kind_of_event_is_read_and_written_equally() {
    for (kind, data) in [
        ("PARCEL_LEFT", json!({"place": "YARD", "weight": null})),
        ("PARCEL_LOST", json!({"last": "shelf"})),
        ("PARCEL_FOUND", json!({"by": [1, {"two": null}]})),
        ("PARCEL_SEEN", json!("anything")),
        ("PARCEL_EATEN", json!({"by": "dog", "n": 1.50})),
    ] {
        let body = delivery(kind, data);
        assert_eq!(serde_json::to_value(event(&body)).unwrap(), body);
    }
}

#[test]
fn a_known_event_has_its_data_and_the_fields_of_every_delivery() {
    let event = event(&delivery("PARCEL_LEFT", json!({"place": "HALL"})));
    let Event::ParcelLeft(left) = &event else { panic!("{event:?}") };
    assert_eq!((&left.data.place, left.sender.as_ref().unwrap().name.as_str()), (&LeftDataPlace::Hall, "Kite Shop"));
    assert_eq!(event.at().unwrap().to_string(), "2026-03-01T08:00:00.123Z");
}

#[test]
fn events_of_which_nothing_is_known_share_a_struct_and_keep_their_names() {
    let event = event(&delivery("PARCEL_FOUND", json!({"by": "ann"})));
    let Event::ParcelFound(found) = &event else { panic!("{event:?}") };
    assert_eq!((found.data["by"].as_str(), found.kind.as_str()), (Some("ann"), "PARCEL_FOUND"));
}

#[test]
fn an_unknown_event_keeps_everything() {
    let body = delivery("PARCEL_EATEN", json!({"by": "dog"}));
    let Event::Unknown(unknown) = event(&body) else { panic!("it is known") };
    assert_eq!(unknown.parse::<Value>().unwrap(), body);
}

#[test]
fn an_optional_field_of_the_envelope_may_be_missing() {
    let mut body = delivery("PARCEL_LEFT", json!({"place": "HALL"}));
    body.as_object_mut().unwrap().remove("sender");
    let event = event(&body);
    assert!(matches!(&event, Event::ParcelLeft(left) if left.sender.is_none()));
    assert_eq!(serde_json::to_value(event).unwrap(), body);
}

#[test]
fn further_fields_and_unknown_values_do_not_make_reading_fail() {
    let mut body = delivery("PARCEL_LEFT", json!({"place": "ROOF", "height": 9}));
    body["trace"] = json!("x");
    let Event::ParcelLeft(left) = event(&body) else { panic!("it is known") };
    assert_eq!(left.data.place.as_str(), "ROOF");
    assert_eq!(serde_json::to_value(&left.data.place).unwrap(), json!("ROOF"));
}

#[test]
fn an_inline_body_is_a_type_too() {
    let body: WebhookPingBody = serde_json::from_value(json!({"since": "2026-03-01T08:00:00Z"})).unwrap();
    assert_eq!(body.since.to_string(), "2026-03-01T08:00:00Z");
}
