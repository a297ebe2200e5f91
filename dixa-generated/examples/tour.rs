//! A tour of the bindings: read a conversation, write a note, list all agents, look up a tag.
//!
//! ```sh
//! DIXA_API_KEY=… cargo run -p dixa-generated --example tour -- 42
//! ```

use dixa_generated::{Client, Error, v1};
use futures_util::TryStreamExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    let id = std::env::args().nth(1).ok_or("give the number of a conversation")?.parse()?;
    for line in tour(&client, id).await? {
        println!("{line}");
    }
    Ok(())
}

/// Makes the calls of the tour; returns what to print, line by line.
pub async fn tour(client: &Client, id: i64) -> Result<Vec<String>, Error> {
    let mut lines = Vec::new();

    let conversation = v1::conversations::get_conversation(id).send(client).await?;
    if let v1::Conversation::Email(email) = &conversation {
        lines.push(format!("mail about {}", email.subject.as_deref().unwrap_or("nothing in particular")));
    }
    // All members of the union have these fields; an unknown member may lack them.
    lines.push(format!("{:?} {:?}", conversation.id(), conversation.state()));

    let mut agents = v1::agents::list_agents().page_limit(50).items(client); // follows meta.next
    let mut first = None;
    while let Some(agent) = agents.try_next().await? {
        lines.push(agent.display_name);
        first.get_or_insert(agent.id);
    }

    let mut note = v1::CreateInternalNoteInput::new("Called back, no response");
    note.agent_id = first;
    let note = v1::conversations::add_internal_note(id, &note).send(client).await?;
    lines.push(format!("note {} at {}", note.id, note.created_at));

    for tag in v1::conversations::list_tags(id).send(client).await? {
        match v1::tags::get_tag(tag.id).send(client).await {
            Err(error) if error.is_not_found() => lines.push(format!("gone: {error}")), // with the service's message
            other => lines.push(other?.name),
        }
    }
    Ok(lines)
}
