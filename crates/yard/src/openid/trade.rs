//! What an application does: trades a code or a refresh token for tokens, asks who somebody is, gives a token back.

use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ground::{Fault, Timestamp, View};
use policy::Category;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::IpAddr;
use std::str::FromStr;
use url::form_urlencoded::parse;

use super::claims::{self, issuer, subject};
use super::jwt;
use super::refusal::Wrong;
use super::request::proves;
use super::store::{self, Access, Kind, Presented, Standing};
use super::{ACCESS_LIFE, REFRESH_LIFE};
use crate::account::{Bound, SessionRow, store as accounts};
use crate::application::{Application, ApplicationId, Scope, store as applications};
use crate::{House, token};

/// What one address asks within a minute.
const OF_ADDRESS: Bound = Bound { kind: "openid.address", span_s: 60, most: 300 };

/// Counts what an address asks.
pub(super) async fn counted(house: &House, from: IpAddr) -> Result<(), Wrong> {
    let key = house.vault.index(&SessionRow::LABEL, &format!("openid\n{from}"));
    let mut cx = house.db.begin().await?;
    let count = accounts::count(&mut cx, OF_ADDRESS, key).await?;
    cx.commit().await?;
    if count > i64::from(OF_ADDRESS.most) { Err(Wrong::Often) } else { Ok(()) }
}

/// Which application asks: by its name and secret in the header or in the form, and by its name alone where it keeps none.
pub(super) async fn client(
    house: &House,
    header: Option<&str>,
    form: &HashMap<String, String>,
) -> Result<Application, Wrong> {
    let (id, secret) = match header {
        Some(header) => {
            // Both ways at once are one too many (RFC 6749, 2.3).
            if form.contains_key("client_secret") {
                return Err(Wrong::Request);
            }
            let (id, secret) = basic(header).ok_or(Wrong::Client)?;
            (id, Some(secret))
        }
        None => (form.get("client_id").cloned().ok_or(Wrong::Client)?, form.get("client_secret").cloned()),
    };
    if form.get("client_id").is_some_and(|named| *named != id) {
        return Err(Wrong::Client);
    }
    let id = ApplicationId::from_str(&id).map_err(|_| Wrong::Client)?;
    let found = applications::find(&mut house.db.view().await?, id).await?;
    let found = found.filter(|one| one.is_on).ok_or(Wrong::Client)?;
    let is_it = match (&found.secret_hash, secret) {
        (Some(hash), Some(secret)) if secret.len() == token::SIGNS => {
            let given = house.vault.index(&applications::SECRET, &secret);
            constant_time::verify_slices_are_equal(hash, &given).is_ok()
        }
        (None, None) => true,
        _ => false,
    };
    if is_it { Ok(found) } else { Err(Wrong::Client) }
}

/// Name and secret of a header; both are written as in a form (RFC 6749, 2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let text = STANDARD.decode(header.strip_prefix("Basic ")?.trim()).ok()?;
    let text = String::from_utf8(text).ok()?;
    let (id, secret) = text.split_once(':')?;
    let plain = |text: &str| parse(text.as_bytes()).next().map(|(text, _)| text.into_owned());
    Some((plain(id)?, plain(secret)?))
}

/// What an application gets for a code or a refresh token.
pub(super) async fn tokens(
    house: &House,
    client: &Application,
    form: &HashMap<String, String>,
) -> Result<Value, Wrong> {
    issuer(house)?;
    match form.get("grant_type").map(String::as_str) {
        Some("authorization_code") => by_code(house, client, form).await,
        Some("refresh_token") => by_refresh(house, client, form).await,
        Some(_) => Err(Wrong::GrantType),
        None => Err(Wrong::Request),
    }
}

