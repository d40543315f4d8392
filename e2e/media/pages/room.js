// What a test does in the page, with the unmodified client. State is on `window.test`.
const LK = window.LivekitClient;

window.test = { rooms: {}, log: [] };

function note(room, word, more) {
  window.test.log.push({ room, word, more });
}

window.test.join = async function join(name, url, token, roomOptions = {}, connectOptions = {}) {
  const room = new LK.Room({ adaptiveStream: false, dynacast: false, ...roomOptions });
  const state = { room, messages: [], texts: [], speakers: new Set(), events: [], qualities: {} };
  window.test.rooms[name] = state;
  const event = (word) => (...args) => state.events.push(word);
  room
    .on('reconnecting', event('reconnecting'))
    .on('signalReconnecting', event('signalReconnecting'))
    .on('reconnected', event('reconnected'))
    .on('disconnected', (reason) => { state.events.push('disconnected'); state.reason = reason; })
    .on('participantConnected', (p) => state.events.push(`joined:${p.identity}`))
    .on('participantDisconnected', (p) => state.events.push(`left:${p.identity}`))
    .on('trackMuted', (t, p) => state.events.push(`muted:${p.identity}:${t.source}`))
    .on('trackUnmuted', (t, p) => state.events.push(`unmuted:${p.identity}:${t.source}`))
    .on('trackUnpublished', (t, p) => state.events.push(`unpublished:${p.identity}:${t.source}`))
    .on('localTrackUnpublished', (t) => state.events.push(`localUnpublished:${t.source}`))
    .on('participantPermissionsChanged', () => state.events.push('permissions'))
    .on('roomMetadataChanged', (m) => { state.metadata = m; })
    .on('connectionQualityChanged', (q, p) => { state.qualities[p.identity] = q; })
    .on('activeSpeakersChanged', (list) => list.forEach((p) => state.speakers.add(p.identity)))
    .on('dataReceived', (bytes, p, kind, topic) => state.messages.push({
      text: new TextDecoder().decode(bytes), from: p?.identity ?? null, topic: topic ?? null, bytes: bytes.length,
    }))
    .on('trackSubscribed', (track, pub, p) => {
      const element = track.attach();
      element.dataset.of = `${name}:${p.identity}:${pub.source}`;
      document.getElementById('tracks').append(element);
    })
    .on('trackUnsubscribed', (track) => track.detach().forEach((e) => e.remove()));
  room.registerTextStreamHandler('chat', async (reader, who) => {
    state.texts.push({ text: await reader.readAll(), from: who.identity });
  });
  await room.connect(url, token, connectOptions);
  return { identity: room.localParticipant.identity, sid: room.localParticipant.sid };
};

window.test.room = (name) => window.test.rooms[name].room;

// One entry per received track: what getStats says of it.
window.test.received = async function received(name) {
  const { room } = window.test.rooms[name];
  const all = [];
  for (const p of room.remoteParticipants.values()) {
    for (const pub of p.trackPublications.values()) {
      const entry = { from: p.identity, source: pub.source, kind: pub.kind, muted: pub.isMuted, subscribed: !!pub.track, sid: pub.trackSid };
      if (pub.track) {
        const report = await pub.track.getRTCStatsReport();
        report?.forEach((s) => {
          if (s.type === 'inbound-rtp') {
            Object.assign(entry, {
              frames: s.framesDecoded ?? 0, width: s.frameWidth, height: s.frameHeight, bytes: s.bytesReceived,
              packets: s.packetsReceived, lost: s.packetsLost, energy: s.totalAudioEnergy ?? 0,
              freezes: s.freezeCount, codecId: s.codecId, nacks: s.nackCount, plis: s.pliCount,
            });
            entry.codec = report.get(s.codecId)?.mimeType;
          }
        });
      }
      all.push(entry);
    }
  }
  return all;
};

// A moving picture, as a track.
function drawn(word, fps) {
  const canvas = document.createElement('canvas');
  canvas.width = 1280; canvas.height = 720;
  const ink = canvas.getContext('2d');
  let n = 0;
  setInterval(() => {
    ink.fillStyle = `hsl(${n++ % 360} 80% 50%)`;
    ink.fillRect(0, 0, 1280, 720);
    ink.fillStyle = '#fff';
    ink.font = '80px sans-serif';
    ink.fillText(`${word} ${n}`, 100, 300);
  }, 1000 / fps);
  return canvas.captureStream(fps).getVideoTracks()[0];
}

// A drawn camera and the fake microphone. Chromium's fake camera sometimes gives no frame after it was let go and
// taken again, which a client does when it starts anew; a drawn one is kept.
window.test.publishDrawn = async function publishDrawn(name) {
  const { localParticipant } = window.test.rooms[name].room;
  await localParticipant.publishTrack(drawn('camera', 20), { source: 'camera' });
  await localParticipant.setMicrophoneEnabled(true);
};

// A moving picture with a sound, for a screen share without a picker.
window.test.shareScreen = async function shareScreen(name) {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const out = audio.createMediaStreamDestination();
  tone.connect(out); tone.start();
  const { localParticipant } = window.test.rooms[name].room;
  const video = await localParticipant.publishTrack(drawn('screen', 15), { source: 'screen_share', simulcast: false, name: 'screen' });
  const sound = await localParticipant.publishTrack(out.stream.getAudioTracks()[0], { source: 'screen_share_audio', name: 'screen-sound' });
  return [video.trackSid, sound.trackSid];
};

// What this participant sends, for the report of a failed wait.
window.test.sent = async function sent(name) {
  const all = [];
  for (const pub of window.test.rooms[name].room.localParticipant.trackPublications.values()) {
    const report = await pub.track?.getRTCStatsReport();
    report?.forEach((s) => {
      if (s.type === 'media-source') all.push({ source: pub.source, kind: s.kind, frames: s.frames, live: pub.track.mediaStreamTrack.readyState });
      if (s.type === 'outbound-rtp') all.push({ source: pub.source, rid: s.rid, packets: s.packetsSent, frames: s.framesEncoded, limit: s.qualityLimitationReason });
    });
  }
  return all;
};
