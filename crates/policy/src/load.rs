//! From the rows of the files to facts, with every mistake written down. What needs more than one file to judge is in
//! [`crate::check`].

use std::ops::Range;

use serde::de::DeserializeOwned;

use crate::facts::{
    Asked, Basis, Both, CategoryFacts, From, NumberFacts, PermissionFacts, PremiseFacts, PurposeFacts,
    RecipientFacts, Review, is_day,
};
use crate::keep::{Criterion, Ending, Floor, Keep, Then};
use crate::mistake::{Mistake, Notebook, hint};
use crate::period::{Period, Unit};
use crate::raw::{self, RawBoth, Word};
use crate::source::Source;
use crate::{Category, KeyGroup, Purpose, Recipient};

/// Reads one file; says so when it is absent or not TOML of the right shape.
pub(crate) fn file<'s, T: DeserializeOwned>(
    source: &'s Source,
    name: &'s str,
) -> Result<(T, Notebook<'s>), Mistake> {
    let absent = || Mistake { file: name.to_owned(), line: 0, what: "is missing".to_owned() };
    let text = source.text(name).ok_or_else(absent)?;
    match toml::from_str(text) {
        Ok(rows) => Ok((rows, Notebook::new(name, text))),
        Err(why) => {
            let mut notes = Notebook::new(name, text);
            notes.at(why.span().unwrap_or(0..0), why.message());
            Err(notes.close().remove(0))
        }
    }
}

/// Reading of single values; what is missing or unknown is written down and gets a stand-in, so that reading goes on.
impl Notebook<'_> {
    pub(crate) fn both(
        &mut self,
        at: &Range<usize>,
        what: &str,
        zh: Option<&String>,
        en: Option<&String>,
    ) -> Both {
        let mut side = |text: Option<&String>, lang: &str| match text.map(|text| text.trim()) {
            Some(text) if !text.is_empty() => text.to_owned(),
            _ => {
                self.at(at.clone(), format!("{what} lacks its text `{lang}`"));
                String::new()
            }
        };
        Both { zh: side(zh, "zh"), en: side(en, "en") }
    }

    pub(crate) fn raw_both(&mut self, at: &Range<usize>, what: &str, raw: &RawBoth) -> Both {
        self.both(at, what, raw.zh.as_ref(), raw.en.as_ref())
    }

    /// One of a closed list of words.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        at: &Range<usize>,
        what: &str,
        word: Option<&Word>,
        all: &[T],
        id: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let Some(word) = word else {
            let known: Vec<&str> = all.iter().map(|one| id(*one)).collect();
            self.at(at.clone(), format!("{what} is missing: one of {}", known.join(", ")));
            return None;
        };
        let found = all.iter().copied().find(|one| id(*one) == word.get_ref());
        if found.is_none() {
            let known: Vec<&str> = all.iter().map(|one| id(*one)).collect();
            self.at(
                word.span(),
                format!("{what} is `{}`, but must be one of {}", word.get_ref(), known.join(", ")),
            );
        }
        found
    }

    /// A list of words, each of a closed list and none twice.
    pub(crate) fn choices<T: Copy>(
        &mut self,
        what: &str,
        words: &[Word],
        all: &[T],
        id: impl Fn(T) -> &'static str + Copy,
    ) -> Vec<T> {
        let mut seen: Vec<&str> = Vec::new();
        let mut found = Vec::new();
        for word in words {
            if seen.contains(&word.get_ref().as_str()) {
                self.at(word.span(), format!("{what} names `{}` twice", word.get_ref()));
            }
            seen.push(word.get_ref());
            match all.iter().copied().find(|one| id(*one) == word.get_ref()) {
                Some(one) => found.push(one),
                None => {
                    let hint = hint(word.get_ref(), all.iter().map(|one| id(*one)));
                    self.at(
                        word.span(),
                        format!("{what} names `{}`, which is not declared{hint}", word.get_ref()),
                    );
                }
            }
        }
        found
    }

    /// The value that the id of a row stands for; written down when the program was not built with it.
    pub(crate) fn row<T: Copy>(
        &mut self,
        kind: &str,
        word: &Word,
        all: &[T],
        id: impl Fn(T) -> &'static str,
        seen: &mut Vec<String>,
    ) -> Option<T> {
        if seen.contains(word.get_ref()) {
            self.at(word.span(), format!("{kind} `{}` is declared twice", word.get_ref()));
            return None;
        }
        seen.push(word.get_ref().clone());
        let found = all.iter().copied().find(|one| id(*one) == word.get_ref());
        if found.is_none() {
            self.at(
                word.span(),
                format!("{kind} `{}` is new: the program has to be built again with it", word.get_ref()),
            );
        }
        found
    }

    /// Everything that the program was built with must have a row.
    pub(crate) fn complete<T: Copy>(
        &mut self,
        kind: &str,
        all: &[T],
        id: impl Fn(T) -> &'static str,
        seen: &[String],
    ) {
        for one in all.iter().map(|one| id(*one)) {
            if !seen.iter().any(|known| known == one) {
                self.file(format!("{kind} `{one}` has no row, though the program uses it"));
            }
        }
    }

    pub(crate) fn period(&mut self, number: u32, unit: &Word) -> Period {
        let all = [Unit::Minutes, Unit::Hours, Unit::Days, Unit::WorkingDays, Unit::Months, Unit::Years];
        let unit = self.choice(&unit.span(), "the unit", Some(unit), &all, Unit::id);
        Period::new(number, unit.unwrap_or(Unit::Days))
    }

    /// Ledger ids, by their look only; whether they exist is a test of this repository.
    pub(crate) fn ledger(&mut self, ids: &[Word]) -> Vec<String> {
        for id in ids {
            let right = id.get_ref().split_once('-').is_some_and(|(product, number)| {
                ["JJB", "HKT", "YZJ", "AJ", "DB"].contains(&product)
                    && number.len() == 3
                    && number.chars().all(|c| c.is_ascii_digit())
            });
            if !right {
                self.at(id.span(), format!("`{}` is not an id of the ledger", id.get_ref()));
            }
        }
        ids.iter().map(|id| id.get_ref().clone()).collect()
    }
}

