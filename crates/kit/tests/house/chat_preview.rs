//! Previews of links: the house looks once at a page, where the organisation wants it, and hangs a title and words on the message.

use kit::site::SiteDouble;
use kit::{Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{act, all, direct, group, page, said, say, team};
use crate::chat_keeping::{group_of, has_chat};
use crate::chat_live::next;
use crate::seat::Door;

const NO: Value = Value::Null;

async fn want(admin: &Client, org: &str, previews: bool) {
    let wish =
        json!({ "groups_by": "everybody", "links": true, "words": ["内幕消息"], "previews": previews });
    let set = admin.call("governing.set", &[("org", org)], wish).await;
    assert_eq!(set.status.as_u16(), 204, "{}", set.text());
}

/// The preview of a message, as somebody sees it.
async fn preview(who: &Client, conversation: &str, seq: i64) -> Value {
    let seen = page(who, conversation, &format!("before={}&limit=1", seq + 1)).await.expect_ok();
    assert_eq!(seen["items"][0]["seq"], seq);
    seen["items"][0]["preview"].clone()
}

fn titled(title: &str) -> String {
    format!(
        r#"<html><head><title>{title}</title><meta name="description" content="几句话 &amp; more"></head></html>"#
    )
}

#[tokio::test]
async fn a_link_in_a_group_of_an_organisation_that_wants_it_has_a_preview_for_everybody() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let door = Door::open(&house).await;
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let ours = group_of(ana, &acme, &[bo]).await;
    let site = SiteDouble::start().await;
    let link = site.shows("/a", "text/html; charset=utf-8", titled("四合院的门"));

    // At first no organisation wants it, and no site hears of anything.
    let rules = bo.call("governing.get", &[("org", &acme)], NO).await.expect_ok();
    assert_eq!((&rules["previews"], &rules["previews_here"]), (&json!(false), &json!(true)));
    let before = said(bo, &ours, "mark-0001", &format!("看 {link}")).await;
    house.run_jobs().await;
    assert!(site.asked().is_empty());
    assert_eq!(preview(ana, &ours, before).await, NO);

    // Wanted, it is looked at once, with nothing about anybody.
    want(ana, &acme, true).await;
    let mut open = door.stream(ana.token()).await.unwrap();
    let seq = said(bo, &ours, "mark-0002", &format!("看（{link}#part），很好")).await;
    assert_eq!(said(bo, &ours, "mark-0002", &format!("看（{link}#part），很好")).await, seq);
    house.run_jobs().await;
    assert_eq!(
        next(&mut open, "conversation.preview").await["body"],
        json!({ "conversation": ours, "seq": seq })
    );
    let wanted = json!({ "address": format!("{link}#part"), "site": "127.0.0.1", "title": "四合院的门", "words": "几句话 & more" });
    for one in [ana, bo] {
        assert_eq!(preview(one, &ours, seq).await, wanted);
    }
    page(cai, &ours, "after=0").await.expect_code(404, "conversation.unknown");
    let asked = site.asked();
    assert_eq!((asked.len(), asked[0].path.as_str()), (1, "/a"));
    let mut names: Vec<&str> = asked[0].headers.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "host", "user-agent"]);
    let flows = bo.get("/api/v1/me/flows").await.expect_ok();
    let shared = flows["shared"].as_array().unwrap();
    assert!(shared.iter().any(|one| one["recipient"] == "linked-site"), "{flows}");

    // What is not the organisation's, or of two, or code, is nobody's to look at.
    let free = group(ana, "自由", &[bo]).await;
    let two = direct(ana, bo).await;
    for conversation in [&free, &two] {
        said(bo, conversation, "mark-0003", &link).await;
    }
    said(bo, &ours, "mark-0004", &format!("`{link}` {link}?token=1")).await;
    house.run_jobs().await;
    assert_eq!(site.asked().len(), 1);

    // An edit has it made anew, and a message that is taken back keeps nothing.
    let other = site.shows("/b", "text/html", titled("另一页"));
    let edit = json!({ "mark": "mark-edit", "text": other });
    act(bo, "message.edit", (&ours, seq), edit).await.expect_ok();
    assert_eq!(preview(ana, &ours, seq).await, NO);
    house.run_jobs().await;
    assert_eq!(preview(ana, &ours, seq).await["title"], "另一页");
    act(bo, "message.recall", (&ours, seq), json!({ "mark": "mark-gone" })).await.expect_ok();
    assert_eq!(preview(ana, &ours, seq).await, NO);
    let rows = "SELECT COUNT(*) AS found FROM chat_link_preview";
    let found: i64 =
        house.running.house.db.view().await.unwrap().one(rows, vec![]).await.unwrap().get("found").unwrap();
    assert_eq!(found, 0);
}

