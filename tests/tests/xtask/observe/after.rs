use dixa_generated::{Client, Watch, v1};

/// A client with the corrected bindings. In strict mode, whatever they do not know makes a call fail.
fn main() {
    let url = std::env::args().nth(1).unwrap();
    let watch = Watch::new(|finding| eprintln!("{finding}")).unknown_fields(true).strict(true);
    let client = Client::builder("token").base_url(url).watch(watch).build().unwrap();
    assert_eq!(v1::things::list_things().send_blocking(&client).unwrap().len(), 4);
    let thing = |id| v1::things::get_thing(id).send_blocking(&client).unwrap();
    let first = thing(1);
    assert!(matches!(&first.channel, v1::Channel::Sms(sms) if sms.name.as_deref() == Some("x")));
    assert_eq!(first.kind, v1::Kind::Blue);
    assert!(matches!(&first.source, Some(v1::Source::Robot(robot)) if robot.name.as_deref() == Some("r2")));
    assert_eq!(thing(2).name, None);
    assert_eq!(thing(3).labels, None);
    assert_eq!(thing(4).size.as_deref(), Some("12 cm"));
    println!("all read");
}
