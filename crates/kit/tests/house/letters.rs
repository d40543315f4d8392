//! Whom a property knows already: lists that name people, letters with codes, and papers that are added to an application.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::avatar::pictures;
use crate::canary::{forms, in_tables};
use crate::homes::{DAY, Estate, NO, applications, enter, entry, homes, told};
use crate::masked::leaves;
use crate::meet::text;
use crate::org::org;

async fn desk(estate: &Estate, operation: &str, more: &[(&str, &str)], wish: Value) -> Answer {
    let at: Vec<(&str, &str)> =
        [("org", estate.org.as_str())].into_iter().chain(more.iter().copied()).collect();
    estate.wang.call(operation, &at, wish).await
}

async fn import(estate: &Estate, list: &str) -> Value {
    let wish = json!({ "file": STANDARD.encode(list) });
    let seen = desk(estate, "home.import.look", &[], wish.clone()).await.expect_ok();
    let made = desk(estate, "home.import", &[], wish).await.expect_ok();
    assert_eq!(
        (&seen["people"], &seen["new"]),
        (&made["people"], &made["new"]),
        "a dry run says what follows"
    );
    made
}

async fn awaited(estate: &Estate) -> Vec<Value> {
    let list = desk(estate, "home.awaited", &[], NO).await.expect_ok();
    list["items"].as_array().unwrap().clone()
}

async fn seen(estate: &Estate, application: &str) -> Value {
    desk(estate, "home.application.get", &[("application", application)], NO).await.expect_ok()
}

/// Nobody lives anywhere by standing on a list; whoever applies with an account of that number is seen to be awaited, as what and until when.
#[tokio::test]
async fn whom_a_list_names_is_awaited_and_seen_to_be_so_when_he_applies() {
    let estate = Estate::open().await;
    let house = &estate.house;
    let (ana, bo, eve) = (house.person("Ana").await, house.person("Bo").await, house.person("Eve").await);
    let list = format!(
        "楼栋,单元,房号,姓名,手机号,身份,到期日期\n3号楼,1单元,502,安娜,{},,\n3号楼,1单元,502,博,{},租客,2099-06-30\n7,1,101,李雷,13912345678,保安,\n7,1,102,,,,\n",
        ana.phone.trim_start_matches("+86"),
        bo.phone.trim_start_matches("+86")
    );
    let made = import(&estate, &list).await;
    assert_eq!((&made["new"], &made["people"], &made["wrong"]), (&json!(1), &json!(2), &json!(1)), "{made}");
    assert_eq!(made["wrongs"][0]["why"], "relation");
    let again = import(&estate, &list).await;
    assert_eq!((&again["people"], &again["people_there"], &again["import"]), (&json!(0), &json!(2), &NO));
    let named = awaited(&estate).await;
    assert_eq!(named.len(), 2);
    assert_eq!(named[0]["name"], "安娜");
    assert!(named[0]["phone"].as_str().unwrap().ends_with(&ana.phone), "{named:?}");
    assert_eq!((&named[1]["relation"], &named[1]["home"]), (&json!("tenant"), &json!("3-1-502")));
    assert!(homes(&ana).await.is_empty(), "nobody lives there by a list");
    let held = ana.get("/api/v1/me/held").await.expect_ok();
    let items = held["items"].as_array().unwrap();
    assert!(items.iter().any(|one| one["table"] == "community_awaited"), "it is her data, too: {held}");

    // The number of the account counts, and not the one that is written.
    let made = estate.apply(&eve, json!({ "phone": ana.phone })).await.expect_ok();
    assert_eq!(seen(&estate, text(&made, "id")).await["awaited"], NO);
    let made = estate.apply(&bo, json!({ "relation": "tenant", "name": "博" })).await.expect_ok();
    let id = text(&made, "id").to_owned();
    let before = seen(&estate, &id).await;
    assert_eq!(before["awaited"]["relation"], "tenant", "{before}");
    estate.decide(&id, json!({ "approve": true })).await.expect_ok();
    let his = homes(&bo).await;
    assert_eq!(his[0]["until"], before["awaited"]["until"], "he stays until the day that the list names");
    assert_eq!(awaited(&estate).await.len(), 1, "what was said of him went when he came");

    // Removed by the desk, or gone with the time.
    let at = named[0]["id"].as_str().unwrap();
    let other = org(&eve).await;
    let theirs = [("org", other.as_str()), ("awaited", at)];
    eve.call("home.awaited.remove", &theirs, NO).await.expect_code(404, "awaited.unknown");
    desk(&estate, "home.awaited.remove", &[("awaited", at)], NO).await.expect_ok();
    import(&estate, &list).await;
    house.advance(184 * DAY);
    house.run_jobs().await;
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_awaited").await, 0);
}

