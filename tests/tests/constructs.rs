//! The Rust code for each construct of a description: `constructs/*.yaml` are the inputs, `snapshots/` the outputs. All of
//! it compiles without a warning. `constructs/*.rs` are programs that use it: their tests say what is read and written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use dixa_generator::text::Source;
use dixa_generator::{GeneratedVersion, Input, Output, VersionInput, generate};
use dixa_tests::batch::{self, Batch};
use dixa_tests::project;

/// The output for one small description.
struct Construct {
    version: GeneratedVersion,
    notes: String,
}

fn construct(name: &str) -> Construct {
    let text = fs::read_to_string(folder().join(format!("{name}.yaml"))).unwrap();
    let mut output = output(name, text);
    let notes = output.diagnostics.to_string();
    Construct { version: output.versions.remove(0), notes }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("constructs")
}

fn output(name: &str, text: String) -> Output {
    let description = Source { name: format!("{name}.yaml"), text };
    let version = VersionInput {
        version: name.to_owned(),
        description,
        overlays: Vec::new(),
        observations: None,
        reference: None,
    };
    // Most constructs have no lock.
    let text = fs::read_to_string(folder().join(format!("{name}.lock"))).unwrap_or_default();
    let names = Source { name: format!("{name}.lock"), text };
    generate(&Input {
        versions: vec![version],
        conventions: dixa_tests::project::source("spec/conventions.toml"),
        names,
        ..Input::default()
    })
    .unwrap_or_else(|problems| panic!("{name}: {problems}"))
}

impl Construct {
    /// The items of a file, without the header and the docs of the file itself.
    fn items(&self, path: &str) -> Vec<&str> {
        let files = &self.version.files;
        let text = files.get(path).unwrap_or_else(|| panic!("no {path} among {:?}", files.keys()));
        text.split("\n\n")
            .map(str::trim)
            .filter(|item| !item.starts_with("// @generated") && !item.starts_with("//!"))
            .collect()
    }

    /// A type as a caller sees it: declaration, constructors, accessors and conversions.
    fn ty(&self, module: &str) -> String {
        let items = self.items(&format!("types/{module}.rs"));
        items.into_iter().filter(|item| !is_codec(item)).collect::<Vec<_>>().join("\n\n")
    }

    /// How a type is read and written.
    fn codec(&self, module: &str) -> String {
        let items = self.items(&format!("types/{module}.rs"));
        items.into_iter().filter(|item| is_codec(item)).collect::<Vec<_>>().join("\n\n")
    }

    /// A function with the marker of its requests and the setters of its optional inputs.
    fn operation(&self, module: &str, function: &str) -> String {
        let items = self.items(&format!("{module}.rs"));
        let is_function = |item: &&str| item.contains("static OPERATION");
        let wanted = format!("pub fn {function}(");
        let start = items
            .iter()
            .position(|item| is_function(item) && item.contains(&wanted))
            .unwrap_or_else(|| panic!("{items:?}"));
        let rest = items[start + 1..].iter().copied().take_while(|item| !is_function(item));
        [items[start]].into_iter().chain(rest).collect::<Vec<_>>().join("\n\n")
    }

    /// The part of the outline with the types.
    fn outline(&self) -> &str {
        self.version.outline.split_once("\n\n").map_or("", |(_, rest)| rest)
    }

    fn types(&self) -> &str {
        self.outline().split_once("\n\n").map_or("", |(_, types)| types)
    }
}

fn is_codec(item: &str) -> bool {
    ["impl crate::codec::", "crate::codec::", "impl<'de>", "impl serde::"].iter().any(|start| item.starts_with(start))
}

macro_rules! shows {
    ($name:expr, $($part:expr),+ $(,)?) => {
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/constructs" }, {
            insta::assert_snapshot!($name, [$($part.to_string()),+].join("\n\n---\n\n"))
        })
    };
}

#[test]
fn a_field_may_be_absent_or_null_exactly_if_the_description_permits_it() {
    let it = construct("fields");
    shows!("fields", it.ty("thing"), it.codec("thing"));
}

