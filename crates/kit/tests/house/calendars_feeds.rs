//! Calendars at addresses: one's own at a secret one that programs read, and calendars elsewhere to which one subscribes.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kit::site::SiteDouble;
use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::calendars::{add, change, fortnight, wish};
use crate::canary::found;
use crate::erasure::close;
use crate::meet::text;
use crate::org::{joined, org};

const NO: Value = Value::Null;

/// An address, and what ends it.
async fn made(who: &Client, detail: &str) -> (String, String) {
    let made =
        who.call("calendar.feed.add", &[], json!({ "label": "订阅", "detail": detail })).await.expect_ok();
    (text(&made, "path").to_owned(), text(&made, "id").to_owned())
}

async fn read(house: &House, path: &str, tag: &str) -> Answer {
    house.nobody().send(Method::GET, path, None, &[("if-none-match", tag)]).await
}

#[tokio::test]
async fn a_program_reads_at_a_secret_address_what_its_person_chose_until_he_ends_it() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let series = json!({ "rule": "FREQ=DAILY;COUNT=3", "place": "三楼", "org": acme, "guests": [bo.id] });
    add(&ana, "晨会", series).await;
    add(&ana, "看医生", json!({ "private": true })).await;
    add(&ana, "空闲", json!({ "free": true })).await;
    let (all, ended) = made(&ana, "all").await;
    let (busy, _) = made(&ana, "busy").await;
    assert!(all.starts_with("/ics/") && all.ends_with(".ics") && !all.contains(&ana.id), "{all}");
    assert!(found(&house, &all[5..25]).await.is_empty(), "the signs are kept as a fingerprint alone");

    let answer = read(&house, &all, "").await;
    assert_eq!(answer.status.as_u16(), 200);
    assert_eq!(answer.headers["content-type"], "text/calendar; charset=utf-8");
    let file = answer.text();
    for line in [
        "METHOD:PUBLISH\r\n",
        "SUMMARY:晨会\r\n",
        "LOCATION:三楼\r\n",
        "RRULE:FREQ=DAILY;COUNT=3\r\n",
        "SUMMARY:空闲\r\n",
        "SUMMARY:忙碌 · Busy\r\n",
    ] {
        assert!(file.contains(line), "{line} in {file}");
    }
    assert!(
        !file.contains("看医生")
            && !file.contains("Bo")
            && !file.contains(&bo.id)
            && !file.contains("ATTENDEE"),
        "{file}"
    );
    // It says who has this version that it is the same, and who has another one what it is now.
    let tag = answer.headers["etag"].to_str().unwrap().to_owned();
    let same = read(&house, &all, &tag).await;
    assert_eq!((same.status.as_u16(), same.text().as_str()), (304, ""));
    add(&bo, "别人的", json!({})).await;
    assert_eq!(read(&house, &all, &tag).await.status.as_u16(), 304);
    add(&ana, "新的", json!({})).await;
    assert_eq!(read(&house, &all, &tag).await.status.as_u16(), 200);

    let file = read(&house, &busy, "").await.text();
    assert_eq!(file.matches("SUMMARY:忙碌 · Busy\r\n").count(), 3, "{file}");
    assert!(
        !file.contains("晨会")
            && !file.contains("三楼")
            && !file.contains("看医生")
            && !file.contains("新的"),
        "{file}"
    );
    // Whoever is invited reads it at his, unless he declines.
    let (his, _) = made(&bo, "all").await;
    assert!(read(&house, &his, "").await.text().contains("SUMMARY:晨会\r\n"));

    let listed = ana.call("calendar.feeds", &[], NO).await.expect_ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    assert!(!listed.to_string().contains(&all[5..25]), "it is told once");
    ana.call("me.devices.close", &[("id", &ended)], NO).await.expect_ok();
    read(&house, &all, &tag).await.expect_code(404, "serving.unknown");
    assert_eq!(read(&house, &busy, "").await.status.as_u16(), 200, "the other goes on");
    // Neither address opens anything else, and a device's password is none.
    let line = format!("Bearer {}", &busy[5..25]);
    let other = house.nobody().send(Method::GET, "/api/v1/me", None, &[("authorization", &line)]).await;
    assert_eq!(other.status.as_u16(), 401);
    let device = ana.call("calendar.device.add", &[], json!({ "label": "phone" })).await.expect_ok();
    let path = format!("/ics/{}.ics", text(&device, "password").replace('-', ""));
    read(&house, &path, "").await.expect_code(404, "serving.unknown");
    let line = format!("Basic {}", STANDARD.encode(format!("courtyard:{}", &busy[5..25])));
    let method = Method::from_bytes(b"PROPFIND").unwrap();
    let other = house.nobody().send(method, "/dav/", None, &[("authorization", &line)]).await;
    assert_eq!(other.status.as_u16(), 401);
}

