//! What is lowered to nothing: rules on the presence of properties, and discriminators without a union.

use super::state::Lower;
use crate::description::Node;
use crate::diagnostic::Severity;

impl<'r> Lower<'_, 'r> {
    /// Reports each kind of rule that the bindings do not follow once, with the number of its places.
    pub(super) fn report_ignored(&mut self) {
        let all = self.schemas.all();
        let presence: Vec<&Node<'r>> = all.iter().filter(|node| self.states_presence(node)).collect();
        let idle: Vec<&Node<'r>> = all.iter().filter(|node| self.has_idle_discriminator(node)).collect();
        let presence: Vec<String> = presence.into_iter().map(|node| node.pointer.clone()).collect();
        let idle: Vec<String> = idle.into_iter().map(|node| node.pointer.clone()).collect();
        self.report_places(
            &presence,
            "presence-ignored",
            "the members of a union only state which properties must be present",
            "set the properties that the description asks for; the bindings do not check it",
        );
        self.report_places(
            &idle,
            "discriminator-ignored",
            "a discriminator has no members: there is no `oneOf` or `anyOf`, and no schema with this one in its `allOf`",
            "add the members with an overlay, or remove the discriminator",
        );
    }

    /// Reports the notes that were collected for all their places.
    pub(super) fn report_repeated(&mut self) {
        for ((code, message, help), places) in std::mem::take(&mut self.repeated) {
            self.report_places(&places, code, &message, help);
        }
    }

    fn report_places(&mut self, places: &[String], code: &'static str, what: &str, help: &str) {
        let Some(first) = places.iter().min() else { return };
        let count = if places.len() == 1 { "1 place".to_owned() } else { format!("{} places", places.len()) };
        self.report(Severity::Note, code, format!("{what}, at {count}"), first, help);
    }

    fn states_presence(&self, node: &Node<'r>) -> bool {
        let mut members = ["oneOf", "anyOf"].iter().flat_map(|key| node.items(key));
        members.any(|member| !self.schemas.resolve(&member).is_null()) && self.schemas.members(node).is_empty()
    }

    fn has_idle_discriminator(&self, node: &Node<'r>) -> bool {
        let property = node.get("discriminator").and_then(|d| d.str("propertyName"));
        // An object with nothing but a list of tags is a union of its own.
        let is_tag = |property| matches!(&node.entries("properties")[..], [(name, inner)] if *name == property && inner.has("enum"));
        property.is_some_and(|property| !is_tag(property))
            && self.schemas.members(node).is_empty()
            && self.schemas.subtypes(node).is_empty()
            && !self.schemas.object_parts(node).iter().any(|part| !self.schemas.members(part).is_empty())
    }
}
