//! What the house says of itself to strangers: who it is, its policy, its lists.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use policy::text::{self, AskedList, CollectionList, PermissionsList, PolicyText, RecipientsList};
use policy::{ContactCard, Lang};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Contact, House};
use crate::wire::{Json, Query};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route("/house", get_with(about, |op| op.id("house.about").summary("What this house is.")))
        .api_route(
            "/policy",
            get_with(policy_text, |op| op.id("policy.text").summary("The policy in force.")),
        )
        .api_route(
            "/policy/collection",
            get_with(collection, |op| op.id("policy.collection").summary("What is collected, and for what.")),
        )
        .api_route(
            "/policy/permissions",
            get_with(permissions, |op| {
                op.id("policy.permissions").summary("What a device is asked for, and when.")
            }),
        )
        .api_route(
            "/policy/recipients",
            get_with(recipients, |op| op.id("policy.recipients").summary("Who else receives something.")),
        )
        .api_route(
            "/policy/asked",
            get_with(asked, |op| op.id("policy.asked").summary("What is asked of somebody who signs up.")),
        )
}

/// What a stranger may know of the house.
#[derive(Serialize, JsonSchema)]
struct HouseView {
    /// The legal name of whoever runs it.
    name: String,
    /// The doorplate.
    profile: String,
    /// The wings that are open.
    wings: Vec<String>,
    /// `open`, `invited` or `mail_domain`.
    signup: String,
    /// Ways to sign in that work now: `sms`, `passkey`, `password`.
    ways: Vec<String>,
    /// True with `--dev`.
    dev: bool,
    /// The version of the policy in force.
    policy_version: String,
    /// Languages of the texts.
    languages: Vec<String>,
    /// Whom to turn to.
    contact: Contact,
    /// True once the keeper has finished the set-up.
    set_up: bool,
}

/// The language of a text.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct InLanguage {
    /// `zh-CN` (the default) or `en`.
    lang: Option<String>,
}

impl InLanguage {
    /// The language of this tag.
    pub(crate) const fn new(lang: Option<String>) -> Self {
        Self { lang }
    }

    /// The language that was asked for.
    pub(crate) fn lang(&self) -> Lang {
        if self.lang.as_deref().is_some_and(|lang| lang.starts_with("en")) { Lang::En } else { Lang::ZhCn }
    }
}

async fn about(State(house): State<House>) -> Json<HouseView> {
    let particulars = house.particulars();
    let mut ways = vec!["passkey".to_owned(), "password".to_owned()];
    if house.egress.ways().sms {
        ways.insert(0, "sms".to_owned());
    }
    Json(HouseView {
        name: particulars.legal_name.clone(),
        profile: house.policy.profile().to_owned(),
        wings: house.policy.wings().to_vec(),
        signup: house.signup().word().to_owned(),
        ways,
        dev: house.dev,
        policy_version: house.policy.version().to_owned(),
        languages: vec!["zh-CN".to_owned(), "en".to_owned()],
        contact: particulars.contact.clone(),
        set_up: particulars.set_up,
    })
}

async fn policy_text(State(house): State<House>, Query(query): Query<InLanguage>) -> Json<PolicyText> {
    let particulars = house.particulars();
    let card = ContactCard {
        name: particulars.legal_name.clone(),
        email: particulars.contact.email.clone(),
        phone: particulars.contact.phone.clone(),
        address: particulars.contact.address.clone(),
    };
    Json(text::policy_text(&house.policy, &card, query.lang()))
}

async fn collection(State(house): State<House>, Query(query): Query<InLanguage>) -> Json<CollectionList> {
    Json(text::collection_list(&house.policy, query.lang()))
}

async fn asked(State(house): State<House>, Query(query): Query<InLanguage>) -> Json<AskedList> {
    Json(text::asked(&house.policy, query.lang()))
}

async fn permissions(State(house): State<House>, Query(query): Query<InLanguage>) -> Json<PermissionsList> {
    Json(text::permissions_list(&house.policy, query.lang()))
}

async fn recipients(State(house): State<House>, Query(query): Query<InLanguage>) -> Json<RecipientsList> {
    Json(text::recipients_list(&house.policy, query.lang()))
}
