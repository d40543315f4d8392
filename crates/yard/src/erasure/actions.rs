//! What people do: close their account, fetch the receipt. And what the house does until nothing is left.

use futures_util::future::try_join_all;
use ground::{Caller, Ctx, Fault, Job, Person, PersonId, Timestamp};
use std::collections::HashSet;
use std::net::IpAddr;
use vault::{Hold, Receipt, Subject};

use super::jobs::EndOrg;
use super::registry::{Eraser, Work};
use super::{Closing, ClosingId, Refusal, State, rules, store};
use crate::House;
use crate::access::account_of;
use crate::identity::{self, Proof};
use crate::{account, avatar, org, recall};

/// Rows of one table that one step removes.
const ROWS_AT_ONCE: i64 = 2_000;
/// Steps until whoever waits for the answer is told that the rest goes by itself: ten million rows.
const STEPS_MAX: usize = 5_000;

/// A closing and, once it is done, its receipt.
pub(super) struct Closed {
    pub id: ClosingId,
    pub state: &'static str,
    pub closed_at: Timestamp,
    pub due_at: Timestamp,
    pub receipt: Option<Receipt>,
}

/// What stands in the way of closing, and when the data would be gone.
pub(super) struct Outlook {
    pub due_at: Timestamp,
    pub last_keeper: bool,
    pub last_administrator: Vec<ground::OrgId>,
}

/// Looks at what closing the account would mean. Nothing happens.
pub(super) async fn outlook(house: &House, who: Person) -> Result<Outlook, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.close", &account_of(who.person))?;
    Ok(Outlook {
        due_at: rules::due(&house.policy, cx.now()),
        last_keeper: who.keeper && store::keepers(&mut cx).await? < 2,
        last_administrator: org::would_orphan(&mut cx, who.person).await?,
    })
}

/// Closes the account of whoever asks, once it is proved that it is he.
pub(super) async fn close(
    house: &House,
    who: Person,
    proof: &Proof,
    from: IpAddr,
) -> Result<Closed, Refusal> {
    identity::prove(house, who, proof, from).await?;
    let file = avatar::file_of(house, &Caller::from(who), who.person).await?;
    let told = recall::prepare(house, &Caller::from(who), who.person).await?;
    let closing = begin(house, who, &told).await?;
    house.vault.hold(who.person, Hold::Closed);
    if let Some(name) = file {
        house.blobs.delete(&name).await?;
    }
    go_on(house, closing).await?;
    look(house, closing).await
}

async fn go_on(house: &House, closing: ClosingId) -> Result<(), Fault> {
    for _ in 0..STEPS_MAX {
        let mut cx = house.db.begin().await?;
        let more = step(house, &mut cx, closing).await?;
        cx.commit().await?;
        if !more {
            break;
        }
    }
    Ok(())
}

/// Ends an account that may not be: of a minor whose guardian refused or never answered. Nothing of it rests, whatever
/// the doorplate. Whoever calls has asked whether it may be.
pub(crate) async fn end(house: &House, person: PersonId) -> Result<(), Fault> {
    let program = Caller::Program("erasure.end");
    let file = avatar::file_of(house, &program, person).await?;
    let told = recall::prepare(house, &program, person).await?;
    let mut cx = house.db.begin().await?;
    for org in org::leave_all(&mut cx, person).await? {
        cx.later(EndOrg::NAME, &EndOrg { org }).await?;
    }
    account::shut(house, &mut cx, person).await?;
    let now = cx.now();
    let closing = Closing::begun(cx.clock(), person, State::Closing, (now, now));
    let id = closing.id;
    store::add(&mut cx, &closing).await?;
    recall::write(&mut cx, &told).await?;
    cx.commit().await?;
    house.vault.hold(person, Hold::Closed);
    if let Some(name) = file {
        house.blobs.delete(&name).await?;
    }
    go_on(house, id).await
}

/// Erases somebody within a job's unit of work, because the service ends: nothing rests, and the keys of what the law
/// wants kept go, too, so that nobody is known by it. Safe to run twice.
pub(crate) async fn end_within(house: &House, cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    let now = cx.now();
    let before = store::of(cx, person).await?;
    if before.as_ref().is_some_and(|closing| closing.state == State::Erased) {
        return Ok(());
    }
    // A run that did not end has destroyed the keys; then it has deleted the file, too.
    if house.vault.held(person) != Some(Hold::Closed)
        && let Some(name) = avatar::file_of(house, &Caller::Program("shutdown.erase"), person).await?
    {
        house.blobs.delete(&name).await?;
    }
    house.vault.hold(person, Hold::Closed);
    house.vault.destroy_all(person).await?;
    house.vault.forget_openings_of(person).await?;
    while !purge(house, cx, person, any).await? {}
    let begun = || Closing::begun(cx.clock(), person, State::Erasing, (now, now));
    let mut closing = before.unwrap_or_else(begun);
    store::add(cx, &closing).await?;
    conclude(house, now, &mut closing).await?;
    store::save(cx, &closing).await
}

/// The unit of work after which there is no account any longer.
async fn begin(house: &House, who: Person, told: &recall::Told) -> Result<ClosingId, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.close", &account_of(who.person))?;
    if who.keeper && store::keepers(&mut cx).await? < 2 {
        return Err(Refusal::LastKeeper);
    }
    if !org::would_orphan(&mut cx, who.person).await?.is_empty() {
        return Err(Refusal::LastAdministrator);
    }
    for org in org::leave_all(&mut cx, who.person).await? {
        cx.later(EndOrg::NAME, &EndOrg { org }).await?;
    }
    account::shut(house, &mut cx, who.person).await?;
    let now = cx.now();
    let due_at = rules::due(&house.policy, now);
    let closing = Closing::begun(cx.clock(), who.person, State::Closing, (now, due_at));
    store::add(&mut cx, &closing).await?;
    recall::write(&mut cx, told).await?;
    cx.commit().await?;
    Ok(closing.id)
}

