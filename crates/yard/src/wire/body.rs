//! JSON bodies, path and query parameters; what cannot be read is a stable code, not plain text.

use aide::openapi::{MediaType, Operation, RequestBody};
use aide::operation::OperationInput;
use axum::body::Bytes;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use ground::Problem;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A JSON body, in and out.
pub struct Json<T>(pub T);

/// Path parameters as a named struct.
pub struct Path<T>(pub T);

/// Query parameters as a named struct.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(refuse_body(&rejection)),
        }
    }
}

fn refuse_body(rejection: &JsonRejection) -> Problem {
    match rejection {
        JsonRejection::MissingJsonContentType(_) => {
            Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "body.not_json", "send application/json")
        }
        JsonRejection::JsonDataError(error) => Problem::invalid("body.invalid", plain(&error.body_text())),
        JsonRejection::JsonSyntaxError(_) => Problem::malformed("body.malformed", "the body is not JSON"),
        other if other.status() == StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => broken(),
    }
}

/// More came than may.
#[must_use]
pub fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body.too_large", "the body is too large")
}

fn broken() -> Problem {
    Problem::malformed("body.malformed", "the body could not be read")
}

/// The bytes of a body that is not JSON.
///
/// # Errors
/// What is said of more than may come, and that it could not be read.
pub async fn bytes<S: Send + Sync>(
    request: Request,
    state: &S,
    too_large: fn() -> Problem,
) -> Result<Bytes, Problem> {
    match Bytes::from_request(request, state).await {
        Ok(bytes) => Ok(bytes),
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(too_large()),
        Err(_) => Err(broken()),
    }
}

/// Writes into the contract of which media types such a body may be.
pub fn document_bytes(
    cx: &mut aide::generate::GenContext,
    operation: &mut Operation,
    kinds: impl IntoIterator<Item = &'static str>,
) {
    let content = kinds.into_iter().map(|kind| (kind.to_owned(), MediaType::default())).collect();
    let body = RequestBody { content, required: true, ..RequestBody::default() };
    aide::operation::set_body(cx, operation, body);
}

/// Declares an extractor of bytes on their way in, whatever they are: `upload!(Upload, Refusal::TooLarge, KINDS)` refuses what is too large
/// so, and the contract names these kinds. What they really are is asked of themselves.
#[macro_export]
macro_rules! upload {
    ($name:ident, $too_large:expr, $kinds:expr) => {
        /// Bytes on their way in; what they are is asked of themselves.
        struct $name(axum::body::Bytes);

        impl axum::extract::FromRequest<$crate::House> for $name {
            type Rejection = ground::Problem;

            async fn from_request(
                request: axum::extract::Request,
                house: &$crate::House,
            ) -> Result<Self, ground::Problem> {
                Ok(Self($crate::wire::bytes(request, house, || $too_large.into()).await?))
            }
        }

        impl aide::OperationInput for $name {
            fn operation_input(
                cx: &mut aide::generate::GenContext,
                operation: &mut aide::openapi::Operation,
            ) {
                $crate::wire::document_bytes(cx, operation, $kinds);
            }
        }
    };
}

/// serde's sentence without the value it quotes: a value may be personal.
fn plain(text: &str) -> String {
    let place = text.split(": ").nth(1).filter(|place| place.len() <= 64 && !place.contains(['"', '`']));
    place.map_or_else(
        || "a field is missing, unknown or of another kind".to_owned(),
        |place| format!("the field `{place}` is missing or of another kind"),
    )
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read: Result<axum::extract::Path<T>, PathRejection> =
            axum::extract::Path::from_request_parts(parts, state).await;
        match read {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            // An id of another shape names nothing that exists.
            Err(_) => Err(Problem::not_found("path.unknown", "there is nothing at this address")),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read: Result<axum::extract::Query<T>, QueryRejection> =
            axum::extract::Query::from_request_parts(parts, state).await;
        match read {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(_) => {
                Err(Problem::malformed("query.invalid", "a query parameter is missing or of another kind"))
            }
        }
    }
}

impl<T: JsonSchema> OperationInput for Json<T> {
    fn operation_input(cx: &mut aide::generate::GenContext, operation: &mut aide::openapi::Operation) {
        <axum::Json<T> as OperationInput>::operation_input(cx, operation);
    }
}

impl<T: JsonSchema> aide::OperationOutput for Json<T> {
    type Inner = T;

    fn operation_response(
        cx: &mut aide::generate::GenContext,
        operation: &mut aide::openapi::Operation,
    ) -> Option<aide::openapi::Response> {
        <axum::Json<T> as aide::OperationOutput>::operation_response(cx, operation)
    }

    fn inferred_responses(
        cx: &mut aide::generate::GenContext,
        operation: &mut aide::openapi::Operation,
    ) -> Vec<(Option<u16>, aide::openapi::Response)> {
        <axum::Json<T> as aide::OperationOutput>::inferred_responses(cx, operation)
    }
}

impl<T: JsonSchema> OperationInput for Path<T> {
    fn operation_input(cx: &mut aide::generate::GenContext, operation: &mut aide::openapi::Operation) {
        <axum::extract::Path<T> as OperationInput>::operation_input(cx, operation);
    }
}

impl<T: JsonSchema> OperationInput for Query<T> {
    fn operation_input(cx: &mut aide::generate::GenContext, operation: &mut aide::openapi::Operation) {
        <axum::extract::Query<T> as OperationInput>::operation_input(cx, operation);
    }
}
