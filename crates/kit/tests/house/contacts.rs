//! The directory of an organisation and its external contacts: for its members, as far as its rules permit.

use kit::{Client, House, proved};
use serde_json::{Value, json};

use crate::chat::{all, direct, said, texts};
use crate::friends::befriend;
use crate::meet::text;
use crate::org::{joined, org};

async fn find(who: &Client, org: &str, query: &str) -> kit::Answer {
    who.get(&format!("/api/v1/orgs/{org}/directory?{query}")).await
}

/// Who is found by these letters.
async fn names(who: &Client, org: &str, query: &str) -> Vec<String> {
    let found = find(who, org, query).await.expect_ok();
    found["items"].as_array().unwrap().iter().map(|one| text(one, "name").to_owned()).collect()
}

async fn rule(who: &Client, org: &str, phone: &str, position: &str) -> kit::Answer {
    let wish = json!({ "numbers": phone, "positions": position });
    who.call("directory.rule", &[("org", org)], wish).await
}

/// proves: YZJ-100
#[tokio::test]
async fn colleagues_are_found_by_name_number_and_department_with_what_the_rules_show() {
    let house = House::start().await;
    let ana = house.person("安娜").await;
    let org = org(&ana).await;
    let shan = joined(&house, &ana, &org, "单雄信", "member").await;
    let bo = joined(&house, &ana, &org, "Bo Li", "member").await;
    let eve = house.person("单外人").await;
    let other = crate::org::org(&eve).await;
    let made =
        ana.call("org.department.create", &[("org", &org)], json!({ "name": "研发" })).await.expect_ok();
    let department = text(&made, "id").to_owned();
    let wish = json!({ "department": department, "position": "统领" });
    ana.call("org.member.update", &[("org", &org), ("person", &shan.id)], wish).await.expect_ok();

    // By name as written, as read (a surname read otherwise among them), by initials, and by department.
    for (query, found) in [
        ("text=雄信", vec!["单雄信"]),
        ("text=shanxiongxin", vec!["单雄信"]),
        ("text=sxx", vec!["单雄信"]),
        ("text=annal", vec![]),
        ("text=anna", vec!["安娜"]),
        ("text=boli", vec!["Bo Li"]),
        ("text=nobody", vec![]),
        ("limit=2", vec!["安娜", "Bo Li"]),
        ("from=2", vec!["单雄信"]),
    ] {
        assert_eq!(names(&bo, &org, query).await, found, "{query}");
    }
    assert_eq!(names(&bo, &org, &format!("department={department}")).await, ["单雄信"]);
    assert_eq!(find(&bo, &org, "limit=1").await.expect_ok()["total"], 3);

    // By default positions are shown and numbers are not, nor does a number find anybody.
    let by_number = format!("text={}", shan.phone);
    let seen = |who: &Client, query: &str| {
        let (who, org, query) = (who.clone(), org.clone(), query.to_owned());
        async move {
            let found = find(&who, &org, &query).await.expect_ok();
            let one = found["items"].as_array().unwrap().first().cloned().unwrap_or(Value::Null);
            (one["position"].clone(), one["phone"].clone())
        }
    };
    assert_eq!(seen(&bo, "text=sxx").await, (json!("统领"), json!(null)));
    assert_eq!(names(&bo, &org, &by_number).await, Vec::<String>::new());
    rule(&ana, &org, "administrators", "nobody").await.expect_ok();
    assert_eq!(seen(&bo, "text=sxx").await, (json!(null), json!(null)));
    assert_eq!(names(&bo, &org, &by_number).await, Vec::<String>::new());
    let shown = seen(&ana, &by_number).await;
    assert_eq!(shown.0, json!(null));
    assert!(shown.1.as_str().unwrap().ends_with(&shan.phone), "{shown:?}");
    rule(&ana, &org, "members", "members").await.expect_ok();
    assert_eq!(names(&bo, &org, &by_number).await, ["单雄信"]);
    assert!(seen(&bo, "text=sxx").await.1.is_string());
    assert_eq!(names(&bo, &org, &format!("text={}", eve.phone)).await, Vec::<String>::new());

    // Renamed and gone: at once.
    let wish = json!({ "name": "李波" });
    bo.send(axum::http::Method::PATCH, "/api/v1/me", Some(wish.to_string().into_bytes()), &[])
        .await
        .expect_ok();
    assert_eq!(names(&ana, &org, "text=lib").await, ["李波"]);
    assert_eq!(names(&ana, &org, "text=boli").await, Vec::<String>::new());
    ana.call("org.member.remove", &[("org", &org), ("person", &shan.id)], json!(null)).await.expect_ok();
    assert_eq!(names(&bo, &org, "text=sxx").await, Vec::<String>::new());

    // Who is no member learns nothing; who is none of those who run it rules nothing.
    for who in [&eve, &shan] {
        find(who, &org, "").await.expect_code(404, "org.unknown");
        rule(who, &org, "members", "members").await.expect_code(404, "org.unknown");
    }
    assert_eq!(names(&eve, &other, "text=dwr").await, ["单外人"]);
    rule(&bo, &org, "nobody", "nobody").await.expect_code(403, "access.denied");
    rule(&ana, &org, "everybody", "nobody").await.expect_code(422, "body.invalid");
    find(&bo, &org, &format!("text={}", "a".repeat(65))).await.expect_code(422, "directory.text");
    proved("YZJ-100", &["directory.find", "directory.rule"]);
}

