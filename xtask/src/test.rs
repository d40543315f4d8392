//! `cargo xtask test`: the second of the two commands, and all of CI.

use std::fs;
use std::process::Stdio;

use crate::closed::{self, Cable};
use crate::postgres::Postgres;
use crate::report::{Report, Watch};
use crate::shell::shown;
use crate::{
    Outcome, bench, browsers, cards, checks, clients, contract, eyes, ledger, needs, node, speech, tidy, tree,
};

/// Runs everything: what may fetch and build first, then all tests in the closed network.
pub fn whole() -> Outcome {
    let watch = Watch::start();
    let mut report = Report::default();
    tree::claim_target()?;
    ledger::forget()?;
    report.stage("what the tests need", needs::install);
    report.stage("format", checks::format);
    report.stage("tidy", tidy::stage);
    if tree::root().join("web/package.json").exists() {
        report.stage("web client", node::check_client);
    }
    // What is fetched waits for others, and what is built for the cores.
    std::thread::scope(|scope| {
        let fetched = scope.spawn(|| {
            let mut fetched = Report::default();
            fetched.stage("packages of the browser tests", browsers::prepare);
            fetched.stage("packages of other clients", clients::prepare);
            fetched
        });
        report.stage("building the tests, and clippy", checks::build_all);
        report.stage("samples that must not compile", checks::samples);
        if tree::root().join("web/package.json").exists() {
            report.stage("contract", contract::stage);
        }
        report.add(fetched.join().unwrap_or_else(|_| Report::failure("fetching packages ended early")));
    });
    report.stage("the program that hears, and its model", speech::prepare);
    report.stage("the nets that read cards", cards::prepare);
    report.stage("the nets that see faces, and pictures", eyes::prepare);
    closed_part(&mut report);
    report.finish(watch.seconds())
}

/// Calls ourselves inside the namespaces, and takes over what was found there.
fn closed_part(report: &mut Report) {
    let found = closed::entrance().and_then(|mut command| {
        let us = std::env::current_exe().map_err(|error| format!("finding xtask itself: {error}"))?;
        let result = tree::scratch()?.join("closed.json");
        fs::write(&result, "").map_err(|error| format!("writing {}: {error}", result.display()))?;
        shown(command.arg(us).arg("closed-part").stdin(Stdio::null()))?;
        serde_json::from_str(&tree::read(&result)?)
            .map_err(|error| format!("reading what the closed part found: {error}"))
    });
    match found {
        Ok(found) => report.add(found),
        Err(said) if std::path::Path::new("/proc/self/ns/net").exists() && closed::entrance().is_ok() => {
            report.add(Report::failure(format!("closed part: {said}")));
        }
        Err(said) => {
            report.add(Report::skip(format!("closed network: {said}")));
            tests(report);
        }
    }
}

/// The part that runs inside: the cable first, and at the end what went over it.
pub fn inside() -> Outcome {
    let mut report = Report::default();
    let cable = Cable::lay()?;
    tests(&mut report);
    report.stage("nothing left the house", || cable.verdict());
    drop(cable);
    let result = tree::scratch()?.join("closed.json");
    let text = serde_json::to_string(&report).map_err(|error| format!("writing the report: {error}"))?;
    fs::write(&result, text).map_err(|error| format!("writing {}: {error}", result.display()))
}

fn tests(report: &mut Report) {
    // What proves a row runs on SQLite under its doorplates, and here not once more under the default one; on PostgreSQL all
    // run under that.
    report.stage("tests on SQLite", || checks::tests(&[], &ledger::proving_functions()?));
    report.stage("tests on PostgreSQL", || checks::tests_on_postgres(&Postgres::start()?.address()));
    report.stage("fuzz drivers", bench::fuzz_stage);
    report.stage("real browsers", browsers::tests);
    report.stage("other real clients", clients::tests);
    report.stage("promises under every doorplate", ledger::under_every_doorplate);
    report.stage("promises", ledger::stage);
    report.stage("sabotage", || ledger::sabotage(3));
}
