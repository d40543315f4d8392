//! Composition: the one place where the floors are put together.

use axum::Router;
use ground::blobs::{Blobs, S3};
use ground::config::Config;
use ground::db::DbSettings;
use ground::jobs::Jobs;
use ground::{Because, Bus, Clock, Db, Fault, OwnedTask};
use policy::Policy;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, RwLock};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use vault::{Vault, VaultSettings};
use yard::account::Proofs;
use yard::{House, HouseParts};

use crate::carriers::{agreements, carriers, entrusting, premises, recipients, stated_places};
use crate::locks::{MediaLock, kept_secret};
use crate::{api, cards, dev, eyes, guard, keys, places, plates, speech, telephones, web};

/// The file of the secret that signs tokens into meetings.
const MEDIA_KEY: &str = "media.key";

/// What a house is started with.
#[derive(Clone)]
pub struct Start {
    /// The configuration.
    pub config: Config,
    /// The data folder; made when absent.
    pub data: PathBuf,
    /// The doorplate that was asked for; `None` means the remembered one, or `courtyard`.
    pub profile: Option<String>,
    /// True with `--dev`.
    pub dev: bool,
    /// The clock.
    pub clock: Clock,
    /// A policy that is not the one built in: a draft that is tried out. `None` is what a house runs with.
    pub policy: Option<Policy>,
    /// An operation that answers 501, or a job that does nothing: what a proof must notice. The program takes it from
    /// the settings with `--dev` alone.
    pub sabotage: Option<String>,
}

/// A house that stands: its state, its router, and the tasks it owns.
pub struct Running {
    /// The state.
    pub house: House,
    /// Jobs by name; tests run them by hand.
    pub jobs: Arc<Jobs<House>>,
    media: sfu::Node,
    /// They write what is said, and tell who is there.
    talkers: [OwnedTask; 2],
    /// They hear who is in meetings and calls, own the program that hears voice messages, and carry the links of doors.
    hearers: [OwnedTask; 4],
    /// It hears who rings at doors and what telephones do, and owns the node that speaks SIP.
    exchange: Exchange,
    /// It hears what devices say.
    things: OwnedTask,
    held: api::Held,
    pages: web::Pages,
    worker: Option<JoinHandle<()>>,
    stopped: watch::Sender<bool>,
}

impl Running {
    /// Puts a house together and brings its data up to date. Nothing listens yet, no job runs.
    ///
    /// # Errors
    /// A fault that says what is missing: a house that is not consistent does not start.
    pub async fn start(start: Start) -> Result<Self, Fault> {
        let Start { config, data, profile, dev, clock, policy, sabotage } = start;
        let config = speech::settled(config);
        std::fs::create_dir_all(&data).because("making the data folder")?;
        let profile = yard::setup::settle_profile(&data, profile.as_deref())?;
        let policy = Arc::new(policy_of(policy, &profile, &config, dev)?);
        places::check(&policy, &config)?;
        places::check_recipients(&policy)?;
        let db = open_database(&config, &data, clock.clone()).await?;
        db.migrate(migrations()).await?;
        ground::tables::check(&db, &tables()).await?;
        let folder = keys::settle(&config, &data)?;
        let (erasers, sweepers) = (checked_erasers()?, sweepers(&policy)?);
        yard::audit::check_witnesses(&config.audit.witnesses)?;
        let settings = VaultSettings { folder: &folder, clock: clock.clone(), policy: Arc::clone(&policy) };
        let vault = Vault::start(settings).await?;
        let terms = yard::policy_version::Terms::default();
        let grounds = grounds(&db, &clock, &policy, &terms, &config);
        let vault = vault.with_grounds(Arc::new(grounds)).with_tables(&all_tables());
        let egress = open_egress(&config, &folder, &vault, dev).await?;
        let particulars = yard::house::load_particulars(&mut db.view().await?, &vault).await?;
        let blobs = open_files(&config, &data)?;
        let seals = yard::seal::Seals::open(&folder, clock.now())?;
        blobs.settle().await?;
        let media = start_media(&config, &folder, dev)?;
        let pages = web::Pages::new(config.dev.client.clone().filter(|_| dev));
        let house = House::new(HouseParts {
            client_build: pages.build(),
            keys_folder: folder.clone(),
            db,
            vault,
            policy,
            terms,
            egress,
            blobs,
            proofs: Proofs::new(config.accounts.proof_bits)?,
            config,
            clock,
            dev,
            sabotaged: sabotage.clone(),
            data,
            schema: schema(),
            held: [yard::held(), meet::held(), chat::held(), office::held(), community::held()].concat(),
            erasers,
            sweepers,
            partings: [chat::partings(), office::partings()].concat(),
            endings: [chat::endings(), office::endings(), community::endings()].concat(),
            freeings: community::freeings(),
            statistics: [meet::statistics(), chat::statistics()].concat(),
            particulars: RwLock::new(Arc::new(particulars)),
            seals,
            locks: vec![Arc::new(MediaLock { handle: media.handle(), file: folder.join(MEDIA_KEY) })],
        });
        awaken(&house).await?;
        let jobs = Arc::new(jobs().sabotage(sabotage));
        let (chat, talkers) = talk(&house);
        let (held, hearers, exchange, things) = hear(&house, &media.handle(), chat).await?;
        let (stopped, worker) = (watch::channel(false).0, None);
        Ok(Self { house, jobs, media, talkers, hearers, exchange, things, held, pages, worker, stopped })
    }

