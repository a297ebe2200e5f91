//! The JSONPath that selects what an action changes.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};

use crate::text::similar;

/// A segment of the path to a node. They are ordered so that an item of a list is before the later items.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PathSegment {
    Key(String),
    Item(usize),
}

/// The path to a node.
pub(super) type Path = Vec<PathSegment>;

/// The value at a path.
pub(super) fn get<'v>(document: &'v Value, node: &[PathSegment]) -> Option<&'v Value> {
    node.iter().try_fold(document, |value, segment| match segment {
        PathSegment::Key(key) => value.get(key),
        PathSegment::Item(index) => value.get(index),
    })
}

/// The paths of all nodes that a target selects, or why it is no JSONPath.
pub(super) fn select(document: &Value, target: &str) -> Result<BTreeSet<Path>, String> {
    let segment = |element: &PathElement<'_>| match element {
        PathElement::Name(name) => PathSegment::Key((*name).to_owned()),
        PathElement::Index(index) => PathSegment::Item(*index),
    };
    let path = compile(target)?;
    let nodes = path.query_located(document);
    Ok(nodes.locations().map(|location| location.iter().map(segment).collect()).collect())
}

/// Where a target leaves the document.
pub(super) struct Missing {
    /// The path to what is missing.
    pub(super) path: Path,
    /// What is missing.
    pub(super) message: String,
    /// The key that was probably meant.
    pub(super) meant: Option<String>,
}

/// What is missing where a target matches nothing: the first segment that has no match.
pub(super) fn missing(document: &Value, target: &str) -> Option<Missing> {
    let segments = segments(target);
    let prefix = |known: usize| format!("${}", segments[..known].concat());
    let known =
        (0..segments.len()).rfind(|known| select(document, &prefix(*known)).is_ok_and(|found| !found.is_empty()));
    let (known, found) = known.and_then(|known| Some((known, select(document, &prefix(known)).ok()?)))?;
    let parent = prefix(known);
    let mut path = found.first()?.clone();
    let Some(key) = key(segments[known]) else {
        // As a key of its own, so that what is missing beside it is reported too.
        path.push(PathSegment::Key(segments[known].to_owned()));
        let message = format!("nothing in `{parent}` matches `{}`", segments[known]);
        return Some(Missing { path, message, meant: None });
    };
    let objects = found.iter().filter_map(|node| get(document, node)?.as_object());
    let keys: Vec<&str> = objects.flat_map(|object| object.keys().map(String::as_str)).collect();
    // Of several similar keys, one below which the rest of the target is found.
    let rest = segments[known + 1..].concat();
    let fits = |key: &&&str| {
        let key = key.replace('\\', "\\\\").replace('\'', "\\'");
        select(document, &format!("{parent}['{key}']{rest}")).is_ok_and(|found| !found.is_empty())
    };
    let meant = similar(&key, keys.iter().filter(fits).copied()).or_else(|| similar(&key, keys.iter().copied()));
    let message = format!("`{parent}` has no `{key}`");
    path.push(PathSegment::Key(key.clone()));
    Some(Missing { path, message, meant: meant.map(str::to_owned) })
}

/// The segments of a JSONPath after the `$`, as text.
fn segments(target: &str) -> Vec<&str> {
    let (mut segments, mut start, mut depth, mut quote, mut escaped) = (Vec::new(), 0, 0_usize, None, false);
    let path = target.strip_prefix('$').unwrap_or(target);
    for (at, c) in path.char_indices() {
        let begins = depth == 0 && quote.is_none() && (c == '[' || c == '.') && path[start..at] != *".";
        if begins && at > start {
            segments.push(&path[start..at]);
            start = at;
        }
        match (quote, c) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    segments.extend(Some(&path[start..]).filter(|rest| !rest.is_empty()));
    segments
}

/// The key that a segment selects; none for one that selects in another way.
fn key(segment: &str) -> Option<String> {
    if let Some(name) = segment.strip_prefix('.') {
        return (!name.starts_with('.') && name != "*").then(|| name.to_owned());
    }
    let inner = segment.strip_prefix('[')?.strip_suffix(']')?.trim();
    let quoted = ['\'', '"'].iter().find_map(|quote| inner.strip_prefix(*quote)?.strip_suffix(*quote))?;
    (!quoted.contains(['\\', '\'', '"'])).then(|| quoted.to_owned())
}

// Far more than any path needs. The parser of paths recurses once for each bracket.
const DEEPEST_TARGET: usize = 20;

pub(super) fn compile(target: &str) -> Result<JsonPath, String> {
    if nesting(target) > DEEPEST_TARGET {
        return Err(format!("the brackets of the JSONPath are nested deeper than {DEEPEST_TARGET} levels"));
    }
    JsonPath::parse(target).map_err(|error| {
        format!("`{target}` is not a valid JSONPath: {} at position {}", error.message(), error.position() + 1)
    })
}

/// How deep brackets and negations are nested outside of quotes.
fn nesting(target: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    let mut quote = None;
    let mut escaped = false;
    for c in target.chars() {
        match (quote, c) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '!') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