/// How something stands that was brought, which from now on is good for no more than its person lets the application have now;
/// whatever is not so is good no longer.
async fn stands(view: &mut View, access: &mut Access) -> Result<Option<Standing>, Fault> {
    let Some(standing) = store::standing(view, access.grant, access.device).await? else { return Ok(None) };
    access.scopes.retain(|scope| standing.scopes.contains(scope));
    let goes_on = access.scopes.contains(&Scope::OfflineAccess);
    Ok(Some(standing).filter(|one| one.is_signed_in || goes_on))
}

async fn by_code(
    house: &House,
    client: &Application,
    form: &HashMap<String, String>,
) -> Result<Value, Wrong> {
    let code = form.get("code").ok_or(Wrong::Request)?;
    let verifier = form.get("code_verifier").ok_or(Wrong::Request)?;
    let hash = house.vault.index(&store::CODE, code);
    let mut cx = house.db.begin().await?;
    let found = store::use_code(&mut cx, hash).await?.ok_or(Wrong::Grant)?;
    if !found.is_first {
        // Somebody else has it, too: nothing of it is good any longer (RFC 6749, 4.1.2), nor what he is given at this moment.
        store::hold(&mut cx, Presented::Code(hash)).await?;
        store::end_family(&mut cx, found.access.family).await?;
        cx.commit().await?;
        return Err(Wrong::Grant);
    }
    let is_in_time = found.ends_at > cx.now();
    let is_its_own = store::application_of(&mut cx, found.access.grant).await? == Some(client.id);
    cx.commit().await?;
    let is_there = form.get("redirect_uri") == Some(&found.redirect);
    if !is_in_time || !is_its_own || !is_there || !proves(verifier, &found.challenge) {
        return Err(Wrong::Grant);
    }
    issued(house, client, Presented::Code(hash), (found.access, found.nonce)).await
}

async fn by_refresh(
    house: &House,
    client: &Application,
    form: &HashMap<String, String>,
) -> Result<Value, Wrong> {
    let given = form.get("refresh_token").ok_or(Wrong::Request)?;
    let hash = house.vault.index(&store::TOKEN, given);
    let mut cx = house.db.begin().await?;
    let is_first = store::use_refresh(&mut cx, hash).await?;
    let found = store::find_now(&mut cx, hash).await?.filter(|one| one.kind == Kind::Refresh);
    let found = found.ok_or(Wrong::Grant)?;
    if store::application_of(&mut cx, found.access.grant).await? != Some(client.id) {
        return Err(Wrong::Grant); // dropped: whose it is not does not use it up
    }
    if !is_first || found.ends_at <= cx.now() {
        store::hold(&mut cx, Presented::Refresh(hash)).await?;
        store::end_family(&mut cx, found.access.family).await?;
        cx.commit().await?;
        return Err(Wrong::Grant);
    }
    cx.commit().await?;
    issued(house, client, Presented::Refresh(hash), (found.access, None)).await
}

/// New tokens on what stands.
async fn issued(
    house: &House,
    client: &Application,
    presented: Presented,
    (mut access, nonce): (Access, Option<String>),
) -> Result<Value, Wrong> {
    let standing = stands(&mut house.db.view().await?, &mut access).await?;
    let standing = standing.filter(|one| one.application == client.id).ok_or(Wrong::Grant)?;
    let told = who_it_is(house, client, (&access, &standing, nonce))?;
    claims::pass(house, standing.person, &[Category::OrgMembership], told.to_string().len())
        .await
        .map_err(|wrong| if matches!(wrong, Wrong::Token) { Wrong::Grant } else { wrong })?;
    let id_token = jwt::signed(house, &told).await?;
    let (token, hash) = token::fresh(house, &store::TOKEN)?;
    let (again, again_hash) = token::fresh(house, &store::TOKEN)?;
    let goes_on = access.scopes.contains(&Scope::OfflineAccess);
    let mut cx = house.db.begin().await?;
    // Switched off or taken back at this moment, it waits, or was first; then there is nothing to stand on.
    let now = applications::find_now(&mut cx, client.org, client.id).await?.filter(|now| now.is_on);
    let is_granted = store::application_of(&mut cx, access.grant).await?.is_some();
    // Presented a second time meanwhile, or given back, it is gone with all that came of it.
    if now.is_none() || !is_granted || !store::hold(&mut cx, presented).await? {
        return Err(Wrong::Grant);
    }
    let (short, long) = (cx.now().plus(ACCESS_LIFE), cx.now().plus(REFRESH_LIFE));
    store::add_token(&mut cx, (hash, Kind::Access), &access, short).await?;
    if goes_on {
        store::add_token(&mut cx, (again_hash, Kind::Refresh), &access, long).await?;
    }
    applications::touch(&mut cx, access.grant).await?;
    cx.commit().await?;
    let scopes = crate::application::rules::written(&access.scopes);
    let scope = format!("openid {scopes}");
    let mut answer = json!({
        "access_token": token, "token_type": "Bearer", "expires_in": ACCESS_LIFE.as_secs(),
        "id_token": id_token, "scope": scope.trim_end(),
    });
    if goes_on {
        answer["refresh_token"] = json!(again);
    }
    Ok(answer)
}

