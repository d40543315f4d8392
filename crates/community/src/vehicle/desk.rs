//! What the property does: turn a vehicle away with a reason and an end, see which are, and let one in again.

use ground::{Caller, Ctx, Member, Timestamp, View};
use policy::Purpose;
use yard::House;
use yard::org::Line;

use super::views::shut;
use super::{Bar, BarId, Plate, Refusal, index, rules, store};
use crate::place::{resource, store as places};

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

/// A vehicle that is turned away, in the open.
pub(super) struct Barred {
    pub row: Bar,
    pub plate: Option<String>,
    pub reason: Option<String>,
}

/// Those of the community; one look for all.
pub(super) async fn bars(house: &House, who: Member) -> Result<Vec<Barred>, Refusal> {
    let mut view = look(house, who).await?;
    let rows = store::bars(&mut view, who.org).await?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::VehicleAccess).act("vehicle.bars");
    let plates = look.open_present(rows.iter().map(|row| &row.plate)).await.map_err(shut)?;
    let look = house.vault.look(&caller, Purpose::VehicleAccess).act("vehicle.bars");
    let reasons = look.open_present(rows.iter().map(|row| &row.reason)).await.map_err(shut)?;
    let each = rows.into_iter().zip(plates.into_iter().zip(reasons));
    Ok(each
        .map(|(row, (plate, reason))| Barred {
            row,
            plate: plate.map(|plate: Plate| plate.as_str().to_owned()),
            reason: reason.map(|line: Line| line.as_str().to_owned()),
        })
        .collect())
}

/// Turns a vehicle away until an end; whoever entered it reads why.
pub(super) async fn bar(
    house: &House,
    who: Member,
    (plate, why): (&str, Option<&str>),
    until: Timestamp,
) -> Result<BarId, Refusal> {
    let mut view = look(house, who).await?;
    places::of(&mut view, who.org).await?.ok_or(Refusal::Closed)?;
    drop(view);
    let (id, now) = (BarId::fresh(&house.clock), house.clock.now());
    let plate = Plate::read(plate).ok_or(Refusal::Plate)?;
    let reason = Line::reason(why).ok_or(Refusal::Reason)?;
    let row = Bar {
        id,
        org: who.org,
        plate: house.vault.seal(&Bar::PLATE, who.org, id.bytes(), &plate).await?,
        index: index(house, who.org, &plate).to_vec(),
        reason: house.vault.seal(&Bar::REASON, who.org, id.bytes(), &reason).await?,
        until_at: rules::end(until, now)?,
        made_at: now,
    };
    let mut cx = begin(house, who).await?;
    store::put_bar(&mut cx, &row).await.map_err(ground::Fault::from)?;
    cx.commit().await?;
    Ok(id)
}

/// Lets it in again.
pub(super) async fn lift(house: &House, who: Member, id: BarId) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    if !store::lift(&mut cx, who.org, id).await? {
        return Err(Refusal::NoBar);
    }
    Ok(cx.commit().await?)
}
