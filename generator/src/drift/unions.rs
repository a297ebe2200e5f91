//! Compares unions.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Surface;
use super::types::{Both, first, keyed, pair_up};
use super::{Comparison, Rule};
use crate::model::{Shape, Type, Union, UnionEncoding};

impl Comparison<'_> {
    pub(super) fn union(&mut self, it: &Both<'_>, before: &Union, after: &Union) {
        let names = [self.before.variants(it.ids[0], it.before), self.after.variants(it.ids[1], it.after)];
        let contents = [self.before.contents(before), self.after.contents(after)];
        let constructors = [
            self.before.member_constructors(it.ids[0], it.before, before),
            self.after.member_constructors(it.ids[1], it.after, after),
        ];
        let conversions = [self.before.conversions(before), self.after.conversions(after)];
        let tags = [before, after].map(|union| union.members.iter().map(|member| &member.tag).collect::<Vec<_>>());
        // The tags of an untagged union are titles, which are not sent.
        let has_tags = before.encoding != UnionEncoding::Untagged && after.encoding != UnionEncoding::Untagged;
        let shown = |side: usize, at: usize| {
            contents[side][at].as_ref().map_or_else(|| "nothing".into(), |ty| format!("`{ty}`"))
        };
        let types =
            contents.each_ref().map(|all| all.iter().map(|ty| ty.clone().unwrap_or_default()).collect::<Vec<_>>());
        let keys = |side: usize| keyed(tags[side].iter().copied(), &names[side], &types[side]);
        let pairs = pair_up(&keys(0), &keys(1));
        for (old, new) in pairs {
            let wire = |side: usize, at: usize| match (old, new) {
                // An added or removed member is described by its content, any other by its tag.
                (Some(_), Some(_)) if has_tags => format!("`{}`", tags[side][at]),
                (Some(_), Some(_)) => String::new(),
                _ => shown(side, at),
            };
            self.variant(
                it,
                old.map(|at| (names[0][at].as_str(), wire(0, at))),
                new.map(|at| (names[1][at].as_str(), wire(1, at))),
                [Rule::MemberAdded, Rule::MemberRemoved, Rule::TagChanged],
            );
            let (Some(old), Some(new)) = (old, new) else { continue };
            let item = format!("{}::{}", it.name, names[1][new]);
            if !self.differs(Rule::MemberTypeChanged, &item, shown(0, old), shown(1, new), it.pointer) {
                self.conversion(it, conversions[0][old].clone(), conversions[1][new].clone());
                self.member_constructor(it, constructors[0][old].as_ref(), constructors[1][new].as_ref());
                self.recognition(it, &item, (before, old), (after, new));
            }
            self.docs(it.name, &before.members[old].docs, &after.members[new].docs, it.pointer);
        }
        self.encoding(it, before, after);
        self.accessors(it, before, after);
    }

    fn conversion(&mut self, it: &Both<'_>, before: Option<String>, after: Option<String>) {
        match (before, after) {
            (None, Some(ty)) => self.push(Rule::ConversionAdded, it.name, "", ty, it.pointer),
            (Some(ty), None) => self.push(Rule::ConversionRemoved, it.name, ty, "", first(it.before)),
            _ => {}
        }
    }

    /// Reports another pattern of an untagged member, unless it follows from the member's fields, which are reported
    /// themselves.
    fn recognition(&mut self, it: &Both<'_>, item: &str, old: (&Union, usize), new: (&Union, usize)) {
        let (old, new) = (&old.0.members[old.1], &new.0.members[new.1]);
        let fields = |surface: &Surface<'_>, ty: &Option<Type>| -> Vec<(String, bool)> {
            let named = ty.iter().flat_map(Type::named);
            let shapes = named.filter_map(|id| Some(&surface.api.types.get(id)?.shape));
            shapes
                .flat_map(|shape| match shape {
                    Shape::Struct(s) => s.fields.iter().map(|field| (field.wire.clone(), field.required)).collect(),
                    Shape::Enum(e) => e.values.iter().map(|value| (value.clone(), true)).collect(),
                    Shape::Union(_) => Vec::new(),
                })
                .collect()
        };
        let (was, is) = (self.before.recognition(old), self.after.recognition(new));
        if let (Some(was), Some(is)) = (was, is)
            && fields(&self.base, &old.ty) == fields(&self.head, &new.ty)
        {
            self.differs(Rule::RecognitionChanged, item, was, is, it.pointer);
        }
    }

    fn encoding(&mut self, it: &Both<'_>, before: &Union, after: &Union) {
        let text = |union: &Union| match &union.encoding {
            UnionEncoding::Tagged { property, literal: false } => format!("by the tag `{property}`"),
            UnionEncoding::Tagged { property, .. } => format!("by the number or boolean in `{property}`"),
            UnionEncoding::Untagged => "by their form".to_owned(),
            UnionEncoding::Status => "by the status of the response".to_owned(),
        };
        match (&before.encoding, &after.encoding) {
            (
                UnionEncoding::Tagged { property: old, literal: was },
                UnionEncoding::Tagged { property: new, literal: is },
            ) if was == is => {
                let shown = |property: &str| format!("`{property}`");
                self.differs(Rule::TagPropertyChanged, it.name, shown(old), shown(new), it.pointer);
            }
            _ => {
                self.differs(Rule::EncodingChanged, it.name, text(before), text(after), it.pointer);
            }
        }
    }

    /// Reports the constructor for a member that stays as it is.
    fn member_constructor(&mut self, it: &Both<'_>, before: Option<&String>, after: Option<&String>) {
        let name = |name: &str| format!("{}::{name}", it.name);
        let item = |name: &str| format!("{}::{name}()", it.name);
        match (before, after) {
            (None, Some(new)) => self.push(Rule::MemberConstructorAdded, &item(new), "", name(new), it.pointer),
            (Some(old), None) => self.push(Rule::MemberConstructorRemoved, &item(old), name(old), "", first(it.before)),
            _ => {}
        }
    }

    fn accessors(&mut self, it: &Both<'_>, before: &Union, after: &Union) {
        let before: BTreeMap<String, String> = self.before.accessors(it.ids[0], before).into_iter().collect();
        let after: BTreeMap<String, String> = self.after.accessors(it.ids[1], after).into_iter().collect();
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for name in names {
            let item = format!("{}::{name}()", it.name);
            match (before.get(name), after.get(name)) {
                (None, Some(ty)) => self.push(Rule::AccessorAdded, &item, "", ty, it.pointer),
                (Some(ty), None) => self.push(Rule::AccessorRemoved, &item, ty, "", first(it.before)),
                (Some(old), Some(new)) => {
                    self.differs(Rule::AccessorTypeChanged, &item, old.clone(), new.clone(), it.pointer);
                }
                (None, None) => {}
            }
        }
    }
}
