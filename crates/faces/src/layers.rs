//! The layers that weigh: convolutions, and what picks the greatest.

use crate::tensor::Tensor;

/// Columns that are summed at a time, as wide as registers are.
const TILE: usize = 8;
/// Rows that are summed at a time.
const ROWS: usize = 4;

/// A window that goes over a picture.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    /// How high and wide.
    pub size: (usize, usize),
    /// How far it goes each time, down and to the right.
    pub step: (usize, usize),
    /// Whether it goes over the edges, so that the result is as large as the picture (over the step).
    pub over_edges: bool,
}

/// Places of the result, and how many the window begins before the edge.
struct Path {
    high: usize,
    wide: usize,
    above: usize,
    before: usize,
}

impl Window {
    fn path(&self, high: usize, wide: usize) -> Option<Path> {
        let along = |side: usize, size: usize, step: usize| {
            if step == 0 || size == 0 {
                return None;
            }
            if self.over_edges {
                let count = side.div_ceil(step);
                let needs = (count.checked_sub(1)? * step + size).saturating_sub(side);
                return Some((count, needs / 2));
            }
            Some((side.checked_sub(size)? / step + 1, 0))
        };
        let (rows, above) = along(high, self.size.0, self.step.0)?;
        let (columns, before) = along(wide, self.size.1, self.step.1)?;
        Some(Path { high: rows, wide: columns, above, before })
    }
}

/// Weights of as many inputs for as many outputs, in strips of [`TILE`] outputs.
pub(crate) struct Weights {
    packed: Vec<f32>,
    inputs: usize,
    outputs: usize,
    bias: Vec<f32>,
}

impl Weights {
    /// `rows` has a row of inputs for each output.
    pub(crate) fn new(rows: &[f32], outputs: usize, bias: Vec<f32>) -> Option<Self> {
        if outputs == 0 || rows.is_empty() || !rows.len().is_multiple_of(outputs) || bias.len() != outputs {
            return None;
        }
        let inputs = rows.len() / outputs;
        let mut packed = vec![0.0; outputs.div_ceil(TILE) * TILE * inputs];
        for (output, row) in rows.chunks_exact(inputs).enumerate() {
            let from = output / TILE * TILE * inputs + output % TILE;
            for (input, weight) in row.iter().enumerate() {
                packed[from + input * TILE] = *weight;
            }
        }
        Some(Self { packed, inputs, outputs, bias })
    }

    /// Weighs rows of inputs.
    fn weigh(&self, rows: &[f32], into: &mut Vec<f32>) {
        let from = into.len();
        let count = rows.len() / self.inputs;
        into.resize(from + count * self.outputs, 0.0);
        for (strip, weights) in self.packed.chunks_exact(TILE * self.inputs).enumerate() {
            let first = strip * TILE;
            let width = TILE.min(self.outputs - first);
            let mut start = [0.0; TILE];
            start[..width].copy_from_slice(&self.bias[first..first + width]);
            let some = rows.chunks(ROWS * self.inputs);
            for (at, some) in some.enumerate() {
                let sums = self.sums(some, weights, start);
                for (row, sum) in sums.iter().take(some.len() / self.inputs).enumerate() {
                    let to = from + (at * ROWS + row) * self.outputs + first;
                    into[to..to + width].copy_from_slice(&sum[..width]);
                }
            }
        }
    }

    fn sums(&self, rows: &[f32], weights: &[f32], start: [f32; TILE]) -> [[f32; TILE]; ROWS] {
        let mut sums = [start; ROWS];
        let (strips, _) = weights.as_chunks::<TILE>();
        if rows.len() == ROWS * self.inputs {
            let (one, rest) = rows.split_at(self.inputs);
            let (two, rest) = rest.split_at(self.inputs);
            let (three, four) = rest.split_at(self.inputs);
            let each = strips.iter().zip(one).zip(two).zip(three).zip(four);
            for ((((strip, one), two), three), four) in each {
                for column in 0..TILE {
                    sums[0][column] += one * strip[column];
                    sums[1][column] += two * strip[column];
                    sums[2][column] += three * strip[column];
                    sums[3][column] += four * strip[column];
                }
            }
        } else {
            for (row, sum) in rows.chunks_exact(self.inputs).zip(&mut sums) {
                for (strip, input) in strips.iter().zip(row) {
                    for column in 0..TILE {
                        sum[column] += input * strip[column];
                    }
                }
            }
        }
        sums
    }
}

