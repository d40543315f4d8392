//! Rows of applications.

use ground::{Ctx, DbError, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use vault::{Sealed, Subject};
use yard::House;
use yard::erasure::Working;
use yard::org::Line;

use super::jobs::Ends;
use super::{Application, ApplicationId, Refusal, State};
use crate::household::Relation;
use crate::place::HomeId;

/// Applications of one person that are shown, the newest.
const LIST_MAX: i64 = 200;

macro_rules! applications {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.org, a.home, h.number, a.person, a.relation, a.state, a.name, a.phone, a.identity, \
             a.reason, a.letter, a.made_at, a.decided_at FROM community_application a JOIN community_home h ON h.id = a.home ",
            $rest
        )
    };
}

fn application(row: &Row) -> Result<Application, Fault> {
    let (id, person): (ApplicationId, PersonId) = (row.get("id")?, row.get("person")?);
    let (relation, state): (String, String) = (row.get("relation")?, row.get("state")?);
    let (identity, reason): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("identity")?, row.get("reason")?);
    let (subject, at) = (Subject::Person(person), id.bytes());
    Ok(Application {
        id,
        org: row.get("org")?,
        home: row.get("home")?,
        home_number: row.get("number")?,
        person,
        relation: Relation::from_word(&relation).ok_or_else(|| Fault::new("an unknown relation"))?,
        state: State::from_word(&state).ok_or_else(|| Fault::new("an unknown state"))?,
        name: Sealed::stored(&Application::NAME, subject, at, row.get("name")?),
        phone: Sealed::stored(&Application::PHONE, subject, at, row.get("phone")?),
        identity: identity.map(|bytes| Sealed::stored(&Application::IDENTITY, subject, at, bytes)),
        reason: reason.map(|bytes| Sealed::stored(&Application::REASON, subject, at, bytes)),
        by_letter: row.get::<i64>("letter")? == 1,
        made_at: row.get("made_at")?,
        decided_at: row.get("decided_at")?,
    })
}

/// Keeps a new one; `false` where the home was removed meanwhile.
pub(super) async fn add(cx: &mut Ctx, new: &Application) -> Result<bool, Fault> {
    let sql = "INSERT INTO community_application (id, org, home, person, relation, state, name, phone, identity, \
               reason, letter, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, $10, $11)";
    let values = values![
        new.id,
        new.org,
        new.home,
        new.person,
        new.relation.word(),
        new.state.word(),
        &new.name,
        &new.phone,
        new.identity.as_ref(),
        i64::from(new.by_letter),
        new.made_at
    ];
    match cx.run(sql, values).await {
        Ok(_) => Ok(true),
        Err(DbError::Constraint { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether one of this person for this home waits.
pub(super) async fn waits(cx: &mut Ctx, home: HomeId, person: PersonId) -> Result<bool, Fault> {
    let sql =
        "SELECT 1 AS found FROM community_application WHERE home = $1 AND person = $2 AND state = 'waiting'";
    Ok(cx.opt(sql, values![home, person]).await?.is_some())
}

/// Somebody's own, the newest first.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<Application>, Fault> {
    let sql = applications!("WHERE a.person = $1 ORDER BY a.id DESC LIMIT $2");
    view.all(sql, values![person, LIST_MAX]).await?.iter().map(application).collect()
}

/// Those of a community in a state, the oldest first.
pub(super) async fn of_org(
    view: &mut View,
    org: OrgId,
    state: State,
    (after, limit): (Option<ApplicationId>, u32),
) -> Result<Vec<Application>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let sql = applications!("WHERE a.org = $1 AND a.state = $2 AND a.id > $3 ORDER BY a.id LIMIT $4");
    view.all(sql, values![org, state.word(), after, limit]).await?.iter().map(application).collect()
}

/// One of a community.
pub(super) async fn find(
    view: &mut View,
    org: OrgId,
    id: ApplicationId,
) -> Result<Option<Application>, Fault> {
    let row = view.opt(applications!("WHERE a.org = $1 AND a.id = $2"), values![org, id]).await?;
    row.as_ref().map(application).transpose()
}

/// Whether somebody's own waits still.
pub(crate) async fn waits_of(view: &mut View, person: PersonId, id: ApplicationId) -> Result<(), Refusal> {
    let sql = "SELECT state FROM community_application WHERE person = $1 AND id = $2";
    let row = view.opt(sql, values![person, id]).await?.ok_or(Refusal::Unknown)?;
    let state: String = row.get("state")?;
    if state == State::Waiting.word() { Ok(()) } else { Err(Refusal::Decided) }
}

/// The same within a unit of work, which others wait for who would change it.
pub(crate) async fn touch_waiting(cx: &mut Ctx, person: PersonId, id: ApplicationId) -> Result<bool, Fault> {
    let sql =
        "UPDATE community_application SET state = state WHERE person = $1 AND id = $2 AND state = 'waiting'";
    Ok(cx.run(sql, values![person, id]).await? == 1)
}

/// Withdraws one's own; `false` where there is none.
pub(super) async fn withdraw(cx: &mut Ctx, person: PersonId, id: ApplicationId) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_application WHERE person = $1 AND id = $2";
    Ok(cx.run(sql, values![person, id]).await? == 1)
}

/// Approves one by a letter, which is nobody's decision.
pub(super) async fn decide_alone(cx: &mut Ctx, id: ApplicationId) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE community_application SET state = 'approved', decided_at = $2 WHERE id = $1";
    cx.run(sql, values![id, now]).await?;
    Ok(())
}

