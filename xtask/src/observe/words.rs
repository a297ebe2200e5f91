//! The names that a description declares: what observations may contain.

use std::collections::{BTreeMap, BTreeSet};

use dixa_generator::conventions::Conventions;
use dixa_generator::corrected;
use dixa_generator::description::{Schemas, operations};
use dixa_generator::evidence::{Segment, Shape, segments};
use serde_json::Value;

use super::walk::{self, Vocabulary};
use crate::error::Error;
use crate::project::Project;

/// The names that a description declares.
#[derive(Debug)]
pub struct Words {
    /// Method and path of each operation, and whether it is a GET that needs no input.
    pub operations: BTreeMap<String, bool>,
    keys: BTreeSet<String>,
    tags: BTreeSet<String>,
    /// The conventions of the API.
    #[cfg_attr(not(feature = "fetch"), expect(dead_code, reason = "only the network needs it"))]
    pub conventions: Conventions,
}

impl Words {
    /// Reads the description of a version with its corrections.
    pub fn read(project: &Project, version: &str) -> Result<Self, Error> {
        let conventions = project.conventions(project.api_of(version))?;
        let root = corrected(&project.input(version)?, &conventions).map_err(Error::Input)?;
        let schemas = Schemas::new(&root, &conventions);
        let properties = schemas.all().iter().flat_map(|schema| schema.entries("properties"));
        let keys = properties.map(|(name, _)| name.to_owned()).collect();
        let discriminators = schemas.all().iter().filter_map(|schema| schema.get("discriminator"));
        let tags = discriminators.filter_map(|d| d.str("propertyName").map(str::to_owned)).collect();
        let needs_input = |parameter: &Value| parameter["required"] == true;
        let operations = operations(&root).into_iter().map(|operation| {
            let is_plain = operation.method == "GET"
                && !operation.path.contains('{')
                && !operation.parameters.iter().any(|parameter| needs_input(parameter.value));
            (format!("{} {}", operation.method, operation.path), is_plain)
        });
        Ok(Self { operations: operations.collect(), keys, tags, conventions: conventions.clone() })
    }

    /// Why a line may not be kept: it states something that may be data.
    pub fn refuse(&self, shape: &Shape) -> Option<String> {
        if !self.operations.contains_key(&shape.operation) {
            return Some(format!("the description has no operation `{}`", shape.operation));
        }
        let is_tag = |tag: &str| tag == "?" || walk::is_type_name(tag);
        for segment in segments(&shape.path).unwrap_or_default() {
            match segment {
                Segment::Key(key) if !self.may_be_key(key) => return Some(data("the key", key)),
                Segment::Tag(tag) if !is_tag(tag) => return Some(data("the tag", tag)),
                _ => {}
            }
        }
        let keys = shape.keys.iter().chain(shape.tags.keys());
        let key = keys.into_iter().find(|key| !self.may_be_key(key)).map(|key| data("the key", key));
        let tag = shape.tags.values().find(|tag| !is_tag(tag)).map(|tag| data("the tag", tag));
        let value = shape.value.as_ref().filter(|value| !walk::is_name(value)).map(|value| data("the value", value));
        key.or(tag).or(value)
    }

    fn may_be_key(&self, key: &str) -> bool {
        let is_known = self.keys.contains(key) || self.tags.contains(key) || walk::is_tag_key(key);
        key == "*" || (walk::is_part_of_path(key) && (is_known || walk::is_name(key)))
    }
}

fn data(what: &str, text: &str) -> String {
    format!("{what} `{text}` looks like data")
}

impl Vocabulary for Words {
    fn declares(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    fn is_tag(&self, key: &str) -> bool {
        self.tags.contains(key)
    }

    /// Whether a key is a field cannot be known without decoding the response.
    fn is_undeclared(&self, _: &str) -> bool {
        false
    }

    fn is_unknown_value(&self, _: &str) -> bool {
        false
    }
}
