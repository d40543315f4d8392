//! Support: who opens what waits, what belongs to a ticket, how a call becomes one, and how an account is frozen.

use axum::http::Method;
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::avatar::{files, png};
use crate::desk::{codes, grant, keeper, texts_to};
use crate::passkey::{Authenticator, add, open as open_by_key};
use crate::ticket::write_from_outside;

const MINUTE: Duration = Duration::from_secs(61);
const HOUR: Duration = Duration::from_secs(3_601);
const DAY: Duration = Duration::from_secs(86_400);

fn id(of: &Value) -> String {
    of["id"].as_str().unwrap().to_owned()
}

async fn on(who: &Client, operation: &str, ticket: &Value, body: Value) -> Answer {
    who.call(operation, &[("ticket", &id(ticket))], body).await
}

async fn write(who: &Client, kind: &str, text: &str) -> Value {
    who.call("ticket.write", &[], json!({ "kind": kind, "text": text })).await.expect_ok()
}

/// The numbers of what somebody sees waiting.
async fn waiting(who: &Client, query: &str) -> Vec<Value> {
    let queue = who.get(&format!("/api/v1/desk/tickets{query}")).await.expect_ok();
    queue["items"].as_array().unwrap().iter().map(|one| one["number"].clone()).collect()
}

async fn end(by: &Client, whose: &Client, role: &str) -> Answer {
    by.call("staff.end", &[], json!({ "person": whose.id, "role": role })).await
}

/// proves: AJ-119
#[tokio::test]
async fn complaints_about_privacy_and_security_wait_where_only_data_protection_looks() {
    let house = House::with_profile("anju", |_| {}).await;
    let (wang, li) = (keeper(&house, "王芳").await, keeper(&house, "李明").await);
    let ana = house.person("Ana").await;
    let privacy = write(&ana, "privacy", "请说明谁看过我的号码。").await;
    let security = write_from_outside(&house, "security", "登录页有漏洞。").await;
    let general = write(&ana, "feedback", "字太小。").await;

    // From the first day the first keeper holds both, and nobody else anything.
    assert_eq!(waiting(&wang, "").await.len(), 3);
    li.call("ticket.queue", &[], json!(null)).await.expect_code(403, "access.denied");
    on(&li, "ticket.open", &general, json!(null)).await.expect_code(404, "ticket.unknown");

    grant(&wang, &wang, "protection").await.expect_code(409, "staff.oneself");
    grant(&wang, &ana, "protection").await.expect_code(422, "staff.no_keeper");
    grant(&ana, &li, "protection").await.expect_code(403, "access.denied");
    end(&wang, &wang, "protection").await.expect_code(409, "staff.last");
    grant(&wang, &li, "protection").await.expect_ok();
    grant(&wang, &li, "protection").await.expect_code(409, "staff.already");
    end(&ana, &wang, "protection").await.expect_code(403, "access.denied");
    end(&wang, &wang, "protection").await.expect_ok();
    assert_eq!(codes(&li).await, ["staff.changed", "staff.changed"], "keepers hear of it");

    let both = [privacy["number"].clone(), security["number"].clone()];
    assert_eq!(waiting(&li, "").await, both);
    assert_eq!(waiting(&li, "?queue=protection").await, both);
    li.get("/api/v1/desk/tickets?queue=support").await.expect_code(403, "access.denied");
    assert_eq!(waiting(&wang, "").await, [general["number"].clone()]);
    wang.get("/api/v1/desk/tickets?queue=protection").await.expect_code(403, "access.denied");
    for ticket in [&privacy, &security] {
        for (operation, body) in [
            ("ticket.open", json!(null)),
            ("ticket.answer", json!({ "text": "x" })),
            ("ticket.close", json!({})),
            ("ticket.person", json!(null)),
        ] {
            on(&wang, operation, ticket, body).await.expect_code(404, "ticket.unknown");
        }
        on(&li, "ticket.open", ticket, json!(null)).await.expect_ok();
    }
    on(&li, "ticket.open", &general, json!(null)).await.expect_code(404, "ticket.unknown");
    wang.call("rights.desk", &[], json!(null)).await.expect_code(403, "access.denied");
    li.call("rights.desk", &[], json!(null)).await.expect_ok();

    let staff = wang.call("staff.list", &[], json!(null)).await.expect_ok();
    assert_eq!(staff["grants"].as_array().unwrap().len(), 2, "{staff}");
    end(&wang, &li, "protection").await.expect_code(409, "staff.last");
    end(&wang, &ana, "support").await.expect_code(404, "staff.unknown");
    proved("AJ-119", &["ticket.write", "ticket.queue", "ticket.open", "staff.grant", "staff.end"]);
}

