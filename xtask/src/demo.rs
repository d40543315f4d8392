//! `cargo xtask demo`: a house in which people already live, to look around in.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::shell::shown;
use crate::{Outcome, node, serve, tree};

/// Serves a house, fills it with a company and a neighbourhood unless that has happened already, and goes on serving.
pub fn demo(arguments: &[&str]) -> Outcome {
    node::build_client()?;
    let binary = serve::build(&[])?;
    let data = match arguments {
        ["--data", folder, ..] => std::path::PathBuf::from(folder),
        _ => tree::root().join("data/demo"),
    };
    let filled = data.join("filled");
    let mut house = Command::new(binary)
        .args(["serve", "--dev", "--data"])
        .arg(&data)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("starting courtyard: {error}"))?;
    let out = house.stdout.take().ok_or("courtyard has no voice")?;
    let mut lines = BufReader::new(out).lines().map_while(Result::ok).inspect(|line| println!("{line}"));
    let Some(address) =
        lines.find_map(|line| line.split("listening on ").nth(1).map(|address| address.trim().to_owned()))
    else {
        return Err("the house closed before it opened".into());
    };
    if !filled.exists() {
        let script = tree::root().join("xtask/src/demo.mjs");
        if let Err(said) = shown(Command::new("node").arg(script).arg(&address)) {
            house.kill().map_err(|error| format!("ending the house: {error}"))?;
            return Err(format!("filling the house: {said}"));
        }
        std::fs::write(&filled, "").map_err(|error| format!("writing {}: {error}", filled.display()))?;
    }
    println!("{address} is open; Ctrl-C closes it");
    lines.for_each(drop);
    house.wait().map(drop).map_err(|error| format!("waiting for the house: {error}"))
}
