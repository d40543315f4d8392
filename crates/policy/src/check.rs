//! What needs more than one file to judge: the pieces of a policy against one another, and a profile against them all.

use std::ops::Range;

use crate::conduct::{self, Conduct};
use crate::facts::{
    Asked, Basis, ChannelFacts, ContactField, NumberFacts, PremiseFacts, PurposeFacts, RecipientFacts,
    SignUp, SupportWay,
};
use crate::keep::Keep;
use crate::load;
use crate::mistake::{Mistake, Notebook, hint};
use crate::period::Period;
use crate::profile::Policy;
use crate::raw::{self, Word};
use crate::source::Source;
use crate::text::{self, Templates};
use crate::{Category, CategoryFacts, Purpose};

/// What all profiles share.
pub(crate) struct Common {
    categories: Vec<CategoryFacts>,
    purposes: Vec<PurposeFacts>,
    retention: Vec<Keep>,
    pub(crate) recipients: Vec<RecipientFacts>,
    pub(crate) premises: Vec<PremiseFacts>,
    numbers: Vec<NumberFacts>,
    templates: Templates,
}

/// The documents that are written from templates.
const DOCUMENTS: [&str; 3] = ["text/policy.toml", "text/children.toml", "text/assessment.toml"];

/// One profile's policy.
pub(crate) fn policy(source: &Source, profile: &str) -> Result<Policy, Vec<Mistake>> {
    let name = format!("profiles/{profile}.toml");
    if source.text(&name).is_none() {
        let hint = hint(profile, source.profiles());
        let what = format!("there is no such profile{hint} (there are: {})", source.profiles().join(", "));
        return Err(vec![Mistake { file: name, line: 0, what }]);
    }
    let common = common(source)?;
    self::profile(source, profile, &name, &common)
}

/// The mistakes of all profiles, sorted by file and line.
pub(crate) fn everything(source: &Source) -> Vec<Mistake> {
    let common = match common(source) {
        Ok(common) => common,
        Err(mistakes) => return mistakes,
    };
    let mut all = Vec::new();
    for name in source.profiles() {
        if let Err(mistakes) = profile(source, name, &format!("profiles/{name}.toml"), &common) {
            all.extend(mistakes);
        }
    }
    all.sort();
    all
}

fn common(source: &Source) -> Result<Common, Vec<Mistake>> {
    let mut all = Vec::new();
    let categories = read(source, "categories.toml", &mut all, load::categories);
    let purposes = read(source, "purposes.toml", &mut all, |rows: &raw::Purposes, notes| {
        let facts = load::purposes(rows, notes);
        purposes_hold(rows, &facts, categories.as_deref(), notes);
        facts
    });
    let retention = read(source, "retention.toml", &mut all, |rows: &raw::Retention, notes| {
        let mut keeps = load::retention(rows, notes);
        passing_is_not_kept(rows, &keeps, notes);
        keeps.sort_by_key(|(category, _)| *category);
        keeps.into_iter().map(|(_, keep)| keep).collect::<Vec<Keep>>()
    });
    let outside = read(source, "recipients.toml", &mut all, |rows: &raw::Recipients, notes| {
        let facts = load::recipients(rows, notes);
        recipients_hold(rows, &facts, purposes.as_deref(), notes);
        (facts, load::premises(rows, notes))
    });
    let (recipients, premises) = outside.unzip();
    if let (Some(purposes), Some(recipients)) = (&purposes, &recipients) {
        every_category_is_used(source, purposes, recipients, &mut all);
    }
    let numbers = read(source, "numbers.toml", &mut all, load::numbers);
    let words = read(source, "text/words.toml", &mut all, text::words);
    let numbered = numbers.as_deref().unwrap_or_default();
    let [sections, children, assessment] = DOCUMENTS.map(|name| {
        read(source, name, &mut all, |rows: &raw::Texts, notes| text::sections(rows, numbered, notes))
            .unwrap_or_default()
    });
    let templates = words.map(|words| Templates { sections, children, assessment, words });
    let premises = premises.unwrap_or_default();
    match (categories, purposes, retention, recipients, numbers, templates) {
        (
            Some(mut categories),
            Some(purposes),
            Some(retention),
            Some(recipients),
            Some(numbers),
            Some(templates),
        ) if all.is_empty() => {
            categories.sort_by_key(|facts| facts.category);
            Ok(Common { categories, purposes, retention, recipients, premises, numbers, templates })
        }
        _ => {
            all.sort();
            Err(all)
        }
    }
}

