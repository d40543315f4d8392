//! Requests as they come in: who asks, whether he may, and what becomes of it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rsipstack::sip::prelude::{HeadersExt, ToTypedHeader};
use rsipstack::sip::{Header, Method, Request, StatusCode, typed};
use rsipstack::transaction::Transaction;
use rsipstack::transaction::TransactionReceiver;
use tokio::sync::Semaphore;

use super::types::{Caller, Event};
use super::{Inner, incoming, locked};
use crate::digest::{self, Algorithm, Answer, Worth};
use crate::registrar::{Refusal, Transport, Wish};

/// How long a registration lasts at most, and at least.
const LONGEST: u32 = 3_600;
const SHORTEST: u32 = 30;
/// What we understand.
pub const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE";

/// Where a request came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The address and port.
    pub at: SocketAddr,
    /// How.
    pub transport: Transport,
}

impl Source {
    fn of(tx: &Transaction) -> Option<Self> {
        let connection = tx.connection.as_ref()?;
        let at = connection.get_remote_addr()?.get_socketaddr().ok()?;
        let transport = match connection.transport() {
            rsipstack::sip::Transport::Udp => Transport::Udp,
            rsipstack::sip::Transport::Tcp => Transport::Tcp,
            rsipstack::sip::Transport::Tls => Transport::Tls,
            _ => return None,
        };
        Some(Self { at, transport })
    }
}

/// Takes requests, each in a task of its own: as many at once as there may be calls, and some more.
pub async fn receive(inner: Arc<Inner>, mut incoming: TransactionReceiver) {
    let room = Arc::new(Semaphore::new(inner.settings.calls_max + 256));
    while let Some(mut tx) = incoming.recv().await {
        let Some(source) = Source::of(&tx) else { continue };
        // Whoever is too quick is not answered, and sends it again later.
        if !locked(&inner.requests).take(inner.now(), &source.at.ip()) {
            continue;
        }
        let Ok(place) = room.clone().try_acquire_owned() else {
            tx.reply(StatusCode::ServiceUnavailable).await.ok();
            continue;
        };
        let work = inner.clone();
        inner.spawn(async move {
            if take(&work, tx, source).await.is_err() {
                // Its connection is gone, or it was no request one can answer.
                tracing::debug!("a request was not answered");
            }
            drop(place);
        });
    }
}

async fn take(inner: &Arc<Inner>, mut tx: Transaction, source: Source) -> rsipstack::Result<()> {
    let in_call = tx.original.to_header()?.tag()?.is_some();
    match tx.original.method {
        Method::Register => register(inner, &mut tx, source).await,
        Method::Invite if !in_call => match admit(inner, &mut tx, source).await? {
            Some(caller) => incoming::take(inner, tx, source, caller).await,
            None => Ok(()),
        },
        Method::Options if !in_call => {
            let headers = vec![Header::Allow(ALLOW.into()), Header::Accept("application/sdp".into())];
            tx.reply_with(StatusCode::OK, headers, None).await
        }
        _ if in_call => within(inner, &mut tx, source).await,
        Method::Ack | Method::Cancel => Ok(()),
        _ => tx.reply_with(StatusCode::MethodNotAllowed, vec![Header::Allow(ALLOW.into())], None).await,
    }
}

/// A request in a call: from where the call comes from, and nowhere else.
async fn within(inner: &Arc<Inner>, tx: &mut Transaction, source: Source) -> rsipstack::Result<()> {
    let Some(mut dialog) = inner.dialogs.match_dialog(tx) else {
        if tx.original.method == Method::Ack {
            return Ok(());
        }
        return tx.reply(StatusCode::CallTransactionDoesNotExist).await;
    };
    let name = tx.original.call_id_header()?.value().to_owned();
    let known =
        locked(&inner.calls).values().any(|entry| entry.name == name && entry.source == source.at.ip());
    if !known {
        return tx.reply(StatusCode::CallTransactionDoesNotExist).await;
    }
    dialog.handle(tx).await
}

