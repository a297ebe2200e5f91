//! The lock keeps every name, whatever the exporter renames, moves, merges or splits.

use std::collections::BTreeMap;

use dixa_generator::lower::lower;
use dixa_generator::name::lock::{Lock, LockedType, keep_renames};
use dixa_generator::name::name;
use dixa_generator::text::Source;
use serde_json::{Map, Value, json};

/// The names that one run assigns.
struct Named {
    /// The Rust name of each schema.
    types: BTreeMap<String, String>,
    /// The function of each operation.
    functions: BTreeMap<String, String>,
    renamed: BTreeMap<String, String>,
    lock: Lock,
}

/// Assigns names for several descriptions that are versions of one API.
fn versions(roots: &[&Value], lock: &Lock) -> Vec<Named> {
    let apis: Vec<_> =
        roots.iter().map(|root| lower("v1", "api.yaml", root, &dixa_tests::project::conventions()).0).collect();
    let (names, lock) = name(&apis.iter().collect::<Vec<_>>(), lock);
    let text = Source { name: "names.lock".to_owned(), text: lock.to_text() };
    assert_eq!(
        Lock::parse(&text).map_err(|problems| problems.to_string()),
        Ok(lock.clone()),
        "what is written is read"
    );
    let named = names.into_iter().map(|names| Named {
        types: names.types.into_iter().map(|(id, name)| (id.0, name)).collect(),
        functions: names
            .operations
            .into_iter()
            .map(|(key, (module, name))| (key, format!("{module}::{name}")))
            .collect(),
        renamed: names.renamed,
        lock: lock.clone(),
    });
    named.collect()
}

fn named(root: &Value, lock: &Lock) -> Named {
    versions(&[root], lock).remove(0)
}

fn first(root: &Value) -> Named {
    named(root, &Lock::default())
}

fn lock(text: &str) -> Lock {
    let read = Lock::parse(&Source { name: "names.lock".to_owned(), text: text.to_owned() });
    read.unwrap_or_else(|problems| panic!("{problems}"))
}

fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

/// Operations of `METHOD /path`, tag and summary.
fn operations(all: &[(&str, &str, &str)]) -> Value {
    let mut root = json!({"paths": {}});
    for (key, tag, summary) in all {
        let (method, path) = key.split_once(' ').expect("method and path");
        let operation = json!({"tags": [tag], "summary": summary, "responses": {"204": {"description": "Done"}}});
        root["paths"][path][method.to_lowercase()] = operation;
    }
    root
}

