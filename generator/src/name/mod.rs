//! Assigns Rust names to operations and types, and pins them in the lock.

mod arguments;
pub mod ident;
pub mod lock;
mod members;
mod operations;
pub(crate) mod setters;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, Field, Operation, Parameter, ParameterLocation, Struct, TypeId};
use crate::name::ident::{snake, variant};
use crate::name::lock::{Idents, Lock};
use crate::name::setters::{field_setter, input_key, operation_setter};

pub(crate) use arguments::form_name;
pub use members::Members;

/// The Rust names of one version.
#[derive(Clone, Debug, PartialEq)]
pub struct Names {
    /// The types.
    pub types: BTreeMap<TypeId, String>,
    /// The operations by method and path, each as module and function.
    pub operations: BTreeMap<String, (String, String)>,
    /// What is within each type.
    pub members: BTreeMap<TypeId, Members>,
    /// The struct with the required fields of each type whose constructor takes one (see [`Struct::has_named_arguments`]).
    pub forms: BTreeMap<TypeId, String>,
    /// The setters of each operation by method and path.
    pub setters: BTreeMap<String, Idents>,
    /// The order of the arguments of each operation by method and path, beyond those in the path.
    pub arguments: BTreeMap<String, Vec<String>>,
    /// The old names that this version keeps as deprecated aliases, each with its target: `Convo` → `Conversation`,
    /// `agents::get_agents` → `agents::list_agents`.
    pub renamed: BTreeMap<String, String>,
}

impl Names {
    /// The name of a type.
    pub fn ty(&self, id: &TypeId) -> &str {
        self.types.get(id).map_or("", String::as_str)
    }

    /// Module and function of an operation.
    pub fn operation(&self, operation: &Operation) -> (&str, &str) {
        let named = self.operations.get(&operation.key);
        named.map_or(("", ""), |(module, function)| (module, function))
    }

    /// The old names of a type or function, which are aliases of it.
    pub fn old_names<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n str> {
        self.renamed.iter().filter(move |(_, new)| *new == name).map(|(old, _)| old.as_str())
    }

    /// The identifier of a field, or the method of a union for a field that all its members have.
    pub fn field(&self, id: &TypeId, wire: &str) -> String {
        self.within(id, wire, |members| &members.fields).unwrap_or_else(|| snake(wire))
    }

    /// The identifier of the field that keeps further entries.
    pub fn additional(&self, id: &TypeId) -> String {
        let known = self.members.get(id).map(|members| members.additional.clone());
        known.filter(|ident| !ident.is_empty()).unwrap_or_else(|| "additional".to_owned())
    }

    /// The setter of a field.
    pub fn setter(&self, id: &TypeId, wire: &str) -> String {
        self.within(id, wire, |members| &members.setters).unwrap_or_else(|| field_setter(&snake(wire)))
    }

    /// The variant of a value or tag.
    pub fn variant(&self, id: &TypeId, key: &str) -> String {
        self.within(id, key, |members| &members.variants).unwrap_or_else(|| variant(key))
    }

    /// The setter of an operation's optional input.
    pub fn input_setter(&self, operation: &Operation, key: &str) -> String {
        let known = self.setters.get(&operation.key).and_then(|setters| setters.get(key));
        known.cloned().unwrap_or_else(|| operation_setter(key))
    }

    /// The fields that a constructor takes, in the order of its arguments.
    pub fn constructor<'s>(&self, id: &TypeId, s: &'s Struct) -> Vec<&'s Field> {
        let order = self.members.get(id).map_or(&[][..], |members| &members.arguments);
        let mut arguments: Vec<&Field> = s.fields.iter().filter(|field| field.is_argument()).collect();
        arguments.sort_by_key(|field| position(order, &field.wire));
        arguments
    }

    /// The parameters of an operation: those in the path in its order, the other arguments in theirs, and the optional
    /// ones by name.
    pub fn parameters<'o>(&self, operation: &'o Operation) -> Vec<&'o Parameter> {
        let order = self.arguments.get(&operation.key).map_or(&[][..], Vec::as_slice);
        let mut parameters: Vec<&Parameter> = operation.parameters.iter().collect();
        parameters.sort_by_key(|parameter| match parameter.place {
            ParameterLocation::Path => (0, 0),
            _ if parameter.required => (1, position(order, &input_key(parameter))),
            _ => (2, 0),
        });
        parameters
    }

    fn within(&self, id: &TypeId, key: &str, idents: impl Fn(&Members) -> &Idents) -> Option<String> {
        self.members.get(id).and_then(|members| idents(members).get(key)).cloned()
    }

    /// The names of all types and functions, functions with their module.
    fn all(&self) -> BTreeSet<String> {
        let functions = self.operations.values().map(|(module, function)| format!("{module}::{function}"));
        functions.chain(self.types.values().cloned()).collect()
    }
}

