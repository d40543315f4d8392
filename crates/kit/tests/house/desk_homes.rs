//! The desk of a property: it sees its own community, in each of its parts, and nothing of another's.

use serde_json::{Value, json};

use crate::homes::{Estate, NO};
use crate::meet::text;
use crate::org::{joined, org};

/// What a desk reads on its overview and behind it, and where the list stands.
const PARTS: [&str; 10] = [
    "community.plan",
    "home.list",
    "home.application.list",
    "home.awaited",
    "home.letters",
    "door.agents",
    "lane.list",
    "lane.parking",
    "lift.all",
    "home.equipment.list",
];

#[tokio::test]
async fn a_desk_sees_all_parts_of_its_own_community_and_none_of_another() {
    let estate = Estate::open().await;
    let mine = [("org", estate.org.as_str())];
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let clerk = joined(&estate.house, &estate.wang, &estate.org, "Li", "member").await;
    let eve = estate.house.person("Eve").await;
    let other = org(&eve).await;
    let wish = json!({ "name": "西山里", "address": "西山路二号" });
    eve.call("community.put", &[("org", &other)], wish).await.expect_ok();
    for part in PARTS {
        estate.wang.call(part, &mine, NO).await.expect_ok();
        eve.call(part, &mine, NO).await.expect_code(404, "org.unknown");
        ana.call(part, &mine, NO).await.expect_code(404, "org.unknown");
        clerk.call(part, &mine, NO).await.expect_code(403, "access.denied");
        let hers = eve.call(part, &[("org", &other)], NO).await.expect_ok().to_string();
        for secret in ["3-1-502", "1单元门", "3号楼"] {
            assert!(!hers.contains(secret), "{part}: {hers}");
        }
    }
    // Nor by the ids of the other's homes and doors within one's own.
    let plan: Value = estate.wang.call("community.plan", &mine, NO).await.expect_ok();
    let (home, door) = (estate.homes[0].as_str(), text(&plan["doors"][0], "id"));
    eve.call("home.residents", &[("org", other.as_str()), ("home", home)], NO)
        .await
        .expect_code(404, "household.home");
    eve.call("pass.at_door", &[("org", other.as_str()), ("door", door)], NO)
        .await
        .expect_code(404, "pass.door");
}
