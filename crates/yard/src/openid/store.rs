//! Rows of codes and tokens.

use ground::{Because, Ctx, DeviceId, Fault, PersonId, Row, Timestamp, View, values};
use policy::Category;
use vault::Field;

use crate::House;
use crate::application::rules::{read_scopes, written};
use crate::application::{ApplicationId, GrantId, Scope};
use crate::erasure::Working;

/// By what a code is known.
pub(super) const CODE: Field<String> =
    Field::declare("yard_openid_code", "secret_hash", Category::ApplicationGrant);
/// By what a token is known.
pub(super) const TOKEN: Field<String> =
    Field::declare("yard_openid_token", "secret_hash", Category::ApplicationGrant);
/// By what an application knows somebody.
pub(super) const SUBJECT: Field<String> =
    Field::declare("yard_application_grant", "person", Category::ApplicationGrant);

ground::id! {
    /// What came of one code.
    pub struct FamilyId => "appfamily"
}

/// What a code or a token stands on.
#[derive(Clone)]
pub(super) struct Access {
    pub grant: GrantId,
    pub family: FamilyId,
    /// The session in which it was given.
    pub device: DeviceId,
    pub scopes: Vec<Scope>,
    pub signed_in_at: Timestamp,
}

fn access(row: &Row) -> Result<Access, Fault> {
    let scopes: String = row.get("scopes")?;
    Ok(Access {
        grant: row.get("access")?,
        family: row.get("family")?,
        device: row.get("device")?,
        scopes: read_scopes(&scopes),
        signed_in_at: row.get("signed_in_at")?,
    })
}

/// A code that is about to be given.
pub(super) struct NewCode<'a> {
    pub hash: [u8; 16],
    pub access: Access,
    pub redirect: &'a str,
    pub challenge: &'a str,
    pub nonce: Option<&'a str>,
    pub ends_at: Timestamp,
}

/// Keeps a code.
pub(super) async fn add_code(cx: &mut Ctx, new: NewCode<'_>) -> Result<(), Fault> {
    let sql = "INSERT INTO yard_openid_code (secret_hash, access, family, device, redirect, challenge, nonce, scopes, \
               signed_in_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let Access { grant, family, device, scopes, signed_in_at } = new.access;
    let (redirect, challenge, nonce) = (new.redirect, new.challenge, new.nonce.map(str::to_owned));
    let scopes = written(&scopes);
    let values = values![
        new.hash,
        grant,
        family,
        device,
        redirect,
        challenge,
        nonce,
        scopes,
        signed_in_at,
        new.ends_at
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// A code that came.
pub(super) struct Code {
    pub access: Access,
    pub redirect: String,
    pub challenge: String,
    pub nonce: Option<String>,
    pub ends_at: Timestamp,
    /// It was not used before.
    pub is_first: bool,
}

/// Uses a code, whoever brought it: from now on it is used.
pub(super) async fn use_code(cx: &mut Ctx, hash: [u8; 16]) -> Result<Option<Code>, Fault> {
    let now = cx.now();
    let used = cx
        .run(
            "UPDATE yard_openid_code SET used_at = $2 WHERE secret_hash = $1 AND used_at IS NULL",
            values![hash, now],
        )
        .await?;
    let sql = "SELECT access, family, device, redirect, challenge, nonce, scopes, signed_in_at, ends_at \
               FROM yard_openid_code WHERE secret_hash = $1";
    let Some(row) = cx.opt(sql, values![hash]).await? else { return Ok(None) };
    Ok(Some(Code {
        access: access(&row)?,
        redirect: row.get("redirect")?,
        challenge: row.get("challenge")?,
        nonce: row.get("nonce")?,
        ends_at: row.get("ends_at")?,
        is_first: used == 1,
    }))
}

/// What a token is good for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Access,
    Refresh,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Refresh => "refresh",
        }
    }
}

/// Keeps a token.
pub(super) async fn add_token(
    cx: &mut Ctx,
    (hash, kind): ([u8; 16], Kind),
    of: &Access,
    ends_at: Timestamp,
) -> Result<(), Fault> {
    let sql = "INSERT INTO yard_openid_token (secret_hash, access, family, device, kind, scopes, signed_in_at, ends_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let scopes = written(&of.scopes);
    let values = values![hash, of.grant, of.family, of.device, kind.word(), scopes, of.signed_in_at, ends_at];
    cx.run(sql, values).await?;
    Ok(())
}

/// A token that came.
pub(super) struct Token {
    pub access: Access,
    pub kind: Kind,
    pub ends_at: Timestamp,
    pub is_used: bool,
}

const TOKENS: &str = "SELECT access, family, device, kind, scopes, signed_in_at, ends_at, used_at \
                      FROM yard_openid_token WHERE secret_hash = $1";

fn token(row: &Row) -> Result<Token, Fault> {
    let kind: String = row.get("kind")?;
    let kind = [Kind::Access, Kind::Refresh].into_iter().find(|one| one.word() == kind);
    let used_at: Option<Timestamp> = row.get("used_at")?;
    Ok(Token {
        access: access(row)?,
        kind: kind.because("a token of an unknown kind")?,
        ends_at: row.get("ends_at")?,
        is_used: used_at.is_some(),
    })
}

/// A token by its fingerprint.
pub(super) async fn find(view: &mut View, hash: [u8; 16]) -> Result<Option<Token>, Fault> {
    view.opt(TOKENS, values![hash]).await?.as_ref().map(token).transpose()
}

