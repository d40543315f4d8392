//! What those of a home do: see who rang, see the visitor, answer, open, refuse, hang up.

use ground::{Because, Person, Scope, View};
use policy::Purpose;
use sfu::fresh_identity;
use yard::{House, consent};

use super::store::Told;
use super::{
    By, Call, Intercom, IntercomId, Outcome, Refusal, calling, ending, opening, rules, speaking, store,
};
use crate::answering::{self, Keeping, Reply, Whole};
use crate::household;
use crate::place::HomeId;
use crate::thing::{self, Rang};

/// A call of a home where the caller lives and may open doors.
async fn permits(view: &mut View, who: Person, id: IntercomId) -> Result<Call, Refusal> {
    let call = store::find(view, id).await?.ok_or(Refusal::Unknown)?;
    let (rows, now) = (household::store::of_home(view, call.home).await?, view.now());
    let own = rows.iter().find(|one| one.person == Some(who.person) && one.lives(now));
    let own = own.ok_or(Refusal::Unknown)?;
    view.permit(who, "home.read", &household::resource(call.home, &rows, now))?;
    if calling::is_asked(own, now) { Ok(call) } else { Err(Refusal::Rights) }
}

/// The same where the house has an intercom, and the call is open.
async fn open_call(house: &House, intercom: &Intercom, who: Person, id: IntercomId) -> Result<Call, Refusal> {
    let mut view = house.db.view().await?;
    let call = permits(&mut view, who, id).await?;
    if intercom.node().is_none() {
        return Err(Refusal::Off);
    }
    if call.ended_at.is_some() { Err(Refusal::Over) } else { Ok(call) }
}

/// Calls from the doors of somebody's homes, and what its communities keep of visitors.
#[derive(Default)]
pub(super) struct Listed {
    /// Each with what was left in it, the newest first.
    pub calls: Vec<(Told, Whole)>,
    pub homes: Vec<(HomeId, Keeping)>,
    /// Bells of those homes that rang a moment ago.
    pub bells: Vec<Rang>,
}

/// Who rang at the doors of the caller's homes since he lives there.
pub(super) async fn list(house: &House, who: Person) -> Result<Listed, Refusal> {
    let mut view = house.db.view().await?;
    let Scope::Own(person) = view.scope(who, "home.list")? else { return Ok(Listed::default()) };
    let now = view.now();
    let mut listed = Listed::default();
    for row in household::store::of_person(&mut view, person).await? {
        if row.lives(now) {
            listed.bells.extend(thing::rung(&mut view, row.home).await?);
        }
        if calling::is_asked(&row, now) {
            let left = answering::store::of_home(&mut view, row.home, row.from_at).await?;
            let told = store::of_home(&mut view, row.home, (row.from_at, rules::LIST_MAX)).await?;
            listed.calls.extend(told.into_iter().map(|one| {
                let whole = answering::whole(&left, one.call.id);
                (one, whole)
            }));
            listed.homes.push((row.home, answering::store::keeping(&mut view, row.org).await?));
        }
    }
    listed.calls.sort_by_key(|(one, _)| std::cmp::Reverse(one.call.begun_at));
    listed.calls.truncate(rules::LIST_MAX as usize);
    Ok(listed)
}

/// What opens the room of a call to see the visitor, before anybody answers.
pub(super) async fn watch(
    house: &House,
    intercom: &Intercom,
    who: Person,
    id: IntercomId,
) -> Result<String, Refusal> {
    open_call(house, intercom, who, id).await?;
    let identity = fresh_identity().because("no randomness")?;
    Ok(intercom.media().token(id, &identity, false))
}

/// Answers; gives what opens its room, to be heard unless he declined that.
pub(super) async fn answer(
    house: &House,
    intercom: &Intercom,
    who: Person,
    id: IntercomId,
) -> Result<String, Refusal> {
    open_call(house, intercom, who, id).await?;
    opening::answer(house, intercom, id, (By::Person(who.person), None)).await?;
    let identity = fresh_identity().because("no randomness")?;
    let mut view = house.db.view().await?;
    let may_speak = !consent::store::is_declined(&mut view, who.person, Purpose::Call).await?;
    Ok(intercom.media().token(id, &identity, may_speak))
}

/// Opens the door, once in a call.
pub(super) async fn open(
    house: &House,
    intercom: &Intercom,
    who: Person,
    id: IntercomId,
) -> Result<(), Refusal> {
    open_call(house, intercom, who, id).await?;
    opening::open(house, intercom, id, By::Person(who.person)).await
}

/// Lets nobody in: it stops ringing everywhere. Whoever has the call hangs up.
pub(super) async fn end(
    house: &House,
    intercom: &Intercom,
    who: Person,
    id: IntercomId,
) -> Result<(), Refusal> {
    open_call(house, intercom, who, id).await?;
    let answered = intercom.get(id).ok_or(Refusal::Over)?.answered;
    if answered.is_some_and(|(by, ..)| by != By::Person(who.person)) {
        return Err(Refusal::Elsewhere);
    }
    Ok(ending::end(house, intercom, id, (Outcome::Refused, None)).await?)
}

/// The same with a sentence that the visitor hears; without one it is the same.
pub(super) async fn reply(
    house: &House,
    intercom: &Intercom,
    who: Person,
    (id, reply): (IntercomId, Option<Reply>),
) -> Result<(), Refusal> {
    let Some(reply) = reply else { return end(house, intercom, who, id).await };
    open_call(house, intercom, who, id).await?;
    speaking::reply(house, intercom, (id, who.person), reply).await
}
