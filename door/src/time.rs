//! The system's clock, and a counter that nobody can set.

use std::path::PathBuf;
use std::time::Duration;

use pass::Moment;

/// Where a door reads the time.
#[derive(Clone, Debug)]
pub enum Source {
    /// Off the system.
    System {
        /// When the program began.
        began: tokio::time::Instant,
    },
    /// Off a file of two numbers of microseconds, the clock and the counter: for trying out a day in a minute.
    File(PathBuf),
}

impl Source {
    /// The system's.
    #[must_use]
    pub fn system() -> Self {
        Self::System { began: tokio::time::Instant::now() }
    }

    /// What the clock and the counter say. A file that cannot be read says the beginning of time, which no door believes.
    #[must_use]
    pub fn read(&self) -> (Moment, Duration) {
        match self {
            Self::System { began } => (system_clock(), began.elapsed()),
            Self::File(path) => {
                let text = std::fs::read_to_string(path).unwrap_or_default();
                let mut numbers = text.split_whitespace().map(|number| number.parse::<u64>().unwrap_or(0));
                let clock = i64::try_from(numbers.next().unwrap_or(0)).unwrap_or(0);
                (Moment::from_micros(clock), Duration::from_micros(numbers.next().unwrap_or(0)))
            }
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place of the agent that asks the system for the time"
)]
fn system_clock() -> Moment {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Moment::from_micros(now.ok().and_then(|now| i64::try_from(now.as_micros()).ok()).unwrap_or(0))
}