#[test]
fn a_required_string_with_one_value_is_a_constant_that_callers_do_not_pass() {
    let it = construct("defaults");
    shows!("defaults", it.ty("thing"), it.codec("thing"), it.codec("marker"));
}

#[test]
fn debug_output_does_not_show_secrets() {
    let it = construct("secrets");
    shows!("secrets", it.ty("login"), it.ty("keys"));
}

#[test]
fn a_note_follows_the_description_in_the_docs() {
    let it = construct("notes");
    shows!("notes", it.operation("things", "change_thing"), it.ty("thing"), it.ty("part"), it.notes);
}

#[test]
fn a_string_with_listed_values_is_an_open_enumeration() {
    let it = construct("string_enum");
    shows!("string_enum", it.ty("state"), it.codec("state"), it.outline());
}

#[test]
fn a_list_of_values_in_prose_is_an_enumeration_if_it_is_well_formed() {
    let it = construct("prose_enum");
    shows!("prose_enum", it.types(), it.ty("thing"));
}

#[test]
fn members_of_a_union_are_distinguished_by_the_tag_that_an_example_shows() {
    let it = construct("tagged_by_evidence");
    shows!("tagged_by_evidence", it.ty("content"), it.codec("content"), it.version.evidence_text);
}

#[test]
fn the_mapping_of_a_declared_discriminator_lists_the_tags() {
    let it = construct("tagged_declared");
    shows!("tagged_declared", it.ty("pet"), it.codec("pet"), it.notes);
}

#[test]
fn without_a_mapping_the_tags_of_a_discriminator_are_the_names_of_the_schemas() {
    let it = construct("tagged_without_mapping");
    shows!("tagged_without_mapping", it.outline(), it.notes);
}

#[test]
fn a_tag_that_members_declare_themselves_is_written_by_the_bindings() {
    let it = construct("tag_is_a_property");
    shows!("tag_is_a_property", it.types(), it.ty("pet_dog"), it.notes);
}

#[test]
fn a_member_with_a_different_tag_in_each_union_has_no_constant() {
    let it = construct("tags_differ");
    shows!("tags_differ", it.types());
}

#[test]
fn a_union_of_titles_is_a_string_enumeration_if_an_example_shows_a_bare_string() {
    let it = construct("bare_string");
    shows!("bare_string", it.types(), it.version.evidence_text);
}

#[test]
fn members_of_an_untagged_union_are_distinguished_by_keys() {
    let it = construct("union_by_keys");
    shows!("union_by_keys", it.ty("input"), it.codec("input"));
}

#[test]
fn members_of_an_untagged_union_are_distinguished_by_json_type() {
    let it = construct("union_by_json_type");
    shows!("union_by_json_type", it.types(), it.ty("thing_value"));
}

#[test]
fn contents_that_an_example_shows_alone_are_distinguished_by_json_type() {
    let it = construct("contents_alone");
    shows!("contents_alone", it.types(), it.version.evidence_text, it.notes);
}

#[test]
fn a_string_that_an_example_shows_as_a_tag_is_a_union_of_tags() {
    let it = construct("string_as_tag");
    shows!("string_as_tag", it.types(), it.codec("thing_state"));
}

#[test]
fn a_union_with_indistinguishable_members_is_json_and_the_report_names_a_value_that_matches_two() {
    let it = construct("ambiguous_union");
    shows!("ambiguous_union", it.types(), it.notes);
}

#[test]
fn a_tagged_union_with_a_member_that_is_not_an_object_is_json_everywhere() {
    let it = construct("union_of_more_than_objects");
    shows!("union_of_more_than_objects", it.types(), it.notes);
}

#[test]
fn all_parts_of_all_of_become_one_struct_and_contradictions_become_json() {
    let it = construct("all_of");
    shows!("all_of", it.types(), it.notes);
}

#[test]
fn any_of_is_a_union_and_a_schema_without_a_type_is_json() {
    let it = construct("any_of");
    shows!("any_of", it.types(), it.notes);
}

