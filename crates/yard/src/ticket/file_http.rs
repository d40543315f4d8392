//! The wire: pictures and voice clips as they are, not as JSON.

use aide::OperationOutput;
use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use aide::openapi::{MediaType, Operation};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::files::{self, Opened};
use super::media::{BYTES_MAX, Media};
use super::{FileId, Refusal, TicketId};
use crate::House;
use crate::wire::{self, Json, Path, SignedIn};

/// The routes of pictures and voice clips.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/tickets/{ticket}/files",
            post_with(attach, |op| {
                op.id("ticket.attach")
                    .summary("Attach a picture or a voice clip to one of mine.")
                    .response::<200, Json<FileMade>>()
            }),
        )
        .api_route(
            "/me/tickets/{ticket}/files/{file}",
            get_with(read, |op| op.id("ticket.file").summary("A picture or voice clip of one of mine.")),
        )
        .api_route(
            "/desk/tickets/{ticket}/files",
            post_with(attach_answer, |op| {
                op.id("ticket.attach_answer")
                    .summary("Attach a picture, a voice clip or a scan to the answer.")
                    .response::<200, Json<FileMade>>()
            }),
        )
        .api_route(
            "/desk/tickets/{ticket}/files/{file}",
            get_with(look, |op| {
                op.id("ticket.open_file")
                    .summary("Open a picture or voice clip; whoever sent it can see that.")
            }),
        )
        .layer(DefaultBodyLimit::max(BYTES_MAX))
}

/// Bytes on their way in; what they are is asked of themselves.
struct Upload(Vec<u8>);

impl FromRequest<House> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, house: &House) -> Result<Self, Problem> {
        let bytes = wire::bytes(request, house, || Refusal::FileLarge.into()).await?;
        Ok(Self(bytes.into()))
    }
}

fn kinds() -> impl Iterator<Item = (String, MediaType)> {
    Media::ALL.into_iter().map(|media| (media.word().to_owned(), MediaType::default()))
}

impl aide::OperationInput for Upload {
    fn operation_input(cx: &mut aide::generate::GenContext, operation: &mut Operation) {
        wire::document_bytes(cx, operation, Media::ALL.into_iter().map(|media| media.word()));
    }
}

impl IntoResponse for Opened {
    fn into_response(self) -> Response {
        let head = [(header::CONTENT_TYPE, self.media.word()), (header::CACHE_CONTROL, "no-store")];
        (head, self.bytes).into_response()
    }
}

impl OperationOutput for Opened {
    type Inner = Self;

    fn operation_response(
        _: &mut aide::generate::GenContext,
        _: &mut Operation,
    ) -> Option<aide::openapi::Response> {
        let content = kinds().collect();
        Some(aide::openapi::Response {
            description: "The picture or clip.".into(),
            content,
            ..Default::default()
        })
    }

    fn inferred_responses(
        cx: &mut aide::generate::GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, aide::openapi::Response)> {
        Self::operation_response(cx, operation).map(|response| (Some(200), response)).into_iter().collect()
    }
}

/// One ticket.
#[derive(Deserialize, JsonSchema)]
struct OfTicket {
    /// The ticket.
    ticket: TicketId,
}

/// One file of it.
#[derive(Deserialize, JsonSchema)]
struct OfFile {
    /// The ticket.
    ticket: TicketId,
    /// The file.
    file: FileId,
}

/// It is attached.
#[derive(Serialize, JsonSchema)]
struct FileMade {
    /// The file.
    id: FileId,
}

async fn attach(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<OfTicket>,
    Upload(bytes): Upload,
) -> Result<Json<FileMade>, Problem> {
    Ok(Json(FileMade { id: files::attach(&house, who, at.ticket, bytes).await? }))
}

async fn read(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<OfFile>,
) -> Result<Opened, Problem> {
    Ok(files::read(&house, who, at.ticket, at.file).await?)
}

async fn attach_answer(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<OfTicket>,
    Upload(bytes): Upload,
) -> Result<Json<FileMade>, Problem> {
    Ok(Json(FileMade { id: files::attach_answer(&house, who, at.ticket, bytes).await? }))
}

async fn look(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<OfFile>,
) -> Result<Opened, Problem> {
    Ok(files::look(&house, who, at.ticket, at.file).await?)
}
