//! A net: read once, run again and again. Only the kinds of layers that are in ours are known; another net is none.

use std::collections::BTreeMap;

use super::layers::{self, Window};
use super::onnx::{File, Written};
use super::tensor::{self, Tensor};

/// What a layer does.
enum Layer {
    Each(fn(f32) -> f32),
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    /// No less and no more than the others say.
    Between,
    /// A line with bends at 0 and 1: its slope, and where it begins.
    Bent(f32, f32),
    Convolve(Window, usize),
    Spread(Window),
    Mean(Window),
    MeanOfAll,
    /// Mean and spread taken out, by what the net learned; what is added so that nothing is divided by nothing.
    Even(f32),
    Resize,
    Join(i64),
    Sides,
    /// Stays as it is.
    Same,
    Part,
    Reshape,
    Turn(Vec<usize>),
    Drop(Vec<i64>),
    MeanAlong(Vec<i64>),
    Matrices,
    Chances(i64),
}

struct Step {
    layer: Layer,
    from: Vec<usize>,
    to: usize,
}

/// A net.
pub(super) struct Net {
    steps: Vec<Step>,
    known: Vec<Option<Tensor>>,
    input: usize,
    output: usize,
    /// What its maker wrote beside it.
    pub beside: BTreeMap<String, String>,
}

fn small(numbers: &[i64]) -> Option<Vec<usize>> {
    numbers.iter().map(|one| usize::try_from(*one).ok().filter(|one| *one <= 64)).collect()
}

fn window(said: &Written) -> Option<Window> {
    let pair = |name: &str, otherwise: usize| -> Option<[usize; 2]> {
        let numbers = small(said.wholes(name))?;
        if numbers.is_empty() { Some([otherwise; 2]) } else { numbers.try_into().ok() }
    };
    let edges = small(said.wholes("pads"))?;
    let edges = if edges.is_empty() { [0; 4] } else { edges.try_into().ok()? };
    // Holes in a window are in none of our nets.
    let plain = pair("dilations", 1)? == [1, 1] && matches!(said.words("auto_pad"), b"" | b"NOTSET");
    plain.then_some(Window { size: pair("kernel_shape", 0)?, step: pair("strides", 1)?, edges })
}

impl Layer {
    fn read(said: &Written) -> Option<Self> {
        Some(match said.kind.as_str() {
            "Add" => Self::Add,
            "Sub" => Self::Subtract,
            "Mul" => Self::Multiply,
            "Div" => Self::Divide,
            "Pow" => Self::Power,
            "Relu" => Self::Each(|one| one.max(0.0)),
            "Sigmoid" => Self::Each(|one| 1.0 / (1.0 + (-one).exp())),
            "Sqrt" => Self::Each(f32::sqrt),
            "HardSigmoid" => Self::Bent(said.number("alpha", 0.2), said.number("beta", 0.5)),
            "Clip" => Self::Between,
            "Conv" => Self::Convolve(window(said)?, usize::try_from(said.whole("group", 1)).ok()?),
            "ConvTranspose" if said.whole("group", 1) == 1 => Self::Spread(window(said)?),
            "AveragePool" if said.whole("ceil_mode", 0) == 0 => Self::Mean(window(said)?),
            "GlobalAveragePool" => Self::MeanOfAll,
            "BatchNormalization" => Self::Even(said.number("epsilon", 1e-5)),
            "Resize"
                if said.words("mode") == b"nearest"
                    && said.words("coordinate_transformation_mode") == b"asymmetric"
                    && said.words("nearest_mode") == b"floor" =>
            {
                Self::Resize
            }
            "Concat" => Self::Join(said.whole("axis", 0)),
            "Shape" => Self::Sides,
            "Cast" if matches!(said.whole("to", 0), 1 | 6 | 7) => Self::Same,
            "Slice" => Self::Part,
            "Reshape" => Self::Reshape,
            "Transpose" => Self::Turn(small(said.wholes("perm"))?),
            "Squeeze" => Self::Drop(said.wholes("axes").to_vec()),
            "ReduceMean" if said.whole("keepdims", 1) == 1 => Self::MeanAlong(said.wholes("axes").to_vec()),
            "MatMul" => Self::Matrices,
            "Softmax" => Self::Chances(said.whole("axis", 1)),
            _ => return None,
        })
    }

