//! What the house says of itself to strangers: who it is, its policy, its lists.

use aide::axum::ApiRouter;
use aide::axum::IntoApiResponse;
use aide::axum::routing::get_with;
use aide::openapi::{MediaType, ReferenceOr, Response, StatusCode};
use aide::transform::TransformOperation;
use axum::extract::State;
use axum::http::header;
use ground::{Because, Problem};
use policy::text::{self, AskedList, CollectionList, Document, PermissionsList, PolicyText, RecipientsList};
use policy::{ChannelFacts, ContactCard, Lang, SupportWay};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Contact, House};
use crate::policy_version;
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
            "/policy/children",
            get_with(children, |op| op.id("policy.children").summary("The rules for children and minors.")),
        )
        .api_route(
            "/policy/assessment",
            get_with(assessment, |op| {
                op.id("policy.assessment").summary("The draft of the impact assessment.")
            }),
        )
        .api_route(
            "/policy/promises",
            get_with(promises, |op| {
                op.id("policy.promises").summary("What is promised, and the tests that prove it.")
            }),
        )
        .api_route(
            "/policy/dpv",
            get_with(dpv, |op| {
                let op = op.id("policy.dpv").summary("The policy for machines: DPV as JSON-LD.");
                answers(op, "application/ld+json")
            }),
        )
        .api_route(
            "/policy/fides",
            get_with(fides, |op| {
                let op = op.id("policy.fides").summary("The policy for machines: fideslang as YAML.");
                answers(op, "application/yaml")
            }),
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
    /// Ways to sign in that work now: `sms`, `mail`, `passkey`, `password`.
    ways: Vec<String>,
    /// What is done for advertising: `never`, `aggregate` (numbers about groups) or `opt-in`.
    ads: String,
    /// Mail domains whose people sign in by mail; empty where that way is closed.
    mail_domains: Vec<String>,
    /// True with `--dev`.
    dev: bool,
    /// The version of the policy in force.
    policy_version: String,
    /// Languages of the texts.
    languages: Vec<String>,
    /// Whom to turn to.
    contact: Contact,
    /// By which channels, and when somebody is there.
    channels: Vec<ChannelView>,
    /// True once the keeper has finished the set-up.
    set_up: bool,
}

/// A channel by which people turn to the house; what is sent by any of them becomes a ticket.
#[derive(Serialize, JsonSchema)]
struct ChannelView {
    /// `app`, `phone`, `mail` or `letter`.
    way: &'static str,
    /// The number or the address; null for the pages of the house.
    value: Option<String>,
    /// Days of the week from Monday on; null where it takes what comes at any time.
    days: Option<u8>,
    /// From which time of the day, in Beijing.
    from: Option<String>,
    /// Until which.
    until: Option<String>,
}

/// Channels of the doorplate; one whose address is not stated yet is left out.
fn channels(house: &House, contact: &Contact) -> Vec<ChannelView> {
    let view = |facts: &ChannelFacts| {
        let value = match facts.way {
            SupportWay::App => None,
            SupportWay::Phone => Some(contact.phone.clone()),
            SupportWay::Mail => Some(contact.email.clone()),
            SupportWay::Letter => Some(contact.address.clone()),
        };
        let ChannelFacts { way, days, from, until } = facts.clone();
        ChannelView { way: way.id(), value, days, from, until }
    };
    let stated = |one: &ChannelView| one.value.as_deref() != Some("");
    house.policy.channels().iter().map(view).filter(stated).collect()
}

/// The language of a text.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct InLanguage {
    /// `zh-CN` (the default) or `en`.
    pub(crate) lang: Option<String>,
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
    let mail = crate::account::mail_is_open(&house);
    if mail {
        ways.insert(0, "mail".to_owned());
    }
    if house.egress.ways().sms {
        ways.insert(0, "sms".to_owned());
    }
    Json(HouseView {
        name: particulars.legal_name.clone(),
        profile: house.policy.profile().to_owned(),
        wings: house.policy.wings().to_vec(),
        signup: house.signup().word().to_owned(),
        ways,
        ads: house.policy.conduct().ads.id().to_owned(),
        mail_domains: if mail { house.config.accounts.mail_domains.clone() } else { Vec::new() },
        dev: house.dev,
        policy_version: house.policy.version().to_owned(),
        languages: vec!["zh-CN".to_owned(), "en".to_owned()],
        channels: channels(&house, &particulars.contact),
        contact: particulars.contact.clone(),
        set_up: particulars.set_up,
    })
}

