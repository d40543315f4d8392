//! Service accounts: made by administrators and keepers, bounded by scopes and a day, known by name in the access log.

use axum::http::Method;
use futures_util::StreamExt;
use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

use crate::meet::text;
use crate::org::{joined, org};
use crate::seat::{Door, PATIENCE};
use crate::setup::{PASSWORD, set_up, sign_in};

const DAY: Duration = Duration::from_secs(86_400);
const NOBODYS: &str = "00000000-0000-7000-8000-000000000000";

fn wish(name: &str, scopes: &[&str], days: u32) -> Value {
    json!({ "name": name, "scopes": scopes, "expires_in_days": days })
}

async fn made(
    house: &House,
    administrator: &Client,
    org: &str,
    name: &str,
    scopes: &[&str],
) -> (Client, String) {
    let answer = administrator.call("org.service.create", &[("org", org)], wish(name, scopes, 30)).await;
    let made = answer.expect_ok();
    assert_eq!(answer.headers["cache-control"], "no-store", "the token is told once");
    let token = text(&made, "token");
    assert!(token.starts_with("cys_"), "who finds a token knows what it is");
    (house.bearer(token), text(&made["service"], "id").to_owned())
}

/// proves: AJ-087, DB-045
#[tokio::test]
async fn a_program_does_what_its_scopes_say_within_its_organisation_and_nothing_else() {
    let house = House::start().await;
    let (ana, eve) = (house.person("Ana").await, house.person("Eve").await);
    let (acme, other) = (org(&ana).await, org(&eve).await);
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let (sync, _) = made(&house, &ana, &acme, "hr-sync", &["org.members.read"]).await;

    let at = [("org", acme.as_str())];
    let him = [("org", acme.as_str()), ("person", bo.id.as_str())];
    ana.call("org.member.update", &him, json!({ "external_id": "E-1024" })).await.expect_ok();
    let seen_by_ana = ana.call("org.members", &at, json!(null)).await.expect_ok();
    assert_eq!(seen_by_ana["items"][1]["external_id"], Value::Null, "it is for programs");
    let members = sync.call("org.members", &at, json!(null)).await.expect_ok();
    let names: Vec<&str> = members["items"].as_array().unwrap().iter().map(|one| text(one, "name")).collect();
    assert_eq!(names, ["Ana", "Bo"]);
    assert_eq!(
        (&members["items"][0]["external_id"], &members["items"][1]["external_id"]),
        (&Value::Null, &json!("E-1024"))
    );
    sync.call("org.departments", &at, json!(null)).await.expect_ok();
    sync.call("org.get", &at, json!(null)).await.expect_code(403, "access.denied");
    for operation in ["org.members", "org.get", "org.departments"] {
        let theirs = [("org", other.as_str())];
        sync.call(operation, &theirs, json!(null)).await.expect_code(404, "org.unknown");
    }
    sync.call("meeting.start", &[], json!({ "guests": true, "host": bo.id }))
        .await
        .expect_code(403, "access.denied");

    let opened = bo.get("/api/v1/me/openings").await.expect_ok();
    let leaves = opened["items"].as_array().unwrap().iter().filter(|one| one["who"]["kind"] == "service");
    let leaves: Vec<_> = leaves.collect();
    assert!(
        leaves.iter().all(|leaf| ["directory", "organisation"].contains(&text(leaf, "purpose"))),
        "each call has its purpose: {opened}"
    );
    assert!(!members.to_string().contains(&bo.phone[3..]), "what its scope does not hold it does not read");
    let mut leaves: Vec<_> =
        leaves.into_iter().map(|leaf| (text(&leaf["who"], "name"), text(leaf, "category"))).collect();
    leaves.sort_unstable();
    assert_eq!(
        leaves,
        [("hr-sync", "display-name"), ("hr-sync", "org-membership")],
        "the log names the program"
    );

    let (reader, _) = made(&house, &ana, &acme, "reader", &["org.read"]).await;
    assert_eq!(reader.call("org.get", &at, json!(null)).await.expect_ok()["role"], "program");
    reader.call("org.members", &at, json!(null)).await.expect_code(403, "access.denied");
    for id in ["AJ-087", "DB-045"] {
        proved(id, &["org.service.create", "org.members", "org.departments", "org.get"]);
    }
}

