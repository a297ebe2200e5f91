use dixa_generated::{beta, exports, webhooks};

fn main() {
    let _ = (beta::agents::list_agents, exports::conversations, webhooks::Verifier::new);
}
