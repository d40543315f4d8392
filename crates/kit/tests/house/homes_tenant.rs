//! A tenant: what he has until his end, and what is gone in the moment in which he is taken out.

use kit::{Client, proved};
use pass::Reason;
use serde_json::{Value, json};

use crate::homes::{DAY, NO, accept, enter, entry};
use crate::intercom::{Gate as Doorstep, rung, with};
use crate::lifts::{ask, lift};
use crate::meet::text;
use crate::passes::{Gate, code, why};

/// proves: AJ-021
#[tokio::test]
async fn a_tenant_comes_in_until_his_end_and_whoever_is_taken_out_has_neither_door_nor_visitor_nor_lift() {
    let mut step = Doorstep::open().await;
    let gate = Gate::of(&step.estate).await;
    let home = step.estate.homes[0].clone();
    let at = [("home", home.as_str())];
    let lift = lift(&step.estate, "东梯").await.id;
    let ana = step.estate.resident("安娜", "3-1-502", "owner").await;
    let house = &step.estate.house;
    let (bo, chen) = (house.person("Bo").await, house.person("Chen").await);
    let until = house.running.house.clock.now().plus(20 * DAY);
    for (who, name) in [(&bo, "小波"), (&chen, "老陈")] {
        let wish = entry(who, "tenant", json!({ "name": name, "until": until }));
        enter(&ana, &home, wish).await.expect_ok();
        accept(who).await;
    }
    let people = ana.call("home.people", &at, NO).await.expect_ok();
    let row = |name: &str| -> Value {
        let all = people["items"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).unwrap().clone()
    };
    assert_eq!((&row("小波")["relation"], &row("老陈")["relation"]), (&json!("tenant"), &json!("tenant")));
    assert!(row("小波")["until"].is_string());

    // Until then all is theirs: the door, the visitor, the lift.
    let (of_bo, of_chen) = (code(&bo, &home).await, code(&chen, &home).await);
    for shown in [&of_bo, &of_chen] {
        assert_eq!(why(gate.scans(&step.estate, shown).await), None);
    }
    let visitor = step.dialled("502").await;
    let id = text(&rung(&bo).await[0], "id").to_owned();
    assert_eq!(rung(&chen).await.len(), 1);
    for who in [&bo, &chen] {
        ask(who, (&home, &lift), NO).await.expect_ok();
    }

    // Taken out while the visitor still waits: in that moment nothing is his any more, and all is still the other's.
    ana.call("home.person.remove", &[at[0], ("resident", text(&row("小波"), "id"))], NO).await.expect_ok();
    assert_eq!(why(gate.scans(&step.estate, &of_bo).await), Some(Reason::Unknown));
    for operation in ["intercom.answer", "intercom.open"] {
        with(&bo, operation, &id).await.expect_code(404, "intercom.unknown");
    }
    assert!(rung(&bo).await.is_empty(), "nor is the call in his list");
    ended(&bo, (&home, &lift)).await;
    assert_eq!(why(gate.scans(&step.estate, &of_chen).await), None);
    with(&chen, "intercom.answer", &id).await.expect_ok();
    step.station.answered(visitor).await;
    with(&chen, "intercom.open", &id).await.expect_ok();
    step.gone(visitor).await;

    // His last day is over: the clock is asked, whether or not a job has run.
    step.estate.house.advance(21 * DAY);
    assert!(why(gate.scans(&step.estate, &of_chen).await).is_some());
    ended(&chen, (&home, &lift)).await;
    assert!(rung(&chen).await.is_empty());
    proved("AJ-021", &["home.person.add", "home.person.remove", "home.people"]);
}

/// Neither code nor button nor lift.
async fn ended(who: &Client, (home, lift): (&str, &str)) {
    let at = [("home", home)];
    who.call("pass.code", &at, json!({})).await.expect_code(404, "pass.home");
    who.call("door.mine", &at, NO).await.expect_code(404, "pass.home");
    ask(who, (home, lift), NO).await.expect_code(404, "lift.home");
    who.call("lift.list", &at, NO).await.expect_code(404, "lift.home");
}