/// Who it is, as the application knows him: nothing else of him is signed.
fn who_it_is(
    house: &House,
    client: &Application,
    (access, standing, nonce): (&Access, &Standing, Option<String>),
) -> Result<Value, Wrong> {
    let now: Timestamp = house.clock.now();
    let mut told = json!({
        "iss": issuer(house)?, "sub": subject(house, client.id, standing.person), "aud": client.id,
        "iat": now.seconds(), "exp": now.plus(ACCESS_LIFE).seconds(), "auth_time": access.signed_in_at.seconds(),
    });
    if let Some(nonce) = nonce {
        told["nonce"] = json!(nonce);
    }
    Ok(told)
}

/// Who somebody is, for whoever has a token for it.
pub(super) async fn userinfo(house: &House, given: &str) -> Result<Value, Wrong> {
    issuer(house)?;
    if given.len() != token::SIGNS {
        return Err(Wrong::Token);
    }
    let mut view = house.db.view().await?;
    let found = store::find(&mut view, house.vault.index(&store::TOKEN, given)).await?;
    let found = found.filter(|one| one.kind == Kind::Access && !one.is_used && one.ends_at > view.now());
    let mut access = found.ok_or(Wrong::Token)?.access;
    let standing = stands(&mut view, &mut access).await?.ok_or(Wrong::Token)?;
    let application = applications::find(&mut view, standing.application).await?.ok_or(Wrong::Token)?;
    drop(view);
    let (person, scopes) = (standing.person, access.scopes.as_slice());
    let of = claims::Of { application: &application, person, role: &standing.role, scopes };
    let (told, fields) = claims::of(house, &of).await?;
    claims::pass(house, person, &fields, told.to_string().len()).await?;
    let mut cx = house.db.begin().await?;
    applications::touch(&mut cx, access.grant).await?;
    cx.commit().await?;
    Ok(told)
}

/// An application gives a token back (RFC 7009): with a refresh token goes all that came of its code. What is none of its own
/// is answered alike.
pub(super) async fn give_back(
    house: &House,
    client: &Application,
    form: &HashMap<String, String>,
) -> Result<(), Wrong> {
    let given = form.get("token").ok_or(Wrong::Request)?;
    let hash = house.vault.index(&store::TOKEN, given);
    let mut cx = house.db.begin().await?;
    let Some(found) = store::find_now(&mut cx, hash).await? else { return Ok(()) };
    if store::application_of(&mut cx, found.access.grant).await? != Some(client.id) {
        return Ok(());
    }
    match found.kind {
        Kind::Access => store::end(&mut cx, hash).await?,
        Kind::Refresh => {
            store::hold(&mut cx, Presented::Refresh(hash)).await?;
            store::end_family(&mut cx, found.access.family).await?;
        }
    }
    Ok(cx.commit().await?)
}
