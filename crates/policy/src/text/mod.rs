//! The published texts, made from the policy's data: the policy itself, the collection list, the permission list, the
//! list of recipients, the rules for children, the draft of the impact assessment, what is shown before sign-up, and
//! two exports for machines. Their shapes are the wire's.

mod assessment;
mod exports;
mod lists;
mod policy_text;
mod template;
mod words;
mod yaml;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use assessment::{Risk, risk, risk_of};
pub use exports::{dpv, fides};
pub use lists::{
    asked, asked_for, asked_of_guests, asked_of_numbers_abroad, collection_list, permissions_list,
    recipients_list,
};
pub use policy_text::{Document, document, policy_text};
pub(crate) use template::{Templates, fill, sections, words};
pub use words::{keep_sentence, period_words};

/// The published policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyText {
    /// The doorplate.
    pub profile: String,
    /// Date and fingerprint.
    pub version: String,
    /// `zh-CN` or `en`.
    pub lang: String,
    /// The heading of the whole.
    pub title: String,
    /// In the order in which they are read.
    pub sections: Vec<PolicySection>,
}

/// A section of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PolicySection {
    /// Stable over versions; `purpose.<id>` for the scene of a purpose.
    pub id: String,
    /// The heading.
    pub heading: String,
    /// In the order in which they are read.
    pub sentences: Vec<PolicySentence>,
}

/// A sentence of the policy, or a few that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PolicySentence {
    /// What it says.
    pub text: String,
    /// Whether it is printed in bold: sensitive or important.
    pub bold: bool,
    /// Rows of the promise ledger that it keeps.
    pub promises: Vec<String>,
}

/// Which personal data is collected: the first of the double list (双清单).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CollectionList {
    /// The doorplate.
    pub profile: String,
    /// Date and fingerprint.
    pub version: String,
    /// One row per category that a purpose uses.
    pub rows: Vec<CollectionRow>,
    /// The same by business scene: one per purpose.
    pub scenes: Vec<CollectionScene>,
}

/// A business scene of the collection list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CollectionScene {
    /// The purpose.
    pub purpose: String,
    /// Its name.
    pub title: String,
    /// What for.
    pub why: String,
    /// What is used in it.
    pub fields: Vec<CollectionField>,
}

/// A field of a scene.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CollectionField {
    /// The category.
    pub category: String,
    /// Its name.
    pub title: String,
    /// Whether it is sensitive.
    pub sensitive: bool,
    /// How it comes into the house: `you`, `others`, `use`.
    pub ways: Vec<String>,
    /// The same in words.
    pub how: String,
}

/// One category of the collection list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CollectionRow {
    /// Its id.
    pub category: String,
    /// Its name.
    pub title: String,
    /// What it is, for example.
    pub examples: String,
    /// Whether it is sensitive.
    pub sensitive: bool,
    /// Whether it rests in the house; otherwise it only passes through memory.
    pub stored: bool,
    /// What it is used for.
    pub purposes: Vec<CollectionPurpose>,
    /// How long it is kept, in words.
    pub retention: String,
    /// When the person is told or asked, in words.
    pub asked_when: String,
}

/// A purpose in the collection list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CollectionPurpose {
    /// Its id.
    pub purpose: String,
    /// Its name.
    pub title: String,
    /// `contract`, `consent` or `legal`.
    pub basis: String,
}

/// What is shown before an account exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AskedList {
    /// The version that is agreed to.
    pub version: String,
    /// One per purpose.
    pub items: Vec<AskedItem>,
}

/// A purpose as it is shown before an account exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AskedItem {
    /// Its id.
    pub purpose: String,
    /// Its name.
    pub title: String,
    /// Which data.
    pub what: String,
    /// What for.
    pub why: String,
    /// How long it is kept.
    pub how_long: String,
    /// Who sees it.
    pub who: String,
    /// What happens if it is refused.
    pub if_not: String,
    /// Whether there is no account without it.
    pub required: bool,
    /// Whether it uses sensitive data.
    pub sensitive: bool,
}

/// What the device is asked for, when, and whether it can be closed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PermissionsList {
    /// The doorplate.
    pub profile: String,
    /// Date and fingerprint.
    pub version: String,
    /// One per permission and purpose.
    pub rows: Vec<PermissionRow>,
}

/// A device permission for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PermissionRow {
    /// Its id: `camera`, `microphone`, ...
    pub permission: String,
    /// Its name.
    pub title: String,
    /// The id of the purpose.
    pub purpose: String,
    /// The name of the purpose.
    pub purpose_title: String,
    /// What for.
    pub why: String,
    /// When the device asks.
    pub asked_when: String,
    /// Whether it can be closed again.
    pub closable: bool,
    /// How to close it.
    pub how_to_close: String,
    /// What happens when it is refused.
    pub if_refused: String,
}

/// Who outside the house receives personal data: the second of the double list (双清单). Empty while no connector is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RecipientsList {
    /// The doorplate.
    pub profile: String,
    /// Date and fingerprint.
    pub version: String,
    /// One per connector that is configured.
    pub rows: Vec<RecipientRow>,
    /// What stands beside the house and belongs to it: no third party, told all the same.
    pub premises: Vec<PremiseRow>,
}

/// What stands beside the house and belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PremiseRow {
    /// Its id.
    pub premise: String,
    /// Its name.
    pub title: String,
    /// What it is for, and what it cannot see.
    pub why: String,
}

/// A recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RecipientRow {
    /// Its id.
    pub recipient: String,
    /// Its name.
    pub title: String,
    /// The names of the categories it gets.
    pub fields: Vec<String>,
    /// The names of the purposes it gets them for.
    pub purposes: Vec<String>,
    /// Why.
    pub why: String,
    /// How the data is sent.
    pub how: String,
    /// The country it stands in.
    pub region: String,
    /// The day on which its connector was examined.
    pub reviewed_at: String,
    /// What was looked at.
    pub review: String,
    /// The day of the agreement on confidentiality with it.
    pub agreed_at: Option<String>,
    /// The address of its own rules.
    pub terms: Option<String>,
    /// What happens without it.
    pub if_not: String,
}
