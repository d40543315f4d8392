//! Many at once: each row names a legal ground, its person reads it, and nobody is a member by being on a list.

use kit::{Client, House};
use serde_json::{Value, json};

use crate::org::{invite, joined, org, roles};

async fn import(by: &Client, org: &str, rows: Value) -> kit::Answer {
    by.call(
        "org.import",
        &[("org", org)],
        json!({ "rows": rows, "attestation": crate::uploads::attestation() }),
    )
    .await
}

async fn waiting(who: &Client) -> Value {
    who.call("org.invitations", &[], json!(null)).await.expect_ok()["items"].clone()
}

#[tokio::test]
async fn each_row_of_a_list_names_its_ground_and_the_person_reads_it_before_and_after() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let (bo, cy, di) = (house.person("Bo").await, house.person("Cy").await, house.fresh_number());
    let here = joined(&house, &ana, &acme, "Here", "member").await;
    let rows = json!([
        { "phone": bo.phone, "basis": "contract" },
        { "phone": cy.phone, "basis": "duty", "role": "administrator" },
        { "phone": di, "basis": "consent" },
        { "phone": here.phone, "basis": "contract" },
        { "phone": "12", "basis": "contract" },
        { "phone": bo.phone, "basis": "consent" },
    ]);
    let done = import(&ana, &acme, rows).await.expect_ok()["items"].clone();
    let problems: Vec<&Value> = done.as_array().unwrap().iter().map(|one| &one["problem"]).collect();
    assert_eq!(
        problems,
        [
            &json!(null),
            &json!(null),
            &json!(null),
            &json!("org.member_already"),
            &json!("account.phone_wrong"),
            &json!("org.invited_already")
        ]
    );
    assert_eq!(roles(&ana, &acme).await.len(), 2, "nobody is a member by being on a list");
    let first = waiting(&bo).await[0].clone();
    assert_eq!((&first["basis"], &first["org"]["id"]), (&json!("contract"), &json!(acme)));
    assert_eq!(waiting(&cy).await[0]["basis"], "duty");

    let at = |one: &Value| one["id"].as_str().unwrap().to_owned();
    bo.call("org.invitation.accept", &[("invitation", &at(&first))], json!({})).await.expect_ok();
    let me = bo.call("me.get", &[], json!(null)).await.expect_ok();
    assert_eq!(me["orgs"][0]["basis"], "contract", "{me}");
    let objected = waiting(&cy).await[0].clone();
    cy.call("org.invitation.decline", &[("invitation", &at(&objected))], json!({})).await.expect_ok();
    assert_eq!(roles(&ana, &acme).await.len(), 3);
    let leave = [("org", acme.as_str()), ("person", bo.id.as_str())];
    if !house.running.house.policy.leaving_closes() {
        bo.call("org.member.remove", &leave, json!({})).await.expect_ok();
        assert_eq!(roles(&ana, &acme).await.len(), 2, "who does not want it leaves");
    }
    assert_eq!(ana.call("me.get", &[], json!(null)).await.expect_ok()["orgs"][0]["basis"], json!(null));
}

#[tokio::test]
async fn a_list_of_five_hundred_is_one_act_of_its_administrator_and_no_attack() {
    let house = House::start().await;
    let (wang, ana) = (crate::desk::keeper(&house, "王芳").await, house.person("Ana").await);
    let acme = org(&ana).await;
    let here = joined(&house, &ana, &acme, "Here", "member").await;
    let mut rows: Vec<Value> =
        (0..250).map(|_| json!({ "phone": house.fresh_number(), "basis": "contract" })).collect();
    // Half of it is refused: who is here already, and what is no number.
    rows.extend((0..125).map(|_| json!({ "phone": here.phone, "basis": "contract" })));
    rows.extend((0..125).map(|number| json!({ "phone": number.to_string(), "basis": "duty" })));
    for again in [false, true] {
        let done = import(&ana, &acme, json!(rows)).await.expect_ok()["items"].clone();
        let done = done.as_array().unwrap();
        let count = |problem: Value| done.iter().filter(|one| one["problem"] == problem).count();
        assert_eq!(done.len(), 500);
        let new = if again { json!("org.invited_already") } else { Value::Null };
        assert_eq!(
            (count(new), count(json!("org.member_already")), count(json!("account.phone_wrong"))),
            (250, 125, 125)
        );
    }
    let risks = wang.call("risk.list", &[], json!(null)).await.expect_ok();
    assert_eq!(risks["items"], json!([]), "nobody was attacked");
    // It stopped nothing of what she does one by one.
    invite(&ana, &acme, &house.fresh_number(), "member").await;
    ana.call("ticket.write", &[], json!({ "kind": "question", "text": "名单" })).await.expect_ok();
    // Lists without end are another thing.
    let empty = json!([{ "phone": "1", "basis": "duty" }]);
    let mut lists = 0;
    let stopped = loop {
        let answer = import(&ana, &acme, empty.clone()).await;
        if answer.status.as_u16() == 429 {
            break answer;
        }
        answer.expect_ok();
        lists += 1;
        assert!(lists < 200, "lists without end");
    };
    stopped.expect_code(429, "risk.stopped");
}

#[tokio::test]
async fn a_stranger_to_the_house_reads_the_ground_by_proving_his_number() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let (acme, phone) = (org(&ana).await, house.fresh_number());
    import(&ana, &acme, json!([{ "phone": phone, "basis": "duty" }])).await.expect_ok();
    house.advance(std::time::Duration::from_secs(61));
    let wish = json!({ "phone": phone, "proof": house.proof().await });
    house.nobody().call("outside.code", &[], wish).await.expect_ok();
    let look = json!({ "phone": phone, "code": house.code_for(&phone).await });
    let held = house.nobody().call("outside.held", &[], look).await.expect_ok();
    assert_eq!(held["invitations"][0]["basis"], "duty", "{held}");
    let plain = house.fresh_number();
    invite(&ana, &acme, &plain, "member").await;
    let sent = ana.call("org.invitations.sent", &[("org", &acme)], json!(null)).await.expect_ok();
    assert_eq!(sent["items"][1]["basis"], "consent", "who is asked by name agreed to be asked");
}

#[tokio::test]
async fn a_row_without_a_ground_or_with_more_than_it_may_say_is_refused_and_only_administrators_bring_a_list()
{
    let house = House::start().await;
    let (ana, eve) = (house.person("Ana").await, house.person("Eve").await);
    let acme = org(&ana).await;
    org(&eve).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let row = |more: Value| {
        let mut row = json!({ "phone": house.fresh_number() });
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([row])
    };
    for more in [
        json!({}),
        json!({ "basis": "because" }),
        json!({ "basis": "contract", "name": "Li" }),
        json!({ "basis": "contract", "health": "well" }),
    ] {
        import(&ana, &acme, row(more)).await.expect_code(422, "body.invalid");
    }
    import(&ana, &acme, json!([])).await.expect_code(422, "org.rows_wrong");
    let many: Vec<Value> = (0..501).map(|_| json!({ "phone": "1", "basis": "duty" })).collect();
    import(&ana, &acme, json!(many)).await.expect_code(422, "org.rows_wrong");
    import(&ana, &acme, json!("x".repeat(300_000))).await.expect_code(413, "body.too_large");
    import(&bo, &acme, row(json!({ "basis": "duty" }))).await.expect_code(403, "access.denied");
    import(&eve, &acme, row(json!({ "basis": "duty" }))).await.expect_code(404, "org.unknown");
}
