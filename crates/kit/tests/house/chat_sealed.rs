//! Sealed conversations, with `openmls` in the hands of their people: the house orders and keeps what it cannot open.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kit::{Client, House};
use openmls::prelude::{
    BasicCredential, Ciphersuite, CredentialWithKey, GroupId, KeyPackage, KeyPackageIn,
    MlsGroup, MlsGroupCreateConfig, MlsGroupJoinConfig, MlsMessageBodyIn, MlsMessageIn, MlsMessageOut,
    OpenMlsProvider, ProcessedMessageContent, ProtocolVersion, StagedWelcome,
};
use openmls_basic_credential::SignatureKeyPair;
use openmls_rust_crypto::OpenMlsRustCrypto;
use serde_json::{Value, json};
use tls_codec::{Deserialize, Serialize};

use crate::chat::{direct, said, say, team};
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
        let put = who.call("sealed.packages_put", &at, json!({ "packages": packages })).await;
        assert_eq!(put.status.as_u16(), 204);
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
        let config = MlsGroupCreateConfig::builder().ciphersuite(SUITE).use_ratchet_tree_extension(true).build();
        let id = GroupId::from_slice(&bytes_of(conversation));
        MlsGroup::new_with_group_id(&self.mls, &self.signer, &config, id, self.credential()).unwrap()
    }

    /// What this device sends to let others in; `info` is of the epoch that the change begins.
    fn adds(&self, group: &mut MlsGroup, mark: &str, others: &[(String, KeyPackage)]) -> Value {
        let packages: Vec<_> = others.iter().map(|(_, package)| package.clone()).collect();
        let (commit, welcome, info) = group.add_members(&self.mls, &self.signer, &packages).unwrap();
        let info = typed(&MlsMessageOut::from(info.unwrap()));
        let welcome = typed(&welcome);
        let welcomes: Vec<_> =
            others.iter().map(|(device, _)| json!({ "device": device, "welcome": welcome })).collect();
        json!({ "mark": mark, "cipher": typed(&commit), "info": info, "welcomes": welcomes })
    }

    /// The group into which this device was let.
    async fn let_in(&self, conversation: &str) -> MlsGroup {
        let at = [("sealer", self.id.as_str())];
        let waiting = self.who.call("sealed.welcomes", &at, NO).await.expect_ok();
        assert_eq!(waiting["items"][0]["conversation"], conversation);
        let MlsMessageBodyIn::Welcome(welcome) = read(&waiting["items"][0]["welcome"]).extract() else {
            panic!("no welcome")
        };
        let config = MlsGroupJoinConfig::builder().use_ratchet_tree_extension(true).build();
        let staged = StagedWelcome::new_from_welcome(&self.mls, &config, welcome, None).unwrap();
        let group = staged.into_group(&self.mls).unwrap();
        let at = [("sealer", self.id.as_str()), ("conversation", conversation)];
        assert_eq!(self.who.call("sealed.welcome_took", &at, NO).await.status.as_u16(), 204);
        group
    }

    /// Reads what somebody else sent: words, or nothing where it was a change.
    fn takes(&self, group: &mut MlsGroup, cipher: &Value) -> Option<String> {
        let message = read(cipher).try_into_protocol_message().unwrap();
        match group.process_message(&self.mls, message).unwrap().into_content() {
            ProcessedMessageContent::ApplicationMessage(words) => {
                Some(String::from_utf8(words.into_bytes()).unwrap())
            }
            ProcessedMessageContent::StagedCommitMessage(staged) => {
                group.merge_staged_commit(&self.mls, *staged).unwrap();
                None
            }
            _ => panic!("neither words nor a change"),
        }
    }
}

/// The bytes behind an id on the wire (its UUID).
fn bytes_of(id: &str) -> [u8; 16] {
    let uuid = id.rsplit('_').next().unwrap();
    *ground::uuid::Uuid::parse_str(uuid).unwrap().as_bytes()
}

async fn packages_of(who: &Client, person: &Client, mls: &OpenMlsRustCrypto) -> Vec<(String, KeyPackage)> {
    let at = [("person", person.id.as_str())];
    let taken = who.call("sealed.packages_take", &at, NO).await.expect_ok();
    let one = |one: &Value| {
        let MlsMessageBodyIn::KeyPackage(package) = read(&one["package"]).extract() else {
            panic!("no package")
        };
        let package: KeyPackageIn = package;
        let package = package.validate(mls.crypto(), ProtocolVersion::Mls10).unwrap();
        (text(&one["device"], "id").to_owned(), package)
    };
    taken["items"].as_array().unwrap().iter().map(one).collect()
}

async fn begun(one: &Client, other: &Client) -> String {
    let archive = json!({ "version": 0, "content": STANDARD.encode(b"shut") });
    one.call("sealed.archive_put", &[], archive).await.expect_ok();
    let begun = one.call("sealed.begin", &[], json!({ "person": other.id })).await.expect_ok();
    text(&begun, "id").to_owned()
}

