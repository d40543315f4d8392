//! LiveKit's `RoomService` over Twirp: JSON and protobuf, for the unmodified server SDKs.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use livekit_protocol::{self as proto, data_packet};
use prost::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Inner;
use crate::handle::{Refusal, RoomOptions};
use crate::token::Bearer;

/// A refusal in Twirp's words.
struct Error {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl Error {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Error {
        Error { status, code, message: message.into() }
    }

    fn denied() -> Error {
        Error::new(StatusCode::FORBIDDEN, "permission_denied", "not granted by this token")
    }

    fn answer(self) -> Response {
        let body = serde_json::json!({ "code": self.code, "msg": self.message });
        (self.status, axum::Json(body)).into_response()
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        let (status, code) = match refusal {
            Refusal::UnknownRoom | Refusal::UnknownParticipant | Refusal::UnknownTrack => {
                (StatusCode::NOT_FOUND, "not_found")
            }
            Refusal::Full => (StatusCode::TOO_MANY_REQUESTS, "resource_exhausted"),
            Refusal::TooLong => (StatusCode::BAD_REQUEST, "invalid_argument"),
            Refusal::Stopped => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        };
        Error::new(status, code, refusal.to_string())
    }
}

/// One call: who asks, in which form, with what body.
struct Call<'a> {
    inner: &'a Inner,
    bearer: Bearer,
    json: bool,
    body: &'a [u8],
}

pub(crate) async fn serve(
    State(inner): State<Arc<Inner>>,
    Path(method): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answered = match open(&inner, &headers, &body) {
        Ok(call) => call.dispatch(&method).await,
        Err(error) => Err(error),
    };
    answered.unwrap_or_else(Error::answer)
}

fn open<'a>(inner: &'a Inner, headers: &HeaderMap, body: &'a [u8]) -> Result<Call<'a>, Error> {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let content = text(header::CONTENT_TYPE);
    let json = content.starts_with("application/json");
    if !json && !content.starts_with("application/protobuf") {
        return Err(Error::new(StatusCode::NOT_FOUND, "bad_route", "unexpected content type"));
    }
    let token = text(header::AUTHORIZATION).strip_prefix("Bearer ").unwrap_or_default();
    let bearer = inner
        .keys
        .verify(token, inner.unix_s())
        .map_err(|refusal| Error::new(StatusCode::UNAUTHORIZED, "unauthenticated", refusal.to_string()))?;
    Ok(Call { inner, bearer, json, body })
}

