//! Who else may read, once somebody let him: one conversation, for a reason, until an end, with everybody told.

use axum::http::Method;
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{act, direct, said, team};
use crate::chat_access::{SECRET, refused};
use crate::chat_file::{noise, send, uploaded};
use crate::chat_keeping::{count, group_of, has_chat};
use crate::desk::{codes, keeper};
use crate::disclosure::{on, paper};
use crate::mandate::{accepted, look, mine};
use crate::meet::text;
use crate::org::joined;

const NO: Value = Value::Null;
const HOUR: Duration = Duration::from_secs(3_600);

async fn give(who: &Client, org: &str, conversation: &str, hours: u32) -> Answer {
    let wish = json!({ "conversation": conversation, "why": "abuse", "hours": hours });
    who.call("grant.give", &[("org", org)], wish).await
}

async fn grant(who: &Client, operation: &str, org: &str, id: &str) -> Answer {
    who.call(operation, &[("org", org), ("grant", id)], json!({})).await
}

/// What a keeper reads.
async fn read(who: &Client, conversation: &str) -> Answer {
    who.call("grant.read", &[("conversation", conversation)], NO).await
}

async fn file_of(who: &Client, conversation: &str, file: &str) -> Answer {
    who.call("grant.file", &[("conversation", conversation), ("file", file)], NO).await
}

/// The leaves of the access log so far.
async fn leaves(house: &House) -> u64 {
    house.running.house.vault.checkpoint().await.unwrap().size
}

/// Behind a doorplate without chat an organisation has its meetings: what it keeps of one opens to whoever has its host's
/// mandate, and to no other keeper.
async fn by_mandate_without_chat(house: &House) {
    let (people, _) = team(house, &["Ana"]).await;
    let (ana, wang, li) = (&people[0], keeper(house, "王芳").await, keeper(house, "李明").await);
    let begun = ana.call("meeting.start", &[], json!({ "title": SECRET, "guests": false })).await.expect_ok();
    let at = [("id", text(&begun, "id"))];
    ana.call("meeting.end", &at, json!({})).await.expect_ok();
    for operation in ["meeting.get", "meeting.participants", "meeting.record"] {
        refused(operation, &wang.call(operation, &at, NO).await);
    }
    let id = accepted(house, ana, &wang, &["see"]).await;
    let seen = look(house, &wang, &id).await.expect_ok();
    assert!(seen["items"].to_string().contains(SECRET), "{seen}");
    refused("the other keeper", &look(house, &li, &id).await);
    assert_eq!(mine(ana).await["given"][0]["acts"][0]["act"], "see", "she sees each look");
    ana.call("mandate.end", &[("mandate", &id)], json!({})).await.expect_ok();
    refused("when it is over", &look(house, &wang, &id).await);
    for id in ["JJB-041", "HKT-041"] {
        proved(id, &["mandate.data", "mandate.accept", "meeting.record"]);
    }
}

