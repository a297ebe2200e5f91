//! What is compared, and what is found.

use super::rules::{Class, Rule};
use crate::digest::hex_sha256;
use crate::model::Api;
use crate::name::Names;

/// One state of one version.
#[derive(Clone, Copy, Debug)]
pub struct Surface<'a> {
    /// The model.
    pub api: &'a Api,
    /// Its names.
    pub names: &'a Names,
}

/// One of the two compared states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The state before.
    Base,
    /// The state after.
    Head,
}

/// The location of a change in a description.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangeLocation {
    /// The version of the description.
    pub version: String,
    /// The state of the description: the head, unless the item was removed.
    pub side: Side,
    /// The JSON pointer in the corrected description.
    pub pointer: String,
}

/// One change. A change that several versions share is listed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of change it is.
    pub rule: Rule,
    /// The versions, in the order of the input.
    pub versions: Vec<String>,
    /// The Rust item, relative to the version's module, such as `Email.subject`; empty for the version itself.
    pub item: String,
    /// The old value of what the rule is about.
    pub before: String,
    /// The new value.
    pub after: String,
    /// The locations in the descriptions, one for each version.
    pub places: Vec<ChangeLocation>,
    /// Why it happened, where that is another change or a warning.
    pub cause: Option<Cause>,
}

/// Why a change happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It follows from the change of another item of the same version.
    Change {
        /// The kind of the other change.
        rule: Rule,
        /// The other item, relative to the version's module.
        item: String,
        /// What changed, as a phrase whose subject is the item.
        says: String,
    },
    /// The generator reports this about the construct.
    Warning(String),
}

impl Change {
    /// What the change means for callers.
    pub fn class(&self) -> Class {
        self.rule.row().class
    }

    /// The Rust items with their versions: `v1::Email.subject` and `beta::Email.subject`.
    pub fn items(&self) -> Vec<String> {
        let below = |version: &String| match self.item.as_str() {
            "" => version.clone(),
            item => format!("{version}::{item}"),
        };
        self.versions.iter().map(below).collect()
    }

    /// What changed, as a phrase whose subject is the item.
    pub fn says(&self) -> String {
        self.filled(self.rule.row().says)
    }

    /// How callers migrate; `None` if there is nothing to do.
    pub fn migrate(&self) -> Option<String> {
        Some(self.filled(self.rule.row().migrate)).filter(|text| !text.is_empty())
    }

    /// Why it happened; `None` if it does not follow from anything else.
    pub fn because(&self) -> Option<String> {
        self.cause.as_ref().map(|cause| match cause {
            Cause::Change { item, says, .. } => format!("{item} {says}"),
            Cause::Warning(warning) => warning.clone(),
        })
    }

    /// Twelve hexadecimal digits that identify this change, independent of the run and of the versions.
    pub fn fingerprint(&self) -> String {
        // An added or removed version has no item; its name identifies it.
        let item = if self.item.is_empty() { self.versions.join(" ") } else { self.item.clone() };
        let parts = [self.rule.row().code, &item, &self.before, &self.after];
        hex_sha256(parts.join("\0"))[..12].to_owned()
    }

    fn filled(&self, template: &str) -> String {
        let pieces = template.split("{before}").map(|piece| piece.replace("{after}", &self.after));
        pieces.collect::<Vec<_>>().join(&self.before)
    }
}
