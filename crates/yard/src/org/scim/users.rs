//! People of a connection: named, changed, set inactive, taken out. Each change is one unit of work as its administrator.

use ground::{Because, Ctx, Member, PersonId, Timestamp, View};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use vault::{Sealed, Subject};

use super::ScimUserId;
use super::inside::store as inside;
use super::saying::{self, Said};
use super::store::{self, Entry, Writing};
use super::wire::Connected;
use super::wrong::Wrong;
use crate::account::NumberRow;
use crate::org::invitation::{self, Basis, InvitationRow, Put};
use crate::org::record::{Field, store as records};
use crate::org::upload::directory::store as rows;
use crate::org::upload::{self, Details, NamedRow, UploadRowId, store as lists};
use crate::org::{self, Role, act, administering, certificate, moving, store as orgs};
use axum::http::StatusCode;

/// What was of somebody before: his row, and what it says.
pub(super) struct Before {
    pub row: Entry,
    pub resource: Map<String, Value>,
}

/// What is ready to be written.
struct Ready {
    id: ScimUserId,
    indexes: ([u8; 16], Option<[u8; 16]>),
    index: Option<[u8; 16]>,
    is_active: bool,
    waiting: Option<Sealed<String>>,
    entry: Option<Sealed<String>>,
    named: NamedRow,
    invitation: Option<InvitationRow>,
    most: u32,
    /// What the list says of him is another than before.
    is_new: bool,
    /// What the directory says no longer.
    gone: Vec<Field>,
}

/// By what somebody is found by the name that the directory gives him, or by its number for him.
pub(super) fn index(cx: &Connected<'_>, by_name: bool, text: &str) -> [u8; 16] {
    cx.index((&store::NAME, &store::EXTERNAL), by_name, text)
}

fn word<'v>(of: &'v Map<String, Value>, name: &str) -> Option<&'v str> {
    of.get(name).and_then(Value::as_str)
}

/// What stands in somebody's record by his own hand stays his; what came by this connection and is said no longer goes.
async fn against_record(
    view: &mut View,
    cx: &Connected<'_>,
    person: PersonId,
    said: &mut Said,
) -> Result<Vec<Field>, Wrong> {
    let rows = records::of(view, cx.row.org, person).await?;
    for row in rows.iter().filter(|row| row.source == records::Source::Own) {
        said.fields.remove(&row.field);
    }
    let ours = rows.iter().filter(|row| row.upload == Some(cx.row.upload));
    Ok(ours.map(|row| row.field).filter(|field| !said.fields.contains_key(field)).collect())
}

async fn ready(cx: &Connected<'_>, before: Option<&Before>, of: &Map<String, Value>) -> Result<Ready, Wrong> {
    let house = cx.house;
    let (id, now) =
        (before.map_or_else(|| ScimUserId::fresh(&house.clock), |one| one.row.id), house.clock.now());
    let mut said = saying::said(of);
    let is_new = before.is_none_or(|one| saying::said(&one.resource).fields != said.fields);
    let index = said.phone.as_ref().map(|phone| house.vault.index(&NumberRow::PHONE, phone.e164()));
    let mut view = house.db.view().await?;
    let person = match (before.and_then(|one| one.row.member()), index) {
        (Some(person), _) => Some(person),
        (None, Some(at)) => lists::members(&mut view, cx.row.org, &[at]).await?.remove(&at),
        (None, None) => None,
    };
    let gone = match person {
        Some(person) => against_record(&mut view, cx, person, &mut said).await?,
        None => Vec::new(),
    };
    let named_before = before.filter(|one| one.row.member().is_none()).and_then(|one| one.row.named);
    // Being said again lets nobody wait longer.
    let until = match named_before {
        Some(named) => lists::one(&mut view, named).await?.map(|row| row.expires_at),
        None => None,
    };
    let most = certificate::rows_of_day(&mut view, cx.row.org).await?;
    drop(view);
    let json = Value::Object(of.clone()).to_string();
    let (mut waiting, mut entry) = (None, None);
    match before.and_then(|one| one.row.person).filter(|_| saying::is_active(of)) {
        Some(person) => {
            entry = Some(house.vault.seal(&Entry::ENTRY, Subject::Person(person), id.bytes(), &json).await?);
        }
        None => {
            let subject = Subject::Org(cx.row.org);
            waiting = Some(house.vault.seal(&Entry::WAITING, subject, id.bytes(), &json).await?);
        }
    }
    let invitation = match (&said.phone, person) {
        (Some(phone), None) => {
            Some(invitation::sealed(house, cx.who, phone, Role::Member, Basis::Consent).await?)
        }
        _ => None,
    };
    Ok(Ready {
        id,
        indexes: (
            self::index(cx, true, word(of, "userName").unwrap_or_default()),
            word(of, "externalId").map(|text| self::index(cx, false, text)),
        ),
        index,
        is_active: saying::is_active(of),
        waiting,
        entry,
        named: named(cx, said.fields, (person, now, until)).await?,
        invitation,
        most,
        is_new,
        gone,
    })
}

