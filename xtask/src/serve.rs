//! `cargo xtask run`: the first of the two commands.

use std::process::Command;

use crate::shell::{cargo, shown};
use crate::{Outcome, node, tree};

/// Builds the client and the house, and serves it for somebody who looks around.
pub fn run(arguments: &[&str]) -> Outcome {
    node::check()?;
    println!("building the web client");
    node::build_client()?;
    println!("building the house");
    let house = build(&[])?;
    let mut command = Command::new(house);
    command.current_dir(tree::root()).args(["serve", "--dev"]);
    if !arguments.contains(&"--data") {
        command.args(["--data", "./data"]);
    }
    shown(command.args(arguments))
}

/// Builds the binary `courtyard` and copies it into this clone, out of reach of another clone's build.
pub fn build(more: &[&str]) -> Outcome<std::path::PathBuf> {
    tree::claim_target()?;
    tree::embed_client()?;
    shown(cargo().args(["build", "--package", "gate", "--bin", "courtyard"]).args(more))?;
    tree::keep_built(if more.contains(&"--release") { "release/courtyard" } else { "debug/courtyard" })
}
