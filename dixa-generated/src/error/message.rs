//! The message in the body of an error.

use serde_json::Value;

use crate::generated::conventions::ERROR_MESSAGE;
use crate::shortened::{beginning, shortened};

/// How much of a body is searched for the title of a page, and the longest message, in bytes.
const LONGEST: usize = 2000;

/// The message in the body of an error. The declared form is `{"message": "…"}`; gateways and server frameworks send
/// others: further keys, problem details (RFC 9457), plain text, and HTML pages.
pub(super) fn message(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim_start_matches('\u{feff}').trim();
    // serde_json's reader is compiled once for each kind of input; all else is read from `&str`.
    let found = match serde_json::from_str(text) {
        Ok(json) => of_json(&json)?.to_owned(),
        Err(_) if text.starts_with(['{', '[']) => return None,
        Err(_) if text.starts_with('<') => of_html(text)?,
        Err(_) => text.to_owned(),
    };
    let found = shortened(found.trim(), LONGEST);
    (!found.is_empty() && !found.contains('\0')).then_some(found)
}

fn of_json(json: &Value) -> Option<&str> {
    const KEYS: [&str; 6] = ["Message", "error_description", "detail", "title", "error", "errors"];
    match json {
        Value::String(text) => Some(text),
        Value::Array(errors) => of_json(errors.first()?),
        Value::Object(keys) => [ERROR_MESSAGE]
            .into_iter()
            .chain(KEYS)
            .find_map(|key| of_json(keys.get(key)?).filter(|text| !text.is_empty())),
        _ => None,
    }
}

/// The title of a page, or its first heading.
fn of_html(page: &str) -> Option<String> {
    let page = beginning(page, LONGEST);
    // Of the same length, so that positions are the same.
    let lower = page.to_ascii_lowercase();
    ["title", "h1"].iter().find_map(|element| {
        let start = lower.find(&format!("<{element}"))?;
        let start = start + lower[start..].find('>')? + 1;
        let end = start + lower[start..].find(&format!("</{element}"))?;
        let words = page[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
        (!words.is_empty()).then_some(words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_found_in_every_common_form_of_a_body() {
        let text = "Invalid value for: path parameter tagId";
        let bodies = [
            format!(r#"{{"message":"{text}"}}"#),
            format!(r#"{{"error":"{text}"}}"#),
            format!(r#"{{"error":{{"code":7,"message":"{text}"}}}}"#),
            format!(r#"{{"Message":"{text}"}}"#),
            format!(r#"{{"type":"about:blank","title":"Bad Request","detail":"{text}"}}"#),
            format!(r#"{{"type":"about:blank","title":"{text}"}}"#),
            format!(r#"{{"error":"invalid_request","error_description":"{text}"}}"#),
            format!(r#"{{"errors":[{{"message":"{text}"}},{{"message":"another"}}]}}"#),
            format!(r#"[{{"message":"{text}"}}]"#),
            format!(r#""{text}""#),
            format!("{text}\n"),
            format!("\u{feff}{text}"),
            format!("<!DOCTYPE html>\n<HTML><head><Title class=\"a\">\n{text} </title></head><h1>other</h1>"),
            format!("<html><body><h1>{text}</h1>"),
        ];
        for body in bodies {
            assert_eq!(message(body.as_bytes()).as_deref(), Some(text), "{body}");
        }
    }

    #[test]
    fn a_body_without_a_message_has_none() {
        let bodies: [&[u8]; 11] = [
            b"",
            b"  ",
            b"{}",
            br#"{"message":7}"#,
            br#"{"message":""}"#,
            br#"{"error":1}"#,
            br#"{"message":"cut o"#,
            b"<html>oops</html>",
            b"<title></title>",
            b"\0\0\0",
            b"\xff\xfe",
        ];
        for body in bodies {
            assert_eq!(message(body), None, "{body:?}");
        }
    }

    #[test]
    fn a_long_message_is_cut() {
        let found = message("ä".repeat(4_000_000).as_bytes()).unwrap();
        assert_eq!(found.chars().count(), 1001);
        assert!(found.ends_with("ä…"));
    }
}
