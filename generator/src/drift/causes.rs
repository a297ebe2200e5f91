//! Why a change happened: another change that it follows from, or a warning of the generator.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::change::{Cause, Change, Surface};
use super::rules::{Class, Rule};
use crate::model::{Operation, Shape, Type, TypeId};

/// Finds the cause of each change of one version, where it has one.
pub(super) fn find(changes: &mut [Change], base: &Surface<'_>, head: &Surface<'_>) {
    let search = Search { changes, owned: owned(changes), base, head };
    let found: Vec<Option<Cause>> = changes.iter().map(|change| search.cause(change)).collect();
    for (change, cause) in changes.iter_mut().zip(found) {
        change.cause = cause;
    }
}

/// Moves each change behind the one of the same class that it follows from.
pub(super) fn beside_causes(changes: Vec<Change>) -> Vec<Change> {
    let at: BTreeMap<(Class, Rule, &str), usize> = changes
        .iter()
        .enumerate()
        .rev()
        .map(|(at, change)| ((change.class(), change.rule, change.item.as_str()), at))
        .collect();
    let cause = |change: &Change| match &change.cause {
        Some(Cause::Change { rule, item, .. }) => at.get(&(change.class(), *rule, item.as_str())).copied(),
        _ => None,
    };
    let mut after: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for (at, change) in changes.iter().enumerate() {
        after.entry(cause(change)).or_default().push(at);
    }
    let mut order: BTreeMap<usize, usize> = BTreeMap::new();
    let mut open: Vec<usize> = after.remove(&None).unwrap_or_default().into_iter().rev().collect();
    while let Some(at) = open.pop() {
        order.insert(at, order.len());
        open.extend(after.remove(&Some(at)).unwrap_or_default().into_iter().rev());
    }
    // Changes that are each other's cause come last.
    let position = |at: usize| order.get(&at).copied().unwrap_or(usize::MAX);
    let mut changes: Vec<(usize, Change)> = changes.into_iter().enumerate().collect();
    changes.sort_by_key(|(at, change)| (change.class(), position(*at)));
    changes.into_iter().map(|(_, change)| change).collect()
}

/// The changes of each type and each operation.
fn owned(changes: &[Change]) -> BTreeMap<&str, Vec<usize>> {
    let mut owned: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, change) in changes.iter().enumerate() {
        let whole = change.item.split(['.', '(', '[']).next().unwrap_or_default();
        // `Type::Variant` belongs to `Type`, and `module::function(argument)` to `module::function`.
        let outer = whole.split("::").next().unwrap_or_default();
        for owner in BTreeSet::from([whole, outer]) {
            owned.entry(owner).or_default().push(at);
        }
    }
    owned
}

struct Search<'c, 'a> {
    changes: &'c [Change],
    owned: BTreeMap<&'c str, Vec<usize>>,
    base: &'c Surface<'a>,
    head: &'c Surface<'a>,
}

impl Search<'_, '_> {
    fn cause(&self, change: &Change) -> Option<Cause> {
        let cause = match change.rule {
            Rule::TypeAdded => self.of_type(change, self.head, false),
            Rule::TypeRemoved => self.of_type(change, self.base, false),
            Rule::ConstructorAdded => self.of_type(change, self.head, true),
            Rule::ConstructorRemoved => self.of_type(change, self.base, true),
            Rule::AccessorAdded | Rule::AccessorRemoved | Rule::AccessorTypeChanged => self.of_accessor(change),
            Rule::ConversionAdded | Rule::ConversionRemoved => self.of_members(&change.item),
            _ => None,
        };
        let cause = cause.map(|cause| Cause::Change { rule: cause.rule, item: cause.item.clone(), says: cause.says() });
        cause.or_else(|| self.warning(change))
    }

    fn of(&self, owner: &str) -> impl Iterator<Item = &Change> {
        self.owned.get(owner).into_iter().flatten().map(|at| &self.changes[*at])
    }

