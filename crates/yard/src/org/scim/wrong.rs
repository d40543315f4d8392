//! How a connection is refused, in the words of its protocol (RFC 7644, 3.12).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ground::Fault;
use serde_json::json;

/// The media type of all that is told here.
pub(super) const MEDIA: HeaderValue = HeaderValue::from_static("application/scim+json");

/// What kind of mistake it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    InvalidFilter,
    InvalidPath,
    InvalidSyntax,
    InvalidValue,
    Mutability,
    NoTarget,
    TooMany,
    Uniqueness,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::InvalidPath => "invalidPath",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidValue => "invalidValue",
            Self::Mutability => "mutability",
            Self::NoTarget => "noTarget",
            Self::TooMany => "tooMany",
            Self::Uniqueness => "uniqueness",
        }
    }
}

/// How something is refused.
#[derive(Debug)]
pub(super) enum Wrong {
    /// Told to the connection.
    Said(StatusCode, Option<Kind>, String),
    /// Too many wrong tokens came from there.
    Often(u64),
    /// Ours.
    Fault(Fault),
}

impl Wrong {
    /// A mistake in what was sent.
    pub(super) fn bad(kind: Kind, said: impl Into<String>) -> Self {
        Self::Said(StatusCode::BAD_REQUEST, Some(kind), said.into())
    }

    /// Nothing is there.
    pub(super) fn unknown() -> Self {
        Self::Said(StatusCode::NOT_FOUND, None, "there is no such resource".to_owned())
    }

    /// Too much at once.
    pub(super) fn large() -> Self {
        Self::Said(StatusCode::PAYLOAD_TOO_LARGE, None, "this is too much at once".to_owned())
    }

    /// Something else has this name.
    pub(super) fn taken(what: &str) -> Self {
        Self::Said(StatusCode::CONFLICT, Some(Kind::Uniqueness), format!("another one has this {what}"))
    }

    /// It is another one by now (RFC 7644, 3.14).
    pub(super) fn stale() -> Self {
        Self::Said(StatusCode::PRECONDITION_FAILED, None, "it was changed meanwhile".to_owned())
    }

    /// Whether somebody else changed it meanwhile.
    pub(super) fn is_stale(&self) -> bool {
        matches!(self, Self::Said(StatusCode::PRECONDITION_FAILED, ..))
    }

    /// That this is not done.
    pub(super) fn no(status: StatusCode, said: &str) -> Self {
        Self::Said(status, None, said.to_owned())
    }

    /// No token, or one that opens nothing.
    pub(super) fn token() -> Self {
        Self::no(StatusCode::UNAUTHORIZED, "the token is not of a connection that stands")
    }
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<ground::DbError> for Wrong {
    fn from(error: ground::DbError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<ground::Denied> for Wrong {
    fn from(_: ground::Denied) -> Self {
        Self::no(StatusCode::FORBIDDEN, "who answers for the connection is no administrator any longer")
    }
}

impl From<crate::org::Refusal> for Wrong {
    fn from(refusal: crate::org::Refusal) -> Self {
        match refusal {
            crate::org::Refusal::Fault(fault) => Self::Fault(fault),
            crate::org::Refusal::Denied(denied) => denied.into(),
            other => Self::no(StatusCode::CONFLICT, &other.to_string()),
        }
    }
}

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        let (status, kind, said, after) = match self {
            Self::Said(status, kind, said) => (status, kind, said, None),
            Self::Often(after) => {
                (StatusCode::TOO_MANY_REQUESTS, None, "too many wrong tokens".to_owned(), Some(after))
            }
            Self::Fault(fault) => {
                // Logged once with its causes, as any fault of ours; nothing of it is told.
                drop(ground::Problem::from(fault));
                (StatusCode::INTERNAL_SERVER_ERROR, None, "something went wrong on our side".to_owned(), None)
            }
        };
        let mut body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": status.as_u16().to_string(),
            "detail": said,
        });
        if let Some(kind) = kind {
            body["scimType"] = json!(kind.word());
        }
        let mut response = (status, [(header::CONTENT_TYPE, MEDIA)], body.to_string()).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let asks = HeaderValue::from_static("Bearer realm=\"SCIM\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, asks);
        }
        if let Some(after) = after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(after));
        }
        response
    }
}
