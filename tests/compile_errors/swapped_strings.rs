use dixa_generated::v1;

fn main() {
    let input = v1::CreateAgentInput::new("ann@example.com", "Ann");
    println!("{input:?}");
}
