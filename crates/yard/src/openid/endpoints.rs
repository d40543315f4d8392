//! The wire, for applications: discovery, keys, tokens, who somebody is. Paths and bodies are the protocol's, and stand beside the
//! house's own interface.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::collections::HashMap;

use super::claims::issuer;
use super::refusal::Wrong;
use super::request::named;
use super::{keys, trade};
use crate::House;
use crate::application::Scope;
use crate::wire::Address;

/// What stands beside the house's own interface.
pub fn outside(house: House) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/openid/keys", get(published))
        .route("/openid/token", post(token))
        .route("/openid/userinfo", get(userinfo).post(userinfo))
        .route("/openid/revoke", post(revoke))
        .layer(middleware::from_fn(any_origin))
        .layer(middleware::from_fn_with_state(house.clone(), crate::shutdown::guard))
        .with_state(house)
}

/// Pages of applications ask here by themselves: no cookie opens anything here, so that whatever page may ask.
async fn any_origin(request: axum::extract::Request, next: Next) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    let set = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    for (name, value) in set {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn discovery(State(house): State<House>) -> Result<Response, Wrong> {
    let issuer = issuer(&house)?;
    let at = |path: &str| format!("{issuer}{path}");
    let scopes: Vec<&str> =
        std::iter::once("openid").chain(Scope::ALL.iter().map(|scope| scope.word())).collect();
    let claims = [
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "name",
        "organisation",
        "email",
        "email_verified",
        "phone_number",
        "phone_number_verified",
    ];
    let about = json!({
        "issuer": issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/openid/token"),
        "userinfo_endpoint": at("/openid/userinfo"),
        "jwks_uri": at("/openid/keys"),
        "revocation_endpoint": at("/openid/revoke"),
        "end_session_endpoint": at("/farewell"),
        "scopes_supported": scopes,
        "claims_supported": claims,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "consent"],
        "authorization_response_iss_parameter_supported": true,
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    });
    Ok(public(about))
}

async fn published(State(house): State<House>) -> Result<Response, Wrong> {
    issuer(&house)?;
    Ok(public(keys::published(&house).await?))
}

/// What everybody may know, for five minutes.
fn public(about: Value) -> Response {
    let kept = [(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"))];
    (kept, axum::Json(about)).into_response()
}

/// The form of a request: of its media type, each value once.
fn form(headers: &HeaderMap, body: &Bytes) -> Result<HashMap<String, String>, Wrong> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().map(str::trim) != Some("application/x-www-form-urlencoded") {
        return Err(Wrong::Request);
    }
    let text = std::str::from_utf8(body).map_err(|_| Wrong::Request)?;
    named(text).ok_or(Wrong::Request)
}

fn authorization(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()
}

/// What is told to one alone.
fn secret(told: Value) -> Response {
    let never = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (never, axum::Json(told)).into_response()
}

async fn token(
    State(house): State<House>,
    Address(from): Address,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Wrong> {
    trade::counted(&house, from).await?;
    let form = form(&headers, &body)?;
    let client = trade::client(&house, authorization(&headers), &form).await?;
    Ok(secret(trade::tokens(&house, &client, &form).await?))
}

async fn userinfo(
    State(house): State<House>,
    Address(from): Address,
    headers: HeaderMap,
) -> Result<Response, Wrong> {
    trade::counted(&house, from).await?;
    let given = authorization(&headers).and_then(|header| header.strip_prefix("Bearer "));
    Ok(secret(trade::userinfo(&house, given.ok_or(Wrong::Token)?).await?))
}

async fn revoke(
    State(house): State<House>,
    Address(from): Address,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Wrong> {
    trade::counted(&house, from).await?;
    let form = form(&headers, &body)?;
    let client = trade::client(&house, authorization(&headers), &form).await?;
    trade::give_back(&house, &client, &form).await?;
    Ok(StatusCode::OK)
}
