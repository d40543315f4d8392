//! The wire: a layer around the API that reads `Idempotency-Key`.

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{FromRequestParts, OriginalUri, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::StreamExt;
use ground::{Because, Fault, Problem};
use tracing::Instrument;

use super::Refusal;
use super::answers::{self, Place};
use super::rules::{self, Answer};
use super::running::Taken;
use crate::House;
use crate::wire::{Address, Anyone};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The layer; the gate puts it around `/api/v1`:
/// `.layer(axum::middleware::from_fn_with_state(house, yard::idempotency::layer))`.
pub async fn layer(State(house): State<House>, request: Request, next: Next) -> Response {
    let keyed = request.method() == Method::POST && request.headers().contains_key(KEY);
    if !keyed || rules::hands_out_tokens(path(&request)) {
        return next.run(request).await;
    }
    around(house, request, next).await.unwrap_or_else(|refusal| Problem::from(refusal).into_response())
}

fn path(request: &Request) -> &str {
    let original = request.extensions().get::<OriginalUri>();
    original.map_or_else(|| request.uri().path(), |OriginalUri(uri)| uri.path())
}

async fn around(house: House, request: Request, next: Next) -> Result<Response, Refusal> {
    let path = path(&request).to_owned();
    let (mut parts, body) = request.into_parts();
    let header = parts.headers.get(KEY).cloned().ok_or(Refusal::KeyWrong)?;
    let key = rules::key(header.as_bytes())?;
    let body = read(&parts, body).await?;
    let Ok(Address(from)) = Address::from_request_parts(&mut parts, &house).await;
    let Ok(Anyone(caller)) = Anyone::from_request_parts(&mut parts, &house).await else {
        // Whoever cannot be told is refused by the handler in its own words; nothing is kept for him.
        return Ok(next.run(Request::from_parts(parts, Body::from(body))).await);
    };
    let query = parts.uri.query().unwrap_or_default();
    let asked = [parts.method.as_str().as_bytes(), path.as_bytes(), query.as_bytes(), &body];
    let place = answers::place(&house, &caller, from, key, &asked);
    // First the slot, then the look: what was answered between the two would else be done again.
    let taken = house.moments().running.take(place.slot, place.asked)?;
    if let Some(answer) = answers::first_answer(&house, &caller, place).await? {
        return Ok(again(answer));
    }
    let request = Request::from_parts(parts, Body::from(body));
    // The task is as long as its request; it goes on when the caller hangs up, so that his next try finds the answer.
    let doing =
        tokio::spawn(ground::limits::carried(run(house, place, taken, request, next)).in_current_span());
    Ok(doing.await.because("running a request with a key")?)
}

/// The whole body, if it is no longer than a request with a key may be.
async fn read(parts: &Parts, body: Body) -> Result<Bytes, Refusal> {
    let stated =
        parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if stated.is_some_and(|length: u64| length > rules::BODY_MAX as u64) {
        return Err(Refusal::TooLarge);
    }
    let mut read = Vec::new();
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Refusal::Cut)?;
        if read.len() + piece.len() > rules::BODY_MAX {
            return Err(Refusal::TooLarge);
        }
        read.extend_from_slice(&piece);
    }
    Ok(read.into())
}

/// Does the request and keeps the answer, if it is one to keep.
async fn run(house: House, place: Place, taken: Taken, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if !is_kept(&response) {
        return response;
    }
    let response = match keep(&house, place, response).await {
        Ok(response) => response,
        Err(fault) => Problem::from(fault).into_response(),
    };
    drop(taken);
    response
}

fn is_kept(response: &Response) -> bool {
    let headers = response.headers();
    let secret = headers.contains_key(header::SET_COOKIE)
        || headers
            .get(header::CACHE_CONTROL)
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"no-store"));
    let short = response.body().size_hint().upper().is_some_and(|bytes| bytes <= rules::ANSWER_MAX);
    rules::is_final(response.status().as_u16()) && !secret && short
}

async fn keep(house: &House, place: Place, response: Response) -> Result<Response, Fault> {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.because("reading our own answer")?;
    let kind =
        parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let answer = Answer { status: parts.status.as_u16(), kind: kind.to_owned(), body: body.to_vec() };
    // What was done is done: that its answer cannot be kept is our fault and not the caller's.
    if let Err(fault) = answers::keep(house, place, &answer).await {
        ground::metrics::count("courtyard_faults_total");
        tracing::error!(fault = %fault.chain(), "an answer could not be kept");
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn again(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, answer.body).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    if let Ok(kind) = HeaderValue::from_str(&answer.kind)
        && !answer.kind.is_empty()
    {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}
