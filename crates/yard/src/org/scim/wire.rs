//! The wire of directories: where their addresses lead, and which methods answer there (RFC 7644, 3).

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use ground::Member;
use serde_json::{Map, Value, json};
use std::time::Duration;
use vault::Field;

use super::listing::{self, Asked, Seen};
use super::schema::{self, Kind};
use super::store::{self, Connection};
use super::wrong::{Kind as Why, MEDIA, Wrong};
use super::{ScimId, groups, patch, users};
use crate::House;
use crate::account::{Bound, store as accounts};
use crate::wire::Address;

/// Bytes of one body.
const BODY_MAX: usize = 1 << 20;
/// How often something is tried that met another change.
const TRIES: usize = 3;
/// Wrong tokens from one address.
const WRONG: Bound = Bound { kind: "scim.address.quarter", span_s: 900, most: 60 };
/// How stale "last used" may be before it is written again.
const TOUCH: Duration = Duration::from_secs(300);

/// Where the directory of a connection begins.
pub(super) fn path(id: ScimId) -> String {
    format!("/scim/v2/{id}")
}

/// What stands beside the house's own interface.
pub fn outside(house: House) -> Router {
    Router::new()
        .route("/scim/v2/{*rest}", any(handle))
        .layer(axum::middleware::from_fn_with_state(house.clone(), crate::shutdown::guard))
        .with_state(house)
}

/// A connection that is known, and who answers for it.
pub(super) struct Connected<'a> {
    pub house: &'a House,
    pub row: Connection,
    pub who: Member,
    /// The address at which it begins.
    pub at: String,
}

impl Connected<'_> {
    /// By what something of this connection is found: by a name whatever the case of its letters, by the directory's number as it is.
    pub(super) fn index(
        &self,
        (name, number): (&Field<String>, &Field<String>),
        by_name: bool,
        text: &str,
    ) -> [u8; 16] {
        let (field, said) = if by_name { (name, text.to_lowercase()) } else { (number, text.to_owned()) };
        self.house.vault.index(field, &format!("{}\n{said}", self.row.id))
    }
}

async fn handle(State(house): State<House>, request: Request) -> Response {
    let mut response = match answered(&house, request).await {
        Ok(response) => response,
        Err(wrong) => wrong.into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Which connection asks, by the token that it sends.
async fn connected<'a>(house: &'a House, parts: &mut Parts, id: &str) -> Result<Connected<'a>, Wrong> {
    let Ok(Address(from)) = Address::from_request_parts(parts, house).await;
    let line = parts.headers.get(header::AUTHORIZATION).and_then(|line| line.to_str().ok());
    let (kind, token) = line.and_then(|line| line.split_once(' ')).ok_or_else(Wrong::token)?;
    let is_token = kind.eq_ignore_ascii_case("Bearer") && token.len() == crate::token::SIGNS;
    let mut view = house.db.glance().await?;
    let known = match id.parse::<ScimId>() {
        Ok(id) if is_token => store::known(&mut view, id, house.vault.index(&store::TOKEN, token)).await?,
        _ => None,
    };
    let Some(row) = known else {
        // Whoever has a right one is let in, whatever others at his address try. What is too much is counted no further.
        let key = house.vault.index(&accounts::ADDRESS, &from.to_string());
        let (count, left) = (accounts::counted(&mut view, WRONG, key).await?, WRONG.left_s(view.now()));
        drop(view);
        if count >= i64::from(WRONG.most) {
            return Err(Wrong::Often(left));
        }
        let mut cx = house.db.begin().await?;
        accounts::count(&mut cx, WRONG, key).await?;
        cx.commit().await?;
        return Err(Wrong::token());
    };
    let (who, now) = (listing::answers(&mut view, &row).await?, view.now());
    drop(view);
    if row.used_at.is_none_or(|at| now.since(at) > TOUCH) {
        let mut cx = house.db.begin().await?;
        store::touch(&mut cx, row.id).await?;
        cx.commit().await?;
    }
    let at = house.link(&path(row.id));
    Ok(Connected { house, row, who, at })
}

