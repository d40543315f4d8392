//! Sealed conversations, with `openmls` in the hands of their people: the house orders and keeps what it cannot open.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use kit::{Answer, Client, House};
use openmls::prelude::{
    BasicCredential, Ciphersuite, CredentialWithKey, GroupId, KeyPackage, KeyPackageIn, LeafNodeIndex,
    MIXED_CIPHERTEXT_WIRE_FORMAT_POLICY, MlsGroup, MlsGroupCreateConfig, MlsGroupJoinConfig,
    MlsMessageBodyIn, MlsMessageIn, MlsMessageOut, OpenMlsCrypto, OpenMlsProvider, OpenMlsRand,
    ProcessedMessageContent, ProtocolVersion, StagedWelcome,
};
use openmls_basic_credential::SignatureKeyPair;
use openmls_rust_crypto::OpenMlsRustCrypto;
use serde_json::{Value, json};
use tls_codec::{Deserialize, Serialize};

use crate::chat::{act, all, direct, said, say, team};
use crate::meet::text;

const NO: Value = Value::Null;
const SUITE: Ciphersuite = Ciphersuite::MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519;

fn typed(message: &MlsMessageOut) -> String {
    STANDARD.encode(message.tls_serialize_detached().unwrap())
}

fn read(typed: &Value) -> MlsMessageIn {
    let bytes = STANDARD.decode(typed.as_str().unwrap()).unwrap();
    MlsMessageIn::tls_deserialize_exact(bytes).unwrap()
}

/// Who comes in from outside does it in the open.
fn joins() -> MlsGroupJoinConfig {
    let config = MlsGroupJoinConfig::builder().use_ratchet_tree_extension(true);
    config.wire_format_policy(MIXED_CIPHERTEXT_WIRE_FORMAT_POLICY).build()
}

/// Devices that come in, with the package of each.
type Comers = Vec<(String, KeyPackage)>;

/// A device of somebody, as the house knows it and as its groups do.
struct Device<'a> {
    who: &'a Client,
    id: String,
    mls: OpenMlsRustCrypto,
    signer: SignatureKeyPair,
}

impl<'a> Device<'a> {
    /// It takes part, and this many packages of it wait.
    async fn new(who: &'a Client, packages: usize) -> Self {
        let mls = OpenMlsRustCrypto::default();
        let signer = SignatureKeyPair::new(SUITE.signature_algorithm()).unwrap();
        signer.store(mls.storage()).unwrap();
        let wish = json!({ "signs": STANDARD.encode(signer.public()) });
        let id = text(&who.call("sealed.device_add", &[], wish).await.expect_ok(), "id").to_owned();
        let device = Self { who, id, mls, signer };
        let packages: Vec<String> = (0..packages).map(|_| device.package()).collect();
        let at = [("sealer", device.id.as_str())];
        done(&who.call("sealed.packages_put", &at, json!({ "packages": packages })).await);
        device
    }

    fn credential(&self) -> CredentialWithKey {
        let credential = BasicCredential::new(self.id.clone().into_bytes());
        CredentialWithKey { credential: credential.into(), signature_key: self.signer.public().into() }
    }

    fn package(&self) -> String {
        let package = KeyPackage::builder().build(SUITE, &self.mls, &self.signer, self.credential()).unwrap();
        typed(&MlsMessageOut::from(package.key_package().clone()))
    }

    fn group(&self, conversation: &str) -> MlsGroup {
        let config = MlsGroupCreateConfig::builder().ciphersuite(SUITE).use_ratchet_tree_extension(true);
        let config = config.wire_format_policy(MIXED_CIPHERTEXT_WIRE_FORMAT_POLICY).build();
        let id = GroupId::from_slice(&bytes_of(conversation));
        MlsGroup::new_with_group_id(&self.mls, &self.signer, &config, id, self.credential()).unwrap()
    }

