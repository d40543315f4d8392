//! Whether a door opens: a plain function of what the door holds, what was shown, and the time.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::bytes::{Digest, FaceId, Nonce, PassId};
use crate::clock::{Reading, Trust};
use crate::code::{Code, Fresh, Slip};
use crate::held::Held;
use crate::keys::{same, token_mac};
use crate::list::List;
use crate::moment::Moment;
use crate::passes::{By, Cut, Pass, Priority, Way};
use crate::week;

/// While a door is unsure of the time, a pass that ends within this after the earliest possible time may have ended.
const MAY_HAVE_ENDED: Duration = Duration::from_secs(7 * 24 * 3_600);

/// How far a door's time may lie behind the house's: what the house says of the time is read after it has travelled. A pass that
/// has just begun is not refused for that, and one that begins opens so much before.
const MAY_LAG: Duration = Duration::from_secs(10);

/// What somebody shows at a door.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shown {
    /// A card, by `DoorSecret::card`.
    Card(Digest),
    /// Digits, by `DoorSecret::pin`.
    Pin(Digest),
    /// A code that was read.
    Code(Box<Code>),
    /// A phone over Bluetooth, with the nonce that this door gave it a moment ago and for this once.
    Token {
        /// Which pass.
        pass: PassId,
        /// The door's nonce.
        nonce: Nonce,
        /// The phone's answer.
        mac: Digest,
    },
    /// A face that the recogniser beside the door knew again.
    Face(FaceId),
    /// The house ordered it: for the button of a client, for '#' on a telephone, or for somebody of the staff. The order was
    /// verified.
    Order {
        /// In whose name.
        pass: PassId,
        /// By a client, by telephone or at a desk.
        by: By,
        /// Before when.
        until: Moment,
    },
}

impl Shown {
    /// Which way it is.
    #[must_use]
    pub const fn by(&self) -> By {
        match self {
            Self::Card(_) => By::Card,
            Self::Pin(_) => By::Pin,
            Self::Code(_) => By::Code,
            Self::Token { .. } => By::Token,
            Self::Face(_) => By::Face,
            Self::Order { by, .. } => *by,
        }
    }
}

/// Why a door stays shut.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nothing here knows it.
    Unknown,
    /// The keypad waits after wrong PINs.
    Wait,
    /// It was made by somebody else, or for somebody else.
    Forged,
    /// It is for other doors.
    OtherDoor,
    /// It was ended.
    Revoked,
    /// Its time has not come.
    TooEarly,
    /// Its time is over.
    Over,
    /// Not at this time of the week.
    OffHours,
    /// It was used as often as it may be.
    UsedUp,
    /// The code was shown before.
    Replayed,
    /// The code is too old, or from the future.
    OldCode,
    /// The door has not heard of the house for too long.
    CutOff,
    /// The door does not know the time well enough.
    TimeUnsure,
    /// The door is closed to most.
    Closed,
    /// The door has no list yet.
    NoList,
    /// So many clicks wait for the relay that nobody would know whom it opens for.
    Busy,
}

/// What a door does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It opens.
    Open {
        /// By which pass.
        pass: PassId,
        /// Which fresh code it was, by the phone's clock, so that it opens nothing a second time.
        code: Option<u32>,
        /// Whether the list does not hold the pass, and a slip alone was believed.
        unlisted: bool,
    },
    /// It stays shut.
    Refuse {
        /// The pass that was shown, where one is known.
        pass: Option<PassId>,
        /// Why.
        reason: Reason,
    },
}

impl Verdict {
    /// Whether it opens.
    #[must_use]
    pub const fn opens(&self) -> bool {
        matches!(self, Self::Open { .. })
    }
}

const fn refuse(pass: Option<PassId>, reason: Reason) -> Verdict {
    Verdict::Refuse { pass, reason }
}