/// `categories.toml`, in the order of [`Category::ALL`] as far as it is right.
pub(crate) fn categories(rows: &raw::Categories, notes: &mut Notebook) -> Vec<CategoryFacts> {
    let mut seen = Vec::new();
    for group in &rows.key_group {
        notes.row("the key group", &group.id, KeyGroup::ALL, KeyGroup::id, &mut seen);
        notes.both(
            &group.id.span(),
            &format!("key group `{}`", group.id.get_ref()),
            group.zh.as_ref(),
            group.en.as_ref(),
        );
    }
    let mut seen = Vec::new();
    let mut facts = Vec::new();
    for row in &rows.category {
        if let Some(category) = notes.row("the category", &row.id, Category::ALL, Category::id, &mut seen) {
            facts.push(category_facts(category, row, notes));
        }
    }
    notes.complete("the category", Category::ALL, Category::id, &seen);
    facts
}

fn category_facts(category: Category, row: &raw::CategoryRow, notes: &mut Notebook) -> CategoryFacts {
    let at = row.id.span();
    let name = format!("category `{category}`");
    if row.sensitive != Some(category.sensitive()) {
        notes.at(at.clone(), format!("{name}: `sensitive` differs from what the program was built with"));
    }
    if row.of_organisation != category.of_organisation() {
        notes.at(
            at.clone(),
            format!("{name}: `of_organisation` differs from what the program was built with"),
        );
    }
    let stored = notes.choice(&at, &format!("{name}: `kept`"), row.kept.as_ref(), &[true, false], kept_id);
    if stored.is_some_and(|stored| stored != category.stored()) {
        notes.at(at.clone(), format!("{name}: `kept` differs from what the program was built with"));
    }
    let group = notes.choice(
        &at,
        &format!("{name}: `key_group`"),
        row.key_group.as_ref(),
        KeyGroup::ALL,
        KeyGroup::id,
    );
    if group.is_some_and(|group| group != category.key_group()) {
        notes.at(at.clone(), format!("{name}: `key_group` differs from what the program was built with"));
    }
    let readable = row.readable.as_ref().is_none_or(|readable| *readable.get_ref());
    if !readable && category.stored() {
        notes.at(at.clone(), format!("{name}: only passing data can be unreadable for the house"));
    }
    let from = notes.choices(&format!("{name}: `from`"), &row.from, &From::ALL, From::id);
    if from.is_empty() {
        notes.at(at.clone(), format!("{name}: `from` must say how the data comes into the house"));
    }
    CategoryFacts {
        category,
        title: notes.both(&at, &name, row.zh.as_ref(), row.en.as_ref()),
        examples: notes.raw_both(&at, &format!("{name}: `examples`"), &row.examples),
        from,
        readable,
        withheld: row.withheld.as_ref().map(|raw| notes.raw_both(&at, &format!("{name}: `withheld`"), raw)),
    }
}

