//! A member's tag belongs to the union that it is in: its struct has no fixed value.

use dixa_generated::tag_used_elsewhere::{Alone, Circle, Dot, First, One, OneDash, SameTag, Thing};

use crate::support::same;

#[test]
fn a_member_of_two_unions_has_the_tag_of_the_one_that_it_is_in() {
    same::<Thing>(r#"{"first": {"kind": "round", "radius": 1}, "second": {"kind": "ring", "radius": 1}}"#);
    same::<Thing>(r#"{"first": {"kind": "Square"}, "second": {"kind": "round"}}"#);
    let thing = Thing::new().first(First::Round(Circle::new("anything")));
    assert_eq!(serde_json::to_string(&thing).unwrap(), r#"{"first":{"kind":"round"}}"#);
}

#[test]
fn a_member_outside_any_union_keeps_its_value() {
    same::<Alone>(r#"{"one": {"kind": "Dot"}, "dot": {"kind": "Dot"}}"#);
    same::<Alone>(r#"{"dot": {"kind": "other"}}"#);
    assert_eq!(serde_json::to_string(&One::Dash(OneDash::new())).unwrap(), r#"{"kind":"Dash"}"#);
    assert_eq!(serde_json::to_string(&Dot::new("Dot".into())).unwrap(), r#"{"kind":"Dot"}"#);
}

#[test]
fn a_schema_under_two_tags_is_two_members() {
    assert!(matches!(same::<SameTag>(r#"{"type": "sms"}"#), SameTag::Sms(_)));
    assert!(matches!(same::<SameTag>(r#"{"type": "totp", "seed": "s"}"#), SameTag::Totp(_)));
}
