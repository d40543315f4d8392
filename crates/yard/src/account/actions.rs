//! What people do: ask for a code, open a session, change the name, leave a device.

use aws_lc_rs::rand;
use ground::{Caller, Ctx, DeviceId, Fault, Person, PersonId, View};
use policy::{Lang, Purpose, UnknownDevice, UnnamedDevice};
use std::collections::HashMap;
use std::net::IpAddr;
use vault::{OpenRefused, Subject};

use super::frozen;
use super::place::Place;
use super::rules::{self, Bound, CODE_LIFE, CODE_TRIES, PER_ADDRESS, PER_NUMBER};
use super::sessions::{self, Fresh};
use super::store::{self, Pending};
use super::{MailRow, Name, NumberRow, PersonRow, Refusal, mask_mail, mask_phone};
use crate::access::account_of;
use crate::house::Held;
use crate::{House, consent, passkey, risk, watch};

/// What somebody accepted on the consent screen.
pub(super) struct Accepted {
    pub version: String,
    pub purposes: Vec<Purpose>,
}

/// Sends a code to a number or an address. Answers when it expires. The place itself is not stored.
pub(super) async fn send_code(
    house: &House,
    place: &Place,
    accepted: &Accepted,
    (from, lang): (IpAddr, Lang),
) -> Result<ground::Timestamp, Refusal> {
    place.is_open(house)?;
    let purposes = consented(house, place, accepted)?;
    let index = place.index(house);
    let address = house.vault.index(&store::ADDRESS, &from.to_string());
    let code = six_digits()?;
    let mut cx = house.db.begin().await?;
    let counted = count_all(&mut cx, house, index, address).await;
    if let Err(Refusal::TooMany { .. }) = counted {
        cx.commit().await?; // what was counted stays counted
        return counted.map(|()| unreachable!("refused above"));
    }
    counted?;
    let expires_at = cx.now().plus(CODE_LIFE);
    let known = place.person(&mut cx, index).await?;
    let subject = known.map_or(Subject::House, |row| Subject::Person(row.id));
    let welcome = subject != Subject::House || place.may_sign_up(house, &mut cx, index).await?;
    if welcome {
        let pending = Pending {
            code_index: code_index(house, place, &code),
            tries_left: CODE_TRIES,
            expires_at,
            consent_version: accepted.version.clone(),
            purposes: purposes.iter().map(|purpose| purpose.id()).collect::<Vec<_>>().join(","),
        };
        store::save_code(&mut cx, index, &pending).await?;
    }
    cx.commit().await?;
    // After the commit and at once: a person waits for it. The answer is the same for every place,
    // so that nobody learns here who has an account.
    place.send(house, subject, lang, welcome.then_some(code.as_str())).await?;
    Ok(expires_at)
}

/// What of it is recorded; a number from abroad is asked for more than another.
fn consented(house: &House, place: &Place, accepted: &Accepted) -> Result<Vec<Purpose>, Refusal> {
    let Accepted { version, purposes } = accepted;
    let mut all = rules::consented(version, purposes, house.policy.version(), &consent::asked(house))?;
    if place.is_abroad() {
        all.extend(rules::consented_abroad(purposes, &consent::asked_of_numbers_abroad(house))?);
    }
    Ok(all)
}

pub(super) async fn count_all(
    cx: &mut Ctx,
    house: &House,
    number: [u8; 16],
    address: [u8; 16],
) -> Result<(), Refusal> {
    let day = Bound { kind: "code.house.day", span_s: 86_400, most: house.config.accounts.codes_per_day };
    let bounds = PER_NUMBER
        .iter()
        .map(|bound| (*bound, number))
        .chain(PER_ADDRESS.iter().map(|bound| (*bound, address)))
        .chain([(day, [0; 16])]);
    for (bound, key) in bounds {
        if store::count(cx, bound, key).await? > i64::from(bound.most) {
            return Err(Refusal::TooMany { after_s: bound.left_s(cx.now()) });
        }
    }
    Ok(())
}

