//! A guardian is told that a ward came home, where he chose so; nobody else is, and nothing of it stays.

use kit::{Answer, Client};
use pass::{By, PassId, Reason, What};
use serde_json::{Value, json};
use std::time::Duration;

use crate::homes::{DAY, Estate, NO, accept, enter, entry, told};
use crate::meet::text;
use crate::minor::{aged, agree, ask};
use crate::openings::Log;
use crate::passes::{Gate, code, resident};
use crate::visits::{invite, looks};

const HOUR: Duration = Duration::from_secs(3_600);
const CHOICES: &str = "SELECT COUNT(*) AS found FROM community_homecoming";

/// Mum with Kim, who is fifteen, and Dad, who is nobody's guardian, in one home.
struct Family {
    estate: Estate,
    log: Log,
    mum: Client,
    dad: Client,
    kim: Client,
    /// As whom Kim lives there.
    ward: String,
}

impl Family {
    async fn at_home() -> Self {
        let estate = Estate::open().await;
        let (house, home) = (&estate.house, estate.homes[0].as_str());
        let mum = estate.resident("Mum", "3-1-502", "owner").await;
        let dad = estate.resident("Dad", "3-1-502", "owner").await;
        let kim = aged(house, "Kim", 15).await;
        ask(&kim, &mum).await;
        agree(house, &mum, &kim, house.running.house.policy.conduct().minor).await;
        enter(&mum, home, entry(&kim, "family", json!({ "name": "小金" }))).await.expect_ok();
        accept(&kim).await;
        let (ward, gate) = (resident(&estate, home, "小金").await, Gate::of(&estate).await);
        Self { log: Log::new(&gate, 1), estate, mum, dad, kim, ward }
    }

    fn home(&self) -> &str {
        &self.estate.homes[0]
    }

    async fn set(&self, who: &Client, on: bool) -> Answer {
        let at = [("home", self.home()), ("resident", self.ward.as_str())];
        who.call("homecoming.set", &at, json!({ "on": on })).await
    }

    async fn seen(&self, who: &Client) -> Value {
        who.call("homecoming.get", &[("home", self.home())], NO).await.expect_ok()
    }

    /// The door tells what happened there so long ago, and what follows from it is done.
    async fn happened(&mut self, ago: Duration, what: What) {
        let entry = self.log.wrote(&self.estate, ago, what);
        self.log.tells(&self.estate, &[entry]).await;
        self.estate.house.run_jobs().await;
    }

    async fn came(&self, who: &Client) -> usize {
        told(who).await.matches("homecoming.came").count()
    }
}

fn opened(code: &Value, by: By) -> What {
    let pass: PassId = text(code, "pass").parse().unwrap();
    What::Opened { pass, by, code: (by == By::Code).then_some(1), unlisted: false }
}

