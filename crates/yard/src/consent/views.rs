//! What the wire says of consents.

use ground::Timestamp;
use policy::text::AskedItem;
use policy::{Lang, Policy, PurposeFacts};
use schemars::JsonSchema;
use serde::Serialize;

use super::rules;
use super::store::{Act, Entry, Scope};

/// My consents.
#[derive(Serialize, JsonSchema)]
pub(super) struct ConsentList {
    /// Every purpose of this house, whether it was given or not.
    pub items: Vec<ConsentView>,
}

/// One purpose, and how I stand to it.
#[derive(Serialize, JsonSchema)]
pub(super) struct ConsentView {
    /// The purpose.
    purpose: String,
    /// Its name.
    title: String,
    /// `contract`, `consent` or `legal`.
    basis: String,
    /// When it was last given; null where it does not stand and never did.
    given_at: Option<Timestamp>,
    /// When it was withdrawn, where it is.
    withdrawn_at: Option<Timestamp>,
    /// When it was refused, where it is.
    refused_at: Option<Timestamp>,
    /// The version that was shown; of the policy in force where nothing was given.
    version: String,
    /// True where sensitive data are used.
    sensitive: bool,
    /// The kinds of sensitive data that need a yes of their own.
    categories: Vec<CategoryBrief>,
    /// True where it can be withdrawn by itself.
    withdrawable: bool,
    /// True where a page may ask by itself; false once it was refused, until the question changes.
    may_ask: bool,
    /// What is asked, word for word.
    asked: Option<AskedItem>,
}

/// A kind of data by name.
#[derive(Serialize, JsonSchema)]
struct CategoryBrief {
    /// Its id.
    category: String,
    /// Its name.
    title: String,
}

/// What stands in the ledger about me.
#[derive(Serialize, JsonSchema)]
pub(super) struct EntryList {
    /// Newest first.
    pub items: Vec<EntryView>,
}

/// One entry.
#[derive(Serialize, JsonSchema)]
pub(super) struct EntryView {
    /// When.
    at: Timestamp,
    /// `given`, `refused` or `withdrawn`.
    act: String,
    /// The purpose.
    purpose: String,
    /// The kind of sensitive data that it is about; null where it is about the purpose.
    category: Option<String>,
    /// The recipient that it is about; null where it is about the purpose.
    recipient: Option<String>,
    /// The version that was shown.
    version: String,
    /// The language it was read in, where that is known.
    lang: Option<String>,
    /// True where it was signed on paper; the sheet is with my papers.
    on_paper: bool,
    /// What was shown, word for word; null of what was given before texts were kept.
    text: Option<AskedItem>,
}

/// How somebody with these entries stands to a purpose.
pub(super) fn consent(
    policy: &Policy,
    facts: &PurposeFacts,
    entries: &[Entry],
    (today, lang): ([u8; 32], Lang),
) -> ConsentView {
    let of = || {
        let entries = entries.iter().rev();
        entries.filter(|entry| entry.purpose == facts.purpose && entry.scope == Scope::Purpose)
    };
    let last = of().next();
    let given = of().find(|entry| entry.act == Act::Given);
    let ended = |act| last.filter(|entry| entry.act == act).map(|entry| entry.at);
    let brief = |category: policy::Category| CategoryBrief {
        category: category.id().to_owned(),
        title: policy.category(category).title.lang(lang).to_owned(),
    };
    ConsentView {
        purpose: facts.purpose.id().to_owned(),
        title: facts.title.lang(lang).to_owned(),
        basis: facts.basis.id().to_owned(),
        given_at: given.map(|entry| entry.at),
        withdrawn_at: ended(Act::Withdrawn),
        refused_at: ended(Act::Refused),
        version: given.map_or_else(|| policy.version().to_owned(), |entry| entry.version.clone()),
        sensitive: facts.sensitive(),
        categories: rules::sensitive(facts).map(brief).collect(),
        withdrawable: facts.withdrawable(),
        may_ask: facts.withdrawable() && rules::may_ask(last, today),
        asked: policy::text::asked_for(policy, facts.purpose, lang),
    }
}

/// An entry with its text.
pub(super) fn entry(entry: &Entry, text: Option<AskedItem>) -> EntryView {
    let (category, recipient) = match entry.scope {
        Scope::Purpose => (None, None),
        Scope::Category(category) => (Some(category.id().to_owned()), None),
        Scope::Recipient(recipient) => (None, Some(recipient.id().to_owned())),
    };
    EntryView {
        at: entry.at,
        act: entry.act.word().to_owned(),
        purpose: entry.purpose.id().to_owned(),
        category,
        recipient,
        version: entry.version.clone(),
        lang: Some(entry.lang.clone()).filter(|lang| !lang.is_empty()),
        on_paper: entry.on_paper,
        text,
    }
}
