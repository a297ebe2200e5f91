//! Lists in forms.

use serde_json::{Value, json};

use crate::description::{Schemas, operations};

/// States for each list in a form that its items are fields of one name. OpenAPI says so, but a mock server that does not
/// find it refuses the list.
pub(super) fn state_styles(description: &mut Value, schemas: &Schemas<'_>) {
    let bodies = operations(schemas.root).into_iter().filter_map(|operation| operation.node.get("requestBody"));
    for (media_type, media) in bodies.flat_map(|body| schemas.resolve(&body).entries("content")) {
        let Some(schema) = media.get("schema").filter(|_| is_form(media_type)) else { continue };
        let properties = schemas.object_parts(&schema).into_iter().flat_map(|part| part.entries("properties"));
        for (name, property) in properties {
            let is_list = schemas.object_parts(&property).iter().any(|part| part.str("type") == Some("array"));
            let declared = media.get("encoding").is_some_and(|encoding| encoding.has(name));
            let Some(Value::Object(target)) = description.pointer_mut(&media.pointer).filter(|_| is_list && !declared)
            else {
                continue;
            };
            let encoding = target.entry("encoding").or_insert_with(|| json!({}));
            encoding[name] = json!({ "style": "form", "explode": true });
        }
    }
}

fn is_form(media_type: &str) -> bool {
    let name = media_type.split(';').next().unwrap_or_default().trim();
    ["multipart/form-data", "application/x-www-form-urlencoded"].iter().any(|form| name.eq_ignore_ascii_case(form))
}
