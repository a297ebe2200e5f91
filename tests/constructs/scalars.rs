//! Numbers to the end of their range and with all their digits, and schemas without a type.

use dixa_generated::scalars::{Prices, Range, Thing, default};
use dixa_generated::{Decimal, Nullable};

use crate::support::{body, received, same, target};

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

const DIGITS: &str = "123456789012345678901234567890.50";

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn a_decimal_comes_back_with_the_text_that_was_received_wherever_it_is() {
    let payments = [r#"{"kind":"Card","amount":1.10}"#, r#"{"amount":1.10,"kind":"Cash"}"#, r#"{"kind":"New","amount":1.10}"#];
    for number in ["1.10", DIGITS, "1e400", "-0", "0.00", "7", "1E+2"] {
        for payment in payments {
            let text = format!(
                r#"{{"by_name":{{"a":1.10}},"each":[1.10,1.10],"exact":1.10,"narrowed":1.10,"payment":{payment},"price":1.10,"text_or_price":1.10}}"#
            );
            let text = text.replace("1.10", number);
            let read: Prices = serde_json::from_str(&text).unwrap();
            assert_eq!((read.price.as_str(), read.narrowed.as_ref().unwrap().as_str()), (number, number));
            assert_eq!(read.exact, Nullable::Value(decimal(number)));
            // The tag is written last.
            let written = serde_json::to_string(&read).unwrap();
            assert_eq!(written.replace(r#","kind":"Card"}"#, "}"), text.replace(r#""kind":"Card","#, ""));
            let received = received(&send_price(), 200, "application/json", &text).unwrap();
            assert_eq!(received, read);
        }
    }
    let null: Prices = serde_json::from_str(r#"{"price":1,"exact":null}"#).unwrap();
    assert_eq!((null.exact, null.each), (Nullable::Null, None));
}

#[test]
fn what_is_not_a_number_is_an_error_at_its_place() {
    for wrong in [r#""1.10""#, "null", "true", "[1]", "{}"] {
        let error = received(&send_price(), 200, "application/json", &format!(r#"{{"price":{wrong}}}"#)).unwrap_err();
        assert_eq!(error.json_path(), Some("price"), "{error}");
        assert!(error.to_string().contains("expected a JSON number"), "{error}");
    }
}

fn send_price() -> dixa_generated::Request<Prices, impl Sized> {
    default::send_price(decimal(DIGITS), &Range::new(7).to(decimal("1.10"))).least(decimal("2.20"))
}

#[test]
fn a_decimal_is_sent_with_all_digits_as_a_parameter_a_field_of_one_and_a_field_of_a_form() {
    let range = Range::new(decimal(DIGITS)).to(decimal("1.10"));
    let request = default::send_price(decimal(DIGITS), &range)
        .least(decimal("2.20"))
        .each([decimal("1.0"), decimal("2.00")])
        .range(&range)
        .filter(&range);
    assert_eq!(body(&request), format!("from={DIGITS}&to=1.10"));
    let filter = format!("%7B%22from%22%3A{DIGITS}%2C%22to%22%3A1.10%7D");
    assert_eq!(
        target(&request),
        format!("/price/{DIGITS}?least=2.20&each=1.0&each=2.00&range[from]={DIGITS}&range[to]=1.10&filter={filter}")
    );
}

#[test]
fn a_number_that_is_signed_or_unsigned_keeps_its_digits() {
    for number in ["18446744073709551615", "-9223372036854775808"] {
        let thing: Thing = serde_json::from_str(&format!(r#"{{"either":{number}}}"#)).unwrap();
        assert_eq!(thing.either.unwrap().as_str(), number);
    }
}