    fn run(&self, from: &[&Tensor]) -> Option<Tensor> {
        let one = *from.first()?;
        let other = |number: usize| from.get(number).copied();
        match self {
            Self::Each(make) => Some(one.map(make)),
            Self::Add => one.with(other(1)?, |one, two| one + two),
            Self::Subtract => one.with(other(1)?, |one, two| one - two),
            Self::Multiply => one.with(other(1)?, |one, two| one * two),
            Self::Divide => one.with(other(1)?, |one, two| one / two),
            Self::Power => one.with(other(1)?, |one, two| if two == 2.0 { one * one } else { one.powf(two) }),
            Self::Between => {
                let (low, high) = (*other(1)?.data.first()?, *other(2)?.data.first()?);
                Some(one.map(|one| one.max(low).min(high)))
            }
            Self::Bent(slope, begin) => Some(one.map(|one| (one * slope + begin).clamp(0.0, 1.0))),
            Self::Convolve(window, groups) => layers::convolve(one, other(1)?, other(2), (window, *groups)),
            Self::Spread(window) => layers::spread(one, other(1)?, other(2), window),
            Self::Mean(window) => layers::mean(one, window),
            Self::MeanOfAll => {
                let [_, _, high, wide] = *one.sides.as_slice() else { return None };
                layers::mean(one, &Window { size: [high, wide], step: [1, 1], edges: [0; 4] })
            }
            Self::Even(least) => even(one, from, *least),
            Self::Resize => layers::resize(one, &other(2)?.data),
            Self::Join(side) => join(from, *side),
            Self::Sides => {
                let data: Vec<f32> = one.sides.iter().map(|side| *side as f32).collect();
                Tensor::new(vec![data.len()], data)
            }
            Self::Same => Some(one.clone()),
            Self::Part => part(one, from),
            Self::Reshape => reshape(one, &other(1)?.whole()),
            Self::Turn(order) => one.turned(order),
            Self::Drop(sides) => drop_sides(one, sides),
            Self::MeanAlong(sides) => mean_along(one, sides),
            Self::Matrices => layers::matrices(one, other(1)?),
            Self::Chances(side) => chances(one, *side),
        }
    }
}

fn even(one: &Tensor, from: &[&Tensor], least: f32) -> Option<Tensor> {
    let [_, scale, begin, mean, spread] = *from else { return None };
    let channels = *one.sides.get(1)?;
    if [scale, begin, mean, spread].iter().any(|other| other.data.len() != channels) {
        return None;
    }
    let mut to = one.clone();
    let plane = one.data.len().checked_div(channels)?.max(1);
    for (number, row) in to.data.chunks_exact_mut(plane).enumerate() {
        let channel = number % channels;
        let by = scale.data[channel] / (spread.data[channel] + least).sqrt();
        let begin = begin.data[channel] - mean.data[channel] * by;
        row.iter_mut().for_each(|one| *one = *one * by + begin);
    }
    Some(to)
}

fn join(from: &[&Tensor], side: i64) -> Option<Tensor> {
    let first = from.first()?;
    let side = first.side(side)?;
    let alike = |one: &&Tensor| {
        let same = |(number, (one, two)): (usize, (&usize, &usize))| number == side || one == two;
        one.sides.len() == first.sides.len() && one.sides.iter().zip(&first.sides).enumerate().all(same)
    };
    if !from.iter().all(alike) {
        return None;
    }
    let mut sides = first.sides.clone();
    sides[side] = from.iter().map(|one| one.sides[side]).sum();
    let mut data = Vec::with_capacity(tensor::count(&sides)?);
    for outer in 0..first.around(side).0 {
        for one in from {
            let (_, of, after) = one.around(side);
            data.extend_from_slice(&one.data[outer * of * after..(outer + 1) * of * after]);
        }
    }
    Tensor::new(sides, data)
}

/// A part along some sides; a step other than one is in none of our nets.
fn part(one: &Tensor, from: &[&Tensor]) -> Option<Tensor> {
    let (begins, ends, along) = (from.get(1)?.whole(), from.get(2)?.whole(), from.get(3)?.whole());
    if begins.len() != along.len() || ends.len() != along.len() {
        return None;
    }
    if from.get(4).is_some_and(|steps| steps.data.iter().any(|step| *step != 1.0)) {
        return None;
    }
    let mut part = one.clone();
    for (side, (begin, end)) in along.iter().zip(begins.iter().zip(&ends)) {
        let side = part.side(*side)?;
        let (before, of, after) = part.around(side);
        let place = |at: i64| {
            let length = i64::try_from(of).unwrap_or(0);
            usize::try_from(if at < 0 { at.saturating_add(length) } else { at }.clamp(0, length)).unwrap_or(0)
        };
        let (begin, end) = (place(*begin), place(*end));
        let mut data = Vec::new();
        for outer in 0..before {
            let from = outer * of * after;
            data.extend_from_slice(part.data.get(from + begin * after..from + end * after)?);
        }
        let mut sides = part.sides.clone();
        sides[side] = end.checked_sub(begin)?;
        part = Tensor::new(sides, data)?;
    }
    Some(part)
}