/// A number is nobody's when its account is closed: what names it is gone before somebody else has it.
#[tokio::test]
async fn who_closes_his_account_is_awaited_nowhere_any_longer() {
    let estate = Estate::open().await;
    let house = &estate.house;
    let owner = estate.resident("Owner", "3-1-502", "owner").await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let number = |who: &Client| who.phone.trim_start_matches("+86").to_owned();
    let list = format!(
        "楼栋,单元,房号,姓名,手机号\n3号楼,1单元,601,安娜,{}\n3号楼,1单元,601,博,{}\n",
        number(&ana),
        number(&bo)
    );
    import(&estate, &list).await;
    for who in [&ana, &bo] {
        enter(&owner, &estate.homes[0], entry(who, "family", json!({}))).await.expect_ok();
    }
    let waits = "SELECT (SELECT COUNT(*) FROM community_awaited) * 10 \
                 + (SELECT COUNT(*) FROM community_resident WHERE person IS NULL) AS found";
    assert_eq!(estate.count(waits).await, 22);
    crate::erasure::close(house, &ana).await.expect_ok();
    assert_eq!(estate.count(waits).await, 11, "of the other one nothing went");
    let named = awaited(&estate).await;
    assert_eq!((named.len(), &named[0]["name"]), (1, &json!("博")));
}

#[tokio::test]
async fn a_list_that_is_taken_back_takes_along_whom_it_named_and_their_homes() {
    let estate = Estate::open().await;
    let made = import(
        &estate,
        "楼栋,单元,房号,姓名,手机号\n7,1,101,李雷,13912345678\n3号楼,1单元,502,韩梅,13912345679\n",
    )
    .await;
    assert_eq!((&made["new"], &made["people"]), (&json!(1), &json!(2)));
    let list = text(&made, "import").to_owned();
    let undone = desk(&estate, "home.import.undo", &[("import", &list)], NO).await.expect_ok();
    assert_eq!(undone, json!({ "gone": 1, "stay": 0 }));
    assert!(awaited(&estate).await.is_empty());
}

async fn make(estate: &Estate, homes: &[&str], days: u32) -> Answer {
    let wish = json!({ "homes": homes, "relation": "owner", "days": days });
    desk(estate, "home.letter.make", &[], wish).await
}

async fn by_letter(who: &Client, code: &str) -> Answer {
    let wish = json!({ "code": code, "name": "安娜", "phone": who.phone });
    who.call("home.letter.apply", &[], wish).await
}

/// What the house texted to a number, with the code of a letter in it.
async fn texted(house: &House, phone: &str) -> Vec<String> {
    let outbox = house.nobody().get("/dev/outbox").await.expect_ok();
    let to =
        |item: &&Value| item["kind"] == "sms" && item["to"].as_str().is_some_and(|to| to.ends_with(phone));
    let texts =
        outbox["items"].as_array().unwrap().iter().filter(to).map(|item| text(item, "text").to_owned());
    texts.filter(|said| said.contains("认证房屋")).collect()
}

