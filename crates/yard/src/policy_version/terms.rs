//! Which uses of personal data wait, in memory: asked at every opening, so it never asks the database for what is open.

use std::sync::{Arc, PoisonError, RwLock};

use ground::{Clock, Db, Fault, PersonId, Timestamp};
use policy::{Category, Purpose};

use super::rules::{State, Version, Word};
use super::store;

/// The terms in force. Clones share them.
#[derive(Clone, Default)]
pub struct Terms(Arc<RwLock<Arc<Known>>>);

/// What is known of the versions.
#[derive(Default)]
pub(super) struct Known {
    /// Those that matter: open, in force, replaced, or withdrawn and still what this build says; oldest first.
    pub versions: Vec<Version>,
    /// The published text of the version in force, in both languages, where the running build says something else.
    pub text: Option<(String, String)>,
}

impl Known {
    /// When the build's own policy comes into force; `None` where that is not settled.
    fn pending(&self) -> Option<&Version> {
        self.versions.iter().find(|version| version.state.open())
    }
}

/// Whether a use may be made of somebody's data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Gate {
    Open,
    /// Its version is not in force.
    Closed,
    /// Open to who agreed to the version of this number, or came after it was made.
    Agreed(i64, Timestamp),
}

impl Terms {
    pub(super) fn known(&self) -> Arc<Known> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set(&self, known: Known) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
    }

    /// The published text (zh-CN, en) while it is not yet that of the running build.
    pub(crate) fn text(&self, now: Timestamp) -> Option<(String, String)> {
        let known = self.known();
        let over = known.pending().is_some_and(|version| is_over(version, now));
        if over { None } else { known.text.clone() }
    }

    /// Whether nobody's data may be used for this yet: none of its uses is in force.
    pub(crate) fn waits(&self, purpose: Purpose, now: Timestamp) -> bool {
        let needs = purpose.needs();
        !needs.is_empty() && needs.iter().all(|category| self.gate(purpose, *category, now) == Gate::Closed)
    }

    fn gate(&self, purpose: Purpose, category: Category, now: Timestamp) -> Gate {
        let known = self.known();
        let brings = |version: &&Version| version.fresh.contains(&(purpose, category));
        let Some(version) = known.versions.iter().rev().find(brings) else { return Gate::Open };
        match version.state {
            State::Notified if is_over(version, now) => {}
            // Withdrawn while the build that has it still runs: it never became the policy.
            State::Withdrawn => return Gate::Closed,
            state if state.open() => return Gate::Closed,
            _ => {}
        }
        if !version.major() {
            return Gate::Open;
        }
        Gate::Agreed(version.number, version.times.made_at.unwrap_or(now))
    }

    /// Whether this person's data may be used so.
    pub(crate) async fn allow(
        &self,
        db: &Db,
        clock: &Clock,
        person: PersonId,
        purpose: Purpose,
        category: Category,
    ) -> Result<bool, Fault> {
        match self.gate(purpose, category, clock.now()) {
            Gate::Open => Ok(true),
            Gate::Closed => Ok(false),
            Gate::Agreed(number, made_at) => agreed(db, person, number, made_at).await,
        }
    }

    /// The purposes of which some use is closed to this person's data.
    pub(super) async fn limited(
        &self,
        db: &Db,
        now: Timestamp,
        person: PersonId,
    ) -> Result<Vec<Purpose>, Fault> {
        let uses: Vec<(Purpose, Category)> =
            self.known().versions.iter().flat_map(|version| version.fresh.clone()).collect();
        let mut limited = Vec::new();
        for (purpose, category) in uses {
            let allowed = match self.gate(purpose, category, now) {
                Gate::Open => true,
                Gate::Closed => false,
                Gate::Agreed(number, made_at) => agreed(db, person, number, made_at).await?,
            };
            if !allowed && !limited.contains(&purpose) {
                limited.push(purpose);
            }
        }
        Ok(limited)
    }
}

/// Whether a notified version has come into force by now.
pub(super) fn is_over(version: &Version, now: Timestamp) -> bool {
    version.state == State::Notified && version.times.in_force_at.is_some_and(|at| at <= now)
}

/// The last word on the version or a later one counts. Without any, who came when it was shown agreed on arriving; a
/// guest has no account and was told at the door.
async fn agreed(db: &Db, person: PersonId, number: i64, made_at: Timestamp) -> Result<bool, Fault> {
    let mut view = db.view().await?;
    match store::last_word(&mut view, person, number).await? {
        Some(Word::Agree) => Ok(true),
        Some(Word::Object) => Ok(false),
        Some(Word::Continue) | None => {
            let since = store::person_since(&mut view, person).await?;
            Ok(since.is_none_or(|since| since >= made_at))
        }
    }
}
