//! Calls that we make: to all contacts at once, and the first to answer wins.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rsipstack::dialog::authenticate::Credential;
use rsipstack::dialog::invitation::InviteOption;
use rsipstack::sip::{Auth, Header, Host, HostWithPort, Scheme, Uri};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::call::{Call, Command, Fork, Parts, Side};
use super::incoming::contact;
use super::requests::ALLOW;
use super::stack::stack_address;
use super::types::{CallId, Dial, Ending, Event, Failure, Target, Trunk};
use super::{Inner, locked};
use crate::registrar::Transport;
use crate::sdp;
use crate::session;

/// One contact to call.
struct Branch {
    callee: Uri,
    caller: Uri,
    display: Option<String>,
    at: SocketAddr,
    transport: Transport,
    credential: Option<Credential>,
}

/// Calls all contacts of all targets; what happens in these calls is told there.
pub async fn dial(inner: &Arc<Inner>, dial: Dial, to: &mpsc::Sender<Event>) -> Result<Vec<CallId>, Failure> {
    if !is_user(&dial.shown) {
        return Err(Failure::NotDialable);
    }
    let mut branches = Vec::new();
    for target in &dial.targets {
        branches.extend(branches_of(inner, target, &dial.shown)?);
    }
    if branches.is_empty() {
        return Err(Failure::Nobody);
    }
    if locked(&inner.calls).len() + branches.len() > inner.settings.calls_max {
        return Err(Failure::TooMany);
    }
    let fork = Arc::new(Fork::default());
    let until = Instant::now() + dial.patience;
    let mut calls = Vec::new();
    for branch in branches {
        match begin(inner, branch, (&dial, to), &fork, until).await {
            Ok(Some(call)) => calls.push(call),
            Ok(None) => break,
            Err(failure) if calls.is_empty() => return Err(failure),
            Err(_) => tracing::warn!("one of several contacts could not be called"),
        }
    }
    Ok(calls)
}

/// What may stand before the `@` of an address without being written differently.
fn is_user(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.!~*'()+#&=$,".contains(letter))
}

fn branches_of(inner: &Inner, target: &Target, shown: &str) -> Result<Vec<Branch>, Failure> {
    match target {
        Target::Account(account) => {
            let bindings = locked(&inner.registrar).of(inner.now(), account);
            let caller = uri(shown, HostWithPort { host: Host::IpAddr(inner.settings.address), port: None });
            let branches = bindings.into_iter().filter_map(|binding| {
                Some(Branch {
                    callee: Uri::try_from(binding.contact.as_str()).ok()?,
                    caller: caller.clone(),
                    display: None,
                    at: binding.source,
                    transport: binding.transport,
                    credential: None,
                })
            });
            Ok(branches.collect())
        }
        Target::Trunk { trunk, number } => {
            let trunk = inner.settings.trunks.iter().find(|one| one.name == *trunk).ok_or(Failure::Nobody)?;
            if !is_user(number) {
                return Err(Failure::NotDialable);
            }
            let domain = HostWithPort::try_from(trunk.domain.as_str()).map_err(|_| Failure::NotDialable)?;
            Ok(vec![Branch {
                callee: uri(number, domain.clone()),
                caller: uri(&trunk.account, domain),
                display: Some(shown.to_owned()),
                at: trunk.at,
                transport: trunk.transport,
                credential: credential(trunk),
            }])
        }
    }
}

fn uri(user: &str, host: HostWithPort) -> Uri {
    Uri {
        scheme: Some(Scheme::Sip),
        auth: Some(Auth { user: user.to_owned(), password: None }),
        host_with_port: host,
        params: Vec::new(),
        headers: Vec::new(),
    }
}

/// What we answer a trunk's challenge with.
pub fn credential(trunk: &Trunk) -> Option<Credential> {
    (!trunk.password.is_empty()).then(|| Credential {
        username: trunk.account.clone(),
        password: trunk.password.clone(),
        realm: None,
        auth_username: None,
    })
}

