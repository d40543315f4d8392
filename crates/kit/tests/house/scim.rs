//! Directories of companies: whom they name, what their people say to it, and what opens nothing.

use axum::http::Method;
use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::homes::NO;
use crate::meet::text;
use crate::org::{joined, org, roles};
use crate::records::{shown, write};
use crate::uploads::{accepted, attestation};

const DAY: Duration = Duration::from_secs(86_400);

/// A connection of an organisation.
struct Directory {
    line: Client,
    path: String,
    id: String,
}

fn wish() -> Value {
    json!({ "name": "目录", "days": 30, "attestation": attestation() })
}

/// Makes a connection; answers its id.
pub(crate) async fn connected(who: &Client, org: &str) -> String {
    let made = who.call("org.scim.connect", &[("org", org)], wish()).await.expect_ok();
    text(&made, "id").to_owned()
}

impl Directory {
    async fn of(house: &House, who: &Client, org: &str) -> Self {
        let made = who.call("org.scim.connect", &[("org", org)], wish()).await.expect_ok();
        let line = house.bearer(text(&made, "token"));
        Self { line, path: text(&made, "path").to_owned(), id: text(&made, "id").to_owned() }
    }

    async fn asks(&self, method: Method, path: &str, body: Value, more: &[(&str, &str)]) -> Answer {
        let body = (!body.is_null()).then(|| body.to_string().into_bytes());
        let kind = ("content-type", "application/scim+json");
        self.line.send(method, &format!("{}{path}", self.path), body, &[&[kind][..], more].concat()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.asks(Method::GET, path, NO, &[]).await
    }

    async fn made(&self, path: &str, body: Value) -> Value {
        let made = self.asks(Method::POST, path, body, &[]).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()
    }

    async fn patched(&self, path: &str, operations: Value) -> Answer {
        let body =
            json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations });
        self.asks(Method::PATCH, path, body, &[]).await
    }

    async fn found(&self, kind: &str, filter: &str) -> Vec<String> {
        let filter: String = url_encoded(filter);
        let list = self.get(&format!("/{kind}?filter={filter}")).await.expect_ok();
        list["Resources"].as_array().unwrap().iter().map(|one| text(one, "id").to_owned()).collect()
    }
}

fn url_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn user(name: &str, phone: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": name, "externalId": format!("e-{name}"), "displayName": "李波", "title": "工程师",
        "emails": [{ "value": "bo@work.example", "type": "work", "primary": true }],
        "phoneNumbers": [{ "value": phone, "type": "mobile" }],
    })
}

#[track_caller]
fn refused(answer: &Answer, status: u16, kind: Option<&str>) {
    let told = answer.json();
    assert_eq!(answer.status, status, "{told}");
    assert_eq!(answer.headers["content-type"], "application/scim+json");
    assert_eq!((&told["status"], told["scimType"].as_str()), (&json!(status.to_string()), kind), "{told}");
}

