//! Numbers with all their digits: which texts they are, and how formats hand them over.

use std::collections::BTreeMap;

use dixa_generated::{Decimal, codec};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const DIGITS: &str = "-123456789012345678901234567890.1234567890";

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn exactly_the_numbers_of_json_are_decimals() {
    for text in ["0", "-0", "7", "1.10", "0.0", "10", "1e5", "1E+05", "-1.5e-400", DIGITS] {
        assert_eq!(decimal(text).as_str(), text);
        assert!(serde_json::from_str::<Box<serde_json::value::RawValue>>(text).is_ok(), "{text}");
    }
    for text in [
        "", "-", "+1", "01", "-01", "1.", ".5", "1.e5", "1e", "1e+", "1e5.5", "0x1", "1_0", " 1", "1 ", "NaN", "٣",
        "1,5",
    ] {
        let error = text.parse::<Decimal>().unwrap_err();
        assert_eq!(error.to_string(), format!("`{text}` is not a JSON number"));
    }
    let long = "1".repeat(1_000) + "x";
    assert!(long.parse::<Decimal>().unwrap_err().to_string().len() < 200, "a message is short");
}

#[test]
fn decimals_are_equal_if_their_texts_are() {
    assert_eq!(decimal("1.10"), decimal("1.10"));
    assert_ne!(decimal("1.10"), decimal("1.1"));
    assert_eq!(format!("{0} {0:?} {0:>6}", decimal("1.10")), "1.10 1.10   1.10");
}

#[test]
fn integers_become_decimals_and_floats_do_if_they_are_finite() {
    assert_eq!(Decimal::from(i128::MIN).as_str(), "-170141183460469231731687303715884105728");
    assert_eq!((Decimal::from(7_u8), Decimal::from(-7_i64)), (decimal("7"), decimal("-7")));
    assert_eq!(Decimal::try_from(0.1), Ok(decimal("0.1")));
    assert_eq!(Decimal::try_from(f64::NAN).unwrap_err().to_string(), "`NaN` is not a JSON number");
    assert!(Decimal::try_from(f64::INFINITY).is_err());
}

#[test]
fn a_decimal_becomes_the_nearest_float_within_its_range() {
    assert_eq!((decimal("1.10").to_f64(), decimal(DIGITS).to_f64()), (Some(1.1), Some(-1.234_567_890_123_456_8e29)));
    assert_eq!((decimal("1e400").to_f64(), decimal("1e-400").to_f64()), (None, Some(0.0)));
}

#[test]
fn every_reader_of_json_text_keeps_the_text() {
    type Map = BTreeMap<String, Vec<Option<Decimal>>>;
    for number in ["1.10", DIGITS, "1e400", "-0", "7"] {
        let text = format!(r#"{{"a":[{number},null, {number} ]}}"#);
        let read: Map = codec::decode(&text).unwrap();
        assert_eq!(read["a"], [Some(decimal(number)), None, Some(decimal(number))]);
        assert_eq!(serde_json::from_str::<Map>(&text).unwrap(), read);
        assert_eq!(serde_json::from_slice::<Map>(text.as_bytes()).unwrap(), read);
        assert_eq!(serde_json::from_reader::<_, Map>(text.as_bytes()).unwrap(), read);
        assert_eq!(serde_json::to_string(&read).unwrap(), text.replace(' ', ""));
    }
}

#[test]
fn a_decimal_has_the_shortest_text_of_the_number_that_another_format_hands_over() {
    let value = json!([1.10, u64::MAX, i64::MIN, 7.0]);
    let expected = ["1.1", "18446744073709551615", "-9223372036854775808", "7.0"].map(decimal);
    assert_eq!(serde_json::from_value::<Vec<Decimal>>(value.clone()).unwrap(), expected);
    assert_eq!(Vec::<Decimal>::deserialize(&value).unwrap(), expected);
    assert_eq!(serde_yaml::from_str::<Vec<Decimal>>("[1.10, 7]").unwrap(), [decimal("1.1"), decimal("7")]);
    for wrong in [".nan", ".inf", "'1.10'", "null", "true"] {
        let error = serde_yaml::from_str::<Decimal>(wrong).unwrap_err();
        assert!(error.to_string().contains("expected a JSON number"), "{wrong}: {error}");
    }
}

#[test]
fn a_decimal_is_read_within_types_that_serde_buffers() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(untagged)]
    enum Either {
        Price(Decimal),
        Text(String),
    }
    assert_eq!(serde_json::from_str::<Either>("12.5").unwrap(), Either::Price(decimal("12.5")));
    assert_eq!(serde_json::from_str::<Either>("\"1.10\"").unwrap(), Either::Text("1.10".to_owned()));
}

#[test]
fn a_number_that_another_format_writes_in_the_same_way_is_a_number_there() {
    #[derive(Serialize)]
    struct Prices {
        a: Decimal,
        b: Decimal,
    }
    let prices = Prices { a: decimal("7"), b: decimal("12.5") };
    assert_eq!(serde_yaml::to_string(&prices).unwrap(), "a: 7\nb: 12.5\n");
    assert_eq!(serde_json::to_value(&prices).unwrap(), json!({"a": 7, "b": 12.5}));
    assert_eq!(serde_json::to_value(decimal("1.10")).unwrap(), Value::from(1.1), "a `Value` has an `f64`");
}
