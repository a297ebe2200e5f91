//! Tags that the members declare: in their own enumerations, as numbers, as booleans.

use dixa_generated::tags_of_members::{Comment, Level, Setting, SettingNew, TextComment, Toggle, ToggleOff, ToggleOn};

use crate::support::same;

#[test]
fn the_tag_of_a_member_is_the_value_of_its_own_enumeration() {
    assert!(matches!(same::<Comment>(r#"{"kind": "text"}"#), Comment::Text(_)));
    assert!(matches!(same::<Comment>(r#"{"kind": "quote"}"#), Comment::Quote(_)));
    assert!(matches!(same::<Comment>(r#"{"kind": "citation"}"#), Comment::Citation(_)));
    assert!(matches!(same::<Comment>(r#"{"kind": "TextComment"}"#), Comment::Unknown(_)));
    assert_eq!(serde_json::to_string(&Comment::from(TextComment::new())).unwrap(), r#"{"kind":"text"}"#);
}

#[test]
fn a_number_is_a_tag() {
    assert!(matches!(same::<Setting>(r#"{"name": "n", "version": 2}"#), Setting::N2(_)));
    assert!(matches!(same::<Setting>(r#"{"version": 1}"#), Setting::N1(_)));
    // Neither another number nor a string with the same digits is a known tag.
    assert!(matches!(same::<Setting>(r#"{"version": 3}"#), Setting::Unknown(_)));
    assert!(matches!(same::<Setting>(r#"{"version": "1"}"#), Setting::Unknown(_)));
    assert_eq!(serde_json::to_string(&Setting::from(SettingNew::new("n"))).unwrap(), r#"{"name":"n","version":2}"#);
    same::<Level>(r#"{"old": {"version": 9}}"#);
}

#[test]
fn a_boolean_is_a_tag() {
    assert_eq!(same::<Toggle>(r#"{"enabled": true, "since": "x"}"#), Toggle::True(ToggleOn::new().since("x")));
    assert_eq!(serde_json::to_string(&Toggle::from(ToggleOff::new())).unwrap(), r#"{"enabled":false}"#);
}