impl Call<'_> {
    async fn dispatch(&self, method: &str) -> Result<Response, Error> {
        match method {
            "CreateRoom" => self.create_room().await,
            "ListRooms" => self.list_rooms().await,
            "DeleteRoom" => self.delete_room().await,
            "ListParticipants" => self.list_participants().await,
            "GetParticipant" => self.get_participant().await,
            "RemoveParticipant" => self.remove_participant().await,
            "MutePublishedTrack" => self.mute_track().await,
            "UpdateParticipant" => self.update_participant().await,
            "UpdateSubscriptions" => self.update_subscriptions().await,
            "UpdateRoomMetadata" => self.update_room().await,
            "SendData" => self.send_data().await,
            _ => Err(Error::new(StatusCode::NOT_FOUND, "bad_route", "no such method")),
        }
    }

    fn read<T: Message + Default + DeserializeOwned>(&self) -> Result<T, Error> {
        let malformed = || Error::new(StatusCode::BAD_REQUEST, "malformed", "the body could not be read");
        if self.json {
            serde_json::from_slice(self.body).map_err(|_| malformed())
        } else {
            T::decode(self.body).map_err(|_| malformed())
        }
    }

    fn write<T: Message + Serialize>(&self, answer: &T) -> Result<Response, Error> {
        if !self.json {
            let bytes = answer.encode_to_vec();
            return Ok(([(header::CONTENT_TYPE, "application/protobuf")], bytes).into_response());
        }
        Ok(axum::Json(answer).into_response())
    }

    fn administers(&self, room: &str) -> Result<(), Error> {
        if self.bearer.may_administer(room) { Ok(()) } else { Err(Error::denied()) }
    }

    async fn create_room(&self) -> Result<Response, Error> {
        let ask: proto::CreateRoomRequest = self.read()?;
        if !self.bearer.claims.video.room_create || !self.bearer.may_name(&ask.name) {
            return Err(Error::denied());
        }
        let options =
            RoomOptions { empty_timeout_s: ask.empty_timeout, max_participants: ask.max_participants };
        let name = ask.name.clone();
        let made = self.inner.ask(&ask.name, move |engine, now| {
            engine.create_room(now, &name, options)?;
            if ask.metadata.is_empty() {
                engine.rooms_proto(&[name]).pop().ok_or(Refusal::UnknownRoom)
            } else {
                engine.update_room(&name, &ask.metadata)
            }
        });
        self.write(&made.await??)
    }

    async fn list_rooms(&self) -> Result<Response, Error> {
        let ask: proto::ListRoomsRequest = self.read()?;
        if !self.bearer.claims.video.room_list {
            return Err(Error::denied());
        }
        let mut rooms = Vec::new();
        for worker in 0..self.inner.workers() {
            let names = ask.names.clone();
            rooms.extend(self.inner.ask_worker(worker, move |engine, _| engine.rooms_proto(&names)).await?);
        }
        rooms.retain(|room| self.bearer.may_name(&room.name));
        self.write(&proto::ListRoomsResponse { rooms })
    }

    async fn delete_room(&self) -> Result<Response, Error> {
        let ask: proto::DeleteRoomRequest = self.read()?;
        if !self.bearer.claims.video.room_create || !self.bearer.may_name(&ask.room) {
            return Err(Error::denied());
        }
        let room = ask.room.clone();
        self.inner.ask(&ask.room, move |engine, now| engine.delete_room(now, &room)).await??;
        self.write(&proto::DeleteRoomResponse {})
    }

    async fn list_participants(&self) -> Result<Response, Error> {
        let ask: proto::ListParticipantsRequest = self.read()?;
        self.administers(&ask.room)?;
        let room = ask.room.clone();
        let listed = self.inner.ask(&ask.room, move |engine, _| engine.participants_proto(&room)).await?;
        self.write(&proto::ListParticipantsResponse { participants: listed? })
    }

    async fn get_participant(&self) -> Result<Response, Error> {
        let ask: proto::RoomParticipantIdentity = self.read()?;
        self.administers(&ask.room)?;
        let room = ask.room.clone();
        let found =
            self.inner.ask(&room, move |engine, _| engine.participant_proto(&ask.room, &ask.identity));
        self.write(&found.await??)
    }

    async fn remove_participant(&self) -> Result<Response, Error> {
        let ask: proto::RoomParticipantIdentity = self.read()?;
        self.administers(&ask.room)?;
        let room = ask.room.clone();
        self.inner.ask(&room, move |engine, now| engine.remove(now, &ask.room, &ask.identity)).await??;
        self.write(&proto::RemoveParticipantResponse {})
    }

    async fn mute_track(&self) -> Result<Response, Error> {
        let ask: proto::MuteRoomTrackRequest = self.read()?;
        self.administers(&ask.room)?;
        let room = ask.room.clone();
        let track = self.inner.ask(&room, move |engine, now| {
            engine.mute(now, &ask.room, &ask.track_sid, ask.muted)?;
            engine.track_proto(&ask.room, &ask.track_sid)
        });
        self.write(&proto::MuteRoomTrackResponse { track: Some(track.await??) })
    }

    async fn update_participant(&self) -> Result<Response, Error> {
        let ask: proto::UpdateParticipantRequest = self.read()?;
        self.administers(&ask.room)?;
        let room = ask.room.clone();
        let updated = self.inner.ask(&room, move |engine, now| engine.update_participant(now, ask));
        self.write(&updated.await??)
    }

    async fn update_subscriptions(&self) -> Result<Response, Error> {
        let ask: proto::UpdateSubscriptionsRequest = self.read()?;
        self.administers(&ask.room)?;
        let room = ask.room.clone();
        let done = self.inner.ask(&room, move |engine, now| {
            let update = proto::UpdateSubscription {
                track_sids: ask.track_sids,
                subscribe: ask.subscribe,
                participant_tracks: ask.participant_tracks,
            };
            engine.update_subscriptions(now, &ask.room, &ask.identity, &update)
        });
        done.await??;
        self.write(&proto::UpdateSubscriptionsResponse {})
    }

    async fn update_room(&self) -> Result<Response, Error> {
        let ask: proto::UpdateRoomMetadataRequest = self.read()?;
        self.administers(&ask.room)?;
        let room = ask.room.clone();
        let updated = self.inner.ask(&room, move |engine, _| engine.update_room(&ask.room, &ask.metadata));
        self.write(&updated.await??)
    }

    async fn send_data(&self) -> Result<Response, Error> {
        let ask: proto::SendDataRequest = self.read()?;
        self.administers(&ask.room)?;
        let room = ask.room.clone();
        let (packet, sids) = message(ask);
        let name = room.clone();
        self.inner.ask(&room, move |engine, now| engine.send_message(now, &name, &packet, sids)).await??;
        self.write(&proto::SendDataResponse {})
    }
}

#[expect(deprecated, reason = "older SDKs still write these fields, older clients read them")]
fn message(ask: proto::SendDataRequest) -> (proto::DataPacket, Vec<String>) {
    let user = proto::UserPacket {
        payload: ask.data,
        topic: ask.topic,
        destination_identities: ask.destination_identities.clone(),
        destination_sids: ask.destination_sids.clone(),
        ..proto::UserPacket::default()
    };
    let packet = proto::DataPacket {
        kind: ask.kind,
        destination_identities: ask.destination_identities,
        value: Some(data_packet::Value::User(user)),
        ..proto::DataPacket::default()
    };
    (packet, ask.destination_sids)
}
