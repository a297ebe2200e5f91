//! The imports of files form no circle in any crate, so that each file can be read with its imports alone.
//!
//! A file imports another file if it names an item that the other one defines, in a `use` or by its path. A re-export is
//! followed to the definition. Tests within the files are ignored.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use dixa_tests::project::root;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Item, UseTree, Visibility};

/// The path of a module within its crate, without `crate`.
type Module = Vec<String>;

/// A file with the items that it defines and the paths that it names.
struct File {
    path: String,
    /// The names that the file defines.
    defined: BTreeSet<String>,
    /// The names that `use` brings into scope, each with its path, and whether it is private.
    imported: BTreeMap<String, (Vec<String>, bool)>,
    /// The paths of `use crate::x::*`.
    globs: Vec<Vec<String>>,
    /// Every path in the code, including single names.
    named: BTreeSet<Vec<String>>,
}

/// The files of a crate by their modules.
struct Crate(BTreeMap<Module, File>);

#[test]
fn imports_of_files_form_no_circle_in_any_crate() {
    let mut circles = Vec::new();
    for source in ["generator/src", "dixa-generated/src", "xtask/src"] {
        let files = Crate::read(&root().join(source));
        assert!(files.0.len() > 10, "{source} has {} files only", files.0.len());
        circles.extend(files.circles().into_iter().map(|circle| format!("{source}: {circle}")));
    }
    assert!(circles.is_empty(), "{} circles:\n{}", circles.len(), circles.join("\n"));
}

#[test]
fn a_circle_is_found_through_a_re_export_a_path_and_a_parent() {
    let of = |files: &[(&str, &str)]| {
        let modules = files.iter().map(|(path, text)| (module_of(Path::new(path)), File::parse(path, text)));
        Crate(modules.collect()).circles()
    };
    let root = ("lib.rs", "mod a; mod b; pub use b::Two; pub use a::One;");
    let facade = of(&[root, ("a.rs", "pub struct One(crate::Two);"), ("b.rs", "use crate::One; pub struct Two(One);")]);
    assert_eq!(facade, ["a.rs → b.rs (Two) → a.rs (One)"]);
    let parent = [("lib.rs", "mod a; fn f() { a::g() } fn h() {}"), ("a.rs", "pub fn g() { super::h() }")];
    assert_eq!(of(&parent), ["a.rs → lib.rs (h) → a.rs (g)"]);
    let twin = [
        ("lib.rs", "mod a; mod b; pub use b::b;"),
        ("a.rs", "use crate::b; pub fn a() { b() }"),
        ("b.rs", "pub fn b() { crate::a::a() }"),
    ];
    assert_eq!(of(&twin), ["a.rs → b.rs (b) → a.rs (a)"]);
    let one_way = [root, ("a.rs", "pub struct One(crate::Two);"), ("b.rs", "pub struct Two;")];
    assert_eq!(of(&one_way), Vec::<String>::new());
}

/// The module of a file.
fn module_of(path: &Path) -> Module {
    let mut module: Module = path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        module.pop();
    }
    module
}

impl Crate {
    fn read(source: &Path) -> Self {
        let mut files = BTreeMap::new();
        let mut folders = vec![source.to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).expect("a folder of sources") {
                let path: PathBuf = entry.expect("an entry").path();
                let within = path.strip_prefix(source).expect("within the sources").to_path_buf();
                // Generated code comes from one template, and binaries import the library alone.
                let is_left_out =
                    within.starts_with("generated") || within.starts_with("bin") || within == Path::new("main.rs");
                if path.is_dir() && !is_left_out {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") && !is_left_out {
                    let text = std::fs::read_to_string(&path).expect("a source file");
                    files.insert(module_of(&within), File::parse(&within.to_string_lossy(), &text));
                }
            }
        }
        Self(files)
    }

    /// The file that defines the item of a path in a module, and its name there; none for other crates and modules.
    fn resolve(&self, module: &Module, path: &[String], depth: usize) -> Option<(&File, String)> {
        if depth == 0 {
            return None;
        }
        let (mut module, mut rest) = match path.first()?.as_str() {
            "crate" => (Module::new(), &path[1..]),
            "self" => (module.clone(), &path[1..]),
            "super" => (module[..module.len().checked_sub(1)?].to_vec(), &path[1..]),
            _ => (module.clone(), path),
        };
        loop {
            let (name, after) = rest.split_first()?;
            if name == "super" {
                module.pop()?;
                rest = after;
                continue;
            }
            let file = self.0.get(&module)?;
            let child: Module = module.iter().chain([name]).cloned().collect();
            // A function may have the name of its module: what ends here is the item.
            if self.0.contains_key(&child) && !after.is_empty() {
                (module, rest) = (child, after);
                continue;
            }
            if file.defined.contains(name) {
                return Some((file, name.clone()));
            }
            let aliases = file.imported.get(name).into_iter().map(|(path, _)| path.clone());
            let globs = file.globs.iter().map(|path| [path.as_slice(), std::slice::from_ref(name)].concat());
            return aliases.chain(globs).find_map(|path| {
                let path = [path.as_slice(), after].concat();
                self.resolve(&module, &path, depth - 1)
            });
        }
    }

    /// The files that each file imports, each with an item that it uses from there.
    fn imports(&self) -> BTreeMap<&str, BTreeMap<&str, String>> {
        let mut imports: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
        for (module, file) in &self.0 {
            let used = file.imported.values().filter(|(_, is_private)| *is_private).map(|(path, _)| path);
            let found = imports.entry(&file.path).or_default();
            for (other, name) in used.chain(&file.named).filter_map(|path| self.resolve(module, path, 16)) {
                if other.path != file.path {
                    found.entry(&other.path).or_insert(name);
                }
            }
        }
        imports
    }

    /// The shortest circle through each file that is in one; each circle once.
    fn circles(&self) -> Vec<String> {
        let imports = self.imports();
        let mut circles: BTreeMap<BTreeSet<&str>, String> = BTreeMap::new();
        for start in imports.keys() {
            let mut reached: BTreeMap<&str, &str> = BTreeMap::new();
            let mut queue = std::collections::VecDeque::from([*start]);
            while let Some(file) = queue.pop_front() {
                for next in imports.get(file).into_iter().flat_map(BTreeMap::keys) {
                    if !reached.contains_key(next) {
                        reached.insert(next, file);
                        queue.push_back(next);
                    }
                }
            }
            if !reached.contains_key(start) {
                continue;
            }
            let mut way = vec![*start];
            let mut at = reached[start];
            while at != *start {
                way.push(at);
                at = reached[at];
            }
            way.push(start);
            way.reverse();
            let text = way.windows(2).map(|pair| format!(" → {} ({})", pair[1], imports[pair[0]][pair[1]]));
            circles.entry(way.iter().copied().collect()).or_insert(format!("{start}{}", text.collect::<String>()));
        }
        circles.into_values().collect()
    }
}

