//! A box from whose settings the eyes were taken: what they kept is gone, and the house hears so each time.

use pass::{FaceId, random};

use crate::agent::{Box, noon, until};
use crate::house::House;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_eyes_kept_goes_with_them_and_the_house_is_told_and_a_box_that_never_had_any_says_nothing() {
    let house = House::start(noon()).await;
    let mut at_door = Box::paired(&house);
    at_door.start().await;
    at_door.in_step(&house).await;
    at_door.kill();
    let faces = at_door.state().join("faces");
    std::fs::create_dir(&faces).unwrap();
    for name in [FaceId::new(random()).to_string(), "half.new".to_owned()] {
        std::fs::write(faces.join(name), b"sealed").unwrap();
    }
    assert_eq!(house.with(|state| state.eyes.clone()), []);
    for times in 1..=2 {
        at_door.start().await;
        until("the house hears it", || house.with(|state| state.eyes.len()) == times).await;
        assert_eq!(std::fs::read_dir(&faces).unwrap().count(), 0);
        at_door.kill();
    }
    assert_eq!(house.with(|state| state.eyes.clone()), [(false, 0); 2]);
}
