//! The door of the wing: behind a doorplate without it, its paths lead nowhere.

use axum::Extension;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ground::Problem;
use yard::House;

/// Whether the doorplate has the wing.
#[derive(Clone, Copy)]
pub struct Wing {
    is_open: bool,
}

impl Wing {
    /// As the policy of the house says.
    pub fn of(house: &House) -> Self {
        Self { is_open: house.policy.wings().iter().any(|wing| wing == "community") }
    }
}

/// Lets a request in where the wing is open.
pub(crate) async fn open(Extension(wing): Extension<Wing>, request: Request, next: Next) -> Response {
    if wing.is_open {
        return next.run(request).await;
    }
    Problem::not_found("path.unknown", "there is nothing at this address").into_response()
}
