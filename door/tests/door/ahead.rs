//! A box whose clock was ahead when it began: far ahead it is not believed, and a little ahead until the house says better.

use std::time::Duration;

use pass::{Cut, Pass, PassId, Way, random};

use crate::agent::{Box, noon};
use crate::house::House;

const DAY: Duration = Duration::from_secs(24 * 3_600);

/// A card that ends after so long, or never.
fn card(at_door: &Box, number: u64, ends: Option<Duration>) -> Pass {
    let mut pass =
        Pass::new(PassId::new(random()), Way::Card { hash: at_door.secret.card(number) }, Cut::Hold);
    pass.until = ends.map(|ends| noon().plus(ends));
    pass
}

/// The box begins anew without its house, by a clock that is ahead by so much.
async fn begins_anew(house: &House, at_door: &mut Box, ahead: Duration) {
    house.vanish();
    at_door.kill();
    at_door.set(noon().plus(ahead), Duration::ZERO);
    at_door.start().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_far_ahead_shuts_out_whoever_time_bounds_and_a_clock_a_little_ahead_is_set_right_by_the_house()
 {
    let house = House::start(noon()).await;
    let mut at_door = Box::paired(&house);
    let cards = [(1, None), (2, Some(2 * DAY))].map(|(number, ends)| card(&at_door, number, ends));
    house.change(cards.to_vec(), &[]);
    at_door.start().await;
    at_door.in_step(&house).await;
    assert!(at_door.opens("card 1") && at_door.opens("card 2"));

    // Forty days ahead: nobody believes it. Who is bound by no time comes in, and who is waits for the house.
    begins_anew(&house, &mut at_door, 40 * DAY).await;
    let status = at_door.status();
    assert!(!status.sure && status.now < noon().plus(DAY).micros(), "{status:?}");
    assert!(at_door.opens("card 1"));
    assert_eq!(at_door.show("card 2").unwrap(), "shut time_unsure");
    house.come_back();
    at_door.in_step(&house).await;
    assert!(at_door.status().sure && at_door.opens("card 2"));

    // Three days ahead is believed, as a clock without a battery might be; it shuts nobody out for longer than the house is away.
    begins_anew(&house, &mut at_door, 3 * DAY).await;
    assert!(at_door.status().sure);
    assert_eq!(at_door.show("card 2").unwrap(), "shut over");
    house.come_back();
    at_door.in_step(&house).await;
    let status = at_door.status();
    assert!(status.sure && status.now < noon().plus(DAY).micros(), "{status:?}");
    assert!(at_door.opens("card 1") && at_door.opens("card 2"));
    assert_eq!(
        house.with(|state| state.broken.clone()),
        Vec::<String>::new(),
        "the log follows on itself, ahead or not"
    );
}
