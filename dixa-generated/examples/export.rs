//! Exports the conversations of a span of time to standard output, one in a line.
//!
//! ```sh
//! DIXA_API_KEY=… cargo run -p dixa-generated --features exports --example export -- 2026-01-01 2026-04-01 > archive.jsonl
//! ```
//!
//! If it stops, the last line on standard error says from where to go on. What was exported of the window that was being
//! read comes again then; ids distinguish it.

use std::io::Write;

use dixa_generated::exports::{self, Moment, Progress};
use dixa_generated::jiff::civil::Date;
use dixa_generated::{Client, serde_json};

/// After how many items the progress is reported.
const REPORTED: u64 = 1000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?; // DIXA_API_KEY, and DIXA_EXPORTS_URL for another server
    let mut arguments = std::env::args().skip(1);
    let mut day = |what: &str| -> Result<Moment, Box<dyn std::error::Error>> {
        let day: Date = arguments.next().ok_or_else(|| format!("give the {what} day"))?.parse()?;
        Ok(day.into())
    };
    let (from, to) = (day("first")?, day("last")?);
    let report = |progress: Progress| {
        let Progress { items, resume_from, window_to, .. } = progress;
        eprintln!("{items} items; reading {resume_from} to {window_to}; to go on, begin at {resume_from}");
    };
    export(&client, from, to, &mut std::io::stdout().lock(), report).await
}

/// Writes the conversations of a span, and reports the progress.
pub async fn export(
    client: &Client,
    from: Moment,
    to: Moment,
    out: &mut impl Write,
    report: impl Fn(Progress),
) -> Result<(), Box<dyn std::error::Error>> {
    let mut conversations = exports::conversations().created_between(from, to).items(client);
    while let Some(conversation) = conversations.next().await {
        match conversation {
            Ok(conversation) => {
                serde_json::to_writer(&mut *out, &conversation)?;
                out.write_all(b"\n")?;
            }
            // The item is not lost: its JSON is in the body of the error.
            Err(error) if error.is_item() => eprintln!("{error}"),
            Err(error) => {
                report(conversations.progress());
                return Err(error.into());
            }
        }
        if conversations.progress().items.is_multiple_of(REPORTED) {
            report(conversations.progress());
        }
    }
    report(conversations.progress());
    Ok(())
}
