//! Whoever was put out of a meeting stays out of it, by whatever door he tries, until the host lets him.

use axum::http::Method;
use kit::{Answer, Client, House};
use serde_json::{Value, json};

use crate::meet::{direct, join, started, text};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";
const CHROME: &str = "Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0.0.0";

/// A guest's browser at an address.
async fn knock(house: &House, ip: [u8; 4], browser: &str, meeting: &Value, more: Value) -> Answer {
    let mut wish = json!({ "number": meeting["number"], "name": "Li" });
    wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let body = Some(wish.to_string().into_bytes());
    let nobody = house.nobody().from_address(ip);
    nobody.send(Method::POST, "/api/v1/meetings/join", body, &[("user-agent", browser)]).await
}

async fn remove(host: &Client, meeting: &Value, seat: &Value) {
    direct(host, "meeting.remove", meeting, json!({ "identity": seat["identity"] })).await.expect_ok();
}

#[tokio::test]
async fn a_removed_guest_does_not_come_back_as_a_new_one() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let (meeting, other) =
        (started(&ana, json!({ "guests": true })).await, started(&ana, json!({ "guests": true })).await);
    let here = [192, 0, 2, 1];
    let li = knock(&house, here, FIREFOX, &meeting, json!({})).await.expect_ok();
    let colleague = knock(&house, here, CHROME, &meeting, json!({ "name": "Wu" })).await.expect_ok();
    remove(&ana, &meeting, &li).await;

    knock(&house, here, FIREFOX, &meeting, json!({ "name": "Anon" }))
        .await
        .expect_code(403, "meeting.removed");
    let key = json!({ "before": li["guest_token"] });
    knock(&house, [198, 51, 100, 9], CHROME, &meeting, key.clone()).await.expect_code(403, "meeting.removed");
    // Signing in does not help whoever shows the key of his visit.
    let bo = house.person("Bo").await;
    join(&bo, &meeting, key.clone()).await.expect_code(403, "meeting.removed");

    // Others come and go as before: another browser of the same office, the same browser elsewhere, another meeting.
    let wu = house.bearer(text(&colleague, "guest_token"));
    assert_eq!(join(&wu, &meeting, json!({})).await.expect_ok()["identity"], colleague["identity"]);
    knock(&house, here, CHROME, &meeting, json!({ "name": "Xu" })).await.expect_ok();
    knock(&house, [192, 0, 2, 2], FIREFOX, &meeting, json!({ "name": "Yu" })).await.expect_ok();
    knock(&house, here, FIREFOX, &other, key).await.expect_ok();

    let house = house.restart().await;
    knock(&house, here, FIREFOX, &meeting, json!({})).await.expect_code(403, "meeting.removed");
}

#[tokio::test]
async fn a_removed_person_does_not_come_back_as_a_guest() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let meeting = started(&ana, json!({ "guests": true })).await;
    let body = Some(json!({ "number": meeting["number"] }).to_string().into_bytes());
    let agent = [("user-agent", FIREFOX)];
    let his = bo.send(Method::POST, "/api/v1/meetings/join", body, &agent).await.expect_ok();
    remove(&ana, &meeting, &his).await;
    join(&bo, &meeting, json!({})).await.expect_code(403, "meeting.removed");
    knock(&house, [127, 0, 0, 1], FIREFOX, &meeting, json!({ "name": "Bob" }))
        .await
        .expect_code(403, "meeting.removed");
}

#[tokio::test]
async fn the_host_lets_somebody_back_in() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let meeting = started(&ana, json!({ "guests": true })).await;
    let here = [192, 0, 2, 1];
    let guest = knock(&house, here, FIREFOX, &meeting, json!({})).await.expect_ok();
    let his = join(&bo, &meeting, json!({})).await.expect_ok();
    let wu = knock(&house, [192, 0, 2, 3], CHROME, &meeting, json!({ "name": "Wu" })).await.expect_ok();
    for seat in [&guest, &his] {
        remove(&ana, &meeting, seat).await;
    }
    let wu = house.bearer(text(&wu, "guest_token"));
    let states = async |who: &Client| -> Vec<Value> {
        let list = direct(who, "meeting.participants", &meeting, json!(null)).await.expect_ok();
        list["items"].as_array().unwrap().iter().map(|one| one["state"].clone()).collect()
    };
    assert_eq!(states(&ana).await, ["left", "removed", "removed", "left"]);
    assert_eq!(states(&wu).await, ["left", "left", "left", "left"], "who was put out is the host's to know");

    let back = |who: &Client, seat: &Value| {
        let (who, body, meeting) = (who.clone(), json!({ "identity": seat["identity"] }), meeting.clone());
        async move { direct(&who, "meeting.readmit", &meeting, body).await }
    };
    back(&wu, &his).await.expect_code(403, "meeting.not_host");
    back(&bo, &his).await.expect_code(404, "meeting.unknown");
    back(&house.person("Eve").await, &his).await.expect_code(404, "meeting.unknown");
    back(&ana, &json!({ "identity": "0".repeat(32) })).await.expect_code(404, "meeting.participant_unknown");
    direct(&ana, "meeting.readmit", &meeting, json!({ "identity": 7 }))
        .await
        .expect_code(422, "body.invalid");
    direct(&ana, "meeting.readmit", &meeting, json!({ "identity": "x".repeat(300_000) }))
        .await
        .expect_code(413, "body.too_large");

    back(&ana, &his).await.expect_ok();
    assert_eq!(
        join(&bo, &meeting, json!({})).await.expect_ok()["identity"],
        his["identity"],
        "he is who he was"
    );
    knock(&house, here, FIREFOX, &meeting, json!({})).await.expect_code(403, "meeting.removed");
    back(&ana, &guest).await.expect_ok();
    let again = knock(&house, here, FIREFOX, &meeting, json!({})).await.expect_ok();
    assert_ne!(again["identity"], guest["identity"], "a guest's key ended when he was put out");
    back(&ana, &guest).await.expect_code(404, "meeting.participant_unknown");
}

#[tokio::test]
async fn what_somebody_was_known_by_goes_with_the_meeting() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let meeting = started(&ana, json!({ "guests": true })).await;
    knock(&house, [192, 0, 2, 1], FIREFOX, &meeting, json!({})).await.expect_ok();
    let marked = async || -> i64 {
        let mut view = house.running.house.db.view().await.unwrap();
        let sql = "SELECT COUNT(*) AS many FROM meet_participant WHERE door_mark IS NOT NULL OR key_mark IS NOT NULL";
        view.one(sql, vec![]).await.unwrap().get("many").unwrap()
    };
    assert_eq!(marked().await, 1);
    direct(&ana, "meeting.end", &meeting, json!({})).await.expect_ok();
    assert_eq!(marked().await, 0);
}
