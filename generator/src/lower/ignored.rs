//! What is lowered to nothing: rules on the presence of properties, and discriminators without a union.

use super::state::Lower;
use crate::description::Node;

impl<'r> Lower<'_, 'r> {
    /// Notes the rules that the bindings do not follow.
    pub(super) fn report_ignored(&mut self) {
        let schemas = self.schemas;
        for node in schemas.all() {
            if self.states_presence(node) {
                self.note_once(
                    "presence-ignored",
                    "the members of a union only state which properties must be present".to_owned(),
                    &node.pointer,
                    "set the properties that the description asks for; the bindings do not check it",
                );
            }
            if self.has_idle_discriminator(node) {
                self.note_once(
                    "discriminator-ignored",
                    "a discriminator has no members: there is no `oneOf` or `anyOf`, and no schema with this one in its \
                     `allOf`"
                        .to_owned(),
                    &node.pointer,
                    "add the members with an overlay, or remove the discriminator",
                );
            }
        }
    }

    /// Reports the notes that were collected for all their places.
    pub(super) fn report_repeated(&mut self) {
        for ((code, message, help), places) in std::mem::take(&mut self.repeated) {
            self.diagnostics.note_places(code, &message, self.file, &places, help);
        }
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
