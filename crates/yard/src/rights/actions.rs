//! What people do: ask, prove, take back, restrict, take the archive along; and for those who run the house: answer.

use ground::{Caller, Ctx, Db, Fault, Person, PersonId, Timestamp};
use policy::{Category, Purpose};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::pin::Pin;
use vault::{Answer, Hold, Sealed, Subject, typed, untyped};

use super::archive::{self, Archive};
use super::rules::{self, Ground, Kind};
use super::store::{self, RequestRow, Verdict};
use super::{Refusal, RequestId};
use crate::House;
use crate::access::account_of;
use crate::account::store as accounts;
use crate::account::{self, Bound, Name, Phone};
use crate::house::Held;
use crate::identity::{self, Proof};
use crate::number;
use crate::staff;

/// Requests shown at once.
const SHOWN_MAX: i64 = 200;

/// Asks for something; where a proof comes with it, the clock starts.
pub(super) async fn ask(
    house: &House,
    who: Person,
    kind: Kind,
    typed: &str,
    proof: Option<&Proof>,
    from: IpAddr,
) -> Result<RequestId, Refusal> {
    let words = rules::words(typed)?;
    if let Some(proof) = proof {
        identity::prove(house, who, proof, from).await?;
    }
    let id = RequestId::fresh(&house.clock);
    let sealed = seal(house, who.person, &RequestRow::WORDS, id, words).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "rights.ask", &account_of(who.person))?;
    let bound = Bound { kind: "rights.ask.day", span_s: 86_400, most: rules::PER_DAY };
    if accounts::count(&mut cx, bound, who.person.bytes()).await? > i64::from(bound.most) {
        let passed = cx.now().seconds().rem_euclid(86_400).unsigned_abs();
        return Err(Refusal::TooMany { after_s: 86_400 - passed });
    }
    store::add(&mut cx, id, who.person, kind, sealed.as_ref()).await?;
    if proof.is_some() {
        let clock = rules::clock(&house.policy, cx.now());
        store::start(&mut cx, who.person, id, clock).await?;
    }
    cx.commit().await?;
    Ok(id)
}

/// Makes a request for a ward whose guardian has proved who he is: the clock starts at once. Whoever calls has asked
/// whether he may.
pub(crate) async fn ask_for(
    house: &House,
    ward: PersonId,
    kind: Kind,
    typed: &str,
) -> Result<RequestId, Refusal> {
    let words = rules::words(typed)?;
    let id = RequestId::fresh(&house.clock);
    let sealed = seal(house, ward, &RequestRow::WORDS, id, words).await?;
    let mut cx = house.db.begin().await?;
    let bound = Bound { kind: "rights.ask.day", span_s: 86_400, most: rules::PER_DAY };
    if accounts::count(&mut cx, bound, ward.bytes()).await? > i64::from(bound.most) {
        let passed = cx.now().seconds().rem_euclid(86_400).unsigned_abs();
        return Err(Refusal::TooMany { after_s: 86_400 - passed });
    }
    store::add(&mut cx, id, ward, kind, sealed.as_ref()).await?;
    let clock = rules::clock(&house.policy, cx.now());
    store::start(&mut cx, ward, id, clock).await?;
    cx.commit().await?;
    Ok(id)
}

/// A request that somebody handed in, before it is made: its words are sealed outside of the unit of work.
pub(crate) struct Prepared {
    id: RequestId,
    person: PersonId,
    kind: Kind,
    words: Option<Sealed<String>>,
}

impl Prepared {
    /// The id that it will have.
    pub(crate) const fn id(&self) -> RequestId {
        self.id
    }
}

/// Prepares a request that was handed in on paper.
pub(crate) async fn prepare(
    house: &House,
    person: PersonId,
    kind: Kind,
    typed: &str,
) -> Result<Prepared, Refusal> {
    let id = RequestId::fresh(&house.clock);
    let words = seal(house, person, &RequestRow::WORDS, id, rules::words(typed)?).await?;
    Ok(Prepared { id, person, kind, words })
}

/// Makes a request that others have proved; its clock runs from when it was handed in.
pub(crate) async fn enter(
    cx: &mut Ctx,
    house: &House,
    asked: Prepared,
    handed_in: Timestamp,
) -> Result<(), Refusal> {
    let Prepared { id, person, kind, words } = asked;
    store::add(cx, id, person, kind, words.as_ref()).await?;
    store::start(cx, person, id, rules::clock(&house.policy, handed_in)).await?;
    Ok(())
}

async fn seal(
    house: &House,
    person: PersonId,
    field: &vault::Field<String>,
    id: RequestId,
    words: Option<String>,
) -> Result<Option<Sealed<String>>, Fault> {
    match words {
        Some(words) => Ok(Some(house.vault.seal(field, person, id.bytes(), &words).await?)),
        None => Ok(None),
    }
}

