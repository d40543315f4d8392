//! Who left an organisation: his membership is gone, its records speak of a pseudonym, and in time lead to him no longer.

use ground::{PersonId, values};
use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::meet::{direct, join, started, text};
use crate::org::{joined, org};
use crate::seat::{Door, wait_for};

const DAY: Duration = Duration::from_secs(86_400);

/// A meeting in the organisation's name in which these were, and which ended.
async fn held(house: &House, door: &Door, host: &Client, org: &str, guests: &[(&Client, &str)]) -> Value {
    let meeting = started(host, json!({ "guests": false, "org": org, "title": "周会" })).await;
    for (guest, name) in guests {
        let entered = join(guest, &meeting, json!({})).await.expect_ok();
        let seat = door.seat(text(&entered["media"], "token")).await.unwrap();
        wait_for(async || {
            let record = direct(host, "meeting.record", &meeting, json!(null)).await.expect_ok();
            let there = |item: &Value| item["name"] == *name;
            record["items"].as_array().unwrap().iter().any(there).then_some(())
        })
        .await;
        house.advance(Duration::from_secs(300));
        seat.leave().await;
        wait_for(async || {
            let record = direct(host, "meeting.record", &meeting, json!(null)).await.expect_ok();
            let gone = |item: &Value| item["name"] == *name && item["left_at"].is_string();
            record["items"].as_array().unwrap().iter().any(gone).then_some(())
        })
        .await;
    }
    direct(host, "meeting.end", &meeting, json!({})).await.expect_ok();
    meeting
}

async fn remove(administrator: &Client, org: &str, who: &Client) {
    let at = [("org", org), ("person", who.id.as_str())];
    administrator.call("org.member.remove", &at, json!({})).await.expect_ok();
}

async fn record(host: &Client, meeting: &Value) -> Value {
    direct(host, "meeting.record", meeting, json!(null)).await.expect_ok()["items"].clone()
}

async fn former(who: &Client) -> Value {
    who.call("me.former", &[], json!(null)).await.expect_ok()["items"].clone()
}

/// In how many rows of this table somebody's id stands.
async fn rows(house: &House, table: &str, who: &Client) -> i64 {
    let id: PersonId = who.id.parse().unwrap();
    let sql = ground::db::Assembled(format!("SELECT COUNT(*) AS many FROM {table} WHERE person = $1"));
    let mut view = house.running.house.db.view().await.unwrap();
    view.one(sql, values![id]).await.unwrap().get("many").unwrap()
}

/// proves: YZJ-088
#[tokio::test]
async fn after_leaving_the_member_record_is_gone_and_the_work_records_keep_a_pseudonym() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo Canary", "member").await;
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    let meeting = held(&house, &door, &ana, &acme, &[(&bo, "Bo Canary"), (&cy, "Cy")]).await;
    let before = record(&ana, &meeting).await;
    assert_eq!((&before[0]["name"], &before[0]["pseudonym"]), (&json!("Bo Canary"), &json!(null)));

    remove(&ana, &acme, &bo).await;
    assert_eq!(rows(&house, "yard_member", &bo).await, 0, "the membership is gone at once");
    for seen in [
        record(&ana, &meeting).await,
        direct(&ana, "meeting.participants", &meeting, json!(null)).await.expect_ok(),
        direct(&cy, "meeting.participants", &meeting, json!(null)).await.expect_ok(),
        ana.call("org.members", &[("org", &acme)], json!(null)).await.expect_ok(),
    ] {
        assert!(!seen.to_string().contains("Bo Canary"), "{seen}");
    }
    let kept = record(&ana, &meeting).await;
    let pseudonym = kept[0]["pseudonym"].as_str().unwrap().to_owned();
    assert_eq!((pseudonym.len(), &kept[0]["name"]), (6, &json!("")));
    assert_eq!(kept[0]["stays"], before[0]["stays"], "the work record stays");
    assert_eq!(kept[1]["name"], "Cy");
    direct(&bo, "meeting.get", &meeting, json!(null)).await.expect_code(404, "meeting.unknown");
    assert_eq!(rows(&house, "meet_participant", &bo).await, 1, "until the deadline it still leads to him");

    house.advance(14 * DAY);
    house.run_jobs().await;
    assert_eq!(rows(&house, "meet_participant", &bo).await, 1);
    house.advance(2 * DAY);
    house.run_jobs().await;
    assert_eq!(rows(&house, "meet_participant", &bo).await, 0, "nothing leads to him any longer");
    assert_eq!(rows(&house, "yard_leaver", &bo).await, 0);
    assert_eq!(record(&ana, &meeting).await, kept, "under the same pseudonym, with the same times");
    assert_eq!(former(&bo).await, json!([]));
    let data = bo.call("me.held", &[], json!(null)).await.expect_ok();
    assert!(!data.to_string().contains("meeting-participation"), "{data}");
    proved("YZJ-088", &["org.member.remove", "meeting.record", "job:meet.part"]);
}

