/** A meeting that is alive: LiveKit's room, told as plain values. Without React; what it opens, `leave` closes. */
import {
  ConnectionError,
  ConnectionErrorReason,
  ConnectionQuality,
  DisconnectReason,
  type LocalTrackPublication,
  type Participant,
  type RemoteTrack,
  Room,
  RoomEvent,
  ScreenSharePresets,
  Track,
  type TrackPublication,
  VideoPresets,
} from "livekit-client";
import { refusedWith } from "@/api/refusal";
import { Chat, type ChatTopic } from "../chat/chat.model";
import type { Bytes } from "../chat/keys.model";
import { keepOpen } from "./keepopen";
import { type Ending, endingOf, endingOfRefusal, nextTryMs } from "./rejoin.model";
import { mediaUrl, type Seat, type Wishes } from "./seat";

export type Sitter = {
  readonly identity: string;
  readonly me: boolean;
  readonly speaking: boolean;
  readonly microphone: boolean;
  readonly poor: boolean;
  readonly camera: Track | undefined;
  readonly screen: Track | undefined;
};

export type RoomState = {
  readonly phase: "connecting" | "in" | "reconnecting" | "over";
  readonly ending?: Ending;
  readonly sitters: readonly Sitter[];
  readonly sounds: readonly RemoteTrack[];
  /** Who spoke last, the newest first. */
  readonly spoke: readonly string[];
  readonly soundBlocked: boolean;
  readonly notice?: "muted_by_host" | "camera_stopped_by_host" | "reconnected";
};

export type DeviceKind = "microphone" | "camera" | "screen";

const SPOKE_MAX = 32;

export class MeetingRoom {
  readonly chat: Chat;
  private readonly room: Room;
  private readonly watchers = new Set<() => void>();
  private readonly wished: Record<DeviceKind, boolean>;
  private state: RoomState = { phase: "connecting", sitters: [], sounds: [], spoke: [], soundBlocked: false };
  private over = false;
  /** Whether `comeBack` is at work: LiveKit tells of each of its failed tries as a disconnection, too. */
  private trying = false;

