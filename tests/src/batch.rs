//! A package with the hand-written part of the bindings and generated modules other than the checked-in ones, so that one
//! call of cargo compiles all of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::project;

/// The features of `dixa-generated` that are compiled. Other packages of the workspace must use the same.
pub const FEATURES: &str = "blocking,tracing";

/// A workspace in its own folder. Batches in neighbouring folders share the compiled dependencies.
pub struct Batch {
    root: PathBuf,
}

impl Batch {
    /// Writes the workspace: `dixa-generated` with these generated modules, and the files of other packages by path.
    ///
    /// # Panics
    ///
    /// If a file cannot be read or written.
    pub fn new<'f>(
        root: PathBuf,
        modules: impl IntoIterator<Item = (&'f str, &'f BTreeMap<String, String>)>,
        packages: &BTreeMap<String, BTreeMap<String, String>>,
    ) -> Self {
        let batch = Self { root };
        let manifest = project::source("Cargo.toml").text;
        let members = manifest.lines().find(|line| line.starts_with("members =")).expect("a list of members");
        let names: Vec<_> = ["dixa-generated"].into_iter().chain(packages.keys().map(String::as_str)).collect();
        write(&batch.root.join("Cargo.toml"), &manifest.replace(members, &format!("members = {names:?}")));
        // Cargo removes the entries that are not needed here.
        fs::write(batch.root.join("Cargo.lock"), project::source("Cargo.lock").text).unwrap();
        batch.package("dixa-generated", &bindings(modules));
        packages.iter().for_each(|(name, files)| batch.package(name, files));
        batch
    }

    /// Writes the files of a package that differ, and removes all other files.
    ///
    /// # Panics
    ///
    /// If a file cannot be read or written.
    pub fn package(&self, name: &str, files: &BTreeMap<String, String>) {
        let folder = self.root.join(name);
        let files: BTreeMap<PathBuf, &String> = files.iter().map(|(path, text)| (folder.join(path), text)).collect();
        files.iter().for_each(|(path, text)| write(path, text));
        let mut open = vec![folder];
        while let Some(folder) = open.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    open.push(path);
                } else if !files.contains_key(&path) {
                    fs::remove_file(path).unwrap();
                }
            }
        }
    }

    /// Runs cargo.
    ///
    /// # Panics
    ///
    /// If it cannot be started.
    pub fn cargo(&self, arguments: &[&str]) -> Output {
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(arguments)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.root.with_file_name("batch-target"))
            .env("RUSTDOCFLAGS", "-D warnings")
            // Each package is compiled once or twice.
            .env("CARGO_INCREMENTAL", "0")
            .output()
            .unwrap_or_else(|error| panic!("cargo {}: {error}", arguments.join(" ")))
    }
}

/// The files of `dixa-generated` with these modules.
fn bindings<'f>(
    modules: impl IntoIterator<Item = (&'f str, &'f BTreeMap<String, String>)>,
) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    files.insert("Cargo.toml".to_owned(), library_only(&project::source("dixa-generated/Cargo.toml").text));
    files.extend(project::hand_written().into_iter().map(|(path, text)| (format!("src/{path}"), text)));
    // The runtime uses files that are generated for all versions together: they are declared as in the checked-in list.
    let mut index = String::new();
    for line in project::source("dixa-generated/src/generated/mod.rs").text.lines() {
        let module = line.strip_suffix(';').and_then(|line| line.split_once("mod ")).map(|(_, module)| module);
        let path = module.map(|module| format!("src/generated/{module}.rs")).unwrap_or_default();
        if let Ok(text) = fs::read_to_string(project::root().join("dixa-generated").join(&path)) {
            index.push_str(&format!("{line}\n"));
            files.insert(path, text);
        }
    }
    for (name, texts) in modules {
        index.push_str(&format!("#[deny(warnings)]\n#[allow(missing_docs)]\npub mod {name};\n"));
        files.extend(texts.iter().map(|(path, text)| (format!("src/generated/{name}/{path}"), text.clone())));
    }
    files.insert("src/generated/mod.rs".to_owned(), index);
    files
}

fn write(path: &Path, text: &String) {
    if fs::read_to_string(path).ok().as_ref() != Some(text) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// A manifest without the sections on examples, tests and benchmarks.
fn library_only(manifest: &str) -> String {
    let sections = manifest.split_inclusive('\n').fold(Vec::<String>::new(), |mut sections, line| {
        match sections.last_mut() {
            Some(last) if !line.starts_with('[') => last.push_str(line),
            _ => sections.push(line.to_owned()),
        }
        sections
    });
    sections.into_iter().filter(|section| !section.starts_with("[[")).collect()
}
