//! What a report lists as one entry: a change, or several that are the same or of one kind.

use std::collections::BTreeMap;

use dixa_generator::drift::{Class, Rule};

use super::verdict::{JudgedChange, Verdict};

/// From this number on, changes are folded into one entry.
const FOLDED: usize = 4;

/// An entry of a report.
pub enum Entry<'v> {
    /// One change.
    One(&'v JudgedChange),
    /// Several changes that one sentence describes.
    Folded {
        /// What changed, such as `is deprecated`.
        says: String,
        /// The changes.
        changes: Vec<&'v JudgedChange>,
    },
}

/// The entries of a class, in the order of their first changes.
pub fn entries(verdict: &Verdict, class: Class) -> Vec<Entry<'_>> {
    let mut groups: BTreeMap<(Rule, String), Vec<&JudgedChange>> = BTreeMap::new();
    for judged in verdict.of_class(class).filter(|judged| is_free(judged)) {
        groups.entry(kind(judged)).or_default().push(judged);
    }
    let mut entries = Vec::new();
    for judged in verdict.of_class(class) {
        let kind = kind(judged);
        match groups.get(&kind).filter(|changes| is_free(judged) && changes.len() >= FOLDED) {
            Some(changes) if std::ptr::eq(changes[0], judged) => {
                entries.push(Entry::Folded { says: kind.1, changes: changes.clone() });
            }
            Some(_) => {}
            None => entries.push(Entry::One(judged)),
        }
    }
    entries
}

/// Whether a change may be folded: what follows from another change stays beside it, and a reason is shown.
fn is_free(judged: &JudgedChange) -> bool {
    judged.change.cause.is_none() && judged.accepted.is_none()
}

/// What the changes of an entry have in common: for renames, moves and values the rule, for all others the sentence.
fn kind(judged: &JudgedChange) -> (Rule, String) {
    let rule = judged.change.rule;
    let says = match rule {
        Rule::Renamed => "each has another name; the old one remains as a deprecated alias".to_owned(),
        Rule::FieldRenamed | Rule::VariantRenamed | Rule::SetterRenamed => "each has another name".to_owned(),
        Rule::PathChanged => "each has another path".to_owned(),
        Rule::ParameterMoved => "each is sent elsewhere in the request".to_owned(),
        Rule::ValueAdded => "each is new".to_owned(),
        Rule::ValueRemoved => "each was removed".to_owned(),
        _ => format!("each {}", judged.change.says()),
    };
    (rule, says)
}

/// A change in an entry of several: its items, and what differs between the changes.
pub fn in_short(judged: &JudgedChange) -> String {
    let change = &judged.change;
    let items = change.items().join(", ");
    match change.rule {
        Rule::Renamed | Rule::FieldRenamed | Rule::VariantRenamed | Rule::SetterRenamed => {
            format!("{items} → `{}`", change.after)
        }
        Rule::PathChanged | Rule::ParameterMoved => format!("{items}: {} → {}", change.before, change.after),
        Rule::ValueAdded | Rule::ValueRemoved => format!("{items}: {}{}", change.before, change.after),
        _ => items,
    }
}
