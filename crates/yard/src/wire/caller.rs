//! Who asks: the session cookie of a browser or the bearer token of a program, looked up once a request.

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponseParts, ResponseParts};
use ground::{Caller, Guest, Member, OrgId, Person, Problem};
use policy::Lang;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use crate::House;
use crate::account::sessions;
use crate::org::Serves;
use crate::service;

/// The cookie that holds a browser's session.
pub const COOKIE: &str = "courtyard_session";
/// The header that a page of our own sends with every change; another site's page cannot.
pub const HEADER: &str = "x-courtyard";

/// The address a request came from; behind a trusted proxy, the one that the proxy names.
#[derive(Clone, Copy, Debug)]
pub struct Address(pub IpAddr);

impl FromRequestParts<House> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Infallible> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::from([127, 0, 0, 1]), |ConnectInfo(address)| address.ip().to_canonical());
        if !house.config.server.trusted_proxies.contains(&peer) {
            return Ok(Self(peer));
        }
        let named = parts.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
        let last = named.and_then(|list| list.rsplit(',').next()).and_then(|ip| ip.trim().parse().ok());
        Ok(Self(last.unwrap_or(peer)))
    }
}

impl aide::OperationInput for Address {}

/// The language of whoever asks, as his browser or the page says it; Chinese is the house's own.
#[derive(Clone, Copy, Debug)]
pub struct Reads(pub Lang);

impl Reads {
    /// What the headers say.
    pub fn of(headers: &HeaderMap) -> Self {
        let asked =
            headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("zh");
        let first = asked.split(',').next().unwrap_or_default().trim();
        let is_chinese = first.is_empty() || first.starts_with("zh") || first.starts_with('*');
        Self(if is_chinese { Lang::ZhCn } else { Lang::En })
    }
}

impl FromRequestParts<House> for Reads {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &House) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

impl aide::OperationInput for Reads {}

/// The value of the session cookie.
pub fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// What was found out about the request's sender; kept with the request so that it is asked once.
#[derive(Clone)]
struct Asked(Result<Caller, Problem>);

async fn ask(parts: &mut Parts, house: &House) -> Result<Caller, Problem> {
    if let Some(Asked(known)) = parts.extensions.get::<Asked>() {
        return known.clone();
    }
    let found = match look_up(parts, house).await {
        Ok(caller) => pass(parts, house, caller).await,
        refused => refused,
    };
    parts.extensions.insert(Asked(found.clone()));
    found
}

/// A minor passes where his standing lets him, and who runs the house after the second factor that is wanted there.
async fn pass(parts: &Parts, house: &House, caller: Caller) -> Result<Caller, Problem> {
    let (Caller::Person(who) | Caller::Keeper(who)) = &caller else { return Ok(caller) };
    let mut view = house.db.glance().await?;
    let standing = crate::minor::standing(&mut view, who.person).await?;
    if let Some(standing) = standing {
        let is_read = matches!(parts.method, Method::GET | Method::HEAD);
        crate::minor::gate(&standing, is_read, parts.uri.path())?;
    }
    drop(view);
    let is_read = matches!(parts.method, Method::GET | Method::HEAD);
    crate::factor::gate_keeper(house, who, is_read, parts.uri.path()).await?;
    Ok(caller)
}

async fn look_up(parts: &Parts, house: &House) -> Result<Caller, Problem> {
    if let Some(token) = bearer(&parts.headers) {
        let found = if token.starts_with(service::TOKEN_BEGINS) {
            service::by_token(house, token).await?
        } else {
            sessions::by_token(house, token).await?
        };
        return match found {
            Some(caller) => Ok(caller),
            None => Err(Problem::unauthenticated()),
        };
    }
    let Some(token) = cookie(&parts.headers) else { return Ok(Caller::Nobody) };
    let Some(caller) = sessions::by_token(house, token).await? else { return Ok(Caller::Nobody) };
    let changes = !matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && !parts.headers.contains_key(HEADER) {
        return Err(Problem::forbidden(
            "session.header_missing",
            "changes from a browser carry the header X-Courtyard",
        ));
    }
    Ok(caller)
}

/// Whoever asks, nobody included.
pub struct Anyone(pub Caller);

impl FromRequestParts<House> for Anyone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Problem> {
        ask(parts, house).await.map(Self)
    }
}

impl aide::OperationInput for Anyone {}

/// Somebody who is signed in, for himself. A session that stands on SMS alone after a long silence does not count: what
/// is not asked with [`SignedInAtAll`] waits for the second proof.
#[derive(Clone, Copy)]
pub struct SignedIn(pub Person);

impl FromRequestParts<House> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Problem> {
        match ask(parts, house).await? {
            Caller::Person(person) | Caller::Keeper(person) if person.limited => Err(second_proof()),
            Caller::Person(person) | Caller::Keeper(person) => Ok(Self(person)),
            Caller::Service(_) => Err(no_person()),
            _ => Err(Problem::unauthenticated()),
        }
    }
}