fn kept_id(stored: bool) -> &'static str {
    if stored { "stored" } else { "passing" }
}

/// `purposes.toml`.
pub(crate) fn purposes(rows: &raw::Purposes, notes: &mut Notebook) -> Vec<PurposeFacts> {
    let mut seen = Vec::new();
    let mut facts = Vec::new();
    for row in &rows.purpose {
        if let Some(purpose) = notes.row("the purpose", &row.id, Purpose::ALL, Purpose::id, &mut seen) {
            facts.push(purpose_facts(purpose, row, notes));
        }
    }
    notes.complete("the purpose", Purpose::ALL, Purpose::id, &seen);
    facts
}

fn purpose_facts(purpose: Purpose, row: &raw::PurposeRow, notes: &mut Notebook) -> PurposeFacts {
    let at = row.id.span();
    let name = format!("purpose `{purpose}`");
    let says = |what: &str| format!("{name}: `{what}`");
    let wings = ["yard", "meet", "chat", "office", "community"];
    let wing = notes.choice(&at, &says("wing"), row.wing.as_ref(), &wings, |wing| wing).unwrap_or("yard");
    let basis = notes.choice(&at, &says("basis"), row.basis.as_ref(), &Basis::ALL, Basis::id);
    let asked = notes.choice(&at, &says("asked"), row.asked.as_ref(), &Asked::ALL, Asked::id);
    if row.required.is_none() {
        notes.at(at.clone(), format!("{name}: `required` is missing"));
    }
    let needs = notes.choices(&says("needs"), &row.needs, Category::ALL, Category::id);
    if row.needs.is_empty() {
        notes.at(at.clone(), format!("{name} needs no category: then it is not a purpose"));
    } else if needs.len() == row.needs.len() && needs.as_slice() != purpose.needs() {
        notes.at(at.clone(), format!("{name}: `needs` differs from what the program was built with"));
    }
    let chosen = notes.choices(&says("chosen"), &row.chosen, Category::ALL, Category::id);
    for category in chosen.iter().filter(|category| !needs.contains(category)) {
        notes.at(at.clone(), format!("{name}: `{category}` is in `chosen` but not in `needs`"));
    }
    PurposeFacts {
        purpose,
        title: notes.both(&at, &name, row.zh.as_ref(), row.en.as_ref()),
        wing: wing.to_owned(),
        // The strictest, should it be missing; the mistake keeps the policy from loading anyway.
        basis: basis.unwrap_or(Basis::Consent),
        required: row.required.as_ref().is_some_and(|required| *required.get_ref()),
        asked: asked.unwrap_or(Asked::Settings),
        guests: row.guests,
        needs,
        chosen,
        why: notes.raw_both(&at, &says("why"), &row.why),
        who: notes.raw_both(&at, &says("who"), &row.who),
        if_not: notes.raw_both(&at, &says("if_not"), &row.if_not),
        permissions: row.permission.iter().map(|row| permission_facts(&name, row, notes)).collect(),
        reads_stored: row.reads_stored,
        promises: notes.ledger(&row.promises),
    }
}

