//! The gate: checks, records, and only then lets something leave.

use ground::{Because, Bus, Caller, Clock, Db, Fault, Timestamp, db::DbSettings};
use policy::{Category, Purpose, Recipient};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use vault::{OpenRefused, Subject, Vault};

use crate::courier::{Courier, Mail, TextMessage, Ways};
use crate::mail::Relay;
use crate::outbox::Message;
use crate::program::outward_client;
use crate::record::{DETAIL, Detail, Entry, Outcome, Sent, Stray, TABLES, fresh_id};
use crate::request::{Connector, Request, Response, carry, client, target};
use crate::sms::SmsAccount;
use crate::{Outbox, SendRefused, geocoder, store};

/// Records read at once at most.
const SENT_MAX: u32 = 1_000;

/// What the gate needs to start.
pub struct EgressSettings<'a> {
    /// The folder of `egress.db`; made when absent.
    pub folder: &'a Path,
    /// The vault: policy, clock, grounds and the keys for the record.
    pub vault: Vault,
    /// Who carries messages.
    pub courier: Courier,
    /// The recipients that the keeper configured.
    pub connectors: Vec<Connector>,
}

/// The gate. Clones share it.
#[derive(Clone)]
pub struct Egress(Arc<Inner>);

struct Inner {
    db: Db,
    vault: Vault,
    courier: Courier,
    relay: Option<Relay>,
    connectors: Vec<Connector>,
    client: reqwest::Client,
    /// For addresses that no keeper configured.
    outward: reqwest::Client,
    passes: crate::push::Passes,
    /// From this instant on nothing leaves, in microseconds; 0 where no end is set.
    ends_at_us: AtomicI64,
}

/// What is about to leave, for the checks and the record.
pub(crate) struct Leaving<'a> {
    pub recipient: Recipient,
    pub purpose: Purpose,
    pub fields: &'a [Category],
    pub subject: Subject,
    pub bytes: usize,
}

impl Egress {
    /// Starts the gate.
    ///
    /// # Errors
    /// A fault where `egress.db` cannot be opened, or where a connector's settings cannot be used.
    pub async fn start(settings: EgressSettings<'_>) -> Result<Self, Fault> {
        let EgressSettings { folder, vault, courier, mut connectors } = settings;
        let mut relay = None;
        if let Courier::Connected(connected) = &courier {
            connectors.extend(connected.sms.as_ref().map(SmsAccount::connector));
            connectors.extend(connected.geocoder.as_ref().map(|address| geocoder::connector(address)));
            relay = connected.mail.as_ref().map(Relay::new).transpose()?;
        }
        std::fs::create_dir_all(folder).because("making the folder of what is sent")?;
        let file = folder.join("egress.db");
        let db = Db::open(DbSettings::File(&file), vault.clock().clone(), Bus::default()).await?;
        migrate(&db).await?;
        let ends_at_us = AtomicI64::new(0);
        let outward = outward_client(matches!(courier, Courier::Dev(_)))?;
        Ok(Self(Arc::new(Inner {
            db,
            vault,
            courier,
            relay,
            connectors,
            client: client()?,
            outward,
            passes: Default::default(),
            ends_at_us,
        })))
    }

    /// From this instant on nothing leaves any more, whoever asks; `None` takes that back.
    pub fn end_at(&self, instant: Option<Timestamp>) {
        self.0.ends_at_us.store(instant.map_or(0, Timestamp::micros), Ordering::Relaxed);
    }

    pub(crate) fn is_over(&self) -> bool {
        let ends_at = self.0.ends_at_us.load(Ordering::Relaxed);
        ends_at != 0 && self.clock().now().micros() >= ends_at
    }

    /// Which ways there are to reach somebody.
    pub fn ways(&self) -> Ways {
        self.0.courier.ways()
    }

    /// The outbox of `--dev`, where there is one.
    pub fn outbox(&self) -> Option<&Outbox> {
        match &self.0.courier {
            Courier::Dev(outbox) => Some(outbox),
            Courier::None | Courier::Connected(_) => None,
        }
    }