/// A clip as a browser records it, as far as its head says what it is.
pub fn voice() -> Vec<u8> {
    [&[0x1a, 0x45, 0xdf, 0xa3][..], b"\x42\x82\x84webm", b"\x86\x86A_OPUS", &[9; 4_000]].concat()
}

pub async fn attach(who: &Client, desk: bool, ticket: &Value, bytes: Vec<u8>) -> Answer {
    let side = if desk { "desk" } else { "me" };
    let path = format!("/api/v1/{side}/tickets/{}/files", id(ticket));
    who.send(Method::POST, &path, Some(bytes), &[("content-type", "application/octet-stream")]).await
}

async fn file(who: &Client, operation: &str, ticket: &Value, file: &str) -> Answer {
    who.call(operation, &[("ticket", &id(ticket)), ("file", file)], json!(null)).await
}

/// proves: YZJ-028, DB-079
#[tokio::test]
async fn somebody_sends_a_picture_and_a_voice_clip_and_an_agent_answers_in_the_same_thread() {
    let house = House::start().await;
    let (wang, ana, bo) = (keeper(&house, "王芳").await, house.person("Ana").await, house.person("Bo").await);
    let made = write(&ana, "question", "门打不开，见照片和录音。").await;
    let picture = id(&attach(&ana, false, &made, png(300 * 1024)).await.expect_ok());
    let clip = id(&attach(&ana, false, &made, voice()).await.expect_ok());
    for resting in files(&house) {
        assert!(!resting.windows(8).any(|eight| eight == [7; 8] || eight == [9; 8]), "it rests sealed");
    }

    let open = on(&wang, "ticket.open", &made, json!(null)).await.expect_ok();
    let kinds: Vec<&Value> = open["files"].as_array().unwrap().iter().map(|one| &one["media_type"]).collect();
    assert_eq!(kinds, ["image/png", "audio/webm"], "{open}");
    let seen = file(&wang, "ticket.open_file", &made, &picture).await;
    seen.expect_ok();
    assert_eq!(seen.headers["content-type"], "image/png");
    assert!(seen.body.len() > 300 * 1024 && !seen.body.windows(3).any(|three| three == b"GPS"));
    assert_eq!(file(&wang, "ticket.open_file", &made, &clip).await.body, voice());
    let openings = ana.get("/api/v1/me/openings").await.expect_ok().to_string();
    assert!(openings.contains("ticket.open_file"), "{openings}");

    on(&wang, "ticket.answer", &made, json!({ "text": "请看示意图。" })).await.expect_ok();
    let shown = id(&attach(&wang, true, &made, png(64)).await.expect_ok());
    assert_eq!(codes(&ana).await, ["ticket.answered", "ticket.answered"]);
    let thread = on(&ana, "ticket.read", &made, json!(null)).await.expect_ok();
    assert_eq!(thread["messages"][1]["text"], "请看示意图。");
    assert_eq!(
        (thread["files"][2]["id"].as_str(), &thread["files"][2]["side"]),
        (Some(&*shown), &json!("house"))
    );
    file(&ana, "ticket.file", &made, &shown).await.expect_ok();
    assert_eq!(file(&ana, "ticket.file", &made, &clip).await.body, voice());

    attach(&bo, false, &made, png(64)).await.expect_code(404, "ticket.unknown");
    file(&bo, "ticket.file", &made, &clip).await.expect_code(404, "ticket.unknown");
    file(&bo, "ticket.open_file", &made, &clip).await.expect_code(404, "ticket.unknown");
    let other = write(&bo, "question", "另一件").await;
    file(&bo, "ticket.file", &other, &clip).await.expect_code(404, "ticket.file_unknown");
    for row in ["YZJ-028", "DB-079"] {
        let operations =
            ["ticket.write", "ticket.attach", "ticket.open_file", "ticket.attach_answer", "ticket.file"];
        proved(row, &operations);
    }
}

