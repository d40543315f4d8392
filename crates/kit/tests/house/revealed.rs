//! Whoever calls whatever in whatever order: each who is shown to another stands in one leaf, the rest is counted.

use axum::http::Method;
use kit::{Client, House};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::time::Duration;

use crate::masked::{delivered, leaves};
use crate::meet::{join, started, text};
use crate::org::{joined, org};
use crate::retention::keeper;

const NAMES: [&str; 4] = ["Ana Plover", "Bo Robin", "Cai Wren", "Eve Finch"];
const DRAWS: usize = 160;
const SEEDS: [u64; 2] = [2_026, 11_28];

/// Numbers without an order, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// What stands in the log about somebody: the leaves that he reads, and how often he was delivered without one.
async fn written(house: &House, people: &[Client]) -> Vec<(Vec<Value>, u64)> {
    let mut written = Vec::new();
    for one in people {
        written.push((leaves(one).await, delivered(house, one).await));
    }
    written
}

/// The people, an organisation of three of them, another one's own, and meetings of both.
struct Scene {
    people: Vec<Client>,
    orgs: Vec<String>,
    meetings: Vec<Value>,
}

impl Scene {
    async fn set(house: &House) -> Self {
        let (ana, eve) = (house.person(NAMES[0]).await, house.person(NAMES[3]).await);
        let (acme, theirs) = (org(&ana).await, org(&eve).await);
        let orgs = vec![acme.clone(), acme, theirs];
        let bo = joined(house, &ana, &orgs[0], NAMES[1], "member").await;
        let cai = joined(house, &ana, &orgs[0], NAMES[2], "administrator").await;
        let meetings = vec![
            started(&ana, json!({ "guests": true })).await,
            started(&eve, json!({ "guests": true })).await,
        ];
        Self { people: vec![ana, bo, cai, eve], orgs, meetings }
    }

    /// A path with ids of this scene, whoever they belong to.
    fn filled(&self, path: &str, dice: &mut Dice) -> String {
        let meeting = dice.of(&self.meetings);
        path.replace("{org}", dice.of(&self.orgs).as_str())
            .replace("{person}", &dice.of(&self.people).id)
            .replace("/people/{id}", &format!("/people/{}", dice.of(&self.people).id))
            .replace("{id}", text(meeting, "id"))
            .replace("{number}", text(meeting, "number"))
    }
}

/// One draw: what somebody does, and what he is answered.
async fn act(scene: &mut Scene, who: &Client, dice: &mut Dice) -> (String, String) {
    match dice.below(8) {
        0 => {
            let meeting = started(who, json!({ "guests": true })).await;
            let said = meeting.to_string();
            scene.meetings.push(meeting);
            ("meeting.start".to_owned(), said)
        }
        1 => {
            let meeting = dice.of(&scene.meetings).clone();
            ("meeting.join".to_owned(), join(who, &meeting, json!({})).await.text())
        }
        draw => {
            // Half of the draws look where others are.
            let among = |id: &str| draw > 5 || id.starts_with("org.member") || id.starts_with("meeting.");
            let looks: Vec<(&str, &str)> = who
                .operations()
                .filter(|(id, method, path)| {
                    *method == "GET" && !path.ends_with("/stream") && *id != "me.openings" && among(id)
                })
                .map(|(id, _, path)| (id, path))
                .collect();
            let (id, path) = dice.of(&looks);
            let path = scene.filled(path, dice);
            if path.contains('{') {
                return ((*id).to_owned(), String::new());
            }
            ((*id).to_owned(), who.send(Method::GET, &path, None, &[]).await.text())
        }
    }
}

#[tokio::test]
async fn in_any_order_of_acts_whoever_is_shown_to_another_stands_in_exactly_one_leaf() {
    let mut shown = 0;
    for seed in SEEDS {
        let house = House::start().await;
        let keeper = keeper(&house).await;
        let (mut scene, mut dice) = (Scene::set(&house).await, Dice(seed));
        let mut before = written(&house, &scene.people).await;
        let mut story = Vec::new();
        for _ in 0..DRAWS {
            let caller = dice.below(scene.people.len() + 1);
            let who = scene.people.get(caller).unwrap_or(&keeper).clone();
            let (id, said) = act(&mut scene, &who, &mut dice).await;
            story.push(format!("{caller} {id}"));
            let after = written(&house, &scene.people).await;
            for (at, name) in NAMES.iter().enumerate() {
                let ((old, once), (new, now)) = (&before[at], &after[at]);
                let fresh: Vec<&Value> = new.iter().filter(|one| !old.contains(one)).collect();
                if at == caller {
                    let own = fresh.iter().all(|one| one["who"]["kind"] == "program");
                    assert!(own, "seed {seed}: one's own is counted, not written: {fresh:?} after {story:?}");
                } else if said.contains(name) {
                    let places: HashSet<u64> =
                        fresh.iter().map(|one| one["leaf"].as_u64().unwrap()).collect();
                    let found = (places.len(), now - once);
                    // What a directory searches, names and positions, is read once for all of its members, which is counted.
                    let is_read = ["directory.find", "org.people", "leave.people"].contains(&id.as_str())
                        && [(1, 1), (1, 2)].contains(&found);
                    let told = found == (1, 0) || found == (0, 1) || is_read;
                    assert!(told, "seed {seed}: {name} is shown, in {found:?} leaves and counts: {story:?}");
                    shown += 1;
                }
            }
            before = after;
            house.advance(Duration::from_secs(61));
        }
    }
    assert!(shown > 20, "somebody was looked at: {shown}");
}
