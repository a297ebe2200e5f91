use super::*;
use crate::diagnostic::Diagnostic;
use crate::text::{escape, line_of, lines_of, source_from_bytes, to_yaml, unescape};
use serde_json::json;

fn source(text: impl Into<String>) -> Source {
    Source { name: "api.yaml".to_owned(), text: text.into() }
}

/// A description with this text after three lines that every description needs.
fn description(rest: &str) -> Source {
    source(format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths: {{}}\n{rest}"))
}

/// A description whose schemas are this text; they start at line 6.
fn schemas(text: &str) -> Source {
    let indented: String = text.lines().map(|line| format!("    {line}\n")).collect();
    description(&format!("components:\n  schemas:\n{indented}"))
}

/// Reads a description and checks it.
fn load(source: Source) -> Result<Document, Diagnostics> {
    let document = parse(source)?;
    let problems = check(&document);
    if problems.has_errors() { Err(problems) } else { Ok(document) }
}

/// One line for each problem: code, location, message.
fn problems(source: Source) -> String {
    match load(source) {
        Ok(_) => "none".to_owned(),
        Err(problems) => problems.iter().map(line).collect::<Vec<_>>().join("\n"),
    }
}

fn line(problem: &Diagnostic) -> String {
    let places: Vec<_> = problem.places.iter().map(|place| place.to_string().replace("api.yaml", "")).collect();
    format!("{} at {}: {}", problem.code, places.join(" and "), problem.message)
}

fn value(source: Source) -> Value {
    load(source).map_err(|problems| problems.to_string()).unwrap().value
}

mod bytes {
    use super::*;

    #[test]
    fn text_in_utf8_is_a_source_without_its_byte_order_mark() {
        let source = source_from_bytes("a.yaml", b"\xef\xbb\xbfopenapi: 3.0.3".to_vec()).unwrap();
        assert_eq!(source.text, "openapi: 3.0.3");
    }

    #[test]
    fn anything_else_is_rejected_as_binary() {
        for bytes in [&b"\x89PNG\r\n"[..], b"openapi\0", b"\xff\xfeo\0p\0"] {
            let problems = source_from_bytes("a.yaml", bytes.to_vec()).unwrap_err();
            assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["binary-file"]);
        }
    }
}

mod syntax {
    use super::*;

    #[test]
    fn yaml_and_json_are_read_to_the_same_value() {
        let json = r#"{"openapi": "3.0.3", "info": {"title": "\ud83d\ude00\/", "version": "1"}, "paths": {}}"#;
        let yaml = "openapi: 3.0.3\ninfo:\n  title: 😀/\n  version: '1'\npaths: {}\n";
        assert_eq!(value(source(json)), value(source(yaml)));
    }

    #[test]
    fn an_empty_file_is_rejected() {
        for text in ["", " \n", "\u{feff}", "# only a comment\n", "---\n"] {
            assert_eq!(problems(source(text)), "empty-file at : the file is empty");
        }
    }

    #[test]
    fn a_truncated_file_is_rejected_with_the_line() {
        insta::assert_snapshot!(
            problems(description("x-note: \"cut of")),
            @"syntax at :4: found unexpected end of stream at line 4 column 16, while scanning a quoted scalar at line 4 column 9"
        );
        insta::assert_snapshot!(
            problems(source("{\n\"openapi\": \"3.0.3\",\n\"paths\": {")),
            @"syntax at :3: EOF while parsing an object at line 3 column 10"
        );
    }

    #[test]
    fn a_top_level_that_is_not_an_object_is_rejected() {
        insta::assert_snapshot!(problems(source("- a")), @"not-an-object at : the top level is a list, not an object");
        insta::assert_snapshot!(
            problems(source("<html>")),
            @"not-an-object at : the top level is a string, not an object"
        );
    }

    #[test]
    fn a_duplicate_key_is_reported_with_both_lines() {
        insta::assert_snapshot!(
            problems(description("x-a: {b: 1,\n  b: 2}\nx-c: 1\nx-c: 2\n")),
            @r"
        duplicate-key at :5 /x-a/b and :4 /x-a/b: the key `b` appears twice
        duplicate-key at :7 /x-c and :6 /x-c: the key `x-c` appears twice
        "
        );
        insta::assert_snapshot!(
            problems(source("{\"openapi\": \"3.0.3\",\n\"paths\": {},\n\"paths\": {}}")),
            @"duplicate-key at :2 /paths: the key `paths` appears twice"
        );
    }