    /// The change of a field, member or operation through which a type came or went, perhaps inside other types.
    fn of_type(&self, change: &Change, surface: &Surface<'_>, in_requests: bool) -> Option<&Change> {
        let is_alike = |other: &Change| {
            matches!(
                other.rule,
                Rule::TypeAdded | Rule::TypeRemoved | Rule::ConstructorAdded | Rule::ConstructorRemoved
            )
        };
        let mut seen = BTreeSet::from([change.item.clone()]);
        let mut open = VecDeque::from([change.item.clone()]);
        while let Some(name) = open.pop_front() {
            for container in containers(surface, &name, in_requests) {
                let shows = |text: &str| mentions(text, &name);
                let is_cause = |other: &&Change| match other.rule {
                    Rule::OperationAdded | Rule::OperationRemoved => other.item == container,
                    _ => !is_alike(other) && (shows(&other.before) != shows(&other.after)),
                };
                if let Some(cause) = self.of(&container).find(is_cause) {
                    return Some(cause);
                }
                let goes_on = self.of(&container).any(|other| is_alike(other) && other.item == container);
                if goes_on && seen.insert(container.clone()) {
                    open.push_back(container);
                }
            }
        }
        None
    }

    /// The change of a member's field, or of the members, because of which a union has another method.
    fn of_accessor(&self, change: &Change) -> Option<&Change> {
        let (union, method) = change.item.split_once("::")?;
        let field = method.trim_end_matches("()");
        let members = [self.base, self.head].into_iter().flat_map(|surface| member_types(surface, union));
        let mut fields = members.flat_map(|member| {
            let wanted = format!("{member}.{field}");
            self.of(member).filter(move |other| other.item == wanted && other.class() != Class::Prose)
        });
        fields.next().or_else(|| self.of_members(union))
    }

    fn of_members(&self, union: &str) -> Option<&Change> {
        let rules = [Rule::MemberAdded, Rule::MemberRemoved, Rule::MemberTypeChanged, Rule::VariantRenamed];
        self.of(union).find(|other| rules.contains(&other.rule))
    }

    /// The warning about a construct that has become a JSON value.
    fn warning(&self, change: &Change) -> Option<Cause> {
        if !mentions(&change.after, "Value") || mentions(&change.before, "Value") {
            return None;
        }
        let pointer = &change.places.first()?.pointer;
        let in_response = matches!(change.rule, Rule::ResponseChanged | Rule::ErrorBodyChanged);
        let is_it = |place: &str| match place.strip_prefix(pointer.as_str()) {
            Some("") => true,
            Some(rest) => rest.starts_with('/') && rest.starts_with("/responses/") == in_response,
            None => false,
        };
        let near = self.head.api.untyped.range(pointer.clone()..).take_while(|(place, _)| place.starts_with(pointer));
        near.into_iter().find(|(place, _)| is_it(place)).map(|(_, warning)| Cause::Warning(warning.clone()))
    }
}

/// The types and operations that contain a type directly, by their Rust names.
fn containers(surface: &Surface<'_>, name: &str, in_requests: bool) -> Vec<String> {
    let Surface { api, names } = surface;
    let is_it = |ty: &Type| ty.named().into_iter().any(|id: &TypeId| names.ty(id) == name);
    let types = api.types.iter().filter(|(_, def)| def.in_request || !in_requests);
    let types = types.filter(|(_, def)| def.shape.types().into_iter().any(|(_, ty)| is_it(ty)));
    let operations = api.operations.iter().filter(|operation| types_of(operation, in_requests).any(is_it));
    let operations = operations.map(|operation| {
        let (module, function) = names.operation(operation);
        format!("{module}::{function}")
    });
    types.map(|(id, _)| names.ty(id).to_owned()).chain(operations).collect()
}

/// The types of an operation's inputs, and unless only requests count, those of its responses.
pub(super) fn types_of(operation: &Operation, in_requests: bool) -> impl Iterator<Item = &Type> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
    let errors = operation.errors.iter().filter_map(|error| error.ty.as_ref());
    let responses = operation.response.ty.iter().chain(errors).filter(move |_| !in_requests);
    parameters.chain(operation.body.iter().map(|body| &body.ty)).chain(responses)
}

/// The names of the types that the members of a union contain.
fn member_types<'s>(surface: &'s Surface<'_>, union: &str) -> Vec<&'s str> {
    let defs = surface.api.types.iter().filter(|(id, _)| surface.names.ty(id) == union);
    let unions = defs.filter_map(|(_, def)| match &def.shape {
        Shape::Union(union) => Some(union),
        _ => None,
    });
    let types = unions.flat_map(|union| union.members.iter().filter_map(|member| member.ty.as_ref()));
    types.flat_map(Type::named).map(|id| surface.names.ty(id)).collect()
}

/// Whether a text has this word.
fn mentions(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|found| found == word)
}
