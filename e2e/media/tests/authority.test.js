// Who may do what: tokens, permissions, the RoomService by the unmodified SDK.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { RoomServiceClient, DataPacket_Kind, AccessToken } from 'livekit-server-sdk';
import { startNode, freshRoom, until, token, KEY, SECRET } from '../lib/server.js';
import { startBrowser } from '../lib/browser.js';

let node, browser, api;
before(async () => {
  node = await startNode();
  browser = await startBrowser();
  api = new RoomServiceClient(node.http, KEY, SECRET);
});
after(async () => { await browser?.stop(); await node?.stop(); });

const refused = async (promise) => {
  try { await promise; } catch (error) { return error; }
  throw new Error('was not refused');
};

describe('tokens', () => {
  test('a wrong signature, an unknown key, an expired token and a reserved room open nothing', async () => {
    const tab = await browser.tab();
    const tokens = {
      signature: await token('r', 'x', {}, { secret: 'other' }),
      key: await token('r', 'x', {}, { key: 'other' }),
      expired: await token('r', 'x', {}, { ttl: -3600 }),
      meet: await token('meet_1', 'x'),
      call: await token('call_1', 'x'),
      door: await token('door_1', 'x'),
      nojoin: await token('r', 'x', { roomJoin: false }),
    };
    for (const [word, jwt] of Object.entries(tokens)) {
      await refused(tab.join(node, 'r', 'x', { jwt }));
      const answer = await fetch(`${node.http}/rtc/validate?access_token=${jwt}`);
      assert.equal(answer.status, 401, word);
    }
    await tab.page.close();
  });

  test('what a token does not grant is refused', async () => {
    const room = freshRoom('grants');
    const [a, b] = [await browser.tab(), await browser.tab()];
    await a.join(node, room, 'alice', { grant: { canPublish: false } });
    await b.join(node, room, 'bob', { grant: { canSubscribe: true, canPublishSources: [2] } });
    assert.match(String(await refused(a.publishBoth())), /permission|not allowed/i);
    await refused(b.run((r) => r.localParticipant.setCameraEnabled(true)));
    await b.run((r) => r.localParticipant.setMicrophoneEnabled(true));
    await a.hears('bob');
    await a.page.close(); await b.page.close();
  });
});

describe('RoomService', () => {
  test('rooms are created, listed and deleted', async () => {
    const name = freshRoom('api');
    const made = await api.createRoom({ name, emptyTimeout: 60, maxParticipants: 2, metadata: 'm' });
    assert.equal(made.name, name);
    assert.equal(made.metadata, 'm');
    assert.ok((await api.listRooms()).some((r) => r.name === name));
    assert.equal((await api.listRooms([name])).length, 1);
    await api.deleteRoom(name);
    assert.equal((await api.listRooms([name])).length, 0);
    assert.equal((await refused(api.deleteRoom(name))).status, 404);
    assert.equal((await refused(api.createRoom({ name: 'meet_x' }))).status, 403);
    const wrong = new RoomServiceClient(node.http, KEY, 'wrong');
    assert.equal((await refused(wrong.listRooms())).status, 401);
  });

  test('participants are listed, muted, changed, written to and removed', async () => {
    const room = freshRoom('people');
    const [a, b] = [await browser.tab(), await browser.tab()];
    const jwt = await token(room, 'alice');
    await a.join(node, room, 'alice', { jwt });
    await b.join(node, room, 'bob');
    await a.publishBoth();
    await b.sees('alice');
    await b.hears('alice');
    assert.deepEqual((await api.listParticipants(room)).map((p) => p.identity).sort(), ['alice', 'bob']);
    const alice = await api.getParticipant(room, 'alice');
    const sound = alice.tracks.find((t) => t.source === 2);
    const muted = await api.mutePublishedTrack(room, 'alice', sound.sid, true);
    assert.equal(muted.muted, true);
    await b.hasEvent('muted:alice:microphone');
    await until('alice to know', () => a.run((r) => !r.localParticipant.isMicrophoneEnabled));
    await api.mutePublishedTrack(room, 'alice', sound.sid, false);
    await b.hasEvent('unmuted:alice:microphone');
    await api.sendData(room, new TextEncoder().encode('from the house'), DataPacket_Kind.RELIABLE, { topic: 'house' });
    await until('the message', async () => (await b.state('messages')).some((m) => m.text === 'from the house' && m.topic === 'house'));
    await api.updateRoomMetadata(room, 'changed');
    await until('the metadata', async () => (await b.state('metadata')) === 'changed');
    await api.updateParticipant(room, 'alice', { metadata: 'hello', attributes: { colour: 'red' } });
    await until('her attributes', () => b.run((r) => r.remoteParticipants.get('alice')?.attributes.colour === 'red'));
    await api.updateParticipant(room, 'alice', { permission: { canPublish: false, canSubscribe: true, canPublishData: false } });
    await until('her tracks to end', async () => (await b.received()).length === 0);
    await api.updateParticipant(room, 'alice', { permission: { canPublish: true, canSubscribe: true, canPublishData: true } });
    await a.publishBoth().catch(() => {});
    await api.removeParticipant(room, 'alice');
    await a.hasEvent('disconnected');
    await b.hasEvent('left:alice');
    await refused(a.join(node, room, 'alice', { jwt }));
    assert.equal((await api.listParticipants(room)).length, 1);
    assert.equal((await refused(api.getParticipant(room, 'alice'))).status, 404);
    await api.deleteRoom(room);
    await b.hasEvent('disconnected');
    await a.page.close(); await b.page.close();
  });

  test('a full room and the same identity twice', async () => {
    const room = freshRoom('full');
    await api.createRoom({ name: room, maxParticipants: 1 });
    const [a, b] = [await browser.tab(), await browser.tab()];
    await a.join(node, room, 'alice');
    await refused(b.join(node, room, 'bob'));
    await b.join(node, room, 'alice');
    await a.hasEvent('disconnected');
    await a.page.close(); await b.page.close();
  });
});
