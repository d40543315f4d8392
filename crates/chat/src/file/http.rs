//! The wire of an upload: tus 1.0.0, so that whatever speaks it can send.

use aide::axum::ApiRouter;
use aide::axum::routing::{options_with, post_with, put_with};
use aide::openapi::ReferenceOr;
use aide::openapi::{MediaType, Operation, RequestBody, Response as Described, StatusCode as Code};
use aide::transform::TransformOperation;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ground::Problem;
use schemars::JsonSchema;
use serde::Deserialize;
use yard::House;
use yard::wire::{Path, SignedIn};

use super::actions::{self, Standing};
use super::rules::PREVIEW_MAX;
use super::{FileId, Refusal, read_http, speech_http, tus};
use crate::conversation::ConversationId;
use crate::log::ConversationPath;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    let preview = ApiRouter::new()
        .api_route(
            "/conversations/{conversation}/files/{file}/preview",
            put_with(show, |op| {
                op.id("file.show")
                    .summary("Put a small picture of my upload beside it.")
                    .response::<204, ()>()
            })
            .get_with(read_http::preview, |op| op.id("file.preview").summary("The small picture of a file.")),
        )
        .layer(DefaultBodyLimit::max(PREVIEW_MAX));
    ApiRouter::new()
        .api_route(
            "/conversations/{conversation}/files",
            post_with(begin, |op| {
                let op = op
                    .id("file.begin")
                    .summary("Begin an upload (tus): Upload-Length and Upload-Metadata say what comes.");
                without_body(op, 201, "It begins; Location says where it goes on.")
            })
            .merge(options_with(about, |op| {
                let op = op.id("file.options").summary("What of tus this house speaks.");
                without_body(op, 204, "In headers.")
            })),
        )
        .api_route(
            "/conversations/{conversation}/files/{file}",
            aide::axum::routing::head_with(look, |op| {
                let op = op.id("file.standing").summary("How far my upload is (tus): Upload-Offset.");
                without_body(op, 200, "In headers.")
            })
            .patch_with(append, |op| {
                let op = op.id("file.append").summary("Go on with my upload where it stands (tus).");
                without_body(op, 204, "Upload-Offset says how far it is.")
            })
            .delete_with(give_up, |op| {
                op.id("file.give_up").summary("Give my upload up (tus).").response::<204, ()>()
            })
            .get_with(read_http::get, |op| {
                op.id("file.get")
                    .summary("A file of a message that is mine to read, or the part that Range asks for.")
            }),
        )
        .merge(preview)
        .merge(speech_http::routes())
}

/// Documents an answer without a body.
fn without_body<'t>(mut op: TransformOperation<'t>, code: u16, says: &str) -> TransformOperation<'t> {
    let response = Described { description: says.to_owned(), ..Described::default() };
    let responses = op.inner_mut().responses.get_or_insert_default();
    responses.responses.insert(Code::Code(code), ReferenceOr::Item(response));
    op
}

/// A file of a conversation.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct FilePath {
    /// The conversation.
    pub conversation: ConversationId,
    /// The file.
    pub file: FileId,
}

impl FilePath {
    pub(crate) const fn place(&self) -> (ConversationId, FileId) {
        (self.conversation, self.file)
    }
}

/// An answer of tus.
struct Told {
    status: StatusCode,
    standing: Option<Standing>,
    location: Option<String>,
}

impl IntoResponse for Told {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        let headers = response.headers_mut();
        headers.insert("tus-resumable", HeaderValue::from_static(tus::VERSION));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let mut put = |name: &'static str, value: String| {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        };
        if let Some(standing) = self.standing {
            put("upload-offset", standing.kept.to_string());
            put("upload-length", standing.size.to_string());
            put("upload-expires", tus::date(standing.until));
        }
        if let Some(location) = self.location {
            put("location", location);
        }
        response
    }
}

async fn about(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Response, Problem> {
    let most = actions::most(&house, who, at.conversation).await?;
    let head = [
        ("tus-resumable", tus::VERSION.to_owned()),
        ("tus-version", tus::VERSION.to_owned()),
        ("tus-extension", tus::EXTENSIONS.to_owned()),
        ("tus-checksum-algorithm", tus::CHECKSUMS.to_owned()),
        ("tus-max-size", most.to_string()),
    ];
    Ok((StatusCode::NO_CONTENT, head).into_response())
}

async fn begin(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let begun = actions::begin(&house, who, at.conversation, tus::creation(&headers)).await?;
    let location = format!("/api/v1/conversations/{}/files/{}", at.conversation, begun.id);
    Ok(Told { status: StatusCode::CREATED, standing: Some(begun), location: Some(location) }.into_response())
}

async fn look(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<FilePath>,
) -> Result<Response, Problem> {
    let standing = actions::look(&house, who, at.place()).await?;
    Ok(Told { status: StatusCode::OK, standing: Some(standing), location: None }.into_response())
}

/// A part on its way in.
struct Part(Body);

impl FromRequest<House> for Part {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &House) -> Result<Self, Problem> {
        Ok(Self(request.into_body()))
    }
}

impl aide::OperationInput for Part {
    fn operation_input(cx: &mut aide::generate::GenContext, operation: &mut Operation) {
        let content = [(tus::PART.to_owned(), MediaType::default())].into_iter().collect();
        let body = RequestBody { content, required: true, ..RequestBody::default() };
        aide::operation::set_body(cx, operation, body);
    }
}

async fn append(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<FilePath>,
    headers: HeaderMap,
    Part(body): Part,
) -> Result<Response, Problem> {
    let standing = actions::append(&house, who, at.place(), (tus::uploading(&headers), body)).await?;
    Ok(Told { status: StatusCode::NO_CONTENT, standing: Some(standing), location: None }.into_response())
}

async fn give_up(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<FilePath>,
) -> Result<Response, Problem> {
    actions::give_up(&house, who, at.place()).await?;
    Ok(Told { status: StatusCode::NO_CONTENT, standing: None, location: None }.into_response())
}

/// A small picture on its way in.
struct Small(Bytes);

impl FromRequest<House> for Small {
    type Rejection = Problem;

    async fn from_request(request: Request, house: &House) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, house).await;
        bytes.map(Self).map_err(|_| Refusal::Preview.into())
    }
}

impl aide::OperationInput for Small {
    fn operation_input(cx: &mut aide::generate::GenContext, operation: &mut Operation) {
        let kinds = read_http::KINDS.iter();
        let content = kinds.map(|kind| (kind.media_type().to_owned(), MediaType::default())).collect();
        let body = RequestBody { content, required: true, ..RequestBody::default() };
        aide::operation::set_body(cx, operation, body);
    }
}

async fn show(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<FilePath>,
    Small(picture): Small,
) -> Result<StatusCode, Problem> {
    actions::show(&house, who, at.place(), &picture).await?;
    Ok(StatusCode::NO_CONTENT)
}
