//! The templates in `policy/text/`: read once, their conditions and blanks judged when the policy is loaded.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::conduct::{Ads, GuardianProof, Leave, Message};
use crate::facts::{Both, Lang, NumberFacts};
use crate::mistake::{Notebook, hint};
use crate::raw;
use crate::{Category, Purpose, StatisticRules};

/// All templates of a policy.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Templates {
    /// The policy itself.
    pub sections: Vec<Section>,
    /// The rules for children and minors.
    pub children: Vec<Section>,
    /// The draft of the impact assessment.
    pub assessment: Vec<Section>,
    pub words: BTreeMap<String, Both>,
}

/// A section: written once, or once for each purpose.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Section {
    pub id: String,
    pub heading: Both,
    pub each: Option<Each>,
    pub when: Vec<When>,
    pub sentences: Vec<Sentence>,
}

/// A sentence: written once, or once for each of something.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Sentence {
    pub id: String,
    pub text: Both,
    pub each: Option<Each>,
    pub when: Vec<When>,
    pub bold: bool,
    pub promises: Vec<String>,
    /// Whether the rows of the purpose or recipient that it is written for are added.
    pub promises_of: Option<Each>,
}

/// What a section or sentence is repeated for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum Each {
    Purpose,
    Category,
    Permission,
    Recipient,
}

impl Each {
    const ALL: [Each; 4] = [Each::Purpose, Each::Category, Each::Permission, Each::Recipient];

    const fn id(self) -> &'static str {
        match self {
            Each::Purpose => "purpose",
            Each::Category => "category",
            Each::Permission => "permission",
            Each::Recipient => "recipient",
        }
    }

    /// The blanks that may stand in a text repeated for this.
    const fn blanks(self) -> &'static [&'static str] {
        match self {
            Each::Purpose => &[
                "purpose.title",
                "purpose.why",
                "purpose.who",
                "purpose.if_not",
                "purpose.plain",
                "purpose.chosen",
                "purpose.sensitive",
                "purpose.basis",
                "purpose.asked",
                "purpose.risk",
            ],
            Each::Category => &[
                "category.title",
                "category.examples",
                "category.purposes",
                "category.keep",
                "category.criterion",
            ],
            Each::Permission => &[
                "permission.title",
                "permission.purpose",
                "permission.why",
                "permission.asked",
                "permission.close",
                "permission.refused",
            ],
            Each::Recipient => &[
                "recipient.title",
                "recipient.fields",
                "recipient.purposes",
                "recipient.how",
                "recipient.why",
                "recipient.if_not",
                "recipient.region",
            ],
        }
    }

    /// The conditions that make sense for this.
    const fn conditions(self) -> &'static [&'static str] {
        match self {
            Each::Purpose => &["consent", "contract", "legal", "sensitive", "plain", "chosen", "required"],
            Each::Category => &["stored", "sensitive", "floor", "used"],
            Each::Permission => &["closable"],
            Each::Recipient => &[],
        }
    }
}

/// A condition; all of a list must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct When {
    pub not: bool,
    pub what: String,
}

/// Blanks that may stand anywhere.
const BLANKS: [&str; 10] = [
    "product",
    "service",
    "dated",
    "version",
    "contact.name",
    "contact.email",
    "contact.phone",
    "contact.address",
    "sensitive.list",
    "risk",
];

/// The small words that the program needs from `text/words.toml`.
pub(crate) const WORDS: &[&str] = &[
    "title",
    "title.children",
    "title.assessment",
    "comma",
    "semicolon",
    "colon",
    "unit.minutes",
    "unit.hours",
    "unit.days",
    "unit.working-days",
    "unit.months",
    "unit.years",
    "basis.contract",
    "basis.consent",
    "basis.legal",
    "asked.sign-up",
    "asked.number-abroad",
    "asked.use",
    "asked.settings",
    "asked.chosen",
    "criterion.transaction",
    "criterion.security",
    "criterion.agreed",
    "criterion.limitation",
    "criterion.law",
    "keep.delete-now",
    "keep.delete-after",
    "keep.anonymise-now",
    "keep.anonymise-after",
    "keep.or",
    "keep.first",
    "keep.passing",
    "keep.floor",
    "who.also",
    "from.you",
    "from.others",
    "from.use",
    "risk.low",
    "risk.medium",
    "risk.high",
    "period.now",
    "change.service",
    "change.wing-new",
    "change.wing-gone",
    "change.purpose-new",
    "change.purpose-gone",
    "change.purpose-more",
    "change.purpose-fewer",
    "change.purpose-basis",
    "change.purpose-required",
    "change.purpose-permission",
    "change.purpose-words",
    "change.category-plain",
    "change.category-sensitive",
    "change.category-stored",
    "change.keep",
    "change.keep-unbound",
    "change.recipient-new",
    "change.recipient-more",
    "change.recipient-gone",
    "change.number",
    "change.number-gone",
    "change.conduct-messages",
    "change.conduct-ads",
    "change.conduct-profiling",
    "change.conduct-third-party-data",
    "change.conduct-places",
    "change.conduct-guardians",
    "change.conduct-tell",
    "change.conduct-cookies",
    "change.conduct-unknown-device",
    "change.conduct-staff-factor",
    "change.conduct-grounds",
    "change.owner",
    "change.contact",
    "change.risk",
    "change.rights",
    "change.words",
];

