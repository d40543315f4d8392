//! A vault and a gate in a fresh folder.

use egress::{Connector, Courier, Egress, EgressSettings, Outbox};
use ground::{Caller, Clock, DeviceId, PersonId};
use policy::{Category, Policy, Purpose, Recipient};
use std::sync::Arc;
use tempfile::TempDir;
use vault::{Answer, Grounds, Subject, Vault, VaultSettings};

struct Lenient;

impl Grounds for Lenient {
    fn consent_stands(&self, _: Subject, _: Purpose) -> Answer<'_, bool> {
        Box::pin(async { Ok(true) })
    }

    fn may_leave(&self, _: Subject, _: Purpose, _: policy::Recipient) -> Answer<'_, bool> {
        Box::pin(async { Ok(true) })
    }

    fn may_open<'a>(&'a self, caller: &'a Caller, _: Purpose, _: Category, _: Subject) -> Answer<'a, bool> {
        let may = *caller != Caller::Nobody;
        Box::pin(async move { Ok(may) })
    }
}

pub(crate) struct Place {
    pub(crate) egress: Egress,
    pub(crate) clock: Clock,
    pub(crate) folder: TempDir,
}

impl Place {
    pub(crate) async fn dev() -> Self {
        Self::new(Courier::Dev(Outbox::default()), None).await
    }

    pub(crate) async fn without() -> Self {
        Self::new(Courier::None, None).await
    }

    pub(crate) async fn with(address: &str) -> Self {
        Self::new(Courier::None, Some(address)).await
    }

    async fn new(courier: Courier, address: Option<&str>) -> Self {
        let (folder, clock) = (tempfile::tempdir().unwrap(), Clock::system());
        let connectors: Vec<_> = address
            .map(|address| Connector { recipient: Recipient::SmsGateway, address: address.to_owned() })
            .into_iter()
            .collect();
        let on = connectors.iter().map(|connector| connector.recipient);
        let policy = Arc::new(Policy::load("courtyard").unwrap().with_connectors(on));
        let settings = VaultSettings { folder: folder.path(), clock: clock.clone(), policy };
        let vault = Vault::start(settings).await.unwrap().with_grounds(Arc::new(Lenient));
        let settings = EgressSettings { folder: folder.path(), vault, courier, connectors };
        Self { egress: Egress::start(settings).await.unwrap(), clock, folder }
    }

    pub(crate) fn person(&self) -> PersonId {
        PersonId::fresh(&self.clock)
    }
}

/// The person, signed in.
pub(crate) fn signed_in(person: PersonId) -> Caller {
    let device = DeviceId::from_bytes([9; 16]);
    Caller::Person(ground::Person { person, device, keeper: false, limited: false })
}
