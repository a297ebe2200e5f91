//! Until the description of exports is generated.
#![allow(missing_docs)]
use std::time::Duration;

use http::Method;

use crate::client::{Api, Authorization, RateLimit};
use crate::request::{Operation, ResponseFormat};

#[derive(Debug, Default)]
pub struct Conversation {
    pub id: i64,
    pub created_at: Option<i64>,
    pub initial_channel: Option<String>,
    pub requester_id: Option<String>,
}
impl crate::codec::Object for Conversation {
    const NAME: &'static str = "Conversation";
    const KEYS: &'static [&'static str] =
        &["id", "created_at", "initial_channel", "requester_id", "updated_at", "conversation_wrapup_notes"];
    fn read<'de, A: serde::de::MapAccess<'de>>(reader: &mut crate::codec::ObjectReader<A>) -> Result<Self, A::Error> {
        let (mut id, mut it) = (None, Self::default());
        while let Some(position) = reader.next_known()? {
            match position {
                0 => reader.set(&mut id),
                1 => reader.set_optional(&mut it.created_at),
                2 => reader.set_optional(&mut it.initial_channel),
                3 => reader.set_optional(&mut it.requester_id),
                _ => reader.skip(),
            }?;
        }
        it.id = reader.required(id, 0)?;
        Ok(it)
    }
    fn write<M: serde::ser::SerializeMap>(&self, out: &mut crate::codec::Writer<M>) {
        out.put("id", &self.id).put_some("created_at", &self.created_at);
    }
}
crate::codec::object!(Conversation);
pub type Message = serde_json::Value;

pub static EXPORTS: Api = Api {
    name: "exports",
    base_url: "https://exports.dixa.io",
    variable: "DIXA_EXPORTS_URL",
    authorization: Authorization::Bearer,
    rate_limit: Some(RateLimit::per(10, Duration::from_secs(60), 1)),
    prefixes: &["/v1"],
};

pub static CONVERSATIONS: Operation = Operation {
    id: "getConversationExport",
    name: "exports::conversations::export_conversations",
    api: &EXPORTS,
    method: Method::GET,
    path: "/v1/conversation_export",
    response: ResponseFormat::Json,
    statuses: &[200],
};

pub static MESSAGES: Operation = Operation {
    id: "getMessageExport",
    name: "exports::messages::export_messages",
    api: &EXPORTS,
    method: Method::GET,
    path: "/v1/message_export",
    response: ResponseFormat::Json,
    statuses: &[200],
};