/// Who asks, where he has proved it; otherwise he was answered already.
async fn admit(
    inner: &Arc<Inner>,
    tx: &mut Transaction,
    source: Source,
) -> rsipstack::Result<Option<Caller>> {
    let trunk = inner.settings.trunks.iter().find(|trunk| trunk.at.ip() == source.at.ip());
    if let Some(trunk) = trunk {
        inner.seats.proved(source.at);
        let number = user_of(tx.original.from_header()?.typed().map(|from| from.uri));
        return Ok(Some(Caller::Trunk { trunk: trunk.name.clone(), number }));
    }
    Ok(prove(inner, tx, source.at).await?.map(Caller::Account))
}

fn user_of(uri: Result<rsipstack::sip::Uri, rsipstack::sip::Error>) -> String {
    let mut user = uri.ok().and_then(|uri| uri.user().map(str::to_owned)).unwrap_or_default();
    user.truncate(user.char_indices().nth(64).map_or(user.len(), |(at, _)| at));
    user
}

fn answer_of(request: &Request, realm: &str) -> Option<Answer> {
    request
        .headers
        .iter()
        .filter_map(|header| match header {
            Header::Authorization(value) => Answer::read(value.value()),
            _ => None,
        })
        .find(|answer| answer.realm == realm)
}

/// The account whose key a request was made with; otherwise it was refused or asked for one.
async fn prove(
    inner: &Arc<Inner>,
    tx: &mut Transaction,
    at: SocketAddr,
) -> rsipstack::Result<Option<String>> {
    let from = at.ip();
    let Some(answer) = answer_of(&tx.original, &inner.settings.realm) else {
        let claimed = user_of(tx.original.from_header()?.typed().map(|from| from.uri));
        return challenge(inner, tx, from, &claimed, false).await;
    };
    let now = inner.now();
    // A nonce that was not given to this address says nothing: its answer is not looked at, and not counted either.
    if !locked(&inner.nonces).is_ours(from, &answer) {
        return challenge(inner, tx, from, &answer.account, false).await;
    }
    let at_home = locked(&inner.registrar).is_at(&answer.account, from);
    if !locked(&inner.tries).may(now, from, &answer.account, at_home) {
        tx.reply(StatusCode::Forbidden).await?;
        return Ok(None);
    }
    let account = inner.accounts.account(&answer.account).await.unwrap_or_default();
    let ha1 = match answer.algorithm {
        Algorithm::Md5 => account.md5,
        Algorithm::Sha256 => account.sha256,
    };
    // An account that is not there costs as much time as a wrong key.
    let method = tx.original.method.to_string();
    let fits = answer.is_of(ha1.as_deref().unwrap_or_default(), &method)
        && answer.is_for(&tx.original.uri.to_string())
        && ha1.is_some();
    if !fits {
        locked(&inner.tries).wrong(now, from, &answer.account);
        return challenge(inner, tx, from, &answer.account, false).await;
    }
    let worth = locked(&inner.nonces).weigh(now, from, &answer);
    if worth != Worth::Good {
        return challenge(inner, tx, from, &answer.account, worth == Worth::Stale).await;
    }
    locked(&inner.tries).right(from);
    inner.seats.proved(at);
    Ok(Some(answer.account))
}

/// Asks for a key: by the hashes that are kept for whoever claims to ask, or by all.
async fn challenge(
    inner: &Arc<Inner>,
    tx: &mut Transaction,
    from: IpAddr,
    claimed: &str,
    stale: bool,
) -> rsipstack::Result<Option<String>> {
    let account = inner.accounts.account(claimed).await;
    let algorithms: Vec<Algorithm> = inner
        .settings
        .algorithms
        .iter()
        .copied()
        .filter(|algorithm| match (&account, algorithm) {
            (Some(account), Algorithm::Md5) => account.md5.is_some(),
            (Some(account), Algorithm::Sha256) => account.sha256.is_some(),
            (None, _) => true,
        })
        .collect();
    let Some(nonce) = locked(&inner.nonces).make(inner.now(), from) else {
        tx.reply(StatusCode::ServerInternalError).await?;
        return Ok(None);
    };
    let headers = digest::challenges(&inner.settings.realm, &nonce, stale, &algorithms)
        .into_iter()
        .map(|value| Header::WwwAuthenticate(value.into()))
        .collect();
    tx.reply_with(StatusCode::Unauthorized, headers, None).await?;
    Ok(None)
}

