use dixa_generated::{Client, Error, v1};

async fn show(client: &Client) -> Result<(), Error> {
    let agents = v1::agents::list_agents().items(client).await?;
    println!("{}", agents.len());
    Ok(())
}

fn main() {
    let _ = show;
}
