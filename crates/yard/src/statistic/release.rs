//! Telling a number: paid for, with noise, once, and only where enough people stand behind it.
//!
//! Whether enough do is decided on a number with noise as well, never on the true one: else whoever sees that a number is
//! missing knows on which side of the limit the truth lies.

use ground::noise::{Bits, Secure, Spread, laplace};
use ground::{Ctx, Fault};
use policy::StatisticRules;
use std::collections::BTreeMap;

use super::{Refusal, rules, store};

/// A number that is to be told.
pub(crate) struct Count {
    /// Its name.
    pub cell: String,
    /// The true number.
    pub exact: i64,
    /// Who stands behind it.
    pub behind: Behind,
    /// What one person adds, at most.
    pub sensitivity: u32,
}

/// Who stands behind a number.
#[derive(Clone, Copy)]
pub(crate) enum Behind {
    /// It counts people itself.
    Itself,
    /// A group of so many; it is asked about once, and that is paid for, for all numbers that name it.
    Group(&'static str, usize),
}

impl Count {
    /// A number of people.
    pub(crate) fn people(cell: String, many: usize) -> Self {
        Self { cell, exact: rules::whole(many), behind: Behind::Itself, sensitivity: 1 }
    }
}

/// Which groups were found large enough.
type Open = BTreeMap<&'static str, bool>;

/// Tells numbers of one set of data and week. Together they cost what one does where nobody stands behind two of them
/// (`apart`), else each its own; each group that is asked about costs the same once more. What was told before stays as it
/// is and costs nothing.
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
    let open = groups(&mut Secure, rules, &fresh)?;
    let many = if apart { fresh.len().min(1) } else { fresh.len() } + open.len();
    let cost = i64::from(rules.epsilon_milli).saturating_mul(rules::whole(many));
    if !store::spend(cx, dataset, week, cost, rules.budget_milli.into()).await? {
        return Err(Refusal::BudgetSpent);
    }
    for count in fresh {
        let (value, scale) = noisy(&mut Secure, rules, count, &open)?;
        store::tell(cx, dataset, week, &count.cell, value, scale).await?;
    }
    Ok(())
}

/// Asks about each group once.
fn groups(bits: &mut impl Bits, rules: &StatisticRules, counts: &[&Count]) -> Result<Open, Fault> {
    let mut open = Open::new();
    for count in counts {
        if let Behind::Group(name, people) = count.behind
            && !open.contains_key(name)
        {
            let spread = Spread { epsilon_milli: rules.epsilon_milli, sensitivity: 1 };
            let seen = rules::whole(people).saturating_add(laplace(bits, spread)?);
            open.insert(name, rules::is_enough(seen, rules));
        }
    }
    Ok(open)
}

/// The number as it is told, `None` where too few seem to stand behind it; and how far it may be off.
fn noisy(
    bits: &mut impl Bits,
    rules: &StatisticRules,
    count: &Count,
    open: &Open,
) -> Result<(Option<i64>, i64), Fault> {
    let spread = Spread { epsilon_milli: rules.epsilon_milli, sensitivity: count.sensitivity };
    // The dice are thrown in any case, so that time tells nothing.
    let noisy = count.exact.saturating_add(laplace(bits, spread)?);
    let is_told = match count.behind {
        Behind::Itself => rules::is_enough(noisy, rules),
        Behind::Group(name, _) => open.get(name).copied().unwrap_or(false),
    };
    Ok((is_told.then_some(noisy.max(0)), spread.scale()))
}

#[cfg(test)]
mod tests;
