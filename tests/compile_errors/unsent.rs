#![deny(unused_must_use)]

use dixa_generated::{Error, v1};

async fn close() -> Result<(), Error> {
    v1::conversations::reopen_conversation(42);
    Ok(())
}

fn main() {
    let _ = close;
}