    /// The media engine, for looking inside.
    pub fn media(&self) -> sfu::Handle {
        self.media.handle()
    }

    /// Everything that answers over HTTP.
    pub fn router(&self) -> Router {
        let house = self.house.clone();
        let (api, document) = api::router(house.clone(), self.held.clone());
        // After its last day the house closes the media interface, too: others have keys of their own to it.
        let open = axum::middleware::from_fn_with_state(house.clone(), yard::shutdown::guard);
        let media = self.media.router().layer(open.clone());
        // Calendars of devices speak a language of their own, beside the API; what closes the house closes it as well.
        let early = axum::middleware::from_fn_with_state(house.clone(), yard::setup::guard);
        let wings = axum::Extension(yard::wing::Wings::of(&house));
        let devices = office::beside(house.clone()).layer(wings).layer(early).layer(open);
        let beside = guard::health(house.clone())
            .merge(yard::openid::outside(house.clone()))
            .merge(yard::org::scim::outside(house.clone()));
        let mut router = Router::new().merge(api).merge(devices).merge(beside).merge(media);
        if house.dev {
            router = router.merge(dev::routes(house.clone()));
        }
        guard::around(router.fallback_service(self.pages.service()), &house, &document)
    }

    /// Starts running jobs.
    pub fn work(&mut self) {
        let (jobs, db, house) = (Arc::clone(&self.jobs), self.house.db.clone(), self.house.clone());
        self.worker = Some(tokio::spawn(jobs.work(db, house, self.stopped.subscribe())));
    }

    /// Ends what it owns, in order: jobs, media, conversations, vault, database.
    ///
    /// # Errors
    /// A fault where something could not be written to the end.
    pub async fn stop(self) -> Result<(), Fault> {
        self.stopped.send_replace(true);
        if let Some(worker) = self.worker {
            worker.await.because("ending the jobs")?;
        }
        self.things.end().await;
        self.exchange.end().await;
        for task in self.hearers.into_iter().chain(self.talkers) {
            task.end().await;
        }
        self.media.stop().await;
        self.house.egress.close().await;
        self.house.vault.close().await?;
        self.house.db.close().await;
        Ok(())
    }
}

/// Begins to write what is said, and to tell who is there; the latter ends first.
fn talk(house: &House) -> (chat::Chat, [OwnedTask; 2]) {
    let (chat, writer) = chat::write(house.clone());
    let presence = chat::status::listen(house.clone(), &chat);
    (chat, [presence, writer])
}

/// What speaks SIP: its node, and the tasks that hear doors and telephones.
struct Exchange {
    node: Option<Arc<sip::Node>>,
    tasks: Vec<OwnedTask>,
}

impl Exchange {
    /// The tasks hang up first; the node says farewell last.
    async fn end(self) {
        for task in self.tasks {
            task.end().await;
        }
        if let Some(node) = self.node {
            node.stop().await;
        }
    }
}

/// The intercom and the telephones, where the settings and the doorplate have them.
async fn ring(
    house: &House,
    media: &sfu::Handle,
) -> Result<(community::intercom::Intercom, chat::phone::Phones, Exchange), Fault> {
    let running = telephones::start(house).await?;
    let node = running.as_ref().map(|(node, ..)| Arc::clone(node));
    let line = running.as_ref().and_then(|(node, _, trunk)| Some((Arc::clone(node), trunk.clone()?)));
    let (intercom, doors) = community::intercom::start(house, running, media.clone()).await?;
    let (phones, dialled) = chat::phone::start(house, line, media.clone()).await?;
    let tasks = doors.into_iter().chain(dialled).collect();
    Ok((intercom, phones, Exchange { node, tasks }))
}

