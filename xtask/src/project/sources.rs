//! `sources.toml`: the descriptions, the API that each belongs to, and where it is published.

use std::collections::BTreeMap;

use dixa_generator::name::ident::snake;
use serde::Deserialize;
use toml::Spanned;

/// The name of the main API, whose versions name none.
pub const MAIN: &str = "";

/// A version that `sources.toml` declares.
#[derive(Debug)]
pub struct DeclaredVersion {
    /// The name, which is that of the module and of the feature.
    pub name: String,
    /// The API that it is a version of.
    pub api: String,
    /// The addresses in order of preference; none for a description that is not published, and so never fetched.
    pub addresses: Option<Vec<String>>,
    /// The address of an operation's reference page.
    pub reference: Option<String>,
}

/// The table of a version in `sources.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionTable {
    api: Option<String>,
    addresses: Option<Vec<String>>,
    reference: Option<String>,
}

/// The versions, those of the main API first, otherwise in the order of the text.
pub fn declared(text: &str) -> Result<Vec<DeclaredVersion>, String> {
    let entries: BTreeMap<Spanned<String>, VersionTable> = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    let versions = entries.into_iter().map(|(name, table)| version(name.into_inner(), table));
    let versions = versions.collect::<Result<Vec<_>, _>>()?;
    let (main, further): (Vec<_>, Vec<_>) = versions.into_iter().partition(|version| version.api == MAIN);
    match (main.is_empty(), further.is_empty()) {
        (true, true) => Err("it declares no version".to_owned()),
        (true, false) => Err("every version names an `api`; those of the main API name none".to_owned()),
        (false, _) => Ok(main.into_iter().chain(further).collect()),
    }
}

fn version(name: String, table: VersionTable) -> Result<DeclaredVersion, String> {
    let VersionTable { api, addresses, reference } = table;
    // The name becomes a module and a file name, next to `common.yaml` and `provenance.rs`.
    if snake(&name) != name || ["common", "conventions", "provenance"].contains(&name.as_str()) {
        return Err(format!("`{name}` cannot be the name of a version"));
    }
    if let Some(api) = api.as_ref().filter(|api| snake(api) != **api) {
        return Err(format!("`{api}` of `{name}` cannot be the name of an API; write it like the name of a version"));
    }
    Ok(DeclaredVersion { name, api: api.unwrap_or_default(), addresses, reference })
}
