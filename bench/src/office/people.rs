//! A list is brought in, and everybody on it signs up and accepts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kit::{Client, House};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::lane::{lanes, said};

/// Rows of a list; a sheet has at most twenty thousand.
const LIST: usize = 20_000;
const DAY: Duration = Duration::from_secs(86_400);
/// People of a department.
const DEPARTMENT: usize = 50;
const NO: Value = Value::Null;

/// An organisation with its administrator and its people.
pub struct Company {
    pub house: House,
    pub admin: Client,
    pub org: String,
    pub people: Vec<Client>,
}

/// The name, of which one in a thousand is alike.
pub fn name(number: usize) -> String {
    const FAMILIES: [&str; 10] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"];
    const FIRST: [&str; 10] = ["伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋"];
    let at = |of: [&'static str; 10], digit: usize| of[number / digit % 10];
    format!("{}{}{}", at(FAMILIES, 1), at(FIRST, 10), at(FIRST, 100))
}

impl Company {
    /// Brings the lists in, and everybody.
    pub async fn open(many: usize, at_once: usize) -> Self {
        // Everybody comes on one day, and each is sent a code.
        let house = House::with(|config| config.accounts.codes_per_day = u32::MAX).await;
        // Ten in the morning: no clocking belongs to the night before.
        let now = house.running.house.clock.now();
        let ten = ground::Timestamp::from_micros((now.day() + 1) * 86_400_000_000 + 36_000_000_000);
        house.advance(ten.since(now));
        let admin = house.person("Admin").await;
        let wish = json!({
            "creator": { "name": "王芳", "position": "总经理" },
            "company": { "legal_name": "四合院测试有限公司", "credit_code": "91350100M000100Y43", "address": "胡同一号" },
            "opens": ["attendance"],
        });
        let made = admin.call("org.create", &[], wish).await.expect_ok();
        let org = made["id"].as_str().unwrap().to_owned();
        certified(&house, &admin, &org).await;
        let numbers: Vec<String> = (0..many).map(|_| house.fresh_number()).collect();
        for (at, list) in numbers.chunks(LIST).enumerate() {
            // What becomes invitations within a day is bounded.
            house.advance(DAY);
            bring(&admin, &org, at * LIST, list).await;
            let begun = Instant::now();
            house.run_jobs().await;
            said("invitations sent", begun);
        }
        let begun = Instant::now();
        let people = Mutex::new(vec![None; many]);
        let mut times = lanes(many, at_once, async |number| {
            let one = signed_up(&house, number, &numbers[number]).await;
            people.lock().unwrap()[number] = Some(one);
        })
        .await;
        times.say("an account, and an invitation accepted");
        house.run_jobs().await;
        said("everybody is there", begun);
        let people = people.into_inner().unwrap().into_iter().map(Option::unwrap).collect();
        Self { house, admin, org, people }
    }

    /// The page of an address below the organisation.
    pub async fn get(&self, path: &str) -> Value {
        self.admin.get(&format!("/api/v1/orgs/{}/{path}", self.org)).await.expect_ok()
    }
}

/// Shown to be the company that it says, by whoever keeps the house: it may bring in more.
async fn certified(house: &House, admin: &Client, org: &str) {
    let keeper = house.person("Keeper").await;
    let id: ground::PersonId = keeper.id.parse().unwrap();
    let mut cx = house.running.house.db.begin().await.unwrap();
    cx.run("UPDATE yard_person SET keeper = 1 WHERE id = $1", ground::values![id]).await.unwrap();
    cx.commit().await.unwrap();
    let picture = include_bytes!("../../../web/public/icons/courtyard-192.png").to_vec();
    let path = format!("/api/v1/orgs/{org}/certificate/licence");
    let head = [("content-type", "image/png")];
    admin.send("PUT".parse().unwrap(), &path, Some(picture), &head).await.expect_ok();
    let wish = json!({ "credit_code": "91350100M000100Y43", "contact_name": "王芳", "contact_phone": "13800138000" });
    admin.call("org.certify", &[("org", org)], wish).await.expect_ok();
    let waiting = keeper.call("certificate.list", &[], NO).await.expect_ok();
    let at = [("certificate", waiting["items"][0]["id"].as_str().unwrap())];
    keeper.call("certificate.look", &at, json!({ "reason": "核对营业执照" })).await.expect_ok();
    keeper.call("certificate.decide", &at, json!({ "certified": true })).await.expect_ok();
}

async fn bring(admin: &Client, org: &str, first: usize, numbers: &[String]) {
    let mut sheet = String::from("姓名,手机号,部门,职务\n");
    for (at, phone) in (first..).zip(numbers) {
        let (half, department) = (at / DEPARTMENT % 2, at / DEPARTMENT);
        writeln!(sheet, "{},{phone},总部{half}/部门{department},工程师", name(at)).unwrap();
    }
    let file = STANDARD.encode(sheet);
    let at = [("org", org)];
    let begun = Instant::now();
    let seen = admin.call("org.upload.look", &at, json!({ "file": file })).await.expect_ok();
    assert_eq!(seen["people"], numbers.len(), "{seen}");
    said(&format!("a list of {} looked at", numbers.len()), begun);
    let attested = json!({ "agreed": true, "purpose": "建立通讯录", "scope": "姓名、手机号、部门和职务", "use": "仅限内部工作联络" });
    let begun = Instant::now();
    let wish = json!({ "file": file, "attestation": attested });
    let done = admin.call("org.upload", &at, wish).await.expect_ok();
    assert_eq!(done["invited"], numbers.len(), "{done}");
    said(&format!("a list of {} brought in", numbers.len()), begun);
}

/// From an address of his own: what one address may ask for is bounded.
async fn signed_up(house: &House, number: usize, phone: &str) -> Client {
    let [_, a, b, c] = u32::try_from(number).unwrap().to_be_bytes();
    let nobody = house.nobody().from_address([10, a, b, c]);
    let asked = nobody.get("/api/v1/policy/asked").await.expect_ok();
    let required = asked["items"].as_array().unwrap().iter().filter(|item| item["required"] == true);
    let purposes: Vec<&Value> = required.map(|item| &item["purpose"]).collect();
    let consent = json!({ "version": asked["version"], "purposes": purposes });
    let wish = json!({ "phone": phone, "consent": consent, "proof": house.proof().await });
    nobody.post("/api/v1/session/code", wish).await.expect_ok();
    let code = house.code_for(phone).await;
    let wish =
        json!({ "phone": phone, "code": code, "name": name(number), "device": "bench", "bearer": true });
    let opened = nobody.post("/api/v1/session/open", wish).await.expect_ok();
    let mut one = house.bearer(opened["token"].as_str().unwrap());
    one.id = opened["person"]["id"].as_str().unwrap().to_owned();
    let waiting = one.call("org.invitations", &[], NO).await.expect_ok();
    let invitation = waiting["items"][0]["id"].as_str().unwrap().to_owned();
    one.call("org.invitation.accept", &[("invitation", &invitation)], json!({})).await.expect_ok();
    one
}
