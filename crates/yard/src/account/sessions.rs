//! Sessions: a token is 32 random bytes, shown once; a keyed fingerprint is stored.

use ground::{Caller, Ctx, DeviceId, Fault, Guest, MeetingId, Person, PersonId};
use std::time::Duration;
use vault::Subject;

use super::SessionRow;
use super::rules::SESSION_LIFE;
use super::store::{self, NewRow};
use crate::{House, token};

/// How stale "last used" may be before it is written again.
const TOUCH: Duration = Duration::from_secs(300);
/// Characters of a device's name that are kept.
const LABEL_MAX: usize = 80;

/// A session as it is told once.
pub struct Fresh {
    /// The device.
    pub device: DeviceId,
    /// The token; never stored.
    pub token: String,
}

/// Opens a session of a person on a device that calls itself `label`.
///
/// # Errors
/// What the database or the vault says.
pub async fn open(
    cx: &mut Ctx,
    house: &House,
    person: PersonId,
    label: &str,
    limited: bool,
) -> Result<Fresh, Fault> {
    let device = DeviceId::fresh(cx.clock());
    let label: String = label.chars().filter(|sign| !sign.is_control()).take(LABEL_MAX).collect();
    let sealed =
        house.vault.seal(&SessionRow::LABEL, Subject::Person(person), device.bytes(), &label).await?;
    let (token, token_hash) = token::fresh(house, &store::TOKEN)?;
    let row = NewRow { id: device, person, guest_of: None, limited, token_hash, label: Some(&sealed) };
    store::add_session(cx, row).await?;
    Ok(Fresh { device, token })
}

/// Opens the session of a guest of one meeting; it has no device name.
///
/// # Errors
/// What the database says.
pub async fn open_guest(
    cx: &mut Ctx,
    house: &House,
    guest: PersonId,
    meeting: MeetingId,
) -> Result<Fresh, Fault> {
    let device = DeviceId::fresh(cx.clock());
    let (token, token_hash) = token::fresh(house, &store::TOKEN)?;
    let row = NewRow {
        id: device,
        person: guest,
        guest_of: Some(meeting),
        limited: false,
        token_hash,
        label: None,
    };
    store::add_session(cx, row).await?;
    Ok(Fresh { device, token })
}

/// Whom a token stands for; `None` where it stands for nobody (any longer).
///
/// # Errors
/// What the database says.
pub async fn by_token(house: &House, token: &str) -> Result<Option<Caller>, Fault> {
    if token.len() > 64 {
        return Ok(None);
    }
    let mut view = house.db.glance().await?;
    let Some(ticket) = store::ticket(&mut view, house.vault.index(&store::TOKEN, token)).await? else {
        return Ok(None);
    };
    let now = view.now();
    drop(view);
    if now.since(ticket.seen_at) > SESSION_LIFE {
        return Ok(None);
    }
    if now.since(ticket.seen_at) > TOUCH {
        let mut cx = house.db.begin().await?;
        store::touch(&mut cx, ticket.id, ticket.person).await?;
        cx.commit().await?;
    }
    Ok(Some(match ticket.guest_of {
        Some(meeting) => Guest { meeting, guest: ticket.person }.into(),
        None => {
            // A limited session keeps no house: the second proof comes first.
            let keeper = ticket.keeper && !ticket.limited;
            Person { person: ticket.person, device: ticket.id, keeper, limited: ticket.limited }.into()
        }
    }))
}
