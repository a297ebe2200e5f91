//! What `explain` prints about one item: a title and labelled rows.

use std::io::{self, Write};

use dixa_generator::text::{Source, lines_of, printable};

/// How many rows of one label are printed, except those in [`WHOLE`].
const LIMIT: usize = 12;
/// The labels of rows that are part of a declaration, which is never cut.
const WHOLE: [&str; 3] = ["field", "variant", "input"];

/// The explanation of one item.
#[derive(Debug)]
pub struct Explanation {
    title: String,
    rows: Vec<Row>,
}

/// A row of an explanation.
#[derive(Debug)]
struct Row {
    label: &'static str,
    text: String,
    location: Location,
}

/// Where the text of a row can be read. It is ignored when two versions are compared.
#[derive(Debug)]
enum Location {
    /// There is no location.
    None,
    /// A file, perhaps with a line.
    File(String),
    /// A JSON pointer into the description whose line has not been searched for yet.
    Pointer(String),
}

/// A file and, where it is known, the line.
pub fn location(file: &str, line: Option<usize>) -> String {
    line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"))
}

impl Explanation {
    pub(super) fn new(title: String) -> Self {
        Self { title, rows: Vec::new() }
    }

    pub(super) fn row(&mut self, label: &'static str, text: impl Into<String>) {
        self.rows.push(Row { label, text: text.into(), location: Location::None });
    }

    pub(super) fn row_at(&mut self, label: &'static str, text: impl Into<String>, location: String) {
        self.rows.push(Row { label, text: text.into(), location: Location::File(location) });
    }

    /// A row for a JSON pointer into the description.
    pub(super) fn pointer(&mut self, label: &'static str, pointer: &str) {
        let location = Location::Pointer(pointer.to_owned());
        self.rows.push(Row { label, text: format!("#{pointer}"), location });
    }

    /// The kind and the name of the item.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The texts of all rows with this label.
    pub fn texts(&self, label: &str) -> impl Iterator<Item = &str> {
        self.rows.iter().filter(move |row| row.label == label).map(|row| row.text.as_str())
    }

    /// The file of the first row with this label, with the line where it is known.
    pub fn file(&self, label: &str) -> Option<&str> {
        match &self.rows.iter().find(|row| row.label == label)?.location {
            Location::File(location) => Some(location),
            Location::None | Location::Pointer(_) => None,
        }
    }

    /// Finds the lines of the pointers in the description. One call reads the whole file, so it is separate from
    /// building the explanation.
    pub(super) fn locate(&mut self, description: &Source) {
        let pointer = |row: &Row| match &row.location {
            Location::Pointer(pointer) => Some(pointer.clone()),
            Location::None | Location::File(_) => None,
        };
        let pointers: Vec<String> = self.rows.iter().filter_map(pointer).collect();
        let lines = lines_of(description, &pointers.iter().map(String::as_str).collect::<Vec<_>>());
        let rows = self.rows.iter_mut().filter(|row| matches!(row.location, Location::Pointer(_)));
        for (row, line) in rows.zip(lines) {
            row.location = Location::File(match line {
                Some(line) => location(&description.name, Some(line)),
                None => "only in the corrected description".to_owned(),
            });
        }
    }

    /// Prints all rows; consecutive rows with the same label show it once.
    pub fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", printable(&self.title))?;
        for rows in self.rows.chunk_by(|a, b| a.label == b.label) {
            let shown = if WHOLE.contains(&rows[0].label) { rows.len() } else { LIMIT.min(rows.len()) };
            for (index, row) in rows[..shown].iter().enumerate() {
                let label = if index == 0 { row.label } else { "" };
                let location = match &row.location {
                    Location::File(location) => format!("  ({location})"),
                    Location::None | Location::Pointer(_) => String::new(),
                };
                writeln!(out, "  {label:<11} {}{location}", printable(&row.text))?;
            }
            if shown < rows.len() {
                writeln!(out, "  {:<11} … and {} more", "", rows.len() - shown)?;
            }
        }
        Ok(())
    }

    /// Whether it is equal to the explanation of another version, apart from the names of the versions and locations.
    pub fn is_same(&self, version: &str, other: &Self, other_version: &str) -> bool {
        let bare = |text: &str, version: &str| {
            let text = text.replace(&format!("/{version}/"), "/").replace(&format!("~1{version}~1"), "~1");
            text.replace(&format!("{version}::"), "").replace(&format!(" of {version}"), "")
        };
        let texts = |explanation: &Self, version: &str| -> Vec<(&str, String)> {
            let rows = explanation.rows.iter().map(|row| (row.label, bare(&row.text, version)));
            rows.chain([("", bare(&explanation.title, version))]).collect()
        };
        texts(self, version) == texts(other, other_version)
    }
}