    /// Sends a text message about, or to, this subject.
    ///
    /// # Errors
    /// Why it was not sent.
    pub async fn text_message(
        &self,
        subject: impl Into<Subject>,
        message: TextMessage<'_>,
    ) -> Result<(), SendRefused> {
        let (recipient, bytes) = (Recipient::SmsGateway, message.to.len() + message.text.len());
        let (purpose, fields, subject) = (message.purpose, message.fields, subject.into());
        let account = match &self.0.courier {
            Courier::None => return Err(SendRefused::NoWay),
            Courier::Dev(outbox) => {
                let leaving = Leaving { recipient, purpose, fields, subject, bytes };
                return self.lay(outbox, leaving, message.carried(self.clock().now())).await;
            }
            Courier::Connected(connected) => connected.sms.as_ref().ok_or(SendRefused::NoWay)?,
        };
        let request = account.request(&message, self.clock());
        let leaving = Leaving { recipient, purpose, fields, subject, bytes: request.bytes() };
        let read = |answer: &Response| account.read(answer).map_err(SendRefused::Refused);
        self.exchange(leaving, request, read).await.map(drop)
    }

    /// Sends a mail about, or to, this subject.
    ///
    /// # Errors
    /// Why it was not sent.
    pub async fn mail(&self, subject: impl Into<Subject>, mail: Mail<'_>) -> Result<(), SendRefused> {
        let (recipient, bytes) = (Recipient::MailRelay, mail.to.len() + mail.title.len() + mail.text.len());
        let (purpose, fields, at) = (mail.purpose, mail.fields, self.clock().now());
        let leaving = Leaving { recipient, purpose, fields, subject: subject.into(), bytes };
        if let Courier::Dev(outbox) = &self.0.courier {
            return self.lay(outbox, leaving, mail.carried(at)).await;
        }
        let relay = self.0.relay.as_ref().ok_or(SendRefused::NoWay)?;
        self.check_declared(&leaving).await?;
        let letter = relay.letter(&mail, at)?;
        let id = self.record(&leaving, Outcome::Leaving).await?;
        let carried = relay.carry(letter).await;
        self.conclude(id, outcome(&carried)).await?;
        carried
    }

    /// Sends a request to a configured recipient, over HTTP.
    ///
    /// # Errors
    /// Why it was not sent, or that no answer came.
    pub async fn send(
        &self,
        recipient: Recipient,
        purpose: Purpose,
        fields: &[Category],
        subject: impl Into<Subject>,
        request: Request,
    ) -> Result<Response, SendRefused> {
        let leaving = Leaving { recipient, purpose, fields, subject: subject.into(), bytes: request.bytes() };
        self.exchange(leaving, request, |_| Ok(())).await
    }

    /// Asks a configured recipient, at the address where it takes such requests, to delete what it received.
    ///
    /// # Errors
    /// Why it was not sent, or that no answer came.
    pub async fn ask_to_erase(
        &self,
        recipient: Recipient,
        address: &str,
        fields: &[Category],
        subject: impl Into<Subject>,
        request: Request,
    ) -> Result<Response, SendRefused> {
        let (purpose, bytes) = (Purpose::Account, request.bytes());
        let leaving = Leaving { recipient, purpose, fields, subject: subject.into(), bytes };
        let connector = Connector { recipient, address: address.to_owned() };
        self.deliver(&connector, leaving, request, |_| Ok(())).await
    }

    /// Has somebody's number dialled over the line of the telephone company, once that is checked and recorded. What is said on
    /// the line is kept nowhere.
    ///
    /// # Errors
    /// Why it was not dialled.
    pub async fn dial<T>(
        &self,
        subject: impl Into<Subject>,
        number: &str,
        dialling: impl Future<Output = Result<T, SendRefused>>,
    ) -> Result<T, SendRefused> {
        let (recipient, purpose) = (Recipient::TelephoneCompany, Purpose::DoorByPhone);
        let (fields, bytes) = (&[Category::PhoneNumber], number.len());
        self.recorded(Leaving { recipient, purpose, fields, subject: subject.into(), bytes }, dialling).await
    }

