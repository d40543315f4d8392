//! A task and its owner: what is spawned ends with whoever holds this.

use std::future::Future;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A running task. Dropped, its channel closes, which tells the task to stop as well; only [`OwnedTask::end`] waits for it.
#[must_use = "dropping the owner ends the task"]
pub struct OwnedTask {
    name: &'static str,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl OwnedTask {
    /// Begins it. The work gets what tells it to stop: it has changed, or is gone.
    pub fn spawn<Work>(name: &'static str, work: impl FnOnce(watch::Receiver<bool>) -> Work) -> Self
    where
        Work: Future<Output = ()> + Send + 'static,
    {
        let (stop, stopped) = watch::channel(false);
        Self { name, stop, task: tokio::spawn(work(stopped)) }
    }

    /// Ends it after what it is doing, and waits for it.
    pub async fn end(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, task = self.name, "a task ended badly");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test]
    async fn a_task_ends_after_what_it_is_doing() {
        let done = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&done);
        let task = OwnedTask::spawn("counting", |mut stopped| async move {
            assert!(stopped.changed().await.is_ok());
            counted.fetch_add(1, Ordering::SeqCst);
        });
        assert_eq!(done.load(Ordering::SeqCst), 0);
        task.end().await;
        assert_eq!(done.load(Ordering::SeqCst), 1);
    }
}
