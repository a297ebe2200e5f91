//! Fetches the published descriptions: all versions or none.

mod download;
mod fetcher;

use std::io::Write;
use std::path::Path;

use reqwest::Url;

use crate::apply::{Plan, Staging};
use crate::cli::FetchArgs;
use crate::commands;
use crate::error::Error;
use crate::project::descriptions::Descriptions;
use crate::project::{self, Project, Replacement, SOURCES};
use crate::{Env, Exit};
use fetcher::{Address, CheckedInVersion, Fetcher};

/// `cargo xtask fetch`: checks in the published descriptions without generating anything.
pub fn fetch(root: &Path, args: &FetchArgs, env: &Env, out: &mut dyn Write) -> Result<Exit, Error> {
    let staging = Staging::open(root, env.before_change, out)?;
    let descriptions = descriptions(root, args, env)?;
    let report = descriptions.report.clone();
    let plan = Plan::new(root, descriptions.files()?, Vec::new())?;
    let written = staging.stage(&plan)?.commit()?;
    commands::report(&report, out)?;
    commands::files(written, out)?;
    Ok(Exit::Success)
}

/// The published descriptions. All versions are requested, so that all problems are reported together.
pub fn descriptions(root: &Path, args: &FetchArgs, env: &Env) -> Result<Descriptions, Error> {
    let mut project = Project::open(root)?;
    if let Some(file) = &args.sources {
        project = project.with_addresses_of(file)?;
    }
    let addresses = addresses(&project, args)?;
    let mut descriptions = Descriptions::checked_in(root, &project)?;
    let fetcher = Fetcher::new(env)?;
    let mut refusals = Vec::new();
    for (name, addresses) in project.versions().zip(&addresses) {
        let version = CheckedInVersion::new(root, &project, name, descriptions.lock.get(name), args.accept_shrink)?;
        match fetcher.fetch(&version, addresses) {
            Ok(fetched) => {
                descriptions.lock.set(name, fetched.record);
                descriptions.replacements.extend(fetched.replacement);
                descriptions.report.extend(fetched.report);
            }
            Err(reasons) => refusals.extend(reasons.into_iter().map(|reason| format!("\n  {name}: {reason}"))),
        }
    }
    if refusals.is_empty() { Ok(descriptions) } else { Err(refused(&refusals.concat())) }
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

/// The addresses of each version. If one is refused, none is requested.
fn addresses(project: &Project, args: &FetchArgs) -> Result<Vec<Vec<Address>>, Error> {
    let mut refusals = String::new();
    let mut checked = |text: &String| {
        let refuse = |why| refusals += &format!("\n  {text}: {why}");
        download::check(text).map_err(refuse).ok().map(|url: Url| Address { text: text.clone(), url })
    };
    let addresses =
        project.versions().map(|name| project.addresses(name).iter().filter_map(&mut checked).collect()).collect();
    if refusals.is_empty() {
        return Ok(addresses);
    }
    let file = args.sources.as_deref().unwrap_or(Path::new(SOURCES)).display();
    Err(Error::other(
        format!("{file}: descriptions are not fetched from these addresses{refusals}"),
        "use an address with https",
    ))
}
