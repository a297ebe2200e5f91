//! What is printed: the texts of descriptions, without characters that change what a terminal shows.

use std::io::{self, Write};

use dixa_generator::text::{is_hidden, printable};

use crate::style::styled;

/// Escapes everything that is written to another writer, except the ends of lines, and may colour it.
pub struct Printed<'w> {
    out: &'w mut dyn Write,
    is_coloured: bool,
    /// What is not written yet: the start of a character, and of a line that is coloured.
    pending: Vec<u8>,
}

impl<'w> Printed<'w> {
    /// Writes to `out`.
    pub fn new(out: &'w mut dyn Write, is_coloured: bool) -> Self {
        Self { out, is_coloured, pending: Vec::new() }
    }

    fn write_pending(&mut self, end: usize) -> io::Result<()> {
        let whole: Vec<u8> = self.pending.drain(..end).collect();
        self.out.write_all(lines(&String::from_utf8_lossy(&whole), self.is_coloured).as_bytes())
    }
}

impl Drop for Printed<'_> {
    fn drop(&mut self) {
        // If writing fails, there is no reader left to report it to.
        let _ = self.write_pending(self.pending.len());
    }
}

impl Write for Printed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        let end = match std::str::from_utf8(&self.pending) {
            _ if self.is_coloured => self.pending.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.pending.len(),
        };
        self.write_pending(end)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn lines(text: &str, is_coloured: bool) -> String {
    let line = |line| {
        let line = printable(line);
        if is_coloured { styled(&line).into_owned() } else { line.into_owned() }
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
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
        let mut printed = Printed::new(&mut out, false);
        for byte in "é\u{202e}名\n\u{1b}".as_bytes() {
            printed.write_all(&[*byte]).unwrap();
        }
        printed.write_all(&[0xff, b'a']).unwrap();
        drop(printed);
        assert_eq!(String::from_utf8(out).unwrap(), "é\\u{202e}名\n\\u{1b}\u{fffd}a");
    }

    #[test]
    fn a_line_that_is_written_in_parts_is_coloured_as_a_whole_and_its_text_is_still_escaped() {
        let mut out = Vec::new();
        let mut printed = Printed::new(&mut out, true);
        for part in ["err", "or: a\u{1b}[2K\n", "\nnote", ": b"] {
            printed.write_all(part.as_bytes()).unwrap();
        }
        drop(printed);
        let text = "\u{1b}[1;31merror:\u{1b}[0m a\\u{1b}[2K\n\n\u{1b}[1;36mnote:\u{1b}[0m b";
        assert_eq!(String::from_utf8(out).unwrap(), text);
    }

    #[test]
    fn json_stays_json() {
        let value = serde_json::json!({"a\u{202e}": "b\u{7f}\u{1b}\n"});
        let text = json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!text.contains(['\u{202e}', '\u{7f}', '\u{1b}']), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
