//! A bounded queue that drops its oldest: what comes too late for a call is worth nothing.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

/// A queue of at most so many; one reader, any number of writers.
pub struct Queue<T> {
    most: usize,
    waiting: Mutex<VecDeque<T>>,
    news: Notify,
    closed: AtomicBool,
    dropped: AtomicU64,
}

impl<T> Queue<T> {
    /// An empty queue.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            most,
            waiting: Mutex::new(VecDeque::new()),
            news: Notify::new(),
            closed: AtomicBool::new(false),
            dropped: AtomicU64::new(0),
        }
    }

    /// Puts one in, and drops the oldest where it is full.
    pub fn push(&self, item: T) {
        if self.is_closed() {
            return;
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= self.most {
            waiting.pop_front();
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        waiting.push_back(item);
        drop(waiting);
        self.news.notify_one();
    }

    /// The next one, or nothing once it is closed and empty. Nothing is lost when this is dropped while it waits.
    pub async fn next(&self) -> Option<T> {
        loop {
            if let Some(item) = self.take() {
                return Some(item);
            }
            if self.is_closed() {
                return None;
            }
            self.news.notified().await;
        }
    }

    /// The next one, where one waits.
    pub fn take(&self) -> Option<T> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    /// Takes no more.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.news.notify_one();
    }

    /// Whether it takes no more.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// How many were dropped.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}
