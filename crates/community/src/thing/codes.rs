//! Codes that unlock once: made by those who may open, entered at a keypad of the same home, decided by the house.
//!
//! A keypad says what was entered as `action_code`, as zigbee2mqtt does. Of a code there is a keyed index; after ten within ten
//! minutes the keypad is not listened to for the rest of them. A code is worth what its maker may when it is entered.

use aws_lc_rs::rand;
use ground::{Ctx, Fault, OrgId, Person, PersonId, Timestamp};
use serde_json::Value;
use std::time::Duration;
use things::{Command, Kind, Said};
use yard::House;
use yard::account::{Bound, store as accounts};

use super::known::{KnownThing, load};
use super::{CodeId, PartId, Refusal, Thing, ThingId, actions, hearing, rules, store};
use crate::household::store as households;
use crate::place::HomeId;

/// Codes that are looked at of one device.
const ENTERED: Bound = Bound { kind: "home.code.entered", span_s: 600, most: 10 };
/// Digits of a code.
const DIGITS: u32 = 6;
/// Draws before the house gives up.
const DRAWS_MAX: u32 = 16;

/// What was entered at a keypad; nothing where the message says no such thing.
pub(super) fn entered(payload: &[u8]) -> Option<String> {
    if payload.len() > 4_096 {
        return None;
    }
    let read: Value = serde_json::from_slice(payload).ok()?;
    let code = match read.get("action_code")? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let is_code = (4..=12).contains(&code.len()) && code.bytes().all(|sign| sign.is_ascii_digit());
    is_code.then_some(code)
}

fn mark(house: &House, home: HomeId, code: &str) -> [u8; 16] {
    house.vault.index(&Thing::NAME, &format!("code {home} {code}"))
}

/// Makes a code for a lock of a home; it is shown this once.
pub(super) async fn make(
    house: &House,
    who: Person,
    (home, thing, part): (HomeId, ThingId, PartId),
    hours: Option<u16>,
) -> Result<(String, Timestamp), Refusal> {
    let at = actions::at(house, who, home, "home.open").await?;
    let known = actions::device(house, home, thing).await?;
    let lock = known.part(part).filter(|known| known.part.kind == Kind::Lock);
    let name = hearing::called(&lock.ok_or(Refusal::Unknown)?.part);
    let span = hours.map_or(rules::CODE, |hours| Duration::from_secs(u64::from(hours) * 3_600));
    if span.is_zero() || span > rules::CODE_MAX {
        return Err(Refusal::Field("hours"));
    }
    let mut cx = house.db.begin().await?;
    actions::still(&mut cx, who, home, "home.open").await?;
    if store::codes_now(&mut cx, home).await? >= rules::CODES_MAX {
        return Err(Refusal::Many);
    }
    let until_at = cx.now().plus(span);
    for _ in 0..DRAWS_MAX {
        let code = digits()?;
        let new = store::NewCode {
            id: CodeId::fresh(cx.clock()),
            org: at,
            home,
            part,
            mark: mark(house, home, &code),
            made_by: who.person,
            until_at,
        };
        if store::add_code(&mut cx, &new).await? {
            let of = (Some(thing), Some(who.person));
            hearing::log(&mut cx, house, (at, Some(home)), of, ("code", Some(name))).await?;
            cx.commit().await?;
            return Ok((code, until_at));
        }
    }
    Err(Fault::new("no code for a lock was free").into())
}

fn digits() -> Result<String, Fault> {
    let mut bytes = [0; 8];
    rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
    let number = u64::from_be_bytes(bytes) % 10u64.pow(DIGITS);
    Ok(format!("{number:0width$}", width = DIGITS as usize))
}

/// What was entered at a keypad, and what it would unlock.
pub(super) struct Entered {
    mark: [u8; 16],
    lock: Option<Unlocking>,
}

/// A lock, what is said to it, and how it is called.
struct Unlocking {
    thing: ThingId,
    said: Said,
    name: String,
}

/// Looks a code of a home up, before the unit of work in which it is used: opening its lock needs a connection of its own.
pub(super) async fn look(house: &House, keypad: &KnownThing, code: &str) -> Result<Option<Entered>, Fault> {
    let Some(home) = keypad.thing.home else { return Ok(None) };
    let mark = mark(house, home, code);
    let part = store::code(&mut house.db.view().await?, home, mark).await?;
    let lock = match part {
        Some(part) => unlocking(house, keypad, part).await?,
        None => None,
    };
    Ok(Some(Entered { mark, lock }))
}

/// A code was entered at a keypad of a home: what it unlocks is told so, once.
pub(super) async fn used(
    cx: &mut Ctx,
    house: &House,
    keypad: &KnownThing,
    entered: Entered,
) -> Result<Option<Said>, Fault> {
    let Some(home) = keypad.thing.home else { return Ok(None) };
    let of: (OrgId, Option<HomeId>) = (keypad.thing.org, Some(home));
    if accounts::count(cx, ENTERED, keypad.thing.id.bytes()).await? > i64::from(ENTERED.most) {
        return Ok(None);
    }
    let found = match store::use_code(cx, home, entered.mark).await? {
        Some(made_by) if opens(cx, home, made_by).await? => Some(made_by),
        _ => None,
    };
    let Some(made_by) = found else {
        hearing::log(cx, house, of, (Some(keypad.thing.id), None), ("code_wrong", None)).await?;
        return Ok(None);
    };
    let Some(lock) = entered.lock else { return Ok(None) };
    hearing::log(cx, house, of, (Some(lock.thing), Some(made_by)), ("code_used", Some(lock.name))).await?;
    Ok(Some(lock.said))
}

/// Whether somebody lives there still and may open.
async fn opens(cx: &mut Ctx, home: HomeId, person: PersonId) -> Result<bool, Fault> {
    let now = cx.now();
    let people = households::of_home_now(cx, home).await?;
    Ok(people.iter().any(|one| one.person == Some(person) && one.lives(now) && one.rights.open))
}

/// The lock of a code: it may be of the keypad's own device.
async fn unlocking(house: &House, keypad: &KnownThing, part: PartId) -> Result<Option<Unlocking>, Fault> {
    let lock = |of: &KnownThing| {
        let lock = &of.part(part)?.part;
        let said = lock.tell(&Command::Unlock).ok()?;
        Some(Unlocking { thing: of.thing.id, said, name: hearing::called(lock) })
    };
    if let Some(lock) = lock(keypad) {
        return Ok(Some(lock));
    }
    let thing = store::of_part(&mut house.db.view().await?, part).await?;
    let Some(thing) = thing else { return Ok(None) };
    Ok(lock(&load(house, thing).await?))
}
