//! The end of the service: announced sixty days before, and then nothing is taken in and nothing can be read.

use kit::{House, proved};
use serde_json::json;
use std::time::Duration;

use crate::desk::{codes, keeper};

const DAY: Duration = Duration::from_secs(86_400);

/// proves: YZJ-057
#[tokio::test]
async fn the_service_ends_sixty_days_after_it_was_announced_and_takes_nothing_in_afterwards() {
    let house = House::start().await;
    let now = || house.running.house.clock.now();
    let wang = keeper(&house, "王芳").await;
    let ana = house.person("Ana").await;
    let announce = |ends_at: ground::Timestamp| json!({ "ends_at": ends_at.rfc3339() });
    let soon = wang.call("shutdown.announce", &[], announce(now().plus(59 * DAY))).await;
    soon.expect_code(422, "shutdown.too_soon");
    ana.call("shutdown.announce", &[], announce(now().plus(61 * DAY)))
        .await
        .expect_code(403, "access.denied");
    let nobody = house.nobody();
    assert_eq!(nobody.call("house.notices", &[], json!(null)).await.expect_ok()["items"], json!([]));

    let last = now().plus(61 * DAY);
    wang.call("shutdown.announce", &[], announce(last)).await.expect_ok();
    wang.call("shutdown.announce", &[], announce(last)).await.expect_code(409, "shutdown.announced");
    let hanging = nobody.call("house.notices", &[], json!(null)).await.expect_ok();
    assert_eq!(hanging["items"][0]["code"], "house.shutdown", "it hangs on day zero: {hanging}");
    house.run_jobs().await;
    assert_eq!(codes(&ana).await, ["house.shutdown"]);

    house.advance(60 * DAY);
    house.run_jobs().await;
    house.person("Bo").await;
    house.advance(2 * DAY);
    let wish = json!({ "kind": "feedback", "text": "a" });
    for (operation, body) in
        [("session.challenge", json!({})), ("ticket.write", wish), ("meeting.start", json!({}))]
    {
        ana.call(operation, &[], body).await.expect_code(410, "shutdown.closed");
    }
    ana.get("/api/v1/me").await.expect_code(410, "shutdown.closed");
    nobody.get("/api/v1/policy").await.expect_ok();
    nobody.get("/api/v1/house").await.expect_ok();

    house.run_jobs().await;
    let person: ground::PersonId = ana.id.parse().unwrap();
    let inside = &house.running.house;
    let row =
        yard::account::store::person(&mut inside.db.view().await.unwrap(), person).await.unwrap().unwrap();
    let program = ground::Caller::Program("test.shutdown");
    let opened = inside.vault.open(&program, policy::Purpose::Account, &row.name).await;
    assert!(matches!(opened, Err(vault::OpenRefused::Erased)), "the key is gone");
    proved("YZJ-057", &["shutdown.announce", "house.notices", "job:shutdown.end", "job:shutdown.erase"]);
}

#[tokio::test]
async fn an_announced_end_can_be_called_off_and_a_restart_remembers_it() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    wang.call("shutdown.cancel", &[], json!(null)).await.expect_code(409, "shutdown.not_announced");
    let ends_at = house.running.house.clock.now().plus(61 * DAY).rfc3339();
    wang.call("shutdown.announce", &[], json!({ "ends_at": ends_at })).await.expect_ok();
    let token = wang.token().to_owned();
    let house = house.restart().await;
    let wang = house.bearer(&token);
    wang.call("shutdown.announce", &[], json!({ "ends_at": ends_at }))
        .await
        .expect_code(409, "shutdown.announced");
    wang.call("shutdown.cancel", &[], json!(null)).await.expect_ok();
    let hanging = house.nobody().call("house.notices", &[], json!(null)).await.expect_ok();
    assert_eq!(hanging["items"], json!([]));
    house.advance(62 * DAY);
    house.run_jobs().await;
    wang.get("/api/v1/me").await.expect_ok();
}
