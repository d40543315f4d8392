//! What somebody does for himself: see which machines could bring what he clocks, authorise one, take that back.

use ground::{Caller, Fault, Member, Timestamp};
use policy::Purpose;
use std::collections::HashMap;
use yard::House;
use yard::consent::store::{self as consents, Scope};

use super::super::plan::Way;
use super::super::{Refusal as Attendance, actions, resource};
use super::refusal::unknown;
use super::store;
use super::{Machine, MachineId, Refusal};

/// A machine as somebody reads it before he authorises it.
pub(super) struct Offer {
    pub machine: Machine,
    /// By which number it means him; nothing where none was written down.
    pub number: Option<String>,
    /// Since when he authorises it.
    pub agreed_at: Option<Timestamp>,
}

/// Whether the group of today takes machines.
async fn takes(view: &mut ground::View, who: Member) -> Result<bool, Refusal> {
    match actions::today(view, who).await {
        Ok(today) => Ok(today.plan.ways.contains(&Way::Machine)),
        Err(Attendance::NoGroup) => Ok(false),
        Err(refusal) => Err(refusal.into()),
    }
}

/// Those that could bring what he clocks. Where his group takes none nobody is asked; what he authorised is there to be taken back.
pub(super) async fn mine(house: &House, who: Member) -> Result<Vec<Offer>, Refusal> {
    let mut view = actions::look(house, who).await?;
    view.permit(who, "attendance.clock", &resource(who.org))?;
    let takes = takes(&mut view, who).await?;
    let mut machines = store::of_org(&mut view, who.org).await?;
    let agreed: HashMap<MachineId, Timestamp> =
        store::agreed(&mut view, who.org, who.person).await?.into_iter().collect();
    let mut numbers = store::numbers_of(&mut view, who.person).await?;
    drop(view);
    numbers.retain(|one| one.org == who.org);
    machines.retain(|one| takes || agreed.contains_key(&one.id));
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Attendance).act("attendance.machine.mine");
    let opened = look.open_present(numbers.iter().map(|row| &row.number)).await;
    let opened = opened.map_err(|no| Fault::caused("opening one's own numbers at machines", no))?;
    let known: HashMap<MachineId, String> =
        numbers.iter().zip(opened).filter_map(|(row, number)| Some((row.machine, number?))).collect();
    let offer = |machine: Machine| Offer {
        number: known.get(&machine.id).or_else(|| known.get(&MachineId::ALL)).cloned(),
        agreed_at: agreed.get(&machine.id).copied(),
        machine,
    };
    Ok(machines.into_iter().map(offer).collect())
}

/// Authorises one. The consent of the house comes first.
pub(super) async fn agree(house: &House, who: Member, id: MachineId) -> Result<(), Refusal> {
    let mut view = actions::look(house, who).await?;
    view.permit(who, "attendance.clock", &resource(who.org))?;
    let takes = takes(&mut view, who).await?;
    // He agrees at the instant at which his consent is seen to stand: one that is taken back while this goes on is later.
    let seen = view.now();
    let stands = consents::stands_for(&mut view, who.person, Purpose::ClockMachine, Scope::Purpose).await?;
    drop(view);
    if !takes {
        return Err(Attendance::Way.into());
    }
    if !stands {
        return Err(Attendance::Consent.into());
    }
    let mut cx = house.db.begin().await?;
    cx.permit(who, "attendance.clock", &resource(who.org))?;
    store::find(&mut cx, who.org, id).await?.ok_or_else(unknown)?;
    store::agree(&mut cx, (who.org, id), (who.person, seen)).await?;
    Ok(cx.commit().await?)
}

/// Takes it back: from now on nothing of him is taken from it. What was clocked stays.
pub(super) async fn take_back(house: &House, who: Member, id: MachineId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "attendance.clock", &resource(who.org))?;
    store::find(&mut cx, who.org, id).await?.ok_or_else(unknown)?;
    store::take_back(&mut cx, (who.org, id), who.person).await?;
    Ok(cx.commit().await?)
}