/// The row of the list by which somebody sees what is said of him.
async fn named(
    cx: &Connected<'_>,
    fields: BTreeMap<Field, String>,
    (person, at, until): (Option<PersonId>, Timestamp, Option<Timestamp>),
) -> Result<NamedRow, Wrong> {
    let id = UploadRowId::fresh(&cx.house.clock);
    let words: Vec<&str> = fields.keys().map(|field| field.word()).collect();
    let words = words.join(" ");
    let json =
        serde_json::to_string(&Details { fields }).because("writing what a directory says of somebody")?;
    let subject = Subject::Org(cx.row.org);
    Ok(NamedRow {
        id,
        upload: cx.row.upload,
        org: cx.row.org,
        person,
        filed: false,
        fields: words,
        department: None,
        invited: false,
        details: Some(cx.house.vault.seal(&NamedRow::DETAILS, subject, id.bytes(), &json).await?),
        at,
        expires_at: match until {
            Some(until) => until,
            None => upload::expiry(cx.house, at)?,
        },
    })
}

/// Keeps what the connection says of somebody, new or changed, and does what follows. Answers which it is.
///
/// # Errors
/// Why not.
pub(super) async fn save(
    cx: &Connected<'_>,
    before: Option<Before>,
    of: &Map<String, Value>,
) -> Result<ScimUserId, Wrong> {
    let ready = ready(cx, before.as_ref(), of).await?;
    let (mut work, who) = begun(cx).await?;
    let person = before.as_ref().and_then(|one| one.row.member());
    if let Some(before) = &before {
        unchanged(&mut work, cx, &before.row).await?;
    }
    // Whoever refuses is not kept under another word either; that he is to be no member is still heard.
    let refused = match (person, ready.index) {
        (Some(person), _) => lists::refuses(&mut work, cx.row.org, person).await?,
        (None, Some(index)) => lists::refuses_by(&mut work, cx.row.org, index).await?,
        (None, None) => false,
    };
    if refused && (ready.is_active || person.is_none()) {
        return Err(refuses());
    }
    let writing = Writing {
        id: ready.id,
        person: before.as_ref().and_then(|one| one.row.person).filter(|_| ready.is_active),
        indexes: ready.indexes,
        waiting: ready.waiting.as_ref(),
        entry: ready.entry.as_ref(),
        expires_at: ready.named.expires_at,
    };
    match store::write(&mut work, &cx.row, &writing).await {
        Err(error) if error.is_unique_on("yard_scim_user") => return Err(Wrong::taken("userName")),
        other => other?,
    }
    let id = ready.id;
    let old = before.and_then(|one| one.row.named);
    match (person, ready.is_active) {
        (Some(person), true) => told(&mut work, cx, (person, old), ready).await?,
        (None, true) => invited(&mut work, cx, (&who, old), ready).await?,
        (_, false) => out(&mut work, cx, (&who, id), (person, old)).await?,
    }
    act::note(&mut work, &who, "org.scim.user", person).await?;
    work.commit().await?;
    Ok(id)
}

/// Begins the unit of work of a change: as the administrator who answers for the connection, while it stands.
///
/// # Errors
/// That he is none any longer, or that it was ended.
pub(super) async fn begun(cx: &Connected<'_>) -> Result<(Ctx, Member), Wrong> {
    let mut work = cx.house.db.begin().await?;
    let who = administering(&mut work, cx.who).await?;
    store::find(&mut work, cx.row.org, cx.row.id).await?.ok_or_else(Wrong::token)?;
    Ok((work, who))
}

fn refuses() -> Wrong {
    Wrong::no(StatusCode::FORBIDDEN, "its person refuses what this organisation brings in by lists")
}

