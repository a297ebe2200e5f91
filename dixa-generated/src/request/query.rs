//! The query of a request: its pairs, and how they are sent.

use super::style::Pair;

/// The pairs of a query in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    /// Names and values, not encoded.
    pairs: Vec<(String, String)>,
    /// Each pair as it is sent.
    encoded: Vec<String>,
}

impl Query {
    /// A query that is encoded.
    pub(crate) fn of(encoded: &str) -> Self {
        let pieces = encoded.split('&').filter(|piece| !piece.is_empty());
        let pairs = form_urlencoded::parse(encoded.as_bytes()).into_owned();
        Self { pairs: pairs.collect(), encoded: pieces.map(str::to_owned).collect() }
    }

    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Replaces the value of a name at its place, or adds the pair.
    pub(crate) fn set(&mut self, pair: Pair) {
        match self.pairs.iter().position(|(known, _)| *known == pair.name) {
            Some(at) => {
                self.pairs[at].1 = pair.value;
                self.encoded[at] = pair.encoded;
            }
            None => self.push(pair),
        }
    }

    /// Adds pairs in place of all that have one of their names, or this name.
    pub(crate) fn replace(&mut self, name: &str, pairs: Vec<Pair>) {
        self.remove(name);
        pairs.iter().for_each(|pair| self.remove(&pair.name));
        pairs.into_iter().for_each(|pair| self.push(pair));
    }

    fn remove(&mut self, name: &str) {
        let mut kept = self.pairs.iter().map(|(known, _)| known != name);
        self.encoded.retain(|_| kept.next().unwrap_or(true));
        self.pairs.retain(|(known, _)| known != name);
    }

    fn push(&mut self, pair: Pair) {
        self.pairs.push((pair.name, pair.value));
        self.encoded.push(pair.encoded);
    }

    /// Adds the query to a path.
    pub(crate) fn write(&self, out: &mut String) {
        for (position, pair) in self.encoded.iter().enumerate() {
            out.push(if position == 0 { '?' } else { '&' });
            out.push_str(pair);
        }
    }
}
