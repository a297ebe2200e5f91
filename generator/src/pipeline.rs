//! Runs all stages in their order.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::conventions::{Bindings, Conventions};
use crate::description::read_texts;
use crate::diagnostic::{Diagnostics, Location, Severity};
use crate::digest::hex_sha256;
use crate::emit::Provenance;
use crate::evidence::{Evidence, conclude};
use crate::lower::lower;
use crate::model::{Api, Disposition};
use crate::name::lock::{Lock, ended_aliases};
use crate::name::{Names, name};
use crate::text::{Source, locate, to_yaml};
use crate::{check, emit, outline, overlay, parallel};

/// Everything that the bindings of one API are generated from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// The name of the API; empty for the main one of a crate.
    pub api: String,
    /// The versions of the API, in the order in which they appear in `meta`.
    pub versions: Vec<VersionInput>,
    /// `conventions.toml`; empty declares none.
    pub conventions: Source,
    /// `names.lock`; empty where there is none yet.
    pub names: Source,
    /// The names of the bindings, where another API of the crate declares them.
    pub bindings: Option<Bindings>,
}

/// What one version is generated from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionInput {
    /// The module's name, such as `v1`.
    pub version: String,
    /// The description.
    pub description: Source,
    /// The corrections by hand, in the order in which they are applied.
    pub overlays: Vec<Source>,
    /// What clients saw, by [`evidence::Counted`](crate::evidence::Counted) in each line.
    pub observations: Option<Source>,
    /// The address of an operation's reference page, with `{version}`, `{tag}` and `{operation}` to fill in.
    pub reference: Option<String>,
}

/// What is generated for one API.
#[derive(Clone, Debug)]
pub struct Output {
    /// The name of the API; empty for the main one of a crate.
    pub api: String,
    /// Each version, in the order of the input.
    pub versions: Vec<GeneratedVersion>,
    /// The conventions of the API.
    pub conventions: Conventions,
    /// The text of `names.lock`.
    pub names: String,
    /// Warnings and notes. Errors are returned instead of an output.
    pub diagnostics: Diagnostics,
}

/// What is generated for all APIs of a crate together.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The files beside the versions' folders, by path relative to the folder that holds them all.
    pub files: BTreeMap<String, String>,
    /// The text of `mod.rs` of the tests crate's folder of generated tables.
    pub contract_index: String,
}

/// What is generated for one version.
#[derive(Clone, Debug)]
pub struct GeneratedVersion {
    /// The module's name.
    pub version: String,
    /// The model.
    pub api: Api,
    /// The names.
    pub names: Names,
    /// The files of the module, by path relative to its folder.
    pub files: BTreeMap<String, String>,
    /// The table of operations for the tests crate.
    pub contract_table: String,
    /// What examples, observations and prose prove. Its diagnostics are in [`Output::diagnostics`].
    pub evidence: Evidence,
    /// The text of the overlay that states the evidence; its actions are those of `evidence`, in their order.
    pub evidence_text: String,
    /// The description with all corrections applied.
    pub corrected: Value,
    /// The surface as text.
    pub outline: String,
    /// The sha256 of the description's text, in hexadecimal digits.
    pub sha256: String,
}

impl GeneratedVersion {
    fn provenance(&self) -> Provenance<'_> {
        Provenance {
            version: &self.version,
            sha256: &self.sha256,
            operations: self.api.operations.len(),
            types: self.api.types.len(),
        }
    }
}

/// A description with all its corrections.
struct Corrected {
    value: Value,
    evidence: Evidence,
    diagnostics: Diagnostics,
}

/// A version with its model, before code is emitted.
struct Lowered<'i> {
    input: &'i VersionInput,
    api: Api,
    corrected: Value,
    evidence: Evidence,
}