pub(super) fn six_digits() -> Result<String, Fault> {
    // Drawn anew above the largest multiple of a million, so that every code is equally likely.
    loop {
        let mut bytes = [0; 4];
        rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
        let drawn = u32::from_be_bytes(bytes);
        if drawn < 4_294_000_000 {
            return Ok(format!("{:06}", drawn % 1_000_000));
        }
    }
}

fn code_index(house: &House, place: &Place, code: &str) -> [u8; 16] {
    house.vault.index(&store::CODE, &format!("{}\n{code}", place.as_str()))
}

/// What somebody who has a code says of himself.
pub(super) struct Opening<'a> {
    pub place: Place,
    pub code: &'a str,
    pub name: Option<&'a str>,
    /// In which language a name is made up for who gives none, and wants it so.
    pub unnamed: Option<Lang>,
    pub arrival: Arrival<'a>,
}

/// Where somebody comes in.
#[derive(Clone, Copy)]
pub struct Arrival<'a> {
    /// What the device calls itself.
    pub label: &'a str,
    /// The address it comes from.
    pub from: IpAddr,
}

/// A session that was opened, and whose.
pub struct Opened {
    /// Who.
    pub person: PersonId,
    /// The name to greet with.
    pub name: Name,
    /// The session.
    pub session: Fresh,
    /// True where a second proof is wanted (the module's first page).
    pub limited: bool,
}

/// Opens a session by number or address and code; one that nobody has opens an account, with a name.
pub(super) async fn open_by_code(house: &House, opening: Opening<'_>) -> Result<Opened, Refusal> {
    let index = opening.place.index(house);
    let typed = code_index(house, &opening.place, opening.code);
    let mut cx = house.db.begin().await?;
    let pending = store::take_try(&mut cx, index).await?.filter(|pending| pending.expires_at > cx.now());
    let Some(pending) = pending else {
        drop(cx);
        risk::tried(house, opening.arrival.from, index).await?;
        return Err(Refusal::CodeExpired);
    };
    if pending.code_index != typed {
        cx.commit().await?; // the try counts
        risk::tried(house, opening.arrival.from, index).await?;
        return Err(Refusal::CodeWrong { left: pending.tries_left });
    }
    // From here a refusal drops the unit of work: the code stays good.
    let known = opening.place.person(&mut cx, index).await?;
    if let Some(row) = &known
        && frozen::is_frozen(&mut cx, row.id).await?
    {
        return Err(Refusal::Frozen);
    }
    let (person, name, limited) = match known {
        Some(row) => {
            let unnamed = refuses_unnamed(house) && rules::is_unnamed(opening.arrival.label);
            if unnamed && !passkey::has(&mut cx, row.id).await? {
                return Err(Refusal::DeviceUnnamed);
            }
            let limited = unnamed || rules::is_limited(row.seen_at, cx.now());
            let own = Caller::Person(Person {
                person: row.id,
                device: DeviceId::from_bytes([0; 16]),
                keeper: false,
                limited,
            });
            let name =
                house.vault.open(&own, Purpose::Account, &row.name).await.map_err(Fault::from)?.into_inner();
            (row.id, name, limited)
        }
        None => {
            let name = name_of_newcomer(&opening)?;
            let person = sign_up(&mut cx, house, &opening.place, index, &name).await?;
            (person, name, false)
        }
    };
    let purposes: Vec<Purpose> = pending.purposes.split(',').filter_map(Purpose::from_id).collect();
    consent::record_asked(&mut cx, house, person, &pending.consent_version, &purposes).await?;
    store::drop_code(&mut cx, index).await?;
    let seen = watch::look(&mut cx, house, person, opening.arrival).await?;
    let limited = limited || waits_for_proof(&mut cx, house, person, &seen, opening.arrival.from).await?;
    let session = open_seen(&mut cx, house, person, opening.arrival, (&seen, limited)).await?;
    cx.commit().await?;
    Ok(Opened { person, name, session, limited })
}

