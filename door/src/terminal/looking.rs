//! The whole library, compared with the list: who does not belong there goes, and so does whoever was written half.

use std::collections::BTreeMap;

use pass::{LibraryKey, Mark, Wished};
use tokio::time::Instant;

use super::device::Found;
use super::keeping::Keeper;
use crate::ask::Ask;
use crate::relay::Stuck;

/// People who are removed at once.
pub(super) const AT_ONCE: usize = 10;

impl Keeper {
    /// Sets the clock, looks the library through, and removes who does not belong there; then it is known who is there.
    pub(super) async fn look(&mut self) -> Result<(), Stuck> {
        let Some(goal) = self.goal() else { return Ok(()) };
        let now = self.wanted.borrow().as_ref().and_then(|library| library.now);
        if let Some(now) = now {
            self.device.set_clock(&goal.zone, now).await?;
        }
        let (mut known, mut foreign, mut ours) = (BTreeMap::new(), Vec::new(), Vec::new());
        for found in self.device.people(&goal.zone).await? {
            let Ok(key) = found.number.parse::<LibraryKey>() else {
                foreign.push(found.number);
                continue;
            };
            match (found.window, goal.people.get(&key)) {
                (Some(window), Some(wished)) if self.is_whole(&found, wished) => {
                    known.insert(key, window);
                }
                _ => ours.push(key),
            }
        }
        if !foreign.is_empty() {
            tracing::warn!(people = foreign.len(), "people of no list were in the library of the terminal");
        }
        self.known = known;
        self.remove(ours).await?;
        for some in foreign.chunks(AT_ONCE) {
            self.purge(some).await?;
            self.foreign = self.foreign.saturating_add(u32::try_from(some.len()).unwrap_or(u32::MAX));
        }
        (self.reached, self.looked_at) = (true, Instant::now());
        self.tell(self.here());
        Ok(())
    }

    /// Whether somebody has what he is known by, and nothing else: a cut of power may have come between.
    fn is_whole(&self, found: &Found, wished: &Wished) -> bool {
        match wished.mark {
            Mark::Card(hash) => match found.cards.as_slice() {
                [Some(number)] => self.secret.card(*number) == hash && !found.face,
                _ => false,
            },
            Mark::Pin => found.cards.is_empty() && !found.face,
            Mark::Face => found.cards.is_empty() && found.face,
        }
    }

    /// Removes these, and comes back when the terminal, asked for each, knows none of them.
    pub(super) async fn purge(&self, numbers: &[String]) -> Result<(), Stuck> {
        self.device.remove(numbers).await?;
        for number in numbers {
            if self.device.knows(number).await? {
                return Err(Stuck("the terminal knows whom it was told to remove".to_owned()));
            }
        }
        Ok(())
    }

    /// How far the terminal's log was taken over. It begins with what is new, and anew where it was emptied.
    pub(super) async fn begun(&mut self) -> Result<Option<u64>, Option<Stuck>> {
        if let Some(heard) = self.heard {
            return Ok(Some(heard));
        }
        let Some((zone, now)) = self.time() else { return Ok(None) };
        let kept = self.ask(Ask::Heard).await?;
        let last = self.device.last_event(&zone, now).await?;
        let heard = match kept {
            Some(kept) if kept <= last => kept,
            Some(_) | None => {
                self.ask(|reply| Ask::Begins { serial: last, reply }).await?;
                last
            }
        };
        self.heard = Some(heard);
        Ok(Some(heard))
    }
}
