//! Member records: the organisation keeps them, its rules say who sees what, and its person sees all and who looked.

use axum::http::Method;
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};

use crate::avatar::pictures;
use crate::org::{joined, org};

const NO: Value = Value::Null;
/// The example of GB 11643.
pub(crate) const CARD: &str = "11010519491231002X";

pub(crate) async fn agree(who: &Client, purpose: &str, categories: &[&str]) {
    let version = who.get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let wish = json!({ "purpose": purpose, "version": version, "categories": categories });
    who.post("/api/v1/consents", wish).await.expect_ok();
}

fn at<'a>(org: &'a str, of: &'a Client) -> [(&'a str, &'a str); 2] {
    [("org", org), ("person", of.id.as_str())]
}

pub(crate) async fn record(who: &Client, org: &str, of: &Client) -> Answer {
    who.call("org.record", &at(org, of), NO).await
}

pub(crate) async fn write(who: &Client, org: &str, of: &Client, fields: Value) -> Answer {
    who.call("org.record.change", &at(org, of), json!({ "fields": fields })).await
}

/// What stands in the fields that somebody is shown, by field.
pub(crate) async fn shown(who: &Client, org: &str, of: &Client) -> Value {
    let seen = record(who, org, of).await.expect_ok();
    let fields = seen["fields"].as_array().unwrap().iter();
    fields.map(|one| (one["field"].as_str().unwrap().to_owned(), one["value"].clone())).collect()
}

async fn rule(who: &Client, org: &str, field: &str, inside: &str, outside: bool) -> Answer {
    let wish = json!({ "inside": inside, "outside": outside, "own": field != "position" });
    who.call("org.record.rule", &[("org", org), ("field", field)], wish).await
}

async fn placed(by: &Client, org: &str, who: &Client, department: &Value) {
    by.call("org.member.update", &at(org, who), json!({ "department": department })).await.expect_ok();
}

async fn department(by: &Client, org: &str, wish: Value) -> Value {
    by.call("org.department.create", &[("org", org)], wish).await.expect_ok()["id"].clone()
}

/// What the tables hold, whatever it means.
async fn stored(house: &House) -> String {
    let mut view = house.running.house.db.view().await.unwrap();
    let sql = "SELECT value, id_number, personnel FROM yard_member_field";
    let mut all = String::new();
    for row in view.all(sql, vec![]).await.unwrap() {
        for column in ["value", "id_number", "personnel"] {
            let bytes: Option<Vec<u8>> = row.get(column).unwrap();
            all += &String::from_utf8_lossy(&bytes.unwrap_or_default());
        }
    }
    all
}