/// The name that somebody gives himself, or one that is made up where he wants none yet.
fn name_of_newcomer(opening: &Opening<'_>) -> Result<Name, Refusal> {
    match (opening.name, opening.unnamed) {
        (None, Some(lang)) => {
            let mut chance = [0; 8];
            rand::fill(&mut chance).map_err(|_| Fault::new("no randomness"))?;
            Ok(Name::made_up(lang, u64::from_be_bytes(chance)))
        }
        (name, _) => Name::read(name.unwrap_or_default()),
    }
}

async fn sign_up(
    cx: &mut Ctx,
    house: &House,
    place: &Place,
    index: [u8; 16],
    name: &Name,
) -> Result<PersonId, Refusal> {
    let person = PersonId::fresh(cx.clock());
    let subject = Subject::Person(person);
    let name = house.vault.seal(&PersonRow::NAME, subject, person.bytes(), name).await?;
    store::add_person(cx, person, &name, false).await?;
    let added = match place {
        Place::Phone(phone) => {
            let sealed = house.vault.seal(&NumberRow::PHONE, subject, person.bytes(), phone).await?;
            store::add_number(cx, person, &sealed, index).await
        }
        Place::Mail(mail) => {
            let sealed = house.vault.seal(&MailRow::MAIL, subject, person.bytes(), mail).await?;
            store::add_mail(cx, person, &sealed, index).await
        }
    };
    match added {
        // Two windows signed up with one code at the same moment: the other was first.
        Err(error) if error.is_unique_on("yard_number") || error.is_unique_on("yard_mail") => {
            return Err(Refusal::CodeExpired);
        }
        other => other?,
    }
    if matches!(place, Place::Phone(_)) {
        crate::org::number_taken(cx, person, index).await?;
    }
    cx.tell(person, "account", "account.opened", &()).await?;
    Ok(person)
}

/// Whether this doorplate knows devices again, and lets none into an account that gives nothing to know it by.
fn refuses_unnamed(house: &House) -> bool {
    house.policy.conduct().unnamed_device == UnnamedDevice::Refuse
}

/// Whether a sign-in by code waits for a second proof: it comes from somewhere new and the doorplate wants that proved, or
/// from where many accounts were tried; and the person has something to prove it by.
async fn waits_for_proof(
    cx: &mut Ctx,
    house: &House,
    person: PersonId,
    seen: &watch::Seen,
    from: IpAddr,
) -> Result<bool, Fault> {
    let proves = house.policy.conduct().unknown_device == UnknownDevice::Prove;
    let risky = (proves && seen.strange) || risk::is_marked(cx, house, from).await?;
    Ok(risky && passkey::has(cx, person).await?)
}

/// Opens a session of a person, tells his other devices, and tells him where it is from somewhere new.
///
/// # Errors
/// What the database or the vault says.
pub async fn open_session(
    cx: &mut Ctx,
    house: &House,
    person: PersonId,
    arrival: Arrival<'_>,
    limited: bool,
) -> Result<Fresh, Fault> {
    let seen = watch::look(cx, house, person, arrival).await?;
    open_seen(cx, house, person, arrival, (&seen, limited)).await
}

async fn open_seen(
    cx: &mut Ctx,
    house: &House,
    person: PersonId,
    arrival: Arrival<'_>,
    (seen, limited): (&watch::Seen, bool),
) -> Result<Fresh, Fault> {
    let session = sessions::open(cx, house, person, arrival.label, limited).await?;
    watch::keep(cx, house, person, session.device, arrival.label, seen).await?;
    cx.tell(person, "account", "account.device_added", &serde_json::json!({ "device": session.device }))
        .await?;
    Ok(session)
}

/// Signs a person out of one of his devices.
pub(crate) async fn close_device(house: &House, who: Person, device: DeviceId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "devices.close", &account_of(who.person))?;
    if !store::end_session(&mut cx, who.person, device).await? {
        return Err(Refusal::DeviceUnknown);
    }
    // It wakes the streams of all his devices, and that of the closed one ends.
    cx.tell(who.person, "account", "account.device_closed", &serde_json::json!({ "device": device })).await?;
    cx.commit().await?;
    Ok(())
}

