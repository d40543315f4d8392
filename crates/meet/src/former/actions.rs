//! What somebody who left sees and has erased, and how records are cut off from him.

use ground::{Caller, Fault, OrgId, Person};
use policy::Purpose;
use vault::{OpenRefused, Sealed, Subject};
use yard::House;
use yard::access::account_of;
use yard::org::leaver::{self, Leaver};

use super::store::{self, Kept, Rest};
use super::{Refusal, jobs};
use crate::record::{Moment, Stay};

/// An organisation that one left, and what its meetings keep.
pub(super) struct Former {
    pub leaver: Leaver,
    pub kept: Vec<Kept>,
}

/// The organisations that one left and whose records still lead to him.
pub(super) async fn mine(house: &House, who: Person) -> Result<Vec<Former>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    let mut found = Vec::new();
    for leaver in leaver::of_person(&mut view, who.person).await? {
        let kept = store::kept(&mut view, &leaver).await?;
        found.push(Former { leaver, kept });
    }
    Ok(found)
}

/// Has erased what the meetings of an organisation keep of oneself.
pub(super) async fn erase(house: &House, who: Person, org: OrgId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.change", &account_of(who.person))?;
    let one = leaver::taken(&mut cx, org, who.person).await?.ok_or(Refusal::Unknown)?;
    store::erase(&mut cx, &one).await?;
    if !store::leads_to(&mut cx, &one).await? {
        leaver::bridge_gone(&mut cx, &one).await?;
    }
    Ok(cx.commit().await?)
}

/// Writes the rows of somebody who left under his pseudonym. What cannot be opened now, because its use rests, waits.
pub(super) async fn cut_off(house: &House, one: &Leaver) -> Result<(), Fault> {
    let mut view = house.db.view().await?;
    let rows = store::rest(&mut view, one).await?;
    drop(view);
    let mut anew = Vec::with_capacity(rows.stays.len());
    for stay in &rows.stays {
        match resealed(house, one, stay).await? {
            Renewed::Yes(times) => anew.push((stay.id, Some(*times))),
            Renewed::Gone => anew.push((stay.id, None)),
            Renewed::Rests => return Ok(()),
        }
    }
    let mut cx = house.db.begin().await?;
    let Some(one) = leaver::taken(&mut cx, one.org, one.person).await?.filter(|now| now.alias == one.alias)
    else {
        return Ok(());
    };
    for (id, times) in &anew {
        store::rewrite_stay(&mut cx, *id, times.as_ref().map(|(came, went)| (came, went.as_ref()))).await?;
    }
    let Rest { participants, .. } = rows;
    store::rename(&mut cx, &one, &participants).await?;
    if !store::leads_to(&mut cx, &one).await? {
        leaver::bridge_gone(&mut cx, &one).await?;
    }
    cx.commit().await
}

/// What became of a stay.
enum Renewed {
    /// Sealed anew.
    Yes(Box<(Sealed<Moment>, Option<Sealed<Moment>>)>),
    /// Its key is gone: it says nothing any longer.
    Gone,
    /// It may not be used at present.
    Rests,
}

async fn resealed(house: &House, one: &Leaver, stay: &Stay) -> Result<Renewed, Fault> {
    let program = Caller::Program(jobs::NAME);
    let look = house.vault.look(&program, Purpose::MeetingRecord).act(jobs::NAME);
    let sealed: Vec<&Sealed<Moment>> = std::iter::once(&stay.came).chain(&stay.went).collect();
    let opened = look.open_each(sealed).await.map_err(|no| Fault::caused("cutting a record off", no))?;
    let mut moments = Vec::with_capacity(2);
    for moment in opened {
        match moment {
            Ok(moment) => moments.push(moment.into_inner()),
            Err(OpenRefused::Fault(fault)) => return Err(fault),
            Err(OpenRefused::Erased) => return Ok(Renewed::Gone),
            Err(_) => return Ok(Renewed::Rests),
        }
    }
    let alias = Subject::Person(one.alias);
    let Some(came) = moments.first() else { return Ok(Renewed::Gone) };
    let came = house.vault.seal(&Stay::CAME, alias, stay.id, came).await?;
    let went = match moments.get(1) {
        Some(went) => Some(house.vault.seal(&Stay::WENT, alias, stay.id, went).await?),
        None => None,
    };
    Ok(Renewed::Yes(Box::new((came, went))))
}
