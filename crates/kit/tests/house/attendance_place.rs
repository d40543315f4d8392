//! Attendance by places: what the records show of them, what the person himself sees, what goes with a consent, and when.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kit::{Client, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::attendance::{Company, DAY_S, Device, SITE, agree, consents, exactly, place};
use crate::attendance_month::{asks, ground_day};
use crate::avatar::pictures;
use crate::desk::keeper;
use crate::homes::NO;
use crate::masked::leaves;
use crate::meet::text;
use crate::paper;

/// What an organisation says that it needs exact places for.
pub(crate) const WHY: &str = "外勤里程核算";

/// A company that asks for exact places, and whose people sign in from outside.
pub(crate) async fn outdoors() -> Company {
    let ways = json!(["place", "beacon", "field"]);
    Company::open(|plan| (plan["ways"], plan["exact"]) = (ways, json!(WHY))).await
}

/// A signing in from outside, about a kilometre from the site.
pub(crate) fn from_outside() -> Value {
    let photo = pictures().into_iter().find(|bytes| bytes.starts_with(b"\xff\xd8")).unwrap();
    let place = json!({ "latitude_e6": SITE.0 + 10_000, "longitude_e6": SITE.1, "accuracy_m": 8 });
    json!({ "place": place, "doubts": [], "address": "客户园区", "note": "拜访客户", "photo": STANDARD.encode(&photo) })
}

/// Bo agrees to both, clocks with his place and signs in from outside.
pub(crate) async fn both(company: &Company, device: &Device) -> Value {
    agree(company, &company.bo, "clock-place", json!(WHY)).await;
    agree(company, &company.bo, "field-sign-in", NO).await;
    device.clocks(&company.bo, exactly(0)).await.expect_ok();
    company.house.advance(Duration::from_secs(60));
    let wish = device.answer(&company.bo, from_outside()).await;
    company.bo.call("attendance.field.add", &company.at(), wish).await.expect_ok()
}

/// Places of clockings, signings in, and agreements.
pub(crate) async fn kept(company: &Company) -> (i64, i64, i64) {
    (
        company.count("SELECT COUNT(*) AS found FROM office_punch WHERE place IS NOT NULL").await,
        company.count("SELECT COUNT(*) AS found FROM office_field").await,
        company.count("SELECT COUNT(*) AS found FROM office_agreement").await,
    )
}

/// What happens by itself within a minute.
pub(crate) async fn a_minute(company: &Company) {
    company.house.advance(Duration::from_secs(60));
    company.house.run_jobs().await;
}

const CLOCKED: &str = "SELECT COUNT(*) AS found FROM office_punch";

#[tokio::test]
async fn a_consent_that_is_taken_back_takes_what_was_kept_under_it_along_and_what_was_clocked_stays() {
    let company = outdoors().await;
    let bo = &company.bo;
    let device = Device::given(bo, &company.org).await;
    let made = both(&company, &device).await;
    assert_eq!((kept(&company).await, company.count(CLOCKED).await), ((1, 1, 2), 2));

    bo.call("consent.withdraw", &[], json!({ "purpose": "clock-place" })).await.expect_ok();
    a_minute(&company).await;
    assert_eq!(kept(&company).await, (0, 1, 1), "the place of the clocking went, and no more");
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(!held.contains("31.23000") && held.contains("31.24000"), "{held}");

    bo.call("consent.withdraw", &[], json!({ "purpose": "field-sign-in" })).await.expect_ok();
    a_minute(&company).await;
    assert_eq!(kept(&company).await, (0, 0, 0), "place, note and photo went");
    let photo = [("org", company.org.as_str()), ("field", text(&made, "id"))];
    bo.call("attendance.field.mine.photo", &photo, NO).await.expect_code(404, "attendance.unknown");
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(!held.contains("office_field") && held.contains("field · counts"), "{held}");
    assert_eq!(company.count(CLOCKED).await, 2, "that he worked stays");

    // Given anew it brings nothing back, and is agreed to anew.
    consents(bo, "clock-place").await;
    device.clocks(bo, exactly(0)).await.expect_code(403, "attendance.place_unasked");
    assert_eq!(kept(&company).await, (0, 0, 0));
}

