//! After its last day the house says who it was and what its policy said, and takes nothing in.

use axum::extract::{OriginalUri, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ground::Problem;
use std::sync::atomic::Ordering;

use crate::House;

/// The layer; the gate puts it around `/api/v1` and the media interface.
pub async fn guard(State(house): State<House>, request: Request, next: Next) -> Response {
    let ends_at = house.moments().ends_at_us.load(Ordering::Relaxed);
    let original = request.extensions().get::<OriginalUri>();
    let path = original.map_or_else(|| request.uri().path(), |OriginalUri(uri)| uri.path());
    if ends_at == 0 || house.clock.now().micros() < ends_at || is_open(path) {
        return next.run(request).await;
    }
    Problem::new(StatusCode::GONE, "shutdown.closed", "this service has ended").into_response()
}

fn is_open(path: &str) -> bool {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    ["/house", "/policy"]
        .iter()
        .any(|open| path.strip_prefix(open).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}
