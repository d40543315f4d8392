//! The wire: invitations, on both sides.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Sent, Waiting, Way};
use super::import::{self, Outcome, ROWS_MAX, Row};
use super::{Basis, InvitationId, State as Stands};
use crate::House;
use crate::account::Phone;
use crate::org::administrator::Administrator;
use crate::org::http::OrgPath;
use crate::org::page::Page;
use crate::org::upload::AttestationWish;
use crate::org::{Refusal, Role};
use crate::risk;
use crate::seal;
use crate::wire::{Json, Path, Query, SignedIn};

/// The routes of invitations.
pub(in crate::org) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/invitations",
            get_with(sent, |op| {
                op.id("org.invitations.sent").summary("Invitations that wait or were declined.")
            })
            .post_with(invite, |op| op.id("org.invite").with(seal::mark).summary("Invite a number.")),
        )
        .api_route(
            "/orgs/{org}/imports",
            post_with(import, |op| {
                op.id("org.import")
                    .with(seal::mark)
                    .summary("Invite everybody of a list, each row on a legal ground that it names.")
            }),
        )
        .api_route(
            "/orgs/{org}/invitations/{invitation}",
            delete_with(withdraw, |op| op.id("org.invitation.withdraw").summary("Withdraw an invitation.")),
        )
        .api_route(
            "/me/invitations",
            get_with(mine, |op| op.id("org.invitations").summary("Invitations that wait for me.")),
        )
        .api_route(
            "/invitations/{invitation}/accept",
            post_with(accept, |op| op.id("org.invitation.accept").summary("Accept: become a member.")),
        )
        .api_route(
            "/invitations/{invitation}/decline",
            post_with(decline, |op| op.id("org.invitation.decline").summary("Decline.")),
        )
}

/// Whom to invite, as what.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InviteWish {
    /// E.164, or eleven digits of a mainland mobile number. The person must have agreed to be invited.
    #[serde(default)]
    phone: String,
    /// As what; a member where it is absent.
    role: Option<Role>,
    /// On which legal ground; the person's own consent where it is absent.
    basis: Option<Basis>,
}

/// A list of people.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ImportWish {
    /// At most 500.
    rows: Vec<ImportRow>,
    /// What is attested of it; without it nobody is invited.
    attestation: Option<AttestationWish>,
}

/// Whom to invite, as what and on which legal ground. Nothing else of a person is taken in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ImportRow {
    /// E.164, or eleven digits of a mainland mobile number.
    phone: String,
    /// As what; a member where it is absent.
    role: Option<Role>,
    /// On which legal ground.
    basis: Basis,
}

/// What became of a list.
#[derive(Serialize, JsonSchema)]
struct ImportedList {
    /// In the order of the rows.
    items: Vec<ImportedView>,
}

/// What became of a row.
#[derive(Serialize, JsonSchema)]
struct ImportedView {
    /// The invitation; null where there is none.
    invitation: Option<InvitationId>,
    /// Why there is none: `account.phone_wrong`, `org.member_already`, `org.invited_already`, `org.list_refused` or
    /// `org.invite_limit`.
    problem: Option<String>,
}

async fn import(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
    Json(wish): Json<ImportWish>,
) -> Result<Json<ImportedList>, Problem> {
    if wish.rows.is_empty() || wish.rows.len() > ROWS_MAX {
        return Err(Refusal::RowsWrong.into());
    }
    let attestation = AttestationWish::read(wish.attestation.as_ref())?;
    risk::sent(&house, risk::Of::Person(who.person)).await?;
    let rows = wish.rows.into_iter().map(|row| Row {
        phone: row.phone,
        role: row.role.unwrap_or(Role::Member),
        basis: row.basis,
    });
    let items = import::import(&house, who, &attestation, rows.collect()).await?.into_iter().map(|outcome| {
        match outcome {
            Outcome::Invited(id) => ImportedView { invitation: Some(id), problem: None },
            Outcome::Left(code) => ImportedView { invitation: None, problem: Some(code.to_owned()) },
        }
    });
    Ok(Json(ImportedList { items: items.collect() }))
}

/// An invitation was made.
#[derive(Serialize, JsonSchema)]
struct InvitedView {
    /// The invitation.
    id: InvitationId,
    /// It waits.
    state: Stands,
    /// Until when.
    expires_at: Timestamp,
    /// True where the house sends an SMS now; else tell the person yourself.
    texted: bool,
}

