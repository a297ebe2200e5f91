//! Tokens as text.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Tokens as code with the usual spaces, without paths to modules.
pub(super) fn text(tokens: TokenStream) -> String {
    let mut written = String::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                written.extend([open, &text(group.stream()), close]);
            }
            TokenTree::Punct(punct) => match punct.as_char() {
                // The path before it is not shown.
                ':' if punct.spacing() == Spacing::Joint => {
                    tokens.next();
                    let kept = written.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len();
                    written.truncate(kept);
                }
                sign @ (',' | ';' | ':') => written.extend([sign, ' ']),
                sign @ ('=' | '+') => written.extend([' ', sign, ' ']),
                sign => written.push(sign),
            },
            TokenTree::Ident(word) => {
                written.push_str(&word.to_string());
                if matches!(tokens.peek(), Some(TokenTree::Ident(_))) {
                    written.push(' ');
                }
            }
            TokenTree::Literal(literal) => written.push_str(&literal.to_string()),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::text;

    #[test]
    fn code_has_the_usual_spaces_and_no_paths() {
        let cases = [
            (quote! { &[super::Note] }, "&[Note]"),
            (quote! { Option<Vec<crate::Nullable<super::Note>>> }, "Option<Vec<Nullable<Note>>>"),
            (quote! { std::collections::BTreeMap<String, Vec<i64>> }, "BTreeMap<String, Vec<i64>>"),
            (quote! { impl IntoIterator<Item = impl std::fmt::Display> }, "impl IntoIterator<Item = impl Display>"),
            (quote! { (&str, [u8; 4]) }, "(&str, [u8; 4])"),
            (quote! { () }, "()"),
            (quote! { ::std::string::String }, "String"),
        ];
        for (tokens, expected) in cases {
            assert_eq!(text(tokens), expected);
        }
    }
}
