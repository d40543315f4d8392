//! Properties of the numbers a subscriber gets.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use sfu::engine::{Munger, Numbers};

#[derive(Clone, Debug)]
enum Step {
    /// A packet, this many numbers after the last (0 repeats, more than 1 leaves a gap), of this frame step.
    Send { jump: u64, frame: u16 },
    /// A packet that is deliberately not forwarded.
    Withhold,
    /// Another source begins at these numbers.
    Switch { seq: u64, time: u32, picture: u16, after_ms: u64 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (1u64..4, 0u16..2).prop_map(|(jump, frame)| Step::Send { jump, frame }),
        1 => Just(Step::Withhold),
        1 => (1000u64..60_000, any::<u32>(), any::<u16>(), 1u64..5000)
            .prop_map(|(seq, time, picture, after_ms)| Step::Switch { seq, time, picture, after_ms }),
    ];
    proptest::collection::vec(step, 1..400)
}

fn begin() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "virtual time needs a beginning")]
    Instant::now()
}

proptest! {
    #[test]
    fn numbers_are_one_unbroken_stream(first in any::<u16>(), steps in steps()) {
        let mut now = begin();
        let mut munger = Munger::new(90_000, first, now);
        let mut source = Numbers { seq: 5000, time: 77, picture: Some(9), tl0: Some(3) };
        munger.begin(now, &source);
        let mut last = munger.write(now, &source).unwrap();
        prop_assert!(last.seq < 65_536);
        let mut gap = 0;
        for step in steps {
            now += Duration::from_millis(5);
            match step {
                Step::Send { jump, frame } => {
                    source.seq += jump;
                    source.time = source.time.wrapping_add(u32::from(frame) * 3000);
                    source.picture = source.picture.map(|p| p.wrapping_add(frame) & 0x7fff);
                    gap += jump - 1;
                    let out = munger.write(now, &source).unwrap();
                    // What was lost on the way shows as a gap of the same size, and nothing else does.
                    prop_assert_eq!(out.seq, last.seq + 1 + gap);
                    gap = 0;
                    let step = out.picture.unwrap().wrapping_sub(last.picture.unwrap()) & 0x7fff;
                    prop_assert!(step <= 1, "picture ids jump by {}", step);
                    prop_assert!(out.time.wrapping_sub(last.time) < 1 << 31);
                    last = out;
                }
                Step::Withhold => {
                    source.seq += 1;
                    munger.withhold(source.seq);
                }
                Step::Switch { seq, time, picture, after_ms } => {
                    now += Duration::from_millis(after_ms);
                    source = Numbers { seq, time, picture: Some(picture & 0x7fff), tl0: Some(0) };
                    munger.begin(now, &source);
                    let out = munger.write(now, &source).unwrap();
                    prop_assert_eq!(out.seq, last.seq + 1);
                    prop_assert_eq!(out.picture.unwrap(), last.picture.unwrap().wrapping_add(1) & 0x7fff);
                    let passed = out.time.wrapping_sub(last.time);
                    prop_assert!((1500..=90 * 6000).contains(&passed), "time moved by {}", passed);
                    gap = 0;
                    last = out;
                }
            }
        }
    }

    #[test]
    fn no_two_packets_get_the_same_number(order in proptest::collection::vec(0u64..300, 1..300)) {
        let now = begin();
        let mut munger = Munger::new(48_000, 1, now);
        let number = |seq| Numbers { seq: 1000 + seq, time: 0, picture: None, tl0: None };
        munger.begin(now, &number(0));
        let mut given = std::collections::HashMap::new();
        for seq in order {
            if let Some(out) = munger.write(now, &number(seq)) {
                let earlier = given.insert(out.seq, seq);
                prop_assert!(earlier.is_none_or(|e| e == seq));
            }
        }
    }
}
