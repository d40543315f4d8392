//! What may be agreed to, when one may be asked again, and how an entry is told to its person.

use policy::{Category, Lang, Policy, Purpose, PurposeFacts};

use super::Refusal;
use super::store::{Act, Entry, Scope};

/// The kinds of sensitive data of a purpose: each needs a yes of its own.
pub(super) fn sensitive(facts: &PurposeFacts) -> impl Iterator<Item = Category> + '_ {
    facts.needs.iter().copied().filter(|category| category.sensitive())
}

/// Every sensitive category is named, and nothing that the purpose does not use.
pub(super) fn named(facts: &PurposeFacts, categories: &[Category]) -> Result<(), Refusal> {
    let all = sensitive(facts).all(|category| categories.contains(&category));
    let no_other = categories.iter().all(|category| sensitive(facts).any(|known| known == *category));
    if all && no_other { Ok(()) } else { Err(Refusal::Unnamed) }
}

/// Whether the house may ask by itself: never asked before, or what is asked has changed since the no.
pub(super) fn may_ask(last: Option<&Entry>, today: [u8; 32]) -> bool {
    last.is_none_or(|entry| entry.act != Act::Given && entry.shown != Some(today))
}

/// An entry as the export of one's own data has it: act, purpose, the part of it, and version, as codes.
pub(super) fn code(entry: &Entry) -> String {
    let sign = match entry.act {
        Act::Given => "+",
        Act::Refused => "×",
        Act::Withdrawn => "−",
    };
    let part = match entry.scope {
        Scope::Purpose => String::new(),
        Scope::Category(category) => format!("/{category}"),
        Scope::Recipient(recipient) => format!("/{recipient}"),
    };
    format!("{sign} {}{part} ({})", entry.purpose.id(), entry.version)
}

/// The same in words of this language; a code that is none stays as it is.
pub(crate) fn in_words(policy: &Policy, lang: Lang, code: &str) -> String {
    let words = || {
        let (sign, rest) = code.split_once(' ')?;
        let (id, version) = rest.strip_suffix(')')?.split_once(" (")?;
        let (id, part) = id.split_once('/').unwrap_or((id, ""));
        let title = policy.purpose(Purpose::from_id(id)?)?.title.lang(lang);
        let part = part_of(policy, lang, part);
        Some(match (lang, sign) {
            (Lang::ZhCn, "+") => format!("同意：{title}{part}（政策版本 {version}）"),
            (Lang::ZhCn, "×") => format!("不同意：{title}{part}（政策版本 {version}）"),
            (Lang::ZhCn, _) => format!("撤回：{title}{part}（政策版本 {version}）"),
            (Lang::En, "+") => format!("Agreed: {title}{part} (policy version {version})"),
            (Lang::En, "×") => format!("Refused: {title}{part} (policy version {version})"),
            (Lang::En, _) => format!("Withdrawn: {title}{part} (policy version {version})"),
        })
    };
    words().unwrap_or_else(|| code.to_owned())
}

fn part_of(policy: &Policy, lang: Lang, id: &str) -> String {
    let category = Category::from_id(id).map(|known| policy.category(known).title.lang(lang));
    let recipient = || {
        let mut known = policy.known_recipients();
        known.find(|facts| facts.recipient.id() == id).map(|facts| facts.title.lang(lang))
    };
    category.or_else(recipient).map_or_else(String::new, |title| format!(" · {title}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ground::Timestamp;

    fn entry(act: Act, scope: Scope, shown: Option<[u8; 32]>) -> Entry {
        let (purpose, at) = (Purpose::Meeting, Timestamp::from_micros(0));
        Entry {
            purpose,
            scope,
            version: "v1 (x)".to_owned(),
            act,
            at,
            shown,
            lang: String::new(),
            on_paper: false,
        }
    }

    #[test]
    fn an_entry_names_its_purpose_in_the_language_of_whoever_reads() {
        let policy = Policy::load("courtyard").unwrap();
        for (act, zh, en) in [
            (Act::Given, "同意：", "Agreed: "),
            (Act::Refused, "不同意：", "Refused: "),
            (Act::Withdrawn, "撤回：", "Withdrawn: "),
        ] {
            let code = code(&entry(act, Scope::Purpose, None));
            let (chinese, english) =
                (in_words(&policy, Lang::ZhCn, &code), in_words(&policy, Lang::En, &code));
            assert!(chinese.starts_with(&format!("{zh}举行会议")) && chinese.contains("v1 (x)"), "{chinese}");
            assert!(english.starts_with(&format!("{en}Holding a meeting")), "{english}");
        }
        let part = code(&entry(Act::Given, Scope::Category(Category::MeetingMedia), None));
        assert!(in_words(&policy, Lang::En, &part).contains(" · sound, picture"), "{part}");
        assert_eq!(in_words(&policy, Lang::En, "+ no-such-purpose (v1)"), "+ no-such-purpose (v1)");
    }

    #[test]
    fn after_a_no_one_is_asked_again_only_where_the_question_changed() {
        assert!(may_ask(None, [1; 32]));
        for act in [Act::Refused, Act::Withdrawn] {
            assert!(!may_ask(Some(&entry(act, Scope::Purpose, Some([1; 32]))), [1; 32]));
            assert!(may_ask(Some(&entry(act, Scope::Purpose, Some([2; 32]))), [1; 32]));
        }
        assert!(!may_ask(Some(&entry(Act::Given, Scope::Purpose, Some([2; 32]))), [1; 32]));
    }

    #[test]
    fn each_sensitive_category_is_named_and_no_other() {
        let policy = Policy::load("courtyard").unwrap();
        let camera = policy.purpose(Purpose::MeetingCamera).unwrap();
        assert!(named(camera, &[Category::MeetingMedia]).is_ok());
        assert!(named(camera, &[]).is_err());
        assert!(named(camera, &[Category::MeetingMedia, Category::Avatar]).is_err());
        assert!(named(policy.purpose(Purpose::AvatarDisplay).unwrap(), &[]).is_ok());
    }
}
