use dixa_generated::{Error, v1};

async fn show() -> Result<(), Error> {
    let tags = v1::tags::list_tags().send().await?;
    println!("{}", tags.len());
    Ok(())
}

fn main() {
    let _ = show;
}