#[tokio::test]
async fn what_is_attached_is_known_by_its_content_has_an_end_and_goes_with_its_ticket() {
    let house = House::start().await;
    let (wang, ana) = (keeper(&house, "王芳").await, house.person("Ana").await);
    let made = write(&ana, "question", "见附件").await;
    let film = [voice(), b"V_VP9".to_vec()].concat();
    for wrong in [b"<svg onload='x()'/>".to_vec(), b"%PDF-1.7".to_vec(), film, Vec::new()] {
        attach(&ana, false, &made, wrong).await.expect_code(422, "ticket.file_wrong");
    }
    attach(&ana, false, &made, png(1 << 20)).await.expect_code(413, "ticket.file_large");
    attach(&ana, false, &made, vec![0; 3 << 20]).await.expect_code(413, "ticket.file_large");
    assert!(files(&house).is_empty());
    for _ in 0..20 {
        attach(&ana, false, &made, voice()).await.expect_ok();
    }
    attach(&wang, true, &made, voice()).await.expect_code(409, "ticket.files_many");
    assert_eq!(files(&house).len(), 20, "what was refused is not kept");

    // It opens an answered ticket again, and is in the person's own archive.
    let second = write(&ana, "question", "第二件").await;
    on(&wang, "ticket.answer", &second, json!({ "text": "已答复。", "close": true })).await.expect_ok();
    attach(&wang, true, &second, voice()).await.expect_code(409, "ticket.closed");
    attach(&ana, false, &second, png(64)).await.expect_ok();
    assert_eq!(on(&ana, "ticket.read", &second, json!(null)).await.expect_ok()["state"], "open");
    let held = ana.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("audio/webm"), "{held}");

    // Twelve months after the answer the files go, with their ticket.
    for ticket in [&made, &second] {
        on(&wang, "ticket.answer", ticket, json!({ "text": "完。", "close": true })).await.expect_ok();
    }
    house.advance(368 * DAY);
    house.run_jobs().await;
    house.run_jobs().await;
    assert!(files(&house).is_empty());

    // And with their person.
    let bo = house.person("Bo").await;
    let his = write(&bo, "question", "见附件").await;
    attach(&bo, false, &his, voice()).await.expect_ok();
    crate::erasure::close(&house, &bo).await.expect_ok();
    house.run_jobs().await;
    assert!(files(&house).is_empty());
}

/// proves: YZJ-098
#[tokio::test]
async fn the_contact_page_lists_every_channel_with_its_hours_and_each_becomes_a_ticket() {
    let house = House::with_profile("yunzhijia", |_| {}).await;
    let (wang, ana) = (keeper(&house, "王芳").await, house.person("Ana").await);
    let about = house.nobody().get("/api/v1/house").await.expect_ok();
    let channels = about["channels"].as_array().unwrap();
    let ways: Vec<&str> = channels.iter().map(|one| one["way"].as_str().unwrap()).collect();
    assert_eq!(ways, ["app", "phone", "mail", "letter"]);
    let card = ["phone", "email", "address"].map(|line| &about["contact"][line]);
    assert_eq!([&channels[1]["value"], &channels[2]["value"], &channels[3]["value"]], card);
    let hotline = &channels[1];
    assert_eq!(
        (&hotline["days"], &hotline["from"], &hotline["until"]),
        (&json!(7), &json!("09:00"), &json!("17:00"))
    );

    let mut numbers = vec![write(&ana, "question", "页面上写来").await["number"].clone()];
    for channel in &ways[1..] {
        let wish = json!({ "channel": channel, "kind": "question", "text": "记录", "contact": "陈先生" });
        numbers.push(wang.call("ticket.record", &[], wish).await.expect_ok()["number"].clone());
    }
    let queue = wang.call("ticket.queue", &[], json!(null)).await.expect_ok();
    let items = queue["items"].as_array().unwrap();
    let listed: Vec<(&Value, &Value)> = items.iter().map(|one| (&one["number"], &one["channel"])).collect();
    let expected: Vec<(&Value, Value)> = numbers.iter().zip(ways.iter().map(|way| json!(way))).collect();
    assert_eq!(listed, expected.iter().map(|(number, way)| (*number, way)).collect::<Vec<_>>());

    for (who, channel, kind, status, code) in [
        (&ana, "phone", "question", 403, "access.denied"),
        (&wang, "app", "question", 422, "ticket.channel_wrong"),
        (&wang, "phone", "follow_up", 422, "ticket.kind_wrong"),
        (&wang, "pigeon", "question", 422, "body.invalid"),
    ] {
        let wish = json!({ "channel": channel, "kind": kind, "text": "x" });
        who.call("ticket.record", &[], wish).await.expect_code(status, code);
    }
    let follow_up = json!({ "kind": "follow_up", "text": "x" });
    ana.call("ticket.write", &[], follow_up).await.expect_code(422, "ticket.kind_wrong");
    proved("YZJ-098", &["house.about", "ticket.write", "ticket.record", "ticket.queue"]);
}

