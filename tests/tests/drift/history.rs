//! Changes of the API that earlier publications of its reference show, in descriptions that contain only what changed.

use serde_json::{Value, json};

use crate::common::{merged, reference, response};
use crate::pair::{Pair, Step};

pub fn pairs() -> Vec<Pair> {
    [ratings(), conversations(), people(), growth()].into_iter().flatten().collect()
}

/// A separate description in place of the common one.
fn only(operations: impl IntoIterator<Item = Value>, schemas: Value) -> Value {
    let none = json!({
        "paths": {"/v1/notes": null, "/v1/notes/{noteId}": null},
        "components": {"schemas": {"Note": null, "NoteState": null, "CreateNoteInput": null}},
    });
    let mut patch = operations.into_iter().fold(none, |all, operation| merged(all, &operation));
    patch["components"]["schemas"] = merged(patch["components"]["schemas"].take(), &schemas);
    patch
}

/// An operation with these response statuses; the first is the success.
fn operation(tag: &str, summary: &str, call: &str, statuses: &[&str], patch: Value) -> Value {
    let (method, path) = call.split_once(' ').expect("a method and a path");
    let placeholders = path.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    let parameter = |name: &str| json!({"name": name, "in": "path", "required": true, "schema": {"type": "integer"}});
    let parameters: Vec<Value> = placeholders.map(|(name, _)| parameter(name)).collect();
    let declared: Value = statuses.iter().map(|status| ((*status).to_owned(), json!({"description": "…"}))).collect();
    let operation = json!({
        "tags": [tag], "summary": summary, "operationId": summary, "parameters": parameters, "responses": declared,
    });
    json!({"paths": {path: {method: merged(operation, &patch)}}})
}

fn body(schema: &str) -> Value {
    json!({"requestBody": {"required": true, "content": {"application/json": {"schema": reference(schema)}}}})
}

fn responding(status: &str, data: Value) -> Value {
    json!({"responses": {status: response(data)}})
}

fn object(title: &str, required: &[&str], properties: Value) -> Value {
    json!({title: {"title": title, "type": "object", "required": required, "properties": properties}})
}

fn text() -> Value {
    json!({"type": "string"})
}