/// A letter goes to the number that a list names, where the desk wants that; its code is in the message and nowhere else.
#[tokio::test]
async fn a_letter_goes_as_a_text_message_to_the_number_that_a_list_names() {
    let estate = Estate::open().await;
    let (house, one, two) = (&estate.house, estate.homes[0].as_str(), estate.homes[1].as_str());
    let ana = house.person("Ana").await;
    let number = ana.phone.trim_start_matches("+86");
    import(
        &estate,
        &format!(
            "楼栋,单元,房号,姓名,手机号\n3号楼,1单元,502,安娜,{number}\n3号楼,1单元,502,博,13912345678\n"
        ),
    )
    .await;
    let wish = json!({ "homes": [one, two], "relation": "owner", "days": 30, "by_text": true });
    let made = desk(&estate, "home.letter.make", &[], wish.clone()).await.expect_ok();
    assert_eq!((&made["items"][0]["home"], &made["items"][0]["code"]), (&json!("3-1-502"), &NO), "{made}");
    assert_eq!(
        made["items"][1]["code"].as_str().unwrap().len(),
        19,
        "of the other home no list says anything"
    );
    let waiting =
        estate.count("SELECT COUNT(*) AS found FROM ground_job WHERE name = 'home.letter.text'").await;
    assert_eq!(waiting, 1);
    house.run_jobs().await;
    let said = texted(house, number).await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(texted(house, "13912345678").await.is_empty(), "a home has one letter");
    for secret in ["3-1-502", "安娜"] {
        assert!(!said[0].contains(secret), "{said:?}");
    }
    let code = said[0].split("入住码").nth(1).unwrap()[..19].to_owned();
    // Nothing of it is kept, and nobody opened her number unseen.
    let needles: Vec<(String, Vec<u8>)> = forms(&code).into_iter().map(|form| (code.clone(), form)).collect();
    assert_eq!(in_tables(house, &needles).await, [""; 0], "the code stands nowhere");
    by_letter(&ana, &code).await.expect_ok();

    // Family is not awaited there: printed. Two a day to a number: the third is printed, too.
    let family = json!({ "homes": [one], "relation": "family", "days": 30, "by_text": true });
    assert!(desk(&estate, "home.letter.make", &[], family).await.expect_ok()["items"][0]["code"].is_string());
    let again = async || {
        let wish = json!({ "homes": [one], "relation": "owner", "days": 30, "by_text": true });
        let made = desk(&estate, "home.letter.make", &[], wish).await.expect_ok();
        house.run_jobs().await;
        made["items"][0]["code"].is_string()
    };
    assert_eq!([again().await, again().await], [false, true]);
    assert_eq!(texted(house, number).await.len(), 2);
    // A new letter ends the one before, also where it was texted.
    let old = texted(house, number).await[1].split("入住码").nth(1).unwrap()[..19].to_owned();
    let eve = house.person("Eve").await;
    by_letter(&eve, &old).await.expect_code(422, "letter.code");
}

/// A texted letter ends the printed one: where there is no message it goes, and the desk knows to which home it has to print another.
#[tokio::test]
async fn a_letter_that_cannot_be_texted_goes_and_the_desk_is_told() {
    let estate = Estate::open().await;
    let house = &estate.house;
    let (ana, home) = (house.person("Ana").await, estate.homes[0].as_str());
    let number = ana.phone.trim_start_matches("+86");
    import(&estate, &format!("楼栋,单元,房号,姓名,手机号\n3号楼,1单元,502,安娜,{number}\n")).await;
    let letters = "SELECT COUNT(*) AS found FROM community_letter";
    let unsent = async |who: &Client| told(who).await.matches("letter.unsent").count();
    make(&estate, &[home], 30).await.expect_ok();
    let wish = json!({ "homes": [home], "relation": "owner", "days": 30, "by_text": true });
    desk(&estate, "home.letter.make", &[], wish.clone()).await.expect_ok();

    // Taken back by the desk itself: nobody is told.
    let listed = desk(&estate, "home.letters", &[], NO).await.expect_ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let id = text(&listed["items"][0], "id").to_owned();
    desk(&estate, "home.letter.remove", &[("letter", &id)], NO).await.expect_ok();
    house.run_jobs().await;
    assert_eq!((estate.count(letters).await, unsent(&estate.wang).await), (0, 0));

    // The list names nobody any more.
    desk(&estate, "home.letter.make", &[], wish).await.expect_ok();
    let named = awaited(&estate).await;
    desk(&estate, "home.awaited.remove", &[("awaited", text(&named[0], "id"))], NO).await.expect_ok();
    house.run_jobs().await;
    assert_eq!((estate.count(letters).await, unsent(&estate.wang).await), (0, 1));
    assert!(texted(house, number).await.is_empty() && unsent(&ana).await == 0);
    let said = told(&estate.wang).await;
    assert!(said.contains("3-1-502") && !said.contains("安娜"), "{said}");
}

