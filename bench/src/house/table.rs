//! Both houses beside one another.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use crate::Sheet;
use crate::measure::Measured;

/// What one run of a binary measured.
pub fn ran(binary: &OsStr, times: u32) -> Sheet {
    let mut run = Command::new(binary);
    let done = run.arg("--once").arg(times.to_string()).stderr(Stdio::inherit()).output().unwrap();
    let text = String::from_utf8(done.stdout).unwrap();
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

/// Medians of the rounds, and their ratios.
pub fn print(gated: &[Sheet], ungated: &[Sheet]) {
    println!("| what | with: CPU / p50 / p99, us | without | CPU ratio | p50 ratio |\n|---|---|---|---|---|");
    for name in gated[0].keys() {
        let (with, without) = (medians(gated, name), medians(ungated, name));
        let shown = |one: [f64; 3]| one.map(|us| format!("{us:.1}")).join(" / ");
        println!(
            "| {name} | {} | {} | {:.2} | {:.2} |",
            shown(with),
            shown(without),
            with[0] / without[0],
            with[1] / without[1]
        );
    }
}

fn medians(sheets: &[Sheet], name: &str) -> [f64; 3] {
    let part = |of: fn(&Measured) -> f64| {
        let mut values: Vec<f64> = sheets.iter().map(|sheet| of(&sheet[name])).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    [part(|one| one.cpu_us), part(|one| one.p50_us), part(|one| one.p99_us)]
}