/// A convolution of all channels.
pub(crate) fn convolve(from: &Tensor, weights: &Weights, window: Window) -> Option<Tensor> {
    let [many, high, wide, channels] = from.sides;
    let path = window.path(high, wide)?;
    if window.size.0 * window.size.1 * channels != weights.inputs {
        return None;
    }
    let mut data = Vec::with_capacity(many * path.high * path.wide * weights.outputs);
    let mut rows = Vec::new();
    for picture in from.data.chunks_exact(high * wide * channels) {
        for row in 0..path.high {
            rows.clear();
            for column in 0..path.wide {
                gather(picture, (high, wide, channels), window, (row, column), &path, &mut rows);
            }
            weights.weigh(&rows, &mut data);
        }
    }
    Some(Tensor { sides: [many, path.high, path.wide, weights.outputs], data })
}

/// What the window sees at a place of the result; nothing beyond the edges.
fn gather(
    picture: &[f32],
    (high, wide, channels): (usize, usize, usize),
    window: Window,
    (row, column): (usize, usize),
    path: &Path,
    into: &mut Vec<f32>,
) {
    for down in 0..window.size.0 {
        let y = (row * window.step.0 + down).checked_sub(path.above).filter(|y| *y < high);
        for right in 0..window.size.1 {
            let x = (column * window.step.1 + right).checked_sub(path.before).filter(|x| *x < wide);
            match y.zip(x) {
                Some((y, x)) => {
                    let at = (y * wide + x) * channels;
                    into.extend_from_slice(&picture[at..at + channels]);
                }
                None => into.resize(into.len() + channels, 0.0),
            }
        }
    }
}

/// Goes over all places of the window at all places of the result.
fn windowed(
    from: &Tensor,
    window: Window,
    start: &[f32],
    mut each: impl FnMut(&mut [f32], usize, &[f32]),
) -> Option<Tensor> {
    let [many, high, wide, channels] = from.sides;
    let path = window.path(high, wide)?;
    let mut to = Tensor::zeros([many, path.high, path.wide, channels]);
    let pictures = from.data.chunks_exact(high * wide * channels);
    let results = to.data.chunks_exact_mut(path.high * path.wide * channels);
    for (picture, result) in pictures.zip(results) {
        for (at, sum) in result.chunks_exact_mut(channels).enumerate() {
            sum.copy_from_slice(start);
            let (row, column) = (at / path.wide, at % path.wide);
            for down in 0..window.size.0 {
                let Some(y) = (row * window.step.0 + down).checked_sub(path.above).filter(|y| *y < high)
                else {
                    continue;
                };
                for right in 0..window.size.1 {
                    let x = (column * window.step.1 + right).checked_sub(path.before);
                    let Some(x) = x.filter(|x| *x < wide) else { continue };
                    let from = (y * wide + x) * channels;
                    each(sum, down * window.size.1 + right, &picture[from..from + channels]);
                }
            }
        }
    }
    Some(to)
}

/// A convolution of each channel by itself: `weights` has the channels of each place of the window.
pub(crate) fn convolve_each(from: &Tensor, weights: &[f32], bias: &[f32], window: Window) -> Option<Tensor> {
    let channels = from.channels();
    if weights.len() != window.size.0 * window.size.1 * channels || bias.len() != channels {
        return None;
    }
    windowed(from, window, bias, |sum, place, seen| {
        let weights = &weights[place * channels..(place + 1) * channels];
        for ((sum, weight), seen) in sum.iter_mut().zip(weights).zip(seen) {
            *sum += weight * seen;
        }
    })
}

/// The greatest of each window.
pub(crate) fn greatest(from: &Tensor, window: Window) -> Option<Tensor> {
    let start = vec![f32::NEG_INFINITY; from.channels()];
    windowed(from, window, &start, |sum, _, seen| {
        for (sum, seen) in sum.iter_mut().zip(seen) {
            *sum = sum.max(*seen);
        }
    })
}