/// Reads one file; its mistakes go to the pile.
fn read<R: serde::de::DeserializeOwned, T>(
    source: &Source,
    name: &str,
    all: &mut Vec<Mistake>,
    judge: impl FnOnce(&R, &mut Notebook) -> T,
) -> Option<T> {
    match load::file::<R>(source, name) {
        Ok((rows, mut notes)) => {
            let facts = judge(&rows, &mut notes);
            all.extend(notes.close());
            Some(facts)
        }
        Err(mistake) => {
            all.push(mistake);
            None
        }
    }
}

/// The rules that tie a purpose's parts together.
fn purposes_hold(
    rows: &raw::Purposes,
    facts: &[PurposeFacts],
    categories: Option<&[CategoryFacts]>,
    notes: &mut Notebook,
) {
    for (facts, at) in facts.iter().filter_map(|facts| Some((facts, place(rows, facts.purpose)?))) {
        let purpose = facts.purpose;
        if facts.required && facts.asked != Asked::SignUp {
            notes.at(at.span(), format!("purpose `{purpose}` is required, so it must be told at sign-up"));
        }
        if facts.required && facts.basis == Basis::Consent {
            notes.at(at.span(), format!("purpose `{purpose}`: a consent that is required is not free"));
        }
        let readable = |category: Category| {
            categories
                .and_then(|all| all.iter().find(|facts| facts.category == category))
                .is_none_or(|facts| facts.readable)
        };
        if facts.basis == Basis::Contract {
            for category in facts.needs.iter().filter(|category| category.sensitive() && readable(**category))
            {
                let what = format!(
                    "purpose `{purpose}` uses the sensitive `{category}`, so its basis must be consent"
                );
                notes.at(at.span(), what);
            }
        }
    }
    let own = facts.iter().find(|facts| facts.purpose == Purpose::OwnData);
    let (Some(own), Some(at), Some(categories)) = (own, place(rows, Purpose::OwnData), categories) else {
        return;
    };
    for category in categories.iter().filter(|facts| facts.category.stored()) {
        let (shown, withheld) = (own.needs.contains(&category.category), category.withheld.is_some());
        let id = category.category;
        if !shown && !withheld {
            let what = format!(
                "`{id}` is stored but cannot be seen by the person: add it here, or say why it is withheld"
            );
            notes.at(at.span(), what);
        }
        if shown && withheld {
            notes.at(
                at.span(),
                format!("`{id}` is withheld in categories.toml and shown here: one of the two is wrong"),
            );
        }
    }
}

fn place(rows: &raw::Purposes, purpose: Purpose) -> Option<&Word> {
    rows.purpose.iter().map(|row| &row.id).find(|id| id.get_ref() == purpose.id())
}

fn passing_is_not_kept(rows: &raw::Retention, keeps: &[(Category, Keep)], notes: &mut Notebook) {
    for (category, keep) in keeps.iter().filter(|(category, _)| !category.stored()) {
        let now = keep.ends.iter().all(|end| end.after.number == 0 && end.from == "passed-on");
        let row = rows.rule.iter().find(|row| row.category.get_ref() == category.id());
        if let (false, Some(row)) = (now, row) {
            let what = format!("`{category}` only passes through: it ends at once, from `passed-on`");
            notes.at(row.category.span(), what);
        }
    }
}

/// A recipient gets only what one of its purposes may use.
fn recipients_hold(
    rows: &raw::Recipients,
    facts: &[RecipientFacts],
    purposes: Option<&[PurposeFacts]>,
    notes: &mut Notebook,
) {
    let Some(purposes) = purposes else { return };
    for (facts, row) in facts.iter().filter_map(|facts| {
        Some((facts, rows.recipient.iter().find(|row| row.id.get_ref() == facts.recipient.id())?))
    }) {
        let may = |category: Category| {
            purposes
                .iter()
                .any(|known| facts.purposes.contains(&known.purpose) && known.needs.contains(&category))
        };
        for category in facts.fields.iter().filter(|category| !may(**category)) {
            let what = format!(
                "recipient `{}` gets `{category}`, which none of its purposes may use",
                facts.recipient
            );
            notes.at(row.id.span(), what);
        }
        if facts.fields.is_empty() || facts.purposes.is_empty() {
            notes.at(row.id.span(), format!("recipient `{}` needs `fields` and `purposes`", facts.recipient));
        }
        let code = facts.region.len() == 2 && facts.region.chars().all(|c| c.is_ascii_uppercase());
        if !code {
            notes.at(
                row.id.span(),
                format!("recipient `{}`: `region` is a two-letter country code", facts.recipient),
            );
        }
    }
}