#[tokio::test]
async fn what_is_no_page_or_says_what_is_refused_has_no_preview() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, acme) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let ours = group_of(ana, &acme, &[bo]).await;
    want(ana, &acme, true).await;
    let site = SiteDouble::start().await;
    let page = titled("一页");
    let links = [
        site.shows("/picture", "image/png", page.clone()),
        site.shows("/nothing", "text/html", "<p>没有标题"),
        site.shows("/long", "text/html", " ".repeat(300 * 1024) + &page),
        site.shows("/refused", "text/html", titled("内幕 消息")),
        site.shows_late("/late", &page, Duration::from_secs(4)),
        site.moved("/inwards", "http://localhost/"),
        site.moved("/elsewhere", "https://10.0.0.1/"),
        site.moved("/round", "/round"),
        site.address("/missing"),
        "http://10.0.0.1/".to_owned(),
    ];
    for (number, link) in links.iter().enumerate() {
        let seq = said(bo, &ours, &format!("mark-no-{number:03}"), link).await;
        house.run_jobs().await;
        assert_eq!(preview(ana, &ours, seq).await, NO, "{link}");
    }
    assert_eq!(site.asked().iter().filter(|asked| asked.path == "/round").count(), 4);

    // A page that moved is found, and one that is not written in UTF-8 is read.
    site.shows(
        "/here",
        "text/html;charset=gbk",
        [&b"<title>"[..], &[0xc4, 0xe3, 0xba, 0xc3], b"</title>"].concat(),
    );
    let seq = said(bo, &ours, "mark-moved", &site.moved("/moved", "/here")).await;
    house.run_jobs().await;
    let found = preview(ana, &ours, seq).await;
    assert_eq!((&found["title"], &found["words"]), (&json!("你好"), &NO));
    assert_eq!(found["address"], site.address("/moved"));
    assert!(site.asked().iter().all(|asked| !asked.headers.contains_key("cookie")));

    // One person has no more than so many pages looked at in a minute.
    let many = site.asked().len();
    let link = site.shows("/many", "text/html", page);
    for number in 0..22 {
        said(bo, &ours, &format!("mark-many-{number:03}"), &link).await;
    }
    house.run_jobs().await;
    assert!(site.asked().len() - many < 22);
}

#[tokio::test]
async fn who_wrote_a_message_or_keeps_order_takes_its_preview_away_and_it_stays_away() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai", "Dan"]).await;
    let (ana, bo, cai, dan) = (&people[0], &people[1], &people[2], &people[3]);
    let ours = group_of(ana, &acme, &[bo, cai]).await;
    want(ana, &acme, true).await;
    let site = SiteDouble::start().await;
    let link = site.shows("/a", "text/html", titled("一页"));

    // Left off while writing, nothing is looked at, nor when the message is changed.
    let wish = json!({ "mark": "mark-bare", "text": link, "bare": true });
    let bare = bo.call("message.send", &[("conversation", &ours)], wish).await.expect_ok();
    let bare = bare["seq"].as_i64().unwrap();
    let edit = json!({ "mark": "mark-edit-1", "text": format!("又 {link}") });
    act(bo, "message.edit", (&ours, bare), edit).await.expect_ok();
    house.run_jobs().await;
    assert_eq!((site.asked().len(), preview(ana, &ours, bare).await), (0, NO));

    let first = said(bo, &ours, "mark-0001", &link).await;
    let second = said(bo, &ours, "mark-0002", &link).await;
    house.run_jobs().await;
    assert_eq!(preview(cai, &ours, first).await["title"], "一页");
    act(dan, "preview.remove", (&ours, first), NO).await.expect_code(404, "conversation.unknown");
    act(cai, "preview.remove", (&ours, first), NO).await.expect_code(403, "message.not_yours");
    act(bo, "preview.remove", (&ours, 999), NO).await.expect_code(404, "message.unknown");
    for (who, seq) in [(bo, first), (ana, second)] {
        assert_eq!(act(who, "preview.remove", (&ours, seq), NO).await.status.as_u16(), 204);
        assert_eq!(preview(cai, &ours, seq).await, NO);
        let edit = json!({ "mark": format!("mark-edit-{seq}"), "text": format!("还是 {link}") });
        act(bo, "message.edit", (&ours, seq), edit).await.expect_ok();
    }
    house.run_jobs().await;
    assert_eq!((site.asked().len(), preview(cai, &ours, first).await), (2, NO));

    // Where what is said is passed on and not kept, nothing is looked at; nor what was taken back before it was.
    let gone = said(bo, &ours, "mark-0003", &link).await;
    act(bo, "message.recall", (&ours, gone), json!({ "mark": "mark-gone" })).await.expect_ok();
    let keep = json!({ "message_days": null, "file_days": null, "relay": true });
    ana.call("conversation.keep", &[("conversation", &ours)], keep).await.expect_ok();
    say(bo, &ours, "mark-0004", &link).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(site.asked().len(), 2);
    assert!(all(ana, &ours).await.iter().all(|event| event["preview"] == NO));
}

