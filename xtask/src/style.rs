//! Colours on a terminal. Only lines that this program begins are coloured; their text is not changed.

use std::borrow::Cow;

/// Which outputs are coloured.
#[derive(Clone, Copy, Debug, Default)]
pub struct Colours {
    /// Whether the standard output is.
    pub out: bool,
    /// Whether the standard error is.
    pub err: bool,
}

/// Whether an output is coloured: `NO_COLOR` prevents it, `CLICOLOR_FORCE` and `FORCE_COLOR` demand it, and otherwise only
/// a terminal shows colours.
pub fn is_coloured(variable: fn(&str) -> Option<String>, is_terminal: bool) -> bool {
    let value = |name| variable(name).filter(|value| !value.is_empty());
    let forced = |name| value(name).is_some_and(|value| value != "0");
    if value("NO_COLOR").is_some() {
        return false;
    }
    if forced("CLICOLOR_FORCE") || forced("FORCE_COLOR") {
        return true;
    }
    let declined =
        value("CLICOLOR").is_some_and(|value| value == "0") || value("TERM").is_some_and(|term| term == "dumb");
    // The old console of Windows shows the codes as they are.
    let shows_codes = !cfg!(windows) || value("WT_SESSION").is_some() || value("TERM").is_some();
    is_terminal && shows_codes && !declined
}

const BOLD: &str = "\u{1b}[1m";
const RED: &str = "\u{1b}[1;31m";
const GREEN: &str = "\u{1b}[1;32m";
const YELLOW: &str = "\u{1b}[1;33m";
const CYAN: &str = "\u{1b}[1;36m";
const PLAIN: &str = "\u{1b}[0m";

/// The headings of the report of `drift`.
const HEADINGS: [&str; 3] = ["breaks the build", "changes behaviour", "adds"];

/// A line without its end, in colours.
pub fn styled(line: &str) -> Cow<'_, str> {
    let text = line.trim_start();
    let indent = line.len() - text.len();
    let label = text.find(':').map_or("", |end| &text[..=end]);
    let (style, length) = match label.split(['[', ':']).next().unwrap_or_default() {
        "error" if indent == 0 => (RED, label.len()),
        "warning" if indent == 0 => (YELLOW, label.len()),
        "note" if indent == 0 => (CYAN, label.len()),
        "help" if indent == 2 => (CYAN, label.len()),
        "verdict" if indent == 0 => (if text.contains("breaking change") { RED } else { GREEN }, text.len()),
        "drift" if indent == 0 => (BOLD, label.len()),
        _ if indent == 0 && (is_heading(text) || HEADINGS.contains(&text)) => (BOLD, text.len()),
        _ => return line.into(),
    };
    let (before, rest) = line.split_at(indent);
    let (marked, rest) = rest.split_at(length);
    format!("{before}{style}{marked}{PLAIN}{rest}").into()
}

/// Whether a line is a heading of a help text: `Options:`.
fn is_heading(text: &str) -> bool {
    text.ends_with(':') && text.starts_with(|c: char| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_headings_and_the_verdict_are_coloured() {
        assert_eq!(styled("error[ref-not-found]: a: b"), "\u{1b}[1;31merror[ref-not-found]:\u{1b}[0m a: b");
        assert_eq!(styled("warning: a"), "\u{1b}[1;33mwarning:\u{1b}[0m a");
        assert_eq!(styled("  help: a"), "  \u{1b}[1;36mhelp:\u{1b}[0m a");
        assert_eq!(
            styled("verdict: a new patch version: 1 adds"),
            "\u{1b}[1;32mverdict: a new patch version: 1 adds\u{1b}[0m"
        );
        assert_eq!(styled("adds"), "\u{1b}[1madds\u{1b}[0m");
        assert_eq!(styled("Options:"), "\u{1b}[1mOptions:\u{1b}[0m");
    }

    #[test]
    fn other_lines_are_as_they_were() {
        for line in
            ["", "  error: indented", "errors: 3", "v1: nothing", "  at spec/v1.yaml:3 /a", "adds 3", "größe: ä"]
        {
            assert_eq!(styled(line), line);
        }
    }

    #[test]
    fn no_color_wins_over_what_demands_colours_and_an_empty_value_is_none() {
        let both = |_: &str| Some("1".to_owned());
        assert!(!is_coloured(both, true));
        let forced = |name: &str| (name == "CLICOLOR_FORCE").then(|| "1".to_owned());
        assert!(is_coloured(forced, false));
        let empty = |name: &str| match name {
            "NO_COLOR" => Some(String::new()),
            "TERM" => Some("xterm".to_owned()),
            _ => None,
        };
        assert!(is_coloured(empty, true) && !is_coloured(empty, false));
        assert!(!is_coloured(|name| (name == "TERM").then(|| "dumb".to_owned()), true));
        assert!(!is_coloured(|name| (name == "FORCE_COLOR").then(|| "0".to_owned()), false));
    }
}