async fn verify(house: &House, desk: &Client, ticket: &Value, phone: &str) -> Answer {
    house.advance(MINUTE);
    on(desk, "ticket.check", ticket, json!({ "phone": phone })).await.expect_ok();
    let code = house.code_for(phone).await;
    on(desk, "ticket.verify", ticket, json!({ "phone": phone, "code": code })).await
}

/// proves: AJ-064
#[tokio::test]
async fn a_call_is_recorded_and_solved_and_nothing_is_shown_before_the_caller_proved_his_number() {
    let house = House::with_profile("anju", |_| {}).await;
    let (wang, ana, bo) = (keeper(&house, "王芳").await, house.person("Ana").await, house.person("Bo").await);
    let wish = json!({ "channel": "phone", "kind": "question", "text": "来电：收不到通知。", "contact": "回拨本机" });
    let call = wang.call("ticket.record", &[], wish).await.expect_ok();
    on(&wang, "ticket.person", &call, json!(null)).await.expect_code(409, "ticket.unverified");
    on(&wang, "ticket.freeze", &call, json!({})).await.expect_code(409, "ticket.unverified");
    for (who, operation) in [(&ana, "ticket.check"), (&ana, "ticket.verify")] {
        let wish = if operation == "ticket.check" {
            json!({ "phone": ana.phone })
        } else {
            json!({ "phone": ana.phone, "code": "000000" })
        };
        on(who, operation, &call, wish).await.expect_code(404, "ticket.unknown");
    }
    house.advance(MINUTE);
    on(&wang, "ticket.check", &call, json!({ "phone": "no number" }))
        .await
        .expect_code(422, "account.phone_wrong");
    on(&wang, "ticket.check", &call, json!({ "phone": ana.phone })).await.expect_ok();
    let right = house.code_for(&ana.phone).await;
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let guess = json!({ "phone": ana.phone, "code": wrong });
    on(&wang, "ticket.verify", &call, guess).await.expect_code(422, "session.code_wrong");
    on(&wang, "ticket.person", &call, json!(null)).await.expect_code(409, "ticket.unverified");
    assert_eq!(ana.call("ticket.list", &[], json!(null)).await.expect_ok()["items"], json!([]));
    // The code for the desk opens no session.
    let open = json!({ "phone": ana.phone, "code": right, "device": "thief" });
    house.nobody().post("/api/v1/session/open", open).await.expect_code(422, "session.code_wrong");
    let read_back = json!({ "phone": ana.phone, "code": right });
    assert_eq!(on(&wang, "ticket.verify", &call, read_back).await.expect_ok()["account"], true);

    let shown = on(&wang, "ticket.person", &call, json!(null)).await.expect_ok();
    assert_eq!(shown["name"], "Ana");
    assert!(!shown["phone"].as_str().unwrap().contains(&ana.phone), "masked: {shown}");
    let openings = ana.get("/api/v1/me/openings").await.expect_ok();
    let seen = openings["items"].as_array().unwrap().iter().find(|one| one["act"] == "ticket.person");
    assert_eq!(seen.unwrap()["reason"], call["number"], "{openings}");

    let solved = json!({ "text": "已在通话中说明。", "close": true, "resolution": "手机设置拦截了短信，已指导关闭。" });
    on(&wang, "ticket.answer", &call, solved).await.expect_ok();
    let case = on(&ana, "ticket.read", &call, json!(null)).await.expect_ok();
    assert_eq!(
        (&case["channel"], &case["messages"][0]["text"]),
        (&json!("phone"), &json!("来电：收不到通知。"))
    );
    assert_eq!(
        (&case["contact"], &case["resolution"]),
        (&json!("回拨本机"), &json!("手机设置拦截了短信，已指导关闭。"))
    );
    assert!(case["verified_at"].is_string());

    house.advance(HOUR);
    on(&wang, "ticket.person", &call, json!(null)).await.expect_code(409, "ticket.unverified");
    // Whoever proves another number sees nothing of the account that wrote.
    let hers = write(&ana, "question", "在线提问").await;
    verify(&house, &wang, &hers, &bo.phone).await.expect_code(409, "ticket.number_other");
    on(&wang, "ticket.person", &hers, json!(null)).await.expect_code(409, "ticket.unverified");
    let stranger = json!({ "channel": "letter", "kind": "question", "text": "来信" });
    let letter = wang.call("ticket.record", &[], stranger).await.expect_ok();
    let number = house.fresh_number();
    assert_eq!(verify(&house, &wang, &letter, &number).await.expect_ok()["account"], false);
    on(&wang, "ticket.person", &letter, json!(null)).await.expect_code(404, "ticket.no_account");
    let operations = ["ticket.record", "ticket.check", "ticket.verify", "ticket.person", "ticket.answer"];
    proved("AJ-064", &operations);
}