/// Whether the door opens for what is shown.
#[must_use]
pub fn decide(held: &Held, shown: &Shown, now: Reading) -> Verdict {
    if let Shown::Code(code) = shown {
        return by_code(held, code, now);
    }
    if matches!(shown, Shown::Pin(_)) && held.tries.waits(now.at) {
        return refuse(None, Reason::Wait);
    }
    let Some(list) = &held.list else { return refuse(None, Reason::NoList) };
    if let Shown::Order { pass, until, .. } = shown
        && now.at >= *until
    {
        return refuse(Some(*pass), Reason::Over);
    }
    let found = match known(held, list, shown) {
        Ok(found) => found,
        Err(verdict) => return verdict,
    };
    // One PIN may be of two homes: whoever of them may, opens.
    let mut last = refuse(None, Reason::Unknown);
    for pass in found {
        last = match may(held, list, pass, now, list.head().made) {
            Ok(()) => return Verdict::Open { pass: pass.id, code: None, unlisted: false },
            Err(reason) => refuse(Some(pass.id), reason),
        };
    }
    last
}

/// The passes that this is, its proof verified.
fn known<'a>(held: &Held, list: &'a List, shown: &Shown) -> Result<Vec<&'a Pass>, Verdict> {
    let forged = |pass: PassId| refuse(Some(pass), Reason::Forged);
    match shown {
        Shown::Card(hash) | Shown::Pin(hash) => Ok(list.by_hash(hash)),
        Shown::Face(face) => Ok(list.by_face(*face)),
        Shown::Token { pass, nonce, mac } => match list.pass(*pass) {
            None => Ok(Vec::new()),
            Some(found) => match &found.way {
                // A phone has one key at a door, whether it shows codes or speaks over Bluetooth; what it says is kept apart.
                Way::Token { key } | Way::Code { key }
                    if same(token_mac(key, held.door, *pass, *nonce).bytes(), mac.bytes()) =>
                {
                    Ok(vec![found])
                }
                _ => Err(forged(*pass)),
            },
        },
        Shown::Order { pass, by, .. } => match list.pass(*pass) {
            Some(found) if found.way.by() == *by && [By::App, By::Telephone, By::Staff].contains(by) => {
                Ok(vec![found])
            }
            Some(_) => Err(forged(*pass)),
            None => Ok(Vec::new()),
        },
        // Decided apart.
        Shown::Code(_) => Ok(Vec::new()),
    }
}

fn by_code(held: &Held, code: &Code, now: Reading) -> Verdict {
    match (&code.fresh, &code.slip) {
        (Some(fresh), slip) => by_fresh(held, fresh, slip.as_ref(), now),
        (None, Some(slip)) => by_slip(held, slip, now),
        (None, None) => refuse(None, Reason::Unknown),
    }
}

/// When the house last vouched for a pass: in the list of the door, or on a slip that was carried here.
fn vouched(list: Option<&List>, slip: Option<&Slip>, pass: PassId) -> Moment {
    let looked = list.map_or(Moment::default(), |list| list.head().made);
    let carried = slip.filter(|slip| slip.pass == pass).map(|slip| Moment::from_seconds(slip.made));
    carried.map_or(looked, |carried| carried.max(looked))
}

fn by_fresh(held: &Held, fresh: &Fresh, slip: Option<&Slip>, now: Reading) -> Verdict {
    let refused = |reason| refuse(Some(fresh.pass), reason);
    let Some(list) = &held.list else { return refuse(None, Reason::NoList) };
    let Some(pass) = list.pass(fresh.pass) else {
        return if held.is_gone(fresh.pass.short()) {
            refused(Reason::Revoked)
        } else {
            refuse(None, Reason::Unknown)
        };
    };
    let Way::Code { key } = &pass.way else { return refused(Reason::Forged) };
    if !fresh.is_by(key, held.door) {
        return refused(Reason::Forged);
    }
    if held.codes.get(&fresh.pass).is_some_and(|last| fresh.made <= *last) {
        return refused(Reason::Replayed);
    }
    let young = match now.trust {
        Trust::Sure => fresh.is_young(now.at),
        Trust::AtLeast => !fresh.is_before(now.at),
    };
    if !young {
        return refused(Reason::OldCode);
    }
    match may(held, list, pass, now, vouched(Some(list), slip, pass.id)) {
        Ok(()) => Verdict::Open { pass: pass.id, code: Some(fresh.made), unlisted: false },
        Err(reason) => refused(reason),
    }
}

