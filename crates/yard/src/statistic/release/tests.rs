//! What is told depends on the noised numbers alone.

use super::*;
use proptest::prelude::*;

/// SplitMix64, so that the same dice can be thrown twice. In tests alone.
#[derive(Clone)]
struct Seeded(u64);

impl Bits for Seeded {
    fn word(&mut self) -> Result<u64, Fault> {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Ok(word ^ (word >> 31))
    }
}

fn limits(group: u32, epsilon_milli: u32) -> StatisticRules {
    StatisticRules { group, epsilon_milli, ..*StatisticRules::built_in() }
}

fn told(bits: &mut impl Bits, rules: &StatisticRules, count: &Count) -> Option<i64> {
    let open = groups(bits, rules, &[count]).unwrap();
    noisy(bits, rules, count, &open).unwrap().0
}

proptest! {
    /// Two truths that the dice make the same are told the same: nothing but the noised number decides.
    #[test]
    fn whether_a_number_is_told_follows_from_its_noised_value(
        one in 0_usize..400, other in 0_usize..400, seed in any::<u64>(), group in 5_u32..40, epsilon in 100_u32..1_000
    ) {
        let rules = limits(group, epsilon);
        let spread = Spread { epsilon_milli: epsilon, sensitivity: 1 };
        let noise = laplace(&mut Seeded(seed), spread).unwrap();
        for many in [one, other] {
            let seen = rules::whole(many) + noise;
            let value = told(&mut Seeded(seed), &rules, &Count::people(String::new(), many));
            prop_assert_eq!(value, (seen >= rules::least_seen(&rules)).then_some(seen));
        }
    }

    /// The same of a number that counts no people: the true size of the group behind it decides nothing either.
    #[test]
    fn whether_a_group_is_large_enough_follows_from_its_noised_size(
        people in 0_usize..400, exact in 0_i64..10_000, seed in any::<u64>(), epsilon in 100_u32..1_000
    ) {
        let rules = limits(10, epsilon);
        let mut dice = Seeded(seed);
        let seen = rules::whole(people) + laplace(&mut dice, Spread { epsilon_milli: epsilon, sensitivity: 1 }).unwrap();
        let value = exact + laplace(&mut dice, Spread { epsilon_milli: epsilon, sensitivity: 600 }).unwrap();
        let behind = Behind::Group("hosts", people);
        let count = Count { cell: String::new(), exact, behind, sensitivity: 600 };
        let expected = (seen >= rules::least_seen(&rules)).then_some(value.max(0));
        prop_assert_eq!(told(&mut Seeded(seed), &rules, &count), expected);
    }
}

/// One person more changes the chance that a number is missing by no more than is paid for, also at the limit.
#[test]
fn that_a_number_is_missing_says_hardly_more_than_any_other_answer() {
    const DRAWS: u32 = 60_000;
    let rules = limits(10, 500);
    let limit = usize::try_from(rules::least_seen(&rules)).unwrap();
    let mut dice = Seeded(20_261_128);
    let mut missing = |many: usize| {
        let count = Count::people(String::new(), many);
        (0..DRAWS).filter(|_| told(&mut dice, &rules, &count).is_none()).count() as f64
    };
    let paid = 0.5_f64.exp() * 1.1;
    for many in [limit - 2, limit - 1, limit, limit + 1] {
        let (without, with) = (missing(many), missing(many + 1));
        assert!(without / with < paid && with < without * paid, "{many}: {without} {with}");
        let (without, with) = (f64::from(DRAWS) - without, f64::from(DRAWS) - with);
        assert!(with / without < paid && without < with * paid, "{many}: {without} {with}");
    }
}

#[test]
fn a_group_below_the_least_is_not_told_and_a_large_one_not_exactly() {
    let rules = limits(10, 500);
    // Noise lifts such a group over the limit hardly ever, but not never: the dice of a test are the same each time.
    let mut dice = Seeded(20_261_129);
    for _ in 0..500 {
        assert_eq!(told(&mut dice, &rules, &Count::people(String::new(), 9)), None);
        let behind = Behind::Group("hosts", 9);
        let count = Count { cell: String::new(), exact: 100_000, behind, sensitivity: 600 };
        assert_eq!(told(&mut dice, &rules, &count), None);
    }
    let many: std::collections::BTreeSet<_> =
        (0..200).map(|_| told(&mut dice, &rules, &Count::people(String::new(), 1_000))).collect();
    assert!(many.len() > 3, "{many:?}");
}
