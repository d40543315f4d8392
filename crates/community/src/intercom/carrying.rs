//! Sound and picture between a door station and the room of its call, packet by packet: nothing is decoded.

use sfu::{Seat, SeatHeard, SeatPacket, SeatSends, SeatSound};
use sip::sdp::{Audio, Kind};
use sip::still::Gatherer;
use sip::{CallId, MediaPacket, Offered};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Intercom, IntercomId};

/// Where the last whole picture of a visitor is gathered; nothing where none may be kept.
pub(super) type Stills = Option<Arc<Mutex<Gatherer>>>;

/// Who the station is in the room.
const STATION: &str = "station";

/// The sound of a line, in the words of the media engine.
pub(crate) const fn seat_sound(law: Audio) -> SeatSound {
    match law {
        Audio::Pcmu => SeatSound::Pcmu,
        Audio::Pcma => SeatSound::Pcma,
    }
}

/// What a station sends, in the words of the media engine. A picture of mode 0 fits into mode 1.
fn sends(offered: &Offered) -> SeatSends {
    SeatSends { sound: offered.audio.map(seat_sound), picture: offered.video.is_some() }
}

/// Where the pictures of a call are gathered, with what its offer says of them.
pub(super) fn gathered(may_keep: bool, offered: &Offered) -> Stills {
    let video = offered.video.as_ref().filter(|_| may_keep)?;
    Some(Arc::new(Mutex::new(Gatherer::new(&video.parameter_sets))))
}

/// Takes the seat of a call's room for its station, and carries packets until one of them is over.
pub(super) async fn begin(
    intercom: &Intercom,
    id: IntercomId,
    (leg, offered): (CallId, &Offered),
    stills: Stills,
) {
    let seat = match intercom.media().seat(id, STATION, sends(offered)).await {
        Ok(seat) => seat,
        Err(refusal) => return tracing::warn!(%refusal, "a station is not seen in its room"),
    };
    let own = intercom.clone();
    intercom.carry(async move { carry(&own, leg, seat, stills).await });
}

/// Carries between a leg and a seat until one of them is over.
pub(super) async fn carry(intercom: &Intercom, leg: CallId, mut seat: Seat, stills: Stills) {
    let Some(node) = intercom.node() else { return };
    // A visitor who hung up meanwhile is neither heard nor spoken to.
    let (Ok(said), Ok(out)) = (node.listen(leg).await, node.speak(leg)) else { return };
    loop {
        tokio::select! {
            packet = said.next() => match packet {
                Some(packet) => {
                    if let (Some(stills), Kind::Video) = (&stills, packet.kind) {
                        let at = (packet.sequence, packet.timestamp);
                        let mut stills = stills.lock().unwrap_or_else(PoisonError::into_inner);
                        stills.push(at, packet.marker, &packet.payload);
                    }
                    if seat.send(from_line(packet)).await.is_err() {
                        break;
                    }
                }
                None => break,
            },
            heard = seat.next() => match heard {
                Some(SeatHeard::Packet(packet)) => out.push(to_station(packet)),
                Some(SeatHeard::WantsPicture) => {
                    // It is asked again where nothing comes.
                    node.picture(leg).await.ok();
                }
                Some(SeatHeard::Over) | None => break,
            },
        }
    }
    node.stop_listening(leg, &said).await;
}

pub(crate) fn from_line(packet: MediaPacket) -> SeatPacket {
    let MediaPacket { kind, timestamp, sequence, stream, marker, payload } = packet;
    let payload = Arc::from(&payload[..]);
    SeatPacket { picture: kind == Kind::Video, stream, sequence, timestamp, marker, payload }
}

fn to_station(packet: SeatPacket) -> MediaPacket {
    let SeatPacket { picture, stream, sequence, timestamp, marker, payload } = packet;
    let kind = if picture { Kind::Video } else { Kind::Audio };
    MediaPacket { kind, timestamp, sequence, stream, marker, payload: payload.to_vec().into() }
}