#[test]
fn free_keys_are_a_map_and_are_kept_next_to_declared_ones() {
    let it = construct("maps");
    shows!("maps", it.types(), it.ty("thing"), it.codec("thing"));
}

#[test]
fn numbers_and_formats_have_their_types() {
    let it = construct("numbers");
    shows!("numbers", it.types());
}

#[test]
fn a_type_that_contains_itself_is_boxed_unless_through_a_list_or_map() {
    let it = construct("recursive");
    shows!("recursive", it.types(), it.ty("node"), it.codec("expression"), it.notes);
}

#[test]
fn inline_objects_are_named_by_their_place() {
    let it = construct("inline_objects");
    shows!("inline_objects", it.outline());
}

#[test]
fn lists_in_queries_are_repeated_or_joined_according_to_their_style() {
    let it = construct("lists_in_queries");
    shows!("lists_in_queries", it.operation("things", "list_things"), it.notes);
}

#[test]
fn parameters_are_arguments_if_required_and_setters_otherwise() {
    let it = construct("parameters");
    shows!("parameters", it.operation("things", "get_thing"), it.operation("things", "put_thing"));
}

#[test]
fn lists_in_paths_headers_and_cookies_are_joined_by_commas() {
    let it = construct("lists_elsewhere");
    shows!("lists_elsewhere", it.operation("things", "post_things"));
}

#[test]
fn references_are_followed_everywhere() {
    let it = construct("references");
    shows!("references", it.outline(), it.notes);
}

#[test]
fn the_type_of_a_response_is_common_to_all_success_codes() {
    let it = construct("responses");
    shows!("responses", it.outline(), it.operation("things", "get_maybe"), it.notes);
}

#[test]
fn bodies_are_written_according_to_their_media_type() {
    let it = construct("bodies");
    let functions = ["post_text", "post_csv", "post_bytes", "post_form", "post_list", "post_any"];
    let calls = functions.map(|function| {
        it.operation("things", function).lines().filter(|line| is_signature(line)).collect::<Vec<_>>().join("\n")
    });
    shows!("bodies", calls.join("\n\n"), it.operation("things", "post_parts"));
}

#[test]
fn a_declared_media_type_is_sent_asked_for_or_reported() {
    let it = construct("media_types");
    shows!("media_types", it.operation("things", "post_vendor"), it.version.outline, it.notes);
}

#[test]
fn parameters_have_types_that_their_style_can_send() {
    let it = construct("parameter_styles");
    shows!("parameter_styles", it.version.outline, it.notes);
}

#[test]
fn fields_of_forms_have_the_style_of_their_encoding() {
    let it = construct("form_fields");
    shows!("form_fields", it.operation("things", "post_fields"), it.outline(), it.notes);
}

#[test]
fn parts_have_the_media_type_of_their_encoding() {
    let it = construct("parts");
    shows!("parts", it.operation("things", "post_parts"), it.notes);
}

#[test]
fn a_path_is_encoded_and_what_may_be_meant_otherwise_is_reported() {
    let it = construct("paths");
    shows!("paths", it.version.outline, it.notes);
}

#[test]
fn servers_and_security_of_operations_are_reported_once_for_all_that_declare_the_same() {
    let it = construct("other_servers");
    shows!("other_servers", it.notes);
}

#[test]
fn different_bodies_of_success_codes_are_an_enumeration_by_status() {
    let it = construct("success_bodies");
    shows!(
        "success_bodies",
        it.ty("post_batch_response"),
        it.codec("post_batch_response"),
        it.version.outline,
        it.notes
    );
}

fn is_signature(line: &str) -> bool {
    ["pub fn ", "crate::Request::new", "self."].iter().any(|start| line.trim_start().starts_with(start))
}

#[test]
fn an_envelope_is_removed_and_a_similar_object_is_kept() {
    let it = construct("envelopes");
    shows!("envelopes", it.outline(), it.operation("things", "get_page"));
}

#[test]
fn what_is_deprecated_is_marked() {
    let it = construct("deprecated");
    shows!("deprecated", it.operation("things", "create_thing"), it.ty("thing"), it.ty("kind"));
}

