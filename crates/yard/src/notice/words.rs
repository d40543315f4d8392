//! The catalogue of notices: a code's kind, and its words in the reader's language.

use ground::Timestamp;
use policy::Lang;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use std::time::Duration;

use super::{Args, Kind};
use crate::reminder::Event;

const SOURCE: &str = include_str!("../../words/notices.toml");
/// Beijing is eight hours ahead of UTC, all year.
const BEIJING: Duration = Duration::from_secs(8 * 3_600);

/// One code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub kind: Kind,
    /// The event of which whoever switched it off is not told.
    pub event: Option<Event>,
    zh: Side,
    en: Side,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Side {
    title: String,
    text: String,
    sms: Option<String>,
}

static CATALOGUE: LazyLock<BTreeMap<String, Entry>> =
    LazyLock::new(|| toml::from_str(SOURCE).unwrap_or_default());

/// The entry of a code.
pub(super) fn entry(code: &str) -> Option<&'static Entry> {
    CATALOGUE.get(code)
}

/// Title and text of a code; `None` where the catalogue lacks it.
pub(crate) fn say(code: &str, lang: Lang, args: &Args) -> Option<(String, String)> {
    entry(code).map(|entry| entry.render(lang, args))
}

/// An instant as an argument.
pub fn instant(at: Timestamp) -> Value {
    json!(at.rfc3339())
}

/// A text in both languages as an argument.
pub fn both(zh: &str, en: &str) -> Value {
    json!({ "zh": zh, "en": en })
}

impl Entry {
    fn side(&self, lang: Lang) -> &Side {
        if lang == Lang::ZhCn { &self.zh } else { &self.en }
    }

    /// Title and text.
    pub(super) fn render(&self, lang: Lang, args: &Args) -> (String, String) {
        let side = self.side(lang);
        (fill(&side.title, lang, args), fill(&side.text, lang, args))
    }

    /// What a text message says.
    pub(super) fn message(&self, lang: Lang, args: &Args) -> String {
        let side = self.side(lang);
        fill(side.sms.as_ref().unwrap_or(&side.title), lang, args)
    }

    /// Whether its words have a form of their own for text messages: then one is sent.
    pub(super) fn is_texted(&self) -> bool {
        self.zh.sms.is_some()
    }

    /// The arguments that its words name.
    pub(super) fn named(&self) -> BTreeSet<String> {
        [&self.zh, &self.en]
            .into_iter()
            .flat_map(|side| names(&side.title).chain(names(&side.text)))
            .collect()
    }
}

fn names(text: &str) -> impl Iterator<Item = String> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned())
}

/// Puts the arguments into a text.
pub(crate) fn fill(text: &str, lang: Lang, args: &Args) -> String {
    let mut filled = String::new();
    let mut rest = text;
    // Argument by argument, so that what an argument says is never filled in again.
    while let Some((before, more)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = more.split_once('}') else { break };
        if let Some(value) = args.get(name) {
            filled.push_str(&shown(value, lang));
        }
        rest = after;
    }
    filled + rest
}

fn shown(value: &Value, lang: Lang) -> String {
    let side = if lang == Lang::ZhCn { "zh" } else { "en" };
    match value {
        Value::Object(sides) => sides.get(side).and_then(Value::as_str).unwrap_or_default().to_owned(),
        Value::String(text) => beijing(text, lang).unwrap_or_else(|| text.clone()),
        other => other.to_string(),
    }
}

/// `2026-12-21T08:30:00.000Z` as people in Beijing say it; `None` for what is no instant.
fn beijing(text: &str, lang: Lang) -> Option<String> {
    let there = Timestamp::read(text)?.plus(BEIJING).rfc3339();
    let (day, time) = there.split_once('T')?;
    let zone = if lang == Lang::ZhCn { "（北京时间）" } else { " (Beijing time)" };
    Some(format!("{day} {}{zone}", time.get(..5)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_says_the_same_in_both_languages() {
        let catalogue: BTreeMap<String, Entry> = toml::from_str(SOURCE).unwrap();
        assert!(catalogue.len() > 10);
        for (code, entry) in &catalogue {
            let of = |side: &Side| names(&side.title).chain(names(&side.text)).collect::<BTreeSet<_>>();
            assert_eq!(of(&entry.zh), of(&entry.en), "{code}");
            assert_eq!(entry.zh.sms.is_some(), entry.en.sms.is_some(), "{code}");
        }
    }

    #[test]
    fn arguments_are_shown_as_people_say_them_and_never_filled_in_twice() {
        let args = Args::from([
            ("from".to_owned(), json!("2026-12-20T22:30:00.000Z")),
            ("until".to_owned(), both("{from}明天", "tomorrow")),
        ]);
        let say = |lang| entry("house.maintenance").unwrap().render(lang, &args).1;
        assert_eq!(say(Lang::ZhCn), "2026-12-21 06:30（北京时间） 至 {from}明天 期间因维护暂停服务。");
        assert_eq!(
            say(Lang::En),
            "The service pauses for maintenance from 2026-12-21 06:30 (Beijing time) to tomorrow."
        );
    }
}
