//! The corrected description in a form that tools can validate with JSON Schema alone.
//!
//! The schema of a union's member does not contain the tag, since some members are also used alone, without a tag. A
//! generator reads the tag from `discriminator`, but a validator that evaluates `oneOf` strictly finds several matching
//! members. Here each tagged member becomes a separate component that requires its tag, and members that are
//! distinguished by keys exclude each other's keys.
//!
//! A validator also follows what a generator reads generously. A nullable schema accepts `null` also where OpenAPI gives
//! `nullable` no effect, and a format that an example contradicts is left out. Times that the service writes with a zone, which RFC 3339 does not permit, have a
//! pattern in place of `format: date-time`. The style of lists in forms is stated.

mod formats;
mod forms;
mod nulls;

use serde_json::{Map, Value, json};

use crate::conventions::Conventions;
use crate::description::Node;
use crate::description::Schemas;

/// A copy of a corrected description in which a value matches exactly one member of each union.
pub fn for_validators(corrected: &Value) -> Value {
    // Titles are not used here.
    let conventions = Conventions::default();
    let mut description = corrected.clone();
    let schemas = Schemas::new(corrected, &conventions);
    let mut components = Map::new();
    for union in schemas.all() {
        let members = schemas.members(union);
        let replacement = match union.get("discriminator").and_then(|d| d.str("propertyName")) {
            Some(property) if !members.is_empty() => tagged(&schemas, union, property, &mut components),
            None if union.str("x-distinguished-by") == Some("keys") => Some(by_keys(&schemas, union)),
            _ => None,
        };
        if let (Some(replacement), Some(Value::Object(target))) = (replacement, description.pointer_mut(&union.pointer))
        {
            target.extend(replacement);
        }
    }
    if let Some(Value::Object(existing)) = description.pointer_mut("/components/schemas") {
        existing.extend(components);
    }
    forms::state_styles(&mut description, &schemas);
    formats::correct(&mut description, &conventions);
    nulls::accept(&mut description, &conventions);
    description
}

type Keywords = Map<String, Value>;

/// `oneOf` and `discriminator` over new components, one for each tag.
fn tagged(schemas: &Schemas<'_>, union: &Node<'_>, property: &str, components: &mut Keywords) -> Option<Keywords> {
    // A union that is not a component is named by its place.
    let union_name = union.component().unwrap_or_else(|| union.pointer.replace("/components/schemas/", ""));
    let mut refs = Vec::new();
    let mut mapping = Map::new();
    for (tag, target) in union.get("discriminator")?.entries("mapping") {
        let target = target.value.as_str()?;
        let name: String = format!("{union_name}.{tag}")
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' })
            .collect();
        if schemas.root.pointer(&format!("/components/schemas/{name}")).is_some() {
            return None;
        }
        let tag_schema = json!({
            "type": "object", "required": [property], "properties": { property: { "type": "string", "enum": [tag] } },
        });
        let reference = format!("#/components/schemas/{name}");
        components.insert(name, json!({ "title": tag, "allOf": [{ "$ref": target }, tag_schema] }));
        refs.push(json!({ "$ref": reference }));
        mapping.insert(tag.to_owned(), json!(reference));
    }
    let keywords = json!({
        "oneOf": refs,
        "discriminator": { "propertyName": property, "mapping": mapping },
    });
    keywords.as_object().filter(|_| !refs.is_empty()).cloned()
}

/// `oneOf` whose members reject the keys that only the other members declare.
fn by_keys<'a>(schemas: &Schemas<'a>, union: &Node<'a>) -> Keywords {
    let members = union.items("oneOf");
    let keys = |member: &Node<'a>| -> Vec<String> {
        let parts = schemas.object_parts(member);
        parts.iter().flat_map(|part| part.entries("properties")).map(|(key, _)| key.to_owned()).collect()
    };
    let declared: Vec<Vec<String>> = members.iter().map(keys).collect();
    let exclusive = members.iter().enumerate().map(|(index, member)| {
        let foreign: Vec<Value> = declared
            .iter()
            .flatten()
            .filter(|key| !declared[index].contains(key))
            .map(|key| json!({ "required": [key] }))
            .collect();
        if foreign.is_empty() {
            member.value.clone()
        } else {
            json!({ "allOf": [member.value], "not": { "anyOf": foreign } })
        }
    });
    Map::from_iter([("oneOf".to_owned(), Value::Array(exclusive.collect()))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tagged_member_becomes_a_component_that_requires_its_tag() {
        let corrected = json!({ "components": { "schemas": {
            "Content": {
                "oneOf": [{ "$ref": "#/components/schemas/Html" }],
                "discriminator": { "propertyName": "_type", "mapping": { "Html": "#/components/schemas/Html" } },
            },
            "Html": { "type": "object", "properties": { "value": { "type": "string" } } },
        }}});
        let exported = for_validators(&corrected);
        let schemas = &exported["components"]["schemas"];
        assert_eq!(schemas["Content"]["oneOf"], json!([{ "$ref": "#/components/schemas/Content.Html" }]));
        assert_eq!(schemas["Content"]["discriminator"]["mapping"]["Html"], "#/components/schemas/Content.Html");
        assert_eq!(schemas["Content.Html"]["allOf"][0], json!({ "$ref": "#/components/schemas/Html" }));
        assert_eq!(schemas["Content.Html"]["allOf"][1]["properties"]["_type"]["enum"], json!(["Html"]));
        assert_eq!(schemas["Html"], corrected["components"]["schemas"]["Html"]);
    }

    #[test]
    fn members_distinguished_by_keys_reject_each_others_keys() {
        let member = |key: &str| json!({ "type": "object", "properties": { "id": {}, key: {} } });
        let corrected = json!({ "components": { "schemas": {
            "Query": { "x-distinguished-by": "keys", "oneOf": [member("period"), member("ids")] },
        }}});
        let query = &for_validators(&corrected)["components"]["schemas"]["Query"]["oneOf"];
        assert_eq!(query[0]["not"], json!({ "anyOf": [{ "required": ["ids"] }] }));
        assert_eq!(query[1]["not"], json!({ "anyOf": [{ "required": ["period"] }] }));
    }
}
