//! Nothing gets lost on the way from the descriptions to the bindings: every operation is generated, and
//! of every component schema it is known what became of it.

use std::collections::{BTreeMap, BTreeSet};

use dixa_generator::check::parse;
use dixa_generator::model::{Api, Disposition};
use dixa_generator::{GeneratedVersion, generate};
use dixa_tests::project;
use serde_json::Value;

/// Each version with its description, read without the generator's help.
fn versions() -> Vec<(GeneratedVersion, Value)> {
    let input = project::input();
    let output = generate(&input).unwrap_or_else(|problems| panic!("{problems}"));
    let descriptions = input.versions.into_iter().map(|version| parse(version.description).expect("sound").value);
    output.versions.into_iter().zip(descriptions).collect()
}

fn described_operations(description: &Value) -> BTreeSet<String> {
    let paths = description["paths"].as_object().expect("paths");
    let methods = ["delete", "get", "head", "options", "patch", "post", "put", "trace"];
    let of = |path: &String, item: &Value| -> Vec<String> {
        let declared = methods.iter().filter(|method| item.get(**method).is_some());
        declared.map(|method| format!("{} {path}", method.to_uppercase())).collect()
    };
    paths.iter().flat_map(|(path, item)| of(path, item)).collect()
}

#[test]
fn every_operation_is_generated() {
    for (version, description) in versions() {
        let described = described_operations(&description);
        let generated =
            version.api.operations.iter().map(|operation| format!("{} {}", operation.method, operation.path));
        assert_eq!(generated.collect::<BTreeSet<_>>(), described);
        assert_eq!((described.len(), version.api.operations.len()), (123, 123), "{}", version.version);
        let functions: BTreeSet<_> = version.names.operations.values().collect();
        assert_eq!(functions.len(), 123, "each has a name of its own");
    }
}

#[test]
fn every_component_schema_has_a_fate() {
    for (version, description) in versions() {
        let schemas = description["components"]["schemas"].as_object().expect("schemas");
        assert_eq!(version.api.dispositions.keys().collect::<BTreeSet<_>>(), schemas.keys().collect());
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        version.api.dispositions.values().for_each(|fate| *counts.entry(kind(fate)).or_default() += 1);
        assert_eq!(counts.values().sum::<usize>(), 498, "{}", version.version);
        assert_eq!(counts, expected(), "{}", version.version);
    }
}

fn kind(fate: &Disposition) -> &'static str {
    match fate {
        Disposition::Type(_) => "type",
        Disposition::Inlined => "inlined",
        Disposition::Variant => "variant",
        Disposition::Envelope => "envelope",
        Disposition::ErrorBody => "error body",
        Disposition::Unused => "unused",
    }
}

/// What the 498 schemas come to. Another description changes the numbers; the sum stays the number of its schemas.
fn expected() -> BTreeMap<&'static str, usize> {
    BTreeMap::from([("envelope", 83), ("error body", 5), ("inlined", 14), ("type", 343), ("variant", 53)])
}

#[test]
fn every_schema_that_is_a_type_leads_to_one_that_says_so() {
    for (version, _) in versions() {
        for (schema, fate) in &version.api.dispositions {
            let Disposition::Type(id) = fate else { continue };
            let def = version.api.types.get(id).unwrap_or_else(|| panic!("{schema} is {id:?}, which is no type"));
            assert!(
                def.pointers.contains(&format!("/components/schemas/{schema}")),
                "{schema} is not named by {def:?}"
            );
        }
    }
}

#[test]
fn every_type_is_led_to_by_an_operation_and_has_a_name_and_a_file_of_its_own() {
    for (version, _) in versions() {
        let Api { types, .. } = &version.api;
        assert!(types.values().all(|def| def.in_request || def.in_response));
        let names: BTreeSet<_> = types.keys().map(|id| version.names.ty(id)).collect();
        assert_eq!(names.len(), types.len());
        let files = version.files.keys().filter(|path| path.starts_with("types/") && *path != "types/mod.rs").count();
        assert_eq!(files, types.len());
    }
}