/// Proves that it is oneself who asked: the clock starts.
pub(super) async fn prove(
    house: &House,
    who: Person,
    id: RequestId,
    proof: &Proof,
    from: IpAddr,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "rights.ask", &account_of(who.person))?;
    let row = store::find(&mut view, id).await?;
    drop(view);
    row.filter(|row| row.person == who.person && row.verified_at.is_none()).ok_or(Refusal::Unknown)?;
    identity::prove(house, who, proof, from).await?;
    let mut cx = house.db.begin().await?;
    let clock = rules::clock(&house.policy, cx.now());
    if !store::start(&mut cx, who.person, id, clock).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// Takes a request back; nothing is left of it.
pub(super) async fn withdraw(house: &House, who: Person, id: RequestId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "rights.ask", &account_of(who.person))?;
    if !store::remove(&mut cx, who.person, id).await? {
        return Err(Refusal::Unknown);
    }
    number::drop_appeal(&mut cx, id).await?;
    Ok(cx.commit().await?)
}

/// A request with its words opened.
pub(super) struct Shown {
    pub row: RequestRow,
    pub words: Option<String>,
    pub answer: Option<String>,
}

/// One's own requests, newest first.
pub(super) async fn mine(house: &House, who: Person) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "rights.ask", &account_of(who.person))?;
    let rows = store::of(&mut view, who.person, SHOWN_MAX).await?;
    drop(view);
    show(house, &Caller::from(who), Purpose::OwnData, "rights.mine", rows).await
}

/// The requests that wait for an answer, for those who run the house.
pub(super) async fn desk(house: &House, who: Person) -> Result<Vec<(Shown, Asker)>, Refusal> {
    let mut view = house.db.view().await?;
    let staff = staff::holders(&mut view, staff::Role::Protection).await?;
    view.permit(who, "rights.answer", &staff::queue(&staff))?;
    let rows = store::open(&mut view, SHOWN_MAX).await?;
    drop(view);
    let caller = Caller::from(who);
    let people = rows.iter().map(|row| row.person).collect();
    let askers = askers(house, &caller, &people).await?;
    let shown = show(house, &caller, Purpose::Support, "rights.desk", rows).await?;
    let with = |shown: Shown| {
        let asker = askers.get(&shown.row.person).cloned().unwrap_or_default();
        (shown, asker)
    };
    Ok(shown.into_iter().map(with).collect())
}

/// Who asks, as much as he is recognised by.
#[derive(Clone, Default)]
pub(super) struct Asker {
    pub name: Option<String>,
    pub phone: Option<String>,
}

/// Masked, and opened by the page; what does not open (a restriction, a minor) is not shown.
async fn askers(
    house: &House,
    caller: &Caller,
    people: &BTreeSet<PersonId>,
) -> Result<BTreeMap<PersonId, Asker>, Refusal> {
    let mut view = house.db.view().await?;
    let (mut names, mut numbers) = (Vec::new(), Vec::new());
    for person in people {
        names.extend(accounts::person(&mut view, *person).await?.map(|row| (*person, row.name)));
        numbers.extend(accounts::number(&mut view, *person).await?.map(|row| (*person, row.phone)));
    }
    drop(view);
    let look =
        house.vault.look(caller, Purpose::Support).act("rights.desk").reason("a request of yours waits");
    // One act, one leaf: the names stand before the numbers.
    let sealed: Vec<Sealed<Vec<u8>>> = names
        .iter()
        .map(|(_, name)| untyped(name))
        .chain(numbers.iter().map(|(_, phone)| untyped(phone)))
        .collect();
    let mut opened = look.open_each(&sealed).await?.into_iter();
    let mut askers: BTreeMap<PersonId, Asker> = BTreeMap::new();
    for ((person, _), name) in names.iter().zip(opened.by_ref()) {
        let name = typed::<Name>(name)?.map(|name| rules::mask_name(name.as_str()));
        askers.entry(*person).or_default().name = name;
    }
    for ((person, _), phone) in numbers.iter().zip(opened) {
        let phone = typed::<Phone>(phone)?.map(|phone| account::mask_phone(phone.e164()));
        askers.entry(*person).or_default().phone = phone;
    }
    Ok(askers)
}

async fn show(
    house: &House,
    caller: &Caller,
    purpose: Purpose,
    act: &str,
    rows: Vec<RequestRow>,
) -> Result<Vec<Shown>, Refusal> {
    let sealed: Vec<&Sealed<String>> =
        rows.iter().flat_map(|row| row.words.iter().chain(&row.answer)).collect();
    let look = house.vault.look(caller, purpose).act(act);
    // Whoever is looked at reads why: it was to answer what he asked.
    let look = if purpose == Purpose::Support { look.reason("a request of yours waits") } else { look };
    let mut opened = look.open_each(sealed).await?.into_iter();
    let mut next = |is_there: bool| -> Result<Option<String>, Fault> {
        match if is_there { opened.next() } else { None } {
            Some(Ok(words)) => Ok(Some(words.into_inner())),
            Some(Err(vault::OpenRefused::Fault(fault))) => Err(fault),
            Some(Err(_)) | None => Ok(None),
        }
    };
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let (words, answer) = (next(row.words.is_some())?, next(row.answer.is_some())?);
        shown.push(Shown { row, words, answer });
    }
    Ok(shown)
}

