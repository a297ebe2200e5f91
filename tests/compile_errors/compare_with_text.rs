use dixa_generated::v1;

fn is_active(tag: &v1::Tag) -> bool {
    tag.state == "Active"
}

fn main() {
    let _ = is_active;
}
