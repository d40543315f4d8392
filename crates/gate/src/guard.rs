//! What stands around every request: request id, size and time limits, headers, counts, health.

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequestParts, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use ground::{Caller, Problem, metrics};
use std::net::SocketAddr;
use std::sync::Arc;
use yard::House;
use yard::access::the_house;
use yard::wire::Anyone;

use crate::api::Document;

/// Largest body of an ordinary request; uploads have routes of their own.
const BODY_MAX: usize = 256 * 1024;

/// Scripts from here alone; styles inline since the component kit writes them at run time.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; media-src 'self' blob: mediastream:; font-src 'self'; connect-src 'self' ws: wss:; \
    worker-src 'self' blob:; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// A browser that came by HTTPS once comes by nothing else for a year.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

#[derive(Clone)]
struct Guard {
    house: House,
    document: Arc<Document>,
}

/// Puts the guard around a router.
pub(crate) fn around(router: Router, house: &House, document: &Arc<Document>) -> Router {
    let guard = Guard { house: house.clone(), document: Arc::clone(document) };
    router
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(middleware::from_fn_with_state(guard.clone(), pass))
        .layer(middleware::from_fn(crate::words::translate))
        .layer(middleware::from_fn_with_state(guard, unseal))
        .layer(middleware::from_fn(crate::words::translate))
        .layer(middleware::from_fn_with_state(house.clone(), headers))
}

async fn pass(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let operation = path
        .as_ref()
        .and_then(|path| guard.document.operations.get(&format!("{} {path}", request.method())))
        .cloned();
    let sabotaged = operation.is_some() && guard.house.sabotaged == operation;
    if sabotaged {
        return Problem::new(StatusCode::NOT_IMPLEMENTED, "dev.sabotaged", "this operation is sabotaged")
            .into_response();
    }
    let request = match &operation {
        Some(operation) => match yard::realname::gate(&guard.house, operation, request).await {
            Ok(request) => request,
            Err(problem) => return problem.into_response(),
        },
        None => request,
    };
    let began = ground::monotonic();
    let (mut response, limits) = ground::limits::noting(next.run(request)).await;
    ground::limits::write(&limits, response.headers_mut());
    let status = response.status().as_u16();
    let name = operation.as_deref().unwrap_or("other");
    metrics::count(&format!("courtyard_requests_total{{operation=\"{name}\",status=\"{status}\"}}"));
    let spent = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    metrics::add(&format!("courtyard_request_microseconds_total{{operation=\"{name}\"}}"), spent);
    tracing::debug!(operation = name, status, spent_us = spent, "request");
    response
}

/// Opens envelopes where the operation takes them; elsewhere they are no JSON, and the operation says so.
async fn unseal(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let takes =
        path.is_some_and(|path| guard.document.sealed.contains(&format!("{} {path}", request.method())));
    if takes && yard::seal::is_sealed(request.headers()) {
        return yard::seal::pass(&guard.house, request, next).await;
    }
    next.run(request).await
}

async fn headers(State(house): State<House>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let set = [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(self), microphone=(self), display-capture=(self), geolocation=(self), bluetooth=(self), publickey-credentials-get=(self)",
        ),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    let kept = response.headers_mut();
    for (name, value) in set {
        kept.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if house.is_reached_by_https() {
        kept.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(HSTS);
    }
    if !kept.contains_key(header::CACHE_CONTROL) {
        kept.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// `/healthz`, `/readyz` and `/metrics`.
pub(crate) fn health(house: House) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(counts))
        .with_state(house)
}

async fn ready(State(house): State<House>) -> Response {
    if house.db.is_ready().await {
        let is_late = yard::backup::warning(&house).await.is_ok_and(|(_, _, is_late)| is_late);
        if is_late { "ready\nwarning: backup.late\n" } else { "ready\n" }.into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
    }
}

/// Counts are for whoever runs the machine: from this machine alone and not through a proxy, or by a service account of
/// the house that may.
async fn counts(State(house): State<House>, request: Request) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let local =
        peer.is_none_or(|peer| peer.is_loopback()) && !request.headers().contains_key("x-forwarded-for");
    if !local && !counts_for(&house, request).await {
        return Problem::not_found("path.unknown", "there is nothing at this address").into_response();
    }
    let listened = u64::try_from(house.db.bus().heard()).unwrap_or(0);
    let mut gauges = vec![("courtyard_bus_subjects", listened)];
    if let Ok((backup, rehearsal, is_late)) = yard::backup::warning(&house).await {
        gauges.extend(backup.map(|age| ("courtyard_backup_age_seconds", age)));
        gauges.extend(rehearsal.map(|age| ("courtyard_backup_rehearsal_age_seconds", age)));
        gauges.push(("courtyard_backup_late", u64::from(is_late)));
    }
    metrics::render(&gauges).into_response()
}

/// Whether the request comes from a program that may see the counts.
async fn counts_for(house: &House, request: Request) -> bool {
    let (mut parts, _) = request.into_parts();
    let Ok(Anyone(caller @ Caller::Service(_))) = Anyone::from_request_parts(&mut parts, house).await else {
        return false;
    };
    match house.db.view().await {
        Ok(view) => view.permit(caller, "house.metrics", &the_house()).is_ok(),
        Err(_) => false,
    }
}
