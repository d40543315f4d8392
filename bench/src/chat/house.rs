//! The house under load, in a process of its own: it says on one line who is there, and ends with its standard input.

use kit::{Client, House};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

use crate::Size;

/// Who is there, and where.
#[derive(Serialize, Deserialize)]
pub struct Told {
    /// The address on loopback.
    pub address: SocketAddr,
    /// Bearer tokens of those in conversations of two: each is in one with the next, in twos.
    pub pairs: Vec<String>,
    /// The conversations of two.
    pub conversations: Vec<String>,
    /// Tokens of the members of the group.
    pub members: Vec<String>,
    /// The group.
    pub group: String,
    /// Tokens of those who say nothing.
    pub idle: Vec<String>,
}

/// So long passes between two who sign up: ten codes a minute go to one address, and sixty an hour.
const BETWEEN_CODES: Duration = Duration::from_secs(61);

/// Everybody comes; then the house waits for its end.
pub async fn serve(size: Size) {
    let mut house = House::with_profile("duban", |_| {}).await;
    let crowd = (2 * size.pairs).max(size.group);
    let mut people = Vec::new();
    for number in 0..crowd.max(size.idle) {
        house.advance(BETWEEN_CODES);
        people.push(house.person(&format!("Person {number}")).await);
    }
    meet(&people[..crowd]).await;
    let mut conversations = Vec::new();
    for two in people[..2 * size.pairs].chunks(2) {
        let begun = two[0].call("conversation.direct", &[], json!({ "person": two[1].id })).await.expect_ok();
        conversations.push(text(&begun, "id"));
    }
    let others: Vec<&str> = people[1..size.group].iter().map(|one| one.id.as_str()).collect();
    let wish = json!({ "name": "Everybody", "people": others });
    let group = text(&people[0].call("conversation.group", &[], wish).await.expect_ok(), "id");
    // What happens after an answer is part of what a message costs.
    house.running.work();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let tokens = |people: &[Client]| people.iter().map(|one| one.token().to_owned()).collect();
    let told = Told {
        address: listener.local_addr().unwrap(),
        pairs: tokens(&people[..2 * size.pairs]),
        conversations,
        members: tokens(&people[..size.group]),
        group,
        idle: tokens(&people[..size.idle]),
    };
    println!("{}", serde_json::to_string(&told).unwrap());
    std::io::stdout().flush().unwrap();
    let app = house.running.router().into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    tokio::task::spawn_blocking(|| std::io::stdin().read(&mut [0; 1])).await.unwrap().unwrap();
    server.abort();
}

/// They are of one organisation, so that each may write to the other.
async fn meet(people: &[Client]) {
    let company = json!({ "legal_name": "四合院测试有限公司", "credit_code": "91350100M000100Y43", "address": "胡同一号" });
    let wish = json!({ "creator": { "name": "王芳", "position": "总经理" }, "company": company });
    let org = text(&people[0].call("org.create", &[], wish).await.expect_ok(), "id");
    for one in &people[1..] {
        let wish = json!({ "phone": one.phone, "role": "member" });
        let made = people[0].call("org.invite", &[("org", &org)], wish).await.expect_ok();
        let at = [("invitation", made["id"].as_str().unwrap())];
        one.call("org.invitation.accept", &at, json!({})).await.expect_ok();
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap().to_owned()
}
