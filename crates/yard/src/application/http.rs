//! The wire: the applications of an organisation, for those who run it and for its members; and what I let them have.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions;
use super::rules::{Kind, Said};
use super::store::Grant;
use super::{Application, ApplicationId, Scope};
use crate::House;
use crate::org::{Administrator, OrgPath};
use crate::wire::{InOrg, Json, NoStore, Path, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().merge(console()).merge(own())
}

fn console() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/applications",
            get_with(list, |op| {
                op.id("org.applications").summary("The applications of an organisation, on and off.")
            })
            .post_with(register, |op| {
                op.id("org.application.register")
                    .summary("Register an application; its secret is told this once. It is off at first.")
                    .response::<200, Json<ApplicationMade>>()
            }),
        )
        .api_route(
            "/orgs/{org}/applications/{app}",
            put_with(change, |op| {
                op.id("org.application.change")
                    .summary("Change what is said of an application.")
                    .response::<204, ()>()
            })
            .delete_with(remove, |op| {
                op.id("org.application.remove")
                    .summary("Remove an application with all that people let it have.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/applications/{app}/on",
            put_with(on, |op| {
                op.id("org.application.on").summary("Switch an application on.").response::<204, ()>()
            })
            .delete_with(off, |op| {
                op.id("org.application.off")
                    .summary("Switch it off: nobody is offered it, and its tokens end at once.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/applications/{app}/renew",
            post_with(renew, |op| {
                op.id("org.application.secret")
                    .summary("Give it a new secret, told this once; the one before is good no longer.")
                    .response::<200, Json<ApplicationSecret>>()
            }),
        )
}

fn own() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/offered",
            get_with(offered, |op| {
                op.id("org.offered").summary("The applications that my organisation switched on.")
            }),
        )
        .api_route(
            "/me/applications",
            get_with(mine, |op| {
                op.id("me.applications").summary("What I let applications have, and when they used it.")
            }),
        )
        .api_route(
            "/me/applications/{app}",
            delete_with(end, |op| {
                op.id("me.application.end")
                    .summary("Take back what I let an application have; its tokens end at once.")
                    .response::<204, ()>()
            }),
        )
}

/// An application as members see it.
#[derive(Serialize, JsonSchema)]
struct Offered {
    /// Which.
    id: ApplicationId,
    /// Who made it.
    kind: Kind,
    /// What it is called.
    name: String,
    /// Who runs it.
    runner: String,
    /// Where its own rules on privacy stand.
    policy: String,
    /// Where it is opened; null where it is not opened from here.
    start: Option<String>,
}

impl From<&Application> for Offered {
    fn from(one: &Application) -> Self {
        Self {
            id: one.id,
            kind: one.kind,
            name: one.name.clone(),
            runner: one.runner.clone(),
            policy: one.policy.clone(),
            start: one.start.clone(),
        }
    }
}

/// The applications that are on.
#[derive(Serialize, JsonSchema)]
struct OfferedList {
    /// The oldest first.
    items: Vec<Offered>,
}

/// The applications of an organisation.
#[derive(Serialize, JsonSchema)]
struct ApplicationList {
    /// The oldest first.
    items: Vec<ApplicationView>,
}

/// An application as those see it who run the organisation.
#[derive(Serialize, JsonSchema)]
struct ApplicationView {
    /// What members see of it.
    #[serde(flatten)]
    offered: Offered,
    /// Where people may be led back to.
    redirects: Vec<String>,
    /// Where they may be led to after they signed out.
    logouts: Vec<String>,
    /// What it may ask for.
    scopes: Vec<Scope>,
    /// Whether it keeps a secret.
    confidential: bool,
    /// Whether it is on.
    on: bool,
    /// Since when it is here.
    made_at: Timestamp,
}

impl From<Application> for ApplicationView {
    fn from(one: Application) -> Self {
        Self {
            offered: Offered::from(&one),
            redirects: one.redirects,
            logouts: one.logouts,
            scopes: one.scopes,
            confidential: one.secret_hash.is_some(),
            on: one.is_on,
            made_at: one.made_at,
        }
    }
}

async fn list(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
) -> Result<Json<ApplicationList>, Problem> {
    let items = actions::list(&house, who).await?;
    Ok(Json(ApplicationList { items: items.into_iter().map(ApplicationView::from).collect() }))
}

async fn offered(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<OrgPath>,
) -> Result<Json<OfferedList>, Problem> {
    let items = actions::offered(&house, who).await?;
    Ok(Json(OfferedList { items: items.iter().map(Offered::from).collect() }))
}

/// What is said of an application.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApplicationWish {
    /// What it is called: 1 to 60 characters.
    name: String,
    /// Who runs it: 1 to 100 characters.
    runner: String,
    /// Where its own rules on privacy stand: `https://…`.
    policy: String,
    /// Where it is opened.
    #[serde(default)]
    start: Option<String>,
    /// Where people may be led back to: 1 to 10 whole addresses, compared sign by sign.
    redirects: Vec<String>,
    /// Where they may be led to after they signed out.
    #[serde(default)]
    logouts: Vec<String>,
    /// What it may ask for.
    #[serde(default)]
    scopes: Vec<Scope>,
}

impl From<ApplicationWish> for Said {
    fn from(wish: ApplicationWish) -> Self {
        let ApplicationWish { name, runner, policy, start, redirects, logouts, scopes } = wish;
        Self { name, runner, policy, start, redirects, logouts, scopes }
    }
}

/// An application to be registered.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewApplication {
    /// Who made it.
    kind: Kind,
    /// Whether it can keep a secret: a program on a server can, one in a browser or on a phone cannot.
    confidential: bool,
    /// What is said of it.
    says: ApplicationWish,
}

/// It is registered.
#[derive(Serialize, JsonSchema)]
struct ApplicationMade {
    /// Its name as a client (`client_id`).
    id: ApplicationId,
    /// Its secret, told this once; null where it keeps none.
    secret: Option<String>,
}

async fn register(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
    Json(wish): Json<NewApplication>,
) -> Result<(NoStore, Json<ApplicationMade>), Problem> {
    let how = (wish.kind, wish.confidential);
    let made = actions::register(&house, who, how, wish.says.into()).await?;
    Ok((NoStore, Json(ApplicationMade { id: made.id, secret: made.secret })))
}

/// One application of an organisation.
#[derive(Deserialize, JsonSchema)]
struct ApplicationPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `Administrator` reads it")]
    org: OrgId,
    /// Which.
    app: ApplicationId,
}

