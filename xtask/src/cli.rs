//! What can be said on the command line.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

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
