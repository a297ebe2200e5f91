//! The command line.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::Exit;

/// The maintainer's commands: from the descriptions in spec/ to the bindings in dixa-generated/
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", no_binary_name = true, after_help = PAGE)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What follows the list of commands.
const PAGE: &str = "\
From a new description to a pull request:
  1. cargo xtask regen              fetches it, generates, and ends with the verdict
     cargo xtask regen --offline    the same with the descriptions in spec/
  2. cargo xtask explain NAME       where a changed name comes from, and what corrects it;
                                    corrections go to spec/overlays/, names to spec/names.lock
  3. INSTA_UPDATE=always cargo test -p dixa-tests --test generator outline
                                    writes the snapshots of the surface; review their diff
  4. .ci/run                        everything that must hold; then commit all of it together
  5. cargo xtask drift --format markdown
                                    what changed for callers, for the pull request

Where to look:
  cargo xtask COMMAND --help        what a command does, and its options
  CONTRIBUTING.md                   each task step by step, and the terms
  spec/README.md                    the files in spec/, and how to correct a description
  ARCHITECTURE.md                   the parts of the code";

/// One command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Fetch the newest descriptions, and generate the bindings and all other generated files
    Regen(RegenArgs),
    /// Report what changed for Rust callers between two states of the descriptions, and which version bump it needs
    Drift(DriftArgs),
    /// Fetch the newest descriptions without generating anything
    Fetch(FetchArgs),
    /// Write a description with all its corrections applied, as YAML
    ///
    /// For mock servers, validators and generators in other languages: strict validators accept it with all its examples,
    /// and readers of YAML 1.1 and 1.2 read it alike. Members of a union have their tag as a constant. Times that the
    /// examples show with a zone (`2024-12-01T12:46:36Z[GMT]`) are not `date-time`, which does not permit a zone: they have
    /// a pattern, as the service writes them. Other formats that an example contradicts are left out.
    Export(ExportArgs),
    /// Add what clients saw to spec/observations/, for `regen` to compare with the descriptions
    Observe(ObserveArgs),
    /// Explain where a type, operation, field or variant comes from
    Explain(ExplainArgs),
    /// List everything that is open before a release, and the commands of the release
    Release(ReleaseArgs),
}

/// The arguments of `regen`.
#[derive(Args, Debug)]
pub struct RegenArgs {
    /// How the descriptions are fetched.
    #[command(flatten)]
    pub fetch: FetchArgs,
    /// Use the checked-in descriptions; needs no network
    #[arg(long, conflicts_with = "sources")]
    pub offline: bool,
    /// Write nothing, and fail with a diff if a committed file is stale (implies --offline)
    #[arg(long, conflicts_with = "sources")]
    pub check: bool,
    /// Replace the description of a version by this file (implies --offline)
    #[arg(long, value_name = "FILE", requires = "version", conflicts_with = "sources")]
    pub from: Option<PathBuf>,
    /// The version that --from describes, such as beta
    #[arg(long, requires = "from")]
    pub version: Option<String>,
}

/// The arguments of `drift`.
#[derive(Args, Debug)]
pub struct DriftArgs {
    /// The old state: a git revision, a description's file or address, or a version [default: HEAD]
    #[arg(long, value_name = "STATE")]
    pub base: Option<String>,
    /// The new state [default: spec/ in the work tree]
    #[arg(long, value_name = "STATE")]
    pub head: Option<String>,
    /// Compare only this version; required for files and addresses
    #[arg(long)]
    pub version: Option<String>,
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Fail with exit status 3 and a list if there is a change of this class, or a more severe one, that is not in
    /// spec/accepted-drift.toml
    #[arg(long, value_name = "CLASS", value_enum)]
    pub fail_on: Option<Threshold>,
}

impl DriftArgs {
    /// Whether a state is an address.
    pub fn needs_network(&self) -> bool {
        self.base.iter().chain(&self.head).any(|state| is_address(state))
    }
}

/// Whether a state is the address of a description.
pub fn is_address(state: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| state.starts_with(scheme))
}

/// The output format of `drift`.
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

/// The least severe class of changes that makes `drift` fail.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Threshold {
    /// Changes that break the build of callers
    Breaking,
    /// Also changes of behaviour
    Behaviour,
    /// Also additions
    Additions,
}

/// The arguments of `fetch`, and of `regen` where it fetches.
#[derive(Args, Debug)]
pub struct FetchArgs {
    /// Read the addresses from this file, which has the form of spec/sources.toml
    #[arg(long, value_name = "FILE")]
    pub sources: Option<PathBuf>,
    /// Accept a description even if more than a tenth of its operations are missing
    #[arg(long)]
    pub accept_shrink: bool,
}

impl RegenArgs {
    /// Whether the descriptions are fetched.
    pub fn needs_network(&self) -> bool {
        !self.offline && !self.check && self.from.is_none()
    }
}

/// The arguments of `export`.
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// The version to export, such as beta
    #[arg(long)]
    pub version: String,
    /// Write to this file instead of the standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// The arguments of `observe`.
#[derive(Args, Debug)]
pub struct ObserveArgs {
    /// Files that `Watch::observations` of clients has written
    #[arg(value_name = "FILE", required_unless_present = "live")]
    pub files: Vec<PathBuf>,
    /// Send every GET that needs no input to the service, with the token in DIXA_API_KEY
    #[arg(long)]
    pub live: bool,
}

/// The arguments of `explain`.
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// The name to explain, such as Conversation, v1::Conversation, EmailConversation.subject, Conversation::Email,
    /// get_conversation, "GET /conversations/{conversationId}", or the name of a schema or the id of an
    /// operation in the description
    pub name: String,
}

/// The arguments of `release`.
#[derive(Args, Debug)]
pub struct ReleaseArgs {
    /// Run all checks and change nothing; publishing is done by hand, with the commands that it prints
    #[arg(long, required = true)]
    pub check: bool,
}

/// Why there is no command: the arguments are wrong, or ask for help.
#[derive(Debug)]
pub struct NoCommand(clap::Error);

impl Cli {
    /// Parses the arguments, which do not include the name of the program. Without any, they ask for help.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Command, NoCommand> {
        let mut args: Vec<OsString> = args.into_iter().collect();
        if args.is_empty() {
            args.push("--help".into());
        }
        Self::try_parse_from(args).map(|cli| cli.command).map_err(NoCommand)
    }
}

impl NoCommand {
    /// Writes help to `out` and errors to `err`.
    pub fn report(self, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
        let text = self.0.render();
        let is_error = self.0.use_stderr();
        // If writing fails, there is no reader left to report it to.
        let _ = if is_error { write!(err, "{text}") } else { write!(out, "{text}") };
        if is_error { Exit::Usage } else { Exit::Success }
    }
}