    /// What this device sends to let others in and put others out; it stands when the house took it.
    fn changes(&self, group: &mut MlsGroup, mark: &str, (come, go): (&Comers, &[&str])) -> Value {
        let leaves: Vec<LeafNodeIndex> = go.iter().map(|device| leaf_of(group, device)).collect();
        let packages = come.iter().map(|(_, package)| package.clone());
        let builder = group.commit_builder().propose_adds(packages).propose_removals(leaves);
        let builder = builder.force_self_update(true).load_psks(self.mls.storage()).unwrap();
        let (rand, crypto) = (self.mls.rand(), self.mls.crypto());
        let built = builder.create_group_info(true).build(rand, crypto, &self.signer, |_| true).unwrap();
        let (commit, welcome, info) = built.stage_commit(&self.mls).unwrap().into_messages();
        let welcome = welcome.as_ref().map(typed);
        let welcomes: Vec<_> =
            come.iter().map(|(device, _)| json!({ "device": device, "welcome": welcome })).collect();
        json!({ "mark": mark, "cipher": typed(&commit), "info": typed(&info.unwrap()), "welcomes": welcomes })
    }

    /// Comes in from outside by what lies there, without being asked.
    fn comes_in(&self, info: &Value, mark: &str) -> (MlsGroup, Value) {
        let MlsMessageBodyIn::GroupInfo(info) = read(info).extract() else { panic!("no group") };
        let builder = MlsGroup::external_commit_builder().with_config(joins());
        let builder = builder.build_group(&self.mls, info, self.credential()).unwrap();
        let builder = builder.load_psks(self.mls.storage()).unwrap();
        let built = builder.build(self.mls.rand(), self.mls.crypto(), &self.signer, |_| true).unwrap();
        let (group, bundle) = built.finalize(&self.mls).unwrap();
        let info = group.export_group_info(self.mls.crypto(), &self.signer, true).unwrap();
        let commit = typed(&bundle.into_commit());
        (group, json!({ "mark": mark, "cipher": commit, "info": typed(&info), "welcomes": [] }))
    }

    /// The group into which this device was let.
    async fn let_in(&self, conversation: &str) -> MlsGroup {
        let at = [("sealer", self.id.as_str())];
        let waiting = self.who.call("sealed.welcomes", &at, NO).await.expect_ok();
        assert_eq!(waiting["items"][0]["conversation"], conversation);
        let MlsMessageBodyIn::Welcome(welcome) = read(&waiting["items"][0]["welcome"]).extract() else {
            panic!("no welcome")
        };
        let staged = StagedWelcome::new_from_welcome(&self.mls, &joins(), welcome, None).unwrap();
        let group = staged.into_group(&self.mls).unwrap();
        let at = [("sealer", self.id.as_str()), ("conversation", conversation)];
        done(&self.who.call("sealed.welcome_took", &at, NO).await);
        group
    }

    fn words(&self, group: &mut MlsGroup, mark: &str, words: &str) -> Value {
        let cipher = group.create_message(&self.mls, &self.signer, words.as_bytes()).unwrap();
        json!({ "mark": mark, "cipher": typed(&cipher) })
    }

    /// Reads what somebody else sent: words, or nothing where it was a change.
    fn takes(&self, group: &mut MlsGroup, cipher: &Value) -> Option<String> {
        self.opens(group, cipher).expect("it opens")
    }

    fn opens(&self, group: &mut MlsGroup, cipher: &Value) -> Result<Option<String>, String> {
        let message = read(cipher).try_into_protocol_message().unwrap();
        let opened = group.process_message(&self.mls, message).map_err(|no| no.to_string())?;
        match opened.into_content() {
            ProcessedMessageContent::ApplicationMessage(words) => {
                Ok(Some(String::from_utf8(words.into_bytes()).unwrap()))
            }
            ProcessedMessageContent::StagedCommitMessage(staged) => {
                group.merge_staged_commit(&self.mls, *staged).unwrap();
                Ok(None)
            }
            _ => panic!("neither words nor a change"),
        }
    }
}

fn leaf_of(group: &MlsGroup, device: &str) -> LeafNodeIndex {
    let is_its = |one: &openmls::prelude::Member| one.credential.serialized_content() == device.as_bytes();
    group.members().find(is_its).expect("it is in the group").index
}

