//! Waiting for what goes over the line.
//! Refuses to wait for ever.

use super::Liar;
use std::time::Duration;

impl Liar {
    /// Waits until something was called so often.
    ///
    /// # Panics
    /// When it is not.
    pub async fn until_called(&self, path: &str, count: usize) {
        let mut called = self.0.called.subscribe();
        let wait = called.wait_for(|_| self.count(path) >= count);
        let waited = tokio::time::timeout(Duration::from_secs(60), wait).await;
        assert!(waited.is_ok_and(|it| it.is_ok()), "{path} was not called {count} times");
    }

    /// Waits until all that was injected was told, and news are asked for again: it was taken in.
    ///
    /// # Panics
    /// When it is not.
    pub async fn until_taken_in(&self) {
        let mut called = self.0.called.subscribe();
        let taken_in = || {
            let (asked, lies) = (self.count("/v1/feed"), self.lies());
            lies.injected.is_empty() && asked > lies.told_at
        };
        let waited = tokio::time::timeout(Duration::from_secs(60), called.wait_for(|_| taken_in())).await;
        assert!(waited.is_ok_and(|it| it.is_ok()), "news were not asked for again");
    }

    /// Waits until so many files have gone, or begun to go, over the line.
    ///
    /// # Panics
    /// When they do not.
    pub async fn until_files(&self, count: usize) {
        self.0.stops.until_begun(count).await;
    }

    /// Waits until what was called, and what was taken of streams, is as it should be.
    ///
    /// # Panics
    /// When it does not become so.
    pub async fn until(&self, is: impl Fn(&Self) -> bool) {
        let (mut called, mut taken) = (self.0.called.subscribe(), self.0.streams.through.subscribe());
        let wait = async {
            while !is(self) {
                tokio::select! {
                    _ = called.changed() => {}
                    _ = taken.changed() => {}
                }
            }
        };
        assert!(tokio::time::timeout(Duration::from_secs(60), wait).await.is_ok(), "it did not come to that");
    }
}