/// proves: YZJ-009
#[tokio::test]
async fn a_record_holds_name_photo_gender_number_and_identity_card_and_the_card_opens_with_a_reason_alone() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    let basic = json!({ "name": "李波", "gender": "男", "phone": "13900000000" });
    write(&ana, &acme, &bo, basic.clone()).await.expect_ok();
    let path = format!("/api/v1/orgs/{acme}/members/{}/photo", bo.id);
    let photo = pictures().swap_remove(0);
    let put = |who: Client, bytes: Vec<u8>| {
        let path = path.clone();
        async move { who.send(Method::PUT, &path, Some(bytes), &[("content-type", "image/png")]).await }
    };
    put(ana.clone(), photo).await.expect_ok();
    put(ana.clone(), b"MZ program".to_vec()).await.expect_code(422, "record.not_picture");
    put(cy.clone(), pictures().swap_remove(0)).await.expect_code(403, "access.denied");
    assert!(ana.get(&path).await.status.is_success() && bo.get(&path).await.status.is_success());
    cy.get(&path).await.expect_code(404, "org.member_unknown");

    // Only once its person agreed to it, only a number that is one, and only by him and by whoever may open it.
    for who in [&ana, &bo] {
        write(who, &acme, &bo, json!({ "id_number": CARD })).await.expect_code(409, "record.consent");
    }
    agree(&bo, "member-identity", &["member-id-number"]).await;
    write(&ana, &acme, &bo, json!({ "id_number": "1" })).await.expect_code(422, "record.value");
    write(&cy, &acme, &bo, json!({ "id_number": CARD })).await.expect_code(403, "access.denied");
    let keeps = json!({ "person": cy.id, "title": "档案", "rights": ["records"] });
    let charge = ana.call("org.charge", &[("org", &acme)], keeps).await.expect_ok();
    for value in [json!(CARD), NO] {
        write(&cy, &acme, &bo, json!({ "id_number": value })).await.expect_code(403, "record.not_yours");
    }
    for (who, mine) in [(&ana, true), (&cy, false)] {
        let seen = record(who, &acme, &bo).await.expect_ok();
        assert_eq!(seen["mine"].to_string().contains("id_number"), mine);
    }
    let gone = [("org", acme.as_str()), ("charge", charge["id"].as_str().unwrap())];
    ana.call("org.charge.remove", &gone, NO).await.expect_ok();
    write(&ana, &acme, &bo, json!({ "id_number": CARD })).await.expect_ok();
    for who in [&ana, &bo] {
        let seen = record(who, &acme, &bo).await;
        assert!(!seen.text().contains(CARD), "masked: {}", seen.text());
        assert_eq!(shown(who, &acme, &bo).await["id_number"], "1****************X");
        assert_eq!(shown(who, &acme, &bo).await["name"], "李波");
    }
    let unmask = |who: Client, wish: Value| {
        let (acme, bo) = (acme.clone(), bo.id.clone());
        async move { who.call("org.record.identity", &[("org", &acme), ("person", &bo)], wish).await }
    };
    unmask(cy.clone(), json!({ "reason": "办理社保" })).await.expect_code(403, "access.denied");
    unmask(ana.clone(), json!({})).await.expect_code(422, "record.reason");
    let seen = unmask(ana.clone(), json!({ "reason": "办理社会保险" })).await.expect_ok();
    assert_eq!(seen["number"], CARD);
    // Its person sees who looked and why, and the console that it was done.
    let looks = bo.get("/api/v1/me/openings").await.expect_ok();
    let look = looks["items"].as_array().unwrap().iter().find(|one| one["reason"] == "办理社会保险");
    assert!(look.is_some_and(|one| one.to_string().contains("org.record.identity")), "{looks}");
    let acts = ana.call("org.acts", &[("org", &acme)], NO).await.expect_ok();
    assert_eq!(
        (&acts["items"][0]["act"], &acts["items"][0]["about"]),
        (&json!("org.record.identity"), &json!(bo.id))
    );
    let rest = stored(&house).await;
    for secret in ["李波", "13900000000", CARD] {
        assert!(!rest.contains(secret), "{secret} rests in the open");
    }
    // Taking the consent back closes it at once.
    bo.call("consent.withdraw", &[], json!({ "purpose": "member-identity" })).await.expect_ok();
    let closed = unmask(ana.clone(), json!({ "reason": "办理社会保险" })).await;
    assert_eq!(closed.status.as_u16(), 403, "{}", closed.text());
    proved("YZJ-009", &["org.record", "org.record.change", "org.record.photo.put", "org.record.identity"]);
}

/// proves: YZJ-010
#[tokio::test]
async fn all_eleven_fields_of_work_are_set_and_shown_as_the_organisation_says() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    let made = department(&ana, &acme, json!({ "name": "研发部" })).await;
    placed(&ana, &acme, &bo, &made).await;
    let fields = json!({
        "company": "四合院测试有限公司", "invoice_title": "四合院", "signature": "勤", "landline": "010-88888888",
        "email": "bo@example.com", "position": "工程师", "rank": "P6", "title": "后端", "fax": "010-88888889",
        "seat": "A 座 3-17",
    });
    write(&ana, &acme, &bo, fields.clone()).await.expect_ok();
    assert_eq!(shown(&ana, &acme, &bo).await, fields);
    let seen = record(&bo, &acme, &bo).await.expect_ok();
    assert_eq!((&seen["department"], &seen["standing"]), (&made, &json!("own")));
    assert_eq!(shown(&bo, &acme, &bo).await, fields, "he sees all of it");
    assert_eq!(
        shown(&cy, &acme, &bo).await,
        json!({ "position": "工程师" }),
        "by default as little as can be"
    );
    for field in fields.as_object().unwrap().keys() {
        rule(&ana, &acme, field, "organisation", false).await.expect_ok();
    }
    assert_eq!(shown(&cy, &acme, &bo).await, fields);
    // Found by any of them, by whom the rules show it to.
    let texts = fields.as_object().unwrap().values().filter_map(Value::as_str).map(|text| (text, true));
    for (text, found) in texts.chain([("bo@example", true), ("研发部", true), ("nowhere", false)]) {
        let page = found_by(&cy, &acme, text).await;
        let hit = page["items"].as_array().unwrap().iter().any(|one| one["person"] == json!(bo.id));
        assert_eq!(hit, found, "{text}: {page}");
    }
    rule(&ana, &acme, "rank", "keepers", false).await.expect_ok();
    let page = found_by(&cy, &acme, "P6").await;
    assert_eq!(page["total"], 0, "what one does not see one does not find by: {page}");
    proved("YZJ-010", &["org.record", "org.record.change", "org.record.rule", "org.people"]);
}

