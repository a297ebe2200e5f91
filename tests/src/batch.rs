//! A package with the hand-written part of the bindings and other generated modules than the checked-in ones, so that
//! one call of cargo shows what all of them compile to.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::project;

/// The features of `dixa-generated` that are compiled, for other packages of the workspace to ask for the same.
pub const FEATURES: &str = "blocking,tracing";

/// A workspace in a folder of its own. Batches beside each other share what cargo compiles for their dependencies.
pub struct Batch {
    root: PathBuf,
}

impl Batch {
    /// Writes the workspace: `dixa-generated` with these modules of generated files, and other packages' files by path.
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
        // Cargo takes out what is not needed here.
        fs::write(batch.root.join("Cargo.lock"), project::source("Cargo.lock").text).unwrap();
        batch.package("dixa-generated", &bindings(modules));
        packages.iter().for_each(|(name, files)| batch.package(name, files));
        batch
    }

    /// Writes the files of a package that differ, and removes what is none of them.
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
    // The runtime uses what is generated for all versions together.
    let mut index = String::new();
    let generated = project::root().join("dixa-generated/src/generated");
    for path in fs::read_dir(generated).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        if let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "mod") {
            index.push_str(&format!("pub mod {module};\n"));
            files.insert(format!("src/generated/{name}"), fs::read_to_string(&path).unwrap());
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
