//! What a maintainer sees first: `cargo xtask` without a command, and colours on a terminal.

use xtask::Colours;

use crate::support::{Done, Project};

/// Every mark of a terminal begins with it.
const ESCAPE: char = '\u{1b}';

/// The output of a project whose outputs are both coloured, or both plain.
fn run(project: &mut Project, is_coloured: bool, args: &[&str]) -> Done {
    project.env.colours = Colours { out: is_coloured, err: is_coloured };
    project.run(args)
}

/// The text without the marks of colours.
fn without_marks(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.split_once('m').map_or(part, |(_, rest)| rest))
}

#[test]
fn without_a_command_a_page_says_what_there_is_and_the_way_to_a_pull_request() {
    let done = Project::new().run_without_change(&[]).succeeds();
    assert_eq!(done.err, "");
    for command in ["regen", "drift", "fetch", "export", "observe", "explain"] {
        let is_listed = |line: &str| line.trim_start().starts_with(command) && line.trim() != command;
        assert!(done.out.lines().any(is_listed), "{command} has no line of its own in\n{}", done.out);
    }
    let help = Project::new().run(&["--help"]).succeeds();
    assert_eq!(help.out, done.out);
    let done = done.prints("spec/").prints("regen --offline").prints("explain NAME").prints("--test generator outline");
    let done = done.prints(".ci/run").prints("--format markdown").prints("COMMAND --help").prints("CONTRIBUTING.md");
    assert!(done.out.lines().all(|line| line.chars().count() <= 120), "{}", done.out);
}

#[test]
fn colours_mark_errors_warnings_headings_and_the_verdict_and_change_no_text() {
    let mut project = Project::generated();
    project.commit_all();
    project.edit("spec/v1.yaml", "        size:\n", "        bytes:\n");
    let mut both = |args: &[&str]| {
        let [plain, coloured] = [false, true].map(|is_coloured| run(&mut project, is_coloured, args));
        assert!(!plain.out.contains(ESCAPE) && !plain.err.contains(ESCAPE), "{plain:?}");
        assert_eq!([&coloured.out, &coloured.err].map(|text| without_marks(text)), [plain.out, plain.err]);
        coloured
    };
    let drift = both(&["drift"]).succeeds();
    drift
        .prints("\u{1b}[1mbreaks the build\u{1b}[0m\n")
        .prints("\n\u{1b}[1;31mverdict: a new ")
        .prints("1 breaking change");
    both(&["explain", "NoSuchType"])
        .fails()
        .prints_error("\u{1b}[1;31merror:\u{1b}[0m ")
        .prints_error("help:\u{1b}[0m");
    both(&[]).succeeds().prints("\u{1b}[1mCommands:\u{1b}[0m");
    for format in ["json", "markdown", "github"] {
        let done = both(&["drift", "--format", format]).succeeds();
        assert!(!done.out.contains(ESCAPE), "{format} is for programs: {}", done.out);
    }
    assert!(!both(&["export", "--version", "v1"]).succeeds().out.contains(ESCAPE));
}
