//! Unions without a tag: their members differ in JSON type or in keys, or are all strings or all numbers.

use std::collections::BTreeSet;

use super::member_names::{member_name, name_of_type, sort_and_number};
use super::state::{Context, Lower};
use crate::description::disjoint::first_overlap;
use crate::description::{MemberSchema, Node};
use crate::diagnostic::Severity;
use crate::model::{Member, Pattern, Shape, StringEnum, Type, Union, UnionEncoding};

/// The members of a union that are one type: a single member, or all strings or numbers among the members.
struct Group<'m, 'r> {
    members: Vec<&'m MemberSchema<'r>>,
    pattern: Pattern,
}

impl<'r> Lower<'_, 'r> {
    /// The type of a union. `own` are the schemas with the keywords beside it.
    pub(super) fn union(&mut self, node: &Node<'r>, union: &Node<'r>, own: &[Node<'r>], context: Context<'_>) -> Type {
        let members = self.schemas.members(union);
        let discriminator = node.get("discriminator").filter(|d| d.str("propertyName").is_some());
        if let Some(discriminator) = discriminator.or_else(|| self.schemas.discriminator(union, &members)) {
            return self.tagged(node, &members, &discriminator, own, context);
        }
        match members.as_slice() {
            [only] if own.is_empty() => self.type_of(&only.node, context),
            _ => self.untagged(node, &members, own, context),
        }
    }

    fn untagged(
        &mut self,
        node: &Node<'r>,
        members: &[MemberSchema<'r>],
        own: &[Node<'r>],
        context: Context<'_>,
    ) -> Type {
        let groups = self.groups(members, own);
        if let [group] = groups.as_slice()
            && group.members.len() > 1
        {
            return self.scalar(node, group, context);
        }
        if let Some(message) = self.ambiguity(&groups) {
            let help = "declare a discriminator, or make the members differ, with an overlay under spec/overlays";
            self.report(Severity::Warning, "ambiguous-union", message, &node.pointer, help);
            return Type::Json;
        }
        let union = |members| Shape::Union(Union { encoding: UnionEncoding::Untagged, members, shared: Vec::new() });
        let id = self.reserve(node, context, union(Vec::new()));
        let parent = self.types.get(&id).map_or_else(String::new, |def| def.title.clone());
        let mut lowered = Vec::new();
        for group in groups {
            let (ty, tag, docs) = match group.members.as_slice() {
                [member] => {
                    let name = member_name(member, members);
                    let of_type = if name.is_empty() { "Item" } else { &name };
                    let ty = self.member_type(member, own, Context { parent: &parent, name: of_type });
                    (ty, name, self.docs(&member.node))
                }
                [first, ..] => {
                    // The values of several members have a type of their own, at the place of the first.
                    let place = Node { value: node.value, pointer: first.place.clone() };
                    let name = if matches!(group.pattern, Pattern::Number) { "Number" } else { "Text" };
                    (self.scalar(&place, &group, Context { parent: &parent, name }), String::new(), String::new())
                }
                [] => continue,
            };
            let tag = if tag.is_empty() { name_of_type(&ty, "Object") } else { tag };
            lowered.push(Member { tag, ty: Some(ty), boxed: false, docs, pattern: Some(group.pattern) });
        }
        sort_and_number(&mut lowered);
        if let Some(def) = self.types.get_mut(&id) {
            def.shape = union(lowered);
        }
        Type::Named(id)
    }

    /// The members; all strings together, all numbers, and all booleans.
    fn groups<'m>(&self, members: &'m [MemberSchema<'r>], own: &[Node<'r>]) -> Vec<Group<'m, 'r>> {
        let mut groups: Vec<Group<'m, 'r>> = Vec::new();
        for member in members {
            let pattern = self.schemas.member_pattern(own, &member.node);
            let scalar = scalar_of(&pattern);
            let same = groups.iter_mut().find(|group| scalar.is_some() && scalar_of(&group.pattern) == scalar);
            match (same, scalar) {
                (Some(group), Some(scalar)) => {
                    group.members.push(member);
                    group.pattern = scalar;
                }
                _ => groups.push(Group { members: vec![member], pattern }),
            }
        }
        groups
    }

    /// The type of several members that are strings, or numbers, or booleans.
    fn scalar(&mut self, node: &Node<'r>, group: &Group<'_, 'r>, context: Context<'_>) -> Type {
        let mut values = BTreeSet::new();
        let mut types = BTreeSet::new();
        for member in &group.members {
            let ty = self.type_of(&member.node, context);
            match &ty {
                Type::Named(id) => match self.types.get(id).map(|def| &def.shape) {
                    Some(Shape::Enum(e)) => values.extend(e.values.iter().cloned()),
                    _ => drop(types.insert(ty.clone())),
                },
                _ => drop(types.insert(ty.clone())),
            }
            self.written_out.extend(member.node.component());
        }
        let types: Vec<Type> = types.into_iter().collect();
        match types.as_slice() {
            // An enumeration is open, so it holds any string beside its values.
            [] | [Type::String] if !values.is_empty() => {
                let shape = Shape::Enum(StringEnum { values: values.into_iter().collect() });
                self.define(node, context, shape)
            }
            [only] if values.is_empty() => only.clone(),
            _ if !matches!(scalar_of(&group.pattern), Some(Pattern::Number)) => Type::String,
            all if all.iter().all(|ty| matches!(ty, Type::Int32 | Type::Int64)) => Type::Int64,
            all if all.iter().any(|ty| matches!(ty, Type::Uint64 | Type::Decimal)) => Type::Decimal,
            _ => Type::Double,
        }
    }

    /// A message about two members that a value fits.
    fn ambiguity(&self, groups: &[Group<'_, 'r>]) -> Option<String> {
        let (a, b, witness) = first_overlap(groups.iter().map(|group| &group.pattern))?;
        let [a, b] = [a, b].map(|index| &groups[index].members[0].node);
        let proven = [a, b].iter().all(|member| self.schemas.surely_accepts(member, &witness));
        let why = if proven {
            format!("{} and {} both accept {witness}", a.pointer, b.pointer)
        } else {
            format!("no JSON type and no required key distinguishes {} from {}", a.pointer, b.pointer)
        };
        Some(format!("the members of the union cannot be distinguished: {why}; it becomes a JSON value"))
    }
}

/// `String(None)`, `Number` or `Boolean` for a pattern that accepts nothing else.
fn scalar_of(pattern: &Pattern) -> Option<Pattern> {
    match pattern {
        Pattern::String(_) => Some(Pattern::String(None)),
        Pattern::Number | Pattern::Boolean => Some(pattern.clone()),
        Pattern::OneOf(patterns) => {
            let first = scalar_of(patterns.first()?)?;
            patterns.iter().all(|other| scalar_of(other).as_ref() == Some(&first)).then_some(first)
        }
        _ => None,
    }
}
