//! Compares types.

use std::collections::BTreeSet;

use super::tags::is_tag_of_its_unions;
use super::{Comparison, Rule, by_name, value};
use crate::emit::Signatures;
use crate::model::{Api, Constraints, Field, SENSITIVE, Shape, Struct, TypeDef, TypeId, tag_text};
use crate::text::child;

/// A type in both states.
pub(super) struct Both<'a> {
    pub(super) name: &'a str,
    pub(super) pointer: &'a str,
    pub(super) before: &'a TypeDef,
    pub(super) after: &'a TypeDef,
    /// The ids in both states.
    pub(super) ids: [&'a TypeId; 2],
}

impl Both<'_> {
    /// Whether callers build values of it in both states.
    fn is_built(&self) -> bool {
        self.before.in_request && self.after.in_request
    }
}

/// A field with its identifier and its type.
#[derive(Clone, Copy)]
struct NamedField<'a> {
    name: &'a str,
    ty: &'a str,
    field: &'a Field,
}

impl NamedField<'_> {
    /// Whether callers can access it.
    fn is_free(&self) -> bool {
        self.field.constant.is_none()
    }
}

impl Comparison<'_> {
    pub(super) fn types(&mut self) {
        let (base, head) = (by_name(&self.base), by_name(&self.head));
        let (base_api, head_api) = (self.base.api, self.head.api);
        let mut met = BTreeSet::new();
        for (name, id) in &base {
            let before = &base_api.types[*id];
            let new_name = match head.contains_key(name) {
                true => Some(*name),
                false => self.head.names.renamed.get(*name).map(String::as_str),
            };
            let Some((new_name, new_id)) = new_name.and_then(|new| Some((new, *head.get(new)?))) else {
                self.push(Rule::TypeRemoved, name, summary(before), "", first(before));
                continue;
            };
            let after = &head_api.types[new_id];
            if new_name != *name {
                self.push(Rule::Renamed, name, *name, new_name, first(after));
            }
            met.insert(new_name);
            self.compare_type(&Both { name, pointer: first(after), before, after, ids: [id, new_id] });
        }
        for (name, id) in head.iter().filter(|(name, _)| !met.contains(*name)) {
            // An alias became a type; callers of the name used the alias's target before.
            let was = self.base.names.renamed.get(*name).and_then(|target| base.get(target.as_str()));
            let after = &head_api.types[*id];
            match was.map(|was| (*was, &base_api.types[*was])) {
                Some((was, before)) => {
                    self.compare_type(&Both { name, pointer: first(after), before, after, ids: [was, id] });
                }
                None => self.push(Rule::TypeAdded, name, "", summary(after), first(after)),
            }
        }
    }

    fn compare_type(&mut self, it: &Both<'_>) {
        self.deprecation(it.name, it.before.deprecated, it.after.deprecated, it.pointer);
        self.docs(it.name, &it.before.docs, &it.after.docs, it.pointer);
        self.constraints(it.name, [&it.before.constraints, &it.after.constraints], it.is_built(), it.pointer);
        match (&it.before.shape, &it.after.shape) {
            (Shape::Struct(before), Shape::Struct(after)) => self.structure(it, before, after),
            (Shape::Enum(before), Shape::Enum(after)) => self.enumeration(it, &before.values, &after.values),
            (Shape::Union(before), Shape::Union(after)) => self.union(it, before, after),
            _ => self.push(Rule::TypeKindChanged, it.name, summary(it.before), summary(it.after), it.pointer),
        }
    }

    pub(super) fn docs(&mut self, item: &str, before: &str, after: &str, pointer: &str) {
        if before != after {
            self.prose.insert((item.to_owned(), pointer.to_owned()));
        }
    }

    fn structure(&mut self, it: &Both<'_>, before: &Struct, after: &Struct) {
        match (it.before.in_request, it.after.in_request) {
            (false, true) => self.push(Rule::ConstructorAdded, it.name, "", "", it.pointer),
            (true, false) => self.push(Rule::ConstructorRemoved, it.name, "", "", it.pointer),
            _ => {}
        }
        let names = [self.before.fields(it.ids[0], before), self.after.fields(it.ids[1], after)];
        let types = |signatures: &Signatures<'_>, s: &Struct| -> Vec<String> {
            s.fields.iter().map(|field| signatures.field(field)).collect()
        };
        let types = [types(&self.before, before), types(&self.after, after)];
        let (old, new) = (named_fields(before, &names[0], &types[0]), named_fields(after, &names[1], &types[1]));
        if it.is_built() {
            self.constructor(it, before, after);
        }
        for (was, is) in pair_up(&keys(&old), &keys(&new)) {
            self.field_or_constant(it, was.map(|at| old[at]), is.map(|at| new[at]));
        }
        if it.is_built() {
            self.setters(it.name, it.ids, [before, after], it.pointer);
        }
        self.additional(it, before, after);
    }

    fn constructor(&mut self, it: &Both<'_>, before: &Struct, after: &Struct) {
        let item = format!("{}::new", it.name);
        let sides = [(&self.before, it.ids[0], before), (&self.after, it.ids[1], after)];
        let arguments = sides.map(|(signatures, id, s)| signatures.constructor(id, s));
        match sides.map(|(signatures, id, _)| signatures.has_named_arguments(id)) {
            [true, true] => {}
            [false, false] => {
                let [were, are] = arguments.each_ref().map(|all| borrowed(all));
                self.reordered(&item, were, are, it.pointer);
            }
            named => {
                let [was, is] = named.map(|is| if is { "the fields of a struct" } else { "separate arguments" });
                self.push(Rule::ConstructorFormChanged, &item, was, is, it.pointer);
            }
        }
    }

    fn additional(&mut self, it: &Both<'_>, before: &Struct, after: &Struct) {
        let map = |ty: String| format!("BTreeMap<String, {ty}>");
        let types = (
            before.additional.as_ref().map(|ty| map(self.before.ty(ty))),
            after.additional.as_ref().map(|ty| map(self.after.ty(ty))),
        );
        let names = [self.before.fields(it.ids[0], before), self.after.fields(it.ids[1], after)];
        let item = |names: &[String]| format!("{}.{}", it.name, names.last().map_or("", String::as_str));
        match types {
            (None, Some(ty)) => self.push(Rule::AdditionalAdded, &item(&names[1]), "", ty, it.pointer),
            (Some(ty), None) => self.push(Rule::AdditionalRemoved, &item(&names[0]), ty, "", first(it.before)),
            (Some(old), Some(new)) => {
                let [was, is] = [0, 1].map(|side| names[side].last().cloned().unwrap_or_default());
                self.differs(Rule::FieldRenamed, &item(&names[0]), was, is, it.pointer);
                self.differs(Rule::FieldTypeChanged, &item(&names[1]), old, new, it.pointer);
            }
            (None, None) => {}
        }
    }

    fn field_or_constant(&mut self, it: &Both<'_>, old: Option<NamedField<'_>>, new: Option<NamedField<'_>>) {
        let free = |named: Option<NamedField<'_>>| named.is_some_and(|named| named.is_free());
        let constant =
            |named: Option<NamedField<'_>>| named.and_then(|named| Some(tag_text(named.field.constant.as_ref()?)));
        self.constant(it, old.or(new).map_or("", |named| &named.field.wire), constant(old), constant(new));
        match (old, new) {
            (Some(old), Some(new)) if old.is_free() && new.is_free() => self.field(it, old, new),
            (old, Some(new)) if new.is_free() && !free(old) => {
                let is_needed = it.is_built() && new.field.is_argument();
                let rule = if is_needed { Rule::RequiredFieldAdded } else { Rule::FieldAdded };
                let ty = self.after.field(new.field);
                self.push(rule, &field_item(it, new), "", ty, &field_pointer(it, new));
            }
            (Some(old), new) if old.is_free() && !free(new) => {
                let ty = self.before.field(old.field);
                let pointer = child(&child(first(it.before), "properties"), &old.field.wire);
                self.push(Rule::FieldRemoved, &field_item(it, old), ty, "", &pointer);
            }
            _ => {}
        }
    }

    /// Reports changes of a key that always has one value. It is not a field; the bindings write it.
    fn constant(&mut self, it: &Both<'_>, wire: &str, old: Option<String>, new: Option<String>) {
        let item = format!("{}[{wire:?}]", it.name);
        let pointer = child(&child(it.pointer, "properties"), wire);
        let tag = new.as_deref().or(old.as_deref()).unwrap_or_default();
        let is_tag = |api: &Api, id: &TypeId| is_tag_of_its_unions(api, id, wire, tag);
        if old.is_some() != new.is_some() && is_tag(self.base.api, it.ids[0]) && is_tag(self.head.api, it.ids[1]) {
            return; // The unions write it in both states.
        }
        match (old, new) {
            (None, Some(new)) => self.push(Rule::ConstantAdded, &item, "", format!("`{new}`"), &pointer),
            (Some(old), None) => {
                let pointer = child(&child(first(it.before), "properties"), wire);
                self.push(Rule::ConstantRemoved, &item, format!("`{old}`"), "", &pointer);
            }
            (Some(old), Some(new)) => {
                self.differs(Rule::ConstantChanged, &item, format!("`{old}`"), format!("`{new}`"), &pointer);
            }
            (None, None) => {}
        }
    }

    fn field(&mut self, it: &Both<'_>, old: NamedField<'_>, new: NamedField<'_>) {
        let (item, pointer) = (field_item(it, new), field_pointer(it, new));
        let (was, is) = (old.field, new.field);
        if old.name != new.name {
            self.push(Rule::FieldRenamed, &field_item(it, old), old.name, new.name, &pointer);
        }
        let key = |field: &Field| format!("`{}`", field.wire);
        if old.name == new.name {
            self.differs(Rule::FieldKeyChanged, &item, key(was), key(is), &pointer);
        }
        let (before, after) = (self.before.field(was), self.after.field(is));
        if self.before.ty(&was.ty) != self.after.ty(&is.ty) {
            self.push(Rule::FieldTypeChanged, &item, before.clone(), after.clone(), &pointer);
        } else if was.boxed != is.boxed {
            self.push(Rule::FieldBoxingChanged, &item, before.clone(), after.clone(), &pointer);
        }
        self.presence(it, was, is, [&item, &before, &after, &pointer]);
        self.differs(Rule::DefaultChanged, &item, value(was.default.as_ref()), value(is.default.as_ref()), &pointer);
        if self.before.ty(&was.ty) == self.after.ty(&is.ty) {
            self.constraints(&item, [&was.constraints, &is.constraints], it.is_built(), &pointer);
        }
        self.deprecation(&item, was.deprecated, is.deprecated, &pointer);
        self.docs(it.name, &was.docs, &is.docs, it.pointer);
    }

    /// Reports whether a field may be absent or null, which affects its type and the arguments of `new`.
    fn presence(&mut self, it: &Both<'_>, was: &Field, is: &Field, [item, before, after, pointer]: [&str; 4]) {
        // The wrapper of the type: none, `Option` or `Nullable`.
        let around = |field: &Field| usize::from(!field.required) + usize::from(field.nullable);
        let looks_alike = around(was) == around(is);
        let is_needed = |field: &Field| if it.is_built() { field.is_argument() } else { field.required };
        match (is_needed(was), is_needed(is)) {
            (false, true) if it.is_built() => {
                self.push(Rule::RequestFieldBecameRequired, item, before, after, pointer);
            }
            (true, false) if it.is_built() => {
                self.push(Rule::RequestFieldBecameOptional, item, before, after, pointer);
            }
            (true, false) | (false, true) if looks_alike => {
                let was_missing = if was.required { "null" } else { "absent" };
                self.push(Rule::FieldPresenceChanged, item, was_missing, after, pointer);
            }
            (false, true) => self.push(Rule::ResponseFieldBecameRequired, item, before, after, pointer),
            (true, false) => self.push(Rule::ResponseFieldBecameOptional, item, before, after, pointer),
            _ => {}
        }
        if !looks_alike {
            match (was.nullable, is.nullable) {
                (false, true) => self.push(Rule::FieldBecameNullable, item, before, after, pointer),
                (true, false) => self.push(Rule::FieldNoLongerNullable, item, before, after, pointer),
                _ => {}
            }
        }
    }

    /// Reports changed constraints, including formats, of values whose Rust type is the same. Only those of requests
    /// limit what the service accepts.
    pub(super) fn constraints(
        &mut self,
        item: &str,
        [before, after]: [&Constraints; 2],
        in_request: bool,
        pointer: &str,
    ) {
        let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for key in keys {
            // What debug output shows does not limit what the service accepts.
            let in_request = in_request && !key.ends_with(SENSITIVE);
            let is_format = key == "format" && in_request;
            let text = |constraints: &Constraints| match constraints.get(key) {
                Some(_) if key == "allowReserved" => "reserved characters as they are".to_owned(),
                None if key == "allowReserved" => "reserved characters percent-encoded only".to_owned(),
                Some(value) if is_format => format!("`{}`", value.as_str().unwrap_or_default()),
                Some(value) => format!("`{key}: {value}`"),
                None if is_format => "none".to_owned(),
                None if !in_request => format!("no `{key}`"),
                None => format!("any `{key}`"),
            };
            let rule = match key.as_str() {
                _ if !in_request => Rule::DescribedConstraintChanged,
                "format" => Rule::FormatChanged,
                _ => Rule::ConstraintChanged,
            };
            self.differs(rule, item, text(before), text(after), pointer);
        }
    }

    fn enumeration(&mut self, it: &Both<'_>, before: &[String], after: &[String]) {
        let names = [self.before.variants(it.ids[0], it.before), self.after.variants(it.ids[1], it.after)];
        for (old, new) in pair_up(&keyed(before.iter(), &names[0], &[]), &keyed(after.iter(), &names[1], &[])) {
            let wire = |values: &[String], at: usize| format!("`{}`", values[at]);
            self.variant(
                it,
                old.map(|at| (names[0][at].as_str(), wire(before, at))),
                new.map(|at| (names[1][at].as_str(), wire(after, at))),
                [Rule::ValueAdded, Rule::ValueRemoved, Rule::ValueChanged],
            );
        }
    }

    pub(super) fn variant(
        &mut self,
        it: &Both<'_>,
        old: Option<(&str, String)>,
        new: Option<(&str, String)>,
        [added, removed, changed]: [Rule; 3],
    ) {
        let item = |name: &str| format!("{}::{name}", it.name);
        match (old, new) {
            (None, Some((name, wire))) => self.push(added, &item(name), "", wire, it.pointer),
            (Some((name, wire)), None) => self.push(removed, &item(name), wire, "", first(it.before)),
            (Some((old, _)), Some((new, _))) if old != new => {
                self.push(Rule::VariantRenamed, &item(old), old, new, it.pointer);
            }
            (Some((_, before)), Some((name, after))) => {
                self.differs(changed, &item(name), before, after, it.pointer);
            }
            (None, None) => {}
        }
    }
}

