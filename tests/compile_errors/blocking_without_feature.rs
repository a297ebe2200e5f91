use dixa_generated::{Client, Error, v1};

fn main() -> Result<(), Error> {
    let client = Client::from_env()?;
    for tag in v1::tags::list_tags().send_blocking(&client)? {
        println!("{}", tag.name);
    }
    for agent in v1::agents::list_agents().items_blocking(&client) {
        println!("{}", agent?.display_name);
    }
    Ok(())
}