/// A code is seen once, kept as a hash, and ends with its use, its date, the next letter, or when it is taken back.
#[tokio::test]
async fn a_letter_lets_its_reader_apply_once_and_in_at_once_where_the_community_wants_that() {
    let estate = Estate::open().await;
    let house = &estate.house;
    let (ana, bo, eve) = (house.person("Ana").await, house.person("Bo").await, house.person("Eve").await);
    let (one, two) = (estate.homes[0].as_str(), estate.homes[1].as_str());
    make(&estate, &[], 30).await.expect_code(422, "letter.homes");
    make(&estate, &[one], 91).await.expect_code(422, "letter.days");
    let other = org(&eve).await;
    let theirs = json!({ "homes": [one], "relation": "owner", "days": 30 });
    eve.call("home.letter.make", &[("org", &other)], theirs.clone()).await.expect_code(404, "place.closed");
    let wish = json!({ "name": "西山里", "address": "西山路二号" });
    eve.call("community.put", &[("org", &other)], wish).await.expect_ok();
    eve.call("home.letter.make", &[("org", &other)], theirs).await.expect_code(422, "letter.homes");

    let made = make(&estate, &[one, two], 30).await.expect_ok();
    assert_eq!((&made["community"], &made["items"][0]["home"]), (&json!("幸福里"), &json!("3-1-502")));
    let code = |made: &Value, at: usize| made["items"][at]["code"].as_str().unwrap().to_owned();
    let (first, second) = (code(&made, 0), code(&made, 1));
    assert_eq!(first.len(), 19);
    let listed = desk(&estate, "home.letters", &[], NO).await.expect_ok();
    assert_eq!(listed["is_reviewed"], true);
    assert!(!listed.to_string().contains(&first), "nobody sees a code again");

    // Looked at by the desk, as any other.
    by_letter(&ana, "0000-0000-0000-0000").await.expect_code(422, "letter.code");
    let said = by_letter(&ana, &first.to_lowercase().replace('-', " ")).await.expect_ok();
    assert_eq!(said, json!({ "state": "waiting" }));
    by_letter(&bo, &first).await.expect_code(422, "letter.code");
    let waiting = desk(&estate, "home.application.list", &[], NO).await.expect_ok();
    assert_eq!(waiting["items"][0]["by_letter"], true, "{waiting}");
    let id = text(&waiting["items"][0], "id").to_owned();
    estate.decide(&id, json!({ "approve": true })).await.expect_ok();
    assert_eq!(homes(&ana).await[0]["relation"], "owner");

    // In at once, where the community says so.
    desk(&estate, "home.letter.rule", &[], json!({ "is_reviewed": false })).await.expect_ok();
    assert_eq!(by_letter(&bo, &second).await.expect_ok(), json!({ "state": "approved" }));
    assert_eq!(homes(&bo).await[0]["number"], "3-1-601");
    assert_eq!(applications(&bo).await[0]["state"], "approved");

    // The next letter to a home ends the one before; the desk takes one back; the date ends it.
    let old = code(&make(&estate, &[one], 30).await.expect_ok(), 0);
    let new = code(&make(&estate, &[one, one], 7).await.expect_ok(), 0);
    by_letter(&eve, &old).await.expect_code(422, "letter.code");
    let listed = desk(&estate, "home.letters", &[], NO).await.expect_ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let id = text(&listed["items"][0], "id").to_owned();
    eve.call("home.letter.remove", &[("org", &other), ("letter", &id)], NO)
        .await
        .expect_code(404, "letter.unknown");
    house.advance(8 * DAY);
    by_letter(&eve, &new).await.expect_code(422, "letter.code");
    house.run_jobs().await;
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_letter").await, 0);
    let last = code(&make(&estate, &[two], 7).await.expect_ok(), 0);
    let listed = desk(&estate, "home.letters", &[], NO).await.expect_ok();
    let id = text(&listed["items"][0], "id").to_owned();
    desk(&estate, "home.letter.remove", &[("letter", &id)], NO).await.expect_ok();
    by_letter(&eve, &last).await.expect_code(422, "letter.code");
}

/// The end that a list names holds, too, where nobody looks; what it says of another role does not.
#[tokio::test]
async fn whom_a_letter_lets_in_at_once_goes_on_the_day_that_a_list_names() {
    let estate = Estate::open().await;
    let (bo, eve) = (estate.house.person("Bo").await, estate.house.person("Eve").await);
    let number = |who: &Client| who.phone.trim_start_matches("+86").to_owned();
    let list = format!(
        "楼栋,单元,房号,姓名,手机号,身份,到期日期\n3号楼,1单元,601,博,{},租客,2099-06-30\n3号楼,1单元,502,夏娃,{},租客,2099-06-30\n",
        number(&bo),
        number(&eve)
    );
    import(&estate, &list).await;
    let named = awaited(&estate).await;
    desk(&estate, "home.letter.rule", &[], json!({ "is_reviewed": false })).await.expect_ok();
    for (who, home, relation) in [(&bo, &estate.homes[1], "tenant"), (&eve, &estate.homes[0], "owner")] {
        let wish = json!({ "homes": [home], "relation": relation, "days": 30 });
        let made = desk(&estate, "home.letter.make", &[], wish).await.expect_ok();
        let code = made["items"][0]["code"].as_str().unwrap();
        assert_eq!(by_letter(who, code).await.expect_ok(), json!({ "state": "approved" }));
    }
    assert!(named[0]["until"].is_string(), "{named:?}");
    assert_eq!(homes(&bo).await[0]["until"], named[0]["until"]);
    assert_eq!(homes(&eve).await[0]["until"], NO);
    assert!(awaited(&estate).await.is_empty(), "both came");
}

