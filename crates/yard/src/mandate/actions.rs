//! What the two do: give, accept, end, and see what there is.

use ground::{Caller, Ctx, Fault, Person, PersonId, Timestamp};
use policy::Purpose;
use serde_json::json;
use std::net::IpAddr;

use super::store::{self, Act, Mandate, New};
use super::{MandateId, Refusal, rules};
use crate::House;
use crate::access::account_of;
use crate::account::store as accounts;
use crate::account::{self, Bound, Name, NumberRow, Phone};
use crate::identity::{self, Proof};
use crate::minor;
use crate::notice::{self, Notice};

/// Mandates shown at once, and acts of each.
const SHOWN_MAX: i64 = 100;
const DAY_S: u32 = 86_400;

/// What a mandate says, as it was typed.
pub(crate) struct Terms<'a> {
    pub phone: &'a str,
    pub scopes: &'a [String],
    pub days: u32,
}

/// The same, understood.
pub(crate) struct Checked {
    pub holder_index: [u8; 16],
    pub scopes: String,
    pub until: Timestamp,
}

/// Reads what a mandate says.
///
/// # Errors
/// What is wrong about it.
pub(crate) fn check(house: &House, terms: &Terms<'_>) -> Result<Checked, Refusal> {
    let scopes = rules::scopes(terms.scopes)?;
    let until = house.clock.now().plus(rules::lasts(terms.days)?);
    let phone = Phone::read(terms.phone.trim()).ok_or(account::Refusal::PhoneWrong)?;
    Ok(Checked { holder_index: house.vault.index(&NumberRow::PHONE, phone.e164()), scopes, until })
}

async fn is_minor(house: &House, person: PersonId) -> Result<bool, Refusal> {
    Ok(minor::standing(&mut house.db.view().await?, person).await?.is_some())
}

/// Gives a mandate to whoever has a number; it stands once he accepts. The answer is the same whether anybody has it.
pub(super) async fn give(
    house: &House,
    who: Person,
    terms: Terms<'_>,
    proof: &Proof,
    from: IpAddr,
) -> Result<MandateId, Refusal> {
    let Checked { holder_index, scopes, until } = check(house, &terms)?;
    if is_minor(house, who.person).await? {
        return Err(Refusal::Minor);
    }
    identity::prove(house, who, proof, from).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "mandate.give", &account_of(who.person))?;
    let bound = Bound { kind: "mandate.give.day", span_s: DAY_S, most: rules::GIVEN_PER_DAY };
    if accounts::count(&mut cx, bound, who.person.bytes()).await? > i64::from(bound.most) {
        let passed = cx.now().seconds().rem_euclid(i64::from(DAY_S)).unsigned_abs();
        return Err(Refusal::TooMany { after_s: u64::from(DAY_S) - passed });
    }
    let asked = store::person_of(&mut cx, holder_index).await?;
    if asked == Some(who.person) {
        return Err(Refusal::OwnNumber);
    }
    let id = MandateId::fresh(cx.clock());
    let new = New { id, person: who.person, holder_index, scopes: &scopes, until, paper: None };
    store::add(&mut cx, &new).await?;
    if let Some(asked) = asked {
        notice::tell(&mut cx, house, asked, &Notice::new("mandate.asked")).await?;
        cx.tell(asked, "mandate", "mandate.asked", &json!({ "mandate": id })).await?;
    }
    cx.commit().await?;
    Ok(id)
}

/// Writes a mandate whose sheet is being printed; it is given once two witnessed that it was signed.
///
/// # Errors
/// The giver's own number, or what the database says.
pub(crate) async fn ask_on_paper(
    cx: &mut Ctx,
    person: PersonId,
    terms: &Checked,
    paper: [u8; 16],
) -> Result<(), Refusal> {
    let Checked { holder_index, scopes, until } = terms;
    if store::person_of(cx, *holder_index).await? == Some(person) {
        return Err(Refusal::OwnNumber);
    }
    let (id, holder_index, until) = (MandateId::fresh(cx.clock()), *holder_index, *until);
    Ok(store::add(cx, &New { id, person, holder_index, scopes, until, paper: Some(paper) }).await?)
}

