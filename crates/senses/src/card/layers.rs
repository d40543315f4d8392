//! The layers that weigh: sums of products, convolutions, and what goes over windows. Pictures lie as channel, row, column.

use super::tensor::Tensor;

/// Columns that are summed at a time, as wide as registers are, and rows.
const TILE: usize = 8;
const ROWS: usize = 4;

/// Products of `rows` (each of `inner` numbers) with columns that `fill` lays down, [`TILE`] at a time: `fill(first, strip)` writes
/// `inner` groups of [`TILE`]. A row of the result has `columns` numbers and begins with what `start` says.
fn multiply(
    (rows, inner): (&[f32], usize),
    columns: usize,
    start: impl Fn(usize) -> f32,
    mut fill: impl FnMut(usize, &mut [[f32; TILE]]),
    into: &mut [f32],
) {
    let mut strip = vec![[0.0; TILE]; inner];
    for first in (0..columns).step_by(TILE) {
        fill(first, &mut strip);
        let width = TILE.min(columns - first);
        for (block, some) in rows.chunks(ROWS * inner).enumerate() {
            let sums = products(some, inner, &strip);
            for (row, sum) in sums.iter().take(some.len() / inner).enumerate() {
                let row = block * ROWS + row;
                let begin = start(row);
                let to = row * columns + first;
                for (to, sum) in into[to..to + width].iter_mut().zip(sum) {
                    *to = begin + sum;
                }
            }
        }
    }
}

fn products(rows: &[f32], inner: usize, strip: &[[f32; TILE]]) -> [[f32; TILE]; ROWS] {
    let mut sums = [[0.0; TILE]; ROWS];
    if rows.len() == ROWS * inner {
        let (one, rest) = rows.split_at(inner);
        let (two, rest) = rest.split_at(inner);
        let (three, four) = rest.split_at(inner);
        for ((((strip, one), two), three), four) in strip.iter().zip(one).zip(two).zip(three).zip(four) {
            for column in 0..TILE {
                sums[0][column] += one * strip[column];
                sums[1][column] += two * strip[column];
                sums[2][column] += three * strip[column];
                sums[3][column] += four * strip[column];
            }
        }
    } else {
        for (row, sum) in rows.chunks_exact(inner).zip(&mut sums) {
            for (strip, weight) in strip.iter().zip(row) {
                for column in 0..TILE {
                    sum[column] += weight * strip[column];
                }
            }
        }
    }
    sums
}

/// A window that goes over a picture.
#[derive(Clone, Debug)]
pub(super) struct Window {
    /// How high and wide.
    pub size: [usize; 2],
    /// How far it goes each time.
    pub step: [usize; 2],
    /// How far it begins before the edges, and ends after them: above, before, below, behind.
    pub edges: [usize; 4],
}

impl Window {
    fn path(&self, high: usize, wide: usize) -> Option<[usize; 2]> {
        let along = |side: usize, edges: usize, number: usize| {
            Some((side + edges).checked_sub(self.size[number])?.checked_div(self.step[number])? + 1)
        };
        Some([along(high, self.edges[0] + self.edges[2], 0)?, along(wide, self.edges[1] + self.edges[3], 1)?])
    }
}

fn four(from: &Tensor) -> Option<[usize; 4]> {
    let sides: [usize; 4] = from.sides.as_slice().try_into().ok()?;
    (sides[0] == 1 && !from.data.is_empty()).then_some(sides)
}

/// A convolution of one picture: all channels for each output, or each channel by itself.
pub(super) fn convolve(
    from: &Tensor,
    weights: &Tensor,
    bias: Option<&Tensor>,
    (window, groups): (&Window, usize),
) -> Option<Tensor> {
    let [_, channels, high, wide] = four(from)?;
    let [outputs, inputs, down, right]: [usize; 4] = weights.sides.as_slice().try_into().ok()?;
    let fits = [down, right] == window.size && outputs > 0 && inputs.checked_mul(groups)? == channels;
    if !fits || bias.is_some_and(|bias| bias.data.len() != outputs) {
        return None;
    }
    let [rows, columns] = window.path(high, wide)?;
    let mut to = Tensor::zeros(vec![1, outputs, rows, columns])?;
    let begin = |output: usize| bias.map_or(0.0, |bias| bias.data[output]);
    if groups == channels && outputs == channels {
        let planes = from.data.chunks_exact(high * wide).zip(weights.data.chunks_exact(down * right));
        for (output, (to, (plane, weights))) in
            to.data.chunks_exact_mut(rows * columns).zip(planes).enumerate()
        {
            to.fill(begin(output));
            slide((plane, high, wide), weights, window, (to, columns));
        }
        return Some(to);
    }
    if groups != 1 {
        return None;
    }
    let places = rows * columns;
    let fill = |first: usize, strip: &mut [[f32; TILE]]| {
        gather((&from.data, high, wide), window, (first, places, columns), strip);
    };
    multiply((&weights.data, inputs * down * right), places, begin, fill, &mut to.data);
    Some(to)
}

