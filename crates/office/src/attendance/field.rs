//! Signing in from outside: a place, a word and a photo, where the person agreed to it by himself.

use ground::{Caller, Fault, Member, PersonId, Timestamp};
use policy::Purpose;
use vault::{Sealed, Subject};
use yard::House;
use yard::account::store as accounts;
use yard::avatar::Picture;
use yard::org::Line;

use super::actions::{self, OF_DAY};
use super::agreeing::{AgreedTo, agrees, store as agreements};
use super::belonging::store as belonging;
use super::plan::{Spot, Way};
use super::proof::{self, Said};
use super::store::Listed;
use super::zone::Day;
use super::{
    Field, FieldId, GroupId, Punch, PunchId, Record, Refusal, Standing, Verdict, finding, looking, resource,
    store,
};

/// What somebody writes beside it.
pub(super) struct Beside<'a> {
    /// The place in words.
    pub address: Option<&'a str>,
    pub note: Option<&'a str>,
    /// A photo.
    pub photo: Option<&'a [u8]>,
}

fn line(text: Option<&str>) -> Result<Option<Line>, Refusal> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => Line::read(text, 200).map(Some).map_err(|_| Refusal::Reason),
        None => Ok(None),
    }
}

/// Signs in from outside; it counts as having clocked.
pub(super) async fn add(
    house: &House,
    who: Member,
    said: Said<'_>,
    (signature, beside): (&str, Beside<'_>),
) -> Result<(FieldId, Timestamp), Refusal> {
    let mut view = actions::look(house, who).await?;
    let today = actions::today(&mut view, who).await?;
    if !today.plan.ways.contains(&Way::Field) {
        return Err(Refusal::Way);
    }
    if !agrees(house, &mut view, (who, &today.plan), AgreedTo::FieldSignIn).await? {
        return Err(Refusal::Consent);
    }
    let key = store::key_of(&mut view, who.org, who.person).await?.ok_or(Refusal::Key)?;
    drop(view);
    let spot = said.place.ok_or(Refusal::PlaceUnasked)?;
    let nonce = proof::proven(house, who, &said, (&key, signature)).await?;
    let from_site_m = today.plan.nearest(spot).map(|(_, metres)| metres);
    let field = row(house, who, (spot, from_site_m), &beside).await?;
    let verdict = if said.doubts.contains(&super::Doubt::Mock) { Verdict::Refused } else { Verdict::Counts };
    let (way, doubts) = (Some(Way::Field), said.doubts.to_vec());
    let record = Record { way, verdict, doubts, by: None, room: None, site: None, brought: None };
    let punch = punch(house, who, (nonce, field.at), &record).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "attendance.clock", &resource(who.org))?;
    if accounts::count(&mut cx, OF_DAY, who.person.bytes()).await? > i64::from(OF_DAY.most) {
        return Err(Refusal::TooMany);
    }
    if !agreements::hold(&mut cx, (who.org, who.person), AgreedTo::FieldSignIn.purpose()).await? {
        return Err(Refusal::Consent);
    }
    if !store::add(&mut cx, &punch).await? {
        return Err(Refusal::Again);
    }
    // A feigned place is noted as tried, and not kept.
    if verdict == Verdict::Counts {
        store::add_field(&mut cx, &field).await?;
        finding::later(house, &mut cx, &field).await?;
    }
    cx.commit().await?;
    if verdict == Verdict::Refused { Err(Refusal::Mock) } else { Ok((field.id, field.at)) }
}

/// The row of a signing in, sealed under the key of whoever signs in.
async fn row(
    house: &House,
    who: Member,
    (spot, from_site_m): (Spot, Option<u32>),
    beside: &Beside<'_>,
) -> Result<Field, Refusal> {
    let (address, note) = (line(beside.address)?, line(beside.note)?);
    let photo = beside.photo.map(Picture::read).transpose().map_err(|_| Refusal::Photo)?;
    let address = address.map(|line| line.as_str().to_owned());
    let standing = Standing { spot, from_site_m, address, found: None };
    let (id, subject, vault) = (FieldId::fresh(&house.clock), Subject::Person(who.person), &house.vault);
    let note = match &note {
        Some(note) => Some(vault.seal(&Field::NOTE, subject, id.bytes(), note).await?),
        None => None,
    };
    let photo = match &photo {
        Some(photo) => Some(vault.seal(&Field::PHOTO, subject, id.bytes(), &photo.bytes().to_vec()).await?),
        None => None,
    };
    let place = vault.seal(&Field::PLACE, subject, id.bytes(), &standing).await?;
    let (org, person, at) = (who.org, who.person, house.clock.now());
    Ok(Field { id, org, person, at, place, found: None, note, photo })
}

