use dixa_generated::v1;

fn name(state: &v1::TagState) -> &str {
    match state {
        v1::TagState::Active => "active",
        v1::TagState::Inactive => "inactive",
    }
}

fn main() {
    let _ = name;
}
