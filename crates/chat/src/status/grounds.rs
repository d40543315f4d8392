//! Who may see whether somebody is there, and what he says about himself.

use ground::{Db, Fault, PersonId, View};
use std::collections::HashSet;

use super::rules::{Shows, Ties};
use super::store;
use crate::block;
use crate::friend::store::friends_among;

/// Whose words somebody may open. Whoever said something has chosen who sees it.
pub(crate) async fn read(
    db: &Db,
    watcher: PersonId,
    people: &[PersonId],
) -> Result<HashSet<PersonId>, Fault> {
    seen(&mut db.view().await?, Shows::Nobody, watcher, people).await
}

/// Whom of these people somebody sees; who chose nothing is seen as the doorplate has it.
pub(super) async fn seen(
    view: &mut View,
    unchosen: Shows,
    watcher: PersonId,
    people: &[PersonId],
) -> Result<HashSet<PersonId>, Fault> {
    let chosen = store::chosen_by(view, people).await?;
    let friends = friends_among(view, watcher, people).await?;
    let colleagues = yard::org::store::colleagues_among(view, watcher, people).await?;
    let talking = store::talking(view, watcher, people).await?;
    let blocking = block::store::blocking(view, watcher).await?;
    let sees = |person: &&PersonId| {
        let shows = chosen.get(*person).copied().unwrap_or_default().shows(unchosen);
        let ties = Ties {
            friend: friends.contains(*person),
            colleague: colleagues.contains(*person),
            talks: talking.contains(*person),
            blocked: blocking.contains(*person),
        };
        **person == watcher || shows.lets(ties)
    };
    Ok(people.iter().filter(sees).copied().collect())
}

/// Who of these sees somebody who lets himself be seen so.
pub(super) async fn seeing(
    view: &mut View,
    shows: Shows,
    person: PersonId,
    watchers: &[PersonId],
) -> Result<HashSet<PersonId>, Fault> {
    let friends = friends_among(view, person, watchers).await?;
    let colleagues = yard::org::store::colleagues_among(view, person, watchers).await?;
    let talking = store::talking(view, person, watchers).await?;
    let blocked = block::store::blocked_by(view, person).await?;
    let sees = |watcher: &&PersonId| {
        let ties = Ties {
            friend: friends.contains(*watcher),
            colleague: colleagues.contains(*watcher),
            talks: talking.contains(*watcher),
            blocked: blocked.contains(*watcher),
        };
        **watcher == person || shows.lets(ties)
    };
    Ok(watchers.iter().filter(sees).copied().collect())
}
