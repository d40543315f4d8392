//! A page of a list: what comes after the last thing one has seen.

use schemars::JsonSchema;
use serde::Deserialize;

/// Things on a page that says nothing else.
const USUAL: u32 = 50;
/// Things on a page at most.
const MOST: u32 = 200;

/// Which page of a list.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Page<T> {
    /// `next` of the page before; the first page where it is absent.
    pub after: Option<T>,
    /// Things on the page: 50 where it is absent, 200 at most.
    pub limit: Option<u32>,
}

impl<T> Page<T> {
    /// How many things.
    pub(super) fn limit(&self) -> u32 {
        self.limit.unwrap_or(USUAL).clamp(1, MOST)
    }

    /// Where the next page begins, after `last` of so many things; `None` where this was the last.
    pub(super) fn next<I>(&self, items: &[I], id: impl Fn(&I) -> T) -> Option<T> {
        let full = u32::try_from(items.len()).unwrap_or(u32::MAX) >= self.limit();
        items.last().filter(|_| full).map(id)
    }
}
