//! Who is touched by an incident: the access log read by time instead of by subject.

use ground::{Caller, Timestamp};
use policy::Purpose;

use crate::door::{READING, reading};
use crate::log::opening::Opening;
use crate::{OpenRefused, Subject, Vault};

/// Leaves read in one page.
const LEAVES: u32 = 256;

/// A part of the access log, from one instant to another.
#[derive(Clone, Copy, Debug)]
pub struct Stretch<'a> {
    /// From when, inclusive.
    pub from: Timestamp,
    /// Until when, inclusive.
    pub until: Timestamp,
    /// The leaf to begin with: 0, or `next` of the page before.
    pub leaf: u64,
    /// Why it is read; each person whose record is read can see it.
    pub reason: &'a str,
}

/// A page of the log.
#[derive(Debug, Default)]
pub struct SeenPage {
    /// Openings that were meant, with their subjects.
    pub seen: Vec<(Subject, Opening)>,
    /// Where the next page begins; `None` where the stretch is read to its end.
    pub next: Option<u64>,
}

impl Vault {
    /// Openings within a stretch of the log that `is_meant` picks, whoever they are about. What was erased stays unread.
    /// Those that were picked are read under the purpose `incident-response`: a leaf that their subjects can see.
    ///
    /// # Errors
    /// Why they stay sealed.
    pub async fn openings_in(
        &self,
        caller: &Caller,
        act: &str,
        stretch: Stretch<'_>,
        is_meant: impl Fn(&Opening) -> bool,
    ) -> Result<SeenPage, OpenRefused> {
        let (from, until) = (stretch.from, stretch.until);
        let (entries, next) = self.log().entries_in(stretch.leaf, from, until, LEAVES).await?;
        let mut seen = Vec::new();
        for (leaf, entry) in entries {
            let id = crate::cipher::key_id(READING, &entry.sealed)?;
            let key = match self.keys().by_id(id).await {
                Ok(key) => key,
                Err(OpenRefused::Erased) => continue,
                Err(refusal) => return Err(refusal),
            };
            let openings = reading(&key, &entry)?.openings(leaf);
            let within = openings.filter(|one| one.at >= from && one.at <= until && is_meant(one));
            seen.extend(within.map(|one| (entry.subject, one)));
        }
        let mut asked: Vec<_> = seen.iter().map(|(subject, _)| (READING.category, *subject)).collect();
        asked.sort_unstable();
        asked.dedup();
        if !asked.is_empty() {
            self.look(caller, Purpose::IncidentResponse)
                .act(act)
                .reason(stretch.reason)
                .admit(&asked)
                .await?;
        }
        Ok(SeenPage { seen, next })
    }
}
