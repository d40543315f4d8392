//! What is left of the limits that a request was counted under, told in headers beside the answer.
//!
//! Whoever counts notes it here, deep below the handler; the gate asks once the answer is there. The headers are those
//! of draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy: "name";q=5;w=3600` and `RateLimit: "name";r=4;t=1712`.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use std::sync::{Arc, Mutex, PoisonError};

/// One limit, and what is left of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit {
    /// What is counted.
    pub kind: &'static str,
    /// How many fit in the window.
    pub most: u32,
    /// The window in seconds.
    pub span_s: u32,
    /// How many more fit in it now.
    pub left: u32,
    /// Seconds until the next window.
    pub reset_s: u64,
}

type Noted = Arc<Mutex<Vec<Limit>>>;

tokio::task_local! {
    static NOTED: Noted;
}

/// Notes what is left of a limit, for whoever answers the request; where nobody does, nothing is noted.
pub fn note(limit: Limit) {
    if let Ok(noted) = NOTED.try_with(Arc::clone) {
        noted.lock().unwrap_or_else(PoisonError::into_inner).push(limit);
    }
}

/// Does something, and answers with what was noted meanwhile.
pub async fn noting<T>(doing: impl Future<Output = T>) -> (T, Vec<Limit>) {
    let noted = Noted::default();
    let done = NOTED.scope(Arc::clone(&noted), doing).await;
    let limits = noted.lock().unwrap_or_else(PoisonError::into_inner).clone();
    (done, limits)
}

/// The same thing, to be done by another task: it notes where this one does.
pub fn carried<T>(doing: impl Future<Output = T>) -> impl Future<Output = T> {
    let noted = NOTED.try_with(Arc::clone).unwrap_or_default();
    NOTED.scope(noted, doing)
}

/// Writes the limit of which least is left, where there is one.
pub fn write(limits: &[Limit], headers: &mut HeaderMap) {
    let share = |limit: &&Limit| u64::from(limit.left) * 1_000_000 / u64::from(limit.most.max(1));
    let Some(tightest) = limits.iter().min_by_key(share) else { return };
    let Limit { kind, most, span_s, left, reset_s } = tightest;
    for (name, value) in [
        ("ratelimit-policy", format!("\"{kind}\";q={most};w={span_s}")),
        ("ratelimit", format!("\"{kind}\";r={left};t={reset_s}")),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tightest_limit_is_told() {
        let wide = Limit { kind: "hour", most: 60, span_s: 3_600, left: 59, reset_s: 100 };
        let tight = Limit { kind: "minute", most: 10, span_s: 60, left: 1, reset_s: 7 };
        let mut headers = HeaderMap::new();
        write(&[wide, tight], &mut headers);
        assert_eq!(headers["ratelimit-policy"], "\"minute\";q=10;w=60");
        assert_eq!(headers["ratelimit"], "\"minute\";r=1;t=7");
        let mut none = HeaderMap::new();
        write(&[], &mut none);
        assert!(none.is_empty());
    }

    #[tokio::test]
    async fn another_task_notes_for_the_request_that_sent_it() {
        let limit = Limit { kind: "x", most: 1, span_s: 1, left: 0, reset_s: 1 };
        let ((), noted) =
            noting(async { tokio::spawn(carried(async move { note(limit) })).await.unwrap() }).await;
        assert_eq!(noted, [limit]);
        note(limit); // nobody listens
    }
}
