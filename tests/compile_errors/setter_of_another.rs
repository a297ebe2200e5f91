use dixa_generated::v1;

fn main() {
    let request = v1::tags::list_tags().page_limit(50);
    println!("{request:?}");
}