#[tokio::test]
async fn a_series_that_is_private_is_so_in_each_of_its_times_and_taken_in_again_covers_nothing() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let series = add(&ana, "复诊", json!({ "rule": "FREQ=DAILY;COUNT=3" })).await;
    let later = json!({ "begins": "2027-12-07T15:00", "ends": "2027-12-07T16:00" });
    change(&ana, &series, "one", Some("2027-12-07T09:00:00"), wish("肿瘤科", later)).await;
    let hidden = json!({ "rule": "FREQ=DAILY;COUNT=3", "private": true });
    change(&ana, &series, "all", None, wish("复诊", hidden)).await;
    add(&ana, "晨会", json!({})).await;
    let (all, _) = made(&ana, "all").await;
    let (busy, _) = made(&ana, "busy").await;
    let shown = read(&house, &all, "").await.text();
    assert!(!shown.contains("肿瘤科") && !shown.contains("复诊") && shown.contains("晨会"), "{shown}");
    let before = fortnight(&ana).await;
    for path in [busy, all] {
        let file = read(&house, &path, "").await.text();
        let taken = ana.call("calendar.import", &[], json!({ "file": file })).await.expect_ok();
        assert_eq!(taken["changed"], 0, "{taken}");
        ana.call("calendar.import.undo", &[], taken["undo"].clone()).await.expect_ok();
        assert_eq!(fortnight(&ana).await, before);
    }
}

#[tokio::test]
async fn whoever_guesses_addresses_is_stopped_and_what_is_right_goes_on() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let (path, _) = made(&ana, "busy").await;
    let nameless = json!({ "label": " ", "detail": "busy" });
    ana.call("calendar.feed.add", &[], nameless).await.expect_code(422, "serving.label");
    for guess in 0..61 {
        let path = format!("/ics/{guess:020}.ics");
        read(&house, &path, "").await.expect_code(404, "serving.unknown");
    }
    read(&house, "/ics/00000000000000000000.ics", "").await.expect_code(429, "serving.limit");
    assert_eq!(read(&house, &path, "").await.status.as_u16(), 200);
    // Unused for half a year it ends by itself, as any device.
    house.advance(Duration::from_secs(181 * 86_400));
    read(&house, &path, "").await.expect_code(404, "serving.unknown");
}

const SITE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:20271207\r\nSUMMARY:外面的节日\r\n\
                    END:VEVENT\r\nBEGIN:VEVENT\r\nUID:b\r\nDTSTART:20271206T010000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=3\r\n\
                    SUMMARY:b\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:b\r\nRECURRENCE-ID:20271207T010000Z\r\nDTSTART:20271207T030000Z\r\n\
                    DURATION:PT1H\r\nSUMMARY:b later\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

async fn times(who: &Client) -> Vec<(String, String)> {
    let path = "/api/v1/me/calendar/subscribed?from=2027-12-05T16:00:00Z&until=2027-12-19T16:00:00Z";
    let all = who.get(path).await.expect_ok();
    let one = |item: &Value| (text(item, "from")[5..16].to_owned(), text(item, "title").to_owned());
    all["items"].as_array().unwrap().iter().map(one).collect()
}

async fn subscribe(who: &Client, address: &str) -> Answer {
    who.call("calendar.subscribe", &[], json!({ "address": address, "name": "节假日", "tone": "plum" })).await
}

#[tokio::test]
async fn a_calendar_elsewhere_is_shown_follows_its_site_and_is_gone_when_it_is_ended() {
    let house = House::start().await;
    let (ana, eve) = (house.person("Ana").await, house.person("Eve").await);
    let site = SiteDouble::start().await;
    let address = site.shows_calendar("/secret-7391/team.ics", SITE, "\"one\"");
    let made = subscribe(&ana, &address).await.expect_ok();
    let at = [("subscription", text(&made, "id"))];
    house.run_jobs().await;
    let shown = times(&ana).await;
    let at_days: Vec<_> = shown.iter().map(|(at, title)| (at.as_str(), title.as_str())).collect();
    assert_eq!(
        at_days,
        [
            ("12-06T01:00", "b"),
            ("12-06T16:00", "外面的节日"),
            ("12-07T03:00", "b later"),
            ("12-08T01:00", "b")
        ]
    );
    assert!(found(&house, "外面的节日").await.is_empty() && found(&house, "secret-7391").await.is_empty());
    let asked = site.asked().pop().unwrap();
    for header in ["cookie", "referer", "authorization"] {
        assert!(!asked.headers.contains_key(header), "{asked:?}");
    }
    // Nobody else sees it, and to nobody else it is known.
    assert!(times(&eve).await.is_empty());
    for operation in ["calendar.subscription.end", "calendar.subscription.again"] {
        eve.call(operation, &at, NO).await.expect_code(404, "calendar.subscription");
    }
    subscribe(&ana, &address).await.expect_code(409, "calendar.subscribed");

    // Six hours later it is asked for again, with the mark of what is there; as long as that is the same nothing is sent.
    house.advance(Duration::from_secs(6 * 3_600 + 1));
    house.run_jobs().await;
    house.run_jobs().await;
    assert_eq!(site.asked().len(), 2);
    assert_eq!(site.asked()[1].headers["if-none-match"], "\"one\"");
    assert_eq!(times(&ana).await, shown);
    site.shows_calendar("/secret-7391/team.ics", &SITE.replace("b later", "b much later"), "\"two\"");
    ana.call("calendar.subscription.again", &at, NO).await.expect_code(409, "calendar.soon");
    house.advance(Duration::from_secs(61));
    ana.call("calendar.subscription.again", &at, NO).await.expect_ok();
    house.run_jobs().await;
    assert!(times(&ana).await.iter().any(|(_, title)| title == "b much later"));

    // What is no calendar any longer is told; what was brought stays, and it is asked for more rarely.
    site.shows("/secret-7391/team.ics", "text/html", "<h1>gone</h1>");
    house.advance(Duration::from_secs(6 * 3_600 + 1));
    house.run_jobs().await;
    house.run_jobs().await;
    let listed = ana.call("calendar.subscriptions", &[], NO).await.expect_ok();
    let one = &listed["items"][0];
    assert_eq!(
        (&one["why"], &one["name"], &one["host"]),
        (&json!("no_file"), &json!("节假日"), &json!("127.0.0.1"))
    );
    assert!(!times(&ana).await.is_empty());
    let many = site.asked().len();
    house.advance(Duration::from_secs(14 * 60));
    house.run_jobs().await;
    assert_eq!(site.asked().len(), many);
    house.advance(Duration::from_secs(2 * 60));
    house.run_jobs().await;
    house.run_jobs().await;
    assert_eq!(site.asked().len(), many + 1);
    let held = ana.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("secret-7391") && held.contains("节假日"), "she sees what is held");
    let flows = ana.get("/api/v1/me/flows").await.expect_ok();
    assert!(
        flows["shared"].as_array().unwrap().iter().any(|one| one["recipient"] == "calendar-site"),
        "{flows}"
    );

    ana.call("calendar.subscription.end", &at, NO).await.expect_ok();
    assert!(times(&ana).await.is_empty());
    house.advance(Duration::from_secs(86_400));
    house.run_jobs().await;
    assert_eq!(site.asked().len(), many + 1, "nothing is asked for any longer");
}