fn done(answer: &Answer) {
    assert_eq!(answer.status.as_u16(), 204, "{}", answer.text());
}

/// The bytes behind an id on the wire (its UUID).
fn bytes_of(id: &str) -> [u8; 16] {
    let uuid = id.rsplit('_').next().unwrap();
    *ground::uuid::Uuid::parse_str(uuid).unwrap().as_bytes()
}

/// A package of each device of somebody that has one.
async fn packages_of(who: &Client, person: &Client) -> Comers {
    let at = [("person", person.id.as_str())];
    let taken = who.call("sealed.packages_take", &at, NO).await.expect_ok();
    let one = |one: &Value| {
        one["package"].as_str()?;
        let MlsMessageBodyIn::KeyPackage(package) = read(&one["package"]).extract() else {
            panic!("no package")
        };
        let package: KeyPackageIn = package;
        let package =
            package.validate(OpenMlsRustCrypto::default().crypto(), ProtocolVersion::Mls10).unwrap();
        Some((text(&one["device"], "id").to_owned(), package))
    };
    taken["items"].as_array().unwrap().iter().filter_map(one).collect()
}

async fn begun(one: &Client, other: &Client) -> String {
    let archive = json!({ "version": 0, "content": STANDARD.encode(b"shut") });
    one.call("sealed.archive_put", &[], archive).await.expect_ok();
    let begun = one.call("sealed.begin", &[], json!({ "person": other.id })).await.expect_ok();
    text(&begun, "id").to_owned()
}

async fn call(who: &Client, operation: &str, conversation: &str, wish: Value) -> Answer {
    who.call(operation, &[("conversation", conversation)], wish).await
}

/// The house takes this change, and its device holds it for true.
async fn stands(device: &Device<'_>, group: &mut MlsGroup, conversation: &str, change: Value) {
    call(device.who, "sealed.change", conversation, change).await.expect_ok();
    group.merge_pending_commit(&device.mls).unwrap();
}

#[tokio::test]
async fn two_people_on_three_devices_write_what_the_house_cannot_read() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let (first, his) = (Device::new(ana, 1).await, Device::new(bo, 3).await);
    let second = Device::new(ana, 1).await;
    let conversation = begun(ana, bo).await;
    assert_ne!(conversation, direct(ana, bo).await, "what the house reads is another conversation");
    let again = bo.call("sealed.archive_put", &[], json!({ "version": 0, "content": "AAAA" })).await;
    again.expect_ok();
    let again = bo.call("sealed.begin", &[], json!({ "person": ana.id })).await.expect_ok();
    assert_eq!(again["id"], conversation.as_str(), "of two there is one, whoever begins");

    // He is let in, and reads.
    let mut group = first.group(&conversation);
    let comers = packages_of(ana, bo).await;
    let change = first.changes(&mut group, "mark-0002", (&comers, &[]));
    stands(&first, &mut group, &conversation, change).await;
    let mut hers = his.let_in(&conversation).await;
    let wish = first.words(&mut group, "mark-0003", "晚上见");
    let told = call(ana, "sealed.send", &conversation, wish.clone()).await.expect_ok();
    let again = call(ana, "sealed.send", &conversation, wish.clone()).await.expect_ok();
    assert_eq!(again, told, "sent again it is stored once");
    let seen = all(bo, &conversation).await;
    let last = seen.last().unwrap();
    assert_eq!((&last["seq"], &last["text"], &last["cipher"]), (&told["seq"], &json!(""), &wish["cipher"]));
    assert_eq!(his.takes(&mut hers, &last["cipher"]).as_deref(), Some("晚上见"));

    // Her second device comes; a message of the epoch before is too late, and the change sent again is stored once.
    let mut comers = packages_of(ana, ana).await;
    comers.retain(|(device, _)| *device == second.id);
    let adds = first.changes(&mut group, "mark-0004", (&comers, &[]));
    let stood = call(ana, "sealed.change", &conversation, adds.clone()).await.expect_ok();
    assert_eq!(call(ana, "sealed.change", &conversation, adds.clone()).await.expect_ok(), stood);
    let late = his.words(&mut hers, "mark-0005", "late");
    let told = call(bo, "sealed.send", &conversation, late).await.expect_code(409, "sealed.epoch");
    assert_eq!(told["args"]["epoch"], "2");
    group.merge_pending_commit(&first.mls).unwrap();
    assert_eq!(his.takes(&mut hers, &adds["cipher"]), None);
    let mut on_second = second.let_in(&conversation).await;
    let wish = his.words(&mut hers, "mark-0006", "好");
    call(bo, "sealed.send", &conversation, wish.clone()).await.expect_ok();
    for (device, group) in [(&first, &mut group), (&second, &mut on_second)] {
        assert_eq!(device.takes(group, &wish["cipher"]).as_deref(), Some("好"));
    }

    // He puts it out again: it reads no further, and the house has no package of it any longer.
    done(&ana.call("sealed.device_remove", &[("sealer", &second.id)], NO).await);
    let change = his.changes(&mut hers, "mark-0007", (&Vec::new(), &[&second.id]));
    stands(&his, &mut hers, &conversation, change.clone()).await;
    first.takes(&mut group, &change["cipher"]);
    assert_eq!((second.takes(&mut on_second, &change["cipher"]), on_second.is_active()), (None, false));
    let wish = first.words(&mut group, "mark-0008", "没有她");
    call(ana, "sealed.send", &conversation, wish.clone()).await.expect_ok();
    assert_eq!(his.takes(&mut hers, &wish["cipher"]).as_deref(), Some("没有她"));
    assert!(second.opens(&mut on_second, &wish["cipher"]).is_err());
    let stands = call(bo, "sealed.group", &conversation, NO).await.expect_ok();
    assert_eq!((&stands["epoch"], stands["devices"].as_array().unwrap().len()), (&json!(3), 2));
}

