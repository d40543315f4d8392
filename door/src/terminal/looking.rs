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
        let serial = self.device.serial().await?;
        let before = self.serial.replace(serial);
        if before.is_some() && before != self.serial {
            (self.heard, self.is_other) = (None, true);
            // Whoever is removed from this one is not gone from the other: the house hears first of which one is spoken.
            self.known.clear();
            self.reached = false;
            self.say_here();
        }
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
        let left = self.expel(&foreign).await?;
        if left > 0 {
            tracing::warn!(people = left, "the terminal does not remove people of no list");
        }
        (self.reached, self.looked_at) = (true, Instant::now());
        self.say_here();
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

    /// Removes strangers; how many of them the terminal knows still. One whom it does not remove keeps nobody else there, and the
    /// library is kept all the same.
    async fn expel(&mut self, foreign: &[String]) -> Result<usize, Stuck> {
        let mut left = 0;
        for some in foreign.chunks(AT_ONCE) {
            let stay = match self.purge(some).await {
                Ok(stay) => stay,
                Err(stuck) => {
                    tracing::debug!(%stuck, "strangers are removed one by one");
                    self.one_by_one(some).await?
                }
            };
            let gone = some.len().saturating_sub(stay.len());
            self.foreign = self.foreign.saturating_add(u32::try_from(gone).unwrap_or(u32::MAX));
            left += stay.len();
        }
        Ok(left)
    }

    async fn one_by_one(&self, numbers: &[String]) -> Result<Vec<String>, Stuck> {
        let mut stay = Vec::new();
        for one in numbers {
            match self.purge(std::slice::from_ref(one)).await {
                Ok(known) => stay.extend(known),
                // A terminal that does not say its own number cannot be reached; another refuses this one.
                Err(_) => {
                    self.is_same().await?;
                    stay.push(one.clone());
                }
            }
        }
        Ok(stay)
    }

    /// Removes these; those whom the terminal, asked for them, knows still. It is the one whose library is known, and was not changed
    /// for another that knows nobody.
    pub(super) async fn purge(&self, numbers: &[String]) -> Result<Vec<String>, Stuck> {
        self.device.remove(numbers).await?;
        let known = self.device.knows(numbers).await?;
        self.is_same().await?;
        Ok(known)
    }

    async fn is_same(&self) -> Result<(), Stuck> {
        if self.serial.as_deref() == Some(&self.device.serial().await?) {
            return Ok(());
        }
        Err(Stuck("it is another terminal than before".to_owned()))
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
            Some(kept) if kept <= last && !self.is_other => kept,
            Some(_) | None => {
                self.ask(|reply| Ask::Begins { serial: last, reply }).await?;
                last
            }
        };
        (self.heard, self.is_other) = (Some(heard), false);
        Ok(Some(heard))
    }
}
