//! The double list, live: what was really collected of me and to whom it went, from the flow itself, beside what the
//! house declares.

use axum::extract::State;
use ground::{Caller, Person, Problem, Timestamp};
use policy::{Category, Lang, Policy, Purpose, Recipient};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use vault::{Flow, Subject};

use super::http::{PurposeBrief, proved_twice};
use crate::House;
use crate::access::account_of;
use crate::house::InLanguage;
use crate::wire::{Json, Query, SignedIn};

/// What really happened with my data, beside what is declared.
#[derive(Serialize, JsonSchema)]
pub(super) struct FlowList {
    /// Kinds of data: those that were collected first, then what is declared and was never collected of me.
    collected: Vec<CollectedView>,
    /// Who got what.
    shared: Vec<SharedView>,
    /// True where everything that happened was declared.
    declared: bool,
}

/// One kind of personal data.
#[derive(Serialize, JsonSchema)]
struct CollectedView {
    /// The kind.
    category: String,
    /// Its name.
    title: String,
    /// True where it is sensitive.
    sensitive: bool,
    /// True where it rests in the house; what only passes through memory is not counted.
    stored: bool,
    /// How often it was collected.
    times: u64,
    /// The first time.
    first_at: Option<Timestamp>,
    /// The last time.
    last_at: Option<Timestamp>,
    /// What it is declared for.
    purposes: Vec<PurposeBrief>,
    /// False where the house declares no such flow.
    declared: bool,
}

/// What one recipient got for one purpose.
#[derive(Serialize, JsonSchema)]
struct SharedView {
    /// Who.
    recipient: String,
    /// By name.
    title: String,
    /// What for.
    purpose: PurposeBrief,
    /// Which kinds of data, by name.
    fields: Vec<String>,
    /// `sent`, `refused`, `failed`, `leaving`, `outbox`, or `undeclared`: it was tried, and stopped at the gate.
    outcome: String,
    /// How often.
    times: u64,
    /// The last time.
    last_at: Timestamp,
    /// False where the house declares no such sharing.
    declared: bool,
}

pub(super) async fn flows(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(query): Query<InLanguage>,
) -> Result<Json<FlowList>, Problem> {
    house.db.view().await?.permit(who, "me.read", &account_of(who.person))?;
    proved_twice(who)?;
    let collected = collected(&house, who, query.lang()).await?;
    let shared = shared(&house, who, query.lang()).await?;
    let declared = collected.iter().all(|one| one.declared) && shared.iter().all(|one| one.declared);
    Ok(Json(FlowList { collected, shared, declared }))
}

async fn collected(house: &House, who: Person, lang: Lang) -> Result<Vec<CollectedView>, Problem> {
    let mut found: BTreeMap<String, Vec<Flow>> = BTreeMap::new();
    for flow in house.vault.flows_of(Subject::Person(who.person), &Caller::from(who)).await? {
        found.entry(flow.category.clone()).or_default().push(flow);
    }
    let used = Category::ALL.iter().filter(|category| house.policy.has_use_of(category.id()));
    for category in used {
        found.entry(category.id().to_owned()).or_default();
    }
    let mut views: Vec<_> =
        found.into_iter().map(|(category, flows)| kind(&house.policy, category, &flows, lang)).collect();
    views.sort_by_key(|view| std::cmp::Reverse(view.last_at));
    Ok(views)
}

fn kind(policy: &Policy, category: String, flows: &[Flow], lang: Lang) -> CollectedView {
    let known = Category::from_id(&category);
    let purposes = known.into_iter().flat_map(|known| policy.purposes_of(known));
    CollectedView {
        title: known.map_or_else(|| category.clone(), |one| policy.category(one).title.lang(lang).to_owned()),
        sensitive: known.is_some_and(Category::sensitive),
        stored: known.is_none_or(Category::stored),
        times: flows.iter().map(|flow| flow.times).sum(),
        first_at: flows.iter().map(|flow| flow.first_at).min(),
        last_at: flows.iter().map(|flow| flow.last_at).max(),
        purposes: purposes.map(|facts| brief(policy, facts.purpose.id(), lang)).collect(),
        declared: flows.iter().all(|flow| flow.declared),
        category,
    }
}

/// Recipient, purpose, how it ended, and what was in it.
type Share = (String, String, String, Vec<String>);

async fn shared(house: &House, who: Person, lang: Lang) -> Result<Vec<SharedView>, Problem> {
    let mut found: BTreeMap<Share, (u64, Timestamp)> = BTreeMap::new();
    for sent in house.egress.sent_of(Subject::Person(who.person), &Caller::from(who)).await? {
        let key = (sent.recipient, sent.purpose, sent.outcome, sent.fields);
        let (times, last_at) = found.entry(key).or_insert((0, sent.at));
        *times += 1;
        *last_at = (*last_at).max(sent.at);
    }
    let mut views: Vec<_> = found
        .into_iter()
        .map(|((recipient, purpose, outcome, fields), (times, last_at))| SharedView {
            title: recipient_title(&house.policy, &recipient, lang),
            purpose: brief(&house.policy, &purpose, lang),
            declared: is_declared(&house.policy, &recipient, &purpose, &outcome, &fields),
            fields: fields.iter().map(|field| title(&house.policy, field, lang)).collect(),
            recipient,
            outcome,
            times,
            last_at,
        })
        .collect();
    views.sort_by_key(|view| std::cmp::Reverse(view.last_at));
    Ok(views)
}

/// What lies in the outbox of `--dev` did not leave; it counts as declared where its purpose may use it.
fn is_declared(policy: &Policy, recipient: &str, purpose: &str, outcome: &str, fields: &[String]) -> bool {
    let (Some(recipient), Some(purpose)) = (Recipient::from_id(recipient), Purpose::from_id(purpose)) else {
        return false;
    };
    let may = |field: &String| {
        Category::from_id(field).is_some_and(|category| match outcome {
            "outbox" => policy.allows(purpose, category),
            _ => policy.may_receive(recipient, purpose, category),
        })
    };
    outcome != "undeclared" && fields.iter().all(may)
}

fn recipient_title(policy: &Policy, id: &str, lang: Lang) -> String {
    let known = policy.known_recipients().find(|facts| facts.recipient.id() == id);
    known.map_or_else(|| id.to_owned(), |facts| facts.title.lang(lang).to_owned())
}

fn brief(policy: &Policy, id: &str, lang: Lang) -> PurposeBrief {
    let known = Purpose::from_id(id).and_then(|purpose| policy.purpose(purpose));
    let title = known.map_or_else(|| id.to_owned(), |facts| facts.title.lang(lang).to_owned());
    PurposeBrief { purpose: id.to_owned(), title }
}

fn title(policy: &Policy, field: &str, lang: Lang) -> String {
    let known = Category::from_id(field).map(|category| policy.category(category).title.lang(lang));
    known.unwrap_or(field).to_owned()
}
