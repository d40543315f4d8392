//! Proofs put to the test: take away what a test says it drove, and it must fail.

use std::hash::{BuildHasher, Hasher, RandomState};

use super::rows::{self, Line};
use crate::report::Report;
use crate::{Outcome, tree};

/// Draws so many proved rows, breaks one operation or job of each, and expects their tests to fail.
pub fn sabotage(many: u64) -> Outcome<Report> {
    let mut proofs = rows::proofs(&super::proofs_file())?;
    proofs.retain(|line| !line.operations.is_empty());
    let mut report = Report::default();
    for turn in 0..many {
        if proofs.is_empty() {
            break;
        }
        let line = proofs.swap_remove(chance(proofs.len()));
        let broken = line.operations[chance(line.operations.len())].clone();
        tell(&line, &broken, one(&line, &broken, turn)?, &mut report);
    }
    Ok(report)
}

/// Breaks everything that the tests of one home name, one after the other, each once: `e2e` are the browsers.
pub fn sabotage_all(home: &str) -> Outcome<Report> {
    let mut due = Vec::new();
    for line in rows::proofs(&super::proofs_file())?.into_iter().filter(|line| line.home == home) {
        due.extend(line.operations.clone().into_iter().map(|broken| (broken, line.clone())));
    }
    // Several rows of one test are one run; the first doorplate under which it proved them will do.
    due.sort_by(|(broken, line), (other, next)| {
        (&line.test, broken, &line.profile).cmp(&(&next.test, other, &next.profile))
    });
    due.dedup_by(|(broken, line), (other, next)| line.test == next.test && broken == other);
    if due.is_empty() {
        return Err(format!("nothing of {home} stands in target/proofs.jsonl: run its tests first"));
    }
    let mut report = Report::default();
    for (turn, (broken, line)) in (0..).zip(&due) {
        tell(line, broken, one(line, broken, turn)?, &mut report);
    }
    Ok(report)
}

/// Says how one of them ended, and counts it.
fn tell(line: &Line, broken: &str, verdict: Option<String>, report: &mut Report) {
    let says = verdict.as_deref().unwrap_or("its test failed, as it should");
    println!("   {} ({}) without {broken}: {says}", line.id, line.test);
    match verdict {
        None => report.passed += 1,
        Some(says) => {
            report.failed += 1;
            report.failures.push(format!(
                "sabotage of {broken}: {} of {} for {}: {says}",
                line.test, line.home, line.id
            ));
        }
    }
}

/// Runs one test with one thing broken; says what is wrong if it did not notice.
fn one(line: &Line, broken: &str, turn: u64) -> Outcome<Option<String>> {
    let elsewhere = tree::scratch()?.join("proofs-of-sabotage.jsonl").display().to_string();
    // The ledger marks jobs; the house knows them by their names alone.
    let environment = [
        ("COURTYARD_DEV__SABOTAGE", broken.strip_prefix("job:").unwrap_or(broken)),
        ("COURTYARD_PROOFS", elsewhere.as_str()),
        ("COURTYARD_TEST_PROFILE", line.profile.as_str()),
    ];
    let found = super::rerun(&line.home, &[&line.test], &format!("sabotage-{turn}"), &environment)?;
    Ok(match (found.passed, found.failed) {
        (_, failed) if failed > 0 => None,
        (0, _) => Some("the test was not found".into()),
        _ => Some("the test passed all the same".into()),
    })
}

/// A number below `below`, from the seeds of the standard library's hash maps.
fn chance(below: usize) -> usize {
    let draw = RandomState::new().build_hasher().finish();
    usize::try_from(draw % below as u64).unwrap_or(0)
}
