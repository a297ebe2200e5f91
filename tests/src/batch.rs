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
    for folder in ["src", "src/codec"] {
        for entry in fs::read_dir(project::root().join("dixa-generated").join(folder)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                let name = entry.file_name().into_string().unwrap();
                files.insert(format!("{folder}/{name}"), fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    let mut declared = String::new();
    for (name, texts) in modules {
        declared.push_str(&format!("#[deny(warnings)]\n#[rustfmt::skip]\n#[allow(missing_docs)]\npub mod {name};\n"));
        files.extend(texts.iter().map(|(path, text)| (format!("src/{name}/{path}"), text.clone())));
    }
    files.get_mut("src/lib.rs").unwrap().push_str(&declared);
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
