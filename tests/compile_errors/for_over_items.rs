use dixa_generated::{Client, Error, v1};

async fn show(client: &Client) -> Result<(), Error> {
    for agent in v1::agents::list_agents().items(client) {
        println!("{}", agent?.display_name);
    }
    Ok(())
}

fn main() {
    let _ = show;
}
