//! A version of a policy as it is remembered: what two versions are compared by, with the names it used.

use std::collections::BTreeMap;

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};

use crate::facts::{Both, ContactCard};
use crate::period::Period;
use crate::profile::Policy;
use crate::text::{Risk, risk};
use crate::{Category, conduct};

/// A version of a policy as it is remembered. It holds no personal data: of the contact card only fingerprints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The doorplate.
    pub profile: String,
    /// Date and fingerprint of the data.
    pub version: String,
    pub(crate) service: Both,
    pub(crate) wings: Vec<String>,
    pub(crate) purposes: BTreeMap<String, PurposeShot>,
    pub(crate) categories: BTreeMap<String, CategoryShot>,
    pub(crate) recipients: BTreeMap<String, RecipientShot>,
    pub(crate) numbers: BTreeMap<String, NumberShot>,
    /// Each part of the conduct, as its ids.
    pub(crate) conduct: BTreeMap<String, String>,
    pub(crate) risk: Risk,
    /// Fingerprints: of the owner's name, of the ways to reach him, of what is said on rights, of all words.
    pub(crate) owner: String,
    pub(crate) contact: String,
    pub(crate) rights: String,
    pub(crate) wording: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PurposeShot {
    pub title: Both,
    pub basis: String,
    pub required: bool,
    pub needs: Vec<String>,
    pub why: Both,
    pub who: Both,
    pub if_not: Both,
    pub permissions: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CategoryShot {
    pub title: Both,
    pub sensitive: bool,
    pub stored: bool,
    pub ends: Vec<EndShot>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EndShot {
    pub from: String,
    pub title: Both,
    pub after: Period,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecipientShot {
    pub title: Both,
    pub fields: Vec<String>,
    pub purposes: Vec<String>,
    pub region: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NumberShot {
    pub title: Both,
    pub value: Period,
    pub larger_is_stricter: bool,
}

impl Snapshot {
    /// What is to be remembered of a policy published with this contact card.
    pub fn of(policy: &Policy, card: &ContactCard) -> Snapshot {
        Snapshot {
            profile: policy.profile.clone(),
            version: policy.version.clone(),
            service: policy.service.clone(),
            wings: policy.wings.clone(),
            purposes: purposes(policy),
            categories: categories(policy),
            recipients: recipients(policy),
            numbers: numbers(policy),
            conduct: conduct::parts(&policy.conduct),
            risk: risk(policy),
            owner: fingerprint(&[&card.name]),
            contact: fingerprint(&[&card.email, &card.phone, &card.address]),
            rights: sentences(
                &policy.templates.sections.iter().filter(|one| one.id == "rights").collect::<Vec<_>>(),
            ),
            wording: sentences(&policy.templates),
        }
    }

    /// The fingerprint of the whole: two versions with the same one are the same.
    ///
    /// # Panics
    /// Never: a snapshot is plain data that JSON can write.
    pub fn hash(&self) -> String {
        fingerprint(&[&serde_json::to_string(self).expect("a snapshot is plain data")])
    }
}

fn purposes(policy: &Policy) -> BTreeMap<String, PurposeShot> {
    let shot = |facts: &crate::PurposeFacts| PurposeShot {
        title: facts.title.clone(),
        basis: facts.basis.id().to_owned(),
        required: facts.required,
        needs: facts.needs.iter().map(|category| category.id().to_owned()).collect(),
        why: facts.why.clone(),
        who: facts.who.clone(),
        if_not: facts.if_not.clone(),
        permissions: facts.permissions.iter().map(|permission| permission.device.clone()).collect(),
    };
    policy.purposes.iter().map(|facts| (facts.purpose.id().to_owned(), shot(facts))).collect()
}

fn categories(policy: &Policy) -> BTreeMap<String, CategoryShot> {
    let used = |category: &&Category| policy.purposes_of(**category).next().is_some();
    let shot = |category: Category| CategoryShot {
        title: policy.category(category).title.clone(),
        sensitive: category.sensitive(),
        stored: category.stored(),
        ends: policy
            .retention(category)
            .ends
            .iter()
            .map(|end| EndShot { from: end.from.clone(), title: end.from_title.clone(), after: end.after })
            .collect(),
    };
    Category::ALL.iter().filter(used).map(|category| (category.id().to_owned(), shot(*category))).collect()
}

fn recipients(policy: &Policy) -> BTreeMap<String, RecipientShot> {
    let shot = |facts: &crate::RecipientFacts| RecipientShot {
        title: facts.title.clone(),
        fields: facts.fields.iter().map(|field| field.id().to_owned()).collect(),
        purposes: facts.purposes.iter().map(|purpose| purpose.id().to_owned()).collect(),
        region: facts.region.clone(),
    };
    policy.recipients().map(|facts| (facts.recipient.id().to_owned(), shot(facts))).collect()
}

fn numbers(policy: &Policy) -> BTreeMap<String, NumberShot> {
    let shot = |number: &crate::NumberFacts| NumberShot {
        title: number.title.clone(),
        value: number.value,
        larger_is_stricter: number.larger_is_stricter,
    };
    policy.numbers.iter().map(|number| (number.id.clone(), shot(number))).collect()
}

/// The fingerprint of templates, before numbers, periods and names are filled in: those are compared by themselves.
fn sentences<T: Serialize>(templates: &T) -> String {
    fingerprint(&[&serde_json::to_string(templates).expect("templates are plain data")])
}

fn fingerprint(parts: &[&str]) -> String {
    let whole = parts.join("\u{1f}");
    let hash = digest::digest(&digest::SHA256, whole.as_bytes());
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
