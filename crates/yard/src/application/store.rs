//! Rows of applications, and of what people let them have.

use ground::{Because, Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use policy::Category;
use vault::Field;

use super::rules::{Kind, read_scopes, written};
use super::{Application, ApplicationId, GrantId, Scope};

/// By what the secret of an application is known.
pub(crate) const SECRET: Field<String> =
    Field::declare("yard_application", "secret_hash", Category::ApplicationGrant);

macro_rules! applications {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.org, a.kind, a.name, a.runner, a.policy, a.start, a.redirects, a.logouts, a.scopes, \
             a.secret_hash, a.is_on, a.made_at FROM yard_application a ",
            $rest
        )
    };
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

fn application(row: &Row) -> Result<Application, Fault> {
    let (kind, redirects): (String, String) = (row.get("kind")?, row.get("redirects")?);
    let (logouts, scopes): (String, String) = (row.get("logouts")?, row.get("scopes")?);
    Ok(Application {
        id: row.get("id")?,
        org: row.get("org")?,
        kind: Kind::from_word(&kind).because("an application of an unknown kind")?,
        name: row.get("name")?,
        runner: row.get("runner")?,
        policy: row.get("policy")?,
        start: row.get("start")?,
        redirects: lines(&redirects),
        logouts: lines(&logouts),
        scopes: read_scopes(&scopes),
        secret_hash: row.get("secret_hash")?,
        is_on: row.get("is_on")?,
        made_at: row.get("made_at")?,
    })
}

/// Those of an organisation, the oldest first.
pub(super) async fn of_org(view: &mut View, org: OrgId) -> Result<Vec<Application>, Fault> {
    let sql = applications!("WHERE a.org = $1 ORDER BY a.id");
    view.all(sql, values![org]).await?.iter().map(application).collect()
}

/// One of them, on or off.
pub(crate) async fn find(view: &mut View, id: ApplicationId) -> Result<Option<Application>, Fault> {
    view.opt(applications!("WHERE a.id = $1"), values![id]).await?.as_ref().map(application).transpose()
}

/// One of an organisation; whoever changes it besides waits.
pub(crate) async fn find_now(
    cx: &mut Ctx,
    org: OrgId,
    id: ApplicationId,
) -> Result<Option<Application>, Fault> {
    cx.run("UPDATE yard_application SET changed_at = changed_at WHERE id = $1", values![id]).await?;
    let sql = applications!("WHERE a.id = $1 AND a.org = $2");
    cx.opt(sql, values![id, org]).await?.as_ref().map(application).transpose()
}

/// How many an organisation has.
pub(super) async fn count(cx: &mut Ctx, org: OrgId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM yard_application WHERE org = $1";
    cx.one(sql, values![org]).await?.get("found")
}

