//! The lists: what is collected, what the device is asked for, who receives something, what is asked at sign-up.

use super::words::{collected, keep_sentence, keep_sentences, titles, who};
use super::{
    AskedItem, AskedList, CollectionField, CollectionList, CollectionPurpose, CollectionRow, CollectionScene,
    PermissionRow, PermissionsList, PremiseRow, RecipientRow, RecipientsList,
};
use crate::facts::{Asked, From, Lang, PurposeFacts};
use crate::profile::Policy;
use crate::{Category, Purpose};

/// Which personal data is collected, for what, for how long.
pub fn collection_list(policy: &Policy, lang: Lang) -> CollectionList {
    let rows = collected(policy).map(|category| CollectionRow {
        category: category.id().to_owned(),
        title: policy.category(category).title.lang(lang).to_owned(),
        examples: policy.category(category).examples.lang(lang).to_owned(),
        sensitive: category.sensitive(),
        stored: category.stored(),
        purposes: policy
            .purposes_of(category)
            .map(|facts| CollectionPurpose {
                purpose: facts.purpose.id().to_owned(),
                title: facts.title.lang(lang).to_owned(),
                basis: facts.basis.id().to_owned(),
            })
            .collect(),
        retention: keep_sentence(policy, category, lang),
        asked_when: asked_when(policy, category, lang),
    });
    CollectionList {
        profile: policy.profile.clone(),
        version: policy.version.clone(),
        rows: rows.collect(),
        scenes: policy.purposes.iter().map(|facts| scene(policy, facts, lang)).collect(),
    }
}

fn scene(policy: &Policy, facts: &PurposeFacts, lang: Lang) -> CollectionScene {
    let field = |category: &Category| {
        let known = policy.category(*category);
        let how: Vec<&str> =
            known.from.iter().map(|from| policy.templates.word(from_key(*from), lang)).collect();
        CollectionField {
            category: category.id().to_owned(),
            title: known.title.lang(lang).to_owned(),
            sensitive: category.sensitive(),
            ways: known.from.iter().map(|from| from.id().to_owned()).collect(),
            how: how.join(policy.templates.word("comma", lang)),
        }
    };
    CollectionScene {
        purpose: facts.purpose.id().to_owned(),
        title: facts.title.lang(lang).to_owned(),
        why: facts.why.lang(lang).to_owned(),
        fields: facts.needs.iter().map(field).collect(),
    }
}

const fn from_key(from: From) -> &'static str {
    match from {
        From::You => "from.you",
        From::Others => "from.others",
        From::Use => "from.use",
    }
}

/// When the person is told of a category or asked for it; looking at one's own data is no collection.
fn asked_when(policy: &Policy, category: Category, lang: Lang) -> String {
    let users = || policy.purposes_of(category).filter(|facts| facts.purpose != Purpose::OwnData);
    let mut words: Vec<&str> = Asked::ALL
        .into_iter()
        .filter(|asked| users().any(|facts| facts.asked == *asked && !facts.chosen.contains(&category)))
        .map(|asked| asked_words(policy, asked, lang))
        .collect();
    if users().any(|facts| facts.chosen.contains(&category)) {
        words.push(policy.templates.word("asked.chosen", lang));
    }
    words.join(policy.templates.word("comma", lang))
}

/// A moment in words.
pub(super) fn asked_words(policy: &Policy, asked: Asked, lang: Lang) -> &str {
    let key = match asked {
        Asked::SignUp => "asked.sign-up",
        Asked::NumberAbroad => "asked.number-abroad",
        Asked::Use => "asked.use",
        Asked::Settings => "asked.settings",
    };
    policy.templates.word(key, lang)
}

/// What is shown, and agreed to, before an account exists.
pub fn asked(policy: &Policy, lang: Lang) -> AskedList {
    asked_list(policy, policy.asked_at_signup(), lang)
}

/// What is asked besides of whoever gives a number from abroad. Each is shown as required: there is no account with
/// such a number without it, while one with a number of the mainland needs none of it.
pub fn asked_of_numbers_abroad(policy: &Policy, lang: Lang) -> AskedList {
    let mut list = asked_list(policy, policy.asked_of_numbers_abroad(), lang);
    list.items.iter_mut().for_each(|item| item.required = true);
    list
}

