//! The wire: equipment of a community, for those who run it.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use things::Command;
use yard::wire::{InOrg, Json, NoStore, Path};
use yard::{House, seal};

use crate::place::http::InPath;

use super::http::{DeviceView, EntryList, EntryView, InviteBody, InviteView};
use super::{Link, PartId, ThingId, equipment, provision};

/// The routes of equipment.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/equipment",
            get_with(list, |op| {
                op.id("home.equipment.list")
                    .summary("The equipment of the community, with what it says.")
                    .response::<200, Json<EquipmentList>>()
            })
            .post_with(invite, |op| {
                op.id("home.equipment.invite")
                    .with(seal::mark)
                    .summary("A token by which one new piece of equipment is added.")
                    .response::<200, Json<InviteView>>()
            }),
        )
        .api_route(
            "/orgs/{org}/equipment/log",
            get_with(log, |op| {
                op.id("home.equipment.log")
                    .summary("What was done with the equipment, and what happened.")
                    .response::<200, Json<EntryList>>()
            }),
        )
        .api_route(
            "/orgs/{org}/equipment/{thing}",
            delete_with(remove, |op| {
                op.id("home.equipment.remove").summary("Remove equipment at once.").response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/equipment/{thing}/parts/{part}",
            post_with(command, |op| {
                op.id("home.equipment.command")
                    .with(seal::mark)
                    .summary("Have equipment do something.")
                    .response::<204, ()>()
            }),
        )
}

/// Equipment.
#[derive(Serialize, JsonSchema)]
struct EquipmentList {
    /// The longest there first.
    items: Vec<DeviceView>,
}

/// One piece of it.
#[derive(Deserialize, JsonSchema)]
struct ThingPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    thing: ThingId,
}

/// A part of it.
#[derive(Deserialize, JsonSchema)]
struct PartPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    thing: ThingId,
    /// Which part.
    part: PartId,
}

async fn list(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<EquipmentList>), Problem> {
    let items = equipment::list(&house, who).await?.into_iter().map(DeviceView::from).collect();
    Ok((NoStore, Json(EquipmentList { items })))
}

async fn log(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<EntryList>), Problem> {
    let items = equipment::log(&house, who).await?.into_iter().map(EntryView::from).collect();
    Ok((NoStore, Json(EntryList { items })))
}

async fn invite(
    State(house): State<House>,
    Extension(link): Extension<Link>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(body): Json<InviteBody>,
) -> Result<(NoStore, Json<InviteView>), Problem> {
    let invited = provision::invite_equipment(&house, &link, who, &body.name).await?;
    Ok((NoStore, Json(invited.into())))
}

async fn command(
    State(house): State<House>,
    Extension(link): Extension<Link>,
    InOrg(who): InOrg,
    Path(at): Path<PartPath>,
    Json(body): Json<Command>,
) -> Result<StatusCode, Problem> {
    equipment::command(&house, &link, who, (at.thing, at.part), &body).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(house): State<House>,
    Extension(link): Extension<Link>,
    InOrg(who): InOrg,
    Path(at): Path<ThingPath>,
) -> Result<StatusCode, Problem> {
    equipment::remove(&house, &link, who, at.thing).await?;
    Ok(StatusCode::NO_CONTENT)
}
