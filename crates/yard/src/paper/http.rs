//! The wire: sheets at the desk, and my own.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::Problem;

use super::actions::{self, Wish};
use super::views::{
    CopyView, PaperList, PaperPath, PaperView, PaperWish, ScanView, ScanWish, SheetView, WitnessWish,
};
use crate::house::InLanguage;
use crate::mandate::Terms;
use crate::wire::{Json, NoStore, Path, SignedIn};
use crate::{House, seal};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().merge(desk()).merge(own())
}

fn desk() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/papers",
            post_with(print, |op| {
                op.id("paper.print").with(seal::mark).summary("Prepare a sheet to be signed; keepers only.")
            })
            .get_with(list, |op| op.id("paper.list").summary("The sheets there are; keepers only.")),
        )
        .api_route(
            "/papers/{paper}/scan",
            post_with(scan, |op| {
                op.id("paper.scan")
                    .summary("Take a signed sheet in, as the first witness.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/papers/{paper}/look",
            post_with(look, |op| {
                op.id("paper.look")
                    .summary("Look at a signed sheet before it is confirmed.")
                    .response::<200, Json<ScanView>>()
            }),
        )
        .api_route(
            "/papers/{paper}/witness",
            post_with(witness, |op| {
                op.id("paper.witness")
                    .summary("Confirm a signed sheet, as the second witness; now it counts.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/papers/{paper}/discard",
            post_with(discard, |op| {
                op.id("paper.discard")
                    .summary("Remove a sheet that is not to be confirmed.")
                    .response::<204, ()>()
            }),
        )
}

fn own() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route("/me/papers", get_with(mine, |op| op.id("me.papers").summary("The sheets that I signed.")))
        .api_route(
            "/me/papers/{paper}",
            get_with(copy, |op| {
                op.id("me.paper")
                    .summary("My copy of a sheet that I signed.")
                    .response::<200, Json<CopyView>>()
            }),
        )
}

async fn print(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<PaperWish>,
) -> Result<Json<SheetView>, Problem> {
    let lang = InLanguage { lang: wish.lang.clone() }.lang();
    let wish = Wish {
        phone: &wish.phone,
        what: &wish.what,
        purpose: wish.purpose.as_deref(),
        asks: wish.asks.as_deref(),
        lang,
        mandate: wish.mandate.as_ref().map(|one| Terms {
            phone: &one.phone,
            scopes: &one.scopes,
            days: one.days,
        }),
    };
    Ok(Json(actions::print(&house, who, wish).await?.into()))
}

async fn list(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<PaperList>, Problem> {
    let items = actions::list(&house, who).await?.into_iter().map(PaperView::from).collect();
    Ok(Json(PaperList { items }))
}

async fn scan(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PaperPath>,
    Json(wish): Json<ScanWish>,
) -> Result<StatusCode, Problem> {
    let sheet = BASE64.decode(wish.sheet).unwrap_or_default();
    actions::scan(&house, who, at.paper, &sheet).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn look(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PaperPath>,
) -> Result<(NoStore, Json<ScanView>), Problem> {
    Ok((NoStore, Json(actions::look(&house, who, at.paper).await?.into())))
}

async fn witness(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PaperPath>,
    Json(wish): Json<WitnessWish>,
) -> Result<StatusCode, Problem> {
    actions::witness(&house, who, at.paper, &wish.words).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn discard(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PaperPath>,
) -> Result<StatusCode, Problem> {
    actions::discard(&house, who, at.paper).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn mine(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<PaperList>, Problem> {
    let items = actions::mine(&house, who).await?.into_iter().map(PaperView::from).collect();
    Ok(Json(PaperList { items }))
}

async fn copy(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PaperPath>,
) -> Result<(NoStore, Json<CopyView>), Problem> {
    let (sheet, scan) = actions::copy(&house, who, at.paper).await?;
    Ok((NoStore, Json(CopyView { paper: sheet.row.into(), text: sheet.text, scan: scan.into() })))
}