    /// Has a number dialled that this subject entered, once that is checked and recorded.
    ///
    /// # Errors
    /// Why it was not dialled.
    pub async fn call_out<T>(
        &self,
        subject: impl Into<Subject>,
        number: &str,
        dialling: impl Future<Output = Result<T, SendRefused>>,
    ) -> Result<T, SendRefused> {
        let (recipient, purpose) = (Recipient::TelephoneLine, Purpose::Telephone);
        let (fields, bytes) = (&[Category::PhoneCall], number.len());
        self.recorded(Leaving { recipient, purpose, fields, subject: subject.into(), bytes }, dialling).await
    }

    /// Who received something of a subject, each once, by the recipients' ids at the time.
    ///
    /// # Errors
    /// A fault where the record cannot be read.
    pub async fn recipients_of(&self, subject: impl Into<Subject>) -> Result<Vec<String>, Fault> {
        store::recipients_of(&mut self.0.db.view().await?, subject.into()).await
    }

    /// What was sent of a subject: the newest thousand, newest first.
    ///
    /// # Errors
    /// Why it stays sealed.
    pub async fn sent_of(
        &self,
        subject: impl Into<Subject>,
        caller: &Caller,
    ) -> Result<Vec<Sent>, OpenRefused> {
        let subject = subject.into();
        let is_own = caller.person().map(Subject::Person) == Some(subject);
        let purpose = if is_own { Purpose::OwnData } else { Purpose::Accountability };
        let kept = store::sent_of(&mut self.0.db.view().await?, subject, SENT_MAX).await?;
        let look = self.0.vault.look(caller, purpose).act("sent");
        let details = look.open_many(kept.iter().map(|kept| &kept.detail)).await?;
        Ok(kept.into_iter().zip(details).map(|(kept, detail)| kept.with(&detail)).collect())
    }

    /// What left, or was about to, though the policy declares no such sharing: none, or something is wrong.
    ///
    /// # Errors
    /// A fault where the record cannot be read.
    pub async fn strays(&self) -> Result<Vec<Stray>, Fault> {
        let policy = self.0.vault.policy();
        let kinds = store::kinds(&mut self.0.db.view().await?).await?;
        let is_declared = |stray: &Stray| {
            let (Some(recipient), Some(purpose)) =
                (Recipient::from_id(&stray.recipient), Purpose::from_id(&stray.purpose))
            else {
                return false;
            };
            let mut known = policy.recipients();
            let may = known.any(|facts| facts.recipient == recipient && facts.purposes.contains(&purpose));
            // In `--dev` nothing leaves, whoever it was meant for.
            stray.outcome != Outcome::Undeclared.id() && (may || stray.outcome == Outcome::Outbox.id())
        };
        Ok(kinds.into_iter().filter(|stray| !is_declared(stray)).collect())
    }

    /// Removes the records whose time is over; answers how many.
    ///
    /// # Errors
    /// A fault where it could not be done.
    pub async fn sweep(&self) -> Result<u64, Fault> {
        let keep = self.0.vault.policy().retention(Category::SharingRecord).from("collected");
        let Some(period) = keep else { return Ok(0) };
        let before = vault::begun_before(period, self.clock().now());
        let mut cx = self.0.db.begin().await?;
        let gone = store::delete_before(&mut cx, before).await?;
        cx.commit().await?;
        Ok(gone)
    }

    /// Closes the file.
    pub async fn close(&self) {
        self.0.db.close().await;
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.0.vault
    }

    pub(crate) fn courier(&self) -> &Courier {
        &self.0.courier
    }

    pub(crate) fn relay(&self) -> Option<&Relay> {
        self.0.relay.as_ref()
    }

