//! The one door: nothing is revealed before the policy, the consent and the access rules said yes and the log knows.

use futures_util::future::try_join_all;
use ground::{Caller, Fault, PersonId};
use policy::{Category, Purpose};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use zeroize::Zeroizing;

use crate::cipher::{SubjectKey, damaged, key_id, random};
use crate::field::{FieldDecl, Plain};
use crate::log::Counted;
use crate::log::leaf::{Entry, commitment};
use crate::log::opening::Reading;
use crate::{OpenRefused, Opened, Sealed, Subject, Vault};

/// Subjects in one leaf; a call that reveals more writes several.
const SUBJECTS_MAX: usize = 4_096;

/// Where a reading is sealed to.
pub(crate) const READING: FieldDecl =
    FieldDecl { table: "vault_access_entry", column: "sealed", category: Category::AccessRecord };

/// Something that is about to be opened, and what the access log will say about it.
///
/// ```text
/// vault.look(&caller, Purpose::Support).act("support.ticket").reason("asked by telephone").open(&person.phone).await?
/// ```
#[must_use = "nothing is opened before `open`"]
#[derive(Clone, Copy)]
pub struct Look<'a> {
    pub(crate) vault: &'a Vault,
    pub(crate) caller: &'a Caller,
    pub(crate) purpose: Purpose,
    pub(crate) act: &'a str,
    pub(crate) reason: Option<&'a str>,
    pub(crate) is_delivery: bool,
}

/// A sealed value without its type.
#[derive(Clone, Copy)]
pub(crate) struct Item<'a> {
    pub(crate) decl: FieldDecl,
    pub(crate) subject: Subject,
    pub(crate) row: [u8; 16],
    pub(crate) about: Option<PersonId>,
    pub(crate) bytes: &'a [u8],
}

impl Item<'_> {
    /// Whose consent is asked, who is the one whose it is, and in whose log its opening stands.
    fn whom(&self) -> Subject {
        self.about.map_or(self.subject, Subject::Person)
    }
}

type Plaintext = Zeroizing<Vec<u8>>;
type Each<T> = Vec<Result<T, OpenRefused>>;

impl<'a> Look<'a> {
    /// In which act: an operation id or a job's name. Without it the log says the purpose.
    pub const fn act(self, act: &'a str) -> Self {
        Self { act, ..self }
    }

    /// Why, in words or as a ticket's id; the person reads it. Never personal data of others.
    pub const fn reason(self, reason: &'a str) -> Self {
        Self { reason: Some(reason), ..self }
    }

    /// It is a message or a call on its way to its addressee: counted by day, not a leaf. For nothing else.
    pub const fn delivery(self) -> Self {
        Self { is_delivery: true, ..self }
    }

    /// Opens one value.
    ///
    /// # Errors
    /// Why it stays sealed.
    pub async fn open<T: Plain>(self, sealed: &Sealed<T>) -> Result<Opened<T>, OpenRefused> {
        let plain = self.one(item(sealed)).await?;
        value(sealed.decl(), &plain)
    }

    /// Opens many values as one act, with one leaf for all. One refused, none opened.
    ///
    /// # Errors
    /// Why they stay sealed.
    pub async fn open_many<'s, T: Plain + 's>(
        self,
        sealed: impl IntoIterator<Item = &'s Sealed<T>>,
    ) -> Result<Vec<Opened<T>>, OpenRefused> {
        let items: Vec<Item> = sealed.into_iter().map(item).collect();
        let plain = self.reveal(&items, true).await?;
        items.iter().zip(plain).map(|(item, plain)| value(item.decl, &plain?)).collect()
    }

    /// Opens of many what may be opened, as one act with one leaf for what was; each with its own answer.
    ///
    /// # Errors
    /// A purpose that the policy refuses, or a fault of ours: then nothing was opened.
    pub async fn open_each<'s, T: Plain + 's>(
        self,
        sealed: impl IntoIterator<Item = &'s Sealed<T>>,
    ) -> Result<Each<Opened<T>>, OpenRefused> {
        let items: Vec<Item> = sealed.into_iter().map(item).collect();
        let plain = self.reveal(&items, false).await?;
        Ok(items.iter().zip(plain).map(|(item, plain)| value(item.decl, &plain?)).collect())
    }