async fn change(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<ApplicationPath>,
    Json(wish): Json<ApplicationWish>,
) -> Result<StatusCode, Problem> {
    actions::change(&house, who, at.app, wish.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<ApplicationPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, at.app).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn on(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<ApplicationPath>,
) -> Result<StatusCode, Problem> {
    actions::switch(&house, who, at.app, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn off(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<ApplicationPath>,
) -> Result<StatusCode, Problem> {
    actions::switch(&house, who, at.app, false).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A new secret.
#[derive(Serialize, JsonSchema)]
struct ApplicationSecret {
    /// The secret, told this once.
    secret: String,
}

async fn renew(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<ApplicationPath>,
) -> Result<(NoStore, Json<ApplicationSecret>), Problem> {
    let secret = actions::renew(&house, who, at.app).await?;
    Ok((NoStore, Json(ApplicationSecret { secret })))
}

/// What I let applications have.
#[derive(Serialize, JsonSchema)]
struct GrantList {
    /// The oldest first.
    items: Vec<GrantView>,
}

/// What I let one have.
#[derive(Serialize, JsonSchema)]
struct GrantView {
    /// The application.
    application: Offered,
    /// In which organisation.
    org: OrgId,
    /// Whether it is on there.
    on: bool,
    /// What I let it have.
    scopes: Vec<Scope>,
    /// Since when.
    given_at: Timestamp,
    /// When it used it last.
    used_at: Option<Timestamp>,
}

impl From<(Application, Grant)> for GrantView {
    fn from((application, grant): (Application, Grant)) -> Self {
        Self {
            application: Offered::from(&application),
            org: application.org,
            on: application.is_on,
            scopes: grant.scopes,
            given_at: grant.given_at,
            used_at: grant.used_at,
        }
    }
}

async fn mine(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<GrantList>, Problem> {
    let items = actions::mine(&house, who).await?.into_iter().map(GrantView::from).collect();
    Ok(Json(GrantList { items }))
}

/// An application that I let have something.
#[derive(Deserialize, JsonSchema)]
struct MinePath {
    /// Which.
    app: ApplicationId,
}

async fn end(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<MinePath>,
) -> Result<StatusCode, Problem> {
    actions::end(&house, who, at.app).await?;
    Ok(StatusCode::NO_CONTENT)
}