    #[test]
    fn keys_are_strings_as_they_are_written() {
        let value = value(description("x: {200: a, 1.0: b, true: c, no: d, 0x10: e, ~: f}"));
        assert_eq!(value["x"], json!({"200": "a", "1.0": "b", "true": "c", "no": "d", "0x10": "e", "~": "f"}));
    }

    #[test]
    fn a_number_and_a_string_that_are_the_same_key_are_duplicates() {
        insta::assert_snapshot!(
            problems(description("x:\n  200: a\n  '200': b")),
            @"duplicate-key at :6 /x/200 and :5 /x/200: the key `200` appears twice"
        );
    }

    #[test]
    fn a_list_as_a_key_is_rejected() {
        insta::assert_snapshot!(
            problems(description("? [a]\n: b")),
            @"syntax at :4: invalid type: sequence, expected a key that is a string or a number at line 4 column 3"
        );
    }

    #[test]
    fn words_and_dates_stay_strings() {
        let value = value(description("x: [no, on, y, 2020-01-01, 2020-01-01T00:00:00Z, 010, null, 1.5, 0x1F, true]"));
        assert_eq!(
            value["x"],
            json!(["no", "on", "y", "2020-01-01", "2020-01-01T00:00:00Z", "010", null, 1.5, 31, true])
        );
    }

    #[test]
    fn all_numbers_that_json_cannot_represent_are_rejected() {
        insta::assert_snapshot!(
            problems(description("x-a: .nan\nx-b: [1, -.inf]")),
            @r"
        not-finite at :4 /x-a: the number `NaN` cannot be represented in JSON
        not-finite at :5 /x-b/1: the number `-inf` cannot be represented in JSON
        "
        );
    }

    #[test]
    fn all_yaml_tags_are_rejected_except_the_standard_ones() {
        insta::assert_snapshot!(
            problems(description("x-a: !Foo {b: !Bar 1}\nx-c: !!str 1")),
            @r"
        yaml-tag at :4 /x-a: the YAML tag `!Foo` is not supported
        yaml-tag at :4 /x-a/b: the YAML tag `!Bar` is not supported
        "
        );
    }

    #[test]
    fn a_second_yaml_document_is_rejected() {
        insta::assert_snapshot!(
            problems(description("---\na: 1")),
            @"many-documents at : the file contains more than one YAML document"
        );
    }
}

mod aliases {
    use super::*;

    #[test]
    fn an_alias_is_replaced_by_its_anchor() {
        let value = value(description("x-a: &a {k: 1}\nx-b: *a"));
        assert_eq!(value["x-b"], json!({"k": 1}));
    }

    #[test]
    fn a_merge_key_adds_the_missing_keys() {
        let value = value(description("x-a: &a {k: 1, l: 1}\nx-b: &b {k: 2, m: 2}\nx-c: {<<: [*a, *b], l: 3}"));
        assert_eq!(value["x-c"], json!({"k": 1, "l": 3, "m": 2}));
    }

    #[test]
    fn a_merge_key_of_anything_but_objects_is_rejected() {
        insta::assert_snapshot!(
            problems(description("x: {<<: 1}")),
            @"merge-key at :4 /x: `<<` merges a value that is not an object"
        );
    }

    #[test]
    fn aliases_of_aliases_that_would_exhaust_memory_are_rejected() {
        let level = |i: usize| format!("x{i}: &x{i} [{}]\n", vec![format!("*x{}", i - 1); 10].join(","));
        let bomb = format!("x0: &x0 [1]\n{}", (1..20).map(level).collect::<String>());
        assert!(problems(description(&bomb)).starts_with("alias-bomb"));
    }

    #[test]
    fn a_long_string_repeated_by_aliases_is_rejected() {
        let bomb = format!("x: &x {}\ny: [{}]", "a".repeat(10_000), vec!["*x"; 10_000].join(","));
        assert!(problems(description(&bomb)).starts_with("alias-bomb"));
    }

    #[test]
    fn an_alias_inside_its_own_anchor_is_rejected() {
        assert!(problems(description("x: &x [*x]")).starts_with("too-deep"));
    }
}

mod depth {
    use super::*;

    fn nested(levels: usize) -> Source {
        schemas(&format!("A: {}{{}}{}", "{items: ".repeat(levels), "}".repeat(levels)))
    }