/// Adds what one plane gives through these weights.
fn slide(
    (plane, high, wide): (&[f32], usize, usize),
    weights: &[f32],
    window: &Window,
    (to, columns): (&mut [f32], usize),
) {
    let (step, edge) = (window.step[1], window.edges[1]);
    for (row, to) in to.chunks_exact_mut(columns).enumerate() {
        for (down, weights) in weights.chunks_exact(window.size[1]).enumerate() {
            let y = (row * window.step[0] + down).checked_sub(window.edges[0]).filter(|y| *y < high);
            let Some(y) = y else { continue };
            let seen = &plane[y * wide..(y + 1) * wide];
            for (right, weight) in weights.iter().enumerate() {
                // The first place whose window does not begin before the edge at this column.
                let first = edge.saturating_sub(right).div_ceil(step);
                let Some(seen) = seen.get(first * step + right - edge..) else { continue };
                let Some(to) = to.get_mut(first..) else { continue };
                if step == 1 {
                    to.iter_mut().zip(seen).for_each(|(to, seen)| *to += weight * seen);
                } else {
                    let seen = seen.iter().step_by(step);
                    to.iter_mut().zip(seen).for_each(|(to, seen)| *to += weight * seen);
                }
            }
        }
    }
}

/// Lays down what the window sees at [`TILE`] places from the first on; nothing beyond the edges.
fn gather(
    (data, high, wide): (&[f32], usize, usize),
    window: &Window,
    (first, places, columns): (usize, usize, usize),
    strip: &mut [[f32; TILE]],
) {
    let area = window.size[0] * window.size[1];
    let plane = high * wide;
    if area == 1 && window.step == [1, 1] && window.edges == [0; 4] {
        let width = TILE.min(places - first);
        for (strip, plane) in strip.iter_mut().zip(data.chunks_exact(plane)) {
            strip[..width].copy_from_slice(&plane[first..first + width]);
        }
        return;
    }
    for spot in 0..area {
        let (down, right) = (spot / window.size[1], spot % window.size[1]);
        let mut at = [None; TILE];
        for (lane, at) in at.iter_mut().enumerate().take(places - first) {
            let (row, column) = ((first + lane) / columns, (first + lane) % columns);
            let y = (row * window.step[0] + down).checked_sub(window.edges[0]).filter(|y| *y < high);
            let x = (column * window.step[1] + right).checked_sub(window.edges[1]).filter(|x| *x < wide);
            *at = y.zip(x).map(|(y, x)| y * wide + x);
        }
        let of = strip.iter_mut().skip(spot).step_by(area).zip(data.chunks_exact(plane));
        // Where all are seen beside one another they are copied at once.
        let beside = at[0].filter(|begin| (0..TILE).all(|lane| at[lane] == Some(begin + lane)));
        if let Some(begin) = beside {
            of.for_each(|(to, plane)| to.copy_from_slice(&plane[begin..begin + TILE]));
            continue;
        }
        for (to, plane) in of {
            for (to, at) in to.iter_mut().zip(at) {
                *to = at.and_then(|at| plane.get(at)).copied().unwrap_or(0.0);
            }
        }
    }
}

