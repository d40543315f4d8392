/** A call that is alive: LiveKit's room, told as plain values. Without React; what it opens, `close` closes. */
import { DisconnectReason, type Participant, type RemoteTrack, Room, RoomEvent, Track, VideoPresets } from "livekit-client";

export type Sitter = {
  readonly identity: string;
  readonly me: boolean;
  readonly speaking: boolean;
  readonly microphone: boolean;
  readonly camera: Track | undefined;
};

export type CallState = {
  readonly phase: "connecting" | "in" | "reconnecting" | "over";
  readonly sitters: readonly Sitter[];
  readonly sounds: readonly RemoteTrack[];
  readonly soundBlocked: boolean;
  /** What the browser would not open. */
  readonly refused: readonly Device[];
};

export type Device = "microphone" | "camera";

export class CallRoom {
  private readonly room = new Room({
    adaptiveStream: true,
    dynacast: true,
    // A page that is loaded anew comes back to the same place.
    disconnectOnPageLeave: false,
    audioCaptureDefaults: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    videoCaptureDefaults: { resolution: VideoPresets.h720.resolution },
    publishDefaults: { simulcast: true },
  });
  private readonly watchers = new Set<() => void>();
  private state: CallState = { phase: "connecting", sitters: [], sounds: [], soundBlocked: false, refused: [] };

  constructor() {
    const look = () => this.look();
    this.room
      .on(RoomEvent.ParticipantConnected, look)
      .on(RoomEvent.ParticipantDisconnected, look)
      .on(RoomEvent.TrackSubscribed, look)
      .on(RoomEvent.TrackUnsubscribed, look)
      .on(RoomEvent.TrackMuted, look)
      .on(RoomEvent.TrackUnmuted, look)
      .on(RoomEvent.LocalTrackPublished, look)
      .on(RoomEvent.LocalTrackUnpublished, look)
      .on(RoomEvent.ActiveSpeakersChanged, look)
      .on(RoomEvent.AudioPlaybackStatusChanged, look)
      .on(RoomEvent.SignalReconnecting, () => this.turn("reconnecting"))
      .on(RoomEvent.Reconnecting, () => this.turn("reconnecting"))
      .on(RoomEvent.Reconnected, () => this.turn("in"))
      .on(RoomEvent.Disconnected, (reason) => {
        if (reason !== DisconnectReason.CLIENT_INITIATED) this.turn("over");
      });
  }

  readonly watch = (told: () => void): (() => void) => {
    this.watchers.add(told);
    return () => this.watchers.delete(told);
  };

  readonly snapshot = (): CallState => this.state;

  /** Enters; a device that is refused keeps nobody out. */
  async join(url: string, token: string, video: boolean): Promise<void> {
    await this.room.connect(url || location.origin.replace(/^http/, "ws"), token, { autoSubscribe: true });
    this.turn("in");
    await this.set("microphone", true);
    if (video) await this.set("camera", true);
  }

  async set(device: Device, on: boolean): Promise<void> {
    const me = this.room.localParticipant;
    try {
      await (device === "microphone" ? me.setMicrophoneEnabled(on) : me.setCameraEnabled(on));
      this.tell({ refused: this.state.refused.filter((one) => one !== device) });
    } catch {
      this.tell({ refused: [...this.state.refused.filter((one) => one !== device), device] });
    }
    this.look();
  }

  async allowSound(): Promise<void> {
    await this.room.startAudio();
  }

  close(): void {
    void this.room.disconnect();
  }

  private turn(phase: CallState["phase"]): void {
    this.tell({ phase });
    this.look();
  }

  private look(): void {
    const remote = [...this.room.remoteParticipants.values()];
    const sounds = remote.flatMap((one) => [...one.audioTrackPublications.values()].flatMap(({ track }) => (track ? [track as RemoteTrack] : [])));
    this.tell({ sitters: [this.room.localParticipant, ...remote].map((one) => this.sitterOf(one)), sounds, soundBlocked: !this.room.canPlaybackAudio });
  }

  private sitterOf(participant: Participant): Sitter {
    const camera = participant.getTrackPublication(Track.Source.Camera);
    return {
      identity: participant.identity,
      me: participant === this.room.localParticipant,
      speaking: participant.isSpeaking && participant.isMicrophoneEnabled,
      microphone: participant.isMicrophoneEnabled,
      camera: camera && !camera.isMuted ? camera.track : undefined,
    };
  }

  private tell(more: Partial<CallState>): void {
    this.state = { ...this.state, ...more };
    for (const told of this.watchers) told();
  }
}