  /** `renew` asks the house for a fresh seat when the old token is no longer taken. */
  constructor(
    private seat: Seat,
    wishes: Wishes,
    private readonly renew: () => Promise<Seat>,
  ) {
    this.wished = { microphone: wishes.microphone, camera: wishes.camera, screen: false };
    this.room = new Room({
      adaptiveStream: true,
      dynacast: true,
      disconnectOnPageLeave: true,
      reconnectPolicy: { nextRetryDelayInMs: ({ retryCount, elapsedMs }) => nextTryMs(retryCount, elapsedMs) },
      audioCaptureDefaults: { ...chosen(wishes.microphoneId), echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      videoCaptureDefaults: { ...chosen(wishes.cameraId), resolution: VideoPresets.h720.resolution },
      ...(wishes.speakerId ? { audioOutput: { deviceId: wishes.speakerId } } : {}),
      publishDefaults: { simulcast: true, screenShareEncoding: ScreenSharePresets.h1080fps15.encoding },
    });
    this.chat = new Chat({
      meeting: seat.meeting.id,
      me: seat.identity,
      send: (topic: ChatTopic, bytes: Bytes, to?: string) =>
        this.room.localParticipant.publishData(bytes, { reliable: true, topic, ...(to ? { destinationIdentities: [to] } : {}) }),
    });
    this.listen();
  }

  readonly watch = (tell: () => void): (() => void) => {
    this.watchers.add(tell);
    return () => this.watchers.delete(tell);
  };

  readonly snapshot = (): RoomState => this.state;

  async join(): Promise<void> {
    await this.comeBack();
  }

  async leave(): Promise<void> {
    this.finish("left");
    await this.room.disconnect();
  }

  /** Switches one of one's own devices. Throws what the browser says when it is refused. */
  async set(kind: DeviceKind, on: boolean): Promise<void> {
    this.wished[kind] = on;
    try {
      await this.apply(kind);
    } catch (cause) {
      this.wished[kind] = false;
      throw cause;
    } finally {
      this.look();
    }
  }

  async choose(kind: "audioinput" | "videoinput" | "audiooutput", id: string): Promise<void> {
    await this.room.switchActiveDevice(kind, id);
  }

  async allowSound(): Promise<void> {
    await this.room.startAudio();
  }

  dismissNotice(): void {
    const { notice: _, ...rest } = this.state;
    this.tell(rest);
  }

  private async apply(kind: DeviceKind): Promise<void> {
    const me = this.room.localParticipant;
    const on = this.wished[kind];
    if (kind === "microphone") await me.setMicrophoneEnabled(on);
    else if (kind === "camera") await me.setCameraEnabled(on);
    else await me.setScreenShareEnabled(on, { audio: true, selfBrowserSurface: "exclude", contentHint: "detail" });
  }

  /** Connects, and goes on trying for a minute when the house is away. */
  private async comeBack(): Promise<void> {
    this.trying = true;
    const began = Date.now();
    for (let tries = 0; !this.over; tries++) {
      try {
        await this.room.connect(mediaUrl(this.seat.media.url), this.seat.media.token, { maxRetries: 0, autoSubscribe: true });
        this.trying = false;
        await this.settleIn();
        return;
      } catch (cause) {
        if (this.over) return;
        if (isRefused(cause)) await this.askAgain();
        const wait = nextTryMs(tries, Date.now() - began);
        if (wait === null) return this.finish("lost");
        await new Promise((passed) => setTimeout(passed, wait));
      }
    }
  }

  private async askAgain(): Promise<void> {
    try {
      this.seat = await this.renew();
    } catch (cause) {
      const ending = endingOfRefusal(refusedWith(cause));
      if (ending) this.finish(ending);
    }
  }

  private async settleIn(): Promise<void> {
    const back = this.state.phase === "reconnecting";
    this.tell({ ...this.state, phase: "in", ...(back ? { notice: "reconnected" } : {}) });
    this.look();
    void this.chat.open(this.others());
    this.chat.present(this.others());
    // A device that is refused now must not keep anybody out of the meeting.
    const kinds = (["microphone", "camera"] as const).filter((kind) => this.wished[kind]);
    await Promise.allSettled(kinds.map((kind) => this.set(kind, true)));
  }

  private listen(): void {
    const look = () => this.look();
    const people = () => {
      this.look();
      this.chat.present(this.others());
    };
    this.room
      .on(RoomEvent.ParticipantConnected, people)
      .on(RoomEvent.ParticipantDisconnected, people)
      .on(RoomEvent.TrackSubscribed, look)
      .on(RoomEvent.TrackUnsubscribed, look)
      .on(RoomEvent.TrackUnmuted, look)
      .on(RoomEvent.TrackMuted, (publication, participant) => this.muted(publication, participant))
      .on(RoomEvent.LocalTrackPublished, (publication) => {
        keepOpen(this.room, publication.track);
        this.look();
      })
      .on(RoomEvent.LocalTrackUnpublished, (publication) => this.unpublished(publication))
      .on(RoomEvent.ConnectionQualityChanged, look)
      .on(RoomEvent.ActiveSpeakersChanged, look)
      .on(RoomEvent.AudioPlaybackStatusChanged, look)
      .on(RoomEvent.SignalReconnecting, () => this.waver())
      .on(RoomEvent.Reconnecting, () => this.waver())
      .on(RoomEvent.Reconnected, () => this.steady())
      .on(RoomEvent.DataReceived, (bytes, participant, _kind, topic) => {
        if (participant && topic) this.chat.heard(topic, participant.identity, new Uint8Array(bytes));
      })
      .on(RoomEvent.Disconnected, (reason) => this.fellOut(reason));
  }

  private fellOut(reason: DisconnectReason | undefined): void {
    if (this.over || this.trying) return;
    const ending = endingOf(reason === undefined ? undefined : DisconnectReason[reason]);
    if (ending) return this.finish(ending);
    this.wished.screen = false;
    this.tell({ ...this.state, phase: "reconnecting" });
    void this.comeBack();
  }

  private waver(): void {
    if (this.state.phase === "in") this.tell({ ...this.state, phase: "reconnecting" });
  }

  private steady(): void {
    this.tell({ ...this.state, phase: "in", notice: "reconnected" });
    this.look();
    this.chat.present(this.others());
  }

  /** One's own device was silenced though one wished it on: the host did it. */
  private muted(publication: TrackPublication, participant: Participant): void {
    if (participant === this.room.localParticipant) {
      if (publication.source === Track.Source.Microphone && this.wished.microphone) {
        this.wished.microphone = false;
        this.tell({ ...this.state, notice: "muted_by_host" });
      } else if (publication.source === Track.Source.Camera && this.wished.camera) {
        this.wished.camera = false;
        this.tell({ ...this.state, notice: "camera_stopped_by_host" });
      }
    }
    this.look();
  }

  /** The browser's own "stop sharing" ends the track, not by our button. */
  private unpublished(publication: LocalTrackPublication): void {
    if (publication.source === Track.Source.ScreenShare) this.wished.screen = false;
    this.look();
  }

  private finish(ending: Ending): void {
    if (this.over) return;
    this.over = true;
    this.tell({ phase: "over", ending, sitters: [], sounds: [], spoke: [], soundBlocked: false });
    this.chat.close();
    void this.room.disconnect();
  }

  private others(): string[] {
    return [...this.room.remoteParticipants.keys()];
  }

  private look(): void {
    if (this.over) return;
    const remote = [...this.room.remoteParticipants.values()].sort((one, other) => joinedAt(one) - joinedAt(other));
    const sounds = remote.flatMap((participant) =>
      [...participant.audioTrackPublications.values()].flatMap(({ track }) => (track ? [track as RemoteTrack] : [])),
    );
    const speaking = this.room.activeSpeakers.map(({ identity }) => identity);
    const spoke = [...speaking, ...this.state.spoke.filter((identity) => !speaking.includes(identity))].slice(0, SPOKE_MAX);
    const sitters = [this.room.localParticipant, ...remote].map((participant) => this.sitterOf(participant));
    this.tell({ ...this.state, sitters, sounds, spoke, soundBlocked: !this.room.canPlaybackAudio });
  }

  private sitterOf(participant: Participant): Sitter {
    return {
      identity: participant.identity,
      me: participant === this.room.localParticipant,
      speaking: participant.isSpeaking && participant.isMicrophoneEnabled,
      microphone: participant.isMicrophoneEnabled,
      poor: participant.connectionQuality === ConnectionQuality.Poor || participant.connectionQuality === ConnectionQuality.Lost,
      camera: shownTrack(participant, Track.Source.Camera),
      screen: shownTrack(participant, Track.Source.ScreenShare),
    };
  }

  private tell(state: RoomState): void {
    this.state = state;
    for (const told of this.watchers) told();
  }
}

function shownTrack(participant: Participant, source: Track.Source): Track | undefined {
  const publication = participant.getTrackPublication(source);
  return publication && !publication.isMuted ? publication.track : undefined;
}

function joinedAt(participant: Participant): number {
  return participant.joinedAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
}

function isRefused(cause: unknown): boolean {
  return cause instanceof ConnectionError && cause.reason === ConnectionErrorReason.NotAllowed;
}

function chosen(id: string | undefined): { deviceId?: string } {
  return id ? { deviceId: id } : {};
}