    #[test]
    fn schemas_nested_100_times_load() {
        assert_eq!(problems(nested(100)), "none");
    }

    #[test]
    fn documents_nested_deeper_than_128_levels_are_rejected() {
        for levels in [200, 10_000] {
            insta::allow_duplicates! {
                insta::assert_snapshot!(
                    problems(nested(levels)),
                    @"too-deep at :6: the document is nested deeper than 128 levels; this limit prevents a stack overflow"
                );
            }
        }
        for text in ["{\"a\":".repeat(10_000), "- ".repeat(10_000)] {
            assert!(problems(source(text)).starts_with("too-deep at :1: "));
        }
    }
}

mod version {
    use super::*;

    #[test]
    fn other_versions_are_rejected_and_named() {
        let report = |text: &str| problems(source(text));
        insta::assert_snapshot!(
            report("swagger: '2.0'"),
            @"swagger-2 at :1 /swagger: this is Swagger 2.0; only OpenAPI 3.0 is supported"
        );
        insta::assert_snapshot!(
            report("info: {}\nopenapi: 3.1.0"),
            @"openapi-newer at :2 /openapi: this is OpenAPI 3.1.0; only OpenAPI 3.0 is supported"
        );
        insta::assert_snapshot!(
            report("openapi: 3.2.0"),
            @"openapi-newer at :1 /openapi: this is OpenAPI 3.2.0; only OpenAPI 3.0 is supported"
        );
        insta::assert_snapshot!(
            report("openapi: 3.0"),
            @"openapi-version at :1 /openapi: `3.0` is not a supported version of OpenAPI"
        );
        insta::assert_snapshot!(
            report("info: {}"),
            @"openapi-missing at : there is no `openapi` key at the top level: this is not an OpenAPI description"
        );
    }
}

mod structure_of {
    use super::*;

    #[test]
    fn extensions_examples_and_defaults_may_have_any_value() {
        let text = "A: {x-type: [1], example: {type: 5}, default: {$ref: 1}, enum: [{$ref: 2}], description: d}";
        assert_eq!(problems(schemas(text)), "none");
    }

    #[test]
    fn a_property_may_have_the_name_of_a_keyword() {
        assert_eq!(problems(schemas("A: {properties: {type: {}, $ref: {}, example: {}, x-a: {}}}")), "none");
        insta::assert_snapshot!(
            problems(schemas("A: {properties: {example: 1}}")),
            @"structure at :6 /components/schemas/A/properties/example: this schema is wrong: expected an object, found a number"
        );
    }

    #[test]
    fn each_wrong_keyword_of_a_schema_is_reported_separately() {
        insta::assert_snapshot!(
            problems(schemas("A:\n  type: [string, 'null']\n  items:\n    properties:\n      b: {minLength: -1, nullable: 'yes'}\n  allOf: {}")),
            @r#"
        structure at :7 /components/schemas/A/type: `type` of this schema is wrong: invalid type: list, expected a string
        structure at :10 /components/schemas/A/items/properties/b/minLength: `minLength` of this schema is wrong: invalid value: integer `-1`, expected a whole number
        structure at :10 /components/schemas/A/items/properties/b/nullable: `nullable` of this schema is wrong: invalid type: string "yes", expected a boolean
        structure at :11 /components/schemas/A/allOf: `allOf` of this schema is wrong: expected a list, found an object
        "#
        );
    }

    #[test]
    fn an_unknown_type_is_reported() {
        insta::assert_snapshot!(
            problems(schemas("A: {type: file}")),
            @"structure at :6 /components/schemas/A/type: `type` of this schema is wrong: `file` is not a type; the types are array, boolean, integer, number, object, string"
        );
    }