/// The tasks that hear who is in meetings and calls, what is said in voice messages and at doors; and what handlers hold.
async fn hear(
    house: &House,
    media: &sfu::Handle,
    chat: chat::Chat,
) -> Result<(api::Held, [OwnedTask; 4], Exchange, OwnedTask), Fault> {
    let (intercom, phones, exchange) = ring(house, media).await?;
    let meetings = meet::listen(house.clone(), meet::Media::new(media.clone()));
    let calls = chat::call::Calls::new(media.clone(), Arc::new(Upgrades));
    let ringing = chat::call::listen(house.clone(), calls.clone());
    let (ears, hearing) = speech::listen(&house.config);
    let (links, linked) = community::agent::links(house.clone());
    let (things, devices) = community::thing::listen(house.clone());
    let media = meet::Media::new(media.clone());
    let (cards, plates) = (cards::reader(&house.config), plates::reader(&house.config));
    let eyes = eyes::eyes(&house.config);
    let held = api::Held { media, chat, calls, phones, ears, cards, plates, eyes, links, intercom, things };
    Ok((held, [meetings, ringing, hearing, linked], exchange, devices))
}

/// The port of calls that go on in a meeting: the wing of meetings opens it, where the doorplate has it.
struct Upgrades;

impl chat::call::OpenMeeting for Upgrades {
    fn is_there(&self, house: &House) -> bool {
        house.policy.wings().iter().any(|wing| wing == "meet")
    }

    fn open<'a>(
        &'a self,
        house: &'a House,
        host: ground::Person,
    ) -> Pin<Box<dyn Future<Output = Result<String, ground::Problem>> + Send + 'a>> {
        Box::pin(meet::open(house, host))
    }
}

/// Who answers for consent and access: the checks of all floors.
fn grounds(
    db: &Db,
    clock: &Clock,
    policy: &Arc<Policy>,
    terms: &yard::policy_version::Terms,
    config: &Config,
) -> yard::YardGrounds {
    let checks = yard::checks().into_iter().chain(meet::grounds()).chain(chat::grounds());
    let many = yard::many_checks().into_iter().chain(meet::many_grounds()).chain(chat::many_grounds());
    let many = many.chain(office::many_grounds()).chain(community::many_grounds());
    yard::YardGrounds::new(db.clone(), clock.clone(), Arc::clone(policy), terms.clone(), checks)
        .with_many(many)
        .with_staff_factor(yard::factor::wanted(policy, config))
        .with_entrusting(entrusting(config))
}

/// What was so before the house stood still is so again, before anybody is let in.
async fn awaken(house: &House) -> Result<(), Fault> {
    yard::shutdown::load(house).await?;
    yard::setup::dev_particulars(house);
    yard::push::awaken(house).await?;
    yard::policy_version::settle(house).await?;
    yard::erasure::awaken(house).await?;
    yard::rights::awaken(house).await?;
    yard::minor::awaken(house).await
}

/// What removes each category when its time is over, held against the policy.
fn sweepers(policy: &Policy) -> Result<Vec<yard::retention::Sweeper>, Fault> {
    let wings = [meet::sweepers(), chat::sweepers(), office::sweepers(), community::sweepers()].concat();
    let sweepers = [wings, yard::sweepers()].concat();
    yard::retention::check(policy, &sweepers)?;
    Ok(sweepers)
}

/// The policy of a doorplate with all that the settings say of it: who receives something, who signed for it, and what
/// stands beside the house.
fn policy_of(given: Option<Policy>, profile: &str, config: &Config, dev: bool) -> Result<Policy, Fault> {
    let policy = match given {
        Some(policy) => policy,
        None => Policy::load(profile).map_err(|mistakes| Fault::new(listed(&mistakes)))?,
    };
    let policy = policy.with_connectors(recipients(config, dev)?).with_agreements(agreements(config, dev)?);
    let policy = policy.with_places(stated_places(config)?);
    if let Some(bare) = policy.recipients().find(|facts| policy.agreement(facts.recipient).is_none()) {
        let what = "nobody gets anything without an agreement on confidentiality whose day is stated";
        return Err(Fault::new(format!("{0}_agreement, {0}_terms: {what}", bare.setting)));
    }
    yard::realname::settings_hold(&policy, config)?;
    if let Some(odd) = api::unknown_of(&config.accounts.real_name_for) {
        return Err(Fault::new(format!("accounts.real_name_for: there is no operation `{odd}`")));
    }
    Ok(policy.with_premises(&premises(config)))
}

/// All work for after the answer.
fn jobs() -> Jobs<House> {
    community::jobs(office::jobs(chat::jobs(meet::jobs(yard::jobs(Jobs::default())))))
}

