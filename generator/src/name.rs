//! Rust names for operations and types, through the lock.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::ident::{Scope, camel, snake};
use crate::lock::{Lock, LockedType};
use crate::lower::operation_key;
use crate::model::{Api, Operation, Shape, Type, TypeDef, TypeId};

/// The Rust names of one version.
#[derive(Clone, Debug, PartialEq)]
pub struct Names {
    /// The types.
    pub types: BTreeMap<TypeId, String>,
    /// The operations by method and path, each as module and function.
    pub operations: BTreeMap<String, (String, String)>,
    /// The names that were given up, each with the one that took its place: the aliases of this version.
    pub renamed: BTreeMap<String, String>,
}

impl Names {
    /// The name of a type.
    pub fn ty(&self, id: &TypeId) -> &str {
        self.types.get(id).map_or("", String::as_str)
    }

    /// Module and function of an operation.
    pub fn operation(&self, operation: &Operation) -> (&str, &str) {
        let whole = format!("{} {}", operation.method, operation.path);
        let named = self.operations.get(&whole);
        let named = named.or_else(|| self.operations.get(&operation_key(&operation.method, &operation.path)));
        named.map_or(("", ""), |(module, function)| (module, function))
    }
}

/// Names everything in the given versions; pinned names first, new ones are added to the lock, and what is no longer
/// there leaves it.
pub fn name(apis: &[&Api], lock: &Lock) -> (Vec<Names>, Lock) {
    let mut pinned = lock.clone();
    let mut used = Lock::default();
    let names = apis.iter().map(|api| name_one(api, &mut pinned, &mut used)).collect();
    used.types.sort_by(|a, b| a.name.cmp(&b.name));
    (names, used)
}

fn name_one(api: &Api, pinned: &mut Lock, used: &mut Lock) -> Names {
    let types = name_types(api, pinned, used);
    let operations = name_operations(api, pinned);
    for (key, (module, function)) in &operations {
        let name = format!("{module}::{function}");
        pinned.operations.insert(key.clone(), name.clone());
        used.operations.insert(key.clone(), name);
    }
    Names { types, operations, renamed: BTreeMap::new() }
}

fn name_types(api: &Api, pinned: &mut Lock, used: &mut Lock) -> BTreeMap<TypeId, String> {
    let shapes: BTreeMap<&TypeId, String> = api.types.iter().map(|(id, def)| (id, fingerprint(api, def))).collect();
    let matched = match_types(api, &shapes, &pinned.types);
    let mut scope = Scope::new();
    pinned.types.iter().for_each(|entry| scope.reserve(&entry.name));
    let mut names: BTreeMap<TypeId, String> =
        matched.iter().map(|(id, index)| ((*id).clone(), pinned.types[*index].name.clone())).collect();
    for (id, wanted) in wanted_names(api, &shapes, &matched) {
        names.insert(id.clone(), scope.camel(&wanted));
    }
    for (id, name) in &names {
        let def = &api.types[id];
        let entry = LockedType {
            name: name.clone(),
            title: def.title.clone(),
            shape: [shapes[id].clone()].into(),
            used: def.uses.clone(),
        };
        if !pinned.types.iter().any(|known| known.name == *name) {
            pinned.types.push(entry.clone());
        }
        match used.types.iter_mut().find(|known| known.name == *name) {
            Some(known) => {
                known.shape.extend(entry.shape);
                known.used.extend(entry.used);
            }
            None => used.types.push(entry),
        }
    }
    names
}

/// Which entry of the lock each type is: the pairs that have most in common first, each entry and each type once.
fn match_types<'a>(
    api: &'a Api,
    shapes: &BTreeMap<&TypeId, String>,
    entries: &[LockedType],
) -> BTreeMap<&'a TypeId, usize> {
    let mut pairs = Vec::new();
    for (id, def) in &api.types {
        for (index, entry) in entries.iter().enumerate() {
            let score = likeness(def, &shapes[id], entry);
            if score > 0 {
                pairs.push((score, &entry.name, &shapes[id], index, id));
            }
        }
    }
    pairs.sort_by(|a, b| (b.0, a.1, a.2, a.4).cmp(&(a.0, b.1, b.2, b.4)));
    let mut matched: BTreeMap<&TypeId, usize> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (_, _, _, index, id) in pairs {
        if !matched.contains_key(id) && !taken.contains(&index) {
            taken.insert(index);
            matched.insert(id, index);
        }
    }
    matched
}