fn reshape(one: &Tensor, wanted: &[i64]) -> Option<Tensor> {
    let mut sides = Vec::with_capacity(wanted.len());
    for (number, side) in wanted.iter().enumerate() {
        sides.push(match side {
            0 => *one.sides.get(number)?,
            -1 => {
                let others = wanted.iter().enumerate().filter(|(other, _)| *other != number);
                let known = others.map(|(other, side)| match side {
                    0 => one.sides.get(other).copied(),
                    side => usize::try_from(*side).ok(),
                });
                let known = known.collect::<Option<Vec<usize>>>()?;
                one.data.len().checked_div(tensor::count(&known)?)?
            }
            side => usize::try_from(*side).ok()?,
        });
    }
    Tensor::new(sides, one.data.clone())
}

fn drop_sides(one: &Tensor, dropped: &[i64]) -> Option<Tensor> {
    let dropped: Vec<usize> = dropped.iter().map(|side| one.side(*side)).collect::<Option<_>>()?;
    if dropped.iter().any(|side| one.sides[*side] != 1) {
        return None;
    }
    let left = one.sides.iter().enumerate().filter(|(side, _)| !dropped.contains(side));
    Tensor::new(left.map(|(_, side)| *side).collect(), one.data.clone())
}

/// The mean along the last side.
fn mean_along(one: &Tensor, sides: &[i64]) -> Option<Tensor> {
    let [side] = *sides else { return None };
    let (before, of, after) = one.around(one.side(side)?);
    if after != 1 || of == 0 {
        return None;
    }
    let mut sides = one.sides.clone();
    *sides.last_mut()? = 1;
    let data: Vec<f32> = one.data.chunks_exact(of).map(|row| row.iter().sum::<f32>() / of as f32).collect();
    debug_assert_eq!(data.len(), before);
    Tensor::new(sides, data)
}

/// What a row says is made into chances, which are one together; along the last side.
fn chances(one: &Tensor, side: i64) -> Option<Tensor> {
    let (_, of, after) = one.around(one.side(side)?);
    if after != 1 || of == 0 {
        return None;
    }
    let mut to = one.clone();
    for row in to.data.chunks_exact_mut(of) {
        let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.iter_mut().for_each(|one| *one = (*one - most).exp());
        let sum: f32 = row.iter().sum();
        row.iter_mut().for_each(|one| *one /= sum);
    }
    Some(to)
}

impl Net {
    /// Reads a net; nothing where it is none, or does what none of ours does.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut file = File::read(bytes)?;
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        let mut number = |name: &str| {
            let next = names.len();
            *names.entry(name.to_owned()).or_insert(next)
        };
        let known: Vec<(usize, Tensor)> =
            std::mem::take(&mut file.known).into_iter().map(|(name, value)| (number(&name), value)).collect();
        let input = number(file.inputs.first()?);
        let mut steps = Vec::with_capacity(file.layers.len());
        for said in &file.layers {
            // What is left out (an empty name) stands before what is said in no layer but one that does not look at it.
            let from = said.from.iter().map(|name| number(name)).collect();
            steps.push(Step { layer: Layer::read(said)?, from, to: number(said.to.first()?) });
        }
        let output = number(file.outputs.first()?);
        let mut all = Vec::new();
        all.resize_with(names.len(), || None);
        for (at, value) in known {
            all[at] = Some(value);
        }
        // The name of nothing stands for nothing.
        if let Some(at) = names.get("") {
            all[*at] = Some(Tensor { sides: vec![0], data: Vec::new() });
        }
        Some(Self { steps, known: all, input, output, beside: file.beside })
    }

    /// What it makes of an input; nothing where the input does not fit.
    pub(super) fn run(&self, input: Tensor) -> Option<Tensor> {
        let mut made: Vec<Option<Tensor>> = Vec::new();
        made.resize_with(self.known.len(), || None);
        made[self.input] = Some(input);
        let mut last = vec![0; self.known.len()];
        for (number, step) in self.steps.iter().enumerate() {
            step.from.iter().for_each(|from| last[*from] = number);
        }
        for (number, step) in self.steps.iter().enumerate() {
            let value = |at: &usize| made[*at].as_ref().or(self.known[*at].as_ref());
            let from: Vec<&Tensor> = step.from.iter().map(value).collect::<Option<_>>()?;
            let result = step.layer.run(&from)?;
            // What nothing asks for any more makes room.
            for from in &step.from {
                if last[*from] == number && *from != self.output {
                    made[*from] = None;
                }
            }
            made[step.to] = Some(result);
        }
        made[self.output].take()
    }
}
