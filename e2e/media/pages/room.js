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

// A moving picture with a sound, for a screen share without a picker.
window.test.shareScreen = async function shareScreen(name) {
  const canvas = document.createElement('canvas');
  canvas.width = 1280; canvas.height = 720;
  const ink = canvas.getContext('2d');
  let n = 0;
  setInterval(() => { ink.fillStyle = `hsl(${n++ % 360} 80% 50%)`; ink.fillRect(0, 0, 1280, 720); ink.fillStyle = '#fff'; ink.font = '80px sans-serif'; ink.fillText(`screen ${n}`, 100, 300); }, 66);
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const out = audio.createMediaStreamDestination();
  tone.connect(out); tone.start();
  const { room } = window.test.rooms[name];
  const video = await room.localParticipant.publishTrack(canvas.captureStream(15).getVideoTracks()[0], { source: 'screen_share', simulcast: false, name: 'screen' });
  const sound = await room.localParticipant.publishTrack(out.stream.getAudioTracks()[0], { source: 'screen_share_audio', name: 'screen-sound' });
  return [video.trackSid, sound.trackSid];
};