fn position(order: &[String], key: &str) -> usize {
    order.iter().position(|known| known == key).unwrap_or(usize::MAX)
}

/// Names all operations and types of the given versions. Pinned names are assigned first. Returns the names of each
/// version and the new lock, with new names added and those without a target removed.
pub fn name(apis: &[&Api], lock: &Lock) -> (Vec<Names>, Lock) {
    let (operations, keys) = operations::name(apis, lock);
    let (types, mut entries) = types::name(apis, lock);
    let members = members::name_members(apis, &types, lock, &mut entries);
    let functions = members::by_function(apis, &operations);
    let (setters, pinned_setters) = members::name_setters(apis, &operations, &functions, lock, &keys);
    let arguments = arguments::of_operations(&functions, lock, &keys);
    let mut after =
        Lock { operations: keys, setters: pinned_setters, arguments, renamed: lock.renamed.clone(), types: entries };
    after.renamed.extend(types::merged(lock, &after.types));
    after.renamed = after.settled();
    let within = members.into_iter().zip(setters);
    let types = apis.iter().zip(types).map(|(api, types)| (arguments::forms(api, &types, &after), types));
    let names = types.zip(operations).zip(within).map(|(((forms, types), operations), (members, setters))| {
        let arguments = after.arguments.clone();
        let mut names = Names { types, operations, members, forms, setters, arguments, renamed: BTreeMap::new() };
        let all = names.all();
        let renamed = after.renamed.iter().filter(|(_, new)| all.contains(*new));
        names.renamed = renamed.map(|(old, new)| (old.clone(), new.clone())).collect();
        names
    });
    (names.collect(), after)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Map, Value, json};

    use super::name;
    use crate::conventions::Conventions;
    use crate::lower::lower;
    use crate::name::lock::Lock;
    use crate::outline::outline;
    use crate::text::Source;

    /// A description with an operation for each of the schemas, which returns it.
    fn description(responses: &[&str], schemas: Value) -> Value {
        let operation = |schema: &str| {
            let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
            let response = json!({"description": "", "content": {"application/json": {"schema": schema}}});
            json!({"get": {"responses": {"200": response}}})
        };
        let paths: Map<_, _> = responses.iter().map(|schema| (format!("/{schema}"), operation(schema))).collect();
        json!({"paths": paths, "components": {"schemas": schemas}})
    }

    /// The Rust name of each type, and the new lock.
    fn named(root: &Value, lock: &Lock) -> (BTreeMap<String, String>, Lock) {
        let (api, _) = lower("v1", "api.yaml", root, &Conventions::default());
        let (mut names, lock) = name(&[&api], lock);
        (names.remove(0).types.into_iter().map(|(id, name)| (id.0, name)).collect(), lock)
    }

    fn thing(title: &str, fields: &[&str]) -> Value {
        let properties: Map<_, _> = fields.iter().map(|f| ((*f).to_owned(), json!({"type": "string"}))).collect();
        json!({"title": title, "type": "object", "properties": properties})
    }

    #[test]
    fn the_names_of_two_schemas_stay_when_the_exporter_swaps_their_numbers() {
        let schemas = json!({"Is": thing("Is", &["a"]), "Is1": thing("Is", &["b"])});
        let (before, lock) = named(&description(&["Is", "Is1"], schemas), &Lock::default());
        let swapped = json!({"Is": thing("Is", &["b"]), "Is1": thing("Is", &["a"])});
        let (after, _) = named(&description(&["Is", "Is1"], swapped), &lock);
        assert_eq!((&before["Is"], &before["Is1"]), (&after["Is1"], &after["Is"]));
        assert_ne!(before["Is"], before["Is1"]);
    }

    #[test]
    fn a_manual_name_is_kept_when_a_field_is_added_and_when_the_use_moves() {
        let only = |fields: &[&str]| description(&["Thing"], json!({"Thing": thing("Thing", fields)}));
        let (_, mut lock) = named(&only(&["a"]), &Lock::default());
        lock.types[0].name = "MyThing".to_owned();
        let (added, lock) = named(&only(&["a", "b"]), &lock);
        assert_eq!(added["Thing"], "MyThing");
        let it = json!({"$ref": "#/components/schemas/Thing"});
        let holder = json!({"type": "object", "properties": {"it": it}});
        let moved = description(&["Holder"], json!({"Thing": thing("Thing", &["a", "b"]), "Holder": holder}));
        let (moved, _) = named(&moved, &lock);
        assert_eq!((moved["Thing"].as_str(), moved["Holder"].as_str()), ("MyThing", "Holder"));
    }

    #[test]
    fn a_new_type_does_not_take_the_name_of_an_existing_one() {
        let (_, lock) = named(&description(&["B"], json!({"B": thing("Thing", &["b"])})), &Lock::default());
        let schemas = json!({"A": thing("Thing", &["a"]), "B": thing("Thing", &["b"])});
        let (names, lock) = named(&description(&["A", "B"], schemas), &lock);
        assert_eq!(names["B"], "Thing");
        assert_ne!(names["A"], "Thing");
        let (_, lock) = named(&description(&["A"], json!({"A": thing("Thing", &["a"])})), &lock);
        assert_eq!(lock.types.len(), 1, "a removed type is removed from the lock");
    }

    #[test]
    fn a_member_of_one_union_is_named_by_it_where_its_title_does_not_say_of_which() {
        let refs = |names: &[&str]| -> Vec<Value> {
            names.iter().map(|name| json!({"$ref": format!("#/components/schemas/{name}")})).collect()
        };
        let union = |title: &str, members: &[&str]| {
            json!({
                "title": title, "oneOf": refs(members), "discriminator": {"propertyName": "kind"},
            })
        };
        let members = ["Success", "QueueOutcome", "Shared"];
        let schemas = json!({
            "Outcome": union("Outcome", &members), "Other": union("Other", &["Shared", "Named"]),
            "Success": thing("Success", &["a"]), "QueueOutcome": thing("QueueOutcome", &["b"]),
            "Shared": thing("Shared", &["c"]), "Named": thing("Named", &["d"]),
        });
        let root = description(&["Outcome", "Other", "Named"], schemas);
        let (names, mut lock) = named(&root, &Lock::default());
        let by_id = |id: &str| names[id].as_str();
        assert_eq!(by_id("Success"), "OutcomeSuccess");
        let kept = ["QueueOutcome", "Shared", "Named"];
        assert_eq!(kept.map(by_id), kept, "with a word of the union, in two unions, and used elsewhere");
        // What is pinned stays.
        lock.types.iter_mut().for_each(|entry| entry.name = entry.name.replace("OutcomeSuccess", "Success"));
        assert_eq!(named(&root, &lock).0["Success"], "Success");
    }

    #[test]
    fn paths_that_differ_only_in_their_version_are_two_functions() {
        let operation = json!({"get": {"responses": {}}});
        let (api, _) = lower(
            "v1",
            "api.yaml",
            &json!({"paths": {"/v1/a": operation, "/v2/a": operation}}),
            &Conventions::default(),
        );
        let (names, lock) = name(&[&api], &Lock::default());
        let functions: Vec<_> = api.operations.iter().map(|operation| names[0].operation(operation)).collect();
        assert_ne!(functions[0], functions[1]);
        let (again, _) = name(&[&api], &lock);
        assert_eq!(again, names);
    }

    #[test]
    fn a_written_lock_reads_back_the_same_regardless_of_special_characters() {
        let mut root = description(&["A"], json!({"A": thing("a\n\"b\\ ''' \u{7f}", &["a"])}));
        root["paths"]["/x\n'\"\u{7f}/{y}"] = json!({"get": {"responses": {}}});
        let (_, lock) = named(&root, &Lock::default());
        let text = lock.to_text();
        let read = Lock::parse(&Source { name: "names.lock".to_owned(), text: text.clone() });
        assert_eq!(read.map_err(|problems| problems.to_string()), Ok(lock), "{text}");
    }

    #[test]
    fn the_outline_has_a_line_for_each_operation_and_type_without_the_exporters_numbers() {
        let list = json!({"type": "array", "items": {"type": "string", "format": "uuid"}});
        let schemas = json!({"Is3": {
            "title": "Is", "type": "object", "required": ["a"], "description": "Prose.",
            "properties": {"a": {"type": "integer", "nullable": true}, "b": list},
        }});
        let (api, _) = lower("v1", "api.yaml", &description(&["Is3"], schemas), &Conventions::default());
        let (names, _) = name(&[&api], &Lock::default());
        let lines =
            ["  default::get_is3  GET /Is3  () -> Is [200; ]", "types: 1", "  Is: { a: i64 or null, b?: [uuid] }"];
        let text = outline(&api, &names[0]);
        assert!(lines.iter().all(|line| text.lines().any(|found| found == *line)), "{text}");
    }
}
