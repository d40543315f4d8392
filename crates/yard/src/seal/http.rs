//! The wire: the published key, and what stands around an operation that takes envelopes.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use aide::transform::TransformOperation;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ground::{Because, Fault, Problem, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::envelope::{ENVELOPE, Envelope, Reply};
use super::{Refusal, rules};
use crate::House;
use crate::wire::Json;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/seal",
        get_with(key, |op| op.id("seal.key").summary("The key that sensitive requests are sealed to.")),
    )
}

/// Marks an operation as one that takes envelopes: `op.id("…").with(seal::mark)`.
pub fn mark(mut op: TransformOperation<'_>) -> TransformOperation<'_> {
    op.inner_mut().extensions.insert("x-sealed".to_owned(), true.into());
    op
}

/// The key that sensitive requests are sealed to.
#[derive(Serialize, JsonSchema)]
struct SealView {
    /// How: RFC 9180 in base mode with this KEM, KDF and AEAD.
    suite: &'static str,
    /// The id of the key, to be named in the envelope.
    key: String,
    /// The public half, in base64url.
    public: String,
    /// Until when it is published; an hour longer it still opens.
    until: Timestamp,
    /// The house's time, which an envelope carries.
    now: Timestamp,
}

async fn key(State(house): State<House>) -> Result<Json<SealView>, Problem> {
    let now = house.clock.now();
    let published = house.seals.published(now)?;
    Ok(Json(SealView {
        suite: "DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM",
        key: published.id,
        public: published.public,
        until: published.until,
        now,
    }))
}

/// Whether a request came in an envelope.
pub fn is_sealed(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.split(';').next().unwrap_or_default().trim() == ENVELOPE)
}

/// Opens the envelope, passes the request on in plain, and seals the answer.
pub async fn pass(house: &House, request: Request, next: Next) -> Response {
    let (request, reply) = match unsealed(house, request).await {
        Ok(opened) => opened,
        Err(refusal) => return Problem::from(refusal).into_response(),
    };
    let answer = next.run(request).await;
    match sealed(&reply, answer).await {
        Ok(answer) => answer,
        Err(fault) => Problem::from(fault).into_response(),
    }
}

async fn unsealed(house: &House, request: Request) -> Result<(Request, Reply), Refusal> {
    let (mut parts, body) = request.into_parts();
    let body = to_bytes(body, rules::BYTES_MAX).await.map_err(|_| Refusal::TooLarge)?;
    let envelope: Envelope = serde_json::from_slice(&body).map_err(|_| Refusal::Unreadable)?;
    let address = parts.uri.path_and_query().map_or("/", |address| address.as_str());
    let bound_to = rules::bound_to(parts.method.as_str(), address);
    let opened = house.seals.unseal(&envelope, &bound_to, house.clock.now())?;
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok((Request::from_parts(parts, Body::from(opened.body)), opened.reply))
}

async fn sealed(reply: &Reply, answer: Response) -> Result<Response, Fault> {
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("application/json") || kind.ends_with("problem+json")) {
        return Ok(answer);
    }
    let (mut parts, body) = answer.into_parts();
    let body = to_bytes(body, rules::ANSWER_MAX).await.because("reading our own answer")?;
    let body = reply.seal(parts.status.as_u16(), &body)?;
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(ENVELOPE));
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok(Response::from_parts(parts, Body::from(body)))
}