#[test]
fn a_deprecated_function_names_what_replaces_it_as_far_as_the_description_says_so() {
    let it = construct("deprecated");
    let note = |module: &str, function: &str| {
        let text = &it.version.files[&format!("{module}.rs")];
        let (before, _) = text.split_once(&format!("pub fn {function}(")).unwrap_or_else(|| panic!("{text}"));
        let note = before.rsplit_once("#[deprecated = \"").and_then(|(_, rest)| rest.split_once("\"]"));
        note.map(|(note, _)| note.replace("deprecated by the service: ", "")).unwrap_or_default()
    };
    let functions = [
        // A path without a method: the one beside it, with the same method.
        ("things", "get_rating", "use `things::get_ratings`"),
        // The method and the end of the path.
        ("search", "get_search_things", "use `search::search_with_filters`"),
        // The id of an operation.
        ("search", "search_and_put", "use `things::find_things`"),
        ("things", "replace_things", "use `things::find_things`"),
        // Not one operation: the sentence, as it is.
        ("search", "delete_search_things", "Prefer \\\"the\\\\\\\" operations of single things instead"),
    ];
    for (module, function, expected) in functions {
        assert_eq!(note(module, function), expected, "{function}");
    }
}

#[test]
fn every_property_has_a_unique_identifier_whatever_its_name() {
    let it = construct("names");
    let text = it.ty("thing");
    let of = |start: &'static str| {
        text.lines().filter(move |line| line.trim_start().starts_with(start)).map(str::trim).collect::<Vec<_>>()
    };
    let variants = it.ty("thing_kind");
    let variants = variants.lines().take_while(|line| *line != "}").filter(|line| line.starts_with("    "));
    let variants = variants.map(str::trim).filter(|line| !line.starts_with("///")).collect::<Vec<_>>();
    shows!("names", of("pub ").join("\n"), variants.join("\n"));
}

#[test]
fn hostile_schema_names_produce_harmless_types_and_files() {
    let it = construct("hostile_schemas");
    shows!("hostile_schemas", it.outline(), it.version.files.keys().cloned().collect::<Vec<_>>().join("\n"));
}

#[test]
fn hostile_operation_ids_and_tags_produce_harmless_functions_and_modules() {
    let it = construct("hostile_operations");
    let files: Vec<_> = it.version.files.keys().cloned().collect();
    shows!("hostile_operations", it.outline(), files.join("\n"), it.notes);
}

#[test]
fn hostile_prose_stays_prose() {
    let it = construct("hostile_prose");
    shows!("hostile_prose", it.ty("union_one"), it.ty("thing_choice"));
}

#[test]
fn fields_of_all_members_are_methods_of_the_union() {
    let it = construct("shared_fields");
    shows!("shared_fields", it.ty("pet"));
}

#[test]
fn a_union_of_requests_has_a_constructor_for_each_member_whose_name_is_free() {
    let it = construct("member_constructors");
    shows!("member_constructors", it.ty("message"), it.ty("receipt"));
}

#[test]
fn an_error_body_of_another_shape_has_a_type() {
    let it = construct("errors");
    shows!("errors", it.outline(), it.operation("things", "get_things"));
}

#[test]
fn operations_without_tag_id_and_summary_are_named_after_method_and_path() {
    let it = construct("bare_operations");
    shows!("bare_operations", it.outline());
}

#[test]
fn old_names_are_deprecated_aliases_and_a_module_of_aliases_alone_is_kept() {
    let it = construct("renamed");
    let old = |path: &str| {
        let items = it.items(path).into_iter().filter(|item| item.contains("#[deprecated = \"renamed"));
        items.collect::<Vec<_>>().join("\n\n")
    };
    let types = ["kind", "pet", "thing"].map(|module| old(&format!("types/{module}.rs"))).join("\n\n");
    shows!("renamed", types, old("things.rs"), it.version.files["stock.rs"], it.version.files["mod.rs"], it.notes);
}