#[tokio::test]
async fn who_takes_a_consent_back_and_agrees_anew_at_once_begins_with_nothing() {
    let company = outdoors().await;
    let bo = &company.bo;
    let device = Device::given(bo, &company.org).await;
    both(&company, &device).await;
    bo.call("consent.withdraw", &[], json!({ "purpose": "clock-place" })).await.expect_ok();
    device.clocks(bo, exactly(0)).await.expect_code(403, "attendance.place_unasked");
    company.house.advance(Duration::from_secs(1));
    agree(&company, bo, "clock-place", json!(WHY)).await;
    assert_eq!(kept(&company).await, (0, 1, 2), "before any job came by");
    device.clocks(bo, exactly(0)).await.expect_ok();
    a_minute(&company).await;
    assert_eq!(kept(&company).await, (1, 1, 2), "what he agreed to anew stays");
}

#[tokio::test]
async fn who_refuses_when_he_is_asked_again_keeps_nothing_there_either() {
    let company = outdoors().await;
    let bo = &company.bo;
    let device = Device::given(bo, &company.org).await;
    both(&company, &device).await;
    for purpose in ["clock-place", "field-sign-in"] {
        bo.post("/api/v1/consents/refuse", json!({ "purpose": purpose })).await.expect_ok();
    }
    a_minute(&company).await;
    assert_eq!((kept(&company).await, company.count(CLOCKED).await), ((0, 0, 0), 2));
}

#[tokio::test]
async fn a_sheet_that_withdraws_takes_them_along_too() {
    let company = outdoors().await;
    let device = Device::given(&company.bo, &company.org).await;
    both(&company, &device).await;
    let (kay, kim) = (keeper(&company.house, "Kay").await, keeper(&company.house, "Kim").await);
    let wish = json!({ "what": "withdrawal", "purpose": "clock-place" });
    let sheet = paper::id(&paper::printed(&kay, &company.bo, wish).await);
    paper::scan(&kay, &sheet).await.expect_ok();
    a_minute(&company).await;
    assert_eq!(kept(&company).await, (1, 1, 2), "one witness is none");
    paper::witness(&kim, &sheet).await.expect_ok();
    a_minute(&company).await;
    assert_eq!((kept(&company).await, company.count(CLOCKED).await), ((0, 1, 1), 2));
}

#[tokio::test]
async fn places_go_after_ninety_days_and_what_was_clocked_stays() {
    let company = outdoors().await;
    let device = Device::given(&company.bo, &company.org).await;
    both(&company, &device).await;
    company.house.advance(Duration::from_secs(89 * DAY_S));
    company.house.run_jobs().await;
    assert_eq!(kept(&company).await, (1, 1, 2));
    company.house.advance(Duration::from_secs(2 * DAY_S));
    company.house.run_jobs().await;
    assert_eq!((kept(&company).await, company.count(CLOCKED).await), ((0, 0, 2), 2));
}

#[tokio::test]
async fn one_finds_of_oneself_all_that_is_kept_and_those_who_look_after_the_group_see_it_by_a_leaf() {
    let company = outdoors().await;
    let (ana, bo) = (&company.ana, &company.bo);
    let device = Device::given(bo, &company.org).await;
    both(&company, &device).await;
    company.house.advance(Duration::from_secs(60));
    let near = json!({ "way": "beacon", "inside": true, "doubts": ["motion"], "room": "三楼" });
    device.clocks(bo, near).await.expect_ok();
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    for stands in [
        "place · counts · 总部",
        "beacon · counts · motion · 总部 · 三楼",
        "客户园区 · 31.24000, 121.47000 (±8 m) · 1112 m",
        "拜访客户",
    ] {
        assert!(held.contains(stands), "{stands}: {held}");
    }
    // The day shows where he was, to him and to those who look after the group.
    let seen = company.clocked().await;
    let of = |key: &str| -> Vec<Value> { seen.iter().map(|one| one[key].clone()).collect() };
    assert_eq!(of("site"), [json!("总部"), NO, json!("总部")]);
    assert_eq!(
        seen[0]["place"]["spot"],
        json!({ "latitude_e6": SITE.0, "longitude_e6": SITE.1, "accuracy_m": 12 })
    );
    assert_eq!(
        (&seen[1]["place"], &seen[2]["place"]),
        (&NO, &NO),
        "from where he signed in is a look of its own"
    );
    let day = company.today();
    let month = company.month(ana, &day[..7]).await.to_string();
    assert!(!month.contains("客户园区") && !month.contains("latitude_e6"), "sums need no place: {month}");
    let looked = leaves(bo).await;
    let month = looked.iter().filter(|leaf| leaf["act"] == "attendance.month");
    assert!(
        month.clone().count() > 0 && month.clone().all(|leaf| leaf["purpose"] == "attendance"),
        "{looked:?}"
    );
    let of_day = [("org", company.org.as_str()), ("group", company.group.as_str()), ("day", day.as_str())];
    let list = ana.call("attendance.field.list", &of_day, NO).await.expect_ok();
    assert_eq!((&list["items"][0]["note"], &list["items"][0]["photo"]), (&json!("拜访客户"), &json!(true)));
    let next = company.day(&ground_day(&company, 1)).await;
    assert_eq!(next["days"][0]["clocked"], json!([]), "{next}");
    let places = async || leaves(bo).await.iter().filter(|leaf| leaf["purpose"] == "clock-place").count();
    assert_eq!(places().await, 1, "the day after shows no place, and opens none of the day before");
    let acts: Vec<Value> = leaves(bo).await.iter().map(|leaf| leaf["act"].clone()).collect();
    for act in ["attendance.day", "attendance.field.list"] {
        assert!(acts.contains(&json!(act)), "{act}: {acts:?}");
    }
    let own = [("org", company.org.as_str()), ("month", &day[..7])];
    let mine = bo.call("attendance.mine.month", &own, NO).await.expect_ok().to_string();
    assert!(mine.contains("客户园区"), "{mine}");
}

