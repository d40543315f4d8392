//! What those who bring lists do: see what one would bring, bring it in, see what was brought, take it back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ground::{Caller, Ctx, Fault, Member, OrgId, PersonId, View};
use policy::Purpose;
use sheet::{Form, Head, Sheet};
use std::collections::{BTreeMap, HashMap};
use tokio::sync::Semaphore;
use vault::untyped;

use super::bringing::{self, Brought};
use super::rules::{self, Attestation, Columns, Read, Wrong};
use super::store::{self, UploadRow};
use super::{Refusal, UploadId};
use crate::House;
use crate::account::NumberRow;
use crate::org::charge::{self, Right};
use crate::org::scim::store as connections;
use crate::org::{self, act};

/// Sheets that are unpacked at once, in the whole house: each may take a hundred times what was sent.
static READING: Semaphore = Semaphore::const_new(2);

/// A list as it comes: the sheet in base64, which columns hold what where that is said, and which are left out.
pub(super) struct Wish<'a> {
    pub file: &'a str,
    pub columns: Option<Columns>,
    pub left_out: &'a [u16],
}

/// What a list says, held against what is there.
pub(super) struct Seen {
    pub sheet: Sheet,
    pub head: Head,
    pub columns: Columns,
    /// Columns that hold nothing known and were not left out.
    pub unknown: Vec<(u16, String)>,
    pub read: Read,
    /// Who of those whom it names is a member, by the number's index.
    pub members: HashMap<[u8; 16], PersonId>,
}

/// Whoever may bring lists: administrators, and whom they charged with it throughout the organisation.
pub(super) async fn may(view: &mut View, who: Member) -> Result<(), Refusal> {
    let holders = charge::holders(view, &who, Right::Upload, None).await?;
    Ok(view.permit(who, "members.upload", &charge::resource(who.org, &holders))?)
}

/// The same within a unit of work, with the organisation in hand: by the rows as they are then, and stay until it ends.
pub(super) async fn may_now(cx: &mut Ctx, who: &Member) -> Result<(), Refusal> {
    crate::org::store::lock(cx, who.org).await?;
    let (who, reach) = charge::covering(cx, who, Right::Upload).await?;
    Ok(cx.permit(who, "members.upload", &charge::resource(who.org, &reach.holders(&who, None)))?)
}

/// Reads a list without bringing it in; also where it cannot be brought in, so that its columns can be said.
pub(super) async fn look(house: &House, who: Member, wish: &Wish<'_>) -> Result<Seen, Refusal> {
    let mut view = house.db.view().await?;
    may(&mut view, who).await?;
    let name = store::org_name(&mut view, who.org).await?;
    drop(view);
    let bytes = STANDARD.decode(wish.file).map_err(|_| Refusal::Encoding)?;
    // Unpacking takes a moment, and others are answered meanwhile.
    let turn = READING.acquire().await.map_err(|error| Fault::caused("waiting to read a sheet", error))?;
    // The turn ends with the work, also where whoever asked has gone.
    let read = move || {
        let _turn = turn;
        sheet::read(&bytes)
    };
    let sheet = tokio::task::spawn_blocking(read).await;
    let sheet = sheet.map_err(|error| Fault::caused("reading a sheet", error))??;
    let (head, found) = rules::found(&sheet);
    let columns = wish.columns.clone().unwrap_or(found);
    let unknown = rules::unknown(&head, &columns, wish.left_out);
    let (mut read, mut members) = (Read::default(), HashMap::new());
    if rules::are_of(&columns, head.columns.len()) {
        let caller = Caller::from(who);
        let look = house.vault.look(&caller, Purpose::Organisation).act("org.upload.look");
        let company = look.open(&name).await?.as_str().to_owned();
        read = rules::rows(&sheet, head.row, &columns, &company);
        members = without_who_refused(house, who.org, &mut read).await?;
    }
    Ok(Seen { sheet, head, columns, unknown, read, members })
}

/// Who of those whom a list names is a member; who refuses lists of this organisation is taken out with a reason.
async fn without_who_refused(
    house: &House,
    org: OrgId,
    read: &mut Read,
) -> Result<HashMap<[u8; 16], PersonId>, Refusal> {
    let index = |said: &rules::Said| house.vault.index(&NumberRow::PHONE, said.phone.e164());
    let indexes: Vec<[u8; 16]> = read.people.iter().map(index).collect();
    let mut view = house.db.view().await?;
    let members = store::members(&mut view, org, &indexes).await?;
    let refusing = store::refusing(&mut view, org).await?;
    drop(view);
    let refuses = |at: &[u8; 16]| refusing.contains(at);
    let mut places = indexes.iter();
    let (out, kept): (Vec<_>, Vec<_>) =
        std::mem::take(&mut read.people).into_iter().partition(|_| places.next().is_some_and(refuses));
    read.people = kept;
    read.wrong.extend(out.into_iter().map(|said| (said.row, Wrong::Refused)));
    Ok(members)
}

