//! The desk: how the house stands, in counts and dates; and whoever inspects it for a time.

use kit::{Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::desk::keeper;
use crate::ticket::write_from_outside;

const DAY: Duration = Duration::from_secs(86_400);

async fn look(who: &Client) -> kit::Answer {
    who.call("desk.look", &[], json!(null)).await
}

async fn appoint(keeper: &Client, phone: &str, days: u32) -> kit::Answer {
    keeper.call("desk.appoint", &[], json!({ "phone": phone, "days": days })).await
}

/// A request of Ana's, with words that only she and whoever answers may read.
async fn asked(house: &House, ana: &Client) -> String {
    house.advance(Duration::from_secs(61));
    ana.call("me.identity.code", &[], json!({})).await.expect_ok();
    let proof = json!({ "code": house.code_for(&ana.phone).await });
    let wish = json!({ "kind": "correct", "words": "Zinnia", "proof": proof });
    ana.call("rights.ask", &[], wish).await.expect_ok()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_inspector_sees_counts_and_dates_for_some_days_and_changes_nothing() {
    let house = House::start().await;
    let (wang, ana, lee) =
        (keeper(&house, "王芳").await, house.person("Ana").await, house.person("Lee").await);
    let request = asked(&house, &ana).await;
    write_from_outside(&house, "privacy", "Zinnia").await;
    look(&lee).await.expect_code(403, "access.denied");
    appoint(&lee, &ana.phone, 3).await.expect_code(403, "access.denied");
    appoint(&wang, &lee.phone, 93).await.expect_code(422, "desk.days_wrong");
    appoint(&wang, "no number", 3).await.expect_code(422, "desk.phone_wrong");
    appoint(&wang, &wang.phone, 3).await.expect_code(409, "desk.keeper");
    let answered = appoint(&wang, &lee.phone, 3).await.expect_ok();
    assert_eq!(answered["number"], 1);
    appoint(&wang, &lee.phone, 3).await.expect_code(409, "desk.already");
    assert_eq!(lee.call("me.get", &[], json!(null)).await.expect_ok()["inspector"], true);
    let seen = look(&lee).await;
    for secret in ["Zinnia", "Ana", ana.id.as_str(), ana.phone.as_str(), request.as_str()] {
        assert!(!seen.text().contains(secret), "{secret} is nobody's to inspect");
    }
    let seen = seen.expect_ok();
    assert_eq!(
        (&seen["requests"][0]["kind"], &seen["tickets"][0]["kind"]),
        (&json!("correct"), &json!("privacy"))
    );
    assert!(seen["requests"][0]["due_at"].is_string());
    assert_eq!(seen["log"]["findings"], json!([]), "the log is whole");
    // Everything else of the desk stays shut, and so does every change.
    for shut in
        ["rights.desk", "ticket.queue", "incident.list", "retention.list", "policy.drafts", "desk.evidence"]
    {
        lee.call(shut, &[], json!(null)).await.expect_code(403, "access.denied");
    }
    let at = [("request", request.as_str())];
    lee.call("rights.answer", &at, json!({ "granted": true })).await.expect_code(403, "access.denied");
    // Each look is written down; the keeper's own are not.
    look(&lee).await.expect_ok();
    let kept = look(&wang).await.expect_ok()["inspectors"][0].clone();
    assert_eq!((&kept["inspector"], &kept["looks"]), (&json!(1), &json!(2)));
    assert!(kept["looked_at"].is_string());
    house.advance(3 * DAY);
    look(&lee).await.expect_code(403, "access.denied");
    assert_eq!(lee.call("me.get", &[], json!(null)).await.expect_ok()["inspector"], false);
    // Appointed again, and ended before the time.
    assert_eq!(appoint(&wang, &lee.phone, 30).await.expect_ok()["number"], 2);
    look(&lee).await.expect_ok();
    lee.call("desk.end", &[("inspector", "2")], json!(null)).await.expect_code(403, "access.denied");
    wang.call("desk.end", &[("inspector", "2")], json!(null)).await.expect_ok();
    wang.call("desk.end", &[("inspector", "2")], json!(null)).await.expect_code(404, "desk.unknown");
    look(&lee).await.expect_code(403, "access.denied");
    // A number without an account gets the same answer, and an appointment that nobody has.
    let nobodys = appoint(&wang, &house.fresh_number(), 3).await.expect_ok();
    assert_eq!(nobodys["number"], 3);
    assert!(nobodys["until"].is_string() && answered["until"].is_string());
    wang.call("desk.end", &[("inspector", "3")], json!(null)).await.expect_ok();
    // Long after they are forgotten, with their looks.
    house.advance(4 * 366 * DAY);
    house.run_jobs().await;
    let mut view = house.running.house.db.view().await.unwrap();
    let left = view.one("SELECT COUNT(*) AS looks FROM yard_inspection", vec![]).await.unwrap();
    assert_eq!(left.get::<i64>("looks").unwrap(), 0);
}

#[tokio::test]
async fn the_evidence_holds_texts_clocks_and_the_log_and_names_nobody() {
    let house = House::start().await;
    let (wang, ana) = (keeper(&house, "王芳").await, house.person("Ana").await);
    let request = asked(&house, &ana).await;
    let answer = json!({ "granted": false, "ground": "harm_to_others", "words": "Zinnia" });
    wang.call("rights.answer", &[("request", &request)], answer).await.expect_ok();
    let made = wang.call("desk.evidence", &[], json!(null)).await;
    for secret in ["Zinnia", "Ana", "王芳", ana.id.as_str(), ana.phone.as_str()] {
        assert!(!made.text().contains(secret), "{secret} is no evidence");
    }
    let made = made.expect_ok();
    let overview = &made["overview"];
    let known = &overview["requests"][0];
    assert_eq!((&known["outcome"], &known["ground"]), (&json!("refused"), &json!("harm_to_others")));
    assert_eq!((&made["format"], &overview["log"]["findings"]), (&json!("courtyard-evidence-1"), &json!([])));
    let checkpoint: Value = serde_json::from_str(overview["log"]["checkpoint"].as_str().unwrap()).unwrap();
    assert_eq!(checkpoint["tree_size"], overview["log"]["leaves"]);
    let version = &overview["policy_version"];
    assert!(made["texts"][0]["zh-CN"]["sections"].as_array().is_some_and(|all| !all.is_empty()), "{version}");
    assert!(made["lists"]["en"]["collection"]["scenes"].as_array().is_some_and(|all| !all.is_empty()));
    assert!(overview["retention"].as_array().is_some_and(|all| all.len() > 10));
    let sent = overview["egress"].as_array().unwrap();
    assert!(
        sent.iter().any(|one| one["outcome"] == "outbox" && one["count"].as_i64() >= Some(3)),
        "{sent:?}"
    );
}