    /// The client for addresses that people entered.
    pub(crate) fn outward(&self) -> &reqwest::Client {
        &self.0.outward
    }

    pub(crate) fn passes(&self) -> &crate::push::Passes {
        &self.0.passes
    }

    pub(crate) fn clock(&self) -> &Clock {
        self.0.vault.clock()
    }

    /// A request to a configured recipient, and its answer as `read` understands it.
    pub(crate) async fn exchange(
        &self,
        leaving: Leaving<'_>,
        request: Request,
        read: impl Fn(&Response) -> Result<(), SendRefused>,
    ) -> Result<Response, SendRefused> {
        let mut connectors = self.0.connectors.iter();
        let connector =
            connectors.find(|one| one.recipient == leaving.recipient).ok_or(SendRefused::NoWay)?;
        self.deliver(connector, leaving, request, read).await
    }

    /// Checked, recorded, and only then sent.
    pub(crate) async fn deliver(
        &self,
        connector: &Connector,
        leaving: Leaving<'_>,
        request: Request,
        read: impl Fn(&Response) -> Result<(), SendRefused>,
    ) -> Result<Response, SendRefused> {
        self.check_declared(&leaving).await?;
        let target = target(connector, &request)?;
        let id = self.record(&leaving, Outcome::Leaving).await?;
        let answer = carry(&self.0.client, target, request).await;
        let answer = answer.and_then(|answer| read(&answer).map(|()| answer));
        self.conclude(id, outcome(&answer)).await?;
        answer
    }

    /// Checked and recorded like all else, and sent to an address that no keeper configured. In `--dev` it does not leave this
    /// machine, and is recorded so.
    pub(crate) async fn carry_out(
        &self,
        leaving: Leaving<'_>,
        target: reqwest::Url,
        request: Request,
    ) -> Result<Response, SendRefused> {
        self.recorded(leaving, carry(&self.0.outward, target, request)).await
    }

    /// The same, for whatever is said to such an address: it is said only once it is checked and recorded.
    pub(crate) async fn recorded<T>(
        &self,
        leaving: Leaving<'_>,
        saying: impl Future<Output = Result<T, SendRefused>>,
    ) -> Result<T, SendRefused> {
        if let Courier::Dev(_) = self.0.courier {
            let Leaving { recipient, purpose, .. } = leaving;
            let declares = |category| self.0.vault.policy().declares(recipient, purpose, category);
            self.check(&leaving, declares).await?;
            self.record(&leaving, Outcome::Outbox).await?;
            return saying.await;
        }
        self.check_declared(&leaving).await?;
        let id = self.record(&leaving, Outcome::Leaving).await?;
        let answer = saying.await;
        self.conclude(id, outcome(&answer)).await?;
        answer
    }

    /// A message into the outbox of `--dev`.
    pub(crate) async fn lay(
        &self,
        outbox: &Outbox,
        leaving: Leaving<'_>,
        message: Message,
    ) -> Result<(), SendRefused> {
        // Nothing leaves the house here, so the connector need not be configured; what it declares must fit all the same.
        let Leaving { recipient, purpose, .. } = leaving;
        self.check(&leaving, |category| self.0.vault.policy().declares(recipient, purpose, category)).await?;
        self.record(&leaving, Outcome::Outbox).await?;
        outbox.put(message);
        Ok(())
    }

    /// The recipient declares these fields for this purpose, and the consent stands where one is needed.
    /// What was recorded once and is asked again as it was: checked, and sent.
    pub(crate) async fn deliver_again(
        &self,
        connector: &Connector,
        leaving: &Leaving<'_>,
        request: Request,
    ) -> Result<Response, SendRefused> {
        self.check_declared(leaving).await?;
        let target = target(connector, &request)?;
        carry(&self.0.client, target, request).await
    }

