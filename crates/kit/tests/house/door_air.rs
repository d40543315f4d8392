//! A resident's phone over Bluetooth at the real box of a real house: by the key that the house gave to the phone, to the nonce that the
//! box gave to it. The radio itself is tried in `door/tests`; here a program of the box has one, and asks at the agent's socket.

use pass::{DoorId, Nonce, PassId, Secret, code_key, token_mac};
use serde_json::Value;

use crate::agent::{door, health, paired};
use crate::door_box::{DoorBox, until};
use crate::homes::{Estate, NO};
use crate::meet::text;
use crate::passes::code;
use crate::seat::Door;

/// What the phone answers, as the page does.
fn answered(code: &Value, door: usize, nonce: &str) -> String {
    let secret: Secret = serde_json::from_value(code["secret"].clone()).unwrap();
    let door: DoorId = text(&code["doors"][door], "number").parse().unwrap();
    let pass: PassId = text(code, "pass").parse().unwrap();
    let nonce: Nonce = nonce.parse().unwrap();
    format!("token {pass} {}", token_mac(&code_key(&secret, door), door, pass, nonce))
}

/// Asks for a nonce and answers it; what the door did.
fn opens(at_door: &mut DoorBox, code: &Value) -> String {
    let nonce = at_door.show("nonce");
    at_door.show(&answered(code, 0, &nonce))
}

#[tokio::test]
async fn a_phone_that_is_near_opens_once_and_stands_in_the_log_of_its_home_until_its_holder_moves_out() {
    let estate = Estate::open().await;
    let (front, id) = (Door::open(&estate.house).await, door(&estate).await);
    let mut at_door = paired(&estate, &front, &id).await;
    at_door.start().await;
    let home = estate.homes[0].as_str();
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let hers = code(&ana, home).await;
    until("what she has is at the door", async || at_door.status()["passes"].as_u64() >= Some(1)).await;

    let nonce = at_door.show("nonce");
    let first = answered(&hers, 0, &nonce);
    assert_eq!(at_door.show(&first), "open");
    assert_eq!(at_door.show(&first), "shut forged");
    assert_ne!(at_door.show("nonce"), nonce);
    // To a nonce that was never given, and to none.
    assert_eq!(at_door.show(&answered(&hers, 0, &nonce)), "shut forged");
    assert_eq!(at_door.show("token x y"), "shut unreadable");
    until("the relay clicked", async || at_door.clicks() == 1).await;
    until("the house knows", async || {
        let known = health(&estate.wang, &estate.org).await;
        known["entries"] == at_door.status()["log"]
    })
    .await;
    let log = ana.call("opening.mine", &[("home", home)], NO).await.expect_ok();
    let said = |what: &str| {
        let items = log["items"].as_array().unwrap();
        items.iter().filter(|one| one["what"] == what && one["way"] == "token" && one["own"] == true).count()
    };
    assert_eq!((said("opened"), said("refused")), (1, 2), "{log}");

    // The house is off: the box and the phone need it not.
    drop(front);
    at_door.kill();
    at_door.start().await;
    assert_eq!(opens(&mut at_door, &hers), "open");
    // It is back, and her phone was stolen: the key that it has opens nothing, a new one does.
    let front = Door::open(&estate.house).await;
    at_door.kill();
    at_door.calls(&front);
    at_door.start().await;
    let version = |at_door: &mut DoorBox| at_door.status()["list"].as_i64().unwrap();
    let before = version(&mut at_door);
    ana.call("pass.code.renew", &[("home", home)], NO).await.expect_ok();
    until("the list without the old key", async || version(&mut at_door) > before).await;
    assert_eq!(opens(&mut at_door, &hers), "shut unknown");
    let again = code(&ana, home).await;
    until("her new key is at the door", async || opens(&mut at_door, &again) == "open").await;
    let before = version(&mut at_door);
    ana.call("home.leave", &[("home", home)], NO).await.expect_ok();
    until("the list without her", async || version(&mut at_door) > before).await;
    assert_eq!(opens(&mut at_door, &again), "shut unknown");
}
