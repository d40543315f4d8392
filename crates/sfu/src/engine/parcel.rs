//! One media packet, looked at once for all its subscribers.

use std::sync::Arc;
use std::time::Instant;
use str0m::format::{Codec, PayloadParams, detect_av1_keyframe, detect_h264_nalu, detect_vp9_keyframe};
use str0m::media::Pt;
use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite, Vp8Descriptor, Vp8Patch};

use super::munger::Numbers;

/// Units of H.264 (ISO/IEC 14496-10, table 7-1): what a picture is decoded by, and a picture that stands alone. The first goes
/// before the second in a packet of its own; whoever begins without it sees nothing.
const SPS: u8 = 7;
const IDR: u8 = 5;

/// A packet as it came: from a client, or from a seat of the house.
pub(crate) struct Raw<'a> {
    pub(crate) seq: u64,
    pub(crate) time: u32,
    pub(crate) marker: bool,
    pub(crate) at: Instant,
    pub(crate) payload: &'a Arc<[u8]>,
    pub(crate) ext: &'a ExtensionValues,
}

impl<'a> From<&'a RtpPacket> for Raw<'a> {
    fn from(packet: &'a RtpPacket) -> Self {
        Self {
            seq: *packet.seq_no,
            time: packet.header.timestamp,
            marker: packet.header.marker,
            at: packet.timestamp,
            payload: &packet.payload,
            ext: &packet.header.ext_vals,
        }
    }
}

/// What all subscribers need to know of a packet.
pub(crate) struct Parcel {
    pub(crate) codec: PayloadParams,
    pub(crate) layer: u8,
    pub(crate) numbers: Numbers,
    /// Whether a receiver can begin here: a keyframe's first packet, or any sound.
    pub(crate) entry: bool,
    vp8: Option<Vp8Descriptor>,
    video: bool,
    /// Whether the dependency descriptor is passed on.
    described: bool,
}

impl Parcel {
    /// Looks at a packet; what cannot be read is not forwarded.
    pub(crate) fn open(codec: PayloadParams, layer: u8, packet: &Raw<'_>) -> Option<Parcel> {
        let payload = packet.payload;
        let kind = codec.spec().codec;
        let mut vp8 = None;
        let entry = match kind {
            Codec::Vp8 if payload.is_empty() => false,
            Codec::Vp8 => {
                let read = Vp8Descriptor::parse(payload).ok()?;
                vp8 = Some(read);
                read.starts_keyframe(payload)
            }
            Codec::H264 => detect_h264_nalu(payload, SPS) || detect_h264_nalu(payload, IDR),
            Codec::Vp9 => detect_vp9_keyframe(payload),
            Codec::Av1 => detect_av1_keyframe(payload),
            _ => true,
        };
        Some(Parcel {
            codec,
            layer,
            numbers: Numbers {
                seq: packet.seq,
                time: packet.time,
                picture: vp8.as_ref().and_then(Vp8Descriptor::picture_id),
                tl0: vp8.as_ref().and_then(Vp8Descriptor::tl0_pic_idx),
            },
            entry,
            vp8,
            video: kind.is_video(),
            described: matches!(kind, Codec::Vp9 | Codec::Av1),
        })
    }

    /// The packet as one subscriber gets it.
    pub(crate) fn address(&self, packet: &Raw<'_>, pt: Pt, numbers: &Numbers) -> RtpWrite {
        let from = packet.ext;
        let mut values = ExtensionValues {
            audio_level: from.audio_level,
            voice_activity: from.voice_activity,
            video_orientation: from.video_orientation,
            ..ExtensionValues::default()
        };
        if self.described {
            values.user_values = from.user_values.clone();
        }
        let write = RtpWrite::new(pt, numbers.seq.into(), numbers.time, packet.at, packet.payload.clone())
            .marker(packet.marker)
            .nackable(self.video)
            .ext_vals(values);
        match self.vp8.as_ref().and_then(|vp8| patch(vp8, numbers)) {
            Some(patch) => write.vp8_patch(patch),
            None => write,
        }
    }
}

fn patch(vp8: &Vp8Descriptor, numbers: &Numbers) -> Option<Vp8Patch> {
    let with = |picture: Option<u16>| {
        let mut builder = vp8.patch();
        if let Some(picture) = picture {
            builder = builder.picture_id(picture);
        }
        if let Some(tl0) = numbers.tl0 {
            builder = builder.tl0_pic_idx(tl0);
        }
        builder.build().ok()
    };
    if numbers.picture.is_none() && numbers.tl0.is_none() {
        return None;
    }
    // A descriptor with short picture ids has room for seven bits only.
    with(numbers.picture).or_else(|| with(numbers.picture.map(|p| p & 0x7f)))
}
