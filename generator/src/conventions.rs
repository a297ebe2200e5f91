//! The conventions of an API that its descriptions do not state: `spec/conventions.toml`.

use serde::Deserialize;

use crate::diagnostic::{Diagnostics, Location, Severity};
use crate::text::Source;

/// The conventions of an API. A convention that is not declared is not assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conventions {
    /// Where the API is, and what its callers must send.
    pub service: Service,
    /// How paths are built.
    pub paths: Paths,
    /// The envelope of responses.
    pub envelope: Envelope,
    /// How lists are paged.
    pub paging: Paging,
    /// What errors look like.
    pub errors: Errors,
    /// What the generator reads from the text of descriptions.
    pub prose: Prose,
    /// What the generator reads from the titles of schemas.
    pub titles: Titles,
    /// The names of the bindings.
    pub bindings: Bindings,
}

/// Where the API is, and what its callers must send.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Service {
    /// The base URL, without the prefix of the paths.
    pub base_url: Option<String>,
    /// The environment variable with another base URL.
    pub variable: Option<String>,
    /// How the token is sent.
    pub authorization: Authorization,
    /// The documented rate limit of a token.
    pub rate_limit: Option<RateLimit>,
}

/// How the token is sent in the header `Authorization`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authorization {
    /// As it is, without a scheme.
    #[default]
    Token,
    /// `Bearer` and the token.
    Bearer,
}

/// A rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// The number of requests in the time.
    pub requests: u32,
    /// The time.
    pub seconds: u32,
    /// How many of them may be sent at once.
    pub burst: u32,
}

/// How paths are built.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paths {
    /// The prefix of every path, such as `/{version}`; names do not contain it.
    pub prefix: Option<String>,
}

/// The envelope: the JSON object that wraps the value of a response.
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
    /// The query parameter that selects the page.
    pub key: Option<String>,
    /// The query parameter that limits the number of items of a page.
    pub limit: Option<String>,
}

/// What errors look like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Errors {
    /// The key of the message. The runtime reads error bodies that have only this key.
    pub message: Option<String>,
}

/// What the generator reads from the text of descriptions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Prose {
    /// The text before a list of values that `]` ends.
    pub values: Option<String>,
    /// Words that may precede that text; the bindings' documentation omits them together with the list.
    pub introductions: Vec<String>,
}

/// What the generator reads from the titles of schemas.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Titles {
    /// What separates a title from the type arguments behind it.
    pub type_arguments: Option<String>,
    /// Whether the exporter adds a number to the name of a schema where another has the name already: `NotFound1`.
    pub numbered: bool,
}

