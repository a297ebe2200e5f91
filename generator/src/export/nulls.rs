//! `null` where a description allows it.

use serde_json::{Map, Value, json};

use crate::conventions::Conventions;
use crate::description::Schemas;

/// The keywords that decide about `null` whatever `nullable` beside them says: `nullable` only widens a `type`.
const COMPOSING: [&str; 6] = ["allOf", "anyOf", "discriminator", "not", "oneOf", "x-distinguished-by"];

/// Makes each nullable schema accept `null`: a list of values contains it, and what is composed is one of two
/// alternatives.
pub(super) fn accept(description: &mut Value, conventions: &Conventions) {
    let schemas = Schemas::new(description, conventions);
    let nullable = schemas.all().iter().filter(|schema| schema.flag("nullable"));
    let mut pointers: Vec<String> = nullable.map(|schema| schema.pointer.clone()).collect();
    // The schemas within another come first: what is composed moves.
    pointers.sort_by_key(|pointer| std::cmp::Reverse(pointer.len()));
    for pointer in pointers {
        let Some(Value::Object(schema)) = description.pointer_mut(&pointer) else { continue };
        if let Some(Value::Array(values)) = schema.get_mut("enum")
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
        if !schema.contains_key("type") && ["allOf", "anyOf", "oneOf"].iter().any(|key| schema.contains_key(*key)) {
            let moved = COMPOSING.iter().filter_map(|key| schema.remove_entry(*key));
            let composed: Map<String, Value> = moved.collect();
            schema.remove("nullable");
            let only_null = json!({ "type": "object", "nullable": true, "enum": [null] });
            schema.insert("anyOf".to_owned(), json!([composed, only_null]));
        }
    }
}
