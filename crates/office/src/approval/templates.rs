//! Templates: what most organisations ask for, in both languages, ready to be changed and published.

use ground::Fault;
use policy::Lang;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::form::Definition;

const SOURCE: &str = include_str!("templates.json");

/// Which.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Template {
    /// Days off.
    Leave,
    /// Work beyond the hours.
    Overtime,
    /// Money that was spent.
    Expenses,
    /// Something to be bought.
    Purchase,
    /// The seal of the organisation.
    Seal,
    /// Anything.
    General,
}

impl Template {
    /// All of them.
    #[cfg(test)]
    const ALL: [Self; 6] =
        [Self::Leave, Self::Overtime, Self::Expenses, Self::Purchase, Self::Seal, Self::General];

    const fn word(self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Overtime => "overtime",
            Self::Expenses => "expenses",
            Self::Purchase => "purchase",
            Self::Seal => "seal",
            Self::General => "general",
        }
    }
}

/// A template in a language, the general one where none is named.
pub(crate) fn definition(template: Option<Template>, lang: Lang) -> Result<Definition, Fault> {
    let broken = |error| Fault::caused("reading the templates of approvals", error);
    let mut all: Value = serde_json::from_str(SOURCE).map_err(broken)?;
    let word = template.unwrap_or(Template::General).word();
    let mut one = all.get_mut(word).map(Value::take).unwrap_or_default();
    say(&mut one, if lang == Lang::ZhCn { "zh" } else { "en" });
    serde_json::from_value(one).map_err(broken)
}

/// Takes one language of each text that is there in both.
fn say(value: &mut Value, lang: &str) {
    let text = value.as_object().filter(|both| both.len() == 2 && both.contains_key("zh"));
    if let Some(text) = text.and_then(|both| both.get(lang)).cloned() {
        *value = text;
        return;
    }
    match value {
        Value::Array(all) => all.iter_mut().for_each(|one| say(one, lang)),
        Value::Object(all) => all.values_mut().for_each(|one| say(one, lang)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_template_can_be_published_as_it_is_in_both_languages() {
        for template in Template::ALL {
            for lang in [Lang::ZhCn, Lang::En] {
                let made = definition(Some(template), lang).unwrap();
                assert_eq!(made.flaws(&|_| false), [], "{template:?}");
                assert!(made.fields.len() >= 3, "{template:?}");
            }
        }
        assert_eq!(definition(None, Lang::En).unwrap().name, "General request");
        assert_eq!(definition(Some(Template::Leave), Lang::ZhCn).unwrap().name, "请假");
    }
}
