//! The drift verdict is correct: a table of changes, each with programs that use what changes. The compiler decides
//! whether a change breaks them.

mod callers;
mod causes;
mod common;
mod enums;
mod fields;
mod history;
mod limits;
mod operations;
mod pair;
mod types;
mod unions;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use callers::{Caller, problems};
use dixa_generator::drift::{Change, Rule, drift};
use pair::{Bindings, Pair, Step};

/// Every pair of descriptions.
fn table() -> Vec<Pair> {
    let subjects =
        [types::pairs, fields::pairs, enums::pairs, unions::pairs, operations::pairs, history::pairs, limits::pairs];
    subjects.iter().flat_map(|pairs| pairs()).collect()
}

#[test]
fn a_caller_compiles_after_a_change_unless_the_verdict_is_that_it_breaks() {
    let cases: Vec<Case> = table().iter().flat_map(cases).collect();
    let callers: Vec<Caller> = cases.iter().map(Case::caller).collect();
    let outcomes = cases.iter().zip(problems(&callers));
    let wrong: Vec<String> = outcomes.filter_map(|(case, problem)| case.complaint(problem.as_deref())).collect();
    assert!(wrong.is_empty(), "{} of {} programs:\n\n{}", wrong.len(), cases.len(), wrong.join("\n\n"));
}

#[test]
fn the_verdict_on_a_change_is_the_expected_one() {
    let mut wrong = Vec::new();
    for pair in table() {
        let [first, second, again] = &pair.bindings();
        for (way, before, after, step) in [("", first, second, pair.forward), (BACK, second, again, pair.back)] {
            let expected: BTreeSet<String> = step.verdict.iter().map(|line| (*line).to_owned()).collect();
            let found = verdict(before, after);
            if found != expected {
                wrong.push(format!("{}{way}: expected {expected:#?}, found {found:#?}", pair.what));
            }
        }
    }
    assert!(wrong.is_empty(), "{} verdicts:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn every_rule_for_one_version_is_in_the_table() {
    let table = table();
    let lines = table.iter().flat_map(|pair| pair.forward.verdict.iter().chain(pair.back.verdict));
    let met: BTreeSet<&str> = lines.map(|line| line.split(' ').nth(1).expect("class, rule and item")).collect();
    let all: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.row().code).collect();
    // Adding or removing a whole version is not a change of a description.
    let elsewhere = BTreeSet::from(["version-added", "version-removed"]);
    assert_eq!(all.difference(&met).copied().collect::<BTreeSet<_>>(), elsewhere);
    assert_eq!(met.difference(&all).collect::<Vec<_>>(), [] as [&&str; 0]);
}

#[test]
fn every_pair_has_a_unique_name_a_program_for_each_break_and_descriptions_without_diagnostics() {
    let table = table();
    assert!(table.len() >= 60, "{} pairs", table.len());
    let names: BTreeSet<&str> = table.iter().map(|pair| pair.what).collect();
    assert_eq!(names.len(), table.len());
    for pair in &table {
        let [base, head] = pair.descriptions();
        let changes = base != head || !pair.lock.is_empty();
        assert!(changes || pair.forward.verdict.is_empty(), "{}: nothing changes", pair.what);
        for Step { callers, verdict } in [pair.forward, pair.back] {
            let breaks = verdict.iter().filter(|line| is_break(line)).count();
            assert!(callers.len() == 1 || callers.len() == breaks, "{}: {verdict:?}", pair.what);
        }
        let diagnostics = pair.bindings().map(|bindings| bindings.diagnostics);
        assert_eq!(diagnostics, [""; 3], "{}", pair.what);
    }
}

#[test]
fn what_a_change_says_has_no_repeated_or_unbalanced_marks() {
    let is_whole = |text: &str| {
        let count = |mark: char| text.matches(mark).count();
        let is_balanced = count('`') % 2 == 0 && [('(', ')'), ('[', ']')].iter().all(|(a, b)| count(*a) == count(*b));
        is_balanced && !["``", "& ", " >", "< ", "  "].iter().any(|mark| text.contains(mark))
    };
    let changes = table().into_iter().flat_map(|pair| all_changes(&pair));
    let texts = changes.flat_map(|change| [change.says(), change.migrate().unwrap_or_default()]);
    let wrong: BTreeSet<String> = texts.filter(|text| !is_whole(text)).collect();
    assert_eq!(wrong, BTreeSet::new());
}

