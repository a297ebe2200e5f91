//! The docs of the bindings lead to the guide, and their code can be read without scrolling.

use dixa_tests::project::{hand_written, source};

/// The longest line of code that fits the width of a page of rustdoc on a screen of 1280 pixels, within a method.
const WIDEST: usize = 80;

/// The lines of the docs in a source: all of a page of Markdown, the doc comments of a file of Rust.
fn docs<'t>(path: &str, text: &'t str) -> Vec<Option<&'t str>> {
    let comment = |line: &'t str| {
        let line = line.trim_start();
        let rest = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))?;
        Some(rest.strip_prefix(' ').unwrap_or(rest))
    };
    text.lines().map(|line| if path.ends_with(".md") { Some(line) } else { comment(line) }).collect()
}

/// The lines of code in docs that are too long, as `path:line`. rustdoc hides those that begin with `# `.
fn too_long(path: &str, text: &str) -> Vec<String> {
    let (mut is_code, mut found) = (false, Vec::new());
    for (position, line) in docs(path, text).into_iter().enumerate() {
        match line {
            None => is_code = false,
            Some(line) if line.starts_with("```") => is_code = !is_code,
            Some(line) if is_code && !line.starts_with("# ") && line.chars().count() > WIDEST => {
                found.push(format!("{path}:{}", position + 1));
            }
            Some(_) => {}
        }
    }
    found
}

/// The pages of the guide, by the names of their modules.
fn pages() -> Vec<String> {
    let name = |path: String| Some(path.strip_prefix("guide/")?.strip_suffix(".md")?.to_owned());
    hand_written().into_keys().filter_map(name).collect()
}

#[test]
fn code_in_the_docs_of_the_bindings_fits_the_page() {
    let found: Vec<_> = hand_written().iter().flat_map(|(path, text)| too_long(path, text)).collect();
    assert!(found.is_empty(), "longer than {WIDEST} characters:\n{}", found.join("\n"));
}

#[test]
fn a_line_of_code_that_does_not_fit_is_found_unless_it_is_hidden_or_prose() {
    let long = "x".repeat(WIDEST + 1);
    assert_eq!(too_long("a.md", &format!("{long}\n```\n{long}\n# {long}\n```\n{long}")), ["a.md:3"]);
    assert_eq!(too_long("a.rs", &format!("//! ```\n//! {long}\n//! ```\n/// {long}\nlet {long};")), ["a.rs:2"]);
}

#[test]
fn the_front_page_and_the_readme_link_to_every_page_of_the_guide() {
    let (front, readme) = (source("dixa-generated/src/lib.rs").text, source("dixa-generated/README.md").text);
    let pages = pages();
    assert!(pages.len() > 5, "the pages were found: {pages:?}");
    for page in pages {
        assert!(front.contains(&format!("(guide::{page})")), "the front page has no link to {page}");
        assert!(readme.contains(&format!("/guide/{page}/)")), "the README has no link to {page}");
    }
}
