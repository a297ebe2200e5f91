use dixa_generated::{Client, Error, v1};

fn spawn(_task: impl Future<Output = Result<(), Error>> + Send + 'static) {}

fn main() -> Result<(), Error> {
    let client = Client::from_env()?;
    for id in [42, 43] {
        spawn(async move { v1::conversations::reopen_conversation(id).send(&client).await });
    }
    Ok(())
}