#[tokio::test]
async fn of_two_changes_at_once_one_wins_and_the_loser_tries_again_on_what_stands() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let (hers, his) = (Device::new(ana, 0).await, Device::new(bo, 1).await);
    let conversation = begun(ana, bo).await;
    let mut on_hers = hers.group(&conversation);
    let change = hers.changes(&mut on_hers, "mark-0001", (&packages_of(ana, bo).await, &[]));
    stands(&hers, &mut on_hers, &conversation, change).await;
    let mut on_his = his.let_in(&conversation).await;

    for round in 0..4 {
        let none = Vec::new();
        let one = hers.changes(&mut on_hers, &format!("mark-hers-{round}"), (&none, &[]));
        let other = his.changes(&mut on_his, &format!("mark-his-{round}"), (&none, &[]));
        let (a, b) = tokio::join!(
            call(ana, "sealed.change", &conversation, one.clone()),
            call(bo, "sealed.change", &conversation, other.clone())
        );
        assert_ne!(a.status.is_success(), b.status.is_success(), "one of the two");
        let (won, lost) = ((&hers, &mut on_hers, one), (&his, &mut on_his, other));
        let (won, lost, answer) = if a.status.is_success() { (won, lost, b) } else { (lost, won, a) };
        let now = answer.expect_code(409, "sealed.epoch");
        let ((device, group, change), (loser, behind, _)) = (won, lost);
        group.merge_pending_commit(&device.mls).unwrap();
        assert_eq!(now["args"]["epoch"], group.epoch().as_u64().to_string());
        // The loser lets go of its own, takes what stands, and tries again.
        behind.clear_pending_commit(loser.mls.storage()).unwrap();
        loser.takes(behind, &change["cipher"]);
        let change = loser.changes(behind, &format!("mark-again-{round}"), (&none, &[]));
        stands(loser, behind, &conversation, change.clone()).await;
        device.takes(group, &change["cipher"]);
        assert_eq!(
            device.takes(group, &loser.words(behind, "mark-none", "在")["cipher"]).as_deref(),
            Some("在")
        );
    }
    assert_eq!(call(ana, "sealed.group", &conversation, NO).await.expect_ok()["epoch"], 9);
    let changes = all(bo, &conversation).await.iter().filter(|event| event["kind"] == "change").count();
    assert_eq!(changes, 9, "what lost is not there");
}