/// A convolution backwards, whose windows lie beside one another: each place becomes a window.
pub(super) fn spread(
    from: &Tensor,
    weights: &Tensor,
    bias: Option<&Tensor>,
    window: &Window,
) -> Option<Tensor> {
    let [_, channels, high, wide] = four(from)?;
    let [inputs, outputs, down, right]: [usize; 4] = weights.sides.as_slice().try_into().ok()?;
    let fits = inputs == channels && [down, right] == window.size && window.size == window.step;
    if !fits || window.edges != [0; 4] || bias.is_some_and(|bias| bias.data.len() != outputs) {
        return None;
    }
    let rows = Tensor { sides: vec![channels, outputs * down * right], data: weights.data.clone() };
    let rows = rows.turned(&[1, 0])?;
    let places = high * wide;
    let mut flat = Tensor::zeros(vec![outputs * down * right, places])?;
    let fill = |first: usize, strip: &mut [[f32; TILE]]| {
        let width = TILE.min(places - first);
        for (strip, plane) in strip.iter_mut().zip(from.data.chunks_exact(places)) {
            strip[..width].copy_from_slice(&plane[first..first + width]);
        }
    };
    multiply((&rows.data, channels), places, |_| 0.0, fill, &mut flat.data);
    let mut to = Tensor::zeros(vec![1, outputs, high * down, wide * right])?;
    for (number, plane) in flat.data.chunks_exact(places).enumerate() {
        let (output, spot) = (number / (down * right), number % (down * right));
        let begin = bias.map_or(0.0, |bias| bias.data[output]);
        for (place, seen) in plane.iter().enumerate() {
            let (y, x) = (place / wide * down + spot / right, place % wide * right + spot % right);
            to.data[(output * high * down + y) * wide * right + x] = begin + seen;
        }
    }
    Some(to)
}

/// The mean of each window; it stays within the edges.
pub(super) fn mean(from: &Tensor, window: &Window) -> Option<Tensor> {
    let [_, channels, high, wide] = four(from)?;
    if window.edges != [0; 4] {
        return None;
    }
    let [rows, columns] = window.path(high, wide)?;
    let weight = 1.0 / (window.size[0] * window.size[1]) as f32;
    let weights = vec![weight; window.size[0] * window.size[1]];
    let mut to = Tensor::zeros(vec![1, channels, rows, columns])?;
    let planes = from.data.chunks_exact(high * wide);
    for (to, plane) in to.data.chunks_exact_mut(rows * columns).zip(planes) {
        slide((plane, high, wide), &weights, window, (to, columns));
    }
    Some(to)
}

/// Products of matrices; the second is one for all, or one for each of the first.
pub(super) fn matrices(one: &Tensor, two: &Tensor) -> Option<Tensor> {
    let ([before @ .., rows, inner], [outer @ .., same, columns]) =
        (one.sides.as_slice(), two.sides.as_slice())
    else {
        return None;
    };
    if inner != same || *inner == 0 || !(outer.is_empty() || outer == before) {
        return None;
    }
    let mut sides = before.to_vec();
    sides.extend([*rows, *columns]);
    let mut to = Tensor::zeros(sides)?;
    if to.data.is_empty() {
        return Some(to);
    }
    let each = one.data.chunks_exact(rows * inner).zip(to.data.chunks_exact_mut(rows * columns));
    for (number, (one, to)) in each.enumerate() {
        let from = if outer.is_empty() { 0 } else { number * inner * columns };
        let two = &two.data[from..from + inner * columns];
        let fill = |first: usize, strip: &mut [[f32; TILE]]| {
            let width = TILE.min(columns - first);
            for (strip, row) in strip.iter_mut().zip(two.chunks_exact(*columns)) {
                strip[..width].copy_from_slice(&row[first..first + width]);
            }
        };
        multiply((one, *inner), *columns, |_| 0.0, fill, to);
    }
    Some(to)
}

/// As large as these scales say, each place the one that it comes from.
pub(super) fn resize(from: &Tensor, scales: &[f32]) -> Option<Tensor> {
    let [_, channels, high, wide] = four(from)?;
    let [_, _, down, right] = *scales else { return None };
    let sane = |scale: f32| (0.01..=64.0).contains(&scale);
    if !sane(down) || !sane(right) {
        return None;
    }
    let (rows, columns) = ((high as f32 * down) as usize, (wide as f32 * right) as usize);
    let mut to = Tensor::zeros(vec![1, channels, rows, columns])?;
    let from_row = |row: usize| ((row as f32 / down) as usize).min(high - 1);
    let from_column = |column: usize| ((column as f32 / right) as usize).min(wide - 1);
    for (number, to) in to.data.chunks_exact_mut(columns.max(1)).enumerate() {
        let (channel, row) = (number / rows, number % rows);
        let begin = (channel * high + from_row(row)) * wide;
        for (column, to) in to.iter_mut().enumerate() {
            *to = from.data[begin + from_column(column)];
        }
    }
    Some(to)
}

#[cfg(test)]
mod tests {
    use super::{Window, convolve, matrices, mean, resize, spread};
    use crate::card::tensor::Tensor;

