//! What the walk of another organisation's ids finds of the office: a row of each kind that a path can name.

use axum::http::Method;
use kit::{Client, House};
use serde_json::{Value, json};

use crate::homes::NO;
use crate::meet::text;

fn id(made: &Value) -> String {
    text(made, "id").to_owned()
}

/// Whether these are ids of a house that has an office; some doorplates have none.
pub(crate) fn is_there(ids: &[(&'static str, String)]) -> bool {
    ids.iter().any(|(name, _)| *name == "form")
}

/// Events, calendars, tasks, groups, shifts, screens, forms, cases and files of an organisation, by the names they have in paths; none
/// where the house has no office.
pub(crate) async fn ids(
    house: &House,
    (administrator, member): (&Client, &Client),
    org: &str,
) -> Vec<(&'static str, String)> {
    if !house.running.house.policy.wings().iter().any(|wing| wing == "office") {
        return Vec::new();
    }
    let at = [("org", org)];
    let make =
        async |operation: &str, wish: Value| id(&administrator.call(operation, &at, wish).await.expect_ok());
    let calendar = make("calendar.make", json!({ "kind": "shared", "name": "值班" })).await;
    let mut entry = crate::calendars::wish("评审", json!({ "org": org, "guests": [member.id] }));
    entry["reminders"] = json!([15]);
    let event = id(&administrator.call("event.add", &[], entry).await.expect_ok());
    let task = json!({ "title": "盘点", "org": org, "doers": [member.id] });
    let task = id(&administrator.call("task.add", &[], task).await.expect_ok());
    let shift =
        json!({ "name": "白班", "shift": { "kind": "fixed", "spans": [{ "begin": 540, "end": 1080 }] } });
    let shift = make("attendance.shift.make", shift).await;
    let plan = json!({
        "week": vec![json!(shift); 7], "holidays": "own",
        "tolerance": { "grace_min": 5, "absent_after_min": null, "overtime_from_min": 30 },
        "ways": ["code"], "outside": "refuse", "sites": [], "exact": null,
    });
    let group = json!({ "name": "研发", "zone": "UTC", "plan": plan, "managers": [] });
    let group = make("attendance.group.make", group).await;
    let screen = make("attendance.screen.make", json!({ "group": group })).await;
    let machine = json!({ "name": "前台", "kind": "zkteco", "place": "总部", "zone": "UTC", "serial": "CJ9", "days": 30 });
    let machine = make("attendance.machine.make", machine).await;
    let (form, case, file) = approval(administrator, member, org).await;
    let (kind, entry) = leave(administrator, member, org).await;
    vec![
        ("leavekind", kind),
        ("leaveentry", entry),
        ("calendar", calendar),
        ("event", event),
        ("task", task),
        ("shift", shift),
        ("group", group),
        ("screen", screen),
        ("machine", machine),
        ("form", form),
        ("case", case),
        ("attachment", file),
    ]
}

/// A kind of leave, and a line of a member's ledger.
async fn leave(administrator: &Client, member: &Client, org: &str) -> (String, String) {
    let at = [("org", org), ("person", member.id.as_str())];
    let kind = json!({ "name": "年假", "unit": "day", "paid": true, "counts": "work-days",
        "balance": { "kept": "kept", "grant": { "by": "hand" }, "over": "refuse" } });
    let kind = id(&administrator.call("leave.kind.make", &at, kind).await.expect_ok());
    let line = json!({ "deed": { "do": "grant", "kind": kind, "amount": 100 }, "reason": "合同约定" });
    administrator.call("leave.write", &at, line).await.expect_ok();
    let mine = member.call("leave.mine", &at, NO).await.expect_ok();
    (kind, id(&mine["entries"][0]))
}

/// A form by which somebody asked, his case and a file of it.
async fn approval(administrator: &Client, member: &Client, org: &str) -> (String, String, String) {
    let form = administrator.call("approval.form.add", &[("org", org)], json!({})).await.expect_ok();
    let form = id(&form);
    let at = [("org", org), ("form", form.as_str())];
    let stamp = async || administrator.call("approval.form.get", &at, NO).await.expect_ok()["stamp"].clone();
    let drawn = json!({ "name": "申请", "fields": [{ "id": "papers", "kind": "file", "label": "材料" }],
        "steps": [{ "kind": "decide", "id": "one", "name": "one", "who": [{ "by": "administrators" }] }] });
    let wish = json!({ "stamp": stamp().await, "definition": drawn });
    administrator.call("approval.form.draw", &at, wish).await.expect_ok();
    let wish = json!({ "stamp": stamp().await });
    administrator.call("approval.form.publish", &at, wish).await.expect_ok();
    let path = format!("/api/v1/orgs/{org}/approval-files");
    let head = [("content-type", "application/pdf")];
    let file = member.send(Method::POST, &path, Some(b"%PDF-1.7 a".to_vec()), &head).await.expect_ok();
    let file = id(&file);
    let wish = json!({ "form": form, "version": 1, "values": { "papers": [file] } });
    let case = member.call("approval.ask", &[("org", org)], wish).await.expect_ok();
    (form, id(&case), file)
}

/// All of it that could be changed, as its own people see it.
pub(crate) async fn seen(administrator: &Client, ids: &[(&'static str, String)]) -> Vec<Value> {
    if !is_there(ids) {
        return Vec::new();
    }
    let of = |name: &str| ids.iter().find(|one| one.0 == name).unwrap().1.as_str();
    let org = of("org");
    let mut seen = Vec::new();
    for (operation, more) in [
        ("calendar.shared", None),
        ("attendance.shift.list", None),
        ("attendance.group.list", None),
        ("attendance.screen.list", None),
        ("attendance.machine.list", None),
        ("leave.kind.list", None),
        ("leave.person", Some("person")),
        ("approval.form.get", Some("form")),
        ("approval.case.get", Some("case")),
        ("approval.case.proof", Some("case")),
    ] {
        let at: Vec<(&str, &str)> =
            [("org", org)].into_iter().chain(more.map(|name| (name, of(name)))).collect();
        seen.push(administrator.call(operation, &at, NO).await.expect_ok());
    }
    seen.push(administrator.call("event.look", &[("event", of("event"))], NO).await.expect_ok());
    seen.push(administrator.call("task.list", &[], NO).await.expect_ok());
    seen
}

/// What an operation takes where the document does not say all of it, so that nothing but the id in the path is wrong.
fn whole(operation: &str, who: &Client) -> Option<Value> {
    match operation {
        "approval.form.simulate" => Some(json!({ "asker": who.id, "values": {} })),
        "attendance.group.change" => Some(json!({ "name": "研发", "plan": {
            "week": vec![Value::Null; 7], "holidays": "own",
            "tolerance": { "grace_min": 5, "absent_after_min": null, "overtime_from_min": 30 },
            "ways": ["code"], "outside": "refuse", "sites": [], "exact": null,
        } })),
        "leave.kind.change" => Some(json!({ "name": "年假", "unit": "day", "paid": true,
            "counts": "work-days", "balance": { "kept": "none" } })),
        _ => None,
    }
}

/// An administrator of another organisation with these ids behind his own organisation's: he is past the door, and finds nothing.
pub(crate) async fn tried_within(
    who: &Client,
    own: &str,
    ids: &[(&'static str, String)],
    body: impl Fn(&str) -> Option<Vec<u8>>,
) -> usize {
    let office = [
        "calendar",
        "shift",
        "group",
        "screen",
        "machine",
        "form",
        "case",
        "attachment",
        "leavekind",
        "leaveentry",
    ];
    let (mut tried, mut wrong) = (0, Vec::new());
    for (operation, method, path) in who.operations() {
        if !path.contains("{org}") || !office.iter().any(|name| path.contains(&format!("{{{name}}}"))) {
            continue;
        }
        let filled = ids
            .iter()
            .filter(|(name, _)| *name != "org")
            .fold(path.replace("{org}", own), |path, (name, value)| {
                path.replace(&format!("{{{name}}}"), value)
            });
        let filled = filled.replace("{day}", "2027-12-06").replace("{month}", "2027-12");
        // Of a kind that the other organisation has none of: what stands before it in the path is refused already.
        let filled = filled.replace("{field}", &who.id);
        let days = if operation == "attendance.roster" { "?from=2027-12-06&until=2027-12-12" } else { "" };
        let filled = format!("{filled}{days}");
        let body =
            whole(operation, who).map(|wish| wish.to_string().into_bytes()).or_else(|| body(operation));
        let answer = who.send(method.parse().unwrap(), &filled, body, &[]).await;
        if ![403, 404].contains(&answer.status.as_u16()) {
            wrong.push(format!("{operation} answers with {}: {}", answer.status, answer.text()));
        }
        tried += 1;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    tried
}
