//! `cargo xtask demo`: a house in which people already live, to look around in.

use std::process::Command;

use crate::shell::shown;
use crate::{Outcome, node, serve, tree};

/// Fills a house with a company and a community, and serves it.
pub fn demo(arguments: &[&str]) -> Outcome {
    node::build_client()?;
    let house = serve::build(&[])?;
    let data = match arguments {
        ["--data", folder, ..] => (*folder).to_owned(),
        _ => tree::root().join("data/demo").display().to_string(),
    };
    shown(Command::new(&house).args(["demo", "--data", &data]))?;
    shown(Command::new(&house).args(["serve", "--dev", "--data", &data]))
}