/// The names of the bindings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bindings {
    /// The name of the crate in Rust.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// The command that generates the bindings.
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
            let place = Location { file: source.name.clone(), line, pointer: String::new() };
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

    /// Messages about settings that are invalid or contradict each other.
    fn contradictions(&self) -> Vec<String> {
        let Self { service, paths, envelope, paging, errors, prose, titles, bindings } = self;
        let texts = [
            ("service.base-url", &service.base_url),
            ("service.variable", &service.variable),
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
            empty.map(|(key, _)| format!("`{key}` is empty; omit what the API does not have")).collect();
        found.extend(service.problems());
        if paths.prefix.as_ref().is_some_and(|prefix| !prefix.starts_with('/') || prefix.ends_with('/')) {
            found.push("`paths.prefix` must begin with `/` and must not end with it".to_owned());
        }
        let missing = |what: &str, needed: &str| format!("`{what}` requires `{needed}`");
        if envelope.links.is_some() && envelope.data.is_none() {
            found.push(missing("envelope.links", "envelope.data"));
        }
        if envelope.links.is_some() != envelope.next.is_some() {
            found.push("`envelope.links` and `envelope.next` must be set together".to_owned());
        }
        if paging.limit.is_some() && paging.key.is_none() {
            found.push(missing("paging.limit", "paging.key"));
        }
        if envelope.data.is_some() && envelope.data == envelope.links {
            found.push("`envelope.data` and `envelope.links` are the same key".to_owned());
        }
        if crate::name::ident::snake(&bindings.crate_name) != bindings.crate_name {
            found.push(format!("`bindings.crate` is `{}`, which is not a valid crate name", bindings.crate_name));
        }
        if bindings.command.contains(['\n', '\r']) || bindings.command.trim().is_empty() {
            found.push("`bindings.command` must be one line".to_owned());
        }
        found
    }

    /// The conventions with the names of the bindings that the crate has for all its APIs.
    pub(crate) fn with_bindings(self, bindings: &Bindings, source: &Source) -> Result<Self, Diagnostics> {
        if self.bindings == Bindings::default() {
            return Ok(Self { bindings: bindings.clone(), ..self });
        }
        let mut problems = Diagnostics::default();
        let message = "`[bindings]` is declared once for all APIs of the crate, in the conventions of the main one";
        let place = Location::new(&source.name, "");
        problems.push(Severity::Error, "conventions", message.to_owned(), place, "delete the table here");
        Err(problems)
    }

    /// With what the paths of a version begin, such as `/v1`.
    pub fn prefix(&self, version: &str) -> Option<String> {
        self.paths.prefix.as_ref().map(|prefix| prefix.replace("{version}", version))
    }

    /// A path without the prefix of a version.
    pub(crate) fn without_prefix<'p>(&self, version: &str, path: &'p str) -> &'p str {
        let Some(prefix) = self.prefix(version) else { return path };
        let rest = path.strip_prefix(&prefix);
        rest.filter(|rest| rest.starts_with('/')).unwrap_or(path)
    }
}

impl Service {
    fn problems(&self) -> Vec<String> {
        let Self { base_url, variable, authorization: _, rate_limit } = self;
        let mut found = Vec::new();
        let is_url = |url: &str| ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme));
        if base_url.as_deref().is_some_and(|url| !is_url(url) || url.ends_with('/')) {
            found.push("`service.base-url` must be an absolute URL and must not end with `/`".to_owned());
        }
        let is_of_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if variable.as_deref().is_some_and(|variable| !variable.chars().all(is_of_name)) {
            found.push("`service.variable` must consist of capitals, digits and `_`".to_owned());
        }
        if rate_limit.is_some_and(|RateLimit { requests, seconds, burst }| [requests, seconds, burst].contains(&0)) {
            found.push("`service.rate-limit` must not contain 0".to_owned());
        }
        found
    }
}

const HELP: &str = "correct the file, or restore it from version control; spec/README.md lists the keys";

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
    fn all_invalid_settings_are_reported_together() {
        let text = "[service]\nbase-url = \"example.com\"\nvariable = \"a-b\"\n\
                    rate-limit = { requests = 0, seconds = 1, burst = 1 }\n[paths]\nprefix = \"v1/\"\n[envelope]\nlinks = \"meta\"\ndata = \"\"\n[paging]\nlimit = \"n\"\n\
                    [bindings]\ncrate = \"my-crate\"\n";
        let problems = parse(text).unwrap_err();
        for expected in [
            "`service.base-url` must",
            "`service.variable` must",
            "`service.rate-limit` must",
            "`envelope.data` is empty",
            "`paths.prefix` must",
            "`envelope.next`",
            "`paging.limit` requires",
            "`my-crate`",
        ] {
            assert!(problems.contains(expected), "{expected} in {problems}");
        }
    }

    #[test]
    fn the_prefix_matches_the_exact_version_as_a_whole_segment() {
        let conventions = parse("[paths]\nprefix = \"/{version}\"\n").expect("valid conventions");
        assert_eq!(conventions.without_prefix("preview", "/preview/agents"), "/agents");
        assert_eq!(conventions.without_prefix("v1", "/v10/agents"), "/v10/agents");
        assert_eq!(conventions.without_prefix("v1", "/v1"), "/v1");
        assert_eq!(Conventions::default().without_prefix("v1", "/v1/agents"), "/v1/agents");
    }
}