/// Nothing but what the scopes name answers a program with a success, whatever there is.
#[tokio::test]
async fn every_other_operation_refuses_a_program() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let (program, id) = made(&house, &ana, &acme, "reader", &["org.read"]).await;
    let public = crate::walk::PUBLIC;
    let mut tried = 0;
    for (operation, method, path) in program.operations() {
        if operation == "org.get" || public.contains(&operation) && operation != "meeting.join" {
            continue;
        }
        let path = crate::walk::filled(
            &path.replace("{org}", &acme).replace("{service}", &id).replace("{person}", &ana.id),
        );
        let method: Method = method.parse().unwrap();
        let body = (method != Method::GET).then(|| b"{}".to_vec());
        let answer = program.send(method, &path, body, &[]).await;
        let status = answer.status.as_u16();
        let malformed = operation.starts_with("meeting.") && status == 422;
        assert!(
            [401, 403, 404].contains(&status) || malformed,
            "{operation} answers a program with {status}: {}",
            answer.text()
        );
        tried += 1;
    }
    assert!(tried > 40, "the walk sees the whole API");
    for what in ["meeting.find", "meeting.selftest"] {
        program.call(what, &[("number", "123456789")], json!({})).await.expect_code(403, "access.denied");
    }
    let join = json!({ "number": "123456789", "name": "x" });
    assert_eq!(program.call("meeting.join", &[], join).await.status, 404);
    let cookie = format!("courtyard_session={}", program.token());
    let browser =
        house.nobody().send(Method::GET, &format!("/api/v1/orgs/{acme}"), None, &[("cookie", &cookie)]).await;
    browser.expect_code(401, "session.needed");
}

#[tokio::test]
async fn only_administrators_make_list_and_revoke_programs() {
    let house = House::start().await;
    let (ana, eve) = (house.person("Ana").await, house.person("Eve").await);
    let (acme, other) = (org(&ana).await, org(&eve).await);
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let cy = joined(&house, &ana, &acme, "Cy", "administrator").await;
    let (program, id) = made(&house, &ana, &acme, "hr-sync", &["org.read"]).await;
    let (theirs, elsewhere) = (
        [("org", acme.as_str()), ("service", id.as_str())],
        [("org", other.as_str()), ("service", id.as_str())],
    );
    let all = ["org.services", "org.service.create", "org.service.revoke"];
    for operation in all {
        let wish = || wish("second", &["org.read"], 1);
        bo.call(operation, &theirs, wish()).await.expect_code(403, "access.denied");
        eve.call(operation, &theirs, wish()).await.expect_code(404, "org.unknown");
        program.call(operation, &theirs, wish()).await.expect_code(403, "service.no_person");
        house.nobody().call(operation, &theirs, wish()).await.expect_code(401, "session.needed");
    }
    eve.call("org.service.revoke", &elsewhere, json!(null)).await.expect_code(404, "service.unknown");

    let create = |wish| ana.call("org.service.create", &theirs, wish);
    create(wish("hr-sync", &["org.read"], 1)).await.expect_code(409, "service.name_taken");
    for name in ["", "王芳", "HR", &"a".repeat(41), "a b"] {
        create(wish(name, &["org.read"], 1)).await.expect_code(422, "service.name_wrong");
    }
    for scopes in [&[][..], &["org.administer"], &["house.metrics"], &["org.read", "everything"]] {
        create(wish("x", scopes, 1)).await.expect_code(422, "service.scopes_wrong");
    }
    for days in [0, 366] {
        create(wish("x", &["org.read"], days)).await.expect_code(422, "service.expiry_wrong");
    }
    create(json!({ "name": "x", "scopes": ["org.read"] })).await.expect_code(422, "service.expiry_wrong");
    create(json!({ "name": "x", "scopes": "org.read", "expires_in_days": 1 }))
        .await
        .expect_code(422, "body.invalid");
    create(json!({ "name": "x".repeat(300_000) })).await.expect_code(413, "body.too_large");

    program.call("org.get", &theirs, json!(null)).await.expect_ok();
    let list = cy.call("org.services", &theirs, json!(null)).await.expect_ok();
    let one = &list["items"][0];
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&one["name"], &one["scopes"], &one["expired"]),
        (&json!("hr-sync"), &json!(["org.read"]), &json!(false))
    );
    assert!(
        one["used_at"].is_string() && one["token"].is_null() && one["created_by"] == json!(ana.id),
        "{one}"
    );
}

