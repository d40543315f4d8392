//! The published policy, from templates and facts.

use super::assessment::{risk, risk_of};
use super::lists::asked_words;
use super::template::{Each, Section, Sentence, When, fill};
use super::words::{collected, keep_sentence, period_words, purpose_titles, titles, who};
use super::{PolicySection, PolicySentence, PolicyText};
use crate::facts::{Basis, ContactCard, Lang, PermissionFacts, PurposeFacts, RecipientFacts};
use crate::profile::Policy;
use crate::{Category, StatisticRules};

/// A document that is written sentence by sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// The policy itself.
    Policy,
    /// The rules for children and minors.
    Children,
    /// The draft of the impact assessment.
    Assessment,
}

impl Document {
    /// Every document.
    pub const ALL: [Document; 3] = [Document::Policy, Document::Children, Document::Assessment];

    /// The name in addresses and file names.
    pub const fn id(self) -> &'static str {
        match self {
            Document::Policy => "policy",
            Document::Children => "children",
            Document::Assessment => "assessment",
        }
    }
}

/// The policy as it is published: in one language, with the contact card of the house.
pub fn policy_text(policy: &Policy, card: &ContactCard, lang: Lang) -> PolicyText {
    document(policy, Document::Policy, card, lang)
}

/// A document in one language, with the contact card of the house.
pub fn document(policy: &Policy, document: Document, card: &ContactCard, lang: Lang) -> PolicyText {
    let writer = Writer { policy, card, lang };
    let (templates, title) = match document {
        Document::Policy => (&policy.templates.sections, "title"),
        Document::Children => (&policy.templates.children, "title.children"),
        Document::Assessment => (&policy.templates.assessment, "title.assessment"),
    };
    let mut sections = Vec::new();
    for section in templates {
        match section.each {
            None => sections.extend(writer.section(section, section.id.clone(), Scope::None)),
            Some(_) => {
                for facts in &policy.purposes {
                    let id = format!("{}.{}", section.id, facts.purpose);
                    sections.extend(writer.section(section, id, Scope::Purpose(facts)));
                }
            }
        }
    }
    PolicyText {
        profile: policy.profile.clone(),
        version: policy.version.clone(),
        lang: lang.tag().to_owned(),
        title: writer.fill(policy.templates.word(title, lang), Scope::None),
        sections,
    }
}

/// What a sentence is about.
#[derive(Clone, Copy)]
enum Scope<'p> {
    None,
    Purpose(&'p PurposeFacts),
    Category(Category),
    Permission(&'p PurposeFacts, &'p PermissionFacts),
    Recipient(&'p RecipientFacts),
}

/// The categories of a purpose fall into three parts.
#[derive(Clone, Copy)]
enum Part {
    Sensitive,
    /// There only if the person chooses to give it.
    Chosen,
    Plain,
}

/// Writes a policy in one language.
struct Writer<'p> {
    policy: &'p Policy,
    card: &'p ContactCard,
    lang: Lang,
}

impl<'p> Writer<'p> {
    /// A section, unless its conditions do not hold or nothing is left to say in it.
    fn section(&self, section: &Section, id: String, scope: Scope<'p>) -> Option<PolicySection> {
        if !self.holds(&section.when, scope) {
            return None;
        }
        let sentences: Vec<PolicySentence> =
            section.sentences.iter().flat_map(|sentence| self.sentences(sentence, scope)).collect();
        let heading = self.fill(section.heading.lang(self.lang), scope);
        (!sentences.is_empty()).then_some(PolicySection { id, heading, sentences })
    }

