use dixa_generated::v1;

fn subject(conversation: &v1::Conversation) -> Option<&String> {
    conversation.subject.as_ref()
}

fn main() {
    let _ = subject;
}
