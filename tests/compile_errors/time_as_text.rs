use dixa_generated::v1;

fn earlier(input: v1::CreateAgentInput) -> v1::CreateAgentInput {
    input.created_at("2026-01-01T00:00:00Z")
}

fn main() {
    let _ = earlier;
}
