use dixa_generated::v1;

fn main() {
    let tag = v1::Tag { name: "pegs".into(), state: v1::TagState::Active };
    println!("{tag:?}");
}
