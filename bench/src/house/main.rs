//! What the keeping of the word costs: the same requests to a house with its gate and to a twin without.
//!
//! `cargo xtask bench enforcement` builds both and runs them in turn. The twin (feature `ungated`) asks neither the
//! access rules nor the policy nor the consent, and writes no access log; everything else is the same, sealing included.
//! The requests are those of GDPRbench's four roles (Shastri et al., VLDB 2020): controller, customer, processor and
//! regulator. Requests go through the real router of a house in this process, without a socket: the part that both
//! houses share is as small as it can be, and the ratio as large.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a measuring tool speaks to its user")]
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on may end")]
#![expect(clippy::disallowed_methods, reason = "a measurement is about real time")]

mod acts;
mod field;
mod measure;
mod table;

use std::collections::BTreeMap;

use measure::Measured;

/// What was measured of an act, by its name.
type Sheet = BTreeMap<String, Measured>;

fn main() {
    let mut args = std::env::args().skip(1);
    let (mut twin, mut rounds, mut times) = (None, 5, 200);
    while let Some(name) = args.next() {
        let value = args.next().unwrap_or_default();
        match name.as_str() {
            "--once" => return println!("{}", serde_json::to_string(&once(value.parse().unwrap())).unwrap()),
            "--twin" => twin = Some(value),
            "--rounds" => rounds = value.parse().unwrap(),
            "--times" => times = value.parse().unwrap(),
            _ => return eprintln!("usage: bench-house --twin BINARY [--rounds N] [--times N]"),
        }
    }
    let Some(twin) = twin else { return eprintln!("--twin names the binary of the twin") };
    let own = std::env::current_exe().unwrap();
    let (mut gated, mut ungated) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        println!("round {round} of {rounds}");
        gated.push(table::ran(own.as_os_str(), times));
        ungated.push(table::ran(twin.as_ref(), times));
    }
    table::print(&gated, &ungated);
}

/// One house, one run of everything.
fn once(times: u32) -> Sheet {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let scene = acts::Scene::set().await;
        let mut sheet = scene.run(times).await;
        sheet.extend(field::run(&scene).await);
        scene.end().await;
        sheet
    })
}
