//! Names types: pinned names by similarity, new ones by title or place of use.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::arguments::form_name;
use super::ident::{Scope, camel, snake};
use super::lock::{Lock, LockedType, folded, without_placeholders};
use crate::digest::hex_sha256;
use crate::model::{Api, Shape, Type, TypeDef, TypeId, UnionEncoding};

/// A type with the properties that are compared with the entries of the lock.
struct ComparedType<'a> {
    id: &'a TypeId,
    def: &'a TypeDef,
    kind: &'static str,
    /// Kind and fingerprint.
    shape: String,
    /// The places of use as written in the lock.
    used: BTreeSet<String>,
    /// The places of use without the names of path parameters.
    places: BTreeSet<String>,
}

/// Names the types of all versions. Returns the names of each version, and the sorted entries for the lock.
pub(super) fn name(apis: &[&Api], lock: &Lock) -> (Vec<BTreeMap<TypeId, String>>, Vec<LockedType>) {
    let mut pinned = lock.clone();
    let mut used: BTreeMap<String, LockedType> = BTreeMap::new();
    let mut names = Vec::new();
    for api in apis {
        let types = compared_types(api);
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

fn compared_types(api: &Api) -> Vec<ComparedType<'_>> {
    let mut chained = chained_places(api);
    let of = |(id, def)| {
        let TypeDef { uses, shape, .. }: &TypeDef = def;
        let kind = match shape {
            Shape::Struct(_) => "struct",
            Shape::Enum(_) => "enum",
            Shape::Union(_) => "union",
        };
        let used: BTreeSet<String> = uses.iter().cloned().chain(chained.remove(id).unwrap_or_default()).collect();
        let places = used.iter().map(|place| folded(&without_placeholders(place))).collect();
        ComparedType { id, def, kind, shape: format!("{kind} {}", fingerprint(api, def)), used, places }
    };
    api.types.iter().map(of).collect()
}

/// The places within types whose titles are not unique, qualified by the places of those types:
/// `PATCH /agents response|Success` in addition to `Outcome|Success`.
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

fn name_one(types: &[ComparedType<'_>], pinned: &Lock) -> BTreeMap<TypeId, String> {
    let matched = match_types(types, &pinned.types);
    let mut scope = Scope::new();
    let taken = pinned.types.iter().map(|entry| &entry.name).chain(pinned.renamed.keys());
    taken.for_each(|name| scope.reserve(name));
    // So that a new type does not take the name of a struct with required fields.
    let with_arguments = pinned.types.iter().filter(|entry| entry.arguments.len() > 1);
    with_arguments.for_each(|entry| scope.reserve(&form_name(&entry.name)));
    let mut names: BTreeMap<TypeId, String> =
        matched.iter().map(|(id, index)| ((*id).clone(), pinned.types[*index].name.clone())).collect();
    let titles = by_title(types);
    let mut returned: BTreeSet<String> = BTreeSet::new();
    for (of, position) in without_entry(types, &matched) {
        let (title, place) = (camel(&of.def.title), place_name(of));
        let is_old = |name: &&String| is_own(name, of, pinned) && !returned.contains(*name);
        let old = [&title, &place].into_iter().find(is_old).cloned();
        let name = match old {
            Some(name) => name,
            None => {
                // Only the first of several types with one title is named by it. An inline schema with one use is named
                // by its place, and so is a member of one union whose title does not say of which.
                let is_of_one_place = !of.def.parent.is_empty() && of.def.uses.len() == 1;
                let by_title =
                    Some(title).filter(|_| position == 0 && !is_of_one_place && !is_vague_member(of, &titles));
                let mut wanted = by_title.into_iter().chain([place.clone()]);
                let free = wanted.find(|name| scope.is_free(name));
                let free = free.or_else(|| further_place_names(of, &titles).find(|name| scope.is_free(name)));
                scope.unique_camel(&free.unwrap_or(place))
            }
        };
        returned.insert(name.clone());
        names.insert(of.id.clone(), name);
    }
    names
}

fn by_title<'t, 'a>(types: &'t [ComparedType<'a>]) -> BTreeMap<&'t str, Vec<&'t ComparedType<'a>>> {
    let mut titles: BTreeMap<&str, Vec<&ComparedType<'_>>> = BTreeMap::new();
    types.iter().for_each(|of| titles.entry(&of.def.title).or_default().push(of));
    titles
}

/// Whether the type had the name before it was merged into another type, whose alias the name is now.
fn is_own(name: &str, of: &ComparedType<'_>, pinned: &Lock) -> bool {
    let target = pinned.renamed.get(name).and_then(|target| pinned.types.iter().find(|entry| entry.name == *target));
    target.is_some_and(|entry| entry.is_kind(of.kind) && is_most(&of.places, &entry.places()))
}

