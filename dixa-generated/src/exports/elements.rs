//! The elements of a JSON array while it arrives.

use bytes::{Buf, Bytes, BytesMut};

/// Takes the elements of an array out of the parts of its text, without decoding them.
pub(super) struct Elements {
    /// What has arrived and belongs to no element that was taken.
    text: BytesMut,
    place: Place,
    /// How much of the text belongs to the element that is not complete yet.
    scanned: usize,
    depth: usize,
    string: Option<InString>,
    /// The largest element, in bytes.
    largest: usize,
}

/// Where in the array the text begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    BeforeArray,
    BeforeFirst,
    Element,
    AfterElement,
    AfterComma,
    AfterArray,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum InString {
    Text,
    Escape,
}

/// Why no element can be taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// The text is not that of an array; what was expected.
    Syntax(&'static str),
    /// An element is larger than permitted.
    TooLarge,
}

impl Elements {
    pub(super) fn new(largest: usize) -> Self {
        let place = Place::BeforeArray;
        Self { text: BytesMut::new(), place, scanned: 0, depth: 0, string: None, largest }
    }

    /// Adds what has arrived.
    pub(super) fn push(&mut self, part: &[u8]) {
        self.text.extend_from_slice(part);
    }

    /// Whether the array has ended.
    pub(super) fn is_complete(&self) -> bool {
        self.place == Place::AfterArray
    }

    /// What has arrived and is not taken, for messages.
    pub(super) fn rest(&self) -> &[u8] {
        &self.text
    }

    /// The next element; `None` if it has not arrived whole.
    pub(super) fn take(&mut self) -> Result<Option<Bytes>, Problem> {
        loop {
            if self.place == Place::Element {
                return self.element();
            }
            if self.place == Place::BeforeArray && !self.skip_mark() {
                return Ok(None);
            }
            let blanks = self.text.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.text.advance(blanks);
            let Some(&byte) = self.text.first() else { return Ok(None) };
            self.place = match (self.place, byte) {
                (Place::BeforeArray, b'[') => Place::BeforeFirst,
                (Place::BeforeArray, _) => return Err(Problem::Syntax("expected `[`")),
                (Place::BeforeFirst | Place::AfterElement, b']') => Place::AfterArray,
                (Place::AfterElement, b',') => Place::AfterComma,
                (Place::AfterElement, _) => return Err(Problem::Syntax("expected `,` or `]`")),
                (Place::BeforeFirst | Place::AfterComma, b',' | b']' | b'}' | b':') => {
                    return Err(Problem::Syntax("expected a value"));
                }
                (Place::AfterArray, _) => return Err(Problem::Syntax("expected nothing more")),
                (Place::BeforeFirst | Place::AfterComma | Place::Element, _) => {
                    self.place = Place::Element;
                    continue;
                }
            };
            self.text.advance(1);
        }
    }

    /// Skips a byte order mark; `false` if it has not arrived whole.
    fn skip_mark(&mut self) -> bool {
        const MARK: &[u8] = "\u{feff}".as_bytes();
        if self.text.starts_with(MARK) {
            self.text.advance(MARK.len());
        }
        self.text.is_empty() || !MARK.starts_with(&self.text)
    }

    fn element(&mut self) -> Result<Option<Bytes>, Problem> {
        let end = self.end();
        if end.unwrap_or(self.scanned) > self.largest {
            return Err(Problem::TooLarge);
        }
        let Some(end) = end else { return Ok(None) };
        self.place = Place::AfterElement;
        self.scanned = 0;
        Ok(Some(self.text.split_to(end).freeze()))
    }

    /// The length of the element at the beginning of the text, if it has arrived whole.
    fn end(&mut self) -> Option<usize> {
        while let Some(&byte) = self.text.get(self.scanned) {
            let before = self.scanned;
            self.scanned += 1;
            match (self.string, byte) {
                (Some(InString::Escape), _) => self.string = Some(InString::Text),
                (Some(InString::Text), b'\\') => self.string = Some(InString::Escape),
                (Some(InString::Text), b'"') => {
                    self.string = None;
                    if self.depth == 0 {
                        return Some(self.scanned);
                    }
                }
                (Some(InString::Text), _) => {}
                (None, b'"') => self.string = Some(InString::Text),
                (None, b'{' | b'[') => self.depth += 1,
                (None, b'}' | b']') if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(self.scanned);
                    }
                }
                // The end of a number or a word.
                (None, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n') if self.depth == 0 => return Some(before),
                (None, _) => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The elements of a text that arrives in parts of a size, and how it ends.
    fn elements(text: &[u8], size: usize) -> (Vec<String>, Result<bool, Problem>) {
        let (mut elements, mut found) = (Elements::new(100), Vec::new());
        for part in text.chunks(size) {
            elements.push(part);
            loop {
                match elements.take() {
                    Ok(Some(element)) => found.push(String::from_utf8_lossy(&element).into_owned()),
                    Ok(None) => break,
                    Err(problem) => return (found, Err(problem)),
                }
            }
        }
        let is_complete = elements.is_complete();
        (found, Ok(is_complete))
    }

    #[test]
    fn the_elements_are_the_same_wherever_the_text_is_divided() {
        let text =
            "\u{feff} [ {\"a\":[1,{\"b\":\"]},\\\"\\\\\"}]} ,\n\"x,]\\\\\",-1.5e3,null ,[],{\"ü\":\"🦀\"}\t] \r\n";
        let expected = ["{\"a\":[1,{\"b\":\"]},\\\"\\\\\"}]}", "\"x,]\\\\\"", "-1.5e3", "null", "[]", "{\"ü\":\"🦀\"}"];
        for size in 1..=text.len() {
            let (found, end) = elements(text.as_bytes(), size);
            assert_eq!((found, end), (expected.map(str::to_owned).to_vec(), Ok(true)), "{size}");
        }
        assert_eq!(elements(b"[]", 1), (vec![], Ok(true)));
    }

    #[test]
    fn an_array_that_is_cut_is_not_complete() {
        for text in ["", " ", "[", "[1", "[1,", "[{\"a\":\"]", "[{}", "\u{feff}"] {
            assert_eq!(elements(text.as_bytes(), 1).1, Ok(false), "{text}");
        }
    }

    #[test]
    fn what_is_not_an_array_is_an_error_behind_the_elements_before_it() {
        let cases = [
            ("{\"message\":\"no\"}", 0, "expected `[`"),
            ("[,1]", 0, "expected a value"),
            ("[1,]", 1, "expected a value"),
            ("[{} {}]", 1, "expected `,` or `]`"),
            ("[1}", 1, "expected `,` or `]`"),
            ("[1]]", 1, "expected nothing more"),
        ];
        for (text, before, problem) in cases {
            for size in 1..=text.len() {
                let (found, end) = elements(text.as_bytes(), size);
                assert_eq!((found.len(), end), (before, Err(Problem::Syntax(problem))), "{text} {size}");
            }
        }
    }

    #[test]
    fn an_element_may_have_the_largest_size_and_no_more() {
        for (length, is_too_large) in [(100, false), (101, true)] {
            let text = format!("[\"{}\",1]", "x".repeat(length - 2));
            let (found, end) = elements(text.as_bytes(), 7);
            assert_eq!((found.len(), end == Err(Problem::TooLarge)), (if is_too_large { 0 } else { 2 }, is_too_large));
        }
    }
}
