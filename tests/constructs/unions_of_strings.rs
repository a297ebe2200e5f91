//! Unions whose members are all strings or all numbers are one type.

use dixa_generated::unions_of_strings::{State, Thing, ThingState};

use crate::support::same;

#[test]
fn enumerations_are_one_open_enumeration() {
    assert_eq!(same::<Thing>(r#"{"state": "closed"}"#).state, Some(ThingState::Closed).into());
    same::<Thing>(r#"{"state": ""}"#);
    same::<Thing>(r#"{"state": null}"#);
    same::<Thing>(r#"{"state": "other"}"#);
    assert_eq!(same::<Thing>(r#"{"open": "open"}"#).open, Some(State::Open));
    same::<Thing>(r#"{"open": "anything"}"#);
}

#[test]
fn strings_of_different_formats_are_strings_and_numbers_are_numbers() {
    assert_eq!(same::<Thing>(r#"{"name_or_id": "ann"}"#).name_or_id.as_deref(), Some("ann"));
    same::<Thing>(r#"{"level": 3, "ratio": 0.5}"#);
}

#[test]
fn all_strings_together_are_one_member_beside_another_json_type() {
    same::<Thing>(r#"{"selection": "all"}"#);
    same::<Thing>(r#"{"selection": "later"}"#);
    same::<Thing>(r#"{"selection": ["a"]}"#);
    assert!(format!("{:?}", same::<Thing>(r#"{"who": "ann"}"#)).contains("Name"));
}
