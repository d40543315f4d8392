//! Numbers in rows: pictures, places, channels, the last the nearest to one another.

/// Numbers of four sides: how many, high, wide, channels.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Tensor {
    pub sides: [usize; 4],
    pub data: Vec<f32>,
}

impl Tensor {
    pub(crate) fn zeros(sides: [usize; 4]) -> Self {
        Self { sides, data: vec![0.0; sides.iter().product()] }
    }

    pub(crate) const fn channels(&self) -> usize {
        self.sides[3]
    }

    /// Each number by itself.
    pub(crate) fn map(&self, make: impl Fn(f32) -> f32) -> Self {
        Self { sides: self.sides, data: self.data.iter().map(|one| make(*one)).collect() }
    }

    /// Two by two. The smaller side is said again: one number for each channel, or one for all channels of a place.
    pub(crate) fn with(&self, other: &Self, make: fn(f32, f32) -> f32) -> Option<Self> {
        if self.data.len() < other.data.len() {
            return other.spread(self, |one, two| make(two, one));
        }
        self.spread(other, make)
    }

    fn spread(&self, other: &Self, make: impl Fn(f32, f32) -> f32) -> Option<Self> {
        let channels = self.channels();
        let data = if self.data.len() == other.data.len() {
            self.data.iter().zip(&other.data).map(|(one, two)| make(*one, *two)).collect()
        } else if other.data.len() == channels {
            let rows = self.data.chunks_exact(channels);
            rows.flat_map(|row| row.iter().zip(&other.data)).map(|(one, two)| make(*one, *two)).collect()
        } else if other.data.len().checked_mul(channels) == Some(self.data.len()) {
            let rows = self.data.chunks_exact(channels).zip(&other.data);
            rows.flat_map(|(row, two)| row.iter().map(move |one| (one, two)))
                .map(|(one, two)| make(*one, *two))
                .collect()
        } else {
            return None;
        };
        Some(Self { sides: self.sides, data })
    }

    /// All channels of each place made one.
    pub(crate) fn fold(&self, make: impl Fn(f32, f32) -> f32) -> Self {
        let rows = self.data.chunks_exact(self.channels().max(1));
        let data = rows.map(|row| row.iter().copied().reduce(&make).unwrap_or(0.0)).collect();
        Self { sides: [self.sides[0], self.sides[1], self.sides[2], 1], data }
    }
}
