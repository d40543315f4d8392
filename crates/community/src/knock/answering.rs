//! What those of a home do: see who waits for them, and say yes or no. The first answer counts.

use ground::{Caller, Fault, Person, Scope, Timestamp};
use policy::Purpose;
use yard::House;
use yard::org::Line;

use super::rules::{self, Answered, State};
use super::{Knock, KnockId, Refusal, asking, store};
use crate::household::{self, store as households};
use crate::place::{HomeId, store as places};

/// Somebody who waits for a home of the caller's.
pub(super) struct Asked {
    pub row: Knock,
    pub home: HomeId,
    pub number: String,
    pub community: String,
    pub door: Option<String>,
    pub name: Option<String>,
    pub reason: Option<String>,
    /// Until when an answer counts.
    pub until: Timestamp,
}

/// Who waits for the homes in which the caller may say who comes in.
pub(super) async fn mine(house: &House, who: Person) -> Result<Vec<Asked>, Refusal> {
    let mut view = house.db.view().await?;
    let Scope::Own(person) = view.scope(who, "home.list")? else { return Ok(Vec::new()) };
    let (now, mut asked) = (view.now(), Vec::new());
    for own in households::of_person(&mut view, person).await? {
        if !asking::may_answer(&own, now) {
            continue;
        }
        for row in store::of_home(&mut view, own.home).await? {
            if rules::state(&row, now) != State::Waiting {
                continue;
            }
            let number = places::find(&mut view, own.home).await?.map(|home| home.number);
            let community = places::of(&mut view, own.org).await?.map(|there| there.name);
            let door = match row.door {
                Some(door) => crate::pass::store::door_at(&mut view, door).await?.map(|door| door.name),
                None => None,
            };
            asked.push(Asked {
                home: own.home,
                number: number.unwrap_or_default(),
                community: community.unwrap_or_default(),
                door,
                name: None,
                reason: None,
                until: row.made_at.plus(rules::WAITS),
                row,
            });
        }
    }
    drop(view);
    named(house, &Caller::from(who), asked).await
}

/// The same with what is told of each.
async fn named(house: &House, caller: &Caller, mut asked: Vec<Asked>) -> Result<Vec<Asked>, Refusal> {
    let shut = |no: vault::OpenRefused| Fault::caused("opening who waits for a home", no);
    let look = || house.vault.look(caller, Purpose::VisitKeeping).act("knock.mine").delivery();
    let names = look().open_present(asked.iter().filter_map(|one| one.row.name.as_ref())).await;
    let mut names = names.map_err(shut)?.into_iter();
    let reasons = look().open_present(asked.iter().filter_map(|one| one.row.reason.as_ref())).await;
    let mut reasons = reasons.map_err(shut)?.into_iter();
    let text = |line: Option<Line>| line.map(|line| line.as_str().to_owned());
    for one in &mut asked {
        one.name = if one.row.name.is_some() { text(names.next().flatten()) } else { None };
        one.reason = if one.row.reason.is_some() { text(reasons.next().flatten()) } else { None };
    }
    Ok(asked)
}

/// Says whether he may come in.
pub(super) async fn answer(
    house: &House,
    who: Person,
    (home, id): (HomeId, KnockId),
    yes: bool,
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let (people, now) = (households::of_home_now(&mut cx, home).await?, cx.now());
    let own = people.iter().find(|one| one.person == Some(who.person) && one.lives(now));
    let own = own.ok_or(Refusal::Home)?;
    cx.permit(who, "home.read", &household::resource(home, &people, now))?;
    if !own.rights.invite {
        return Err(Refusal::Rights);
    }
    let one = store::find_now(&mut cx, own.org, id).await?;
    let one = one.filter(|one| one.home == Some(home)).ok_or(Refusal::Unknown)?;
    let is_open = rules::state(&one, now) == State::Waiting;
    if !is_open || !store::answer(&mut cx, id, (Answered::of(yes), Some(own.id))).await? {
        return Err(Refusal::Answered);
    }
    asking::answered(&mut cx, &one).await?;
    Ok(cx.commit().await?)
}
