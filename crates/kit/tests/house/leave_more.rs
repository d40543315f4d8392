//! Leave where two things meet: more cases than days, a day that is taken twice, a kind that is called otherwise.

use serde_json::{Value, json};
use std::time::Duration;

use crate::homes::NO;
use crate::leave::Office;
use crate::meet::text;

#[tokio::test]
async fn what_the_house_approves_by_itself_takes_no_more_than_there_is() {
    let office = Office::open().await;
    office.grants("年假", 100, None).await;
    let form = office.form_of("leave", &json!({ "hours": 2, "when_late": "approve" })).await;
    let mut cases = Vec::new();
    for day in [4, 5] {
        cases.push(office.firm.asked(&office.bo, &form, office.values("年假", (day, day))).await);
        office.house().advance(Duration::from_secs(5_400));
        office.house().run_jobs().await;
    }
    // The first was late before the second is.
    office.house().advance(Duration::from_secs(3_600));
    office.house().run_jobs().await;
    let mut standings = Vec::new();
    for case in &cases {
        standings.push(text(&office.firm.get(&office.bo, case).await, "standing").to_owned());
    }
    standings.sort();
    assert_eq!(standings, ["approved", "running"], "of the other people decide");
    assert_eq!(office.lines().await, [("grant".to_owned(), 100), ("use".to_owned(), -100)]);
    assert_eq!(office.mine().await["entries"][0]["short"], 0);
    // Once there is enough it is approved as any other.
    office.grants("年假", 100, None).await;
    for _ in 0..2 {
        office.house().advance(Duration::from_secs(13 * 3_600));
        for who in [&office.firm.wang, &office.bo] {
            who.get("/api/v1/me").await.expect_ok();
        }
    }
    office.house().run_jobs().await;
    assert_eq!(office.lines().await.len(), 4);
    assert_eq!(office.balance("年假").await["left"], 0);
}

#[tokio::test]
async fn a_day_is_taken_once_over_all_kinds() {
    let office = Office::open().await;
    let (wang, bo) = (&office.firm.wang, &office.bo);
    office.grants("年假", 1_000, None).await;
    let ask = async |values: Value| office.firm.ask(bo, &office.leave, 1, values).await;
    // Asked for before the other was decided.
    let late = text(&ask(office.values("病假", (3, 3))).await.expect_ok(), "id").to_owned();
    office.takes(office.values("年假", (2, 3))).await;
    for kind in ["年假", "病假"] {
        let wrong = ask(office.values(kind, (2, 3))).await.expect_code(422, "approval.filled");
        assert_eq!(wrong["args"]["mistakes"][0]["why"], "taken", "{kind}: {wrong}");
    }
    let refused = office.firm.decide(wang, &late, json!({ "do": "approve" }), "").await;
    refused.expect_code(409, "approval.leave");
    // Of more days it costs those that are left.
    let tried = json!({ "values": office.values("年假", (2, 5)) });
    let tried = office.call(bo, "approval.check", &[("form", &office.leave)], tried).await.expect_ok();
    assert_eq!((&tried["leave"]["asked"], &tried["mistakes"]), (&json!(200), &json!([])));
    office.takes(office.values("年假", (2, 5))).await;
    assert_eq!(office.balance("年假").await["left"], 600);
}

#[tokio::test]
async fn forms_find_a_kind_by_its_old_name_and_a_word_that_is_none_is_told() {
    let office = Office::open().await;
    let (wang, bo) = (&office.firm.wang, &office.bo);
    office.grants("年假", 300, None).await;
    let kind = office.kind("年假").await;
    let mut arranged = kind["arranged"].clone();
    arranged["name"] = json!("带薪年休假");
    let at = [("leavekind", text(&kind, "id"))];
    office.call(wang, "leave.kind.change", &at, arranged).await.expect_ok();
    let renamed = office.kind("带薪年休假").await;
    assert!(renamed["arranged"]["also"].as_array().unwrap().contains(&json!("年假")), "{renamed}");
    office.takes(office.values("年假", (2, 2))).await;
    assert_eq!(office.balance("带薪年休假").await["left"], 200);
    // Asked for while there was such a kind, and decided when there is none.
    let case = office.firm.asked(bo, &office.leave, office.values("年假", (3, 3))).await;
    office.call(wang, "leave.kind.end", &at, NO).await.expect_ok();
    let refused = office.firm.decide(wang, &case, json!({ "do": "approve" }), "").await;
    refused.expect_code(409, "approval.leave");
    let wish = office.values("年假", (4, 4));
    let wrong = office.firm.ask(bo, &office.leave, 1, wish).await.expect_code(422, "approval.filled");
    let mistake = &wrong["args"]["mistakes"][0];
    assert_eq!((&mistake["field"], &mistake["why"]), (&json!("kind"), &json!("unknown")), "{wrong}");
}

#[tokio::test]
async fn a_kind_that_is_not_sound_or_called_as_another_is_refused_and_there_are_not_more_than_there_may_be() {
    let office = Office::open().await;
    let wang = &office.firm.wang;
    let usual = office.call(wang, "leave.kind.usual", &[], json!({ "lang": "zh-CN" })).await;
    usual.expect_code(409, "leave.arranged");
    let kind = office.kind("年假").await;
    let named = |name: &str| {
        let mut arranged = kind["arranged"].clone();
        arranged["name"] = json!(name);
        arranged["also"] = json!([]);
        arranged
    };
    let make = async |arranged: Value| office.call(wang, "leave.kind.make", &[], arranged).await;
    make(named("年假")).await.expect_code(409, "leave.named");
    make(named(" ")).await.expect_code(422, "leave.kind");
    let mut falling = named("工龄假");
    falling["balance"]["grant"]["steps"] =
        json!([{ "years": 5, "amount": 500 }, { "years": 1, "amount": 1000 }]);
    make(falling).await.expect_code(422, "leave.kind");
    let mut hours = kind["arranged"].clone();
    hours["unit"] = json!("hour");
    let at = [("leavekind", text(&kind, "id"))];
    office.call(wang, "leave.kind.change", &at, hours).await.expect_code(422, "leave.kind");
    let there = office.call(wang, "leave.kind.list", &[], NO).await.expect_ok();
    for one in there["items"].as_array().unwrap().len()..60 {
        make(named(&format!("假{one}"))).await.expect_ok();
    }
    make(named("多了")).await.expect_code(409, "leave.many");
}
