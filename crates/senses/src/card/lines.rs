//! Where text stands: of the map of likely places that a net draws, each patch becomes the smallest slanted rectangle around it.

/// So likely a place must be to belong to text; and a whole patch in the mean.
const PLACE: f32 = 0.3;
const PATCH: f32 = 0.5;
/// How much larger the text is than the patch, which the net was taught to draw smaller: area by outline.
const LARGER: f32 = 1.6;
/// The shortest side of a patch, and how many patches there may be.
const SIDE_MIN: f32 = 3.0;
const PATCHES_MAX: usize = 200;

/// A slanted rectangle: where its middle is, how long along the line, how high across it, and how the line slants (radians).
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Line {
    pub x: f32,
    pub y: f32,
    pub long: f32,
    pub high: f32,
    pub slant: f32,
}

/// The lines in a map of likely places.
pub(super) fn lines(map: &[f32], wide: usize) -> Vec<Line> {
    let mut seen = vec![false; map.len()];
    let mut all = Vec::new();
    for start in 0..map.len() {
        if seen[start] || map[start] <= PLACE {
            continue;
        }
        let patch = patch(map, wide, start, &mut seen);
        let mean = patch.iter().map(|at| map[*at]).sum::<f32>() / patch.len() as f32;
        if mean < PATCH {
            continue;
        }
        let corners = patch.iter().map(|at| ((at % wide) as f32, (at / wide) as f32)).collect();
        let Some(line) = around(&hull(corners)) else { continue };
        if line.high < SIDE_MIN || all.len() >= PATCHES_MAX {
            continue;
        }
        let by = line.long * line.high * LARGER / (2.0 * (line.long + line.high));
        all.push(Line { long: line.long + 2.0 * by, high: line.high + 2.0 * by, ..line });
    }
    all
}

/// All likely places that touch one another, from one of them on.
fn patch(map: &[f32], wide: usize, start: usize, seen: &mut [bool]) -> Vec<usize> {
    let high = map.len() / wide;
    let mut patch = vec![start];
    seen[start] = true;
    let mut next = 0;
    while let Some(at) = patch.get(next).copied() {
        next += 1;
        let (x, y) = (at % wide, at / wide);
        for y in y.saturating_sub(1)..=(y + 1).min(high - 1) {
            for x in x.saturating_sub(1)..=(x + 1).min(wide - 1) {
                let near = y * wide + x;
                if !seen[near] && map[near] > PLACE {
                    seen[near] = true;
                    patch.push(near);
                }
            }
        }
    }
    patch
}

/// The outline that has no dents (by the monotone chain of Andrew, 1979).
fn hull(mut points: Vec<(f32, f32)>) -> Vec<(f32, f32)> {
    points.sort_by(|one, two| one.0.total_cmp(&two.0).then(one.1.total_cmp(&two.1)));
    let turns = |one: (f32, f32), two: (f32, f32), three: (f32, f32)| {
        (two.0 - one.0) * (three.1 - one.1) - (two.1 - one.1) * (three.0 - one.0)
    };
    let half = |points: &mut dyn Iterator<Item = (f32, f32)>| {
        let mut chain: Vec<(f32, f32)> = Vec::new();
        for point in points {
            while let [.., one, two] = chain.as_slice()
                && turns(*one, *two, point) <= 0.0
            {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut all = half(&mut points.iter().copied());
    all.extend(half(&mut points.iter().rev().copied()));
    all
}

/// The smallest rectangle around an outline; one of its sides lies along one of the outline's.
fn around(outline: &[(f32, f32)]) -> Option<Line> {
    let mut best: Option<(f32, Line)> = None;
    for (number, from) in outline.iter().enumerate() {
        let to = outline[(number + 1) % outline.len()];
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        if length == 0.0 {
            continue;
        }
        let (cos, sin) = (dx / length, dy / length);
        let (mut along, mut across) = ([f32::MAX, f32::MIN], [f32::MAX, f32::MIN]);
        for (x, y) in outline {
            let (one, two) = (x * cos + y * sin, y * cos - x * sin);
            along = [along[0].min(one), along[1].max(one)];
            across = [across[0].min(two), across[1].max(two)];
        }
        let (long, high) = (along[1] - along[0] + 1.0, across[1] - across[0] + 1.0);
        let (one, two) = (f32::midpoint(along[0], along[1]), f32::midpoint(across[0], across[1]));
        let line =
            Line { x: one * cos - two * sin, y: one * sin + two * cos, long, high, slant: dy.atan2(dx) };
        if best.is_none_or(|(area, _)| long * high < area) {
            best = Some((long * high, upright(line)));
        }
    }
    best.map(|(_, line)| line)
}

/// Longer than high, and read from left to right: between a quarter turn to either side.
fn upright(line: Line) -> Line {
    let quarter = std::f32::consts::FRAC_PI_2;
    let mut line = line;
    if line.long < line.high {
        line = Line { long: line.high, high: line.long, slant: line.slant + quarter, ..line };
    }
    while line.slant > quarter {
        line.slant -= 2.0 * quarter;
    }
    while line.slant <= -quarter {
        line.slant += 2.0 * quarter;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::lines;

    /// A map with one slanted bar.
    fn bar(slant: f32) -> Vec<f32> {
        let inside = |at: usize| {
            let (x, y) = ((at % 100) as f32 - 50.0, (at / 100) as f32 - 50.0);
            let (along, across) = (x * slant.cos() + y * slant.sin(), y * slant.cos() - x * slant.sin());
            along.abs() <= 30.0 && across.abs() <= 5.0
        };
        (0..10_000).map(|at| if inside(at) { 0.9 } else { 0.0 }).collect()
    }

    #[test]
    fn a_bar_is_found_as_it_slants_and_somewhat_larger() {
        for slant in [0.0, 0.2, -0.3, 1.2] {
            let [line] = lines(&bar(slant), 100)[..] else { panic!("one line") };
            assert!((line.slant - slant).abs() < 0.05, "{line:?} for {slant}");
            assert!((line.x - 50.0).abs() < 1.0 && (line.y - 50.0).abs() < 1.0);
            let by = 61.0 * 11.0 * 1.6 / 144.0;
            assert!((line.long - 61.0 - 2.0 * by).abs() < 3.0 && (line.high - 11.0 - 2.0 * by).abs() < 3.0);
        }
    }

    #[test]
    fn specks_and_what_is_hardly_likely_are_no_lines() {
        let mut map = vec![0.0; 10_000];
        map[550] = 0.9;
        (1_000..1_050).for_each(|at| map[at] = 0.35);
        assert!(lines(&map, 100).is_empty());
    }
}