fn every_category_is_used(
    source: &Source,
    purposes: &[PurposeFacts],
    recipients: &[RecipientFacts],
    all: &mut Vec<Mistake>,
) {
    let Ok((rows, mut notes)) = load::file::<raw::Categories>(source, "categories.toml") else { return };
    for row in &rows.category {
        let Some(category) = Category::from_id(row.id.get_ref()) else { continue };
        let users = purposes.iter().filter(|facts| facts.needs.contains(&category));
        // Being shown to the person is no reason to have collected it.
        if users.filter(|facts| facts.purpose != Purpose::OwnData).count() == 0 {
            let sent = recipients.iter().any(|facts| facts.fields.contains(&category));
            let also = if sent { ", though it is sent to somebody" } else { "" };
            notes.at(
                row.id.span(),
                format!("category `{category}` serves no purpose{also}: then it may not be collected"),
            );
        }
    }
    all.extend(notes.close());
}

/// How people turn to the house: each line of the contact card that is asked for is a channel, and the pages are one.
fn channels(
    rows: &raw::ProfileFile,
    contact: &[ContactField],
    notes: &mut Notebook<'_>,
) -> Vec<ChannelFacts> {
    let hour = |text: &Option<String>| {
        text.as_deref().is_none_or(|text| {
            text.len() == 5 && text.is_char_boundary(2) && {
                let (hour, minute) = text.split_at(2);
                let minute = minute.strip_prefix(':').and_then(|minute| minute.parse::<u8>().ok());
                hour.parse::<u8>().is_ok_and(|hour| hour < 24) && minute.is_some_and(|minute| minute < 60)
            }
        })
    };
    let mut found = Vec::new();
    for row in &rows.channel {
        let (at, row) = (row.span(), row.get_ref());
        let way = notes.choice(&at, "`way`", Some(&row.way), &SupportWay::ALL, SupportWay::id);
        let hours = [row.days.is_some(), row.from.is_some(), row.until.is_some()];
        if hours.contains(&true) && hours.contains(&false) {
            notes.at(at.clone(), "a channel with hours says `days`, `from` and `until`");
        }
        if row.days.is_some_and(|days| !(1..=7).contains(&days)) || !hour(&row.from) || !hour(&row.until) {
            notes.at(at, "a channel has `days` from 1 to 7 and times such as `09:00`");
        }
        let Some(way) = way else { continue };
        found.push(ChannelFacts { way, days: row.days, from: row.from.clone(), until: row.until.clone() });
    }
    let needed = [
        (SupportWay::App, true),
        (SupportWay::Phone, contact.contains(&ContactField::Phone)),
        (SupportWay::Mail, contact.contains(&ContactField::Email)),
        (SupportWay::Letter, contact.contains(&ContactField::Address)),
    ];
    for (way, needed) in needed {
        if found.iter().filter(|one| one.way == way).count() != usize::from(needed) {
            notes.at(rows.id.span(), format!("`channel` must hold `{}` as `contact` says", way.id()));
        }
    }
    found
}

