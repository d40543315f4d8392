//! What people do: look at what an application asks, and let it have that or not.

use ground::{Caller, Person, Timestamp};
use policy::Purpose;
use std::collections::HashMap;
use std::str::FromStr;

use super::claims::turned;
use super::request::{self, Asked, Back, Prompt, named};
use super::store::{self, Access, FamilyId, NewCode};
use super::{CODE_LIFE, Refusal};
use crate::access::account_of;
use crate::account::{Bound, store as accounts};
use crate::application::{Application, ApplicationId, Scope, store as applications};
use crate::consent;
use crate::{House, org, token};

/// What one lets applications have within an hour: each opening counts.
const OPENED: Bound = Bound { kind: "openid.open", span_s: 3_600, most: 300 };

/// What an application asks, for the person who is to answer.
pub(super) struct Question {
    pub application: Application,
    /// What its organisation is called.
    pub org: String,
    /// What it asks for.
    pub scopes: Vec<Scope>,
    /// What it has already.
    pub given: Vec<Scope>,
    /// Whether he is to be asked; otherwise it is answered by what he said before.
    pub asks: bool,
}

/// What becomes of a question.
pub(super) enum Found {
    /// It is asked.
    Asked(Box<Question>),
    /// Back to the application, to this address, with why not.
    Back(String),
}

struct Read {
    application: Application,
    asked: Asked,
    given: Option<applications::Grant>,
    asks: bool,
    signed_in_at: Timestamp,
}

/// Reads a question of an application of an organisation of the caller's.
async fn read(house: &House, who: Person, query: &str) -> Result<Result<Read, Back>, Refusal> {
    let mut view = house.db.view().await?;
    let query: HashMap<String, String> = named(query).ok_or(Refusal::Question)?;
    let id =
        query.get("client_id").and_then(|id| ApplicationId::from_str(id).ok()).ok_or(Refusal::Unknown)?;
    let application = applications::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    let member = org::membership(&mut view, &who, application.org).await?;
    if member.is_none() || !application.is_on || !house.egress.lets_applications_in() {
        return Err(Refusal::Unknown);
    }
    let redirect = request::redirect(&query, &application.redirects).ok_or(Refusal::Redirect)?.to_owned();
    let asked = match request::asked(&query, (&application, &redirect)) {
        Ok(asked) => asked,
        Err(back) => return Ok(Err(back)),
    };
    let given = applications::granted(&mut view, id, who.person).await?;
    let stands = consent::store::stands(&mut view, who.person, Purpose::OutsideApplication).await?;
    let was_asked = given.as_ref().and_then(|given| given.asked.as_ref());
    let is_known = was_asked.is_some_and(|before| asked.scopes.iter().all(|one| before.contains(one)));
    let asks = !stands || !is_known || asked.prompt == Prompt::Consent;
    let signed_in_at = store::signed_in_at(&mut view, who.person, who.device).await?;
    let signed_in_at = signed_in_at.ok_or(Refusal::Unknown)?;
    let back = |error| Back { redirect: redirect.clone(), state: asked.state.clone(), error };
    let is_old = asked.max_age_s.is_some_and(|most| view.now().since(signed_in_at).as_secs() > most);
    if asked.prompt == Prompt::Login || is_old {
        return Ok(Err(back("login_required")));
    }
    if asked.prompt == Prompt::Never && asks {
        return Ok(Err(back("consent_required")));
    }
    Ok(Ok(Read { application, asked, given, asks, signed_in_at }))
}

/// What an application asks.
pub(super) async fn look(house: &House, who: Person, query: &str) -> Result<Found, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "consent.change", &account_of(who.person))?;
    drop(view);
    let Read { application, asked, given, asks, .. } = match read(house, who, query).await? {
        Ok(read) => read,
        Err(back) => return Ok(Found::Back(turned(house, &back))),
    };
    let briefs = org::briefs(house, &Caller::from(who), who.person).await?;
    let org = briefs.into_iter().find(|one| one.id == application.org).ok_or(Refusal::Unknown)?.name;
    let given = given.map(|given| given.scopes).unwrap_or_default();
    Ok(Found::Asked(Box::new(Question { application, org, scopes: asked.scopes, given, asks })))
}

/// What somebody says to it.
pub(super) enum Reply<'a> {
    /// He lets it have this, under this version of the policy.
    Yes(&'a [Scope], &'a str),
    /// What he said before holds.
    AsBefore,
    /// He does not.
    No,
}

/// Answers an application; answers where its person is led.
pub(super) async fn answer(
    house: &House,
    who: Person,
    query: &str,
    reply: Reply<'_>,
) -> Result<String, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "consent.change", &account_of(who.person))?;
    drop(view);
    let read = match read(house, who, query).await? {
        Ok(read) => read,
        Err(back) => return Ok(turned(house, &back)),
    };
    let back = |error| Back { redirect: read.asked.redirect.clone(), state: read.asked.state.clone(), error };
    let scopes: Vec<Scope> = match (&reply, &read.given) {
        (Reply::No, _) => return Ok(turned(house, &back("access_denied"))),
        (Reply::AsBefore, Some(given)) if !read.asks => given.scopes.clone(),
        (Reply::AsBefore, _) => return Ok(turned(house, &back("consent_required"))),
        (Reply::Yes(scopes, version), _) => {
            consent::switch_on(house, who, Purpose::OutsideApplication, version).await?;
            scopes.to_vec()
        }
    };
    let is_yes = matches!(reply, Reply::Yes(..));
    give(house, who, read, (scopes, is_yes)).await
}

/// Gives a code for what somebody let the application have of what it asks for now.
async fn give(
    house: &House,
    who: Person,
    read: Read,
    (scopes, is_new): (Vec<Scope>, bool),
) -> Result<String, Refusal> {
    let Read { application, asked, given, signed_in_at, .. } = read;
    let granted: Vec<Scope> = asked.scopes.iter().copied().filter(|one| scopes.contains(one)).collect();
    let (code, hash) = token::fresh(house, &store::CODE)?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "consent.change", &account_of(who.person))?;
    let count = accounts::count(&mut cx, OPENED, who.person.bytes()).await?;
    if count > i64::from(OPENED.most) {
        cx.commit().await?;
        return Err(Refusal::Often { after_s: u64::from(OPENED.span_s) });
    }
    // Whoever switches it off at this moment waits, or was first.
    let now = applications::find_now(&mut cx, application.org, application.id).await?;
    let now = now.filter(|now| now.is_on).ok_or(Refusal::Unknown)?;
    let is_same = now.runner == application.runner && now.policy == application.policy;
    if !is_same || asked.scopes.iter().any(|one| !now.scopes.contains(one)) {
        return Err(Refusal::Unknown);
    }
    let key = (application.id, who.person);
    let grant = match given {
        Some(given) if !is_new => given.id,
        _ => applications::give(&mut cx, key, (&granted, &asked.scopes)).await?,
    };
    let family = FamilyId::fresh(cx.clock());
    let device = who.device;
    let access = Access { grant, family, device, scopes: granted, signed_in_at };
    let (redirect, challenge, nonce) = (&asked.redirect, &asked.challenge, asked.nonce.as_deref());
    let ends_at = cx.now().plus(CODE_LIFE);
    store::add_code(&mut cx, NewCode { hash, access, redirect, challenge, nonce, ends_at }).await?;
    applications::touch(&mut cx, grant).await?;
    cx.commit().await?;
    let issuer = house.link("");
    let more =
        [("code", Some(code.as_str())), ("state", asked.state.as_deref()), ("iss", Some(issuer.as_str()))];
    Ok(request::with(&asked.redirect, &more))
}
