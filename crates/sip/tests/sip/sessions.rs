//! Session timers (RFC 4028).

use sip::session::{SHORTEST, Timer, USUAL, Verdict, Wish, as_called, as_caller};

#[test]
fn the_caller_refreshes_unless_it_cannot_or_asks_us_to() {
    let wish = |text: &str| Some(Wish::read(text).unwrap());
    let agreed = |seconds, ours| Verdict::Agreed(Timer { seconds, ours });
    assert_eq!(as_called(wish("600"), true), agreed(600, false));
    assert_eq!(as_called(wish("600;refresher=uac"), true), agreed(600, false));
    assert_eq!(as_called(wish("600; refresher=uas"), true), agreed(600, true));
    assert_eq!(as_called(wish("600"), false), agreed(600, true));
    assert_eq!(as_called(wish("60"), true), Verdict::TooShort);
    assert_eq!(as_called(None, true), agreed(USUAL, false));
    assert_eq!(as_called(None, false), Verdict::None);
    assert_eq!(as_caller(wish("1800;refresher=uas")), Some(Timer { seconds: 1_800, ours: false }));
    assert_eq!(as_caller(wish("1800;refresher=uac")), Some(Timer { seconds: 1_800, ours: true }));
    assert_eq!(as_caller(None), None);
    assert!(Wish::read("soon").is_none());
}

#[test]
fn something_is_due_before_the_interval_runs_out() {
    for seconds in SHORTEST..2_000 {
        for ours in [true, false] {
            let due = Timer { seconds, ours }.due().as_secs();
            assert!(due >= 30 && due < seconds.into(), "{seconds} {ours}");
        }
    }
}
