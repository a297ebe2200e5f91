//! The calls of `dixa-generated/examples/ten_operations.rs` with progenitor's bindings of the same description, with the
//! same HTTP client and TLS. `measure-builds` builds it and never runs it.

use progenitor_bindings::{Client, types};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use uuid::Uuid;

type Failure = Box<dyn std::error::Error>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    rustls::crypto::ring::default_provider().install_default().map_err(|_| "a TLS provider is installed")?;
    let mut token = HeaderValue::from_str(&std::env::var("DIXA_API_KEY")?)?;
    token.set_sensitive(true);
    let http = reqwest::Client::builder().default_headers(HeaderMap::from_iter([(AUTHORIZATION, token)])).build()?;
    let client = Client::new_with_client("https://dev.dixa.io", http);
    let mut arguments = std::env::args().skip(1);
    let mut id = |what: &str| -> Result<Uuid, Failure> {
        Ok(arguments.next().ok_or_else(|| format!("give the id of a {what}"))?.parse()?)
    };
    run(&client, id("customer")?, id("tag")?).await
}

async fn run(client: &Client, customer: Uuid, tag: Uuid) -> Result<(), Failure> {
    let mut page_key: Option<String> = None;
    let mut first = None;
    loop {
        let page = client.get_agents(None, page_key.as_deref(), Some(50), None).await?.into_inner();
        for agent in page.data {
            println!("agent {}", agent.display_name);
            first.get_or_insert(agent.id);
        }
        let Some(next) = page.meta.and_then(|meta| meta.next) else { break };
        let next = reqwest::Url::parse("https://dev.dixa.io")?.join(&next)?;
        page_key = next.query_pairs().find(|(key, _)| key == "pageKey").map(|(_, value)| value.into_owned());
        if page_key.is_none() {
            break;
        }
    }

    let end_user = client.get_endusers_userid(&customer).await?.into_inner().data;
    println!("customer {:?}", end_user.display_name);
    let patch = types::PatchEndUserInput {
        additional_emails: None,
        additional_phone_numbers: None,
        avatar_url: None,
        display_name: Some("Ada Lovelace".to_owned()),
        email: None,
        external_id: None,
        first_name: None,
        last_name: None,
        middle_names: Vec::new(),
        phone_number: None,
    };
    println!("renamed at {}", client.patch_endusers_userid(&customer, &patch).await?.into_inner().data.created_at);

    let message = types::Inbound {
        attachments: Vec::new(),
        content: types::Content::Text(types::Text { value: "My order has not arrived".to_owned() }),
        external_id: None,
        integration_email: None,
    };
    let email = types::Email {
        email_integration_id: "shop@email.dixa.io".to_owned(),
        language: None,
        message: types::CreateMessageInput::Inbound(message),
        requester_id: customer,
        subject: "Order 123".to_owned(),
    };
    let created = client.post_conversations(&types::CreateConversationInput::Email(email)).await?.into_inner().data;

    if let Some(agent) = first {
        let claim = types::ClaimConversationInput { agent_id: agent, force: None };
        client.put_conversations_conversationid_claim(created.id, &claim).await?;
        let response = types::Outbound {
            agent_id: agent,
            attachments: Vec::new(),
            bcc: Vec::new(),
            cc: Vec::new(),
            content: Some(types::Content::Text(types::Text { value: "It left this morning".to_owned() })),
            external_id: None,
            integration_email: None,
        };
        let response = types::CreateMessageInput::Outbound(response);
        let sent = client.post_conversations_conversationid_messages(created.id, &response).await?.into_inner().data;
        println!("message {:?}", sent.message_id);
    }
    client.put_conversations_conversationid_tags_tagid(created.id, &tag).await?;

    let conversation = client.get_conversations_conversationid(created.id).await?.into_inner().data;
    if let types::Conversation::EmailConversation(email) = &conversation {
        println!("mail about {:?}", email.subject);
        println!("conversation {:?} {:?}", email.id, email.state);
    }

    let orders = types::SearchParametersInput {
        filters: None,
        query: Some(types::Query { exact_match: None, value: "order".to_owned() }),
    };
    for hit in client.post_search_conversations(None, None, &orders).await?.into_inner().data {
        println!("found {} {:?}", hit.id, hit.highlights);
    }

    let now = chrono::Utc::now();
    let week = types::Interval { end: now, start: now - chrono::TimeDelta::days(7) };
    let query = types::GetMetricDataInputPeriodFilter {
        aggregations: Vec::new(),
        filters: Vec::new(),
        id: "closed_conversations".to_owned(),
        period_filter: types::PeriodFilter::Interval(week),
        timezone: "Europe/Copenhagen".to_owned(),
    };
    let metric =
        client.post_analytics_metrics(&types::GetMetricDataInput::PeriodFilter(query)).await?.into_inner().data;
    println!("{}: {:?}", metric.id, metric.aggregates);
    Ok(())
}
