//! The wire of a file that is read. Nothing of it ever runs here: what a page may show by itself says what it is, all else
//! is a file to be kept, and both stand in a sandbox without an origin.

use aide::OperationOutput;
use aide::openapi::{MediaType, Operation, Response as Described};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ground::Problem;
use schemars::JsonSchema;
use serde::Deserialize;
use yard::House;
use yard::avatar::Kind;
use yard::wire::{Path, Query, SignedIn};

use super::http::FilePath;
use super::read::{self, Opened};
use super::rules;

pub(super) const KINDS: [Kind; 3] = [Kind::Png, Kind::Jpeg, Kind::Webp];

const SANDBOX: &str = "default-src 'none'; media-src 'self'; img-src 'self'; sandbox; frame-ancestors 'none'";

/// How a file is wanted.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Wanted {
    /// `true`: to be kept, whatever it is.
    download: Option<bool>,
}

/// Bytes of a file on their way out.
pub(crate) struct Handed(Response);

impl IntoResponse for Handed {
    fn into_response(self) -> Response {
        self.0
    }
}

impl OperationOutput for Handed {
    type Inner = Self;

    fn operation_response(_: &mut aide::generate::GenContext, _: &mut Operation) -> Option<Described> {
        let content = [("application/octet-stream".to_owned(), MediaType::default())].into_iter().collect();
        Some(Described { description: "The file.".into(), content, ..Default::default() })
    }

    fn inferred_responses(
        cx: &mut aide::generate::GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, Described)> {
        Self::operation_response(cx, operation).map(|response| (Some(200), response)).into_iter().collect()
    }
}

fn answer(status: StatusCode, body: Body, head: Vec<(HeaderName, String)>) -> Handed {
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        // What is taken back is not left behind in the browser.
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in head {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    Handed(response)
}

pub(super) async fn get(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<FilePath>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Handed, Problem> {
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let opened = read::open(&house, who, at.place(), range).await?;
    Ok(handed(opened, wanted.download == Some(true)))
}

/// A file, or a part of it; to be kept whatever it is, where that is wanted.
pub(crate) fn handed(opened: Opened, download: bool) -> Handed {
    let Opened { about, size, part, body } = opened;
    let shown = about.shown_as().filter(|_| !download);
    let (from, to) = part.unwrap_or((0, size));
    let mut head = vec![
        (header::CONTENT_TYPE, shown.unwrap_or("application/octet-stream").to_owned()),
        (header::CONTENT_DISPOSITION, rules::disposition(&about.name, shown.is_some())),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::CONTENT_LENGTH, (to - from).to_string()),
    ];
    if part.is_some() {
        head.push((header::CONTENT_RANGE, format!("bytes {from}-{}/{size}", to - 1)));
        return answer(StatusCode::PARTIAL_CONTENT, body, head);
    }
    answer(StatusCode::OK, body, head)
}

pub(super) async fn preview(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<FilePath>,
) -> Result<Handed, Problem> {
    let picture = read::preview(&house, who, at.place()).await?;
    let kind = Kind::of(&picture).map_or("application/octet-stream", Kind::media_type);
    Ok(answer(StatusCode::OK, Body::from(picture), vec![(header::CONTENT_TYPE, kind.to_owned())]))
}
