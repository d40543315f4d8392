//! The wire: pictures as they are, not as JSON.

use aide::OperationOutput;
use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use aide::openapi::{MediaType, Operation};
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use ground::{Caller, PersonId, Problem};
use policy::Purpose;
use schemars::JsonSchema;
use serde::Deserialize;
use std::io;

use super::rules::BYTES_MAX;
use super::{Kind, Picture, Refusal, actions};
use crate::House;
use crate::consent::Standing;
use crate::wire::{self, Anyone, Path, SignedInAtAll};

/// Bytes of another's picture that leave at once: before each piece the consent to show it is asked for.
const PIECE: usize = 16 * 1024;
const KINDS: [Kind; 3] = [Kind::Png, Kind::Jpeg, Kind::Webp];

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/avatar",
            put_with(put, |op| op.id("me.avatar").summary("Put a picture of me up.").response::<204, ()>())
                .get_with(own, |op| op.id("me.avatar.get").summary("My picture."))
                .delete_with(remove, |op| {
                    op.id("me.avatar.remove").summary("Take my picture down.").response::<204, ()>()
                }),
        )
        .api_route(
            "/people/{id}/avatar",
            get_with(look, |op| {
                op.id("person.avatar").summary("Somebody's picture, where he shows it to me.")
            }),
        )
        .layer(DefaultBodyLimit::max(BYTES_MAX))
}

/// A picture on its way in.
struct Upload(Picture);

impl FromRequest<House> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, house: &House) -> Result<Self, Problem> {
        let bytes = wire::bytes(request, house, || Refusal::TooLarge.into()).await?;
        Ok(Self(Picture::read(&bytes)?))
    }
}

impl aide::OperationInput for Upload {
    fn operation_input(cx: &mut aide::generate::GenContext, operation: &mut Operation) {
        wire::document_bytes(cx, operation, KINDS.map(Kind::media_type));
    }
}

/// A picture on its way out; another's comes with the consent under which it is shown.
pub(crate) struct Shown(pub(crate) Vec<u8>, pub(crate) Option<Standing>);

impl IntoResponse for Shown {
    fn into_response(self) -> Response {
        let kind = Kind::of(&self.0).map_or("application/octet-stream", Kind::media_type);
        // Asked for anew each time: a browser that kept it would show it after the consent is gone.
        let head = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, no-cache")];
        match self.1 {
            None => (head, self.0).into_response(),
            Some(standing) => (head, piece_by_piece(self.0, standing)).into_response(),
        }
    }
}

impl OperationOutput for Shown {
    type Inner = Self;

    fn operation_response(
        _: &mut aide::generate::GenContext,
        _: &mut Operation,
    ) -> Option<aide::openapi::Response> {
        let content = KINDS.iter().map(|kind| (kind.media_type().to_owned(), MediaType::default())).collect();
        Some(aide::openapi::Response { description: "The picture.".into(), content, ..Default::default() })
    }

    fn inferred_responses(
        cx: &mut aide::generate::GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, aide::openapi::Response)> {
        Self::operation_response(cx, operation).map(|response| (Some(200), response)).into_iter().collect()
    }
}

async fn put(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
    Upload(picture): Upload,
) -> Result<StatusCode, Problem> {
    actions::put(&house, who, &picture).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn own(State(house): State<House>, SignedInAtAll(who): SignedInAtAll) -> Result<Shown, Problem> {
    Ok(Shown(actions::own(&house, who).await?, None))
}

/// Somebody.
#[derive(Deserialize, JsonSchema)]
struct PersonPath {
    /// Who.
    id: PersonId,
}

async fn look(
    State(house): State<House>,
    Anyone(caller): Anyone,
    Path(at): Path<PersonPath>,
) -> Result<Shown, Problem> {
    if caller == Caller::Nobody {
        return Err(Problem::unauthenticated());
    }
    let standing = Standing::of(&house, at.id, Purpose::AvatarDisplay);
    let picture = actions::look(&house, &caller, at.id).await?;
    Ok(Shown(picture, Some(standing)))
}

/// The bytes as the reader takes them. Once the consent is gone not one more leaves: the answer breaks off.
fn piece_by_piece(picture: Vec<u8>, standing: Standing) -> Body {
    let pieces = stream::try_unfold((picture, 0, standing), |(picture, from, mut standing)| async move {
        if from >= picture.len() {
            return Ok(None);
        }
        if !standing.still().await.map_err(|fault| io::Error::other(fault.chain()))? {
            return Err(io::Error::other("the consent to show this is gone"));
        }
        let to = picture.len().min(from + PIECE);
        let piece = Bytes::copy_from_slice(&picture[from..to]);
        Ok(Some((piece, (picture, to, standing))))
    });
    Body::from_stream(pieces)
}
