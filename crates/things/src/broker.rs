//! What Mosquitto's dynamic-security plugin is told: JSON on a topic of its own. One client and one role for each device, with
//! its own topics and nothing else; whatever no rule allows is denied.

use serde_json::{Value, json};

/// Where it is told.
pub const CONTROL: &str = "$CONTROL/dynamic-security/v1";
/// Where it answers.
pub const ANSWERS: &str = "$CONTROL/dynamic-security/v1/response";
/// Clients of one answer to a question for all of them.
pub const PAGE: usize = 500;

/// The role of the house itself.
pub const OWN_ROLE: &str = "courtyard";

/// Before which topics of devices stand.
pub const ROOT: &str = "home/";

/// The topic of a device, by its token: all of its own stand below it.
pub fn root(token: &str) -> String {
    format!("{ROOT}{token}/")
}

fn rule(kind: &str, topic: &str) -> Value {
    json!({ "acltype": kind, "topic": topic, "priority": 0, "allow": true })
}

fn role(name: &str, topics: &[String]) -> Value {
    let kinds = ["publishClientSend", "publishClientReceive", "subscribePattern", "unsubscribePattern"];
    let rules: Vec<Value> =
        topics.iter().flat_map(|topic| kinds.map(|kind| rule(kind, topic.as_str()))).collect();
    json!({ "command": "createRole", "rolename": name, "acls": rules })
}

fn commands(all: Vec<Value>) -> Vec<u8> {
    json!({ "commands": all }).to_string().into_bytes()
}

/// Asks which roles the house itself has.
pub fn ask_own(own_user: &str) -> Vec<u8> {
    commands(vec![json!({ "command": "getClient", "username": own_user })])
}

/// What a house says once, where it lacks [`OWN_ROLE`]: nobody may anything without a rule, and the house itself speaks to devices.
/// The broker ends the connection of whoever's role becomes another, so the house comes back then.
pub fn settle(own_user: &str) -> Vec<u8> {
    let default = |kind: &str, allow: bool| json!({ "acltype": kind, "allow": allow });
    let defaults = json!({ "command": "setDefaultACLAccess", "acls": [
        default("publishClientSend", false),
        default("publishClientReceive", false),
        default("subscribe", false),
        default("unsubscribe", true),
    ] });
    let own = OWN_ROLE;
    let topics = [format!("{ROOT}#"), "tasmota/discovery/#".to_owned()];
    commands(vec![
        defaults,
        role(own, &topics),
        json!({ "command": "addClientRole", "username": own_user, "rolename": own, "priority": 0 }),
    ])
}

/// A credential for a device; `mac` is that of a device that announces itself below `tasmota/discovery/`.
pub fn admit(token: &str, password: &str, mac: Option<&str>) -> Vec<u8> {
    let mut topics = vec![format!("{}#", root(token))];
    topics.extend(mac.map(|mac| format!("tasmota/discovery/{mac}/#")));
    commands(vec![
        role(token, &topics),
        json!({
            "command": "createClient", "username": token, "password": password,
            "roles": [{ "rolename": token, "priority": 0 }], "correlationData": token,
        }),
    ])
}

/// Ends a device's credential; the broker ends its connection.
pub fn dismiss(token: &str) -> Vec<u8> {
    commands(vec![
        json!({ "command": "deleteClient", "username": token }),
        json!({ "command": "deleteRole", "rolename": token }),
    ])
}

/// Asks for the names of clients, from the so-manieth on.
pub fn ask_all(from: usize) -> Vec<u8> {
    commands(vec![json!({ "command": "listClients", "verbose": false, "count": PAGE, "offset": from })])
}

/// One answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answered {
    /// To which command.
    pub command: String,
    /// What was sent along with it.
    pub about: Option<String>,
    /// Why it was not done.
    pub error: Option<String>,
    /// The clients that were asked for.
    pub clients: Vec<String>,
    /// The roles of the client that was asked for.
    pub roles: Vec<String>,
}

/// Reads what it answers; nothing where that is no answer.
pub fn answers(payload: &[u8]) -> Vec<Answered> {
    let Ok(read) = serde_json::from_slice::<Value>(payload) else { return Vec::new() };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let answered = |one: &Value| Answered {
        command: text(&one["command"]).unwrap_or_default(),
        about: text(&one["correlationData"]),
        error: text(&one["error"]),
        clients: one["data"]["clients"].as_array().into_iter().flatten().filter_map(text).collect(),
        roles: (one["data"]["client"]["roles"].as_array().into_iter().flatten())
            .filter_map(|role| text(&role["rolename"]))
            .collect(),
    };
    read["responses"].as_array().into_iter().flatten().map(answered).collect()
}
