//! The wire: the certification of my organisation.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::extract::{DefaultBodyLimit, State as Of};
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Own, Stated};
use super::{Refusal, State};
use crate::avatar::Kind;
use crate::org::administrator::Administrator;
use crate::org::http::OrgPath;
use crate::wire::{Json, NoStore, Path};
use crate::{House, seal};

/// Bytes of a picture, as an avatar may have.
const BYTES_MAX: usize = 1 << 20;
const KINDS: [Kind; 3] = [Kind::Png, Kind::Jpeg, Kind::Webp];

crate::upload!(Upload, Refusal::TooLarge, KINDS.map(Kind::media_type));

/// The routes of this part.
pub(super) fn routes() -> ApiRouter<House> {
    let licence = ApiRouter::new()
        .api_route(
            "/orgs/{org}/certificate/licence",
            put_with(licence, |op| {
                op.id("org.certificate.licence")
                    .summary("A picture of the business licence.")
                    .response::<204, ()>()
            }),
        )
        .layer(DefaultBodyLimit::max(BYTES_MAX));
    licence.api_route(
        "/orgs/{org}/certificate",
        get_with(get, |op| {
            op.id("org.certificate")
                .summary("How far the certification of my organisation is.")
                .response::<200, Json<CertificateView>>()
        })
        .post_with(send, |op| {
            op.id("org.certify")
                .with(seal::mark)
                .summary("Send the evidence to be compared.")
                .response::<204, ()>()
        })
        .delete_with(withdraw, |op| {
            op.id("org.certificate.withdraw").summary("Take it back, the mark with it.").response::<204, ()>()
        }),
    )
}

/// How far a certification is.
#[derive(Serialize, JsonSchema)]
struct CertificateView {
    /// Null where nothing was sent.
    state: Option<State>,
    /// Whether a picture of the licence is here.
    licence: bool,
    /// Why it was refused.
    reason: Option<String>,
    /// When it was sent.
    sent_at: Option<Timestamp>,
    /// When it was decided.
    decided_at: Option<Timestamp>,
}

impl From<Own> for CertificateView {
    fn from(Own { row, reason }: Own) -> Self {
        let row = row.as_ref();
        Self {
            state: row.map(|row| row.state),
            licence: row.is_some_and(|row| row.licence.is_some()),
            reason,
            sent_at: row.map(|row| row.sent_at),
            decided_at: row.and_then(|row| row.decided_at),
        }
    }
}

async fn get(
    Of(house): Of<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
) -> Result<(NoStore, Json<CertificateView>), Problem> {
    Ok((NoStore, Json(actions::get(&house, who).await?.into())))
}

async fn licence(
    Of(house): Of<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
    Upload(bytes): Upload,
) -> Result<StatusCode, Problem> {
    actions::licence(&house, who, &bytes).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is stated beside the licence.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CertificateWish {
    /// The unified social credit code once more.
    credit_code: String,
    /// Who answers for it: 2 to 64 characters.
    contact_name: String,
    /// Under which number.
    contact_phone: String,
}

async fn send(
    Of(house): Of<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
    Json(wish): Json<CertificateWish>,
) -> Result<StatusCode, Problem> {
    let stated = Stated {
        credit_code: &wish.credit_code,
        contact_name: &wish.contact_name,
        contact_phone: &wish.contact_phone,
    };
    actions::send(&house, who, stated).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn withdraw(
    Of(house): Of<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
) -> Result<StatusCode, Problem> {
    actions::withdraw(&house, who).await?;
    Ok(StatusCode::NO_CONTENT)
}
