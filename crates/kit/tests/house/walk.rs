//! The access walk: every operation as nobody and as a stranger; the list of exceptions only shrinks.

use axum::http::Method;
use kit::{Client, House, proved};
use serde_json::{Value, json};

use crate::meet::{started, text};
use crate::org::{invite, joined, org};

/// What everyone may ask, signed in or not.
pub(crate) const PUBLIC: &[&str] = &[
    "attendance.push",
    "attendance.push.batch",
    "attendance.screen.code",
    "audit.checkpoint",
    "audit.cosign",
    "audit.proof",
    "closing.receipt",
    "console.code",
    "console.enter",
    "console.look",
    "crash.fields",
    "home.device.bind",
    "hook.post",
    "house.about",
    "house.notices",
    "knock.knock",
    "knock.poster",
    "knock.wait",
    "lane.event",
    "lift.alarm.equipment",
    "lift.done",
    "lift.rides",
    "meeting.find",
    "meeting.guest.erase",
    "meeting.guest.held",
    "meeting.join",
    "meeting.selftest",
    "notice.replied",
    "notice.stop",
    "openid.farewell",
    "outside.code",
    "outside.erase",
    "outside.held",
    "policy.asked",
    "policy.assessment",
    "policy.children",
    "policy.collection",
    "policy.difference",
    "policy.dpv",
    "policy.fides",
    "invited.answer",
    "invited.calendar",
    "invited.forget",
    "invited.look",
    "policy.permissions",
    "policy.promises",
    "policy.recipients",
    "policy.text",
    "program.answer",
    "seal.key",
    "policy.version",
    "policy.versions",
    "session.challenge",
    "session.code",
    "session.disown",
    "session.open",
    "session.passkey.begin",
    "session.passkey.open",
    "session.password",
    "session.thaw",
    "session.thaw.code",
    "setup.finish",
    "setup.recover",
    "setup.state",
    "succession.accept",
    "succession.decline",
    "ticket.look",
    "ticket.reply_by_code",
    "ticket.write",
    "visit.face.give",
    "visit.face.remove",
    "visit.guest.calendar",
    "visit.look",
];

/// Ids that belong to nobody, for every kind of path parameter.
const NOBODYS: &str = "00000000-0000-7000-8000-000000000000";

/// Of what kind the ids are that stand in paths; none where it is no id.
const KINDS: &[(&str, &str)] = &[
    ("{org}", "org"),
    ("{person}", "person"),
    ("{department}", "department"),
    ("{number}", ""),
    ("{invitation}", "invitation"),
    ("{service}", "service"),
    ("{app}", "app"),
    ("{scim}", "scim"),
    ("{policy}", "policy"),
    ("{inspector}", ""),
    ("{of}", ""),
    ("{closing}", "closing"),
    ("{request}", "request"),
    ("{opening}", "opening"),
    ("{ticket}", "ticket"),
    ("{incident}", "incident"),
    ("{partner}", "partner"),
    ("{campaign}", "campaign"),
    ("{secret}", ""),
    ("{disclosure}", "disclosure"),
    ("{recall}", "recall"),
    ("{paper}", "paper"),
    ("{mandate}", "mandate"),
    ("{fingerprint}", ""),
    ("{file}", "file"),
    ("{crash}", "crash"),
    ("{conversation}", "conversation"),
    ("{seq}", ""),
    ("{topic}", ""),
    ("{scheduled}", "scheduled"),
    ("{call}", "call"),
    ("{contact}", "contact"),
    ("{hook}", "hook"),
    ("{grant}", "grant"),
    ("{hold}", "hold"),
    ("{imported}", "imported"),
    ("{report}", "report"),
    ("{program}", "program"),
    ("{ask}", "ask"),
    ("{sealer}", "sealer"),
    ("{building}", "building"),
    ("{unit}", "unit"),
    ("{home}", "home"),
    ("{door}", "door"),
    ("{application}", "application"),
    ("{awaited}", "awaited"),
    ("{letter}", "letter"),
    ("{document}", "document"),
    ("{form}", "approvalform"),
    ("{case}", "approval"),
    ("{attachment}", "approvalfile"),
    ("{resident}", "resident"),
    ("{vehicle}", "vehicle"),
    ("{subscription}", "subscription"),
    ("{visit}", "visit"),
    ("{outsider}", "outsider"),
    ("{knock}", "knock"),
    ("{bar}", "bar"),
    ("{lane}", "lane"),
    ("{lift}", "lift"),
    ("{ride}", "ride"),
    ("{passage}", "passage"),
    ("{pass}", "pass"),
    ("{entry}", "opening"),
    ("{verification}", "realname"),
    ("{side}", ""),
    ("{station}", "station"),
    ("{intercom}", "intercom"),
    ("{duty}", "duty"),
    ("{thing}", "thing"),
    ("{part}", "part"),
    ("{scene}", "scene"),
    ("{rule}", "rule"),
    ("{phone}", "phone"),
    ("{leg}", "leg"),
    ("{event}", "event"),
    ("{calendar}", "calendar"),
    ("{task}", "task"),
    ("{shift}", "shift"),
    ("{group}", "group"),
    ("{screen}", "screen"),
    ("{machine}", "machine"),
    ("{field}", "field"),
    ("{correction}", "correction"),
    ("{day}", ""),
    ("{month}", ""),
    ("{charge}", "charge"),
    ("{upload}", "upload"),
    ("{uploaded}", "uploaded"),
    ("{certificate}", "certificate"),
    ("{kind}", ""),
    ("{leavekind}", "leavekind"),
    ("{leaveentry}", "leaveentry"),
    ("{console}", "console"),
];