/// Goes one step on with a closing within the given unit of work; `false` where nothing is to be done now.
pub(super) async fn step(house: &House, cx: &mut Ctx, id: ClosingId) -> Result<bool, Fault> {
    let Some(mut closing) = store::lock(cx, id).await? else { return Ok(false) };
    match closing.state {
        State::Erased => return Ok(false),
        State::Locked if closing.due_at > cx.now() => return Ok(false),
        State::Closing if !purge(house, cx, closing.person, at_once).await? => return Ok(true),
        State::Closing => closing.state = State::Locked,
        State::Locked => {
            destroy(house, closing.person).await?;
            closing.state = State::Erasing;
        }
        State::Erasing if !purge(house, cx, closing.person, any).await? => return Ok(true),
        State::Erasing => conclude(house, cx.now(), &mut closing).await?,
    }
    store::save(cx, &closing).await?;
    Ok(closing.state != State::Erased)
}

/// Destroys the keys: from here on nothing of the person can be read, whatever rows are left.
async fn destroy(house: &House, person: PersonId) -> Result<(), Fault> {
    try_join_all(rules::doomed().map(|group| house.vault.destroy(person, group))).await?;
    house.vault.forget_openings_of(person).await
}

/// Makes the receipt and adds the person to the erasure list.
async fn conclude(house: &House, now: Timestamp, closing: &mut Closing) -> Result<(), Fault> {
    let mut salt = [0; 16];
    aws_lc_rs::rand::fill(&mut salt).map_err(|_| Fault::new("no randomness"))?;
    let subject = Subject::Person(closing.person);
    let times = (closing.closed_at, now);
    let statement = rules::statement(&house.policy, subject, times, &house.erasers, salt);
    closing.leaf = Some(house.vault.note_erased(subject, &statement).await?);
    closing.statement = Some(statement);
    closing.erased_at = Some(now);
    closing.state = State::Erased;
    Ok(())
}

/// Lets the erasers that are chosen remove what they can; `false` where rows are left.
async fn purge(
    house: &House,
    cx: &mut Ctx,
    person: PersonId,
    chosen: fn(&Eraser) -> Option<super::Erase>,
) -> Result<bool, Fault> {
    for erase in house.erasers.iter().filter_map(chosen) {
        let most = u64::try_from(ROWS_AT_ONCE).unwrap_or(u64::MAX);
        if erase(house, cx, person, ROWS_AT_ONCE).await? >= most {
            return Ok(false);
        }
    }
    Ok(true)
}

const fn at_once(eraser: &Eraser) -> Option<super::Erase> {
    if let Work::AtOnce(erase) = eraser.work { Some(erase) } else { None }
}

const fn any(eraser: &Eraser) -> Option<super::Erase> {
    match eraser.work {
        Work::AtOnce(erase) | Work::AtEnd(erase) | Work::KeysAnd(erase) => Some(erase),
        Work::Keys | Work::Vault | Work::Floor { .. } => None,
    }
}

/// How far a closing is, with the receipt once there is one. Whoever knows its id may ask: it names nobody.
pub(super) async fn look(house: &House, id: ClosingId) -> Result<Closed, Refusal> {
    let mut view = house.db.view().await?;
    let closing = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    drop(view);
    let receipt = match (&closing.statement, closing.leaf) {
        (Some(statement), Some(leaf)) => Some(house.vault.receipt(statement, leaf).await?),
        _ => None,
    };
    let Closing { id, state, closed_at, due_at, .. } = closing;
    Ok(Closed { id, state: state.word(), closed_at, due_at, receipt })
}

/// At the start, before anybody is let in: who is locked is held again, and whoever came back with an older copy of
/// the data although the erasure list names him is erased again.
///
/// # Errors
/// A fault where something cannot be read or removed: such a house does not start.
pub async fn awaken(house: &House) -> Result<(), Fault> {
    let mut view = house.db.view().await?;
    let known = store::all(&mut view).await?;
    drop(view);
    for closing in &known {
        house.vault.hold(closing.person, Hold::Closed);
    }
    let erased: HashSet<PersonId> =
        known.iter().filter(|one| one.state == State::Erased).map(|one| one.person).collect();
    for entry in house.vault.erasure_list().await? {
        let Subject::Person(person) = entry.subject else { continue };
        if !erased.contains(&person) {
            erase_again(house, &known, person, entry.at, entry.leaf).await?;
        }
    }
    Ok(())
}

async fn erase_again(
    house: &House,
    known: &[Closing],
    person: PersonId,
    at: Timestamp,
    leaf: u64,
) -> Result<(), Fault> {
    house.vault.hold(person, Hold::Closed);
    destroy(house, person).await?;
    loop {
        let mut cx = house.db.begin().await?;
        let done = purge(house, &mut cx, person, any).await?;
        if done {
            let before = known.iter().find(|one| one.person == person).cloned();
            let id = before.as_ref().map_or_else(|| ClosingId::fresh(cx.clock()), |one| one.id);
            let closed_at = before.map_or(at, |one| one.closed_at);
            let (state, erased_at, leaf) = (State::Erased, Some(at), Some(leaf));
            let again =
                Closing { id, person, state, closed_at, due_at: at, erased_at, leaf, statement: None };
            store::add(&mut cx, &again).await?;
            store::save(&mut cx, &again).await?;
        }
        cx.commit().await?;
        if done {
            tracing::info!("somebody on the erasure list came back with the data and was erased again");
            return Ok(());
        }
    }
}