    fn sentences(&self, sentence: &Sentence, around: Scope<'p>) -> Vec<PolicySentence> {
        let scopes: Vec<Scope<'p>> = match sentence.each {
            None => vec![around],
            Some(Each::Purpose) => self.policy.purposes.iter().map(Scope::Purpose).collect(),
            Some(Each::Category) => collected(self.policy).map(Scope::Category).collect(),
            Some(Each::Recipient) => self.policy.recipients().map(Scope::Recipient).collect(),
            Some(Each::Permission) => {
                let all = self.policy.purposes.iter();
                all.flat_map(|facts| facts.permissions.iter().map(move |one| Scope::Permission(facts, one)))
                    .collect()
            }
        };
        scopes
            .into_iter()
            .filter(|scope| self.holds(&sentence.when, *scope))
            .map(|scope| PolicySentence {
                text: self.fill(sentence.text.lang(self.lang), scope),
                bold: sentence.bold,
                promises: self.promises(sentence, scope),
            })
            .collect()
    }

    /// The ledger rows of the doorplate's own products, in the order of the products, each once.
    fn promises(&self, sentence: &Sentence, scope: Scope<'p>) -> Vec<String> {
        let more: &[String] = match (sentence.promises_of, scope) {
            (Some(Each::Purpose), Scope::Purpose(facts)) => &facts.promises,
            (Some(Each::Recipient), Scope::Recipient(facts)) => &facts.promises,
            _ => &[],
        };
        let product = |id: &str| {
            let (product, _) = id.split_once('-')?;
            self.policy.ledger.iter().position(|own| own == product)
        };
        let all = sentence.promises.iter().chain(more);
        let mut ids: Vec<(usize, &String)> = all.filter_map(|id| Some((product(id)?, id))).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|(_, id)| id.clone()).collect()
    }

    fn holds(&self, conditions: &[When], scope: Scope<'p>) -> bool {
        conditions.iter().all(|when| self.true_of(&when.what, scope) != when.not)
    }

    fn true_of(&self, what: &str, scope: Scope<'p>) -> bool {
        match what.split_once(':') {
            Some(("wing", wing)) => return self.policy.wings.iter().any(|open| open == wing),
            Some(("purpose", id)) => {
                return self.policy.purposes.iter().any(|facts| facts.purpose.id() == id);
            }
            Some(("signup", mode)) => return self.policy.signup.id() == mode,
            Some(("ads", mode)) => return self.policy.conduct.ads.id() == mode,
            Some(("message", kind)) => {
                return self.policy.conduct.messages.iter().any(|message| message.id() == kind);
            }
            Some(("child", proof)) => return self.policy.conduct.child.id() == proof,
            Some(("minor", proof)) => return self.policy.conduct.minor.id() == proof,
            Some(("data", leave)) => return self.policy.conduct.third_party_data.id() == leave,
            _ => {}
        }
        match (what, scope) {
            ("connectors", _) => !self.policy.on.is_empty(),
            ("consent", Scope::Purpose(facts)) => facts.basis == Basis::Consent,
            ("contract", Scope::Purpose(facts)) => facts.basis == Basis::Contract,
            ("legal", Scope::Purpose(facts)) => facts.basis == Basis::Legal,
            ("sensitive", Scope::Purpose(facts)) => facts.sensitive(),
            ("plain", Scope::Purpose(facts)) => !self.list(facts, Part::Plain).is_empty(),
            ("chosen", Scope::Purpose(facts)) => !self.list(facts, Part::Chosen).is_empty(),
            ("required", Scope::Purpose(facts)) => facts.required,
            ("stored", Scope::Category(category)) => category.stored(),
            ("sensitive", Scope::Category(category)) => category.sensitive(),
            ("floor", Scope::Category(category)) => self.policy.retention(category).floor.is_some(),
            ("closable", Scope::Permission(_, permission)) => permission.closable,
            // Conditions are judged when the templates are loaded; what cannot be asked never gets here.
            _ => false,
        }
    }

    fn fill(&self, text: &str, scope: Scope<'p>) -> String {
        fill(text, &|blank| self.blank(blank, scope))
    }

    /// What stands in a blank; which blanks there are is judged when the templates are loaded.
    fn blank(&self, blank: &str, scope: Scope<'p>) -> String {
        if let Some((kind, id)) = blank.split_once('.') {
            match kind {
                "number" => return self.number(id, true),
                "bare" => return self.number(id, false),
                "statistic" => {
                    return StatisticRules::built_in().named(id).map_or_else(String::new, |n| n.to_string());
                }
                "keep" => {
                    return self.of_category(id, |category| keep_sentence(self.policy, category, self.lang));
                }
                "title" => return self.of_category(id, |category| self.title(category)),
                _ => {}
            }
        }
        match scope {
            Scope::Purpose(facts) if blank.starts_with("purpose.") => self.purpose_blank(blank, facts),
            Scope::Category(category) if blank.starts_with("category.") => {
                self.category_blank(blank, category)
            }
            Scope::Permission(facts, permission) => self.permission_blank(blank, facts, permission),
            Scope::Recipient(facts) => self.recipient_blank(blank, facts),
            _ => self.plain_blank(blank),
        }
    }

    fn plain_blank(&self, blank: &str) -> String {
        match blank {
            "product" => self.policy.title(self.lang).to_owned(),
            "service" => self.policy.service.lang(self.lang).to_owned(),
            "dated" => self.policy.dated.clone(),
            "version" => self.policy.version.clone(),
            "contact.name" => self.card.name.clone(),
            "contact.email" => self.card.email.clone(),
            "contact.phone" => self.card.phone.clone(),
            "contact.address" => self.card.address.clone(),
            "risk" => risk(self.policy).word(self.policy, self.lang).to_owned(),
            "sensitive.list" => {
                titles(self.policy, collected(self.policy).filter(|category| category.sensitive()), self.lang)
            }
            _ => String::new(),
        }
    }

    /// The categories of one part of a purpose, as a list in words.
    fn list(&self, facts: &PurposeFacts, part: Part) -> String {
        let within = |category: &Category| {
            let (sensitive, chosen) = (category.sensitive(), facts.chosen.contains(category));
            match part {
                Part::Sensitive => sensitive,
                Part::Chosen => chosen && !sensitive,
                Part::Plain => !chosen && !sensitive,
            }
        };
        titles(self.policy, facts.needs.iter().copied().filter(within), self.lang)
    }

    fn purpose_blank(&self, blank: &str, facts: &PurposeFacts) -> String {
        match blank {
            "purpose.title" => facts.title.lang(self.lang).to_owned(),
            "purpose.why" => facts.why.lang(self.lang).to_owned(),
            "purpose.who" => who(self.policy, facts, self.lang),
            "purpose.if_not" => facts.if_not.lang(self.lang).to_owned(),
            "purpose.plain" => self.list(facts, Part::Plain),
            "purpose.chosen" => self.list(facts, Part::Chosen),
            "purpose.sensitive" => self.list(facts, Part::Sensitive),
            "purpose.basis" => {
                self.policy.templates.word(&format!("basis.{}", facts.basis.id()), self.lang).to_owned()
            }
            "purpose.risk" => risk_of(self.policy, facts).word(self.policy, self.lang).to_owned(),
            "purpose.asked" => asked_words(self.policy, facts.asked, self.lang).to_owned(),
            _ => String::new(),
        }
    }

    fn category_blank(&self, blank: &str, category: Category) -> String {
        let facts = self.policy.category(category);
        match blank {
            "category.title" => self.title(category),
            "category.examples" => facts.examples.lang(self.lang).to_owned(),
            "category.purposes" => purpose_titles(
                self.policy,
                self.policy.purposes_of(category).map(|facts| facts.purpose),
                self.lang,
            ),
            "category.keep" => keep_sentence(self.policy, category, self.lang),
            "category.criterion" => {
                let key = format!("criterion.{}", self.policy.retention(category).criterion.id());
                self.policy.templates.word(&key, self.lang).to_owned()
            }
            _ => String::new(),
        }
    }

    fn permission_blank(&self, blank: &str, facts: &PurposeFacts, permission: &PermissionFacts) -> String {
        let both = match blank {
            "permission.title" => &permission.title,
            "permission.purpose" => &facts.title,
            "permission.why" => &facts.why,
            "permission.asked" => &permission.asked,
            "permission.close" => &permission.close,
            "permission.refused" => &permission.refused,
            _ => return self.plain_blank(blank),
        };
        both.lang(self.lang).to_owned()
    }

    fn recipient_blank(&self, blank: &str, facts: &RecipientFacts) -> String {
        match blank {
            "recipient.title" => facts.title.lang(self.lang).to_owned(),
            "recipient.fields" => titles(self.policy, facts.fields.iter().copied(), self.lang),
            "recipient.purposes" => purpose_titles(self.policy, facts.purposes.iter().copied(), self.lang),
            "recipient.how" => facts.how.lang(self.lang).to_owned(),
            "recipient.why" => facts.why.lang(self.lang).to_owned(),
            "recipient.if_not" => facts.if_not.lang(self.lang).to_owned(),
            "recipient.region" => facts.region.clone(),
            _ => self.plain_blank(blank),
        }
    }

    fn title(&self, category: Category) -> String {
        self.policy.category(category).title.lang(self.lang).to_owned()
    }

    fn of_category(&self, id: &str, say: impl Fn(Category) -> String) -> String {
        Category::from_id(id).map_or(String::new(), say)
    }

    fn number(&self, id: &str, with_unit: bool) -> String {
        self.policy.number(id).map_or(String::new(), |number| {
            if with_unit {
                period_words(self.policy, number.value, self.lang)
            } else {
                number.value.number.to_string()
            }
        })
    }
}
