//! Listens to who comes and goes, and tells it to the pages that show him. One task, ended by its owner.

use ground::bus::{Note, Subject};
use ground::{Fault, OwnedTask, PersonId};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use yard::House;

use super::watching::{NOTHING, Told, Watching};
use super::{store, views, grounds};
use crate::frames::PersonIs;
use crate::log::Chat;

/// What happens to one person within it is told once: a page that is loaded anew goes and comes.
const TOGETHER: Duration = Duration::from_secs(1);

/// Somebody is there otherwise than before, or others see it.
pub(crate) fn turned(house: &House, person: PersonId) {
    house.db.bus().pass(Subject::Presence, &person.to_string());
}

/// Begins to listen.
pub fn listen(house: House, chat: &Chat) -> OwnedTask {
    let watching = chat.watching().clone();
    OwnedTask::spawn("telling who is there", |stopped| Ear { house, watching }.listen(stopped))
}

struct Ear {
    house: House,
    watching: Watching,
}

impl Ear {
    async fn listen(self, mut stopped: watch::Receiver<bool>) {
        let mut turns = self.house.db.bus().listen(Subject::Presence);
        let mut rounds = tokio::time::interval(TOGETHER);
        // Bounded by how many people there are on screens.
        let mut waiting: HashSet<PersonId> = HashSet::new();
        loop {
            tokio::select! {
                _ = stopped.changed() => return,
                note = turns.recv() => {
                    if waiting.is_empty() {
                        rounds.reset();
                    }
                    match note {
                        Ok(Note::Passing(person)) => {
                            let person = person.parse().ok();
                            waiting.extend(person.filter(|person| !self.watching.watchers(*person).is_empty()));
                        }
                        Ok(Note::New) => {}
                        // Whoever it was is among them.
                        Err(RecvError::Lagged(_)) => waiting.extend(self.watching.everybody()),
                        Err(RecvError::Closed) => return,
                    }
                }
                _ = rounds.tick(), if !waiting.is_empty() => {
                    for person in std::mem::take(&mut waiting) {
                        if let Err(fault) = self.tell(person).await {
                            tracing::error!(fault = %fault.chain(), "telling who is there");
                        }
                    }
                }
            }
        }
    }

    /// Tells those who show somebody and may see him what is new; who may see him no longer hears that he went.
    async fn tell(&self, person: PersonId) -> Result<(), Fault> {
        let watchers = self.watching.watchers(person);
        let mut view = self.house.db.view().await?;
        let (chosen, status) = store::of(&mut view, &[person]).await?.remove(&person).unwrap_or_default();
        let shows = chosen.shows.unwrap_or(views::unchosen(&self.house));
        let seeing = grounds::seeing(&mut view, shows, person, &watchers).await?;
        let state = views::state(&self.house, &self.watching, &mut view, person).await?;
        drop(view);
        let told: Told = (state, status.map(|status| status.id));
        let told_to = |watcher: &PersonId| if seeing.contains(watcher) { told } else { NOTHING };
        let hearing = self.watching.news(person, &watchers, told_to);
        let (see, lose): (Vec<_>, Vec<_>) = hearing.into_iter().partition(|watcher| seeing.contains(watcher));
        for (people, (state, words)) in [(see, told), (lose, NOTHING)] {
            let body = PersonIs { person, state, speaks: words.is_some() };
            let frame: Arc<str> = crate::hint("conversation.presence", &body).into();
            self.house.db.bus().pass_to(&people, &frame);
        }
        Ok(())
    }
}
