"""The RoomService by the unmodified livekit-api package.

usage: service.py HTTP_URL KEY SECRET ROOM IDENTITY     prints one JSON object
"""

import asyncio
import json
import sys

from livekit import api


async def main() -> None:
    url, key, secret, room, identity = sys.argv[1:6]
    seen = {}
    async with api.LiveKitAPI(url, key, secret) as lk:
        made = await lk.room.create_room(api.CreateRoomRequest(name=room + "-py", empty_timeout=60))
        seen["created"] = made.name
        listed = await lk.room.list_rooms(api.ListRoomsRequest())
        seen["rooms"] = sorted(r.name for r in listed.rooms if r.name.startswith(room))
        people = await lk.room.list_participants(api.ListParticipantsRequest(room=room))
        seen["people"] = sorted(p.identity for p in people.participants)
        one = await lk.room.get_participant(api.RoomParticipantIdentity(room=room, identity=identity))
        seen["tracks"] = len(one.tracks)
        track = one.tracks[0].sid
        muted = await lk.room.mute_published_track(
            api.MuteRoomTrackRequest(room=room, identity=identity, track_sid=track, muted=True)
        )
        seen["muted"] = muted.track.muted
        await lk.room.send_data(api.SendDataRequest(room=room, data=b"from python", kind=0))
        await lk.room.update_room_metadata(api.UpdateRoomMetadataRequest(room=room, metadata="py"))
        changed = await lk.room.update_participant(
            api.UpdateParticipantRequest(room=room, identity=identity, metadata="py")
        )
        seen["metadata"] = changed.metadata
        await lk.room.remove_participant(api.RoomParticipantIdentity(room=room, identity=identity))
        await lk.room.delete_room(api.DeleteRoomRequest(room=room + "-py"))
        try:
            await lk.room.delete_room(api.DeleteRoomRequest(room=room + "-py"))
        except api.TwirpError as error:
            seen["error"] = error.code
    print(json.dumps(seen))


asyncio.run(main())