/// Whether more than half of the places are among the others.
fn is_most(places: &BTreeSet<String>, others: &BTreeSet<String>) -> bool {
    2 * places.intersection(others).count() > places.len()
}

/// Matches each type with an entry of the lock: the most similar pairs first, each entry and each type at most once.
fn match_types<'a>(types: &[ComparedType<'a>], entries: &[LockedType]) -> BTreeMap<&'a TypeId, usize> {
    let entries = Entries::new(entries);
    let with_title = by_title(types);
    let mut pairs = Vec::new();
    for of in types {
        let unique = Uniqueness::of(of, &with_title[of.def.title.as_str()], &entries);
        for index in entries.candidates(of, &unique) {
            let entry = &entries.all[index];
            let score = similarity(of, entry, &entries.places[index], &unique);
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

/// The entries of the lock, indexed by title and place.
struct Entries<'l> {
    all: &'l [LockedType],
    /// The places of each entry.
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

    /// The entries with the title of a type.
    fn of_title(&self, of: &ComparedType<'_>) -> &[usize] {
        self.with_title.get(of.def.title.as_str()).map_or(&[], Vec::as_slice)
    }

    /// All entries that may match a type: those that share a place, and if the title or the structure is unique, those
    /// with the same title.
    fn candidates(&self, of: &ComparedType<'_>, unique: &Uniqueness) -> BTreeSet<usize> {
        let at_places = of.places.iter().filter_map(|place| self.at_place.get(place)).flatten();
        let of_title = self.of_title(of).iter().filter(|_| unique.title || unique.structure);
        at_places.chain(of_title).copied().collect()
    }
}

/// Which properties of a type no other type has, and exactly one entry of the lock.
struct Uniqueness {
    /// The title of a component. The title of an inline schema is the name of a property and does not count.
    title: bool,
    /// Title and structure together.
    structure: bool,
}

impl Uniqueness {
    /// `types` are the types with the same title.
    fn of(of: &ComparedType<'_>, types: &[&ComparedType<'_>], entries: &Entries<'_>) -> Self {
        let of_title = entries.of_title(of);
        let of_structure = types.iter().filter(|other| other.shape == of.shape).count();
        let with_structure = of_title.iter().filter(|index| entries.all[**index].shape.contains(&of.shape)).count();
        Self {
            title: of.def.parent.is_empty() && (types.len(), of_title.len()) == (1, 1),
            structure: (of_structure, with_structure) == (1, 1),
        }
    }
}

/// How much a type has in common with an entry; 0 if they do not match.
///
/// A unique title is sufficient. It is the only match across kinds.
fn similarity(of: &ComparedType<'_>, entry: &LockedType, places: &BTreeSet<String>, unique: &Uniqueness) -> usize {
    let same_spelling = of.def.title == entry.title;
    let same_title = same_spelling || folded(&of.def.title) == folded(&entry.title);
    let same_shape = entry.shape.contains(&of.shape);
    let common = of.places.intersection(places).count();
    let all = (of.places.len() + places.len() - common).max(1);
    let same_place = 2 * common > of.places.len().min(places.len());
    let is_component = same_title && unique.title;
    let by_structure = same_title && same_shape && unique.structure;
    let by_place = (same_title || same_shape) && same_place || 2 * common >= all;
    let is_same = is_component || (by_structure || by_place) && entry.is_kind(of.kind);
    if !is_same {
        return 0;
    }
    // A title that is not unique counts least. Places count less than the structure, so that a schema that moved is
    // distinguished from the one that is now in its place.
    let title = if is_component { 600 } else { 200 };
    // The same spelling decides between keys that differ only in that.
    let spelling = usize::from(same_spelling);
    title * usize::from(same_title) + 500 * usize::from(same_shape) + 400 * common / all + spelling
}

/// Old names of types that were merged into another type, each with the name of that type. The other type must be of
/// the same kind and must have gained most of the places of the old type that it did not have before. Only enumerations
/// and unions are merged under different titles.
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
            heir.kinds().any(|kind| old.is_kind(kind) && (kind != "struct" || heir.title == old.title))
        };
        let heirs = after.iter().filter(is_alike);
        if let Some((_, Reverse(name))) = heirs.filter_map(|heir| Some((gained(heir)?, Reverse(&heir.name)))).max() {
            merged.insert(old.name.clone(), name.clone());
        }
    }
    merged
}

/// A short digest of a type's structure; the types that it refers to are represented by their titles.
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

