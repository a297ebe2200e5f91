use dixa_generated::{Client, Watch, v1};

/// A client of today: some calls fail, and what it sees is written to a file.
fn main() {
    let [url, file] = [1, 2].map(|position| std::env::args().nth(position).unwrap());
    let watch = Watch::new(|_| {}).observations(std::fs::File::create(file).unwrap());
    let client = Client::builder("token").base_url(url).watch(watch).build().unwrap();
    println!("list: {}", v1::things::list_things().send_blocking(&client).is_ok());
    for id in 1..=4 {
        println!("{id}: {}", v1::things::get_thing(id).send_blocking(&client).is_ok());
    }
}