#[tokio::test]
async fn nobody_goes_on_trying_codes() {
    let estate = Estate::open().await;
    let eve = estate.house.person("Eve").await;
    for _ in 0..10 {
        by_letter(&eve, "0000-0000-0000-0000").await.expect_code(422, "letter.code");
    }
    let code = make(&estate, &[&estate.homes[0]], 30).await.expect_ok()["items"][0]["code"]
        .as_str()
        .unwrap()
        .to_owned();
    by_letter(&eve, &code).await.expect_code(429, "letter.too_many");
    estate.house.advance(DAY + Duration::from_secs(1));
    by_letter(&eve, &code).await.expect_ok();
}

async fn put(who: &Client, application: &str, bytes: Vec<u8>) -> Answer {
    let path = format!("/api/v1/me/home-applications/{application}/documents");
    who.send(Method::POST, &path, Some(bytes), &[("content-type", "image/png")]).await
}

/// Papers are their owner's and the desk's, which looks with a reason; they go with the decision.
#[tokio::test]
async fn papers_are_seen_with_a_reason_that_their_owner_reads_and_go_with_the_decision() {
    let estate = Estate::open().await;
    let house = &estate.house;
    let (ana, eve) = (house.person("Ana").await, house.person("Eve").await);
    let id = text(&estate.apply(&ana, json!({})).await.expect_ok(), "id").to_owned();
    put(&eve, &id, pictures().swap_remove(0)).await.expect_code(404, "application.unknown");
    put(&ana, &id, b"MZ program".to_vec()).await.expect_code(422, "document.kind");
    let large = [b"%PDF-".as_slice(), &vec![b' '; (1 << 20) + 1]].concat();
    put(&ana, &id, large).await.expect_code(413, "document.too_large");
    let first = put(&ana, &id, pictures().swap_remove(0)).await.expect_ok();
    for _ in 0..5 {
        put(&ana, &id, b"%PDF-1.7 a lease".to_vec()).await.expect_ok();
    }
    put(&ana, &id, b"%PDF-1.7 one more".to_vec()).await.expect_code(409, "document.many");
    let at = [("application", id.as_str()), ("document", text(&first, "id"))];
    eve.call("home.document.remove", &at, NO).await.expect_code(404, "document.unknown");
    assert_eq!(applications(&ana).await[0]["documents"].as_array().unwrap().len(), 6);
    let held = ana.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("community_document"), "{held}");

    let to = [("application", id.as_str())];
    assert_eq!(seen(&estate, &id).await["documents"], 6);
    desk(&estate, "home.document.look", &to, json!({})).await.expect_code(422, "application.reason");
    let other = org(&eve).await;
    let why = json!({ "reason": "compare the lease" });
    eve.call("home.document.look", &[("org", &other), ("application", &id)], why.clone())
        .await
        .expect_code(404, "document.unknown");
    let shown = desk(&estate, "home.document.look", &to, why).await.expect_ok();
    let kinds: Vec<&Value> =
        shown["items"].as_array().unwrap().iter().map(|one| &one["media_type"]).collect();
    assert_eq!((kinds.len(), kinds[5]), (6, &json!("application/pdf")));
    let leaf =
        leaves(&ana).await.into_iter().find(|leaf| leaf["act"] == "home.document.look").expect("a leaf");
    assert!(leaf.to_string().contains("compare the lease"), "{leaf}");

    ana.call("home.document.remove", &at, NO).await.expect_ok();
    let rows = "SELECT COUNT(*) AS found FROM community_document";
    assert_eq!(estate.count(rows).await, 5);
    estate.decide(&id, json!({ "approve": false, "reason": "资料不全" })).await.expect_ok();
    assert_eq!(estate.count(rows).await, 0, "they go with the decision");
    put(&ana, &id, pictures().swap_remove(0)).await.expect_code(409, "application.decided");
    let id = text(&estate.apply(&ana, json!({})).await.expect_ok(), "id").to_owned();
    put(&ana, &id, pictures().swap_remove(0)).await.expect_ok();
    ana.call("home.application.withdraw", &[("application", &id)], NO).await.expect_ok();
    assert_eq!(estate.count(rows).await, 0, "and with the application");
}
