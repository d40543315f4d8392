//! What an audit wants to see, put together from the data as they are: the page, and with it the texts and lists.
//!
//! It needs the database, the policy, the record of what left and the checked log; no key of anybody.

use ground::{Db, Fault, Timestamp};
use policy::text::{self, CollectionList, PermissionsList, RecipientsList};
use policy::{Category, Lang, Policy, Purpose, Recipient};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use vault::audit::Report;

use super::lines::{ConsentLine, KeepLine, LogLine, Overview, SentLine};
use super::store;
use crate::retention;

/// What the evidence is put together from.
pub struct Sources<'a> {
    /// The database.
    pub db: &'a Db,
    /// The policy that the house obeys.
    pub policy: &'a Policy,
    /// What left, counted.
    pub sent: Vec<egress::Count>,
    /// The log as it was found.
    pub log: Log,
}

/// The access log as it was found.
pub struct Log {
    /// What the check found.
    pub report: Report,
    /// The newest checkpoint, as it is signed.
    pub checkpoint: Option<String>,
}

impl From<Log> for LogLine {
    fn from(log: Log) -> Self {
        let Log { report, checkpoint } = log;
        Self {
            leaves: report.size,
            entries: report.entries,
            forgotten: report.forgotten,
            checkpoints: report.checkpoints,
            unsigned: report.unsigned,
            findings: report.findings.iter().map(ToString::to_string).collect(),
            checkpoint,
        }
    }
}

/// A text of the policy that was published.
#[derive(Serialize, JsonSchema)]
pub struct PublishedText {
    version: String,
    #[serde(rename = "zh-CN")]
    zh: serde_json::Value,
    en: serde_json::Value,
}

/// The lists of the policy in one language.
#[derive(Serialize, JsonSchema)]
pub struct Lists {
    collection: CollectionList,
    permissions: PermissionsList,
    recipients: RecipientsList,
}

/// The evidence for an audit. It names nobody.
#[derive(Serialize, JsonSchema)]
pub struct Evidence {
    /// `courtyard-evidence-1`.
    pub format: String,
    /// How the house stands.
    pub overview: Overview,
    /// The texts of every version.
    pub texts: Vec<PublishedText>,
    /// The lists by language.
    pub lists: BTreeMap<String, Lists>,
}

/// Puts the evidence together.
///
/// # Errors
/// What the database says.
pub async fn evidence(sources: Sources<'_>) -> Result<Evidence, Fault> {
    let policy = sources.policy;
    let mut view = sources.db.view().await?;
    let json = |text: &str| serde_json::from_str(text).unwrap_or_default();
    let texts = store::texts(&mut view).await?.into_iter();
    let texts = texts.map(|(version, zh, en)| PublishedText { version, zh: json(&zh), en: json(&en) });
    let texts = texts.collect();
    drop(view);
    let lists = Lang::ALL.into_iter().map(|lang| {
        let collection = text::collection_list(policy, lang);
        let permissions = text::permissions_list(policy, lang);
        let recipients = text::recipients_list(policy, lang);
        (lang.tag().to_owned(), Lists { collection, permissions, recipients })
    });
    let lists = lists.collect();
    let overview = overview(sources, Lang::ZhCn).await?;
    Ok(Evidence { format: "courtyard-evidence-1".to_owned(), overview, texts, lists })
}

/// The page.
pub(super) async fn overview(sources: Sources<'_>, lang: Lang) -> Result<Overview, Fault> {
    let Sources { db, policy, sent, log } = sources;
    let mut view = db.view().await?;
    let at: Timestamp = view.now();
    Ok(Overview {
        at,
        profile: policy.profile().to_owned(),
        policy_version: policy.version().to_owned(),
        people: store::people(&mut view).await?,
        requests: store::requests(&mut view).await?,
        tickets: store::tickets(&mut view).await?,
        incidents: store::incidents(&mut view).await?,
        versions: store::versions(&mut view).await?,
        consents: consents(policy, store::consents(&mut view).await?, lang),
        retention: periods(policy, &retention::own(&mut view).await?, lang),
        egress: sent.into_iter().map(|count| sent_line(policy, count, lang)).collect(),
        log: log.into(),
        inspectors: store::looks(&mut view).await?,
    })
}

fn purpose_title(policy: &Policy, id: &str, lang: Lang) -> String {
    let facts = Purpose::from_id(id).and_then(|purpose| policy.purpose(purpose));
    facts.map_or_else(|| id.to_owned(), |facts| facts.title.lang(lang).to_owned())
}

fn consents(policy: &Policy, words: Vec<(String, String, i64)>, lang: Lang) -> Vec<ConsentLine> {
    let mut lines: BTreeMap<String, ConsentLine> = BTreeMap::new();
    for (purpose, act, many) in words {
        let title = purpose_title(policy, &purpose, lang);
        let fresh = || ConsentLine { purpose: purpose.clone(), title, standing: 0, withdrawn: 0 };
        let line = lines.entry(purpose.clone()).or_insert_with(fresh);
        if act == "given" { line.standing += many } else { line.withdrawn += many }
    }
    lines.into_values().collect()
}

fn periods(policy: &Policy, own: &[retention::Own], lang: Lang) -> Vec<KeepLine> {
    let words = |period| text::period_words(policy, period, lang);
    let stored = Category::ALL.iter().copied().filter(|category| category.stored());
    let ends =
        stored.flat_map(|category| policy.retention(category).ends.iter().map(move |end| (category, end)));
    ends.map(|(category, end)| {
        let set = own.iter().find(|(of, event, _)| *of == category && *event == end.from);
        KeepLine {
            category: category.id().to_owned(),
            title: policy.category(category).title.lang(lang).to_owned(),
            from: end.from_title.lang(lang).to_owned(),
            promised: words(end.after),
            own: set.map(|(_, _, period)| words(*period)),
        }
    })
    .collect()
}

fn sent_line(policy: &Policy, count: egress::Count, lang: Lang) -> SentLine {
    let known = Recipient::from_id(&count.recipient);
    let facts = policy.recipients().find(|facts| Some(facts.recipient) == known);
    SentLine {
        title: facts.map_or_else(|| count.recipient.clone(), |facts| facts.title.lang(lang).to_owned()),
        purpose_title: purpose_title(policy, &count.purpose, lang),
        recipient: count.recipient,
        purpose: count.purpose,
        outcome: count.outcome,
        count: count.times,
    }
}