/// What somebody who runs the house answers.
pub(super) struct Saying<'a> {
    pub granted: bool,
    pub ground: Option<Ground>,
    pub words: &'a str,
}

/// Answers a request: grants it, or refuses it on one of the grounds and says why.
pub(super) async fn answer(
    house: &House,
    who: Person,
    id: RequestId,
    saying: Saying<'_>,
) -> Result<(), Refusal> {
    let words = rules::words(saying.words)?;
    let mut view = house.db.view().await?;
    let staff = staff::holders(&mut view, staff::Role::Protection).await?;
    view.permit(who, "rights.answer", &staff::queue(&staff))?;
    let row = store::find(&mut view, id).await?.filter(|row| row.answered_at.is_none());
    let row = row.ok_or(Refusal::Unknown)?;
    let since = view.now().minus(rules::REPEATED_WITHIN);
    let asked = store::asked(&mut view, row.person, row.kind, since).await?;
    drop(view);
    if row.verified_at.is_none() {
        return Err(Refusal::Unverified);
    }
    let ground = match saying.granted {
        true => None,
        false => Some(rules::may_refuse(saying.ground, words.as_deref(), asked)?),
    };
    let sealed = seal(house, row.person, &RequestRow::ANSWER, id, words).await?;
    let mut cx = house.db.begin().await?;
    let verdict = Verdict { granted: saying.granted, ground, words: sealed.as_ref(), by: who.person };
    if !store::answer(&mut cx, id, &verdict).await? {
        return Err(Refusal::Unknown);
    }
    if saying.granted {
        number::move_over(&mut cx, house, row.person, id).await?;
    } else {
        number::drop_appeal(&mut cx, id).await?;
    }
    cx.tell(row.person, "rights", "rights.answered", &json!({ "request": id, "granted": saying.granted }))
        .await?;
    Ok(cx.commit().await?)
}

/// The archive of whoever proves that it is he.
pub(super) async fn take_archive(
    house: &House,
    who: Person,
    proof: &Proof,
    from: IpAddr,
) -> Result<Archive, Refusal> {
    identity::prove(house, who, proof, from).await?;
    let view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    drop(view);
    archive::make(house, who).await
}

/// From now on nobody but oneself uses one's data.
pub(super) async fn restrict(house: &House, who: Person) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "rights.ask", &account_of(who.person))?;
    store::restrict(&mut cx, who.person).await?;
    cx.commit().await?;
    house.vault.hold(who.person, Hold::Restricted);
    Ok(())
}

/// They are used again.
pub(super) async fn unrestrict(house: &House, who: Person) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "rights.ask", &account_of(who.person))?;
    store::unrestrict(&mut cx, who.person).await?;
    cx.commit().await?;
    house.vault.lift(who.person);
    Ok(())
}

/// Since when one's data are restricted.
pub(super) async fn restricted(house: &House, who: Person) -> Result<Option<Timestamp>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "rights.ask", &account_of(who.person))?;
    Ok(store::restricted(&mut view, who.person).await?)
}

/// At the start: whose data are restricted is held again.
///
/// # Errors
/// What the database says.
pub async fn awaken(house: &House) -> Result<(), Fault> {
    let mut view = house.db.view().await?;
    for person in store::all_restricted(&mut view).await? {
        if house.vault.held(person).is_none() {
            house.vault.hold(person, Hold::Restricted);
        }
    }
    Ok(())
}

/// May this caller open that for the purpose `support`? Who answers for data protection may read what somebody wrote who waits for
/// an answer.
fn handles<'a>(db: &'a Db, caller: &'a Caller, category: Category, subject: Subject) -> Answer<'a, bool> {
    Box::pin(async move {
        let Subject::Person(person) = subject else { return Ok(false) };
        // What he wrote, and what he is recognised by.
        let needed = matches!(category, Category::Feedback | Category::DisplayName | Category::PhoneNumber);
        let Caller::Keeper(who) = caller else { return Ok(false) };
        if !needed {
            return Ok(false);
        }
        let mut view = db.view().await?;
        if !staff::holders(&mut view, staff::Role::Protection).await?.contains(&who.person) {
            return Ok(false);
        }
        store::waits(&mut view, person).await
    })
}

/// Who may open what, for which purpose.
pub fn checks() -> Vec<(Purpose, crate::Check)> {
    vec![(Purpose::Support, handles)]
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let rows = store::of(&mut view, person, SHOWN_MAX).await?;
        drop(view);
        let sealed: Vec<&Sealed<String>> =
            rows.iter().flat_map(|row| row.words.iter().chain(&row.answer)).collect();
        let at: Vec<Timestamp> =
            rows.iter().flat_map(|row| row.words.iter().chain(&row.answer).map(|_| row.opened_at)).collect();
        let opened = house.vault.look(caller, Purpose::OwnData).act("me.held").open_many(sealed).await?;
        let held = opened.into_iter().zip(at).map(|(words, collected_at)| Held {
            category: Category::Feedback,
            table: "yard_request",
            value: Some(words.into_inner()),
            collected_at,
        });
        Ok(held.collect())
    })
}
