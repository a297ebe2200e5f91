//! The environment of a command: everything that it uses apart from the project.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::style::Colours;

/// The environment of a command: everything that it uses apart from the project.
#[derive(Clone, Debug)]
pub struct Env {
    /// The clock.
    pub now: fn() -> SystemTime,
    /// The limits of a download.
    pub limits: Limits,
    /// Whether downloads show their progress on the terminal.
    pub shows_progress: bool,
    /// Which outputs are coloured.
    pub colours: Colours,
    /// Called before every change to the disk.
    pub before_change: fn(),
    /// Reads an environment variable: the token and the base URLs of the service.
    pub variable: fn(&str) -> Option<String>,
    /// Waits between two requests to the service.
    pub pause: fn(Duration),
    /// Runs cargo in a folder.
    pub cargo: fn(&Path, &[&str]) -> io::Result<Ran>,
}

/// What a program has printed, and whether it succeeded.
#[derive(Clone, Debug, Default)]
pub struct Ran {
    /// Whether it succeeded.
    pub is_success: bool,
    /// What it printed.
    pub out: Vec<u8>,
    /// What it reported.
    pub err: Vec<u8>,
}

/// The cargo that runs this program, or else the one in the path.
pub fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn run_cargo(folder: &Path, args: &[&str]) -> io::Result<Ran> {
    let output = Command::new(cargo()).current_dir(folder).args(args).output()?;
    Ok(Ran { is_success: output.status.success(), out: output.stdout, err: output.stderr })
}

/// The limits of a download.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The maximum time to connect.
    pub connect: Duration,
    /// The maximum time between two bytes.
    pub idle: Duration,
    /// The maximum time of the whole download.
    pub total: Duration,
    /// The maximum size of a description in bytes.
    pub size: usize,
    /// The maximum number of redirects.
    pub redirects: usize,
}

impl Default for Env {
    fn default() -> Self {
        let limits = Limits {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(15),
            total: Duration::from_secs(120),
            size: 32_000_000,
            redirects: 10,
        };
        Self {
            now: SystemTime::now,
            limits,
            shows_progress: false,
            colours: Colours::default(),
            before_change: || {},
            variable: |name| std::env::var(name).ok(),
            pause: std::thread::sleep,
            cargo: run_cargo,
        }
    }
}
