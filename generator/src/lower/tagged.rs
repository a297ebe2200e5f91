//! Unions whose members carry a tag.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::state::{Context, Lower};
use crate::description::{MemberSchema, Node, mapped_schema};
use crate::diagnostic::Severity;
use crate::model::{Disposition, Member, Shape, TAG_NOTES, Type, TypeDef, TypeId, Union, UnionEncoding};

impl<'r> Lower<'_, 'r> {
    /// The union of the schemas that are derived from a base with a discriminator.
    pub(super) fn base(&mut self, node: &Node<'r>, mut members: Vec<MemberSchema<'r>>, context: Context<'_>) -> Type {
        let Some(discriminator) = node.get("discriminator") else { return Type::Json };
        let name = node.component();
        let mut targets = discriminator.entries("mapping").into_iter().filter_map(|(_, target)| target.value.as_str());
        if targets.any(|target| Some(mapped_schema(target)) == name) {
            // The base itself is a value as well.
            let place = format!("{}/discriminator", node.pointer);
            members.push(MemberSchema { node: node.clone(), place, reference: None, tag: name.unwrap_or_default() });
        }
        self.tagged(node, &members, &discriminator, &[], context)
    }

    pub(super) fn tagged(
        &mut self,
        node: &Node<'r>,
        members: &[MemberSchema<'r>],
        discriminator: &Node<'r>,
        own: &[Node<'r>],
        context: Context<'_>,
    ) -> Type {
        let property = discriminator.str("propertyName").unwrap_or_default();
        self.report_unknown_targets(discriminator, members);
        let union = |members, literal| {
            let encoding = UnionEncoding::Tagged { property: property.to_owned(), literal };
            Shape::Union(Union { encoding, members, shared: Vec::new() })
        };
        let id = self.reserve(node, context, union(Vec::new(), false));
        match self.tagged_members(&id, members, discriminator, own) {
            Ok((lowered, literal)) => {
                self.report_unused_notes(discriminator, &lowered);
                if let Some(def) = self.types.get_mut(&id) {
                    def.shape = union(lowered, literal);
                }
                Type::Named(id)
            }
            Err(what) => {
                self.types.remove(&id);
                self.json_value(node, &what)
            }
        }
    }

    /// The members sorted by tag, and whether the tags are JSON literals; an error says why there is no such union.
    fn tagged_members(
        &mut self,
        id: &TypeId,
        members: &[MemberSchema<'r>],
        discriminator: &Node<'r>,
        own: &[Node<'r>],
    ) -> Result<(Vec<Member>, bool), String> {
        let parent = self.types.get(id).map_or_else(String::new, |def| def.title.clone());
        let property = discriminator.str("propertyName").unwrap_or_default();
        let mut lowered = Vec::new();
        let mut kinds = BTreeSet::new();
        for member in members {
            kinds.extend(self.is_literal(member, own, property));
            let tags = self.schemas.tags_of(discriminator, member);
            let Some(first) = tags.first() else {
                return Err(format!(
                    "the member {} of a tagged union has no tag: give it a title, move it to the components, or list its \
                     value of `{property}` in an `enum`",
                    member.place
                ));
            };
            let context = Context { parent: &parent, name: if member.tag.is_empty() { first } else { &member.tag } };
            let ty = if member.is_empty() && own.is_empty() {
                let name = member.node.component().unwrap_or_default();
                self.dispositions.insert(name, Disposition::Variant);
                None
            } else {
                Some(self.member_type(member, own, context))
            };
            if !ty.as_ref().is_none_or(|ty| self.is_struct(ty)) {
                return Err(format!("a member of a tagged union must be an object; {} is not", member.node.pointer));
            }
            let docs = self.docs(&member.node);
            let member = |tag: String| {
                let docs = self.with_note_of_tag(discriminator, &tag, docs.clone());
                Member { tag, ty: ty.clone(), boxed: false, docs, pattern: None }
            };
            lowered.extend(tags.iter().cloned().map(member));
        }
        lowered.sort_by(|a, b| a.tag.cmp(&b.tag));
        if let Some(pair) = lowered.windows(2).find(|pair| pair[0].tag == pair[1].tag) {
            return Err(format!("two members of the union have the tag `{}`", pair[0].tag));
        }
        let literal = kinds.contains(&true);
        if literal && (kinds.contains(&false) || !lowered.iter().all(|member| is_json_scalar(&member.tag))) {
            return Err(format!("some members have a string in `{property}`, others a number or a boolean"));
        }
        Ok((lowered, literal))
    }

    /// The type of a member, which has the keywords beside the union in addition to its own.
    pub(super) fn member_type(&mut self, member: &MemberSchema<'r>, own: &[Node<'r>], context: Context<'_>) -> Type {
        let is_base = member.place.strip_suffix("/discriminator") == Some(member.node.pointer.as_str());
        if own.is_empty() && !is_base {
            return self.type_of(&member.node, context);
        }
        if !self.is_plain_object(&member.node) {
            return Type::Json;
        }
        let node = Node { value: member.node.value, pointer: member.place.clone() };
        let parts: Vec<Node<'r>> = own.iter().cloned().chain(self.schemas.object_parts(&member.node)).collect();
        match self.known(&node) {
            Some(id) => Type::Named(id),
            None => self.structure(&node, &parts, context),
        }
    }

    /// Whether the tag of a member is a number or a boolean; `None` if no schema says it.
    fn is_literal(&self, member: &MemberSchema<'r>, own: &[Node<'r>], property: &str) -> Option<bool> {
        let of_own = || own.iter().find_map(|part| part.get("properties")?.get(property));
        let tag = self.schemas.resolve(&self.schemas.property(&member.node, property).or_else(of_own)?);
        let first = tag.value.get("enum").and_then(|values| values.get(0)).map(|value| !value.is_string());
        match tag.str("type") {
            Some("integer" | "number" | "boolean") => Some(true),
            Some(_) => Some(false),
            None => first,
        }
    }

    /// The text, and what the discriminator notes about the tag: one schema may be the member of several tags.
    fn with_note_of_tag(&self, discriminator: &Node<'r>, tag: &str, text: String) -> String {
        let note = discriminator.value.get(TAG_NOTES).and_then(|notes| notes.get(tag)?.as_str());
        [text.as_str(), note.unwrap_or_default().trim()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n\n")
    }

    /// Reports the notes of a discriminator that belong to no tag, or are not a string.
    fn report_unused_notes(&mut self, discriminator: &Node<'r>, members: &[Member]) {
        for (tag, note) in discriminator.entries(TAG_NOTES) {
            if !note.value.is_string() || !members.iter().any(|member| member.tag == tag) {
                let message =
                    format!("the note on the tag `{tag}` is ignored: it is not a string, or no member has this tag");
                self.report(Severity::Warning, "ill-formed-note", message, &note.pointer, "correct it, or delete it");
            }
        }
    }

    /// Reports the tags that a discriminator maps to schemas that are not members of the union.
    fn report_unknown_targets(&mut self, discriminator: &Node<'r>, members: &[MemberSchema<'r>]) {
        let names: BTreeSet<String> = members.iter().filter_map(|member| member.node.component()).collect();
        for (tag, target) in discriminator.entries("mapping") {
            let target = target.value.as_str().unwrap_or_default();
            if names.contains(&mapped_schema(target)) {
                continue;
            }
            let message =
                format!("the discriminator maps the tag `{tag}` to {target}, which is not a member of the union");
            let help = "add the member, or correct the mapping, with an overlay under spec/overlays; until then a value \
                        with this tag is an unknown member";
            self.report(Severity::Warning, "mapping-ignored", message, &discriminator.pointer, help);
        }
    }
}

fn is_json_scalar(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|value| value.is_number() || value.is_boolean())
}