fn named_fields<'s>(s: &'s Struct, names: &'s [String], types: &'s [String]) -> Vec<NamedField<'s>> {
    s.fields.iter().zip(names).zip(types).map(|((field, name), ty)| NamedField { name, ty, field }).collect()
}

fn keys<'s>(named_fields: &[NamedField<'s>]) -> Vec<Key<'s>> {
    named_fields.iter().map(|named| Key { wire: &named.field.wire, name: named.name, ty: named.ty }).collect()
}

fn borrowed(arguments: &[(String, String)]) -> Vec<(&str, &str)> {
    arguments.iter().map(|(name, ty)| (name.as_str(), ty.as_str())).collect()
}

/// The first pointer of the type in its description.
pub(super) fn first(def: &TypeDef) -> &str {
    def.pointers.first().map_or("", String::as_str)
}

fn field_item(it: &Both<'_>, named: NamedField<'_>) -> String {
    format!("{}.{}", it.name, named.name)
}

fn field_pointer(it: &Both<'_>, named: NamedField<'_>) -> String {
    child(&child(it.pointer, "properties"), &named.field.wire)
}

fn summary(def: &TypeDef) -> String {
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    match &def.shape {
        Shape::Struct(s) => format!("a struct of {}", count(s.fields.len(), "field")),
        Shape::Enum(e) => format!("an enumeration of {}", count(e.values.len(), "value")),
        Shape::Union(u) => format!("a union of {}", count(u.members.len(), "member")),
    }
}