async fn found_by(who: &Client, org: &str, text: &str) -> Value {
    let text: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    who.get(&format!("/api/v1/orgs/{org}/people?text={text}")).await.expect_ok()
}

/// proves: YZJ-063
#[tokio::test]
async fn a_field_that_is_hidden_is_gone_from_what_every_member_sees_at_once() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    let di = joined(&house, &ana, &acme, "Di", "member").await;
    let made = department(&ana, &acme, json!({ "name": "研发部" })).await;
    for who in [&bo, &di] {
        placed(&ana, &acme, who, &made).await;
    }
    write(&ana, &acme, &bo, json!({ "seat": "A-17", "position": "会计" })).await.expect_ok();
    rule(&ana, &acme, "seat", "department", false).await.expect_ok();
    assert_eq!(shown(&di, &acme, &bo).await["seat"], "A-17");
    assert_eq!(shown(&cy, &acme, &bo).await["seat"], NO);
    rule(&ana, &acme, "seat", "organisation", false).await.expect_ok();
    assert_eq!(shown(&cy, &acme, &bo).await["seat"], "A-17");
    assert!(found_by(&cy, &acme, "会计").await.to_string().contains(&bo.id), "found by it while it is shown");
    rule(&ana, &acme, "seat", "keepers", false).await.expect_ok();
    rule(&ana, &acme, "position", "keepers", false).await.expect_ok();
    for who in [&cy, &di] {
        assert_eq!(shown(who, &acme, &bo).await, json!({}));
        let mut pages = vec![who.get(&format!("/api/v1/orgs/{acme}/people")).await];
        if who.operations().any(|(id, _, _)| id == "directory.find") {
            pages.push(who.call("directory.find", &[("org", &acme)], NO).await);
        }
        assert_eq!(found_by(who, &acme, "会计").await["total"], 0);
        for page in pages {
            assert!(
                page.status.as_u16() == 404 || !page.expect_ok().to_string().contains("会计"),
                "{}",
                page.text()
            );
        }
    }
    for (who, field) in [(&cy, "seat"), (&bo, "seat")] {
        rule(who, &acme, field, "organisation", false).await.expect_code(403, "access.denied");
    }
    for field in ["id_number", "home_address"] {
        rule(&ana, &acme, field, "organisation", false).await.expect_code(409, "record.rule_fixed");
    }
    let eve = house.person("Eve").await;
    org(&eve).await;
    record(&eve, &acme, &bo).await.expect_code(404, "org.unknown");
    proved("YZJ-063", &["org.record", "org.record.rule"]);
}

/// Each changes what is his; what the organisation keeps is the organisation's, and goes with the membership.
#[tokio::test]
async fn a_person_corrects_what_is_his_and_the_record_goes_when_he_leaves() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    write(&bo, &acme, &bo, json!({ "landline": "010-1234", "seat": "B-1" })).await.expect_ok();
    write(&bo, &acme, &bo, json!({ "rank": "P9" })).await.expect_code(403, "record.not_yours");
    write(&cy, &acme, &bo, json!({ "seat": "C-1" })).await.expect_code(403, "access.denied");
    write(&bo, &acme, &bo, json!({ "seat": null })).await.expect_ok();
    assert_eq!(shown(&bo, &acme, &bo).await, json!({ "landline": "010-1234" }));
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("landline (own): 010-1234"), "{held}");
    let bare = json!({ "fields": { "shoe_size": "42" } });
    bo.call("org.record.change", &at(&acme, &bo), bare).await.expect_code(422, "body.invalid");
    ana.call("org.member.remove", &at(&acme, &bo), NO).await.expect_ok();
    let mut view = house.running.house.db.view().await.unwrap();
    let left = view.one("SELECT COUNT(*) AS found FROM yard_member_field", vec![]).await.unwrap();
    assert_eq!(left.get::<i64>("found").unwrap(), 0);
}

