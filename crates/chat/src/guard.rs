//! The door of the wing: behind a doorplate without it, its paths lead nowhere.

use axum::Extension;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ground::Problem;

use crate::log::Chat;

/// Lets a request in where the wing is open.
pub(crate) async fn open(Extension(chat): Extension<Chat>, request: Request, next: Next) -> Response {
    if chat.is_open() {
        return next.run(request).await;
    }
    Problem::not_found("path.unknown", "there is nothing at this address").into_response()
}
