//! How long each way in takes, from what somebody does to the click of the relay: the same house, the same box, one way after the other.

use kit::Client;
use serde_json::json;
use std::time::Duration;

use crate::agent::paired;
use crate::door_box::{DoorBox, until};
use crate::homes::NO;
use crate::intercom::{Gate, agree, rung, with};
use crate::meet::text;
use crate::passes::code;
use crate::passes_door::shown;
use crate::seat::Door;

/// How often each way is gone.
const ROUNDS: usize = 20;

/// Times of one way.
struct Times(&'static str, Vec<Duration>);

impl Times {
    /// Does it so often, each time until the relay has clicked once more.
    async fn of(way: &'static str, at_door: &mut DoorBox, mut act: impl AsyncFnMut(&mut DoorBox)) -> Self {
        let mut took = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let clicked = at_door.clicks();
            let began = ground::monotonic();
            act(at_door).await;
            while at_door.clicks() == clicked {
                tokio::task::yield_now().await;
            }
            took.push(ground::monotonic() - began);
        }
        took.sort();
        Self(way, took)
    }

    fn half(&self) -> Duration {
        self.1[ROUNDS / 2]
    }

    fn most(&self) -> Duration {
        self.1[ROUNDS * 95 / 100]
    }
}

/// All ways have the same rights; that none of them is a lesser one shows in the table (ADR 0033). Faces are looked at for as long as
/// somebody stands there, and have times of their own (ADR 0039).
#[tokio::test]
async fn each_way_in_clicks_every_time_and_says_how_soon() {
    let mut gate = Gate::open().await;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    let front = Door::open(&gate.estate.house).await;
    let mut at_door = paired(&gate.estate, &front, &gate.door).await;
    at_door.start().await;
    let home = gate.estate.homes[0].clone();
    let at = [("home", home.as_str())];
    ana.call("pass.pin.set", &at, json!({ "pin": "482957" })).await.expect_ok();
    let people = ana.call("home.people", &at, NO).await.expect_ok();
    let row = text(&people["items"][0], "id").to_owned();
    let desk = [("org", gate.estate.org.as_str()), ("home", home.as_str()), ("resident", row.as_str())];
    gate.estate.wang.call("pass.give", &desk, json!({ "number": "0012345678" })).await.expect_ok();
    agree(&ana, "door-by-phone").await;
    ana.call("pass.telephone", &at, json!({ "opens": true })).await.expect_ok();
    until("what she has is at the door", async || at_door.status()["passes"].as_u64() >= Some(2)).await;

    let mut table = Vec::new();
    for (way, words) in [("card", "card 0012345678"), ("PIN", "pin 482957")] {
        let shows = async |at_door: &mut DoorBox| assert_eq!(at_door.show(words), "open");
        table.push(Times::of(way, &mut at_door, shows).await);
    }
    table.push(codes(&gate, &ana, &mut at_door).await);
    let mine = [("home", home.as_str()), ("door", gate.door.as_str())];
    let presses = async |_: &mut DoorBox| {
        ana.call("door.open", &mine, NO).await.expect_ok();
    };
    table.push(Times::of("button of the page", &mut at_door, presses).await);
    table.push(telephone(&mut gate, &mut at_door).await);
    let visits = async |_: &mut DoorBox| {
        let visitor = gate.dialled("502").await;
        let id = text(&rung(&ana).await[0], "id").to_owned();
        with(&ana, "intercom.open", &id).await.expect_ok();
        gate.gone(visitor).await;
    };
    table.push(Times::of("intercom, from dialling", &mut at_door, visits).await);
    for times in &table {
        eprintln!("{}: p50 {:?}, p95 {:?} of {ROUNDS}", times.0, times.half(), times.most());
    }
}

/// From a code before the reader to the click. It is worth something once within half a minute: each round has a key of its own.
async fn codes(gate: &Gate, ana: &Client, at_door: &mut DoorBox) -> Times {
    let at = [("home", gate.estate.homes[0].as_str())];
    let mut took = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let list = at_door.status()["list"].as_i64();
        ana.call("pass.code.renew", &at, NO).await.expect_ok();
        let hers = code(ana, at[0].1).await;
        until("the new key is at the door", async || at_door.status()["list"].as_i64() > list).await;
        let words = format!("code {}", shown(&gate.estate, &hers));
        let clicked = at_door.clicks();
        let began = ground::monotonic();
        assert_eq!(at_door.show(&words), "open");
        while at_door.clicks() == clicked {
            tokio::task::yield_now().await;
        }
        took.push(ground::monotonic() - began);
    }
    took.sort();
    Times("QR code", took)
}

/// From '#' in a call to the click.
async fn telephone(gate: &mut Gate, at_door: &mut DoorBox) -> Times {
    let mut took = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let visitor = gate.dialled("502").await;
        let (phone, ..) = gate.company.called().await;
        gate.company.node.answer(phone).await.unwrap();
        gate.station.answered(visitor).await;
        let clicked = at_door.clicks();
        let began = ground::monotonic();
        gate.company.press(phone, '#').await;
        while at_door.clicks() == clicked {
            tokio::task::yield_now().await;
        }
        took.push(ground::monotonic() - began);
        gate.company.node.hangup(phone).await.unwrap();
        gate.station.over(visitor).await;
    }
    took.sort();
    Times("# of a telephone", took)
}
