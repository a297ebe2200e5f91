//! Compares operations.

use std::collections::{BTreeMap, BTreeSet};

use super::types::{Key, pair_up};
use super::{Comparison, Rule, Surface, value};
use crate::emit::{Input, Signatures};
use crate::model::{Body, BodyMedia, Operation, Parameter, ParameterLocation, ResponseFormat, Style};

/// An operation in both states.
#[derive(Clone, Copy)]
struct Both<'a> {
    name: &'a str,
    before: &'a Operation,
    after: &'a Operation,
}

/// An input of an operation: a parameter, or the body.
struct NamedInput<'a> {
    input: Input,
    parameter: Option<&'a Parameter>,
    /// What identifies it on the wire: its name; for a path parameter its position.
    key: String,
}

impl Comparison<'_> {
    pub(super) fn operations(&mut self) {
        let (base, head) = (by_name(&self.base), by_name(&self.head));
        let mut met = BTreeSet::new();
        for (name, before) in &base {
            let new_name = match head.contains_key(name) {
                true => name,
                false => self.head.names.renamed.get(name).unwrap_or(name),
            };
            let Some(after) = head.get(new_name) else {
                self.push(Rule::OperationRemoved, name, call(before), "", &before.pointer);
                continue;
            };
            if new_name != name {
                self.push(Rule::Renamed, name, name, new_name, &after.pointer);
            }
            met.insert(new_name.clone());
            self.operation(Both { name, before, after });
        }
        for (name, after) in head.iter().filter(|(name, _)| !met.contains(*name)) {
            // An alias became an operation; callers of the name called the alias's target before.
            match self.base.names.renamed.get(name).and_then(|target| base.get(target)) {
                Some(before) => self.operation(Both { name, before, after }),
                None => self.push(Rule::OperationAdded, name, "", call(after), &after.pointer),
            }
        }
    }

    fn operation(&mut self, it: Both<'_>) {
        let Both { name, before, after } = it;
        let pointer = &after.pointer;
        self.deprecation(name, before.deprecated, after.deprecated, pointer);
        self.differs(Rule::MethodChanged, name, code(&before.method), code(&after.method), pointer);
        // The prefixes of two versions always differ.
        let is_one_version = self.base.api.version == self.head.api.version;
        let shown = |operation: &Operation| if is_one_version { operation.path.clone() } else { path(operation) };
        let (was, is) = (shown(before), shown(after));
        if nameless(&was) != nameless(&is) {
            self.push(Rule::PathChanged, name, code(&was), code(&is), pointer);
        }
        self.inputs(it);
        self.body(it);
        let (was, is) = (self.before.response(before), self.after.response(after));
        if !self.differs(Rule::ResponseChanged, name, was, is, pointer) {
            self.differs(Rule::EnvelopeChanged, name, form(before), form(after), pointer);
            self.differs(Rule::PagingChanged, name, paging(before), paging(after), pointer);
        }
        self.statuses(it);
        if prose(before, after) != prose(after, before) {
            self.prose.insert((name.to_owned(), pointer.clone()));
        }
    }

    fn inputs(&mut self, it: Both<'_>) {
        let old = named_inputs(&self.before, it.before);
        let new = named_inputs(&self.after, it.after);
        let [were, are] = [&old, &new]
            .map(|named_inputs| named_inputs.iter().filter(|named| named.input.required).collect::<Vec<_>>());
        let types =
            |arguments: &[&NamedInput<'_>]| arguments.iter().map(|named| named.input.ty.clone()).collect::<Vec<_>>();
        // To the compiler, an argument with the same position and type is the same, regardless of its name.
        let is_reordered = self.reordered(it.name, arguments(&were), arguments(&are), &it.after.pointer);
        let in_place = types(&were) == types(&are) && !is_reordered;
        if in_place {
            were.iter().zip(&are).for_each(|(old, new)| self.input(it, Some(old), Some(new)));
        }
        let has_setters = |inputs: &[NamedInput<'_>]| inputs.iter().any(|named| !named.input.required);
        let is_first = !has_setters(&old);
        let is_open = |named: &&NamedInput<'_>| !(in_place && named.input.required);
        let [old, new] = [&old, &new].map(|named_inputs| named_inputs.iter().filter(is_open).collect::<Vec<_>>());
        for (was, is) in pair_up(&keys(&old), &keys(&new)) {
            match (was.map(|at| old[at]), is.map(|at| new[at])) {
                (None, Some(new)) if is_first && !new.input.required => {
                    self.push(Rule::FirstParameterAdded, &new.item(it.name), "", &new.input.ty, &it.after.pointer);
                }
                (old, new) => self.input(it, old, new),
            }
        }
    }

    /// Reports arguments in another order. Calls still compile with another meaning, unless the types differ.
    pub(super) fn reordered(
        &mut self,
        item: &str,
        were: Vec<(&str, &str)>,
        are: Vec<(&str, &str)>,
        pointer: &str,
    ) -> bool {
        let names = |arguments: &[(&'_ str, &str)]| arguments.iter().map(|(name, _)| (*name).to_owned()).collect();
        let [known, found]: [BTreeSet<String>; 2] = [names(&were), names(&are)];
        let is_kept = |(name, _): &&(&str, &str)| known.contains(*name) && found.contains(*name);
        if were.iter().filter(is_kept).map(|(name, _)| name).eq(are.iter().filter(is_kept).map(|(name, _)| name)) {
            return false;
        }
        let is_alike = were.iter().map(|(_, ty)| ty).eq(are.iter().map(|(_, ty)| ty));
        let rule = if is_alike { Rule::ArgumentsReordered } else { Rule::ArgumentsShifted };
        let [were, are] = [were, are].map(|all| all.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "));
        self.differs(rule, item, were, are, pointer)
    }

    fn input(&mut self, it: Both<'_>, old: Option<&NamedInput<'_>>, new: Option<&NamedInput<'_>>) {
        let pointer = &it.after.pointer;
        match (old, new) {
            (None, Some(new)) => {
                let rule = if new.input.required { Rule::ArgumentAdded } else { Rule::ParameterAdded };
                self.push(rule, &new.item(it.name), "", &new.input.ty, pointer);
            }
            (Some(old), None) => {
                let rule = if old.input.required { Rule::ArgumentRemoved } else { Rule::ParameterRemoved };
                self.push(rule, &old.item(it.name), &old.input.ty, "", &it.before.pointer);
            }
            (Some(old), Some(new)) => self.both_inputs(it, old, new),
            (None, None) => {}
        }
    }

    fn both_inputs(&mut self, it: Both<'_>, old: &NamedInput<'_>, new: &NamedInput<'_>) {
        let (item, pointer) = (new.item(it.name), &it.after.pointer);
        let (was, is) = (&old.input, &new.input);
        let rule = match (was.required, is.required) {
            (was_required, is_required) if was_required == is_required && is_wider(&was.ty, &is.ty) => {
                Rule::InputWidened
            }
            (true, false) => Rule::ParameterBecameOptional,
            (false, true) => Rule::ParameterBecameRequired,
            (true, true) => Rule::ArgumentTypeChanged,
            (false, false) => Rule::ParameterTypeChanged,
        };
        if was.required != is.required || was.ty != is.ty {
            self.push(rule, &item, &was.ty, &is.ty, pointer);
        }
        if !was.required && !is.required && was.name != is.name {
            self.push(Rule::SetterRenamed, &old.item(it.name), &was.name, &is.name, pointer);
        }
        let (Some(was), Some(is)) = (old.parameter, new.parameter) else { return };
        // The name of a path parameter is only in the template and not on the wire.
        if old.key != new.key && is.place != ParameterLocation::Path && was.place != ParameterLocation::Path {
            self.push(Rule::ParameterKeyChanged, &item, &was.wire, &is.wire, pointer);
        }
        // Another type is written in another way anyway.
        let shown = if old.input.ty == new.input.ty { written } else { place };
        self.differs(Rule::ParameterMoved, &item, shown(was), shown(is), pointer);
        self.differs(Rule::DefaultChanged, &item, value(was.default.as_ref()), value(is.default.as_ref()), pointer);
        if old.input.ty == new.input.ty {
            self.constraints(&item, [&was.constraints, &is.constraints], true, pointer);
        }
        if !new.input.required {
            self.deprecation(&item, was.deprecated, is.deprecated, pointer);
        } else if was.deprecated != is.deprecated {
            // An argument has no attribute, so nothing warns about it.
            self.prose.insert((it.name.to_owned(), pointer.clone()));
        }
    }

    /// Reports another media type and other limits of a body with the same Rust type.
    fn body(&mut self, it: Both<'_>) {
        let (Some(was), Some(is)) = (&it.before.body, &it.after.body) else { return };
        let is_multipart = [was, is].map(|body| body.media == BodyMedia::Multipart);
        let types = (self.before.ty(&was.ty), self.after.ty(&is.ty));
        if is_multipart == [false, false] && types.0 == types.1 {
            self.differs(Rule::BodyMediaChanged, it.name, media(was), media(is), &it.after.pointer);
            let input = if is.required { format!("{}(body)", it.name) } else { format!("{}.body", it.name) };
            self.constraints(&input, [&was.constraints, &is.constraints], true, &it.after.pointer);
        }
    }

    fn statuses(&mut self, it: Both<'_>) {
        let (old, new) = (statuses(it.before), statuses(it.after));
        for status in new.keys().filter(|status| !old.contains_key(*status)) {
            self.push(Rule::StatusAdded, it.name, "", code(status), &it.after.pointer);
        }
        for status in old.keys().filter(|status| !new.contains_key(*status)) {
            self.push(Rule::StatusRemoved, it.name, code(status), "", &it.before.pointer);
        }
        for was in &it.before.errors {
            let Some(is) = it.after.errors.iter().find(|is| is.status == was.status) else { continue };
            let message = || format!("{} with a message", was.status);
            let before =
                was.ty.as_ref().map_or_else(message, |ty| format!("{} with `{}`", was.status, self.before.ty(ty)));
            let after = is.ty.as_ref().map_or_else(message, |ty| format!("{} with `{}`", is.status, self.after.ty(ty)));
            self.differs(Rule::ErrorBodyChanged, it.name, before, after, &it.after.pointer);
        }
    }
}

impl NamedInput<'_> {
    fn item(&self, operation: &str) -> String {
        let name = &self.input.name;
        if self.input.required { format!("{operation}({name})") } else { format!("{operation}.{name}") }
    }
}

fn named_inputs<'a>(signatures: &Signatures<'_>, operation: &'a Operation) -> Vec<NamedInput<'a>> {
    let parameters = signatures.names().parameters(operation).into_iter().map(Some).chain([None]);
    let mut in_path = 0;
    let named = |(input, parameter): (Input, Option<&'a Parameter>)| {
        let key = match parameter {
            Some(parameter) if parameter.place == ParameterLocation::Path => {
                in_path += 1;
                format!("/{in_path}")
            }
            Some(parameter) => on_wire(parameter),
            None => "the body".to_owned(),
        };
        NamedInput { input, parameter, key }
    };
    signatures.inputs(operation).into_iter().zip(parameters).map(named).collect()
}

/// The name of a parameter on the wire. The case of a header's name has no meaning (RFC 9110, 5.1).
fn on_wire(parameter: &Parameter) -> String {
    match parameter.place {
        ParameterLocation::Header => parameter.wire.to_ascii_lowercase(),
        _ => parameter.wire.clone(),
    }
}

/// Whether every argument of the one type is one of the other.
fn is_wider(was: &str, is: &str) -> bool {
    const ANY_ITEMS: &str = "impl IntoIterator<Item = impl Display>";
    let plain = ["bool", "f32", "f64", "i32", "i64", "u64", "Date", "Timestamp", "Uuid"];
    let item = was.strip_prefix("impl IntoIterator<Item = ").and_then(|rest| rest.strip_suffix('>'));
    match is {
        "impl Into<String>" => was == "&String",
        ANY_ITEMS => item.is_some_and(|item| plain.contains(&item)),
        _ => false,
    }
}

fn keys<'s>(named_inputs: &[&'s NamedInput<'_>]) -> Vec<Key<'s>> {
    named_inputs.iter().map(|named| Key { wire: &named.key, name: &named.input.name, ty: &named.input.ty }).collect()
}

/// The arguments, each with its name and type.
fn arguments<'s>(named_inputs: &[&'s NamedInput<'_>]) -> Vec<(&'s str, &'s str)> {
    named_inputs.iter().map(|named| (named.input.name.as_str(), named.input.ty.as_str())).collect()
}

fn by_name<'a>(surface: &Surface<'a>) -> BTreeMap<String, &'a Operation> {
    let name = |operation| {
        let (module, function) = surface.names.operation(operation);
        format!("{module}::{function}")
    };
    surface.api.operations.iter().map(|operation| (name(operation), operation)).collect()
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn call(operation: &Operation) -> String {
    format!("`{} {}`", operation.method, path(operation))
}

/// The path without the version's prefix.
fn path(operation: &Operation) -> String {
    operation.key[operation.method.len() + 1..].to_owned()
}

/// A path without the names of its placeholders.
fn nameless(path: &str) -> String {
    let piece = |piece: &str| piece.split_once('}').map_or_else(|| piece.to_owned(), |(_, rest)| format!("{{}}{rest}"));
    path.split('{').map(piece).collect()
}

fn form(operation: &Operation) -> String {
    let form = match operation.response.form {
        ResponseFormat::Empty => "nothing",
        ResponseFormat::Json => "the body",
        ResponseFormat::Data => "`data`",
        ResponseFormat::List => "the list `data`",
        ResponseFormat::Page => "a page",
        ResponseFormat::Text => "text",
        ResponseFormat::Bytes => "bytes",
        ResponseFormat::ByStatus => "the body, by status",
    };
    form.to_owned()
}

fn paging(operation: &Operation) -> String {
    match &operation.paging {
        Some(paging) => match &paging.limit {
            Some(limit) => format!("`{}` and `{limit}`", paging.key),
            None => code(&paging.key),
        },
        None => "nothing".to_owned(),
    }
}

fn media(body: &Body) -> String {
    match &body.media {
        BodyMedia::Json => body.media_type.as_ref().map_or_else(|| "JSON".to_owned(), |media_type| code(media_type)),
        BodyMedia::Form if body.styles.is_empty() => "a form".to_owned(),
        BodyMedia::Form => {
            let written = |(field, style): (&String, &Style)| format!("`{field}` {}", layout(*style));
            format!("a form with {}", body.styles.iter().map(written).collect::<Vec<_>>().join(" and "))
        }
        BodyMedia::Text => "text".to_owned(),
        BodyMedia::Bytes(media_type) => code(media_type),
        BodyMedia::Multipart => "multipart".to_owned(),
    }
}

fn place(parameter: &Parameter) -> String {
    let place = match parameter.place {
        ParameterLocation::Path => "in the path",
        ParameterLocation::Query => "in the query",
        ParameterLocation::Header => "in a header",
        ParameterLocation::Cookie => "in a cookie",
        ParameterLocation::Part => "in a part of the body",
    };
    place.to_owned()
}

/// Where a parameter is sent, and how it is written there.
fn written(parameter: &Parameter) -> String {
    // A single value is written alike in the styles that differ in lists and objects.
    let is_usual = match parameter.style {
        Style::Exploded => true,
        Style::Joined(',') => parameter.place != ParameterLocation::Query,
        _ => false,
    };
    let media_type = parameter.media_type.as_ref().map(|media_type| format!(", as `{media_type}`"));
    let style = (!is_usual).then(|| format!(", {}", layout(parameter.style)));
    [Some(place(parameter)), style, media_type].into_iter().flatten().collect()
}

/// How a style writes a value.
fn layout(style: Style) -> String {
    match style {
        Style::Exploded => "each item by itself".to_owned(),
        Style::Joined(by) => format!("joined by `{by}`"),
        Style::Deep => "as `name[key]=value`".to_owned(),
        Style::Label { .. } => "after a dot".to_owned(),
        Style::Matrix { .. } => "as `;name=value`".to_owned(),
        Style::Json => "as JSON".to_owned(),
    }
}

/// All declared statuses with their descriptions.
fn statuses(operation: &Operation) -> BTreeMap<&str, &str> {
    let successes = operation.response.statuses.iter().map(|(status, docs)| (status.as_str(), docs.as_str()));
    successes.chain(operation.errors.iter().map(|error| (error.status.as_str(), error.docs.as_str()))).collect()
}

/// The descriptions of an operation and of those of its parts that the other state has too.
fn prose<'a>(operation: &'a Operation, other: &Operation) -> Vec<&'a str> {
    let Operation { id, tag, summary, docs, parameters, body, .. } = operation;
    let others = statuses(other);
    let in_other = |parameter: &&Parameter| other.parameters.iter().any(|known| on_wire(known) == on_wire(parameter));
    let parameters = parameters.iter().filter(in_other).map(|parameter| parameter.docs.as_str());
    let body = body.iter().filter(|_| other.body.is_some()).map(|body| body.docs.as_str());
    let statuses = statuses(operation).into_iter().filter(|(status, _)| others.contains_key(status));
    let own = [id.as_str(), tag, summary, docs];
    own.into_iter().chain(parameters).chain(body).chain(statuses.map(|(_, docs)| docs)).collect()
}