#[test]
fn keywords_beside_a_union_are_fields_of_every_member() {
    let it = construct("own_beside_union");
    shows!("own_beside_union", it.types(), it.notes);
}

#[test]
fn a_tag_is_a_constant_only_of_a_struct_that_is_nothing_but_a_member_of_one_union() {
    let it = construct("tag_used_elsewhere");
    shows!("tag_used_elsewhere", it.types(), it.notes);
}

#[test]
fn tags_are_what_the_members_declare_as_strings_numbers_or_booleans() {
    let it = construct("tags_of_members");
    shows!("tags_of_members", it.types(), it.notes);
}

#[test]
fn a_base_with_a_discriminator_is_a_union_of_the_schemas_that_are_derived_from_it() {
    let it = construct("base_with_subtypes");
    shows!("base_with_subtypes", it.types(), it.notes);
}

#[test]
fn null_that_a_wrapped_schema_or_a_member_allows_is_an_option() {
    let it = construct("null_members");
    shows!("null_members", it.types(), it.notes);
}

#[test]
fn a_union_of_strings_or_of_numbers_is_one_type() {
    let it = construct("unions_of_strings");
    shows!("unions_of_strings", it.types(), it.notes);
}

#[test]
fn the_most_specific_part_of_an_all_of_counts() {
    let it = construct("narrowing");
    shows!("narrowing", it.types(), it.notes);
}

#[test]
fn a_tagged_union_that_is_its_own_member_is_reported() {
    let it = construct("unions_of_themselves");
    shows!("unions_of_themselves", it.types(), it.notes);
}

#[test]
fn every_keyword_that_is_ignored_is_reported_once_with_the_number_of_its_places() {
    shows!("ignored_keywords", construct("ignored_keywords").notes);
}

#[test]
fn a_request_has_no_property_of_responses_alone_and_a_response_none_of_requests() {
    let it = construct("access");
    shows!("access", it.outline(), it.notes);
}

#[test]
fn scalars_have_the_type_that_holds_every_value() {
    let it = construct("scalars");
    shows!("scalars", it.types(), it.notes);
}

#[test]
fn a_required_list_may_be_missing_and_so_may_the_tag_of_an_only_member() {
    let it = construct("missing");
    shows!(
        "missing",
        it.outline(),
        it.codec("basket"),
        it.codec("basket_only"),
        it.operation("default", "send_basket")
    );
}

#[test]
fn an_overlay_can_make_a_time_that_is_out_of_range_a_string() {
    let text = fs::read_to_string(folder().join("scalars.yaml")).unwrap();
    let overlay = "overlay: 1.0.0\ninfo: {title: Corrections, version: '1'}\nactions:\n  - target: \
                   $.components.schemas.Thing.properties.at.format\n    description: Years beyond 9999.\n    remove: true\n";
    let overlays = vec![Source { name: "scalars.overlay.yaml".to_owned(), text: overlay.to_owned() }];
    let description = Source { name: "scalars.yaml".to_owned(), text };
    let version =
        VersionInput { version: "scalars".to_owned(), description, overlays, observations: None, reference: None };
    let names = Source { name: "names.lock".to_owned(), text: String::new() };
    let conventions = project::source("spec/conventions.toml");
    let output = generate(&Input { versions: vec![version], conventions, names, ..Input::default() }).unwrap();
    assert!(output.versions[0].outline.contains("{ at?: string,"), "{}", output.versions[0].outline);
}

#[test]
fn the_body_of_a_webhook_is_a_type_and_what_else_it_declares_is_reported() {
    let it = construct("deliveries");
    shows!("deliveries", it.outline(), it.ty("event"), it.ty("event_untyped"), it.notes);
}

#[test]
fn every_snapshot_belongs_to_a_description_and_every_description_has_one() {
    let stems = |folder: PathBuf, extension: &str| -> BTreeSet<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter_map(|name| Some(name.strip_suffix(extension)?.to_owned())).collect()
    };
    let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/constructs");
    assert_eq!(stems(folder(), ".yaml"), stems(snapshots, ".snap"));
}

