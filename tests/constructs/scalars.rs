//! Numbers to the end of their range, and schemas without a type.

use dixa_generated::scalars::{Thing, default};

use crate::support::{received, same};

#[test]
fn unsigned_integers_are_read_to_their_end() {
    let thing = same::<Thing>(r#"{"unsigned": 18446744073709551615, "beyond": 18446744073709551615}"#);
    assert_eq!(thing.unsigned, Some(u64::MAX));
}

#[test]
fn lists_and_enumerations_have_a_type_without_the_keyword() {
    let thing = same::<Thing>(r#"{"list": ["a"], "flags": true, "numbers": 2, "mixed": "a"}"#);
    assert_eq!((thing.flags, thing.numbers), (Some(true), Some(2)));
}

#[test]
fn a_time_beyond_the_range_of_the_type_is_an_error_that_names_the_field_and_the_limit() {
    let request = default::send_thing(&Thing::new());
    let error = received(&request, 200, "application/json", r#"{"at": "9999-12-31T23:59:59Z"}"#).unwrap_err();
    let text = format!("{error} {:?}", std::error::Error::source(&error).map(ToString::to_string));
    assert!(text.contains("at") && text.contains("9999-12-30"), "{text}");
}
