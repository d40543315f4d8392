//! Telling a number: paid for, with noise, once, and only where enough people stand behind it.

use ground::noise::{Bits, Secure, Spread, laplace};
use ground::{Ctx, Fault};
use policy::StatisticRules;

use super::{Refusal, rules, store};

/// A number that is to be told.
pub(crate) struct Count {
    /// Its name.
    pub cell: String,
    /// The true number.
    pub exact: i64,
    /// How many people stand behind it.
    pub people: usize,
    /// What one person adds, at most.
    pub sensitivity: u32,
}

/// Tells numbers of one set of data and week. Together they cost what one does where nobody stands behind two of them
/// (`apart`), else each its own. What was told before stays as it is and costs nothing.
pub(crate) async fn release(
    cx: &mut Ctx,
    (dataset, week): (&str, i64),
    counts: &[Count],
    apart: bool,
) -> Result<(), Refusal> {
    let told = store::cells(cx, dataset, week).await?;
    let fresh: Vec<&Count> =
        counts.iter().filter(|count| !told.iter().any(|cell| cell.cell == count.cell)).collect();
    let rules = StatisticRules::built_in();
    let many = if apart { fresh.len().min(1) } else { fresh.len() };
    let cost = i64::from(rules.epsilon_milli) * i64::try_from(many).unwrap_or(i64::MAX);
    if !store::spend(cx, dataset, week, cost, rules.budget_milli.into()).await? {
        return Err(Refusal::BudgetSpent);
    }
    for count in fresh {
        let (value, scale) = noisy(&mut Secure, rules, count)?;
        store::tell(cx, dataset, week, &count.cell, value, scale).await?;
    }
    Ok(())
}

/// The number as it is told, `None` where too few stand behind it; and how far it may be off.
fn noisy(bits: &mut impl Bits, rules: &StatisticRules, count: &Count) -> Result<(Option<i64>, i64), Fault> {
    let spread = Spread { epsilon_milli: rules.epsilon_milli, sensitivity: count.sensitivity };
    // The dice are thrown in any case, so that time tells nothing.
    let noisy = count.exact.saturating_add(laplace(bits, spread)?).max(0);
    let is_small = rules::is_small(count.people, rules.group);
    // What reads as a number of people is never below the least, either.
    let reads_small = count.sensitivity == 1 && noisy < i64::from(rules.group);
    Ok(((!is_small && !reads_small).then_some(noisy), spread.scale()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_group_is_never_told_and_a_large_one_not_exactly() {
        let rules = StatisticRules { group: 10, epsilon_milli: 500, ..*StatisticRules::built_in() };
        let told = |exact, people, sensitivity| {
            let count = Count { cell: String::new(), exact, people, sensitivity };
            noisy(&mut Secure, &rules, &count).unwrap().0
        };
        for _ in 0..500 {
            assert_eq!(told(9, 9, 1), None);
            assert_eq!(told(100_000, 9, 600), None);
            assert!(told(10, 10, 1).is_none_or(|value| value >= 10));
        }
        let many: std::collections::BTreeSet<_> = (0..200).map(|_| told(1_000, 1_000, 1)).collect();
        assert!(many.len() > 3, "{many:?}");
    }
}