/// How much a type has in common with an entry; 0 for too little to be the same thing.
fn likeness(def: &TypeDef, shape: &str, entry: &LockedType) -> usize {
    let same_title = usize::from(def.title == entry.title);
    let same_shape = usize::from(entry.shape.contains(shape));
    let common = def.uses.intersection(&entry.used).count();
    let all = def.uses.union(&entry.used).count().max(1);
    // A title alone tells little where several schemas share it, but a schema that moved and changed at once is found
    // by nothing else.
    let score = 400 * same_title + 400 * same_shape + 300 * common / all;
    if same_title + same_shape == 0 && 2 * common < all { 0 } else { score }
}

/// A short digest of a type's own structure; what it refers to counts by title only.
fn fingerprint(api: &Api, def: &TypeDef) -> String {
    let title = |ty: &Type| {
        let by_title = |id: &TypeId| TypeId(api.types.get(id).map_or_else(String::new, |def| def.title.clone()));
        format!("{:?}", ty.map_named(&by_title))
    };
    let mut text = String::new();
    match &def.shape {
        Shape::Enum(e) => text.push_str(&e.values.join("|")),
        Shape::Struct(s) => {
            for field in &s.fields {
                text.push_str(&format!("{} {} {};", field.wire, title(&field.ty), field.required));
            }
        }
        Shape::Union(u) => {
            for member in &u.members {
                text.push_str(&format!("{} {:?};", member.tag, member.ty.as_ref().map(title)));
            }
        }
    }
    Sha256::digest(text.as_bytes()).iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}

/// The names that types without an entry ask for, in the order in which they are served.
fn wanted_names<'a>(
    api: &'a Api,
    shapes: &BTreeMap<&TypeId, String>,
    matched: &BTreeMap<&TypeId, usize>,
) -> Vec<(&'a TypeId, String)> {
    let mut groups: BTreeMap<String, Vec<(&TypeId, &TypeDef)>> = BTreeMap::new();
    for (id, def) in &api.types {
        groups.entry(camel(&def.title)).or_default().push((id, def));
    }
    let mut wanted = Vec::new();
    for (name, mut group) in groups {
        // Several things of one title: components before inline schemas, the most used first; what follows is named
        // by its place of use.
        group.sort_by_key(|(id, def)| (!def.parent.is_empty(), std::cmp::Reverse(def.uses.len()), &shapes[id], *id));
        for (position, (id, def)) in group.iter().enumerate() {
            if matched.contains_key(id) {
                continue;
            }
            let is_enum_of_one_place = !def.parent.is_empty() && def.uses.len() == 1;
            let by_place = position > 0 || is_enum_of_one_place;
            wanted.push((*id, if by_place { place_name(def) } else { name.clone() }));
        }
    }
    wanted
}

/// A name by the place of use: the user's title before the own one.
fn place_name(def: &TypeDef) -> String {
    let place = def.uses.iter().find(|place| !place.contains(" /")).map(String::as_str).unwrap_or(&def.parent);
    let user = place.split(['.', '|']).next().unwrap_or_default();
    camel(&format!("{} {}", user, def.title))
}

fn name_operations(api: &Api, pinned: &Lock) -> BTreeMap<String, (String, String)> {
    let mut names = BTreeMap::new();
    let mut scopes: BTreeMap<String, Scope> = BTreeMap::new();
    for name in pinned.operations.values() {
        if let Some((module, function)) = name.split_once("::") {
            scopes.entry(module.to_owned()).or_default().reserve(function);
        }
    }
    for operation in &api.operations {
        let mut key = operation_key(&operation.method, &operation.path);
        if names.contains_key(&key) {
            // Two paths that differ in the version's prefix alone.
            key = format!("{} {}", operation.method, operation.path);
        }
        let name = match pinned.operations.get(&key).and_then(|name| name.split_once("::")) {
            Some((module, function)) => (module.to_owned(), function.to_owned()),
            None => {
                let module = module(&operation.tag);
                let scope = scopes.entry(module.clone()).or_default();
                let candidates = [summary_name(operation), id_name(operation), Some(path_name(operation))];
                let free = candidates.into_iter().flatten().find(|name| scope.is_free(name));
                let function = scope.snake(&free.unwrap_or_else(|| path_name(operation)));
                (module, function)
            }
        };
        names.insert(key, name);
    }
    names
}

/// The module of a tag; `types` and `meta` are taken by the bindings themselves.
pub(crate) fn module(tag: &str) -> String {
    let name = crate::ident::module(tag);
    if matches!(name.as_str(), "types" | "meta") { format!("{name}_operations") } else { name }
}