/// Generates the bindings of an API; all problems of all versions are reported together.
pub fn generate(input: &Input) -> Result<Output, Diagnostics> {
    let Prepared { lowered, lock: before, conventions, mut diagnostics } = prepare(input)?;
    let apis: Vec<&Api> = lowered.iter().map(|version| &version.api).collect();
    let (names, lock) = name(&apis, &before);
    diagnostics.extend(ended_aliases(&input.names, &before, &lock));
    let versions =
        lowered.into_iter().zip(names).map(|(lowered, names)| version(&input.api, lowered, names, &conventions));
    let versions = versions.collect::<Result<Vec<_>, _>>()?;
    Ok(Output { api: input.api.clone(), versions, names: lock.to_text(), conventions, diagnostics })
}

/// The models of all versions with their names: what [`crate::drift`] compares.
pub fn named(input: &Input) -> Result<Vec<(Api, Names)>, Diagnostics> {
    let Prepared { lowered, lock, .. } = prepare(input)?;
    let apis: Vec<Api> = lowered.into_iter().map(|version| version.api).collect();
    let (names, _) = name(&apis.iter().collect::<Vec<_>>(), &lock);
    Ok(apis.into_iter().zip(names).collect())
}

/// All versions with their models, and what they share.
struct Prepared<'i> {
    lowered: Vec<Lowered<'i>>,
    lock: Lock,
    conventions: Conventions,
    diagnostics: Diagnostics,
}

fn prepare(input: &Input) -> Result<Prepared<'_>, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let lock = Lock::parse(&input.names).map_err(|problems| diagnostics.extend(problems)).ok();
    let conventions = conventions(input).map_err(|problems| diagnostics.extend(problems)).ok();
    diagnostics.extend(check_names(input));
    let Some(conventions) = conventions else { return Err(diagnostics) };
    let mut lowered = Vec::new();
    for version in parallel::map(&input.versions, |version| lower_one(version, &conventions)) {
        match version {
            Ok((version, problems)) => {
                diagnostics.extend(problems);
                lowered.push(version);
            }
            Err(problems) => diagnostics.extend(problems),
        }
    }
    diagnostics.extend(check_service(input, &conventions, &lowered));
    input.versions.iter().for_each(|version| locate(&mut diagnostics, &version.description));
    diagnostics.merge_places();
    match lock {
        Some(lock) if !diagnostics.has_errors() => Ok(Prepared { lowered, lock, conventions, diagnostics }),
        _ => Err(diagnostics),
    }
}

fn conventions(input: &Input) -> Result<Conventions, Diagnostics> {
    let declared = Conventions::parse(&input.conventions)?;
    match &input.bindings {
        Some(bindings) => declared.with_bindings(bindings, &input.conventions),
        None => Ok(declared),
    }
}

fn lower_one<'i>(
    input: &'i VersionInput,
    conventions: &Conventions,
) -> Result<(Lowered<'i>, Diagnostics), Diagnostics> {
    let Corrected { value, evidence, mut diagnostics } = correct(input, conventions)?;
    let (mut api, problems) = lower(&input.version, &input.description.name, &value, conventions);
    account(&mut api, &evidence);
    diagnostics.extend(problems);
    Ok((Lowered { input, api, corrected: value, evidence }, diagnostics))
}

fn version(
    name: &str,
    lowered: Lowered<'_>,
    names: Names,
    conventions: &Conventions,
) -> Result<GeneratedVersion, Diagnostics> {
    let bindings = &conventions.bindings;
    let Lowered { input, api, corrected, evidence } = lowered;
    let emit = || emit::emit(&api, &names, name, input.reference.as_deref());
    let (files, rest) = parallel::join(emit, || {
        let table = emit::contract_table(&api, &names, &bindings.crate_name)
            .map_err(|error| emit::internal("the table of operations", &error));
        let evidence = evidence_text(&input.version, &evidence, &bindings.command);
        (table, evidence, outline::outline(&api, &names), hex_sha256(&input.description.text))
    });
    let (table, evidence_text, outline, sha256) = rest;
    let header = emit::header(&bindings.command);
    Ok(GeneratedVersion {
        files: files?.into_iter().map(|(path, text)| (path, header.clone() + &text)).collect(),
        contract_table: header + &table?,
        evidence_text,
        outline,
        sha256,
        version: input.version.clone(),
        api,
        names,
        corrected,
        evidence,
    })
}