#[tokio::test]
async fn a_signing_in_from_outside_counts_once_and_for_as_long_as_it_is_agreed_to() {
    let company = outdoors().await;
    let (bo, at) = (&company.bo, company.at());
    let device = Device::given(bo, &company.org).await;
    agree(&company, bo, "field-sign-in", NO).await;
    let wish = device.answer(bo, from_outside()).await;
    bo.call("attendance.field.add", &at, wish.clone()).await.expect_ok();
    bo.call("attendance.field.add", &at, wish.clone()).await.expect_code(409, "attendance.again");
    let mut moved = device.answer(bo, from_outside()).await;
    moved["place"]["latitude_e6"] = json!(SITE.0);
    bo.call("attendance.field.add", &at, moved).await.expect_code(409, "attendance.key");
    let late = device.answer(bo, from_outside()).await;
    company.house.advance(Duration::from_secs(61));
    bo.call("attendance.field.add", &at, late).await.expect_code(409, "attendance.challenge");
    assert_eq!((kept(&company).await.1, company.count(CLOCKED).await), (1, 1));
}

#[tokio::test]
async fn what_is_malformed_or_too_long_is_refused_and_nothing_is_kept() {
    let company = outdoors().await;
    let (ana, bo, at) = (&company.ana, &company.bo, company.at());
    let device = Device::given(bo, &company.org).await;
    agree(&company, bo, "field-sign-in", NO).await;
    let wishes = [
        "attendance.key.put",
        "attendance.agree",
        "attendance.punch",
        "attendance.field.add",
        "attendance.correction.ask",
    ];
    for operation in wishes {
        for body in [json!({}), json!([]), json!("x"), json!({ "place": "here" })] {
            bo.call(operation, &at, body).await.expect_code(422, "body.invalid");
        }
    }
    for operation in
        ["attendance.shift.make", "attendance.group.make", "attendance.screen.make", "attendance.days.put"]
    {
        ana.call(operation, &at, json!({ "name": 1 })).await.expect_code(422, "body.invalid");
    }
    let key = json!({ "key": "A".repeat(100_000) });
    bo.call("attendance.key.put", &at, key).await.expect_code(422, "attendance.no_key");
    for (field, value, status, code) in [
        ("note", json!("长".repeat(201)), 422, "attendance.reason"),
        ("address", json!("长".repeat(201)), 422, "attendance.reason"),
        ("photo", json!("AAAA"), 422, "attendance.photo"),
        ("photo", json!("%"), 422, "attendance.photo"),
        ("photo", json!("A".repeat(246_000)), 422, "attendance.photo"),
        ("signature", json!("A".repeat(10_000)), 409, "attendance.key"),
    ] {
        let mut wish = device.answer(bo, from_outside()).await;
        wish[field] = value;
        bo.call("attendance.field.add", &at, wish).await.expect_code(status, code);
    }
    let mut wish = device.answer(bo, place(true)).await;
    wish["challenge"]["nonce"] = json!("A".repeat(10_000));
    bo.call("attendance.punch", &at, wish).await.expect_code(409, "attendance.challenge");
    let mut wish = device.answer(bo, place(true)).await;
    wish["code"] = json!("1.".repeat(5_000));
    bo.call("attendance.punch", &at, wish).await.expect_code(409, "attendance.key");
    let name = json!({ "name": "班".repeat(61), "shift": { "kind": "free", "minutes": 0 } });
    ana.call("attendance.shift.make", &at, name).await.expect_code(422, "attendance.name");
    let span = json!({ "begin": 540, "end": 70_000 });
    let shift = json!({ "name": "班", "shift": { "kind": "fixed", "spans": [span] } });
    ana.call("attendance.shift.make", &at, shift).await.expect_code(422, "body.invalid");
    let day = json!({ "day": "2026-12-211", "minute": 1, "approver": ana.id, "reason": "忘记打卡" });
    bo.call("attendance.correction.ask", &at, day).await.expect_code(422, "attendance.day");
    assert_eq!((kept(&company).await.1, company.count(CLOCKED).await), (0, 0));
}

