//! Counters and gauges in Prometheus' text form. Names and labels are fixed words, never people.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

static COUNTERS: Mutex<BTreeMap<String, u64>> = Mutex::new(BTreeMap::new());

/// Series kept at most; labels are closed sets, so this is never reached by honest code.
const SERIES_MAX: usize = 4_096;

/// Counts one more of `name`, which may carry labels: `requests_total{status="200"}`.
pub fn count(name: &str) {
    add(name, 1);
}

/// Counts `more` of `name`.
pub fn add(name: &str, more: u64) {
    let mut counters = COUNTERS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(value) = counters.get_mut(name) {
        *value += more;
    } else if counters.len() < SERIES_MAX {
        counters.insert(name.to_owned(), more);
    }
}

/// All counters and the given gauges as text.
pub fn render(gauges: &[(&str, u64)]) -> String {
    let mut text = String::new();
    for (name, value) in COUNTERS.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        writeln!(text, "{name} {value}").unwrap_or_default();
    }
    for (name, value) in gauges {
        writeln!(text, "{name} {value}").unwrap_or_default();
    }
    text
}
