//! How large a group is behind each number that is told, and how much noise is on it: `policy/statistics.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

const STATISTICS: &str = include_str!("../../../policy/statistics.toml");

/// The limits of everything that is counted and told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatisticRules {
    /// People behind a number, at least.
    pub group: u32,
    /// How often in a million the noise may lift a smaller group over the limit, at most.
    pub slip_ppm: u32,
    /// What one number costs, in thousandths.
    pub epsilon_milli: u32,
    /// What all numbers of one set of data and one week may cost together.
    pub budget_milli: u32,
    /// Meetings that one person adds to a week, at most.
    pub meetings_most: u32,
    /// Minutes that one person adds to a week, at most.
    pub minutes_most: u32,
    /// Messages that one person adds to a week of an organisation, at most.
    pub messages_most: u32,
    /// Weeks for which the de-identified rows are kept.
    pub keep_weeks: u32,
}

impl Default for StatisticRules {
    /// The strictest: nothing is ever told. It stands only where the data cannot be read, which a test excludes.
    fn default() -> Self {
        Self {
            group: u32::MAX,
            slip_ppm: 0,
            epsilon_milli: 1,
            budget_milli: 0,
            meetings_most: 1,
            minutes_most: 1,
            messages_most: 1,
            keep_weeks: 1,
        }
    }
}

static RULES: LazyLock<StatisticRules> = LazyLock::new(|| toml::from_str(STATISTICS).unwrap_or_default());

impl StatisticRules {
    /// The number of a limit that the published text names.
    pub(crate) fn named(&self, id: &str) -> Option<u32> {
        match id {
            "group" => Some(self.group),
            "keep_weeks" => Some(self.keep_weeks),
            _ => None,
        }
    }

    /// Those that the program was built with.
    pub fn built_in() -> &'static Self {
        &RULES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_can_be_read_and_protect_somebody() {
        let rules = StatisticRules::built_in();
        assert_ne!(*rules, StatisticRules::default());
        assert!(rules.group >= 5 && (1..=1_000).contains(&rules.epsilon_milli), "{rules:?}");
        assert!((1..=100).contains(&rules.slip_ppm), "{rules:?}");
        assert!(
            rules.budget_milli >= 7 * rules.epsilon_milli,
            "a week's five numbers and the groups behind three of them fit in: {rules:?}"
        );
    }
}
