//! The JSONPath that selects what an action changes.

use serde_json_path::JsonPath;

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
