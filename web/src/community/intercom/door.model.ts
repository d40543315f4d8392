/** A visitor at the door: LiveKit's room, told as plain values. Without React; what it opens, `close` closes. */
import { type RemoteTrack, Room, RoomEvent, Track } from "livekit-client";

export type DoorState = {
  readonly picture: RemoteTrack | undefined;
  readonly sounds: readonly RemoteTrack[];
  readonly soundBlocked: boolean;
  /** The browser would not open the microphone. */
  readonly mute: boolean;
};

export class DoorRoom {
  // The station speaks G.711 and nothing is decoded on the way: what is spoken goes without Opus's own means, and at G.711's rate.
  // Under a lower bound Chromium takes no answer that has G.711 first.
  private readonly room = new Room({ audioCaptureDefaults: { echoCancellation: true, noiseSuppression: true, autoGainControl: true }, publishDefaults: { red: false, dtx: false, audioPreset: { maxBitrate: 64_000 } } });
  private readonly watchers = new Set<() => void>();
  private state: DoorState = { picture: undefined, sounds: [], soundBlocked: false, mute: false };

  constructor() {
    const look = () => this.look();
    for (const event of [RoomEvent.TrackSubscribed, RoomEvent.TrackUnsubscribed, RoomEvent.AudioPlaybackStatusChanged] as const) this.room.on(event, look);
  }

  readonly watch = (told: () => void): (() => void) => {
    this.watchers.add(told);
    return () => this.watchers.delete(told);
  };

  readonly snapshot = (): DoorState => this.state;

  /** Enters, to see; with `speaks` also to be heard. */
  async join(token: string, speaks: boolean): Promise<void> {
    await this.room.connect(location.origin.replace(/^http/, "ws"), token, { autoSubscribe: true });
    this.look();
    if (!speaks) return;
    try {
      await this.room.localParticipant.setMicrophoneEnabled(true);
    } catch {
      this.tell({ mute: true });
    }
  }

  async allowSound(): Promise<void> {
    await this.room.startAudio();
  }

  close(): void {
    void this.room.disconnect();
  }

  private look(): void {
    const tracks = [...this.room.remoteParticipants.values()].flatMap((one) => [...one.trackPublications.values()].flatMap(({ track }) => (track ? [track as RemoteTrack] : [])));
    this.tell({ picture: tracks.find(({ kind }) => kind === Track.Kind.Video), sounds: tracks.filter(({ kind }) => kind === Track.Kind.Audio), soundBlocked: !this.room.canPlaybackAudio });
  }

  private tell(more: Partial<DoorState>): void {
    this.state = { ...this.state, ...more };
    for (const told of this.watchers) told();
  }
}
