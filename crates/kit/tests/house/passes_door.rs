//! A resident's phone at the real agent of a real house: shown, scanned, opened, read in the log; and refused in the moment in
//! which the right ends.

use pass::{Fresh, PassId, Secret};
use serde_json::{Value, json};

use crate::agent::{door, health, paired};
use crate::door_box::{DoorBox, until};
use crate::homes::{Estate, NO};
use crate::meet::text;
use crate::passes::code;
use crate::seat::Door;

/// The code that a phone shows at this instant.
pub(crate) fn shown(estate: &Estate, code: &Value) -> String {
    let secret: Secret = serde_json::from_value(code["secret"].clone()).unwrap();
    let doors: Vec<pass::DoorId> =
        code["doors"].as_array().unwrap().iter().map(|door| text(door, "number").parse().unwrap()).collect();
    let id: PassId = text(code, "pass").parse().unwrap();
    let now = u32::try_from(estate.house.running.house.clock.now().seconds()).unwrap();
    Fresh::make(id, &secret, &doors, now, text(code, "slip")).unwrap()
}

/// A number of the box's own account of itself.
fn number(at_door: &mut DoorBox, name: &str) -> i64 {
    at_door.status()[name].as_i64().unwrap()
}

async fn in_step(at_door: &mut DoorBox, estate: &Estate) {
    until("list and log are in step", async || {
        let (status, known) = (at_door.status(), health(&estate.wang, &estate.org).await);
        status["waiting"] == 0 && status["log"] == known["entries"] && known["up_to_date"] == true
    })
    .await;
}

#[tokio::test]
async fn a_code_opens_once_stands_in_the_log_of_the_home_and_opens_nothing_when_she_has_moved_out() {
    let estate = Estate::open().await;
    let (front, id) = (Door::open(&estate.house).await, door(&estate).await);
    let mut at_door = paired(&estate, &front, &id).await;
    at_door.start().await;
    let home = estate.homes[0].as_str();
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let hers = code(&ana, home).await;
    ana.call("pass.pin.set", &[("home", home)], json!({ "pin": "482957" })).await.expect_ok();
    until("what she has is at the door", async || at_door.status()["passes"].as_u64() >= Some(2)).await;
    in_step(&mut at_door, &estate).await;

    // The code of her phone with the house's word behind it: once, and not a second time.
    let first = shown(&estate, &hers);
    assert!(text(&hers, "slip").starts_with("CY1:") && first.len() < 460, "{first}");
    assert_eq!(at_door.show(&format!("code {first}")), "open");
    assert_eq!(at_door.show(&format!("code {first}")), "shut replayed");
    assert_eq!(at_door.show("pin 482957"), "open");
    until("the relay clicked", async || at_door.clicks() == 2).await;
    in_step(&mut at_door, &estate).await;
    let log = ana.call("opening.mine", &[("home", home)], NO).await.expect_ok();
    let said = |what: &str, way: &str| {
        let items = log["items"].as_array().unwrap();
        items.iter().filter(|one| one["what"] == what && one["way"] == way && one["own"] == true).count()
    };
    assert_eq!((said("opened", "code"), said("refused", "code"), said("opened", "pin")), (1, 1, 1), "{log}");

    // The property closes the door: she stays out, the desk comes in; then it is open again.
    let at = [("org", estate.org.as_str()), ("door", id.as_str())];
    let set = |closed: bool| estate.wang.call("door.set", &at, json!({ "closed": closed, "card_bits": 32 }));
    let made = number(&mut at_door, "made");
    set(true).await.expect_ok();
    until("the door heard it", async || number(&mut at_door, "made") > made).await;
    assert_eq!(at_door.show("pin 482957"), "shut closed");
    let mine = [("home", home), ("door", id.as_str())];
    let shut = ana.call("door.open", &mine, NO).await;
    assert_eq!(shut.json()["args"]["reason"], "closed");
    shut.expect_code(409, "pass.shut");
    let clicked = at_door.clicks();
    estate.wang.call("door.order", &at, json!({ "reason": "急救人员" })).await.expect_ok();
    until("the desk came in", async || at_door.clicks() == clicked + 1).await;
    let made = number(&mut at_door, "made");
    set(false).await.expect_ok();
    until("the door heard it", async || number(&mut at_door, "made") > made).await;
    assert_eq!(at_door.show("pin 482957"), "open");

    // She moves out: PIN, phone and button open nothing, as soon as the next word is at the door.
    let version = number(&mut at_door, "list");
    ana.call("home.leave", &[("home", home)], NO).await.expect_ok();
    until("the list without her", async || number(&mut at_door, "list") > version).await;
    assert_eq!(at_door.show("pin 482957"), "shut unknown");
    estate.house.advance(std::time::Duration::from_secs(31));
    assert_eq!(at_door.show(&format!("code {}", shown(&estate, &hers))), "shut unknown");
    ana.call("door.open", &mine, NO).await.expect_code(404, "pass.home");
}