impl aide::OperationInput for SignedIn {}

/// The same, and also whoever has only the number: for what gives nothing of the past, and for the way out of it.
#[derive(Clone, Copy)]
pub struct SignedInAtAll(pub Person);

impl FromRequestParts<House> for SignedInAtAll {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Problem> {
        match ask(parts, house).await? {
            Caller::Person(person) | Caller::Keeper(person) => Ok(Self(person)),
            Caller::Service(_) => Err(no_person()),
            _ => Err(Problem::unauthenticated()),
        }
    }
}

impl aide::OperationInput for SignedInAtAll {}

fn second_proof() -> Problem {
    Problem::forbidden(
        "session.second_proof_needed",
        "this number was silent for long: prove in a second way that it is you",
    )
}

/// A program came to where only people are.
fn no_person() -> Problem {
    Problem::forbidden("service.no_person", "this is for people who are signed in, not for programs")
}

/// A guest of a meeting, by the token that joining gave.
#[derive(Clone, Copy)]
pub struct AsGuest(pub Guest);

impl FromRequestParts<House> for AsGuest {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Problem> {
        match ask(parts, house).await? {
            Caller::Guest(guest) => Ok(Self(guest)),
            _ => Err(Problem::unauthenticated()),
        }
    }
}

impl aide::OperationInput for AsGuest {}

/// A member of the organisation that the path names as `{org}`.
#[derive(Clone, Copy)]
pub struct InOrg(pub Member);

impl FromRequestParts<House> for InOrg {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Problem> {
        let SignedIn(person) = SignedIn::from_request_parts(parts, house).await?;
        let org = named_org(parts, house).await?;
        if person.limited {
            return Err(Problem::second_proof());
        }
        let mut view = house.db.glance().await?;
        let member = crate::org::membership(&mut view, &person, org).await?.ok_or_else(no_such_org)?;
        if let Some(serves) = parts.extensions.get::<Serves>() {
            crate::org::served(&mut view, org, *serves).await?;
        }
        drop(view);
        crate::factor::gate_administrator(house, &person, &member, parts.uri.path()).await?;
        Ok(Self(member))
    }
}

impl aide::OperationInput for InOrg {}

fn no_such_org() -> Problem {
    Problem::not_found("org.unknown", "there is no such organisation, or it is not yours")
}

/// The organisation that the path names as `{org}`.
async fn named_org(parts: &mut Parts, house: &House) -> Result<OrgId, Problem> {
    let params = axum::extract::RawPathParams::from_request_parts(parts, house).await;
    let params = params.map_err(|_| no_such_org())?;
    let named = |(name, value): (&str, &str)| (name == "org").then(|| value.parse().ok()).flatten();
    params.iter().find_map(named).ok_or_else(no_such_org)
}

/// Somebody who acts within the organisation that the path names as `{org}`: a member of it, or a program that works
/// for it.
#[derive(Clone)]
pub struct WithinOrg {
    /// Who.
    pub caller: Caller,
    /// Within which organisation.
    pub org: OrgId,
}

impl FromRequestParts<House> for WithinOrg {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Problem> {
        let Caller::Service(program) = ask(parts, house).await? else {
            let InOrg(member) = InOrg::from_request_parts(parts, house).await?;
            return Ok(Self { caller: member.into(), org: member.org });
        };
        let org = named_org(parts, house).await?;
        if program.org != Some(org) {
            return Err(no_such_org());
        }
        if let Some(serves) = parts.extensions.get::<Serves>() {
            crate::org::served(&mut house.db.glance().await?, org, *serves).await?;
        }
        Ok(Self { caller: program.into(), org })
    }
}

impl aide::OperationInput for WithinOrg {}

/// Sets the cookie of a fresh session.
pub struct NewSession {
    /// The token.
    pub token: String,
    /// True where the house is reached by HTTPS.
    pub secure: bool,
}

/// The answer hands out a token: nobody on the way keeps it, and it is not kept for a repeated request either.
pub struct NoStore;

impl IntoResponseParts for NoStore {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        parts.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
        Ok(parts)
    }
}

/// Takes the cookie away.
pub struct ClearSession {
    /// True where the house is reached by HTTPS.
    pub secure: bool,
}

const YEAR_S: u32 = 31_536_000;

fn line(token: &str, life_s: u32, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={life_s}{secure}")
}

fn set_cookie(mut parts: ResponseParts, line: &str) -> ResponseParts {
    if let Ok(value) = line.parse() {
        parts.headers_mut().append(header::SET_COOKIE, value);
    }
    parts
}

impl IntoResponseParts for NewSession {
    type Error = Infallible;

    fn into_response_parts(self, parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        Ok(set_cookie(parts, &line(&self.token, YEAR_S, self.secure)))
    }
}

impl IntoResponseParts for ClearSession {
    type Error = Infallible;

    fn into_response_parts(self, parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        Ok(set_cookie(parts, &line("", 0, self.secure)))
    }
}
