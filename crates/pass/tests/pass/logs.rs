//! Logs merge without loss, without doubles, and never two ways.

use pass::{Batch, Broken, By, Chain, DoorId, Entry, PassId, Reason, Signer, Trust, What, random};
use proptest::prelude::*;

use crate::world::noon;

fn log(door: DoorId, agent: &Signer, length: u64) -> Vec<Entry> {
    let mut chain = Chain::begin(door, agent.public());
    (0..length)
        .map(|number| {
            let what = match number % 3 {
                0 => What::Started { torn: number },
                1 => What::Opened { pass: PassId::new(random()), by: By::Card, code: None, unlisted: false },
                _ => What::Refused { pass: None, by: By::Pin, reason: Reason::Unknown },
            };
            let entry = chain.next(noon(), Trust::Sure, what);
            chain.follow(&entry).unwrap();
            entry
        })
        .collect()
}

#[test]
fn an_entry_is_read_as_it_was_written() {
    for entry in log(DoorId::new(random()), &Signer::fresh(), 3) {
        let text = serde_json::to_string(&entry).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), entry, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever comes twice, or from further back: the house has every entry once.
    #[test]
    fn any_overlapping_batches_merge_to_the_log(cuts in prop::collection::vec((0usize..12, 1usize..9), 1..30)) {
        let (agent, door) = (Signer::fresh(), DoorId::new(random()));
        let log = log(door, &agent, 60);
        let mut chain = Chain::begin(door, agent.public());
        let mut kept: Vec<Entry> = Vec::new();
        for (back, length) in cuts {
            let from = kept.len().saturating_sub(back);
            let batch = Batch::sign(log[from..(from + length).min(log.len())].to_vec(), &agent);
            kept.extend_from_slice(batch.merge(&mut chain, agent.public()).unwrap());
        }
        prop_assert_eq!(&kept[..], &log[..kept.len()]);
        prop_assert_eq!(chain.n, kept.len() as u64);
    }
}

#[test]
fn gaps_forks_and_other_hands_are_told() {
    let (agent, door) = (Signer::fresh(), DoorId::new(random()));
    let log = log(door, &agent, 10);
    let begun = || {
        let mut chain = Chain::begin(door, agent.public());
        chain.merge(&log[..5]).unwrap();
        chain
    };
    assert_eq!(begun().merge(&log[6..]), Err(Broken::Gap));
    assert_eq!(begun().merge(&[]), Ok(&[][..]));
    assert_eq!(begun().merge(&log[2..4]), Ok(&[][..]));
    let mut other = log.clone();
    other[7].what = What::Started { torn: 99 };
    assert_eq!(begun().merge(&other), Err(Broken::Fork), "changed in the middle");
    let mut other = log.clone();
    other[4].what = What::Started { torn: 99 };
    assert_eq!(begun().merge(&other[..5]), Err(Broken::Fork), "another end than was taken over");
    let another = self::log(door, &Signer::fresh(), 10);
    assert_eq!(begun().merge(&another), Err(Broken::Fork), "a box that was set up anew");
    let mut batch = Batch::sign(log.clone(), &agent);
    assert_eq!(batch.merge(&mut begun(), Signer::fresh().public()), Err(Broken::Unsigned));
    let long = self::log(door, &agent, pass::BATCH_MAX as u64 + 1);
    let [all, most] = [&long[..], &long[..pass::BATCH_MAX]].map(|part| Batch::sign(part.to_vec(), &agent));
    let mut chain = Chain::begin(door, agent.public());
    assert_eq!(all.merge(&mut chain, agent.public()), Err(Broken::TooMany));
    assert_eq!(most.merge(&mut chain, agent.public()).unwrap().len(), pass::BATCH_MAX);
    batch.entries.pop();
    let mut chain = begun();
    assert_eq!(batch.merge(&mut chain, agent.public()), Err(Broken::Unsigned));
    assert_eq!(chain, begun(), "what was refused changed nothing");
}
