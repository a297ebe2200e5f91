//! Compares the setters of a struct.

use std::collections::BTreeMap;

use super::{Comparison, Rule};
use crate::emit::Signatures;
use crate::model::{Field, Struct, TypeId};

/// What a setter sets.
struct Target {
    field: String,
    wire: String,
    ty: String,
}

/// What the setters of a struct set, by the setter's name.
fn targets(signatures: &Signatures<'_>, id: &TypeId, s: &Struct) -> BTreeMap<String, Target> {
    let names = signatures.fields(id, s).into_iter().zip(signatures.setters(id, s));
    let target = |(field, (name, setter)): (&Field, (String, Option<String>))| {
        Some((setter?, Target { field: name, wire: field.wire.clone(), ty: signatures.field(field) }))
    };
    s.fields.iter().zip(names).filter_map(target).collect()
}

impl Comparison<'_> {
    /// Reports setters that set another field, and fields that have another setter. A field that itself changed is
    /// reported elsewhere.
    pub(super) fn setters(&mut self, ty: &str, ids: [&TypeId; 2], structs: [&Struct; 2], pointer: &str) {
        let before = targets(&self.before, ids[0], structs[0]);
        let after = targets(&self.after, ids[1], structs[1]);
        for (name, was) in &before {
            let is_same = |is: &Target| is.wire == was.wire && is.field == was.field && is.ty == was.ty;
            let Some((current, _)) = after.iter().find(|(_, is)| is_same(is)) else { continue };
            let item = format!("{ty}.{name}()");
            match after.get(name) {
                _ if current == name => {}
                Some(is) if is.ty == was.ty => {
                    let key = |target: &Target| format!("`{}`", target.wire);
                    self.push(Rule::SetterReassigned, &item, key(was), key(is), pointer);
                }
                _ => self.push(Rule::SetterRenamed, &item, name, current, pointer),
            }
        }
    }
}
