//! How something is refused: to a person at a page, and to an application as the protocol says it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ground::{Fault, Problem};

/// How it is refused to a person: he stays here, for there is no address to lead him to.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such application, or it is off, or of no organisation of his.
    #[error("there is no such application in an organisation of yours, or it is off")]
    Unknown,
    /// The address is none of those that are registered.
    #[error("the application names an address that is not registered for it; nobody is led there")]
    Redirect,
    /// The question is none.
    #[error("this question of an application cannot be read")]
    Question,
    /// The policy was changed meanwhile.
    #[error(transparent)]
    Consent(#[from] crate::consent::Refusal),
    /// Too often.
    #[error("that was often; try again later")]
    Often {
        /// Seconds after which to try again.
        after_s: u64,
    },
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("app.unknown", refusal),
            Refusal::Redirect => Self::field("openid.redirect", "query", refusal),
            Refusal::Question => Self::field("openid.question", "query", refusal),
            Refusal::Consent(refusal) => refusal.into(),
            Refusal::Often { after_s } => Self::too_many("openid.often", refusal, after_s),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}

/// How it is refused to an application (RFC 6749, 5.2; RFC 6750, 3.1). What it is told helps nobody who guesses.
#[derive(Debug)]
pub(super) enum Wrong {
    /// What it sent cannot be read.
    Request,
    /// It is not who it says.
    Client,
    /// The code or the token is good no longer, or was never its own.
    Grant,
    /// It trades nothing else than codes and refresh tokens.
    GrantType,
    /// The token for access is good no longer.
    Token,
    /// Too often.
    Often,
    /// This house has no public address, or lets no applications in.
    Absent,
    /// Ours.
    Fault(Fault),
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        let (status, code) = match &self {
            Self::Request => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::Client => (StatusCode::UNAUTHORIZED, "invalid_client"),
            Self::Grant => (StatusCode::BAD_REQUEST, "invalid_grant"),
            Self::GrantType => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
            Self::Token => (StatusCode::UNAUTHORIZED, "invalid_token"),
            Self::Often => (StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable"),
            Self::Absent => (StatusCode::NOT_FOUND, "not_found"),
            Self::Fault(fault) => {
                tracing::error!(%fault, "an application could not be answered");
                (StatusCode::INTERNAL_SERVER_ERROR, "server_error")
            }
        };
        let body = axum::Json(serde_json::json!({ "error": code }));
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::Client => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"openid\""));
            }
            Self::Token => {
                let said = HeaderValue::from_static("Bearer error=\"invalid_token\"");
                headers.insert(header::WWW_AUTHENTICATE, said);
            }
            Self::Often => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
            }
            _ => {}
        }
        response
    }
}
