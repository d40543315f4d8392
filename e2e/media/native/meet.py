"""Two native clients meet: each publishes a picture and a tone, and counts what it gets of the other.

usage: meet.py URL TOKEN_A TOKEN_B single|dual [stay]      prints one JSON object
With `stay` they leave when their standard input ends.
"""

import asyncio
import json
import math
import sys

import numpy
from livekit import rtc

WIDTH, HEIGHT, RATE = 640, 360, 48000


async def publish(room: rtc.Room, hue: int) -> list[asyncio.Task]:
    video = rtc.VideoSource(WIDTH, HEIGHT)
    sound = rtc.AudioSource(RATE, 1)
    options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_CAMERA, simulcast=True)
    await room.local_participant.publish_track(rtc.LocalVideoTrack.create_video_track("camera", video), options)
    options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    await room.local_participant.publish_track(rtc.LocalAudioTrack.create_audio_track("tone", sound), options)

    async def pictures() -> None:
        n = 0
        while True:
            frame = numpy.full((HEIGHT, WIDTH, 4), 255, dtype=numpy.uint8)
            frame[:, : (n * 7) % WIDTH, hue] = 0
            video.capture_frame(rtc.VideoFrame(WIDTH, HEIGHT, rtc.VideoBufferType.RGBA, frame.tobytes()))
            n += 1
            await asyncio.sleep(1 / 15)

    async def tone() -> None:
        samples, at = RATE // 100, 0
        while True:
            wave = [int(9000 * math.sin(2 * math.pi * 440 * (at + i) / RATE)) for i in range(samples)]
            at += samples
            data = numpy.array(wave, dtype=numpy.int16)
            await sound.capture_frame(rtc.AudioFrame(data.tobytes(), RATE, 1, samples))

    return [asyncio.create_task(pictures()), asyncio.create_task(tone())]


class Side:
    def __init__(self) -> None:
        self.room = rtc.Room()
        self.pictures = 0
        self.loud = 0
        self.messages: list[list[str]] = []
        self.tasks: list[asyncio.Task] = []
        self.room.on("track_subscribed", self.subscribed)
        self.room.on("data_received", lambda p: self.messages.append([p.participant.identity, p.data.decode()]))

    def subscribed(self, track, _publication, _participant) -> None:
        work = self.watch(track) if track.kind == rtc.TrackKind.KIND_VIDEO else self.listen(track)
        self.tasks.append(asyncio.create_task(work))

    async def watch(self, track) -> None:
        async for _event in rtc.VideoStream(track):
            self.pictures += 1

    async def listen(self, track) -> None:
        async for event in rtc.AudioStream(track):
            if numpy.abs(numpy.frombuffer(event.frame.data, dtype=numpy.int16)).max(initial=0) > 1000:
                self.loud += 1


async def main() -> None:
    url, token_a, token_b, mode = sys.argv[1:5]
    stay = "stay" in sys.argv[5:]
    options = rtc.RoomOptions(auto_subscribe=True)
    if mode == "dual":
        options.single_peer_connection = False
    a, b = Side(), Side()
    await a.room.connect(url, token_a, options)
    await b.room.connect(url, token_b, options)
    for n, side in enumerate((a, b)):
        side.tasks += await publish(side.room, n)
    sent = False
    for _ in range(300):
        await asyncio.sleep(0.1)
        done = all(s.pictures > 40 and s.loud > 200 for s in (a, b))
        if done and not sent:
            await a.room.local_participant.publish_data("reliable", reliable=True)
            await b.room.local_participant.publish_data("lossy", reliable=False)
            sent = True
        if sent and a.messages and b.messages:
            break
    if stay:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    result = [{"pictures": s.pictures, "loud": s.loud, "messages": s.messages} for s in (a, b)]
    for side in (a, b):
        for task in side.tasks:
            task.cancel()
        await side.room.disconnect()
    print(json.dumps(result))


asyncio.run(main())
