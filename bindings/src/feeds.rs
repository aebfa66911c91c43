//! Feeds, pulled: the first call is the current state, the latest value wins, `None` means stopped.
//! Refuses callbacks. A waiting `next` may be dropped at any time: nothing is lost by it.

use samtale_engine::view::{DialogView, InboxView};

/// The list of dialogs.
#[derive(uniffi::Object)]
pub struct InboxFeed(samtale_client::InboxFeed);

impl From<samtale_client::InboxFeed> for InboxFeed {
    fn from(inner: samtale_client::InboxFeed) -> Self {
        Self(inner)
    }
}

#[uniffi::export]
impl InboxFeed {
    /// The next snapshot.
    pub async fn next(&self) -> Option<InboxView> {
        self.0.next().await
    }

    /// Ends the feed.
    pub fn stop(&self) {
        self.0.stop();
    }
}

/// One dialog.
#[derive(uniffi::Object)]
pub struct DialogFeed(samtale_client::DialogFeed);

impl From<samtale_client::DialogFeed> for DialogFeed {
    fn from(inner: samtale_client::DialogFeed) -> Self {
        Self(inner)
    }
}

#[uniffi::export]
impl DialogFeed {
    /// The next snapshot.
    pub async fn next(&self) -> Option<DialogView> {
        self.0.next().await
    }

    /// Shows older items with the next snapshot.
    pub fn load_earlier(&self) {
        self.0.load_earlier();
    }

    /// Shows with the next snapshot enough for this post to be among it.
    pub fn show(&self, post: String) {
        self.0.show(&post);
    }

    /// Ends the feed.
    pub fn stop(&self) {
        self.0.stop();
    }
}
