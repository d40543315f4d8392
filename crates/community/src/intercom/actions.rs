//! What those of a home do: see who rang, see the visitor, answer, open, refuse, hang up.

use ground::{Because, Person, Scope, View};
use policy::Purpose;
use sfu::fresh_identity;
use yard::{House, consent};

use super::store::Told;
use super::{By, Call, Intercom, IntercomId, Outcome, Refusal, calling, ending, opening, rules, store};
use crate::household;

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

/// Who rang at the doors of the caller's homes since he lives there, the newest first.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Told>, Refusal> {
    let mut view = house.db.view().await?;
    let Scope::Own(person) = view.scope(who, "home.list")? else { return Ok(Vec::new()) };
    let now = view.now();
    let mut told = Vec::new();
    for row in household::store::of_person(&mut view, person).await? {
        if calling::is_asked(&row, now) {
            told.extend(store::of_home(&mut view, row.home, (row.from_at, rules::LIST_MAX)).await?);
        }
    }
    told.sort_by_key(|one| std::cmp::Reverse(one.call.begun_at));
    told.truncate(rules::LIST_MAX as usize);
    Ok(told)
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
