//! The rows as they stand in the files. Only shapes; [`crate::load`] judges them.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

pub(crate) type Word = Spanned<String>;

/// Both languages, as far as they are written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawBoth {
    pub zh: Option<String>,
    pub en: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Categories {
    pub key_group: Vec<KeyGroupRow>,
    pub category: Vec<CategoryRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyGroupRow {
    pub id: Word,
    pub zh: Option<String>,
    pub en: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CategoryRow {
    pub id: Word,
    pub zh: Option<String>,
    pub en: Option<String>,
    pub sensitive: Option<bool>,
    pub kept: Option<Word>,
    pub readable: Option<Spanned<bool>>,
    #[serde(default)]
    pub from: Vec<Word>,
    pub key_group: Option<Word>,
    #[serde(default)]
    pub of_organisation: bool,
    #[serde(default)]
    pub examples: RawBoth,
    pub withheld: Option<RawBoth>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Purposes {
    pub purpose: Vec<PurposeRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PurposeRow {
    pub id: Word,
    pub zh: Option<String>,
    pub en: Option<String>,
    pub wing: Option<Word>,
    pub basis: Option<Word>,
    pub required: Option<Spanned<bool>>,
    pub asked: Option<Word>,
    #[serde(default)]
    pub guests: bool,
    #[serde(default)]
    pub needs: Vec<Word>,
    #[serde(default)]
    pub chosen: Vec<Word>,
    #[serde(default)]
    pub promises: Vec<Word>,
    #[serde(default)]
    pub why: RawBoth,
    #[serde(default)]
    pub who: RawBoth,
    #[serde(default)]
    pub if_not: RawBoth,
    #[serde(default)]
    pub permission: Vec<PermissionRow>,
    #[serde(default)]
    pub reads_stored: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PermissionRow {
    pub device: Word,
    pub zh: Option<String>,
    pub en: Option<String>,
    #[serde(default)]
    pub asked: RawBoth,
    pub closable: Option<bool>,
    #[serde(default)]
    pub close: RawBoth,
    #[serde(default)]
    pub refused: RawBoth,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Retention {
    pub event: Vec<EventRow>,
    pub rule: Vec<RuleRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventRow {
    pub id: Word,
    pub zh: Option<String>,
    pub en: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleRow {
    pub category: Word,
    #[serde(default)]
    pub ends: Vec<EndingRow>,
    pub then: Option<Word>,
    pub criterion: Option<Word>,
    pub floor: Option<FloorRow>,
    pub ceiling: Option<PeriodRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndingRow {
    pub number: u32,
    pub unit: Word,
    pub from: Word,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FloorRow {
    pub number: u32,
    pub unit: Word,
    #[serde(default)]
    pub law: RawBoth,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeriodRow {
    pub number: u32,
    pub unit: Word,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recipients {
    pub recipient: Vec<RecipientRow>,
    #[serde(default)]
    pub premise: Vec<PremiseRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewRow {
    pub at: Word,
    pub zh: Option<String>,
    pub en: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PremiseRow {
    pub id: Word,
    pub zh: Option<String>,
    pub en: Option<String>,
    pub setting: Word,
    #[serde(default)]
    pub why: RawBoth,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecipientRow {
    pub id: Word,
    pub zh: Option<String>,
    pub en: Option<String>,
    pub setting: Option<Word>,
    #[serde(default)]
    pub fields: Vec<Word>,
    #[serde(default)]
    pub purposes: Vec<Word>,
    pub region: Option<Word>,
    #[serde(default)]
    pub abroad: bool,
    pub review: Option<ReviewRow>,
    #[serde(default)]
    pub how: RawBoth,
    #[serde(default)]
    pub why: RawBoth,
    #[serde(default)]
    pub if_not: RawBoth,
    #[serde(default)]
    pub promises: Vec<Word>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Numbers {
    pub number: Vec<NumberRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumberRow {
    pub id: Word,
    pub zh: Option<String>,
    pub en: Option<String>,
    pub value: u32,
    pub unit: Word,
    pub stricter: Option<Word>,
    #[serde(default)]
    pub organisation: bool,
    #[serde(default)]
    pub promises: Vec<Word>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileFile {
    pub id: Word,
    pub zh: Option<String>,
    pub en: Option<String>,
    pub dated: Option<Word>,
    #[serde(default)]
    pub ledger: Vec<Word>,
    #[serde(default)]
    pub wings: Vec<Word>,
    pub signup: Option<Word>,
    #[serde(default)]
    pub signup_fields: Vec<Word>,
    #[serde(default)]
    pub contact: Vec<Word>,
    #[serde(default)]
    pub channel: Vec<Spanned<ChannelRow>>,
    #[serde(default)]
    pub languages: Vec<Word>,
    #[serde(default)]
    pub off: Vec<Word>,
    #[serde(default)]
    pub keep: Vec<KeepRow>,
    #[serde(default)]
    pub numbers: BTreeMap<Word, Spanned<u32>>,
    #[serde(default)]
    pub service: RawBoth,
    pub conduct: Option<Spanned<ConductRow>>,
}

/// A way to turn to the house, with its hours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChannelRow {
    pub way: Word,
    pub days: Option<u8>,
    pub from: Option<String>,
    pub until: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConductRow {
    #[serde(default)]
    pub messages: Vec<Word>,
    pub ads: Option<Word>,
    pub profiling: Option<Word>,
    pub third_party_data: Option<Word>,
    #[serde(default)]
    pub regions: Vec<Word>,
    #[serde(default)]
    pub sites: Vec<Word>,
    pub closing: Option<PeriodRow>,
    #[serde(default)]
    pub leaving_closes: bool,
    pub child: Option<Word>,
    pub minor: Option<Word>,
    #[serde(default)]
    pub tell: Vec<Word>,
    pub unknown_device: Option<Word>,
    pub staff_factor: Option<Word>,
    pub unnamed_device: Option<Word>,
    #[serde(default)]
    pub cookies: Vec<Word>,
    #[serde(default)]
    pub use_grounds: Vec<Word>,
    #[serde(default)]
    pub share_grounds: Vec<Word>,
    #[serde(default)]
    pub identity_cases: Vec<Word>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeepRow {
    pub category: Word,
    pub number: u32,
    pub unit: Word,
    pub from: Word,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Texts {
    pub section: Vec<SectionRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SectionRow {
    pub id: Word,
    pub zh: Option<String>,
    pub en: Option<String>,
    pub each: Option<Word>,
    #[serde(default)]
    pub when: Vec<Word>,
    #[serde(default)]
    pub sentence: Vec<SentenceRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SentenceRow {
    pub id: Word,
    pub zh: Option<String>,
    pub en: Option<String>,
    pub each: Option<Word>,
    #[serde(default)]
    pub when: Vec<Word>,
    #[serde(default)]
    pub bold: bool,
    #[serde(default)]
    pub promises: Vec<Word>,
}

/// `text/words.toml`: small words by key.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Words(pub BTreeMap<Word, RawBoth>);