/// Somebody whom a directory names is asked, reads what it says, has it in his record, keeps what he wrote himself, and leaves.
#[tokio::test]
async fn whom_a_directory_names_is_a_member_by_his_own_act_and_leaves_as_everybody() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let acme = org(&ana).await;
    let directory = Directory::of(&house, &ana, &acme).await;
    let made = directory.made("/Users", user("Bo@work.example", &bo.phone)).await;
    let at = format!("/Users/{}", text(&made, "id"));
    assert_eq!(roles(&ana, &acme).await.len(), 1, "nobody is a member by being named");
    let listed = bo.call("upload.list", &[], NO).await.expect_ok();
    assert_eq!(listed["items"][0]["purpose"], attestation()["purpose"], "{listed}");
    accepted(&bo).await;
    house.run_jobs().await;
    assert_eq!(roles(&ana, &acme).await.len(), 2);
    let record = shown(&bo, &acme, &bo).await;
    assert_eq!((&record["name"], &record["title"]), (&json!("李波"), &json!("工程师")), "{record}");
    assert_eq!(directory.found("Users", "userName eq \"bo@WORK.example\"").await, [text(&made, "id")]);
    assert_eq!(directory.found("Users", "externalId eq \"e-Bo@work.example\" and active pr").await.len(), 0);
    assert_eq!(directory.found("Users", "emails[type eq \"work\" and value co \"bo@\"]").await.len(), 1);

    write(&bo, &acme, &bo, json!({ "email": "mine@home.example" })).await.expect_ok();
    let change = json!([
        { "op": "replace", "path": "title", "value": "组长" },
        { "op": "replace", "path": "emails[type eq \"work\"].value", "value": "new@work.example" },
    ]);
    let changed = directory.patched(&at, change).await.expect_ok();
    assert_eq!(changed["emails"][0]["value"], "new@work.example", "{changed}");
    house.run_jobs().await;
    let record = shown(&bo, &acme, &bo).await;
    assert_eq!(
        (&record["title"], &record["email"]),
        (&json!("组长"), &json!("mine@home.example")),
        "{record}"
    );
    directory.patched(&at, json!([{ "op": "remove", "path": "title" }])).await.expect_ok();
    house.run_jobs().await;
    assert!(shown(&bo, &acme, &bo).await.get("title").is_none(), "what is said no longer goes");

    let off = directory.patched(&at, json!([{ "op": "Replace", "path": "active", "value": "False" }])).await;
    assert_eq!(off.expect_ok()["active"], false);
    assert_eq!(roles(&ana, &acme).await.len(), 1);
    assert_eq!(
        directory.get(&at).await.expect_ok()["active"],
        false,
        "it is known still that he is inactive"
    );
    let acts = ana.call("org.acts", &[("org", &acme)], NO).await.expect_ok().to_string();
    for act in ["org.scim.connect", "org.scim.user", "org.member.remove"] {
        assert!(acts.contains(act), "{act}: {acts}");
    }
    house.advance(DAY * 8);
    house.run_jobs().await;
    refused(&directory.get(&at).await, 404, None);
}

/// He says no: what waits goes, and nothing brings him in again. What somebody's connection brought goes with it.
#[tokio::test]
async fn whoever_refuses_is_not_named_again_and_what_a_connection_brought_ends_with_it() {
    let house = House::start().await;
    let (ana, bo, cy) = (house.person("Ana").await, house.person("Bo").await, house.person("Cy").await);
    let acme = org(&ana).await;
    let directory = Directory::of(&house, &ana, &acme).await;
    let made = directory.made("/Users", user("bo", &bo.phone)).await;
    let listed = bo.call("upload.list", &[], NO).await.expect_ok();
    let named = [("uploaded", text(&listed["items"][0], "id"))];
    bo.call("upload.refuse", &named, json!({})).await.expect_ok();
    refused(&directory.get(&format!("/Users/{}", text(&made, "id"))).await, 404, None);
    refused(&directory.asks(Method::POST, "/Users", user("bo", &bo.phone), &[]).await, 403, None);
    // Nor is he kept as somebody who rests.
    let mut resting = user("bo", &bo.phone);
    resting["active"] = json!(false);
    refused(&directory.asks(Method::POST, "/Users", resting, &[]).await, 403, None);
    directory.made("/Users", user("cy", &cy.phone)).await;
    refused(
        &directory.asks(Method::POST, "/Users", user("CY", &cy.phone), &[]).await,
        409,
        Some("uniqueness"),
    );
    refused(
        &directory.asks(Method::POST, "/Users", user("cy2", &cy.phone), &[]).await,
        409,
        Some("uniqueness"),
    );
    accepted(&cy).await;
    house.run_jobs().await;
    refused(
        &directory.asks(Method::POST, "/Users", user("cy2", &cy.phone), &[]).await,
        409,
        Some("uniqueness"),
    );
    let held = cy.call("me.held", &[], NO).await.expect_ok().to_string();
    assert!(held.contains("yard_scim_user") && held.contains("bo@work.example"), "{held}");
    let at = [("org", acme.as_str()), ("scim", directory.id.as_str())];
    ana.call("org.scim.end", &at, NO).await.expect_ok();
    refused(&directory.get("/Users").await, 401, None);
    assert_eq!(roles(&ana, &acme).await.len(), 2, "who accepted stays");
    assert!(shown(&cy, &acme, &cy).await.get("title").is_none(), "what it brought went");
    ana.call("org.scim.end", &at, NO).await.expect_code(404, "scim.unknown");
}

