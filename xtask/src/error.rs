//! How a command ended, and why it failed.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use dixa_generator::diagnostic::{Diagnostics, Severity};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The command succeeded: 0.
    Success,
    /// Something is wrong with the project or its inputs: 1.
    Failure,
    /// The arguments are wrong: 2.
    Usage,
    /// A change reaches the threshold of `drift --fail-on`: 3.
    Drift,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Success => 0,
            Exit::Failure => 1,
            Exit::Usage => 2,
            Exit::Drift => 3,
        })
    }
}

/// Why a command failed.
#[derive(Debug)]
pub enum Error {
    /// The inputs are wrong.
    Input(Diagnostics),
    /// Another problem, in full sentences.
    Other(String),
    /// The arguments are wrong.
    Usage(String),
    /// A change reaches the threshold of `drift --fail-on`.
    Drift(String),
    /// The output cannot be written.
    Writer(io::Error),
}

impl Error {
    /// A file that could not be read or written, and what to do.
    pub fn file(what: &str, path: &Path, error: &io::Error, help: &str) -> Self {
        Self::Other(with_help(format_args!("cannot {what} {}: {error}", path.display()), help))
    }

    /// A problem and what to do.
    pub fn other(problem: impl Display, help: &str) -> Self {
        Self::Other(with_help(problem, help))
    }

    /// Prints the error, and returns how the command ended.
    pub fn report(self, err: &mut dyn Write) -> Exit {
        // A closed pipe is not an error: the reader has stopped reading.
        let _ = match &self {
            Self::Writer(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            failure => writeln!(err, "{failure}"),
        };
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::Drift(_) => Exit::Drift,
            Self::Input(_) | Self::Other(_) | Self::Writer(_) => Exit::Failure,
        }
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(diagnostics) => write!(f, "{}{}", listed(diagnostics), count(diagnostics)),
            Self::Other(text) | Self::Usage(text) | Self::Drift(text) => write!(f, "error: {text}"),
            Self::Writer(error) => write!(f, "error: the output cannot be written: {error}"),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Writer(error)
    }
}

fn with_help(problem: impl Display, help: &str) -> String {
    format!("{problem}\n  help: {help}")
}

fn count(diagnostics: &Diagnostics) -> String {
    let of = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let counts = [(of(Severity::Error), "error"), (of(Severity::Warning), "warning"), (of(Severity::Note), "note")];
    let counts = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted(*n, what));
    format!("{}; nothing was written", counts.collect::<Vec<_>>().join(", "))
}

/// How many diagnostics of one code are printed in full.
const IN_FULL: usize = 20;

/// The first diagnostics of each code, and how many more there are.
pub fn listed(diagnostics: &Diagnostics) -> String {
    let mut text = String::new();
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for diagnostic in diagnostics.iter() {
        let count = codes.entry(diagnostic.code).or_default();
        *count += 1;
        if *count <= IN_FULL {
            text += &format!("{diagnostic}\n");
        }
    }
    for (code, count) in codes.into_iter().filter(|(_, count)| *count > IN_FULL) {
        text += &format!("… and {} more of {code}\n", count - IN_FULL);
    }
    text
}

/// A number and what it counts: `1 error`, `2 errors`.
pub fn counted(number: usize, what: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {what}{ending}")
}