#[tokio::test]
async fn nobody_is_told_without_end_that_something_is_to_be_put_right() {
    let company = Company::open(|_| ()).await;
    let (bo, day) = (&company.bo, company.today());
    for _ in 0..60 {
        let id = asks(&company, &day, 60).await;
        let at = [("org", company.org.as_str()), ("correction", id.as_str())];
        bo.call("attendance.correction.withdraw", &at, NO).await.expect_ok();
    }
    let wish = json!({ "day": day, "minute": 60, "approver": company.ana.id, "reason": "忘记打卡" });
    bo.call("attendance.correction.ask", &company.at(), wish).await.expect_code(429, "attendance.too_many");
    company.house.advance(Duration::from_secs(DAY_S));
    asks(&company, &day, 60).await;
}

#[tokio::test]
async fn what_is_arranged_is_listed_for_those_who_run_the_organisation_alone() {
    let company = Company::open(|_| ()).await;
    let (ana, bo, at) = (&company.ana, &company.bo, company.at());
    let next = ground_day(&company, 1);
    ana.call("attendance.days.put", &at, json!({ "day": next, "kind": "off" })).await.expect_ok();
    let screen = json!({ "group": company.group });
    let screen = ana.call("attendance.screen.make", &at, screen).await.expect_ok();
    let listed = async |who: &Client, operation: &str| who.call(operation, &at, NO).await;
    for (operation, key, stands) in [
        ("attendance.shift.list", "name", json!("白班")),
        ("attendance.group.list", "name", json!("研发")),
        ("attendance.days.list", "day", json!(next)),
        ("attendance.screen.list", "id", screen["id"].clone()),
    ] {
        let list = listed(ana, operation).await.expect_ok();
        assert_eq!(
            (list["items"].as_array().unwrap().len(), &list["items"][0][key]),
            (1, &stands),
            "{operation}"
        );
        listed(bo, operation).await.expect_code(403, "access.denied");
    }
    let list = listed(ana, "attendance.screen.list").await.expect_ok().to_string();
    assert!(!list.contains(text(&screen, "token")), "what stands in its link was told once");
}

#[tokio::test]
async fn a_day_of_rest_beside_one_on_which_somebody_comes_when_he_likes_has_all_its_hours() {
    let company = Company::open(|_| ()).await;
    let (ana, bo) = (&company.ana, &company.bo);
    let device = Device::given(bo, &company.org).await;
    let free = json!({ "name": "自由", "shift": { "kind": "free", "minutes": 0 } });
    let free = ana.call("attendance.shift.make", &company.at(), free).await.expect_ok();
    let (today, next) = (company.today(), ground_day(&company, 1));
    let entries = json!({ "entries": [
        { "what": "shift", "person": bo.id, "day": today, "shift": free["id"] },
        { "what": "rest", "person": bo.id, "day": next },
        { "what": "shift", "person": bo.id, "day": ground_day(&company, 2), "shift": free["id"] },
    ] });
    ana.call("attendance.roster.put", &company.of_group(), entries).await.expect_ok();
    for (days, minute) in [(1, 2 * 60), (0, 23 * 60)] {
        company.clocks_at(&device, days, minute).await;
    }
    company.to(1, 12 * 60);
    let seen = company.day(&next).await["days"][0].clone();
    let walls: Vec<&Value> = seen["clocked"].as_array().unwrap().iter().map(|one| &one["wall"]).collect();
    assert_eq!(walls, [&json!("02:00"), &json!("23:00")]);
    assert_eq!(seen["marks"], json!(["overtime"]));
}

