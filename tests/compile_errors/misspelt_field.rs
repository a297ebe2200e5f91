use dixa_generated::v1::{CreateAgentInput, CreateAgentInputRequired};

fn main() {
    let input = CreateAgentInput::new(CreateAgentInputRequired { name: "Ann".into(), email: "ann@example.com".into() });
    println!("{input:?}");
}
