//! A net as it is handed about (TFLite): read once, run again and again.

use crate::buffer::Table;
use crate::layers::{self, Weights, Window};
use crate::tensor::Tensor;

/// Tensors of a net, and numbers of one of them, at most.
const TENSORS_MAX: usize = 4_096;
const NUMBERS_MAX: usize = 1 << 26;

/// What a layer does.
enum Layer {
    Convolve(Weights, Window),
    ConvolveEach(Vec<f32>, Vec<f32>, Window),
    Greatest(Window),
    Connect(Weights),
    Reshape,
    /// By itself.
    Each(fn(f32) -> f32),
    /// With another.
    Both(fn(f32, f32) -> f32),
    /// All channels made one.
    Fold(fn(f32, f32) -> f32),
}

struct Step {
    layer: Layer,
    from: Vec<usize>,
    to: usize,
}

/// A net.
pub(crate) struct Net {
    steps: Vec<Step>,
    /// What is known before anything is seen.
    known: Vec<Option<Tensor>>,
    input: usize,
    outputs: Vec<usize>,
}

/// What is read of the file while the layers are made.
struct Source<'a> {
    tensors: Vec<Table<'a>>,
    buffers: Vec<Table<'a>>,
}

impl Source<'_> {
    fn sides(&self, tensor: usize) -> Option<Vec<usize>> {
        let sides = self.tensors.get(tensor)?.ints(0)?;
        sides.into_iter().map(|side| usize::try_from(side).ok()).collect()
    }

    /// The numbers of a tensor; nothing where it has none.
    fn numbers(&self, tensor: usize) -> Option<Vec<f32>> {
        let of = self.tensors.get(tensor)?;
        let buffer = usize::try_from(of.int(2, 0)).ok()?;
        let bytes = self.buffers.get(buffer)?.bytes(0)?;
        let is_float = of.byte(1) == 0;
        (is_float && !bytes.is_empty())
            .then(|| bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect())
    }
}

fn at(number: i32) -> Option<usize> {
    usize::try_from(number).ok()
}

fn step_of(options: Table<'_>) -> Option<((usize, usize), bool)> {
    Some(((at(options.int(2, 0))?, at(options.int(1, 0))?), options.byte(0) == 0))
}

/// A convolution with holes, or with a rule of its own at its end, is in none of these nets.
fn is_plain(options: Table<'_>, rule: usize, holes: usize) -> bool {
    options.byte(rule) == 0 && options.int(holes, 1) == 1 && options.int(holes + 1, 1) == 1
}

impl Layer {
    fn read(code: i32, options: Option<Table<'_>>, from: &[usize], source: &Source<'_>) -> Option<Self> {
        let part = |number: usize| from.get(number).copied();
        let bias = || source.numbers(part(2)?);
        Some(match code {
            0 => Self::Both(|one, two| one + two),
            18 => Self::Both(|one, two| one * two),
            41 => Self::Both(|one, two| one - two),
            42 => Self::Both(|one, two| one / two),
            19 => Self::Each(|one| one.max(0.0)),
            47 => Self::Each(f32::exp),
            59 => Self::Each(|one| -one),
            101 => Self::Each(f32::abs),
            74 => Self::Fold(|one, two| one + two),
            82 => Self::Fold(f32::max),
            22 => Self::Reshape,
            3 => {
                let ([outputs, high, wide, _], options) =
                    (source.sides(part(1)?)?.try_into().ok()?, options?);
                let (step, over_edges) = step_of(options).filter(|_| is_plain(options, 3, 4))?;
                let weights = Weights::new(&source.numbers(part(1)?)?, outputs, bias()?)?;
                Self::Convolve(weights, Window { size: (high, wide), step, over_edges })
            }
            4 => {
                let ([1, high, wide, _], options): ([usize; 4], _) =
                    (source.sides(part(1)?)?.try_into().ok()?, options?)
                else {
                    return None;
                };
                let is_single = options.int(3, 0) <= 1;
                let (step, over_edges) = step_of(options).filter(|_| is_single && is_plain(options, 4, 5))?;
                let window = Window { size: (high, wide), step, over_edges };
                Self::ConvolveEach(source.numbers(part(1)?)?, bias()?, window)
            }
            17 => {
                let options = options?;
                let (step, over_edges) = step_of(options).filter(|_| options.byte(5) == 0)?;
                let size = (at(options.int(4, 0))?, at(options.int(3, 0))?);
                Self::Greatest(Window { size, step, over_edges })
            }
            9 => {
                let [outputs, _] = source.sides(part(1)?)?.try_into().ok()?;
                options.filter(|options| options.byte(0) == 0)?;
                Self::Connect(Weights::new(&source.numbers(part(1)?)?, outputs, bias()?)?)
            }
            _ => return None,
        })
    }