/// The policy in force; while the running build's own is still on its way, what was published before it.
async fn policy_text(
    State(house): State<House>,
    Query(query): Query<InLanguage>,
) -> Result<Json<PolicyText>, Problem> {
    if let Some(text) = policy_version::text_in_force(&house, query.lang())? {
        return Ok(Json(text));
    }
    Ok(Json(text::policy_text(&house.policy, &card(&house), query.lang())))
}

fn card(house: &House) -> ContactCard {
    policy_version::card(house)
}

async fn children(State(house): State<House>, Query(query): Query<InLanguage>) -> Json<PolicyText> {
    Json(text::document(&house.policy, Document::Children, &card(&house), query.lang()))
}

async fn assessment(State(house): State<House>, Query(query): Query<InLanguage>) -> Json<PolicyText> {
    Json(text::document(&house.policy, Document::Assessment, &card(&house), query.lang()))
}

/// Documents a file of one media type as the answer.
fn answers<'t>(mut op: TransformOperation<'t>, kind: &str) -> TransformOperation<'t> {
    let content = [(kind.to_owned(), MediaType::default())].into_iter().collect();
    let response = Response { description: "The file.".into(), content, ..Default::default() };
    let responses = op.inner_mut().responses.get_or_insert_default();
    responses.responses.insert(StatusCode::Code(200), ReferenceOr::Item(response));
    op
}

/// The Data Privacy Vocabulary as JSON-LD.
async fn dpv(State(house): State<House>) -> impl IntoApiResponse {
    let notice = text::dpv(&house.policy, &card(&house)).to_string();
    ([(header::CONTENT_TYPE, "application/ld+json")], notice)
}

/// A fideslang manifest.
async fn fides(State(house): State<House>, Query(query): Query<InLanguage>) -> impl IntoApiResponse {
    ([(header::CONTENT_TYPE, "application/yaml; charset=utf-8")], text::fides(&house.policy, query.lang()))
}

/// A row of the promise ledger, and what proves it.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct PromiseView {
    /// Such as `JJB-026`.
    id: String,
    /// What it is about, in the words of the product's policy.
    term: String,
    /// What is promised.
    says: String,
    /// How it is seen to be kept.
    shows: String,
    /// What it waits for, where its subject is not built yet.
    waits: Option<String>,
    /// The tests that drive the running system to show it.
    tests: Vec<TestView>,
}

/// A test.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct TestView {
    /// Where it stands in the source.
    file: String,
    /// What it shows, as its name says.
    name: String,
}

/// The promises of this doorplate.
#[derive(Serialize, JsonSchema)]
struct PromiseList {
    /// In the order of the ledger.
    items: Vec<PromiseView>,
}

/// The ledger with the tests of its rows; `cargo xtask promises --write` makes it.
const PROMISES: &str = include_str!("../../../../policy/published/promises.json");

async fn promises(State(house): State<House>) -> Result<Json<PromiseList>, Problem> {
    let all: Vec<PromiseView> = serde_json::from_str(PROMISES).because("reading the published promises")?;
    let products = house.policy.products();
    let own = |row: &PromiseView| {
        row.id.split_once('-').is_some_and(|(product, _)| products.iter().any(|own| own == product))
    };
    Ok(Json(PromiseList { items: all.into_iter().filter(own).collect() }))
}

async fn collection(State(house): State<House>, Query(query): Query<InLanguage>) -> Json<CollectionList> {
    Json(text::collection_list(&house.policy, query.lang()))
}

/// Of whom it is asked.
#[derive(Deserialize, JsonSchema)]
struct AskedQuery {
    /// `zh-CN` (the default) or `en`.
    lang: Option<String>,
    /// True: what is asked besides of whoever gives a number from outside mainland China.
    #[serde(default)]
    abroad: bool,
}

async fn asked(
    State(house): State<House>,
    Query(query): Query<AskedQuery>,
) -> Result<Json<AskedList>, Problem> {
    let lang = InLanguage::new(query.lang).lang();
    let of = if query.abroad { text::asked_of_numbers_abroad } else { text::asked };
    Ok(Json(of(&house.policy, lang)))
}

async fn permissions(State(house): State<House>, Query(query): Query<InLanguage>) -> Json<PermissionsList> {
    Json(text::permissions_list(&house.policy, query.lang()))
}

async fn recipients(State(house): State<House>, Query(query): Query<InLanguage>) -> Json<RecipientsList> {
    Json(text::recipients_list(&house.policy, query.lang()))
}