/// What identifies a field, variant or input: its name on the wire, its name in Rust, and its Rust type.
#[derive(PartialEq)]
pub(super) struct Key<'a> {
    pub(super) wire: &'a str,
    pub(super) name: &'a str,
    pub(super) ty: &'a str,
}

pub(super) fn keyed<'a>(
    wires: impl Iterator<Item = &'a String>,
    names: &'a [String],
    types: &'a [String],
) -> Vec<Key<'a>> {
    let types = types.iter().map(String::as_str).chain(std::iter::repeat(""));
    wires.zip(names).zip(types).map(|((wire, name), ty)| Key { wire, name, ty }).collect()
}

/// Pairs the positions of the same items in both states. Code still compiles if name and type are still present, even
/// if their meaning changed; therefore the name on the wire is compared only after them.
pub(super) fn pair_up(old: &[Key<'_>], new: &[Key<'_>]) -> Vec<(Option<usize>, Option<usize>)> {
    let alike: [fn(&Key<'_>, &Key<'_>) -> bool; 4] =
        [|a, b| a == b, |a, b| a.name == b.name && a.ty == b.ty, |a, b| a.wire == b.wire, |a, b| a.name == b.name];
    let mut pairs: Vec<(Option<usize>, Option<usize>)> = Vec::new();
    let (mut left, mut free): (Vec<usize>, Vec<usize>) = ((0..old.len()).collect(), (0..new.len()).collect());
    for alike in alike {
        left.retain(|at| {
            let Some(found) = free.iter().position(|other| alike(&old[*at], &new[*other])) else { return true };
            pairs.push((Some(*at), Some(free.remove(found))));
            false
        });
    }
    pairs.extend(left.into_iter().map(|at| (Some(at), None)));
    pairs.extend(free.into_iter().map(|at| (None, Some(at))));
    pairs
}
