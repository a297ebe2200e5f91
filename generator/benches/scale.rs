//! How time and memory grow with the description.
//!
//! `cargo bench -p dixa-generator --bench scale`: descriptions of 1, 4, 16 and 64 times the size of `spec/beta.yaml`, each
//! generated in its own process, so that the operating system reports its peak memory (on Linux). A copy is the
//! original under other paths, tags, titles and values of enumerations, so that nothing of it merges with the others.

use std::collections::BTreeSet;
use std::error::Error;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dixa_generator::conventions::Conventions;
use dixa_generator::description::Schemas;
use dixa_generator::{Input, Output, VersionInput, generate, overlay};
use dixa_generator::{
    check,
    text::{Source, source_from_bytes},
};
use serde_json::{Map, Value};

const SIZES: [usize; 4] = [1, 4, 16, 64];
/// The original is generated this many times; a multiple of it less often, but at least three times.
const ROUNDS: usize = 32;
const AS_CHILD: &str = "--generate";

fn main() -> Result<(), Box<dyn Error>> {
    if let Some(copies) = std::env::args().skip_while(|argument| argument != AS_CHILD).nth(1) {
        return child(copies.parse()?);
    }
    let original = corrected()?;
    println!("size  operations  schemas      bytes   types     first     again  ms/operation  ratio  memory/bytes");
    let mut first: Option<f64> = None;
    for copies in SIZES {
        let text = dixa_generator::text::to_yaml(&multiplied(&original, copies));
        let Measured { operations, schemas, types, cold, warm, peak } = measured(copies, &text)?;
        let each = warm.as_secs_f64() * 1e3 / operations as f64;
        let ratio = each / *first.get_or_insert(each);
        let memory = peak.map_or("-".to_owned(), |peak| format!("{:.1}", peak as f64 / text.len() as f64));
        println!(
            "{copies:>4}  {operations:>10}  {schemas:>7}  {:>9}  {types:>6}  {:>6.2} s  {:>6.2} s  {each:>12.3}  {ratio:>5.2}  {memory:>12}",
            text.len(),
            cold.as_secs_f64(),
            warm.as_secs_f64(),
        );
    }
    println!(
        "first: without pinned names; again: with its names pinned, the median; memory: peak of a process that generates once"
    );
    Ok(())
}

/// What a process measured for one description.
struct Measured {
    operations: usize,
    schemas: usize,
    types: usize,
    cold: Duration,
    warm: Duration,
    /// In bytes.
    peak: Option<usize>,
}

fn measured(copies: usize, text: &str) -> Result<Measured, Box<dyn Error>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args([AS_CHILD, &copies.to_string()]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn()?;
    child.stdin.take().ok_or("the child has no input")?.write_all(text.as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("generating {copies} copies failed: {}", output.status).into());
    }
    let response = String::from_utf8(output.stdout)?;
    let numbers = response.split_whitespace().map(str::parse).collect::<Result<Vec<u64>, _>>()?;
    let [operations, schemas, types, cold, warm, peak] = numbers[..] else {
        return Err(format!("the child answered {response:?}").into());
    };
    Ok(Measured {
        operations: operations.try_into()?,
        schemas: schemas.try_into()?,
        types: types.try_into()?,
        cold: Duration::from_nanos(cold),
        warm: Duration::from_nanos(warm),
        peak: Some(peak.try_into()?).filter(|peak| *peak > 0),
    })
}

/// Generates from the description on standard input, and writes down what that took.
fn child(copies: usize) -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let description = Source { name: "beta.yaml".to_owned(), text };
    let version = VersionInput {
        version: "beta".to_owned(),
        description,
        overlays: Vec::new(),
        observations: None,
        reference: None,
    };
    let names = Source { name: "names.lock".to_owned(), text: String::new() };
    let mut input =
        Input { versions: vec![version], conventions: read("conventions.toml")?, names, ..Input::default() };
    let start = Instant::now();
    let output = run(&input)?;
    let cold = start.elapsed();
    let peak = peak().unwrap_or(0);
    assert!(output.diagnostics.is_empty(), "{}", output.diagnostics);
    let api = &output.versions[0].api;
    let (operations, schemas, types) = (api.operations.len(), api.dispositions.len(), api.types.len());
    input.names.text = output.names.clone();
    drop(output);
    let mut times = Vec::new();
    for _ in 0..(ROUNDS / copies).max(3) {
        let start = Instant::now();
        let again = run(&input)?;
        times.push(start.elapsed());
        assert!(again.names == input.names.text, "pinned names stay");
    }
    times.sort();
    let warm = times[times.len() / 2];
    println!("{operations} {schemas} {types} {} {} {}", cold.as_nanos(), warm.as_nanos(), peak);
    Ok(())
}

