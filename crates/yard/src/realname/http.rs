//! The wire: my own verification.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Extension;
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::Problem;

use super::actions::{self, Wish};
use super::reading::{self, Cards};
use super::views::{CardRead, RealNameView, RealNameWish};
use crate::wire::{Json, NoStore, SignedIn};
use crate::{House, seal};

/// The routes of this part.
pub(super) fn routes() -> ApiRouter<House> {
    let read = ApiRouter::new().api_route(
        "/me/real-name/read",
        post_with(read, |op| {
            op.id("real_name.read")
                .with(seal::mark)
                .summary("What a program of this machine reads on the portrait side of my card; to be confirmed by me.")
                .response::<200, Json<CardRead>>()
        }),
    );
    read.api_route(
        "/me/real-name",
        get_with(get, |op| {
            op.id("real_name.get")
                .summary("My real-name verification, and what came of it.")
                .response::<200, Json<RealNameView>>()
        })
        .post_with(send, |op| {
            op.id("real_name.send")
                .with(seal::mark)
                .summary("Send name and number to be compared.")
                .response::<204, ()>()
        })
        .delete_with(remove, |op| {
            op.id("real_name.remove").summary("Take all of it back.").response::<204, ()>()
        }),
    )
}

async fn get(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Extension(cards): Extension<Cards>,
) -> Result<(NoStore, Json<RealNameView>), Problem> {
    Ok((NoStore, Json((actions::get(&house, who).await?, cards.are_read()).into())))
}

async fn read(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Extension(cards): Extension<Cards>,
) -> Result<(NoStore, Json<CardRead>), Problem> {
    let (name, number) = reading::read(&house, who, &cards).await?;
    Ok((NoStore, Json(CardRead { name, number: number.as_str().to_owned() })))
}

async fn send(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<RealNameWish>,
) -> Result<StatusCode, Problem> {
    let wish = Wish { name: &wish.name, number: &wish.number, way: wish.way };
    actions::send(&house, who, wish).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(Of(house): Of<House>, SignedIn(who): SignedIn) -> Result<StatusCode, Problem> {
    actions::remove(&house, who).await?;
    Ok(StatusCode::NO_CONTENT)
}
