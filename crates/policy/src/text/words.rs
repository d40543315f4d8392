//! Lists and periods in words.

use crate::facts::{Lang, PurposeFacts};
use crate::keep::{Ending, Keep, Then};
use crate::period::Period;
use crate::profile::Policy;
use crate::text::template::fill;
use crate::{Category, Purpose};

/// A period in words, such as `6 个月` or `6 months`.
pub fn period_words(policy: &Policy, period: Period, lang: Lang) -> String {
    let key = format!("unit.{}", period.unit.id());
    let unit = policy.templates.word(&key, lang);
    let unit = match (lang, period.number) {
        (Lang::En, 1) => unit.strip_suffix('s').unwrap_or(unit),
        _ => unit,
    };
    format!("{} {unit}", period.number)
}

/// How long a category is kept, in words.
pub fn keep_sentence(policy: &Policy, category: Category, lang: Lang) -> String {
    let word = |key: &str| policy.templates.word(key, lang);
    if !category.stored() {
        return word("keep.passing").to_owned();
    }
    let keep = policy.retention(category);
    let (now, after) = match keep.then {
        Then::Delete => ("keep.delete-now", "keep.delete-after"),
        Then::Anonymise => ("keep.anonymise-now", "keep.anonymise-after"),
    };
    let (at_once, later): (Vec<&Ending>, Vec<&Ending>) =
        keep.ends.iter().partition(|end| end.after.number == 0);
    let mut ends = Vec::new();
    if !at_once.is_empty() {
        let events: Vec<&str> = at_once.iter().map(|end| end.from_title.lang(lang)).collect();
        let events = events.join(word("keep.or"));
        ends.push(fill(word(now), &|_| events.clone()));
    }
    ends.extend(later.iter().map(|end| {
        fill(word(after), &|blank| match blank {
            "event" => end.from_title.lang(lang).to_owned(),
            _ => period_words(policy, end.after, lang),
        })
    }));
    let first = if ends.len() > 1 { word("keep.first") } else { "" };
    format!("{}{first}{}", ends.join(word("keep.or")), floor_words(policy, keep, lang))
}

fn floor_words(policy: &Policy, keep: &Keep, lang: Lang) -> String {
    let Some(floor) = &keep.floor else { return String::new() };
    fill(policy.templates.word("keep.floor", lang), &|blank| match blank {
        "law" => floor.law.lang(lang).to_owned(),
        _ => period_words(policy, floor.period, lang),
    })
}

/// How long each of these is kept; what is kept alike is named together.
pub(super) fn keep_sentences(policy: &Policy, categories: &[Category], lang: Lang) -> String {
    let mut alike: Vec<(String, Vec<Category>)> = Vec::new();
    for category in categories {
        let sentence = keep_sentence(policy, *category, lang);
        match alike.iter_mut().find(|(known, _)| *known == sentence) {
            Some((_, group)) => group.push(*category),
            None => alike.push((sentence, vec![*category])),
        }
    }
    let colon = policy.templates.word("colon", lang);
    let lines: Vec<String> = alike
        .iter()
        .map(|(sentence, group)| format!("{}{colon}{sentence}", titles(policy, group.iter().copied(), lang)))
        .collect();
    lines.join(policy.templates.word("semicolon", lang))
}

/// The names of categories as a list in words.
pub(super) fn titles(policy: &Policy, categories: impl Iterator<Item = Category>, lang: Lang) -> String {
    let titles: Vec<&str> = categories.map(|category| policy.category(category).title.lang(lang)).collect();
    titles.join(policy.templates.word("comma", lang))
}

/// The names of purposes, as far as they exist here, as a list in words.
pub(super) fn purpose_titles(policy: &Policy, purposes: impl Iterator<Item = Purpose>, lang: Lang) -> String {
    let titles: Vec<&str> =
        purposes.filter_map(|purpose| policy.purpose(purpose)).map(|facts| facts.title.lang(lang)).collect();
    titles.join(policy.templates.word("comma", lang))
}

/// Who sees the data of a purpose, with the connectors that get it.
pub(super) fn who(policy: &Policy, facts: &PurposeFacts, lang: Lang) -> String {
    let also: Vec<&str> = policy
        .recipients()
        .filter(|recipient| {
            recipient.purposes.contains(&facts.purpose)
                && recipient.fields.iter().any(|field| facts.needs.contains(field))
        })
        .map(|recipient| recipient.title.lang(lang))
        .collect();
    let who = facts.who.lang(lang);
    if also.is_empty() {
        return who.to_owned();
    }
    let also = also.join(policy.templates.word("comma", lang));
    format!("{who}{}", fill(policy.templates.word("who.also", lang), &|_| also.clone()))
}

/// The categories that some purpose other than the person's own look uses: what is really collected.
pub(super) fn collected(policy: &Policy) -> impl Iterator<Item = Category> {
    Category::ALL
        .iter()
        .copied()
        .filter(|category| policy.purposes_of(*category).any(|facts| facts.purpose != Purpose::OwnData))
}