/// One crate with the hand-written files of `dixa-generated` and a module for each construct, and one with the programs
/// that use them: `constructs/*.rs`, whose tests say what goes over the wire.
#[test]
fn constructs_compile_and_do_on_the_wire_what_their_programs_state() {
    let versions: Vec<GeneratedVersion> =
        descriptions().into_iter().map(|(name, text)| output(&name, text).versions.remove(0)).collect();
    let modules = versions.iter().map(|version| (version.version.as_str(), &version.files));
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("constructs");
    let batch = Batch::new(root, modules, &BTreeMap::from([("programs".to_owned(), programs())]));
    let cargo = |arguments: &[&str]| {
        let output = batch.cargo(&[arguments, &["--offline", "--quiet"]].concat());
        let text = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        assert!(output.status.success(), "cargo {arguments:?}:\n{text}");
        text
    };
    let bindings = ["--package", "dixa-generated", "--no-default-features", "--features", batch::FEATURES];
    let lint = if batch.cargo(&["clippy", "--version"]).status.success() { "clippy" } else { "check" };
    cargo(&[&[lint][..], &bindings].concat());
    cargo(&[&["doc", "--no-deps"][..], &bindings].concat());
    let ran = cargo(&["test", "--package", "programs", "--lib"]);
    assert!(ran.contains(" passed; 0 failed"), "{ran}");
}

/// The package of the programs.
fn programs() -> BTreeMap<String, String> {
    let features: Vec<&str> = batch::FEATURES.split(',').collect();
    let manifest = format!(
        "[package]\nname = \"programs\"\nedition.workspace = true\n\n[dependencies]\n\
         bytes.workspace = true\nhttp.workspace = true\njiff.workspace = true\nserde.workspace = true\n\
         serde_json.workspace = true\ntracing.workspace = true\nuuid.workspace = true\n\n\
         [dependencies.dixa-generated]\npath = \"../dixa-generated\"\ndefault-features = false\nfeatures = {features:?}\n"
    );
    let mut files = BTreeMap::from([("Cargo.toml".to_owned(), manifest)]);
    let mut library = String::new();
    for path in files_of_type("rs") {
        let name = path.file_stem().unwrap().to_str().unwrap();
        library.push_str(&format!("#[cfg(test)]\nmod {name};\n"));
        files.insert(format!("src/{name}.rs"), fs::read_to_string(&path).unwrap());
    }
    files.insert("src/lib.rs".to_owned(), library);
    files
}

/// The files of the folder with an extension.
fn files_of_type(extension: &str) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    paths.sort();
    paths
}

/// All descriptions of the folder, and one whose parameters have the names of a request's methods.
fn descriptions() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = files_of_type("yaml")
        .into_iter()
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    let parameters: Vec<String> = methods_of_requests()
        .iter()
        .flat_map(|name| [name.clone(), format!("with_{name}")])
        .map(|name| format!("        - {{name: {name}, in: query, schema: {{type: string}}}}\n"))
        .collect();
    let operation = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      parameters:\n{}      responses: {{'204': {{description: Done}}}}\n",
        parameters.concat()
    );
    all.push(("methods_of_requests".to_owned(), operation));
    all.sort();
    all
}

/// Every method of the runtime's requests, including private ones.
fn methods_of_requests() -> BTreeSet<String> {
    let mut methods = BTreeSet::new();
    for text in project::hand_written().into_values() {
        let mut inside = false;
        for line in text.lines() {
            match line {
                "}" => inside = false,
                line if line.starts_with("impl") && line.contains(" Request<") => inside = true,
                line if inside => {
                    let name = line.split_once("fn ").and_then(|(_, rest)| rest.split(['(', '<']).next());
                    let declared = line.starts_with("    ") && !line.starts_with("     ") && !line.contains("//");
                    methods.extend(name.filter(|_| declared).map(str::to_owned));
                }
                _ => {}
            }
        }
    }
    assert!(methods.contains("send") && methods.len() > 20, "{methods:?}");
    methods
}