#[tokio::test]
async fn a_token_that_is_over_or_revoked_is_refused_at_once() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let at = [("org", acme.as_str())];
    let (first, id) = made(&house, &ana, &acme, "first", &["org.read"]).await;
    let (second, _) = made(&house, &ana, &acme, "second", &["org.read"]).await;
    first.call("org.get", &at, json!(null)).await.expect_ok();
    ana.call("org.service.revoke", &[("org", &acme), ("service", &id)], json!(null)).await.expect_ok();
    first.call("org.get", &at, json!(null)).await.expect_code(401, "session.needed");
    ana.call("org.service.revoke", &[("org", &acme), ("service", &id)], json!(null))
        .await
        .expect_code(404, "service.unknown");

    house.advance(29 * DAY);
    second.call("org.get", &at, json!(null)).await.expect_ok();
    house.advance(2 * DAY);
    second.call("org.get", &at, json!(null)).await.expect_code(401, "session.needed");
    let listed = async || ana.call("org.services", &at, json!(null)).await.expect_ok()["items"].clone();
    assert_eq!(listed().await[0]["expired"], true);
    house.advance(31 * DAY);
    let ana = &ana;
    ana.get("/api/v1/me").await.expect_ok();
    house.run_jobs().await;
    assert_eq!(listed().await, json!([]), "what has been over for thirty days is forgotten");
    house
        .bearer(&format!("cys_{}", "A".repeat(43)))
        .get("/api/v1/me")
        .await
        .expect_code(401, "session.needed");
    house
        .bearer(&format!("cys_{}", "A".repeat(4_000)))
        .get("/api/v1/me")
        .await
        .expect_code(401, "session.needed");
}

#[tokio::test]
async fn a_program_hears_who_comes_and_goes_until_it_is_revoked() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let (deaf, _) = made(&house, &ana, &acme, "deaf", &["org.read"]).await;
    let (program, id) = made(&house, &ana, &acme, "hr-sync", &["org.events"]).await;
    assert!(door.stream(deaf.token()).await.is_none(), "a stream is a scope of its own");
    let mut stream = door.stream(program.token()).await.unwrap();
    let mut his = door.stream(ana.token()).await.unwrap();
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let heard = next(&mut stream).await.unwrap();
    assert_eq!((&heard["kind"], &heard["body"]["person"]), (&json!("org.member_joined"), &json!(bo.id)));
    assert_eq!(heard["seq"], 1);

    ana.call("org.service.revoke", &[("org", &acme), ("service", &id)], json!(null)).await.expect_ok();
    assert_eq!(next(&mut stream).await, None, "an open stream ends with its token");
    assert!(door.stream(program.token()).await.is_none());

    // The same for people: signing out ends what is open on that device.
    while let Some(frame) = next(&mut his).await {
        if frame["kind"] == "org.service_revoked" {
            assert_eq!(frame["body"]["name"], "hr-sync");
            ana.call("session.close", &[], json!({})).await.expect_ok();
        }
    }
    assert!(door.stream(ana.token()).await.is_none());
}

/// The next frame; `None` where the house has closed the stream.
async fn next(stream: &mut crate::seat::Stream) -> Option<Value> {
    loop {
        match tokio::time::timeout(PATIENCE, stream.next()).await.expect("the house speaks") {
            Some(Ok(Message::Text(frame))) => return Some(serde_json::from_str(&frame).unwrap()),
            Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
            Some(Ok(_)) => {}
        }
    }
}

