//! Finding declarations in the generated text.
//!
//! The names of variants and the Rust types of fields are decided where they are written, so that is where they are
//! read; the text is formatted by the generator itself, one declaration a line.

use dixa_generator::GeneratedVersion;
use dixa_generator::name::ident::module;

use crate::project;

/// A declaration.
pub struct Declaration {
    /// The file and the line.
    pub place: String,
    /// The code.
    pub text: String,
}

/// A generated file, read line by line.
pub struct File<'a> {
    path: String,
    lines: Vec<&'a str>,
}

impl<'a> File<'a> {
    /// The file of a type.
    pub fn of_type(version: &'a GeneratedVersion, name: &str) -> Self {
        Self::open(version, &format!("types/{}.rs", module(name)))
    }

    /// The file of a group of operations.
    pub fn of_module(version: &'a GeneratedVersion, module: &str) -> Self {
        Self::open(version, &format!("{module}.rs"))
    }

    fn open(version: &'a GeneratedVersion, file: &str) -> Self {
        let text = version.files.get(file).map_or("", String::as_str);
        Self { path: format!("{}/{file}", project::module(&version.version)), lines: text.lines().collect() }
    }

    fn at(&self, index: usize) -> Declaration {
        let mut code = Vec::new();
        for line in &self.lines[index..] {
            code.push(line.trim());
            if line.ends_with(['{', '}', ',', ';']) && !line.ends_with("(,") && balanced(&code) {
                break;
            }
        }
        let text = code.join(" ").replace("( ", "(").replace(", )", ")");
        let text = text.trim_end_matches(['{', '}', ',']).trim_end().to_owned();
        Declaration { place: format!("{}:{}", self.path, index + 1), text }
    }

    fn start_of(&self, starts: &[String]) -> Option<usize> {
        self.lines.iter().position(|line| starts.iter().any(|start| line.starts_with(start.as_str())))
    }

    fn start_of_type(&self, name: &str) -> Option<usize> {
        let forms = ["struct", "enum"].iter().flat_map(|kind| [" ", "("].map(|end| format!("pub {kind} {name}{end}")));
        self.start_of(&forms.collect::<Vec<_>>())
    }

    /// The declaration of a type.
    pub fn ty(&self, name: &str) -> Option<Declaration> {
        self.start_of_type(name).map(|index| self.at(index))
    }

    /// The declaration of a field, or of the method that reads it from any member of a union.
    pub fn field(&self, name: &str) -> Option<Declaration> {
        let starts = [format!("    pub {name}: "), format!("    pub fn {name}(&self)")];
        self.start_of(&starts).map(|index| self.at(index))
    }

    /// The declaration of a function.
    pub fn function(&self, name: &str) -> Option<Declaration> {
        self.start_of(&[format!("pub fn {name}(")]).map(|index| self.at(index))
    }

    /// The variants of an enum in their order; the last is the one for what is unknown.
    pub fn variants(&self, name: &str) -> Vec<Declaration> {
        let Some(start) = self.start_of_type(name) else { return Vec::new() };
        let body = self.lines.iter().enumerate().skip(start + 1).take_while(|(_, line)| **line != "}");
        let is_variant = |line: &str| {
            let own = line.strip_prefix("    ").unwrap_or_default();
            own.starts_with(|c: char| c.is_alphabetic() || c == '_')
        };
        body.filter(|(_, line)| is_variant(line)).map(|(index, _)| self.at(index)).collect()
    }
}

fn balanced(code: &[&str]) -> bool {
    let count = |wanted: char| code.iter().flat_map(|line| line.chars()).filter(|c| *c == wanted).count();
    count('(') == count(')')
}