fn profile(source: &Source, profile: &str, name: &str, common: &Common) -> Result<Policy, Vec<Mistake>> {
    let (rows, mut notes) = load::file::<raw::ProfileFile>(source, name).map_err(|mistake| vec![mistake])?;
    let at = rows.id.span();
    named(&rows, profile, name, &mut notes);
    let dated = dated(&rows, &mut notes);
    let signup = notes.choice(&at, "`signup`", rows.signup.as_ref(), &SignUp::ALL, SignUp::id);
    let wings = ["meet", "chat", "office", "community"];
    let wings: Vec<String> =
        notes.choices("`wings`", &rows.wings, &wings, |wing| wing).into_iter().map(str::to_owned).collect();
    let products = ["JJB", "HKT", "YZJ", "AJ", "DB"];
    let ledger = notes.choices("`ledger`", &rows.ledger, &products, |product| product);
    if ledger.is_empty() {
        notes.at(at.clone(), "`ledger` must name the products whose promises hold here");
    }
    for lang in crate::Lang::ALL {
        if !rows.languages.iter().any(|word| word.get_ref() == lang.tag()) {
            notes
                .at(at.clone(), format!("`languages` lacks `{}`: a policy is published in both", lang.tag()));
        }
    }
    let contact = notes.choices("`contact`", &rows.contact, &ContactField::ALL, ContactField::id);
    for field in [ContactField::Name, ContactField::Email] {
        if !contact.contains(&field) {
            notes.at(at.clone(), format!("`contact` must ask for `{}`", field.id()));
        }
    }
    let channels = channels(&rows, &contact, &mut notes);
    let purposes = open_purposes(&rows, common, &wings, &mut notes);
    let open: Vec<Purpose> = purposes.iter().map(|facts| facts.purpose).collect();
    let conduct = conduct::conduct(&rows, common, &open, &mut notes);
    let retention = kept(&rows, common, conduct.as_ref(), &mut notes);
    let numbers = numbers(&rows, &common.numbers, &mut notes);
    logs_are_kept(&at, &retention, &numbers, &mut notes);
    let Some(conduct) = conduct else { return Err(notes.close()) };
    let policy = Policy {
        profile: profile.to_owned(),
        title: notes.both(&at, "the doorplate", rows.zh.as_ref(), rows.en.as_ref()),
        service: notes.raw_both(&at, "`service`", &rows.service),
        dated,
        ledger: ledger.into_iter().map(str::to_owned).collect(),
        wings,
        signup: signup.unwrap_or(SignUp::Invited),
        signup_fields: signup_fields(&rows, &purposes, &mut notes),
        contact,
        channels,
        categories: common.categories.clone(),
        retention,
        conduct,
        recipients: common.recipients.clone(),
        on: std::collections::BTreeSet::new(),
        agreements: std::collections::BTreeMap::new(),
        premises: common.premises.clone(),
        beside: std::collections::BTreeSet::new(),
        numbers,
        templates: common.templates.clone(),
        purposes,
        version: String::new(),
    };
    finished(policy, notes)
}

/// A file has the name of its doorplate.
fn named(rows: &raw::ProfileFile, profile: &str, name: &str, notes: &mut Notebook<'_>) {
    if rows.id.get_ref() != profile {
        notes.at(rows.id.span(), format!("the file `{name}` must have the id `{profile}`"));
    }
}

/// The policy, where nothing is wrong with it.
fn finished(policy: Policy, notes: Notebook<'_>) -> Result<Policy, Vec<Mistake>> {
    let mistakes = notes.close();
    if mistakes.is_empty() { Ok(policy.sealed()) } else { Err(mistakes) }
}

/// The promised minimum for logs is no longer than what the rules keep.
fn logs_are_kept(at: &Range<usize>, keeps: &[Keep], numbers: &[NumberFacts], notes: &mut Notebook) {
    let promised = numbers.iter().find(|number| number.id == "network-log").map(|number| number.value);
    let (Some(promised), Some(keep)) = (promised, keeps.get(Category::ServiceLog as usize)) else { return };
    if keep.ends.iter().any(|end| !end.after.at_least(promised)) {
        let (least, of) = (promised.number, promised.unit.id());
        notes.at(
            at.clone(),
            format!("`service-log` is kept shorter than the promised {least} {of} of `network-log`"),
        );
    }
}

fn dated(rows: &raw::ProfileFile, notes: &mut Notebook) -> String {
    let Some(word) = &rows.dated else {
        notes.at(rows.id.span(), "`dated` is missing: the date of this policy, YYYY-MM-DD");
        return String::new();
    };
    let shape: Vec<usize> = word.get_ref().split('-').map(str::len).collect();
    let digits = word.get_ref().chars().all(|c| c.is_ascii_digit() || c == '-');
    if shape != [4, 2, 2] || !digits {
        notes.at(word.span(), "`dated` must look like 2026-11-22");
    }
    word.get_ref().clone()
}

