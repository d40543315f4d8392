//! Passwords of programs on a person's own devices: a calendar program, which knows nothing but a user name and a password, comes in
//! with one that was made for it; one that knows nothing but an address, by signs within that.
//!
//! - It is a session that serves for one thing alone: nothing else takes it, and what it is for takes nothing else.
//! - It is told once, its keyed fingerprint is stored. It stands among the person's devices, where it is ended as any of them; it ends
//!   with all of them, and when it was not used for as long as a session may rest.
//! - Making one is told as a sign-in from somewhere new is, with a link that ends it; what is asked before a passkey is added is asked here.
//! - Whoever guesses is stopped by his address: a hundred bits are not guessed, and noise is not answered for ever.

mod store;

use aws_lc_rs::rand;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ground::{Caller, DeviceId, Fault, Person, Problem, Timestamp};
use policy::Purpose;
use std::net::IpAddr;
use std::time::Duration;
use vault::Subject;

use super::rules::{Bound, SESSION_LIFE};
use super::{SessionRow, store as accounts};
use crate::access::account_of;
use crate::wire::Address;
use crate::{House, factor, minor, watch};

/// What a password serves for: to keep calendars in step.
pub const CALENDARS: &str = "calendars";
/// What an address serves for: a program reads when its person is busy.
pub const FEED_BUSY: &str = "calendar-busy";
/// The same: it reads what he has before him.
pub const FEED_ALL: &str = "calendar-all";

/// Signs of a password, without the hyphens between them: five bits each.
const SIGNS: usize = 20;
/// Small letters and digits that are not taken for one another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Passwords of one person for one thing.
const EACH_MAX: i64 = 20;
/// Signs of what a device is called.
const LABEL_MAX: usize = 64;
/// How stale "last used" may be before it is written again.
const TOUCH: Duration = Duration::from_secs(300);
/// Wrong passwords from one address.
const WRONG: Bound = Bound { kind: "serving.address.quarter", span_s: 900, most: 60 };

/// Passwords that one person makes on one day: each is told by a text message.
const MADE: Bound = Bound { kind: "serving.made.day", span_s: 86_400, most: 30 };

/// How one is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The device has no name.
    #[error("a device is called something: 1 to 64 characters")]
    Label,
    /// Nothing but a code by SMS says who asks, after a long silence: a number that was sold again opens no calendar.
    #[error("this needs a second proof of who you are")]
    SecondProof,
    /// There are enough.
    #[error("there are twenty such passwords; end one first")]
    TooMany,
    /// Too many were made today.
    #[error("too many such passwords were made today; try again tomorrow")]
    Often {
        /// When to try again.
        after_s: u64,
    },
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Whoever has a passkey gives it first, where a second factor is wanted.
    #[error(transparent)]
    Factor(Box<factor::Refusal>),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Label => Self::field("serving.label", "label", refusal),
            Refusal::SecondProof => Self::forbidden("session.second_proof_needed", refusal),
            Refusal::TooMany => Self::conflict("serving.too_many", refusal),
            Refusal::Often { after_s } => Self::too_many("serving.often", refusal, after_s),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Factor(refusal) => (*refusal).into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}

/// A password that was made: told this once.
pub struct Made {
    /// The device that it is for.
    pub device: DeviceId,
    /// The password, as it is typed.
    pub password: String,
}

/// A device that has one.
pub struct Served {
    /// The device.
    pub id: DeviceId,
    /// What its person calls it.
    pub label: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Last used, to within five minutes; at first when it was made.
    pub seen_at: Timestamp,
}

/// The password of twenty drawn signs, in fours.
fn drawn() -> Result<String, Fault> {
    let mut bytes = [0; SIGNS];
    rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
    let sign = |byte: &u8| char::from(ALPHABET[usize::from(byte % 32)]);
    let fours = bytes.chunks(4).map(|four| four.iter().map(sign).collect::<String>());
    Ok(fours.collect::<Vec<_>>().join("-"))
}

/// The same as the house knows it: whatever hyphens and blanks were typed.
fn bare(typed: &str) -> Option<String> {
    if typed.len() > 64 {
        return None;
    }
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    (plain.len() == SIGNS).then(|| plain.to_ascii_lowercase())
}

/// Makes a password for a device of one's own. It outlives what it was made with: whoever has a second factor gives it first, as before a
/// passkey is added, and is told by every way there is, with a link that ends it.
///
/// # Errors
/// How it is refused.
pub async fn add(house: &House, who: Person, (serves, label): (&'static str, &str)) -> Result<Made, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "passkey.change", &account_of(who.person))?;
    drop(view);
    if who.limited {
        return Err(Refusal::SecondProof);
    }
    let label: String = label.trim().chars().filter(|sign| !sign.is_control()).collect();
    if label.is_empty() || label.chars().count() > LABEL_MAX {
        return Err(Refusal::Label);
    }
    factor::adding(house, &who).await.map_err(|no| Refusal::Factor(Box::new(no)))?;
    let device = DeviceId::fresh(&house.clock);
    let subject = Subject::Person(who.person);
    let sealed = house.vault.seal(&SessionRow::LABEL, subject, device.bytes(), &label).await?;
    let password = drawn()?;
    let plain = bare(&password).ok_or_else(|| Fault::new("a password that is none"))?;
    let fingerprint = house.vault.index(&accounts::TOKEN, &plain);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "passkey.change", &account_of(who.person))?;
    if store::count(&mut cx, who.person, serves).await? >= EACH_MAX {
        return Err(Refusal::TooMany);
    }
    if accounts::count(&mut cx, MADE, who.person.bytes()).await? > i64::from(MADE.most) {
        return Err(Refusal::Often { after_s: MADE.left_s(cx.now()) });
    }
    store::add(&mut cx, (device, who.person), (fingerprint, serves), &sealed).await?;
    cx.tell(who.person, "account", "account.device_added", &serde_json::json!({ "device": device })).await?;
    watch::served(&mut cx, house, who.person, (device, &label)).await?;
    cx.commit().await?;
    Ok(Made { device, password })
}

