//! Every operation is generated, and for every component schema it is known what became of it.

use std::collections::{BTreeMap, BTreeSet};

use dixa_generator::model::{Api, Disposition};
use serde_json::Value;

use super::Run;

/// Every described operation is generated and nothing else, each under its own name.
pub fn every_operation_is_generated(run: &Run) {
    for (version, description) in run.versions() {
        let operations = &version.api.operations;
        let generated: BTreeSet<_> = operations.iter().map(|o| format!("{} {}", o.method, o.path)).collect();
        assert_eq!(generated, described_operations(&description), "{}", version.version);
        assert_eq!(generated.len(), operations.len(), "{}: an operation is generated twice", version.version);
        let functions: BTreeSet<_> = version.names.operations.values().collect();
        assert_eq!(functions.len(), operations.len(), "{}: two operations have one name", version.version);
    }
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

/// Every component schema has exactly one disposition.
pub fn every_component_schema_has_a_disposition(run: &Run) {
    for (version, description) in run.versions() {
        let schemas: BTreeSet<_> = description["components"]["schemas"].as_object().expect("schemas").keys().collect();
        assert_eq!(version.api.dispositions.keys().collect::<BTreeSet<_>>(), schemas, "{}", version.version);
    }
}

/// A schema whose disposition is a type is named by that type.
pub fn every_schema_that_is_a_type_is_named_by_that_type(run: &Run) {
    for version in &run.output.versions {
        for (schema, disposition) in &version.api.dispositions {
            let Disposition::Type(id) = disposition else { continue };
            let def = version.api.types.get(id).unwrap_or_else(|| panic!("{schema} is {id:?}, which is not a type"));
            let pointer = format!("/components/schemas/{schema}");
            assert!(def.pointers.contains(&pointer), "{schema} is not named by {def:?}");
        }
    }
}

/// Every type is used by an operation and has its own name and file.
pub fn every_type_is_used_by_an_operation_and_has_its_own_name_and_file(run: &Run) {
    for version in &run.output.versions {
        let Api { types, .. } = &version.api;
        assert!(types.values().all(|def| def.in_request || def.in_response));
        let names: BTreeSet<_> = types.keys().map(|id| version.names.ty(id)).collect();
        assert_eq!(names.len(), types.len(), "{}: two types have one name", version.version);
        let files = version.files.keys().filter(|path| path.starts_with("types/") && *path != "types/mod.rs").count();
        assert_eq!(files, types.len(), "{}: two types have one file", version.version);
    }
}

/// All properties of this file.
pub fn all(run: &Run) {
    every_operation_is_generated(run);
    every_component_schema_has_a_disposition(run);
    every_schema_that_is_a_type_is_named_by_that_type(run);
    every_type_is_used_by_an_operation_and_has_its_own_name_and_file(run);
}

/// How many schemas of a version have each disposition.
///
/// # Panics
///
/// If the version is missing.
pub fn dispositions(run: &Run, version: &str) -> BTreeMap<&'static str, usize> {
    let version = run.output.versions.iter().find(|found| found.version == version).expect("the version");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    version.api.dispositions.values().for_each(|found| *counts.entry(kind(found)).or_default() += 1);
    counts
}

fn kind(disposition: &Disposition) -> &'static str {
    match disposition {
        Disposition::Type(_) => "type",
        Disposition::Inlined => "inlined",
        Disposition::Variant => "variant",
        Disposition::Envelope => "envelope",
        Disposition::ErrorBody => "error body",
        Disposition::Unused => "unused",
    }
}
