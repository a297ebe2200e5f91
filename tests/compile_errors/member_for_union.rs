use dixa_generated::v1;

fn main() {
    let message = v1::CreateInboundMessageInput::new("My order has not arrived");
    let request = v1::conversations::add_message(42, &message);
    println!("{request:?}");
}