/// Makes the tag a constant of each struct that is nothing but a member of one union under one tag: its value is always
/// that tag, so callers do not pass it. Everywhere else the tag is a field, which keeps what was read.
pub(super) fn make_constants<'m>(types: &mut BTreeMap<TypeId, TypeDef>, roots: impl Iterator<Item = &'m mut Type>) {
    let mut only: BTreeMap<TypeId, Option<(String, Value)>> = BTreeMap::new();
    let mut elsewhere: Vec<TypeId> = roots.flat_map(|ty| ids(ty)).collect();
    for def in types.values() {
        match &def.shape {
            Shape::Union(Union { encoding: UnionEncoding::Tagged { property, literal }, members, .. }) => {
                for member in members {
                    let Some(Type::Named(id)) = &member.ty else { continue };
                    let tag = if *literal { serde_json::from_str(&member.tag).ok() } else { None };
                    let tag = Some((property.clone(), tag.unwrap_or_else(|| Value::String(member.tag.clone()))));
                    only.entry(id.clone())
                        .and_modify(|known| *known = known.take().filter(|k| Some(k) == tag.as_ref()))
                        .or_insert(tag);
                }
            }
            shape => elsewhere.extend(shape.types().into_iter().flat_map(|(_, ty)| ids(ty))),
        }
    }
    elsewhere.iter().for_each(|id| drop(only.remove(id)));
    for (id, tag) in only {
        let Some((property, tag)) = tag else { continue };
        let varies = may_vary(types, &id, &property);
        if let Some(TypeDef { shape: Shape::Struct(s), .. }) = types.get_mut(&id)
            && let Some(field) = s.fields.iter_mut().find(|field| field.wire == property)
            && !varies
        {
            (field.constant, field.preset, field.ty) = (Some(tag), None, Type::String);
        }
    }
}

fn ids(ty: &Type) -> Vec<TypeId> {
    ty.named().into_iter().cloned().collect()
}

/// Whether the schema allows several values for the property, so that it is more than a tag.
fn may_vary(types: &BTreeMap<TypeId, TypeDef>, id: &TypeId, property: &str) -> bool {
    let Some(Shape::Struct(s)) = types.get(id).map(|def| &def.shape) else { return false };
    match s.fields.iter().find(|field| field.wire == property).map(|field| &field.ty) {
        Some(Type::Named(inner)) => {
            matches!(types.get(inner).map(|def| &def.shape), Some(Shape::Enum(e)) if e.values.len() > 1)
        }
        _ => false,
    }
}
