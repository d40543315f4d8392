//! An output of a device on a serial line: whoever talks with that device is asked, and says what came of it.

use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, oneshot, watch};

use super::{Relay, Stuck};
use crate::settings::OutputSettings;

/// One click of one output.
pub struct Click {
    /// Which output.
    pub output: u8,
    /// For how many tenths of a second.
    pub tenths: u16,
    /// What came of it; closed where nobody waits for it any more, and then nothing is to be done.
    pub done: oneshot::Sender<Result<(), Stuck>>,
}

/// How clicks come to whoever talks with the device; nobody as long as nothing can be said to it under seal. A click that finds nobody
/// is over: none waits for a line that comes back.
pub type Switch = watch::Receiver<Option<mpsc::Sender<Click>>>;
/// The other end: whoever talks says so, as long as he does.
pub type Talking = watch::Sender<Option<mpsc::Sender<Click>>>;

/// A relay that is an output of a device.
pub(super) struct Output {
    switch: Switch,
    output: u8,
    tenths: u16,
}

impl Output {
    pub(super) fn of(settings: &OutputSettings, switch: Switch) -> Self {
        let tenths = u16::try_from(settings.milliseconds.div_ceil(100)).unwrap_or(u16::MAX);
        Self { switch, output: settings.output, tenths }
    }
}

fn stuck(says: &str) -> Stuck {
    Stuck(says.to_owned())
}

impl Relay for Output {
    fn click(&mut self, _opening: u64) -> BoxFuture<'_, Result<(), Stuck>> {
        Box::pin(async move {
            let talks = self.switch.borrow().clone().ok_or_else(|| stuck("the line is down"))?;
            let (done, came) = oneshot::channel();
            let click = Click { output: self.output, tenths: self.tenths, done };
            talks.try_send(click).map_err(|_| stuck("the line is down"))?;
            came.await.unwrap_or_else(|_| Err(stuck("the line broke off")))
        })
    }
}