/// Calls one contact; nobody where another branch was answered meanwhile.
async fn begin(
    inner: &Arc<Inner>,
    branch: Branch,
    (dial, to): (&Dial, &mpsc::Sender<Event>),
    fork: &Arc<Fork>,
    until: Instant,
) -> Result<Option<CallId>, Failure> {
    let (audio, video, ours) = inner.places().await.ok_or(Failure::TooMany)?;
    if locked(&fork.winner).is_some() {
        return Ok(None);
    }
    let text = sdp::offer(&dial.want, &ours);
    let peer = branch.at.ip();
    let option = InviteOption {
        caller_display_name: branch.display,
        caller: branch.caller,
        callee: branch.callee,
        destination: Some(stack_address(branch.transport, branch.at)),
        content_type: Some("application/sdp".into()),
        offer: Some(text.clone().into_bytes()),
        contact: contact(inner, branch.transport),
        credential: branch.credential,
        headers: Some(vec![
            Header::Allow(ALLOW.into()),
            Header::Supported("timer".into()),
            Header::SessionExpires(session::USUAL.to_string().into()),
            Header::MinSE(session::SHORTEST.to_string().into()),
        ]),
        ..InviteOption::default()
    };
    let (told, states) = inner.dialogs.new_dialog_state_channel();
    let (dialog, invite) = inner.dialogs.do_invite_async(option, told).map_err(|_| Failure::NotDialable)?;
    let name = dialog.id().call_id;
    let at = super::requests::Source { at: branch.at, transport: branch.transport };
    let side = Side::Caller { want: dial.want.clone(), fork: fork.clone(), invite, until, at };
    let parts = Parts { dialog, states, audio, video, peer, name, ours, text, told: to.clone() };
    let call = Call::new(inner, parts, side);
    let number = call.id();
    locked(&fork.members).push(number);
    // Whoever won before it was a member did not tell it to stop.
    if locked(&fork.winner).is_some() {
        inner.nudge(number, Command::HangUp(Ending::Elsewhere));
    }
    inner.spawn(call.run());
    Ok(Some(number))
}

impl Default for Fork {
    fn default() -> Self {
        Self { winner: Mutex::new(None), members: Mutex::new(Vec::new()) }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
    use std::sync::Arc;
    use std::time::Duration;

    use futures_util::future::BoxFuture;
    use tokio::time::Instant;

    use super::{Fork, begin, branches_of, locked};
    use crate::node::Node;
    use crate::node::types::{Account, Accounts, CallId, Dial, Listen, Settings, Target, Trunk};
    use crate::registrar::Transport;
    use crate::sdp::Want;

    struct Nobody;

    impl Accounts for Nobody {
        fn account<'a>(&'a self, _name: &'a str) -> BoxFuture<'a, Option<Account>> {
            Box::pin(async { None })
        }
    }

    /// The first to be called may answer before the last is called.
    #[tokio::test]
    async fn nobody_is_called_after_another_has_answered() {
        let free = || UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let (at, phone) = (free().local_addr().unwrap(), free());
        let trunk = Trunk {
            name: "t".into(),
            at: phone.local_addr().unwrap(),
            transport: Transport::Udp,
            domain: "127.0.0.1".into(),
            account: "line".into(),
            password: String::new(),
            register: false,
        };
        let settings = Settings {
            listen: vec![Listen { transport: Transport::Udp, at }],
            bind: SocketAddr::from(([127, 0, 0, 1], 0)).ip(),
            media_ports: 46_000..=46_099,
            trunks: vec![trunk],
            ..Settings::default()
        };
        let (node, _events) = Node::start(settings, Nobody).await.unwrap();
        let target = Target::Trunk { trunk: "t".into(), number: "1".into() };
        let patience = Duration::from_secs(9);
        let dial =
            Dial { targets: vec![target.clone()], shown: "door".into(), want: Want::default(), patience };
        for (winner, called) in [(None, true), (Some(CallId(77)), false)] {
            let fork = Arc::new(Fork::default());
            *locked(&fork.winner) = winner;
            let branch = branches_of(&node.inner, &target, "door").unwrap().pop().unwrap();
            let before = node.calls();
            let call =
                begin(&node.inner, branch, (&dial, &node.inner.events), &fork, Instant::now() + patience)
                    .await
                    .unwrap();
            assert_eq!(call.is_some(), called);
            assert_eq!(node.calls() - before, usize::from(called));
        }
        node.stop().await;
    }
}