/// Decides one that waits; `false` where it does not any longer.
pub(super) async fn decide(
    cx: &mut Ctx,
    (org, id): (OrgId, ApplicationId),
    state: State,
    reason: Option<&Sealed<Line>>,
    by: PersonId,
) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE community_application SET state = $3, reason = $4, decided_at = $5, decided_by = $6 \
               WHERE org = $1 AND id = $2 AND state = 'waiting'";
    Ok(cx.run(sql, values![org, id, state.word(), reason, now, by]).await? == 1)
}

/// Which of these people applied in a community.
pub(super) async fn applied(view: &mut View, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_application WHERE org = $1 AND person = $2 LIMIT 1";
    Ok(view.opt(sql, values![org, person]).await?.is_some())
}

/// Forgets the numbers of identity cards whose time is over, and all of what was decided whose time is. What waits is ended before.
pub(super) async fn sweep(cx: &mut Ctx, cards: Ends, all: Ends) -> Result<(), Fault> {
    let sql = "UPDATE community_application SET identity = NULL \
               WHERE identity IS NOT NULL AND (decided_at < $1 OR made_at < $2)";
    cx.run(sql, values![cards.decided, cards.made]).await?;
    let sql =
        "DELETE FROM community_application WHERE state <> 'waiting' AND (decided_at < $1 OR made_at < $2)";
    cx.run(sql, values![all.decided, all.made]).await?;
    Ok(())
}

/// Those that wait since before an instant, at most so many.
pub(super) async fn waiting_since(
    cx: &mut Ctx,
    before: Timestamp,
    most: i64,
) -> Result<Vec<Application>, Fault> {
    let sql = applications!("WHERE a.state = 'waiting' AND a.made_at < $1 ORDER BY a.id LIMIT $2");
    cx.all(sql, values![before, most]).await?.iter().map(application).collect()
}

/// Those of a community, at most so many.
pub(super) async fn of_org_now(cx: &mut Ctx, org: OrgId, most: i64) -> Result<Vec<Application>, Fault> {
    let sql = applications!("WHERE a.org = $1 ORDER BY a.id LIMIT $2");
    cx.all(sql, values![org, most]).await?.iter().map(application).collect()
}

/// Removes one.
pub(super) async fn remove(cx: &mut Ctx, id: ApplicationId) -> Result<(), Fault> {
    cx.run("DELETE FROM community_application WHERE id = $1", values![id]).await?;
    Ok(())
}

/// Whose applications hold a number of an identity card; after the last that was looked at.
pub(super) async fn identified(
    cx: &mut Ctx,
    after: ApplicationId,
    limit: i64,
) -> Result<Vec<(ApplicationId, PersonId)>, Fault> {
    let sql = "SELECT id, person FROM community_application WHERE identity IS NOT NULL AND id > $1 \
               ORDER BY id LIMIT $2";
    let rows = cx.all(sql, values![after, limit]).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("person")?))).collect()
}

/// Forgets one.
pub(super) async fn forget_identity(cx: &mut Ctx, id: ApplicationId) -> Result<(), Fault> {
    cx.run("UPDATE community_application SET identity = NULL WHERE id = $1", values![id]).await?;
    Ok(())
}

/// Those of somebody who is erased go.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM community_application WHERE id IN \
                   (SELECT id FROM community_application WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
