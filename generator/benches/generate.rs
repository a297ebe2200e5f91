//! How long each stage takes when one version is generated in memory.
//!
//! `cargo bench -p dixa-generator --bench generate`: all stages over `spec/beta.yaml` in turn, round after round, with the
//! corrections by hand and the pinned names of the project. The figures are medians.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use dixa_generator::conventions::Conventions;
use dixa_generator::evidence::conclude;
use dixa_generator::lower::lower;
use dixa_generator::name::lock::Lock;
use dixa_generator::name::name;
use dixa_generator::overlay::{self, Overlay};
use dixa_generator::text::{Source, source_from_bytes};
use dixa_generator::{Input, VersionInput, check, emit, generate, outline};
use proc_macro2::TokenStream;

const ROUNDS: usize = 25;

/// How long each stage took, round by round, in the order of the stages.
#[derive(Default)]
struct Times(Vec<(&'static str, Vec<Duration>)>);

impl Times {
    fn measure<T>(&mut self, stage: &'static str, run: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = run();
        let elapsed = start.elapsed();
        match self.0.iter_mut().find(|(known, _)| *known == stage) {
            Some((_, times)) => times.push(elapsed),
            None => self.0.push((stage, vec![elapsed])),
        }
        result
    }

    fn print(mut self) {
        let median = |times: &mut Vec<Duration>| {
            times.sort();
            times[times.len() / 2]
        };
        println!("{:<34} {:>8} {:>8}", "stage", "median", "least");
        for (stage, times) in &mut self.0 {
            let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
            println!("{stage:<34} {:>5.1} ms {:>5.1} ms", milliseconds(median(times)), milliseconds(times[0]));
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let version = VersionInput {
        version: "beta".to_owned(),
        description: read("beta.yaml")?,
        overlays: vec![read("overlays/common.yaml")?],
        observations: None,
        reference: None,
    };
    let input = Input {
        versions: vec![version],
        conventions: read("conventions.toml")?,
        names: read("names.lock")?,
        ..Input::default()
    };
    let bytes = input.versions[0].description.text.len();
    let mut times = Times::default();
    for _ in 0..ROUNDS {
        stages(&input, &mut times)?;
    }
    println!("{ROUNDS} rounds over a description of {bytes} bytes, {} processors", processors());
    times.print();
    Ok(())
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What `generate` does, stage by stage, and then `generate` itself.
fn stages(input: &Input, times: &mut Times) -> Result<(), Box<dyn Error>> {
    let VersionInput { version, description, overlays, .. } = &input.versions[0];
    let conventions = Conventions::parse(&input.conventions).map_err(text)?;
    let mut document = times.measure("load", || check::parse(description.clone())).map_err(text)?;
    let by_hand = overlays.iter().cloned().map(overlay::parse).collect::<Result<Vec<_>, _>>().map_err(text)?;
    let problems = times.measure("overlay", || overlay::apply(&mut document.value, &by_hand));
    let problems = problems.into_iter().chain(times.measure("check", || check::check(&document)));
    assert_eq!(problems.count(), 0, "the corrections fit and the structure is right");
    let evidence = times.measure("evidence", || conclude(&description.name, &document.value, &conventions, None));
    let source = Source { name: String::new(), text: String::new() };
    let proven = [Overlay { source, title: String::new(), extends: None, actions: evidence.actions.clone() }];
    times.measure("overlay of the evidence", || overlay::apply(&mut document.value, &proven));
    let (api, _) = times.measure("lower", || lower(version, &description.name, &document.value, &conventions));
    let lock = times.measure("lock", || Lock::parse(&input.names)).map_err(text)?;
    let (mut names, _) = times.measure("name", || name(&[&api], &lock));
    let names = names.remove(0);
    let files = times.measure("emit and format", || emit::emit(&api, &names, "", None)).map_err(text)?;
    format_again(&files, times)?;
    times
        .measure("table and outline", || {
            (emit::contract_table(&api, &names, &conventions.bindings.crate_name), outline::outline(&api, &names).len())
        })
        .0?;
    let output = times.measure("all (`generate`)", || generate(input)).map_err(text)?;
    assert_eq!(output.versions[0].files.len(), files.len());
    Ok(())
}

/// The formatting alone, one file after the other.
fn format_again(files: &BTreeMap<String, String>, times: &mut Times) -> Result<(), Box<dyn Error>> {
    let tokens = files.values().map(|text| text.parse()).collect::<Result<Vec<TokenStream>, _>>()?;
    let run = || tokens.into_iter().map(emit::format).collect::<Result<Vec<_>, _>>();
    let again = times.measure("  format alone, on one processor", run)?;
    assert!(again.iter().eq(files.values()), "formatting what is formatted changes nothing");
    Ok(())
}

fn text(problems: impl std::fmt::Display) -> String {
    problems.to_string()
}

/// A file under `spec/`.
fn read(path: &str) -> Result<Source, Box<dyn Error>> {
    let bytes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec").join(path))?;
    Ok(source_from_bytes(format!("spec/{path}"), bytes).map_err(text)?)
}