/// What somebody without an account is told before joining.
pub fn asked_of_guests(policy: &Policy, lang: Lang) -> AskedList {
    asked_list(policy, policy.asked_of_guests(), lang)
}

/// What is shown of one purpose, whenever it is asked; `None` where this house does not have it.
pub fn asked_for(policy: &Policy, purpose: Purpose, lang: Lang) -> Option<AskedItem> {
    policy.purpose(purpose).map(|facts| item(policy, facts, lang))
}

fn asked_list(policy: &Policy, purposes: Vec<&PurposeFacts>, lang: Lang) -> AskedList {
    let items = purposes.into_iter().map(|facts| item(policy, facts, lang));
    AskedList { version: policy.version.clone(), items: items.collect() }
}

fn item(policy: &Policy, facts: &PurposeFacts, lang: Lang) -> AskedItem {
    AskedItem {
        purpose: facts.purpose.id().to_owned(),
        title: facts.title.lang(lang).to_owned(),
        what: titles(policy, given(facts), lang),
        why: facts.why.lang(lang).to_owned(),
        how_long: keep_sentences(policy, &given(facts).collect::<Vec<Category>>(), lang),
        who: who(policy, facts, lang),
        if_not: facts.if_not.lang(lang).to_owned(),
        required: facts.required,
        sensitive: facts.sensitive(),
    }
}

/// What a purpose uses of everybody; what people give of their own choice is told when they choose.
fn given(facts: &PurposeFacts) -> impl Iterator<Item = Category> {
    facts.needs.iter().copied().filter(|category| !facts.chosen.contains(category))
}

/// What the device is asked for, when, and whether it can be closed again.
pub fn permissions_list(policy: &Policy, lang: Lang) -> PermissionsList {
    let rows = policy.purposes.iter().flat_map(|facts| {
        facts.permissions.iter().map(move |permission| PermissionRow {
            permission: permission.device.clone(),
            title: permission.title.lang(lang).to_owned(),
            purpose: facts.purpose.id().to_owned(),
            purpose_title: facts.title.lang(lang).to_owned(),
            why: facts.why.lang(lang).to_owned(),
            asked_when: permission.asked.lang(lang).to_owned(),
            closable: permission.closable,
            how_to_close: permission.close.lang(lang).to_owned(),
            if_refused: permission.refused.lang(lang).to_owned(),
        })
    });
    PermissionsList { profile: policy.profile.clone(), version: policy.version.clone(), rows: rows.collect() }
}

/// Who outside the house receives personal data; empty while no connector is configured.
pub fn recipients_list(policy: &Policy, lang: Lang) -> RecipientsList {
    let rows = policy.recipients().map(|facts| RecipientRow {
        recipient: facts.recipient.id().to_owned(),
        title: facts.title.lang(lang).to_owned(),
        fields: facts
            .fields
            .iter()
            .map(|field| policy.category(*field).title.lang(lang).to_owned())
            .collect(),
        purposes: facts
            .purposes
            .iter()
            .filter_map(|purpose| policy.purpose(*purpose))
            .map(|facts| facts.title.lang(lang).to_owned())
            .collect(),
        why: facts.why.lang(lang).to_owned(),
        how: facts.how.lang(lang).to_owned(),
        region: facts.region.clone(),
        reviewed_at: facts.review.at.clone(),
        review: facts.review.what.lang(lang).to_owned(),
        agreed_at: policy.agreement(facts.recipient).map(|agreement| agreement.at.clone()),
        terms: policy.agreement(facts.recipient).map(|agreement| agreement.terms.clone()),
        if_not: facts.if_not.lang(lang).to_owned(),
    });
    let premises = policy.premises().map(|facts| PremiseRow {
        premise: facts.id.clone(),
        title: facts.title.lang(lang).to_owned(),
        why: facts.why.lang(lang).to_owned(),
    });
    RecipientsList {
        profile: policy.profile.clone(),
        version: policy.version.clone(),
        rows: rows.collect(),
        premises: premises.collect(),
    }
}
