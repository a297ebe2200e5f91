//! One version of the API: asking its addresses, and what to make of the response.

use std::path::Path;
use std::time::SystemTime;

use dixa_generator::check;
use dixa_generator::text::{Source, source_from_bytes};
use jiff::Timestamp;
use reqwest::Url;
use toml::value::Datetime;

use super::download::{Arrived, Download, Downloader};
use super::verify::{Facts, first, verify};
use crate::Env;
use crate::apply::read;
use crate::error::Error;
use crate::project::spec_lock::{Entry, sha256};
use crate::project::{self, Project, Replacement};

/// What the project has of a version.
pub struct Version<'a> {
    name: &'a str,
    /// The checked-in description; none where it is missing.
    bytes: Option<Vec<u8>>,
    locked: Option<&'a Entry>,
    overlays: Vec<Source>,
}

/// Where a description is published.
pub struct Address {
    /// As `sources.toml` gives it.
    pub text: String,
    /// The same.
    pub url: Url,
}

/// What became of a version.
pub struct Fetched {
    /// What is to be noted of it.
    pub entry: Entry,
    /// The description, where it is not the checked-in one.
    pub replacement: Option<Replacement>,
    /// What is to be said of it, in lines.
    pub report: Vec<String>,
}

/// How versions are fetched.
pub struct Fetcher {
    downloader: Downloader,
    accept_shrink: bool,
    now: Datetime,
}

impl<'a> Version<'a> {
    /// Reads what the project has.
    pub fn new(root: &Path, project: &Project, name: &'a str, locked: Option<&'a Entry>) -> Result<Self, Error> {
        let path = root.join(project::description(name));
        let help = "move away what stands there, or make it accessible";
        let bytes = read(&path).map_err(|error| Error::file("read", &path, &error, help))?;
        // One that cannot be read is reported where it is applied.
        let overlays = project::overlays(name).iter().filter_map(|path| project.read_file(path).ok()?).collect();
        Ok(Self { name, bytes, locked, overlays })
    }

    /// What is known from this address, if it is still what the project has.
    fn known_from(&self, address: &Address) -> Option<&'a Entry> {
        let is_here = |entry: &&Entry| self.bytes.as_deref().is_some_and(|bytes| sha256(bytes) == entry.sha256);
        self.locked.filter(|entry| entry.address == address.text).filter(is_here)
    }

    /// The facts of the checked-in description, or why there are none.
    fn facts(&self) -> Result<Facts, String> {
        let path = project::description(self.name);
        let bytes = self.bytes.clone().ok_or_else(|| format!("{path} is missing"))?;
        let document = source_from_bytes(path, bytes).and_then(check::parse);
        document.map(|document| Facts::of(&document.value)).map_err(|problems| first(&problems))
    }
}

impl Fetcher {
    /// Sets up the network.
    pub fn new(accept_shrink: bool, env: &Env) -> Result<Self, Error> {
        let now = date_time((env.now)()).map_err(|why| Error::other(why, "set the clock"))?;
        Ok(Self { downloader: Downloader::new(env)?, accept_shrink, now })
    }

    /// Asks the addresses in their order until one has the description; otherwise tells for each why not.
    pub fn fetch(&self, version: &Version<'_>, addresses: &[Address]) -> Result<Fetched, Vec<String>> {
        let mut reasons = Vec::new();
        for address in addresses {
            match self.ask(version, address) {
                Ok(mut fetched) => {
                    fetched.report.extend(reasons.into_iter().map(|reason| format!("  not from {reason}")));
                    return Ok(fetched);
                }
                Err(reason) => reasons.push(format!("{}: {reason}", address.text)),
            }
        }
        Err(if reasons.is_empty() { vec!["no address is given".to_owned()] } else { reasons })
    }

    fn ask(&self, version: &Version<'_>, address: &Address) -> Result<Fetched, String> {
        let known = version.known_from(address);
        match (self.downloader.get(version.name, &address.url, known)?, known) {
            (Download::Arrived(arrived), _) => self.take(version, address, arrived),
            (Download::NotModified, Some(entry)) => Ok(unchanged(version, address, entry.clone(), "304")),
            (Download::NotModified, None) => Err("the server answered 304, but was not asked for news".to_owned()),
        }
    }

    fn take(&self, version: &Version<'_>, address: &Address, arrived: Arrived) -> Result<Fetched, String> {
        let Arrived { bytes, content_type, etag, last_modified } = arrived;
        let (sha256, size) = (sha256(&bytes), bytes.len());
        let is_here = version.bytes.as_ref() == Some(&bytes);
        let locked = version.locked.filter(|entry| entry.sha256 == sha256);
        if let (true, Some(entry)) = (is_here, locked) {
            return Ok(unchanged(version, address, entry.clone(), "the same bytes"));
        }
        let known = version.facts();
        let what = content_type.map(|what| format!(" (sent as {what})")).unwrap_or_default();
        let source =
            source_from_bytes(address.text.as_str(), bytes.clone()).map_err(|problems| first(&problems) + &what)?;
        let facts =
            verify(source, &version.overlays, known.as_ref().ok(), self.accept_shrink).map_err(|why| why + &what)?;
        let Facts { operations, schemas, .. } = facts;
        let (address_text, fetched) = (address.text.clone(), self.now);
        let entry = Entry { address: address_text, sha256, size, fetched, operations, schemas, etag, last_modified };
        let entry = locked.cloned().unwrap_or(entry);
        if is_here {
            return Ok(unchanged(version, address, entry, "the same bytes"));
        }
        let mut report = vec![format!("{}: fetched {} from {}", version.name, amount(size), address.text)];
        report.extend(known.err().map(|why| format!("  not compared with the checked-in description: {why}")));
        let replacement = Replacement { version: version.name.to_owned(), name: address.text.clone(), bytes };
        Ok(Fetched { entry, replacement: Some(replacement), report })
    }
}

fn unchanged(version: &Version<'_>, address: &Address, entry: Entry, how: &str) -> Fetched {
    let report = vec![format!("{}: unchanged ({how}) at {}", version.name, address.text)];
    Fetched { entry, replacement: None, report }
}

fn amount(bytes: usize) -> String {
    if bytes < 10_000 { format!("{bytes} bytes") } else { format!("{} kB", bytes / 1000) }
}

/// The time in whole seconds.
fn date_time(time: SystemTime) -> Result<Datetime, String> {
    let time = Timestamp::try_from(time).map_err(|error| format!("the clock is wrong: {error}"))?;
    let time = Timestamp::from_second(time.as_second()).map_err(|error| format!("the clock is wrong: {error}"))?;
    time.to_string().parse().map_err(|error| format!("the clock is wrong: {error}"))
}