#[tokio::test]
async fn an_address_that_leads_inwards_is_refused_there_are_ten_and_all_go_with_their_person() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    for address in [
        "",
        "hello",
        "ftp://127.0.0.1/x.ics",
        "https://10.0.0.1/x.ics",
        "http://you@127.0.0.1/x",
        "file:///etc/passwd",
    ] {
        subscribe(&ana, address).await.expect_code(422, "calendar.address");
    }
    let long = json!({ "address": "http://127.0.0.1:9/x", "name": "字".repeat(61), "tone": "sky" });
    ana.call("calendar.subscribe", &[], long).await.expect_code(422, "calendar.name");
    for number in 0..10 {
        subscribe(&ana, &format!("http://127.0.0.1:9/{number}.ics")).await.expect_ok();
    }
    subscribe(&ana, "http://127.0.0.1:9/eleven.ics").await.expect_code(409, "calendar.subscribed");
    house.run_jobs().await;
    let listed = ana.call("calendar.subscriptions", &[], NO).await.expect_ok();
    assert!(
        listed["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["why"] == "unreachable" && one["brought"] == NO),
        "{listed}"
    );
    let site = SiteDouble::start().await;
    let moved = site.moved("/moved.ics", "https://192.168.1.1/x.ics");
    let first = text(&listed["items"][0], "id").to_owned();
    ana.call("calendar.subscription.end", &[("subscription", &first)], NO).await.expect_ok();
    subscribe(&ana, &moved).await.expect_ok();
    house.run_jobs().await;
    let listed = ana.call("calendar.subscriptions", &[], NO).await.expect_ok();
    assert_eq!(listed["items"][9]["why"], json!("refused"), "a redirect inwards is not followed");
    close(&house, &ana).await;
    let mut view = house.running.house.db.view().await.unwrap();
    let left = view.all("SELECT id FROM office_subscription LIMIT 20", vec![]).await.unwrap();
    assert!(left.is_empty());
}

#[tokio::test]
async fn a_house_asks_at_sites_that_its_keeper_allows_and_at_no_others() {
    let (house, _) = House::in_earnest(|_| {}).await;
    assert!(!house.running.house.egress.asks_for_calendars());
    let asks = |sites: &'static [&'static str]| async move {
        House::in_earnest(move |config| {
            config.connectors.calendars = true;
            config.connectors.calendars_sites = sites.iter().map(|site| (*site).to_owned()).collect();
            config.connectors.calendars_agreement = Some("2026-11-29".to_owned());
            config.connectors.calendars_terms = Some("https://house.example/calendars".to_owned());
        })
        .await
    };
    let (house, _) = asks(&["example.com"]).await;
    if !house.running.house.policy.wings().iter().any(|wing| wing == "office") {
        return;
    }
    let egress = &house.running.house.egress;
    assert_eq!(egress.calendar_host("webcal://a.example.com/x.ics").as_deref(), Some("a.example.com"));
    let elsewhere = [
        "http://a.example.com/",
        "https://a.example.com:8443/",
        "https://b.example.org/",
        "https://127.0.0.1/",
    ];
    assert!(elsewhere.iter().all(|address| egress.calendar_host(address).is_none()));
}
