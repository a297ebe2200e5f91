//! Writes values as YAML.

use std::iter;

use serde_json::{Map, Value};

use super::plain::{is_hidden_in_yaml, is_plain};

/// The longest key that a reader has to find without `? ` before it is 1024 characters long.
const LONGEST_KEY: usize = 1000;

/// Writes a value as YAML, with sorted keys. Readers of YAML 1.1 and of 1.2 read it alike: what any of them takes for
/// something else than a string is quoted.
pub fn to_yaml(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(object) if !object.is_empty() => entries(&mut out, object, 0),
        Value::Array(list) if !list.is_empty() => items(&mut out, list, 0),
        scalar => scalar_line(&mut out, scalar, 2),
    }
    out
}

fn entries(out: &mut String, object: &Map<String, Value>, indent: usize) {
    for (index, (key, value)) in object.iter().enumerate() {
        if index > 0 {
            pad(out, indent);
        }
        let key = one_line(key);
        if key.chars().count() > LONGEST_KEY {
            out.extend(["? ", &key, "\n"]);
            pad(out, indent);
        } else {
            out.push_str(&key);
        }
        out.push(':');
        match value {
            Value::Object(object) if !object.is_empty() => {
                out.push('\n');
                pad(out, indent + 2);
                entries(out, object, indent + 2);
            }
            Value::Array(list) if !list.is_empty() => {
                out.push('\n');
                pad(out, indent);
                items(out, list, indent);
            }
            scalar => {
                out.push(' ');
                scalar_line(out, scalar, indent + 2);
            }
        }
    }
}

fn items(out: &mut String, list: &[Value], indent: usize) {
    for (index, item) in list.iter().enumerate() {
        if index > 0 {
            pad(out, indent);
        }
        out.push_str("- ");
        match item {
            Value::Object(object) if !object.is_empty() => entries(out, object, indent + 2),
            Value::Array(list) if !list.is_empty() => items(out, list, indent + 2),
            scalar => scalar_line(out, scalar, indent + 2),
        }
    }
}

fn pad(out: &mut String, indent: usize) {
    out.extend(iter::repeat_n(' ', indent));
}

/// Writes a value without children and ends the line; the other lines of a text have the given indent.
fn scalar_line(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::String(text) if text.contains('\n') && is_literal(text) => literal(out, text, indent),
        Value::String(text) => out.extend([one_line(text).as_str(), "\n"]),
        Value::Number(number) if number.is_f64() => out.extend([float(&number.to_string()).as_str(), "\n"]),
        other => out.extend([other.to_string().as_str(), "\n"]),
    }
}

/// A number as YAML 1.1 defines one: with a point, and a sign in the exponent.
fn float(number: &str) -> String {
    let (mantissa, exponent) = number.split_once('e').unwrap_or((number, ""));
    let point = if mantissa.contains('.') { "" } else { ".0" };
    match exponent.trim_start_matches('+') {
        "" => format!("{mantissa}{point}"),
        negative if negative.starts_with('-') => format!("{mantissa}{point}e{negative}"),
        positive => format!("{mantissa}{point}e+{positive}"),
    }
}

/// Whether a text of several lines can be written line by line.
fn is_literal(text: &str) -> bool {
    let is_kept = |line: &str| !line.ends_with(' ') && !line.contains(is_hidden_in_yaml);
    // The first line decides the indent, and the last one how the text ends.
    !text.starts_with([' ', '\n']) && !text.ends_with("\n\n") && text.split('\n').all(is_kept)
}

fn literal(out: &mut String, text: &str, indent: usize) {
    out.push_str(if text.ends_with('\n') { "|\n" } else { "|-\n" });
    for line in text.lines() {
        if !line.is_empty() {
            pad(out, indent);
        }
        out.extend([line, "\n"]);
    }
}