/// A slip alone: what a visitor shows. Where the door's list is younger than the slip, the list says whether it is still good.
fn by_slip(held: &Held, slip: &Slip, now: Reading) -> Verdict {
    let refused = |reason| refuse(Some(slip.pass), reason);
    if !slip.doors.contains(&held.door.tag()) {
        return refused(Reason::OtherDoor);
    }
    let list = held.list.as_ref();
    let made = Moment::from_seconds(slip.made);
    let listed = list.and_then(|list| list.pass(slip.pass));
    let looked = list.map_or(Moment::default(), |list| list.head().made);
    if held.is_gone(slip.pass.short()) || listed.is_none() && looked >= made {
        return refused(Reason::Revoked);
    }
    if let Err(reason) =
        within(Some(Moment::from_seconds(slip.from)), Some(Moment::from_seconds(slip.until)), now)
    {
        return refused(reason);
    }
    let vouched = vouched(list, Some(slip), slip.pass);
    if let (Some(list), Some(pass)) = (list, listed) {
        // The slip of a resident's pass vouches for it and is none by itself: it would be a code that never changes.
        if pass.cut == Cut::Hold {
            return refused(Reason::Forged);
        }
        return match may(held, list, pass, now, vouched) {
            Ok(()) => Verdict::Open { pass: pass.id, code: None, unlisted: false },
            Err(reason) => refused(reason),
        };
    }
    let lease = list.map_or(Duration::from_secs(600), |list| list.head().leases_for());
    let spent = spent(held, slip.pass);
    let reason = if now.trust == Trust::AtLeast {
        Reason::TimeUnsure
    } else if now.at.since(vouched) > lease {
        Reason::CutOff
    } else if list.is_some_and(|list| list.head().closed) {
        Reason::Closed
    } else if slip.uses > 0 && spent >= u32::from(slip.uses) {
        Reason::UsedUp
    } else {
        return Verdict::Open { pass: slip.pass, code: None, unlisted: true };
    };
    refused(reason)
}

fn spent(held: &Held, pass: PassId) -> u32 {
    held.spent.get(&pass).map_or(0, |(count, _)| *count)
}

/// Everything but the proof.
fn may(held: &Held, list: &List, pass: &Pass, now: Reading, vouched: Moment) -> Result<(), Reason> {
    let head = list.head();
    let rescue = pass.priority == Priority::Rescue;
    if held.is_gone(pass.id.short()) {
        return Err(Reason::Revoked);
    }
    within(pass.from, pass.until, now)?;
    if !rescue {
        in_the_week(list, pass, now)?;
        in_touch(pass, now, vouched, head.leases_for(), head.holds_for())?;
    }
    if head.closed && pass.priority == Priority::Ordinary {
        return Err(Reason::Closed);
    }
    let spent = spent(held, pass.id).saturating_add(pass.elsewhere);
    if pass.uses.is_some_and(|uses| spent >= uses) {
        return Err(Reason::UsedUp);
    }
    Ok(())
}

fn within(from: Option<Moment>, until: Option<Moment>, now: Reading) -> Result<(), Reason> {
    if until.is_some_and(|until| until <= now.at) {
        return Err(Reason::Over);
    }
    let early = from.is_some_and(|from| from > now.at.plus(MAY_LAG));
    match now.trust {
        Trust::Sure if early => Err(Reason::TooEarly),
        Trust::Sure => Ok(()),
        Trust::AtLeast if early || until.is_some_and(|until| until.since(now.at) < MAY_HAVE_ENDED) => {
            Err(Reason::TimeUnsure)
        }
        Trust::AtLeast => Ok(()),
    }
}

fn in_the_week(list: &List, pass: &Pass, now: Reading) -> Result<(), Reason> {
    match now.trust {
        Trust::AtLeast if !pass.week.is_empty() => Err(Reason::TimeUnsure),
        _ if week::holds(&pass.week, list.zone(), now.at) => Ok(()),
        _ => Err(Reason::OffHours),
    }
}

/// Whether the house vouched for it lately enough.
fn in_touch(
    pass: &Pass,
    now: Reading,
    vouched: Moment,
    lease: Duration,
    hold: Duration,
) -> Result<(), Reason> {
    let age = now.at.since(vouched);
    match (pass.cut, now.trust) {
        (Cut::Lease, Trust::AtLeast) => Err(Reason::TimeUnsure),
        (Cut::Lease, Trust::Sure) if age > lease => Err(Reason::CutOff),
        (Cut::Hold, _) if age > hold => Err(Reason::CutOff),
        _ => Ok(()),
    }
}