/// The devices of one's own that have such a password, the newest first.
///
/// # Errors
/// How it is refused.
pub async fn list(house: &House, who: Person, serves: &'static str) -> Result<Vec<Served>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "devices.read", &account_of(who.person))?;
    if who.limited {
        return Err(Refusal::SecondProof);
    }
    let rows = store::of(&mut view, who.person, serves).await?;
    drop(view);
    let caller = Caller::from(who);
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let label = house.vault.open(&caller, Purpose::AccountSecurity, &row.label).await;
        let label = label.map_err(|no| Fault::caused("opening the name of a device", no))?.into_inner();
        all.push(Served { id: row.id, label, created_at: row.created_at, seen_at: row.seen_at });
    }
    Ok(all)
}

/// What was sent as a password (RFC 7617). The user name says nothing: the password is one person's.
fn sent(headers: &HeaderMap) -> Option<String> {
    let line = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (kind, value) = line.split_once(' ')?;
    if !kind.eq_ignore_ascii_case("Basic") || value.len() > 512 {
        return None;
    }
    let plain = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    bare(plain.split_once(':')?.1)
}

/// Whose program asks, by the password that it sends: never more than a person, whatever else he is here.
///
/// # Errors
/// That it is nobody's, or too many from this address were.
pub async fn caller(parts: &mut Parts, house: &House, serves: &'static str) -> Result<Person, Problem> {
    let Ok(Address(from)) = Address::from_request_parts(parts, house).await;
    // Without a password the program only asks what is wanted of it.
    if !parts.headers.contains_key(header::AUTHORIZATION) {
        return Err(Problem::unauthenticated());
    }
    let found = let_in(house, from, (sent(&parts.headers), &[serves])).await?;
    found.map(|(person, _)| person).ok_or_else(Problem::unauthenticated)
}

/// Whose address a program asked at, by the signs in it, and what of these it serves for. It comes without a name and a password.
///
/// # Errors
/// That it is nobody's, or too many from this address were.
pub async fn at_address(
    parts: &mut Parts,
    house: &House,
    (signs, serves): (&str, &[&'static str]),
) -> Result<(Person, &'static str), Problem> {
    let Ok(Address(from)) = Address::from_request_parts(parts, house).await;
    let found = let_in(house, from, (bare(signs), serves)).await?;
    found.ok_or_else(|| Problem::not_found("serving.unknown", "there is no such address, or it was ended"))
}

/// Who is let in by such signs, and what for; nobody where they are no one's, which is counted.
async fn let_in(
    house: &House,
    from: IpAddr,
    (plain, serves): (Option<String>, &[&'static str]),
) -> Result<Option<(Person, &'static str)>, Problem> {
    let mut view = house.db.glance().await?;
    let now = view.now();
    let mut known = None;
    if let Some(plain) = plain {
        let index = house.vault.index(&accounts::TOKEN, &plain);
        for serves in serves {
            if let Some(found) = store::known(&mut view, index, serves).await? {
                known = Some((found, *serves));
                break;
            }
        }
    }
    // Whoever has a right one is let in, whatever others at his address try.
    let Some((known, serves)) = known.filter(|(known, _)| now.since(known.seen_at) <= SESSION_LIFE) else {
        let key = house.vault.index(&accounts::ADDRESS, &from.to_string());
        if accounts::counted(&mut view, WRONG, key).await? > i64::from(WRONG.most) {
            let sentence = "too many wrong passwords came from this address";
            return Err(Problem::too_many("serving.limit", sentence, WRONG.left_s(now)));
        }
        drop(view);
        let mut cx = house.db.begin().await?;
        accounts::count(&mut cx, WRONG, key).await?;
        cx.commit().await?;
        return Ok(None);
    };
    if let Some(standing) = minor::standing(&mut view, known.person).await? {
        minor::gate(&standing, false, "/dav")?;
    }
    drop(view);
    if now.since(known.seen_at) > TOUCH {
        let mut cx = house.db.begin().await?;
        store::touch(&mut cx, known.id).await?;
        cx.commit().await?;
    }
    let person = Person { person: known.person, device: known.id, keeper: false, limited: false };
    Ok(Some((person, serves)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_drawn_and_known_however_it_is_typed() {
        let one = drawn().unwrap();
        assert_eq!((one.len(), one.matches('-').count()), (24, 4));
        assert_ne!(one, drawn().unwrap());
        assert_eq!(bare(&one.to_uppercase().replace('-', " ")), bare(&one));
        assert_eq!((bare("short"), bare(&"a".repeat(21))), (None, None));
    }
}