/// What somebody is charged with he does there, and nowhere else; each act is noted.
#[tokio::test]
async fn a_charge_reaches_its_department_and_what_is_below_and_no_further() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let hana = joined(&house, &ana, &acme, "Hana", "member").await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    let top = department(&ana, &acme, json!({ "name": "研发部" })).await;
    let below = department(&ana, &acme, json!({ "name": "后端", "parent": top })).await;
    placed(&ana, &acme, &bo, &below).await;
    write(&hana, &acme, &bo, json!({ "seat": "1" })).await.expect_code(403, "access.denied");
    let wish = json!({ "person": hana.id, "title": "人事专员", "department": top, "rights": ["records"] });
    bo.call("org.charge", &[("org", &acme)], wish.clone()).await.expect_code(403, "access.denied");
    let bare = json!({ "person": hana.id, "title": "人事专员", "rights": [] });
    ana.call("org.charge", &[("org", &acme)], bare).await.expect_code(422, "org.charge_wrong");
    let charge = ana.call("org.charge", &[("org", &acme)], wish).await.expect_ok();
    write(&hana, &acme, &bo, json!({ "seat": "1" })).await.expect_ok();
    assert_eq!(record(&hana, &acme, &bo).await.expect_ok()["standing"], "keeper");
    write(&hana, &acme, &cy, json!({ "seat": "1" })).await.expect_code(403, "access.denied");
    let unmask = [("org", acme.as_str()), ("person", bo.id.as_str())];
    let reason = json!({ "reason": "办理社保" });
    hana.call("org.record.identity", &unmask, reason).await.expect_code(403, "access.denied");
    hana.call("org.acts", &[("org", &acme)], NO).await.expect_code(403, "access.denied");
    let acts = ana.call("org.acts", &[("org", &acme)], NO).await.expect_ok();
    let by: Vec<(&str, &str)> = acts["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["person"].as_str().unwrap(), one["act"].as_str().unwrap()))
        .collect();
    assert!(by.contains(&(hana.id.as_str(), "org.record.change")), "{by:?}");
    assert!(by.contains(&(ana.id.as_str(), "org.charge")), "{by:?}");
    let gone = [("org", acme.as_str()), ("charge", charge["id"].as_str().unwrap())];
    ana.call("org.charge.remove", &gone, NO).await.expect_ok();
    write(&hana, &acme, &bo, json!({ "seat": "2" })).await.expect_code(403, "access.denied");
    ana.call("org.charge.remove", &gone, NO).await.expect_code(404, "org.charge_unknown");
}

/// proves: YZJ-072
#[tokio::test]
async fn what_is_shown_outside_follows_the_outward_rule_of_the_organisation() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let (fay, eve) = (house.person("Fay").await, house.person("Eve").await);
    crate::friends::befriend(&bo, &fay).await;
    write(&ana, &acme, &bo, json!({ "email": "bo@example.com", "seat": "A-17" })).await.expect_ok();
    let cards = |who: &Client| {
        let (who, path) = (who.clone(), format!("/api/v1/people/{}/cards", bo.id));
        async move {
            let answer = who.get(&path).await;
            if answer.status.as_u16() == 404 { json!([]) } else { answer.expect_ok()["items"].clone() }
        }
    };
    assert_eq!(cards(&fay).await, json!([]), "by default nothing");
    rule(&ana, &acme, "email", "keepers", true).await.expect_ok();
    assert_eq!(cards(&fay).await, json!([{ "org": acme, "fields": { "email": "bo@example.com" } }]));
    assert_eq!(cards(&eve).await, json!([]), "whoever does not know him sees nothing");
    rule(&ana, &acme, "seat", "organisation", false).await.expect_ok();
    assert_eq!(
        cards(&fay).await[0]["fields"],
        json!({ "email": "bo@example.com" }),
        "within is another thing"
    );
    rule(&ana, &acme, "email", "organisation", false).await.expect_ok();
    assert_eq!(cards(&fay).await, json!([]), "and changes with it");
    bo.call("friend.remove", &[("person", &fay.id)], NO).await.expect_ok();
    rule(&ana, &acme, "email", "organisation", true).await.expect_ok();
    assert_eq!(cards(&fay).await, json!([]));
    proved("YZJ-072", &["org.cards", "org.record.rule"]);
}

