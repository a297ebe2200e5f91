//! The types of the bodies written with serde's derives: the same fields with the same types. They are written by hand
//! after v1; if a refresh changes these types, adapt them by hand. Only the benches need them.
//!
//! Unknown values and members are dropped, while the bindings keep them. That is the fastest variant of the derives.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
pub struct Page<T> {
    pub data: Vec<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<PageLinks>,
}

#[derive(Serialize, Deserialize)]
pub struct PageLinks {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "_type")]
pub enum ActivityLogAttribute {
    #[serde(rename = "ConversationAssignedAttribute")]
    ConversationAssigned(ConversationAssignedAttribute),
    #[serde(rename = "ConversationAutoReplySentAttribute")]
    ConversationAutoReplySent(ConversationAutoReplySentAttribute),
    #[serde(rename = "ConversationChannelChangedAttribute")]
    ConversationChannelChanged(ConversationChannelChangedAttribute),
    #[serde(rename = "ConversationClaimedAttribute")]
    ConversationClaimed(ConversationClaimedAttribute),
    #[serde(rename = "ConversationCreatedAttribute")]
    ConversationCreated(ConversationCreatedAttribute),
    #[serde(rename = "ConversationCustomAttributesUpdatedAttribute")]
    ConversationCustomAttributesUpdated(ConversationCustomAttributesUpdatedAttribute),
    #[serde(rename = "ConversationEndUserReplacedAttribute")]
    ConversationEndUserReplaced(ConversationEndUserReplacedAttribute),
    #[serde(rename = "ConversationLanguageUpdatedAttribute")]
    ConversationLanguageUpdated(ConversationLanguageUpdatedAttribute),
    #[serde(rename = "ConversationLinkedAttribute")]
    ConversationLinked(ConversationLinkedAttribute),
    #[serde(rename = "ConversationOfferedAttribute")]
    ConversationOffered(ConversationOfferedAttribute),
    #[serde(rename = "ConversationRatedAttribute")]
    ConversationRated(ConversationRatedAttribute),
    #[serde(rename = "ConversationRatingNotOfferedAttribute")]
    ConversationRatingNotOffered(ConversationRatingNotOfferedAttribute),
    #[serde(rename = "ConversationRatingOfferedAttribute")]
    ConversationRatingOffered(ConversationRatingOfferedAttribute),
    #[serde(rename = "ConversationRatingScheduledAttribute")]
    ConversationRatingScheduled(ConversationRatingScheduledAttribute),
    #[serde(rename = "ConversationReservedAttribute")]
    ConversationReserved(ConversationReservedAttribute),
    #[serde(rename = "ConversationResolvedStateToggledAttribute")]
    ConversationResolvedStateToggled(ConversationResolvedStateToggledAttribute),
    #[serde(rename = "ConversationSubjectUpdatedAttribute")]
    ConversationSubjectUpdated(ConversationSubjectUpdatedAttribute),
    #[serde(rename = "ConversationTranscriptionEndedAttribute")]
    ConversationTranscriptionEnded(ConversationTranscriptionEndedAttribute),
    #[serde(rename = "ConversationTransferredAttribute")]
    ConversationTransferred(ConversationTransferredAttribute),
    #[serde(rename = "ConversationUnassignedAttribute")]
    ConversationUnassigned(ConversationUnassignedAttribute),
    #[serde(rename = "MessageAddedAttribute")]
    MessageAdded(MessageAddedAttribute),
    #[serde(rename = "MessageRedactedAttribute")]
    MessageRedacted(MessageRedactedAttribute),
    #[serde(rename = "NoteAddedAttribute")]
    NoteAdded(NoteAddedAttribute),
    #[serde(rename = "TagAddedAttribute")]
    TagAdded(TagAddedAttribute),
    #[serde(rename = "TagRemovedAttribute")]
    TagRemoved(TagRemovedAttribute),
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActivityLogEntry {
    #[serde(rename = "_type")]
    pub type_: ActivityLogEntryType,
    pub activity_timestamp: Timestamp,
    pub activity_type: DeprecatedActivityLogType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<ActivityLogAttribute>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<ActivityLogUser>,
    pub conversation_id: i64,
    pub id: Uuid,
}

#[derive(Serialize, Deserialize)]
pub enum ActivityLogEntryType {
    ConversationAssigned,
    ConversationAutoreplySent,
    ConversationChannelChanged,
    ConversationClaimed,
    ConversationClosed,
    ConversationCreatedByAgent,
    ConversationCreatedByCustomer,
    ConversationCustomAttributesUpdated,
    ConversationEndUserReplaced,
    ConversationLanguageUpdated,
    ConversationLinkedFromChild,
    ConversationLinkedToParent,
    ConversationMessageRedacted,
    ConversationOfferAccepted,
    ConversationOfferRejected,
    ConversationOfferTimeout,
    ConversationOffered,
    ConversationPending,
    ConversationRated,
    ConversationRatingCancelled,
    ConversationRatingNotOffered,
    ConversationRatingOffered,
    ConversationRatingScheduled,
    ConversationRatingUnscheduled,
    ConversationReopened,
    ConversationReserved,
    ConversationResolvedStateToggled,
    ConversationTranscriptionEnded,
    ConversationTranscriptionStarted,
    ConversationUnassigned,
    ConversationUnlinkedFromChild,
    ConversationUnlinkedToParent,
    FollowupAdded,
    FollowupExpired,
    FollowupRemoved,
    MessageAddedByAgent,
    MessageAddedByCustomer,
    NoteAdded,
    TagAdded,
    TagRemoved,
    TransferFailed,
    TransferInitiated,
    TransferSuccessful,
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActivityLogUser {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AnonymizedConversation {
    pub anonymized_at: Timestamp,
    pub channel: ConversationChannel,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<CustomAttribute>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    pub id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<ConversationLink>,
    pub requester_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ConversationState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport_expires_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assignment {
    pub agent_id: Uuid,
    pub assigned_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum AttributeValue {
    StringObject(String),
    StringList(Vec<String>),
    Unknown(Value),
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "_type")]
pub enum Attributes {
    #[serde(rename = "CallRecordingAttributes")]
    CallRecording(CallRecordingAttributes),
    #[serde(rename = "ChatAttributes")]
    Chat(ChatAttributes),
    #[serde(rename = "ContactFormAttributes")]
    ContactForm(ContactFormAttributes),
    #[serde(rename = "EmailAttributes")]
    Email(EmailAttributes),
    #[serde(rename = "FacebookMessengerAttributes")]
    FacebookMessenger(FacebookMessengerAttributes),
    #[serde(rename = "GenericAttributes")]
    Generic(GenericAttributes),
    #[serde(rename = "MessengerFormAttributes")]
    MessengerForm(MessengerFormAttributes),
    #[serde(rename = "PhoneAttributes")]
    Phone(PhoneAttributes),
    #[serde(rename = "SmsAttributes")]
    Sms(SmsAttributes),
    #[serde(rename = "TranscriptAttributes")]
    Transcript(TranscriptAttributes),
    #[serde(rename = "TwitterAttributes")]
    Twitter(TwitterAttributes),
    #[serde(rename = "WhatsAppAttributes")]
    WhatsApp(WhatsAppAttributes),
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BrowserInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_address: Option<String>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub originating_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallRecordingAttributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<i32>,
    pub recording: String,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum CalledNumber {
    Number(i64),
    Text(String),
    Unknown(Value),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatAttributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<File>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    pub is_automated: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatConversation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser_info: Option<BrowserInfo>,
    pub channel: ConversationChannel,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<CustomAttribute>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    pub id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<ConversationLink>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<ConversationQueue>,
    pub requester_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ConversationState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport_expires_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Checksum {
    pub algorithm: String,
    pub hex: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactFormAttributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<File>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bcc: Option<Vec<EmailContact>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cc: Option<Vec<EmailContact>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_failure_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_content: Option<EmailContent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<EmailContact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inline_images: Option<Vec<File>>,
    pub is_auto_reply: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_content_url: Option<File>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_default_to_emails: Option<Vec<EmailContact>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Vec<EmailContact>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactFormConversation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    pub channel: ConversationChannel,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<CustomAttribute>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    pub from_email: String,
    pub id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<ConversationLink>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<ConversationQueue>,
    pub requester_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ConversationState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport_expires_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "_type")]
pub enum Content {
    Html(Html),
    Markdown(Markdown),
    Text(Text),
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "_type")]
pub enum Conversation {
    #[serde(rename = "AnonymizedConversation")]
    Anonymized(AnonymizedConversation),
    #[serde(rename = "ChatConversation")]
    Chat(ChatConversation),
    #[serde(rename = "ContactFormConversation")]
    ContactForm(ContactFormConversation),
    #[serde(rename = "EmailConversation")]
    Email(EmailConversation),
    #[serde(rename = "FacebookMessengerConversation")]
    FacebookMessenger(FacebookMessengerConversation),
    #[serde(rename = "GenericConversation")]
    Generic(GenericConversation),
    #[serde(rename = "MessengerConversation")]
    Messenger(MessengerConversation),
    #[serde(rename = "PstnPhoneConversation")]
    PstnPhone(PstnPhoneConversation),
    #[serde(rename = "SmsConversation")]
    Sms(SmsConversation),
    #[serde(rename = "TwitterConversation")]
    Twitter(TwitterConversation),
    #[serde(rename = "WhatsAppConversation")]
    WhatsApp(WhatsAppConversation),
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationAssignedAttribute {
    pub agent_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_name: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationAutoReplySentAttribute {
    pub template_name: String,
}

#[derive(Serialize, Deserialize)]
pub enum ConversationChannel {
    Callback,
    ContactForm,
    Email,
    FacebookMessenger,
    Messenger,
    PstnPhone,
    Sms,
    Twitter,
    Voicemail,
    WhatsApp,
    WidgetChat,
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationChannelChangedAttribute {
    pub channel_reference: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationClaimedAttribute {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_from_label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_from_type: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationCreatedAttribute {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationCustomAttributesUpdatedAttribute {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_attribute_ids: Option<Vec<String>>,
    pub updated_attribute_values: BTreeMap<String, AttributeValue>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationEndUserReplacedAttribute {
    pub new_user: ActivityLogUser,
    pub old_user: ActivityLogUser,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationLanguageUpdatedAttribute {
    pub language: String,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "_type")]
pub enum ConversationLink {
    EmailForward(EmailForward),
    FollowUp(FollowUp),
    SideConversation(SideConversation),
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationLinkedAttribute {
    pub child: i64,
    pub link_type: String,
    pub parent: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationOfferedAttribute {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_names: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_label: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationQueue {
    pub id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queued_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationRatedAttribute {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<ActivityLogUser>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<i32>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationRatingNotOfferedAttribute {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluation_filters: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationRatingOfferedAttribute {
    pub agent: ActivityLogUser,
    pub user: ActivityLogUser,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationRatingScheduledAttribute {
    pub rating_scheduled_time: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationReservedAttribute {
    pub agent: ActivityLogUser,
    pub queue_id: String,
    pub queue_name: String,
    pub reservation_type: String,
    pub valid_until: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationResolvedStateToggledAttribute {
    pub is_resolved: bool,
}

#[derive(Serialize, Deserialize)]
pub enum ConversationState {
    AwaitingPending,
    Closed,
    Open,
    Pending,
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationSubjectUpdatedAttribute {
    pub new_subject: String,
    pub old_subject: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationTranscriptionEndedAttribute {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    pub is_successful: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationTransferredAttribute {
    pub destination_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_label: Option<String>,
    pub destination_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub transfer_type: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationUnassignedAttribute {
    pub agent: ActivityLogUser,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomAttribute {
    pub id: Uuid,
    pub identifier: String,
    pub name: String,
    pub value: AttributeValue,
}

#[derive(Serialize, Deserialize)]
pub enum DeprecatedActivityLogType {
    #[serde(rename = "ConversationAssignedActivityType")]
    ConversationAssignedActivity,
    #[serde(rename = "ConversationAutoreplySentActivityType")]
    ConversationAutoreplySentActivity,
    #[serde(rename = "ConversationClaimedActivityType")]
    ConversationClaimedActivity,
    #[serde(rename = "ConversationClosedActivityType")]
    ConversationClosedActivity,
    #[serde(rename = "ConversationCreatedByAgentActivityType")]
    ConversationCreatedByAgentActivity,
    #[serde(rename = "ConversationCreatedByCustomerActivityType")]
    ConversationCreatedByCustomerActivity,
    #[serde(rename = "ConversationEndUserReplacedActivityType")]
    ConversationEndUserReplacedActivity,
    #[serde(rename = "ConversationLanguageUpdatedActivityType")]
    ConversationLanguageUpdatedActivity,
    #[serde(rename = "ConversationOfferAcceptedActivityType")]
    ConversationOfferAcceptedActivity,
    #[serde(rename = "ConversationOfferRejectedActivityType")]
    ConversationOfferRejectedActivity,
    #[serde(rename = "ConversationOfferTimeoutActivityType")]
    ConversationOfferTimeoutActivity,
    #[serde(rename = "ConversationOfferedActivityType")]
    ConversationOfferedActivity,
    #[serde(rename = "ConversationPendingActivityType")]
    ConversationPendingActivity,
    #[serde(rename = "ConversationRatedActivityType")]
    ConversationRatedActivity,
    #[serde(rename = "ConversationRatingCancelledActivityType")]
    ConversationRatingCancelledActivity,
    #[serde(rename = "ConversationRatingOfferedActivityType")]
    ConversationRatingOfferedActivity,
    #[serde(rename = "ConversationRatingScheduledActivityType")]
    ConversationRatingScheduledActivity,
    #[serde(rename = "ConversationRatingUnscheduledActivityType")]
    ConversationRatingUnscheduledActivity,
    #[serde(rename = "ConversationReopenedActivityType")]
    ConversationReopenedActivity,
    #[serde(rename = "ConversationReservedType")]
    ConversationReserved,
    #[serde(rename = "ConversationTranscriptionEndedActivityType")]
    ConversationTranscriptionEndedActivity,
    #[serde(rename = "ConversationTranscriptionStartedActivityType")]
    ConversationTranscriptionStartedActivity,
    #[serde(rename = "ConversationUnassignedActivityType")]
    ConversationUnassignedActivity,
    #[serde(rename = "FollowupAddedActivityType")]
    FollowupAddedActivity,
    #[serde(rename = "FollowupExpiredActivityType")]
    FollowupExpiredActivity,
    #[serde(rename = "FollowupRemovedActivityType")]
    FollowupRemovedActivity,
    #[serde(rename = "MessageAddedByAgentActivityType")]
    MessageAddedByAgentActivity,
    #[serde(rename = "MessageAddedByCustomerActivityType")]
    MessageAddedByCustomerActivity,
    #[serde(rename = "NoteAddedActivityType")]
    NoteAddedActivity,
    #[serde(rename = "TagAddedActivityType")]
    TagAddedActivity,
    #[serde(rename = "TagRemovedActivityType")]
    TagRemovedActivity,
    #[serde(rename = "TransferFailedActivityType")]
    TransferFailedActivity,
    #[serde(rename = "TransferInitiatedActivityType")]
    TransferInitiatedActivity,
    #[serde(rename = "TransferSuccessfulActivityType")]
    TransferSuccessfulActivity,
    #[serde(rename = "UnknownActivityType")]
    UnknownActivity,
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize)]
pub enum Direction {
    Inbound,
    Internal,
    Outbound,
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EmailAttributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<File>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bcc: Option<Vec<EmailContact>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cc: Option<Vec<EmailContact>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_failure_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_content: Option<EmailContent>,
    pub from: EmailContact,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inline_images: Option<Vec<File>>,
    pub is_auto_reply: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_content_url: Option<File>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Vec<EmailContact>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EmailContact {
    pub email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "_type")]
pub enum EmailContent {
    Regular(Regular),
    TooLarge(TooLarge),
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EmailConversation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    pub channel: ConversationChannel,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<CustomAttribute>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    pub from_email: String,
    pub id: i64,
    pub integration_email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<ConversationLink>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<ConversationQueue>,
    pub requester_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ConversationState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    pub to_email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport_expires_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EmailForward {
    pub parent_id: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndUser {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_emails: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_phone_numbers: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<CustomAttribute>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    pub id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_names: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FacebookMessengerAttributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<File>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FacebookMessengerConversation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    pub channel: ConversationChannel,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<CustomAttribute>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    pub id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<ConversationLink>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<ConversationQueue>,
    pub requester_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ConversationState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport_expires_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct File {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pretty_name: Option<String>,
    pub url: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileMeta {
    pub bytes_length: i64,
    pub checksum: Checksum,
    pub media_type: MimeType,
    pub name: String,
    pub url: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FollowUp {
    pub parent_id: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum FormAttributeValue {
    Attachments(Vec<FileMeta>),
    Select(Vec<String>),
    Text(String),
    Unknown(Value),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FormSubmission {
    pub values: BTreeMap<String, FormAttributeValue>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GenericAttributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<File>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GenericConversation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    pub channel: ConversationChannel,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<CustomAttribute>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_contact_point_id: Option<String>,
    pub id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<ConversationLink>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<ConversationQueue>,
    pub requester_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ConversationState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_contact_point_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport_expires_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Html {
    pub value: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Markdown {
    pub value: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    pub attributes: Attributes,
    pub author_id: Uuid,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    pub id: Uuid,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageAddedAttribute {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_endpoint: Option<String>,
    pub message_id: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageRedactedAttribute {
    pub message_id: String,
    pub number_of_deleted_files: i32,
    pub was_text_redacted: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessengerConversation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser_info: Option<BrowserInfo>,
    pub channel: ConversationChannel,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<CustomAttribute>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    pub id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<ConversationLink>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<ConversationQueue>,
    pub requester_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ConversationState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport_expires_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessengerFormAttributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    pub form_submission: FormSubmission,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "_type")]
pub enum MimeType {
    #[serde(rename = "MimeTypeImpl")]
    Impl(MimeTypeImpl),
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MimeTypeImpl {
    pub primary: String,
    pub sub: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NoteAddedAttribute {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    pub message: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PhoneAttributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<i32>,
    pub from: String,
    pub to: CalledNumber,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PstnPhoneConversation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    pub channel: ConversationChannel,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<CustomAttribute>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    pub id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<ConversationLink>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<ConversationQueue>,
    pub requester_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ConversationState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport_expires_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Regular {
    pub content: Content,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SideConversation {
    pub parent_id: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SmsAttributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<File>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SmsConversation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    pub channel: ConversationChannel,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<CustomAttribute>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_number: Option<String>,
    pub id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<ConversationLink>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<ConversationQueue>,
    pub requester_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ConversationState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport_expires_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TagAddedAttribute {
    pub tag: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TagRemovedAttribute {
    pub tag: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Text {
    pub value: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TooLarge {
    pub file: File,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TranscriptAttributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    #[serde(rename = "utterance_end_ms", skip_serializing_if = "Option::is_none")]
    pub utterance_end_ms: Option<i64>,
    #[serde(rename = "utterance_start_ms", skip_serializing_if = "Option::is_none")]
    pub utterance_start_ms: Option<i64>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TwitterAttributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<File>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TwitterConversation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    pub channel: ConversationChannel,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_point_twitter_id: Option<String>,
    pub conversation_type: TwitterConversationType,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<CustomAttribute>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_user_twitter_id: Option<String>,
    pub id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<ConversationLink>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<ConversationQueue>,
    pub requester_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ConversationState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport_expires_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
pub enum TwitterConversationType {
    DirectMessage,
    Tweet,
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WhatsAppAttributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<File>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WhatsAppConversation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    pub channel: ConversationChannel,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<CustomAttribute>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    pub id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<ConversationLink>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<ConversationQueue>,
    pub requester_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ConversationState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport_expires_at: Option<Timestamp>,
}
