//! What a caller is told when the answer is no: RFC 9457 problem details with a stable code.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

use crate::Fault;

/// A refusal (or our fault) on the wire: `application/problem+json`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Problem {
    /// `urn:courtyard:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short sentence; translated by `code` where the reader's language is known.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code that programs and catalogues use: `session.code_wrong`.
    pub code: String,
    /// What happened in this case; never personal data.
    pub detail: String,
    /// Arguments of the translated sentence: `{"field": "name"}`, `{"left": 3}`.
    pub args: BTreeMap<String, serde_json::Value>,
    /// Seconds after which to try again; also sent as `Retry-After`.
    #[serde(skip)]
    #[schemars(skip)]
    pub retry_after_s: Option<u64>,
}

impl Problem {
    /// A problem with this status, code and sentence.
    pub fn new(status: StatusCode, code: &str, detail: impl ToString) -> Self {
        Self {
            kind: format!("urn:courtyard:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: detail.to_string(),
            args: BTreeMap::new(),
            retry_after_s: None,
        }
    }

    /// 400: the request cannot be understood.
    pub fn malformed(code: &str, detail: impl ToString) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 401: nobody is signed in, or no longer.
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "session.needed", "sign in first")
    }

    /// 403: a long silent number was opened by SMS alone, and this wants more.
    pub fn second_proof() -> Self {
        let why = "this number was silent for long: prove in a second way that it is you";
        Self::forbidden("session.second_proof_needed", why)
    }

    /// 403: known, and not allowed.
    pub fn forbidden(code: &str, detail: impl ToString) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, detail)
    }

    /// 404: unknown, or not for you to know.
    pub fn not_found(code: &str, detail: impl ToString) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, detail)
    }

    /// 409: it is no longer so.
    pub fn conflict(code: &str, detail: impl ToString) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 422: understood, and a value is wrong.
    pub fn invalid(code: &str, detail: impl ToString) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// 422 naming the field that is wrong.
    pub fn field(code: &str, field: &str, detail: impl ToString) -> Self {
        Self::invalid(code, detail).with("field", field)
    }

    /// 429: slower, please.
    pub fn too_many(code: &str, detail: impl ToString, retry_after_s: u64) -> Self {
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, code, detail);
        problem.retry_after_s = Some(retry_after_s);
        problem.with("retry_after_s", retry_after_s)
    }

    /// With one more argument for the sentence.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<serde_json::Value>) -> Self {
        self.args.insert(key.to_owned(), value.into());
        self
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        crate::metrics::count("courtyard_faults_total");
        tracing::error!(fault = %fault.chain(), "fault");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "house.fault", "something went wrong on our side")
    }
}

impl From<crate::DbError> for Problem {
    fn from(error: crate::DbError) -> Self {
        Fault::from(error).into()
    }
}

impl From<crate::Denied> for Problem {
    fn from(_: crate::Denied) -> Self {
        Self::forbidden("access.denied", "this is not yours to do")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl aide::OperationOutput for Problem {
    type Inner = Self;

    fn operation_response(
        cx: &mut aide::generate::GenContext,
        _: &mut aide::openapi::Operation,
    ) -> Option<aide::openapi::Response> {
        let schema = cx.schema.subschema_for::<Self>();
        let media = aide::openapi::MediaType {
            schema: Some(aide::openapi::SchemaObject {
                json_schema: schema,
                external_docs: None,
                example: None,
            }),
            ..Default::default()
        };
        Some(aide::openapi::Response {
            description: "A refusal with a stable code.".into(),
            content: [("application/problem+json".to_owned(), media)].into_iter().collect(),
            ..Default::default()
        })
    }

    fn inferred_responses(
        cx: &mut aide::generate::GenContext,
        operation: &mut aide::openapi::Operation,
    ) -> Vec<(Option<u16>, aide::openapi::Response)> {
        Self::operation_response(cx, operation).map(|response| (None, response)).into_iter().collect()
    }
}
