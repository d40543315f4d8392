//! How a home is asked, whoever asks it: a row, a frame and a notice to all who may answer; and who hears what was said.

use ground::{Ctx, Fault, OrgId, Timestamp, View};
use serde_json::json;
use yard::House;
use yard::account::store as accounts;
use yard::notice::{self, Notice};
use yard::org::store as orgs;

use super::rules::{OF_HOME, STANDS, Said, WAITS};
use super::{Knock, KnockId, store};
use crate::household::{Resident, store as households};
use crate::place::{DoorId, Home, HomeId, store as places};

/// Those of a home who may say who comes in.
pub(super) fn may_answer(one: &Resident, now: Timestamp) -> bool {
    one.lives(now) && one.rights.invite
}

/// How many of them have a device that can be asked.
pub(super) async fn reachable(view: &mut View, home: HomeId) -> Result<i64, Fault> {
    let (people, now) = (households::of_home(view, home).await?, view.now());
    let mut reachable = 0;
    for one in people.iter().filter(|one| may_answer(one, now)) {
        if let Some(person) = one.person
            && !accounts::sessions(view, person).await?.is_empty()
        {
            reachable += 1;
        }
    }
    Ok(reachable)
}

/// The row of somebody who came.
pub(super) async fn row(
    house: &House,
    (org, home, door): (OrgId, Option<&Home>, Option<DoorId>),
    said: &Said,
    asked: i64,
) -> Result<Knock, Fault> {
    let id = KnockId::fresh(&house.clock);
    let now = house.clock.now();
    let name = match &said.name {
        Some(name) => Some(house.vault.seal(&Knock::NAME, org, id.bytes(), name).await?),
        None => None,
    };
    let reason = match &said.reason {
        Some(reason) => Some(house.vault.seal(&Knock::REASON, org, id.bytes(), reason).await?),
        None => None,
    };
    Ok(Knock {
        id,
        org,
        home: home.map(|home| home.id),
        door,
        name,
        reason,
        asked,
        answer: None,
        opened_at: None,
        made_at: now,
        until_at: now.plus(STANDS),
        by_poster: false,
    })
}

/// Asks the home: all who may answer, on their open pages and by a notice.
pub(super) async fn ask(house: &House, cx: &mut Ctx, one: &Knock, home: &Home) -> Result<(), Fault> {
    let community = places::of_now(cx, one.org).await?.map(|there| there.name).unwrap_or_default();
    let told = Notice::new("visitor.asks").about("home", format!("{community} {}", home.number));
    let now = cx.now();
    for resident in households::of_home_now(cx, home.id).await? {
        let Some(person) = resident.person.filter(|_| may_answer(&resident, now)) else { continue };
        notice::tell(cx, house, person, &told).await?;
        cx.tell(person, "home", "home.knock", &json!({ "home": home.id, "knock": one.id })).await?;
    }
    changed(cx, one.org).await
}

/// The open pages of the home look again: somebody answered, or he is gone.
pub(super) async fn answered(cx: &mut Ctx, one: &Knock) -> Result<(), Fault> {
    if let Some(home) = one.home {
        for resident in households::of_home_now(cx, home).await? {
            let Some(person) = resident.person else { continue };
            cx.tell(person, "home", "home.knock", &json!({ "home": home, "knock": one.id })).await?;
        }
    }
    changed(cx, one.org).await
}

/// The desks of the gate look again.
pub(super) async fn changed(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    let mut keepers = orgs::administrators(cx, org).await?;
    keepers.extend(store::guards_now(cx, org).await?);
    keepers.sort();
    keepers.dedup();
    for person in keepers {
        cx.tell(person, "gate", "gate.changed", &json!({ "org": org })).await?;
    }
    Ok(())
}

/// Whether so many wait for a home that it is asked for no more.
pub(super) fn is_beset(waiting: &[Knock], home: HomeId, now: Timestamp) -> bool {
    let open = |one: &&Knock| one.answer.is_none() && one.made_at.plus(WAITS) > now;
    waiting.iter().filter(open).filter(|one| one.home == Some(home)).count() >= OF_HOME
}
