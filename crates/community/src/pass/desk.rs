//! What the property does: give and end passes, see who has some at a door, close a door, open it with a reason.

use ground::{Caller, Ctx, Member, View};
use yard::House;
use yard::org::Line;

use super::issuing::{self, New};
use super::store::{self, Door};
use super::views::{self, Holding};
use super::{Kind, PassId, Refusal, mine, rules};
use crate::household::{ResidentId, store as households};
use crate::opening;
use crate::place::{DoorId, HomeId, resource, store as places};

/// Passes on a page.
pub(super) const PAGE: u32 = 100;

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

/// A door of the community.
async fn door_of(view: &mut View, who: Member, door: DoorId) -> Result<Door, Refusal> {
    store::door_at(view, door).await?.filter(|one| one.org == who.org).ok_or(Refusal::Door)
}

/// What is set at a door.
pub(super) async fn door(house: &House, who: Member, id: DoorId) -> Result<Door, Refusal> {
    let mut view = look(house, who).await?;
    door_of(&mut view, who, id).await
}

/// Who has passes at a door, after one of them; the names are a leaf of the access log.
pub(super) async fn at_door(
    house: &House,
    who: Member,
    (door, after): (DoorId, Option<PassId>),
) -> Result<Vec<Holding>, Refusal> {
    let mut view = look(house, who).await?;
    door_of(&mut view, who, door).await?;
    let now = view.now();
    let listed = store::at_door(&mut view, door, (after, i64::from(PAGE)), now).await?;
    let placed = views::placed(&mut view, listed.into_iter().map(|one| one.row).collect()).await?;
    drop(view);
    views::named(house, &Caller::from(who), "pass.at_door", placed).await
}

/// The passes of a home.
pub(super) async fn of_home(house: &House, who: Member, home: HomeId) -> Result<Vec<Holding>, Refusal> {
    let mut view = look(house, who).await?;
    if places::find(&mut view, home).await?.is_none_or(|there| there.org != who.org) {
        return Err(Refusal::Home);
    }
    let mut rows = Vec::new();
    for one in households::of_home(&mut view, home).await? {
        rows.extend(store::of_resident(&mut view, one.id).await?);
    }
    let placed = views::placed(&mut view, rows).await?;
    drop(view);
    views::named(house, &Caller::from(who), "pass.of_home", placed).await
}

/// What the desk gives.
pub(super) enum Gift<'a> {
    /// A card, by the number that a reader says.
    Card(&'a str, rules::CardForm),
    /// A PIN that the house draws: for who has no phone.
    Pin,
}

/// What was given.
pub(super) struct Given {
    pub id: PassId,
    /// The PIN: shown this once.
    pub pin: Option<String>,
}

/// Gives somebody of a home a card or a PIN.
pub(super) async fn give(
    house: &House,
    who: Member,
    (home, resident): (HomeId, ResidentId),
    gift: Gift<'_>,
) -> Result<Given, Refusal> {
    let mut cx = begin(house, who).await?;
    let now = cx.now();
    let one = households::find_now(&mut cx, resident)
        .await?
        .filter(|one| one.org == who.org && one.home == home && one.rights.open)
        .filter(|one| one.person.is_some() && one.until_at.is_none_or(|until| until > now))
        .ok_or(Refusal::NoRight)?;
    let there = store::of_resident_now(&mut cx, resident).await?;
    let (kind, secret, pin) = match gift {
        Gift::Card(number, form) => (Kind::Card, rules::card(number, form)?, None),
        Gift::Pin => {
            let drawn = rules::drawn_pin();
            (Kind::Pin, drawn.clone(), Some(drawn))
        }
    };
    if kind == Kind::Card && there.iter().filter(|row| row.kind == kind).count() >= rules::CARDS_MAX {
        return Err(Refusal::Many);
    }
    for row in there.iter().filter(|row| kind == Kind::Pin && row.kind == kind && row.person == one.person) {
        issuing::end(&mut cx, row).await?;
    }
    let id = issuing::issue(house, &mut cx, New::of_resident(&one, kind, Some(&secret))).await?;
    let id = id.ok_or(Refusal::CardTaken)?;
    cx.commit().await?;
    Ok(Given { id, pin })
}

/// Ends a pass at once.
pub(super) async fn end(house: &House, who: Member, id: PassId) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    let row = store::find_now(&mut cx, who.org, id).await?.ok_or(Refusal::Unknown)?;
    issuing::end(&mut cx, &row).await?;
    Ok(cx.commit().await?)
}

/// What is to be set at a door.
pub(super) struct Setting<'a> {
    pub closed: bool,
    pub card_bits: u8,
    pub points: &'a [String],
}

/// Closes a door to most or opens it again, and sets which cards and access points it knows.
pub(super) async fn set(house: &House, who: Member, id: DoorId, setting: Setting<'_>) -> Result<(), Refusal> {
    let mut view = look(house, who).await?;
    let before = door_of(&mut view, who, id).await?;
    drop(view);
    if setting.card_bits != 24 && setting.card_bits != 32 {
        return Err(Refusal::Bits);
    }
    let points = rules::points(setting.points, rules::POINTS_OF_DOOR)?;
    let after = Door { closed: setting.closed, card_bits: setting.card_bits, points, ..before };
    let mut cx = begin(house, who).await?;
    if !store::set_door(&mut cx, who.org, &after).await? {
        return Err(Refusal::Door);
    }
    crate::agent::wake(&mut cx, &[id]);
    Ok(cx.commit().await?)
}

/// Opens a door for somebody, with a reason that is kept with who did it.
pub(super) async fn order(house: &House, who: Member, id: DoorId, why: Option<&str>) -> Result<(), Refusal> {
    let mut view = look(house, who).await?;
    door_of(&mut view, who, id).await?;
    drop(view);
    let why = Line::reason(why).ok_or(Refusal::Reason)?;
    let noted = opening::order(house, who, id, &why).await?;
    let mut cx = begin(house, who).await?;
    let (pass, _) = issuing::of_desk(house, &mut cx, who.org).await?;
    opening::store::add_order(&mut cx, &noted).await?;
    cx.commit().await?;
    Ok(mine::ordered(house, id, pass, ::pass::By::Staff).await?)
}