#[tokio::test]
async fn a_guardian_who_chose_it_is_told_that_a_ward_opened_the_door_just_now_and_nobody_else_is() {
    let mut all = Family::at_home().await;
    let own = code(&all.kim, all.home()).await;
    let (mum, dad, kim) = (all.mum.clone(), all.dad.clone(), all.kim.clone());

    // Off at first, and nobody's to choose but the guardian's.
    let seen = all.seen(&mum).await;
    assert_eq!((&seen["wards"][0]["name"], &seen["wards"][0]["since"]), (&json!("小金"), &NO), "{seen}");
    all.happened(Duration::ZERO, opened(&own, By::Code)).await;
    assert_eq!(all.came(&mum).await, 0);
    for who in [&dad, &kim] {
        all.set(who, true).await.expect_code(404, "homecoming.unknown");
        assert_eq!(all.seen(who).await, json!({ "wards": [], "told": null }));
    }
    let next = all.estate.resident("Next", "3-1-601", "owner").await;
    for who in [&next, &all.estate.wang] {
        all.set(who, true).await.expect_code(404, "homecoming.home");
        who.call("homecoming.get", &[("home", all.home())], NO).await.expect_code(404, "homecoming.home");
    }
    let his = resident(&all.estate, all.home(), "Dad").await;
    let at = [("home", all.home()), ("resident", his.as_str())];
    mum.call("homecoming.set", &at, json!({ "on": true })).await.expect_code(404, "homecoming.unknown");

    // Chosen: the ward is told, and sees by whom.
    all.set(&mum, true).await.expect_ok();
    all.set(&mum, true).await.expect_ok();
    assert_eq!(told(&kim).await.matches("homecoming.begun").count(), 1);
    assert_eq!(all.seen(&kim).await["told"]["name"], "Mum");
    assert_eq!(all.seen(&dad).await, json!({ "wards": [], "told": null }));
    for who in [&mum, &kim] {
        let held = who.get("/api/v1/me/held").await.expect_ok().to_string();
        assert!(held.contains("community_homecoming"), "{held}");
    }

    // She came home: her guardian is told, by name.
    all.happened(Duration::ZERO, opened(&own, By::Code)).await;
    assert_eq!(all.came(&mum).await, 1);
    assert!(told(&mum).await.contains("小金"));

    // What is no coming home: a button from anywhere, a telephone, what is told late, what was refused, what is told twice.
    all.happened(Duration::ZERO, opened(&own, By::App)).await;
    all.happened(Duration::ZERO, opened(&own, By::Telephone)).await;
    all.happened(Duration::from_secs(301), opened(&own, By::Code)).await;
    let pass: PassId = text(&own, "pass").parse().unwrap();
    let refused = What::Refused { pass: Some(pass), by: By::Code, reason: Reason::Replayed };
    all.happened(Duration::ZERO, refused).await;
    // What happened just now and could not be told before it was long ago: the notice would say that it is now.
    let entry = all.log.wrote(&all.estate, Duration::from_secs(290), opened(&own, By::Code));
    all.log.tells(&all.estate, &[entry]).await;
    let waiting =
        "SELECT COUNT(*) AS found FROM ground_job WHERE name = 'homecoming.tell' AND state = 'waiting'";
    assert_eq!(all.estate.count(waiting).await, 1);
    all.estate.house.advance(Duration::from_secs(11));
    all.estate.house.run_jobs().await;
    assert_eq!((all.estate.count(waiting).await, all.came(&mum).await), (0, 1));
    // A visitor whom she expects is not she.
    let until = all.estate.house.running.house.clock.now().plus(DAY);
    let made = invite(&kim, all.home(), json!({ "kind": "visitor", "name": "朋友", "until": until })).await;
    let theirs = looks(&all.estate, &made).await["code"].clone();
    all.happened(Duration::ZERO, opened(&theirs, By::Code)).await;
    assert_eq!(all.came(&mum).await, 1);
    for who in [&dad, &kim, &all.estate.wang] {
        assert_eq!(all.came(who).await, 0);
    }
}

#[tokio::test]
async fn it_is_bounded_and_ends_by_the_guardians_word_with_a_home_and_with_the_age() {
    let mut all = Family::at_home().await;
    let own = code(&all.kim, all.home()).await;
    let (mum, kim) = (all.mum.clone(), all.kim.clone());
    all.set(&mum, true).await.expect_ok();
    all.estate.house.advance(HOUR);
    for _ in 0..8 {
        all.happened(Duration::ZERO, opened(&own, By::Card)).await;
    }
    assert_eq!(all.came(&mum).await, 6, "six an hour");

    // Taken back: she is told of that, too.
    all.set(&mum, false).await.expect_ok();
    assert_eq!(told(&kim).await.matches("homecoming.ended").count(), 1);
    all.estate.house.advance(HOUR);
    all.happened(Duration::ZERO, opened(&own, By::Card)).await;
    assert_eq!((all.came(&mum).await, all.estate.count(CHOICES).await), (6, 0));

    // Grown: nobody is told, and what was chosen goes.
    all.set(&mum, true).await.expect_ok();
    all.estate.house.advance(5 * 366 * DAY);
    let entry = all.log.writes(&all.estate, opened(&own, By::Card));
    all.log.tells(&all.estate, &[entry]).await;
    all.estate.house.run_jobs().await;
    let notices = "SELECT COUNT(*) AS found FROM yard_notice WHERE code = 'homecoming.came' AND at > \
                   (SELECT MAX(grown_at) FROM yard_minor)";
    assert_eq!((all.estate.count(notices).await, all.estate.count(CHOICES).await), (0, 0));
}

#[tokio::test]
async fn it_goes_when_either_of_the_two_moves_out() {
    let all = Family::at_home().await;
    for leaves in [&all.mum, &all.kim] {
        all.set(&all.mum, true).await.expect_ok();
        assert_eq!(all.estate.count(CHOICES).await, 1);
        leaves.call("home.leave", &[("home", all.home())], NO).await.expect_ok();
        assert_eq!(all.estate.count(CHOICES).await, 0);
        if leaves.id == all.mum.id {
            // An owner who comes back is the guardian still, and has to choose anew.
            let made = all.estate.apply(&all.mum, json!({ "home": "3-1-502", "name": "Mum" })).await;
            let id = text(&made.expect_ok(), "id").to_owned();
            all.estate.decide(&id, json!({ "approve": true })).await.expect_ok();
            assert_eq!(all.seen(&all.kim).await["told"], NO);
        }
    }
}