/// The row of a clocking that counts.
async fn punch(
    house: &House,
    who: Member,
    (nonce, at): ([u8; 16], Timestamp),
    record: &Record,
) -> Result<Punch, Refusal> {
    let id = PunchId::fresh(&house.clock);
    let sealed = house.vault.seal(&Punch::RECORD, Subject::Person(who.person), id.bytes(), record).await?;
    Ok(Punch { id, org: who.org, person: who.person, at, made_at: at, nonce, record: sealed, place: None })
}

/// A signing in as whoever looks after the group sees it.
pub(super) struct Shown {
    pub id: FieldId,
    pub person: PersonId,
    pub at: Timestamp,
    /// Nothing where the agreement was taken back.
    pub place: Option<Standing>,
    pub note: Option<String>,
    pub has_photo: bool,
}

/// Those of a group on a day, the newest first; each look is one at the people.
pub(super) async fn of_day(
    house: &House,
    who: Member,
    (group, day): (GroupId, &str),
) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    let group = looking::may(&mut view, who, group).await?;
    let day = Day::read(day).ok_or(Refusal::Day)?;
    let zone = group.zone()?;
    let times = zone.at(day, 0).zip(zone.at(day.plus(1), 0)).ok_or(Refusal::Day)?;
    let people = belonging::all_on(&mut view, group.id, day).await?;
    let rows = store::fields_of(&mut view, who.org, &people, times).await?;
    drop(view);
    shown(house, who, "attendance.field.list", rows).await
}

/// One's own, the newest first.
pub(super) async fn mine(house: &House, who: Member) -> Result<Vec<Shown>, Refusal> {
    let mut view = actions::look(house, who).await?;
    let rows = store::fields_by(&mut view, who.org, who.person).await?;
    drop(view);
    shown(house, who, "attendance.field.mine", rows).await
}

/// The photo of one of one's own.
pub(super) async fn own_photo(house: &House, who: Member, id: FieldId) -> Result<Vec<u8>, Refusal> {
    let mut view = actions::look(house, who).await?;
    let row = store::field_of(&mut view, who.org, id).await?.filter(|row| row.person == who.person);
    drop(view);
    opened(house, who, "attendance.field.mine.photo", row.and_then(|row| row.photo)).await
}

/// Opens signings in that the caller may see.
async fn shown(
    house: &House,
    who: Member,
    act: &'static str,
    rows: Vec<Listed>,
) -> Result<Vec<Shown>, Refusal> {
    let caller = Caller::from(who);
    let fault = |no| Fault::caused("opening signings in", no);
    let look = || house.vault.look(&caller, Purpose::FieldSignIn).act(act);
    let places = look().open_present(rows.iter().map(|row| row.field.shown())).await.map_err(fault)?;
    let noted: Vec<usize> = (0..rows.len()).filter(|index| rows[*index].field.note.is_some()).collect();
    let notes =
        look().open_present(rows.iter().filter_map(|row| row.field.note.as_ref())).await.map_err(fault)?;
    let mut notes: std::collections::HashMap<usize, Option<Line>> = noted.into_iter().zip(notes).collect();
    let shown = |(index, (row, place)): (usize, (&Listed, Option<Standing>))| Shown {
        id: row.field.id,
        person: row.field.person,
        at: row.field.at,
        place,
        note: notes.remove(&index).flatten().map(|line: Line| line.as_str().to_owned()),
        has_photo: row.has_photo,
    };
    Ok(rows.iter().zip(places).enumerate().map(shown).collect())
}

/// The photo of one of them.
pub(super) async fn photo(
    house: &House,
    who: Member,
    (group, id): (GroupId, FieldId),
) -> Result<Vec<u8>, Refusal> {
    let mut view = house.db.view().await?;
    let group = looking::may(&mut view, who, group).await?;
    let row = store::field_of(&mut view, who.org, id).await?.ok_or(Refusal::Unknown)?;
    // Whoever looks after the group in which he is now sees nothing of what he did in another.
    let day = group.day(row.at)?;
    let times = belonging::times_of(&mut view, who.org, row.person).await?;
    drop(view);
    let is_of = times.iter().any(|one| one.group == group.id && one.is_on(day));
    opened(house, who, "attendance.field.photo", row.photo.filter(|_| is_of)).await
}

async fn opened(
    house: &House,
    who: Member,
    act: &'static str,
    photo: Option<Sealed<Vec<u8>>>,
) -> Result<Vec<u8>, Refusal> {
    let photo = photo.ok_or(Refusal::Unknown)?;
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::FieldSignIn).act(act);
    let opened = look.open_present([&photo]).await.map_err(|no| Fault::caused("opening a photo", no))?;
    opened.into_iter().flatten().next().ok_or(Refusal::Unknown)
}
