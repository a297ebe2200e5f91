//! `cargo xtask explain`: where an item of the bindings comes from.

mod corrections;
mod explainer;
mod explanation;
mod find;

use std::io::{self, Write};
use std::path::Path;

use dixa_generator::name::lock::Lock;

use crate::Exit;
use crate::cli::ExplainArgs;
use crate::error::Error;
use crate::project::{Project, generate_all};

pub use explainer::Explainer;
pub use explanation::Explanation;
pub use find::{Index, Item};

/// Explains every item with the name that `args` holds.
pub fn explain(root: &Path, args: &ExplainArgs, out: &mut dyn Write) -> Result<Exit, Error> {
    let project = Project::open(root)?;
    let (inputs, problems) = project.read(&[]);
    let generated = generate_all(&inputs, problems)?;
    let wanted = Wanted::new(&args.name, &project);
    let locks: Vec<Lock> = inputs.iter().map(|input| Lock::parse(&input.names).unwrap_or_default()).collect();
    let mut explainers: Vec<Explainer<'_>> = Vec::new();
    for ((input, output), lock) in inputs.iter().zip(&generated.apis).zip(&locks) {
        let versions = input.versions.iter().zip(&output.versions);
        explainers
            .extend(versions.map(|(of, version)| Explainer::new(of, version, &input.names, lock, &output.conventions)));
    }

    let covered = explainers.iter().filter(|explainer| wanted.covers(explainer.version()));
    let results = covered.filter_map(|explainer| {
        let items = explainer.index().find(&wanted.name);
        let explanations: Vec<Explanation> = items.into_iter().map(|item| explainer.explain_with_lines(item)).collect();
        (!explanations.is_empty()).then(|| VersionResult { version: explainer.version(), explanations })
    });
    let results: Vec<VersionResult<'_>> = results.collect();
    if results.is_empty() {
        return Err(not_found(&wanted, &explainers));
    }
    print(&wanted, &results, &explainers, out)?;
    Ok(Exit::Success)
}

/// The name to explain.
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

/// The explanations of all items that one version has under the name.
struct VersionResult<'a> {
    version: &'a str,
    explanations: Vec<Explanation>,
}

fn not_found(wanted: &Wanted, explainers: &[Explainer<'_>]) -> Error {
    let problem = match &wanted.version {
        Some(version) => format!("nothing in {version} is called `{}`", wanted.name),
        None => format!("nothing is called `{}`", wanted.name),
    };
    let elsewhere = explainers.iter().find(|explainer| !explainer.index().find(&wanted.name).is_empty());
    let close = find::closest(&wanted.name, explainers.iter().map(Explainer::index));
    let help = match (elsewhere, close.is_empty()) {
        (Some(explainer), _) => format!("there is {}::{}", explainer.version(), wanted.name),
        (None, false) => format!("did you mean {}?", close.join(", ")),
        (None, true) => "`cargo xtask explain --help` shows the forms of names".to_owned(),
    };
    Error::other(problem, &help)
}

/// Prints the result of each version; one that is equal to the first is only named.
fn print(
    wanted: &Wanted,
    results: &[VersionResult<'_>],
    explainers: &[Explainer<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some((first, others)) = results.split_first() else { return Ok(()) };
    first.explanations.iter().try_for_each(|explanation| explanation.print(out))?;
    for other in others {
        let mut pairs = first.explanations.iter().zip(&other.explanations);
        let same = first.explanations.len() == other.explanations.len()
            && pairs.all(|(a, b)| a.is_same(first.version, b, other.version));
        if same {
            let files: Vec<&str> =
                other.explanations.iter().filter_map(|explanation| explanation.file("described")).collect();
            writeln!(out, "Identical in {} ({}).", other.version, files.join(", "))?;
        } else {
            other.explanations.iter().try_for_each(|explanation| explanation.print(out))?;
        }
    }
    for version in explainers.iter().map(Explainer::version) {
        if wanted.covers(version) && !results.iter().any(|result| result.version == version) {
            writeln!(out, "Not in {version}.")?;
        }
    }
    Ok(())
}
