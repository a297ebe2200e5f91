//! Types: pinned names by likeness, new ones by title or place of use.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::ident::{Scope, camel};
use super::lock::{Lock, LockedType, without_placeholders};
use crate::digest::hex_sha256;
use crate::model::{Api, Shape, Type, TypeDef, TypeId};

/// A type as it is compared with the entries of the lock.
struct Facts<'a> {
    id: &'a TypeId,
    def: &'a TypeDef,
    kind: &'static str,
    /// Kind and fingerprint.
    shape: String,
    /// The places of use as they stand in the lock.
    used: BTreeSet<String>,
    /// The same, whatever the path parameters in them are called.
    places: BTreeSet<String>,
}

/// Names the types of all versions; the names of each version, and the entries for the lock, sorted.
pub(super) fn name(apis: &[&Api], lock: &Lock) -> (Vec<BTreeMap<TypeId, String>>, Vec<LockedType>) {
    let mut pinned = lock.clone();
    let mut used: BTreeMap<String, LockedType> = BTreeMap::new();
    let mut names = Vec::new();
    for api in apis {
        let types = facts(api);
        let named = name_one(&types, &pinned);
        for of in &types {
            let name = &named[of.id];
            let fresh = || LockedType { name: name.clone(), title: of.def.title.clone(), ..LockedType::default() };
            let entry = used.entry(name.clone()).or_insert_with(fresh);
            entry.shape.insert(of.shape.clone());
            entry.used.extend(of.used.iter().cloned());
        }
        let known: BTreeSet<&str> = pinned.types.iter().map(|entry| entry.name.as_str()).collect();
        let new: Vec<_> = used.values().filter(|entry| !known.contains(entry.name.as_str())).cloned().collect();
        pinned.types.extend(new);
        names.push(named);
    }
    (names, used.into_values().collect())
}

fn facts(api: &Api) -> Vec<Facts<'_>> {
    let mut chained = chained_places(api);
    let of = |(id, def)| {
        let TypeDef { uses, shape, .. }: &TypeDef = def;
        let kind = match shape {
            Shape::Struct(_) => "struct",
            Shape::Enum(_) => "enum",
            Shape::Union(_) => "union",
        };
        let used: BTreeSet<String> = uses.iter().cloned().chain(chained.remove(id).unwrap_or_default()).collect();
        let places = used.iter().map(|place| without_placeholders(place)).collect();
        Facts { id, def, kind, shape: format!("{kind} {}", fingerprint(api, def)), used, places }
    };
    api.types.iter().map(of).collect()
}

/// The places within types whose title others share, told apart by the places of those types:
/// `PATCH /agents response|Success` beside `Outcome|Success`.
fn chained_places(api: &Api) -> BTreeMap<&TypeId, BTreeSet<String>> {
    let mut titles: BTreeMap<&str, usize> = BTreeMap::new();
    api.types.values().for_each(|def| *titles.entry(&def.title).or_default() += 1);
    let mut chained: BTreeMap<&TypeId, BTreeSet<String>> = BTreeMap::new();
    for parent in api.types.values().filter(|def| titles[def.title.as_str()] > 1) {
        for (within, ty) in parent.shape.types() {
            for id in ty.named() {
                let places = parent.uses.iter().map(|place| format!("{place}{within}"));
                chained.entry(id).or_default().extend(places);
            }
        }
    }
    chained
}

