//! The routes of LiveKit's signalling: WebSockets, and the plain requests by which clients learn why not.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Router, extract::DefaultBodyLimit};
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::order::Order;
use super::{Inner, twirp};
use crate::signal::{self, JoinParams, MESSAGE_BYTES_MAX, Mode};
use crate::token::{Bearer, TokenRefusal};

/// Messages that may wait for a slow client.
const OUT_MAX: usize = 1024;

/// A client that says nothing for this long is gone; it pings every few seconds.
const SILENT: Duration = Duration::from_secs(30);

/// The longest body of an API request, in bytes.
const BODY_BYTES_MAX: usize = 512 * 1024;

pub(crate) fn router(inner: Arc<Inner>) -> Router {
    Router::new()
        .route("/rtc", get(dual))
        .route("/rtc/v1", get(single))
        .route("/rtc/validate", get(validate))
        .route("/rtc/v1/validate", get(validate))
        .route("/twirp/livekit.RoomService/{method}", post(twirp::serve))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(inner)
}

type Params = Query<HashMap<String, String>>;

async fn dual(
    State(inner): State<Arc<Inner>>,
    query: Params,
    headers: HeaderMap,
    up: WebSocketUpgrade,
) -> Response {
    connect(inner, &query, &headers, up, Mode::Dual)
}

async fn single(
    State(inner): State<Arc<Inner>>,
    query: Params,
    headers: HeaderMap,
    up: WebSocketUpgrade,
) -> Response {
    connect(inner, &query, &headers, up, Mode::Single)
}

async fn validate(State(inner): State<Arc<Inner>>, query: Params, headers: HeaderMap) -> Response {
    let (status, text) = match bearer(&inner, &query, &headers) {
        Ok(_) => (StatusCode::OK, "success".to_owned()),
        Err(refusal) => (StatusCode::UNAUTHORIZED, refusal.to_string()),
    };
    (status, [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")], text).into_response()
}

/// Who comes: by a query parameter, as browsers must, or by a header.
fn bearer(
    inner: &Inner,
    query: &HashMap<String, String>,
    headers: &HeaderMap,
) -> Result<Bearer, TokenRefusal> {
    let header = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    let token = query
        .get("access_token")
        .map(String::as_str)
        .or_else(|| header.and_then(|h| h.strip_prefix("Bearer ")))
        .ok_or(TokenRefusal::Malformed)?;
    let bearer = inner.keys.verify(token, inner.unix_s())?;
    if bearer.may_join() { Ok(bearer) } else { Err(TokenRefusal::NotGranted) }
}

fn connect(
    inner: Arc<Inner>,
    query: &HashMap<String, String>,
    headers: &HeaderMap,
    upgrade: WebSocketUpgrade,
    mode: Mode,
) -> Response {
    let bearer = match bearer(&inner, query, headers) {
        Ok(bearer) => bearer,
        Err(refusal) => return (StatusCode::UNAUTHORIZED, refusal.to_string()).into_response(),
    };
    let join = match JoinParams::from_query(bearer, mode, query) {
        Ok(join) => join,
        Err(refusal) => return (StatusCode::BAD_REQUEST, refusal.to_string()).into_response(),
    };
    upgrade
        .max_message_size(MESSAGE_BYTES_MAX)
        .max_frame_size(MESSAGE_BYTES_MAX)
        .on_upgrade(move |socket| serve(inner, socket, join))
}

async fn serve(inner: Arc<Inner>, socket: WebSocket, join: JoinParams) {
    let room = join.bearer.claims.video.room.clone();
    let Some(door) = inner.door_of(&room).cloned() else { return };
    let conn = inner.fresh_conn();
    let (out, mut frames) = mpsc::channel::<Bytes>(OUT_MAX);
    if door.order(Order::Join { conn, join: Box::new(join), out }).await.is_err() {
        return;
    }
    let (mut write, mut read) = socket.split();
    let reading = async {
        while let Ok(Some(Ok(message))) = timeout(SILENT, read.next()).await {
            let request = match message {
                Message::Binary(bytes) => signal::decode(&bytes),
                Message::Text(text) => signal::decode_json(&text),
                Message::Close(_) => break,
                Message::Ping(_) | Message::Pong(_) => continue,
            };
            // What cannot be read is not answered: a newer client may ask what is not known here.
            let Some(request) = request else { continue };
            if door.order(Order::Request { conn, request: Box::new(request) }).await.is_err() {
                break;
            }
        }
    };
    let writing = async {
        while let Some(frame) = frames.recv().await {
            if timeout(SILENT, write.send(Message::Binary(frame))).await.is_err() {
                break;
            }
        }
        // The peer may be gone already.
        if write.close().await.is_err() {
            tracing::trace!("a WebSocket was closed from the other side");
        }
    };
    tokio::select! {
        () = reading => {}
        () = writing => {}
    }
    if door.order(Order::Gone { conn }).await.is_err() {
        tracing::trace!("the worker had stopped");
    }
}
