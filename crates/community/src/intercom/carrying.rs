//! Sound and picture between a door station and the room of its call, packet by packet: nothing is decoded.

use sfu::{Seat, SeatHeard, SeatPacket, SeatSends, SeatSound};
use sip::sdp::{Audio, Kind};
use sip::{CallId, MediaPacket, Offered};
use std::sync::Arc;

use super::{Intercom, IntercomId};

/// Who the station is in the room.
const STATION: &str = "station";

/// What a station sends, in the words of the media engine. A picture of mode 0 fits into mode 1.
fn sends(offered: &Offered) -> SeatSends {
    let sound = offered.audio.map(|audio| match audio {
        Audio::Pcmu => SeatSound::Pcmu,
        Audio::Pcma => SeatSound::Pcma,
    });
    SeatSends { sound, picture: offered.video.is_some() }
}

/// Takes the seat of a call's room for its station, and carries packets until one of them is over.
pub(super) async fn begin(intercom: &Intercom, id: IntercomId, (leg, offered): (CallId, &Offered)) {
    let seat = match intercom.media().seat(id, STATION, sends(offered)).await {
        Ok(seat) => seat,
        Err(refusal) => return tracing::warn!(%refusal, "a station is not seen in its room"),
    };
    let own = intercom.clone();
    intercom.carry(async move { carry(&own, leg, seat).await });
}

/// Carries between a leg and a seat until one of them is over.
pub(super) async fn carry(intercom: &Intercom, leg: CallId, mut seat: Seat) {
    let Some(node) = intercom.node() else { return };
    // A visitor who hung up meanwhile is neither heard nor spoken to.
    let (Ok(said), Ok(out)) = (node.listen(leg).await, node.speak(leg)) else { return };
    loop {
        tokio::select! {
            packet = said.next() => match packet {
                Some(packet) => if seat.send(from_station(packet)).await.is_err() { break },
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

fn from_station(packet: MediaPacket) -> SeatPacket {
    let MediaPacket { kind, timestamp, sequence, stream, marker, payload } = packet;
    let payload = Arc::from(&payload[..]);
    SeatPacket { picture: kind == Kind::Video, stream, sequence, timestamp, marker, payload }
}

fn to_station(packet: SeatPacket) -> MediaPacket {
    let SeatPacket { picture, stream, sequence, timestamp, marker, payload } = packet;
    let kind = if picture { Kind::Video } else { Kind::Audio };
    MediaPacket { kind, timestamp, sequence, stream, marker, payload: payload.to_vec().into() }
}
