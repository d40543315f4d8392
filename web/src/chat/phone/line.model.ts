/** The room of a telephone call: LiveKit's, told as plain values. Without React; what it opens, `close` closes. */
import { type RemoteTrack, Room, RoomEvent, Track } from "livekit-client";

export type LineState = {
  readonly sounds: readonly RemoteTrack[];
  readonly soundBlocked: boolean;
  readonly microphone: boolean;
  /** The browser would not open the microphone. */
  readonly refused: boolean;
};

export class PhoneLine {
  // Telephones speak G.711, so what is spoken here goes without Opus's own means, and at G.711's rate.
  private readonly room = new Room({ audioCaptureDefaults: { echoCancellation: true, noiseSuppression: true, autoGainControl: true }, publishDefaults: { red: false, dtx: false, audioPreset: { maxBitrate: 64_000 } } });
  private readonly watchers = new Set<() => void>();
  private state: LineState = { sounds: [], soundBlocked: false, microphone: false, refused: false };

  constructor() {
    const look = () => this.look();
    for (const event of [RoomEvent.TrackSubscribed, RoomEvent.TrackUnsubscribed, RoomEvent.AudioPlaybackStatusChanged, RoomEvent.TrackMuted, RoomEvent.TrackUnmuted, RoomEvent.LocalTrackPublished] as const) this.room.on(event, look);
  }

  readonly watch = (told: () => void): (() => void) => {
    this.watchers.add(told);
    return () => this.watchers.delete(told);
  };

  readonly snapshot = (): LineState => this.state;

  /** Enters, to hear and to be heard; a microphone that is refused keeps nobody out. */
  async join(token: string): Promise<void> {
    await this.room.connect(location.origin.replace(/^http/, "ws"), token, { autoSubscribe: true });
    await this.speak(true);
  }

  async speak(on: boolean): Promise<void> {
    try {
      await this.room.localParticipant.setMicrophoneEnabled(on);
      this.tell({ refused: false });
    } catch {
      this.tell({ refused: true });
    }
    this.look();
  }

  async allowSound(): Promise<void> {
    await this.room.startAudio();
  }

  close(): void {
    void this.room.disconnect();
  }

  private look(): void {
    const tracks = [...this.room.remoteParticipants.values()].flatMap((one) => [...one.trackPublications.values()].flatMap(({ track }) => (track ? [track as RemoteTrack] : [])));
    this.tell({ sounds: tracks.filter(({ kind }) => kind === Track.Kind.Audio), soundBlocked: !this.room.canPlaybackAudio, microphone: this.room.localParticipant.isMicrophoneEnabled });
  }

  private tell(more: Partial<LineState>): void {
    this.state = { ...this.state, ...more };
    for (const told of this.watchers) told();
  }
}
