//! The schemas of a place in a response.

use serde_json::Value;

use super::shape::{Segment, Shape, segments};
use crate::description::{MemberSchema, Node, Schemas, operations};

/// A schema of a place.
#[derive(Clone)]
pub struct Place<'r> {
    /// The schema as it is declared, which may be a reference.
    pub declared: Node<'r>,
    /// Whether its union was left out, since the member is known.
    pub is_member: bool,
}

/// The operations of a description with their responses.
pub struct Places<'a, 'r> {
    schemas: &'a Schemas<'r>,
    responses: Vec<(String, Node<'r>)>,
}

/// A union with its members.
pub struct Union<'r> {
    /// The schema.
    pub node: Node<'r>,
    /// The members.
    pub members: Vec<MemberSchema<'r>>,
}

impl<'a, 'r> Places<'a, 'r> {
    /// Prepares a description.
    pub fn new(schemas: &'a Schemas<'r>) -> Self {
        let responses = operations(schemas.root).into_iter().filter_map(|operation| {
            Some((format!("{} {}", operation.method, operation.path), operation.node.get("responses")?))
        });
        Self { schemas, responses: responses.collect() }
    }

    /// The schemas of the place of a shape: several where it is in members of a union of which none is known. `None` if
    /// the description has no such operation; empty if it does not declare the place.
    pub fn of(&self, shape: &Shape) -> Option<Vec<Place<'r>>> {
        let (_, responses) = self.responses.iter().find(|(operation, _)| *operation == shape.operation)?;
        let range = format!("{}XX", shape.status / 100);
        let response =
            [shape.status.to_string(), range, "default".to_owned()].iter().find_map(|key| responses.get(key));
        let body = response.and_then(|response| self.json(&self.schemas.resolve(&response)));
        let mut places: Vec<_> = body.into_iter().map(|declared| Place { declared, is_member: false }).collect();
        for segment in segments(&shape.path).unwrap_or_default() {
            places = places.iter().flat_map(|place| self.within(place, &segment)).collect();
        }
        Some(places)
    }

    fn json(&self, response: &Node<'r>) -> Option<Node<'r>> {
        let media = response.entries("content").into_iter().find(|(name, _)| name.contains("json"));
        media.and_then(|(_, media)| media.get("schema"))
    }

    fn within(&self, place: &Place<'r>, segment: &Segment<'_>) -> Vec<Place<'r>> {
        let inner: Vec<Node<'r>> = match segment {
            Segment::Tag(tag) => return self.tagged(place, tag),
            Segment::Element => self.parts(place).iter().filter_map(|part| part.get("items")).collect(),
            Segment::Key(key) => {
                let parts = self.parts(place);
                let declared: Vec<_> = parts.iter().filter_map(|part| part.get("properties")?.get(key)).collect();
                let further = || parts.iter().filter_map(|part| part.get("additionalProperties"));
                if declared.is_empty() { further().filter(|node| node.value.is_object()).collect() } else { declared }
            }
        };
        inner.into_iter().map(|declared| Place { declared, is_member: false }).collect()
    }

    /// The member of a union with this tag, and what is declared beside the union. A schema that is not a union is kept.
    fn tagged(&self, place: &Place<'r>, tag: &str) -> Vec<Place<'r>> {
        let Some(Union { node, members }) = self.union(place) else { return vec![place.clone()] };
        let discriminator = self.schemas.discriminator(&node, &members);
        let has_tag = |member: &&MemberSchema<'r>| match &discriminator {
            Some(discriminator) => self.schemas.tags_of(discriminator, member).iter().any(|known| known == tag),
            None => member.tag == tag,
        };
        let member = members.iter().find(has_tag).map(|member| member.node.clone());
        let own = self.schemas.object_parts(&place.declared).into_iter().filter(|part| part.has("properties"));
        let Some(member) = member else { return Vec::new() };
        let own = own.map(|declared| Place { declared, is_member: true });
        [Place { declared: member, is_member: false }].into_iter().chain(own).collect()
    }

    /// The union of a place, if it has one.
    pub fn union(&self, place: &Place<'r>) -> Option<Union<'r>> {
        if place.is_member {
            return None;
        }
        let schema = self.schemas.resolve(&place.declared);
        let subtypes = self.schemas.subtypes(&schema);
        if !subtypes.is_empty() {
            return Some(Union { node: schema, members: subtypes });
        }
        let unions = self.schemas.object_parts(&schema).into_iter();
        let mut unions = unions.map(|node| Union { members: self.schemas.members(&node), node });
        unions.find(|union| !union.members.is_empty())
    }

    /// The schemas that a value of the place may have, without unions: their members.
    pub fn parts(&self, place: &Place<'r>) -> Vec<Node<'r>> {
        let mut parts = Vec::new();
        self.collect(place, &mut parts);
        parts
    }

    fn collect(&self, place: &Place<'r>, found: &mut Vec<Node<'r>>) {
        for part in self.schemas.object_parts(&place.declared) {
            if !found.iter().any(|known| known.pointer == part.pointer) {
                found.push(part);
            }
        }
        for member in self.union(place).into_iter().flat_map(|union| union.members) {
            if !found.iter().any(|known| known.pointer == member.node.pointer) {
                self.collect(&Place { declared: member.node, is_member: false }, found);
            }
        }
    }

    /// Whether a value of this JSON type may be at the place.
    pub fn allows(&self, place: &Place<'r>, ty: &str) -> bool {
        if ty == "null" {
            return self.is_free(place) || self.schemas.is_nullable(&place.declared);
        }
        self.is_free(place) || self.parts(place).iter().any(|part| part_allows(part, ty))
    }

    /// Whether the schema says nothing about the JSON type.
    fn is_free(&self, place: &Place<'r>) -> bool {
        self.parts(place).iter().all(|part| json_types(part).is_empty())
    }
}

fn part_allows(part: &Node<'_>, ty: &str) -> bool {
    json_types(part).iter().any(|declared| *declared == ty || (*declared == "number" && ty == "integer"))
}

/// The JSON types that the keywords of one schema allow; empty if they do not say.
fn json_types<'r>(part: &Node<'r>) -> Vec<&'r str> {
    if let Some(ty) = part.str("type") {
        return vec![ty];
    }
    if part.has("properties") || part.has("additionalProperties") {
        return vec!["object"];
    }
    if part.has("items") {
        return vec!["array"];
    }
    let is_listed = part.value.get("enum").and_then(Value::as_array).is_some_and(|e| e.iter().any(Value::is_string));
    if is_listed { vec!["string"] } else { Vec::new() }
}