#[tokio::test]
async fn who_left_sees_what_is_kept_of_him_and_has_it_erased_at_once() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let (ana, eve) = (house.person("Ana").await, house.person("Eve").await);
    let (acme, other) = (org(&ana).await, org(&eve).await);
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    let meeting = held(&house, &door, &ana, &acme, &[(&bo, "Bo"), (&cy, "Cy")]).await;
    assert_eq!(former(&bo).await, json!([]), "he is a member");
    let at = [("org", acme.as_str())];
    bo.call("me.former.erase", &at, json!({})).await.expect_code(404, "former.unknown");

    remove(&ana, &acme, &bo).await;
    let mine = former(&bo).await;
    assert_eq!((&mine[0]["org"], &mine[0]["meetings"][0]["hosted"]), (&json!(acme), &json!(false)));
    assert_eq!(mine[0]["pseudonym"], record(&ana, &meeting).await[0]["pseudonym"]);
    for stranger in [&eve, &cy, &ana] {
        assert_eq!(former(stranger).await, json!([]));
        stranger.call("me.former.erase", &at, json!({})).await.expect_code(404, "former.unknown");
    }
    bo.call("me.former.erase", &[("org", &other)], json!({})).await.expect_code(404, "former.unknown");
    bo.call("me.former.erase", &[("org", "org_x")], json!({})).await.expect_code(404, "path.unknown");

    bo.call("me.former.erase", &at, json!({})).await.expect_ok();
    let left = record(&ana, &meeting).await;
    assert_eq!((left.as_array().unwrap().len(), &left[0]["name"]), (1, &json!("Cy")));
    assert_eq!((former(&bo).await, rows(&house, "yard_leaver", &bo).await), (json!([]), 0));
    bo.call("me.former.erase", &at, json!({})).await.expect_code(404, "former.unknown");
}

#[tokio::test]
async fn who_comes_back_in_time_is_a_member_by_his_name_again() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let meeting = held(&house, &door, &ana, &acme, &[(&bo, "Bo")]).await;
    remove(&ana, &acme, &bo).await;
    assert_eq!(record(&ana, &meeting).await[0]["name"], "");
    let invitation = crate::org::invite(&ana, &acme, &bo.phone, "member").await;
    bo.call("org.invitation.accept", &[("invitation", &invitation)], json!({})).await.expect_ok();
    let back = record(&ana, &meeting).await;
    assert_eq!((&back[0]["name"], &back[0]["pseudonym"]), (&json!("Bo"), &json!(null)));
    house.advance(20 * DAY);
    house.run_jobs().await;
    assert_eq!(record(&ana, &meeting).await[0]["name"], "Bo");
}

#[tokio::test]
async fn a_host_who_left_directs_and_opens_nothing_of_the_organisation_any_longer() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let meeting = held(&house, &door, &bo, &acme, &[(&ana, "Ana")]).await;
    assert_eq!(record(&bo, &meeting).await[0]["name"], "Ana");
    remove(&ana, &acme, &bo).await;
    direct(&bo, "meeting.record", &meeting, json!(null)).await.expect_code(404, "meeting.unknown");
    direct(&bo, "meeting.participants", &meeting, json!(null)).await.expect_code(404, "meeting.unknown");
    assert!(!bo.call("meeting.list", &[], json!(null)).await.text().contains("周会"));
    assert_eq!(former(&bo).await[0]["meetings"][0]["hosted"], true);
    house.advance(16 * DAY);
    house.run_jobs().await;
    let id: PersonId = bo.id.parse().unwrap();
    let mut view = house.running.house.db.view().await.unwrap();
    let sql = "SELECT COUNT(*) AS many FROM meet_meeting WHERE host = $1";
    let hosted: i64 = view.one(sql, values![id]).await.unwrap().get("many").unwrap();
    assert_eq!(hosted, 0);
    direct(&ana, "meeting.participants", &meeting, json!(null)).await.expect_ok();
}

async fn kept(house: &House, operation: &str, key: &str) -> kit::Answer {
    house.nobody().call(operation, &[], json!({ "key": key })).await
}

#[tokio::test]
async fn a_guest_sees_and_erases_afterwards_what_the_meeting_keeps_of_him() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let ana = house.person("Ana").await;
    let meeting = started(&ana, json!({ "guests": true })).await;
    let (li, wang) = (
        join(&house.nobody(), &meeting, json!({ "name": "Li Canary" })).await.expect_ok(),
        join(&house.nobody(), &meeting, json!({ "name": "Wang" })).await.expect_ok(),
    );
    let (key, other) = (text(&li, "guest_token"), text(&wang, "guest_token"));
    for guest in [&li, &wang] {
        door.seat(text(&guest["media"], "token")).await.unwrap().leave().await;
    }
    wait_for(async || {
        let items = record(&ana, &meeting).await;
        let gone = items.as_array().unwrap().iter().filter(|item| item["left_at"].is_string()).count();
        (gone == 2).then_some(())
    })
    .await;
    let seen = kept(&house, "meeting.guest.held", key).await.expect_ok();
    assert_eq!((&seen["name"], &seen["ended_at"]), (&json!("Li Canary"), &json!(null)));
    kept(&house, "meeting.guest.erase", key).await.expect_code(409, "guest.still_on");
    direct(&ana, "meeting.end", &meeting, json!({})).await.expect_ok();

    house.bearer(key).call("meeting.list", &[], json!(null)).await.expect_code(401, "session.needed");
    let seen = kept(&house, "meeting.guest.held", key).await.expect_ok();
    assert_eq!(seen["stays"].as_array().unwrap().len(), 1, "the key opens no session, and shows what is his");
    for wrong in ["", "x", &key[1..], ana.token()] {
        kept(&house, "meeting.guest.held", wrong).await.expect_code(404, "guest.unknown");
        kept(&house, "meeting.guest.erase", wrong).await.expect_code(404, "guest.unknown");
    }
    kept(&house, "meeting.guest.held", &"x".repeat(300_000)).await.expect_code(413, "body.too_large");
    kept(&house, "meeting.guest.erase", key).await.expect_ok();
    kept(&house, "meeting.guest.erase", key).await.expect_code(404, "guest.unknown");
    let left = record(&ana, &meeting).await;
    assert_eq!((left.as_array().unwrap().len(), &left[0]["name"]), (1, &json!("Wang")));
    assert_eq!(kept(&house, "meeting.guest.held", other).await.expect_ok()["name"], "Wang");
}