/// proves: YZJ-060
#[tokio::test]
async fn a_change_reaches_users_and_who_administers_and_a_follow_up_is_filed_against_an_account() {
    let house = House::with_profile("yunzhijia", |_| {}).await;
    let (wang, ana, bo) = (keeper(&house, "王芳").await, house.person("Ana").await, house.person("Bo").await);
    crate::org::org(&ana).await;
    let both = |text: &str| json!({ "zh": text, "en": text });
    let args = json!({ "what": both("会议"), "from": "2027-01-10T16:00:00Z", "change": both("最长四小时") });
    let wish = json!({ "kind": "service", "code": "house.change", "args": args });
    wang.call("notice.publish", &[], wish).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(codes(&bo).await, ["house.change"]);
    assert!(codes(&ana).await.contains(&"house.change".to_owned()));
    let texts = texts_to(&house, &ana.phone).await;
    assert!(texts.iter().any(|text| text.contains("服务变化")), "who administers is also sent it: {texts:?}");
    assert_eq!(texts_to(&house, &bo.phone).await, Vec::<String>::new());

    let said = |phone: &str| json!({ "phone": phone, "channel": "phone", "text": "回访：对新时长满意。" });
    bo.call("ticket.follow_up", &[], said(&ana.phone)).await.expect_code(403, "access.denied");
    wang.call("ticket.follow_up", &[], said("no number")).await.expect_code(422, "account.phone_wrong");
    wang.call("ticket.follow_up", &[], said(&house.fresh_number()))
        .await
        .expect_code(404, "ticket.no_account");
    let filed = wang.call("ticket.follow_up", &[], said(&ana.phone)).await.expect_ok();
    assert_eq!(codes(&ana).await[0], "ticket.follow_up");
    let mine = ana.call("ticket.list", &[], json!(null)).await.expect_ok();
    assert_eq!(
        (&mine["items"][0]["number"], &mine["items"][0]["kind"]),
        (&filed["number"], &json!("follow_up"))
    );
    let read = on(&ana, "ticket.read", &filed, json!(null)).await.expect_ok();
    assert_eq!((&read["messages"][0]["side"], &read["state"]), (&json!("house"), &json!("closed")));
    on(&bo, "ticket.read", &filed, json!(null)).await.expect_code(404, "ticket.unknown");
    let operations =
        ["notice.publish", "job:notice.publish", "job:notice.text", "ticket.follow_up", "ticket.read"];
    proved("YZJ-060", &operations);
}

/// A number gets five codes in an hour.
async fn sign_in(house: &House, phone: &str) -> Answer {
    house.advance(15 * MINUTE);
    house.send_code(phone).await.expect_ok();
    let wish =
        json!({ "phone": phone, "code": house.code_for(phone).await, "device": "kit", "bearer": true });
    house.nobody().post("/api/v1/session/open", wish).await
}

async fn thaw(house: &House, phone: &str) -> Answer {
    house.advance(MINUTE);
    let wish = json!({ "phone": phone, "proof": house.proof().await });
    house.nobody().call("session.thaw.code", &[], wish).await.expect_ok();
    let wish = json!({ "phone": phone, "code": house.code_for(phone).await });
    house.nobody().call("session.thaw", &[], wish).await
}

