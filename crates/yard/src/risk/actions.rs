//! What the house notices, and what those who run it do about it.

use ground::{Ctx, Fault, Person, PersonId};
use std::net::IpAddr;

use super::rules::{self, ACCOUNTS, Kind, PAIR, SENT, STOPPED};
use super::store::{self, MARK, RiskRow};
use super::{Refusal, RiskId};
use crate::House;
use crate::access::the_house;
use crate::account::store::count;

/// Whom something is about.
#[derive(Clone, Copy)]
pub(crate) enum Of {
    /// An address.
    Address(IpAddr),
    /// An account.
    Person(PersonId),
}

impl Of {
    /// The mark by which the house knows it again.
    pub(super) fn mark(self, house: &House) -> [u8; 16] {
        let text = match self {
            Self::Address(from) => format!("address\n{}", from.to_canonical()),
            Self::Person(person) => format!("person\n{person}"),
        };
        house.vault.index(&MARK, &text)
    }
}

async fn stopped(house: &House, kind: Kind, of: Of) -> Result<(), Refusal> {
    let mark = of.mark(house);
    let mut view = house.db.view().await?;
    let Some(row) = store::find(&mut view, kind, mark).await? else { return Ok(()) };
    let now = view.now();
    if row.lifted_at.is_some() || row.until_at <= now {
        return Ok(());
    }
    let after_s = row.until_at.since(now).as_secs().max(1);
    Err(Refusal::Stopped { after_s, mark: rules::first_signs(mark) })
}

/// Whether anybody may sign in from this address.
pub(crate) async fn pass(house: &House, from: IpAddr) -> Result<(), Refusal> {
    stopped(house, Kind::Stuffing, Of::Address(from)).await
}

/// Counts a mark anew after a keeper lifted what had come of the earlier counts.
fn counted_as(house: &House, row: Option<&RiskRow>, mark: [u8; 16], more: &[u8]) -> [u8; 16] {
    let lifted = row.and_then(|row| row.lifted_at).map_or(0, |at| at.micros());
    let text: String = mark.iter().chain(more).map(|byte| format!("{byte:02x}")).collect();
    house.vault.index(&MARK, &format!("{text}\n{lifted}"))
}

async fn strike(cx: &mut Ctx, kind: Kind, mark: [u8; 16]) -> Result<(), Fault> {
    let until = cx.now().plus(STOPPED);
    store::strike(cx, kind, mark, until).await?;
    ground::metrics::count(kind.series());
    tracing::warn!(kind = kind.word(), mark = rules::first_signs(mark), "a risk was noticed");
    Ok(())
}

/// An account, known by its keyed index, was tried in vain from an address.
pub(crate) async fn tried(house: &House, from: IpAddr, account: [u8; 16]) -> Result<(), Fault> {
    let (kind, mark) = (Kind::Stuffing, Of::Address(from).mark(house));
    let mut cx = house.db.begin().await?;
    let row = store::find_now(&mut cx, kind, mark).await?;
    let pair = counted_as(house, row.as_ref(), mark, &account);
    if count(&mut cx, PAIR, pair).await? == 1 {
        let key = counted_as(house, row.as_ref(), mark, &[]);
        if count(&mut cx, ACCOUNTS, key).await? > i64::from(ACCOUNTS.most) {
            strike(&mut cx, kind, mark).await?;
        }
    }
    cx.commit().await
}

/// Somebody is about to write or invite: counted, also where it is refused afterwards, and stopped where it is spam.
pub(crate) async fn sent(house: &House, of: Of) -> Result<(), Refusal> {
    let (kind, mark) = (Kind::Spam, of.mark(house));
    stopped(house, kind, of).await?;
    let mut cx = house.db.begin().await?;
    let row = store::find_now(&mut cx, kind, mark).await?;
    let key = counted_as(house, row.as_ref(), mark, &[]);
    let over = count(&mut cx, SENT, key).await? > i64::from(SENT.most);
    if over {
        strike(&mut cx, kind, mark).await?;
    }
    cx.commit().await?;
    if over { stopped(house, kind, of).await } else { Ok(()) }
}

/// Whether an address struck within two days, and nobody lifted it: a sign-in from it wants more.
pub(crate) async fn is_marked(cx: &mut Ctx, house: &House, from: IpAddr) -> Result<bool, Fault> {
    let row = store::find_now(cx, Kind::Stuffing, Of::Address(from).mark(house)).await?;
    Ok(row.is_some_and(|row| row.lifted_at.is_none()))
}

/// What was noticed, the newest first, for those who run the house.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<RiskRow>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    Ok(store::list(&mut view, rules::SHOWN_MAX).await?)
}

/// Lifts one that hit the wrong one.
pub(super) async fn lift(house: &House, who: Person, id: RiskId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    if !store::lift(&mut cx, id, who.person).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}