fn name_one(types: &[Facts<'_>], pinned: &Lock) -> BTreeMap<TypeId, String> {
    let matched = match_types(types, &pinned.types);
    let mut scope = Scope::new();
    let taken = pinned.types.iter().map(|entry| &entry.name).chain(pinned.renamed.keys());
    taken.for_each(|name| scope.reserve(name));
    let mut names: BTreeMap<TypeId, String> =
        matched.iter().map(|(id, index)| ((*id).clone(), pinned.types[*index].name.clone())).collect();
    let mut returned: BTreeSet<String> = BTreeSet::new();
    for (of, position) in unnamed(types, &matched) {
        let (title, place) = (camel(&of.def.title), place_name(of.def));
        let own_before =
            [&title, &place].into_iter().find(|name| is_own(name, of, pinned) && !returned.contains(*name));
        // Of several things of one title the first has it; and an inline enumeration of one place says where it stands.
        let is_enum_of_one_place = !of.def.parent.is_empty() && of.def.uses.len() == 1;
        let by_title = position == 0 && !is_enum_of_one_place && scope.is_free(&title);
        let name = match own_before {
            Some(name) => name.clone(),
            None => scope.camel(if by_title { &title } else { &place }),
        };
        returned.insert(name.clone());
        names.insert(of.id.clone(), name);
    }
    names
}

/// Whether a name is the type's own from before it became part of another, whose alias the name is now.
fn is_own(name: &str, of: &Facts<'_>, pinned: &Lock) -> bool {
    let target = pinned.renamed.get(name).and_then(|target| pinned.types.iter().find(|entry| entry.name == *target));
    target.is_some_and(|entry| entry.may_be(of.kind) && is_most(&of.places, &entry.places()))
}

/// Whether most of the places are among others.
fn is_most(places: &BTreeSet<String>, others: &BTreeSet<String>) -> bool {
    2 * places.intersection(others).count() > places.len()
}

/// Which entry of the lock each type is: the pairs that have most in common first, each entry and each type once.
fn match_types<'a>(types: &[Facts<'a>], entries: &[LockedType]) -> BTreeMap<&'a TypeId, usize> {
    let entries = Entries::new(entries);
    let mut with_title: BTreeMap<&str, Vec<&Facts<'_>>> = BTreeMap::new();
    types.iter().for_each(|of| with_title.entry(&of.def.title).or_default().push(of));
    let mut pairs = Vec::new();
    for of in types {
        let distinct = Distinct::of(of, &with_title[of.def.title.as_str()], &entries);
        for index in entries.candidates(of, &distinct) {
            let entry = &entries.all[index];
            let score = likeness(of, entry, &entries.places[index], &distinct);
            if score > 0 {
                pairs.push((Reverse(score), &entry.name, &of.shape, &of.places, of.id, index));
            }
        }
    }
    pairs.sort();
    let mut matched: BTreeMap<&TypeId, usize> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (.., id, index) in pairs {
        if !matched.contains_key(id) && taken.insert(index) {
            matched.insert(id, index);
        }
    }
    matched
}

/// The entries of the lock, with what they are found by.
struct Entries<'l> {
    all: &'l [LockedType],
    /// The places of each.
    places: Vec<BTreeSet<String>>,
    with_title: BTreeMap<&'l str, Vec<usize>>,
    at_place: BTreeMap<String, Vec<usize>>,
}

impl<'l> Entries<'l> {
    fn new(all: &'l [LockedType]) -> Self {
        let places: Vec<BTreeSet<String>> = all.iter().map(LockedType::places).collect();
        let mut with_title: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut at_place: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, entry) in all.iter().enumerate() {
            with_title.entry(&entry.title).or_default().push(index);
            places[index].iter().for_each(|place| at_place.entry(place.clone()).or_default().push(index));
        }
        Self { all, places, with_title, at_place }
    }

    /// The entries that bear a type's title.
    fn of_title(&self, of: &Facts<'_>) -> &[usize] {
        self.with_title.get(of.def.title.as_str()).map_or(&[], Vec::as_slice)
    }

    /// All entries that may be the same thing as a type: those of a common place, and where what it is called or made of
    /// is its own, those of its title.
    fn candidates(&self, of: &Facts<'_>, distinct: &Distinct) -> BTreeSet<usize> {
        let at_places = of.places.iter().filter_map(|place| self.at_place.get(place)).flatten();
        let of_title = self.of_title(of).iter().filter(|_| distinct.title || distinct.structure);
        at_places.chain(of_title).copied().collect()
    }
}

/// What of a type no other type has, and no more than one entry of the lock.
struct Distinct {
    /// The title, and it is a component's: an inline schema has the name of a property.
    title: bool,
    /// Title and structure together.
    structure: bool,
}

impl Distinct {
    /// `types` are those of the same title.
    fn of(of: &Facts<'_>, types: &[&Facts<'_>], entries: &Entries<'_>) -> Self {
        let of_title = entries.of_title(of);
        let of_structure = types.iter().filter(|other| other.shape == of.shape).count();
        let with_structure = of_title.iter().filter(|index| entries.all[**index].has_shape(&of.shape)).count();
        Self {
            title: of.def.parent.is_empty() && (types.len(), of_title.len()) == (1, 1),
            structure: (of_structure, with_structure) == (1, 1),
        }
    }
}

