//! One doorplate's policy: what the rest of the house asks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use aws_lc_rs::digest;
use serde::Serialize;

use crate::conduct::Conduct;
use crate::facts::{
    Agreement, Asked, Basis, Both, CategoryFacts, ChannelFacts, ContactCard, ContactField, Lang, NumberFacts,
    PremiseFacts, PurposeFacts, RecipientFacts, SignUp,
};
use crate::keep::Keep;
use crate::mistake::Mistake;
use crate::period::Period;
use crate::source::Source;
use crate::text::Templates;
use crate::{Category, Purpose, Recipient, check};

/// The policy behind one doorplate, consistent by construction: it does not load otherwise.
#[derive(Debug, Clone, Serialize)]
pub struct Policy {
    pub(crate) profile: String,
    pub(crate) title: Both,
    pub(crate) service: Both,
    pub(crate) dated: String,
    /// Products of the ledger whose rows this doorplate shows, such as `JJB`.
    pub(crate) ledger: Vec<String>,
    pub(crate) wings: Vec<String>,
    pub(crate) signup: SignUp,
    pub(crate) signup_fields: Vec<Category>,
    pub(crate) contact: Vec<ContactField>,
    /// How people turn to the house. Hours are no term of the policy: a change of them is no new version.
    #[serde(skip)]
    pub(crate) channels: Vec<ChannelFacts>,
    pub(crate) conduct: Conduct,
    /// In the order of [`Category::ALL`].
    pub(crate) categories: Vec<CategoryFacts>,
    /// Those that exist behind this doorplate, in the order of the file.
    pub(crate) purposes: Vec<PurposeFacts>,
    /// In the order of [`Category::ALL`].
    pub(crate) retention: Vec<Keep>,
    pub(crate) recipients: Vec<RecipientFacts>,
    /// The connectors that are configured.
    pub(crate) on: BTreeSet<Recipient>,
    /// What the keeper states of those that he uses.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) agreements: BTreeMap<Recipient, Agreement>,
    /// What may stand beside the house.
    pub(crate) premises: Vec<PremiseFacts>,
    /// What does, by the ids of the premises.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) beside: BTreeSet<String>,
    pub(crate) numbers: Vec<NumberFacts>,
    pub(crate) templates: Templates,
    #[serde(skip)]
    pub(crate) version: String,
}

impl Policy {
    /// The policy of a profile, from the data that the program was built with. No connector is on yet.
    ///
    /// # Errors
    /// Every mistake in the data, with file and line.
    pub fn load(profile: &str) -> Result<Policy, Vec<Mistake>> {
        check::policy(&Source::embedded(), profile)
    }

    /// The same from a folder laid out like `policy/`, for tests and drafts.
    ///
    /// # Errors
    /// As [`Policy::load`], also for files that cannot be read.
    pub fn from_folder(folder: &Path, profile: &str) -> Result<Policy, Vec<Mistake>> {
        check::policy(&Source::folder(folder)?, profile)
    }

    /// The profiles that the program was built with.
    pub fn profiles() -> Vec<String> {
        Source::embedded().profiles().into_iter().map(str::to_owned).collect()
    }

    /// Every mistake of every profile: what `courtyard policy check` prints. Empty when all is well.
    pub fn check_all() -> Vec<Mistake> {
        check::everything(&Source::embedded())
    }

    /// The same policy with these connectors configured: they appear in the texts and in the version.
    #[must_use]
    pub fn with_connectors(mut self, on: impl IntoIterator<Item = Recipient>) -> Policy {
        self.on = on.into_iter().collect();
        self.sealed()
    }

    /// The same policy with what the keeper states of the recipients he uses: it is published beside them.
    #[must_use]
    pub fn with_agreements(mut self, agreements: impl IntoIterator<Item = (Recipient, Agreement)>) -> Policy {
        self.agreements = agreements.into_iter().collect();
        self.sealed()
    }

