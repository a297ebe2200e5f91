use dixa_generated::{Error, v1};

async fn show() -> Result<(), Error> {
    for tag in v1::tags::list_tags().await? {
        println!("{}", tag.name);
    }
    Ok(())
}

fn main() {
    let _ = show;
}
