//! The control list: what holds now is seen by what is, and what is broken shows.

use ground::values;
use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::backup::Shelf;
use crate::desk::keeper;

async fn controls(who: &Client) -> Vec<Value> {
    who.call("control.list", &[], json!(null)).await.expect_ok()["items"].as_array().unwrap().clone()
}

fn holds(list: &[Value], control: &str) -> bool {
    let found =
        list.iter().find(|one| one["id"] == control).unwrap_or_else(|| panic!("no control {control}"));
    found["holds"].as_bool().unwrap()
}

/// proves: YZJ-081, DB-054
#[tokio::test]
async fn every_control_is_a_check_that_passes_now_and_shows_when_it_is_broken() {
    let shelf = Shelf::new();
    let (data, keys) = (shelf.data(), shelf.keys());
    let house = House::with(move |config| {
        config.server.public_url = Some("https://house.example".to_owned());
        config.server.place = "CN/hangzhou".to_owned();
        config.accounts.staff_factor = true;
        config.backup.folder = Some(data);
        config.backup.keys_folder = Some(keys);
        config.backup.every_hours = 0;
        config.backup.rehearsal_days = 1;
        config.backup.place = Some("CN/shanghai".to_owned());
        config.backup.keys_place = Some("CN/shanghai".to_owned());
    })
    .await;
    let wang = keeper(&house, "王芳").await;
    let ana = house.person("Ana").await;
    house.run_jobs().await;

    let before = controls(&wang).await;
    assert!(!holds(&before, "backup") && !holds(&before, "identity"), "nothing was made yet: {before:?}");
    let set = json!({ "login": "wangfang", "password": "kT9#vq2LmX" });
    wang.call("password.set", &[], set).await.expect_ok();
    wang.call("backup.ask", &[], json!(null)).await.expect_ok();
    house.run_jobs().await;
    // A rehearsal is thought of every six hours.
    house.advance(Duration::from_secs(6 * 3_600 + 60));
    house.run_jobs().await;

    let list = controls(&wang).await;
    for one in &list {
        assert_eq!(one["holds"], true, "{one}");
        assert!(one["clause"].as_str().unwrap().starts_with("8.1."), "{one}");
    }
    for named in ["audit", "identity", "log-protection", "backup", "storage", "residual", "transport"] {
        assert!(holds(&list, named), "{named}");
    }
    let stored: Vec<&Value> = list.iter().filter(|one| one["storage"] == true).collect();
    assert!(stored.len() >= 4 && stored.iter().all(|one| one["holds"] == true), "{stored:?}");
    every_test_is_there(&list);
    ana.call("control.list", &[], json!(null)).await.expect_code(403, "access.denied");
    house.nobody().call("control.list", &[], json!(null)).await.expect_code(401, "session.needed");

    // Broken one by one, each shows, and nothing else does.
    let break_by = async |sql: &'static str| {
        let mut cx = house.running.house.db.begin().await.unwrap();
        cx.run(sql, values![]).await.unwrap();
        cx.commit().await.unwrap();
    };
    break_by("DELETE FROM yard_password").await;
    let broken = controls(&wang).await;
    assert!(!holds(&broken, "identity") && holds(&broken, "audit") && holds(&broken, "backup"), "{broken:?}");
    break_by("UPDATE yard_backup SET began_at = began_at - 8640000000000 WHERE kind = 'backup'").await;
    let broken = controls(&wang).await;
    assert!(!holds(&broken, "backup") && holds(&broken, "residual"), "{broken:?}");
    break_by("UPDATE ground_job SET state = 'given_up' WHERE name = 'account.sweep'").await;
    assert!(!holds(&controls(&wang).await, "residual"));
    for id in ["YZJ-081", "DB-054"] {
        proved(id, &["control.list", "backup.ask"]);
    }
}

/// A house of two sites, as duban promises them: it stands in Hangzhou, its backups lie there.
async fn at_two_sites(shelf: &Shelf, backups: &'static str) -> House {
    let (data, keys) = (shelf.data(), shelf.keys());
    House::with_profile("duban", move |config| {
        config.server.place = "CN/hangzhou".to_owned();
        config.backup.folder = Some(data);
        config.backup.keys_folder = Some(keys);
        config.backup.every_hours = 0;
        config.backup.place = Some(backups.to_owned());
        config.backup.keys_place = Some(backups.to_owned());
        if config.database.url.is_some() {
            config.database.place = Some("CN/hangzhou".to_owned());
        }
    })
    .await
}

async fn bare_sites(who: &Client) -> u64 {
    let list = controls(who).await;
    let backup = list.iter().find(|one| one["id"] == "backup").unwrap();
    let checks = backup["checks"].as_array().unwrap().iter();
    checks.clone().find(|check| check["id"] == "sites").unwrap()["figure"].as_u64().unwrap()
}

/// proves: DB-053
#[tokio::test(flavor = "multi_thread")]
async fn under_duban_a_copy_stands_at_each_of_the_two_sites_and_a_third_is_refused() {
    let (shelf, other) = (Shelf::new(), Shelf::new());
    let house = at_two_sites(&shelf, "CN/shanghai").await;
    assert_eq!(house.running.house.policy.conduct().sites, ["hangzhou", "shanghai"]);
    let wang = keeper(&house, "王芳").await;
    let ana = house.person("Ana").await;
    assert_eq!(bare_sites(&wang).await, 1, "in Shanghai there is nothing yet");
    wang.call("backup.ask", &[], json!(null)).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(bare_sites(&wang).await, 0);
    // What lies in Shanghai is the whole house: it comes back from there alone, and Ana with it.
    let back = crate::backup::brought_back(&house, &shelf).await;
    assert_eq!(back.bearer_as(&ana).get("/api/v1/me").await.expect_ok()["id"], json!(ana.id));

    let beside = at_two_sites(&other, "CN/hangzhou").await;
    let li = keeper(&beside, "李明").await;
    li.call("backup.ask", &[], json!(null)).await.expect_ok();
    beside.run_jobs().await;
    assert_eq!(bare_sites(&li).await, 1, "two copies in Hangzhou are none in Shanghai");
    for setting in ["server.place", "backup.place", "backup.keys_place"] {
        let told = refused_at_a_third(setting).await;
        assert!(told.contains(setting) && told.contains("`beijing`"), "{told}");
    }
    proved("DB-053", &["control.list", "backup.ask"]);
}

async fn refused_at_a_third(setting: &'static str) -> String {
    House::refused_as("duban", move |config| {
        config.server.place = "CN/hangzhou".to_owned();
        config.backup.folder = Some("/nowhere/archives".into());
        config.backup.keys_folder = Some("/nowhere/safe".into());
        config.backup.place = Some("CN/shanghai".to_owned());
        config.backup.keys_place = Some("CN/shanghai".to_owned());
        match setting {
            "server.place" => config.server.place = "CN/beijing".to_owned(),
            "backup.place" => config.backup.place = Some("CN/beijing".to_owned()),
            _ => config.backup.keys_place = Some("CN/beijing".to_owned()),
        }
    })
    .await
}

/// A control that stands on a test stands on one that is run.
fn every_test_is_there(list: &[Value]) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/house");
    let all: String = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    for test in list.iter().flat_map(|one| one["tests"].as_array().unwrap()) {
        let named = format!("#[tokio::test]\nasync fn {}()", test.as_str().unwrap());
        assert!(all.contains(&named), "{named}");
    }
}
