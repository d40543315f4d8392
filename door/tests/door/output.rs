//! The output of a device on a serial line opens the door: once, for its time, and under seal alone.

use std::sync::mpsc::Receiver;
use std::time::Duration;

use osdp::command::{LedColor, OutputControlCode};
use pass::{Card, Cut, Pass, PassId, Way, random};

use crate::agent::{Box, noon, until};
use crate::house::House;
use crate::serial::{KEY, Seen, device, read};

const ON: Seen = Seen::Output(2, OutputControlCode::TemporaryOnResume, 4);

fn known(house: &House, at_door: &Box) {
    let hash = at_door.secret.card(12_345_678);
    house.change(vec![Pass::new(PassId::new(random()), Way::Card { hash }, Cut::Hold)], &[]);
}

/// What the device sees until it has seen this; fails after twenty seconds.
fn seen_until(seen: &Receiver<Seen>, last: Seen) -> Vec<Seen> {
    let mut all = Vec::new();
    while all.last() != Some(&last) {
        all.push(seen.recv_timeout(Duration::from_secs(20)).unwrap());
    }
    all
}

fn count(seen: &[Seen], what: Seen) -> usize {
    seen.iter().filter(|one| **one == what).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_output_of_the_reader_is_on_once_for_its_time_and_is_looked_at() {
    let house = House::start(noon()).await;
    let mut at_door = Box::paired(&house);
    known(&house, &at_door);
    let double = device(&at_door, KEY);
    at_door.opens_by(&format!("{}output = 2\nmilliseconds = 350\n[[reader]]\n{}", double.line, double.line));
    at_door.start().await;
    at_door.in_step(&house).await;
    let log = at_door.status().log;
    seen_until(&double.seen, Seen::Begun);
    double.says.send(read(Card::new(12_345_678, 32).unwrap())).unwrap();
    // The lamp and the output come in either order; each is looked at after it was told.
    let mut all = seen_until(&double.seen, Seen::Buzzer(1));
    if count(&all, Seen::Looked) == 0 {
        all.extend(seen_until(&double.seen, Seen::Looked));
    }
    // Another opening is another click; whoever may not in has none.
    assert!(at_door.opens("card 12345678"));
    all.extend(seen_until(&double.seen, Seen::Looked));
    assert!(!at_door.opens("card 87654321"));
    double.says.send(read(Card::new(87_654_321, 32).unwrap())).unwrap();
    all.extend(seen_until(&double.seen, Seen::Buzzer(3)));
    assert_eq!((count(&all, ON), count(&all, Seen::Looked)), (2, 2), "{all:?}");
    assert_eq!(count(&all, Seen::Lamp(LedColor::Green)), 1, "{all:?}");
    // Two that opened and two that did not; none of them stuck.
    until("four entries", || at_door.status().log == log + 4).await;
    let wire = (double.end)();
    let plain = [2, OutputControlCode::TemporaryOnResume.as_byte(), 4, 0];
    assert!(!wire.windows(4).any(|some| some == plain), "what opens is sealed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_without_its_seal_opens_nothing_then_or_later() {
    let house = House::start(noon()).await;
    let mut at_door = Box::paired(&house);
    known(&house, &at_door);
    let double = device(&at_door, [7; 16]);
    at_door.opens_by(&format!("{}output = 2\nmilliseconds = 350\n", double.line));
    at_door.start().await;
    at_door.in_step(&house).await;
    let log = at_door.status().log;
    let mut all = seen_until(&double.seen, Seen::Begun);
    // The pass is good and the relay does not do it: that is in the log, as an opening and as one that stuck.
    assert!(at_door.opens("card 12345678"));
    until("the relay did not do it", || at_door.status().log == log + 2).await;
    // When the line has its key again, nothing of what was is done; what comes now is.
    *double.key.lock().unwrap() = KEY;
    until("the seal", || {
        all.extend(double.seen.try_iter());
        at_door.opens("card 12345678") && {
            std::thread::sleep(Duration::from_millis(400));
            all.extend(double.seen.try_iter());
            count(&all, ON) == 1
        }
    })
    .await;
    assert_eq!(count(&all, Seen::Plain), 0, "nothing was said without a seal: {all:?}");
    // Its cards are not shown to the door: it is there for its output alone.
    let log = at_door.status().log;
    double.says.send(read(Card::new(12_345_678, 32).unwrap())).unwrap();
    assert!(!at_door.opens("card 87654321"));
    until("one entry", || at_door.status().log == log + 1).await;
    all.extend(double.seen.try_iter());
    assert_eq!((count(&all, ON), count(&all, Seen::Lamp(LedColor::Green))), (1, 0), "{all:?}");
    (double.end)();
}
