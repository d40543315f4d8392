//! An organisation of many people: bringing a list in, looking people up, clocking in all at once, and a month's numbers.
//!
//! `cargo xtask bench office --people 10000`. The house is a real one in this process, on SQLite and a folder; requests go
//! through its router without a socket, client included. Each person has an account of his own, stands on a list that
//! was attested, and accepts. The limit beside it is the disk's: one small record after the other, each durable.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a measuring tool speaks to its user")]
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on may end")]
#![expect(clippy::disallowed_methods, reason = "a measurement is about real time")]

mod clocking;
mod directory;
mod lane;
mod people;

use lane::{memory_mb, said};
use std::time::Instant;

fn main() {
    let mut args = std::env::args().skip(1);
    let (mut people, mut lanes) = (1_000, 16);
    while let Some(name) = args.next() {
        let value = args.next().unwrap_or_default();
        match name.as_str() {
            "--people" => people = value.parse().unwrap(),
            "--lanes" => lanes = value.parse().unwrap(),
            _ => return eprintln!("usage: bench-office [--people N] [--lanes N]"),
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(run(people, lanes));
}

async fn run(people: usize, lanes: usize) {
    println!("{people} people, {lanes} at once; memory {} MB", memory_mb());
    let begun = Instant::now();
    let company = people::Company::open(people, lanes).await;
    said("all of it so far", begun);
    directory::run(&company).await;
    clocking::run(&company, lanes).await;
    company.house.running.stop().await.unwrap();
}