/// The summary, where it is short enough for a name: `List end users` → `list_end_users`.
fn summary_name(operation: &Operation) -> Option<String> {
    let words: Vec<&str> = operation.summary.split_whitespace().collect();
    let plain = |word: &&str| word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
    let filler = |word: &&str| !["a", "an", "the"].contains(&word.to_ascii_lowercase().as_str());
    let short = (2..=6).contains(&words.len()) && words.iter().all(plain);
    let starts_well = operation.summary.starts_with(|c: char| c.is_ascii_alphabetic());
    (short && starts_well).then(|| snake(&words.into_iter().filter(filler).collect::<Vec<_>>().join(" ")))
}

/// The operation id, unless it is made from the path.
fn id_name(operation: &Operation) -> Option<String> {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let key = operation_key(&operation.method, &operation.path);
    let from_path = [letters(&key), letters(&format!("{} {}", operation.method, operation.path))];
    (!from_path.contains(&letters(&operation.id))).then(|| snake(&operation.id))
}

/// Method and path: `GET /agents/{agentId}/teams` → `get_agents_teams`.
fn path_name(operation: &Operation) -> String {
    let key = operation_key(&operation.method, &operation.path).replace(['{', '}'], " ");
    snake(&key)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Map, Value, json};

    use super::name;
    use crate::load::Source;
    use crate::lock::Lock;
    use crate::lower::lower;
    use crate::outline::outline;

    /// An operation for each of the schemas, that answers with it.
    fn description(answers: &[&str], schemas: Value) -> Value {
        let operation = |schema: &str| {
            let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
            let answer = json!({"description": "", "content": {"application/json": {"schema": schema}}});
            json!({"get": {"responses": {"200": answer}}})
        };
        let paths: Map<_, _> = answers.iter().map(|schema| (format!("/{schema}"), operation(schema))).collect();
        json!({"paths": paths, "components": {"schemas": schemas}})
    }

    /// The Rust name of each type, and the lock that follows.
    fn named(root: &Value, lock: &Lock) -> (BTreeMap<String, String>, Lock) {
        let (api, _) = lower("v1", "api.yaml", root);
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
    fn a_name_by_hand_stays_through_an_added_field_and_through_a_moved_use() {
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
    fn a_new_type_does_not_take_the_name_of_one_that_is_there() {
        let (_, lock) = named(&description(&["B"], json!({"B": thing("Thing", &["b"])})), &Lock::default());
        let schemas = json!({"A": thing("Thing", &["a"]), "B": thing("Thing", &["b"])});
        let (names, lock) = named(&description(&["A", "B"], schemas), &lock);
        assert_eq!(names["B"], "Thing");
        assert_ne!(names["A"], "Thing");
        let (_, lock) = named(&description(&["A"], json!({"A": thing("Thing", &["a"])})), &lock);
        assert_eq!(lock.types.len(), 1, "what is gone leaves the lock");
    }

    #[test]
    fn paths_that_differ_in_their_version_alone_are_two_functions() {
        let operation = json!({"get": {"responses": {}}});
        let (api, _) = lower("v1", "api.yaml", &json!({"paths": {"/v1/a": operation, "/v2/a": operation}}));
        let (names, lock) = name(&[&api], &Lock::default());
        let functions: Vec<_> = api.operations.iter().map(|operation| names[0].operation(operation)).collect();
        assert_ne!(functions[0], functions[1]);
        let (again, _) = name(&[&api], &lock);
        assert_eq!(again, names);
    }

    #[test]
    fn a_lock_reads_back_as_it_was_written_whatever_the_names_hold() {
        let mut root = description(&["A"], json!({"A": thing("a\n\"b\\ ''' \u{7f}", &["a"])}));
        root["paths"]["/x\n'\"\u{7f}/{y}"] = json!({"get": {"responses": {}}});
        let (_, lock) = named(&root, &Lock::default());
        let text = lock.to_text();
        let read = Lock::parse(&Source { name: "names.lock".to_owned(), text: text.clone() });
        assert_eq!(read.map_err(|problems| problems.to_string()), Ok(lock), "{text}");
    }

    #[test]
    fn the_outline_has_a_line_for_each_operation_and_type_and_no_exporter_s_number() {
        let list = json!({"type": "array", "items": {"type": "string", "format": "uuid"}});
        let schemas = json!({"Is3": {
            "title": "Is", "type": "object", "required": ["a"], "description": "Prose.",
            "properties": {"a": {"type": "integer", "nullable": true}, "b": list},
        }});
        let (api, _) = lower("v1", "api.yaml", &description(&["Is3"], schemas));
        let (names, _) = name(&[&api], &Lock::default());
        let lines =
            ["  default::get_is3  GET /Is3  () -> Is [200; ]", "types: 1", "  Is: { a: i64 or null, b?: [uuid] }"];
        let text = outline(&api, &names[0]);
        assert!(lines.iter().all(|line| text.lines().any(|found| found == *line)), "{text}");
    }
}