/// Keeps one, new or changed.
pub(super) async fn put(cx: &mut Ctx, one: &Application) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO yard_application (id, org, kind, name, runner, policy, start, redirects, logouts, scopes, secret_hash, \
               is_on, made_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
               ON CONFLICT (id) DO UPDATE SET name = excluded.name, runner = excluded.runner, policy = excluded.policy, \
               start = excluded.start, redirects = excluded.redirects, logouts = excluded.logouts, scopes = excluded.scopes, \
               secret_hash = excluded.secret_hash, is_on = excluded.is_on, changed_at = excluded.changed_at";
    let values = values![
        one.id,
        one.org,
        one.kind.word(),
        one.name.as_str(),
        one.runner.as_str(),
        one.policy.as_str(),
        one.start.clone(),
        one.redirects.join("\n"),
        one.logouts.join("\n"),
        written(&one.scopes),
        one.secret_hash.map(|hash| hash.to_vec()),
        one.is_on,
        one.made_at,
        now
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// Removes one, with all that people let it have.
pub(super) async fn remove(cx: &mut Ctx, org: OrgId, id: ApplicationId) -> Result<bool, Fault> {
    Ok(cx.run("DELETE FROM yard_application WHERE org = $1 AND id = $2", values![org, id]).await? == 1)
}

/// Whoever opens it next is asked anew: somebody else runs it, or by other rules.
pub(super) async fn ask_anew(cx: &mut Ctx, id: ApplicationId) -> Result<(), Fault> {
    cx.run("UPDATE yard_application_grant SET asked = '-' WHERE application = $1", values![id]).await?;
    Ok(())
}

/// What somebody let an application have.
pub(crate) struct Grant {
    pub id: GrantId,
    pub scopes: Vec<Scope>,
    /// What he was asked; nothing where he is to be asked anew.
    pub asked: Option<Vec<Scope>>,
    pub given_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

fn grant(row: &Row) -> Result<Grant, Fault> {
    let (scopes, asked): (String, String) = (row.get("granted")?, row.get("asked")?);
    Ok(Grant {
        id: row.get("grant_id")?,
        scopes: read_scopes(&scopes),
        asked: (asked != "-").then(|| read_scopes(&asked)),
        given_at: row.get("given_at")?,
        used_at: row.get("used_at")?,
    })
}

/// What somebody let this application have.
pub(crate) async fn granted(
    view: &mut View,
    application: ApplicationId,
    person: PersonId,
) -> Result<Option<Grant>, Fault> {
    let sql = "SELECT id AS grant_id, scopes AS granted, asked, given_at, used_at FROM yard_application_grant \
               WHERE application = $1 AND person = $2";
    view.opt(sql, values![application, person]).await?.as_ref().map(grant).transpose()
}

/// Everything that somebody let applications have.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<(Application, Grant)>, Fault> {
    let sql = "SELECT a.id, a.org, a.kind, a.name, a.runner, a.policy, a.start, a.redirects, a.logouts, a.scopes, \
               a.secret_hash, a.is_on, a.made_at, g.id AS grant_id, g.scopes AS granted, g.asked, g.given_at, g.used_at \
               FROM yard_application_grant g JOIN yard_application a ON a.id = g.application WHERE g.person = $1 \
               ORDER BY g.given_at, g.id";
    let rows = view.all(sql, values![person]).await?;
    rows.iter().map(|row| Ok((application(row)?, grant(row)?))).collect()
}

/// Somebody lets an application have this; answers under which number.
pub(crate) async fn give(
    cx: &mut Ctx,
    (application, person): (ApplicationId, PersonId),
    (scopes, asked): (&[Scope], &[Scope]),
) -> Result<GrantId, Fault> {
    let (id, now) = (GrantId::fresh(cx.clock()), cx.now());
    let sql = "INSERT INTO yard_application_grant (id, application, person, scopes, asked, given_at) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (application, person) DO UPDATE SET \
               scopes = excluded.scopes, asked = excluded.asked, given_at = excluded.given_at RETURNING id";
    let values = values![id, application, person, written(scopes), written(asked), now];
    cx.one(sql, values).await?.get("id")
}

/// He takes it back, and every token goes with it; `false` where there was nothing.
pub(super) async fn take_back(
    cx: &mut Ctx,
    application: ApplicationId,
    person: PersonId,
) -> Result<bool, Fault> {
    let sql = "DELETE FROM yard_application_grant WHERE application = $1 AND person = $2";
    Ok(cx.run(sql, values![application, person]).await? == 1)
}

/// Somebody lets no application have anything any longer.
pub(crate) async fn withdrawn(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_application_grant WHERE person = $1", values![person]).await?;
    Ok(())
}

/// Somebody left an organisation: its applications have nothing of him from now on.
pub(crate) async fn left(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    let sql = "DELETE FROM yard_application_grant WHERE person = $2 AND application IN \
               (SELECT id FROM yard_application WHERE org = $1)";
    cx.run(sql, values![org, person]).await?;
    Ok(())
}

/// That it was used.
pub(crate) async fn touch(cx: &mut Ctx, id: GrantId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_application_grant SET used_at = $2 WHERE id = $1", values![id, now]).await?;
    Ok(())
}

/// What an erased person let applications have.
pub(super) fn erase<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> crate::erasure::Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_application_grant WHERE id IN \
                   (SELECT id FROM yard_application_grant WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