/// What her devices keep together, shut by a key that the house never sees.
fn shut(device: &Device<'_>, key: &[u8], words: &str) -> String {
    let alg = SUITE.aead_algorithm();
    let shut = device.mls.crypto().aead_encrypt(alg, key, words.as_bytes(), &[7; 12], b"archive").unwrap();
    STANDARD.encode(shut)
}

fn opened(device: &Device<'_>, key: &[u8], archive: &Value) -> Option<String> {
    let content = STANDARD.decode(archive["content"].as_str().unwrap()).unwrap();
    let alg = SUITE.aead_algorithm();
    let words = device.mls.crypto().aead_decrypt(alg, key, &content, &[7; 12], b"archive").ok()?;
    String::from_utf8(words).ok()
}

#[tokio::test]
async fn who_lost_all_devices_comes_back_by_the_recovery_key_and_without_it_reads_nothing_of_before() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let his = Device::new(bo, 1).await;
    let (lost, conversation, key) = {
        let lost = Device::new(ana, 0).await;
        let conversation = begun(ana, bo).await;
        let mut group = lost.group(&conversation);
        let change = lost.changes(&mut group, "mark-0001", (&packages_of(ana, bo).await, &[]));
        stands(&lost, &mut group, &conversation, change).await;
        let wish = lost.words(&mut group, "mark-0002", "钥匙在花盆下面");
        call(ana, "sealed.send", &conversation, wish).await.expect_ok();
        let key = lost.mls.rand().random_vec(16).unwrap();
        let content = shut(&lost, &key, "钥匙在花盆下面");
        let put = async |version: i64| {
            ana.call("sealed.archive_put", &[], json!({ "version": version, "content": content })).await
        };
        assert_eq!(put(1).await.expect_ok()["version"], 2);
        assert_eq!(put(1).await.expect_code(409, "sealed.version")["args"]["version"], "2");
        (lost.id, conversation, key)
    };
    let mut on_his = his.let_in(&conversation).await;
    let seen = all(bo, &conversation).await;
    assert_eq!(his.takes(&mut on_his, &seen.last().unwrap()["cipher"]).as_deref(), Some("钥匙在花盆下面"));

    // A new device: what it was told of before is in the archive and nowhere else.
    let new = Device::new(ana, 0).await;
    let archive = ana.call("sealed.archive", &[], NO).await.expect_ok();
    assert_eq!(opened(&new, &key, &archive).as_deref(), Some("钥匙在花盆下面"));
    assert_eq!(opened(&new, &[0; 16], &archive), None, "another key opens nothing");
    assert_eq!(bo.call("sealed.archive", &[], NO).await.expect_ok()["version"], 0, "hers is not his");
    let there = call(ana, "sealed.group", &conversation, NO).await.expect_ok();
    let (mut group, change) = new.comes_in(&there["info"], "mark-0003");
    call(ana, "sealed.change", &conversation, change.clone()).await.expect_ok();
    let before = all(ana, &conversation).await;
    let words = before.iter().find(|event| event["kind"] == "message").unwrap();
    assert!(new.opens(&mut group, &words["cipher"]).is_err(), "a new device has no key of before");

    // He sees that a device came, and by whom; the lost one is put out.
    his.takes(&mut on_his, &change["cipher"]);
    assert_eq!(before.last().unwrap()["by"], ana.id.as_str());
    assert_eq!(on_his.members().count(), 3);
    done(&ana.call("sealed.device_remove", &[("sealer", &lost)], NO).await);
    let change = new.changes(&mut group, "mark-0004", (&Vec::new(), &[&lost]));
    stands(&new, &mut group, &conversation, change.clone()).await;
    his.takes(&mut on_his, &change["cipher"]);
    assert_eq!(on_his.members().count(), 2);
    let wish = his.words(&mut on_his, "mark-0005", "欢迎回来");
    call(bo, "sealed.send", &conversation, wish.clone()).await.expect_ok();
    assert_eq!(new.takes(&mut group, &wish["cipher"]).as_deref(), Some("欢迎回来"));
}

