//! How grave an incident can be, and how soon it is reported to whom: `policy/incidents.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::facts::Lang;

const INCIDENTS: &str = include_str!("../../../policy/incidents.toml");

/// The clocks of incidents.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentRules {
    /// Days from the end of the handling to the closing report.
    pub closing_days: u32,
    /// From the least to the gravest.
    pub severity: Vec<Severity>,
}

/// One degree.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Severity {
    /// Its word: `large`.
    pub id: String,
    zh: String,
    en: String,
    /// Hours from the discovery to the report; 0 where the law sets none.
    pub report_hours: u32,
    to: Recipients,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipients {
    zh: Vec<String>,
    en: Vec<String>,
}

impl Severity {
    /// Its name.
    pub fn title(&self, lang: Lang) -> &str {
        if lang == Lang::ZhCn { &self.zh } else { &self.en }
    }

    /// Who receives the report.
    pub fn to(&self, lang: Lang) -> &[String] {
        if lang == Lang::ZhCn { &self.to.zh } else { &self.to.en }
    }
}

static RULES: LazyLock<IncidentRules> = LazyLock::new(|| toml::from_str(INCIDENTS).unwrap_or_default());

impl IncidentRules {
    /// Those that the program was built with.
    pub fn built_in() -> &'static Self {
        &RULES
    }

    /// The degree of this word.
    pub fn severity(&self, id: &str) -> Option<&Severity> {
        self.severity.iter().find(|one| one.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_degree_has_a_name_and_somebody_who_is_told() {
        let rules: IncidentRules = toml::from_str(INCIDENTS).unwrap();
        assert_eq!(rules.severity.len(), 4);
        for one in &rules.severity {
            assert!(!one.title(Lang::En).is_empty() && !one.title(Lang::ZhCn).is_empty(), "{}", one.id);
            assert_eq!(one.to(Lang::En).len(), one.to(Lang::ZhCn).len(), "{}", one.id);
            assert!(!one.to(Lang::En).is_empty(), "{}", one.id);
        }
        assert!(rules.severity("large").is_some_and(|one| one.report_hours > 0));
    }
}