/// Brings in what is right in a list. Without what is attested of it nothing comes in.
pub(super) async fn bring(
    house: &House,
    who: Member,
    wish: &Wish<'_>,
    attestation: Attestation,
) -> Result<(Seen, Brought), Refusal> {
    let mut seen = look(house, who, wish).await?;
    if !rules::are_of(&seen.columns, seen.head.columns.len()) {
        return Err(Refusal::Columns);
    }
    if !seen.unknown.is_empty() {
        return Err(Refusal::Unknown { columns: seen.unknown.into_iter().map(|(_, name)| name).collect() });
    }
    let mut cx = house.db.begin().await?;
    may_now(&mut cx, &who).await?;
    act::note(&mut cx, &who, "org.upload", None).await?;
    cx.commit().await?;
    let brought = bringing::bring(house, who, &mut seen, &attestation).await?;
    Ok((seen, brought))
}

/// The sheet with the rows that are wrong, each with its reason in the reader's words.
pub(super) async fn wrong(
    house: &House,
    who: Member,
    wish: &Wish<'_>,
    (title, why): (&str, impl Fn(Wrong) -> &'static str),
) -> Result<(Form, Vec<u8>), Refusal> {
    let seen = look(house, who, wish).await?;
    let reasons: BTreeMap<usize, String> =
        seen.read.wrong.iter().map(|(row, wrong)| (*row, why(*wrong).to_owned())).collect();
    let back = sheet::with_reasons(&seen.sheet, seen.head.row, &reasons, title);
    Ok((seen.sheet.form, back.map_err(|error| Fault::caused("giving a sheet back", error))?))
}

/// A list that was brought in.
pub(super) struct Listed {
    pub row: UploadRow,
    pub texts: [String; 3],
    pub waiting: i64,
    pub filed: i64,
}

/// The lists that were brought in, with what was attested of each.
pub(super) async fn list(house: &House, who: Member) -> Result<Vec<Listed>, Refusal> {
    let mut view = house.db.view().await?;
    may(&mut view, who).await?;
    let rows = store::of_org(&mut view, who.org).await?;
    let counts = store::counts(&mut view, who.org).await?;
    drop(view);
    let caller = Caller::from(who);
    let sealed: Vec<_> =
        rows.iter().flat_map(|row| [&row.purpose, &row.extent, &row.usage]).map(untyped).collect();
    let look = house.vault.look(&caller, Purpose::MemberUpload).act("org.uploads");
    let opened = look.open_many(&sealed).await?;
    let mut texts = opened.into_iter().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let mut next = || texts.next().unwrap_or_default();
    let listed = rows.into_iter().map(|row| {
        let (waiting, filed) = counts.get(&row.id).copied().unwrap_or_default();
        Listed { row, texts: [next(), next(), next()], waiting, filed }
    });
    Ok(listed.collect())
}

/// Takes a list back: invitations of it that wait, and what it brought into records. Who accepted stays a member. Answers how many
/// invitations and how many fields went.
pub(super) async fn undo(house: &House, who: Member, id: UploadId) -> Result<(u64, u64), Refusal> {
    let mut view = house.db.view().await?;
    may(&mut view, who).await?;
    store::find(&mut view, who.org, id).await?.ok_or(Refusal::Absent)?;
    drop(view);
    let mut cx = house.db.begin().await?;
    // In one order with whoever brings it in or files it: what is written before goes, and nothing is written after.
    may_now(&mut cx, &who).await?;
    if !store::stands(&mut cx, who.org, id).await? {
        return Err(Refusal::Absent);
    }
    // Whoever is charged with lists does not end what administrators made.
    if connections::stands_on(&mut cx, id).await? {
        cx.permit(who, "org.administer", &org::resource(who.org))?;
    }
    let (invitations, fields) = bringing::take_back(&mut cx, who.org, id).await?;
    act::note(&mut cx, &who, "org.upload.undo", None).await?;
    cx.commit().await?;
    Ok((invitations, fields))
}