/// How much a type has in common with an entry; 0 for too little to be the same thing.
///
/// A distinct title is enough, and it alone stands for the same thing in another kind.
fn likeness(of: &Facts<'_>, entry: &LockedType, places: &BTreeSet<String>, distinct: &Distinct) -> usize {
    let same_title = of.def.title == entry.title;
    let same_shape = entry.has_shape(&of.shape);
    let common = of.places.intersection(places).count();
    let all = (of.places.len() + places.len() - common).max(1);
    let same_place = 2 * common > of.places.len().min(places.len());
    let is_component = same_title && distinct.title;
    let by_structure = same_title && same_shape && distinct.structure;
    let by_place = (same_title || same_shape) && same_place || 2 * common >= all;
    let is_same = is_component || (by_structure || by_place) && entry.may_be(of.kind);
    if !is_same {
        return 0;
    }
    // A title that several things share says least; a place says less than the structure, so that a schema that moved is
    // told from the one that took its place.
    let title = if is_component { 600 } else { 200 };
    title * usize::from(same_title) + 500 * usize::from(same_shape) + 400 * common / all
}

/// Old names of types that became part of another, each with the name of that one: it is of the same kind, and gained
/// most of the places that it did not have already. Only enumerations and unions become one under different titles.
pub(super) fn merged(before: &Lock, after: &[LockedType]) -> BTreeMap<String, String> {
    let had = |name: &str| before.types.iter().find(|entry| entry.name == name).map(LockedType::places);
    let names: BTreeSet<&str> = after.iter().map(|entry| entry.name.as_str()).collect();
    let is_gone = |old: &&LockedType| !names.contains(old.name.as_str());
    let mut merged = BTreeMap::new();
    for old in before.types.iter().filter(is_gone) {
        let gained = |heir: &LockedType| {
            let fresh: BTreeSet<String> = &old.places() - &had(&heir.name).unwrap_or_default();
            is_most(&fresh, &heir.places()).then(|| fresh.intersection(&heir.places()).count())
        };
        let is_alike = |heir: &&LockedType| {
            heir.kinds().any(|kind| old.may_be(kind) && (kind != "struct" || heir.title == old.title))
        };
        let heirs = after.iter().filter(is_alike);
        if let Some((_, Reverse(name))) = heirs.filter_map(|heir| Some((gained(heir)?, Reverse(&heir.name)))).max() {
            merged.insert(old.name.clone(), name.clone());
        }
    }
    merged
}

/// A short digest of a type's own structure; what it refers to counts by title only.
fn fingerprint(api: &Api, def: &TypeDef) -> String {
    let title = |ty: &Type| {
        let by_title = |id: &TypeId| TypeId(api.types.get(id).map_or_else(String::new, |def| def.title.clone()));
        format!("{:?}", ty.map_named(&by_title))
    };
    let mut text = String::new();
    match &def.shape {
        Shape::Enum(e) => text.push_str(&e.values.join("|")),
        Shape::Struct(s) => {
            for field in &s.fields {
                text.push_str(&format!("{} {} {};", field.wire, title(&field.ty), field.required));
            }
        }
        Shape::Union(u) => {
            for member in &u.members {
                text.push_str(&format!("{} {:?};", member.tag, member.ty.as_ref().map(title)));
            }
        }
    }
    hex_sha256(text)[..10].to_owned()
}

/// The types without an entry in the order in which they are served, each with its position among those of its title.
fn unnamed<'t, 'a>(types: &'t [Facts<'a>], matched: &BTreeMap<&TypeId, usize>) -> Vec<(&'t Facts<'a>, usize)> {
    let mut groups: BTreeMap<String, Vec<&Facts<'_>>> = BTreeMap::new();
    for of in types {
        groups.entry(camel(&of.def.title)).or_default().push(of);
    }
    // Components before inline schemas, the most used first.
    let rank = |of: &&Facts<'_>| (!of.def.parent.is_empty(), Reverse(of.def.uses.len()));
    let mut unnamed = Vec::new();
    for mut group in groups.into_values() {
        group.sort_by(|a, b| (rank(a), &a.shape, &a.def.uses, a.id).cmp(&(rank(b), &b.shape, &b.def.uses, b.id)));
        let positions = group.into_iter().enumerate().filter(|(_, of)| !matched.contains_key(of.id));
        unnamed.extend(positions.map(|(position, of)| (of, position)));
    }
    unnamed
}

/// A name by the place of use: the user's title before the own one.
fn place_name(def: &TypeDef) -> String {
    let place = def.uses.iter().find(|place| !place.contains(" /")).map(String::as_str).unwrap_or(&def.parent);
    let user = place.split(['.', '|']).next().unwrap_or_default();
    camel(&format!("{} {}", user, def.title))
}
