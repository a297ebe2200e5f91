use dixa_generated::{Client, Error, v1};

async fn show(client: &Client) -> Result<(), Error> {
    let agent = v1::agents::get_agent("4d2ab456-8510-4a35-b266-e502160d5177").send(client).await?;
    println!("{}", agent.display_name);
    Ok(())
}

fn main() {
    let _ = show;
}
