//! Fetches the published descriptions: of each API all versions or none.

pub mod download;
mod fetcher;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use dixa_generator::diagnostic::{Diagnostics, Location, Severity};
use reqwest::Url;

use crate::apply::{Plan, Staging};
use crate::cli::FetchArgs;
use crate::commands;
use crate::error::{Error, listed};
use crate::project::descriptions::Descriptions;
use crate::project::{self, MAIN, Project, Replacement, SOURCES};
use crate::{Env, Exit};
use fetcher::{Address, CheckedInVersion, Fetched, Fetcher};

/// `cargo xtask fetch`: checks in the published descriptions without generating anything.
pub fn fetch(root: &Path, args: &FetchArgs, env: &Env, out: &mut dyn Write) -> Result<Exit, Error> {
    let staging = Staging::open(root, env.before_change, out)?;
    let descriptions = descriptions(root, args, env)?;
    let (report, warnings) = (descriptions.report.clone(), descriptions.warnings.clone());
    let plan = Plan::new(root, descriptions.files()?, Vec::new())?;
    let written = staging.stage(&plan)?.commit()?;
    commands::report(&report, out)?;
    write!(out, "{}", listed(&warnings))?;
    commands::files(written, out)?;
    Ok(Exit::Success)
}

/// The published descriptions. All versions are requested, so that all problems are reported together. Where a version of
/// a further API fails, the checked-in descriptions of that API are used, with a warning; one of the main API is an error.
pub fn descriptions(root: &Path, args: &FetchArgs, env: &Env) -> Result<Descriptions, Error> {
    let mut project = Project::open(root)?;
    if let Some(file) = &args.sources {
        project = project.with_addresses_of(file)?;
    }
    let addresses = addresses(&project, args)?;
    let mut descriptions = Descriptions::checked_in(root, &project)?;
    let fetcher = Fetcher::new(env)?;
    let mut refusals = Vec::new();
    for api in project.apis() {
        let (mut fetched, mut reasons) = (Vec::new(), Vec::new());
        for name in project.versions_of(api) {
            let Some(addresses) = addresses.get(name) else {
                descriptions.report.push(format!("{name}: not published, so it is not fetched"));
                continue;
            };
            let version = CheckedInVersion::new(root, &project, name, descriptions.lock.get(name), args.accept_shrink)?;
            match fetcher.fetch(&version, addresses) {
                Ok(description) => fetched.push((name, description)),
                Err(found) => reasons.extend(found.into_iter().map(|reason| format!("{name}: {reason}"))),
            }
        }
        match (reasons.is_empty(), api) {
            (true, _) => fetched.into_iter().for_each(|(name, fetched)| descriptions.add(name, fetched)),
            (false, MAIN) => refusals.extend(reasons),
            (false, api) => descriptions.warnings.extend(not_fetched(api, &reasons)),
        }
    }
    if refusals.is_empty() {
        return Ok(descriptions);
    }
    refusals.extend(descriptions.warnings.iter().map(|warning| warning.message.clone()));
    Err(refused(&refusals.iter().map(|refusal| format!("\n  {refusal}")).collect::<String>()))
}

/// The warning that the checked-in descriptions of an API are used.
fn not_fetched(api: &str, reasons: &[String]) -> Diagnostics {
    let mut warnings = Diagnostics::default();
    let message = format!("{api} could not be fetched, so it is used as it is checked in: {}", reasons.join("; "));
    let help =
        "try again later, or pass a file that was downloaded by hand with `cargo xtask regen --from FILE --version`";
    warnings.push(Severity::Warning, "not-fetched", message, Location::new(SOURCES, ""), help);
    warnings
}

impl Descriptions {
    fn add(&mut self, name: &str, fetched: Fetched) {
        self.lock.set(name, fetched.record);
        self.replacements.extend(fetched.replacement);
        self.report.extend(fetched.report);
    }
}

/// The description of a version at an address. It is not checked in.
pub fn description(root: &Path, project: &Project, name: &str, address: &str, env: &Env) -> Result<Replacement, Error> {
    let refused = |reasons: Vec<String>| {
        let reasons: String = reasons.iter().map(|reason| format!("\n  {reason}")).collect();
        Error::other(format!("the description could not be fetched{reasons}"), "pass the path of a file instead")
    };
    let url = download::check(address).map_err(|why| refused(vec![format!("{address}: {why}")]))?;
    let version = CheckedInVersion::new(root, project, name, None, true)?;
    let address = Address { text: address.to_owned(), url };
    let fetched = Fetcher::new(env)?.fetch(&version, std::slice::from_ref(&address)).map_err(refused)?;
    let checked_in = || project.replacement(name, &root.join(project::description(name)));
    fetched.replacement.map_or_else(checked_in, |replacement| Ok(Replacement { name: address.text, ..replacement }))
}

fn refused(reasons: &str) -> Error {
    let help = "`cargo xtask regen --offline` uses the checked-in descriptions, \
                `cargo xtask regen --from FILE --version beta` uses a file that was downloaded by hand";
    Error::other(format!("the descriptions could not be fetched, so nothing was changed{reasons}"), help)
}

/// The addresses of each version that is published. If one is refused, none is requested.
fn addresses(project: &Project, args: &FetchArgs) -> Result<BTreeMap<String, Vec<Address>>, Error> {
    let mut refusals = String::new();
    let mut checked = |text: &String| {
        let refuse = |why| refusals += &format!("\n  {text}: {why}");
        download::check(text).map_err(refuse).ok().map(|url: Url| Address { text: text.clone(), url })
    };
    let published = project.versions().filter_map(|name| Some((name, project.addresses(name)?)));
    let addresses = published
        .map(|(name, addresses)| (name.to_owned(), addresses.iter().filter_map(&mut checked).collect()))
        .collect();
    if refusals.is_empty() {
        return Ok(addresses);
    }
    let file = args.sources.as_deref().unwrap_or(Path::new(SOURCES)).display();
    Err(Error::other(
        format!("{file}: descriptions are not fetched from these addresses{refusals}"),
        "use an address with https",
    ))
}