impl File {
    fn parse(path: &str, text: &str) -> Self {
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut file = Self {
            path: path.to_owned(),
            defined: BTreeSet::new(),
            imported: BTreeMap::new(),
            globs: Vec::new(),
            named: BTreeSet::new(),
        };
        for item in parsed.items {
            file.add(item);
        }
        file
    }

    fn add(&mut self, item: Item) {
        let is_test = |attributes: &[syn::Attribute]| {
            attributes.iter().any(|attribute| attribute.to_token_stream().to_string().contains("cfg (test)"))
        };
        match &item {
            Item::Mod(module) if is_test(&module.attrs) || module.content.is_none() => return,
            Item::Use(import) => {
                let is_private = matches!(import.vis, Visibility::Inherited);
                return self.add_use(&import.tree, Vec::new(), is_private);
            }
            Item::Const(item) => drop(self.defined.insert(item.ident.to_string())),
            Item::Enum(item) => drop(self.defined.insert(item.ident.to_string())),
            Item::Fn(item) => drop(self.defined.insert(item.sig.ident.to_string())),
            Item::Macro(item) => self.defined.extend(item.ident.iter().map(ToString::to_string)),
            Item::Static(item) => drop(self.defined.insert(item.ident.to_string())),
            Item::Struct(item) => drop(self.defined.insert(item.ident.to_string())),
            Item::Trait(item) => drop(self.defined.insert(item.ident.to_string())),
            Item::Type(item) => drop(self.defined.insert(item.ident.to_string())),
            _ => {}
        }
        self.add_paths(item.to_token_stream());
    }

    fn add_use(&mut self, tree: &UseTree, mut path: Vec<String>, is_private: bool) {
        match tree {
            UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.add_use(&inner.tree, path, is_private);
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add_use(tree, path.clone(), is_private)),
            UseTree::Glob(_) => self.globs.push(path),
            UseTree::Name(name) => self.add_alias(name.ident.to_string(), name.ident.to_string(), path, is_private),
            UseTree::Rename(name) => self.add_alias(name.rename.to_string(), name.ident.to_string(), path, is_private),
        }
    }

    fn add_alias(&mut self, alias: String, name: String, mut path: Vec<String>, is_private: bool) {
        let alias = if alias == "self" { path.last().cloned().unwrap_or_default() } else { alias };
        if name != "self" {
            path.push(name);
        }
        self.imported.insert(alias, (path, is_private));
    }

    /// Adds every path in the code except those in the templates of the emitter.
    fn add_paths(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        let mut is_template = false;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.named.extend((!path.is_empty()).then(|| std::mem::take(&mut path)));
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                other => {
                    colons = 0;
                    let name = std::mem::take(&mut path);
                    let is_mark = matches!(&other, TokenTree::Punct(punct) if punct.as_char() == '!');
                    is_template = is_mark && name.last().is_some_and(|name| name == "quote")
                        || is_template && matches!(other, TokenTree::Group(_)) && name.is_empty();
                    self.named.extend((!name.is_empty()).then_some(name));
                    if let (TokenTree::Group(group), false) = (other, is_template) {
                        self.add_paths(group.stream());
                    }
                }
            }
        }
        self.named.extend((!path.is_empty()).then_some(path));
    }
}
