//! What may be told: plain functions on plain values.

use policy::Purpose;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

use super::Refusal;

/// Signs of one argument at most.
const ARGUMENT_MAX: usize = 2_000;

/// Arguments by name: a word, a number, an instant, or a text in both languages.
pub type Args = BTreeMap<String, Value>;

/// What a notice is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What must be told: changes, incidents, answers. Cannot be switched off.
    Service,
    /// What is new, to those who want to know.
    News,
    /// What is offered, to those who want to know.
    Promotion,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Service, Self::News, Self::Promotion];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::News => "news",
            Self::Promotion => "promotion",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The purpose that it serves.
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::Service => Purpose::ServiceNotice,
            Self::News => Purpose::ProductNews,
            Self::Promotion => Purpose::Promotion,
        }
    }

    /// Whether a person may do without it.
    pub const fn switchable(self) -> bool {
        !matches!(self, Self::Service)
    }
}

/// Something to tell.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Its code in `words/notices.toml`.
    pub code: &'static str,
    /// Arguments that say nothing about a person.
    pub args: Args,
    /// Arguments that are sealed under the person's key.
    pub personal: Args,
    /// Whether a text message is sent as well, where there is a number and a way.
    pub texted: bool,
}

impl Notice {
    /// A notice without arguments.
    pub const fn new(code: &'static str) -> Self {
        Self { code, args: Args::new(), personal: Args::new(), texted: false }
    }

    /// With an argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }

    /// With an argument that is sealed.
    #[must_use]
    pub fn about(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.personal.insert(name.to_owned(), value.into());
        self
    }

    /// Also by text message.
    #[must_use]
    pub fn texted(mut self) -> Self {
        self.texted = true;
        self
    }
}

/// Whether the arguments are just those that the words name. `{stop}` and `{drill}` come from the house.
pub fn check_args(named: &BTreeSet<String>, args: &Args) -> Result<(), Refusal> {
    let wrong = |name: &String| Refusal::ArgumentWrong { name: name.clone() };
    let given = |name: &&String| *name != "stop" && *name != "drill";
    if let Some(name) = named.iter().filter(given).find(|name| !args.contains_key(*name)) {
        return Err(wrong(name));
    }
    let is_wrong = |(name, value): &(&String, &Value)| {
        !named.contains(*name)
            || match value {
                Value::String(text) => text.is_empty() || text.chars().count() > ARGUMENT_MAX,
                Value::Object(sides) => {
                    sides.len() != 2
                        || !["zh", "en"].iter().all(|side| {
                            let text = sides.get(*side).and_then(Value::as_str).unwrap_or_default();
                            !text.trim().is_empty() && text.chars().count() <= ARGUMENT_MAX
                        })
                }
                _ => true,
            }
    };
    match args.iter().find(is_wrong) {
        Some((name, _)) => Err(wrong(name)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn arguments_are_those_that_the_words_name_and_stand_in_both_languages() {
        let named = BTreeSet::from(["title".to_owned(), "stop".to_owned()]);
        let check = |value: Value| check_args(&named, &Args::from([("title".to_owned(), value)]));
        assert!(check(json!({ "zh": "新", "en": "new" })).is_ok());
        assert!(check(json!("2026-12-01")).is_ok());
        assert!(check(json!({ "zh": "新" })).is_err());
        assert!(check(json!({ "zh": " ", "en": "new" })).is_err());
        assert!(check(json!("x".repeat(ARGUMENT_MAX + 1))).is_err());
        assert!(check(json!(7)).is_err());
        assert!(check_args(&named, &Args::new()).is_err());
        let more = Args::from([("title".to_owned(), json!("a")), ("other".to_owned(), json!("b"))]);
        assert!(matches!(check_args(&named, &more), Err(Refusal::ArgumentWrong { name }) if name == "other"));
    }
}