    fn counting(sides: &[usize]) -> Tensor {
        let data = (0..sides.iter().product::<usize>()).map(|one| (one % 13) as f32 - 6.0).collect();
        Tensor { sides: sides.to_vec(), data }
    }

    /// By the definition.
    fn plainly(from: &Tensor, weights: &Tensor, window: &Window) -> Vec<f32> {
        let (high, wide) = (from.sides[2] as isize, from.sides[3] as isize);
        let [rows, columns] = window.path(from.sides[2], from.sides[3]).unwrap();
        let mut to = Vec::new();
        for output in 0..weights.sides[0] {
            for place in 0..rows * columns {
                let mut sum = 0.0;
                for (number, weight) in
                    weights.data[output * weights.data.len() / weights.sides[0]..].iter().enumerate()
                {
                    let area = window.size[0] * window.size[1];
                    let (channel, spot) = (number / area, number % area);
                    if channel >= from.sides[1] {
                        break;
                    }
                    let y = (place / columns * window.step[0] + spot / window.size[1]) as isize
                        - window.edges[0] as isize;
                    let x = (place % columns * window.step[1] + spot % window.size[1]) as isize
                        - window.edges[1] as isize;
                    if (0..high).contains(&y) && (0..wide).contains(&x) {
                        sum += weight * from.data[((channel as isize * high + y) * wide + x) as usize];
                    }
                }
                to.push(sum);
            }
        }
        to
    }

    #[test]
    fn a_convolution_is_what_its_definition_says_at_the_edges_and_within() {
        for (size, step, edges) in [
            ([3, 3], [1, 1], [1; 4]),
            ([3, 3], [2, 1], [1; 4]),
            ([1, 3], [1, 1], [0, 1, 0, 1]),
            ([1, 1], [1, 1], [0; 4]),
        ] {
            let window = Window { size, step, edges };
            let (from, weights) = (counting(&[1, 3, 7, 6]), counting(&[5, 3, size[0], size[1]]));
            let made = convolve(&from, &weights, None, (&window, 1)).unwrap();
            assert_eq!(made.data, plainly(&from, &weights, &window), "{window:?}");
        }
    }

    #[test]
    fn each_channel_by_itself_and_what_lies_beside_one_another() {
        let window = Window { size: [2, 2], step: [2, 2], edges: [0; 4] };
        let from = Tensor::new(vec![1, 2, 2, 2], vec![1., 2., 3., 4., 5., 6., 7., 8.]).unwrap();
        let weights = Tensor::new(vec![2, 1, 2, 2], vec![1., 0., 0., 0., 0., 0., 0., 1.]).unwrap();
        let bias = Tensor::new(vec![2], vec![0.5, 0.0]).unwrap();
        assert_eq!(convolve(&from, &weights, Some(&bias), (&window, 2)).unwrap().data, [1.5, 8.0]);
        assert_eq!(mean(&from, &window).unwrap().data, [2.5, 6.5]);
        let one = Tensor::new(vec![1, 1, 1, 2], vec![1., 2.]).unwrap();
        let weights = Tensor::new(vec![1, 1, 2, 2], vec![1., 2., 3., 4.]).unwrap();
        let made = spread(&one, &weights, None, &window).unwrap();
        assert_eq!((made.sides, made.data), (vec![1, 1, 2, 4], vec![1., 2., 2., 4., 3., 4., 6., 8.]));
        assert_eq!(resize(&one, &[1., 1., 2., 2.]).unwrap().data, [1., 1., 2., 2., 1., 1., 2., 2.]);
    }

    #[test]
    fn matrices_multiply_and_what_does_not_fit_is_refused() {
        let (one, two) = (counting(&[2, 3, 4]), counting(&[4, 9]));
        let made = matrices(&one, &two).unwrap();
        assert_eq!(made.sides, [2, 3, 9]);
        for (at, seen) in made.data.iter().enumerate() {
            let (row, column) = (at / 9, at % 9);
            let sum: f32 = (0..4).map(|k| one.data[row * 4 + k] * two.data[k * 9 + column]).sum();
            assert_eq!(*seen, sum);
        }
        assert!(matrices(&one, &counting(&[3, 9])).is_none());
        let window = Window { size: [3, 3], step: [1, 1], edges: [0; 4] };
        assert!(convolve(&counting(&[1, 1, 2, 2]), &counting(&[1, 1, 3, 3]), None, (&window, 1)).is_none());
    }
}
