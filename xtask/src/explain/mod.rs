//! `cargo xtask explain`: where a part of the bindings comes from.

pub mod corrections;
mod describe;
mod find;
mod generated;

use std::io::{self, Write};
use std::path::Path;

use dixa_generator::name::lock::Lock;
use dixa_generator::{Input, Output};

use crate::Exit;
use crate::cli::ExplainArgs;
use crate::error::Error;
use crate::project::Project;
use crate::project::generate_all;
use describe::{Explanation, Subject};
use find::Index;

/// Tells where everything of that name comes from.
pub fn explain(root: &Path, args: &ExplainArgs, out: &mut dyn Write) -> Result<Exit, Error> {
    let project = Project::open(root)?;
    let (input, problems) = project.read(&[]);
    let output = generate_all(&input, problems)?;
    let wanted = Wanted::new(&args.name, &project);
    let indices: Vec<Index> = output.versions.iter().map(Index::new).collect();
    let lock = Lock::parse(&input.names).unwrap_or_default();

    let mut responses = Vec::new();
    for (number, index) in indices.iter().enumerate() {
        let (given, version) = (&input.versions[number], &output.versions[number]);
        let things = if wanted.covers(&version.version) { index.find(&wanted.name) } else { Vec::new() };
        if !things.is_empty() {
            let reference = project.reference(&version.version);
            let subject = Subject::new(given, version, &input.names, &lock, reference, &output.conventions);
            let explanations = things.iter().map(|thing| subject.explain(thing)).collect();
            responses.push(Response { version: &version.version, explanations });
        }
    }
    if responses.is_empty() {
        return Err(nothing(&wanted, &indices, &output));
    }
    print(&wanted, &responses, &input, out)?;
    Ok(Exit::Success)
}

/// What is asked for.
struct Wanted {
    version: Option<String>,
    name: String,
}

impl Wanted {
    fn new(name: &str, project: &Project) -> Self {
        let name = name.trim().trim_start_matches("dixa_generated::");
        let (version, rest) = match name.split_once("::") {
            Some((first, rest)) if project.versions().any(|version| version == first) => (Some(first.to_owned()), rest),
            _ => (None, name),
        };
        Self { version, name: rest.to_owned() }
    }

    fn covers(&self, version: &str) -> bool {
        self.version.as_deref().is_none_or(|wanted| wanted == version)
    }
}

/// What one version has under the name.
struct Response<'a> {
    version: &'a str,
    explanations: Vec<Explanation>,
}

fn nothing(wanted: &Wanted, indices: &[Index], output: &Output) -> Error {
    let close = find::closest(&wanted.name, indices);
    let problem = match &wanted.version {
        Some(version) => format!("nothing in {version} is called `{}`", wanted.name),
        None => format!("nothing is called `{}`", wanted.name),
    };
    let elsewhere = indices.iter().zip(&output.versions).find(|(index, _)| !index.find(&wanted.name).is_empty());
    let help = match (elsewhere, close.is_empty()) {
        (Some((_, version)), _) => format!("there is {}::{}", version.version, wanted.name),
        (None, false) => format!("did you mean {}?", close.join(", ")),
        (None, true) => "`cargo xtask explain --help` shows the forms of names".to_owned(),
    };
    Error::other(problem, &help)
}

/// Prints what each version has, or that it has the same.
fn print(wanted: &Wanted, responses: &[Response<'_>], input: &Input, out: &mut dyn Write) -> io::Result<()> {
    let Some((first, others)) = responses.split_first() else { return Ok(()) };
    first.explanations.iter().try_for_each(|explanation| explanation.print(out))?;
    for other in others {
        let mut pairs = first.explanations.iter().zip(&other.explanations);
        let same = first.explanations.len() == other.explanations.len()
            && pairs.all(|(a, b)| a.is_same(first.version, b, other.version));
        if same {
            let places: Vec<&str> = other.explanations.iter().filter_map(Explanation::first_place).collect();
            writeln!(out, "The same in {} ({}).", other.version, places.join(", "))?;
        } else {
            other.explanations.iter().try_for_each(|explanation| explanation.print(out))?;
        }
    }
    for version in &input.versions {
        let name = &version.version;
        if wanted.covers(name) && !responses.iter().any(|response| response.version == name) {
            writeln!(out, "Not in {name}.")?;
        }
    }
    Ok(())
}
