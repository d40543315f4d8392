//! A call that comes in, from its request to the task that owns it.

use std::sync::Arc;

use rsipstack::dialog::dialog::Dialog;
use rsipstack::sip::prelude::HeadersExt;
use rsipstack::sip::{Auth, Header, Param, Scheme, StatusCode, Uri};
use rsipstack::transaction::Transaction;

use super::call::{Call, Parts, Side};
use super::requests::{Source, dialled};
use super::stack::stack_transport;
use super::types::{Caller, Event, Offered};
use super::{Inner, locked};
use crate::registrar::Transport;
use crate::sdp::{self, Description};
use crate::session::{self, Verdict, Wish};

/// Our contact for calls over this transport.
pub fn contact(inner: &Inner, transport: Transport) -> Uri {
    let port = inner
        .settings
        .listen
        .iter()
        .find(|listen| listen.transport == transport)
        .or(inner.settings.listen.first())
        .map_or(5_060, |listen| listen.at.port());
    let params = match transport {
        Transport::Udp => Vec::new(),
        other => vec![Param::Transport(stack_transport(other))],
    };
    Uri {
        scheme: Some(Scheme::Sip),
        auth: Some(Auth { user: "courtyard".into(), password: None }),
        host_with_port: std::net::SocketAddr::new(inner.settings.address, port).into(),
        params,
        headers: Vec::new(),
    }
}

/// Takes a call whose caller is known. Returns once its transaction is over: acknowledged, refused or cancelled.
pub async fn take(
    inner: &Arc<Inner>,
    mut tx: Transaction,
    source: Source,
    caller: Caller,
) -> rsipstack::Result<()> {
    let Ok(offer) = Description::read(&tx.original.body) else {
        return tx.reply(StatusCode::NotAcceptableHere).await;
    };
    let supported = tx.original.header_contains_token("Supported", "timer");
    let wish = tx.original.header_value("Session-Expires").and_then(|value| Wish::read(&value));
    let timer = match session::as_called(wish, supported) {
        Verdict::TooShort => {
            let headers = vec![Header::MinSE(session::SHORTEST.to_string().into())];
            return tx.reply_with(StatusCode::SessionIntervalTooSmall, headers, None).await;
        }
        Verdict::None => None,
        Verdict::Agreed(timer) => Some(timer),
    };
    if locked(&inner.calls).len() >= inner.settings.calls_max {
        return tx.reply(StatusCode::ServiceUnavailable).await;
    }
    let Some((audio, video, ours)) = inner.places().await else {
        return tx.reply(StatusCode::ServiceUnavailable).await;
    };
    // An event that nobody reads would leave the caller without an answer.
    let Ok(place) = inner.events.clone().try_reserve_owned() else {
        return tx.reply(StatusCode::ServiceUnavailable).await;
    };
    let Ok((text, agreed)) = sdp::answer(&offer, &ours) else {
        return tx.reply(StatusCode::NotAcceptableHere).await;
    };
    let (states, told) = inner.dialogs.new_dialog_state_channel();
    let contact = contact(inner, source.transport);
    let made = inner.dialogs.get_or_create_server_invite(&tx, states, None, Some(contact));
    // Without a contact there is nobody to speak with.
    let Ok(mut dialog) = made else { return tx.reply(StatusCode::BadRequest).await };
    reach_back(&dialog, source);
    let name = tx.original.call_id_header()?.value().to_owned();
    let offered = Offered::from(&agreed);
    let side = Side::Called { agreed: Box::new(agreed) };
    let (states, peer, told) = (told, source.at.ip(), inner.events.clone());
    let parts = Parts { dialog: dialog.clone(), states, audio, video, peer, name, ours, text, told };
    let call = Call::new(inner, parts, side).with_timer(timer, supported);
    let number = call.id();
    inner.spawn(call.run());
    place.send(Event::Incoming { call: number, caller, to: dialled(&tx.original), offered });
    dialog.handle(&mut tx).await
}

/// Sends what is said in a call to where the call came from, whatever its contact names: stations behind a router
/// name addresses that nobody reaches, and nobody is to make us send elsewhere.
pub fn reach_back(dialog: &rsipstack::dialog::invite_dialog::InviteDialog, source: Source) {
    let dialog = Dialog::Invite(dialog.clone());
    let Some(contact) = dialog.remote_contact() else { return };
    let mut uri = contact;
    uri.host_with_port = source.at.into();
    uri.params.retain(|param| !matches!(param, Param::Transport(_)));
    if source.transport != Transport::Udp {
        uri.params.push(Param::Transport(stack_transport(source.transport)));
    }
    dialog.set_remote_target(uri, None);
}
