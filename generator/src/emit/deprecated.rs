//! The attribute of what the service deprecates, with what replaces it.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::plain;
use crate::model::{Api, Operation};

/// What a sentence contains that names a replacement, the surest first.
const REPLACEMENTS: [&str; 9] =
    ["replaced", "instead", "superseded", "in favor of", "in favour of", "prefer", " use ", DEPRECATED, "no longer"];
/// What precedes the reason in a sentence that begins with it.
const DEPRECATED: &str = "deprecated:";
/// The methods that prose writes before a path.
const METHODS: [&str; 7] = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"];

/// The attribute of an item with this description.
pub(super) fn deprecated(is: bool, docs: &str) -> TokenStream {
    let Some(sentence) = replacement(docs).filter(|_| is) else { return attribute(is, None) };
    attribute(is, Some(&sentence))
}

fn attribute(is: bool, what: Option<&str>) -> TokenStream {
    let note = match what {
        Some(what) => format!("deprecated by the service: {what}"),
        None => "deprecated by the service".to_owned(),
    };
    if is {
        quote! { #[deprecated = #note] }
    } else {
        quote!()
    }
}

/// The attribute of a function: it names the function that replaces it, where the description names its operation.
/// `function` is the path of an operation's function.
pub(super) fn deprecated_operation(
    api: &Api,
    operation: &Operation,
    function: impl Fn(&Operation) -> String,
) -> TokenStream {
    let sentence = replacement(&operation.docs);
    let named = sentence.as_deref().and_then(|sentence| operation_named(api, operation, sentence));
    let named = named.map(|named| format!("use `{}`", function(named)));
    attribute(operation.deprecated, named.or(sentence).as_deref())
}

/// The only operation that the sentence names: by its id, or by the end of its path. The method is the one before the
/// path, or that of the deprecated operation.
fn operation_named<'a>(api: &'a Api, deprecated: &Operation, sentence: &str) -> Option<&'a Operation> {
    let words: Vec<&str> = sentence.split_whitespace().map(bare).collect();
    let method = words.iter().find(|word| METHODS.contains(word)).map_or(deprecated.method.as_str(), |word| word);
    let is_named = |operation: &&Operation| {
        let ends_so = |word: &str| {
            let path = word.trim_start_matches('/');
            !path.is_empty() && operation.path.strip_suffix(path).is_some_and(|start| start.ends_with('/'))
        };
        let by_path = operation.method.eq_ignore_ascii_case(method)
            && (words.iter().any(|word| word.starts_with('/') && ends_so(word))
                || quoted(sentence).any(ends_so)
                || operation.path == deprecated.path && sentence.contains("same path"));
        operation.id != deprecated.id && !operation.deprecated && (words.contains(&operation.id.as_str()) || by_path)
    };
    let named: Vec<&Operation> = api.operations.iter().filter(is_named).collect();
    // Of several with one ending, the one beside the deprecated operation is meant.
    let beside = |operation: &&&Operation| parent(&operation.path) == parent(&deprecated.path);
    match named.as_slice() {
        [only] => Some(only),
        several => several.iter().find(beside).filter(|_| several.iter().filter(beside).count() == 1).copied(),
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(parent, _)| parent)
}

/// A word without the punctuation around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric() && !"/_{}".contains(c))
}

/// What the sentence has between quotes of code.
fn quoted(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split('`').skip(1).step_by(2)
}

/// The sentence of a description that says what replaces the item, in one line.
fn replacement(docs: &str) -> Option<String> {
    let text: String = docs.chars().map(plain).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentences: Vec<&str> = text.split(". ").map(|sentence| sentence.trim_end_matches('.')).collect();
    let says =
        |word: &str| sentences.iter().find(|sentence| format!(" {} ", sentence.to_ascii_lowercase()).contains(word));
    let sentence = REPLACEMENTS.iter().find_map(|word| says(word))?;
    // The attribute says before it that this is deprecated.
    let said = sentence.to_ascii_lowercase().find(DEPRECATED).map_or(0, |at| at + DEPRECATED.len());
    Some(sentence[said..].trim_start().to_owned())
}

#[cfg(test)]
mod tests {
    use super::replacement;

    #[test]
    fn the_sentence_that_names_the_replacement_is_found() {
        let cases = [
            (
                "A list. This is deprecated. Prefer the\n operations of\n the agent instead. More.",
                "Prefer the operations of the agent instead",
            ),
            ("NOTE: it is replaced with POST /a/b. Use it for lists.", "NOTE: it is replaced with POST /a/b"),
            ("Gives a list. Deprecated: `ratings` gives the same.", "`ratings` gives the same"),
            ("This type is deprecated: prefer the others.", "prefer the others"),
            ("No longer used: leave it out. It was the user.", "No longer used: leave it out"),
        ];
        for (docs, sentence) in cases {
            assert_eq!(replacement(docs).as_deref(), Some(sentence));
        }
    }

    #[test]
    fn a_description_without_a_replacement_has_none() {
        for docs in ["", "Deprecated. The list is always empty.", "The user that it reuses."] {
            assert_eq!(replacement(docs), None, "{docs}");
        }
    }
}
