//! A house that is not set up says who it is, what its policy says and how to seal what is sent to it, and nothing else.

use axum::extract::{OriginalUri, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ground::Problem;

use crate::House;

/// The layer; the gate puts it around `/api/v1`:
/// `.layer(axum::middleware::from_fn_with_state(house, yard::setup::guard))`.
pub async fn guard(State(house): State<House>, request: Request, next: Next) -> Response {
    let original = request.extensions().get::<OriginalUri>();
    let path = original.map_or_else(|| request.uri().path(), |OriginalUri(uri)| uri.path());
    if house.particulars().set_up || is_open(path) {
        return next.run(request).await;
    }
    let sentence = "this house is not set up yet; its keeper has the link";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "house.not_set_up", sentence).into_response()
}

/// What answers before the first day is over.
fn is_open(path: &str) -> bool {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    ["/house", "/policy", "/seal", "/setup"]
        .iter()
        .any(|open| path.strip_prefix(open).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_stranger_may_read_is_open() {
        for open in [
            "/api/v1/house",
            "/api/v1/policy",
            "/api/v1/policy/asked",
            "/api/v1/seal",
            "/api/v1/setup",
            "/setup/recover",
        ] {
            assert!(is_open(open), "{open}");
        }
        for shut in [
            "/api/v1/me",
            "/api/v1/household",
            "/api/v1/session/code",
            "/api/v1/",
            "/api/v1/policyx",
            "/api/v1/sealed",
        ] {
            assert!(!is_open(shut), "{shut}");
        }
    }
}