/// REGISTER (RFC 3261, section 10.3).
async fn register(inner: &Arc<Inner>, tx: &mut Transaction, source: Source) -> rsipstack::Result<()> {
    let Some(account) = prove(inner, tx, source.at).await? else { return Ok(()) };
    if user_of(tx.original.to_header()?.typed().map(|to| to.uri)) != account {
        return tx.reply(StatusCode::Forbidden).await;
    }
    let wishes = match wishes(&tx.original, source) {
        Ok(wishes) => wishes,
        Err(status) => return too_short(tx, status).await,
    };
    let now = inner.now();
    let applied = {
        let mut registrar = locked(&inner.registrar);
        let changed = registrar.apply(now, &account, wishes.everything, wishes.each);
        changed.map(|changed| (changed, registrar.of(now, &account)))
    };
    let (changed, bindings) = match applied {
        Ok(applied) => applied,
        Err(Refusal::TooMany | Refusal::Full) => return tx.reply(StatusCode::Forbidden).await,
        Err(Refusal::OutOfOrder) => return tx.reply(StatusCode::ServerInternalError).await,
    };
    let headers = bindings
        .iter()
        .map(|binding| {
            let seconds = binding.until.saturating_sub(now).as_secs();
            Header::Contact(format!("<{}>;expires={seconds}", binding.contact).into())
        })
        .collect();
    let replied = tx.reply_with(StatusCode::OK, headers, None).await;
    // It is so, whether its sender hears of it or not.
    match changed {
        (false, true) => inner.tell(Event::Registered { account }).await,
        (true, false) => inner.tell(Event::Unregistered { account }).await,
        _ => {}
    }
    replied
}

struct Wishes {
    everything: bool,
    each: Vec<Wish>,
}

fn wishes(request: &Request, source: Source) -> Result<Wishes, StatusCode> {
    let contacts = request.typed_contact_headers().map_err(|_| StatusCode::BadRequest)?;
    let general: Option<u32> = request.header_value("Expires").and_then(|text| text.parse().ok());
    let cseq = request.cseq_header().ok().and_then(|cseq| cseq.seq().ok());
    let call = request.call_id_header().map_err(|_| StatusCode::BadRequest)?.value().to_owned();
    let mut found = Wishes { everything: false, each: Vec::new() };
    if contacts.len() > 10 {
        return Err(StatusCode::BadRequest);
    }
    for contact in contacts {
        let typed::Contact { uri, .. } = &contact;
        if uri.scheme.as_ref().is_some_and(|scheme| scheme.to_string() == "*") {
            found.everything = general == Some(0);
            if !found.everything {
                return Err(StatusCode::BadRequest);
            }
            continue;
        }
        let seconds = contact.expires().or(general).unwrap_or(LONGEST).min(LONGEST);
        if seconds != 0 && seconds < SHORTEST {
            return Err(StatusCode::IntervalTooBrief);
        }
        let text = uri.to_string();
        if text.len() > 512 {
            return Err(StatusCode::BadRequest);
        }
        found.each.push(Wish {
            contact: text,
            source: source.at,
            transport: source.transport,
            lasting: Duration::from_secs(seconds.into()),
            call: call.clone(),
            sequence: cseq.ok_or(StatusCode::BadRequest)?,
        });
    }
    Ok(found)
}

async fn too_short(tx: &mut Transaction, status: StatusCode) -> rsipstack::Result<()> {
    let headers = match status {
        StatusCode::IntervalTooBrief => vec![Header::MinExpires(SHORTEST.to_string().into())],
        _ => Vec::new(),
    };
    tx.reply_with(status, headers, None).await
}

/// The user that a request is for.
pub fn dialled(request: &Request) -> String {
    user_of(Ok(request.uri.clone()))
}
