//! Lists of homes: what a sheet says is seen before, brought in once, and taken back except for what is used.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kit::Client;
use serde_json::{Value, json};

use crate::homes::{Estate, NO, homes};
use crate::org::{joined, org};

const LIST: &str = "幸福里房屋清单\n楼栋,单元,房号,楼层,面积\n3号楼,1单元,502,5,90\n3号楼,1单元,503,,\n3号楼,2单元,101,1,\n5号楼,,101,高,\n,1单元,7,,\n3号楼,2单元,101,1,\n";

fn file(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

async fn ask(who: &Client, operation: &str, org: &str, wish: Value) -> kit::Answer {
    who.call(operation, &[("org", org)], wish).await
}

/// The homes of the community by number.
async fn standing(estate: &Estate) -> Vec<String> {
    let listed = estate.wang.call("home.list", &[("org", &estate.org)], NO).await.expect_ok();
    let mut numbers: Vec<String> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["number"].as_str().unwrap().to_owned())
        .collect();
    numbers.sort();
    numbers
}

#[tokio::test]
async fn a_list_is_seen_before_it_comes_in_and_comes_in_once() {
    let estate = Estate::open().await;
    let wish = json!({ "file": file(LIST.as_bytes()) });
    let seen = ask(&estate.wang, "home.import.look", &estate.org, wish.clone()).await.expect_ok();
    // 3-1-502 stands there already, in the unit that is called so.
    assert_eq!((&seen["new"], &seen["there"], &seen["wrong"]), (&json!(2), &json!(1), &json!(3)), "{seen}");
    assert_eq!(seen["columns"], json!({ "building": 0, "unit": 1, "room": 2, "floor": 3, "number": null }));
    assert_eq!(seen["first"][0]["number"], "3-1-503");
    assert_eq!(seen["first"][0]["floor"], 5);
    let wrongs: Vec<(u64, &str)> = seen["wrongs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["row"].as_u64().unwrap(), one["why"].as_str().unwrap()))
        .collect();
    assert_eq!(wrongs, [(6, "floor"), (7, "building"), (8, "twice")]);
    assert_eq!(standing(&estate).await, ["3-1-502", "3-1-601"], "nothing came in yet");

    // The rows that are wrong go back with their reasons, in the form in which they came.
    let at = [("org", estate.org.as_str())];
    let back = estate.wang.call("home.import.wrong", &at, wish.clone()).await;
    assert_eq!(back.headers["content-type"], "text/csv; charset=utf-8");
    let back = back.text();
    assert!(
        back.contains("5号楼,,101,高,,楼层应为") && back.contains("面积,原因") && !back.contains("503"),
        "{back}"
    );

    let made = ask(&estate.wang, "home.import", &estate.org, wish.clone()).await.expect_ok();
    assert!(made["import"].is_string(), "{made}");
    assert_eq!(standing(&estate).await, ["3-1-502", "3-1-503", "3-1-601", "3-2-101"]);
    // The same list once more brings nothing.
    let again = ask(&estate.wang, "home.import", &estate.org, wish).await.expect_ok();
    assert_eq!((&again["new"], &again["there"], &again["import"]), (&json!(0), &json!(3), &NO), "{again}");
    let listed = ask(&estate.wang, "home.imports", &estate.org, NO).await.expect_ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(listed["items"][0]["homes"], 2);
}

#[tokio::test]
async fn what_a_list_made_is_taken_back_except_where_somebody_lives() {
    let estate = Estate::open().await;
    let wish = json!({ "file": file("楼栋,房号\n7,101\n7,102\n8,101\n".as_bytes()) });
    let made = ask(&estate.wang, "home.import", &estate.org, wish.clone()).await.expect_ok();
    let import = made["import"].as_str().unwrap().to_owned();
    let ana = estate.resident("安娜", "7-1-102", "owner").await;
    assert_eq!(homes(&ana).await.len(), 1);
    let at = [("org", estate.org.as_str()), ("import", import.as_str())];
    let undone = estate.wang.call("home.import.undo", &at, NO).await.expect_ok();
    assert_eq!(undone, json!({ "gone": 2, "stay": 1 }));
    assert_eq!(standing(&estate).await, ["3-1-502", "3-1-601", "7-1-102"]);
    estate.wang.call("home.import.undo", &at, NO).await.expect_code(404, "import.unknown");
    assert_eq!(homes(&ana).await.len(), 1, "who lives there goes on living there");
    // What went may come again; building 8 went, and building 7 stayed with its home.
    let seen = ask(&estate.wang, "home.import.look", &estate.org, wish).await.expect_ok();
    assert_eq!((&seen["new"], &seen["there"]), (&json!(2), &json!(1)));
    let plan = estate.wang.call("community.plan", &[("org", &estate.org)], NO).await.expect_ok();
    let names: Vec<&str> =
        plan["buildings"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["3号楼", "7"]);
}

#[tokio::test]
async fn a_sheet_that_says_too_little_or_is_none_is_refused_with_why() {
    let estate = Estate::open().await;
    let (wang, org) = (&estate.wang, &estate.org);
    let strange = json!({ "file": file(b"a,b\n7,101\n") });
    let seen = ask(wang, "home.import.look", org, strange.clone()).await.expect_ok();
    assert_eq!((&seen["names"], &seen["new"]), (&json!(["a", "b"]), &json!(0)));
    ask(wang, "home.import", org, strange).await.expect_code(422, "import.columns");
    // Whoever says which columns they are is believed, within the sheet.
    let columns =
        |room: u16| json!({ "building": 0, "unit": null, "room": room, "floor": null, "number": null });
    let said = |room| json!({ "file": file(b"a,b\n7,101\n"), "columns": columns(room) });
    ask(wang, "home.import", org, said(2)).await.expect_code(422, "import.columns");
    let made = ask(wang, "home.import", org, said(1)).await.expect_ok();
    assert_eq!(made["new"], 1);
    for (bytes, code) in [
        (&b"\x89PNG\r\n\0"[..], "import.unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "import.old"),
        (b"PK\x03\x04 and nothing more", "import.broken"),
        (b"\n,\n", "import.empty"),
        (&b"x\n".repeat(20_001), "import.large"),
    ] {
        let wish = json!({ "file": file(bytes) });
        for operation in ["home.import.look", "home.import", "home.import.wrong"] {
            ask(wang, operation, org, wish.clone()).await.expect_code(422, code);
        }
    }
    ask(wang, "home.import.look", org, json!({ "file": "%" })).await.expect_code(422, "import.encoding");
}

#[tokio::test]
async fn lists_are_of_those_who_run_the_community_alone() {
    let estate = Estate::open().await;
    let wish = json!({ "file": file("楼栋,房号\n7,101\n".as_bytes()) });
    let member = joined(&estate.house, &estate.wang, &estate.org, "李保安", "member").await;
    let other = estate.house.person("别家物业").await;
    let theirs = org(&other).await;
    ask(&other, "home.import", &theirs, wish.clone()).await.expect_code(404, "place.closed");
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    for operation in ["home.import.look", "home.import", "home.import.wrong"] {
        ask(&member, operation, &estate.org, wish.clone()).await.expect_code(403, "access.denied");
        for stranger in [&other, &ana] {
            let answer = ask(stranger, operation, &estate.org, wish.clone()).await;
            assert!([403, 404].contains(&answer.status.as_u16()), "{operation} {}", answer.text());
        }
    }
    let made = ask(&estate.wang, "home.import", &estate.org, wish).await.expect_ok();
    let import = made["import"].as_str().unwrap();
    // Not even under the id of one's own organisation.
    other
        .call("home.import.undo", &[("org", &theirs), ("import", import)], NO)
        .await
        .expect_code(404, "import.unknown");
    member
        .call("home.import.undo", &[("org", &estate.org), ("import", import)], NO)
        .await
        .expect_code(403, "access.denied");
    member.call("home.imports", &[("org", &estate.org)], NO).await.expect_code(403, "access.denied");
    // None of them took anything back: a building, a unit and a home are remembered still.
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_import_place").await, 3);
}

#[tokio::test]
async fn ten_thousand_homes_come_in_and_go() {
    let estate = Estate::open().await;
    let mut list = String::from("楼栋,单元,房号\n");
    for home in 0..10_000 {
        list += &format!(
            "{}号楼,{}单元,{}{:02}\n",
            10 + home / 500,
            1 + home / 100 % 5,
            1 + home / 4 % 25,
            home % 4
        );
    }
    let wish = json!({ "file": file(list.as_bytes()) });
    let made = ask(&estate.wang, "home.import", &estate.org, wish).await.expect_ok();
    assert_eq!((&made["new"], &made["wrong"]), (&json!(10_000), &json!(0)), "{}", made["wrongs"]);
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_home").await, 10_002);
    let at = [("org", estate.org.as_str()), ("import", made["import"].as_str().unwrap())];
    let undone = estate.wang.call("home.import.undo", &at, NO).await.expect_ok();
    assert_eq!(undone, json!({ "gone": 10_000, "stay": 0 }));
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_building").await, 1);
}

/// What was handed over as lists is forgotten with the organisation, however long the lists were.
#[tokio::test]
async fn lists_end_with_their_organisation() {
    let estate = Estate::open().await;
    let other = estate.house.person("别家物业").await;
    let theirs = org(&other).await;
    let wish = json!({ "name": "西山里", "address": "西山路二号" });
    other.call("community.put", &[("org", &theirs)], wish).await.expect_ok();
    let mut list = String::from("楼栋,单元,房号\n");
    for home in 0..2_100 {
        list += &format!("{},1,{}\n", 10 + home / 500, 100 + home % 500);
    }
    ask(&estate.wang, "home.import", &estate.org, json!({ "file": file(list.as_bytes()) })).await.expect_ok();
    let one = json!({ "file": file("楼栋,房号\n7,101\n".as_bytes()) });
    ask(&estate.wang, "home.import", &estate.org, one.clone()).await.expect_ok();
    ask(&other, "home.import", &theirs, one).await.expect_ok();
    let kept = "SELECT (SELECT COUNT(*) FROM community_import) * 10000 \
                + (SELECT COUNT(*) FROM community_import_place) AS found";
    assert!(estate.count(kept).await > 32_100);
    crate::erasure::close(&estate.house, &estate.wang).await.expect_ok();
    estate.house.run_jobs().await;
    assert_eq!(
        estate.count(kept).await,
        10_003,
        "what others handed over stays: a building, a unit and a home"
    );
}