/// The same within a unit of work.
pub(super) async fn find_now(cx: &mut Ctx, hash: [u8; 16]) -> Result<Option<Token>, Fault> {
    cx.opt(TOKENS, values![hash]).await?.as_ref().map(token).transpose()
}

/// Uses a refresh token; `false` where it was used before.
pub(super) async fn use_refresh(cx: &mut Ctx, hash: [u8; 16]) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_openid_token SET used_at = $2 \
               WHERE secret_hash = $1 AND kind = 'refresh' AND used_at IS NULL";
    Ok(cx.run(sql, values![hash, now]).await? == 1)
}

/// What an application presents for new tokens, by its fingerprint.
#[derive(Clone, Copy)]
pub(super) enum Presented {
    Code([u8; 16]),
    Refresh([u8; 16]),
}

/// Holds what was presented until the unit of work is over: whoever presents it besides waits. `false` where it is gone.
pub(super) async fn hold(cx: &mut Ctx, presented: Presented) -> Result<bool, Fault> {
    let (sql, hash) = match presented {
        Presented::Code(hash) => {
            ("UPDATE yard_openid_code SET used_at = used_at WHERE secret_hash = $1", hash)
        }
        Presented::Refresh(hash) => {
            ("UPDATE yard_openid_token SET used_at = used_at WHERE secret_hash = $1", hash)
        }
    };
    Ok(cx.run(sql, values![hash]).await? == 1)
}

/// Ends all that came of one code, and the code.
pub(super) async fn end_family(cx: &mut Ctx, family: FamilyId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_openid_token WHERE family = $1", values![family]).await?;
    cx.run("DELETE FROM yard_openid_code WHERE family = $1", values![family]).await?;
    Ok(())
}

/// Ends one token.
pub(super) async fn end(cx: &mut Ctx, hash: [u8; 16]) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_openid_token WHERE secret_hash = $1", values![hash]).await?;
    Ok(())
}

/// Ends every code and token of an application.
pub(crate) async fn end_of_application(cx: &mut Ctx, id: ApplicationId) -> Result<(), Fault> {
    let tables = [
        "DELETE FROM yard_openid_code WHERE access IN (SELECT id FROM yard_application_grant WHERE application = $1)",
        "DELETE FROM yard_openid_token WHERE access IN (SELECT id FROM yard_application_grant WHERE application = $1)",
    ];
    for sql in tables {
        cx.run(sql, values![id]).await?;
    }
    Ok(())
}

/// Whom a token stands for, and for which application, as both are now.
pub(super) struct Standing {
    pub application: ApplicationId,
    pub person: PersonId,
    pub role: String,
    /// What he lets it have now.
    pub scopes: Vec<Scope>,
    /// The session in which it was given is there still.
    pub is_signed_in: bool,
}

/// How it stands; nothing where the application is off, its person is no member any longer, or his account is frozen.
pub(super) async fn standing(
    view: &mut View,
    grant: GrantId,
    device: DeviceId,
) -> Result<Option<Standing>, Fault> {
    let now = view.now();
    let sql = "SELECT g.application, g.person, g.scopes, m.role, s.id AS session FROM yard_application_grant g \
               JOIN yard_application a ON a.id = g.application \
               JOIN yard_member m ON m.org = a.org AND m.person = g.person \
               JOIN yard_person p ON p.id = g.person \
               LEFT JOIN yard_session s ON s.id = $2 AND s.person = g.person AND (s.ends_at IS NULL OR s.ends_at > $3) \
               WHERE g.id = $1 AND a.is_on = 1 AND p.frozen_at IS NULL";
    let Some(row) = view.opt(sql, values![grant, device, now]).await? else { return Ok(None) };
    let session: Option<DeviceId> = row.get("session")?;
    Ok(Some(Standing {
        application: row.get("application")?,
        person: row.get("person")?,
        role: row.get("role")?,
        scopes: read_scopes(&row.get::<String>("scopes")?),
        is_signed_in: session.is_some(),
    }))
}

/// Whose application what somebody let it have is of.
pub(super) async fn application_of(cx: &mut Ctx, grant: GrantId) -> Result<Option<ApplicationId>, Fault> {
    let sql = "SELECT application FROM yard_application_grant WHERE id = $1";
    cx.opt(sql, values![grant]).await?.map(|row| row.get("application")).transpose()
}

/// When the session of somebody began.
pub(super) async fn signed_in_at(
    view: &mut View,
    person: PersonId,
    device: DeviceId,
) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT created_at FROM yard_session WHERE id = $1 AND person = $2";
    view.opt(sql, values![device, person]).await?.map(|row| row.get("created_at")).transpose()
}

/// Removes what is over; a used refresh token stays as long as it would have been good, so that it is known when it comes again.
pub(super) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("DELETE FROM yard_openid_code WHERE ends_at < $1", values![now]).await?;
    cx.run("DELETE FROM yard_openid_token WHERE ends_at < $1", values![now]).await?;
    Ok(())
}

/// Codes of an erased person.
pub(super) fn erase_codes<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_openid_code WHERE secret_hash IN (SELECT c.secret_hash FROM yard_openid_code c \
                   JOIN yard_application_grant g ON g.id = c.access WHERE g.person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

/// Tokens of an erased person.
pub(super) fn erase_tokens<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_openid_token WHERE secret_hash IN (SELECT t.secret_hash FROM yard_openid_token t \
                   JOIN yard_application_grant g ON g.id = t.access WHERE g.person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