/// A token is of one connection, of one who is an administrator, until its day.
#[tokio::test]
async fn a_token_opens_its_own_connection_alone_while_somebody_answers_for_it() {
    let house = House::start().await;
    let (ana, eve) = (house.person("Ana").await, house.person("Eve").await);
    let (acme, other) = (org(&ana).await, org(&eve).await);
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let (mine, hers) = (Directory::of(&house, &ana, &acme).await, Directory::of(&house, &eve, &other).await);
    let one = mine.made("/Users", user("cy", "+8613900001234")).await;
    let foreign = json!({ "displayName": "x", "members": [{ "value": one["id"] }] });
    refused(&hers.asks(Method::POST, "/Groups", foreign, &[]).await, 400, Some("invalidValue"));
    let crossed = Directory { line: hers.line.clone(), path: mine.path.clone(), id: mine.id.clone() };
    refused(&crossed.get("/Users").await, 401, None);
    refused(&hers.get(&format!("/Users/{}", text(&one, "id"))).await, 404, None);
    refused(&Directory { line: house.nobody(), ..crossed }.get("/Schemas").await, 401, None);
    let at = [("org", acme.as_str())];
    bo.call("org.scim.connect", &at, wish()).await.expect_code(403, "access.denied");
    bo.call("org.scim.list", &at, NO).await.expect_code(403, "access.denied");
    let mut unsaid = wish();
    unsaid["attestation"]["agreed"] = json!(false);
    ana.call("org.scim.connect", &at, unsaid).await.expect_code(422, "upload.attestation");
    for (field, value, code) in [
        ("name", json!(" "), "scim.name"),
        ("name", json!("字".repeat(61)), "scim.name"),
        ("days", json!(0), "scim.days"),
        ("days", json!(367), "scim.days"),
    ] {
        let mut wrong = wish();
        wrong[field] = value;
        ana.call("org.scim.connect", &at, wrong).await.expect_code(422, code);
    }
    let renew = [("org", acme.as_str()), ("scim", mine.id.as_str())];
    let renewed = ana.call("org.scim.renew", &renew, json!({ "days": 2 })).await.expect_ok();
    refused(&mine.get("/Users").await, 401, None);
    let mine = Directory { line: house.bearer(text(&renewed, "token")), ..mine };
    assert_eq!(mine.get("/Users").await.expect_ok()["totalResults"], 1);

    let role = |role: &str| json!({ "role": role });
    let him = [("org", acme.as_str()), ("person", bo.id.as_str())];
    let her = [("org", acme.as_str()), ("person", ana.id.as_str())];
    ana.call("org.member.update", &him, role("administrator")).await.expect_ok();
    bo.call("org.member.update", &her, role("member")).await.expect_ok();
    refused(&mine.get("/Users").await, 403, None);
    refused(&mine.asks(Method::POST, "/Users", user("dan", "+8613900001235"), &[]).await, 403, None);
    let listed = bo.call("org.scim.list", &at, NO).await.expect_ok();
    assert_eq!(
        (&listed["items"][0]["rests"], &listed["items"][0]["users"]),
        (&json!(true), &json!(1)),
        "{listed}"
    );
    bo.call("org.member.update", &her, role("administrator")).await.expect_ok();
    assert_eq!(mine.get("/Users").await.status, 200);
    house.advance(DAY * 3);
    refused(&mine.get("/Users").await, 401, None);
}