    async fn check_declared(&self, leaving: &Leaving<'_>) -> Result<(), SendRefused> {
        let Leaving { recipient, purpose, .. } = *leaving;
        self.check(leaving, |category| self.0.vault.policy().may_receive(recipient, purpose, category)).await
    }

    async fn check(
        &self,
        leaving: &Leaving<'_>,
        may_have: impl Fn(Category) -> bool,
    ) -> Result<(), SendRefused> {
        let Leaving { recipient, purpose, subject, .. } = *leaving;
        if self.is_over() {
            ground::metrics::count("courtyard_egress_refused_total{why=\"over\"}");
            return Err(SendRefused::Over);
        }
        if let Some(category) = leaving.fields.iter().copied().find(|category| !may_have(*category)) {
            ground::metrics::count("courtyard_egress_refused_total{why=\"undeclared\"}");
            // The person sees on the list what was tried with his data.
            self.record(leaving, Outcome::Undeclared).await?;
            return Err(SendRefused::Undeclared { recipient, purpose, category });
        }
        if let Some(grounds) = self.0.vault.grounds()
            && !grounds.may_leave(subject, purpose, recipient).await?
        {
            ground::metrics::count("courtyard_egress_refused_total{why=\"minor\"}");
            return Err(SendRefused::Minor(recipient));
        }
        if self.0.vault.policy().consent_needed(purpose) {
            let stands = match self.0.vault.grounds() {
                Some(grounds) => grounds.consent_stands(subject, purpose).await?,
                None => false,
            };
            if !stands {
                ground::metrics::count("courtyard_egress_refused_total{why=\"consent\"}");
                return Err(SendRefused::Consent(purpose));
            }
        }
        if leaving.fields.iter().any(|category| category.sensitive()) {
            let stands = match self.0.vault.grounds() {
                Some(grounds) => grounds.sharing_stands(subject, purpose, recipient).await?,
                None => false,
            };
            if !stands {
                ground::metrics::count("courtyard_egress_refused_total{why=\"sharing\"}");
                return Err(SendRefused::Consent(purpose));
            }
        }
        Ok(())
    }

    /// Durable when it returns.
    async fn record(&self, leaving: &Leaving<'_>, outcome: Outcome) -> Result<[u8; 16], Fault> {
        let Leaving { recipient, purpose, subject, .. } = *leaving;
        let id = fresh_id(self.clock());
        let fields = leaving.fields.iter().map(|category| category.id().to_owned()).collect();
        let detail = Detail { fields, bytes: u64::try_from(leaving.bytes).unwrap_or(u64::MAX) };
        let detail = self.0.vault.seal(&DETAIL, subject, id, &detail).await?;
        let entry = Entry { id, at: self.clock().now(), subject, recipient, purpose, outcome, detail };
        let mut cx = self.0.db.begin().await?;
        store::insert(&mut cx, &entry).await?;
        cx.commit().await?;
        ground::metrics::count("courtyard_egress_total");
        Ok(id)
    }

    async fn conclude(&self, id: [u8; 16], outcome: Outcome) -> Result<(), Fault> {
        let mut cx = self.0.db.begin().await?;
        store::set_outcome(&mut cx, id, outcome).await?;
        cx.commit().await
    }
}

/// Brings the file of what leaves to its newest form.
pub(crate) async fn migrate(db: &Db) -> Result<(), Fault> {
    db.migrate(ground::migrations![2026112220 => "sent", 2026121590 => "errand"]).await?;
    ground::tables::check(db, TABLES).await
}

/// What the record says became of it.
fn outcome<T>(answer: &Result<T, SendRefused>) -> Outcome {
    match answer {
        Ok(_) => Outcome::Sent,
        Err(SendRefused::Refused(refused)) => {
            let why = refused.why.word();
            ground::metrics::count(&format!("courtyard_egress_refused_total{{why=\"{why}\"}}"));
            tracing::warn!(%refused, "a recipient did not take what was sent");
            Outcome::Refused
        }
        Err(_) => Outcome::Failed,
    }
}