    /// The same where what stays shut is passed over, whatever it is for: the values in their order, nothing for each of those.
    ///
    /// # Errors
    /// A purpose that the policy refuses, or a fault of ours, also with one of them alone.
    pub async fn open_present<'s, T: Plain + 's>(
        self,
        sealed: impl IntoIterator<Item = &'s Sealed<T>>,
    ) -> Result<Vec<Option<T>>, OpenRefused> {
        let present = |one: Result<Opened<T>, OpenRefused>| match one {
            Ok(opened) => Ok(Some(opened.into_inner())),
            Err(OpenRefused::Fault(fault)) => Err(fault.into()),
            Err(_) => Ok(None),
        };
        self.open_each(sealed).await?.into_iter().map(present).collect()
    }

    /// Passes the door without a sealed value: for what the vault itself shows of these subjects.
    pub(crate) async fn admit(self, asked: &[(Category, Subject)]) -> Result<(), OpenRefused> {
        let admitted = async {
            match self.ask(asked).await?.into_values().next() {
                Some(No::Consent) => Err(OpenRefused::Consent(self.purpose)),
                Some(No::Permit) => Err(OpenRefused::NotPermitted),
                Some(No::StoreOnly) => Err(OpenRefused::StoreOnly),
                None => {
                    self.record(&asked.iter().map(|(category, subject)| (*subject, *category)).collect())
                        .await
                }
            }
        };
        admitted.await.inspect_err(OpenRefused::count)
    }

    pub(crate) async fn one(self, item: Item<'_>) -> Result<Plaintext, OpenRefused> {
        self.reveal(&[item], true)
            .await?
            .pop()
            .unwrap_or_else(|| Err(Fault::new("nothing was revealed").into()))
    }

