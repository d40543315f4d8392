//! G.711: what telephones speak, 8,000 samples a second and a byte for each (ITU-T G.711).

use crate::sdp::Audio;

/// How many samples there are in a second.
pub const RATE: u32 = 8_000;
/// What is added before the logarithm of µ-law is taken.
const BIAS: i32 = 0x84;
/// The loudest that it can say.
const CLIP: i32 = 32_635;

/// A sample in µ-law.
#[must_use]
pub fn to_ulaw(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let size = i32::from(sample).abs().min(CLIP) + BIAS;
    let step = highest_bit(size >> 7);
    let low = (size >> (step + 3)) & 15;
    !((sign | (step << 4) | low) as u8)
}

/// A sample in A-law.
#[must_use]
pub fn to_alaw(sample: i16) -> u8 {
    let sign = if sample < 0 { 0 } else { 0x80 };
    let size = (i32::from(sample) ^ (i32::from(sample) >> 31)).min(CLIP);
    let step = if size < 256 { 0 } else { highest_bit(size >> 8) + 1 };
    let shift = if step == 0 { 4 } else { step + 3 };
    let low = (size >> shift) & 15;
    ((sign | (step << 4) | low) as u8) ^ 0x55
}

/// Reads one sample of µ-law.
#[must_use]
pub const fn from_ulaw(byte: u8) -> i16 {
    let byte = !byte;
    let size = (((byte & 0x0f) as i16) << 3) + 0x84;
    let size = (size << ((byte & 0x70) >> 4)) - 0x84;
    if byte & 0x80 == 0 { size } else { -size }
}

/// Reads one sample of A-law.
#[must_use]
pub const fn from_alaw(byte: u8) -> i16 {
    let byte = byte ^ 0x55;
    let low = ((byte & 0x0f) as i16) << 4;
    let size = match (byte & 0x70) >> 4 {
        0 => low + 8,
        segment => (low + 0x108) << (segment - 1),
    };
    if byte & 0x80 == 0 { -size } else { size }
}

/// Samples in this law.
#[must_use]
pub fn coded(samples: &[i16], law: Audio) -> Vec<u8> {
    let to = match law {
        Audio::Pcmu => to_ulaw,
        Audio::Pcma => to_alaw,
    };
    samples.iter().map(|sample| to(*sample)).collect()
}

/// The place of the highest bit that is set; 0 where none is.
const fn highest_bit(size: i32) -> i32 {
    if size > 0 { 31 - size.leading_zeros() as i32 } else { 0 }
}

/// 16-bit samples of this rate at [`RATE`]: each is the mean of those it stands for, which keeps what telephones cannot say from
/// sounding as something else.
#[must_use]
pub fn resampled(samples: &[i16], rate: u32) -> Vec<i16> {
    let (rate, most) = (rate.max(1) as usize, samples.len());
    let count = most * RATE as usize / rate;
    let mean = |at: usize| {
        let from = (at * rate / RATE as usize).min(most);
        let to = ((at + 1) * rate / RATE as usize).clamp(from, most).max((from + 1).min(most));
        let some = samples.get(from..to).unwrap_or_default();
        let sum: i64 = some.iter().copied().map(i64::from).sum();
        i16::try_from(sum / i64::try_from(some.len().max(1)).unwrap_or(1)).unwrap_or(0)
    };
    (0..count).map(mean).collect()
}

/// A tone of so many hertz for so many milliseconds, as loud as speech.
#[must_use]
pub fn tone(hertz: u32, ms: u32) -> Vec<i16> {
    let turn = f64::from(hertz) * std::f64::consts::TAU / f64::from(RATE);
    (0..RATE / 1_000 * ms).map(|at| (f64::sin(f64::from(at) * turn) * 8_000.0) as i16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_ulaw(byte: u8) -> i32 {
        let byte = i32::from(!byte);
        let size = (((byte & 15) << 3) + BIAS) << ((byte >> 4) & 7);
        if byte & 0x80 == 0 { size - BIAS } else { BIAS - size }
    }

    fn of_alaw(byte: u8) -> i32 {
        let byte = i32::from(byte ^ 0x55);
        let (step, low) = ((byte >> 4) & 7, byte & 15);
        let size = if step == 0 { (low << 4) + 8 } else { ((low << 4) + 0x108) << (step - 1) };
        if byte & 0x80 == 0 { -size } else { size }
    }

    #[test]
    fn what_is_said_comes_back_within_the_steps_of_both_laws() {
        // Silence and the ends, as the tables of the standard have them.
        assert_eq!((to_ulaw(0), to_alaw(0)), (0xff, 0xd5));
        assert_eq!((to_ulaw(i16::MAX), to_ulaw(i16::MIN)), (0x80, 0x00));
        assert_eq!((to_alaw(i16::MAX), to_alaw(i16::MIN)), (0xaa, 0x2a));
        for sample in (-32_000..=32_000).step_by(37) {
            let near = i32::from(sample).abs() / 16 + 20;
            assert!((of_ulaw(to_ulaw(sample)) - i32::from(sample)).abs() <= near, "µ {sample}");
            assert!((of_alaw(to_alaw(sample)) - i32::from(sample)).abs() <= near, "A {sample}");
        }
    }

    #[test]
    fn speech_of_another_rate_lasts_as_long_as_before() {
        let second: Vec<i16> = (0..22_050).map(|at| if at % 100 < 50 { 900 } else { -900 }).collect();
        let here = resampled(&second, 22_050);
        assert_eq!(here.len(), RATE as usize);
        assert!(here.iter().any(|one| *one > 700) && here.iter().any(|one| *one < -700));
        assert_eq!(resampled(&[], 22_050), []);
        assert_eq!(tone(440, 200).len(), 1_600);
    }
}
