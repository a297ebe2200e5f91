//! Why a command did not do its work.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;

use dixa_generator::diagnostic::{Diagnostics, Severity};

use crate::Exit;

/// Why a command did not do its work.
#[derive(Debug)]
pub enum Failure {
    /// The inputs are wrong.
    Input(Diagnostics),
    /// Anything else that went wrong, in full sentences.
    Other(String),
    /// The command cannot be run like this.
    Usage(String),
    /// The report cannot be written.
    Writer(io::Error),
}

impl Failure {
    /// A file that could not be read or written, and the way out.
    pub fn file(what: &str, path: &Path, error: &io::Error, help: &str) -> Self {
        Self::Other(said(format_args!("cannot {what} {}: {error}", path.display()), help))
    }

    /// A problem and the way out.
    pub fn other(problem: impl Display, help: &str) -> Self {
        Self::Other(said(problem, help))
    }

    /// Says what is wrong.
    pub fn report(self, err: &mut dyn Write) -> Exit {
        let (text, exit) = match self {
            Self::Input(diagnostics) => (format!("{diagnostics}{}\n", count(&diagnostics)), Exit::Failure),
            Self::Other(text) => (format!("error: {text}\n"), Exit::Failure),
            Self::Usage(text) => (format!("error: {text}\n"), Exit::Usage),
            Self::Writer(error) if error.kind() == io::ErrorKind::BrokenPipe => (String::new(), Exit::Failure),
            Self::Writer(error) => (format!("error: the output cannot be written: {error}\n"), Exit::Failure),
        };
        // A reader that has gone away is not told.
        let _ = err.write_all(text.as_bytes());
        exit
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Writer(error)
    }
}

fn said(problem: impl Display, help: &str) -> String {
    format!("{problem}\n  help: {help}")
}

fn count(diagnostics: &Diagnostics) -> String {
    let of = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let counts = [(of(Severity::Error), "error"), (of(Severity::Warning), "warning"), (of(Severity::Note), "note")];
    let counts = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted(*n, what));
    format!("{}; nothing was written", counts.collect::<Vec<_>>().join(", "))
}

/// A number and what it counts: `1 error`, `2 errors`.
pub fn counted(number: usize, what: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {what}{ending}")
}
