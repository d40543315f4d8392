//! What a run found: counts, what failed, what was skipped, how long each stage took.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::Outcome;

/// What one stage, or a whole run, came to.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Report {
    pub passed: u64,
    pub failed: u64,
    pub skipped: Vec<String>,
    pub failures: Vec<String>,
    pub proved: u64,
    /// How long each stage took, in seconds, in the order of the run.
    #[serde(default)]
    pub stages: Vec<(String, f64)>,
}

impl Report {
    /// One thing that went well.
    pub fn one() -> Report {
        Report { passed: 1, ..Report::default() }
    }

    /// Something that could not be tried here, and why.
    pub fn skip(why: impl Into<String>) -> Report {
        Report { skipped: vec![why.into()], ..Report::default() }
    }

    /// One thing that did not.
    pub fn failure(said: impl Into<String>) -> Report {
        Report { failed: 1, failures: vec![said.into()], ..Report::default() }
    }

    pub fn add(&mut self, other: Report) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped.extend(other.skipped);
        self.failures.extend(other.failures);
        self.proved = self.proved.max(other.proved);
        self.stages.extend(other.stages);
    }

    /// Runs a stage, prints its time, and keeps what it found. A stage that breaks is one failure, and the next still
    /// runs: one run tells everything that is wrong.
    pub fn stage(&mut self, name: &str, work: impl FnOnce() -> Outcome<Report>) {
        println!("== {name}");
        let watch = Watch::start();
        let found = work().unwrap_or_else(|said| Report::failure(format!("{name}: {said}")));
        for failure in &found.failures {
            println!("FAILED {failure}");
        }
        for skipped in &found.skipped {
            println!("skipped {skipped}");
        }
        let seconds = watch.seconds();
        println!("   {name}: {} passed, {} failed, {seconds:.1} s", found.passed, found.failed);
        self.stages.push((name.to_owned(), seconds.round()));
        self.add(found);
    }

    /// Prints what is read by programs and by people, in this order, and says whether all is well.
    pub fn finish(mut self, seconds: f64) -> Outcome {
        if under_ci() {
            self.failed += self.skipped.len() as u64;
        }
        let result = if self.failed == 0 { "passed" } else { "failed" };
        // The log of a run is long, and often its end is all that is kept of it.
        let times: Vec<String> =
            self.stages.iter().map(|(name, seconds)| format!("{name} {seconds}")).collect();
        println!("seconds: {}", times.join(", "));
        for failure in &self.failures {
            println!("FAILED {failure}");
        }
        let line = serde_json::json!({
            "result": result, "passed": self.passed, "failed": self.failed, "skipped": self.skipped,
            "proved": self.proved, "seconds": seconds.round(),
        });
        println!("{line}");
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 { Ok(()) } else { Err(String::new()) }
    }
}

/// Whether nobody sits before the screen: what is skipped then counts as failed.
pub fn under_ci() -> bool {
    std::env::var("CI").is_ok_and(|said| !said.is_empty() && said != "0" && said != "false")
}

/// A stop-watch.
pub struct Watch(Instant);

impl Watch {
    #[expect(
        clippy::disallowed_methods,
        reason = "how long a stage really took is no time that a test moves"
    )]
    pub fn start() -> Watch {
        Watch(Instant::now())
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    pub fn seconds(&self) -> f64 {
        self.elapsed().as_secs_f64()
    }
}