fn ratings() -> Vec<Pair> {
    const SUBMIT: &str = "/v1/conversations/{conversationId}/ratings/{ratingId}/submit";
    const OFFER: &str = "/v1/conversations/{conversationId}/ratings/offer";
    let score = |title: &str| object(title, &["value"], json!({"value": {"type": "integer", "format": "int32"}}));
    let submitted = |required: &[&str]| {
        let result = json!({"SubmittedRatingResult": {
            "title": "SubmittedRatingResult",
            "oneOf": [reference("Csat"), reference("ThumbsUpOrDown")],
            "discriminator": {"propertyName": "_type", "mapping": {"Csat": "Csat", "ThumbsUpOrDown": "ThumbsUpOrDown"}},
        }});
        let properties = || json!({"ratingResult": reference("SubmittedRatingResult"), "userId": text()});
        let schemas = [
            score("Csat"),
            score("ThumbsUpOrDown"),
            object("CreateRatingResultInput", required, properties()),
            object("RatingResult", required, properties()),
        ];
        let schemas = schemas.iter().fold(result, merged);
        let response = responding("201", reference("RatingResult"));
        let patch = merged(body("CreateRatingResultInput"), &response);
        only(
            [operation("Conversations", "Submit rating", &format!("post {SUBMIT}"), &["201", "400", "500"], patch)],
            schemas,
        )
    };
    let offered = || {
        let kind = json!({"type": "string", "description": "values: [Csat, ThumbsUpOrDown]"});
        let patch = merged(body("CreateRatingOfferInput"), &responding("201", reference("RatingOffer")));
        only(
            [operation("Conversations", "Offer rating", &format!("post {OFFER}"), &["201", "400", "500"], patch)],
            merged(
                object("CreateRatingOfferInput", &["ratingType"], json!({"ratingType": text(), "agentId": text()})),
                &object("RatingOffer", &["id", "ratingType"], json!({"id": text(), "ratingType": kind})),
            ),
        )
    };
    const OFFERING: &str = r#"
pub async fn offer(client: &Client) -> Result<String, Error> {
    let input = v1::CreateRatingOfferInput::new("Csat").agent_id("ann");
    let offer: v1::RatingOffer = match v1::conversations::offer_rating(42, &input).send(client).await {
        Err(error) if error.is_not_found() => return Ok(String::new()),
        other => other?,
    };
    match offer.rating_type {
        v1::RatingOfferRatingType::Csat | v1::RatingOfferRatingType::ThumbsUpOrDown => Ok(offer.id),
        other => Ok(other.as_str().to_owned()),
    }
}
"#;
    vec![
        Pair {
            what: "a rating may be a net promoter score",
            base: submitted(&["ratingResult", "userId"]),
            head: merged(
                json!({"components": {"schemas": {"SubmittedRatingResult": {
                    "oneOf": [reference("Csat"), reference("Nps"), reference("ThumbsUpOrDown")],
                    "discriminator": {"mapping": {"Nps": "Nps"}},
                }}}}),
                &json!({"components": {"schemas": score("Nps")}}),
            ),
            forward: Step {
                callers: &[r#"
pub async fn submit(client: &Client) -> Result<Option<i32>, Error> {
    let input = v1::CreateRatingResultInput::new(v1::SubmittedRatingResultCsat::new(5), "u1");
    let rating: v1::RatingResult = v1::conversations::submit_rating(42, 7, &input).send(client).await?;
    Ok(match rating.rating_result {
        v1::SubmittedRatingResult::Csat(csat) => Some(csat.value),
        v1::SubmittedRatingResult::ThumbsUpOrDown(thumbs) => Some(thumbs.value),
        other => other.value(),
    })
}"#],
                verdict: &[
                    "adds type-added v1::SubmittedRatingResultNps",
                    "adds member-added v1::SubmittedRatingResult::Nps",
                ],
            },
            back: Step {
                callers: &[
                    "pub fn promotes(score: &v1::SubmittedRatingResultNps) -> bool { score.value > 8 }",
                    "pub fn is_score(result: &v1::SubmittedRatingResult) -> bool { matches!(result, v1::SubmittedRatingResult::Nps(_)) }",
                ],
                verdict: &[
                    "breaks type-removed v1::SubmittedRatingResultNps",
                    "breaks member-removed v1::SubmittedRatingResult::Nps",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "a rating is submitted without the user",
            base: submitted(&["ratingResult", "userId"]),
            head: json!({"components": {"schemas": {"CreateRatingResultInput": {
                "required": ["ratingResult"], "properties": {"userId": {"deprecated": true}},
            }}}}),
            forward: Step {
                callers: &[r#"
pub fn submit() -> Request<v1::RatingResult> {
    let input = v1::CreateRatingResultInput::new(v1::SubmittedRatingResultCsat::new(5), "u1");
    v1::conversations::submit_rating(42, 7, &input)
}"#],
                verdict: &[
                    "breaks request-field-became-optional v1::CreateRatingResultInput.user_id",
                    "behaves deprecated v1::CreateRatingResultInput.user_id",
                ],
            },
            back: Step {
                callers: &[r#"
pub fn submit() -> Request<v1::RatingResult> {
    let input = v1::CreateRatingResultInput::new(v1::SubmittedRatingResultCsat::new(5)).user_id("u1");
    v1::conversations::submit_rating(42, 7, &input)
}"#],
                verdict: &[
                    "breaks request-field-became-required v1::CreateRatingResultInput.user_id",
                    "adds no-longer-deprecated v1::CreateRatingResultInput.user_id",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "a submitted rating may have no user",
            base: submitted(&["ratingResult", "userId"]),
            head: json!({"components": {"schemas": {"RatingResult": {"required": ["ratingResult"]}}}}),
            forward: Step {
                callers: &["pub fn user(rating: v1::RatingResult) -> String { rating.user_id }"],
                verdict: &["breaks response-field-became-optional v1::RatingResult.user_id"],
            },
            back: Step {
                callers: &["pub fn user(rating: v1::RatingResult) -> Option<String> { rating.user_id }"],
                verdict: &["breaks response-field-became-required v1::RatingResult.user_id"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a rating cannot be offered without a conversation",
            base: offered(),
            head: json!({"paths": {OFFER: {"post": {"responses": {"404": {"description": "…"}}}}}}),
            forward: Step { callers: &[OFFERING], verdict: &["adds status-added v1::conversations::offer_rating"] },
            back: Step { callers: &[OFFERING], verdict: &["behaves status-removed v1::conversations::offer_rating"] },
            ..Pair::default()
        },
        Pair {
            what: "the prose lists one more type of rating",
            base: offered(),
            head: json!({"components": {"schemas": {"RatingOffer": {"properties": {"ratingType": {
                "description": "values: [Csat, Nps, ThumbsUpOrDown]",
            }}}}}}),
            forward: Step { callers: &[OFFERING], verdict: &["adds value-added v1::RatingOfferRatingType::Nps"] },
            back: Step {
                callers: &[
                    "pub fn is_nps(offer: &v1::RatingOffer) -> bool { offer.rating_type == v1::RatingOfferRatingType::Nps }",
                ],
                verdict: &["breaks value-removed v1::RatingOfferRatingType::Nps"],
            },
            ..Pair::default()
        },
    ]
}

fn conversations() -> Vec<Pair> {
    const CLAIM: &str = "/v1/conversations/{conversationId}/claim";
    let content = |title: &str| object(title, &["value"], json!({"value": text()}));
    let note = || {
        let union = json!({"Content": {
            "title": "Content",
            "oneOf": [reference("Html"), reference("Text")],
            "discriminator": {"propertyName": "_type", "mapping": {"Html": "Html", "Text": "Text"}},
        }});
        let note = object("CreateInternalNoteInput", &["content"], json!({"content": reference("Content")}));
        let schemas = [content("Html"), content("Text"), note].iter().fold(union, merged);
        let call = "post /v1/conversations/{conversationId}/notes";
        only(
            [operation("Conversations", "Add internal note", call, &["204"], body("CreateInternalNoteInput"))],
            schemas,
        )
    };
    let claim = || {
        let schemas =
            object("ClaimConversationInput", &["agentId"], json!({"agentId": text(), "force": {"type": "boolean"}}));
        let call = format!("put {CLAIM}");
        let patch = body("ClaimConversationInput");
        only([operation("Conversations", "Claim conversation", &call, &["204", "400", "404"], patch)], schemas)
    };
    const CLAIMING: &str = r#"
pub async fn claim(client: &Client) -> Result<bool, Error> {
    let input = v1::ClaimConversationInput::new("ann").force(true);
    match v1::conversations::claim_conversation(42, &input).send(client).await {
        Err(error) if error.status() == Some(StatusCode::CONFLICT) => Ok(false),
        other => other.map(|()| true),
    }
}
"#;
    let import = || {
        let name = json!({"type": "string", "description": "values: [email, widgetchat]"});
        let schemas = object("GenericConversationImport", &["genericChannelName"], json!({"genericChannelName": name}));
        let call = "post /v1/conversations/import";
        let patch = body("GenericConversationImport");
        only([operation("Conversations", "Import conversation", call, &["201"], patch)], schemas)
    };
    let search = || {
        let query = json!({"name": "query", "in": "query", "required": true, "schema": {"type": "string"}});
        let hits = responding("200", json!({"type": "array", "items": reference("ConversationSearchHit")}));
        let patch = merged(json!({"parameters": [query]}), &hits);
        let call = "get /v1/search/conversations";
        let schemas = object("ConversationSearchHit", &["id"], json!({"id": {"type": "integer"}}));
        only([operation("Search", "Search conversations", call, &["200"], patch)], schemas)
    };
    let filters = || {
        let hits = responding("200", json!({"type": "array", "items": reference("ConversationSearchHit")}));
        let patch = merged(body("SearchParametersInput"), &hits);
        operation("Search", "Search conversations with filters", "post /v1/search/conversations", &["200"], patch)
    };
    vec![
        Pair {
            what: "a content may be Markdown",
            base: note(),
            head: merged(
                json!({"components": {"schemas": {"Content": {
                    "oneOf": [reference("Html"), reference("Markdown"), reference("Text")],
                    "discriminator": {"mapping": {"Markdown": "Markdown"}},
                }}}}),
                &json!({"components": {"schemas": content("Markdown")}}),
            ),
            forward: Step {
                callers: &[r#"
pub fn add() -> Request<()> {
    let note = v1::CreateInternalNoteInput::new(v1::ContentText::new("Called back"));
    v1::conversations::add_internal_note(42, &note)
}

pub fn value(content: &v1::Content) -> Option<&str> {
    match content {
        v1::Content::Html(html) => Some(&html.value),
        other => other.value(),
    }
}"#],
                verdict: &["adds type-added v1::ContentMarkdown", "adds member-added v1::Content::Markdown"],
            },
            back: Step {
                callers: &[
                    r#"pub fn bold() -> v1::ContentMarkdown { v1::ContentMarkdown::new("**now**") }"#,
                    "pub fn is_markdown(content: &v1::Content) -> bool { matches!(content, v1::Content::Markdown(_)) }",
                ],
                verdict: &["breaks type-removed v1::ContentMarkdown", "breaks member-removed v1::Content::Markdown"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a conversation may already be claimed by someone else",
            base: claim(),
            head: json!({"paths": {CLAIM: {"put": {"responses": {"409": {"description": "…"}}}}}}),
            forward: Step {
                callers: &[CLAIMING],
                verdict: &["adds status-added v1::conversations::claim_conversation"],
            },
            back: Step {
                callers: &[CLAIMING],
                verdict: &["behaves status-removed v1::conversations::claim_conversation"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a search is replaced by one with filters",
            base: search(),
            head: merged(
                merged(json!({"paths": {"/v1/search/conversations": {"get": {"deprecated": true}}}}), &filters()),
                &json!({"components": {"schemas": object("SearchParametersInput", &[], json!({"text": text()}))}}),
            ),
            forward: Step {
                callers: &[r#"
pub async fn ids(client: &Client) -> Result<Vec<i64>, Error> {
    let hits = v1::search::search_conversations("refund").send(client).await?;
    Ok(hits.into_iter().map(|hit: v1::ConversationSearchHit| hit.id).collect())
}"#],
                verdict: &[
                    "behaves deprecated v1::search::search_conversations",
                    "adds operation-added v1::search::search_conversations_with_filters",
                    "adds type-added v1::SearchParametersInput",
                ],
            },
            back: Step {
                callers: &[
                    r#"
pub fn search(json: &str) -> Request<Vec<v1::ConversationSearchHit>> {
    v1::search::search_conversations_with_filters(&serde_json::from_str(json).unwrap())
}"#,
                    r#"pub fn input() -> v1::SearchParametersInput { v1::SearchParametersInput::new().text("refund") }"#,
                ],
                verdict: &[
                    "adds no-longer-deprecated v1::search::search_conversations",
                    "breaks operation-removed v1::search::search_conversations_with_filters",
                    "breaks type-removed v1::SearchParametersInput",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "conversations can be followed up, linked and tagged in bulk",
            base: claim(),
            head: [
                operation(
                    "Conversations",
                    "Follow up conversation",
                    "put /v1/conversations/{conversationId}/followup",
                    &["204"],
                    json!({}),
                ),
                operation(
                    "Conversations",
                    "Link conversation",
                    "put /v1/conversations/{conversationId}/link",
                    &["204"],
                    json!({}),
                ),
                operation(
                    "Conversations",
                    "Tag conversation in bulk",
                    "post /v1/conversations/{conversationId}/tags/bulk",
                    &["202"],
                    json!({}),
                ),
            ]
            .iter()
            .fold(json!({}), merged),
            forward: Step {
                callers: &[CLAIMING],
                verdict: &[
                    "adds operation-added v1::conversations::follow_up_conversation",
                    "adds operation-added v1::conversations::link_conversation",
                    "adds operation-added v1::conversations::tag_conversation_in_bulk",
                ],
            },
            back: Step {
                callers: &[
                    "pub fn follow_up() -> Request<()> { v1::conversations::follow_up_conversation(42) }",
                    "pub fn link() -> Request<()> { v1::conversations::link_conversation(42) }",
                    "pub fn tag() -> Request<()> { v1::conversations::tag_conversation_in_bulk(42) }",
                ],
                verdict: &[
                    "breaks operation-removed v1::conversations::follow_up_conversation",
                    "breaks operation-removed v1::conversations::link_conversation",
                    "breaks operation-removed v1::conversations::tag_conversation_in_bulk",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "the prose lists another channel of imported conversations",
            base: import(),
            head: json!({"components": {"schemas": {"GenericConversationImport": {"properties": {"genericChannelName": {
                "description": "values: [email, genericapimessaging]",
            }}}}}}),
            forward: Step {
                callers: &[r#"
pub fn import() -> v1::GenericConversationImport {
    v1::GenericConversationImport::new(v1::GenericConversationImportGenericChannelName::Widgetchat)
}"#],
                verdict: &[
                    "adds value-added v1::GenericConversationImportGenericChannelName::Genericapimessaging",
                    "breaks value-removed v1::GenericConversationImportGenericChannelName::Widgetchat",
                ],
            },
            back: Step {
                callers: &[r#"
pub fn import() -> v1::GenericConversationImport {
    v1::GenericConversationImport::new(v1::GenericConversationImportGenericChannelName::Genericapimessaging)
}"#],
                verdict: &[
                    "adds value-added v1::GenericConversationImportGenericChannelName::Widgetchat",
                    "breaks value-removed v1::GenericConversationImportGenericChannelName::Genericapimessaging",
                ],
            },
            ..Pair::default()
        },
    ]
}

fn people() -> Vec<Pair> {
    let person = || json!({"email": text(), "phoneNumber": text()});
    let end_users = || {
        let patch = merged(body("CreateEndUserInput"), &responding("201", reference("EndUser")));
        let schemas = merged(object("CreateEndUserInput", &[], person()), &object("EndUser", &["email"], person()));
        only([operation("End Users", "Create end user", "post /v1/endusers", &["201"], patch)], schemas)
    };
    let agents = || {
        let list = responding("200", json!({"type": "array", "items": reference("Agent")}));
        let schemas = object("Agent", &["email"], person());
        only([operation("Agents", "List agents", "get /v1/agents", &["200"], list)], schemas)
    };
    let several = || json!({"type": "array", "uniqueItems": true, "items": {"type": "string"}});
    let more = || json!({"properties": {"additionalEmails": several(), "additionalPhoneNumbers": several()}});
    let attributes = || {
        let values = json!({"type": "object", "additionalProperties": {"type": "string"}});
        let patch = json!({
            "requestBody": {"required": true, "content": {"application/json": {"schema": values}}},
            "responses": {"200": response(json!({"type": "array", "items": reference("CustomAttribute")}))},
        });
        let call = "patch /v1/conversations/{conversationId}/custom-attributes";
        let statuses = ["200", "400", "401", "404"];
        let schemas = object("CustomAttribute", &["id"], json!({"id": text(), "name": text()}));
        only([operation("Custom Attributes", "Patch custom attributes", call, &statuses, patch)], schemas)
    };
    const PATCHING: &str = r#"
pub async fn patch(client: &Client) -> Result<Vec<String>, Error> {
    let values = [("color".to_owned(), "red".to_owned())].into();
    let attributes = v1::custom_attributes::patch_custom_attributes(42, &values).send(client).await?;
    Ok(attributes.into_iter().map(|attribute: v1::CustomAttribute| attribute.id).collect())
}
"#;
    const LISTING: &str = r#"
pub async fn emails(client: &Client) -> Result<Vec<String>, Error> {
    let agents = v1::agents::list_agents().send(client).await?;
    Ok(agents.into_iter().map(|agent: v1::Agent| agent.email).collect())
}
"#;
    vec![
        Pair {
            what: "an end user has several addresses and numbers",
            base: end_users(),
            head: json!({"components": {"schemas": {"CreateEndUserInput": more(), "EndUser": more()}}}),
            forward: Step {
                callers: &[r#"
pub async fn create(client: &Client) -> Result<String, Error> {
    let input = v1::CreateEndUserInput::new().email("ann@example.com").phone_number("+4512345678");
    let user: v1::EndUser = v1::end_users::create_end_user(&input).send(client).await?;
    Ok(user.phone_number.unwrap_or(user.email))
}"#],
                verdict: &[
                    "adds field-added v1::CreateEndUserInput.additional_emails",
                    "adds field-added v1::CreateEndUserInput.additional_phone_numbers",
                    "adds field-added v1::EndUser.additional_emails",
                    "adds field-added v1::EndUser.additional_phone_numbers",
                ],
            },
            back: Step {
                callers: &[
                    r#"
pub fn emails() -> v1::CreateEndUserInput {
    v1::CreateEndUserInput::new().additional_emails(["ann@example.com".to_owned()])
}"#,
                    r#"
pub fn numbers() -> v1::CreateEndUserInput {
    v1::CreateEndUserInput::new().additional_phone_numbers(["+4512345678".to_owned()])
}"#,
                    "pub fn emails(user: v1::EndUser) -> Vec<String> { user.additional_emails.unwrap_or_default() }",
                    "pub fn numbers(user: v1::EndUser) -> Vec<String> { user.additional_phone_numbers.unwrap_or_default() }",
                ],
                verdict: &[
                    "breaks field-removed v1::CreateEndUserInput.additional_emails",
                    "breaks field-removed v1::CreateEndUserInput.additional_phone_numbers",
                    "breaks field-removed v1::EndUser.additional_emails",
                    "breaks field-removed v1::EndUser.additional_phone_numbers",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "an agent has several addresses and numbers",
            base: agents(),
            head: json!({"components": {"schemas": {"Agent": more()}}}),
            forward: Step {
                callers: &[LISTING],
                verdict: &[
                    "adds field-added v1::Agent.additional_emails",
                    "adds field-added v1::Agent.additional_phone_numbers",
                ],
            },
            back: Step {
                callers: &[
                    "pub fn emails(agent: v1::Agent) -> Vec<String> { agent.additional_emails.unwrap_or_default() }",
                    "pub fn numbers(agent: v1::Agent) -> Vec<String> { agent.additional_phone_numbers.unwrap_or_default() }",
                ],
                verdict: &[
                    "breaks field-removed v1::Agent.additional_emails",
                    "breaks field-removed v1::Agent.additional_phone_numbers",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "an agent has roles",
            base: agents(),
            head: json!({"components": {"schemas": {"Agent": {"properties": {"roles": several()}}}}}),
            forward: Step { callers: &[LISTING], verdict: &["adds field-added v1::Agent.roles"] },
            back: Step {
                callers: &[
                    r#"pub fn is_admin(agent: v1::Agent) -> bool { agent.roles.iter().flatten().any(|role| role == "admin") }"#,
                ],
                verdict: &["breaks field-removed v1::Agent.roles"],
            },
            ..Pair::default()
        },
        Pair {
            what: "custom attributes are patched as before",
            base: attributes(),
            forward: Step { callers: &[PATCHING], verdict: &[] },
            back: Step { callers: &[PATCHING], verdict: &[] },
            ..Pair::default()
        },
    ]
}

fn growth() -> Vec<Pair> {
    let teams = || {
        let list = responding("200", json!({"type": "array", "items": reference("Team")}));
        let schemas = object("Team", &["name"], json!({"name": text()}));
        only([operation("Teams", "List teams", "get /v1/teams", &["200"], list)], schemas)
    };
    let area = |tag: &str, call: &str, schema: &str| {
        let list = responding("200", json!({"type": "array", "items": reference(schema)}));
        let schemas = json!({"components": {"schemas": object(schema, &["id"], json!({"id": text()}))}});
        merged(operation(tag, &format!("List {}s", schema.to_lowercase()), call, &["200"], list), &schemas)
    };
    vec![Pair {
        what: "operations with new tags are added",
        base: teams(),
        head: [
            area("Knowledge", "get /v1/knowledge/articles", "Article"),
            area("Templates", "get /v1/templates", "Template"),
            area("Business Hours", "get /v1/business-hours/schedules", "Schedule"),
            area("Organization", "get /v1/organization/licenses", "License"),
            area("Chatbots", "get /v1/chatbots", "Chatbot"),
        ]
        .iter()
        .fold(json!({}), merged),
        forward: Step {
            callers: &[r#"
pub async fn names(client: &Client) -> Result<Vec<String>, Error> {
    let teams = v1::teams::list_teams().send(client).await?;
    Ok(teams.into_iter().map(|team: v1::Team| team.name).collect())
}"#],
            verdict: &[
                "adds type-added v1::License",
                "adds type-added v1::Article",
                "adds type-added v1::Chatbot",
                "adds type-added v1::Schedule",
                "adds type-added v1::Template",
                "adds operation-added v1::business_hours::list_schedules",
                "adds operation-added v1::chatbots::list_chatbots",
                "adds operation-added v1::knowledge::list_articles",
                "adds operation-added v1::organization::list_licenses",
                "adds operation-added v1::templates::list_templates",
            ],
        },
        back: Step {
            callers: &[
                "pub fn id(article: v1::Article) -> String { article.id }",
                "pub fn id(chatbot: v1::Chatbot) -> String { chatbot.id }",
                "pub fn id(license: v1::License) -> String { license.id }",
                "pub fn id(schedule: v1::Schedule) -> String { schedule.id }",
                "pub fn id(template: v1::Template) -> String { template.id }",
                "pub fn path() -> String { v1::business_hours::list_schedules().path_and_query() }",
                "pub fn path() -> String { v1::chatbots::list_chatbots().path_and_query() }",
                "pub fn path() -> String { v1::knowledge::list_articles().path_and_query() }",
                "pub fn path() -> String { v1::organization::list_licenses().path_and_query() }",
                "pub fn path() -> String { v1::templates::list_templates().path_and_query() }",
            ],
            verdict: &[
                "breaks type-removed v1::License",
                "breaks type-removed v1::Article",
                "breaks type-removed v1::Chatbot",
                "breaks type-removed v1::Schedule",
                "breaks type-removed v1::Template",
                "breaks operation-removed v1::business_hours::list_schedules",
                "breaks operation-removed v1::chatbots::list_chatbots",
                "breaks operation-removed v1::knowledge::list_articles",
                "breaks operation-removed v1::organization::list_licenses",
                "breaks operation-removed v1::templates::list_templates",
            ],
        },
        ..Pair::default()
    }]
}
