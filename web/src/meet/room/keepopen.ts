/**
 * After a full reconnection LiveKit closes camera and microphone and opens them again, since a computer may
 * have slept. Where two pages do so at the same moment, a browser may hand out a camera that gives no picture;
 * and the lamp blinks. A device that is alive stays open instead.
 */
import { ConnectionState, LocalAudioTrack, type LocalTrack, LocalVideoTrack, type Room } from "livekit-client";

const known = new WeakSet<object>();

export function keepOpen(room: Room, track: LocalTrack | undefined): void {
  if (!(track instanceof LocalVideoTrack || track instanceof LocalAudioTrack) || known.has(track)) return;
  known.add(track);
  const reopen = track.restartTrack.bind(track) as (options?: object) => Promise<void>;
  track.restartTrack = async (options?: object) => {
    const { readyState, muted } = track.mediaStreamTrack;
    const alive = readyState === "live" && !muted;
    if (!(alive && room.state === ConnectionState.Reconnecting)) await reopen(options);
  };
}