    fn run(&self, one: &Tensor, two: Option<&Tensor>) -> Option<Tensor> {
        match self {
            Self::Convolve(weights, window) => layers::convolve(one, weights, *window),
            Self::ConvolveEach(weights, bias, window) => layers::convolve_each(one, weights, bias, *window),
            Self::Greatest(window) => layers::greatest(one, *window),
            Self::Connect(weights) => layers::connect(one, weights),
            Self::Each(make) => Some(one.map(make)),
            Self::Both(make) => one.with(two?, *make),
            Self::Fold(make) => Some(one.fold(make)),
            Self::Reshape => {
                let many = one.sides[0];
                let each = one.data.len().checked_div(many)?;
                Some(Tensor { sides: [many, 1, 1, each], data: one.data.clone() })
            }
        }
    }
}

impl Net {
    /// Reads a net; nothing where it is none, or does what none of ours does.
    pub(crate) fn read(file: &[u8]) -> Option<Self> {
        let model = Table::root(file)?;
        let (codes, buffers) = (model.tables(1)?, model.tables(4)?);
        let graph = *model.tables(2)?.first()?;
        let source = Source { tensors: graph.tables(0)?, buffers };
        if source.tensors.len() > TENSORS_MAX {
            return None;
        }
        let numbers = |table: Table<'_>, field| {
            let ints: Option<Vec<usize>> = table.ints(field)?.into_iter().map(at).collect();
            ints.filter(|ints| ints.iter().all(|one| *one < source.tensors.len()))
        };
        let mut steps = Vec::new();
        for operator in graph.tables(3)? {
            let code = codes.get(at(operator.int(0, 0))?)?;
            let code = code.int(3, 0).max(i32::from(code.byte(0)));
            let (from, to) = (numbers(operator, 1)?, *numbers(operator, 2)?.first()?);
            let layer = Layer::read(code, operator.table(4), &from, &source)?;
            steps.push(Step { layer, from, to });
        }
        let known = |tensor: usize| {
            let data = source.numbers(tensor)?;
            Some(Tensor { sides: [1, 1, 1, data.len()], data })
        };
        let known = (0..source.tensors.len()).map(known).collect();
        let (input, outputs) = (*numbers(graph, 1)?.first()?, numbers(graph, 2)?);
        Some(Self { steps, known, input, outputs })
    }

    /// What it makes of an input: its outputs, in their order; nothing where the input does not fit.
    pub(crate) fn run(&self, input: Tensor) -> Option<Vec<Tensor>> {
        if input.data.len() > NUMBERS_MAX {
            return None;
        }
        let mut made: Vec<Option<Tensor>> = Vec::new();
        made.resize_with(self.known.len(), || None);
        *made.get_mut(self.input)? = Some(input);
        for (number, step) in self.steps.iter().enumerate() {
            let value = |at: Option<&usize>| {
                let at = *at?;
                made.get(at)?.as_ref().or(self.known.get(at)?.as_ref())
            };
            let result = step.layer.run(value(step.from.first())?, value(step.from.get(1)))?;
            *made.get_mut(step.to)? = Some(result);
            // What nothing asks for any more makes room.
            for from in &step.from {
                let later = |step: &Step| step.from.contains(from);
                if !self.steps[number + 1..].iter().any(later) && !self.outputs.contains(from) {
                    made[*from] = None;
                }
            }
        }
        self.outputs.iter().map(|at| made.get_mut(*at)?.take()).collect()
    }
}
