//! The wire: an organisation's archive, what one would bring, and taking it in.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::{DefaultBodyLimit, State};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::archive::{self, FORMAT};
use super::take::{self, Came, Looked, Outcome, ROWS_MAX, Row};
use super::{Refusal, actions};
use crate::House;
use crate::identity::Proof;
use crate::moving::{CONTENT_MAX, SignedWish};
use crate::org::administrator::Administrator;
use crate::org::http::OrgPath;
use crate::org::invitation::{Basis, InvitationId};
use crate::risk;
use crate::wire::{Address, Json, NoStore, Path, SignedIn};

/// A body is the content, whose quotation marks are written twice, and the rows beside it.
const BODY_MAX: usize = 2 * CONTENT_MAX;

/// The routes of this feature.
pub(in crate::org) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/archive/look",
            post_with(look, |op| {
                op.id("org.archive.look")
                    .summary("What the archive of an organisation would bring.")
                    .response::<200, Json<OrgArchiveLook>>()
            }),
        )
        .api_route(
            "/orgs/{org}/archive/take",
            post_with(take, |op| {
                op.id("org.archive.take")
                    .summary("Take in what an archive holds, each person on a legal ground that is named.")
            }),
        )
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .api_route(
            "/orgs/{org}/archive",
            post_with(make, |op| {
                op.id("org.archive")
                    .summary("The organisation, signed, for another house to take in.")
                    .response::<200, Json<OrgArchiveView>>()
            }),
        )
}

/// That it is really I who takes the organisation along.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OrgArchiveWish {
    /// The proof.
    proof: Proof,
}

/// A signed archive of an organisation.
#[derive(Serialize, JsonSchema)]
struct OrgArchiveView {
    /// `courtyard-organisation-1`.
    format: String,
    /// The content: JSON, as the exact bytes that are signed.
    content: String,
    /// Ed25519 over `courtyard organisation 1`, a line feed and the content; base64.
    signature: String,
    /// The key, the one that signs the log; base64.
    key: String,
}

async fn make(
    State(house): State<House>,
    SignedIn(person): SignedIn,
    Administrator(who): Administrator,
    Address(from): Address,
    Path(_): Path<OrgPath>,
    Json(wish): Json<OrgArchiveWish>,
) -> Result<(NoStore, Json<OrgArchiveView>), Problem> {
    let made = actions::make(&house, (person, who), &wish.proof, from).await?;
    let view = OrgArchiveView {
        format: FORMAT.to_owned(),
        content: made.content,
        signature: BASE64.encode(made.signature),
        key: BASE64.encode(made.key),
    };
    Ok((NoStore, Json(view)))
}

/// An archive to be looked at.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OrgLookWish {
    /// The archive.
    archive: SignedWish,
}

/// What an archive would bring.
#[derive(Serialize, JsonSchema)]
struct OrgArchiveLook {
    /// What the house that signed it calls itself.
    house: String,
    /// Its doorplate.
    profile: String,
    /// When it was made.
    made_at: Timestamp,
    /// The house's key as people compare it.
    fingerprint: String,
    /// The name under which the keepers of this house know that key; null where nobody does.
    known_as: Option<String>,
    /// How many departments it holds.
    departments: u64,
    /// How many rules of its own the organisation set there.
    rules: u64,
    /// Who belonged to it.
    members: Vec<OrgArchiveMember>,
}

/// Somebody who belonged to it.
#[derive(Serialize, JsonSchema)]
struct OrgArchiveMember {
    /// What the archive calls him.
    member: String,
    /// His name there; null where it was closed.
    name: Option<String>,
    /// What he was there.
    role: String,
    /// His position there.
    position: Option<String>,
    /// On which legal ground he was brought in there: `contract`, `consent` or `duty`. It is named anew here.
    basis: Option<String>,
}