pub(crate) fn filled(path: &str) -> String {
    let mut path = path.to_owned();
    for (name, kind) in KINDS {
        let value = if kind.is_empty() { "123456789".to_owned() } else { format!("{kind}_{NOBODYS}") };
        path = path.replace(name, &value);
    }
    let kind = if path.contains("/meetings/") {
        "meeting"
    } else if path.contains("/devices/") {
        "device"
    } else if path.contains("/passkeys/") {
        "passkey"
    } else if path.contains("/people/") {
        "person"
    } else {
        "invitation"
    };
    path.replace("{id}", &format!("{kind}_{NOBODYS}"))
}

#[tokio::test]
async fn nobody_gets_nothing_that_is_not_public() {
    let house = House::start().await;
    let nobody = house.nobody();
    let operations: Vec<(String, String, String)> = nobody
        .operations()
        .map(|(id, method, path)| (id.to_owned(), method.to_owned(), path.to_owned()))
        .collect();
    assert!(operations.len() > 20, "the walk sees the whole API");
    for (id, method, path) in &operations {
        if PUBLIC.contains(&id.as_str()) {
            continue;
        }
        let method: Method = method.parse().unwrap();
        let body = (method != Method::GET).then(|| b"{}".to_vec());
        let answer = nobody.send(method, &filled(path), body, &[]).await;
        assert_eq!(answer.status, 401, "{id} answers nobody with {}: {}", answer.status, answer.text());
    }
    let known: Vec<&str> = operations.iter().map(|(id, _, _)| id.as_str()).collect();
    for id in PUBLIC {
        assert!(known.contains(id), "{id} is an exception for nothing");
    }
}

#[tokio::test]
async fn a_stranger_with_ids_that_are_not_his_learns_nothing() {
    let house = House::start().await;
    let eve = house.person("Eve").await;
    let operations: Vec<(String, String, String)> = eve
        .operations()
        .filter(|(id, _, path)| path.contains('{') && !PUBLIC.contains(id))
        .map(|(id, method, path)| (id.to_owned(), method.to_owned(), path.to_owned()))
        .collect();
    for (id, method, path) in operations {
        let method: Method = method.parse().unwrap();
        let body = (method != Method::GET).then(|| json!({}).to_string().into_bytes());
        let answer = eve.send(method, &filled(&path), body, &[]).await;
        let status = answer.status.as_u16();
        assert!(
            [403, 404, 422].contains(&status),
            "{id} answers a stranger with {status}: {}",
            answer.text()
        );
        let malformed = eve.get(&path.replace('{', "%7B").replace('}', "%7D")).await;
        assert!(malformed.status.as_u16() >= 400, "{id} answers a malformed id with {}", malformed.status);
    }
}

