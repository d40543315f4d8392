//! Two versions held against each other, part by part.

use super::snapshot::{CategoryShot, NumberShot, PurposeShot, RecipientShot};
use super::{Change, Kind, Snapshot};
use crate::facts::{Both, Lang};
use crate::period::Period;
use crate::profile::Policy;
use crate::text::{fill, period_words};

/// What changed from one version to the next; the words are those of `policy`.
pub fn changes(policy: &Policy, old: &Snapshot, new: &Snapshot) -> Vec<Change> {
    let mut list = List { policy, old, new, changes: Vec::new() };
    list.service();
    list.purposes();
    list.categories();
    list.recipients();
    list.numbers();
    list.conduct();
    list.fingerprints();
    list.changes
}

/// Whether a change promises people less.
#[derive(Clone, Copy, PartialEq)]
enum Effect {
    Reduces,
    Keeps,
}

/// The changes found so far.
struct List<'c> {
    policy: &'c Policy,
    old: &'c Snapshot,
    new: &'c Snapshot,
    changes: Vec<Change>,
}

impl List<'_> {
    /// Writes a change down in the words of `text/words.toml`.
    fn add(&mut self, key: &str, kind: Option<Kind>, effect: Effect, blanks: &[(&str, Both)]) {
        let say = |lang: Lang| {
            let word = self.policy.templates.word(key, lang).to_owned();
            fill(&word, &|blank| {
                let found = blanks.iter().find(|(name, _)| *name == blank);
                found.map_or(String::new(), |(_, both)| both.lang(lang).to_owned())
            })
        };
        let words = Both { zh: say(Lang::ZhCn), en: say(Lang::En) };
        let kind = kind.map(|kind| kind.id().to_owned());
        self.changes.push(Change { kind, reduces: effect == Effect::Reduces, words });
    }

    fn service(&mut self) {
        let (old, new) = (self.old, self.new);
        if old.service != new.service {
            let after = ("after", new.service.clone());
            self.add("change.service", Some(Kind::Purpose), Effect::Keeps, &[after]);
        }
        for wing in new.wings.iter().filter(|wing| !old.wings.contains(wing)) {
            self.add("change.wing-new", Some(Kind::Purpose), Effect::Keeps, &[("title", plain(wing))]);
        }
        for wing in old.wings.iter().filter(|wing| !new.wings.contains(wing)) {
            self.add("change.wing-gone", None, Effect::Keeps, &[("title", plain(wing))]);
        }
    }

    fn purposes(&mut self) {
        let (old, new) = (self.old, self.new);
        for (id, shot) in &new.purposes {
            match old.purposes.get(id) {
                None => {
                    let blanks = [("title", shot.title.clone()), ("fields", self.titles(&shot.needs))];
                    self.add("change.purpose-new", Some(Kind::Purpose), Effect::Keeps, &blanks);
                }
                Some(before) => self.purpose(before, shot),
            }
        }
        for (_, shot) in old.purposes.iter().filter(|(id, _)| !new.purposes.contains_key(*id)) {
            self.add("change.purpose-gone", None, Effect::Keeps, &[("title", shot.title.clone())]);
        }
    }

    fn purpose(&mut self, before: &PurposeShot, after: &PurposeShot) {
        let title = || ("title", after.title.clone());
        let more: Vec<String> = beyond(&after.needs, &before.needs);
        if !more.is_empty() {
            let blanks = [title(), ("fields", self.titles(&more))];
            self.add("change.purpose-more", Some(Kind::Purpose), Effect::Keeps, &blanks);
        }
        let fewer = beyond(&before.needs, &after.needs);
        if !fewer.is_empty() {
            let blanks = [title(), ("fields", self.titles(&fewer))];
            self.add("change.purpose-fewer", None, Effect::Keeps, &blanks);
        }
        if before.basis != after.basis {
            let basis = |id: &str| self.both(&format!("basis.{id}"));
            let blanks = [title(), ("before", basis(&before.basis)), ("after", basis(&after.basis))];
            let effect = if before.basis == "consent" { Effect::Reduces } else { Effect::Keeps };
            self.add("change.purpose-basis", Some(Kind::Purpose), effect, &blanks);
        }
        if after.required && !before.required {
            self.add("change.purpose-required", Some(Kind::Rights), Effect::Reduces, &[title()]);
        }
        if !beyond(&after.permissions, &before.permissions).is_empty() {
            self.add("change.purpose-permission", Some(Kind::Purpose), Effect::Keeps, &[title()]);
        }
        if (&before.why, &before.who, &before.if_not) != (&after.why, &after.who, &after.if_not) {
            let blanks = [title(), ("after", after.why.clone())];
            self.add("change.purpose-words", Some(Kind::Purpose), Effect::Keeps, &blanks);
        }
    }

    fn categories(&mut self) {
        let (old, new) = (self.old, self.new);
        for (id, shot) in &new.categories {
            let Some(before) = old.categories.get(id) else { continue };
            let title = [("title", shot.title.clone())];
            if before.sensitive && !shot.sensitive {
                self.add("change.category-plain", Some(Kind::Rights), Effect::Reduces, &title);
            }
            if !before.sensitive && shot.sensitive {
                self.add("change.category-sensitive", None, Effect::Keeps, &title);
            }
            if !before.stored && shot.stored {
                self.add("change.category-stored", Some(Kind::Purpose), Effect::Reduces, &title);
            }
            self.keep(before, shot);
        }
    }

    fn keep(&mut self, before: &CategoryShot, after: &CategoryShot) {
        for end in &before.ends {
            let now = after.ends.iter().find(|now| now.from == end.from);
            let Some(now) = now else {
                let blanks = [("title", after.title.clone()), ("event", end.title.clone())];
                self.add("change.keep-unbound", Some(Kind::Rights), Effect::Reduces, &blanks);
                continue;
            };
            if now.after == end.after {
                continue;
            }
            let blanks = [
                ("title", after.title.clone()),
                ("event", end.title.clone()),
                ("before", self.period(end.after)),
                ("after", self.period(now.after)),
            ];
            if end.after.at_least(now.after) {
                self.add("change.keep", None, Effect::Keeps, &blanks);
            } else {
                self.add("change.keep", Some(Kind::Rights), Effect::Reduces, &blanks);
            }
        }
    }

    fn recipients(&mut self) {
        let (old, new) = (self.old, self.new);
        for (id, shot) in &new.recipients {
            match old.recipients.get(id) {
                None => {
                    let blanks = [("title", shot.title.clone()), ("fields", self.titles(&shot.fields))];
                    self.add("change.recipient-new", Some(Kind::Recipients), Effect::Keeps, &blanks);
                }
                Some(before) if gets_more(before, shot) => {
                    let blanks = [("title", shot.title.clone()), ("fields", self.titles(&shot.fields))];
                    self.add("change.recipient-more", Some(Kind::Recipients), Effect::Keeps, &blanks);
                }
                Some(_) => {}
            }
        }
        for (_, shot) in old.recipients.iter().filter(|(id, _)| !new.recipients.contains_key(*id)) {
            self.add("change.recipient-gone", None, Effect::Keeps, &[("title", shot.title.clone())]);
        }
    }

    fn numbers(&mut self) {
        let (old, new) = (self.old, self.new);
        for (id, before) in &old.numbers {
            match new.numbers.get(id) {
                Some(after) if after.value == before.value => {}
                Some(after) => {
                    let blanks = [
                        ("title", after.title.clone()),
                        ("before", self.period(before.value)),
                        ("after", self.period(after.value)),
                    ];
                    if looser(before, after) {
                        self.add("change.number", Some(Kind::Rights), Effect::Reduces, &blanks);
                    } else {
                        self.add("change.number", None, Effect::Keeps, &blanks);
                    }
                }
                None => {
                    let blanks = [("title", before.title.clone())];
                    self.add("change.number-gone", Some(Kind::Rights), Effect::Reduces, &blanks);
                }
            }
        }
    }

    fn conduct(&mut self) {
        let (old, new) = (self.old, self.new);
        for (part, before) in &old.conduct {
            if new.conduct.get(part).is_some_and(|after| after != before) {
                self.add(&format!("change.conduct-{part}"), Some(Kind::Purpose), Effect::Keeps, &[]);
            }
        }
    }

    fn fingerprints(&mut self) {
        let (old, new) = (self.old, self.new);
        if old.owner != new.owner {
            self.add("change.owner", Some(Kind::Ownership), Effect::Keeps, &[]);
        }
        if old.contact != new.contact {
            self.add("change.contact", Some(Kind::Contact), Effect::Keeps, &[]);
        }
        if new.risk > old.risk && new.risk == crate::text::Risk::High {
            self.add("change.risk", Some(Kind::Risk), Effect::Keeps, &[]);
        }
        if old.rights != new.rights {
            self.add("change.rights", Some(Kind::Rights), Effect::Keeps, &[]);
        }
        if self.changes.is_empty() && old.wording != new.wording {
            self.add("change.words", None, Effect::Keeps, &[]);
        }
    }

    /// The names of categories, as a list in words.
    fn titles(&self, ids: &[String]) -> Both {
        let list = |lang: Lang| {
            let title = |id: &String| {
                let known = self.new.categories.get(id).or_else(|| self.old.categories.get(id));
                known.map_or_else(|| id.clone(), |shot| shot.title.lang(lang).to_owned())
            };
            ids.iter().map(title).collect::<Vec<String>>().join(self.policy.templates.word("comma", lang))
        };
        Both { zh: list(Lang::ZhCn), en: list(Lang::En) }
    }

    fn both(&self, key: &str) -> Both {
        let word = |lang| self.policy.templates.word(key, lang).to_owned();
        Both { zh: word(Lang::ZhCn), en: word(Lang::En) }
    }

    fn period(&self, period: Period) -> Both {
        let say = |lang| {
            if period.number == 0 {
                self.policy.templates.word("period.now", lang).to_owned()
            } else {
                period_words(self.policy, period, lang)
            }
        };
        Both { zh: say(Lang::ZhCn), en: say(Lang::En) }
    }
}

/// An id that is shown as it is.
fn plain(id: &str) -> Both {
    Both { zh: id.to_owned(), en: id.to_owned() }
}

fn beyond(these: &[String], those: &[String]) -> Vec<String> {
    these.iter().filter(|one| !those.contains(one)).cloned().collect()
}

fn gets_more(before: &RecipientShot, after: &RecipientShot) -> bool {
    before.region != after.region
        || !beyond(&after.fields, &before.fields).is_empty()
        || !beyond(&after.purposes, &before.purposes).is_empty()
}

fn looser(before: &NumberShot, after: &NumberShot) -> bool {
    if before.larger_is_stricter {
        !after.value.at_least(before.value)
    } else {
        !before.value.at_least(after.value)
    }
}
