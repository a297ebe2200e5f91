//! Compiles programs against generated bindings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Output;

use dixa_tests::batch::{Batch, FEATURES};
use serde_json::Value;

/// A program and the files of the bindings that it calls.
pub struct Caller<'a> {
    pub program: &'a str,
    pub bindings: &'a BTreeMap<String, String>,
}

/// The compiler's errors for each program that it refuses.
///
/// All bindings are modules of one crate and all programs are modules of another. A program that does not compile can
/// prevent the compiler from checking others, so those that fail are removed until the rest compiles.
pub fn problems(callers: &[Caller<'_>]) -> Vec<Option<String>> {
    let distinct: BTreeSet<&BTreeMap<String, String>> = callers.iter().map(|caller| caller.bindings).collect();
    let modules: BTreeMap<&BTreeMap<String, String>, String> =
        distinct.into_iter().enumerate().map(|(n, files)| (files, format!("m{n:03}"))).collect();
    let texts: BTreeMap<String, String> = callers
        .iter()
        .enumerate()
        .map(|(n, caller)| (program_name(n), program(caller.program, &modules[caller.bindings])))
        .collect();
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("drift");
    let in_order: BTreeMap<&str, _> = modules.iter().map(|(files, name)| (name.as_str(), *files)).collect();
    let batch = Batch::new(root, in_order, &BTreeMap::from([("callers".to_owned(), package(texts.iter()))]));
    let mut found = BTreeMap::new();
    loop {
        let rest = texts.iter().filter(|(name, _)| !found.contains_key(*name));
        batch.package("callers", &package(rest));
        let output =
            batch.cargo(&["check", "--offline", "--quiet", "--package", "callers", "--message-format", "json"]);
        if output.status.success() {
            break;
        }
        let failed = errors(&output);
        assert!(failed.keys().all(|name| texts.contains_key(name)), "{failed:#?}");
        assert!(!failed.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        found.extend(failed);
    }
    (0..callers.len()).map(|n| found.remove(&program_name(n))).collect()
}

fn program_name(n: usize) -> String {
    format!("p{n:03}")
}

fn program(text: &str, module: &str) -> String {
    format!("#[allow(unused_imports)]\nuse dixa_generated::{{*, {module} as v1}};\n\n{}\n", text.trim())
}

/// The package that holds the programs.
fn package<'t>(programs: impl Iterator<Item = (&'t String, &'t String)>) -> BTreeMap<String, String> {
    let features: Vec<&str> = FEATURES.split(',').collect();
    let manifest = format!(
        "[package]\nname = \"callers\"\nedition.workspace = true\n\n[dependencies.dixa-generated]\n\
         path = \"../dixa-generated\"\ndefault-features = false\nfeatures = {features:?}\n"
    );
    let mut library = "#![allow(deprecated)]\n\n".to_owned();
    let mut files = BTreeMap::new();
    for (name, text) in programs {
        library.push_str(&format!("pub mod {name};\n"));
        files.insert(format!("src/{name}.rs"), text.clone());
    }
    files.extend([("Cargo.toml".to_owned(), manifest), ("src/lib.rs".to_owned(), library)]);
    files
}

/// The errors by file.
fn errors(output: &Output) -> BTreeMap<String, String> {
    let mut errors: BTreeMap<String, String> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let record: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let message = &record["message"];
        if message["level"] != "error" {
            continue;
        }
        // The message with the number of errors has no place.
        let spans = message["spans"].as_array().into_iter().flatten();
        for span in spans.filter(|span| span["is_primary"] == true) {
            let path = span["file_name"].as_str().unwrap_or_default();
            let name = path.strip_prefix("callers/src/").and_then(|name| name.strip_suffix(".rs")).unwrap_or(path);
            let text = message["rendered"].as_str().unwrap_or_default();
            errors.entry(name.to_owned()).or_default().push_str(text);
        }
    }
    errors
}