fn one_line(text: &str) -> String {
    if text.contains(is_hidden_in_yaml) {
        let escaped: String = text.chars().map(escaped).collect();
        format!("\"{escaped}\"")
    } else if is_plain(text) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

fn escaped(c: char) -> String {
    match c {
        '"' | '\\' => format!("\\{c}"),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        c if is_hidden_in_yaml(c) => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Strings that some reader takes for something else: dates, times of day, numbers of all kinds, words.
    const AMBIGUOUS: [&str; 5] = [
        "2021-12-01, 2021-1-1, 2021-12-01T09:00:00Z, 2021-12-01 09:00:00 +1, 2021-12-01t09:00:00.5-05:00",
        "12:30, 12:30:45, -1:30, 190:20:30.15, 1, -1, +1, 012, 0o7, 0o17, 0x1F, -0xff, 0b101, 1_000, 1e3, 1E3, 1e+3",
        "1., .5, -.5, 1.5e-3, 685_230.15, 6.8523015e+5, .inf, -.inf, +.INF, .Inf, .nan, .NaN, 200",
        "y, Y, yes, Yes, YES, n, N, no, NO, on, On, off, OFF, true, True, FALSE, null, Null, NULL, ~, =, <<",
        ", -, ?, :, ---, ..., --- a, :symbol",
    ];
    /// Strings that have to be quoted for their characters.
    const SPECIAL: [&str; 4] = [
        "a: b, a:, a #b, #a, - a, ? a, &a, *a, !a, |, >, 'a', \"a\", %a, @a, `a`, [a], {a},  a, a ",
        "a\tb, a\rb, a\u{85}b, a\u{2028}b, \u{feff}a, a\u{7f}, a\u{200f}b, a\u{fffe}, it's \"\t\\",
        "\n, \n\n, a\n\n,  a\nb, a \nb, a\n\tb, a\r\nb",
        " , '\", ",
    ];
    const PLAIN: [&str; 2] = [
        "a, a b, a-b, -a, a:b, a#b, it's, /v1/agents/{id}, $ref, ä 名 🦀, e3, inf, nan, yesterday, x-y, a=b, 1st",
        "8f3c2d1e-0a4b-4c5d-9e6f-112233445566, 12 hours, v1.0, 3.0.3",
    ];

    /// The strings of some lines.
    fn texts(lines: &[&'static str]) -> Vec<&'static str> {
        lines.iter().flat_map(|line| line.split(", ")).collect()
    }

    #[test]
    fn what_a_reader_takes_for_something_else_is_quoted_as_value_key_and_item() {
        for text in [texts(&AMBIGUOUS), texts(&SPECIAL), vec!["1,000", ", a"]].concat() {
            for written in
                [to_yaml(&json!(text)), to_yaml(&json!({text: 1})), to_yaml(&json!({"a": [text]}))[5..].into()]
            {
                assert!(written.starts_with(['\'', '"']), "{text:?} is written as {written}");
            }
        }
    }

    #[test]
    fn other_strings_are_not_quoted() {
        texts(&PLAIN).iter().for_each(|text| assert_eq!(to_yaml(&json!({"a": text})), format!("a: {text}\n")));
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let multiline = ["a\nb", "a\n", "a\n\n  b\n# c\n- d: e", "---\na", "a: b\n\nc\n"];
        let long = "k".repeat(2000);
        let all = [texts(&AMBIGUOUS), texts(&SPECIAL), texts(&PLAIN), multiline.to_vec(), vec![long.as_str()]].concat();
        for text in all {
            let nested = json!({text: {text: [text, [text, {text: text}], {}, []]}, "other": [[[text]], null, true, {"a": {text: []}}]});
            for value in [json!(text), nested] {
                let written = to_yaml(&value);
                let read: Value = serde_yaml::from_str(&written).unwrap_or_else(|error| panic!("{error}: {written}"));
                assert_eq!(read, value, "{written}");
            }
        }
    }

    #[test]
    fn the_layout_is_that_of_a_person() {
        let value = json!({"b": {"c": ["x", {"d": 1, "e": []}], "f": "1\n\n2\n"}, "a": [["z"], {"g": {"h": "3\n4"}}]});
        let text = "a:\n- - z\n- g:\n    h: |-\n      3\n      4\nb:\n  c:\n  - x\n  - d: 1\n    e: []\n  f: |\n    1\n\n    2\n";
        assert_eq!(to_yaml(&value), text);
    }

    #[test]
    fn numbers_are_numbers_in_yaml_1_1() {
        let numbers = json!([1, -1, u64::MAX, 1.0, 0.5, 1e21, 1.5e-7, 1e300]);
        let text = "- 1\n- -1\n- 18446744073709551615\n- 1.0\n- 0.5\n- 1.0e+21\n- 1.5e-7\n- 1.0e+300\n";
        assert_eq!(to_yaml(&numbers), text);
    }
}
