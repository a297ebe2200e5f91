use dixa_generated::v1;

fn main() {
    let input = v1::CreateAgentInput { display_name: "Ann".into(), email: "ann@example.com".into(), created_at: None };
    println!("{input:?}");
}
