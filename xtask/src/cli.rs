//! What can be said on the command line.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::Exit;

/// The maintainer's commands.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", no_binary_name = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// One command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Fetch the newest descriptions, and generate the bindings and everything beside them
    Regen(RegenArgs),
    /// Tell what changed for Rust callers between two states of the descriptions, and what that demands
    Drift(DriftArgs),
    /// Fetch the newest descriptions, and generate nothing
    Fetch(FetchArgs),
    /// Write a description with all its corrections applied, as YAML
    Export(ExportArgs),
    /// Tell where a type, operation, field or variant comes from
    Explain(ExplainArgs),
}

/// What `regen` takes.
#[derive(Args, Debug)]
pub struct RegenArgs {
    /// How the descriptions are fetched.
    #[command(flatten)]
    pub fetch: FetchArgs,
    /// Use the checked-in descriptions, without a network
    #[arg(long, conflicts_with_all = ["sources", "accept_shrink"])]
    pub offline: bool,
    /// Write nothing; fail with a diff if anything committed is stale (implies --offline)
    #[arg(long, conflicts_with_all = ["sources", "accept_shrink"])]
    pub check: bool,
    /// Take a version's description from this file, and check it in (implies --offline)
    #[arg(long, value_name = "FILE", requires = "version", conflicts_with_all = ["sources", "accept_shrink"])]
    pub from: Option<PathBuf>,
    /// The version that --from describes, such as beta
    #[arg(long, requires = "from")]
    pub version: Option<String>,
}

/// What `drift` takes.
#[derive(Args, Debug)]
pub struct DriftArgs {
    /// The state before: a git revision, a description's file or address, or a version [default: HEAD]
    #[arg(long, value_name = "STATE")]
    pub base: Option<String>,
    /// The state after [default: spec/ in the work tree]
    #[arg(long, value_name = "STATE")]
    pub head: Option<String>,
    /// Look at this version alone; needed for files and addresses
    #[arg(long)]
    pub version: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Fail where something changed that weighs at least this much and is not in spec/accepted-drift.toml
    #[arg(long, value_name = "CLASS", value_enum)]
    pub fail_on: Option<Floor>,
}

impl DriftArgs {
    /// Whether a side is an address.
    pub fn needs_network(&self) -> bool {
        self.base.iter().chain(&self.head).any(|state| is_address(state))
    }
}

/// Whether a state is a description that is published somewhere.
pub fn is_address(state: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| state.starts_with(scheme))
}

/// How a drift is printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    /// For a terminal
    Text,
    /// For the body of a pull request
    Markdown,
    /// For programs
    Json,
    /// As annotations of a GitHub workflow
    Github,
}

/// From which weight on a drift fails.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Floor {
    /// What breaks the build of callers
    Breaking,
    /// That, and what changes behaviour
    Behaviour,
    /// Those, and what adds
    Additions,
}

/// What `fetch` takes, and `regen` where it fetches.
#[derive(Args, Debug)]
pub struct FetchArgs {
    /// Take the addresses from this file of the form of spec/sources.toml
    #[arg(long, value_name = "FILE")]
    pub sources: Option<PathBuf>,
    /// Take a description even if more than a tenth of its operations are gone
    #[arg(long)]
    pub accept_shrink: bool,
}

impl RegenArgs {
    /// Whether the descriptions are fetched.
    pub fn needs_network(&self) -> bool {
        !self.offline && !self.check && self.from.is_none()
    }
}

/// What `export` takes.
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// The version to export, such as beta
    #[arg(long)]
    pub version: String,
    /// Write to this file instead of the standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What `explain` takes.
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// Such as Conversation, v1::Conversation, EmailConversation.subject, Conversation::Email, get_conversation,
    /// "GET /conversations/{conversationId}", or the name of a schema or the id of an operation in the description
    pub name: String,
}

/// Why no command was read: a mistake, or help that was asked for.
#[derive(Debug)]
pub struct Refusal(clap::Error);

impl Cli {
    /// Reads the arguments, which come without the program's name.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Command, Refusal> {
        Self::try_parse_from(args).map(|cli| cli.command).map_err(Refusal)
    }
}

impl Refusal {
    /// Writes help to `out` and mistakes to `err`.
    pub fn report(self, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
        let text = self.0.render();
        let is_mistake = self.0.use_stderr();
        // A reader that has gone away is not told.
        let _ = if is_mistake { write!(err, "{text}") } else { write!(out, "{text}") };
        if is_mistake { Exit::Usage } else { Exit::Success }
    }
}
