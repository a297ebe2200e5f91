//! Converts prose to rustdoc.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

/// The names of the description by which a search of the documentation finds an item called `name`. rustdoc permits
/// neither the item's own name nor quotes, and spaces only within.
pub fn aliases<'n>(name: &str, described: impl IntoIterator<Item = &'n str>) -> TokenStream {
    let is_searchable = |alias: &&str| {
        let is_plain = |c: char| matches!(c, ' '..='~') && !matches!(c, '"' | '\'');
        *alias != name && !alias.is_empty() && alias.chars().all(is_plain)
    };
    let aliases: BTreeSet<&str> = described.into_iter().map(str::trim).filter(is_searchable).collect();
    let aliases = aliases.into_iter();
    quote! { #(#[doc(alias = #aliases)])* }
}

/// Doc comments for the item that follows.
pub fn outer(paragraphs: &[String]) -> TokenStream {
    let lines = lines(paragraphs);
    quote! { #(#[doc = #lines])* }
}

/// Doc comments for the enclosing file.
pub fn inner(paragraphs: &[String]) -> TokenStream {
    let lines = lines(paragraphs);
    quote! { #(#![doc = #lines])* }
}

fn lines(paragraphs: &[String]) -> Vec<String> {
    let text = paragraphs.join("\n\n");
    text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") }).collect()
}

/// Converts text of a description to Markdown that rustdoc accepts without a warning.
///
/// Links, HTML and code fences are escaped. Emphasis, lists, and code spans that are closed on their line are kept.
/// URLs become links.
pub fn escape(text: &str) -> String {
    let lines = text.trim().lines().map(escape_line);
    lines.collect::<Vec<_>>().join("\n")
}

/// Converts text to Markdown on one line; see [`escape`].
pub fn one_line(text: &str) -> String {
    escape(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Converts text to a code span on one line.
pub fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c == '`' { '\'' } else { plain(c) }).collect();
    format!("`{text}`")
}

/// The character, or a space in place of one that a comment must not contain: a control character, or one that changes
/// the text direction, which rustc rejects.
pub(super) fn plain(c: char) -> char {
    let changes_direction = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if changes_direction || c.is_control() { ' ' } else { c }
}

fn escape_line(line: &str) -> String {
    // Several spaces after a list marker would start a code block.
    let line: String = line.chars().map(plain).collect();
    let line = line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let pieces: Vec<&str> = line.split('`').collect();
    let closed = pieces.len() % 2 == 1 && !line.contains("``");
    let mut escaped = String::with_capacity(line.len() + 8);
    for (index, piece) in pieces.iter().enumerate() {
        match (index % 2 == 1, closed) {
            (true, true) => escaped.push_str(&format!("`{piece}`")),
            (_, true) => escaped.push_str(&escape_words(piece)),
            (_, false) => {
                if index > 0 {
                    escaped.push_str("\\`");
                }
                escaped.push_str(&escape_words(piece));
            }
        }
    }
    // These would start headings or tables.
    if escaped.starts_with(['#', '|', '=']) { format!("\\{escaped}") } else { escaped }
}

fn escape_words(text: &str) -> String {
    text.split(' ').map(escape_word).collect::<Vec<_>>().join(" ")
}

fn escape_word(word: &str) -> String {
    let start = ["https://", "http://"].iter().filter_map(|scheme| word.find(scheme)).min();
    if let Some(start) = start {
        let (before, address) = word.split_at(start);
        let end = address.find(|c: char| "<>()[]{}\"'`\\^|*".contains(c)).unwrap_or(address.len());
        let end = address[..end].trim_end_matches(['.', ',', ':', ';', '!', '?']).len();
        let (address, after) = address.split_at(end);
        if address.len() > "https://".len() {
            return format!("{}<{address}>{}", escape_symbols(before), escape_word(after));
        }
    }
    escape_symbols(word)
}

fn escape_symbols(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '[' | ']' | '<' | '>' | '~' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn brackets_and_tags_are_escaped() {
        assert_eq!(escape("see [Agent] and <b>this</b>"), r"see \[Agent\] and \<b\>this\</b\>");
    }

    #[test]
    fn closed_code_spans_are_kept_and_unclosed_ones_are_escaped() {
        assert_eq!(escape("send `pageKey` back"), "send `pageKey` back");
        assert_eq!(escape("an open ` tick"), r"an open \` tick");
        assert_eq!(escape("```rust\npanic!()\n```"), "\\`\\`\\`rust\npanic!()\n\\`\\`\\`");
    }

    #[test]
    fn urls_become_links_without_the_punctuation_around_them() {
        assert_eq!(escape("See https://example.com/a?b=c."), "See <https://example.com/a?b=c>.");
        assert_eq!(escape("(http://example.com/x)"), "(<http://example.com/x>)");
        assert_eq!(escape("https:// alone"), "https:// alone");
    }

    #[test]
    fn lines_do_not_become_headings_or_code_blocks() {
        assert_eq!(escape("a\n    # b\n> c"), "a\n\\# b\n\\> c");
        assert_eq!(escape("-     x\n- ~~~"), "- x\n- \\~\\~\\~");
    }

    #[test]
    fn text_cannot_end_a_comment_or_a_string() {
        assert_eq!(escape("*/ \"# \u{202e}x"), "*/ \"# x");
        assert_eq!(escape("`a\u{202e}\rb` https://x\u{2066}y"), "`a b` <https://x> y");
        assert_eq!(super::code("a`\n\n<b>\u{202e}"), "`a'  <b> `");
    }
}