    /// The same policy where some recipients stand elsewhere than they do by themselves, as the keeper states.
    #[must_use]
    pub fn with_places(mut self, places: impl IntoIterator<Item = (Recipient, String)>) -> Policy {
        for (recipient, region) in places {
            if let Some(facts) = self.recipients.iter_mut().find(|facts| facts.recipient == recipient) {
                facts.region = region;
            }
        }
        self.sealed()
    }

    /// The same policy with what stands beside the house and belongs to it, by the settings that bring it in.
    #[must_use]
    pub fn with_premises(mut self, settings: &[&str]) -> Policy {
        let there = self.premises.iter().filter(|facts| settings.contains(&facts.setting.as_str()));
        self.beside = there.map(|facts| facts.id.clone()).collect();
        self.sealed()
    }

    /// What stands beside the house and belongs to it.
    pub fn premises(&self) -> impl Iterator<Item = &PremiseFacts> {
        self.premises.iter().filter(|facts| self.beside.contains(&facts.id))
    }

    /// What the keeper states of a recipient.
    pub fn agreement(&self, recipient: Recipient) -> Option<&Agreement> {
        self.agreements.get(&recipient)
    }

    /// What the keeper still has to state before this policy may be published.
    pub fn check(&self, card: &ContactCard) -> Vec<Mistake> {
        let blank = |field: &&ContactField| card.field(**field).trim().is_empty();
        let mistake = |field: &ContactField| Mistake {
            file: "configuration".to_owned(),
            line: 0,
            what: format!(
                "contact.{} is empty: the policy of `{}` may not be published without it",
                field.id(),
                self.profile
            ),
        };
        self.contact.iter().filter(blank).map(mistake).collect()
    }

    /// The channels by which people turn to the house, with their hours.
    pub fn channels(&self) -> &[ChannelFacts] {
        &self.channels
    }

    /// The name of the profile.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// The name on the doorplate.
    pub fn title(&self, lang: Lang) -> &str {
        self.title.lang(lang)
    }

    /// Date and fingerprint of everything that this policy says, such as `2026-11-22.1f0c9a3e`. Comments in the data
    /// do not change it; a connector, a number or a word of the text does.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The date of the policy, `YYYY-MM-DD`.
    pub fn dated(&self) -> &str {
        &self.dated
    }

    /// The wings that are open.
    pub fn wings(&self) -> &[String] {
        &self.wings
    }

    /// Who may open an account, unless the configuration says otherwise.
    pub fn signup(&self) -> SignUp {
        self.signup
    }

    /// What the sign-up form asks for; all of it must be filled in.
    pub fn signup_fields(&self) -> &[Category] {
        &self.signup_fields
    }

    /// The purposes that exist behind this doorplate.
    pub fn purposes(&self) -> &[PurposeFacts] {
        &self.purposes
    }

    /// What the policy says of a purpose; `None` where it does not exist behind this doorplate.
    pub fn purpose(&self, purpose: Purpose) -> Option<&PurposeFacts> {
        self.purposes.iter().find(|facts| facts.purpose == purpose)
    }

    /// Whether data of this category may be used for this purpose.
    pub fn allows(&self, purpose: Purpose, category: Category) -> bool {
        self.purpose(purpose).is_some_and(|facts| facts.needs.contains(&category))
    }

    /// Whether this purpose may open what is only stored any longer: security and legal hold.
    pub fn reads_stored(&self, purpose: Purpose) -> bool {
        self.purpose(purpose).is_some_and(|facts| facts.reads_stored)
    }

    /// How long the data of a closed account rests locked before it is erased; zero is at once.
    pub fn closing(&self) -> Period {
        self.conduct.closing
    }

    /// Whether leaving the last organisation is closing the account.
    pub fn leaving_closes(&self) -> bool {
        self.conduct.leaving_closes
    }

    /// What allows a purpose; `None` where it does not exist behind this doorplate.
    pub fn basis(&self, purpose: Purpose) -> Option<Basis> {
        self.purpose(purpose).map(|facts| facts.basis)
    }