#[tokio::test]
async fn a_program_starts_meetings_for_a_member_and_directs_those_of_its_organisation_alone() {
    let house = House::start().await;
    let (ana, eve) = (house.person("Ana").await, house.person("Eve").await);
    let (acme, other) = (org(&ana).await, org(&eve).await);
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let (program, _) = made(&house, &ana, &acme, "calendar", &["meeting.start", "meeting.direct"]).await;
    let start = |wish| program.call("meeting.start", &[], wish);
    start(json!({ "guests": false })).await.expect_code(422, "meeting.host_missing");
    start(json!({ "guests": false, "host": eve.id })).await.expect_code(404, "org.member_unknown");
    start(json!({ "guests": false, "host": bo.id, "org": other })).await.expect_code(404, "org.unknown");
    let somebody = json!({ "guests": false, "host": bo.id });
    eve.call("meeting.start", &[], somebody.clone()).await.expect_code(403, "meeting.host_not_yours");

    let meeting = start(json!({ "guests": false, "host": bo.id, "title": "周会" })).await.expect_ok();
    assert_eq!((&meeting["title"], &meeting["host"]), (&json!("周会"), &json!(false)));
    let at = [("id", text(&meeting, "id"))];
    assert_eq!(bo.call("meeting.get", &at, json!(null)).await.expect_ok()["host"], true);
    assert_eq!(program.call("meeting.get", &at, json!(null)).await.expect_ok()["title"], "周会");
    program.call("meeting.participants", &at, json!(null)).await.expect_code(403, "access.denied");
    program.call("meeting.record", &at, json!(null)).await.expect_code(403, "meeting.not_host");
    program.call("meeting.end", &at, json!({})).await.expect_ok();

    let private = bo.call("meeting.start", &[], json!({ "guests": true })).await.expect_ok();
    let theirs = eve.call("meeting.start", &[], json!({ "guests": true, "org": other })).await.expect_ok();
    for meeting in [&private, &theirs] {
        let at = [("id", text(meeting, "id"))];
        program.call("meeting.get", &at, json!(null)).await.expect_code(404, "meeting.unknown");
        program.call("meeting.end", &at, json!({})).await.expect_code(404, "meeting.unknown");
    }
    let (reader, _) = made(&house, &ana, &acme, "board", &["meeting.read"]).await;
    let ours = bo.call("meeting.start", &[], json!({ "guests": true, "org": acme })).await.expect_ok();
    let at = [("id", text(&ours, "id"))];
    reader.call("meeting.get", &at, json!(null)).await.expect_ok();
    reader.call("meeting.end", &at, json!({})).await.expect_code(403, "meeting.not_host");
}

#[tokio::test]
async fn two_programs_behind_one_address_do_not_share_an_idempotency_key() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let (one, _) = made(&house, &ana, &acme, "one", &["meeting.start"]).await;
    let (other, _) = made(&house, &ana, &acme, "other", &["meeting.start"]).await;
    let body = json!({ "guests": true, "host": ana.id }).to_string().into_bytes();
    let key = [("idempotency-key", "same")];
    let send = async |who: &Client| {
        who.send(Method::POST, "/api/v1/meetings", Some(body.clone()), &key).await.expect_ok()
    };
    let first = send(&one).await;
    assert_eq!(send(&one).await["id"], first["id"]);
    assert_ne!(send(&other).await["id"], first["id"]);
}

#[tokio::test]
async fn a_keeper_lets_a_program_of_the_house_see_its_counts_and_no_organisation() {
    let (house, _) = set_up().await;
    let opened = sign_in(&house, "wangfang", PASSWORD).await.expect_ok();
    let keeper = house.bearer(text(&opened, "token"));
    let create = |scopes: &[&str]| keeper.call("house.service.create", &[], wish("prometheus", scopes, 365));
    create(&["org.read"]).await.expect_code(422, "service.scopes_wrong");
    let answer = create(&["house.metrics"]).await.expect_ok();
    let program = house.bearer(text(&answer, "token"));
    let away = |client: &Client| client.from_address([192, 0, 2, 7]);
    assert!(away(&program).get("/metrics").await.text().contains("courtyard_requests_total"));
    away(&house.nobody()).get("/metrics").await.expect_code(404, "path.unknown");
    away(&keeper).get("/metrics").await.expect_code(404, "path.unknown");
    let org = format!("org_{NOBODYS}");
    program.call("org.get", &[("org", &org)], json!(null)).await.expect_code(404, "org.unknown");
    program.call("meeting.start", &[], json!({ "guests": true })).await.expect_code(403, "access.denied");
    program.call("house.services", &[], json!(null)).await.expect_code(403, "service.no_person");

    let list = keeper.call("house.services", &[], json!(null)).await.expect_ok();
    assert_eq!(list["items"][0]["name"], "prometheus");
    let id = text(&answer["service"], "id");
    keeper.call("house.service.revoke", &[("service", id)], json!(null)).await.expect_ok();
    away(&program).get("/metrics").await.expect_code(404, "path.unknown");
}

#[tokio::test]
async fn whoever_keeps_no_house_makes_no_program_of_it() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let (_, id) = made(&house, &ana, &acme, "hr-sync", &["org.read"]).await;
    for operation in ["house.services", "house.service.create", "house.service.revoke"] {
        let answer = ana.call(operation, &[("service", &id)], wish("x", &["house.metrics"], 1)).await;
        answer.expect_code(403, "access.denied");
    }
}
