//! A value of a description together with its JSON pointer.

use serde_json::Value;

use crate::text::{child, percent_decoded, unescape};

/// A value of a description and its JSON pointer.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    /// The value itself.
    pub value: &'a Value,
    /// Its JSON pointer from the root of the description.
    pub pointer: String,
}

impl<'a> Node<'a> {
    /// The root of a description.
    pub fn root(value: &'a Value) -> Self {
        Self { value, pointer: String::new() }
    }

    /// The member `key` of an object.
    pub fn get(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key)?;
        Some(Self { value, pointer: child(&self.pointer, key) })
    }

    /// The member `key`, if it is a string.
    pub fn str(&self, key: &str) -> Option<&'a str> {
        self.value.get(key)?.as_str()
    }

    /// Whether the member `key` is `true`.
    pub fn flag(&self, key: &str) -> bool {
        self.value.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Whether the member `key` is present.
    pub fn has(&self, key: &str) -> bool {
        self.value.get(key).is_some()
    }

    /// The items of the array `key`; empty if it is not an array.
    pub fn items(&self, key: &str) -> Vec<Self> {
        let Some(items) = self.value.get(key).and_then(Value::as_array) else { return Vec::new() };
        let pointer = child(&self.pointer, key);
        let item = |(index, value): (usize, _)| Self { value, pointer: child(&pointer, &index.to_string()) };
        items.iter().enumerate().map(item).collect()
    }

    /// The entries of the object `key`, sorted by name; empty if it is not an object.
    pub fn entries(&self, key: &str) -> Vec<(&'a str, Self)> {
        let Some(members) = self.value.get(key).and_then(Value::as_object) else { return Vec::new() };
        let pointer = child(&self.pointer, key);
        let entry = |(name, value): (&'a String, _)| (name.as_str(), Self { value, pointer: child(&pointer, name) });
        let mut entries: Vec<_> = members.iter().map(entry).collect();
        entries.sort_by_key(|(name, _)| *name);
        entries
    }

    /// The strings of the array `key`.
    pub fn strings(&self, key: &str) -> Vec<&'a str> {
        let items = self.value.get(key).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// Follows `$ref` within the description `root` until the target is not a reference.
    ///
    /// `check` rejects references without a target and cycles of references. Without a target, the node is returned
    /// unchanged.
    pub fn resolve(&self, root: &'a Value) -> Self {
        self.resolve_by(|pointer| root.pointer(pointer))
    }

    /// Follows `$ref` with `at`, which returns the value at a pointer.
    pub(crate) fn resolve_by(&self, at: impl Fn(&str) -> Option<&'a Value>) -> Self {
        let next = |node: &Self| {
            let pointer = node.target()?;
            Some(Self { value: at(&pointer)?, pointer })
        };
        let steps = std::iter::successors(next(self), next);
        steps.take(64).last().unwrap_or_else(|| self.clone())
    }

    /// The pointer in the node's `$ref`.
    fn target(&self) -> Option<String> {
        self.str("$ref").and_then(|reference| reference.strip_prefix('#')).map(percent_decoded)
    }

    /// The name of the component schema that this node is or refers to.
    pub fn component(&self) -> Option<String> {
        let path = self.target().unwrap_or_else(|| self.pointer.clone());
        let name = path.strip_prefix("/components/schemas/")?;
        (!name.contains('/')).then(|| unescape(name))
    }
}
