//! Schemas that are composed of others: `allOf`, and keywords beside `oneOf` and `anyOf`.

use super::narrow::narrow;
use super::state::{Context, Lower};
use crate::description::Node;
use crate::model::Type;

/// The keywords that compose a schema of others.
const COMPOSING: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// A schema and the parts of its `allOf`: those that say something themselves, and those that are unions.
struct Parts<'r> {
    own: Vec<Node<'r>>,
    unions: Vec<Node<'r>>,
}

impl<'r> Lower<'_, 'r> {
    /// The type of a schema with `allOf`, `oneOf` or `anyOf`.
    pub(super) fn composed(&mut self, node: &Node<'r>, context: Context<'_>) -> Type {
        if let Some(wrapped) = self.wrapped(node) {
            return self.type_of(&wrapped, context);
        }
        let Parts { own, unions } = self.split(node);
        let adds = own.iter().any(|part| own_keywords(part).any(|key| key != "type"));
        match (unions.as_slice(), own.as_slice()) {
            ([], []) => Type::Json,
            ([], _) if own.iter().all(is_object) => self.structure(node, &self.schemas.object_parts(node), context),
            ([], _) => self.narrowed(node, &own, context),
            ([union], _) if !adds => self.union(node, union, &[], context),
            ([union], _) if own.iter().all(is_object) => self.union(node, union, &own, context),
            ([_], _) => self.json_value(node, "a union beside keywords of another type cannot be merged into one type"),
            _ => self.json_value(node, "two unions apply to one value"),
        }
    }

    /// The part of an `allOf` that the schema is, if the schema itself and the other parts only annotate it.
    fn wrapped(&self, node: &Node<'r>) -> Option<Node<'r>> {
        let parts = node.items("allOf");
        let mut shaping = parts.iter().filter(|part| self.schemas.resolve(part).shaping().next().is_some());
        let (Some(part), None) = (shaping.next(), shaping.next()) else { return None };
        let is_implied = |key: &str| key == "allOf" || key == "type" && self.has_type(part, node.str("type"));
        // A subtype is not its base, whose values are those of all subtypes.
        let is_subtype = node.component().is_some() && !self.schemas.subtypes(&self.schemas.resolve(part)).is_empty();
        (!is_subtype && node.shaping().all(is_implied)).then(|| part.clone())
    }

    fn has_type(&self, node: &Node<'r>, ty: Option<&str>) -> bool {
        self.schemas.object_parts(node).iter().all(|part| part.str("type").is_none_or(|own| Some(own) == ty))
    }

    fn split(&self, node: &Node<'r>) -> Parts<'r> {
        let mut parts = Parts { own: Vec::new(), unions: Vec::new() };
        for part in self.schemas.object_parts(node) {
            if !self.schemas.members(&part).is_empty() {
                let both = part.has("oneOf") && part.has("anyOf");
                parts.unions.extend(std::iter::repeat_n(part.clone(), if both { 2 } else { 1 }));
            }
            if own_keywords(&part).next().is_some() {
                parts.own.push(part);
            }
        }
        parts
    }

    /// Whether the schema is an object without a union in it, so that it can be a part of a struct.
    pub(super) fn is_plain_object(&self, node: &Node<'r>) -> bool {
        let Parts { own, unions } = self.split(node);
        unions.is_empty() && own.iter().all(is_object)
    }

    /// The most specific type among the parts of an `allOf` that are not objects.
    fn narrowed(&mut self, node: &Node<'r>, parts: &[Node<'r>], context: Context<'_>) -> Type {
        let types: Vec<Type> = parts
            .iter()
            .map(
                |part| {
                    if part.pointer == node.pointer { self.plain(part, context) } else { self.type_of(part, context) }
                },
            )
            .collect();
        let (first, rest) = match types.split_first() {
            Some((first, rest)) => (first.clone(), rest),
            None => return Type::Json,
        };
        match rest.iter().try_fold(first, |all, ty| narrow(&self.types, &all, ty)) {
            Some(ty) => ty,
            None => self.json_value(node, "the parts of `allOf` have different types"),
        }
    }
}

/// The keywords that a schema has beside those that compose it.
fn own_keywords<'r>(node: &Node<'r>) -> impl Iterator<Item = &'r str> + use<'r> {
    node.shaping().filter(|key| !COMPOSING.contains(key))
}

fn is_object(part: &Node<'_>) -> bool {
    let of_objects = ["properties", "required", "additionalProperties", "minProperties", "maxProperties", "not"];
    part.str("type").map_or_else(|| own_keywords(part).all(|key| of_objects.contains(&key)), |ty| ty == "object")
}