/// Signs a person out of all his devices, within the unit of work of its cause.
///
/// # Errors
/// What the database says.
pub(crate) async fn sign_out_everywhere(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    frozen::end_sessions_of(cx, person).await?;
    cx.tell(person, "account", "account.device_closed", &()).await
}

/// The name of a person, opened for this caller and purpose; `None` where there is no such person.
///
/// # Errors
/// What the database says, or the vault where the caller may not.
pub async fn name_of(
    house: &House,
    caller: &Caller,
    purpose: Purpose,
    person: PersonId,
) -> Result<Option<Name>, Fault> {
    Ok(names_of(house, caller, purpose, &[person]).await?.remove(&person))
}

/// The name of a person where the caller may see it; `None` where not, or where there is no such person.
///
/// # Errors
/// What the database says.
pub async fn name_if_permitted(
    house: &House,
    caller: &Caller,
    purpose: Purpose,
    person: PersonId,
) -> Result<Option<Name>, Fault> {
    let mut view = house.db.view().await?;
    let Some(row) = store::person(&mut view, person).await? else { return Ok(None) };
    drop(view);
    match house.vault.open(caller, purpose, &row.name).await {
        Ok(name) => Ok(Some(name.into_inner())),
        Err(OpenRefused::Fault(fault)) => Err(fault),
        Err(_) => Ok(None),
    }
}

/// The names of several people in one look.
///
/// # Errors
/// What the database says, or the vault where the caller may not.
pub async fn names_of(
    house: &House,
    caller: &Caller,
    purpose: Purpose,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Name>, Fault> {
    let rows = store::people(&mut house.db.view().await?, people).await?;
    let opened = house.vault.look(caller, purpose).open_each(rows.iter().map(|row| &row.name)).await?;
    let mut names = HashMap::with_capacity(rows.len());
    for (row, name) in rows.iter().zip(opened) {
        match name {
            Ok(name) => drop(names.insert(row.id, name.into_inner())),
            // Whose account is closed or restricted has no name here.
            Err(OpenRefused::StoreOnly | OpenRefused::Erased) => {}
            Err(refusal) => return Err(refusal.into()),
        }
    }
    Ok(names)
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> std::pin::Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        held_rows(house, &mut view, caller, person).await
    })
}

async fn held_rows(
    house: &House,
    view: &mut View,
    caller: &Caller,
    person: PersonId,
) -> Result<Vec<Held>, Fault> {
    let mut held = Vec::new();
    if let Some(row) = store::person(view, person).await? {
        let name = house.vault.open(caller, Purpose::OwnData, &row.name).await?.into_inner();
        held.push(Held {
            category: policy::Category::DisplayName,
            table: "yard_person",
            value: Some(name.as_str().to_owned()),
            collected_at: row.created_at,
        });
    }
    if let Some(row) = store::number(view, person).await? {
        let phone = house.vault.open(caller, Purpose::OwnData, &row.phone).await?;
        held.push(Held {
            category: policy::Category::PhoneNumber,
            table: "yard_number",
            value: Some(mask_phone(phone.e164())),
            collected_at: row.since,
        });
    }
    if let Some(row) = store::mail(view, person).await? {
        let mail = house.vault.open(caller, Purpose::OwnData, &row.mail).await?;
        held.push(Held {
            category: policy::Category::EmailAddress,
            table: "yard_mail",
            value: Some(mask_mail(mail.as_str())),
            collected_at: row.since,
        });
    }
    for row in store::sessions(view, person).await? {
        let label = house.vault.open(caller, Purpose::OwnData, &row.label).await?;
        held.push(Held {
            category: policy::Category::DeviceLabel,
            table: "yard_session",
            value: Some(label.into_inner()),
            collected_at: row.created_at,
        });
    }
    Ok(held)
}
