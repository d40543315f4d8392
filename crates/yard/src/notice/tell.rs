//! Telling: the one way by which a feature says something to a person.

use ground::{Because, Ctx, Fault, PersonId};
use serde_json::json;
use vault::Subject;

use super::jobs::Text;
use super::mail::Letter;
use super::store::{self, New};
use super::words::{self, Entry};
use super::{Kind, Notice, NoticeId, NoticeRow, PublicationId};
use crate::consent::store::{Act, Scope};
use crate::{House, consent, push, reminder};

/// Tells a person something, in the unit of work of its cause. News and promotions reach only those whose consent stands
/// now, and events at home only those who did not switch them off. Answers whether it was told.
///
/// # Errors
/// What the database or the vault says; a fault where the catalogue lacks the code.
pub async fn tell(cx: &mut Ctx, house: &House, person: PersonId, notice: &Notice) -> Result<bool, Fault> {
    let entry = known(notice.code)?;
    if !wanted(cx, house, person, entry.kind).await? {
        return Ok(false);
    }
    if let Some(event) = entry.event
        && reminder::is_off(cx, person, event).await?
    {
        return Ok(false);
    }
    let told = Told {
        code: notice.code,
        args: serde_json::to_string(&notice.args).because("writing a notice")?,
        personal: if notice.personal.is_empty() {
            None
        } else {
            Some(serde_json::to_string(&notice.personal).because("writing a notice")?)
        },
        kind: entry.kind,
        publication: None,
        texted: notice.texted,
    };
    write(cx, house, person, &told).await
}

/// Tells everyone who runs the house.
///
/// # Errors
/// As [`tell`].
pub async fn tell_keepers(cx: &mut Ctx, house: &House, notice: &Notice) -> Result<(), Fault> {
    for keeper in store::keepers(cx).await? {
        tell(cx, house, keeper, notice).await?;
    }
    Ok(())
}

/// A notice as it is written.
pub(super) struct Told<'a> {
    pub code: &'a str,
    pub args: String,
    pub personal: Option<String>,
    pub kind: Kind,
    pub publication: Option<PublicationId>,
    pub texted: bool,
}

/// Writes a notice to one person; answers whether it is new.
pub(super) async fn write(
    cx: &mut Ctx,
    house: &House,
    person: PersonId,
    told: &Told<'_>,
) -> Result<bool, Fault> {
    let id = NoticeId::fresh(cx.clock());
    let sealed = match &told.personal {
        Some(personal) => {
            Some(house.vault.seal(&NoticeRow::PERSONAL, Subject::Person(person), id.bytes(), personal).await?)
        }
        None => None,
    };
    let new = New {
        id,
        person,
        kind: told.kind,
        code: told.code,
        args: &told.args,
        personal: sealed.as_ref(),
        publication: told.publication,
    };
    if !store::add(cx, &new).await? {
        return Ok(false);
    }
    let body = json!({ "notice": id, "kind": told.kind, "code": told.code });
    cx.tell(person, "notice", "notice.new", &body).await?;
    if told.texted && house.egress.ways().sms {
        Text::later(cx, person, id).await?;
    }
    // What offers something goes by no mail and wakes nobody. News goes by both, to who wants it, and by nothing else.
    let mailed = told.kind == Kind::News || (told.texted && told.kind == Kind::Service);
    if mailed && house.egress.ways().mail {
        Letter::later(cx, person, id).await?;
    }
    if told.kind != Kind::Promotion {
        push::notify(cx, house, person, push::Kind::Notice).await?;
    }
    Ok(true)
}

/// Whether this person is told things of this kind at this moment.
pub(super) async fn wanted(cx: &mut Ctx, house: &House, person: PersonId, kind: Kind) -> Result<bool, Fault> {
    let purpose = kind.purpose();
    if house.policy.purpose(purpose).is_none() {
        return Ok(false);
    }
    if !kind.switchable() {
        return Ok(true);
    }
    let last = consent::store::last_counting(cx, person, purpose, Scope::Purpose).await?;
    Ok(last.is_some_and(|(act, _)| act == Act::Given))
}

pub(super) fn known(code: &str) -> Result<&'static Entry, Fault> {
    words::entry(code).because("a notice whose code the catalogue lacks")
}
