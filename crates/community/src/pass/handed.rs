//! What a phone makes codes of: handed to a resident, and to whoever holds the link of a visit.

use ground::{Caller, Ctx, Fault, OrgId, PersonId, Timestamp, View};
use policy::Purpose;
use yard::House;

use super::store::{self, Door};
use super::{Kind, PassId, Row, at_doors, rules};
use crate::agent;
use crate::place::DoorId;

/// What a phone needs to make codes by itself.
pub(crate) struct Code {
    pub pass: ::pass::PassId,
    pub secret: ::pass::Secret,
    pub doors: Vec<Door>,
    /// The house's word that the pass is good; nothing before the first door of the community was paired.
    pub slip: Option<String>,
    pub now: Timestamp,
}

/// The key of a pass with a slip of this moment, which says until when the pass is good and carries what ended lately.
pub(super) async fn code(
    house: &House,
    row: &Row,
    secret: ::pass::Secret,
    (doors, news): (Vec<Door>, Vec<PassId>),
    (from, until): (Timestamp, Timestamp),
) -> Result<Code, Fault> {
    let (pass, now) = (at_doors(row.id), house.clock.now());
    let seconds = |at: Timestamp| u32::try_from(at.seconds()).unwrap_or(0);
    let tags = doors.iter().map(|door| ::pass::DoorId::new(door.id.bytes()).tag());
    let slip = ::pass::Slip {
        pass,
        made: seconds(now),
        from: seconds(from),
        until: seconds(until),
        uses: row.uses.map_or(0, |uses| u8::try_from(uses).unwrap_or(u8::MAX)),
        doors: tags.collect(),
        news: news.into_iter().map(|gone| at_doors(gone).short()).collect(),
    };
    let slip = match agent::signer(house, row.org).await? {
        Some(signer) => Some(slip.sign(&signer).map_err(|bad| Fault::caused("signing a slip", bad))?),
        None => None,
    };
    Ok(Code { pass, secret, doors, slip, now })
}

/// The doors of a pass: those that it names, or else those of its home.
async fn doors(view: &mut View, row: &Row) -> Result<Vec<Door>, Fault> {
    let doors = store::doors_of_pass(view, row.id).await?;
    match row.home {
        Some(home) if doors.is_empty() => store::doors_of_home(view, home).await,
        _ => Ok(doors),
    }
}

/// The same for whoever knows its number; nothing where it is gone.
///
/// # Errors
/// What the database says.
pub(crate) async fn doors_of(
    view: &mut View,
    (org, id): (OrgId, PassId),
) -> Result<Option<Vec<Door>>, Fault> {
    match store::find(view, org, id).await? {
        Some(row) => doors(view, &row).await.map(Some),
        None => Ok(None),
    }
}

/// Whether a pass of a community is there still, within a unit of work.
pub(crate) async fn stands_now(cx: &mut Ctx, org: OrgId, id: ::pass::PassId) -> Result<bool, Fault> {
    Ok(store::find_now(cx, org, PassId::from_bytes(*id.bytes())).await?.is_some())
}

/// What somebody is known by in the library of a terminal.
pub(crate) enum KnownBy {
    /// The number of a card, as the door counts it.
    Card(u64),
    /// Digits.
    Pin(String),
}

/// What a card or a PIN of a community is known by at a door, and whose it is; nothing for another way, or where its holder rests.
///
/// # Errors
/// What the database or the vault says.
pub(crate) async fn known_by(
    house: &House,
    (org, door): (OrgId, DoorId),
    id: ::pass::PassId,
) -> Result<Option<(KnownBy, Option<PersonId>)>, Fault> {
    let mut view = house.db.view().await?;
    let row = store::find(&mut view, org, PassId::from_bytes(*id.bytes())).await?;
    let at = store::door_at(&mut view, door).await?;
    drop(view);
    let (Some(row), Some(at)) = (row, at) else { return Ok(None) };
    let (Kind::Card | Kind::Pin, Some(sealed)) = (row.kind, row.secret.as_ref()) else { return Ok(None) };
    let caller = Caller::Program("terminal.teach");
    let look = house.vault.look(&caller, Purpose::DoorOpening).act("terminal.teach").delivery();
    let opened = look.open_present([sealed]).await;
    let opened = opened.map_err(|no| Fault::caused("opening what goes into a terminal", no))?.pop().flatten();
    let known = opened.and_then(|known| String::from_utf8(known).ok());
    let known = match (row.kind, known) {
        (Kind::Pin, Some(digits)) => Some(KnownBy::Pin(digits)),
        (_, Some(kept)) => {
            rules::card_kept(&kept).and_then(|card| card.matched(at.card_bits)).map(KnownBy::Card)
        }
        (_, None) => None,
    };
    Ok(known.map(|known| (known, row.person)))
}

/// The doors of a pass, and for a pass with a code what a phone makes codes of. The house hands it to whoever shows the link of
/// that pass, and who that is it does not know: the program opens the key, and it is counted.
///
/// # Errors
/// What the database or the vault says.
pub(crate) async fn code_of(
    house: &House,
    (org, id): (OrgId, PassId),
) -> Result<Option<(Vec<String>, Option<Code>)>, Fault> {
    let mut view = house.db.view().await?;
    let Some(row) = store::find(&mut view, org, id).await? else { return Ok(None) };
    let mut doors = doors(&mut view, &row).await?;
    let news = store::news(&mut view, org).await?;
    drop(view);
    let names = doors.iter().map(|door| door.name.clone()).collect();
    doors.truncate(rules::OF_CODE);
    let (Kind::Code, Some(sealed)) = (row.kind, row.secret.as_ref()) else { return Ok(Some((names, None))) };
    let caller = Caller::Program("visit.code");
    let look = house.vault.look(&caller, Purpose::DoorOpening).act("visit.code").delivery();
    let opened = look.open(sealed).await.map_err(|no| Fault::caused("opening the key of a visit", no))?;
    let key = <[u8; 32]>::try_from(opened.into_inner());
    let key = key.map_err(|_| Fault::new("the key of a code has another length"))?;
    let now = house.clock.now();
    let span = (row.from_at.unwrap_or(now), row.until_at.unwrap_or(now));
    let code = code(house, &row, ::pass::Secret::new(key), (doors, news), span).await?;
    Ok(Some((names, Some(code))))
}
