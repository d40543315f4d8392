//! A mixer of telephone sound (G.711): everybody hears all others and not himself.
//!
//! - Frames of 20 ms. What comes is put in order by its time stamps in a buffer of bounded depth; what is missing is silence.
//! - Sums are made in linear samples and held at the bounds of sixteen bits, so that several at once do not wrap around.

use std::collections::HashMap;
use std::hash::Hash;

use crate::g711::{from_alaw, from_ulaw};
use crate::sdp::Audio;

/// Samples in a frame: 20 ms at 8,000 a second.
pub const FRAME: usize = 160;
/// How far behind its newest sample a voice is played: 40 ms, so that packets may come late by as much.
const BEHIND: u32 = 320;
/// The longest that is kept of a voice, in samples: 240 ms.
const DEPTH: usize = 1_920;
/// A voice that says nothing for so many frames is forgotten: ten seconds.
const SILENT: u32 = 500;
/// Voices at once.
const VOICES: usize = 256;

/// One who speaks: what came of him and was not played yet.
struct Voice {
    /// The time stamp of the first sample that is played next.
    next: u32,
    /// What is played from there on: a ring of samples, zero where nothing came.
    ring: Box<[i16; DEPTH]>,
    /// Where in the ring `next` is.
    head: usize,
    /// How many samples from `next` on something came of.
    filled: usize,
    /// For how many frames nothing came.
    silent: u32,
}

impl Voice {
    fn new(timestamp: u32) -> Self {
        let next = timestamp.wrapping_sub(BEHIND);
        Self { next, ring: Box::new([0; DEPTH]), head: 0, filled: 0, silent: 0 }
    }

    fn put(&mut self, timestamp: u32, samples: impl ExactSizeIterator<Item = i16>) {
        let length = samples.len();
        if length == 0 || length > DEPTH / 2 {
            return;
        }
        // What is old by a little came late. Where nothing waits, or it lies far off, the voice has begun anew.
        let offset = timestamp.wrapping_sub(self.next) as i32;
        let is_late = offset < 0 && offset > -(DEPTH as i32);
        let fits = usize::try_from(offset).is_ok_and(|offset| offset + length <= DEPTH);
        if !(fits || is_late && self.filled > 0) {
            *self = Self::new(timestamp);
        }
        let offset = timestamp.wrapping_sub(self.next) as i32;
        for (place, sample) in (i64::from(offset)..).zip(samples) {
            if let Ok(place) = usize::try_from(place)
                && place < DEPTH
            {
                self.ring[(self.head + place) % DEPTH] = sample;
                self.filled = self.filled.max(place + 1);
            }
        }
        self.silent = 0;
    }

    fn take(&mut self) -> [i16; FRAME] {
        let mut frame = [0; FRAME];
        for (at, sample) in frame.iter_mut().enumerate() {
            *sample = std::mem::take(&mut self.ring[(self.head + at) % DEPTH]);
        }
        self.head = (self.head + FRAME) % DEPTH;
        self.next = self.next.wrapping_add(FRAME as u32);
        self.filled = self.filled.saturating_sub(FRAME);
        self.silent += 1;
        frame
    }
}

/// The mixer. `K` tells those who speak apart.
pub struct Mixer<K> {
    voices: HashMap<K, Voice>,
}

/// What is heard in one frame: the sum of all, and what each said.
pub struct Mixed<K> {
    sum: [i32; FRAME],
    each: HashMap<K, [i16; FRAME]>,
}

impl<K: Eq + Hash + Copy> Default for Mixer<K> {
    fn default() -> Self {
        Self { voices: HashMap::new() }
    }
}

impl<K: Eq + Hash + Copy> Mixer<K> {
    /// Somebody says something, as its codec has it. Where too many speak already, he is not heard.
    pub fn put(&mut self, who: K, law: Audio, timestamp: u32, payload: &[u8]) {
        if self.voices.len() >= VOICES && !self.voices.contains_key(&who) {
            return;
        }
        let read = match law {
            Audio::Pcmu => from_ulaw,
            Audio::Pcma => from_alaw,
        };
        let voice = self.voices.entry(who).or_insert_with(|| Voice::new(timestamp));
        voice.put(timestamp, payload.iter().map(|byte| read(*byte)));
    }

    /// Somebody is gone.
    pub fn remove(&mut self, who: K) {
        self.voices.remove(&who);
    }

    /// The next frame of all.
    pub fn frame(&mut self) -> Mixed<K> {
        self.voices.retain(|_, voice| voice.silent < SILENT);
        let mut mixed = Mixed { sum: [0; FRAME], each: HashMap::with_capacity(self.voices.len()) };
        for (who, voice) in &mut self.voices {
            let frame = voice.take();
            mixed.add(&frame);
            mixed.each.insert(*who, frame);
        }
        mixed
    }
}

impl<K: Eq + Hash + Copy> Mixed<K> {
    fn add(&mut self, frame: &[i16; FRAME]) {
        for (sum, sample) in self.sum.iter_mut().zip(frame) {
            *sum += i32::from(*sample);
        }
    }

    /// The sum of all but those whom `is_left_out` names, within sixteen bits.
    pub fn without(&self, is_left_out: impl Fn(K) -> bool) -> [i16; FRAME] {
        let mut sum = self.sum;
        for (_, frame) in self.each.iter().filter(|(who, _)| is_left_out(**who)) {
            for (sum, sample) in sum.iter_mut().zip(frame) {
                *sum -= i32::from(*sample);
            }
        }
        sum.map(|sample| sample.clamp(i16::MIN.into(), i16::MAX.into()) as i16)
    }
}