pub(crate) fn entered(name: &str) -> Value {
    json!({
        "name": name, "phone": "13700001111", "company": "外部有限公司", "tags": "客户,华东", "note": "周三前回电",
        "purpose": "business", "ground": "contract",
    })
}

async fn kept(who: &Client, org: &str) -> Vec<Value> {
    let list = who.call("external.list", &[("org", org)], json!(null)).await.expect_ok();
    list["items"].as_array().unwrap().clone()
}

/// proves: YZJ-101, DB-017
#[tokio::test]
async fn an_external_contact_is_entered_given_on_and_written_to_and_sees_nothing_of_the_organisation() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let org = org(&ana).await;
    let bo = joined(&house, &ana, &org, "Bo", "member").await;
    let cai = joined(&house, &ana, &org, "Cai", "member").await;
    let wang = house.person("王外部").await;

    // The outside person becomes a friend, is labelled external, and is written to.
    befriend(&bo, &wang).await;
    let friends = bo.call("friend.list", &[], json!(null)).await.expect_ok();
    assert_eq!(
        (&friends["items"][0]["external"], &friends["items"][0]["state"]),
        (&json!(true), &json!("friend"))
    );
    let mut wish = entered("王外部");
    wish["person"] = json!(wang.id);
    let made = bo.call("external.add", &[("org", &org)], wish.clone()).await.expect_ok();
    let contact = text(&made, "id").to_owned();
    let two = direct(&bo, &wang).await;
    said(&wang, &two, "mark-0001", "您好").await;
    assert_eq!(texts(&all(&bo, &two).await), ["您好"]);
    let list = kept(&bo, &org).await;
    assert_eq!(
        (&list[0]["external"], &list[0]["tags"], &list[0]["person"]),
        (&json!(true), &json!("客户,华东"), &json!(wang.id))
    );
    // He sees nothing of the organisation, and nobody else's contacts are seen.
    for path in ["directory", "members", "contacts", "departments", "directory-rules"] {
        wang.get(&format!("/api/v1/orgs/{org}/{path}")).await.expect_code(404, "org.unknown");
    }
    wang.call("conversation.direct", &[], json!({ "person": ana.id }))
        .await
        .expect_code(422, "conversation.person_unknown");
    assert_eq!(kept(&cai, &org).await, Vec::<Value>::new());
    let at = [("org", org.as_str()), ("contact", contact.as_str())];
    for (operation, wish) in [("external.change", entered("x")), ("external.remove", json!(null))] {
        cai.call(operation, &at, wish.clone()).await.expect_code(404, "external.unknown");
        wang.call(operation, &at, wish).await.expect_code(404, "org.unknown");
    }
    let elsewhere = crate::org::org(&wang).await;
    let other = [("org", elsewhere.as_str()), ("contact", contact.as_str())];
    wang.call("external.change", &other, entered("x")).await.expect_code(404, "external.unknown");
    wang.call("external.reassign", &other, json!({ "owner": wang.id }))
        .await
        .expect_code(404, "external.unknown");
    // Malformed, over-long, without purpose or ground, joined to a stranger.
    for (field, value, code) in [
        ("name", json!(" "), "external.field"),
        ("note", json!("长".repeat(501)), "external.field"),
        ("phone", json!("call me"), "external.phone"),
        ("person", json!(cai.id), "external.not_friend"),
        ("purpose", json!("fun"), "body.invalid"),
        ("ground", json!("hearsay"), "body.invalid"),
    ] {
        let mut wrong = entered("x");
        wrong[field] = value;
        bo.call("external.add", &[("org", &org)], wrong).await.expect_code(422, code);
    }

    // It is changed by its keeper; when he leaves, those who run the organisation give it on.
    wish["note"] = json!("已回电");
    bo.call("external.change", &at, wish).await.expect_ok();
    bo.call("external.reassign", &at, json!({ "owner": cai.id })).await.expect_code(403, "access.denied");
    ana.call("org.member.remove", &[("org", &org), ("person", &bo.id)], json!(null)).await.expect_ok();
    bo.call("external.list", &[("org", &org)], json!(null)).await.expect_code(404, "org.unknown");
    let list = kept(&ana, &org).await;
    assert_eq!((&list[0]["unkept"], &list[0]["note"]), (&json!(true), &json!("已回电")));
    ana.call("external.reassign", &at, json!({ "owner": bo.id }))
        .await
        .expect_code(422, "external.not_member");
    ana.call("external.reassign", &at, json!({ "owner": cai.id })).await.expect_ok();
    let list = kept(&cai, &org).await;
    assert_eq!((&list[0]["unkept"], &list[0]["name"]), (&json!(false), &json!("王外部")));
    // Nothing of him stands in the open, and removed he is gone.
    let mut found = Vec::new();
    let needles: Vec<(String, Vec<u8>)> = ["外部有限公司", "13700001111", "周三前回电"]
        .iter()
        .flat_map(|value| crate::canary::forms(value).into_iter().map(|form| ((*value).to_owned(), form)))
        .collect();
    assert!(crate::canary::search(house.folder(), &needles, &mut found) > 10_000);
    assert_eq!(found, Vec::<String>::new());
    cai.call("external.remove", &at, json!(null)).await.expect_ok();
    assert_eq!(kept(&ana, &org).await, Vec::<Value>::new());
    for id in ["YZJ-101", "DB-017"] {
        proved(id, &["external.add", "external.list", "external.reassign", "conversation.direct"]);
    }
}

