//! Rows of what communities declared, and of what visitors left.

use ground::{Ctx, Fault, OrgId, Row, Timestamp, View, values};

use super::{Keeping, Kind, Left, LeftId, Tongue};
use crate::intercom::IntercomId;
use crate::place::HomeId;

/// Messages of one step.
const STEP: i64 = 200;

macro_rules! left {
    ($rest:literal) => {
        concat!(
            "SELECT id, org, home, intercom, kind, file, length_ms, made_at, heard_at FROM community_door_message ",
            $rest
        )
    };
}

fn left(row: &Row) -> Result<Left, Fault> {
    let kind: String = row.get("kind")?;
    Ok(Left {
        id: row.get("id")?,
        org: row.get("org")?,
        home: row.get("home")?,
        intercom: row.get("intercom")?,
        is_said: kind == Kind::Said.word(),
        file: row.get("file")?,
        length_ms: row.get("length_ms")?,
        made_at: row.get("made_at")?,
        heard_at: row.get("heard_at")?,
    })
}

/// What a community declared; nothing is kept where it declared nothing.
pub(crate) async fn keeping(view: &mut View, org: OrgId) -> Result<Keeping, Fault> {
    let sql = "SELECT messages, stills, tongue FROM community_door_keeping WHERE org = $1";
    let Some(row) = view.opt(sql, values![org]).await? else { return Ok(Keeping::default()) };
    let (messages, stills, tongue): (i64, i64, String) =
        (row.get("messages")?, row.get("stills")?, row.get("tongue")?);
    let tongue = if tongue == "en" { Tongue::En } else { Tongue::Zh };
    Ok(Keeping { messages: messages != 0, stills: stills != 0, tongue })
}

/// It declares this from now on.
pub(super) async fn declare(cx: &mut Ctx, org: OrgId, now: Keeping) -> Result<(), Fault> {
    let tongue = match now.tongue {
        Tongue::Zh => "zh",
        Tongue::En => "en",
    };
    let (messages, stills, changed_at) = (i64::from(now.messages), i64::from(now.stills), cx.now());
    let sql = "INSERT INTO community_door_keeping (org, messages, stills, tongue, changed_at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (org) DO UPDATE SET messages = $2, stills = $3, tongue = $4, changed_at = $5";
    cx.run(sql, values![org, messages, stills, tongue, changed_at]).await?;
    Ok(())
}

/// Keeps what was left; `false` where the call has one of its kind already.
pub(super) async fn add(cx: &mut Ctx, new: &Left) -> Result<bool, Fault> {
    let kind = if new.is_said { Kind::Said } else { Kind::Seen };
    let sql = "INSERT INTO community_door_message (id, org, home, intercom, kind, file, length_ms, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (intercom, kind) DO NOTHING";
    let (kind, file) = (kind.word(), new.file.as_str());
    let row = values![new.id, new.org, new.home, new.intercom, kind, file, new.length_ms, new.made_at];
    Ok(cx.run(sql, row).await? == 1)
}

/// What was left at a home since an instant.
pub(crate) async fn of_home(view: &mut View, home: HomeId, since: Timestamp) -> Result<Vec<Left>, Fault> {
    let sql = left!("WHERE home = $1 AND made_at >= $2 ORDER BY id DESC LIMIT 400");
    view.all(sql, values![home, since]).await?.iter().map(left).collect()
}

/// What was left in a call.
pub(super) async fn of_call(cx: &mut Ctx, call: IntercomId) -> Result<Vec<Left>, Fault> {
    cx.all(left!("WHERE intercom = $1 ORDER BY id"), values![call]).await?.iter().map(left).collect()
}

/// One kind of it.
pub(super) async fn of_kind(view: &mut View, call: IntercomId, kind: Kind) -> Result<Option<Left>, Fault> {
    let sql = left!("WHERE intercom = $1 AND kind = $2");
    view.opt(sql, values![call, kind.word()]).await?.as_ref().map(left).transpose()
}

/// It was heard or seen.
pub(super) async fn heard(cx: &mut Ctx, id: LeftId) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE community_door_message SET heard_at = $2 WHERE id = $1 AND heard_at IS NULL";
    cx.run(sql, values![id, now]).await?;
    Ok(())
}

/// Removes a row; `false` where it was gone.
pub(super) async fn remove(cx: &mut Ctx, id: LeftId) -> Result<bool, Fault> {
    Ok(cx.run("DELETE FROM community_door_message WHERE id = $1", values![id]).await? == 1)
}

/// Some that are older, or of a home in which nobody lives any longer.
pub(super) async fn due(cx: &mut Ctx, before: Timestamp) -> Result<Vec<Left>, Fault> {
    let sql = left!(
        "WHERE made_at < $1 OR NOT EXISTS (SELECT 1 FROM community_resident r \
         WHERE r.home = community_door_message.home AND r.person IS NOT NULL) ORDER BY id LIMIT $2"
    );
    cx.all(sql, values![before, STEP]).await?.iter().map(left).collect()
}

/// Some of the homes in which somebody lives alone.
pub(super) async fn of_alone(cx: &mut Ctx, person: ground::PersonId, most: i64) -> Result<Vec<Left>, Fault> {
    let sql = left!(
        "WHERE EXISTS (SELECT 1 FROM community_resident r WHERE r.home = community_door_message.home AND r.person = $1) \
         AND NOT EXISTS (SELECT 1 FROM community_resident o WHERE o.home = community_door_message.home \
         AND o.person IS NOT NULL AND o.person <> $1) ORDER BY id LIMIT $2"
    );
    cx.all(sql, values![person, most]).await?.iter().map(left).collect()
}

/// Some of an organisation.
pub(super) async fn of_org(cx: &mut Ctx, org: OrgId, most: i64) -> Result<Vec<Left>, Fault> {
    let sql = left!("WHERE org = $1 ORDER BY id LIMIT $2");
    cx.all(sql, values![org, most]).await?.iter().map(left).collect()
}

/// What an organisation declared that is no more.
pub(super) async fn forget_org(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM community_door_keeping WHERE org = $1", values![org]).await?;
    Ok(())
}