/// proves: JJB-041, HKT-041, YZJ-085
#[tokio::test]
async fn a_keeper_reads_what_an_organisation_granted_and_a_reviewed_case_names_and_nothing_else() {
    let house = House::start().await;
    if !has_chat(&house) {
        return by_mandate_without_chat(&house).await;
    }
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let (wang, li) = (keeper(&house, "王芳").await, keeper(&house, "李明").await);
    let ours = group_of(bo, &acme, &[cai]).await;
    let bytes = noise(5_000, 5);
    let file = uploaded(bo, &ours, "合同.txt", &bytes).await;
    send(bo, &ours, "mark-0001", (SECRET, &[&file])).await.expect_ok();
    read(&wang, &ours).await.expect_code(403, "grant.needed");
    file_of(&wang, &ours, &file).await.expect_code(403, "grant.needed");
    for who in [ana, bo] {
        read(who, &ours).await.expect_code(403, "access.denied");
        file_of(who, &ours, &file).await.expect_code(403, "access.denied");
    }
    // The organisation's word, and by nobody else's.
    give(bo, &acme, &ours, 24).await.expect_code(403, "access.denied");
    give(&wang, &acme, &ours, 24).await.expect_code(404, "org.unknown");
    let granted = give(ana, &acme, &ours, 24).await.expect_ok();
    let before = leaves(&house).await;
    let seen = read(&wang, &ours).await.expect_ok();
    let message = &seen["items"][0];
    assert_eq!((&message["text"], &message["by"]), (&json!(SECRET), &json!(bo.id)));
    assert!(!seen.to_string().contains(r#""Bo""#), "ids and no names: {seen}");
    assert_eq!(message["files"][0]["id"], json!(file));
    assert_eq!(file_of(&wang, &ours, &file).await.body, bytes);
    assert!(leaves(&house).await > before, "each opening is a leaf");
    // Who restricted his data is within reach of a case, and of no organisation.
    bo.send(Method::PUT, "/api/v1/me/restriction", None, &[]).await.expect_ok();
    assert_eq!(read(&wang, &ours).await.expect_ok()["items"][0]["text"], NO);
    file_of(&wang, &ours, &file).await.expect_code(404, "file.unknown");
    bo.send(Method::DELETE, "/api/v1/me/restriction", None, &[]).await.expect_ok();
    for who in [bo, cai] {
        assert!(codes(who).await.contains(&"conversation.granted".to_owned()));
        let list = who.call("conversation.grants", &[("conversation", &ours)], NO).await.expect_ok();
        let one = &list["items"][0];
        assert_eq!(
            (&one["given_by"], &one["why"], &one["looks"]),
            (&json!(ana.id), &json!("abuse"), &json!(4))
        );
    }
    // Ended, it opens nothing more; and by itself.
    grant(bo, "grant.end", &acme, text(&granted, "id")).await.expect_code(403, "access.denied");
    grant(ana, "grant.end", &acme, text(&granted, "id")).await.expect_ok();
    read(&wang, &ours).await.expect_code(403, "grant.needed");
    grant(ana, "grant.end", &acme, text(&granted, "id")).await.expect_code(404, "grant.unknown");
    give(ana, &acme, &ours, 2).await.expect_ok();
    read(&li, &ours).await.expect_ok();
    house.advance(2 * HOUR);
    read(&li, &ours).await.expect_code(403, "grant.needed");
    file_of(&li, &ours, &file).await.expect_code(403, "grant.needed");
    let elsewhere = direct(ana, cai).await;
    by_case(&house, (&wang, &li), bo, (&ours, &elsewhere)).await;
    let driven = ["grant.give", "grant.read", "grant.file", "grant.by_case", "conversation.grants"];
    for id in ["JJB-041", "HKT-041", "YZJ-085"] {
        proved(id, &driven);
    }
}

/// A case that another keeper reviewed, of somebody who is there, and only until it is closed.
async fn by_case(
    house: &House,
    (wang, li): (&Client, &Client),
    bo: &Client,
    (ours, elsewhere): (&str, &str),
) {
    let known = wang.call("disclosure.grounds", &[], NO).await.expect_ok();
    let policy = &house.running.house.policy;
    let facts = json!({ "to": "某区人民法院", "reference": "调字〔2026〕1号", "why": "案件审理" });
    let wish = json!({
        "kind": "authority", "ground": known["share"][0]["code"],
        "identity_case": policy.conduct().identity_cases.first(), "people": [bo.id], "fields": ["display-name"],
        "facts": facts,
    });
    let case = wang.call("disclosure.open", &[], wish).await.expect_ok();
    let at = [("disclosure", text(&case, "id"))];
    let wish = json!({ "conversation": ours, "hours": 24 });
    wang.call("grant.by_case", &at, wish.clone()).await.expect_code(409, "grant.case");
    on(wang, "disclosure.paper", at[0].1, paper()).await.expect_ok();
    on(li, "disclosure.review", at[0].1, json!({ "approve": true })).await.expect_ok();
    bo.call("grant.by_case", &at, wish.clone()).await.expect_code(403, "access.denied");
    let elsewhere = json!({ "conversation": elsewhere, "hours": 24 });
    wang.call("grant.by_case", &at, elsewhere).await.expect_code(409, "grant.case");
    wang.call("grant.by_case", &at, wish.clone()).await.expect_ok();
    wang.call("grant.by_case", &at, wish).await.expect_code(409, "grant.standing");
    assert_eq!(read(wang, ours).await.expect_ok()["items"][0]["text"], json!(SECRET));
    let list = wang.call("grant.standing", &[], NO).await.expect_ok();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    on(wang, "disclosure.release", at[0].1, json!({})).await.expect_ok();
    on(wang, "disclosure.close", at[0].1, json!({ "tell": true, "reason": null })).await.expect_ok();
    read(wang, ours).await.expect_code(403, "grant.needed");
}

#[tokio::test]
async fn where_an_organisation_has_two_administrators_both_say_so_and_only_of_its_own() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let dan = joined(&house, ana, &acme, "Dan", "administrator").await;
    let wang = keeper(&house, "王芳").await;
    let ours = group_of(bo, &acme, &[cai]).await;
    let seq = said(bo, &ours, "mark-0001", SECRET).await;
    let two = direct(bo, cai).await;
    give(ana, &acme, &two, 24).await.expect_code(422, "grant.conversation");
    for hours in [0, 721] {
        give(ana, &acme, &ours, hours).await.expect_code(422, "grant.hours");
    }
    let wish = json!({ "conversation": ours, "why": "law", "hours": 24 });
    ana.call("grant.give", &[("org", &acme)], wish).await.expect_code(409, "grant.case");
    let asked = give(ana, &acme, &ours, 24).await.expect_ok();
    let id = text(&asked, "id");
    assert_eq!(asked["stands_at"], NO);
    // Another organisation has no word in it, and what is no wish is refused before anything is kept.
    let eve = house.person("Eve").await;
    let other = crate::org::org(&eve).await;
    give(&eve, &other, &ours, 24).await.expect_code(422, "grant.conversation");
    for operation in ["grant.agree", "grant.end"] {
        grant(&eve, operation, &other, id).await.expect_code(404, "grant.unknown");
        grant(&eve, operation, &acme, id).await.expect_code(404, "org.unknown");
    }
    let good = json!({ "conversation": ours, "why": "abuse", "hours": 24 });
    for (field, value) in [
        ("hours", json!("x")),
        ("hours", json!(-1)),
        ("why", json!("curiosity")),
        ("why", json!("x".repeat(300_000))),
        ("conversation", json!("x")),
        ("more", json!(1)),
    ] {
        let mut wrong = good.clone();
        wrong[field] = value;
        let status = eve.call("grant.give", &[("org", &other)], wrong).await.status.as_u16();
        assert!([400, 413, 422].contains(&status), "{field}: {status}");
    }
    give(&dan, &acme, &ours, 24).await.expect_code(409, "grant.standing");
    read(&wang, &ours).await.expect_code(403, "grant.needed");
    let list = bo.call("conversation.grants", &[("conversation", &ours)], NO).await.expect_ok();
    assert_eq!(list["items"], json!([]), "what does not stand lets nobody in");
    grant(ana, "grant.agree", &acme, id).await.expect_code(409, "grant.same_person");
    grant(bo, "grant.agree", &acme, id).await.expect_code(403, "access.denied");
    house.advance(20 * HOUR);
    grant(&dan, "grant.agree", &acme, id).await.expect_ok();
    grant(&dan, "grant.agree", &acme, id).await.expect_code(404, "grant.unknown");
    house.advance(20 * HOUR);
    read(&wang, &ours).await.expect_ok();
    // What was taken back is gone for him as well.
    act(bo, "message.recall", (&ours, seq), json!({ "mark": "mark-gone" })).await.expect_ok();
    assert!(!read(&wang, &ours).await.expect_ok().to_string().contains(SECRET));
    let listed = dan.call("grant.list", &[("org", &acme)], NO).await.expect_ok();
    assert_eq!((&listed["items"][0]["agreed_by"], &listed["items"][0]["looks"]), (&json!(dan.id), &json!(2)));
    bo.call("grant.list", &[("org", &acme)], NO).await.expect_code(403, "access.denied");
    // A year after its end it is forgotten.
    house.advance(360 * 24 * HOUR);
    house.run_jobs().await;
    assert_eq!(count(&house, "SELECT COUNT(*) AS found FROM chat_grant").await, 1);
    house.advance(7 * 24 * HOUR);
    house.run_jobs().await;
    assert_eq!(count(&house, "SELECT COUNT(*) AS found FROM chat_grant").await, 0);
}