impl Templates {
    /// A small word; load makes sure that each of [`WORDS`] is there.
    pub(crate) fn word(&self, key: &str, lang: Lang) -> &str {
        self.words.get(key).map_or("", |both| both.lang(lang))
    }
}

/// `text/words.toml`.
pub(crate) fn words(rows: &raw::Words, notes: &mut Notebook) -> BTreeMap<String, Both> {
    let mut words = BTreeMap::new();
    for (key, raw) in &rows.0 {
        if !WORDS.contains(&key.get_ref().as_str()) {
            let hint = hint(key.get_ref(), WORDS.iter().copied());
            notes.at(key.span(), format!("the program does not ask for the word `{}`{hint}", key.get_ref()));
        }
        // A comma in English ends with a space, so nothing is trimmed here.
        let both = Both { zh: raw.zh.clone().unwrap_or_default(), en: raw.en.clone().unwrap_or_default() };
        if both.zh.is_empty() || both.en.is_empty() {
            notes.at(key.span(), format!("the word `{}` lacks one of its texts", key.get_ref()));
        }
        words.insert(key.get_ref().clone(), both);
    }
    for missing in WORDS.iter().filter(|key| !words.contains_key(**key)) {
        notes.file(format!("the word `{missing}` is missing"));
    }
    words
}

/// The sections of one document in `text/`.
pub(crate) fn sections(rows: &raw::Texts, numbers: &[NumberFacts], notes: &mut Notebook) -> Vec<Section> {
    let mut judge = Judge { notes, numbers, seen: Vec::new() };
    let mut sections = Vec::new();
    for row in &rows.section {
        let name = format!("section `{}`", row.id.get_ref());
        judge.once(&row.id);
        let each = judge.each(row.each.as_ref(), &name);
        if each.is_some_and(|each| each != Each::Purpose) {
            judge.notes.at(row.id.span(), format!("{name}: a section is repeated for purposes only"));
        }
        let heading = judge.notes.both(&row.id.span(), &name, row.zh.as_ref(), row.en.as_ref());
        judge.blanks(&row.id, &name, &heading, &[each]);
        let when = judge.when(&row.when, &name, &[each]);
        let sentences = row.sentence.iter().map(|row| judge.sentence(row, each)).collect();
        sections.push(Section { id: row.id.get_ref().clone(), heading, each, when, sentences });
    }
    if sections.is_empty() {
        judge.notes.file("a document without sections says nothing");
    }
    sections
}

/// Reads templates and writes down what is wrong with them.
struct Judge<'j, 'n> {
    notes: &'j mut Notebook<'n>,
    numbers: &'j [NumberFacts],
    seen: Vec<String>,
}

impl Judge<'_, '_> {
    fn once(&mut self, id: &raw::Word) {
        if self.seen.contains(id.get_ref()) {
            self.notes.at(id.span(), format!("the id `{}` is used twice", id.get_ref()));
        }
        self.seen.push(id.get_ref().clone());
    }

    fn sentence(&mut self, row: &raw::SentenceRow, around: Option<Each>) -> Sentence {
        let name = format!("sentence `{}`", row.id.get_ref());
        self.once(&row.id);
        let each = self.each(row.each.as_ref(), &name);
        let text = self.notes.both(&row.id.span(), &name, row.zh.as_ref(), row.en.as_ref());
        self.blanks(&row.id, &name, &text, &[around, each]);
        let when = self.when(&row.when, &name, &[around, each]);
        let scopes = [around, each];
        let of = |word: &&raw::Word| scopes.iter().flatten().find(|each| each.id() == word.get_ref());
        let promises_of = row.promises.iter().find_map(|word| of(&word)).copied();
        let rows: Vec<raw::Word> = row.promises.iter().filter(|word| of(word).is_none()).cloned().collect();
        let promises = self.notes.ledger(&rows);
        Sentence { id: row.id.get_ref().clone(), text, each, when, bold: row.bold, promises, promises_of }
    }