    #[test]
    fn each_wrong_part_of_an_operation_is_reported_at_its_location() {
        let text = "openapi: 3.0.3
info: {title: t}
paths:
  no-slash: {}
  /a:
    get:
      deprecated: 'no'
      parameters:
        - {name: a, in: body, schema: {}}
        - {name: a, in: path, style: simple, required: 'true'}
      responses:
        20: {description: d}
        200: {content: {text/plain: {$ref: '#/components/x'}}}
        4XX: null
";
        insta::assert_snapshot!(problems(source(text)), @r#"
        structure at :2 /info: `info` of this description is wrong: missing field `version`
        structure at :4 /paths/no-slash: `no-slash` of this paths object is wrong: a key must be a path that starts with `/`
        structure at :7 /paths/~1a/get/deprecated: `deprecated` of this operation is wrong: invalid type: string "no", expected a boolean
        structure at :9 /paths/~1a/get/parameters/0: this parameter is wrong: unknown variant `body`, expected one of `query`, `header`, `path`, `cookie`
        structure at :10 /paths/~1a/get/parameters/1: this parameter is wrong: one of `schema` and `content` is required
        structure at :10 /paths/~1a/get/parameters/1/required: `required` of this parameter is wrong: invalid type: string "true", expected a boolean
        structure at :12 /paths/~1a/get/responses/20: `20` of this responses object is wrong: a key must be `default`, a status such as `404`, or a range such as `4XX`
        structure at :13 /paths/~1a/get/responses/200: this response is wrong: missing field `description`
        structure at :13 /paths/~1a/get/responses/200/content/text~1plain/$ref: `$ref` of this media type is wrong: a reference is not allowed here
        structure at :14 /paths/~1a/get/responses/4XX: this response is wrong: expected an object, found null
        "#);
    }

    #[test]
    fn a_fault_can_be_corrected_between_parse_and_check() {
        let mut document = parse(schemas("A: {nullable: 1}")).unwrap();
        assert!(check(&document).has_errors());
        document.value["components"]["schemas"]["A"] = json!({"nullable": true});
        assert!(check(&document).is_empty());
    }
}

mod references {
    use super::*;

    #[test]
    fn a_reference_may_be_escaped_and_may_point_inside_a_component() {
        let text = "a/b~c: {}\nB: {$ref: '#/components/schemas/a~1b~0c'}\nC: {$ref: '#/components/schemas/a%7E1b~0c'}
D: {properties: {e: {type: object}}}\nF: {$ref: '#/components/schemas/D/properties/e'}";
        assert_eq!(problems(schemas(text)), "none");
    }

    #[test]
    fn the_target_of_a_reference_is_checked_as_the_expected_kind() {
        insta::assert_snapshot!(
            problems(description("x-a: {nullable: 1}\ncomponents: {schemas: {A: {$ref: '#/x-a'}}}")),
            @"structure at :4 /x-a/nullable: `nullable` of this schema is wrong: invalid type: integer `1`, expected a boolean"
        );
    }

    #[test]
    fn a_missing_target_is_reported_with_the_closest_name() {
        let found = load(schemas("Conversation: {}\nB: {$ref: '#/components/schemas/Conversatoin'}")).unwrap_err();
        insta::assert_snapshot!(found.to_string(), @r"
        error[ref-not-found]: `#/components/schemas/Conversatoin` does not exist
          at api.yaml:7 /components/schemas/B/$ref
          help: did you mean `Conversation`? Otherwise correct it with an overlay
        ");
    }

    #[test]
    fn a_missing_target_without_a_similar_name_is_reported_without_a_suggestion() {
        insta::assert_snapshot!(
            problems(schemas("A: {$ref: '#/components/schemas/Zebra'}\nB: {$ref: '#named'}")),
            @r"
        ref-not-found at :6 /components/schemas/A/$ref: `#/components/schemas/Zebra` does not exist
        ref-not-found at :7 /components/schemas/B/$ref: `#named` does not exist
        "
        );
    }

    #[test]
    fn a_reference_to_another_file_or_address_is_rejected() {
        insta::assert_snapshot!(
            problems(schemas("A: {$ref: 'b.yaml#/B'}\nC: {$ref: 'https://example.org/c'}")),
            @r"
        ref-external at :6 /components/schemas/A/$ref: `b.yaml#/B` points outside this file: it does not start with `#`
        ref-external at :7 /components/schemas/C/$ref: `https://example.org/c` points outside this file: it does not start with `#`
        "
        );
    }

    #[test]
    fn a_reference_to_a_component_of_another_kind_is_rejected() {
        insta::assert_snapshot!(
            problems(description("components: {responses: {R: {description: d}}, schemas: {A: {$ref: '#/components/responses/R'}}}")),
            @"ref-kind at :4 /components/schemas/A/$ref: `#/components/responses/R` is a response, not a schema"
        );
    }

    #[test]
    fn each_cycle_of_references_is_reported_once() {
        let circle = "A: {$ref: '#/components/schemas/B'}\nB: {$ref: '#/components/schemas/A'}";
        let into_it = "C: {$ref: '#/components/schemas/A'}\nD: {$ref: '#/components/schemas/D'}";
        insta::assert_snapshot!(
            problems(schemas(&format!("{circle}\n{into_it}"))),
            @r"
        ref-circle at :6 /components/schemas/A and :7 /components/schemas/B: `#/components/schemas/A` → `#/components/schemas/B` refer only to each other
        ref-circle at :9 /components/schemas/D: `#/components/schemas/D` refers to itself
        "
        );
    }

    #[test]
    fn a_cycle_through_a_schema_is_allowed() {
        assert_eq!(problems(schemas("Tree: {items: {$ref: '#/components/schemas/Tree'}}")), "none");
    }
}

mod positions {
    use super::*;

