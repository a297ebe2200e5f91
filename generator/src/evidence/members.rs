//! Which member of a union a value is that a client saw.

use super::observe::{Observation, Seen};
use super::place::{Place, Union};
use super::shape::Counted;
use super::support::Source;
use super::wire::{ANY, Comparison, Outcome, UNKNOWN};
use crate::description::{MemberSchema, Node};
use crate::diagnostic::{Location, Severity};

impl<'r> Comparison<'_, 'r> {
    /// The member of a union that a value is; counts what identified it.
    pub(super) fn union(&mut self, at: &Location, counted: &Counted, union: &Union<'r>) -> Outcome<'r> {
        let shape = &counted.shape;
        let discriminator = self.schemas.discriminator(&union.node, &union.members);
        if shape.ty != "object" {
            return match discriminator {
                Some(_) => Outcome::Other,
                None => self.plain(at, counted, union),
            };
        }
        if let Some(discriminator) = discriminator {
            return self.declared(at, counted, union, &discriminator);
        }
        let own = self.schemas.object_parts(&union.node);
        let declares = |node: &Node<'r>, key: &str| node.get("properties").is_some_and(|p| p.has(key));
        let is_declared = |key: &str| {
            let members = union.members.iter().flat_map(|member| self.schemas.object_parts(&member.node));
            members.chain(own.iter().cloned()).any(|part| declares(&part, key))
        };
        let tags = shape.tags.iter().filter(|(key, _)| !is_declared(key)).collect::<Vec<_>>();
        for (key, tag) in &tags {
            if let Some(member) = union.members.iter().find(|member| member.tag == **tag && member.is_object()) {
                return self.seen(at, counted, union, Seen::Tag((*key).clone()), member);
            }
        }
        match tags.iter().find(|(_, tag)| *tag != UNKNOWN) {
            Some((_, tag)) => self.unknown_tag(at, counted, union, None, tag),
            None => self.by_keys(at, counted, union),
        }
    }

    /// A union with a discriminator.
    fn declared(
        &mut self,
        at: &Location,
        counted: &Counted,
        union: &Union<'r>,
        discriminator: &Node<'r>,
    ) -> Outcome<'r> {
        let property = discriminator.str("propertyName").unwrap_or_default();
        let Some(tag) = counted.shape.tags.get(property) else {
            if !counted.shape.keys.contains(property) && !counted.shape.keys.contains(ANY) {
                let what = format!("the union declares the tag `{property}`, which is missing");
                self.contradiction(at, counted, &union.node, Severity::Warning, what, Vec::new());
            }
            return Outcome::Done;
        };
        let has_tag = |member: &&MemberSchema<'r>| self.schemas.tags_of(discriminator, member).contains(tag);
        match union.members.iter().find(has_tag) {
            Some(member) => Outcome::Member(member.node.clone()),
            None if tag == UNKNOWN => Outcome::Done,
            None => self.unknown_tag(at, counted, union, Some(discriminator), tag),
        }
    }

    /// A value that is not an object.
    fn plain(&mut self, at: &Location, counted: &Counted, union: &Union<'r>) -> Outcome<'r> {
        let ty = counted.shape.ty.as_str();
        let allows = |node: &Node<'r>| self.places.allows(&Place { declared: node.clone(), is_member: false }, ty);
        let accepting = union.members.iter().filter(|member| allows(&member.node)).collect::<Vec<_>>();
        let content = |member: &&MemberSchema<'r>| match member.node.entries("properties").as_slice() {
            [(_, property)] => allows(property),
            _ => false,
        };
        let (seen, member) = if ty == "string" && union.members.iter().all(MemberSchema::is_empty) {
            (Seen::Bare, union.members.first())
        } else if let [member] = accepting.as_slice() {
            (Seen::JsonType, Some(*member))
        } else if let (true, Some(member)) = (accepting.is_empty(), union.members.iter().find(content)) {
            (Seen::Content, Some(member))
        } else {
            return Outcome::Other;
        };
        if let Some(member) = member {
            self.seen(at, counted, union, seen, member);
        }
        Outcome::Done
    }

    /// The only member that an object without a tag can be, by its keys.
    fn by_keys(&mut self, at: &Location, counted: &Counted, union: &Union<'r>) -> Outcome<'r> {
        let keys = &counted.shape.keys;
        let fits = |member: &&MemberSchema<'r>| {
            let parts = self.schemas.object_parts(&member.node);
            let own = self.schemas.object_parts(&union.node);
            let is_known =
                |key: &String| parts.iter().chain(&own).any(|p| p.get("properties").is_some_and(|p| p.has(key)));
            let has_required = parts.iter().flat_map(|part| part.strings("required")).all(|name| keys.contains(name));
            member.is_object() && has_required && keys.iter().all(is_known)
        };
        let fitting: Vec<&MemberSchema<'r>> = union.members.iter().filter(fits).collect();
        let [member] = fitting.as_slice() else { return Outcome::Done };
        let is_only = union.members.iter().filter(|member| member.is_object()).count() == 1;
        self.seen(at, counted, union, if is_only { Seen::JsonType } else { Seen::Keys }, member)
    }

    fn seen(
        &mut self,
        at: &Location,
        counted: &Counted,
        union: &Union<'r>,
        seen: Seen,
        member: &MemberSchema<'r>,
    ) -> Outcome<'r> {
        self.wire.unions.push(Observation {
            union: union.node.pointer.clone(),
            seen,
            place: at.clone(),
            source: Source::Observed,
            count: counted.count,
            declared: false,
        });
        Outcome::Member(member.node.clone())
    }

    fn unknown_tag(
        &mut self,
        at: &Location,
        counted: &Counted,
        union: &Union<'r>,
        discriminator: Option<&Node<'r>>,
        tag: &str,
    ) -> Outcome<'r> {
        let tags = &counted.shape.tags;
        let fields = self.fields(&counted.shape, &format!("<{tag}>"), |key| !tags.contains_key(key));
        let actions = self.proposer.member(union, discriminator, tag, &fields);
        let what = format!("no member of the union has the tag `{tag}`");
        self.contradiction(at, counted, &union.node, Severity::Note, what, actions);
        Outcome::Done
    }
}