#[tokio::test]
async fn what_is_sent_later_is_passed_on_or_comes_from_a_program_has_a_preview_by_the_rule_of_its_place() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, acme) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let ours = group_of(ana, &acme, &[bo]).await;
    let two = direct(ana, bo).await;
    let site = SiteDouble::start().await;
    let link = site.shows("/a", "text/html", titled("一页"));
    let last = async |conversation: &str| {
        house.run_jobs().await;
        let event = all(ana, conversation).await.pop().unwrap();
        (event["preview"]["title"].clone(), event["seq"].as_i64().unwrap())
    };
    let hook = ana.call("hook.make", &[("conversation", &ours)], json!({ "name": "ci" })).await.expect_ok();
    let post = async || {
        let body = json!({ "text": link }).to_string().into_bytes();
        let path = hook["path"].as_str().unwrap();
        house.nobody().send(axum::http::Method::POST, path, Some(body), &[]).await.expect_ok();
    };
    let sooner = async |conversation: &str| {
        let due = house.running.house.clock.now().plus(Duration::from_secs(60)).rfc3339();
        let wish = json!({ "text": link, "due_at": due });
        bo.call("scheduled.add", &[("conversation", conversation)], wish).await.expect_ok();
        house.advance(Duration::from_secs(120));
    };
    let from = said(bo, &two, "mark-0001", &link).await;
    let other = said(bo, &two, "mark-0002", "又").await;
    let carry = async |mark: &str, seqs: &[i64], record: bool| {
        let wish = json!({ "mark": mark, "seqs": seqs, "to": [ours], "record": record });
        bo.call("message.forward", &[("conversation", &two)], wish).await.expect_ok();
    };

    // Where the organisation does not want it, nothing is looked at, whoever says it.
    post().await;
    assert_eq!(last(&ours).await.0, NO);
    sooner(&ours).await;
    assert_eq!(last(&ours).await.0, NO);
    carry("forward-0", &[from], false).await;
    assert_eq!((last(&ours).await.0, site.asked().len()), (NO, 0));

    want(ana, &acme, true).await;
    post().await;
    assert_eq!(last(&ours).await.0, "一页");
    sooner(&ours).await;
    assert_eq!(last(&ours).await.0, "一页");
    carry("forward-1", &[from], false).await;
    let (title, seq) = last(&ours).await;
    assert_eq!(title, "一页");
    // Whoever passed it on takes it away like one of his own.
    assert_eq!(act(bo, "preview.remove", (&ours, seq), NO).await.status.as_u16(), 204);
    assert_eq!(last(&ours).await.0, NO);
    // A record of several shows none, and a conversation of two never does.
    let asked = site.asked().len();
    carry("forward-2", &[from, other], true).await;
    assert_eq!(last(&ours).await.0, NO);
    sooner(&two).await;
    assert_eq!((last(&two).await.0, site.asked().len(), asked), (NO, 3, 3));
    // What a program had looked at stands on the list of whoever let it in.
    let flows = ana.get("/api/v1/me/flows").await.expect_ok();
    assert!(
        flows["shared"].as_array().unwrap().iter().any(|one| one["recipient"] == "linked-site"),
        "{flows}"
    );
}

#[tokio::test]
async fn a_house_looks_at_sites_that_its_keeper_named_and_at_no_others() {
    let (house, _) = House::in_earnest(|_| {}).await;
    assert!(!house.running.house.egress.previews_links());
    assert!(!house.running.house.egress.may_preview("https://www.example.com/"));
    let (house, _) = House::in_earnest(|config| {
        config.connectors.previews = true;
        config.connectors.previews_sites = vec!["example.com".to_owned(), "1".to_owned()];
        config.connectors.previews_agreement = Some("2026-11-29".to_owned());
        config.connectors.previews_terms = Some("https://house.example/previews".to_owned());
    })
    .await;
    let egress = &house.running.house.egress;
    if !has_chat(&house) {
        return;
    }
    assert!(egress.previews_links());
    assert!(
        egress.may_preview("https://example.com/x?y=1") && egress.may_preview("https://www.example.com/")
    );
    for elsewhere in [
        "http://example.com/",
        "https://example.com:8443/",
        "https://you@example.com/",
        "https://example.com.cn/",
        "https://10.0.0.1/",
        "https://127.0.0.1/",
        "https://localhost/",
        "ftp://example.com/",
    ] {
        assert!(!egress.may_preview(elsewhere), "{elsewhere}");
    }
}
