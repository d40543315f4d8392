//! Bringing a list in, some rows at a time; whatever came in stays when the rest cannot.

use ground::{Because, Caller, Ctx, Fault, Member, OrgId, Timestamp};
use policy::Category;
use std::collections::HashSet;
use vault::{Sealed, Subject};

use super::actions::{Seen, may_now};
use super::drawing::Drawn;
use super::jobs::File;
use super::rules::{Attestation, Said, Wrong};
use super::store::{self, NamedRow, UploadRow};
use super::{Refusal, UploadId, UploadRowId};
use crate::House;
use crate::account::NumberRow;
use crate::org::certificate;
use crate::org::department::DepartmentId;
use crate::org::invitation::{self, Basis, InvitationRow};
use crate::org::{Role, moving, resource};

/// Rows of one unit of work: others write in between.
const STEP: usize = 200;

/// What came of a list.
#[derive(Default)]
pub(super) struct Brought {
    pub upload: Option<UploadId>,
    /// Who was invited by it.
    pub invited: usize,
    /// Who was a member, or invited, before; what the list says of him goes to his record or waits with the invitation.
    pub there: usize,
    /// Departments that were drawn.
    pub departments: usize,
}

/// An attested list that is kept: what an upload of another kind hangs its rows on.
pub(in crate::org) struct Attested(pub UploadId);

/// Keeps that a list was attested. Whoever calls has asked whether it may be.
pub(in crate::org) async fn attested(
    house: &House,
    who: Member,
    attestation: &Attestation,
) -> Result<Attested, Fault> {
    let id = UploadId::fresh(&house.clock);
    let (vault, subject, at) = (&house.vault, Subject::Org(who.org), id.bytes());
    let row = UploadRow {
        id,
        org: who.org,
        made_by: who.person,
        made_at: house.clock.now(),
        purpose: vault.seal(&UploadRow::PURPOSE, subject, at, &attestation.purpose).await?,
        extent: vault.seal(&UploadRow::EXTENT, subject, at, &attestation.extent).await?,
        usage: vault.seal(&UploadRow::USAGE, subject, at, &attestation.usage).await?,
    };
    let mut cx = house.db.begin().await?;
    store::add(&mut cx, &row).await?;
    cx.commit().await?;
    Ok(Attested(id))
}

/// Keeps that an attested list named a number, of which it says nothing else, within the unit of work that invites it. Whoever
/// calls has taken the organisation in hand and asked whether it may be. `false` where the list was taken back meanwhile.
pub(in crate::org) async fn names(
    cx: &mut Ctx,
    org: OrgId,
    (upload, expires_at): (UploadId, Timestamp),
    index: [u8; 16],
) -> Result<bool, Fault> {
    if !store::stands(cx, org, upload).await? {
        return Ok(false);
    }
    let named = NamedRow {
        id: UploadRowId::fresh(cx.clock()),
        upload,
        org,
        person: None,
        filed: false,
        fields: String::new(),
        department: None,
        invited: true,
        details: None,
        at: cx.now(),
        expires_at,
    };
    store::put(cx, &named, index).await?;
    Ok(true)
}

/// Takes a list back, with what it brought into records and the invitations that only it made. Whoever calls has taken the
/// organisation in hand and asked whether it may be. Answers how many invitations and how many fields went.
pub(in crate::org) async fn take_back(cx: &mut Ctx, org: OrgId, id: UploadId) -> Result<(u64, u64), Fault> {
    let positions = store::drop_positions(cx, org, id, None).await?;
    let fields = positions + crate::org::record::store::drop_of_upload(cx, id, None).await?;
    Ok((store::undo(cx, org, id).await?, fields))
}

/// Brings in what is right in a list; rows that cannot be are added to what is wrong.
pub(super) async fn bring(
    house: &House,
    who: Member,
    seen: &mut Seen,
    attestation: &Attestation,
) -> Result<Brought, Refusal> {
    let mut brought = Brought::default();
    let (mut drawn, mut placed) = (Drawn::of(house, who).await?, Vec::new());
    for (row, path) in &seen.read.paths {
        if drawn.at(house, who, path).await?.is_none() {
            seen.read.wrong.insert(*row, Wrong::Department);
        }
    }
    for said in std::mem::take(&mut seen.read.people) {
        let department = if said.path.is_empty() { None } else { drawn.at(house, who, &said.path).await? };
        if department.is_none() && !said.path.is_empty() {
            seen.read.wrong.insert(said.row, Wrong::Department);
        } else {
            placed.push((said, department));
        }
    }
    brought.departments = drawn.made;
    if placed.is_empty() {
        return Ok(brought);
    }
    let Attested(upload) = attested(house, who, attestation).await?;
    brought.upload = Some(upload);
    let most = certificate::rows_of_day(&mut house.db.view().await?, who.org).await?;
    for some in placed.chunks(STEP) {
        let left = step(house, who, (upload, most), some, (&*seen, &mut brought)).await?;
        seen.read.wrong.extend(left);
    }
    seen.read.people = placed.into_iter().map(|(said, _)| said).collect();
    let wrong: HashSet<usize> = seen.read.wrong.keys().copied().collect();
    seen.read.people.retain(|said| !wrong.contains(&said.row));
    Ok(brought)
}

