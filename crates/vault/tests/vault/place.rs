//! A vault in a fresh folder, people in it, and grounds that a test can change.

use ground::{Caller, Clock, DeviceId, OrgId, PersonId};
use policy::{Category, Personal, Policy, Purpose};
use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use vault::{Answer, Grounds, Sealed, Subject, Vault, VaultSettings};

/// A stored person, as the yard might have one.
#[derive(Personal)]
#[personal(table = "test_person")]
pub(crate) struct Person {
    pub(crate) id: PersonId,
    #[personal(category = "display-name")]
    pub(crate) name: Sealed<String>,
    #[personal(category = "phone-number")]
    pub(crate) phone: Sealed<String>,
    #[personal(category = "avatar")]
    pub(crate) avatar: Option<Sealed<String>>,
}

/// What a test has taken away.
#[derive(Default)]
pub(crate) struct Refusals {
    pub(crate) consents: Mutex<HashSet<(Subject, Purpose)>>,
    pub(crate) categories: Mutex<HashSet<(Subject, Category)>>,
}

impl Grounds for Refusals {
    fn consent_stands(&self, subject: Subject, purpose: Purpose) -> Answer<'_, bool> {
        let stands = !self.consents.lock().unwrap().contains(&(subject, purpose));
        Box::pin(async move { Ok(stands) })
    }

    fn may_leave(&self, _: Subject, _: Purpose, _: policy::Recipient) -> Answer<'_, bool> {
        Box::pin(async { Ok(true) })
    }

    fn may_open<'a>(
        &'a self,
        caller: &'a Caller,
        _: Purpose,
        category: Category,
        subject: Subject,
    ) -> Answer<'a, bool> {
        let may =
            *caller != Caller::Nobody && !self.categories.lock().unwrap().contains(&(subject, category));
        Box::pin(async move { Ok(may) })
    }
}

/// A vault and its folder.
pub(crate) struct Place {
    pub(crate) vault: Vault,
    pub(crate) clock: Clock,
    pub(crate) refusals: Arc<Refusals>,
    pub(crate) folder: TempDir,
}

pub(crate) async fn start(folder: &Path, clock: &Clock) -> Vault {
    let policy = Arc::new(Policy::load("courtyard").unwrap());
    Vault::start(VaultSettings { folder, clock: clock.clone(), policy }).await.unwrap()
}

impl Place {
    pub(crate) async fn new() -> Self {
        let (folder, clock, refusals) =
            (tempfile::tempdir().unwrap(), Clock::system(), Arc::new(Refusals::default()));
        let grounds: Arc<dyn Grounds> = refusals.clone();
        let vault = start(folder.path(), &clock).await.with_grounds(grounds);
        Self { vault, clock, refusals, folder }
    }

    /// Ends the vault and starts it again on the same folder.
    pub(crate) async fn again(self) -> Self {
        self.vault.close().await.unwrap();
        self.again_after_close().await
    }

    /// The same for a vault that was closed already.
    pub(crate) async fn again_after_close(self) -> Self {
        let grounds: Arc<dyn Grounds> = self.refusals.clone();
        let vault = start(self.folder.path(), &self.clock).await.with_grounds(grounds);
        Self { vault, ..self }
    }

    pub(crate) async fn person(&self, name: &str) -> Person {
        let id = PersonId::fresh(&self.clock);
        let seal = async |field, value: &str| {
            self.vault.seal(field, id, id.bytes(), &value.to_owned()).await.unwrap()
        };
        Person {
            id,
            name: seal(&Person::NAME, name).await,
            phone: seal(&Person::PHONE, "+8613800138000").await,
            avatar: Some(seal(&Person::AVATAR, "picture").await),
        }
    }

    /// A member of an organisation, who is somebody else than any subject.
    pub(crate) fn colleague(&self) -> Caller {
        let (person, device, org) =
            (PersonId::fresh(&self.clock), DeviceId::fresh(&self.clock), OrgId::fresh(&self.clock));
        Caller::Member(ground::Member { person, device, org, administrator: false })
    }
}

/// The person, signed in.
pub(crate) fn signed_in(person: &Person) -> Caller {
    Caller::Person(ground::Person {
        person: person.id,
        device: DeviceId::from_bytes([9; 16]),
        keeper: false,
        limited: false,
    })
}