#[tokio::test]
async fn nobody_else_is_there_and_what_needs_words_is_refused() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let eve = house.person("Eve").await;
    let with = json!({ "person": bo.id });
    ana.call("sealed.begin", &[], with.clone()).await.expect_code(409, "sealed.no_recovery");
    for operation in ["sealed.devices_of", "sealed.packages_take"] {
        eve.call(operation, &[("person", &bo.id)], NO).await.expect_code(404, "sealed.person_unknown");
    }
    eve.call("sealed.begin", &[], with.clone()).await.expect_code(404, "sealed.person_unknown");
    ana.call("sealed.archive_put", &[], json!({ "version": 0, "content": "AAAA" })).await.expect_ok();
    ana.call("sealed.begin", &[], with).await.expect_code(409, "sealed.no_device");
    let (hers, _his) = (Device::new(ana, 0).await, Device::new(bo, 1).await);
    let begun = ana.call("sealed.begin", &[], json!({ "person": bo.id })).await.expect_ok();
    let conversation = text(&begun, "id");

    let mut group = hers.group(conversation);
    let change = hers.changes(&mut group, "mark-0001", (&packages_of(ana, bo).await, &[]));
    for other in [cai, &eve] {
        call(other, "sealed.group", conversation, NO).await.expect_code(404, "conversation.unknown");
        call(other, "sealed.change", conversation, change.clone())
            .await
            .expect_code(404, "conversation.unknown");
        call(other, "sealed.send", conversation, json!({ "mark": "?", "cipher": "?" }))
            .await
            .expect_code(404, "conversation.unknown");
    }
    stands(&hers, &mut group, conversation, change.clone()).await;
    let wish = hers.words(&mut group, "mark-0002", "晚上见");
    let seq = call(ana, "sealed.send", conversation, wish.clone()).await.expect_ok()["seq"].as_i64().unwrap();

    say(ana, conversation, "mark-0003", "plain").await.expect_code(409, "conversation.sealed");
    let sign = json!({ "mark": "mark-0004", "sign": "👍" });
    act(bo, "message.react", (conversation, seq), sign).await.expect_code(409, "conversation.sealed");
    let pin = json!({ "mark": "mark-0005" });
    act(bo, "message.pin", (conversation, seq), pin).await.expect_code(409, "conversation.sealed");
    call(ana, "draft.put", conversation, json!({ "text": "begun" }))
        .await
        .expect_code(409, "conversation.sealed");
    call(ana, "call.start", conversation, json!({ "kind": "voice" }))
        .await
        .expect_code(409, "conversation.sealed");
    let plain = direct(ana, bo).await;
    let carry = json!({ "seqs": [seq], "to": [plain], "record": false, "mark": "mark-0006" });
    call(bo, "message.forward", conversation, carry).await.expect_code(409, "conversation.sealed");
    let complaint = json!({ "why": "fraud", "note": "", "to": "house" });
    act(bo, "report.message", (conversation, seq), complaint).await.expect_code(409, "conversation.sealed");
    // A message for another group, a message where a change belongs, and the other way round.
    call(ana, "sealed.change", conversation, change).await.expect_ok();
    said(ana, &plain, "mark-0007", "plain").await;
    call(ana, "sealed.send", &plain, wish.clone()).await.expect_code(409, "sealed.not_sealed");
    let wrong = json!({ "mark": "mark-0008", "cipher": hers.package() });
    call(ana, "sealed.send", conversation, wrong).await.expect_code(422, "sealed.form");
    let wrong =
        json!({ "mark": "mark-0009", "cipher": wish["cipher"], "info": wish["cipher"], "welcomes": [] });
    call(ana, "sealed.change", conversation, wrong).await.expect_code(422, "sealed.form");
    // What was taken back is gone here as everywhere.
    act(bo, "message.recall", (conversation, seq), json!({ "mark": "mark-0010" }))
        .await
        .expect_code(403, "message.not_yours");
    act(ana, "message.recall", (conversation, seq), json!({ "mark": "mark-0011" })).await.expect_ok();
    let events = all(bo, conversation).await;
    let gone = events.iter().find(|event| event["seq"] == seq).unwrap();
    assert_eq!((&gone["text"], &gone["cipher"]), (&NO, &NO));
}