    const YAML: &str = "openapi: 3.0.3
paths:
  /a/{b}:
    get:
      tags: [x,
        y]
      parameters:
        - name: b
          in: path
        - {}
        -
          name: c
x-a: &a
  k: 1
x-b: *a
";

    #[test]
    fn a_pointer_has_the_line_of_its_key_or_item() {
        let lines = [
            ("/openapi", Some(1)),
            ("/paths/~1a~1{b}", Some(3)),
            ("/paths/~1a~1{b}/get/tags/0", Some(5)),
            ("/paths/~1a~1{b}/get/tags/1", Some(6)),
            ("/paths/~1a~1{b}/get/parameters/0", Some(8)),
            ("/paths/~1a~1{b}/get/parameters/0/in", Some(9)),
            ("/paths/~1a~1{b}/get/parameters/2/name", Some(12)),
            ("/x-b", Some(15)),
            ("/x-b/k", Some(14)),
        ];
        let pointers: Vec<_> = lines.iter().map(|(pointer, _)| *pointer).collect();
        assert_eq!(lines_of(&source(YAML), &pointers), lines.map(|(_, line)| line));
        for (pointer, line) in lines {
            assert_eq!(line_of(&source(YAML), pointer), line, "{pointer}");
        }
    }

    #[test]
    fn missing_values_and_the_whole_document_have_no_line() {
        for pointer in ["", "/nothing", "/openapi/nothing", "/paths/~1a~1{b}/get/tags/7", "no pointer"] {
            assert_eq!(line_of(&source(YAML), pointer), None, "{pointer}");
        }
    }

    #[test]
    fn lines_are_found_in_json_with_escapes_that_yaml_rejects() {
        let json = source("{\n\"a\": \"\\ud83d\\ude00\",\n\"\\/b\": [\n1,\n{\n\"c\": 2}]}");
        assert_eq!(lines_of(&json, &["/a", "/~1b", "/~1b/0", "/~1b/1/c"]), [Some(2), Some(3), Some(4), Some(6)]);
    }

    #[test]
    fn lines_before_an_error_in_the_text_are_found() {
        assert_eq!(lines_of(&source("a: 1\nb: 2\nc: [1"), &["/b", "/d"]), [Some(2), None]);
    }
}

mod writing {
    use super::*;

    #[test]
    fn yaml_is_sorted_and_reads_back() {
        let value = json!({"openapi": "3.0.3", "info": {"version": "1", "title": "a: b\n# c\n"}, "paths": {}, "x": ["1", 1.0, null, "null"]});
        let text = to_yaml(&value);
        insta::assert_snapshot!(text, @r"
        info:
          title: |
            a: b
            # c
          version: '1'
        openapi: 3.0.3
        paths: {}
        x:
        - '1'
        - 1.0
        - null
        - 'null'
        ");
        assert_eq!(super::value(source(text)), value);
    }

    #[test]
    fn pointers_are_escaped() {
        assert_eq!(child("/paths", "/a~b"), "/paths/~1a~0b");
        assert_eq!(unescape(&escape("~1/~0")), "~1/~0");
    }
}

mod webhooks {
    use super::*;

    #[test]
    fn what_a_webhook_holds_is_checked_like_an_operation() {
        let text = "x-webhooks:\n  event:\n    post:\n      requestBody:\n        content:\n          application/json:\n            \
                    schema: {$ref: '#/components/schemas/Nope'}\n      responses: {Done: {description: d}}\n";
        let found = problems(description(text));
        assert!(found.contains("ref-not-found at :10 /x-webhooks/event/post/requestBody"), "{found}");
        assert!(
            found.contains("/x-webhooks/event/post/responses") && found.contains("a key must be `default`"),
            "{found}"
        );
        assert!(problems(description("x-webhooks: []\n")).contains("expected an object"));
    }
}
