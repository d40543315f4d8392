//! Before a new use of sensitive data, its impact is assessed; a high risk is a major change.

use kit::{Client, House, proved};
use serde_json::{Value, json};

use crate::desk::codes;
use crate::meet::text;
use crate::policy_version::without;

/// A house whose next version brings the camera, a keeper in it, and somebody else.
async fn before_the_camera() -> (House, Client, Client, String) {
    let (_kept, before) = without("meeting-camera");
    let house = House::with_policy(before).await;
    let (keeper, ana) = (crate::desk::keeper(&house, "王芳").await, house.person("Ana").await);
    let house = house.restart().await;
    let (keeper, ana) = (house.bearer_as(&keeper), house.bearer_as(&ana));
    let id = text(&newest(&keeper).await, "id").to_owned();
    (house, keeper, ana, id)
}

async fn newest(keeper: &Client) -> Value {
    keeper.call("policy.drafts", &[], json!(null)).await.expect_ok()["items"][0].clone()
}

fn finding(version: &str, risk: &str) -> Value {
    json!({
        "policy": version, "purpose": "meeting-camera", "risk": risk,
        "finding": "画面可能显示住所和他人", "measures": "默认关闭，逐次询问，不保存",
    })
}

/// proves: YZJ-120
#[tokio::test]
async fn a_new_use_of_sensitive_data_waits_for_its_assessment_and_a_high_risk_is_a_major_change() {
    let (_house, keeper, _, id) = before_the_camera().await;
    let publish = async || keeper.call("policy.publish", &[("policy", &id)], json!({})).await;
    let refused = publish().await.expect_code(409, "policy.unassessed");
    assert_eq!(refused["args"]["purposes"], json!(["meeting-camera"]));
    assert!(!newest(&keeper).await["kinds"].as_array().unwrap().contains(&json!("risk")));
    keeper.call("assessment.make", &[], finding(&id, "high")).await.expect_ok();
    assert!(codes(&keeper).await.contains(&"assessment.high".to_owned()), "the keepers have a task");
    let kinds = newest(&keeper).await["kinds"].clone();
    assert!(kinds.as_array().unwrap().contains(&json!("risk")), "a major change of its own: {kinds}");
    let list = keeper.call("assessment.list", &[], json!(null)).await.expect_ok();
    assert_eq!((text(&list["items"][0], "policy"), text(&list["items"][0], "risk")), (id.as_str(), "high"));
    publish().await.expect_ok();
    proved("YZJ-120", &["policy.publish", "policy.drafts", "assessment.make", "assessment.list"]);
}

#[tokio::test]
async fn assessments_are_the_keepers_and_speak_of_what_a_waiting_version_brings() {
    let (_house, keeper, ana, id) = before_the_camera().await;
    ana.call("assessment.make", &[], finding(&id, "low")).await.expect_code(403, "access.denied");
    ana.call("assessment.list", &[], json!(null)).await.expect_code(403, "access.denied");
    let with = |name: &str, value: Value| {
        let mut wish = finding(&id, "low");
        wish[name] = value;
        wish
    };
    for (wish, status, code) in [
        (with("purpose", json!("account")), 422, "assessment.purpose_wrong"),
        (with("finding", json!(" ")), 422, "assessment.text_wrong"),
        (with("measures", json!("长".repeat(4_001))), 422, "assessment.text_wrong"),
        (with("risk", json!("none")), 422, "body.invalid"),
        (with("policy", json!("policy_00000000-0000-7000-8000-000000000000")), 404, "assessment.unknown"),
    ] {
        keeper.call("assessment.make", &[], wish).await.expect_code(status, code);
    }
    keeper.call("assessment.make", &[], finding(&id, "low")).await.expect_ok();
    assert!(!codes(&keeper).await.contains(&"assessment.high".to_owned()));
    keeper.call("policy.publish", &[("policy", &id)], json!({})).await.expect_ok();
}