#[cfg(test)]
mod tests {
    use super::{FRAME, Mixer};
    use crate::g711::{coded, from_alaw, from_ulaw, to_alaw, to_ulaw};
    use crate::sdp::Audio;

    /// How strong one frequency is among samples (Goertzel): the amplitude of its sine.
    fn strength(samples: &[i16], hertz: f64) -> f64 {
        let turn = 2.0 * (std::f64::consts::TAU * hertz / 8_000.0).cos();
        let (mut last, mut before) = (0.0, 0.0);
        for sample in samples {
            (last, before) = (f64::from(*sample) + turn * last - before, last);
        }
        let power = last * last + before * before - turn * last * before;
        2.0 * power.max(0.0).sqrt() / samples.len().max(1) as f64
    }

    /// A sine, whole in each frame where its frequency is a multiple of 50.
    fn sine(hertz: f64, high: f64) -> [i16; FRAME] {
        std::array::from_fn(|at| {
            (high * (std::f64::consts::TAU * hertz * at as f64 / 8_000.0).sin()).round() as i16
        })
    }

    #[test]
    fn both_laws_give_back_each_of_their_own_signs_and_come_near_each_sample() {
        for byte in 0..=255 {
            assert_eq!(from_alaw(to_alaw(from_alaw(byte))), from_alaw(byte), "A-law {byte}");
            assert_eq!(from_ulaw(to_ulaw(from_ulaw(byte))), from_ulaw(byte), "μ-law {byte}");
        }
        for sample in i16::MIN..=i16::MAX {
            let most = i32::from(sample).abs() / 16 + 16;
            for back in [from_alaw(to_alaw(sample)), from_ulaw(to_ulaw(sample))] {
                assert!((i32::from(back) - i32::from(sample)).abs() <= most + 150, "{sample} {back}");
            }
        }
        // The signs of the standard for silence and for the loudest.
        assert_eq!((to_alaw(0), to_ulaw(0)), (0xd5, 0xff));
        assert_eq!((from_alaw(0xaa), from_ulaw(0x80)), (32_256, 32_124));
    }

    #[test]
    fn each_of_three_hears_the_two_others_and_not_himself() {
        let tones = [400.0, 700.0, 1_100.0];
        let mut mixer = Mixer::default();
        let mut heard = [Vec::new(), Vec::new(), Vec::new()];
        for turn in 0..20 {
            for (who, hertz) in tones.iter().enumerate() {
                let law = if who == 0 { Audio::Pcmu } else { Audio::Pcma };
                mixer.put(who, law, turn * 160, &coded(&sine(*hertz, 8_000.0), law));
            }
            let mixed = mixer.frame();
            for (who, heard) in heard.iter_mut().enumerate() {
                heard.extend(mixed.without(|other| other == who));
            }
        }
        for (who, heard) in heard.iter().enumerate() {
            for (other, hertz) in tones.iter().enumerate() {
                // The first two frames are the buffer's.
                let strong = strength(&heard[2 * FRAME..], *hertz);
                let meant = if who == other { 0.0..200.0 } else { 7_500.0..8_500.0 };
                assert!(meant.contains(&strong), "{who} hears {other} with {strong}");
            }
        }
    }

    #[test]
    fn many_loud_ones_at_once_do_not_wrap_around() {
        let mut mixer = Mixer::default();
        let loud = coded(&[30_000; FRAME], Audio::Pcma);
        for turn in 0..3 {
            for who in 0..5 {
                mixer.put(who, Audio::Pcma, turn * 160, &loud);
            }
            let heard = mixer.frame().without(|_| false);
            assert!(heard.iter().all(|sample| *sample == if turn < 2 { 0 } else { i16::MAX }));
        }
    }

    #[test]
    fn packets_out_of_order_are_played_in_order_and_what_is_lost_is_silence() {
        let mut mixer = Mixer::default();
        let say = |mixer: &mut Mixer<u8>, turn: u32, level: i16| {
            mixer.put(0, Audio::Pcma, turn * 160, &coded(&[level; FRAME], Audio::Pcma));
        };
        let mut heard = Vec::new();
        // 1 comes after 2, 3 never comes, 0 comes twice.
        for turns in [&[0_u32][..], &[0, 2], &[1], &[4], &[5], &[], &[]] {
            for turn in turns {
                say(&mut mixer, *turn, 1_000 * (*turn as i16 + 1));
            }
            heard.push(mixer.frame().without(|_| false)[80] / 900);
        }
        assert_eq!(heard, [0, 0, 1, 2, 3, 0, 5]);
    }

    #[test]
    fn a_voice_that_begins_anew_is_heard_and_one_that_is_gone_is_forgotten() {
        let mut mixer = Mixer::default();
        let loud = coded(&[5_000; FRAME], Audio::Pcma);
        let is_heard = |mixer: &mut Mixer<u8>, from: u32| {
            let mut count = 0;
            for turn in 0..10_u32 {
                mixer.put(0, Audio::Pcma, from.wrapping_add(turn * 160), &loud);
                count += usize::from(mixer.frame().without(|_| false)[0] > 4_000);
            }
            count
        };
        assert_eq!(is_heard(&mut mixer, 77), 8);
        // Far ahead, far behind, and across the turn of the count.
        for from in [4_000_000_000, 12_345, u32::MAX - 400] {
            assert!(is_heard(&mut mixer, from) >= 8);
        }
        for _ in 0..600 {
            mixer.frame();
        }
        assert!(mixer.voices.is_empty());
        mixer.put(1, Audio::Pcma, 0, &loud);
        mixer.remove(1);
        assert!(mixer.voices.is_empty());
    }
}