    async fn reveal(self, items: &[Item<'_>], is_strict: bool) -> Result<Each<Plaintext>, OpenRefused> {
        let outcome = self.pass(items, is_strict).await;
        match &outcome {
            Err(refusal) => refusal.count(),
            Ok(each) => each.iter().filter_map(|one| one.as_ref().err()).for_each(OpenRefused::count),
        }
        outcome
    }

    /// Policy, consent, access, then the bytes, then the log; only then the answer.
    async fn pass(self, items: &[Item<'_>], is_strict: bool) -> Result<Each<Plaintext>, OpenRefused> {
        let asked: BTreeSet<(Category, Subject)> =
            items.iter().map(|item| (item.decl.category, item.whom())).collect();
        let asked: Vec<(Category, Subject)> = asked.into_iter().collect();
        let refused = self.ask(&asked).await?;
        let mut each: Each<Plaintext> = Vec::with_capacity(items.len());
        for item in items {
            each.push(match refused.get(&(item.decl.category, item.whom())) {
                Some(No::Consent) => Err(OpenRefused::Consent(self.purpose)),
                Some(No::Permit) => Err(OpenRefused::NotPermitted),
                Some(No::StoreOnly) => Err(OpenRefused::StoreOnly),
                None => self.decrypt(item).await,
            });
        }
        if is_strict && let Some(at) = each.iter().position(Result::is_err) {
            each.swap(0, at);
            each.truncate(1);
            return Err(each.pop().and_then(Result::err).unwrap_or(OpenRefused::NotPermitted));
        }
        let revealed: BTreeSet<(Subject, Category)> = items
            .iter()
            .zip(&each)
            .filter(|(_, one)| one.is_ok())
            .map(|(item, _)| (item.whom(), item.decl.category))
            .collect();
        self.record(&revealed).await?;
        Ok(each)
    }

    /// Who of them stays sealed, and why.
    async fn ask(
        &self,
        asked: &[(Category, Subject)],
    ) -> Result<BTreeMap<(Category, Subject), No>, OpenRefused> {
        if cfg!(feature = "ungated") {
            return Ok(BTreeMap::new());
        }
        let (policy, purpose) = (self.vault.policy(), self.purpose);
        if let Some((category, _)) = asked.iter().find(|(category, _)| !policy.allows(purpose, *category)) {
            return Err(OpenRefused::Purpose { purpose, category: *category });
        }
        let grounds = self.vault.grounds().ok_or(OpenRefused::NotPermitted)?;
        let mut refused = BTreeMap::new();
        for (one, may) in asked.iter().zip(grounds.may_open_each(self.caller, purpose, asked).await?) {
            if !may {
                refused.insert(*one, No::Permit);
            }
        }
        if policy.consent_needed(purpose) {
            let subjects: Vec<Subject> = asked.iter().map(|(_, subject)| *subject).collect();
            for (one, stands) in asked.iter().zip(grounds.consent_stands_each(&subjects, purpose).await?) {
                if !stands {
                    refused.insert(*one, No::Consent);
                }
            }
        }
        for one in asked {
            if self.vault.holds().shut(policy, self.caller, purpose, one.1) {
                refused.insert(*one, No::StoreOnly);
            }
        }
        Ok(refused)
    }

    async fn decrypt(&self, item: &Item<'_>) -> Result<Plaintext, OpenRefused> {
        let id = key_id(item.decl, item.bytes)?;
        let keys = self.vault.keys();
        let key = match keys.cached(id) {
            Some(key) => key,
            None => keys.by_id(id).await?,
        };
        let is_theirs = key.subject == item.subject && key.group == item.decl.category.key_group();
        if is_theirs {
            key.open(item.decl, (item.row, item.about), item.bytes)
        } else {
            Err(damaged(item.decl))
        }
    }

    /// Counts what leaves no leaf, and waits until the leaf of the rest is durable.
    async fn record(&self, revealed: &BTreeSet<(Subject, Category)>) -> Result<(), OpenRefused> {
        if cfg!(feature = "ungated") {
            return Ok(());
        }
        let now = self.vault.clock().now();
        let mut seen: BTreeMap<Subject, Vec<Category>> = BTreeMap::new();
        for (subject, category) in revealed {
            let kind = if is_own(self.caller, *subject, *category) {
                "own"
            } else if self.is_delivery {
                "delivery"
            } else {
                seen.entry(*subject).or_default().push(*category);
                continue;
            };
            let (purpose, day) = (self.purpose, now.day());
            let counted = Counted { subject: *subject, day, kind, purpose, category: *category };
            self.vault.log().count(counted, 1).await?;
        }
        if seen.is_empty() {
            return Ok(());
        }
        let act = if self.act.is_empty() { self.purpose.id() } else { self.act };
        let reading = Reading::new(now, self.caller, act, self.purpose, self.reason);
        let entries = try_join_all(seen.into_iter().map(|(subject, categories)| {
            let reading = reading.with(&categories);
            async move {
                let key = self.vault.keys().make(subject, READING.category.key_group()).await?;
                entry(&key, &reading)
            }
        }))
        .await?;
        let mut entries = entries.into_iter().peekable();
        while entries.peek().is_some() {
            self.vault.log().append(now, entries.by_ref().take(SUBJECTS_MAX).collect()).await?;
        }
        Ok(())
    }
}

/// Whether what is revealed is the caller's own: his, or what is said of the organisation in which he acts.
fn is_own(caller: &Caller, subject: Subject, category: Category) -> bool {
    match (subject, caller) {
        (Subject::Org(org), Caller::Member(member)) => member.org == org && category.of_organisation(),
        (Subject::Person(person), _) => caller.person() == Some(person),
        _ => false,
    }
}

/// Why the door stays shut for one of several.
#[derive(Clone, Copy)]
enum No {
    Consent,
    Permit,
    StoreOnly,
}

/// Seals a reading under its subject's key and commits to it under a fresh salt.
fn entry(key: &Arc<SubjectKey>, reading: &Reading) -> Result<Entry, OpenRefused> {
    let (id, salt): ([u8; 16], [u8; 32]) = (random()?, random()?);
    let mut salted = Zeroizing::new(salt.to_vec());
    salted.extend(
        serde_json::to_vec(reading).map_err(|error| Fault::caused("writing an access record", error))?,
    );
    Ok(Entry {
        subject: key.subject,
        id,
        commitment: commitment(&salted),
        sealed: key.seal(READING, (id, None), &salted)?,
    })
}

/// Opens a reading and holds it against its commitment.
pub(crate) fn reading(key: &SubjectKey, entry: &Entry) -> Result<Reading, OpenRefused> {
    let salted = key.open(READING, (entry.id, None), &entry.sealed)?;
    let json = salted
        .get(32..)
        .filter(|_| commitment(&salted) == entry.commitment)
        .ok_or_else(|| damaged(READING))?;
    serde_json::from_slice(json).map_err(|_| damaged(READING))
}

fn item<T>(sealed: &Sealed<T>) -> Item<'_> {
    Item {
        decl: sealed.decl(),
        subject: sealed.subject(),
        row: sealed.row(),
        about: sealed.about(),
        bytes: sealed.bytes(),
    }
}

fn value<T: Plain>(decl: FieldDecl, plain: &[u8]) -> Result<Opened<T>, OpenRefused> {
    T::from_plain(plain).map(Opened::new).ok_or_else(|| damaged(decl))
}
