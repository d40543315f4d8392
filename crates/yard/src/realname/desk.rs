//! What those who run the house do: see what waits, look closer with a reason, decide.

use ground::{Caller, Fault, Person, PersonId, View};
use policy::Purpose;
use vault::{Sealed, Subject, untyped};

use super::rules::{self, Side, State};
use super::store::{self, RealNameRow};
use super::{CardNumber, RealNameId, Refusal, actions};
use crate::House;
use crate::access::the_house;
use crate::notice::{self, Notice};
use crate::org::Line;

/// Verifications shown at once.
const SHOWN_MAX: i64 = 100;

/// One that waits, its name and number masked; nothing where the consent is gone meanwhile.
pub(super) struct Waiting {
    pub row: RealNameRow,
    pub name: Option<String>,
    pub number: Option<String>,
}

async fn keeping(house: &House, who: Person) -> Result<View, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    actions::on(house)?;
    Ok(view)
}

/// What waits, the oldest first.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Waiting>, Refusal> {
    let rows = store::waiting(&mut keeping(house, who).await?, SHOWN_MAX).await?;
    let caller = Caller::from(who);
    // One act, and so one leaf for each of them.
    let both = |row: &RealNameRow| [row.name.as_ref().map(untyped), row.number.as_ref().map(untyped)];
    let sealed: Vec<Option<Sealed<Vec<u8>>>> = rows.iter().flat_map(both).collect();
    let look = house.vault.look(&caller, Purpose::RealName).act("real_name.list");
    let opened = look.open_present(sealed.iter().flatten()).await;
    let mut opened = opened.map_err(|refusal| Fault::caused("opening what waits", refusal))?.into_iter();
    let mut texts = sealed.iter().map(|one| {
        let bytes = one.as_ref().and_then(|_| opened.next().flatten());
        bytes.and_then(|bytes: Vec<u8>| String::from_utf8(bytes).ok())
    });
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let (name, number) = (texts.next().flatten(), texts.next().flatten());
        shown.push(Waiting {
            row,
            name: name.map(|name| rules::masked(&name)),
            number: number.and_then(|number| CardNumber::read(&number)).map(|number| number.masked()),
        });
    }
    Ok(shown)
}

/// One that waits, in the open.
pub(super) struct Seen {
    pub name: String,
    pub number: String,
    pub photos: Vec<(Side, Vec<u8>)>,
}

async fn waiting(view: &mut View, who: Person, id: RealNameId) -> Result<RealNameRow, Refusal> {
    let row = store::find(view, id).await?.ok_or(Refusal::Unknown)?;
    if row.person == who.person { Err(Refusal::Own) } else { Ok(row) }
}

/// Opens name, number and both sides: a leaf of the access log that says why.
pub(super) async fn look(
    house: &House,
    who: Person,
    id: RealNameId,
    why: Option<&str>,
) -> Result<Seen, Refusal> {
    let mut view = keeping(house, who).await?;
    let row = waiting(&mut view, who, id).await?;
    let why = rules::reason(why)?;
    let photos = store::photos(&mut view, row.person).await?;
    drop(view);
    let (name, number) = row.name.as_ref().zip(row.number.as_ref()).ok_or(Refusal::Decided)?;
    let caller = Caller::from(who);
    let texts = [untyped(name), untyped(number)].into_iter();
    let sealed: Vec<Sealed<Vec<u8>>> =
        texts.chain(photos.iter().map(|photo| untyped(&photo.photo))).collect();
    let look = house.vault.look(&caller, Purpose::RealName).act("real_name.look").reason(why.as_str());
    let opened = look.open_many(&sealed).await.map_err(|refusal| refusal.or(Refusal::Unknown))?;
    let mut opened = opened.into_iter().map(vault::Opened::into_inner);
    let text = |bytes: Option<Vec<u8>>| {
        bytes.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(Refusal::Unknown)
    };
    let (name, number) = (text(opened.next())?, text(opened.next())?);
    Ok(Seen { name, number, photos: photos.iter().map(|photo| photo.side).zip(opened).collect() })
}

/// Decides; he is told either way.
pub(super) async fn decide(
    house: &House,
    who: Person,
    id: RealNameId,
    (verified, why): (bool, Option<&str>),
) -> Result<(), Refusal> {
    let mut view = keeping(house, who).await?;
    let row = waiting(&mut view, who, id).await?;
    drop(view);
    if row.state != State::Waiting {
        return Err(Refusal::Decided);
    }
    let reason = if verified { None } else { Some(rules::reason(why)?) };
    let state = if verified { State::Verified } else { State::Refused };
    settle(house, &row, state, reason.as_ref(), Some(who.person)).await
}

/// Writes what came of it and tells him.
pub(super) async fn settle(
    house: &House,
    row: &RealNameRow,
    state: State,
    reason: Option<&Line>,
    by: Option<PersonId>,
) -> Result<(), Refusal> {
    let subject = Subject::Person(row.person);
    let sealed = match reason {
        Some(line) => Some(house.vault.seal(&RealNameRow::REASON, subject, row.id.bytes(), line).await?),
        None => None,
    };
    let mut cx = house.db.begin().await?;
    if !store::decide(&mut cx, row, state, sealed.as_ref(), by).await? {
        return Err(Refusal::Decided);
    }
    let told = match (state, reason) {
        (State::Verified, _) => Notice::new("real_name.verified"),
        (State::Unknown | State::Waiting, _) => Notice::new("real_name.unknown"),
        (State::Refused, Some(line)) => Notice::new("real_name.refused").about("reason", line.as_str()),
        (State::Refused, None) => Notice::new("real_name.mismatch"),
    };
    notice::tell(&mut cx, house, row.person, &told).await?;
    Ok(cx.commit().await?)
}