/// A house in which acme has everything that a path can name, and the ids of it.
struct Acme {
    administrator: Client,
    member: Client,
    ids: Vec<(&'static str, String)>,
    meeting: Value,
}

impl Acme {
    async fn founded(house: &House) -> Self {
        let administrator = house.person("Ana").await;
        let org = org(&administrator).await;
        let member = joined(house, &administrator, &org, "Bo", "member").await;
        let invitation = invite(&administrator, &org, &house.fresh_number(), "member").await;
        let wish = json!({ "name": "Tools" });
        let made = administrator.call("org.department.create", &[("org", &org)], wish).await.expect_ok();
        let meeting = started(&administrator, json!({ "title": "Stand-up", "guests": true })).await;
        let conversation = crate::chat::group(&administrator, "Tools", &[&member]).await;
        let said = crate::chat::said(&administrator, &conversation, "mark-0001", "What is said").await;
        let file =
            crate::chat_file::uploaded(&administrator, &conversation, "plan.txt", b"What is planned").await;
        let application = crate::applications::registered(&administrator, &org, json!({})).await;
        let office = crate::walk_office::ids(house, (&administrator, &member), &org).await;
        let people = crate::walk_people::ids(house, (&administrator, &member), &org).await;
        let mut ids = vec![
            ("org", org),
            ("person", member.id.clone()),
            ("department", text(&made, "id").to_owned()),
            ("invitation", invitation),
            ("number", text(&meeting, "number").to_owned()),
            ("conversation", conversation),
            ("seq", said.to_string()),
            ("file", file),
            ("app", application.id),
        ];
        ids.extend(office);
        ids.extend(people);
        Self { administrator, member, ids, meeting }
    }

    /// A path of the document with acme's own ids in it.
    async fn filled(&self, path: &str) -> String {
        let of = |kind: &str| {
            if path.contains("/meetings/") { text(&self.meeting, "id").to_owned() } else { kind.to_owned() }
        };
        let id = if path.contains("/devices/") {
            let devices = self.member.call("me.devices", &[], json!(null)).await.expect_ok();
            text(&devices["items"][0], "id").to_owned()
        } else if path.contains("/passkeys/") {
            format!("passkey_{NOBODYS}")
        } else {
            of(&self.member.id)
        };
        let path = self
            .ids
            .iter()
            .fold(path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value));
        path.replace("{id}", &id)
    }

    /// All that could be changed, as its own people see it.
    async fn seen(&self) -> Vec<Value> {
        let org = self.ids[0].1.as_str();
        let mut seen = Vec::new();
        for operation in
            ["org.get", "org.particulars", "org.members", "org.departments", "org.invitations.sent"]
        {
            seen.push(self.administrator.call(operation, &[("org", org)], json!(null)).await.expect_ok());
        }
        let id = text(&self.meeting, "id");
        for operation in ["meeting.get", "meeting.record"] {
            seen.push(self.administrator.call(operation, &[("id", id)], json!(null)).await.expect_ok());
        }
        let conversation =
            [("conversation", self.ids.iter().find(|id| id.0 == "conversation").unwrap().1.as_str())];
        for operation in ["conversation.get", "conversation.members", "message.after"] {
            seen.push(self.member.call(operation, &conversation, json!(null)).await.expect_ok());
        }
        for operation in ["me.get", "passkey.list"] {
            seen.push(self.member.call(operation, &[], json!(null)).await.expect_ok());
        }
        seen.extend(crate::walk_office::seen(&self.administrator, &self.ids).await);
        seen.extend(crate::walk_people::seen((&self.administrator, &self.member), org).await);
        seen
    }
}

