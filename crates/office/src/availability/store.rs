//! Rows of who sees how much.

use ground::{Ctx, Fault, OrgId, PersonId, Row, View, values};

use super::rules::Level;

/// Rows of one person.
pub(super) const SHARES_MAX: usize = 200;

/// To whom something is shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Viewer {
    /// A colleague.
    Person(PersonId),
    /// All members of an organisation.
    Org(OrgId),
}

fn level(row: &Row) -> Result<Level, Fault> {
    let word: String = row.get("level")?;
    Level::from_word(&word).ok_or_else(|| Fault::new("an unknown level"))
}

/// Whom somebody shows how much.
pub(super) async fn shares(view: &mut View, person: PersonId) -> Result<Vec<(Viewer, Level)>, Fault> {
    let sql =
        "SELECT kind, viewer, level FROM office_share WHERE person = $1 ORDER BY kind, viewer LIMIT 500";
    let share = |row: &Row| {
        let kind: String = row.get("kind")?;
        let viewer = match kind.as_str() {
            "person" => Viewer::Person(row.get("viewer")?),
            _ => Viewer::Org(row.get("viewer")?),
        };
        Ok((viewer, level(row)?))
    };
    view.all(sql, values![person]).await?.iter().map(share).collect()
}

/// The same in words, for whoever asks what is held about him.
///
/// # Errors
/// What the database says.
pub(crate) async fn told(view: &mut View, person: PersonId) -> Result<Vec<String>, Fault> {
    let one = |(viewer, level): (Viewer, Level)| match viewer {
        Viewer::Person(viewer) => format!("{viewer} · {}", level.word()),
        Viewer::Org(viewer) => format!("{viewer} · {}", level.word()),
    };
    Ok(shares(view, person).await?.into_iter().map(one).collect())
}

/// The same from now on.
pub(super) async fn share(cx: &mut Ctx, person: PersonId, shares: &[(Viewer, Level)]) -> Result<(), Fault> {
    cx.run("DELETE FROM office_share WHERE person = $1", values![person]).await?;
    for (viewer, level) in shares {
        let (kind, id) = match viewer {
            Viewer::Person(viewer) => ("person", viewer.bytes()),
            Viewer::Org(viewer) => ("org", viewer.bytes()),
        };
        let sql = "INSERT INTO office_share (person, kind, viewer, level) VALUES ($1, $2, $3, $4)";
        cx.run(sql, values![person, kind, id, level.word()]).await?;
    }
    Ok(())
}

/// How much a colleague of this organisation sees of somebody.
pub(super) async fn seen(
    view: &mut View,
    person: PersonId,
    (viewer, org): (PersonId, OrgId),
) -> Result<Level, Fault> {
    let sql = "SELECT level FROM office_share WHERE person = $1 AND (viewer = $2 OR viewer = $3) \
               ORDER BY CASE kind WHEN 'person' THEN 0 ELSE 1 END LIMIT 1";
    let found = view.opt(sql, values![person, viewer, org]).await?;
    Ok(found.as_ref().map(level).transpose()?.unwrap_or(Level::Nothing))
}

/// Whether somebody shows all to this colleague, or to an organisation in which they both are.
///
/// # Errors
/// What the database says.
pub(crate) async fn sees_all(view: &mut View, viewer: PersonId, person: PersonId) -> Result<bool, Fault> {
    if !yard::org::store::share_one(view, viewer, person).await? {
        return Ok(false);
    }
    let shares = shares(view, person).await?;
    if let Some((_, level)) = shares.iter().find(|(to, _)| *to == Viewer::Person(viewer)) {
        return Ok(*level == Level::All);
    }
    for (to, level) in shares {
        if let Viewer::Org(org) = to
            && level == Level::All
            && yard::org::store::role_of(view, org, viewer).await?.is_some()
            && yard::org::store::role_of(view, org, person).await?.is_some()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What somebody shows to an organisation that he leaves ends; so does, both ways, what he and colleagues showed each other with
/// whom he has no other organisation in common.
pub(super) async fn end_of(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    let own = "DELETE FROM office_share WHERE kind = 'person' AND person = $1 AND NOT EXISTS \
               (SELECT 1 FROM yard_member a JOIN yard_member b ON b.org = a.org \
                WHERE a.person = $1 AND b.person = office_share.viewer AND a.org <> $2)";
    let to_him = "DELETE FROM office_share WHERE kind = 'person' AND viewer = $1 AND NOT EXISTS \
                  (SELECT 1 FROM yard_member a JOIN yard_member b ON b.org = a.org \
                   WHERE a.person = $1 AND b.person = office_share.person AND a.org <> $2)";
    cx.run(own, values![person, org]).await?;
    cx.run(to_him, values![person, org]).await?;
    cx.run("DELETE FROM office_share WHERE person = $1 AND viewer = $2", values![person, org]).await?;
    Ok(())
}

/// What is shown to an organisation that ended goes; `true` where nothing is left.
///
/// # Errors
/// What the database says.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let sql = "DELETE FROM office_share WHERE viewer = $1 AND person IN \
               (SELECT person FROM office_share WHERE viewer = $1 LIMIT $2)";
    Ok(cx.run(sql, values![org, most]).await? == 0)
}

/// What somebody showed who is erased, and what was shown to him.
pub(super) async fn erase(cx: &mut Ctx, person: PersonId, most: i64) -> Result<u64, Fault> {
    let own = "DELETE FROM office_share WHERE person = $1 AND viewer IN \
               (SELECT viewer FROM office_share WHERE person = $1 LIMIT $2)";
    let to_him = "DELETE FROM office_share WHERE viewer = $1 AND person IN \
                  (SELECT person FROM office_share WHERE viewer = $1 LIMIT $2)";
    let gone = cx.run(own, values![person, most]).await?;
    Ok(gone + cx.run(to_him, values![person, most]).await?)
}
