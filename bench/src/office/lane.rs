//! Many of the same at once, and what it came to.

use std::fs;
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// Times of single requests, in milliseconds.
#[derive(Default)]
pub struct Times(Vec<f64>);

impl Times {
    /// Does it once more.
    pub async fn time<T>(&mut self, doing: impl Future<Output = T>) -> T {
        let begun = Instant::now();
        let done = doing.await;
        self.0.push(begun.elapsed().as_secs_f64() * 1e3);
        done
    }

    /// Half of them, all but five and all but one in a hundred, and the slowest.
    pub fn say(&mut self, what: &str) {
        self.0.sort_by(f64::total_cmp);
        let at = |share: f64| self.0[((self.0.len() - 1) as f64 * share) as usize];
        println!(
            "{what}: {} times, p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms, worst {:.1} ms",
            self.0.len(),
            at(0.5),
            at(0.95),
            at(0.99),
            at(1.0)
        );
    }
}

/// Does it for each number below `many`, so many at once, and gives the times of all.
pub async fn lanes<F: Future<Output = ()>>(many: usize, lanes: usize, doing: impl Fn(usize) -> F) -> Times {
    let next = AtomicUsize::new(0);
    let each = (0..lanes).map(async |_| {
        let mut times = Times::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= many {
                return times;
            }
            times.time(doing(number)).await;
        }
    });
    let all = futures_util::future::join_all(each).await;
    Times(all.into_iter().flat_map(|times| times.0).collect())
}

/// Says how long something took, and what memory the process has and had at most.
pub fn said(what: &str, begun: Instant) {
    println!("{what}: {:.1} s, memory {} MB", begun.elapsed().as_secs_f64(), memory_mb());
}

/// What the process has in memory now and had at most, in megabytes.
pub fn memory_mb() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1_024
    };
    format!("{} (at most {})", of("VmRSS:"), of("VmHWM:"))
}