/// Groups are departments, one below the other; who is in one stands there.
#[tokio::test]
async fn groups_are_departments_and_changes_are_of_what_was_seen() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let directory = Directory::of(&house, &ana, &acme).await;
    let named = directory.made("/Users", user("bo", &bo.phone)).await;
    house.run_jobs().await;
    let group = |name: &str, members: &[&Value]| {
        let members: Vec<Value> = members.iter().map(|one| json!({ "value": one["id"] })).collect();
        json!({ "displayName": name, "members": members })
    };
    let tools = directory.made("/Groups", group("工具部", &[&named])).await;
    let whole = directory.made("/Groups", group("总部", &[&tools])).await;
    let drawn = ana.call("org.departments", &[("org", &acme)], NO).await.expect_ok();
    let of = |name: &str| {
        let all = drawn["items"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("{drawn}")).clone()
    };
    assert_eq!(of("工具部")["parent"], of("总部")["id"], "{drawn}");
    let record = ana.call("org.record", &[("org", &acme), ("person", &bo.id)], NO).await.expect_ok();
    assert_eq!(record["department"], of("工具部")["id"]);
    let seen = directory.get(&format!("/Users/{}", text(&named, "id"))).await.expect_ok();
    assert_eq!(seen["groups"][0]["value"], tools["id"], "{seen}");
    assert_eq!(directory.found("Groups", "displayName eq \"总部\"").await, [text(&whole, "id")]);

    let at = format!("/Groups/{}", text(&tools, "id"));
    let tag = text(&tools["meta"], "version").to_owned();
    let same = directory.asks(Method::GET, &at, NO, &[("if-none-match", &tag)]).await;
    assert_eq!(same.status, 304);
    let gone = json!([{ "op": "remove", "path": format!("members[value eq \"{}\"]", text(&named, "id")) }]);
    let left = directory.patched(&at, gone).await.expect_ok();
    assert!(left.get("members").is_none(), "{left}");
    let record = ana.call("org.record", &[("org", &acme), ("person", &bo.id)], NO).await.expect_ok();
    assert_eq!(record["department"], NO);
    let late = directory.asks(Method::PUT, &at, group("工具", &[]), &[("if-match", &tag)]).await;
    refused(&late, 412, None);
    let round = directory.asks(Method::PUT, &at, group("工具部", &[&whole]), &[]).await;
    refused(&round, 409, None);
    refused(
        &directory.asks(Method::POST, "/Groups", group("空", &[&json!({ "id": "x" })]), &[]).await,
        400,
        Some("invalidValue"),
    );
    assert_eq!(directory.asks(Method::DELETE, &at, NO, &[]).await.status, 204);
    let drawn = ana.call("org.departments", &[("org", &acme)], NO).await.expect_ok();
    assert_eq!(drawn["items"].as_array().unwrap().len(), 1, "{drawn}");
}

/// What is asked wrongly is told in the words of the protocol.
#[tokio::test]
async fn what_is_asked_wrongly_is_told_in_the_words_of_the_protocol() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let directory = Directory::of(&house, &ana, &acme).await;
    for name in ["a", "b", "c"] {
        directory.made("/Users", json!({ "userName": name, "title": format!("t-{name}") })).await;
    }
    let list = directory
        .get("/Users?sortBy=userName&sortOrder=descending&count=1&startIndex=2&attributes=userName")
        .await;
    let list = list.expect_ok();
    assert_eq!(
        (&list["totalResults"], &list["itemsPerPage"], &list["startIndex"]),
        (&json!(3), &json!(1), &json!(2))
    );
    assert_eq!(list["Resources"][0]["userName"], "b");
    assert!(list["Resources"][0].get("title").is_none(), "{list}");
    let asked = json!({ "filter": "title eq \"T-C\" or userName eq \"a\"", "count": 10 });
    let found = directory.asks(Method::POST, "/Users/.search", asked, &[]).await.expect_ok();
    assert_eq!(found["totalResults"], 2, "{found}");
    for (method, path, body, status, kind) in [
        (Method::GET, "/Users?filter=userName%20xx%201", NO, 400, Some("invalidFilter")),
        (Method::GET, "/Schemas?filter=id%20pr", NO, 403, None),
        (Method::GET, "/Nobody", NO, 404, None),
        (Method::POST, "/Users", json!({ "userName": " " }), 400, Some("invalidValue")),
        (Method::POST, "/Users", json!([]), 400, Some("invalidSyntax")),
        (Method::POST, "/Users", json!({ "userName": "A" }), 409, Some("uniqueness")),
        (Method::POST, "/Users", json!({ "userName": "x".repeat(257) }), 400, Some("invalidValue")),
        (Method::POST, "/Users", json!({ "userName": "d", "title": "x".repeat(1 << 20) }), 413, None),
        (
            Method::POST,
            "/Groups",
            json!({ "displayName": "g", "members": vec![json!({ "value": "x" }); 1_001] }),
            413,
            None,
        ),
        (Method::POST, "/Bulk", json!({}), 501, None),
        (Method::DELETE, "/Users", NO, 405, None),
    ] {
        refused(&directory.asks(method, path, body, &[]).await, status, kind);
    }
    for about in ["/ServiceProviderConfig", "/ResourceTypes/User", "/Schemas"] {
        assert_eq!(directory.get(about).await.status, 200, "{about}");
    }
    for _ in 0..60 {
        let wrong = house.bearer(&"x".repeat(43)).get(&format!("{}/Users", directory.path)).await;
        assert_eq!(wrong.status, 401);
    }
    let often = house.bearer(&"x".repeat(43)).get(&format!("{}/Users", directory.path)).await;
    assert_eq!(often.status, 429);
    assert_eq!(directory.get("/Users").await.status, 200, "whoever has a right one is let in");
}
