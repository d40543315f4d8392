//! `cargo xtask`: everything one does to this house from the outside.
//!
//! `run` starts it, `test` is all of CI, `quick` is the loop while writing; the rest are the parts of these that
//! somebody may want alone. The standard library and a few crates for data only: it must build in seconds.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks by printing")]

mod bench;
mod browsers;
mod cards;
mod checks;
mod clients;
mod closed;
mod contract;
mod demo;
mod dist;
mod eyes;
mod ledger;
mod needs;
mod node;
mod packages;
mod postgres;
mod quick;
mod report;
mod serve;
mod shell;
mod speech;
mod test;
mod tidy;
mod tree;

use std::process::ExitCode;

/// What a command of ours came to: nothing to say, or one sentence on what is wrong.
type Outcome<T = ()> = Result<T, String>;

const USAGE: &str = "\
cargo xtask COMMAND

  run [ARGS]               build the web client and serve everything on SQLite and ./data (ARGS go to `courtyard serve`)
  test                     everything that CI runs: the whole truth
  quick                    format, clippy, tidy and the tests of the crates that changed; SQLite, no browser
  tidy [--write]           the building's own rules; --write lowers the ratchet to what is true now
  promises [--sabotage N]  the ledger: proved, waiting, unproved; with --sabotage, N proofs are put to the test
  promises --sabotage-all HOME  everything that the tests of a crate, or `browsers`, name is broken once
  promises --write         bring policy/published/promises.json up to date: each row with the tests that prove it
  contract --write         bring docs/openapi.json and the client's types up to date with the handlers
  web                      build the web client into web/dist
  dist                     the release binary with the compressed client inside, in target/dist
  fuzz [--hours N]         feed the parsers with what strangers might send (ten seconds a target unless told)
  bench [NAME] [--rounds N]  what forwarding costs, scene by scene, in release mode
  bench enforcement [--rounds N]  what the gate costs, beside a house without one
  bench retention [PEOPLE]  four years over so many people, each record held against an oracle
  demo [--data DIR]        fill a house with a company and a community, and serve it";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match command(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(said) => {
            if !said.is_empty() {
                eprintln!("xtask: {said}");
            }
            ExitCode::FAILURE
        }
    }
}

fn command(words: &[&str]) -> Outcome {
    match words {
        ["run", rest @ ..] => serve::run(rest),
        ["test"] => test::whole(),
        ["quick"] => quick::quick(),
        ["tidy"] => tidy::command(false),
        ["tidy", "--write"] => tidy::command(true),
        ["promises"] => ledger::command(),
        ["promises", "--write"] => ledger::write(),
        ["promises", "--sabotage", many] => ledger::sabotage_command(number(many)?),
        ["promises", "--sabotage-all", home] => ledger::sabotage_all_command(home),
        ["contract", "--write"] => contract::write(),
        ["web"] => node::build_client(),
        ["dist"] => dist::dist(),
        ["fuzz"] => bench::fuzz(10),
        ["fuzz", "--hours", many] => bench::fuzz(number(many)? * 3600),
        ["bench", rest @ ..] => bench::bench(rest),
        ["demo", rest @ ..] => demo::demo(rest),
        // Not for people: `test` calls itself with these two inside its network namespaces.
        ["closed-part"] => test::inside(),
        ["closed-witness", out] => closed::witness(out),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        [other, ..] => Err(format!("there is no command {other:?} with these words\n\n{USAGE}")),
    }
}

fn number(word: &str) -> Outcome<u64> {
    word.parse().map_err(|_| format!("{word:?} is not a whole number"))
}