/// proves: YZJ-102
#[tokio::test]
async fn days_and_months_show_what_was_clocked_and_go_out_as_a_sheet() {
    let company = outdoors().await;
    let (ana, bo) = (&company.ana, &company.bo);
    let device = Device::given(bo, &company.org).await;
    company.to_early_in_month().await;
    agree(&company, bo, "clock-place", json!(WHY)).await;
    let (first, second, third) = (company.today(), ground_day(&company, 1), ground_day(&company, 2));
    company.to(0, 9 * 60 + 20);
    device.clocks(bo, place(true)).await.expect_ok();
    company.to(0, 18 * 60 + 40);
    let near = json!({ "way": "beacon", "inside": true, "doubts": [], "room": "三楼" });
    device.clocks(bo, near).await.expect_ok();
    company.to(1, 8 * 60 + 58);
    device.clocks(bo, exactly(0)).await.expect_ok();
    company.to(2, 12 * 60);
    let seen = company.day(&first).await;
    assert_eq!((&seen["name"], &seen["days"][0]["marks"]), (&json!("Bo"), &json!(["late", "overtime"])));
    let one = &seen["days"][0];
    assert_eq!(
        (&one["late_min"], &one["worked_min"], &one["overtime_min"]),
        (&json!(20), &json!(520), &json!(40))
    );
    let walls: Vec<&Value> = one["clocked"].as_array().unwrap().iter().map(|one| &one["wall"]).collect();
    assert_eq!(walls, [&json!("09:20"), &json!("18:40")]);
    let places: Vec<&Value> = one["clocked"].as_array().unwrap().iter().map(|one| &one["site"]).collect();
    assert_eq!(places, [&json!("总部"), &json!("总部")]);
    let seen = company.day(&second).await["days"][0].clone();
    assert_eq!(
        (&seen["marks"], &seen["clocked"][0]["place"]["spot"]["accuracy_m"]),
        (&json!(["missing"]), &json!(12))
    );
    assert_eq!(company.day(&third).await["days"][0]["marks"], json!(["absent"]));

    // The month adds them up; before his first day he was in no group, and today is not over.
    let month = &first[..7];
    let of_month = company.month(ana, month).await["items"][0].clone();
    let totals = &of_month["totals"];
    assert_eq!(
        (&totals["late_times"], &totals["missing"], &totals["overtime_min"]),
        (&json!(1), &json!(1), &json!(40))
    );
    let absent = |one: &&Value| one["marks"] == json!(["absent"]);
    let absent = of_month["days"].as_array().unwrap().iter().filter(absent).count();
    assert!(absent >= 1 && totals["absent_days"] == json!(absent), "{of_month}");
    let own = [("org", company.org.as_str()), ("month", month)];
    let mine = bo.call("attendance.mine.month", &own, NO).await.expect_ok();
    let days = mine["items"].as_array().unwrap();
    let of_day = days.iter().find(|one| one["day"] == first.as_str()).unwrap();
    assert_eq!(of_day["marks"], json!(["late", "overtime"]), "he sees of himself what they see of him");
    assert!(leaves(bo).await.iter().any(|leaf| leaf["act"] == "attendance.month"));

    for (form, lang, head, late, absent) in [
        ("xlsx", "zh-CN", "姓名", "迟到 加班", "旷工"),
        ("csv", "zh-CN", "姓名", "迟到 加班", "旷工"),
        ("csv", "en", "name", "late overtime", "absent"),
    ] {
        let path = format!(
            "/api/v1/orgs/{}/attendance/groups/{}/months/{month}/sheet?form={form}&lang={lang}",
            company.org, company.group
        );
        let answer = ana.get(&path).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let sheet = sheet::read(&answer.body).unwrap();
        assert_eq!(sheet.at(0, 0), head);
        // Name, clocked, place, state, minutes late and days absent of a day.
        let of = |day: &str| {
            let row = (0..sheet.rows.len()).find(|row| sheet.at(*row, 1) == day).unwrap();
            [0, 3, 4, 5, 8, 11].map(|column| sheet.at(row, column).to_owned())
        };
        assert_eq!(of(&first), ["Bo", "09:20 18:40", "总部; 总部 三楼", late, "20", "0"]);
        assert_eq!(of(&second)[1..3], ["08:58", "总部 31.23000, 121.47000 (±12 m)"]);
        assert_eq!(of(&third), ["Bo", "", "", absent, "0", "1"]);
        bo.get(&path).await.expect_code(404, "attendance.unknown");
    }
    proved("YZJ-102", &["attendance.punch", "attendance.day", "attendance.month", "attendance.sheet"]);
}