/// The files of `generated/` that all APIs of a crate share, by path relative to the folder, and the list of the tables.
/// The first API is the main one.
pub fn shared(apis: &[Output]) -> Result<Shared, Diagnostics> {
    let none = Conventions::default();
    let main = apis.first().map_or(&none, |api| &api.conventions);
    let header = emit::header(&main.bindings.command);
    let with_header = |what: &str, text: Result<String, String>| {
        text.map(|text| header.clone() + &text).map_err(|error| emit::internal(what, &error))
    };
    let names = |api: &'_ Output| api.versions.iter().map(|version| version.version.clone()).collect::<Vec<_>>();
    let listed: Vec<emit::Listed> = apis.iter().map(|api| (api.api.clone(), names(api))).collect();
    let served = apis.iter().zip(&listed).map(|(api, (name, versions))| emit::Served {
        name,
        conventions: &api.conventions,
        versions,
    });
    let served: Vec<_> = served.collect();
    let versions: Vec<&GeneratedVersion> = apis.iter().flat_map(|api| &api.versions).collect();
    let provenance: Vec<_> = versions.iter().map(|version| version.provenance()).collect();
    let files = [
        ("mod.rs", emit::index(&listed)),
        ("conventions.rs", emit::conventions(&served)),
        ("provenance.rs", emit::provenance(&provenance)),
    ];
    let files = files.into_iter().map(|(path, text)| Ok((path.to_owned(), with_header(path, text)?)));
    let webhooks = versions.iter().filter(|version| !version.api.webhooks.is_empty());
    let webhooks: Vec<&str> = webhooks.map(|version| version.version.as_str()).collect();
    let further =
        apis.iter().skip(1).flat_map(|api| &api.versions).filter(|version| !version.api.operations.is_empty());
    let further: Vec<&str> = further.map(|version| version.version.as_str()).collect();
    let special = emit::Special { with_webhooks: &webhooks, of_further_apis: &further };
    let contract_index = emit::contract_index(&listed, &special, &main.bindings.crate_name);
    let contract_index = with_header("the list of tables", contract_index)?;
    Ok(Shared { files: files.collect::<Result<_, Diagnostics>>()?, contract_index })
}

/// Sets the disposition of schemas that the evidence wrote out where they were used: they are not unused.
fn account(api: &mut Api, evidence: &Evidence) {
    for (schema, union, disposition) in &evidence.written_out {
        let is_used = union.as_ref().is_none_or(|union| api.dispositions.get(union) != Some(&Disposition::Unused));
        if let Some(found) = api.dispositions.get_mut(schema).filter(|found| **found == Disposition::Unused && is_used)
        {
            *found = disposition.clone();
        }
    }
}

/// Checks that the operations of a further API can be called.
fn check_service(input: &Input, conventions: &Conventions, lowered: &[Lowered<'_>]) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let has_operations = lowered.iter().any(|version| !version.api.operations.is_empty());
    if has_operations && !input.api.is_empty() && conventions.service.base_url.is_none() {
        let message =
            format!("`{}` has operations, but its conventions do not declare where they are called", input.api);
        let help = "declare `base-url` under [service] in this file; spec/README.md lists the keys";
        diagnostics.push(Severity::Error, "no-service", message, Location::new(&input.conventions.name, ""), help);
    }
    diagnostics
}

/// Checks that the name of each version can be a module.
fn check_names(input: &Input) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for (index, VersionInput { version, description, .. }) in input.versions.iter().enumerate() {
        let twice = input.versions[..index].iter().any(|other| other.version == *version);
        if twice || crate::name::ident::module(version) != *version {
            let what = if twice { "is given twice" } else { "cannot be the name of a module" };
            let message = format!("the version name `{version}` {what}");
            let help = "name the version as a Rust module, such as `v1` or `beta`";
            diagnostics.push(Severity::Error, "version-name", message, Location::new(&description.name, ""), help);
        }
    }
    diagnostics
}