    /// Whether the person's consent must stand. A purpose that does not exist here would need one, too.
    pub fn consent_needed(&self, purpose: Purpose) -> bool {
        self.basis(purpose).is_none_or(|basis| basis == Basis::Consent)
    }

    /// What the policy says of a category.
    pub fn category(&self, category: Category) -> &CategoryFacts {
        &self.categories[category as usize]
    }

    /// The purposes that use a category.
    pub fn purposes_of(&self, category: Category) -> impl Iterator<Item = &PurposeFacts> {
        self.purposes.iter().filter(move |facts| facts.needs.contains(&category))
    }

    /// How long a category is kept.
    pub fn retention(&self, category: Category) -> &Keep {
        &self.retention[category as usize]
    }

    /// The purposes that a person is told of or asked about before the account exists.
    pub fn asked_at_signup(&self) -> Vec<&PurposeFacts> {
        self.purposes.iter().filter(|facts| facts.asked == Asked::SignUp).collect()
    }

    /// The purposes that whoever gives a number from abroad is asked about besides, before the account exists.
    pub fn asked_of_numbers_abroad(&self) -> Vec<&PurposeFacts> {
        self.purposes.iter().filter(|facts| facts.asked == Asked::NumberAbroad).collect()
    }

    /// The purposes that somebody without an account is told of before joining.
    pub fn asked_of_guests(&self) -> Vec<&PurposeFacts> {
        self.purposes.iter().filter(|facts| facts.guests).collect()
    }

    /// All promised numbers, in the order of the file.
    pub fn numbers(&self) -> &[NumberFacts] {
        &self.numbers
    }

    /// What this doorplate does at all: kinds of message, advertising, places, ages, the closing of accounts.
    pub fn conduct(&self) -> &Conduct {
        &self.conduct
    }

    /// Which rows of the ledger this doorplate shows: the letters of its products.
    pub fn products(&self) -> &[String] {
        &self.ledger
    }

    /// A promised number, such as `incident-notice`.
    pub fn number(&self, id: &str) -> Option<&NumberFacts> {
        self.numbers.iter().find(|number| number.id == id)
    }

    /// Whether some purpose of this house uses the category with this id; being shown to its person is no use.
    pub fn has_use_of(&self, category: &str) -> bool {
        Category::from_id(category)
            .is_some_and(|category| self.purposes_of(category).any(|facts| facts.purpose != Purpose::OwnData))
    }

    /// Everybody who could be a recipient, configured or not.
    pub fn known_recipients(&self) -> impl Iterator<Item = &RecipientFacts> {
        self.recipients.iter()
    }

    /// The connectors that are configured, as far as this doorplate has something for them.
    pub fn recipients(&self) -> impl Iterator<Item = &RecipientFacts> {
        let is_of_use =
            |facts: &&RecipientFacts| facts.purposes.iter().any(|purpose| self.purpose(*purpose).is_some());
        self.recipients.iter().filter(|facts| self.on.contains(&facts.recipient)).filter(is_of_use)
    }

    /// Whether this recipient may get data of this category for this purpose: the connector is configured, and what
    /// [`Self::declares`] asks holds.
    pub fn may_receive(&self, recipient: Recipient, purpose: Purpose, category: Category) -> bool {
        self.on.contains(&recipient) && self.declares(recipient, purpose, category)
    }

    /// Whether this recipient, configured or not, declares the category and the purpose, and the purpose itself may use
    /// the category.
    pub fn declares(&self, recipient: Recipient, purpose: Purpose, category: Category) -> bool {
        let says = |facts: &RecipientFacts| {
            facts.recipient == recipient
                && facts.purposes.contains(&purpose)
                && facts.fields.contains(&category)
        };
        self.allows(purpose, category) && self.recipients.iter().any(says)
    }

    /// Computes the version.
    pub(crate) fn sealed(mut self) -> Policy {
        let said = serde_json::to_vec(&self).expect("a policy is plain data that JSON can write");
        let hash = digest::digest(&digest::SHA256, &said);
        let prefix: String = hash.as_ref().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        self.version = format!("{}.{prefix}", self.dated);
        self
    }
}