/// A body that the document calls valid, so that a refusal is about who asks and not about what was sent.
fn sample(document: &Value, schema: &Value, name: &str) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null);
        return sample(document, target, name);
    }
    for word in ["oneOf", "anyOf", "allOf"] {
        if let Some(one) =
            schema[word].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null"))
        {
            return sample(document, one, name);
        }
    }
    if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()) {
        return first.clone();
    }
    if !schema["const"].is_null() {
        return schema["const"].clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or("object");
    match kind {
        "string" => json!(match name {
            "phone" => "13912345678",
            "role" => "member",
            "identity" => "nobody",
            "due_at" => "2099-01-01T00:00:00Z",
            _ => "Word",
        }),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "boolean" => json!(true),
        "array" => json!([]),
        _ => {
            let known = schema["properties"].as_object().into_iter().flatten();
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let needed = known.filter(|(name, _)| required.contains(&json!(name)));
            needed.map(|(name, inner)| (name.clone(), sample(document, inner, name))).collect()
        }
    }
}

/// Tries everything that names something of acme's; nothing may be answered with more than "no".
async fn tries(acme: &Acme, who: &Client, kind: &str) -> usize {
    let document: Value = serde_json::from_str(&gate::document()).unwrap();
    let (mut tried, mut wrong) = (0, Vec::new());
    for (id, method, path) in
        who.operations().filter(|(id, _, path)| path.contains('{') && !PUBLIC.contains(id))
    {
        let operation = &document["paths"][path][method.to_lowercase()];
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let body = (method != "GET").then(|| sample(&document, schema, "").to_string().into_bytes());
        let answer = who.send(method.parse().unwrap(), &acme.filled(path).await, body, &[]).await;
        let status = answer.status.as_u16();
        if ![401, 403, 404].contains(&status) {
            wrong.push(format!("{id} answers {kind} with {status}: {}", answer.text()));
        }
        tried += 1;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    tried
}

/// proves: AJ-087
#[tokio::test]
async fn another_organisations_people_and_guests_reach_nothing_by_its_ids() {
    let house = House::start().await;
    let acme = Acme::founded(&house).await;
    let before = acme.seen().await;
    let rival = house.person("Eve").await;
    let globex = org(&rival).await;
    let clerk = joined(&house, &rival, &globex, "Finn", "member").await;
    let theirs = started(&rival, json!({ "guests": true })).await;
    let wish = json!({ "number": theirs["number"], "name": "Gil" });
    let entered = house.nobody().call("meeting.join", &[], wish).await.expect_ok();
    let guest = house.bearer(text(&entered, "guest_token"));
    let stranger = house.person("Hal").await;
    for (who, kind) in [
        (&rival, "an administrator of another organisation"),
        (&clerk, "a member of another organisation"),
        (&stranger, "a stranger"),
        (&guest, "a guest of another meeting"),
        (&house.nobody(), "nobody"),
    ] {
        assert!(tries(&acme, who, kind).await > 20, "the walk sees what names something");
    }
    let document: Value = serde_json::from_str(&gate::document()).unwrap();
    let body = |operation: &str| {
        let (_, method, path) = rival.operations().find(|(id, ..)| *id == operation).unwrap();
        let operation = &document["paths"][path][method.to_lowercase()];
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        (method != "GET").then(|| sample(&document, schema, "").to_string().into_bytes())
    };
    if crate::walk_office::is_there(&acme.ids) {
        let tried = crate::walk_office::tried_within(&rival, &globex, &acme.ids, &body).await;
        assert!(tried > 20, "{tried} operations of the office name something");
    }
    let tried = crate::walk_people::tried_within(&rival, &globex, &acme.ids, body).await;
    assert!(tried > 10, "{tried} operations of an organisation name something of its people");
    assert_eq!(acme.seen().await, before, "and nothing was changed");
    proved("AJ-087", &["org.get", "org.members", "org.departments"]);
}
