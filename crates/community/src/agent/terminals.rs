//! What a link knows of the terminal of its box, and whom it is taught next.

use ::pass::{DEVICE_MAX, LIBRARY_MAX, LibraryKey, TerminalMaker, ToDoor, Way};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;
use yard::House;

use super::line::Ended;
use super::rules::Passes;
use crate::terminal::{self, At};

/// A terminal that takes no longer than this answers; the keeper looks its whole library through before, at most.
const ANSWERED_WITHIN: Duration = Duration::from_secs(120);

/// The terminal of a box that said it has one.
pub(super) struct Terminal {
    maker: TerminalMaker,
    /// The number that its maker gave it; empty as long as it was not reached.
    device: String,
    /// Whether it can be reached now. What cannot be is taught nobody.
    reached: bool,
    /// Who is in its library.
    holds: BTreeSet<LibraryKey>,
    /// Whom it did not take, and who may not be taught: not tried again before the list is another.
    passed: BTreeSet<LibraryKey>,
    /// Of which list that is.
    version: u64,
    /// Whoever is on his way, and since when: the next goes when that was answered.
    sent: Option<(LibraryKey, Instant)>,
    /// What it was told last that it may hold.
    allowed: Option<(bool, bool)>,
}

/// A library of more people than one may have is none of ours.
fn bounded(keys: BTreeSet<LibraryKey>) -> Result<BTreeSet<LibraryKey>, Ended> {
    if keys.len() > LIBRARY_MAX { Err(Ended::Faces) } else { Ok(keys) }
}

impl Terminal {
    /// What the box says of it. What it was told before on this link stays told.
    ///
    /// # Errors
    /// [`Ended::Faces`] where it says that it has more than any library has.
    pub(super) fn new(
        before: Option<&Self>,
        (maker, device): (TerminalMaker, Option<String>),
        (reached, holds): (bool, Vec<LibraryKey>),
    ) -> Result<Self, Ended> {
        let holds = bounded(holds.into_iter().collect())?;
        let allowed = before.and_then(|before| before.allowed);
        let device = device.unwrap_or_default();
        // One that was reached has a number: without it nothing could be said of what is in which device.
        if device.len() > DEVICE_MAX || device.is_empty() && (reached || !holds.is_empty()) {
            return Err(Ended::Stranger);
        }
        Ok(Self { maker, device, reached, holds, passed: BTreeSet::new(), version: 0, sent: None, allowed })
    }

    pub(super) fn device(&self) -> String {
        self.device.clone()
    }

    pub(super) const fn holds(&self) -> &BTreeSet<LibraryKey> {
        &self.holds
    }

    /// What became of the library.
    ///
    /// # Errors
    /// As before.
    pub(super) fn hears(
        &mut self,
        held: &[LibraryKey],
        unfit: &[LibraryKey],
        gone: &[LibraryKey],
    ) -> Result<(), Ended> {
        let is_of =
            |sent: &mut (LibraryKey, Instant)| [held, unfit, gone].iter().any(|some| some.contains(&sent.0));
        if let Some((sent, _)) = self.sent.take_if(is_of)
            && !held.contains(&sent)
        {
            self.passed.insert(sent);
        }
        self.holds.extend(held);
        for key in gone {
            self.holds.remove(key);
        }
        self.holds = bounded(std::mem::take(&mut self.holds))?;
        Ok(())
    }

    /// What it is told next: what it may hold, where that is other than before; then whoever the list names and it does not know.
    pub(super) async fn next(
        &mut self,
        house: &House,
        at: &At,
        (version, passes): (u64, &Passes),
    ) -> Result<Option<ToDoor>, Ended> {
        let (open, faces) = terminal::allowed(house, at.door, self.maker).await?;
        if self.allowed != Some((open, faces)) {
            self.allowed = Some((open, faces));
            // Whom it did not take before may be taken now.
            self.passed.clear();
            return Ok(Some(ToDoor::Terminal { open, faces }));
        }
        if self.version != version {
            self.version = version;
            self.passed.clear();
        }
        // What was not answered in time was lost on the way: the keeper says anew what there is, or is taught again.
        if self.sent.is_some_and(|(_, at)| at.elapsed() >= ANSWERED_WITHIN) {
            self.sent = None;
        }
        if !open || !self.reached || self.sent.is_some() || self.holds.len() >= LIBRARY_MAX {
            return Ok(None);
        }
        let keys = passes.values().filter(|pass| pass.uses.is_none()).filter_map(|pass| match pass.way {
            Way::Face { face } if faces => Some(LibraryKey::Face(face)),
            Way::Card { .. } | Way::Pin { .. } => Some(LibraryKey::Pass(pass.id)),
            _ => None,
        });
        for key in keys {
            if self.holds.contains(&key) || self.passed.contains(&key) {
                continue;
            }
            match terminal::taught(house, at, self.maker, key).await? {
                Some(what) => {
                    self.sent = Some((key, Instant::now()));
                    return Ok(Some(ToDoor::Teach { what }));
                }
                None => drop(self.passed.insert(key)),
            }
        }
        Ok(None)
    }
}
