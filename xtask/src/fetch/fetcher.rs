//! Fetches one version of the API from its addresses.

use std::path::Path;
use std::time::SystemTime;

use dixa_generator::digest::hex_sha256;
use dixa_generator::text::{Source, source_from_bytes};
use jiff::Timestamp;
use reqwest::Url;
use toml::value::Datetime;

use super::download::{Download, Downloaded, Downloader};
use crate::Env;
use crate::apply::read;
use crate::error::Error;
use crate::project::spec_lock::FetchRecord;
use crate::project::verify::{DescriptionInfo, Expected, first};
use crate::project::{self, Project, Replacement};

/// What is checked in of a version.
pub struct CheckedInVersion<'a> {
    name: &'a str,
    /// The checked-in description; none where it is missing.
    bytes: Option<Vec<u8>>,
    locked: Option<&'a FetchRecord>,
    overlays: Vec<Source>,
    expected: Expected,
}

/// An address that publishes a description.
pub struct Address {
    /// The address as it is in `sources.toml`.
    pub text: String,
    /// The parsed address.
    pub url: Url,
}

/// The result of fetching a version.
pub struct Fetched {
    /// The record for `spec.lock`.
    pub record: FetchRecord,
    /// The description, where it differs from the checked-in one.
    pub replacement: Option<Replacement>,
    /// The lines to print.
    pub report: Vec<String>,
}

/// Fetches versions.
pub struct Fetcher {
    downloader: Downloader,
    now: Datetime,
}

impl<'a> CheckedInVersion<'a> {
    /// Reads the checked-in files of a version.
    pub fn new(
        root: &Path,
        project: &Project,
        name: &'a str,
        locked: Option<&'a FetchRecord>,
        accept_shrink: bool,
    ) -> Result<Self, Error> {
        let path = root.join(project::description(name));
        let help = "move what is at that path elsewhere, or make it accessible";
        let bytes = read(&path).map_err(|error| Error::file("read", &path, &error, help))?;
        // Unreadable overlays are reported where they are applied.
        let overlays = project::overlays(project.api_of(name), name);
        let overlays = overlays.iter().filter_map(|path| project.read_file(path).ok()?).collect();
        let expected = Expected::new(project, name, accept_shrink)?;
        Ok(Self { name, bytes, locked, overlays, expected })
    }

    /// The record of this address, if the checked-in description is still the one that was fetched.
    fn known_from(&self, address: &Address) -> Option<&'a FetchRecord> {
        let is_here =
            |record: &&FetchRecord| self.bytes.as_deref().is_some_and(|bytes| hex_sha256(bytes) == record.sha256);
        self.locked.filter(|record| record.address == address.text).filter(is_here)
    }
}

impl Fetcher {
    /// Sets up the network.
    pub fn new(env: &Env) -> Result<Self, Error> {
        let now = date_time((env.now)()).map_err(|why| Error::other(why, "set the clock"))?;
        Ok(Self { downloader: Downloader::new(env)?, now })
    }

    /// Requests the addresses in their order until one returns the description. Otherwise returns the reason of each.
    pub fn fetch(&self, version: &CheckedInVersion<'_>, addresses: &[Address]) -> Result<Fetched, Vec<String>> {
        let mut reasons = Vec::new();
        for address in addresses {
            match self.request(version, address) {
                Ok(mut fetched) => {
                    fetched.report.extend(reasons.into_iter().map(|reason| format!("  not from {reason}")));
                    return Ok(fetched);
                }
                Err(reason) => reasons.push(format!("{}: {reason}", address.text)),
            }
        }
        Err(if reasons.is_empty() { vec!["there is no address".to_owned()] } else { reasons })
    }

    fn request(&self, version: &CheckedInVersion<'_>, address: &Address) -> Result<Fetched, String> {
        let known = version.known_from(address);
        match (self.downloader.get(version.name, &address.url, known)?, known) {
            (Download::Downloaded(arrived), _) => self.accept(version, address, arrived),
            (Download::NotModified, Some(record)) => Ok(unchanged(version, address, record.clone(), "304")),
            (Download::NotModified, None) => {
                Err("the server responded 304 to a request that was not conditional".to_owned())
            }
        }
    }

    fn accept(
        &self,
        version: &CheckedInVersion<'_>,
        address: &Address,
        arrived: Downloaded,
    ) -> Result<Fetched, String> {
        let Downloaded { bytes, content_type, etag, last_modified } = arrived;
        let (sha256, size) = (hex_sha256(&bytes), bytes.len());
        let is_here = version.bytes.as_ref() == Some(&bytes);
        let locked = version.locked.filter(|record| record.sha256 == sha256);
        if let (true, Some(record)) = (is_here, locked) {
            return Ok(unchanged(version, address, record.clone(), "the same bytes"));
        }
        let what = content_type.map(|what| format!(" (sent as {what})")).unwrap_or_default();
        let source =
            source_from_bytes(address.text.as_str(), bytes.clone()).map_err(|problems| first(&problems) + &what)?;
        let info = version.expected.verify(source, &version.overlays).map_err(|why| why + &what)?;
        let DescriptionInfo { operations, schemas, .. } = info;
        let (address_text, fetched) = (address.text.clone(), self.now);
        let record =
            FetchRecord { address: address_text, sha256, size, fetched, operations, schemas, etag, last_modified };
        let record = locked.cloned().unwrap_or(record);
        if is_here {
            return Ok(unchanged(version, address, record, "the same bytes"));
        }
        let mut report = vec![format!("{}: fetched {} from {}", version.name, amount(size), address.text)];
        report.extend(version.expected.not_compared());
        let replacement = Replacement { version: version.name.to_owned(), name: address.text.clone(), bytes };
        Ok(Fetched { record, replacement: Some(replacement), report })
    }
}

fn unchanged(version: &CheckedInVersion<'_>, address: &Address, record: FetchRecord, how: &str) -> Fetched {
    let report = vec![format!("{}: unchanged ({how}) at {}", version.name, address.text)];
    Fetched { record, replacement: None, report }
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
