//! Times and processor time of an act that is done many times.

use serde::{Deserialize, Serialize};
use std::fs;
use std::time::Instant;

/// What was measured of one act.
#[derive(Serialize, Deserialize, Clone, Copy, Debug)]
pub struct Measured {
    /// Processor time of the whole process for each, in microseconds.
    pub cpu_us: f64,
    /// Half of them were answered within so many microseconds.
    pub p50_us: f64,
    /// All but one in a hundred.
    pub p99_us: f64,
}

/// Collects the spans of an act.
#[derive(Default)]
pub struct Spans {
    us: Vec<f64>,
    cpu_s: f64,
}

impl Spans {
    /// Does it so many times more, one after the other: reading the processor time is dear, and done once for all.
    pub async fn time(&mut self, numbers: std::ops::Range<u32>, doing: impl AsyncFn(u32)) {
        let cpu = cpu_seconds();
        for number in numbers {
            let begun = Instant::now();
            doing(number).await;
            self.us.push(begun.elapsed().as_secs_f64() * 1e6);
        }
        self.cpu_s += cpu_seconds() - cpu;
    }

    /// Many at once, of which `each` took so long.
    pub fn together(each: Vec<f64>, cpu_s: f64) -> Self {
        Self { us: each, cpu_s }
    }

    /// The sum of it.
    pub fn measured(mut self) -> Measured {
        self.us.sort_by(f64::total_cmp);
        let at = |share: f64| self.us[((self.us.len() - 1) as f64 * share) as usize];
        Measured { cpu_us: self.cpu_s * 1e6 / self.us.len() as f64, p50_us: at(0.5), p99_us: at(0.99) }
    }
}

/// Seconds of processor time of all threads of this process so far.
pub fn cpu_seconds() -> f64 {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    let nanoseconds: u64 = tasks
        .filter_map(|task| fs::read_to_string(task.ok()?.path().join("schedstat")).ok())
        .filter_map(|text| text.split(' ').next()?.parse::<u64>().ok())
        .sum();
    nanoseconds as f64 / 1e9
}