/// proves: DB-016
#[tokio::test]
async fn personnel_matters_are_handed_in_by_their_person_and_read_by_those_who_see_to_them() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let hana = joined(&house, &ana, &acme, "Hana", "member").await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    let (here, there) = (json!({ "name": "研发部" }), json!({ "name": "市场部" }));
    let (here, there) = (department(&ana, &acme, here).await, department(&ana, &acme, there).await);
    placed(&ana, &acme, &bo, &here).await;
    let handed = json!({ "staff_number": "E-17", "hired_on": "2026-11-01", "education": "本科" });
    write(&bo, &acme, &bo, handed.clone()).await.expect_code(404, "record.off");
    ana.call("org.open", &[("org", &acme), ("kind", "personnel")], NO).await.expect_ok();
    write(&ana, &acme, &bo, handed.clone()).await.expect_code(403, "record.not_yours");
    let look = |who: &Client| {
        let (who, acme, bo) = (who.clone(), acme.clone(), bo.id.clone());
        async move { who.call("org.personnel.get", &[("org", &acme), ("person", &bo)], NO).await }
    };
    let step = |who: &Client, wish: Value| {
        let (who, acme, bo) = (who.clone(), acme.clone(), bo.id.clone());
        async move { who.call("org.personnel.step", &[("org", &acme), ("person", &bo)], wish).await }
    };
    look(&ana).await.expect_code(404, "personnel.unknown");
    write(&bo, &acme, &bo, handed.clone()).await.expect_ok();
    let wish = json!({ "person": hana.id, "title": "人事", "department": here, "rights": ["personnel"] });
    ana.call("org.charge", &[("org", &acme)], wish).await.expect_ok();
    let seen = look(&hana).await.expect_ok();
    assert_eq!((&seen["state"], &seen["fields"]), (&json!("joining"), &handed));
    for who in [&cy, &bo] {
        look(who).await.expect_code(403, "access.denied");
        step(who, json!({ "step": "begin" })).await.expect_code(403, "access.denied");
        who.call("org.personnel", &[("org", &acme)], NO).await.expect_code(403, "access.denied");
    }
    for who in [&cy, &ana] {
        assert!(!record(who, &acme, &bo).await.text().contains("E-17"), "no record shows it");
    }
    assert_eq!(shown(&bo, &acme, &bo).await["staff_number"], "E-17");
    let looks = bo.get("/api/v1/me/openings").await.expect_ok().to_string();
    assert!(looks.contains("org.personnel.get"), "{looks}");

    step(&hana, json!({ "step": "move", "department": there })).await.expect_code(409, "personnel.step");
    step(&hana, json!({ "step": "begin" })).await.expect_ok();
    step(&hana, json!({ "step": "move" })).await.expect_code(422, "personnel.department");
    step(&hana, json!({ "step": "move", "department": there })).await.expect_code(403, "personnel.beyond");
    step(&ana, json!({ "step": "move", "department": there })).await.expect_ok();
    let list = hana.call("org.personnel", &[("org", &acme)], NO).await.expect_ok();
    assert_eq!((&list["items"][0]["state"], &list["items"][0]["name"]), (&json!("moving"), &json!("Bo")));
    step(&hana, json!({ "step": "settle" })).await.expect_ok();
    assert_eq!(record(&bo, &acme, &bo).await.expect_ok()["department"], there);
    // He stands elsewhere now, where she has no charge.
    look(&hana).await.expect_code(403, "access.denied");
    step(&ana, json!({ "step": "leave" })).await.expect_ok();
    step(&ana, json!({ "step": "end" })).await.expect_ok();
    record(&bo, &acme, &bo).await.expect_code(404, "org.unknown");
    let mut view = house.running.house.db.view().await.unwrap();
    let left = view.one("SELECT COUNT(*) AS found FROM yard_member_field", vec![]).await.unwrap();
    assert_eq!(left.get::<i64>("found").unwrap(), 0);
    proved("DB-016", &["org.record.change", "org.personnel.get", "org.personnel.step", "org.personnel"]);
}

