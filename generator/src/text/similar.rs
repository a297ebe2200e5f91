//! Finds the name that was probably meant.

/// Longer names are not compared: the distance takes quadratic time.
const LONGEST_COMPARED: usize = 200;

/// The name that is most similar to a wrong one, if one is similar enough.
pub(crate) fn similar<'n>(wrong: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let limit = 1 + wrong.chars().count() / 3;
    let is_short = |name: &str| name.len() <= LONGEST_COMPARED;
    let names = names.into_iter().filter(|other| is_short(wrong) && is_short(other));
    let near = names.map(|other| (strsim::levenshtein(wrong, other), other)).filter(|(distance, _)| *distance <= limit);
    near.min().map(|(_, other)| other)
}
