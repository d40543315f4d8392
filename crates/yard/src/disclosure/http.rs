//! The wire: cases at the desk, cases that concern me, and my wish for afterwards.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::Problem;

use super::views::{
    AfterMeView, CaseBrief, CaseList, CaseView, CloseWish, CorrectWish, DisclosurePath, GroundsView, MyCases,
    OpenWish, Opened, PaperWish, ReleaseView, ReviewWish,
};
use super::{actions, after, release};
use crate::house::InLanguage;
use crate::wire::{Json, NoStore, Path, Query, SignedIn};
use crate::{House, seal};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().merge(desk()).merge(steps()).merge(own())
}

fn desk() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/desk/disclosures",
            get_with(list, |op| {
                op.id("disclosure.list").response::<200, Json<CaseList>>().summary("Cases of disclosure.")
            })
            .post_with(open, |op| {
                op.id("disclosure.open").with(seal::mark).summary("Open a case of disclosure.")
            }),
        )
        .api_route(
            "/desk/disclosures/grounds",
            get_with(grounds, |op| {
                op.id("disclosure.grounds").summary("The grounds on which no consent is needed here.")
            }),
        )
        .api_route(
            "/desk/disclosures/{disclosure}",
            get_with(read, |op| {
                op.id("disclosure.read").response::<200, Json<CaseView>>().summary("A case with its papers.")
            }),
        )
}

fn steps() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/desk/disclosures/{disclosure}/papers",
            post_with(file, |op| op.id("disclosure.paper").summary("File a paper.").response::<204, ()>()),
        )
        .api_route(
            "/desk/disclosures/{disclosure}/review",
            post_with(review, |op| {
                op.id("disclosure.review")
                    .summary("Approve or refuse what another opened.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/desk/disclosures/{disclosure}/release",
            get_with(package, |op| {
                op.id("disclosure.package")
                    .response::<200, Json<ReleaseView>>()
                    .summary("What was released, signed.")
            })
            .post_with(release, |op| {
                op.id("disclosure.release").summary("Release a reviewed case.").response::<204, ()>()
            }),
        )
        .api_route(
            "/desk/disclosures/{disclosure}/erase",
            post_with(erase, |op| {
                op.id("disclosure.erase")
                    .summary("Erase the account of somebody who died, as his relative asks.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/desk/disclosures/{disclosure}/correct",
            post_with(correct, |op| {
                op.id("disclosure.correct")
                    .with(seal::mark)
                    .summary("Correct the name of somebody who died, as his relative asks.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/desk/disclosures/{disclosure}/close",
            post_with(close, |op| {
                op.id("disclosure.close")
                    .summary("Close a case: its people are told, or it says why not.")
                    .response::<204, ()>()
            }),
        )
}

fn own() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/disclosures",
            get_with(mine, |op| {
                op.id("disclosure.mine")
                    .response::<200, Json<MyCases>>()
                    .summary("Cases that ask me or were told me.")
            }),
        )
        .api_route(
            "/me/disclosures/{disclosure}/agree",
            post_with(agree, |op| {
                op.id("disclosure.agree").summary("Agree to what a case asks me.").response::<204, ()>()
            }),
        )
        .api_route(
            "/me/after",
            get_with(wish, |op| {
                op.id("me.after")
                    .response::<200, Json<AfterMeView>>()
                    .summary("My wish for my data after my death.")
            })
            .put_with(state_wish, |op| {
                op.id("me.after.state").summary("Say what may be done then.").response::<204, ()>()
            }),
        )
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<CaseList>), Problem> {
    let rows = actions::list(&house, who).await?;
    Ok((NoStore, Json(CaseList { items: rows.iter().map(CaseBrief::from).collect() })))
}

async fn grounds(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(query): Query<InLanguage>,
) -> Result<Json<GroundsView>, Problem> {
    Ok(Json(actions::grounds(&house, who, query.lang()).await?))
}

async fn open(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<OpenWish>,
) -> Result<Json<Opened>, Problem> {
    Ok(Json(actions::open(&house, who, wish).await?))
}

async fn read(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<DisclosurePath>,
) -> Result<(NoStore, Json<CaseView>), Problem> {
    Ok((NoStore, Json(actions::read(&house, who, at.disclosure).await?)))
}

async fn file(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<DisclosurePath>,
    Json(wish): Json<PaperWish>,
) -> Result<StatusCode, Problem> {
    let content = BASE64.decode(wish.content).unwrap_or_default();
    actions::file(&house, who, at.disclosure, &content).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn review(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<DisclosurePath>,
    Json(wish): Json<ReviewWish>,
) -> Result<StatusCode, Problem> {
    actions::review(&house, who, at.disclosure, wish.approve).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn release(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<DisclosurePath>,
) -> Result<StatusCode, Problem> {
    release::release(&house, who, at.disclosure).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn package(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<DisclosurePath>,
) -> Result<(NoStore, Json<ReleaseView>), Problem> {
    Ok((NoStore, Json(release::package(&house, who, at.disclosure).await?)))
}

async fn erase(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<DisclosurePath>,
) -> Result<StatusCode, Problem> {
    after::erase(&house, who, at.disclosure).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn correct(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<DisclosurePath>,
    Json(wish): Json<CorrectWish>,
) -> Result<StatusCode, Problem> {
    after::correct(&house, who, at.disclosure, (wish.person, &wish.name)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn close(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<DisclosurePath>,
    Json(wish): Json<CloseWish>,
) -> Result<StatusCode, Problem> {
    actions::close(&house, who, at.disclosure, wish).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn mine(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<MyCases>), Problem> {
    Ok((NoStore, Json(MyCases { items: actions::mine(&house, who).await? })))
}

async fn agree(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<DisclosurePath>,
) -> Result<StatusCode, Problem> {
    actions::agree(&house, who, at.disclosure).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn wish(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<AfterMeView>), Problem> {
    Ok((NoStore, Json(AfterMeView { wish: after::mine(&house, who).await? })))
}

async fn state_wish(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<AfterMeView>,
) -> Result<StatusCode, Problem> {
    after::state(&house, who, wish.wish).await?;
    Ok(StatusCode::NO_CONTENT)
}