#[tokio::test]
async fn one_act_freezes_an_account_whole_opens_a_case_and_only_a_fresh_proof_lifts_it() {
    // The doorplate that opens every wing.
    let house = House::with_profile("courtyard", |_| {}).await;
    let (wang, ana, bo) = (keeper(&house, "王芳").await, house.person("Ana").await, house.person("Bo").await);
    let mut telephone = Authenticator::new(1);
    add(&ana, &mut telephone, "手机").await.expect_ok();
    let thief = house.bearer(sign_in(&house, &ana.phone).await.expect_ok()["token"].as_str().unwrap());
    thief.get("/api/v1/me").await.expect_ok();
    house.nobody().call("me.freeze", &[], json!({})).await.expect_code(401, "session.needed");
    let case = ana.call("me.freeze", &[], json!({ "words": "手机丢了" })).await.expect_ok();

    // Nothing that needs a session can be done by anybody any longer: every operation there is, whatever it may come to do.
    let operations: Vec<(String, String, String)> = ana
        .operations()
        .map(|(id, method, path)| (id.to_owned(), method.to_owned(), path.to_owned()))
        .collect();
    for (operation, method, path) in &operations {
        if crate::walk::PUBLIC.contains(&operation.as_str()) {
            continue;
        }
        let method: Method = method.parse().unwrap();
        for who in [&ana, &thief] {
            let body = (method != Method::GET).then(|| b"{}".to_vec());
            let answer = who.send(method.clone(), &crate::walk::filled(path), body, &[]).await;
            assert_eq!(answer.status, 401, "{operation}: {}", answer.text());
        }
    }
    sign_in(&house, &ana.phone).await.expect_code(403, "session.frozen");
    open_by_key(&house.nobody(), &mut telephone).await.expect_code(403, "session.frozen");
    bo.get("/api/v1/me").await.expect_ok();
    house.run_jobs().await;
    let texts = texts_to(&house, &ana.phone).await;
    assert!(texts.iter().any(|text| text.contains("/unfreeze")), "{texts:?}");

    assert_eq!(waiting(&wang, "?queue=protection").await, [case["number"].clone()]);
    assert!(codes(&wang).await.contains(&"ticket.security_case".to_owned()));
    let queue = wang.call("ticket.queue", &[], json!(null)).await.expect_ok();
    let opened = on(&wang, "ticket.open", &queue["items"][0], json!(null)).await.expect_ok();
    assert!(opened["messages"][0]["text"].as_str().unwrap().contains("手机丢了"), "{opened}");

    // Neither a code for something else nor another number lifts it; and nobody learns which accounts are frozen.
    let guess = json!({ "phone": ana.phone, "code": "000000" });
    house.nobody().call("session.thaw", &[], guess).await.expect_code(422, "session.code_wrong");
    thaw(&house, &bo.phone).await.expect_ok();
    thaw(&house, &house.fresh_number()).await.expect_ok();
    sign_in(&house, &ana.phone).await.expect_code(403, "session.frozen");
    thaw(&house, &ana.phone).await.expect_ok();
    thief.get("/api/v1/me").await.expect_code(401, "session.needed");
    let again = house.bearer(sign_in(&house, &ana.phone).await.expect_ok()["token"].as_str().unwrap());
    again.get("/api/v1/me").await.expect_ok();
}

#[tokio::test]
async fn the_desk_freezes_for_whoever_proved_on_the_telephone_that_the_account_is_his() {
    let house = House::start().await;
    let (wang, ana) = (keeper(&house, "王芳").await, house.person("Ana").await);
    let wish = json!({ "channel": "phone", "kind": "security", "text": "来电：手机被偷。" });
    let call = wang.call("ticket.record", &[], wish).await.expect_ok();
    on(&ana, "ticket.freeze", &call, json!({})).await.expect_code(404, "ticket.unknown");
    verify(&house, &wang, &call, &ana.phone).await.expect_ok();
    on(&wang, "ticket.freeze", &call, json!({})).await.expect_ok();
    ana.get("/api/v1/me").await.expect_code(401, "session.needed");
    assert_eq!(waiting(&wang, "?queue=protection").await.len(), 2, "the call and the case");
    thaw(&house, &ana.phone).await.expect_ok();
    sign_in(&house, &ana.phone).await.expect_ok();
}
