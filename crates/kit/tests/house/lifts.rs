//! Lifts: where they take somebody, what their controllers hear, and what a fire alarm does.

use axum::http::Method;
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::agent::{door, health, paired};
use crate::door_box::until;
use crate::homes::{Estate, NO};
use crate::meet::text;
use crate::org::{joined, org};
use crate::seat::Door;

/// A controller of a lift, as a building has it: it knows its address and nothing else.
pub(crate) struct Controller<'a> {
    house: &'a House,
    pub id: String,
    path: String,
}

impl Controller<'_> {
    /// What waits for it.
    async fn asks(&self) -> Vec<Value> {
        let answer = self.house.nobody().get(&format!("{}/rides", self.path)).await.expect_ok();
        answer["items"].as_array().unwrap().clone()
    }

    async fn says(&self, ride: &Value, done: bool) -> Answer {
        let path = format!("{}/rides/{}", self.path, text(ride, "id"));
        self.house.nobody().post(&path, json!({ "done": done })).await
    }

    async fn alarm(&self, on: bool) {
        let body = json!({ "on": on }).to_string().into_bytes();
        let kind = [("content-type", "application/json")];
        let path = format!("{}/alarm", self.path);
        self.house.nobody().send(Method::PUT, &path, Some(body), &kind).await.expect_ok();
    }
}

pub(crate) async fn lift<'a>(estate: &'a Estate, name: &str) -> Controller<'a> {
    let plan = estate.wang.call("community.plan", &[("org", &estate.org)], NO).await.expect_ok();
    let wish = json!({ "unit": plan["units"][0]["id"], "name": name, "ground": 1 });
    let made = estate.wang.call("lift.make", &[("org", &estate.org)], wish.clone()).await.expect_ok();
    estate.wang.call("lift.make", &[("org", &estate.org)], wish).await.expect_code(409, "lift.taken");
    Controller {
        house: &estate.house,
        id: text(&made, "id").to_owned(),
        path: text(&made, "path").to_owned(),
    }
}

pub(crate) async fn ask(who: &Client, (home, lift): (&str, &str), to: Value) -> Answer {
    who.call("lift.call", &[("home", home), ("lift", lift)], json!({ "to": to })).await
}

async fn seen(who: &Client, home: &str) -> Value {
    who.call("lift.list", &[("home", home)], NO).await.expect_ok()
}

/// proves: AJ-020
#[tokio::test]
async fn a_lift_takes_a_resident_to_his_own_floor_after_a_tap_or_a_door_and_to_no_other() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let (front, id) = (Door::open(house).await, door(&estate).await);
    let controller = lift(&estate, "东梯").await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let at = (home, controller.id.as_str());
    assert!(controller.asks().await.is_empty());

    // A tap: to her own floor, and down from it. No other floor, whoever lives there.
    ask(&ana, at, NO).await.expect_ok();
    let rides = controller.asks().await;
    assert_eq!((rides.len(), &rides[0]["from"], &rides[0]["to"]), (1, &json!(1), &json!(5)));
    assert!(controller.asks().await.is_empty(), "a ride is given out once");
    assert!(!rides[0].to_string().contains(home), "it names nobody and no home: {}", rides[0]);
    controller.says(&rides[0], true).await.expect_ok();
    controller.says(&rides[0], true).await.expect_code(404, "lift.ride");
    assert_eq!(seen(&ana, home).await["rides"][0]["state"], "done");
    ask(&ana, at, json!(1)).await.expect_ok();
    let down = controller.asks().await;
    assert_eq!((&down[0]["from"], &down[0]["to"]), (&json!(5), &json!(1)));
    for other in [4, 6, 0, 200, -300] {
        ask(&ana, at, json!(other)).await.expect_code(403, "lift.floor");
    }
    assert!(controller.asks().await.is_empty());

    // A door of her staircase opens for her, once she wishes that.
    let mut at_door = paired(&estate, &front, &id).await;
    at_door.start().await;
    until("the link", async || health(&estate.wang, &estate.org).await["linked"] == true).await;
    let doors = [("home", home), ("door", id.as_str())];
    let opens = async || ana.call("door.open", &doors, NO).await.expect_ok();
    opens().await;
    let logged = async || {
        let log = ana.call("opening.mine", &[("home", home)], NO).await.expect_ok();
        log["items"].as_array().unwrap().len()
    };
    until("the log of the door", async || logged().await == 1).await;
    assert!(controller.asks().await.is_empty(), "she did not wish it");
    ana.call("lift.automatic", &[("home", home)], json!({ "on": true })).await.expect_ok();
    assert_eq!(seen(&ana, home).await["automatic"], true);
    opens().await;
    let mut came = Vec::new();
    until("the lift is called by the door", async || {
        came = controller.asks().await;
        !came.is_empty()
    })
    .await;
    assert_eq!((came.len(), &came[0]["from"], &came[0]["to"]), (1, &json!(1), &json!(5)));
    proved("AJ-020", &["lift.call", "lift.rides"]);
}

