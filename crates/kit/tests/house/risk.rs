//! What looks like an attack is noticed, stopped for a time, and shown to those who run the house.

use kit::{Answer, Authenticator, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::desk::keeper;
use crate::org::org;
use crate::passkey::add;

const ATTACKER: [u8; 4] = [203, 0, 113, 9];
const HOUR: Duration = Duration::from_secs(3_600);

async fn guess(who: &Client, phone: &str) -> Answer {
    who.post("/api/v1/session/open", json!({ "phone": phone, "code": "000000", "name": "x" })).await
}

/// Signs in by code from an address.
async fn sign_in(house: &House, phone: &str, from: [u8; 4]) -> Answer {
    house.advance(Duration::from_secs(61));
    house.send_code(phone).await.expect_ok();
    let code = house.code_for(phone).await;
    let wish = json!({ "phone": phone, "code": code, "name": "Ana", "device": "kit", "bearer": true });
    house.nobody().from_address(from).post("/api/v1/session/open", wish).await
}

async fn risks(keeper: &Client) -> Vec<Value> {
    keeper.call("risk.list", &[], json!(null)).await.expect_ok()["items"].as_array().unwrap().clone()
}

async fn lift(who: &Client, risk: &Value) -> Answer {
    who.call("risk.lift", &[("risk", risk["id"].as_str().unwrap())], json!(null)).await
}

/// Tries one account after the other until it is stopped; answers the refusal and how many were tried.
async fn stuff(house: &House, attacker: &Client) -> (Answer, u32) {
    for tried in 0..40 {
        let answer = guess(attacker, &house.fresh_number()).await;
        if answer.status.as_u16() == 429 {
            return (answer, tried);
        }
        answer.expect_code(422, "session.code_expired");
    }
    panic!("forty accounts were tried from one address");
}

/// proves: YZJ-058, AJ-068
#[tokio::test]
async fn whoever_tries_many_accounts_or_writes_to_many_is_noticed_stopped_and_shown() {
    let house = House::start().await;
    // Bounds count in windows of the clock: begin at the start of one.
    house.advance(
        HOUR - Duration::from_secs(house.running.house.clock.now().seconds().unsigned_abs() % 3_600),
    );
    let (wang, ana) = (keeper(&house, "王芳").await, house.fresh_number());
    // Ana sits in the same café: her sign-in is an ordinary one, before.
    let opened = sign_in(&house, &ana, ATTACKER).await.expect_ok();
    let at_home = house.bearer(opened["token"].as_str().unwrap());
    add(&at_home, &mut Authenticator::new(3), "手机").await.expect_ok();
    assert_eq!(sign_in(&house, &ana, ATTACKER).await.expect_ok()["limited"], false);
    house.advance(HOUR);

    let attacker = house.nobody().from_address(ATTACKER);
    for _ in 0..20 {
        guess(&attacker, &ana).await.expect_code(422, "session.code_expired");
    }
    assert!(risks(&wang).await.is_empty(), "one who mistypes his own number is no attack");
    let (refused, tried) = stuff(&house, &attacker).await;
    assert!((5..15).contains(&tried), "{tried}");
    let said = refused.expect_code(429, "risk.stopped");
    let after: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((3_000..=3_600).contains(&after), "{after}");
    let password = json!({ "login": "wangfang", "password": "x" });
    attacker.post("/api/v1/session/password", password).await.expect_code(429, "risk.stopped");
    guess(&house.nobody(), &ana).await.expect_code(422, "session.code_expired");
    at_home.from_address(ATTACKER).get("/api/v1/me").await.expect_ok();

    // Those who run the house see that and how often, and no address.
    let seen = risks(&wang).await;
    assert_eq!((seen.len(), &seen[0]["kind"]), (1, &json!("stuffing")), "{seen:?}");
    assert_eq!((&seen[0]["strikes"], &seen[0]["mark"]), (&json!(1), &said["args"]["mark"]));
    assert!(!json!(seen).to_string().contains("203.0"), "{seen:?}");
    at_home.call("risk.list", &[], json!(null)).await.expect_code(403, "access.denied");
    lift(&at_home, &seen[0]).await.expect_code(403, "access.denied");
    lift(&wang, &seen[0]).await.expect_ok();
    lift(&wang, &seen[0]).await.expect_code(404, "risk.unknown");
    guess(&attacker, &ana).await.expect_code(422, "session.code_expired");

    // It strikes again; an hour later signing in goes on, and wants the second proof of whoever has one.
    stuff(&house, &attacker).await;
    assert_eq!(risks(&wang).await[0]["strikes"], 2);
    house.advance(HOUR);
    let opened = sign_in(&house, &ana, ATTACKER).await.expect_ok();
    assert_eq!(opened["limited"], true, "a risky sign-in waits for a second proof");
    spam(&house, &wang).await;
    house.advance(Duration::from_secs(49 * 3_600));
    house.run_jobs().await;
    assert!(risks(&wang).await.is_empty(), "after two days nothing is remembered");
    for id in ["YZJ-058", "AJ-068"] {
        proved(id, &["session.open", "org.invite", "risk.list", "risk.lift", "job:account.sweep"]);
    }
}

/// One account that invites without end is quiet for an hour, wherever it writes; another is not.
async fn spam(house: &House, wang: &Client) {
    let (spammer, other) = (house.person("Dan").await, house.person("Bo").await);
    let (acme, umbra) = (org(&spammer).await, org(&other).await);
    let mut sent = 0;
    let last = loop {
        let wish = json!({ "phone": house.fresh_number() });
        let answer = spammer.call("org.invite", &[("org", acme.as_str())], wish).await;
        if answer.status.as_u16() == 429 {
            break answer;
        }
        answer.expect_ok();
        sent += 1;
        assert!(sent < 400, "an account invites without end");
    };
    last.expect_code(429, "risk.stopped");
    assert!(last.headers.contains_key("retry-after"));
    let wish = json!({ "kind": "feedback", "text": "买一送一" });
    spammer.call("ticket.write", &[], wish.clone()).await.expect_code(429, "risk.stopped");
    other.call("ticket.write", &[], wish).await.expect_ok();
    let invited = json!({ "phone": house.fresh_number() });
    other.call("org.invite", &[("org", umbra.as_str())], invited).await.expect_ok();
    let seen = risks(wang).await;
    assert!(seen.iter().any(|risk| risk["kind"] == "spam" && risk["strikes"] == 1), "{seen:?}");
}