/// All migrations of the house.
pub fn migrations() -> Vec<ground::db::Migration> {
    let wings =
        [meet::migrations(), chat::migrations(), office::migrations(), community::migrations()].concat();
    [ground::migrations(), yard::migrations(), wings].concat()
}

/// All tables of the house.
pub fn tables() -> Vec<ground::TableDecl> {
    let wings = [meet::tables(), chat::tables(), office::tables(), community::tables()].concat();
    [ground::tables::TABLES.to_vec(), yard::tables(), wings].concat()
}

/// The same with those of the vault and of egress, which lie in files of their own.
pub fn all_tables() -> Vec<ground::TableDecl> {
    [tables(), vault::ACCESS_TABLES.to_vec(), egress::TABLES.to_vec()].concat()
}

/// What becomes of each table when somebody is erased, in this order: wings first, people last.
pub fn erasers() -> Vec<yard::erasure::Eraser> {
    [meet::erasers(), chat::erasers(), office::erasers(), community::erasers(), yard::erasers()].concat()
}

/// The same, held against the tables: none is forgotten.
fn checked_erasers() -> Result<Vec<yard::erasure::Eraser>, Fault> {
    let erasers = erasers();
    yard::erasure::check(&all_tables(), &erasers)?;
    Ok(erasers)
}

/// Both, for backups.
pub(crate) fn schema() -> yard::backup::Schema {
    yard::backup::Schema { migrations: migrations(), tables: tables() }
}

pub(crate) fn listed<T: std::fmt::Display>(mistakes: &[T]) -> String {
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    format!("the policy is not consistent:\n  {}", lines.join("\n  "))
}

/// The one way out, with what the configuration switches on.
async fn open_egress(
    config: &Config,
    folder: &Path,
    vault: &Vault,
    dev: bool,
) -> Result<egress::Egress, Fault> {
    let courier = carriers(config, dev)?;
    let vault = vault.clone();
    let settings = egress::EgressSettings { folder, vault, courier, connectors: Vec::new() };
    egress::Egress::start(settings).await
}

pub(crate) async fn open_database(config: &Config, data: &Path, clock: Clock) -> Result<Db, Fault> {
    let file = data.join("courtyard.db");
    let settings = match &config.database.url {
        Some(url) => DbSettings::Postgres(url),
        None => DbSettings::File(&file),
    };
    let access = Arc::new(yard::access::CedarAccess::load()?);
    Ok(Db::open(settings, clock, Bus::default()).await?.with_access(access))
}

pub(crate) fn open_files(config: &Config, data: &Path) -> Result<Blobs, Fault> {
    open_store(config, data).map(|store| store.kept_in(data))
}

fn open_store(config: &Config, data: &Path) -> Result<Blobs, Fault> {
    let files = &config.files;
    let whole = (&files.s3_endpoint, &files.s3_bucket, &files.s3_key_id, &files.s3_secret);
    let (Some(endpoint), Some(bucket), Some(key_id), Some(secret)) = whole else {
        return Blobs::folder(&data.join("files"));
    };
    Blobs::s3(&S3 {
        endpoint: endpoint.clone(),
        bucket: bucket.clone(),
        region: files.s3_region.clone(),
        key_id: key_id.clone(),
        secret: secret.clone(),
    })
}

fn start_media(config: &Config, folder: &Path, dev: bool) -> Result<sfu::Node, Fault> {
    let what = "starting the media engine (is media.udp_port or media.tcp_port taken?)";
    sfu::Node::start(media_settings(config, folder, dev)?).because(what)
}

fn media_settings(config: &Config, folder: &Path, dev: bool) -> Result<sfu::Settings, Fault> {
    let media = &config.media;
    let dev_key = |word: &str| if dev { word.to_owned() } else { String::new() };
    Ok(sfu::Settings {
        bind: if media.announce.iter().any(IpAddr::is_ipv6) {
            Ipv6Addr::UNSPECIFIED.into()
        } else {
            Ipv4Addr::UNSPECIFIED.into()
        },
        udp_port: media.udp_port,
        tcp_port: media.tcp_port,
        tcp: media.tcp_port != 0,
        announce: media.announce.clone(),
        workers: usize::from(media.workers),
        line_mbit: media.line_mbit,
        api_key: media.api_key.clone().unwrap_or_else(|| dev_key("devkey")),
        api_secret: media.api_secret.clone().unwrap_or_else(|| dev_key("secret")),
        internal_secret: kept_secret(&folder.join(MEDIA_KEY))?,
        resume_for: Duration::from_secs(30),
        ..sfu::Settings::default()
    })
}