fn permission_facts(purpose: &str, row: &raw::PermissionRow, notes: &mut Notebook) -> PermissionFacts {
    let at = row.device.span();
    let name = format!("{purpose}: permission `{}`", row.device.get_ref());
    if row.closable.is_none() {
        notes.at(at.clone(), format!("{name}: `closable` is missing: can it be closed again?"));
    }
    PermissionFacts {
        device: row.device.get_ref().clone(),
        title: notes.both(&at, &name, row.zh.as_ref(), row.en.as_ref()),
        asked: notes.raw_both(&at, &format!("{name}: `asked` (when the device asks)"), &row.asked),
        closable: row.closable.unwrap_or(false),
        close: notes.raw_both(&at, &format!("{name}: `close`"), &row.close),
        refused: notes.raw_both(&at, &format!("{name}: `refused`"), &row.refused),
    }
}

/// `retention.toml`: one rule per category.
pub(crate) fn retention(rows: &raw::Retention, notes: &mut Notebook) -> Vec<(Category, Keep)> {
    let mut events: Vec<(String, Both)> = Vec::new();
    for row in &rows.event {
        let id = row.id.get_ref();
        if events.iter().any(|(known, _)| known == id) {
            notes.at(row.id.span(), format!("the event `{id}` is declared twice"));
        }
        let title = notes.both(&row.id.span(), &format!("event `{id}`"), row.zh.as_ref(), row.en.as_ref());
        events.push((id.clone(), title));
    }
    let mut seen = Vec::new();
    let mut keeps = Vec::new();
    for row in &rows.rule {
        if let Some(category) =
            notes.row("the rule for", &row.category, Category::ALL, Category::id, &mut seen)
        {
            keeps.push((category, keep(category, row, &events, notes)));
        }
    }
    notes.complete("the retention of", Category::ALL, Category::id, &seen);
    keeps
}

fn keep(category: Category, row: &raw::RuleRow, events: &[(String, Both)], notes: &mut Notebook) -> Keep {
    let at = row.category.span();
    let name = format!("retention of `{category}`");
    if row.ends.is_empty() {
        notes.at(at.clone(), format!("{name} never ends: `ends` needs a number, a unit and an event"));
    }
    let mut ends: Vec<Ending> = Vec::new();
    for end in &row.ends {
        let from = end.from.get_ref();
        let title = events.iter().find(|(known, _)| known == from).map(|(_, title)| title.clone());
        if title.is_none() {
            let hint = hint(from, events.iter().map(|(known, _)| known.as_str()));
            notes.at(end.from.span(), format!("{name}: the event `{from}` is not declared{hint}"));
        }
        if ends.iter().any(|known| known.from == *from) {
            notes.at(end.from.span(), format!("{name} counts twice from `{from}`"));
        }
        let after = notes.period(end.number, &end.unit);
        ends.push(Ending { after, from: from.clone(), from_title: title.unwrap_or_default() });
    }
    let thens = [Then::Delete, Then::Anonymise];
    let then = notes.choice(&at, &format!("{name}: `then`"), row.then.as_ref(), &thens, |then| match then {
        Then::Delete => "delete",
        Then::Anonymise => "anonymise",
    });
    let criterion = notes.choice(
        &at,
        &format!("{name}: `criterion`"),
        row.criterion.as_ref(),
        &Criterion::ALL,
        Criterion::id,
    );
    let floor = row.floor.as_ref().map(|floor| Floor {
        period: notes.period(floor.number, &floor.unit),
        law: notes.raw_both(&at, &format!("{name}: the law of the floor"), &floor.law),
    });
    let ceiling = row.ceiling.as_ref().map(|ceiling| notes.period(ceiling.number, &ceiling.unit));
    let keep = Keep {
        ends,
        then: then.unwrap_or(Then::Delete),
        criterion: criterion.unwrap_or(Criterion::Transaction),
        floor,
        ceiling,
    };
    if let Some(what) = keep.conflict() {
        notes.at(at, format!("{name}: {what}"));
    }
    keep
}