    fn each(&mut self, word: Option<&raw::Word>, name: &str) -> Option<Each> {
        let word = word?;
        self.notes.choice(&word.span(), &format!("{name}: `each`"), Some(word), &Each::ALL, Each::id)
    }

    fn when(&mut self, words: &[raw::Word], name: &str, scopes: &[Option<Each>]) -> Vec<When> {
        let mut conditions = Vec::new();
        for word in words {
            let (not, what) = match word.get_ref().strip_prefix('!') {
                Some(what) => (true, what),
                None => (false, word.get_ref().as_str()),
            };
            let known = match what.split_once(':') {
                Some(("wing", _)) => true,
                Some(("purpose", id)) => Purpose::from_id(id).is_some(),
                Some(("signup", mode)) => ["invited", "mail-domain", "open"].contains(&mode),
                Some(("ads", mode)) => Ads::ALL.iter().any(|ads| ads.id() == mode),
                Some(("message", kind)) => Message::ALL.iter().any(|message| message.id() == kind),
                Some(("child" | "minor", proof)) => GuardianProof::ALL.iter().any(|one| one.id() == proof),
                Some(("data", leave)) => Leave::ALL.iter().any(|one| one.id() == leave),
                Some(_) => false,
                None => {
                    what == "connectors"
                        || scopes.iter().flatten().any(|each| each.conditions().contains(&what))
                }
            };
            if !known {
                self.notes
                    .at(word.span(), format!("{name}: `{what}` is not a condition that can be asked here"));
            }
            conditions.push(When { not, what: what.to_owned() });
        }
        conditions
    }

    fn blanks(&mut self, id: &raw::Word, name: &str, text: &Both, scopes: &[Option<Each>]) {
        for lang in Lang::ALL {
            for blank in blanks(text.lang(lang)) {
                let known = match blank.split_once('.') {
                    Some(("number" | "bare", id)) => self.numbers.iter().any(|number| number.id == id),
                    Some(("statistic", id)) => StatisticRules::built_in().named(id).is_some(),
                    Some(("keep" | "title", id)) => Category::from_id(id).is_some(),
                    _ => {
                        BLANKS.contains(&blank)
                            || scopes.iter().flatten().any(|each| each.blanks().contains(&blank))
                    }
                };
                if !known {
                    let what =
                        format!("{name} ({}) has the blank {{{blank}}}, which nothing fills", lang.tag());
                    self.notes.at(id.span(), what);
                }
            }
        }
    }
}

/// The names between braces.
fn blanks(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(blank, _)| blank)).collect()
}

/// The text with its blanks filled.
pub(crate) fn fill(text: &str, value: &dyn Fn(&str) -> String) -> String {
    let mut parts = text.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}') {
            Some((blank, rest)) => {
                out.push_str(&value(blank));
                out.push_str(rest);
            }
            None => {
                out.push('{');
                out.push_str(part);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use fuzz::{Change, Fuzz};

    use super::*;

    #[test]
    fn fuzz_templates() {
        let seeds = [
            "{product}（{service}）{keep.phone-number}。",
            "{purpose.title}: {contact.name}, {contact.email}",
            "{{a}} {b",
        ];
        let words = ["{", "}", "{}", "{product}", "{keep.", ".", "}{", "「", "{title.avatar}"];
        Fuzz::new(env!("CARGO_MANIFEST_DIR"), "template", Change::Text).seeds(seeds).words(&words).run(
            |input| {
                let text = String::from_utf8_lossy(input);
                let found = blanks(&text);
                let mut asked = Vec::new();
                let asking = std::cell::RefCell::new(&mut asked);
                let same = fill(&text, &|blank| {
                    asking.borrow_mut().push(blank.to_owned());
                    format!("{{{blank}}}")
                });
                assert_eq!(same, text, "a text whose blanks are filled with themselves is the same");
                assert_eq!(asked, found, "what load has judged is what is filled");
                let filled = fill(&text, &|_| "{product}".to_owned());
                assert_eq!(blanks(&filled).len(), found.len(), "what is filled in is not filled again");
                found.len()
            },
        );
    }
}
