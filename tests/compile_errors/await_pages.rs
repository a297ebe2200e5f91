use dixa_generated::{Client, Error, v1};

async fn show(client: &Client) -> Result<(), Error> {
    let pages = v1::agents::list_agents().pages(client).await?;
    println!("{}", pages.len());
    Ok(())
}

fn main() {
    let _ = show;
}