#[test]
fn a_change_says_what_the_caller_has_to_write() {
    let said = |what: &str, code: &str| {
        let pair = table().into_iter().find(|pair| pair.what == what).unwrap_or_else(|| panic!("{what}"));
        let change = all_changes(&pair).into_iter().find(|change| change.rule.row().code == code);
        change.unwrap_or_else(|| panic!("{what}: {code}")).says()
    };
    assert_eq!(
        said("a body is a list of what it was", "argument-type-changed"),
        "took `&CreateNoteInput` and now takes `&[CreateNoteInput]`"
    );
    assert_eq!(
        said("an operation gets its first optional parameter", "first-parameter-added"),
        "is a new setter: `impl AsRef<str>`; it is the first of the operation, so a written-out `Request<T>` becomes \
         `Request<T, _>`"
    );
    assert_eq!(
        said("a shared field has another type", "accessor-type-changed"),
        "returned `Option<&str>` and now returns `Option<i64>`"
    );
    assert_eq!(
        said("a number in a response is bounded", "described-constraint-changed"),
        "values from the service were described with no `maximum` and are now described with `maximum: 5`"
    );
    assert_eq!(
        said("the items of a list, by reference, get a limit", "constraint-changed"),
        "the service accepted any `items.maxLength` and now accepts `items.maxLength: 5`"
    );
}

const BACK: &str = ", the other way round";

fn is_break(line: &str) -> bool {
    line.starts_with("breaks ")
}

/// The changes of a pair in both directions.
fn all_changes(pair: &Pair) -> Vec<Change> {
    let [first, second, again] = &pair.bindings();
    let steps = [(first, second), (second, again)];
    steps.iter().flat_map(|(before, after)| drift(&[before.surface()], &[after.surface()])).collect()
}

/// The changes in the notation of the table.
fn verdict(before: &Bindings, after: &Bindings) -> BTreeSet<String> {
    let lines = |change: Change| {
        let (class, rule) = (change.class(), change.rule.row().code);
        change.items().into_iter().map(move |item| format!("{class} {rule} {item}")).collect::<Vec<_>>()
    };
    drift(&[before.surface()], &[after.surface()]).into_iter().flat_map(lines).collect()
}

/// A program and the bindings that it is compiled against.
struct Case {
    name: String,
    verdict: &'static [&'static str],
    program: &'static str,
    bindings: Rc<BTreeMap<String, String>>,
    compiles: bool,
}

/// Each caller with the bindings that it was written for, and with the changed ones.
fn cases(pair: &Pair) -> Vec<Case> {
    let [first, second, again] = pair.bindings().map(|bindings| Rc::new(bindings.version.files));
    let mut cases = Vec::new();
    for (way, before, after, step) in [("", &first, &second, pair.forward), (BACK, &second, &again, pair.back)] {
        let survives = !step.verdict.iter().any(|line| is_break(line));
        for program in step.callers {
            for (when, bindings, compiles) in [("before", before, true), ("after", after, survives)] {
                let (name, bindings) = (format!("{}{way}, {when}", pair.what), Rc::clone(bindings));
                cases.push(Case { name, verdict: step.verdict, program, bindings, compiles });
            }
        }
    }
    cases
}

impl Case {
    fn caller(&self) -> Caller<'_> {
        Caller { program: self.program, bindings: &self.bindings }
    }

    /// The problem, if the program compiled and should not have, or the reverse.
    fn complaint(&self, problem: Option<&str>) -> Option<String> {
        let outcome = match (self.compiles, problem) {
            (true, Some(problem)) => problem,
            (false, None) => "compiles, but should not",
            _ => return None,
        };
        Some(format!("{}: {:?}\n{}\n{outcome}", self.name, self.verdict, self.program.trim()))
    }
}
