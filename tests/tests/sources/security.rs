//! The tests that `SECURITY.md` names exist.

use std::path::PathBuf;

use dixa_tests::project::{root, source};

const BINARIES: [&str; 5] = ["runtime", "generator", "xtask", "constructs", "sources"];

/// The file of a module of tests, and the name of a test in it, if the path names one: `runtime::tls::a_test`.
fn find(path: &str) -> Option<(PathBuf, Option<&str>)> {
    let file = |module: &str| {
        let module = root().join("tests/tests").join(module.replace("::", "/"));
        [module.with_extension("rs"), module.join("mod.rs"), module.join("main.rs")]
            .into_iter()
            .find(|file| file.is_file())
    };
    let of_test = path.rsplit_once("::").and_then(|(module, test)| Some((file(module)?, Some(test))));
    file(path).map(|file| (file, None)).or(of_test)
}

/// Why a path names neither a test nor a module of tests.
fn problem(path: &str) -> Option<String> {
    let Some((file, test)) = find(path) else { return Some(format!("{path}: there is no such module")) };
    let text = std::fs::read_to_string(&file).expect("a source");
    let is_missing = test.is_some_and(|test| !text.contains(&format!("fn {test}()")));
    is_missing.then(|| format!("{path}: {} has no such test", file.display()))
}

#[test]
fn every_test_that_the_promises_name_exists() {
    let text = source("SECURITY.md").text;
    let is_test = |code: &&str| BINARIES.contains(&code.split("::").next().unwrap_or_default());
    let named: Vec<&str> = text.split('`').skip(1).step_by(2).filter(is_test).collect();
    assert!(named.len() > 20, "{named:?}");
    let problems: Vec<String> = named.into_iter().filter_map(problem).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_name_that_no_test_has_is_found() {
    assert_eq!(problem("runtime::tls::a_root_certificate_can_be_added"), None);
    assert_eq!(problem("runtime::tls"), None);
    assert!(problem("runtime::tls::a_test_of_another_time").unwrap().contains("has no such test"));
    assert!(problem("runtime::elsewhere").unwrap().contains("no such"));
}