/// A layer in which all inputs count for each output.
pub(crate) fn connect(from: &Tensor, weights: &Weights) -> Option<Tensor> {
    let many = from.sides[0];
    if many.checked_mul(weights.inputs) != Some(from.data.len()) {
        return None;
    }
    let mut data = Vec::with_capacity(many * weights.outputs);
    weights.weigh(&from.data, &mut data);
    Some(Tensor { sides: [many, 1, 1, weights.outputs], data })
}

#[cfg(test)]
mod tests {
    use super::{Weights, Window, connect, convolve, convolve_each, greatest};
    use crate::tensor::Tensor;

    fn counting(sides: [usize; 4]) -> Tensor {
        let data = (0..sides.iter().product::<usize>()).map(|one| (one % 13) as f32 - 6.0).collect();
        Tensor { sides, data }
    }

    /// The same, by the definition.
    fn plainly(from: &Tensor, rows: &[f32], bias: &[f32], window: Window) -> Tensor {
        let [_, high, wide, channels] = from.sides;
        let path = window.path(high, wide).unwrap();
        let mut to = Tensor::zeros([1, path.high, path.wide, bias.len()]);
        for (at, sum) in to.data.iter_mut().enumerate() {
            let (place, output) = (at / bias.len(), at % bias.len());
            *sum = bias[output];
            for (input, weight) in
                rows.chunks_exact(rows.len() / bias.len()).nth(output).unwrap().iter().enumerate()
            {
                let (spot, channel) = (input / channels, input % channels);
                let y = (place / path.wide * window.step.0 + spot / window.size.1).checked_sub(path.above);
                let x = (place % path.wide * window.step.1 + spot % window.size.1).checked_sub(path.before);
                if let (Some(y), Some(x)) = (y.filter(|y| *y < high), x.filter(|x| *x < wide)) {
                    *sum += weight * from.data[(y * wide + x) * channels + channel];
                }
            }
        }
        to
    }

    #[test]
    fn a_convolution_is_what_its_definition_says_at_the_edges_and_within() {
        for (over_edges, step) in [(true, 1), (true, 2), (false, 1), (false, 2)] {
            let window = Window { size: (3, 3), step: (step, step), over_edges };
            let from = counting([1, 7, 6, 3]);
            let rows: Vec<f32> = (0..11 * 27).map(|one| (one % 5) as f32 - 2.0).collect();
            let bias: Vec<f32> = (0..11).map(|one| one as f32).collect();
            let weights = Weights::new(&rows, 11, bias.clone()).unwrap();
            assert_eq!(convolve(&from, &weights, window), Some(plainly(&from, &rows, &bias, window)));
        }
    }

    #[test]
    fn each_channel_by_itself_and_the_greatest_stay_within_the_edges() {
        let window = Window { size: (2, 2), step: (2, 2), over_edges: true };
        let from = Tensor { sides: [1, 3, 3, 1], data: vec![1., 2., 3., 4., 5., 6., 7., 8., -9.] };
        assert_eq!(greatest(&from, window).unwrap().data, [5., 6., 8., -9.]);
        let sums = convolve_each(&from, &[1.0; 4], &[0.5], window).unwrap();
        assert_eq!(sums.data, [12.5, 9.5, 15.5, -8.5]);
    }

    #[test]
    fn what_does_not_fit_together_is_no_layer() {
        let window = Window { size: (3, 3), step: (1, 1), over_edges: false };
        let weights = Weights::new(&[1.0; 9], 1, vec![0.0]).unwrap();
        assert_eq!(convolve(&counting([1, 2, 2, 1]), &weights, window), None, "smaller than the window");
        assert_eq!(convolve(&counting([1, 4, 4, 2]), &weights, window), None, "other channels");
        assert_eq!(connect(&counting([1, 1, 1, 8]), &weights), None);
        assert!(Weights::new(&[1.0; 9], 2, vec![0.0; 2]).is_none());
    }
}
