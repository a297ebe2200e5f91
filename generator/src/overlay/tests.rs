use super::*;
use crate::diagnostic::Diagnostics;
use crate::text::Source;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const HEAD: &str = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n";

/// An overlay whose actions are this text; they start at line 4.
fn overlay(actions: &str) -> Source {
    Source { name: "fix.yaml".to_owned(), text: format!("{HEAD}{actions}") }
}

fn lines(problems: &Diagnostics) -> String {
    let line = |problem: &crate::diagnostic::Diagnostic| {
        format!("{} at {}: {}", problem.code, problem.places[0], problem.message).replace("fix.yaml", "")
    };
    problems.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn refused(text: &str) -> String {
    let source = Source { name: "fix.yaml".to_owned(), text: text.to_owned() };
    parse(source).map_or_else(|problems| lines(&problems), |_| "none".to_owned())
}

/// The document after the actions, and the problems.
fn applied(mut document: Value, actions: &str) -> (Value, String) {
    let overlay = parse(overlay(actions)).map_err(|problems| problems.to_string()).unwrap();
    let problems = apply(&mut document, &[overlay]);
    (document, lines(&problems))
}

fn changed(document: Value, action: &str) -> Value {
    let (document, problems) = applied(document, &format!("  - {{description: d, {action}}}"));
    assert_eq!(problems, "");
    document
}

fn failed(document: Value, action: &str) -> String {
    let (after, problems) = applied(document.clone(), &format!("  - {{description: d, {action}}}"));
    assert_eq!(after, document, "an action that fails changes nothing");
    problems
}

mod parsing {
    use super::*;

    #[test]
    fn an_action_keeps_its_extensions() {
        let text =
            "  - target: $.a\n    description: why\n    update: {b: 1}\n    x-expect: {b: 2}\n    x-evidence: 7\n";
        let parsed = parse(overlay(text)).unwrap();
        assert_eq!(parsed.title, "t");
        assert_eq!(
            parsed.actions,
            [Action {
                target: "$.a".to_owned(),
                description: "why".to_owned(),
                change: Change::Update(json!({"b": 1})),
                expect: Some(json!({"b": 2})),
                extensions: BTreeMap::from([("x-evidence".to_owned(), json!(7))]),
            }]
        );
    }

    #[test]
    fn a_written_overlay_reads_back() {
        let action = |change, expect| Action {
            target: "$.paths['/a'].get".to_owned(),
            description: "two\nlines".to_owned(),
            change,
            expect,
            extensions: BTreeMap::from([("x-evidence".to_owned(), json!({"examples": 3}))]),
        };
        let actions =
            [action(Change::Remove, None), action(Change::Update(json!({"a": null})), Some(json!({"b": null})))];
        let text = crate::text::to_yaml(&to_document("t", "1", &actions));
        assert_eq!(parse(Source { name: "fix.yaml".to_owned(), text }).unwrap().actions, actions);
    }

    #[test]
    fn all_problems_are_reported_together() {
        let text = "overlay: 1.1.0
info: {title: '', versoin: 1}
action: []
actions:
  - {target: $.a, remove: true}
  - {description: d, update: 1, remove: true}
  - {target: '$.a[', description: d, update: 1, upsert: 1}
  - {target: $.a, description: d, remove: 1}
  - {target: 5, description: d}
  - 7
";
        insta::assert_snapshot!(refused(text), @r"
        overlay-invalid at :1 /overlay: only version `1.0.0` of the overlay format is supported
        overlay-invalid at :2 /info: `version` is missing
        overlay-invalid at :2 /info/title: `title` must be a string that is not empty
        overlay-invalid at :2 /info/versoin: the key `versoin` is unknown here: did you mean `version`?; the known keys are title, version
        overlay-invalid at :3 /action: the key `action` is unknown here: did you mean `actions`?; the known keys are overlay, info, extends, actions
        overlay-invalid at :5 /actions/0: `description` is missing
        overlay-invalid at :6 /actions/1: `target` is missing
        overlay-invalid at :6 /actions/1: an action needs either `update` or `remove: true`, and not both
        overlay-invalid at :7 /actions/2/target: `$.a[` is not a valid JSONPath: parser error at position 4
        overlay-invalid at :7 /actions/2/upsert: the key `upsert` is unknown here; the known keys are target, description, update, remove, x-expect, x-evidence
        overlay-invalid at :8 /actions/3/remove: `remove` must be true or false
        overlay-invalid at :9 /actions/4: an action needs either `update` or `remove: true`, and not both
        overlay-invalid at :9 /actions/4/target: `target` must be a string that is not empty
        overlay-invalid at :10 /actions/5: expected an object, found a number
        ");
    }

    #[test]
    fn a_document_without_actions_is_rejected() {
        insta::assert_snapshot!(refused("overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions: []"), @"overlay-invalid at :3 /actions: `actions` must be a list with at least one action");
        insta::assert_snapshot!(refused("openapi: 3.0.3"), @r"
        overlay-invalid at : `overlay` is missing
        overlay-invalid at  /actions: `actions` must be a list with at least one action
        overlay-invalid at  /info: expected an object, found null
        overlay-invalid at :1 /openapi: the key `openapi` is unknown here; the known keys are overlay, info, extends, actions
        ");
    }

    #[test]
    fn text_that_the_parser_rejects_is_rejected() {
        insta::assert_snapshot!(refused("overlay: 1.0.0\noverlay: 1.0.0"), @"duplicate-key at :2 /overlay: the key `overlay` appears twice");
    }
}

mod updating {
    use super::*;

    #[test]
    fn an_object_is_merged_deeply() {
        let document = json!({"a": {"keep": 1, "replace": 1, "list": [1], "inner": {"keep": 1}}});
        let update = "update: {replace: two, list: [2], inner: {new: 2}, new: {b: 1}}";
        assert_eq!(
            changed(document, &format!("target: $.a, {update}")),
            json!({"a": {"keep": 1, "replace": "two", "list": [1, 2], "inner": {"keep": 1, "new": 2}, "new": {"b": 1}}})
        );
    }

    #[test]
    fn the_update_is_appended_to_a_list() {
        assert_eq!(changed(json!({"a": [1]}), "target: $.a, update: [2]"), json!({"a": [1, [2]]}));
    }

    #[test]
    fn every_node_that_matches_is_updated() {
        let document = json!({"a": {"t": 1}, "b": {"t": 2}, "c": {"t": 1}});
        assert_eq!(
            changed(document, "target: '$[?@.t == 1]', update: {u: 1}"),
            json!({"a": {"t": 1, "u": 1}, "b": {"t": 2}, "c": {"t": 1, "u": 1}})
        );
    }

    #[test]
    fn the_whole_document_can_be_updated() {
        assert_eq!(changed(json!({"a": 1}), "target: $, update: {b: 2}"), json!({"a": 1, "b": 2}));
    }

    #[test]
    fn a_scalar_cannot_be_updated() {
        insta::assert_snapshot!(failed(json!({"a": 1}), "target: $.a, update: {b: 1}"), @"overlay-change at :4 /actions/0/target: `/a` is a number, which cannot be updated");
    }

    #[test]
    fn a_scalar_cannot_be_merged_into_an_object() {
        insta::assert_snapshot!(failed(json!({"a": {}}), "target: $.a, update: 1"), @"overlay-change at :4 /actions/0/target: `/a` is an object, and a number cannot be merged into it");
    }
}

mod removing {
    use super::*;

    #[test]
    fn a_key_is_removed() {
        assert_eq!(changed(json!({"a~/": 1, "b": 2}), "target: \"$['a~/']\", remove: true"), json!({"b": 2}));
    }

    #[test]
    fn several_items_of_a_list_are_removed() {
        let list: Vec<u32> = (0..13).collect();
        assert_eq!(
            changed(json!(list), "target: '$[2,11,3,11,12]', remove: true"),
            json!([0, 1, 4, 5, 6, 7, 8, 9, 10])
        );
    }

    #[test]
    fn nodes_within_removed_nodes_are_removed_too() {
        assert_eq!(
            changed(json!({"a": {"b": [{"b": 1}]}, "c": 1}), "target: $..b, remove: true"),
            json!({"a": {}, "c": 1})
        );
    }

    #[test]
    fn the_whole_document_cannot_be_removed() {
        insta::assert_snapshot!(failed(json!({"a": 1}), "target: $, remove: true"), @"overlay-change at :4 /actions/0/target: the whole document cannot be removed");
    }
}

mod expecting {
    use super::*;

    #[test]
    fn an_object_may_contain_more_than_is_expected() {
        let document = json!({"a": {"type": "string", "enum": ["x", "y"], "more": 1}});
        changed(document, "target: $.a, x-expect: {type: string, enum: [x, y], format: null}, remove: true");
    }

    #[test]
    fn an_unexpected_value_is_reported_with_its_location() {
        let found = |expect: &str| {
            let document = json!({"a": {"type": "string", "items": {"enum": ["x", "y"], "null": null}}});
            failed(document, &format!("target: $.a, remove: true, x-expect: {expect}"))
        };
        insta::assert_snapshot!(found("{type: integer}"), @r#"overlay-unexpected at :4 /actions/0/x-expect: at `/a/type` `"integer"` is expected, but the description has `"string"`"#);
        insta::assert_snapshot!(found("{items: {enum: [x]}}"), @r#"overlay-unexpected at :4 /actions/0/x-expect: at `/a/items/enum` `["x"]` is expected, but the description has `["x","y"]`"#);
        insta::assert_snapshot!(found("{type: null}"), @r#"overlay-unexpected at :4 /actions/0/x-expect: at `/a/type` nothing is expected, but the description has `"string"`"#);
        insta::assert_snapshot!(found("{items: {'null': null}}"), @"overlay-unexpected at :4 /actions/0/x-expect: at `/a/items/null` nothing is expected, but the description has `null`");
        insta::assert_snapshot!(found("{format: int32}"), @r#"overlay-unexpected at :4 /actions/0/x-expect: at `/a/format` `"int32"` is expected, but the description has nothing"#);
        insta::assert_snapshot!(found("{type: {deep: 1}}"), @r#"overlay-unexpected at :4 /actions/0/x-expect: at `/a/type` `{"deep":1}` is expected, but the description has `"string"`"#);
    }

    #[test]
    fn long_values_are_truncated_in_messages() {
        let document = json!({"a": "é".repeat(200)});
        assert!(failed(document, "target: $.a, x-expect: b, remove: true").ends_with("ééé…`"));
    }

    #[test]
    fn every_node_that_matches_must_be_as_expected() {
        insta::assert_snapshot!(failed(json!([{"t": 1}, {"t": 2}]), "target: '$[*]', x-expect: {t: 1}, update: {u: 1}"), @"overlay-unexpected at :4 /actions/0/x-expect: at `/1/t` `1` is expected, but the description has `2`");
    }
}

mod keys {
    use super::*;

    /// What an update of a place in a description reports.
    fn reported(target: &str, action: &str) -> String {
        let document = json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"get": {"parameters": [{"name": "q", "in": "query", "schema": {}}], "responses": {}}}},
            "components": {"schemas": {"A": {"properties": {"nullabel": {"type": "string"}}}}},
        });
        let action = format!("  - {{description: d, target: \"{target}\", {action}}}");
        let overlay = parse(overlay(&action)).unwrap();
        let problems = apply(&mut document.clone(), &[overlay]);
        let line = |problem: &crate::diagnostic::Diagnostic| {
            format!("{} at {}: {}; {}\n", problem.code, problem.places[0], problem.message, problem.help)
        };
        problems.iter().map(line).collect()
    }

    #[test]
    fn a_key_that_openapi_does_not_define_is_an_error() {
        let schema = "$.components.schemas.A";
        insta::assert_snapshot!(reported(schema, "update: {nullabel: true}"), @"overlay-unknown-key at fix.yaml:4 /actions/0/update/nullabel: OpenAPI defines no `nullabel` for this schema; did you mean `nullable`?");
        insta::assert_snapshot!(reported(schema, "update: {properties: {b: {allOf: [{typ: string}]}}}"), @"overlay-unknown-key at fix.yaml:4 /actions/0/update/properties/b/allOf/0/typ: OpenAPI defines no `typ` for this schema; did you mean `type`?");
        insta::assert_snapshot!(reported(schema, "update: {maxLength: 1}, x-expect: {minLenght: null}"), @"overlay-unknown-key at fix.yaml:4 /actions/0/x-expect/minLenght: OpenAPI defines no `minLenght` for this schema; did you mean `minLength`?");
        insta::assert_snapshot!(reported("$.paths['/a'].get", "update: {operationID: a, responses: {'20x': {}}}"), @r"
        overlay-unknown-key at fix.yaml:4 /actions/0/update/operationID: OpenAPI defines no `operationID` for this operation; did you mean `operationId`?
        overlay-unknown-key at fix.yaml:4 /actions/0/update/responses/20x: OpenAPI defines no `20x` for this responses object; correct it; a key that begins with `x-` may have any name
        ");
        insta::assert_snapshot!(reported("$.paths['/a'].get.parameters", "update: {name: a, in: query, shema: {}}"), @"overlay-unknown-key at fix.yaml:4 /actions/0/update/shema: OpenAPI defines no `shema` for this parameter; did you mean `schema`?");
        insta::assert_snapshot!(reported("$.paths['/a'].*", "update: {bananas: 1}"), @"overlay-unknown-key at fix.yaml:4 /actions/0/update/bananas: OpenAPI defines no `bananas` for this operation; correct it; a key that begins with `x-` may have any name");
    }

    #[test]
    fn names_extensions_and_values_of_any_form_may_have_every_key() {
        for (target, update) in [
            ("$.components.schemas", "{nullabel: {type: object}}"),
            ("$.components.schemas.A", "{properties: {nullabel: {nullable: true}}, x-propertyNames: {typ: a}}"),
            ("$.components.schemas.A", "{example: {nullabel: 1}, default: {a: 1}, discriminator: {propertyName: a}}"),
            ("$.components.schemas.A.properties.nullabel", "{$ref: '#/components/schemas/A'}"),
            (
                "$.paths['/a'].get.responses",
                "{'200': {description: d}, default: {description: d}, 4XX: {description: d}}",
            ),
            ("$.info", "{contact: {name: x}}"),
        ] {
            assert_eq!(reported(target, &format!("update: {update}")), "", "{target} {update}");
        }
    }

    #[test]
    fn a_misspelled_extension_of_an_action_is_an_error() {
        for key in ["x-expects", "x-exspect", "x-Expect", "x-note"] {
            let found = refused(&format!("{HEAD}  - {{target: $.a, description: d, remove: true, {key}: 1}}"));
            assert!(
                found.starts_with(&format!("overlay-invalid at :4 /actions/0/{key}: the key `{key}` is unknown")),
                "{found}"
            );
            assert_eq!(found.contains("did you mean `x-expect`?"), key != "x-note", "{found}");
        }
    }
}

mod failing {
    use super::*;

    #[test]
    fn a_target_that_matches_nothing_is_an_error() {
        insta::assert_snapshot!(failed(json!({"a": 1}), "target: $.b, remove: true"), @"overlay-no-match at :4 /actions/0/target: `$.b` matches nothing: `$` has no `b`");
    }

    #[test]
    fn later_actions_still_run_and_all_failures_are_reported() {
        let actions = "  - {target: $.x, description: d, remove: true}
  - {target: $.a, description: d, update: {b: 1}}
  - {target: $.y, description: d, remove: true}
";
        let (document, problems) = applied(json!({"a": {}}), actions);
        assert_eq!(document, json!({"a": {"b": 1}}));
        insta::assert_snapshot!(problems, @r"
        overlay-no-match at :4 /actions/0/target: `$.x` matches nothing: `$` has no `x`
        overlay-no-match at :6 /actions/2/target: `$.y` matches nothing: `$` has no `y`
        ");
    }

    #[test]
    fn a_consequence_of_a_failure_is_not_reported() {
        let document = || json!({"a": {"type": "integer", "b": {}}});
        let second_half = "  - {target: $.a.type, x-expect: string, description: d, remove: true}
  - {target: $.a, x-expect: {type: null}, description: d, update: {oneOf: []}}
  - {target: $.a.b, x-expect: {c: 1}, description: d, remove: true}
";
        insta::assert_snapshot!(applied(document(), second_half).1, @r#"
        overlay-unexpected at :4 /actions/0/x-expect: at `/a/type` `"string"` is expected, but the description has `"integer"`
        overlay-unexpected at :6 /actions/2/x-expect: at `/a/b/c` `1` is expected, but the description has nothing
        "#);
        let gone = "  - {target: $.c.d.e, description: d, remove: true}
  - {target: $.c.f, description: d, update: {g: 1}}
  - {target: $.a.c, description: d, remove: true}
";
        insta::assert_snapshot!(applied(document(), gone).1, @r"
        overlay-no-match at :4 /actions/0/target: `$.c.d.e` matches nothing: `$` has no `c`
        overlay-no-match at :6 /actions/2/target: `$.a.c` matches nothing: `$.a` has no `c`
        ");
    }

    #[test]
    fn every_filter_that_matches_nothing_is_reported() {
        let document = json!({"list": [{"name": "x"}]});
        let actions = "  - {target: \"$.list[?@.name == 'y']\", description: d, remove: true}
  - {target: \"$.list[?@.name == 'y'].size\", description: d, remove: true}
  - {target: \"$.list[?@.name == 'z']\", description: d, remove: true}
  - {target: \"$.list[0].size\", description: d, remove: true}
";
        insta::assert_snapshot!(applied(document, actions).1, @r"
        overlay-no-match at :4 /actions/0/target: `$.list[?@.name == 'y']` matches nothing: nothing in `$.list` matches `[?@.name == 'y']`
        overlay-no-match at :6 /actions/2/target: `$.list[?@.name == 'z']` matches nothing: nothing in `$.list` matches `[?@.name == 'z']`
        overlay-no-match at :7 /actions/3/target: `$.list[0].size` matches nothing: `$.list[0]` has no `size`
        ");
    }

    #[test]
    fn a_target_that_matches_nothing_names_what_is_missing_and_what_was_probably_meant() {
        let document = json!({
            "a": {"schemas": {"Order Item": {"properties": {"size": {}}}}}, "list": [{"name": "x"}],
            "queues": {"Queue": {"id": {}}, "Queue1": {"open": {}}},
        });
        let found = |target: &str| {
            let actions = format!("  - {{description: d, remove: true, target: \"{target}\"}}");
            let overlay = parse(overlay(&actions)).unwrap();
            let problems = apply(&mut document.clone(), &[overlay]);
            let problem = problems.iter().next().unwrap().clone();
            format!("{}; {}", problem.message, problem.help.split("? ").next().unwrap_or_default())
        };
        insta::assert_snapshot!(
            [
                "$.a.schemas['Order Item'].properties.sizes",
                "$.a.schemas['OrderItem'].properties.size",
                "$.a.schema['Order Item']",
                "$.queues.Queu1.open",
                "$.list[3].name",
                "$.list[?@.name == 'y'].name",
                "$.list[0].nam",
                "$..nam",
            ]
            .map(found)
            .join("\n"),
            @r"
        `$.a.schemas['Order Item'].properties.sizes` matches nothing: `$.a.schemas['Order Item'].properties` has no `sizes`; did you mean `size`
        `$.a.schemas['OrderItem'].properties.size` matches nothing: `$.a.schemas` has no `OrderItem`; did you mean `Order Item`
        `$.a.schema['Order Item']` matches nothing: `$.a` has no `schema`; did you mean `schemas`
        `$.queues.Queu1.open` matches nothing: `$.queues` has no `Queu1`; did you mean `Queue1`
        `$.list[3].name` matches nothing: nothing in `$.list` matches `[3]`; the description has changed: correct the target, or delete the action if it is no longer needed
        `$.list[?@.name == 'y'].name` matches nothing: nothing in `$.list` matches `[?@.name == 'y']`; the description has changed: correct the target, or delete the action if it is no longer needed
        `$.list[0].nam` matches nothing: `$.list[0]` has no `nam`; did you mean `name`
        `$..nam` matches nothing: nothing in `$` matches `..nam`; the description has changed: correct the target, or delete the action if it is no longer needed
        "
        );
    }

    #[test]
    fn an_action_sees_the_changes_of_earlier_actions() {
        let actions =
            "  - {target: $.a, description: d, update: {b: {}}}\n  - {target: $.a.b, description: d, update: {c: 1}}\n";
        assert_eq!(applied(json!({"a": {}}), actions), (json!({"a": {"b": {"c": 1}}}), String::new()));
    }

    #[test]
    fn an_invalid_path_of_an_action_built_in_code_is_an_error() {
        let action = |target: String| Action {
            target,
            description: "d".to_owned(),
            change: Change::Remove,
            expect: None,
            extensions: BTreeMap::new(),
        };
        let actions = vec![action("$.a[?".to_owned()), action(format!("$[?{}@.a]", "(".repeat(5000)))];
        let overlay = Overlay { source: overlay(""), title: "t".to_owned(), extends: None, actions };
        insta::assert_snapshot!(lines(&apply(&mut json!({}), &[overlay])), @r"
        overlay-target at  /actions/0/target: `$.a[?` is not a valid JSONPath: in long-hand segment, parser error at position 6
        overlay-target at  /actions/1/target: the brackets of the JSONPath are nested deeper than 20 levels
        ");
    }
}