/// The purposes of the yard and of the open wings, without those that the profile turns off.
fn open_purposes(
    rows: &raw::ProfileFile,
    common: &Common,
    wings: &[String],
    notes: &mut Notebook,
) -> Vec<PurposeFacts> {
    let off = notes.choices("`off`", &rows.off, Purpose::ALL, Purpose::id);
    for (purpose, word) in off.iter().zip(&rows.off) {
        let required = common.purposes.iter().any(|facts| facts.purpose == *purpose && facts.required);
        if required {
            notes.at(word.span(), format!("purpose `{purpose}` is required and cannot be off"));
        }
    }
    let open = |facts: &&PurposeFacts| facts.wing == "yard" || wings.contains(&facts.wing);
    let purposes = common.purposes.iter().filter(open).filter(|facts| !off.contains(&facts.purpose));
    own_of_what_is_used(purposes.cloned().collect())
}

/// What no purpose of this doorplate uses is not collected here, and so not spoken of among one's own data either.
fn own_of_what_is_used(mut purposes: Vec<PurposeFacts>) -> Vec<PurposeFacts> {
    let others = purposes.iter().filter(|facts| facts.purpose != Purpose::OwnData);
    let used: Vec<Category> = others.flat_map(|facts| facts.needs.iter().copied()).collect();
    for own in purposes.iter_mut().filter(|facts| facts.purpose == Purpose::OwnData) {
        own.needs.retain(|category| used.contains(category));
    }
    purposes
}

fn signup_fields(rows: &raw::ProfileFile, purposes: &[PurposeFacts], notes: &mut Notebook) -> Vec<Category> {
    let fields = notes.choices("`signup_fields`", &rows.signup_fields, Category::ALL, Category::id);
    let account = purposes.iter().find(|facts| facts.purpose == Purpose::Account);
    for (field, word) in fields.iter().zip(&rows.signup_fields) {
        if !account.is_some_and(|facts| facts.needs.contains(field)) {
            notes.at(
                word.span(),
                format!("sign-up asks for `{field}`, which the purpose `account` does not need"),
            );
        }
    }
    if fields.is_empty() {
        notes.at(rows.id.span(), "`signup_fields` must say what the sign-up form asks for");
    }
    fields
}

/// The common periods with the profile's own, which may only be stricter.
fn kept(
    rows: &raw::ProfileFile,
    common: &Common,
    conduct: Option<&Conduct>,
    notes: &mut Notebook,
) -> Vec<Keep> {
    let mut keeps = common.retention.clone();
    for row in &rows.keep {
        let found =
            notes.choice(&row.category.span(), "`keep`", Some(&row.category), Category::ALL, Category::id);
        let after = notes.period(row.number, &row.unit);
        let Some(keep) = found.and_then(|category| keeps.get_mut(category as usize)) else { continue };
        match keep.tightened(row.from.get_ref(), after) {
            Ok(tighter) => *keep = tighter,
            Err(what) => {
                notes.at(row.category.span(), format!("keeping `{}` {what}", row.category.get_ref()))
            }
        }
    }
    if let (Some(conduct), Some(row)) = (conduct, &rows.conduct) {
        conduct::close(&mut keeps, conduct.closing, row.span(), notes);
    }
    keeps
}

/// Every doorplate says what becomes of a closed account.
fn numbers(rows: &raw::ProfileFile, common: &[NumberFacts], notes: &mut Notebook) -> Vec<NumberFacts> {
    let mut numbers = common.to_vec();
    for (id, value) in &rows.numbers {
        let Some(number) = numbers.iter_mut().find(|number| number.id == *id.get_ref()) else {
            let hint = hint(id.get_ref(), common.iter().map(|number| number.id.as_str()));
            notes.at(
                id.span(),
                format!("the number `{}` is not declared in numbers.toml{hint}", id.get_ref()),
            );
            continue;
        };
        let (old, new) = (number.value, *value.get_ref());
        if number.loosened_by(new) {
            let than = old.number;
            notes.at(
                id.span(),
                format!(
                    "the number `{}` may only become stricter: {new} is looser than {than}",
                    id.get_ref()
                ),
            );
        }
        number.value = Period::new(new, old.unit);
    }
    numbers
}
