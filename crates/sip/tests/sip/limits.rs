//! Limits: what is used comes back slowly, and no table grows without end.

use std::time::Duration;

use sip::limits::{Buckets, Pace, Tries};

#[test]
fn a_bucket_empties_and_fills_again() {
    let mut buckets = Buckets::new(Pace { burst: 3.0, per_second: 1.0 }, 10);
    let taken = |buckets: &mut Buckets<u8>, at: f64, key: u8| buckets.take(Duration::from_secs_f64(at), &key);
    assert_eq!([0.0, 0.0, 0.0, 0.0].map(|at| taken(&mut buckets, at, 1)), [true, true, true, false]);
    assert!(taken(&mut buckets, 0.0, 2), "another has his own");
    assert!(!taken(&mut buckets, 0.9, 1));
    assert!(taken(&mut buckets, 1.1, 1));
    assert_eq!([100.0; 4].map(|at| taken(&mut buckets, at, 1)), [true, true, true, false]);
}

#[test]
fn a_flood_of_keys_does_not_take_more_room_and_does_not_free_the_busy_for_long() {
    let mut buckets = Buckets::new(Pace { burst: 2.0, per_second: 0.001 }, 100);
    for key in 0..100_000_u32 {
        buckets.take(Duration::from_secs(1), &key);
    }
    assert!(buckets.len() <= 100);
}

#[test]
fn guesses_shut_the_guesser_out_and_not_the_station() {
    let (home, away) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
    let mut tries = Tries::new();
    let now = Duration::from_secs(1);
    for _ in 0..30 {
        tries.wrong(now, away, "door1");
    }
    assert!(!tries.may(now, away, "door1", false));
    assert!(!tries.may(now, away, "door2", false), "from there nothing is looked at");
    assert!(!tries.may(now, home, "door1", false), "the account is guessed at");
    assert!(tries.may(now, home, "door1", true), "its station is where it was");
    tries.right(away);
    assert!(tries.may(now, away, "door2", false));
}