async fn events(who: &Client, conversation: &str) -> Vec<Value> {
    let path = format!("/api/v1/conversations/{conversation}/events?after=0&limit=100");
    who.get(&path).await.expect_ok()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn two_people_write_what_the_house_cannot_read_and_of_two_changes_one_wins() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let eve = house.person("Eve").await;
    let with = json!({ "person": bo.id });
    ana.call("sealed.begin", &[], with.clone()).await.expect_code(409, "sealed.no_recovery");
    eve.call("sealed.begin", &[], with).await.expect_code(404, "sealed.person_unknown");
    let (first, his) = (Device::new(ana, 1).await, Device::new(bo, 3).await);
    let second = Device::new(ana, 1).await;
    let conversation = begun(ana, bo).await;
    assert_ne!(conversation, direct(ana, bo).await, "what the house reads is another conversation");

    let at = [("conversation", conversation.as_str())];
    eve.call("sealed.group", &at, NO).await.expect_code(404, "conversation.unknown");
    say(ana, &conversation, "mark-0001", "plain").await.expect_code(409, "conversation.sealed");

    // He is let in, and reads.
    let mut group = first.group(&conversation);
    let change = first.adds(&mut group, "mark-0002", &packages_of(ana, bo, &first.mls).await);
    eve.call("sealed.change", &at, change.clone()).await.expect_code(404, "conversation.unknown");
    ana.call("sealed.change", &at, change.clone()).await.expect_ok();
    group.merge_pending_commit(&first.mls).unwrap();
    let mut hers = his.let_in(&conversation).await;
    let words = typed(&group.create_message(&first.mls, &first.signer, "晚上见".as_bytes()).unwrap());
    let wish = json!({ "mark": "mark-0003", "cipher": words });
    ana.call("sealed.send", &at, wish.clone()).await.expect_ok();
    let seen = events(bo, &conversation).await;
    let last = seen.last().unwrap();
    assert_eq!((&last["text"], &last["cipher"]), (&json!(""), &wish["cipher"]));
    assert_eq!(his.takes(&mut hers, &last["cipher"]).as_deref(), Some("晚上见"));

    // Two changes at once: one wins, the other takes it and tries again. Sent again, the first is stored once.
    let own = packages_of(ana, ana, &first.mls).await;
    let own: Vec<_> = own.into_iter().filter(|(device, _)| *device == second.id).collect();
    let adds = first.adds(&mut group, "mark-0004", &own);
    let stood = ana.call("sealed.change", &at, adds.clone()).await.expect_ok();
    assert_eq!(ana.call("sealed.change", &at, adds.clone()).await.expect_ok(), stood);
    let late = typed(&hers.create_message(&his.mls, &his.signer, b"late").unwrap());
    let late = json!({ "mark": "mark-0005", "cipher": late });
    bo.call("sealed.send", &at, late).await.expect_code(409, "sealed.epoch");
    group.merge_pending_commit(&first.mls).unwrap();
    assert_eq!(his.takes(&mut hers, &adds["cipher"]), None);
    let mut on_second = second.let_in(&conversation).await;
    let words = typed(&hers.create_message(&his.mls, &his.signer, "好".as_bytes()).unwrap());
    let wish = json!({ "mark": "mark-0006", "cipher": words });
    bo.call("sealed.send", &at, wish.clone()).await.expect_ok();
    for (device, group) in [(&first, &mut group), (&second, &mut on_second)] {
        assert_eq!(device.takes(group, &wish["cipher"]).as_deref(), Some("好"));
    }
    assert_eq!(on_second.members().count(), 3);

    // Where the house reads, nothing sealed is taken.
    let plain = direct(ana, bo).await;
    said(ana, &plain, "mark-0007", "plain").await;
    ana.call("sealed.send", &[("conversation", &plain)], wish).await.expect_code(409, "sealed.not_sealed");
}

#[tokio::test]
async fn packages_are_given_out_once_and_other_peoples_devices_are_not_there() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let his = Device::new(bo, 1).await;
    let at = [("person", bo.id.as_str())];
    let first = ana.call("sealed.packages_take", &at, NO).await.expect_ok();
    let second = ana.call("sealed.packages_take", &at, NO).await.expect_ok();
    assert!(first["items"][0]["package"].is_string() && second["items"][0]["package"].is_null());
    let at = [("sealer", his.id.as_str())];
    let lasting = json!({ "packages": [], "lasting": his.package() });
    ana.call("sealed.packages_put", &at, lasting.clone()).await.expect_code(404, "sealed.device_unknown");
    ana.call("sealed.welcomes", &at, NO).await.expect_code(404, "sealed.device_unknown");
    ana.call("sealed.device_remove", &at, NO).await.expect_code(404, "sealed.device_unknown");
    assert_eq!(bo.call("sealed.packages_put", &at, lasting).await.status.as_u16(), 204);
    for _ in 0..2 {
        let at = [("person", bo.id.as_str())];
        let taken = ana.call("sealed.packages_take", &at, NO).await.expect_ok();
        assert!(taken["items"][0]["package"].is_string(), "the lasting one stays");
    }
    assert_eq!(bo.call("sealed.device_remove", &at, NO).await.status.as_u16(), 204);
    let left = ana.call("sealed.devices_of", &[("person", &bo.id)], NO).await.expect_ok();
    assert_eq!(left["items"], json!([]));
}
