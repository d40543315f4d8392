//! How an entry of the ledger is told to its person.

use policy::{Lang, Policy, Purpose};

use super::store::Act;

/// An entry as the export of one's own data has it: act, purpose and version, as codes.
pub(super) fn code(act: Act, purpose: Purpose, version: &str) -> String {
    let sign = if act == Act::Given { "+" } else { "−" };
    format!("{sign} {} ({version})", purpose.id())
}

/// The same in words of this language; a code that is none stays as it is.
pub(crate) fn in_words(policy: &Policy, lang: Lang, code: &str) -> String {
    let words = || {
        let (sign, rest) = code.split_once(' ')?;
        let (id, version) = rest.strip_suffix(')')?.split_once(" (")?;
        let title = policy.purpose(Purpose::from_id(id)?)?.title.lang(lang);
        Some(match (lang, sign == "+") {
            (Lang::ZhCn, true) => format!("同意：{title}（政策版本 {version}）"),
            (Lang::ZhCn, false) => format!("撤回：{title}（政策版本 {version}）"),
            (Lang::En, true) => format!("Agreed: {title} (policy version {version})"),
            (Lang::En, false) => format!("Withdrawn: {title} (policy version {version})"),
        })
    };
    words().unwrap_or_else(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_names_its_purpose_in_the_language_of_whoever_reads() {
        let policy = Policy::load("courtyard").unwrap();
        for (act, zh, en) in [(Act::Given, "同意：", "Agreed: "), (Act::Withdrawn, "撤回：", "Withdrawn: ")]
        {
            let code = code(act, Purpose::Meeting, "v1 (x)");
            let (chinese, english) =
                (in_words(&policy, Lang::ZhCn, &code), in_words(&policy, Lang::En, &code));
            assert!(chinese.starts_with(&format!("{zh}举行会议")) && chinese.contains("v1 (x)"), "{chinese}");
            assert!(english.starts_with(&format!("{en}Holding a meeting")), "{english}");
        }
        assert_eq!(in_words(&policy, Lang::En, "+ no-such-purpose (v1)"), "+ no-such-purpose (v1)");
    }
}
