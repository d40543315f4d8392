//! What the walk of another organisation's ids finds of its people: a charge, a list, and what stands of somebody in one.

use kit::{Client, House};
use serde_json::{Value, json};

use crate::homes::NO;
use crate::meet::text;
use crate::uploads::{attestation, bring};

/// Ids of an organisation's people by the names they have in paths.
pub(crate) async fn ids(
    house: &House,
    (administrator, member): (&Client, &Client),
    org: &str,
) -> Vec<(&'static str, String)> {
    let wish = json!({ "person": member.id, "title": "档案", "rights": ["records"] });
    let scim = crate::scim::connected(administrator, org).await;
    let charge = administrator.call("org.charge", &[("org", org)], wish).await.expect_ok();
    let list = format!("姓名,手机号\n李波,{}\n陈晨,{}\n", member.phone, house.fresh_number());
    bring(administrator, org, &list, attestation()).await.expect_ok();
    house.run_jobs().await;
    let lists = administrator.call("org.uploads", &[("org", org)], NO).await.expect_ok();
    let mine = member.call("upload.list", &[], NO).await.expect_ok();
    vec![
        ("scim", scim),
        ("charge", text(&charge, "id").to_owned()),
        ("upload", text(&lists["items"][0], "id").to_owned()),
        ("uploaded", text(&mine["items"][0], "id").to_owned()),
    ]
}

/// All of it that could be changed, as its own people see it.
pub(crate) async fn seen((administrator, member): (&Client, &Client), org: &str) -> Vec<Value> {
    let mut seen = Vec::new();
    for operation in ["org.charges", "org.uploads", "org.record.rules"] {
        seen.push(administrator.call(operation, &[("org", org)], NO).await.expect_ok());
    }
    let of = [("org", org), ("person", member.id.as_str())];
    seen.push(member.call("org.record", &of, NO).await.expect_ok());
    seen.push(member.call("upload.list", &[], NO).await.expect_ok());
    seen
}

/// An administrator of another organisation with these ids behind his own organisation's: he is past the door, and finds nothing.
pub(crate) async fn tried_within(
    who: &Client,
    own: &str,
    ids: &[(&'static str, String)],
    body: impl Fn(&str) -> Option<Vec<u8>>,
) -> usize {
    let (mut tried, mut wrong) = (0, Vec::new());
    for (operation, method, path) in who.operations() {
        let names = ["person", "department", "invitation", "charge", "upload", "scim"];
        if !operation.starts_with("org.")
            || !path.contains("/orgs/{org}/")
            || !names.iter().any(|name| path.contains(&format!("{{{name}}}")))
        {
            continue;
        }
        let named = ids.iter().filter(|(name, _)| *name != "org");
        let filled = named.fold(path.replace("{org}", own), |path, (name, value)| {
            path.replace(&format!("{{{name}}}"), value)
        });
        if filled.contains('{') {
            continue;
        }
        let answer = who.send(method.parse().unwrap(), &filled, body(operation), &[]).await;
        if ![403, 404].contains(&answer.status.as_u16()) {
            wrong.push(format!("{operation} answers with {}: {}", answer.status, answer.text()));
        }
        tried += 1;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    tried
}
