//! What the examples prove about the formats of strings.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::conventions::Conventions;
use crate::description::Schemas;
use crate::description::formats::{fits, is_rfc3339};
use crate::evidence::formatted;

/// RFC 3339 with an optional time zone behind it, as RFC 9557 defines it: `2024-12-01T12:46:36.581Z[GMT]`.
const WITH_ZONE: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:\
                         ([0-5][0-9]|60)(\\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])\
                         (\\[[A-Za-z0-9_/+.-]+\\])?$";

/// Takes away each format that an example contradicts. A time with a zone gets a pattern in its place.
pub(super) fn correct(description: &mut Value, conventions: &Conventions) {
    let formatted = formatted(&Schemas::new(description, conventions));
    for (pointer, texts) in formatted {
        let Some(Value::Object(schema)) = description.pointer_mut(&pointer) else { continue };
        let Some(format) = schema.get("format").and_then(Value::as_str) else { continue };
        if texts.iter().all(|text| conforms(format, text)) {
            continue;
        }
        let is_time = format == "date-time" && !schema.contains_key("pattern") && has_zones(&texts);
        schema.remove("format");
        if is_time {
            schema.insert("pattern".to_owned(), json!(WITH_ZONE));
        }
    }
}

/// Whether a strict validator accepts the text.
fn conforms(format: &str, text: &str) -> bool {
    if format == "date-time" { is_rfc3339(text) } else { fits(format, text) != Some(false) }
}

/// Whether the pattern accepts all texts.
fn has_zones(texts: &BTreeSet<String>) -> bool {
    texts.iter().all(|text| is_rfc3339(without_zone(text)))
}

fn without_zone(text: &str) -> &str {
    let zone = text.strip_suffix(']').and_then(|text| text.split_once('['));
    let is_zone =
        |zone: &str| !zone.is_empty() && zone.chars().all(|c| c.is_ascii_alphanumeric() || "_/+.-".contains(c));
    zone.filter(|(_, zone)| is_zone(zone)).map_or(text, |(time, _)| time)
}
