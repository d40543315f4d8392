//! The controls of the classified protection scheme that a program can fulfil: `policy/controls.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::facts::Lang;

const CONTROLS: &str = include_str!("../../../policy/controls.toml");

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    check: Vec<Row>,
    control: Vec<Control>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    zh: String,
    en: String,
}

fn file() -> &'static File {
    static READ: LazyLock<File> = LazyLock::new(|| toml::from_str(CONTROLS).unwrap_or_default());
    &READ
}

/// One control.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Its name in the data.
    pub id: String,
    /// The clause of GB/T 22239-2019.
    pub clause: String,
    zh: String,
    en: String,
    /// Whether it concerns how data are stored.
    pub storage: bool,
    /// The checks that the running house makes.
    pub checks: Vec<String>,
    /// The tests that are run against every build.
    pub tests: Vec<String>,
}

impl Control {
    /// All of them.
    pub fn all() -> &'static [Control] {
        &file().control
    }

    /// What it is called.
    pub fn title(&self, lang: Lang) -> &str {
        if lang == Lang::ZhCn { &self.zh } else { &self.en }
    }

    /// What a check asks; `None` where the data do not know it.
    pub fn check(id: &str, lang: Lang) -> Option<&'static str> {
        let row = file().check.iter().find(|row| row.id == id)?;
        Some(if lang == Lang::ZhCn { &row.zh } else { &row.en })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_control_is_seen_to_hold_somehow_and_every_check_has_a_title() {
        assert!(Control::all().len() >= 10);
        for control in Control::all() {
            assert!(!control.checks.is_empty() || !control.tests.is_empty(), "{}", control.id);
            for check in &control.checks {
                assert!(Control::check(check, Lang::En).is_some(), "{check}");
            }
        }
        assert!(Control::all().iter().any(|control| control.storage));
    }
}
