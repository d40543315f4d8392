//! What those who run the organisation do: arrange kinds, see what people have, grant and correct, each time with a reason.

use ground::{Caller, Ctx, Member, PersonId, View};
use policy::{Lang, Purpose};
use yard::House;
use yard::account;
use yard::org::{Line as Text, people, store as orgs};

use super::actions::{self, Shown};
use super::book::{self, Kept, Ledger, TRIES};
use super::{
    Arranged, Balance, Deed, Kind, LeaveEntryId, LeaveKindId, Line, Refusal, Why, kinds, resource, store,
};
use crate::attendance::{self, Day};

/// People of one page.
pub(super) const PAGE: usize = 50;

async fn look(house: &House, who: Member) -> Result<View, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    Ok(view)
}

async fn begin(house: &House, who: Member) -> Result<Ctx, Refusal> {
    let cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    Ok(cx)
}

/// Whether the caller runs the organisation: asked before what he sent is read.
pub(super) async fn may(house: &House, who: Member) -> Result<(), Refusal> {
    look(house, who).await.map(drop)
}

/// The kinds of the organisation: every member sees them.
pub(super) async fn kinds_of(house: &House, who: Member) -> Result<Vec<Kind>, Refusal> {
    let mut view = actions::look(house, who).await?;
    Ok(store::kinds(&mut view, who.org).await?)
}

/// Whether a kind may be kept beside these.
fn checked(arranged: &Arranged, others: &[Kind], own: Option<LeaveKindId>) -> Result<(), Refusal> {
    if let Some(flaw) = kinds::flaw(arranged) {
        return Err(Refusal::Kind(flaw));
    }
    let is_other = |kind: &&Kind| !kind.has_ended && Some(kind.id) != own;
    if others.iter().filter(is_other).any(|kind| kinds::share_a_name(arranged, kind)) {
        return Err(Refusal::Named);
    }
    Ok(())
}

/// Makes a kind.
pub(super) async fn make_kind(
    house: &House,
    who: Member,
    arranged: Arranged,
) -> Result<LeaveKindId, Refusal> {
    let mut cx = begin(house, who).await?;
    let there = store::kinds_now(&mut cx, who.org).await?;
    checked(&arranged, &there, None)?;
    if there.len() >= store::KINDS_MAX {
        return Err(Refusal::Many);
    }
    let new = Kind { id: LeaveKindId::fresh(&house.clock), arranged, has_ended: false };
    store::add_kind(&mut cx, who.org, &new).await?;
    store::look_at_all(&mut cx, who.org).await?;
    cx.commit().await?;
    Ok(new.id)
}

/// Makes those that most organisations have, where there are none.
pub(super) async fn make_usual(house: &House, who: Member, lang: Lang) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    if !store::kinds_now(&mut cx, who.org).await?.is_empty() {
        return Err(Refusal::Arranged);
    }
    for arranged in kinds::usual(lang) {
        let new = Kind { id: LeaveKindId::fresh(&house.clock), arranged, has_ended: false };
        store::add_kind(&mut cx, who.org, &new).await?;
    }
    store::look_at_all(&mut cx, who.org).await?;
    Ok(cx.commit().await?)
}

/// Arranges a kind anew, from now on. In what it is asked for stays: its lines are reckoned in it. Forms find it by its old name, too.
pub(super) async fn change_kind(
    house: &House,
    who: Member,
    id: LeaveKindId,
    arranged: Arranged,
) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    let there = store::kinds_now(&mut cx, who.org).await?;
    let before = there.iter().find(|kind| kind.id == id && !kind.has_ended).ok_or(Refusal::Unknown)?;
    let arranged = kinds::renamed(&before.arranged, arranged);
    checked(&arranged, &there, Some(id))?;
    let is_hours = |one: &Arranged| one.unit == super::Unit::Hour;
    if is_hours(&before.arranged) != is_hours(&arranged) {
        return Err(Refusal::Kind("unit"));
    }
    if !store::change_kind(&mut cx, who.org, id, &arranged).await? {
        return Err(Refusal::Unknown);
    }
    store::look_at_all(&mut cx, who.org).await?;
    Ok(cx.commit().await?)
}

/// Ends a kind: what there is of it stays to be seen, nothing more is taken of it.
pub(super) async fn end_kind(house: &House, who: Member, id: LeaveKindId) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    if !store::end_kind(&mut cx, who.org, id).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// Somebody with his ledger.
pub(super) struct Of {
    pub name: Option<String>,
    pub shown: Shown,
}

/// Ledgers of these people, in their order.
async fn of_people(
    house: &House,
    who: Member,
    act: &'static str,
    people: &[PersonId],
) -> Result<Vec<Of>, Refusal> {
    let mut view = look(house, who).await?;
    let all = store::kinds(&mut view, who.org).await?;
    drop(view);
    let caller = Caller::from(who);
    let names = account::names_of(house, &caller, Purpose::Attendance, people).await?;
    let ledgers = book::open_each(house, (&caller, act), who.org, people).await?;
    let today = Day(house.clock.now().day());
    let of = |ledger: Ledger| Of {
        name: names.get(&ledger.person).map(|name| name.as_str().to_owned()),
        shown: Shown { person: ledger.person, kinds: all.clone(), entries: ledger.entries, today },
    };
    Ok(ledgers.into_iter().map(of).collect())
}

