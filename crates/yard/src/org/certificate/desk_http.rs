//! The wire: the desk of those who run the house.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CertificateId;
use super::desk::{self, Seen};
use super::store::Waiting;
use crate::avatar::Kind;
use crate::wire::{Json, NoStore, Path, SignedIn};
use crate::{House, seal};

/// The routes of the desk.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/desk/certificates",
            get_with(list, |op| {
                op.id("certificate.list")
                    .summary("Organisations that wait to be certified; keepers only.")
                    .response::<200, Json<CertificateList>>()
            }),
        )
        .api_route(
            "/desk/certificates/{certificate}/look",
            post_with(look, |op| {
                op.id("certificate.look")
                    .with(seal::mark)
                    .summary("The evidence of an organisation, with a reason; keepers only.")
                    .response::<200, Json<CertificateSeen>>()
            }),
        )
        .api_route(
            "/desk/certificates/{certificate}/decide",
            post_with(decide, |op| {
                op.id("certificate.decide")
                    .with(seal::mark)
                    .summary("It is the company it says, or it is not shown to be and why; keepers only.")
                    .response::<204, ()>()
            }),
        )
}

/// What waits.
#[derive(Serialize, JsonSchema)]
struct CertificateList {
    /// The oldest first.
    items: Vec<CertificateBrief>,
}

/// One that waits.
#[derive(Serialize, JsonSchema)]
struct CertificateBrief {
    /// Which.
    id: CertificateId,
    /// Of which organisation.
    org: OrgId,
    /// When it was sent.
    sent_at: Timestamp,
}

impl From<Waiting> for CertificateBrief {
    fn from(Waiting { id, org, sent_at }: Waiting) -> Self {
        Self { id, org, sent_at }
    }
}

async fn list(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<CertificateList>), Problem> {
    let items = desk::list(&house, who).await?.into_iter().map(CertificateBrief::from).collect();
    Ok((NoStore, Json(CertificateList { items })))
}

/// Which.
#[derive(Deserialize, JsonSchema)]
struct CertificatePath {
    /// The certification.
    certificate: CertificateId,
}

/// Why I look.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CertificateLookWish {
    /// 2 to 200 characters.
    reason: Option<String>,
}

/// The evidence, beside what the organisation was founded with.
#[derive(Serialize, JsonSchema)]
struct CertificateSeen {
    /// The legal name.
    legal_name: String,
    /// The unified social credit code.
    credit_code: String,
    /// The address, where one was stated.
    address: Option<String>,
    /// Who answers for it.
    contact_name: String,
    /// Under which number.
    contact_phone: String,
    /// What kind of picture the licence is.
    media_type: &'static str,
    /// The licence in base64.
    base64: String,
}

impl From<Seen> for CertificateSeen {
    fn from(seen: Seen) -> Self {
        let Seen { legal_name, credit_code, address, contact_name, contact_phone, licence } = seen;
        let media_type = Kind::of(&licence).map_or("application/octet-stream", Kind::media_type);
        let base64 = BASE64.encode(&licence);
        Self { legal_name, credit_code, address, contact_name, contact_phone, media_type, base64 }
    }
}

async fn look(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CertificatePath>,
    Json(wish): Json<CertificateLookWish>,
) -> Result<(NoStore, Json<CertificateSeen>), Problem> {
    let seen = desk::look(&house, who, at.certificate, wish.reason.as_deref()).await?;
    Ok((NoStore, Json(seen.into())))
}

/// What was decided.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CertificateDecision {
    /// Whether it is the company it says.
    certified: bool,
    /// Why not: 2 to 200 characters, wanted where it is not.
    reason: Option<String>,
}

async fn decide(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CertificatePath>,
    Json(wish): Json<CertificateDecision>,
) -> Result<StatusCode, Problem> {
    desk::decide(&house, who, at.certificate, (wish.certified, wish.reason.as_deref())).await?;
    Ok(StatusCode::NO_CONTENT)
}
