//! Ten common operations: list, read, create, reply, assign, tag, update a customer, search, count.
//!
//! ```sh
//! DIXA_API_KEY=… cargo run -p dixa-generated --example ten_operations -- CUSTOMER TAG
//! ```
//!
//! `scripts/measure-builds` compares this program with the same calls through the bindings of another generator.

use dixa_generated::jiff::{SignedDuration, Timestamp};
use dixa_generated::uuid::Uuid;
use dixa_generated::{Client, v1};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    let mut arguments = std::env::args().skip(1);
    let mut id = |what: &str| -> Result<Uuid, Box<dyn std::error::Error>> {
        Ok(arguments.next().ok_or_else(|| format!("give the id of a {what}"))?.parse()?)
    };
    run(&client, id("customer")?, id("tag")?).await?;
    Ok(())
}

async fn run(client: &Client, customer: Uuid, tag: Uuid) -> Result<(), dixa_generated::Error> {
    let mut agents = v1::agents::list_agents().page_limit(50).items(client); // all pages
    let mut first = None;
    while let Some(agent) = agents.next().await {
        let agent = agent?;
        println!("agent {}", agent.display_name);
        first.get_or_insert(agent.id);
    }

    let end_user = v1::end_users::get_end_user(customer).send(client).await?;
    println!("customer {:?}", end_user.display_name);
    let patch = v1::PatchEndUserInput::new().display_name("Ada Lovelace");
    println!("renamed at {}", v1::end_users::patch_end_user(customer, &patch).send(client).await?.created_at);

    let email = v1::CreateConversationInput::email(v1::CreateEmailConversationInputRequired {
        requester_id: customer,
        email_integration_id: "shop@email.dixa.io".into(),
        subject: "Order 123".into(),
        message: v1::CreateMessageInput::inbound(v1::Content::text("My order has not arrived")),
    });
    let created = v1::conversations::create_conversation(&email).send(client).await?;

    if let Some(agent) = first {
        let claim = v1::ClaimConversationInput::new(agent).force(false);
        v1::conversations::claim_conversation(created.id, &claim).send(client).await?;
        let reply = v1::CreateMessageInput::outbound(v1::Content::text("It left this morning"), agent);
        let sent = v1::conversations::add_message(created.id, &reply).send(client).await?;
        println!("message {:?}", sent.message_id);
    }
    v1::conversations::tag_conversation(created.id, tag).send(client).await?;

    let conversation = v1::conversations::get_conversation(created.id).send(client).await?;
    if let v1::Conversation::Email(email) = &conversation {
        println!("mail about {:?}", email.subject);
    }
    println!("conversation {:?} {:?}", conversation.id(), conversation.state());

    let orders = v1::SearchParametersInput::new().query(v1::SearchQuery::new("order"));
    for hit in v1::search::search_conversations_with_filters().body(&orders).send(client).await?.items {
        println!("found {} {:?}", hit.id, hit.highlights);
    }

    let now = Timestamp::now();
    let query = v1::GetMetricDataInput::period_filter(v1::GetMetricDataInputPeriodFilterRequired {
        id: "closed_conversations".into(),
        period_filter: v1::PeriodFilter::interval(now - SignedDuration::from_hours(7 * 24), now),
        timezone: "Europe/Copenhagen".into(),
    });
    let metric = v1::analytics::get_metric_data(&query).send(client).await?;
    println!("{}: {:?}", metric.id, metric.aggregates);
    Ok(())
}