/// A page of members whose names have this text, in the order of their names, and where the next begins.
pub(super) async fn people(
    house: &House,
    who: Member,
    (text, skip): (&str, usize),
) -> Result<(Vec<Of>, Option<usize>), Refusal> {
    look(house, who).await?;
    let members = people::of(house, who.org).await?;
    let text = people::folded(text.trim());
    let wanted = members.iter().filter(|one| text.is_empty() || one.sound.is(&text));
    let mut page: Vec<PersonId> = wanted.skip(skip).take(PAGE + 1).map(|one| one.person).collect();
    let next = (page.len() > PAGE).then_some(skip.saturating_add(PAGE));
    page.truncate(PAGE);
    Ok((of_people(house, who, "leave.people", &page).await?, next))
}

/// One member with all his lines; each look is one at him.
pub(super) async fn person(house: &House, who: Member, person: PersonId) -> Result<Of, Refusal> {
    let mut view = look(house, who).await?;
    orgs::role_of(&mut view, who.org, person).await?.ok_or(Refusal::Unknown)?;
    let today = attendance::today_of(&mut view, (who.org, person)).await?;
    drop(view);
    let mut of = of_people(house, who, "leave.person", &[person]).await?.pop().ok_or(Refusal::Unknown)?;
    of.shown.today = today;
    Ok(of)
}

/// All members, a page after the other, for a sheet.
pub(super) async fn everybody(house: &House, who: Member) -> Result<Vec<Of>, Refusal> {
    look(house, who).await?;
    let members = people::of(house, who.org).await?;
    let mut all = Vec::new();
    for page in members.chunks(PAGE) {
        let page: Vec<PersonId> = page.iter().map(|one| one.person).collect();
        all.extend(of_people(house, who, "leave.sheet", &page).await?);
    }
    Ok(all)
}

/// What somebody writes in a ledger by hand.
pub(super) enum Wish {
    /// There is more of a kind, until a day.
    Grant { kind: LeaveKindId, amount: i64, until: Option<Day>, is_opening: bool },
    /// So much more or less of a kind.
    Correct { kind: LeaveKindId, amount: i64 },
    /// Since when he works at all, and here.
    Since { work: Day, hired: Day },
    /// What he took is given back, from a day on or all of it.
    Back { entry: LeaveEntryId, from: Option<Day> },
}

impl Wish {
    /// The line that it becomes.
    fn line(&self, ledger: &Ledger, all: &[Kind], today: Day) -> Result<Line, Refusal> {
        let known = |id: &LeaveKindId| {
            let kind = all.iter().find(|kind| kind.id == *id && !kind.has_ended).ok_or(Refusal::Unknown)?;
            if kind.arranged.balance == Balance::None { Err(Refusal::NoBalance) } else { Ok(kind.id) }
        };
        let is_fit = |amount: i64, least: i64| (least..=kinds::AMOUNT_MAX).contains(&amount) && amount != 0;
        let (kind, deed) = match self {
            Self::Grant { kind, amount, until, is_opening } => {
                if until.is_some_and(|until| until < today) {
                    return Err(Refusal::Day);
                }
                if !is_fit(*amount, 1) {
                    return Err(Refusal::Amount);
                }
                let why = if *is_opening { Why::Opening } else { Why::Hand };
                let (from, until, carry) = (today, *until, None);
                (Some(known(kind)?), Deed::Grant { amount: *amount, from, until, carry, why })
            }
            Self::Correct { kind, amount } => {
                if !is_fit(*amount, -kinds::AMOUNT_MAX) {
                    return Err(Refusal::Amount);
                }
                (Some(known(kind)?), Deed::Correct { amount: *amount, on: today })
            }
            Self::Since { work, hired } => {
                if work > hired || *hired > today.plus(366) || work.0 < -36_500 {
                    return Err(Refusal::Day);
                }
                (None, Deed::Since { work: *work, hired: *hired })
            }
            Self::Back { entry, from } => return actions::back(ledger, *entry, *from),
        };
        Ok(Line { kind, deed, reason: None, late: Vec::new() })
    }
}

/// Writes it, with who and why.
pub(super) async fn write(
    house: &House,
    who: Member,
    person: PersonId,
    (wish, reason): (&Wish, Option<&str>),
) -> Result<(), Refusal> {
    let whose = (who.org, person);
    let caller = Caller::from(who);
    for _ in 0..TRIES {
        let mut view = look(house, who).await?;
        orgs::role_of(&mut view, who.org, person).await?.ok_or(Refusal::Unknown)?;
        let all = store::kinds(&mut view, who.org).await?;
        let today = attendance::today_of(&mut view, whose).await?;
        drop(view);
        let ledger = book::open(house, (&caller, "leave.write"), whose).await?;
        let mut line = wish.line(&ledger, &all, today)?;
        let reason = Text::reason(reason).ok_or(Refusal::Reason)?;
        line.reason = Some(reason.as_str().to_owned());
        let by = (Some(line), Some(who.person));
        let ready = book::ready(house, &ledger, by, (&all, today)).await?;
        let mut cx = begin(house, who).await?;
        match book::keep(&mut cx, &ready).await? {
            Kept::Yes => return Ok(cx.commit().await?),
            Kept::Gone => return Err(Refusal::Unknown),
            Kept::Stale => {}
        }
    }
    Err(Refusal::Stale)
}