/// The types without an entry, in the order in which they are named, each with its position among those of its title.
fn without_entry<'t, 'a>(
    types: &'t [ComparedType<'a>],
    matched: &BTreeMap<&TypeId, usize>,
) -> Vec<(&'t ComparedType<'a>, usize)> {
    let mut groups: BTreeMap<String, Vec<&ComparedType<'_>>> = BTreeMap::new();
    for of in types {
        groups.entry(camel(&of.def.title)).or_default().push(of);
    }
    // Components before inline schemas, the most used first.
    let rank = |of: &&ComparedType<'_>| (!of.def.parent.is_empty(), Reverse(of.def.uses.len()));
    let mut without_entry = Vec::new();
    for mut group in groups.into_values() {
        group.sort_by(|a, b| (rank(a), &a.shape, &a.def.uses, a.id).cmp(&(rank(b), &b.shape, &b.def.uses, b.id)));
        let positions = group.into_iter().enumerate().filter(|(_, of)| !matched.contains_key(of.id));
        without_entry.extend(positions.map(|(position, of)| (of, position)));
    }
    // The name of a component comes before the same name made of a place.
    without_entry.sort_by_key(|(of, position)| *position > 0 || !of.def.parent.is_empty());
    without_entry
}

/// Whether only one union uses the type, as a member, and the titles of the two have no word in common: `Success` of
/// `Outcome`, but not `EmailConversation` of `Conversation`.
fn is_vague_member(of: &ComparedType<'_>, titles: &BTreeMap<&str, Vec<&ComparedType<'_>>>) -> bool {
    let unions: BTreeSet<Option<&str>> = of.def.uses.iter().map(|place| Some(place.rsplit_once('|')?.0)).collect();
    let [Some(union)] = unions.into_iter().collect::<Vec<_>>()[..] else { return false };
    // A union of the responses under different statuses is not in the description.
    let is_described =
        |of: &&ComparedType<'_>| matches!(&of.def.shape, Shape::Union(u) if u.encoding != UnionEncoding::Status);
    let (words, title) = (snake(union), snake(&of.def.title));
    titles.get(union).is_some_and(|unions| unions.iter().any(is_described))
        && title.split('_').all(|word| words.split('_').all(|other| other != word))
}

/// The preferred name by a place of use: the title of the using type, followed by the type's own title.
fn place_name(of: &ComparedType<'_>) -> String {
    camel(&format!("{} {}", user(of), of.def.title))
}

/// The title of a type that uses this one.
fn user<'t>(of: &'t ComparedType<'_>) -> &'t str {
    let in_type = of.def.uses.iter().find(|place| !is_of_operation(place)).map(String::as_str);
    in_type.unwrap_or(&of.def.parent).split(['.', '|']).next().unwrap_or_default()
}

/// Further names by the places of use, the preferred one first: what uses the using type, then the path of the operation,
/// and then also its method; each followed by the type's own title.
fn further_place_names<'t>(
    of: &'t ComparedType<'_>,
    titles: &BTreeMap<&str, Vec<&ComparedType<'_>>>,
) -> impl Iterator<Item = String> + use<'t> {
    let user = user(of);
    let users = titles.get(user).into_iter().flatten().flat_map(|user| &user.def.uses);
    // Sorted, since the order of the types depends on the exporter's numbers.
    let above: BTreeSet<String> = users.map(|place| format!("{} {user}", owner(place))).collect();
    let direct = of.used.iter().map(|place| owner(place).to_owned());
    let with_method: Vec<String> = above.into_iter().chain(direct).map(|place| without_placeholders(&place)).collect();
    let without_method = with_method.clone().into_iter().map(|place| match place.split_once(" /") {
        Some((_, path)) => path.to_owned(),
        None => place,
    });
    without_method.chain(with_method).map(|place| joined(&place, &of.def.title))
}

/// A place and a title as one name, without the words of the title that the place ends with.
fn joined(place: &str, title: &str) -> String {
    let (place, title) = (snake(place), snake(title));
    let (before, after): (Vec<&str>, Vec<&str>) = (place.split('_').collect(), title.split('_').collect());
    let common = (1..after.len().min(before.len())).rev().find(|n| before.ends_with(&after[..*n]));
    camel(&[&before[..], &after[common.unwrap_or_default()..]].concat().join("_"))
}

fn is_of_operation(place: &str) -> bool {
    place.contains(" /")
}

/// A place without its last part: `GET /agents` of `GET /agents response`, `Agent` of `Agent.team`.
fn owner(place: &str) -> &str {
    let end = place.rfind(['.', '|']).or_else(|| place.rfind(' '));
    let owner = end.map_or(place, |end| &place[..end]);
    owner.strip_suffix(" response").or_else(|| owner.strip_suffix(" request")).unwrap_or(owner)
}