async fn answered(house: &House, request: Request) -> Result<Response, Wrong> {
    let (mut parts, body) = request.into_parts();
    let whole = parts.uri.path().to_owned();
    let rest = whole.strip_prefix("/scim/v2/").unwrap_or_default();
    let (id, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let cx = match connected(house, &mut parts, id).await {
        Ok(cx) => cx,
        Err(wrong) => {
            // Whoever is refused before his body was read would find his line closed when he comes with a token.
            to_bytes(body, BODY_MAX).await.ok();
            return Err(wrong);
        }
    };
    let bytes = to_bytes(body, BODY_MAX).await.map_err(|_| Wrong::large())?;
    let steps: Vec<&str> = rest.split('/').filter(|step| !step.is_empty()).collect();
    let query = queried(parts.uri.query().unwrap_or_default());
    let ask = Ask { cx: &cx, headers: &parts.headers, query: &query, bytes: &bytes };
    match (parts.method.clone(), steps.as_slice()) {
        (method, ["ServiceProviderConfig" | "ResourceTypes" | "Schemas", ..]) => ask.about(&method, &steps),
        (_, ["Bulk" | "Me", ..]) => Err(Wrong::no(StatusCode::NOT_IMPLEMENTED, "this is not offered")),
        (Method::GET, []) => ask.list(&Kind::BOTH, &query).await,
        (Method::POST, [".search"]) => ask.list(&Kind::BOTH, &ask.body()?).await,
        (method, [name, rest @ ..]) => {
            let kind = Kind::BOTH.into_iter().find(|kind| kind.path() == *name).ok_or_else(Wrong::unknown)?;
            ask.settled(kind, (&method, rest)).await
        }
        _ => Err(Wrong::no(StatusCode::METHOD_NOT_ALLOWED, "this is not done here")),
    }
}

/// The words of an address.
fn queried(query: &str) -> Value {
    let pairs = url::form_urlencoded::parse(query.as_bytes()).take(20);
    Value::Object(pairs.map(|(name, value)| (name.into_owned(), json!(value))).collect::<Map<_, _>>())
}

struct Ask<'a> {
    cx: &'a Connected<'a>,
    headers: &'a HeaderMap,
    query: &'a Value,
    bytes: &'a [u8],
}

