//! Load generators: what the parts of the house cost, as ratios.
//!
//! `bench media --publishers 1 --subscribers 200` and `bench limit --subscribers 200`; `bench/RESULTS.md` holds
//! what was measured, with the commands.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a measuring tool speaks to its user")]
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on may end")]
#![expect(clippy::disallowed_methods, reason = "a measurement is about real time")]

#[path = "../../crates/sfu/tests/sfu/client.rs"]
#[expect(dead_code, reason = "the client of the engine's tests, of which a load needs a part")]
mod client;
mod limit;
mod media;
mod process;
mod wire;

use std::collections::HashMap;

fn main() {
    let mut args = std::env::args().skip(1);
    let what = args.next().unwrap_or_default();
    let mut options = HashMap::new();
    while let Some(name) = args.next() {
        let value = args.next().unwrap_or_default();
        options.insert(name.trim_start_matches('-').to_owned(), value);
    }
    match what.as_str() {
        "media" => media::run(&Options(options)),
        "limit" => limit::run(&Options(options)),
        _ => eprintln!("usage: bench media|limit [--name value]..."),
    }
}

/// What was said on the command line.
struct Options(HashMap<String, String>);

impl Options {
    fn number(&self, name: &str, otherwise: usize) -> usize {
        self.0.get(name).map_or(otherwise, |v| v.parse().unwrap())
    }

    fn text(&self, name: &str, otherwise: &str) -> String {
        self.0.get(name).cloned().unwrap_or_else(|| otherwise.to_owned())
    }
}
