//! What is printed: the texts of descriptions, without characters that change what a terminal shows.

use std::io::{self, Write};

use dixa_generator::text::{is_hidden, printable};

/// Escapes everything that is written to another writer, except the ends of lines.
pub struct Printed<'w> {
    out: &'w mut dyn Write,
    /// The start of a character whose other bytes are not written yet.
    pending: Vec<u8>,
}

impl<'w> Printed<'w> {
    /// Writes to `out`.
    pub fn new(out: &'w mut dyn Write) -> Self {
        Self { out, pending: Vec::new() }
    }
}

impl Write for Printed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        let end = match std::str::from_utf8(&self.pending) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.pending.len(),
        };
        let whole: Vec<u8> = self.pending.drain(..end).collect();
        self.out.write_all(lines(&String::from_utf8_lossy(&whole)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

/// JSON, with the characters that change what a terminal shows as escapes of JSON. Between the values it has none but
/// the ends of lines.
pub fn json(text: &str) -> String {
    let escaped = |c: char| match c {
        '\n' => c.to_string(),
        c if is_hidden(c) => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(escaped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_that_is_written_in_parts_is_whole() {
        let mut out = Vec::new();
        let mut printed = Printed::new(&mut out);
        for byte in "é\u{202e}名\n\u{1b}".as_bytes() {
            printed.write_all(&[*byte]).unwrap();
        }
        printed.write_all(&[0xff, b'a']).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "é\\u{202e}名\n\\u{1b}\u{fffd}a");
    }

    #[test]
    fn json_stays_json() {
        let value = serde_json::json!({"a\u{202e}": "b\u{7f}\u{1b}\n"});
        let text = json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!text.contains(['\u{202e}', '\u{7f}', '\u{1b}']), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