/// proves: YZJ-023
#[tokio::test]
async fn a_new_picture_shows_in_chat_and_contacts_at_the_next_look_and_the_old_file_goes() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    // No picture, and nothing about her sex is asked for anywhere: all that is basic works.
    let me = ana.get("/api/v1/me").await.expect_ok();
    assert_eq!(me["avatar"], json!(null));
    assert!(me.get("gender").is_none(), "{me}");
    befriend(&ana, &bo).await;
    let two = direct(&ana, &bo).await;
    said(&ana, &two, "mark-0001", "你好").await;
    said(&bo, &two, "mark-0001", "好").await;
    assert_eq!(texts(&all(&ana, &two).await), ["你好", "好"]);
    for path in ["me", "me/held", "friends", "conversations", "meetings", "me/devices"] {
        let answer = ana.get(&format!("/api/v1/{path}")).await;
        assert!(answer.status.is_success() || answer.status.as_u16() == 405, "{path}: {}", answer.text());
    }
    crate::meet::started(&ana, json!({ "title": "站会", "guests": true })).await;

    // A picture shows to who is in a conversation with her as soon as she agrees; a new one shows at the next look.
    let address = format!("/api/v1/people/{}/avatar", ana.id);
    crate::avatar::put(&ana, "image/png", crate::avatar::png(64)).await.expect_ok();
    bo.get(&address).await.expect_code(404, "avatar.none");
    crate::avatar::agree(&ana, "/api/v1/consents").await;
    let before = bo.get(&address).await;
    before.expect_ok();
    crate::avatar::put(&ana, "image/png", crate::avatar::png(99)).await.expect_ok();
    let after = bo.get(&address).await;
    after.expect_ok();
    assert_ne!(before.body, after.body);
    assert_eq!(after.headers["cache-control"], "private, no-cache");
    house.run_jobs().await;
    assert_eq!(crate::avatar::files(&house).len(), 1, "the old file is gone");
    proved("YZJ-023", &["me.avatar", "person.avatar"]);
}