/// `recipients.toml`.
pub(crate) fn recipients(rows: &raw::Recipients, notes: &mut Notebook) -> Vec<RecipientFacts> {
    let mut seen = Vec::new();
    let mut facts = Vec::new();
    for row in &rows.recipient {
        let Some(recipient) = notes.row("the recipient", &row.id, Recipient::ALL, Recipient::id, &mut seen)
        else {
            continue;
        };
        let at = row.id.span();
        let name = format!("recipient `{recipient}`");
        let mut word = |word: &Option<Word>, key: &str| {
            word.as_ref().map(|word| word.get_ref().clone()).unwrap_or_else(|| {
                notes.at(at.clone(), format!("{name}: `{key}` is missing"));
                String::new()
            })
        };
        let (setting, region) = (word(&row.setting, "setting"), word(&row.region, "region"));
        let review = review(row, &at, &name, notes);
        facts.push(RecipientFacts {
            recipient,
            review,
            title: notes.both(&at, &name, row.zh.as_ref(), row.en.as_ref()),
            setting,
            fields: notes.choices(&format!("{name}: `fields`"), &row.fields, Category::ALL, Category::id),
            purposes: notes.choices(&format!("{name}: `purposes`"), &row.purposes, Purpose::ALL, Purpose::id),
            region,
            abroad: row.abroad,
            how: notes.raw_both(&at, &format!("{name}: `how`"), &row.how),
            why: notes.raw_both(&at, &format!("{name}: `why`"), &row.why),
            if_not: notes.raw_both(&at, &format!("{name}: `if_not`"), &row.if_not),
            promises: notes.ledger(&row.promises),
        });
    }
    notes.complete("the recipient", Recipient::ALL, Recipient::id, &seen);
    facts
}

/// A connector that nobody examined may not be used: the policy is not consistent without the day and what was looked at.
fn review(row: &raw::RecipientRow, at: &Range<usize>, name: &str, notes: &mut Notebook) -> Review {
    let Some(review) = &row.review else {
        notes.at(at.clone(), format!("{name}: `review` is missing: it was not examined"));
        return Review { at: String::new(), what: Both::default() };
    };
    if !is_day(review.at.get_ref()) {
        notes.at(review.at.span(), format!("{name}: `review.at` is a day such as 2026-11-24"));
    }
    let what =
        notes.both(&review.at.span(), &format!("{name}: `review`"), review.zh.as_ref(), review.en.as_ref());
    Review { at: review.at.get_ref().clone(), what }
}

/// What stands beside the house and belongs to it.
pub(crate) fn premises(rows: &raw::Recipients, notes: &mut Notebook) -> Vec<PremiseFacts> {
    let premise = |row: &raw::PremiseRow| {
        let (at, name) = (row.id.span(), format!("premise `{}`", row.id.get_ref()));
        PremiseFacts {
            id: row.id.get_ref().clone(),
            title: notes.both(&at, &name, row.zh.as_ref(), row.en.as_ref()),
            setting: row.setting.get_ref().clone(),
            why: notes.raw_both(&at, &format!("{name}: `why`"), &row.why),
        }
    };
    rows.premise.iter().map(premise).collect()
}

/// `numbers.toml`.
pub(crate) fn numbers(rows: &raw::Numbers, notes: &mut Notebook) -> Vec<NumberFacts> {
    let mut facts: Vec<NumberFacts> = Vec::new();
    for row in &rows.number {
        let id = row.id.get_ref();
        let at = row.id.span();
        if facts.iter().any(|known| known.id == *id) {
            notes.at(at.clone(), format!("the number `{id}` is declared twice"));
        }
        let name = format!("number `{id}`: `stricter`");
        let larger = notes.choice(&at, &name, row.stricter.as_ref(), &[true, false], |larger| {
            if larger { "larger" } else { "smaller" }
        });
        facts.push(NumberFacts {
            id: id.clone(),
            title: notes.both(&at, &format!("number `{id}`"), row.zh.as_ref(), row.en.as_ref()),
            value: notes.period(row.value, &row.unit),
            larger_is_stricter: larger.unwrap_or(false),
            organisation: row.organisation,
            promises: notes.ledger(&row.promises),
        });
    }
    facts
}