/// A row that is sealed and ready to be written.
struct Ready {
    row: usize,
    index: [u8; 16],
    named: NamedRow,
    invitation: Option<InvitationRow>,
}

/// Brings some rows in; answers those that did not come in, and why.
async fn step(
    house: &House,
    who: Member,
    (upload, most): (UploadId, u32),
    some: &[(Said, Option<DepartmentId>)],
    (seen, brought): (&Seen, &mut Brought),
) -> Result<Vec<(usize, Wrong)>, Refusal> {
    let mut ready = Vec::with_capacity(some.len());
    for (said, department) in some {
        ready.push(sealed(house, who, upload, (said, *department), seen).await?);
    }
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.members.read", &resource(who.org))?;
    may_now(&mut cx, &who).await?;
    // Whoever took the list back meanwhile took back what would still come of it.
    if !store::stands(&mut cx, who.org, upload).await? {
        return Err(Refusal::Absent);
    }
    // Whoever said no since the list was looked at is not kept either.
    let refusing = store::refusing_now(&mut cx, who.org).await?;
    let mut left = Vec::new();
    for mut one in ready {
        if refusing.contains(&one.index) {
            left.push((one.row, Wrong::Refused));
            continue;
        }
        match written(&mut cx, house, &who, most, &mut one).await? {
            Written::Invited => brought.invited += 1,
            Written::There => brought.there += 1,
            Written::Many => left.push((one.row, Wrong::Many)),
            Written::Left => {}
        }
    }
    cx.commit().await?;
    Ok(left)
}

/// What became of a row.
enum Written {
    Invited,
    There,
    Many,
    /// He was a member when the list was looked at and is none any longer: nothing invites him, and nothing of him is kept.
    Left,
}

async fn written(
    cx: &mut Ctx,
    house: &House,
    who: &Member,
    most: u32,
    one: &mut Ready,
) -> Result<Written, Refusal> {
    // Who became a member meanwhile has it in his record, too.
    one.named.person = moving::member_of(cx, who.org, one.index).await?;
    if one.invitation.is_none() && one.named.person.is_none() {
        return Ok(Written::Left);
    }
    let mut invited = false;
    if let Some(row) = &one.invitation {
        match invitation::put_listed(cx, house, who, row, (one.index, most)).await? {
            invitation::Put::Made => invited = true,
            invitation::Put::There => {}
            invitation::Put::Many => return Ok(Written::Many),
        }
    }
    one.named.invited = invited;
    store::put(cx, &one.named, one.index).await?;
    if one.named.person.is_some() {
        File::later(cx, one.named.id).await?;
    }
    Ok(if invited { Written::Invited } else { Written::There })
}

async fn sealed(
    house: &House,
    who: Member,
    upload: UploadId,
    (said, department): (&Said, Option<DepartmentId>),
    seen: &Seen,
) -> Result<Ready, Refusal> {
    let index = house.vault.index(&NumberRow::PHONE, said.phone.e164());
    let id = UploadRowId::fresh(&house.clock);
    let json = serde_json::to_string(&said.details).because("writing what a list says of somebody")?;
    let details: Sealed<String> =
        house.vault.seal(&NamedRow::DETAILS, Subject::Org(who.org), id.bytes(), &json).await?;
    let words: Vec<&str> = said.details.fields.keys().map(|field| field.word()).collect();
    let person = seen.members.get(&index).copied();
    let invitation = match person {
        Some(_) => None,
        None => Some(invitation::sealed(house, who, &said.phone, Role::Member, Basis::Consent).await?),
    };
    let at = house.clock.now();
    let named = NamedRow {
        id,
        upload,
        org: who.org,
        person,
        filed: false,
        fields: words.join(" "),
        department,
        invited: false,
        details: Some(details),
        at,
        expires_at: expiry(house, at)?,
    };
    Ok(Ready { row: said.row, index, named, invitation })
}

/// It waits as long as the policy keeps what was uploaded.
pub(in crate::org) fn expiry(house: &House, now: Timestamp) -> Result<Timestamp, Fault> {
    let period = house.policy.retention(Category::UploadedMember).from("collected");
    let period = period.because("the policy does not say how long what was uploaded is kept")?;
    Ok(Timestamp::from_micros(period.after(now.micros())))
}

/// Who files what a list says; the access log says so.
pub(super) const FILER: Caller = Caller::Program("org.upload.file");
