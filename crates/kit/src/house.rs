//! A house in a box, its data in a folder that ends with it.

use gate::{Running, Start};
use ground::config::Config;
use ground::{Clock, PersonId};
use policy::Policy;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tempfile::TempDir;

use crate::declared::Declared;
use crate::{Client, database, proofs};

/// Leading zero bits of the proof of work in tests: real, and quick.
const PROOF_BITS: u16 = 4;

/// The password of the keeper of [`House::in_earnest`].
pub const KEEPERS_PASSWORD: &str = "kT9#vq2LmX";

/// A running house for one test.
pub struct House {
    /// The house itself, for looking inside.
    pub running: Running,
    router: axum::Router,
    operations: Arc<BTreeMap<String, (String, String)>>,
    folder: TempDir,
    database: Option<database::Used>,
    numbers: std::sync::atomic::AtomicU32,
    declared: Declared,
}

impl House {
    /// A house with `--dev` and everything by default.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// A house whose configuration was changed.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::with_profile(&proofs::profile_of_this_run(), change).await
    }

    /// A house of another doorplate.
    pub async fn with_profile(profile: &str, change: impl FnOnce(&mut Config)) -> Self {
        Self::put_together(profile, true, None, change).await
    }

    /// A house that runs with another policy than the one built in, as an earlier or a later build would.
    pub async fn with_policy(policy: Policy) -> Self {
        let profile = policy.profile().to_owned();
        Self::put_together(&profile, true, Some(policy), |_| {}).await
    }

    /// A house without `--dev` on an empty folder: its first day is still to come.
    pub async fn before_its_first_day() -> Self {
        Self::put_together(&proofs::profile_of_this_run(), false, None, |_| {}).await
    }

    /// A house without `--dev` that was set up, and its keeper. Whoever is written to gets it by a real carrier.
    pub async fn in_earnest(change: impl FnOnce(&mut Config)) -> (Self, Client) {
        let house = Self::put_together(&proofs::profile_of_this_run(), false, None, change).await;
        house.set_up().await;
        let wish = json!({ "login": "wangfang", "password": KEEPERS_PASSWORD, "bearer": true });
        let opened = house.nobody().post("/api/v1/session/password", wish).await.expect_ok();
        let mut keeper = house.bearer(opened["token"].as_str().expect("a token"));
        keeper.id = opened["person"]["id"].as_str().expect("an id").to_owned();
        (house, keeper)
    }

    /// The first day of a house in earnest.
    async fn set_up(&self) {
        let link = yard::setup::setup_link(&self.running.house, "https://house.example").await;
        let link = link.expect("a link").expect("the first day is still to come");
        let key = link.rsplit('=').next().expect("a key");
        let contact = json!({
            "name": "王芳", "email": "privacy@house.example", "phone": "010-12345678", "address": "胡同一号",
        });
        let wish = json!({
            "key": key,
            "house": {
                "legal_name": "四合院科技有限公司", "contact": contact, "public_url": "https://house.example",
            },
            "profile": self.running.house.policy.profile(),
            "keeper": { "name": "王芳", "login": "wangfang", "password": KEEPERS_PASSWORD },
        });
        self.nobody().post("/api/v1/setup", wish).await.expect_ok();
    }

    /// A house on a data folder that is there already, such as one that was brought back from a backup. On SQLite
    /// whatever the run uses.
    pub async fn at(data: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let start = Start {
            config: quick(),
            data: data.to_owned(),
            profile: None,
            dev: true,
            clock: Clock::system(),
            policy: None,
            sabotage: sabotaged(),
        };
        let running = Running::start(start).await.unwrap_or_else(|fault| panic!("{}", fault.chain()));
        let router = running.router();
        let declared = Declared::of(running.house.vault.clone());
        Self {
            router,
            running,
            operations: operations(),
            folder,
            database: None,
            numbers: 0.into(),
            declared,
        }
    }

    /// What a house of this run's doorplate says that does not start with such settings.
    pub async fn refused(change: impl FnOnce(&mut Config)) -> String {
        Self::refused_as(&proofs::profile_of_this_run(), change).await
    }

    /// The same of another doorplate.
    pub async fn refused_as(profile: &str, change: impl FnOnce(&mut Config)) -> String {
        proofs::under(profile);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut config = quick();
        change(&mut config);
        let (data, clock) = (folder.path().join("data"), Clock::system());
        let start = Start {
            config,
            data: data.clone(),
            profile: Some(profile.to_owned()),
            dev: true,
            clock,
            policy: None,
            sabotage: sabotaged(),
        };
        let fault = Running::start(start).await.err().expect("such a house does not start");
        assert!(!data.join("courtyard.db").exists(), "and nothing was written");
        fault.chain()
    }

    async fn put_together(
        profile: &str,
        dev: bool,
        policy: Option<Policy>,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        proofs::under(profile);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = Clock::system();
        let mut config = quick();
        let mut database = None;
        if let Ok(server) = std::env::var("COURTYARD_TEST_POSTGRES") {
            let address = database::migrated(&server, &clock).await;
            database = Some(database::Used::at(&address));
            config.database.url = Some(address);
            config.database.place = Some("CN".to_owned());
        }
        change(&mut config);
        let data = folder.path().join("data");
        let start = Start {
            config,
            data,
            profile: Some(profile.to_owned()),
            dev,
            clock,
            policy,
            sabotage: sabotaged(),
        };
        let running = Running::start(start).await.unwrap_or_else(|fault| panic!("{}", fault.chain()));
        let router = running.router();
        let declared = Declared::of(running.house.vault.clone());
        Self { router, running, operations: operations(), folder, database, numbers: 0.into(), declared }
    }

    /// The folder that holds everything the house wrote.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Somebody who is not signed in.
    pub fn nobody(&self) -> Client {
        Client::new(self.router.clone(), Arc::clone(&self.operations), None)
    }

    /// Somebody with this bearer token.
    pub fn bearer(&self, token: &str) -> Client {
        Client::new(self.router.clone(), Arc::clone(&self.operations), Some(token.to_owned()))
    }

    /// A number that nobody in this house has.
    pub fn fresh_number(&self) -> String {
        let next = self.numbers.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        format!("138{next:08}")
    }

    /// Has a code sent to a number, as the pages do: challenge, consent to what is required, code.
    pub async fn send_code(&self, phone: &str) -> crate::Answer {
        self.send_code_accepting(phone, &[]).await
    }

    /// The same, accepting these optional purposes as well.
    pub async fn send_code_accepting(&self, phone: &str, optional: &[&str]) -> crate::Answer {
        let nobody = self.nobody();
        let asked = nobody.get("/api/v1/policy/asked").await.expect_ok();
        let items = asked["items"].as_array().expect("items").iter();
        let required = items.filter(|item| item["required"] == true);
        let purposes: Vec<&str> =
            required.filter_map(|item| item["purpose"].as_str()).chain(optional.iter().copied()).collect();
        let proof = self.proof().await;
        let consent = json!({ "version": asked["version"], "purposes": purposes });
        nobody
            .post("/api/v1/session/code", json!({ "phone": phone, "consent": consent, "proof": proof }))
            .await
    }

    /// A solved proof of work.
    pub async fn proof(&self) -> Value {
        let challenge = self.nobody().post("/api/v1/session/challenge", json!({})).await.expect_ok();
        let text = challenge["challenge"].as_str().expect("a challenge");
        json!({ "challenge": text, "nonce": yard::account::solve(text, PROOF_BITS) })
    }

    /// The code that was sent last to a number.
    pub async fn code_for(&self, phone: &str) -> String {
        let outbox = self.nobody().get("/dev/outbox").await.expect_ok();
        let items = outbox["items"].as_array().expect("items").clone();
        let to = |item: &&Value| {
            item["to"].as_str().is_some_and(|to| to.ends_with(phone.trim_start_matches("+86")))
        };
        let last = items.iter().rev().filter(to).find_map(|item| item["code"].as_str());
        last.expect("a code was sent").to_owned()
    }

    /// Signs a person up and in; the client carries his token.
    pub async fn person(&self, name: &str) -> Client {
        let phone = self.fresh_number();
        self.person_with(name, &phone).await
    }

    /// The same with this number; a known number signs in.
    pub async fn person_with(&self, name: &str, phone: &str) -> Client {
        self.send_code(phone).await.expect_ok();
        let code = self.code_for(phone).await;
        let wish = json!({ "phone": phone, "code": code, "name": name, "device": "kit", "bearer": true });
        let opened = self.nobody().post("/api/v1/session/open", wish).await.expect_ok();
        let mut client = self.bearer(opened["token"].as_str().expect("a token"));
        client.id = opened["person"]["id"].as_str().expect("an id").to_owned();
        client.phone = phone.to_owned();
        client
    }

    /// What this house collected though nobody declared it. Whoever does not ask fails for it at the end.
    pub fn undeclared(&self) -> std::collections::BTreeSet<String> {
        self.declared.undeclared()
    }

    /// Waits until somebody's last page is closed.
    pub async fn gone(&self, who: &Client) {
        let person: PersonId = who.id.parse().expect("an id");
        while yard::push::is_looking(&self.running.house, person) {
            tokio::task::yield_now().await;
        }
    }

    /// Moves the clock.
    pub fn advance(&self, span: Duration) {
        self.running.house.clock.advance(span);
    }

    /// Runs jobs until none is due.
    pub async fn run_jobs(&self) {
        let (db, house) = (&self.running.house.db, &self.running.house);
        self.running.jobs.plan(db).await.expect("planning jobs");
        while self.running.jobs.run_due(db, house).await.expect("running jobs") > 0 {}
    }

    /// The same person's client in this house, which stands on the same data.
    pub fn bearer_as(&self, who: &Client) -> Client {
        who.in_another(self.router.clone())
    }

    /// Stops the house and starts another on the same data, as after a restart of the machine.
    pub async fn restart(self) -> Self {
        self.reopened(None, |_| {}, None).await
    }

    /// Stops the house of a test's people and starts it in earnest on the same data, with other settings.
    pub async fn restart_in_earnest(self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = self.running.house.config.clone();
        change(&mut config);
        let house = self.reopened(None, |_| {}, Some(config)).await;
        house.set_up().await;
        house
    }

    /// The same; while it stands still, something is done to its data folder.
    pub async fn restart_after(self, meanwhile: impl FnOnce(&Path)) -> Self {
        self.reopened(None, meanwhile, None).await
    }

    /// The same with another policy: a new build. `None` is the policy built in.
    pub async fn restart_with(self, policy: Option<Policy>) -> Self {
        self.reopened(policy, |_| {}, None).await
    }

    async fn reopened(
        self,
        policy: Option<Policy>,
        meanwhile: impl FnOnce(&Path),
        earnest: Option<Config>,
    ) -> Self {
        let Self { running, folder, database, operations, numbers, .. } = self;
        let house = &running.house;
        let (data, clock, dev) = (house.data.clone(), house.clock.clone(), house.dev && earnest.is_none());
        let config = earnest.unwrap_or_else(|| house.config.clone());
        let profile = Some(house.policy.profile().to_owned());
        running.stop().await.expect("stopping");
        meanwhile(&data);
        let start = Start { config, data, profile, dev, clock, policy, sabotage: sabotaged() };
        let running = Running::start(start).await.unwrap_or_else(|fault| panic!("{}", fault.chain()));
        let router = running.router();
        let declared = Declared::of(running.house.vault.clone());
        Self { router, running, operations, folder, database, numbers, declared }
    }
}

/// What this run takes away, to see whether the proofs notice.
pub fn sabotaged() -> Option<String> {
    std::env::var("COURTYARD_DEV__SABOTAGE").ok()
}

/// Settings for tests: real, and quick.
fn quick() -> Config {
    let mut config = Config::default();
    config.accounts.proof_bits = PROOF_BITS;
    config.media.udp_port = 0;
    config.media.tcp_port = 0;
    config.media.workers = 1;
    config.conversations.messages_a_minute = 0;
    config
}

/// operationId -> (method, path template), from the document; the same for every house.
fn operations() -> Arc<BTreeMap<String, (String, String)>> {
    static OPERATIONS: LazyLock<Arc<BTreeMap<String, (String, String)>>> = LazyLock::new(read_operations);
    Arc::clone(&OPERATIONS)
}

fn read_operations() -> Arc<BTreeMap<String, (String, String)>> {
    let document: Value = serde_json::from_str(&gate::document()).expect("the document is JSON");
    let mut operations = BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if let Some(id) = operation["operationId"].as_str() {
                operations.insert(id.to_owned(), (method.to_uppercase(), path.clone()));
            }
        }
    }
    Arc::new(operations)
}
