//! `null` that a wrapped schema or a member of a union allows.

use dixa_generated::null_members::Thing;

use crate::support::same;

#[test]
fn null_is_none_wherever_the_description_allows_it() {
    let thing = same::<Thing>(r#"{"wrapped": null}"#);
    assert_eq!(thing.wrapped, None);
    for field in ["decorated", "by_member", "by_enum", "one_of_them"] {
        same::<Thing>(&format!(r#"{{"wrapped": {{"y": "x"}}, "{field}": null}}"#));
    }
    same::<Thing>(r#"{"wrapped": null, "by_member": {"q": "x"}, "by_enum": {"q": "x"}, "decorated": {"q": "x"}}"#);
    same::<Thing>(r#"{"wrapped": null, "one_of_them": {"y": "x"}}"#);
}

#[test]
fn null_within_a_member_does_not_hide_the_member() {
    for fields in [r#""list": ["a", null]"#, r#""keyed": {"a": null}"#] {
        let thing = same::<Thing>(&format!(r#"{{"wrapped": null, {fields}}}"#));
        assert!(!format!("{thing:?}").contains("Unknown"), "{thing:?}");
    }
}
