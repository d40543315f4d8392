//! Masked by default: no answer of the whole interface holds a whole number or address of somebody else; and every
//! look at somebody else is a leaf.

use ground::{Caller, DeviceId, Person, PersonId};
use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::collections::HashSet;

use crate::meet::{join, started, text};
use crate::org::{invite, joined, org};
use crate::retention::keeper;

/// Where one's own whole number is asked for by oneself.
const OWN: &[&str] = &["me.archive"];

/// Everything that can be read without sending anything, filled in with what there is.
async fn reads(who: &Client, ids: &[(&str, String)]) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    for (id, method, path) in who.operations() {
        if method != "GET" || OWN.contains(&id) || id == "stream.open" || path.ends_with("/stream") {
            continue;
        }
        let path = ids
            .iter()
            .fold(path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value));
        if path.contains('{') {
            continue;
        }
        let answer = who.get(&path).await;
        if answer.status.is_success() {
            seen.push((id.to_owned(), answer.text()));
        }
    }
    seen
}

/// proves: AJ-088
#[tokio::test]
async fn no_view_shows_a_whole_number_or_address() {
    let house = House::start().await;
    let (keeper, ana) = (keeper(&house).await, house.person("Ana").await);
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let invited = house.fresh_number();
    let invitation = invite(&ana, &acme, &invited, "member").await;
    let meeting = started(&ana, json!({ "guests": true })).await;
    join(&bo, &meeting, json!({})).await.expect_ok();
    let of = |person: &Client| {
        vec![
            ("org", acme.clone()),
            ("person", person.id.clone()),
            ("id", text(&meeting, "id").to_owned()),
            ("number", text(&meeting, "number").to_owned()),
            ("invitation", invitation.clone()),
        ]
    };
    let secrets = [keeper.phone.clone(), ana.phone.clone(), bo.phone.clone(), invited.clone()];
    let mut views = HashSet::new();
    for who in [&keeper, &ana, &bo] {
        for person in [&ana, &bo] {
            for (id, said) in reads(who, &of(person)).await {
                let whole = secrets.iter().find(|secret| said.contains(secret.as_str()));
                assert!(whole.is_none(), "{id} shows a whole number: {said}");
                views.insert(id);
            }
        }
    }
    assert!(views.len() > 25, "the walk sees the interface: {views:?}");
    let masked = format!("{}****{}", &invited[..3], &invited[7..]);
    let sent = ana.call("org.invitations.sent", &[("org", &acme)], json!(null)).await.text();
    assert!(sent.contains(&masked), "{sent}");
    assert!(bo.get("/api/v1/me").await.text().contains("****"), "one's own, too");
    proved("AJ-088", &["org.invitations.sent", "me.get"]);
}

/// Leaves in which somebody's name stands, as he himself reads them.
pub async fn leaves(who: &Client) -> Vec<Value> {
    who.get("/api/v1/me/openings").await.expect_ok()["items"].as_array().unwrap().clone()
}

/// How often somebody's data went to others without a leaf: names in a meeting, which everybody there hears.
pub async fn delivered(house: &House, who: &Client) -> u64 {
    let person: PersonId = who.id.parse().unwrap();
    let device = DeviceId::from_bytes([0; 16]);
    let own = Caller::from(Person { person, device, keeper: false, limited: false });
    let tallies = house.running.house.vault.tallies_of(person, &own).await.unwrap();
    tallies.iter().filter(|tally| tally.kind == "delivery").map(|tally| tally.opened).sum()
}

#[tokio::test]
async fn whoever_is_revealed_to_another_stands_in_exactly_one_leaf_of_that_look() {
    let house = House::start().await;
    let (keeper, ana) = (keeper(&house).await, house.person("Ana Canary").await);
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let meeting = started(&ana, json!({ "guests": true })).await;
    join(&bo, &meeting, json!({})).await.expect_ok();
    let ids = [
        ("org", acme.clone()),
        ("person", ana.id.clone()),
        ("id", text(&meeting, "id").to_owned()),
        ("number", text(&meeting, "number").to_owned()),
    ];
    let mut revealed = 0;
    for who in [&bo, &keeper, &ana] {
        for (id, method, path) in who.operations() {
            let path = ids
                .iter()
                .fold(path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value));
            if method != "GET" || path.contains('{') || path.ends_with("/stream") || id == "me.openings" {
                continue;
            }
            let (before, counted) = (leaves(&ana).await, delivered(&house, &ana).await);
            let said = who.get(&path).await;
            let fresh: Vec<Value> =
                leaves(&ana).await.into_iter().filter(|one| !before.contains(one)).collect();
            let places: HashSet<u64> = fresh.iter().map(|one| one["leaf"].as_u64().unwrap()).collect();
            if who.id == ana.id {
                // A part of the house that looks for her is written as such.
                let own = fresh.iter().all(|one| one["who"]["kind"] == "program");
                assert!(own, "{id}: one's own is counted, not written: {fresh:?}");
            } else if said.text().contains("Ana Canary") {
                let counted = delivered(&house, &ana).await - counted;
                // What a directory searches, names and positions, is read once for all of its members, which is counted; who is
                // found is written.
                let read = if id == "directory.find" { 2 } else { 0 };
                let is_written = places.len() == 1 && counted <= read;
                let is_counted = places.is_empty() && counted == 1;
                assert!(
                    is_written || is_counted,
                    "{id} shows Ana: {counted} counted, and her page says {fresh:?}"
                );
                revealed += 1;
            }
        }
    }
    assert!(revealed >= 3, "somebody was looked at: {revealed}");
}
