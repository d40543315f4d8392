//! What is said of an incident: its name, and the four parts that each person is told, in both languages.

use ground::Caller;
use policy::Purpose;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use vault::{OpenRefused, Plain};

use super::Refusal;
use super::store::IncidentRow;
use crate::House;
use crate::notice::{Args, both};

/// Signs of the name and of a part at most.
const TITLE_MAX: usize = 200;
const PART_MAX: usize = 2_000;

/// A text in both languages.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    /// In Chinese.
    #[serde(default)]
    pub zh: String,
    /// In English.
    #[serde(default)]
    pub en: String,
}

/// What is known, as far as it is known.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Facts {
    /// What the keepers call it; nobody else reads this.
    #[serde(default)]
    pub title: String,
    /// What happened, and its possible effect.
    #[serde(default)]
    pub basics: Text,
    /// What was done or will be done.
    #[serde(default)]
    pub measures: Text,
    /// What people can do themselves.
    #[serde(default)]
    pub advice: Text,
    /// What is made good.
    #[serde(default)]
    pub remedies: Text,
}

impl Facts {
    fn parts(&self) -> [(&'static str, &Text); 4] {
        [
            ("basics", &self.basics),
            ("measures", &self.measures),
            ("advice", &self.advice),
            ("remedies", &self.remedies),
        ]
    }

    /// Whether each text can be one.
    ///
    /// # Errors
    /// The first that cannot.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        if self.title.trim().is_empty() || self.title.chars().count() > TITLE_MAX {
            return Err(Refusal::TextWrong { field: "title" });
        }
        let long = |text: &Text| [&text.zh, &text.en].iter().any(|side| side.chars().count() > PART_MAX);
        match self.parts().into_iter().find(|(_, text)| long(text)) {
            Some((field, _)) => Err(Refusal::TextWrong { field }),
            None => Ok(()),
        }
    }

    /// The four parts as arguments of a notice.
    ///
    /// # Errors
    /// Which of them are missing in a language.
    pub(super) fn told(&self) -> Result<Args, Refusal> {
        let empty = |text: &Text| text.zh.trim().is_empty() || text.en.trim().is_empty();
        let parts: Vec<&'static str> =
            self.parts().into_iter().filter(|(_, text)| empty(text)).map(|(name, _)| name).collect();
        if !parts.is_empty() {
            return Err(Refusal::PartMissing { parts });
        }
        Ok(self.parts().into_iter().map(|(name, text)| (name.to_owned(), said(text))).collect())
    }

    /// What there is of the four parts, for a report; a part that is missing is a dash.
    pub(super) fn reported(&self) -> Args {
        let dash = |side: &str| if side.trim().is_empty() { "—".to_owned() } else { side.to_owned() };
        let part = |text: &Text| both(&dash(&text.zh), &dash(&text.en));
        self.parts().into_iter().map(|(name, text)| (name.to_owned(), part(text))).collect()
    }
}

fn said(text: &Text) -> Value {
    both(text.zh.trim(), text.en.trim())
}

/// Opens what is said of an incident; the vault asks whether this caller may.
pub(super) async fn open(
    house: &House,
    caller: &Caller,
    act: &str,
    row: &IncidentRow,
) -> Result<Facts, OpenRefused> {
    let look = house.vault.look(caller, Purpose::IncidentResponse).act(act);
    Ok(look.open(&row.facts).await?.into_inner())
}

impl Plain for Facts {
    fn to_plain(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_with_a_missing_part_is_none() {
        let text = || Text { zh: "有".to_owned(), en: "some".to_owned() };
        let mut facts = Facts {
            title: "a".to_owned(),
            basics: text(),
            measures: text(),
            advice: text(),
            remedies: Text { zh: "有".to_owned(), en: " ".to_owned() },
        };
        assert!(matches!(facts.told(), Err(Refusal::PartMissing { parts }) if parts == ["remedies"]));
        facts.remedies = text();
        assert_eq!(facts.told().map(|args| args.len()).unwrap(), 4);
        facts.advice.zh = "长".repeat(PART_MAX + 1);
        assert!(matches!(facts.check(), Err(Refusal::TextWrong { field: "advice" })));
    }
}