/// The description with all corrections applied, those by hand and those that its examples prove.
pub fn corrected(version: &VersionInput, conventions: &Conventions) -> Result<Value, Diagnostics> {
    correct(version, conventions).map(|corrected| corrected.value)
}

fn correct(version: &VersionInput, conventions: &Conventions) -> Result<Corrected, Diagnostics> {
    let file = &version.description.name;
    let mut document = check::parse(version.description.clone())?;
    let (overlays, mut diagnostics) = overlays(version);
    let mut problems = overlay::apply(&mut document.value, &overlays);
    // An overlay for all versions may fail for one.
    problems.add_place(&Location::new(file, ""));
    let is_corrected = problems.is_empty();
    diagnostics.extend(problems);
    // Without all corrections, other errors may be a consequence.
    if !is_corrected {
        return Err(diagnostics);
    }
    diagnostics.extend(check::check(&document));
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    read_texts(&mut document.value, conventions);
    let mut evidence = conclude(file, &document.value, conventions, version.observations.as_ref());
    diagnostics.extend(std::mem::take(&mut evidence.diagnostics));
    let proven = overlay::Overlay {
        source: Source { name: format!("{}.evidence.yaml", version.version), text: String::new() },
        title: String::new(),
        extends: None,
        actions: evidence.actions.clone(),
    };
    diagnostics.extend(overlay::apply(&mut document.value, &[proven]));
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    Ok(Corrected { value: document.value, evidence, diagnostics })
}

/// The overlays of a version, and the problems of those that cannot be read or that are for another description.
fn overlays(version: &VersionInput) -> (Vec<overlay::Overlay>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut overlays = Vec::new();
    for source in &version.overlays {
        let (overlay, problems) = overlay::parse_readable(source.clone());
        diagnostics.extend(problems);
        match overlay {
            Some(overlay) if overlay.is_for(&version.version) => overlays.push(overlay),
            Some(overlay) => diagnostics.extend(overlay.is_for_another(&version.version)),
            None => {}
        }
    }
    (overlays, diagnostics)
}

/// A version without the corrections that do not fit its description, and these: for a description that is older than
/// they are. Overlays that cannot be read are kept, so that they are reported.
pub fn without_unfit(version: &VersionInput) -> (VersionInput, Vec<Location>) {
    let Ok(mut document) = check::parse(version.description.clone()) else { return (version.clone(), Vec::new()) };
    let (mut overlays, problems) = overlays(version);
    if !problems.is_empty() {
        return (version.clone(), Vec::new());
    }
    let left_out = overlay::remove_unfit(&mut document.value, &mut overlays);
    if left_out.is_empty() {
        return (version.clone(), left_out);
    }
    let text = |overlay: &overlay::Overlay| to_yaml(&overlay::to_document(&overlay.title, "1.0.0", &overlay.actions));
    let sources = overlays.iter().filter(|overlay| !overlay.actions.is_empty());
    let sources = sources.map(|overlay| Source { name: overlay.source.name.clone(), text: text(overlay) });
    (VersionInput { overlays: sources.collect(), ..version.clone() }, left_out)
}

fn evidence_text(version: &str, evidence: &Evidence, command: &str) -> String {
    let title = format!("What the examples and the prose of {version} prove");
    let text = to_yaml(&overlay::to_document(&title, version, &evidence.actions));
    format!("# Written by `{command}`. Reviewed like code, but not edited: correct by hand in {version}.yaml.\n{text}")
}
