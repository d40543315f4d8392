//! The filters of the mel scale, as Whisper's own code makes them: Slaney's scale at 16 kHz over 400 points, each band with
//! the same area.

use super::ggml::POINTS;

const HERTZ: f64 = 16_000.0;
/// Up to here the scale is straight, then logarithmic.
const BEND: f64 = 1_000.0;
const STEP: f64 = 200.0 / 3.0;

fn mel_of(hertz: f64) -> f64 {
    if hertz < BEND { hertz / STEP } else { BEND / STEP + (hertz / BEND).ln() / log_step() }
}

fn hertz_of(mel: f64) -> f64 {
    let bend = BEND / STEP;
    if mel < bend { mel * STEP } else { BEND * ((mel - bend) * log_step()).exp() }
}

fn log_step() -> f64 {
    6.4_f64.ln() / 27.0
}

/// The weights of all bands, one band of 201 points after the other.
pub(super) fn filters(bands: usize) -> Vec<f32> {
    let at = |index: usize, of: usize| {
        f64::from(u32::try_from(index).unwrap_or(0)) / f64::from(u32::try_from(of).unwrap_or(1))
    };
    let top = mel_of(HERTZ / 2.0);
    let edges: Vec<f64> = (0..bands + 2).map(|edge| hertz_of(top * at(edge, bands + 1))).collect();
    let mut weights = Vec::with_capacity(bands * POINTS);
    for band in edges.windows(3) {
        let &[from, middle, to] = band else { continue };
        let area = 2.0 / (to - from);
        for point in 0..POINTS {
            let hertz = HERTZ / 2.0 * at(point, POINTS - 1);
            let rises = (hertz - from) / (middle - from);
            let falls = (to - hertz) / (to - middle);
            #[expect(clippy::cast_possible_truncation, reason = "the file holds single precision")]
            weights.push((rises.min(falls).max(0.0) * area) as f32);
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_as_whispers_own_file_has_them() {
        let weights = filters(80);
        assert_eq!(weights.len(), 80 * POINTS);
        // `mel_filters.npz` of openai/whisper begins with these.
        assert!(weights[0].abs() < f32::EPSILON);
        assert!((weights[1] - 0.024_862_594).abs() < 1e-7, "{}", weights[1]);
        for band in weights.chunks(POINTS) {
            assert!(band.iter().any(|weight| *weight > 0.0));
        }
        assert!((mel_of(hertz_of(31.0)) - 31.0).abs() < 1e-9 && (mel_of(440.0) - 6.6).abs() < 1e-9);
    }
}
