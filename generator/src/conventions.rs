//! What an API does alike everywhere and its descriptions do not state: `spec/conventions.toml`.

use serde::Deserialize;

use crate::diagnostic::{Diagnostics, Place, Severity};
use crate::text::Source;

/// The conventions of an API. What is not declared is not assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conventions {
    /// How paths are built.
    pub paths: Paths,
    /// What a response wraps its value in.
    pub envelope: Envelope,
    /// How lists are paged.
    pub paging: Paging,
    /// What errors look like.
    pub errors: Errors,
    /// What can be read from the text of descriptions.
    pub prose: Prose,
    /// What can be read from the titles of schemas.
    pub titles: Titles,
    /// What the bindings are called.
    pub bindings: Bindings,
}

/// How paths are built.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paths {
    /// What every path begins with, such as `/{version}`; it takes no part in names.
    pub prefix: Option<String>,
}

/// What a response wraps its value in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Envelope {
    /// The key of the value.
    pub data: Option<String>,
    /// The key of the links to the neighbouring pages.
    pub links: Option<String>,
    /// The key of the link to the previous page, within the links.
    pub previous: Option<String>,
    /// The key of the link to the next page, within the links.
    pub next: Option<String>,
}

/// How lists are paged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paging {
    /// The query parameter that chooses the page.
    pub key: Option<String>,
    /// The query parameter that limits the number of items of a page.
    pub limit: Option<String>,
}

/// What errors look like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Errors {
    /// The key of the message; a body with this key alone is read by the runtime.
    pub message: Option<String>,
}

/// What can be read from the text of descriptions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Prose {
    /// What precedes a list of values that a `]` ends.
    pub values: Option<String>,
    /// Words that may precede that, and that the documentation of the bindings leaves out with the list.
    pub introductions: Vec<String>,
}

/// What can be read from the titles of schemas.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Titles {
    /// What separates a title from the type arguments behind it.
    pub type_arguments: Option<String>,
}

/// What the bindings are called.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bindings {
    /// The crate as Rust names it.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// The command that writes them.
    pub command: String,
}

impl Default for Bindings {
    fn default() -> Self {
        Self { crate_name: "bindings".to_owned(), command: "the generator".to_owned() }
    }
}

impl Conventions {
    /// Reads the conventions; an empty file declares none.
    pub fn parse(source: &Source) -> Result<Self, Diagnostics> {
        let mut problems = Diagnostics::default();
        let mut report = |line: Option<usize>, message: String| {
            let place = Place { file: source.name.clone(), line, pointer: String::new() };
            problems.push(Severity::Error, "conventions", message, place, HELP);
        };
        let conventions: Self = match toml::from_str(&source.text) {
            Ok(conventions) => conventions,
            Err(error) => {
                let before = error.span().and_then(|span| source.text.get(..span.start));
                report(before.map(|text| text.matches('\n').count() + 1), error.message().to_owned());
                return Err(problems);
            }
        };
        for message in conventions.contradictions() {
            report(None, message);
        }
        if problems.is_empty() { Ok(conventions) } else { Err(problems) }
    }

    /// What cannot be meant.
    fn contradictions(&self) -> Vec<String> {
        let Self { paths, envelope, paging, errors, prose, titles, bindings } = self;
        let texts = [
            ("paths.prefix", &paths.prefix),
            ("envelope.data", &envelope.data),
            ("envelope.links", &envelope.links),
            ("envelope.previous", &envelope.previous),
            ("envelope.next", &envelope.next),
            ("paging.key", &paging.key),
            ("paging.limit", &paging.limit),
            ("errors.message", &errors.message),
            ("prose.values", &prose.values),
            ("titles.type-arguments", &titles.type_arguments),
        ];
        let is_empty = |text: &Option<String>| text.as_ref().is_some_and(|text| text.trim().is_empty());
        let empty = texts.iter().filter(|(_, text)| is_empty(text));
        let mut found: Vec<String> =
            empty.map(|(key, _)| format!("`{key}` is empty; leave out what the API does not have")).collect();
        if paths.prefix.as_ref().is_some_and(|prefix| !prefix.starts_with('/') || prefix.ends_with('/')) {
            found.push("`paths.prefix` must begin with `/` and must not end with it".to_owned());
        }
        let missing = |what: &str, needed: &str| format!("`{what}` needs `{needed}`");
        if envelope.links.is_some() && envelope.data.is_none() {
            found.push(missing("envelope.links", "envelope.data"));
        }
        if envelope.links.is_some() != envelope.next.is_some() {
            found.push("`envelope.links` and `envelope.next` need each other".to_owned());
        }
        if paging.limit.is_some() && paging.key.is_none() {
            found.push(missing("paging.limit", "paging.key"));
        }
        if envelope.data.is_some() && envelope.data == envelope.links {
            found.push("`envelope.data` and `envelope.links` are the same key".to_owned());
        }
        if crate::name::ident::snake(&bindings.crate_name) != bindings.crate_name {
            found.push(format!("`bindings.crate` is `{}`, which cannot be the name of a crate", bindings.crate_name));
        }
        if bindings.command.contains(['\n', '\r']) || bindings.command.trim().is_empty() {
            found.push("`bindings.command` must be one line".to_owned());
        }
        found
    }

    /// A path without the prefix of a version.
    pub(crate) fn without_prefix<'p>(&self, version: &str, path: &'p str) -> &'p str {
        let Some(prefix) = &self.paths.prefix else { return path };
        let rest = path.strip_prefix(&prefix.replace("{version}", version));
        rest.filter(|rest| rest.starts_with('/')).unwrap_or(path)
    }
}

const HELP: &str = "spec/README.md names the keys; restore the file from version control, or correct it";

#[cfg(test)]
mod tests {
    use super::Conventions;
    use crate::text::Source;

    fn parse(text: &str) -> Result<Conventions, String> {
        let source = Source { name: "conventions.toml".to_owned(), text: text.to_owned() };
        Conventions::parse(&source).map_err(|problems| problems.to_string())
    }

    #[test]
    fn an_empty_file_declares_nothing() {
        assert_eq!(parse(""), Ok(Conventions::default()));
    }

    #[test]
    fn an_unknown_key_is_reported_with_its_line() {
        let problem = parse("[paging]\nkey = \"page\"\nsize = \"n\"\n").unwrap_err();
        assert!(problem.contains("conventions.toml:3") && problem.contains("unknown field `size`"), "{problem}");
    }

    #[test]
    fn what_cannot_be_meant_is_reported_all_at_once() {
        let text = "[paths]\nprefix = \"v1/\"\n[envelope]\nlinks = \"meta\"\ndata = \"\"\n[paging]\nlimit = \"n\"\n\
                    [bindings]\ncrate = \"my-crate\"\n";
        let problems = parse(text).unwrap_err();
        for expected in
            ["`envelope.data` is empty", "`paths.prefix` must", "`envelope.next`", "`paging.limit` needs", "`my-crate`"]
        {
            assert!(problems.contains(expected), "{expected} in {problems}");
        }
    }

    #[test]
    fn the_prefix_is_a_whole_segment_of_the_version_itself() {
        let conventions = parse("[paths]\nprefix = \"/{version}\"\n").expect("sound conventions");
        assert_eq!(conventions.without_prefix("preview", "/preview/agents"), "/agents");
        assert_eq!(conventions.without_prefix("v1", "/v10/agents"), "/v10/agents");
        assert_eq!(conventions.without_prefix("v1", "/v1"), "/v1");
        assert_eq!(Conventions::default().without_prefix("v1", "/v1/agents"), "/v1/agents");
    }
}