#[tokio::test]
async fn a_ride_has_its_time_and_a_fire_alarm_stops_all() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let controller = lift(&estate, "东梯").await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let at = (home, controller.id.as_str());
    ask(&ana, at, NO).await.expect_ok();
    house.advance(Duration::from_secs(30));
    assert!(controller.asks().await.is_empty(), "half a minute is over");
    house.run_jobs().await;

    // The equipment says fire, or the desk: what waits is not given out, and nothing more is asked for.
    ask(&ana, at, NO).await.expect_ok();
    controller.alarm(true).await;
    assert!(controller.asks().await.is_empty());
    ask(&ana, at, NO).await.expect_code(409, "lift.alarm");
    assert_eq!(seen(&ana, home).await["items"][0]["alarm"], true);
    controller.alarm(false).await;
    let desk = [("org", estate.org.as_str()), ("lift", controller.id.as_str())];
    estate.wang.call("lift.alarm", &desk, json!({ "on": true })).await.expect_ok();
    ask(&ana, at, NO).await.expect_code(409, "lift.alarm");
    estate.wang.call("lift.alarm", &desk, json!({ "on": false })).await.expect_ok();
    assert_eq!(controller.asks().await.len(), 1);
    let listed = estate.wang.call("lift.all", &desk[..1], NO).await.expect_ok();
    assert!(listed["items"][0]["seen"].is_string() && !listed.to_string().contains(&controller.path[14..]));

    // A controller waits until there is something.
    let waiting = house.nobody();
    let path = format!("{}/rides?wait=10", controller.path);
    let (came, asked) = tokio::join!(waiting.get(&path), ask(&ana, at, NO));
    asked.expect_ok();
    assert_eq!(came.expect_ok()["items"].as_array().unwrap().len(), 1);

    // What is asked too often is not done; after three months nothing of it is left.
    for _ in 0..40 {
        ask(&ana, at, NO).await;
    }
    ask(&ana, at, NO).await.expect_code(429, "lift.too_many");
    let held = ana.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("community_ride") && held.contains("1 → 5"), "{held}");
    house.advance(Duration::from_secs(91 * 86_400));
    house.run_jobs().await;
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_ride").await, 0);
}

#[tokio::test]
async fn nobody_else_calls_a_lift_or_runs_it() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let controller = lift(&estate, "东梯").await;
    let (ana, bo) =
        (estate.resident("安娜", "3-1-502", "owner").await, estate.resident("Bo", "3-1-601", "owner").await);
    let lift = controller.id.as_str();
    ask(&bo, (home, lift), NO).await.expect_code(404, "lift.home");
    bo.call("lift.list", &[("home", home)], NO).await.expect_code(404, "lift.home");
    bo.call("lift.automatic", &[("home", home)], json!({ "on": true })).await.expect_code(404, "lift.home");
    let nowhere = "lift_00000000-0000-7000-8000-000000000000";
    ask(&ana, (home, nowhere), NO).await.expect_code(404, "lift.unknown");
    ask(&ana, (home, lift), NO).await.expect_ok();
    assert_eq!(seen(&bo, &estate.homes[1]).await["rides"], json!([]), "nobody sees the rides of another");

    // A home of another staircase: the lift is none of its own; and without a floor it goes nowhere.
    let at = [("org", estate.org.as_str()), ("home", home)];
    let plan = estate.wang.call("community.plan", &at, NO).await.expect_ok();
    let building = text(&plan["buildings"][0], "id");
    let unit = estate.wang.call("unit.add", &at, json!({ "building": building, "name": "2单元" })).await;
    let unit = text(&unit.expect_ok(), "id").to_owned();
    let change = json!({ "unit": unit, "number": "3-2-502", "room": "502", "floor": 5 });
    estate.wang.call("home.change", &at, change).await.expect_ok();
    ask(&ana, (home, lift), NO).await.expect_code(404, "lift.unknown");
    let back = json!({ "unit": plan["units"][0]["id"], "number": "3-1-502", "room": "502" });
    estate.wang.call("home.change", &at, back).await.expect_ok();
    ask(&ana, (home, lift), NO).await.expect_code(409, "lift.no_floor");

    let acts = [
        ("lift.all", NO),
        ("lift.make", json!({ "unit": plan["units"][0]["id"], "name": "西梯", "ground": 1 })),
        ("lift.remove", NO),
        ("lift.alarm", json!({ "on": true })),
    ];
    let ids = [("org", estate.org.as_str()), ("lift", lift)];
    let clerk = joined(house, &estate.wang, &estate.org, "Cai", "member").await;
    for (act, wish) in &acts {
        clerk.call(act, &ids, wish.clone()).await.expect_code(403, "access.denied");
        ana.call(act, &ids, wish.clone()).await.expect_code(404, "org.unknown");
    }
    let rival = house.person("Rival").await;
    let theirs = org(&rival).await;
    let foreign = [("org", theirs.as_str()), ("lift", lift)];
    for (at, code) in [(1, "lift.unit"), (2, "lift.unknown"), (3, "lift.unknown")] {
        rival.call(acts[at].0, &foreign, acts[at].1.clone()).await.expect_code(404, code);
    }
    house.nobody().get("/api/v1/lifts/x/rides").await.expect_code(404, "lift.unknown");
    estate
        .wang
        .call("unit.remove", &[at[0], ("unit", text(&plan["units"][0], "id"))], NO)
        .await
        .expect_code(409, "place.used");
    estate.wang.call("lift.remove", &ids, NO).await.expect_ok();
    let gone = house.nobody().get(&format!("{}/rides", controller.path)).await;
    gone.expect_code(404, "lift.unknown");
}