/// The sheet of a mandate was witnessed: whoever it names is asked.
///
/// # Errors
/// What the database says.
pub(crate) async fn signed(cx: &mut Ctx, house: &House, paper: [u8; 16]) -> Result<(), Fault> {
    if let Some(asked) = store::signed(cx, paper).await? {
        notice::tell(cx, house, asked, &Notice::new("mandate.asked")).await?;
    }
    Ok(())
}

/// A mandate of one's own, as giver or holder, that has not ended.
pub(super) async fn own(
    house: &House,
    who: Person,
    id: MandateId,
    act: &'static str,
) -> Result<Mandate, Refusal> {
    if who.limited {
        return Err(identity::Refusal::Limited.into());
    }
    let mut view = house.db.view().await?;
    let found = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    view.permit(who, act, &found).map_err(|_| Refusal::Unknown)?;
    if found.ended_at.is_some() || found.until <= view.now() { Err(Refusal::Unknown) } else { Ok(found) }
}

/// Accepts a mandate that was given to one's number.
pub(super) async fn accept(house: &House, who: Person, id: MandateId) -> Result<(), Refusal> {
    let found = own(house, who, id, "mandate.hold").await?;
    if is_minor(house, who.person).await? {
        return Err(Refusal::Minor);
    }
    let mut cx = house.db.begin().await?;
    if !store::accept(&mut cx, id, who.person).await? {
        return Err(Refusal::Unknown);
    }
    notice::tell(&mut cx, house, found.person, &Notice::new("mandate.accepted")).await?;
    cx.tell(found.person, "mandate", "mandate.accepted", &json!({ "mandate": id })).await?;
    Ok(cx.commit().await?)
}

/// Ends a mandate: the giver takes it back, or the holder lays it down or does not want it.
pub(super) async fn end(house: &House, who: Person, id: MandateId) -> Result<(), Refusal> {
    let found = own(house, who, id, "mandate.end").await?;
    let mut cx = house.db.begin().await?;
    if !store::end(&mut cx, id, who.person).await? {
        return Err(Refusal::Unknown);
    }
    let other =
        if who.person == found.person { found.holder.filter(|_| found.given) } else { Some(found.person) };
    if let Some(other) = other {
        notice::tell(&mut cx, house, other, &Notice::new("mandate.ended")).await?;
        cx.tell(other, "mandate", "mandate.ended", &json!({ "mandate": id })).await?;
    }
    Ok(cx.commit().await?)
}

/// A mandate with the other's name and what was done under it.
pub(super) struct Shown {
    pub row: Mandate,
    pub other: Option<Name>,
    pub acts: Vec<Act>,
    pub stands: bool,
}

/// The mandates that one gave, and those that one holds or is asked to hold.
pub(super) async fn mine(house: &House, who: Person) -> Result<(Vec<Shown>, Vec<Shown>), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    let given = store::given(&mut view, who.person, SHOWN_MAX).await?;
    let held = if who.limited { Vec::new() } else { store::held(&mut view, who.person, SHOWN_MAX).await? };
    drop(view);
    Ok((show(house, who, given).await?, show(house, who, held).await?))
}

async fn show(house: &House, who: Person, rows: Vec<Mandate>) -> Result<Vec<Shown>, Refusal> {
    let caller = Caller::from(who);
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let mut view = house.db.view().await?;
        let acts = store::acts(&mut view, row.id, SHOWN_MAX).await?;
        let stands = row.stands(view.now());
        drop(view);
        let accepted = row.accepted_at.is_some();
        let other = if row.person == who.person { row.holder.filter(|_| accepted) } else { Some(row.person) };
        let other = match other {
            Some(other) => account::name_if_permitted(house, &caller, Purpose::Invitation, other).await?,
            None => None,
        };
        shown.push(Shown { row, other, acts, stands });
    }
    Ok(shown)
}
