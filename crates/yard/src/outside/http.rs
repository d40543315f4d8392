//! The wire: for whoever has no account and wants to know what is held of his number.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use ground::{Problem, Timestamp};
use policy::Category;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Held};
use crate::House;
use crate::account::{CodeSent, Phone, ProofGiven};
use crate::house::InLanguage;
use crate::org::{Basis, Role};
use crate::seal;
use crate::wire::{Address, Anyone, Json, NoStore, Query, Reads};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/outside/code",
            post_with(code, |op| {
                op.id("outside.code")
                    .with(seal::mark)
                    .summary("Have a code sent to a number, to see what is held of it.")
            }),
        )
        .api_route(
            "/outside/held",
            post_with(held, |op| {
                op.id("outside.held")
                    .with(seal::mark)
                    .summary("What is held of a number, by its code, without an account.")
                    .response::<200, Json<OutsideHeld>>()
            }),
        )
        .api_route(
            "/outside/erase",
            post_with(erase, |op| {
                op.id("outside.erase").with(seal::mark).summary("Erase what is held of a proved number.")
            }),
        )
}

/// A number to be proved.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OutsideCodeWish {
    /// E.164, or eleven digits of a mainland mobile number.
    phone: String,
    /// The proof of work.
    proof: ProofGiven,
}

async fn code(
    State(house): State<House>,
    Anyone(caller): Anyone,
    Address(from): Address,
    Reads(lang): Reads,
    Json(wish): Json<OutsideCodeWish>,
) -> Result<Json<CodeSent>, Problem> {
    let phone = Phone::required(&wish.phone)?;
    wish.proof.check(&house)?;
    let expires_at = actions::send(&house, caller, &phone, (from, lang)).await?;
    Ok(Json(CodeSent::until(expires_at)))
}

/// A number and the code that was sent to it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OutsideLook {
    /// The number.
    phone: String,
    /// The code.
    code: String,
}

/// What is held of a number.
#[derive(Serialize, JsonSchema)]
struct OutsideHeld {
    /// True where the number has an account: the rest is seen and erased there, signed in.
    account: bool,
    /// Invitations that wait for the number.
    invitations: Vec<OutsideInvitation>,
    /// True where a minor named the number as his guardian's and waits for an answer.
    guardian: bool,
    /// The kind of data that is.
    title: String,
    /// How long it is kept.
    retention: String,
    /// The key to have it erased; good once.
    pass: String,
    /// Until when.
    expires_at: Timestamp,
}

/// An invitation that waits.
#[derive(Serialize, JsonSchema)]
struct OutsideInvitation {
    /// Into which organisation.
    org: String,
    /// By whom; null where there is no such person any longer.
    invited_by: Option<String>,
    /// As what.
    role: Role,
    /// When.
    invited_at: Timestamp,
    /// Until when it waits; then it is gone by itself.
    expires_at: Timestamp,
    /// On which legal ground.
    basis: Basis,
}

async fn held(
    State(house): State<House>,
    Anyone(caller): Anyone,
    Query(query): Query<InLanguage>,
    Json(wish): Json<OutsideLook>,
) -> Result<(NoStore, Json<OutsideHeld>), Problem> {
    let phone = Phone::required(&wish.phone)?;
    let Held { account, invitations, guardian, pass, expires_at } =
        actions::held(&house, caller, &phone, wish.code.trim()).await?;
    let (lang, category) = (query.lang(), Category::InvitationPhone);
    let invitations = invitations.into_iter().map(|one| OutsideInvitation {
        org: one.org,
        invited_by: one.invited_by,
        role: one.role,
        invited_at: one.invited_at,
        expires_at: one.expires_at,
        basis: one.basis,
    });
    let view = OutsideHeld {
        account,
        invitations: invitations.collect(),
        guardian,
        title: house.policy.category(category).title.lang(lang).to_owned(),
        retention: policy::text::keep_sentence(&house.policy, category, lang),
        pass,
        expires_at,
    };
    Ok((NoStore, Json(view)))
}

/// The key that was given with what is held.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OutsideErase {
    /// The key.
    pass: String,
}

/// It was erased.
#[derive(Serialize, JsonSchema)]
struct OutsideErased {
    /// How many things were.
    erased: u64,
}

async fn erase(
    State(house): State<House>,
    Anyone(caller): Anyone,
    Json(wish): Json<OutsideErase>,
) -> Result<Json<OutsideErased>, Problem> {
    Ok(Json(OutsideErased { erased: actions::erase(&house, caller, &wish.pass).await? }))
}
