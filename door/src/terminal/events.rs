//! What the terminal decided by itself, taken over out of its own log: each entry once, in its order, whatever was cut off meanwhile.

use pass::{Moment, Zone};
use tokio::sync::oneshot;

use super::keeping::Keeper;
use crate::ask::{Ask, Decided};
use crate::relay::Stuck;

impl Keeper {
    /// Takes over what is new in the terminal's log. Without a reason where nobody decides any more.
    pub(super) async fn listen(&mut self) -> Result<(), Option<Stuck>> {
        let Some(after) = self.begun().await? else { return Ok(()) };
        let Some((zone, now)) = self.time() else { return Ok(()) };
        for event in self.device.events((after, self.heard_at), &zone, now).await? {
            if let Some((by, opened)) = event.what {
                let who = event.who.and_then(|number| number.parse().ok());
                let what = Decided { serial: event.serial, who, by, opened, at: event.at.unwrap_or(now) };
                self.ask(|reply| Ask::Decided { what, reply }).await?;
            }
            self.heard = Some(event.serial);
            self.heard_at = event.at.or(self.heard_at);
        }
        Ok(())
    }

    /// In which zone it lives, and what time it was when the door was last asked.
    pub(super) fn time(&self) -> Option<(Zone, Moment)> {
        let library = self.wanted.borrow();
        let library = library.as_ref()?;
        Some((library.zone.clone(), library.now?))
    }

    pub(super) async fn ask<T>(
        &self,
        ask: impl FnOnce(oneshot::Sender<T>) -> Ask,
    ) -> Result<T, Option<Stuck>> {
        let (reply, answer) = oneshot::channel();
        self.asking.send(ask(reply)).await.map_err(|_| None)?;
        answer.await.map_err(|_| None)
    }
}