async fn invite(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
    Json(wish): Json<InviteWish>,
) -> Result<Json<InvitedView>, Problem> {
    if wish.phone.trim().is_empty() {
        return Err(Refusal::PhoneMissing.into());
    }
    let phone = Phone::read(&wish.phone).ok_or(Refusal::PhoneWrong)?;
    risk::sent(&house, risk::Of::Person(who.person)).await?;
    let basis = wish.basis.unwrap_or(Basis::Consent);
    let made =
        actions::invite(&house, who, &phone, wish.role.unwrap_or(Role::Member), basis, Way::Single).await?;
    Ok(Json(InvitedView {
        id: made.id,
        state: Stands::Open,
        expires_at: made.expires_at,
        texted: made.texted,
    }))
}

/// Invitations that wait for me.
#[derive(Serialize, JsonSchema)]
struct WaitingList {
    /// Oldest first.
    items: Vec<WaitingView>,
    /// To be given as `after` for the next page; null on the last.
    next: Option<InvitationId>,
}

/// One invitation that waits for me.
#[derive(Serialize, JsonSchema)]
struct WaitingView {
    /// The invitation.
    id: InvitationId,
    /// Into which organisation.
    org: OrgName,
    /// As what.
    role: Role,
    /// The name of whoever invites; null where the account is gone.
    invited_by: Option<String>,
    /// Since when.
    invited_at: Timestamp,
    /// Until when it waits.
    expires_at: Timestamp,
    /// On which legal ground the organisation brings me in.
    basis: Basis,
}

/// An organisation by name.
#[derive(Serialize, JsonSchema)]
struct OrgName {
    /// The organisation.
    id: OrgId,
    /// The legal name.
    name: String,
    /// Whether it was shown to be the company that it says.
    certified: bool,
}

impl From<Waiting> for WaitingView {
    fn from(waiting: Waiting) -> Self {
        let Waiting { row, name, invited_by, certified } = waiting;
        Self {
            id: row.id,
            org: OrgName { id: row.org, name, certified },
            role: row.role,
            invited_by: invited_by.map(|name| name.as_str().to_owned()),
            invited_at: row.invited_at,
            expires_at: row.expires_at,
            basis: row.basis,
        }
    }
}

async fn mine(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(page): Query<Page<InvitationId>>,
) -> Result<Json<WaitingList>, Problem> {
    let waiting = actions::mine(&house, who, page.after, page.limit()).await?;
    let next = page.next(&waiting, |one| one.row.id);
    Ok(Json(WaitingList { items: waiting.into_iter().map(WaitingView::from).collect(), next }))
}

/// One invitation.
#[derive(Deserialize, JsonSchema)]
struct InvitationPath {
    /// The invitation.
    invitation: InvitationId,
}

async fn accept(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<InvitationPath>,
) -> Result<StatusCode, Problem> {
    actions::accept(&house, who, at.invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn decline(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<InvitationPath>,
) -> Result<StatusCode, Problem> {
    actions::decline(&house, who, at.invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The invitations of an organisation.
#[derive(Serialize, JsonSchema)]
struct SentList {
    /// Oldest first.
    items: Vec<SentView>,
    /// To be given as `after` for the next page; null on the last.
    next: Option<InvitationId>,
}

/// One invitation of an organisation.
#[derive(Serialize, JsonSchema)]
struct SentView {
    /// The invitation.
    id: InvitationId,
    /// The number, all but its ends hidden; null once it was declined.
    phone_masked: Option<String>,
    /// As what.
    role: Role,
    /// Whether it still waits.
    state: Stands,
    /// Who invited.
    invited_by: PersonId,
    /// When.
    invited_at: Timestamp,
    /// Until when it waits.
    expires_at: Timestamp,
    /// On which legal ground.
    basis: Basis,
}

impl From<Sent> for SentView {
    fn from(sent: Sent) -> Self {
        let Sent { row, phone_masked } = sent;
        Self {
            id: row.id,
            phone_masked,
            role: row.role,
            state: row.state,
            invited_by: row.invited_by,
            invited_at: row.invited_at,
            expires_at: row.expires_at,
            basis: row.basis,
        }
    }
}

async fn sent(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
    Query(page): Query<Page<InvitationId>>,
) -> Result<Json<SentList>, Problem> {
    let sent = actions::sent(&house, who, page.after, page.limit()).await?;
    let next = page.next(&sent, |one| one.row.id);
    Ok(Json(SentList { items: sent.into_iter().map(SentView::from).collect(), next }))
}

/// One invitation of an organisation.
#[derive(Deserialize, JsonSchema)]
struct SentPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The invitation.
    invitation: InvitationId,
}

async fn withdraw(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<SentPath>,
) -> Result<StatusCode, Problem> {
    actions::withdraw(&house, who, at.invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}