/// Operations that each return a schema, and the schemas.
fn responses(responses: &[(&str, &str)], schemas: Value) -> Value {
    let operation = |schema: &str| {
        let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
        json!({"get": {"responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}}})
    };
    let paths: Map<_, _> = responses.iter().map(|(path, schema)| ((*path).to_owned(), operation(schema))).collect();
    json!({"paths": paths, "components": {"schemas": schemas}})
}

/// An object of strings.
fn object(title: &str, fields: &[&str]) -> Value {
    let properties: Map<_, _> = fields.iter().map(|f| ((*f).to_owned(), json!({"type": "string"}))).collect();
    json!({"title": title, "type": "object", "properties": properties})
}

/// An object with one field of another type.
fn holder(title: &str, field: &str, ty: Value) -> Value {
    json!({"title": title, "type": "object", "properties": {field: ty}})
}

fn values(values: &[&str]) -> Value {
    json!({"type": "string", "enum": values})
}

mod functions {
    use super::*;

    const LIST: (&str, &str, &str) = ("GET /agents/{agentId}/teams", "Agents", "List teams");

    /// Returns the name of an operation that changed from `before` to `after`.
    fn moved(before: (&str, &str, &str), after: (&str, &str, &str)) -> String {
        let run = named(&operations(&[after]), &first(&operations(&[before])).lock);
        assert_eq!(run.lock.operations, run.functions);
        run.functions[after.0].clone()
    }

    #[test]
    fn a_renamed_path_parameter_renames_nothing_and_the_lock_has_the_new_key() {
        assert_eq!(moved(LIST, ("GET /agents/{id}/teams", "Agents", "List teams")), "agents::list_teams");
    }

    #[test]
    fn another_summary_tag_or_id_renames_nothing() {
        assert_eq!(moved(LIST, ("GET /agents/{agentId}/teams", "Agents", "Teams of an agent")), "agents::list_teams");
        assert_eq!(moved(LIST, ("GET /agents/{agentId}/teams", "Teams", "List teams")), "agents::list_teams");
        let mut root = operations(&[("GET /a", "A", "")]);
        root["paths"]["/a"]["get"]["operationId"] = "listThings".into();
        let lock = first(&root).lock;
        root["paths"]["/a"]["get"]["operationId"] = "fetchThings".into();
        assert_eq!(named(&root, &lock).functions, pairs(&[("GET /a", "a::list_things")]));
    }

    #[test]
    fn a_moved_operation_keeps_the_name_that_follows_from_its_summary() {
        assert_eq!(moved(LIST, ("GET /people/{id}/groups", "Agents", "List teams")), "agents::list_teams");
        let update = ("PATCH /agents/{id}", "Agents", "Update agent");
        assert_eq!(moved(update, ("PUT /agents/{id}", "Agents", "Update agent")), "agents::update_agent");
    }

    #[test]
    fn a_path_with_another_spelling_or_with_leading_segments_keeps_the_name() {
        let users = ("GET /endusers/{id}", "Users", "Get end user");
        assert_eq!(moved(users, ("GET /end-users/{id}", "Users", "Fetch one")), "users::get_end_user");
        assert_eq!(moved(users, ("GET /org/EndUsers/{id}", "Users", "Fetch one")), "users::get_end_user");
        let nested = ("GET /org/endusers/{id}", "Users", "Get end user");
        assert_eq!(moved(nested, ("GET /endusers/{userId}", "Users", "Fetch one")), "users::get_end_user");
    }

    #[test]
    fn an_operation_that_is_only_similar_does_not_take_the_name() {
        assert_eq!(moved(LIST, ("GET /agents/{id}/queues", "Agents", "List queues")), "agents::list_queues");
        assert_eq!(moved(LIST, ("POST /agents/{id}/teams", "Agents", "Add team")), "agents::add_team");
        assert_eq!(moved(LIST, ("GET /org/agents/{id}/teams", "Teams", "Agent teams")), "teams::agent_teams");
        let tags = ("GET /tags", "Tags", "List tags");
        assert_eq!(moved(tags, ("GET /conversations/{id}/tags", "Tags", "Tags of one")), "tags::tags_of_one");
    }

    #[test]
    fn if_two_operations_match_one_name_neither_takes_it() {
        let lock = first(&operations(&[("GET /endusers", "Users", "List")])).lock;
        let two = operations(&[("GET /end-users", "Users", "First one"), ("GET /org/endusers", "Users", "Second one")]);
        let expected = [("GET /end-users", "users::first_one"), ("GET /org/endusers", "users::second_one")];
        assert_eq!(named(&two, &lock).functions, pairs(&expected));
    }

    #[test]
    fn a_name_that_one_version_still_has_is_not_taken_in_another() {
        let old = operations(&[("GET /users", "Users", "List users")]);
        let new = operations(&[("GET /org/users", "Users", "List users")]);
        let run = versions(&[&old, &new], &first(&old).lock);
        assert_eq!(run[0].functions["GET /users"], "users::list_users");
        assert_ne!(run[1].functions["GET /org/users"], "users::list_users");
    }

    #[test]
    fn versions_with_different_names_for_a_path_parameter_share_one_entry() {
        let roots = ["GET /a/{id}", "GET /a/{aId}"].map(|key| operations(&[(key, "A", "Get it")]));
        let run = versions(&[&roots[0], &roots[1]], &Lock::default());
        assert_eq!(run[0].lock.operations, pairs(&[("GET /a/{id}", "a::get_it")]));
        assert_eq!(run[1].functions, pairs(&[("GET /a/{aId}", "a::get_it")]));
        assert_eq!(run[0].lock.operation("GET /a/{aId}"), Some(("GET /a/{id}", "a::get_it")));
    }

    #[test]
    fn an_old_name_is_not_given_to_a_new_operation() {
        let lock = lock("[operations]\n\"GET /a\" = \"a::list\"\n[renamed]\n\"a::get_all\" = \"a::list\"\n");
        let run = named(&operations(&[("GET /a", "A", ""), ("GET /b", "A", "Get all")]), &lock);
        assert_eq!(run.functions, pairs(&[("GET /a", "a::list"), ("GET /b", "a::get_b")]));
        assert_eq!(run.renamed, pairs(&[("a::get_all", "a::list")]));
    }
}

mod types {
    use super::*;

    #[test]
    fn the_names_of_path_parameters_are_not_part_of_the_places_of_a_type() {
        let before = first(&responses(&[("/a/{id}", "X")], json!({"X": object("X", &["a"])})));
        let mut lock = before.lock;
        lock.types[0].name = "Mine".to_owned();
        let after = named(&responses(&[("/a/{key}", "Y")], json!({"Y": object("Y", &["b"])})), &lock);
        assert_eq!(after.types["Y"], "Mine", "by its place alone");
    }

    fn reference(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    /// Two unions with the same title, whose members have the same titles, under the numbers that the exporter assigns.
    fn outcomes(paths: [&str; 2], numbers: [usize; 2], members: [&[&str]; 2]) -> Value {
        let mut schemas = json!({});
        for (number, fields) in numbers.iter().zip(members) {
            let union = [reference(&format!("Success{number}")), json!({"title": "None", "type": "string"})];
            schemas[format!("Outcome{number}")] = json!({"title": "Outcome", "oneOf": union});
            schemas[format!("Success{number}")] = object("Success", fields);
        }
        let [a, b] = numbers.map(|number| format!("Outcome{number}"));
        responses(&[(paths[0], &a), (paths[1], &b)], schemas)
    }

    #[test]
    fn schemas_with_the_same_title_and_place_that_all_get_a_field_keep_their_names() {
        let before = first(&outcomes(["/a", "/b"], [1, 2], [&["id"], &["name"]]));
        for added in ["u", "v", "w", "x", "y", "z"] {
            let after = named(&outcomes(["/a", "/b"], [2, 1], [&["id", added], &["name", added]]), &before.lock);
            for (old, new) in [("Success1", "Success2"), ("Success2", "Success1")] {
                assert_eq!(after.types[new], before.types[old], "the number changes, the place does not");
            }
        }
    }

    #[test]
    fn a_schema_whose_title_others_have_does_not_take_the_name_of_a_removed_one() {
        let before = first(&outcomes(["/a", "/b"], [1, 2], [&["id"], &["name"]]));
        let after = named(&outcomes(["/a", "/c"], [1, 2], [&["id"], &["tag"]]), &before.lock);
        for schema in ["Outcome", "Success"] {
            let [kept, other] = [1, 2].map(|number| format!("{schema}{number}"));
            assert_eq!(after.types[&kept], before.types[&kept]);
            assert_ne!(after.types[&other], before.types[&other]);
        }
    }

    #[test]
    fn an_inline_schema_does_not_take_the_name_of_another_kind_or_place() {
        let body = |holding: &str, value: Value| {
            let holding = json!({holding: holder(holding, "value", value)});
            let name = holding.as_object().and_then(|all| all.keys().next().cloned()).expect("one schema");
            responses(&[("/a", &name)], holding)
        };
        let value = "/components/schemas/A/properties/value";
        let choice = first(&body("A", values(&["x", "y"])));
        assert_eq!(choice.types[value], "AValue");
        let mut renamed = choice.lock;
        renamed
            .types
            .iter_mut()
            .filter(|entry| entry.title == "value")
            .for_each(|entry| entry.name = "Mine".to_owned());
        let name = |root: &Value, at: &str| named(root, &renamed).types[at].clone();
        assert_eq!(name(&body("A", values(&["x", "z"])), value), "Mine", "title and place");
        assert_ne!(name(&body("A", object("", &["x"])), value), "Mine", "a struct");
        assert_ne!(name(&body("B", values(&["z"])), "/components/schemas/B/properties/value"), "Mine", "title alone");
    }

    #[test]
    fn a_component_keeps_its_name_when_its_kind_and_all_its_places_change() {
        let mut lock = first(&responses(&[("/a", "Thing")], json!({"Thing": object("Thing", &["a"])}))).lock;
        lock.types[0].name = "MyThing".to_owned();
        let after = named(&responses(&[("/b", "Thing")], json!({"Thing": values(&["x"])})), &lock);
        assert_eq!(after.types["Thing"], "MyThing");
        let roots = [object("Thing", &["a"]), values(&["x"])]
            .map(|thing| responses(&[("/a", "Thing")], json!({"Thing": thing})));
        let run = versions(&[&roots[0], &roots[1]], &Lock::default());
        assert_eq!((run[0].types["Thing"].as_str(), run[1].types["Thing"].as_str()), ("Thing", "Thing"));
    }

    #[test]
    fn the_name_of_a_removed_type_is_not_reused_in_the_same_run() {
        let lock = first(&responses(&[("/a", "A")], json!({"A": object("Thing", &["a"]), "B": object("B", &[])}))).lock;
        // Two schemas have the title of the old one, but neither has its place or its structure.
        let schemas = json!({"B": object("Thing", &["b"]), "C": object("Thing", &["c"])});
        let after = named(&responses(&[("/b", "B"), ("/c", "C")], schemas), &lock);
        assert!(after.types.values().all(|name| name != "Thing"), "{:?}", after.types);
        assert_eq!(after.renamed, pairs(&[]));
    }

    #[test]
    fn a_schema_that_moved_is_distinguished_from_the_one_in_its_former_place() {
        let lock = first(&responses(&[("/a", "Agent")], json!({"Agent": object("Agent", &["a"])}))).lock;
        let schemas = json!({"Agent": object("Agent", &["a", "b"]), "Summary": object("Summary", &["s"])});
        let after = named(&responses(&[("/a", "Summary"), ("/a/one", "Agent")], schemas), &lock);
        assert_eq!(after.types, pairs(&[("Agent", "Agent"), ("Summary", "Summary")]));
    }

    /// Two fields of two objects; they have one type if they are equal.
    fn states(first: Value, second: Value) -> Value {
        let schemas = json!({"P": holder("P", "state", first), "Q": holder("Q", "status", second)});
        responses(&[("/p", "P"), ("/q", "Q")], schemas)
    }

    const P: &str = "/components/schemas/P/properties/state";
    const Q: &str = "/components/schemas/Q/properties/status";

    #[test]
    fn two_types_that_merge_keep_both_names_and_use_them_again_when_they_split() {
        let (old, new) = (values(&["a"]), values(&["a", "b"]));
        let apart = first(&states(old.clone(), new.clone()));
        assert_eq!((apart.types[P].as_str(), apart.types[Q].as_str()), ("PState", "QStatus"));
        // The structure that remains decides which name remains.
        for (merged, name, alias) in [(&new, "QStatus", "PState"), (&old, "PState", "QStatus")] {
            let merged = named(&states(merged.clone(), merged.clone()), &apart.lock);
            assert_eq!(merged.types[P], name);
            assert_eq!(merged.renamed, pairs(&[(alias, name)]));
            let again = named(&states(old.clone(), new.clone()), &merged.lock);
            assert_eq!((again.types[P].as_str(), again.types[Q].as_str()), ("PState", "QStatus"));
            assert_eq!(again.lock, apart.lock, "and the alias ends");
        }
    }

    #[test]
    fn a_type_that_splits_keeps_its_name_for_one_part_and_merges_back_with_an_alias() {
        let (old, new) = (values(&["a"]), values(&["a", "b"]));
        let whole = first(&states(old.clone(), old.clone()));
        let name = whole.types[P].clone();
        let split = named(&states(old.clone(), new), &whole.lock);
        assert_eq!((&split.types[P], split.types[Q].as_str()), (&name, "QStatus"));
        assert_eq!(split.renamed, pairs(&[]));
        let again = named(&states(old.clone(), old), &split.lock);
        assert_eq!(again.types[P], name);
        assert_eq!(again.renamed, pairs(&[("QStatus", &name)]));
    }

    #[test]
    fn when_two_components_merge_the_name_used_in_most_places_remains_whatever_their_numbers() {
        let apart = |numbers: [&str; 2], fields: [&[&str]; 2]| {
            let [few, many] = numbers;
            let schemas = json!({few: object("Thing", fields[0]), many: object("Thing", fields[1])});
            responses(&[("/a", few), ("/b", many), ("/c", many), ("/d", many)], schemas)
        };
        let mut lock = first(&apart(["Thing", "Thing1"], [&["a"], &["b"]])).lock;
        for entry in &mut lock.types {
            entry.name = if entry.used.len() == 1 { "Few" } else { "Many" }.to_owned();
        }
        for numbers in [["Thing", "Thing1"], ["Thing1", "Thing"]] {
            let merged = named(&apart(numbers, [&["c"], &["c"]]), &lock);
            assert_eq!(merged.types.values().collect::<Vec<_>>(), ["Many"]);
            assert_eq!(merged.renamed, pairs(&[("Few", "Many")]));
        }
    }

    #[test]
    fn a_type_that_is_replaced_by_a_struct_with_another_title_gets_no_alias() {
        let schemas = json!({"Agent": object("Agent", &["a"]), "List": object("List", &["l"])});
        let lock = first(&responses(&[("/a", "List"), ("/b", "Agent")], schemas.clone())).lock;
        let after = named(&responses(&[("/a", "Agent"), ("/b", "Agent")], schemas), &lock);
        assert_eq!((after.types.len(), after.renamed), (1, pairs(&[])));
    }
}

mod the_lock {
    use super::*;

    fn refused(text: &str) -> String {
        let source = Source { name: "spec/names.lock".to_owned(), text: text.to_owned() };
        Lock::parse(&source).map(|lock| lock.to_text()).expect_err("a lock with mistakes").to_string()
    }

    #[test]
    fn every_mistake_under_renamed_is_named_with_its_line() {
        let text =
            "[renamed]\nconvo = \"Conversation\"\n\"a::b\" = \"Agent\"\nSame = \"Same\"\n\"types::x\" = \"a::b\"\n";
        insta::assert_snapshot!(refused(text), @r"
        error[names-lock]: `Same` cannot be an alias of itself
          at spec/names.lock:4
          help: restore the file from version control, or correct the entry by hand
        error[names-lock]: `a::b` cannot be an alias of `Agent`: one is a type and the other is a function
          at spec/names.lock:3
          help: restore the file from version control, or correct the entry by hand
        error[names-lock]: `convo` is neither a valid name of a type nor of the form `module::function`
          at spec/names.lock:2
          help: restore the file from version control, or correct the entry by hand
        error[names-lock]: `types::x` is neither a valid name of a type nor of the form `module::function`
          at spec/names.lock:5
          help: restore the file from version control, or correct the entry by hand
        ");
        insta::assert_snapshot!(refused("[renamed]\nA = \"B\"\nA = \"C\"\n"), @r"
        error[names-lock]: names.lock cannot be read: duplicate key
          at spec/names.lock:3
          help: restore the file from version control, or correct the entry by hand
        ");
    }

    const THINGS: &str = "\
        [operations]\n\"GET /a\" = \"a::list\"\n[[type]]\nname = \"Thing\"\ntitle = \"Thing\"\nshape = []\nused = []\n";

    /// What remains under `[renamed]` when there are one type, `Thing`, and one function, `a::list`.
    fn settled(renamed: &[(&str, &str)]) -> BTreeMap<String, String> {
        let mut root = responses(&[("/a", "Thing")], json!({"Thing": object("Thing", &["a"])}));
        root["paths"]["/a"]["get"]["tags"] = json!(["A"]);
        let run = named(&root, &Lock { renamed: pairs(renamed), ..lock(THINGS) });
        assert_eq!(run.lock.renamed, run.renamed);
        run.renamed
    }

    #[test]
    fn chains_of_old_names_collapse() {
        let all = settled(&[("A", "B"), ("B", "Thing"), ("a::x", "a::y"), ("a::y", "a::list")]);
        assert_eq!(all, pairs(&[("A", "Thing"), ("B", "Thing"), ("a::x", "a::list"), ("a::y", "a::list")]));
    }

    #[test]
    fn an_old_name_ends_when_its_target_is_removed_or_when_it_is_a_name_again() {
        assert_eq!(settled(&[("A", "Gone"), ("Thing", "A"), ("B", "C"), ("C", "B")]), pairs(&[]));
        assert_eq!(settled(&[("Thing", "A"), ("A", "Thing")]), pairs(&[("A", "Thing")]));
    }

    #[test]
    fn an_old_name_is_kept_in_the_versions_that_have_its_target() {
        let with = responses(&[("/a", "Thing")], json!({"Thing": object("Thing", &["a"])}));
        let without = operations(&[("GET /b", "B", "")]);
        let lock = Lock { renamed: pairs(&[("Old", "Thing")]), ..lock(THINGS) };
        let run = versions(&[&with, &without], &lock);
        assert_eq!(run[0].renamed, pairs(&[("Old", "Thing")]));
        assert_eq!(run[1].renamed, pairs(&[]));
        assert_eq!(run[1].lock.renamed, pairs(&[("Old", "Thing")]));
    }

    /// The old names that are recorded when names of `THINGS` are edited by hand.
    fn recorded(edit: impl Fn(&mut Lock)) -> BTreeMap<String, String> {
        let before = lock(THINGS);
        let mut after = before.clone();
        edit(&mut after);
        keep_renames(&before, &mut after);
        after.renamed
    }

    #[test]
    fn a_name_that_was_edited_by_hand_is_recorded_as_an_old_name() {
        assert_eq!(recorded(|_| ()), pairs(&[]));
        let renamed = recorded(|lock| {
            lock.types[0].name = "Object".to_owned();
            lock.operations = pairs(&[("GET /a", "a::all")]);
        });
        assert_eq!(renamed, pairs(&[("Thing", "Object"), ("a::list", "a::all")]));
    }

    #[test]
    fn an_edited_name_is_not_recorded_if_the_old_one_is_already_an_alias_or_a_name() {
        let covered = recorded(|lock| {
            lock.types[0].name = "Object".to_owned();
            lock.types.push(LockedType { name: "Other".to_owned(), title: "New".to_owned(), ..LockedType::default() });
            lock.renamed = pairs(&[("Thing", "Other")]);
        });
        assert_eq!(covered, pairs(&[("Thing", "Other")]));
        let renamed_again = recorded(|lock| {
            lock.types[0].name = "Object".to_owned();
            lock.renamed = pairs(&[("Thing", "Between")]);
        });
        assert_eq!(renamed_again, pairs(&[("Thing", "Object")]));
        let taken = recorded(|lock| {
            lock.types[0].name = "Object".to_owned();
            lock.types.push(LockedType { name: "Thing".to_owned(), title: "New".to_owned(), ..LockedType::default() });
        });
        assert_eq!(taken, pairs(&[]));
    }

    #[test]
    fn an_alias_that_ends_by_itself_is_reported() {
        let mut input = crate::FROZEN.input.clone();
        let names = "[renamed]\nPerson = \"Membr\"\nTool    = \"Member\"\nOldState = \"ToolState\"\n\n[operations]";
        input.names.text = input.names.text.replace("[operations]", names);
        let output = dixa_generator::generate(&input).unwrap_or_else(|problems| panic!("{problems}"));
        insta::assert_snapshot!(output.diagnostics.to_string(), @r"
        warning[alias-ends]: the alias `Person` of `Membr` is removed: nothing is called `Membr`
          at names.lock:9
          help: correct the right side under [renamed], or delete the line
        warning[alias-ends]: the alias `Tool` of `Member` is removed: `Tool` is a current name again
          at names.lock:10
          help: correct the right side under [renamed], or delete the line
        ");
        assert!(output.names.contains("[renamed]\n\"OldState\" = \"ToolState\"\n"));
    }
}