impl Ask<'_> {
    fn body(&self) -> Result<Value, Wrong> {
        let no = |_| Wrong::bad(Why::InvalidSyntax, "the body is no JSON");
        let body: Value = serde_json::from_slice(self.bytes).map_err(no)?;
        if body.is_object() { Ok(body) } else { Err(Wrong::bad(Why::InvalidSyntax, "the body is an object")) }
    }

    /// Does it. What follows when somebody accepts changes what is kept of him, too: whoever named no version is not told of that.
    async fn settled(&self, kind: Kind, what: (&Method, &[&str])) -> Result<Response, Wrong> {
        if self.tags(header::IF_MATCH).is_none() {
            for _ in 1..TRIES {
                match self.done(kind, what).await {
                    Err(wrong) if wrong.is_stale() => {}
                    done => return done,
                }
            }
        }
        self.done(kind, what).await
    }

    async fn done(&self, kind: Kind, (method, rest): (&Method, &[&str])) -> Result<Response, Wrong> {
        match (method.clone(), rest) {
            (Method::GET, []) => self.list(&[kind], self.query).await,
            (Method::POST, [".search"]) => self.list(&[kind], &self.body()?).await,
            (Method::POST, []) => self.made(kind).await,
            (Method::GET, [id]) => self.seen(kind, id).await,
            (Method::PUT, [id]) => self.put(kind, id).await,
            (Method::PATCH, [id]) => self.patched(kind, id).await,
            (Method::DELETE, [id]) => self.removed(kind, id).await,
            (_, [_] | []) => Err(Wrong::no(StatusCode::METHOD_NOT_ALLOWED, "this is not done here")),
            _ => Err(Wrong::unknown()),
        }
    }

    /// What is offered (RFC 7644, 4): no filter is asked of it.
    fn about(&self, method: &Method, steps: &[&str]) -> Result<Response, Wrong> {
        if *method != Method::GET {
            return Err(Wrong::no(StatusCode::METHOD_NOT_ALLOWED, "this is not changed"));
        }
        if self.query.get("filter").is_some() {
            return Err(Wrong::no(StatusCode::FORBIDDEN, "no filter is asked of this"));
        }
        let all = match steps {
            ["ServiceProviderConfig"] => {
                return Ok(json_of(StatusCode::OK, &schema::offered(&self.cx.at, listing::ANSWER_MAX), None));
            }
            ["ResourceTypes", ..] => schema::types(&self.cx.at),
            ["Schemas", ..] => schema::schemas(&self.cx.at),
            _ => return Err(Wrong::unknown()),
        };
        let told = match steps {
            [_] => {
                let count = all.len();
                listing::answered(all, (count, 1))
            }
            [_, id] => all.into_iter().find(|one| one["id"] == *id).ok_or_else(Wrong::unknown)?,
            _ => return Err(Wrong::unknown()),
        };
        Ok(json_of(StatusCode::OK, &told, None))
    }

    async fn list(&self, kinds: &[Kind], asked: &Value) -> Result<Response, Wrong> {
        let list = listing::list(self.cx, kinds, &Asked::read(asked)?).await?;
        Ok(json_of(StatusCode::OK, &list, None))
    }

    /// One resource, as it is after what was done.
    async fn told(&self, status: StatusCode, seen: Seen) -> Result<Response, Wrong> {
        let asked = Asked::read(self.query)?;
        let tag = seen.tag();
        let told = listing::told(self.cx, vec![seen]).await?.pop().ok_or_else(Wrong::unknown)?;
        let location = told["meta"]["location"].as_str().and_then(|at| HeaderValue::from_str(at).ok());
        let mut response = json_of(status, &asked.wanted.of(told), HeaderValue::from_str(&tag).ok());
        if let Some(location) = location {
            response.headers_mut().insert(header::LOCATION, location);
        }
        Ok(response)
    }

    fn tags(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// That whoever changes it has seen it as it is (RFC 7644, 3.14).
    fn is_seen(&self, seen: &Seen) -> Result<(), Wrong> {
        let Some(tags) = self.tags(header::IF_MATCH) else { return Ok(()) };
        if fits(tags, &seen.tag()) { Ok(()) } else { Err(Wrong::stale()) }
    }

    async fn seen(&self, kind: Kind, id: &str) -> Result<Response, Wrong> {
        let seen = listing::one(self.cx, kind, id).await?;
        if self.tags(header::IF_NONE_MATCH).is_some_and(|tags| fits(tags, &seen.tag())) {
            return Ok(StatusCode::NOT_MODIFIED.into_response());
        }
        self.told(StatusCode::OK, seen).await
    }

    async fn made(&self, kind: Kind) -> Result<Response, Wrong> {
        Asked::read(self.query)?;
        let resource = schema::resource(kind, &self.body()?)?;
        let id = match kind {
            Kind::User => users::save(self.cx, None, &resource).await?.to_string(),
            Kind::Group => groups::save(self.cx, None, &resource).await?.to_string(),
        };
        self.told(StatusCode::CREATED, listing::one(self.cx, kind, &id).await?).await
    }

    async fn saved(&self, kind: Kind, seen: Seen, resource: &Map<String, Value>) -> Result<Response, Wrong> {
        let id = match seen {
            Seen::User(row, before) => {
                let before = users::Before { row, resource: before };
                users::save(self.cx, Some(before), resource).await?.to_string()
            }
            Seen::Group(row, ..) => groups::save(self.cx, Some(&row), resource).await?.to_string(),
        };
        self.told(StatusCode::OK, listing::one(self.cx, kind, &id).await?).await
    }

    async fn put(&self, kind: Kind, id: &str) -> Result<Response, Wrong> {
        Asked::read(self.query)?;
        let resource = schema::resource(kind, &self.body()?)?;
        let seen = listing::one(self.cx, kind, id).await?;
        self.is_seen(&seen)?;
        self.saved(kind, seen, &resource).await
    }

    async fn patched(&self, kind: Kind, id: &str) -> Result<Response, Wrong> {
        Asked::read(self.query)?;
        let asked = self.body()?;
        let seen = listing::one(self.cx, kind, id).await?;
        self.is_seen(&seen)?;
        let resource = patch::apply(kind, &seen.resource(self.cx), &asked)?;
        self.saved(kind, seen, &resource).await
    }

    async fn removed(&self, kind: Kind, id: &str) -> Result<Response, Wrong> {
        let seen = listing::one(self.cx, kind, id).await?;
        self.is_seen(&seen)?;
        match &seen {
            Seen::User(row, _) => users::remove(self.cx, row).await?,
            Seen::Group(row, ..) => groups::remove(self.cx, row).await?,
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    }
}

/// Whether a tag is among those that were sent; compared weakly (RFC 9110, 8.8.3.2).
fn fits(tags: &str, tag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    tags.split(',').any(|one| one.trim() == "*" || bare(one) == bare(tag))
}

fn json_of(status: StatusCode, told: &Value, tag: Option<HeaderValue>) -> Response {
    let mut response = (status, [(header::CONTENT_TYPE, MEDIA)], told.to_string()).into_response();
    if let Some(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