/// That somebody is still as he was read.
async fn unchanged(work: &mut Ctx, cx: &Connected<'_>, seen: &Entry) -> Result<(), Wrong> {
    let now = store::user_now(work, &cx.row, seen.id).await?.ok_or_else(Wrong::unknown)?;
    let is_same = now.version == seen.version && (now.person, now.joined) == (seen.person, seen.joined);
    if is_same { Ok(()) } else { Err(Wrong::stale()) }
}

/// What is said of a member goes into his record.
async fn told(
    work: &mut Ctx,
    cx: &Connected<'_>,
    (person, old): (PersonId, Option<UploadRowId>),
    ready: Ready,
) -> Result<(), Wrong> {
    for field in &ready.gone {
        records::empty(work, cx.row.org, person, *field).await?;
    }
    // What waits still is moved with what it says.
    if !ready.is_new && ready.entry.is_some() {
        return Ok(());
    }
    rows::put_of_member(work, &ready.named).await?;
    store::name(work, ready.id, Some(ready.named.id)).await?;
    if let Some(old) = old {
        lists::remove(work, old).await?;
    }
    upload::jobs::File::later(work, ready.named.id).await?;
    Ok(())
}

/// Somebody who is no member is invited by his number, as by a list; who is one by now has it in his record.
async fn invited(
    work: &mut Ctx,
    cx: &Connected<'_>,
    (who, old): (&Member, Option<UploadRowId>),
    mut ready: Ready,
) -> Result<(), Wrong> {
    store::name(work, ready.id, None).await?;
    let Some(index) = ready.index else { return Ok(drop_waiting(work, cx, old).await?) };
    if store::names_other(work, &cx.row, (ready.id, index)).await? {
        return Err(Wrong::taken("phone number"));
    }
    ready.named.department = inside::stands_in(work, ready.id).await?;
    ready.named.person = moving::member_of(work, cx.row.org, index).await?;
    if let Some(person) = ready.named.person
        && store::binds_other(work, &cx.row, (ready.id, person)).await?
    {
        return Err(Wrong::taken("phone number"));
    }
    if let Some(row) = &ready.invitation {
        match invitation::put_listed(work, cx.house, who, row, (index, ready.most)).await? {
            Put::Made => ready.named.invited = true,
            Put::There => {}
            Put::Many => {
                let said = "as many invitations were sent today as may be";
                return Err(Wrong::no(StatusCode::TOO_MANY_REQUESTS, said));
            }
        }
    } else if ready.named.person.is_none() {
        return Err(Wrong::stale());
    }
    lists::put(work, &ready.named, index).await?;
    store::name(work, ready.id, Some(ready.named.id)).await?;
    drop_waiting(work, cx, old).await?;
    if ready.named.person.is_some() {
        upload::jobs::File::later(work, ready.named.id).await?;
    }
    Ok(())
}

async fn drop_waiting(
    work: &mut Ctx,
    cx: &Connected<'_>,
    old: Option<UploadRowId>,
) -> Result<(), ground::Fault> {
    match old {
        Some(old) => rows::withdraw(work, cx.row.org, old).await,
        None => Ok(()),
    }
}

/// Somebody is to be no member: a membership ends as memberships end, an invitation that waits is withdrawn.
async fn out(
    work: &mut Ctx,
    cx: &Connected<'_>,
    (who, id): (&Member, ScimUserId),
    (person, old): (Option<PersonId>, Option<UploadRowId>),
) -> Result<(), Wrong> {
    store::name(work, id, None).await?;
    drop_waiting(work, cx, old).await?;
    let Some(person) = person else { return Ok(()) };
    let Some(member) = orgs::member(work, cx.row.org, person).await? else { return Ok(()) };
    act::note(work, who, "org.member.remove", Some(person)).await?;
    Ok(org::actions::put_out(work, cx.house, &member).await?)
}

/// Takes somebody out.
///
/// # Errors
/// Why not.
pub(super) async fn remove(cx: &Connected<'_>, seen: &Entry) -> Result<(), Wrong> {
    let (mut work, who) = begun(cx).await?;
    unchanged(&mut work, cx, seen).await?;
    out(&mut work, cx, (&who, seen.id), (seen.member(), seen.named)).await?;
    store::remove_user(&mut work, &cx.row, seen.id).await?;
    act::note(&mut work, &who, "org.scim.user", seen.member()).await?;
    Ok(work.commit().await?)
}