/// Whoever is charged with people is not charged with those who charge.
#[tokio::test]
async fn a_charge_moves_no_administrator_and_puts_none_out() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let hana = joined(&house, &ana, &acme, "Hana", "member").await;
    let bo = joined(&house, &ana, &acme, "Bo", "administrator").await;
    let made = department(&ana, &acme, json!({ "name": "研发部" })).await;
    ana.call("org.open", &[("org", &acme), ("kind", "personnel")], NO).await.expect_ok();
    write(&bo, &acme, &bo, json!({ "education": "本科" })).await.expect_ok();
    let wish = json!({ "person": hana.id, "title": "人事", "rights": ["personnel"] });
    ana.call("org.charge", &[("org", &acme)], wish).await.expect_ok();
    let step = |who: &Client, wish: Value| {
        let (who, acme, bo) = (who.clone(), acme.clone(), bo.id.clone());
        async move { who.call("org.personnel.step", &[("org", &acme), ("person", &bo)], wish).await }
    };
    step(&hana, json!({ "step": "begin" })).await.expect_code(403, "personnel.administrator");
    step(&ana, json!({ "step": "begin" })).await.expect_ok();
    for wish in [json!({ "step": "leave" }), json!({ "step": "move", "department": made })] {
        step(&hana, wish).await.expect_code(403, "personnel.administrator");
    }
    step(&ana, json!({ "step": "leave" })).await.expect_ok();
    step(&hana, json!({ "step": "end" })).await.expect_code(403, "personnel.administrator");
    record(&bo, &acme, &bo).await.expect_ok();
    // One who is none any longer is one of those whom she sees to.
    ana.call("org.member.update", &at(&acme, &bo), json!({ "role": "member" })).await.expect_ok();
    step(&hana, json!({ "step": "end" })).await.expect_ok();
    record(&bo, &acme, &bo).await.expect_code(404, "org.unknown");
}

/// A charge is asked of the rows when something is written, not when it was asked for.
#[tokio::test]
async fn a_charge_that_is_taken_back_meanwhile_writes_nothing() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let hana = joined(&house, &ana, &acme, "Hana", "member").await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let wish = json!({ "person": hana.id, "title": "人事专员", "rights": ["records", "upload"] });
    ana.call("org.charge", &[("org", &acme)], wish).await.expect_ok();
    write(&hana, &acme, &bo, json!({ "seat": "1" })).await.expect_ok();
    let list = format!("姓名,手机号\n李波,{}\n", bo.phone);
    // Whoever writes now keeps her waiting; she has been let in by then, and what let her in goes.
    let mut cx = house.running.house.db.begin().await.unwrap();
    cx.run("UPDATE yard_org SET changed_at = changed_at + 1", vec![]).await.unwrap();
    let (seat, photo) = (json!({ "seat": "2" }), pictures().swap_remove(0));
    let path = format!("/api/v1/orgs/{acme}/members/{}/photo", bo.id);
    let png = [("content-type", "image/png")];
    let asked = async {
        tokio::join!(
            write(&hana, &acme, &bo, seat),
            hana.send(Method::PUT, &path, Some(photo), &png),
            crate::uploads::bring(&hana, &acme, &list, crate::uploads::attestation()),
        )
    };
    tokio::pin!(asked);
    let first = tokio::time::timeout(std::time::Duration::from_millis(500), &mut asked).await;
    assert!(first.is_err(), "they wait for whoever writes");
    cx.run("DELETE FROM yard_charge", vec![]).await.unwrap();
    cx.commit().await.unwrap();
    let (written, put, brought) = asked.await;
    written.expect_code(403, "access.denied");
    put.expect_code(403, "access.denied");
    brought.expect_code(403, "access.denied");
    assert_eq!(shown(&ana, &acme, &bo).await, json!({ "seat": "1" }));
}

/// What of a record is whose word, as its person reads it.
#[tokio::test]
async fn what_others_gave_of_somebody_says_from_whom_and_on_which_ground_it_is() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    write(&ana, &acme, &bo, json!({ "rank": "P6" })).await.expect_ok();
    write(&bo, &acme, &bo, json!({ "seat": "A-17" })).await.expect_ok();
    let held = bo.get("/api/v1/me/held").await.expect_ok();
    let of = |value: &str| {
        let found = held["items"].as_array().unwrap().iter().find(|one| one["value"] == value);
        found.unwrap_or_else(|| panic!("{value} is not among {held}")).clone()
    };
    assert_eq!(of("rank (keeper): P6")["sources"], json!(["you", "others"]));
    assert_eq!(of("rank (keeper): P6")["bases"], json!(["contract", "legal"]));
    assert_eq!(of("seat (own): A-17")["collected_at"].as_str().map(str::len), Some(24));
    let seen = record(&bo, &acme, &bo).await.expect_ok();
    let sources: Vec<(&str, &str)> = seen["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["field"].as_str().unwrap(), one["source"].as_str().unwrap()))
        .collect();
    assert_eq!(sources, [("rank", "keeper"), ("seat", "own")]);
    // Whoever came by an invitation reads on which ground he was brought in.
    let me = bo.call("me.get", &[], NO).await.expect_ok();
    assert_eq!(me["orgs"][0]["basis"], "consent");
}
