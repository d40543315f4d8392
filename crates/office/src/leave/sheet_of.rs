//! Balances as a sheet: one row a person, one column a kind.

use policy::Lang;

use super::desk::Of;
use super::rules::Standing;
use super::{Balance, Kind};

/// Hundredths as people write them.
pub(crate) fn written(amount: i64) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let (whole, part) = (amount.abs() / 100, amount.abs() % 100);
    match part {
        0 => format!("{sign}{whole}"),
        part if part % 10 == 0 => format!("{sign}{whole}.{}", part / 10),
        part => format!("{sign}{whole}.{part:02}"),
    }
}

/// The lines of the sheet.
pub(super) fn lines(all: &[Of], lang: Lang) -> Vec<Vec<String>> {
    let is_zh = lang == Lang::ZhCn;
    let kinds: Vec<&Kind> = all.first().map(|one| one.shown.kinds.iter().collect()).unwrap_or_default();
    let mut head = vec![(if is_zh { "姓名" } else { "name" }).to_owned()];
    for kind in &kinds {
        let of = match (&kind.arranged.balance, is_zh) {
            (Balance::None, true) => "已休",
            (Balance::None, false) => "taken",
            (Balance::Kept { .. }, true) => "剩余",
            (Balance::Kept { .. }, false) => "left",
        };
        head.push(format!("{} ({of})", kind.arranged.name));
    }
    let line = |one: &Of| {
        let amount = |kind: &&Kind| {
            let standing = Standing::of(&one.shown.entries, kind.id);
            let taken = || standing.days().map(|(_, _, amount)| amount).sum();
            let kept = kind.arranged.balance != Balance::None;
            written(if kept { standing.left(one.shown.today) } else { taken() })
        };
        let name = one.name.clone().unwrap_or_else(|| "—".to_owned());
        std::iter::once(name).chain(kinds.iter().map(amount)).collect()
    };
    std::iter::once(head).chain(all.iter().map(line)).collect()
}