impl From<archive::Member> for OrgArchiveMember {
    fn from(one: archive::Member) -> Self {
        Self { member: one.id, name: one.name, role: one.role, position: one.position, basis: one.basis }
    }
}

async fn look(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
    Json(wish): Json<OrgLookWish>,
) -> Result<(NoStore, Json<OrgArchiveLook>), Problem> {
    let Looked { content, fingerprint, known } = take::look(&house, who, &wish.archive.signed()).await?;
    let view = OrgArchiveLook {
        house: content.house,
        profile: content.profile,
        made_at: content.made_at,
        fingerprint,
        known_as: known.map(|known| known.name),
        departments: content.departments.len() as u64,
        rules: (content.numbers.len() + content.keeps.len()) as u64,
        members: content.members.into_iter().map(OrgArchiveMember::from).collect(),
    };
    Ok((NoStore, Json(view)))
}

/// What is to be taken in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OrgTakeWish {
    /// The archive.
    archive: SignedWish,
    /// The fingerprint of the house, where I compared it and nobody here knows it.
    compared: Option<String>,
    /// Whom to invite, or to fill in what he was where he has accepted; at most 500, and may be sent again.
    #[serde(default)]
    rows: Vec<OrgTakeRow>,
}

/// One of those who belonged to it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OrgTakeRow {
    /// What the archive calls him.
    member: String,
    /// E.164, or eleven digits of a mainland mobile number; the archive holds none.
    phone: String,
    /// On which legal ground he is brought in here.
    basis: Basis,
}

/// What came.
#[derive(Serialize, JsonSchema)]
struct OrgTaken {
    /// Departments that are new.
    departments: u64,
    /// Rules that hold here as they held there.
    rules: u64,
    /// Rules that this house does not take.
    left: Vec<OrgRuleLeft>,
    /// What became of each row, in their order.
    items: Vec<OrgTakenRow>,
}

/// A rule that was left out.
#[derive(Serialize, JsonSchema)]
struct OrgRuleLeft {
    /// The number, or category and event.
    rule: String,
    /// `org.policy_looser`, `org.policy_fixed`, `org.policy_unknown`, or `org.policy_own`: it was set otherwise here.
    why: String,
}

/// What became of a row.
#[derive(Serialize, JsonSchema)]
struct OrgTakenRow {
    /// The invitation, where its person is invited.
    invitation: Option<InvitationId>,
    /// The member, where he belongs to it already and is now what he was there.
    filled: Option<PersonId>,
    /// Why neither: `org.member_unknown`, `account.phone_wrong`, `org.invited_already` or `org.invite_limit`.
    problem: Option<String>,
}

impl From<Outcome> for OrgTakenRow {
    fn from(outcome: Outcome) -> Self {
        let (invitation, filled, problem) = match outcome {
            Outcome::Invited(id) => (Some(id), None, None),
            Outcome::Filled(person) => (None, Some(person), None),
            Outcome::Left(code) => (None, None, Some(code.to_owned())),
        };
        Self { invitation, filled, problem }
    }
}

async fn take(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
    Json(wish): Json<OrgTakeWish>,
) -> Result<Json<OrgTaken>, Problem> {
    if wish.rows.len() > ROWS_MAX {
        return Err(Refusal::RowsWrong.into());
    }
    risk::sent(&house, risk::Of::Person(who.person)).await?;
    let row = |row: OrgTakeRow| Row { member: row.member, phone: row.phone, basis: row.basis };
    let rows: Vec<Row> = wish.rows.into_iter().map(row).collect();
    let Came { departments, rules, left, rows } =
        take::take(&house, who, &wish.archive.signed(), wish.compared.as_deref(), &rows).await?;
    let left = left.into_iter().map(|(rule, why)| OrgRuleLeft { rule, why: why.to_owned() });
    Ok(Json(OrgTaken {
        departments: departments as u64,
        rules: rules as u64,
        left: left.collect(),
        items: rows.into_iter().map(OrgTakenRow::from).collect(),
    }))
}
