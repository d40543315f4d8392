//! A line of the board, over the kernel's character device.

use std::path::Path;
use std::time::Duration;

use futures_util::future::BoxFuture;
use gpiocdev::Request;
use gpiocdev::line::Value;

use super::{Relay, Stuck};

/// A relay on one line of a board.
pub(super) struct Line {
    request: Request,
    line: u32,
    pulse: Duration,
}

impl Line {
    /// Takes the line, and has the relay let go.
    pub(super) fn of(chip: &Path, line: u32, active_low: bool, milliseconds: u64) -> Result<Self, Stuck> {
        let mut builder = Request::builder();
        builder.on_chip(chip).with_consumer("courtyard-door").with_line(line);
        if active_low {
            builder.as_active_low();
        }
        let request = builder.as_output(Value::Inactive).request().map_err(said)?;
        Ok(Self { request, line, pulse: Duration::from_millis(milliseconds) })
    }

    fn set(&self, value: Value) -> Result<(), Stuck> {
        self.request.set_value(self.line, value).map(|_| ()).map_err(said)
    }
}

impl Drop for Line {
    /// Whoever ends in the middle of a click does not leave the door open.
    fn drop(&mut self) {
        // A board that is gone cannot be told.
        drop(self.set(Value::Inactive));
    }
}

#[expect(clippy::needless_pass_by_value, reason = "handed to `map_err`")]
fn said(error: gpiocdev::Error) -> Stuck {
    Stuck(error.to_string())
}

impl Relay for Line {
    fn click(&mut self, _opening: u64) -> BoxFuture<'_, Result<(), Stuck>> {
        Box::pin(async move {
            self.set(Value::Active)?;
            tokio::time::sleep(self.pulse).await;
            self.set(Value::Inactive)
        })
    }
}
