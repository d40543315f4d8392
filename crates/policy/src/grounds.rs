//! On which grounds data may be used or disclosed without consent: `policy/grounds.toml`. A profile says which of them hold.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::facts::Lang;

const GROUNDS: &str = include_str!("../../../policy/grounds.toml");

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Grounds {
    ground: Vec<Ground>,
}

/// One ground.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    id: String,
    zh: String,
    en: String,
}

impl Ground {
    /// Every ground that some profile may list.
    pub fn all() -> &'static [Ground] {
        static READ: LazyLock<Grounds> = LazyLock::new(|| toml::from_str(GROUNDS).unwrap_or_default());
        &READ.ground
    }

    /// The ground with this code.
    pub fn of(id: &str) -> Option<&'static Ground> {
        Self::all().iter().find(|ground| ground.id == id)
    }

    /// Its code: `legal-duty`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is called.
    pub fn title(&self, lang: Lang) -> &str {
        if lang == Lang::ZhCn { &self.zh } else { &self.en }
    }
}
