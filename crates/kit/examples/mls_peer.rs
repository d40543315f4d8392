//! A device with `openmls` for the tests with browsers: it reads a wish a line (JSON) and answers a line. It knows keys and
//! groups; whoever drives it carries its bytes to the house and back.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openmls::prelude::{
    BasicCredential, Ciphersuite, CredentialWithKey, KeyPackage, MIXED_CIPHERTEXT_WIRE_FORMAT_POLICY,
    MlsGroup, MlsGroupJoinConfig, MlsMessageBodyIn, MlsMessageIn, MlsMessageOut, OpenMlsProvider,
    ProcessedMessageContent, StagedWelcome,
};
use openmls_basic_credential::SignatureKeyPair;
use openmls_rust_crypto::OpenMlsRustCrypto;
use serde_json::{Value, json};
use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};
use tls_codec::{Deserialize, Serialize};

const SUITE: Ciphersuite = Ciphersuite::MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519;

type Answer = Result<Value, Box<dyn Error>>;

struct Device {
    id: String,
    mls: OpenMlsRustCrypto,
    signer: SignatureKeyPair,
    group: Option<MlsGroup>,
}

fn typed(message: &MlsMessageOut) -> Result<String, Box<dyn Error>> {
    Ok(STANDARD.encode(message.tls_serialize_detached()?))
}

fn read(wish: &Value, name: &str) -> Result<MlsMessageIn, Box<dyn Error>> {
    let bytes = STANDARD.decode(wish[name].as_str().ok_or("bytes are missing")?)?;
    Ok(MlsMessageIn::tls_deserialize_exact(bytes)?)
}

fn joins() -> MlsGroupJoinConfig {
    let config = MlsGroupJoinConfig::builder().use_ratchet_tree_extension(true);
    config.wire_format_policy(MIXED_CIPHERTEXT_WIRE_FORMAT_POLICY).build()
}

impl Device {
    fn new() -> Result<Self, Box<dyn Error>> {
        let mls = OpenMlsRustCrypto::default();
        let signer = SignatureKeyPair::new(SUITE.signature_algorithm())?;
        signer.store(mls.storage())?;
        Ok(Self { id: String::new(), mls, signer, group: None })
    }

    fn credential(&self) -> CredentialWithKey {
        let credential = BasicCredential::new(self.id.clone().into_bytes());
        CredentialWithKey { credential: credential.into(), signature_key: self.signer.public().into() }
    }

    fn does(&mut self, wish: &Value) -> Answer {
        match wish["do"].as_str().unwrap_or_default() {
            "signs" => Ok(json!({ "signs": STANDARD.encode(self.signer.public()) })),
            "named" => {
                wish["id"].as_str().unwrap_or_default().clone_into(&mut self.id);
                Ok(json!({}))
            }
            "package" => {
                let package =
                    KeyPackage::builder().build(SUITE, &self.mls, &self.signer, self.credential())?;
                let package = typed(&MlsMessageOut::from(package.key_package().clone()))?;
                Ok(json!({ "package": package }))
            }
            "join" => self.join(wish),
            "come_in" => self.come_in(wish),
            "say" => {
                let group = self.group.as_mut().ok_or("in no group")?;
                let words = wish["text"].as_str().unwrap_or_default();
                let cipher = group.create_message(&self.mls, &self.signer, words.as_bytes())?;
                Ok(json!({ "cipher": typed(&cipher)? }))
            }
            "take" => self.take(wish),
            _ => Err("no such wish".into()),
        }
    }

    fn join(&mut self, wish: &Value) -> Answer {
        let MlsMessageBodyIn::Welcome(welcome) = read(wish, "welcome")?.extract() else {
            return Err("no welcome".into());
        };
        let staged = StagedWelcome::new_from_welcome(&self.mls, &joins(), welcome, None)?;
        self.group = Some(staged.into_group(&self.mls)?);
        self.stands()
    }

    fn come_in(&mut self, wish: &Value) -> Answer {
        let MlsMessageBodyIn::GroupInfo(info) = read(wish, "info")?.extract() else {
            return Err("no group".into());
        };
        let builder = MlsGroup::external_commit_builder().with_config(joins());
        let builder = builder.build_group(&self.mls, info, self.credential())?;
        let built = builder.load_psks(self.mls.storage())?.build(
            self.mls.rand(),
            self.mls.crypto(),
            &self.signer,
            |_| true,
        )?;
        let (group, bundle) = built.finalize(&self.mls)?;
        let info = group.export_group_info(self.mls.crypto(), &self.signer, true)?;
        self.group = Some(group);
        Ok(json!({ "cipher": typed(&bundle.into_commit())?, "info": typed(&info)? }))
    }

    fn take(&mut self, wish: &Value) -> Answer {
        let group = self.group.as_mut().ok_or("in no group")?;
        let message = read(wish, "cipher")?.try_into_protocol_message()?;
        match group.process_message(&self.mls, message)?.into_content() {
            ProcessedMessageContent::ApplicationMessage(words) => {
                Ok(json!({ "text": String::from_utf8(words.into_bytes())? }))
            }
            ProcessedMessageContent::StagedCommitMessage(staged) => {
                group.merge_staged_commit(&self.mls, *staged)?;
                self.stands()
            }
            _ => Err("neither words nor a change".into()),
        }
    }

    fn stands(&self) -> Answer {
        let group = self.group.as_ref().ok_or("in no group")?;
        let devices: Vec<_> = group
            .members()
            .map(|one| String::from_utf8_lossy(one.credential.serialized_content()).into_owned())
            .collect();
        Ok(json!({ "epoch": group.epoch().as_u64(), "devices": devices }))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut device = Device::new()?;
    for line in stdin().lock().lines() {
        let wish: Value = serde_json::from_str(&line?)?;
        let answer = device.does(&wish).unwrap_or_else(|why| json!({ "failed": why.to_string() }));
        writeln!(stdout(), "{answer}")?;
        stdout().flush()?;
    }
    Ok(())
}
