//! The policy for machines: DPV (the Data Privacy Vocabulary of W3C) as JSON-LD, and fideslang as YAML.

use serde_json::{Map, Value, json};

use super::words::{collected, keep_sentence};
use super::yaml;
use crate::Category;
use crate::facts::{Basis, ContactCard, Lang, PurposeFacts};
use crate::period::{Period, Unit};
use crate::profile::Policy;

/// The policy in the terms of the Data Privacy Vocabulary.
pub fn dpv(policy: &Policy, card: &ContactCard) -> Value {
    sorted(notice(policy, card))
}

fn notice(policy: &Policy, card: &ContactCard) -> Value {
    let controller = json!({
        "@id": "house:controller",
        "@type": "dpv:DataController",
        "dpv:hasName": card.name,
        "dpv:hasContact": [card.email, card.phone],
        "dpv:hasAddress": card.address,
    });
    let processes: Vec<Value> = policy.purposes().iter().map(|facts| process(policy, facts)).collect();
    json!({
        "@context": {
            "dpv": "https://w3id.org/dpv#",
            "dct": "http://purl.org/dc/terms/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "house": format!("urn:courtyard:{}:", policy.profile()),
        },
        "@id": format!("house:policy:{}", policy.version()),
        "@type": "dpv:PrivacyNotice",
        "dct:title": both(&policy.title.zh, &policy.title.en),
        "dct:hasVersion": policy.version(),
        "dct:date": { "@type": "xsd:date", "@value": policy.dated() },
        "dpv:hasDataController": controller,
        "dpv:hasProcess": processes,
    })
}

fn both(zh: &str, en: &str) -> Value {
    json!([{ "@language": "zh-CN", "@value": zh }, { "@language": "en", "@value": en }])
}

fn process(policy: &Policy, facts: &PurposeFacts) -> Value {
    let data: Vec<Value> = facts.needs.iter().map(|category| personal_data(policy, *category)).collect();
    let recipients: Vec<Value> = policy
        .recipients()
        .filter(|recipient| recipient.purposes.contains(&facts.purpose))
        .map(|recipient| {
            json!({
                "@id": format!("house:recipient:{}", recipient.recipient),
                "@type": "dpv:Recipient",
                "dct:title": both(&recipient.title.zh, &recipient.title.en),
                "dpv:hasCountry": recipient.region,
            })
        })
        .collect();
    json!({
        "@id": format!("house:process:{}", facts.purpose),
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@id": format!("house:purpose:{}", facts.purpose),
            "@type": "dpv:Purpose",
            "dct:title": both(&facts.title.zh, &facts.title.en),
            "dct:description": both(&facts.why.zh, &facts.why.en),
        },
        "dpv:hasLegalBasis": { "@id": legal_basis(facts.basis) },
        "dpv:hasPersonalData": data,
        "dpv:hasRecipient": recipients,
        "dpv:hasNecessity": { "@id": if facts.required { "dpv:Required" } else { "dpv:Optional" } },
    })
}

fn legal_basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Contract => "dpv:Contract",
        Basis::Consent => "dpv:Consent",
        Basis::Legal => "dpv:LegalObligation",
    }
}

fn personal_data(policy: &Policy, category: Category) -> Value {
    let facts = policy.category(category);
    let ends: Vec<Value> = policy
        .retention(category)
        .ends
        .iter()
        .map(|end| {
            json!({
                "@type": "dpv:StorageDuration",
                "dpv:hasDuration": { "@type": "xsd:duration", "@value": duration(end.after) },
                "dct:description": both(&end.from_title.zh, &end.from_title.en),
            })
        })
        .collect();
    json!({
        "@id": format!("house:data:{category}"),
        "@type": if category.sensitive() { "dpv:SensitivePersonalData" } else { "dpv:PersonalData" },
        "dct:title": both(&facts.title.zh, &facts.title.en),
        "dpv:hasStorageCondition": ends,
    })
}

/// The same with the keys of every object in order, however the reader's build of JSON keeps them.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().collect();
            entries.sort_by(|one, other| one.0.cmp(&other.0));
            entries.into_iter().map(|(key, inner)| (key, sorted(inner))).collect()
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        other => other,
    }
}

/// ISO 8601; working days are told as days, which is never longer.
fn duration(period: Period) -> String {
    let number = period.number;
    match period.unit {
        Unit::Minutes => format!("PT{number}M"),
        Unit::Hours => format!("PT{number}H"),
        Unit::Days | Unit::WorkingDays => format!("P{number}D"),
        Unit::Months => format!("P{number}M"),
        Unit::Years => format!("P{number}Y"),
    }
}

/// The policy in the terms of fideslang, as a YAML manifest.
pub fn fides(policy: &Policy, lang: Lang) -> String {
    let categories: Vec<Value> = collected(policy)
        .map(|category| {
            let facts = policy.category(category);
            json!({
                "fides_key": data_category(category),
                "name": facts.title.lang(lang),
                "description": facts.examples.lang(lang),
                "parent_key": "user",
            })
        })
        .collect();
    let uses: Vec<Value> = policy
        .purposes()
        .iter()
        .map(|facts| {
            json!({
                "fides_key": key(facts.purpose.id()),
                "name": facts.title.lang(lang),
                "description": facts.why.lang(lang),
            })
        })
        .collect();
    let declarations: Vec<Value> =
        policy.purposes().iter().map(|facts| declaration(policy, facts, lang)).collect();
    let system = json!({
        "fides_key": format!("courtyard_{}", policy.profile()),
        "name": policy.title(lang),
        "description": policy.service.lang(lang),
        "system_type": "Service",
        "meta": { "policy_version": policy.version() },
        "privacy_declarations": declarations,
    });
    let mut manifest = Map::new();
    manifest.insert("data_category".to_owned(), Value::Array(categories));
    manifest.insert("data_use".to_owned(), Value::Array(uses));
    manifest.insert("system".to_owned(), json!([system]));
    yaml::document(&sorted(Value::Object(manifest)))
}

fn key(id: &str) -> String {
    id.replace('-', "_")
}

fn data_category(category: Category) -> String {
    format!("user.{}", key(category.id()))
}

fn declaration(policy: &Policy, facts: &PurposeFacts, lang: Lang) -> Value {
    let categories: Vec<String> = facts.needs.iter().map(|category| data_category(*category)).collect();
    let receivers: Vec<&str> = policy
        .recipients()
        .filter(|recipient| recipient.purposes.contains(&facts.purpose))
        .map(|recipient| recipient.title.lang(lang))
        .collect();
    let kept: Vec<String> = facts
        .needs
        .iter()
        .map(|category| {
            format!(
                "{}: {}",
                policy.category(*category).title.lang(lang),
                keep_sentence(policy, *category, lang)
            )
        })
        .collect();
    let basis = match facts.basis {
        Basis::Contract => "Contract",
        Basis::Consent => "Consent",
        Basis::Legal => "Legal obligations",
    };
    json!({
        "name": facts.title.lang(lang),
        "data_use": key(facts.purpose.id()),
        "data_categories": categories,
        "data_subjects": if facts.guests { json!(["customer", "visitor"]) } else { json!(["customer"]) },
        "legal_basis_for_processing": basis,
        "processes_special_category_data": facts.sensitive(),
        "data_shared_with_third_parties": !receivers.is_empty(),
        "third_parties": receivers.join(", "),
        "retention_period": kept.join("; "),
    })
}