fn run(input: &Input) -> Result<Output, String> {
    generate(input).map_err(|problems| problems.to_string())
}

/// The peak memory of this process, in bytes.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<usize>().ok().map(|kilobytes| kilobytes * 1024)
}

/// The beta description with its corrections by hand, which fit the original only.
fn corrected() -> Result<Value, Box<dyn Error>> {
    let text = |problems: dixa_generator::diagnostic::Diagnostics| problems.to_string();
    let mut document = check::parse(read("beta.yaml")?).map_err(text)?;
    let by_hand = overlay::parse(read("overlays/common.yaml")?).map_err(text)?;
    let problems = overlay::apply(&mut document.value, &[by_hand]);
    if problems.is_empty() { Ok(document.value) } else { Err(problems.to_string().into()) }
}

/// A file under `spec/`.
fn read(path: &str) -> Result<Source, Box<dyn Error>> {
    let bytes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec").join(path))?;
    Ok(source_from_bytes(format!("spec/{path}"), bytes).map_err(|problems| problems.to_string())?)
}

/// A description with so many copies of everything.
fn multiplied(original: &Value, copies: usize) -> Value {
    let words = words(original);
    let mut whole = original.clone();
    for number in 1..copies {
        let copy = Copy { words: &words, mark: format!("Copy{number}") };
        for at in ["/paths", "/components/schemas"] {
            let renamed = |key: &str| if at == "/paths" { copy.path(key) } else { copy.name(key) };
            let entries = original.pointer(at).and_then(Value::as_object).into_iter().flatten();
            let copied: Map<_, _> = entries.map(|(key, value)| (renamed(key), copy.value("", value))).collect();
            if let Some(Value::Object(all)) = whole.pointer_mut(at) {
                all.extend(copied);
            }
        }
    }
    whole
}

/// What differs between the copies: the titles, their parts, the names of schemas, and the values of enumerations.
fn words(original: &Value) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let conventions = Conventions::default();
    let schemas = Schemas::new(original, &conventions);
    for schema in schemas.all() {
        let title = schema.str("title").into_iter().map(str::to_owned).chain(schema.component());
        words.extend(title.flat_map(|title| title.split('_').map(str::to_owned).collect::<Vec<_>>()));
        words.extend(schema.strings("enum").into_iter().map(str::to_owned));
        let values = schema.str("description").and_then(listed).map(|(_, values, _)| values).unwrap_or_default();
        words.extend(values.into_iter().map(str::to_owned));
    }
    words
}

/// The values that a text lists, with the text before and after them.
fn listed(text: &str) -> Option<(&str, Vec<&str>, &str)> {
    let start = text.find("values: [")? + "values: [".len();
    let end = start + text[start..].find(']')?;
    Some((&text[..start], text[start..end].split(',').map(str::trim).collect(), &text[end..]))
}

/// One copy of the original.
struct Copy<'w> {
    words: &'w BTreeSet<String>,
    mark: String,
}

impl Copy<'_> {
    /// The path with the copy's segment after that of the version.
    fn path(&self, path: &str) -> String {
        let (version, rest) = path.trim_start_matches('/').split_once('/').unwrap_or(("", path));
        format!("/{version}/{}/{rest}", self.mark)
    }

    /// Each part of a name with the copy's mark.
    fn name(&self, name: &str) -> String {
        let marked =
            |part: &str| if self.words.contains(part) { format!("{part}{}", self.mark) } else { part.to_owned() };
        name.split('_').map(marked).collect::<Vec<_>>().join("_")
    }

    /// The value of a key.
    fn value(&self, key: &str, value: &Value) -> Value {
        match value {
            Value::Object(object) => {
                let inner = |(name, value): (&String, &Value)| (name.clone(), self.value(name, value));
                Value::Object(object.iter().map(inner).collect())
            }
            Value::Array(items) => items.iter().map(|item| self.value(key, item)).collect(),
            Value::String(text) => Value::String(self.text(key, text)),
            other => other.clone(),
        }
    }

    fn text(&self, key: &str, text: &str) -> String {
        match key {
            "$ref" => match text.rsplit_once('/') {
                Some((section, name)) => format!("{section}/{}", self.name(name)),
                None => text.to_owned(),
            },
            "operationId" | "tags" => format!("{text}{}", self.mark),
            "type" | "in" | "name" | "format" | "style" | "required" => text.to_owned(),
            "description" => match listed(text) {
                Some((before, values, after)) => {
                    let marked: Vec<String> = values.into_iter().map(|value| self.name(value)).collect();
                    format!("{before}{}{after}", marked.join(", "))
                }
                None => text.to_owned(),
            },
            _ => self.name(text),
        }
    }
}
