//! What devices are answered: many statuses at once (RFC 4918, 13), or a condition that did not hold.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::xml::{Name, document, element, escaped};

/// What the house is, to a device that asks.
pub(super) const CLASSES: (HeaderName, HeaderValue) =
    (HeaderName::from_static("dav"), HeaderValue::from_static("1, 3, calendar-access"));

/// Bytes around each thing that is said.
const EACH: usize = 64;

/// Of one address what was asked for.
pub(super) struct Answer {
    pub href: String,
    /// Properties that are there, as elements.
    pub found: Vec<String>,
    /// Properties that are not, or not so, with the status of each.
    pub missing: Vec<(StatusCode, Name)>,
    /// The address itself is not, or not so.
    pub status: Option<StatusCode>,
}

impl Answer {
    /// An address of which nothing is told but that.
    pub(super) fn bare(href: String, status: StatusCode) -> Self {
        Self { href, found: Vec::new(), missing: Vec::new(), status: Some(status) }
    }

    /// Bytes of what it says, so far: as they stand in memory.
    pub(super) fn size(&self) -> usize {
        let names = self.missing.iter().map(|(_, name)| name.space.len() + name.local.len());
        let all = self.found.iter().map(String::len).chain(names).map(|bytes| bytes + EACH);
        all.fold(self.href.len() + EACH, usize::saturating_add)
    }

    fn written(&self) -> String {
        let mut out = format!("<D:response><D:href>{}</D:href>", escaped(&self.href));
        if let Some(status) = self.status {
            return out + &line(status) + "</D:response>";
        }
        let stat = |props: &str, status| {
            format!("<D:propstat><D:prop>{props}</D:prop>{}</D:propstat>", line(status))
        };
        if !self.found.is_empty() || self.missing.is_empty() {
            out.push_str(&stat(&self.found.concat(), StatusCode::OK));
        }
        let mut statuses: Vec<StatusCode> = self.missing.iter().map(|(status, _)| *status).collect();
        statuses.sort_unstable();
        statuses.dedup();
        for status in statuses {
            let names = self.missing.iter().filter(|(one, _)| *one == status);
            out.push_str(&stat(&names.map(|(_, name)| element(name, "")).collect::<String>(), status));
        }
        out + "</D:response>"
    }
}

fn line(status: StatusCode) -> String {
    let why = status.canonical_reason().unwrap_or_default();
    format!("<D:status>HTTP/1.1 {} {why}</D:status>", status.as_str())
}

fn xml(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/xml; charset=utf-8")], body).into_response()
}

/// Many answers, and what comes after them.
pub(super) fn many(answers: &[Answer], after: &str) -> Response {
    let all: String = answers.iter().map(Answer::written).collect();
    xml(StatusCode::MULTI_STATUS, document("D:multistatus", &(all + after)))
}

/// A condition that did not hold.
pub(super) fn condition(status: StatusCode, condition: &str) -> Response {
    xml(status, document("D:error", &format!("<{condition}/>")))
}
