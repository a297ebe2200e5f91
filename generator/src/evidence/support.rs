//! How many values support a conclusion, and whose they are.

use serde_json::{Map, Value};

/// Whose a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The service: it shows what is on the wire.
    Published,
    /// The authors of the description: it shows what they believe.
    Ours,
    /// A client that saw it on the wire.
    Observed,
}

impl Source {
    /// Reads what a description says about an example; `None` if it is not one of the sources.
    pub fn read(value: Option<&Value>) -> Option<Self> {
        match value.map(Value::as_str) {
            None | Some(Some("published")) => Some(Self::Published),
            Some(Some("ours")) => Some(Self::Ours),
            Some(_) => None,
        }
    }
}

/// How many values support a conclusion, by source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Support {
    /// Values in examples of the service.
    pub published: usize,
    /// Values in examples of the authors of the description.
    pub ours: usize,
    /// Values that clients saw.
    pub observed: usize,
}

impl Support {
    /// Counts values.
    pub fn add(&mut self, source: Source, count: usize) {
        match source {
            Source::Published => self.published += count,
            Source::Ours => self.ours += count,
            Source::Observed => self.observed += count,
        }
    }

    /// Whether nothing from the service supports the conclusion.
    pub fn is_assumed(&self) -> bool {
        self.published + self.observed == 0
    }

    /// The number of values.
    pub fn total(&self) -> usize {
        self.published + self.ours + self.observed
    }

    /// The sum of two supports.
    pub fn and(self, other: Self) -> Self {
        Self {
            published: self.published + other.published,
            ours: self.ours + other.ours,
            observed: self.observed + other.observed,
        }
    }

    /// The counts, by name, without those that are 0.
    pub fn counts(&self) -> Map<String, Value> {
        let counts = [("published", self.published), ("ours", self.ours), ("observed", self.observed)];
        counts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| (name.to_owned(), count.into()))
            .collect()
    }
}

impl FromIterator<(Source, usize)> for Support {
    fn from_iter<I: IntoIterator<Item = (Source, usize)>>(sources: I) -> Self {
        let mut support = Self::default();
        sources.into_iter().for_each(|(source, count)| support.add(source, count));
        support
    }
}
