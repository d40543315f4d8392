//! Listens to who comes and goes, and tells it to the pages that show him. One task, ended by its owner.

use ground::bus::{Note, Subject};
use ground::{Fault, OwnedTask, PersonId};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;
use yard::House;

use super::rules::State;
use super::watching::{NOTHING, Told, Watching};
use super::{grounds, store, views};
use crate::frames::PersonIs;
use crate::log::Chat;

/// What happens to one person within it is told once: a page that is loaded anew goes and comes.
const TOGETHER: Duration = Duration::from_secs(1);
/// People about whom one query asks.
const AT_ONCE: usize = 500;

/// Somebody is there otherwise than before; or who sees him is another matter now, or whom he sees.
pub(crate) fn turned(house: &House, person: PersonId) {
    house.db.bus().pass(Subject::Presence, &person.to_string());
}

/// The same of two, who became something to each other or are it no longer.
pub(crate) fn turned_both(house: &House, (one, other): (PersonId, PersonId)) {
    turned(house, one);
    turned(house, other);
}

/// Begins to listen.
pub fn listen(house: House, chat: &Chat) -> OwnedTask {
    let watching = chat.watching().clone();
    OwnedTask::spawn("telling who is there", |stopped| Ear { house, watching }.listen(stopped))
}

/// Whom there is something to be told of; bounded by how many people are on screens.
type Waiting = Mutex<HashSet<PersonId>>;

struct Ear {
    house: House,
    watching: Watching,
}

impl Ear {
    /// Hears while it tells: who came and went meanwhile is told with the next round.
    async fn listen(self, mut stopped: watch::Receiver<bool>) {
        let waiting = Mutex::new(HashSet::new());
        tokio::select! {
            _ = stopped.changed() => {}
            () = self.hear(&waiting) => {}
            () = self.rounds(&waiting) => {}
        }
    }

    async fn hear(&self, waiting: &Waiting) {
        let mut turns = self.house.db.bus().listen(Subject::Presence);
        loop {
            let turned = match turns.recv().await {
                Note::Passing(person) => {
                    let person = person.parse().ok();
                    person.filter(|person| self.watching.concerns(*person)).into_iter().collect()
                }
                Note::New => continue,
                // Whoever it was is among them.
                Note::Missed => self.watching.everybody(),
            };
            waiting.lock().unwrap_or_else(PoisonError::into_inner).extend(turned);
        }
    }

    async fn rounds(&self, waiting: &Waiting) {
        let mut rounds = tokio::time::interval(TOGETHER);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            rounds.tick().await;
            let turned = std::mem::take(&mut *waiting.lock().unwrap_or_else(PoisonError::into_inner));
            for person in turned {
                if let Err(fault) = self.look(person).await {
                    tracing::error!(fault = %fault.chain(), "telling who is there");
                }
            }
        }
    }

    async fn look(&self, person: PersonId) -> Result<(), Fault> {
        self.tell(person).await?;
        self.look_around(person).await
    }

    /// Tells those who show somebody and may see him what is new; who may see him no longer hears that he went.
    async fn tell(&self, person: PersonId) -> Result<(), Fault> {
        for watchers in self.watching.watchers(person).chunks(AT_ONCE) {
            let mut view = self.house.db.view().await?;
            let chosen = store::chosen_by(&mut view, &[person]).await?.remove(&person).unwrap_or_default();
            let shows = chosen.shows(views::unchosen(&self.house));
            let mut seeing = grounds::seeing(&mut view, shows, person, watchers).await?;
            if self.house.vault.held(person).is_some() {
                seeing.clear();
            }
            let said = store::said_by(&mut view, &[person]).await?.remove(&person);
            let states = views::states(&self.house, &self.watching, &mut view, &[person]).await?;
            drop(view);
            let state = states.get(&person).copied().unwrap_or(State::Offline);
            let told: Told = (state, said.map(|status| status.id));
            let told_to = |watcher: &PersonId| if seeing.contains(watcher) { told } else { NOTHING };
            let hearing = self.watching.news(person, watchers, told_to);
            let (see, lose): (Vec<_>, Vec<_>) = hearing.into_iter().partition(|one| seeing.contains(one));
            self.pass(person, (&see, told));
            self.pass(person, (&lose, NOTHING));
        }
        Ok(())
    }

    /// Whom somebody shows and sees no longer is gone for him.
    async fn look_around(&self, watcher: PersonId) -> Result<(), Fault> {
        for people in self.watching.shown_to(watcher).chunks(AT_ONCE) {
            let mut view = self.house.db.view().await?;
            let seen = grounds::seen(&mut view, views::unchosen(&self.house), watcher, people).await?;
            drop(view);
            for person in people.iter().copied().filter(|person| !seen.contains(person)) {
                let hearing = self.watching.news(person, &[watcher], |_| NOTHING);
                self.pass(person, (&hearing, NOTHING));
            }
        }
        Ok(())
    }

    fn pass(&self, person: PersonId, (people, (state, words)): (&[PersonId], Told)) {
        if people.is_empty() {
            return;
        }
        let body = PersonIs { person, state, speaks: words.is_some() };
        let frame: Arc<str> = crate::hint("conversation.presence", &body).into();
        self.house.db.bus().pass_to(people, &frame);
    }
}
