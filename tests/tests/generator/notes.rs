//! Notes: what corrections add to the docs.

use serde_json::Value;

use super::checked_in;

#[test]
fn every_note_of_a_correction_is_in_the_docs_of_each_version_that_it_corrects() {
    for version in checked_in().flat_map(|run| &run.output.versions) {
        let docs: String = version.files.values().map(|file| docs(file)).collect();
        let mut notes = Vec::new();
        collect(&version.corrected, &mut notes);
        for note in notes {
            assert!(docs.contains(&words(note)), "the docs of {} lack: {note}", version.version);
        }
    }
}

/// The texts of all notes within a value.
fn collect<'v>(value: &'v Value, notes: &mut Vec<&'v str>) {
    match value {
        Value::Object(object) => {
            notes.extend(object.get("x-note").and_then(Value::as_str));
            object.values().for_each(|value| collect(value, notes));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, notes)),
        _ => {}
    }
}

/// The words of all doc comments of a file.
fn docs(file: &str) -> String {
    words(&file.lines().filter_map(|line| line.trim().strip_prefix("///")).collect::<Vec<_>>().join(" ")) + " "
}

/// A text without escapes and line breaks.
fn words(text: &str) -> String {
    text.replace('\\', "").split_whitespace().collect::<Vec<_>>().join(" ")
}
