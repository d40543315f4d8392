//! Numbers in as many sides as a net wants, the last the nearest to one another.

/// Numbers of a tensor, at most.
const NUMBERS_MAX: usize = 1 << 26;

/// Numbers and their sides.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Tensor {
    pub sides: Vec<usize>,
    pub data: Vec<f32>,
}

/// How many numbers have these sides; nothing where they are more than may be.
pub(super) fn count(sides: &[usize]) -> Option<usize> {
    let count = sides.iter().try_fold(1_usize, |count, side| count.checked_mul(*side))?;
    (count <= NUMBERS_MAX).then_some(count)
}

impl Tensor {
    pub(super) fn new(sides: Vec<usize>, data: Vec<f32>) -> Option<Self> {
        (count(&sides)? == data.len()).then_some(Self { sides, data })
    }

    pub(super) fn zeros(sides: Vec<usize>) -> Option<Self> {
        Some(Self { data: vec![0.0; count(&sides)?], sides })
    }

    /// Each number by itself.
    pub(super) fn map(&self, make: impl Fn(f32) -> f32) -> Self {
        Self { sides: self.sides.clone(), data: self.data.iter().map(|one| make(*one)).collect() }
    }

    /// As whole numbers; what tells sides and places is written as a tensor, too.
    pub(super) fn whole(&self) -> Vec<i64> {
        self.data.iter().map(|one| *one as i64).collect()
    }

    /// Which side is meant by this number; those below zero count from the last.
    pub(super) fn side(&self, number: i64) -> Option<usize> {
        let rank = self.sides.len();
        let number = if number < 0 { number + i64::try_from(rank).ok()? } else { number };
        usize::try_from(number).ok().filter(|side| *side < rank)
    }

    /// What lies before a side, that side, and what lies after it.
    pub(super) fn around(&self, side: usize) -> (usize, usize, usize) {
        let product = |sides: &[usize]| sides.iter().product::<usize>();
        (product(&self.sides[..side]), self.sides[side], product(&self.sides[side + 1..]))
    }

    /// Two by two; a side of one is said again.
    pub(super) fn with(&self, other: &Self, make: impl Fn(f32, f32) -> f32) -> Option<Self> {
        if self.sides == other.sides {
            let data = self.data.iter().zip(&other.data).map(|(one, two)| make(*one, *two)).collect();
            return Some(Self { sides: self.sides.clone(), data });
        }
        if let [two] = *other.data.as_slice()
            && other.sides.len() <= self.sides.len()
        {
            return Some(self.map(|one| make(one, two)));
        }
        let rank = self.sides.len().max(other.sides.len());
        let (one, two) = (padded(&self.sides, rank), padded(&other.sides, rank));
        let mut sides = Vec::with_capacity(rank);
        for (one, two) in one.iter().zip(&two) {
            match (*one, *two) {
                (one, two) if one == two || two == 1 => sides.push(one),
                (1, two) => sides.push(two),
                _ => return None,
            }
        }
        let mut to = Self::zeros(sides)?;
        let (by_one, by_two) = (strides(&one), strides(&two));
        let last = to.sides.last().copied().unwrap_or(1);
        let (step_one, step_two) = (by_one.last().copied().unwrap_or(0), by_two.last().copied().unwrap_or(0));
        let mut at = vec![0; rank.saturating_sub(1)];
        for row in to.data.chunks_exact_mut(last.max(1)) {
            let from = |by: &[usize]| at.iter().zip(by).map(|(at, by)| at * by).sum::<usize>();
            let (one, two) = (&self.data[from(&by_one)..], &other.data[from(&by_two)..]);
            for (number, to) in row.iter_mut().enumerate() {
                *to = make(one[number * step_one], two[number * step_two]);
            }
            advance(&mut at, &to.sides);
        }
        Some(to)
    }

    /// The sides in another order.
    pub(super) fn turned(&self, order: &[usize]) -> Option<Self> {
        let rank = self.sides.len();
        let mut seen = vec![false; rank];
        for side in order {
            if std::mem::replace(seen.get_mut(*side)?, true) {
                return None;
            }
        }
        if order.len() != rank {
            return None;
        }
        let by = plain_strides(&self.sides);
        let sides: Vec<usize> = order.iter().map(|side| self.sides[*side]).collect();
        let by: Vec<usize> = order.iter().map(|side| by[*side]).collect();
        let mut at = vec![0; rank];
        let mut data = Vec::with_capacity(self.data.len());
        for _ in 0..self.data.len() {
            data.push(self.data[at.iter().zip(&by).map(|(at, by)| at * by).sum::<usize>()]);
            advance(&mut at, &sides);
        }
        Some(Self { sides, data })
    }
}

/// The next place, the last side first.
fn advance(at: &mut [usize], sides: &[usize]) {
    for (place, side) in at.iter_mut().zip(sides).rev() {
        *place += 1;
        if *place < *side {
            return;
        }
        *place = 0;
    }
}

fn padded(sides: &[usize], rank: usize) -> Vec<usize> {
    let mut all = vec![1; rank - sides.len()];
    all.extend_from_slice(sides);
    all
}

fn plain_strides(sides: &[usize]) -> Vec<usize> {
    let mut by = vec![1; sides.len()];
    for side in (0..sides.len().saturating_sub(1)).rev() {
        by[side] = by[side + 1] * sides[side + 1];
    }
    by
}

/// How far it is to the next along each side; nowhere along a side of one.
fn strides(sides: &[usize]) -> Vec<usize> {
    plain_strides(sides).into_iter().zip(sides).map(|(by, side)| if *side == 1 { 0 } else { by }).collect()
}

#[cfg(test)]
mod tests {
    use super::Tensor;

    #[test]
    fn a_side_of_one_is_said_again_and_what_does_not_fit_is_refused() {
        let two = Tensor::new(vec![2, 3], vec![1., 2., 3., 4., 5., 6.]).unwrap();
        let row = Tensor::new(vec![3], vec![10., 20., 30.]).unwrap();
        let column = Tensor::new(vec![2, 1], vec![100., 200.]).unwrap();
        let add = |one: &Tensor, two: &Tensor| one.with(two, |one, two| one + two);
        assert_eq!(add(&two, &row).unwrap().data, [11., 22., 33., 14., 25., 36.]);
        assert_eq!(add(&row, &column).unwrap().data, [110., 120., 130., 210., 220., 230.]);
        assert_eq!(add(&two, &Tensor::new(vec![2], vec![0.0; 2]).unwrap()), None);
        assert_eq!(two.turned(&[1, 0]).unwrap().data, [1., 4., 2., 5., 3., 6.]);
        assert_eq!(two.turned(&[1, 1]), None);
        assert_eq!(Tensor::new(vec![usize::MAX, 2], Vec::new()), None);
    }
}