#[tokio::test]
async fn packages_are_given_out_once_and_other_peoples_devices_are_not_there() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let his = Device::new(bo, 1).await;
    let at = [("person", bo.id.as_str())];
    let taken = join_all((0..4).map(|_| ana.call("sealed.packages_take", &at, NO))).await;
    let found = taken.iter().filter(|one| one.expect_ok()["items"][0]["package"].is_string()).count();
    assert_eq!(found, 1, "of four who take at once one has it");
    let at = [("sealer", his.id.as_str())];
    let lasting = json!({ "packages": [], "lasting": his.package() });
    ana.call("sealed.packages_put", &at, lasting.clone()).await.expect_code(404, "sealed.device_unknown");
    ana.call("sealed.welcomes", &at, NO).await.expect_code(404, "sealed.device_unknown");
    ana.call("sealed.device_remove", &at, NO).await.expect_code(404, "sealed.device_unknown");
    done(&bo.call("sealed.packages_put", &at, lasting).await);
    for _ in 0..2 {
        let at = [("person", bo.id.as_str())];
        let taken = ana.call("sealed.packages_take", &at, NO).await.expect_ok();
        assert!(taken["items"][0]["package"].is_string(), "the lasting one stays");
    }
    // A hundred wait and not one more; ten devices, also where they come at once; a key is one device's.
    let many = json!({ "packages": vec![his.package(); 101] });
    bo.call("sealed.packages_put", &at, many).await.expect_code(422, "sealed.form");
    let signs = json!({ "signs": STANDARD.encode(his.signer.public()) });
    ana.call("sealed.device_add", &[], signs).await.expect_code(409, "sealed.key_taken");
    let adds =
        (0..14).map(|one| bo.call("sealed.device_add", &[], json!({ "signs": STANDARD.encode([one; 32]) })));
    let added = join_all(adds).await.iter().filter(|one| one.status.is_success()).count();
    assert_eq!(added, 9);
    assert_eq!(bo.call("sealed.devices", &[], NO).await.expect_ok()["items"].as_array().unwrap().len(), 10);
    done(&bo.call("sealed.device_remove", &at, NO).await);
    let left = ana.call("sealed.devices_of", &[("person", &bo.id)], NO).await.expect_ok();
    assert_eq!(left["items"].as_array().unwrap().len(), 9);
}

#[tokio::test]
async fn nothing_of_devices_and_archive_stays_of_somebody_who_is_erased() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let (hers, _his) = (Device::new(ana, 0).await, Device::new(bo, 2).await);
    let conversation = begun(ana, bo).await;
    bo.call("sealed.archive_put", &[], json!({ "version": 0, "content": "AAAA" })).await.expect_ok();
    let held = bo.call("me.held", &[], NO).await.expect_ok().to_string();
    assert!(held.contains("chat_archive") && held.contains("3 B"), "he finds that it is there: {held}");
    let mut group = hers.group(&conversation);
    let change = hers.changes(&mut group, "mark-0001", (&packages_of(ana, bo).await, &[]));
    stands(&hers, &mut group, &conversation, change).await;
    assert_eq!(crate::erasure::close(&house, bo).await.expect_ok()["state"], "erased");
    let count = async |sql: &'static str| {
        let mut view = house.running.house.db.view().await.unwrap();
        view.one(sql, vec![]).await.unwrap().get::<i64>("found").unwrap()
    };
    assert_eq!(count("SELECT COUNT(*) AS found FROM chat_device").await, 1, "hers");
    assert_eq!(count("SELECT COUNT(*) AS found FROM chat_archive").await, 1, "hers");
    assert_eq!(count("SELECT COUNT(*) AS found FROM chat_key_package").await, 0);
    assert_eq!(count("SELECT COUNT(*) AS found FROM chat_welcome").await, 0);
    let there = call(ana, "sealed.group", &conversation, NO).await.expect_ok();
    assert_eq!((&there["info"], there["devices"].as_array().unwrap().len()), (&NO, 1));
}
