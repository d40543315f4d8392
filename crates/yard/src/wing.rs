//! The doors of wings: behind a doorplate without a wing, its paths lead nowhere.

use axum::Extension;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ground::Problem;
use std::sync::Arc;

use crate::House;

/// Which wings the doorplate opens. The gate lays it over all routes as an `axum::Extension`; clones share it.
#[derive(Clone)]
pub struct Wings(Arc<[String]>);

impl Wings {
    /// As the policy of the house says.
    pub fn of(house: &House) -> Self {
        Self(house.policy.wings().into())
    }
}

/// Lets a request in where this wing is open; a wing lays it over its routes.
pub async fn door(
    wing: &'static str,
    Extension(Wings(open)): Extension<Wings>,
    request: Request,
    next: Next,
) -> Response {
    if open.iter().any(|one| one == wing) {
        return next.run(request).await;
    }
    Problem::not_found("path.unknown", "there is nothing at this address").into_response()
}
