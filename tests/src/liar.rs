//! A network that may lie: it stands between a real client and the real server and rewrites answers.
//! Refuses nothing; the client must. Honest until told to lie.

use futures::FutureExt;
use futures::future::BoxFuture;
use samtale_client::Problem;
use samtale_client::adapters::http::Network;
use samtale_client::ports::{Call, Chunks, Connect, Transport};
use samtale_engine::courier::Fault;
use samtale_wire::api::{Appended, Feed};
use samtale_wire::invitation::Home;
use samtale_wire::{Bytes, Salt, decode, encode};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// What is done to the feed's items before the client gets them.
pub type Lie = Box<dyn FnMut(&mut Feed) + Send>;

/// A network.
#[derive(Clone, Default)]
pub struct Liar(Arc<Mutex<Lies>>);

#[derive(Default)]
struct Lies {
    feed: Option<Lie>,
    lose_answers: usize,
    forge_answers: usize,
    cut: bool,
}

impl Liar {
    /// From now on every feed is rewritten.
    ///
    /// # Panics
    /// Never in a test that has not panicked already.
    pub fn rewrite(&self, lie: Lie) {
        self.0.lock().expect("unpoisoned").feed = Some(lie);
    }

    /// The next `count` appends reach the server, but their answers are lost.
    ///
    /// # Panics
    /// Never in a test that has not panicked already.
    pub fn lose_answers(&self, count: usize) {
        self.0.lock().expect("unpoisoned").lose_answers = count;
    }

    /// The next `count` appends are kept from the server, and acknowledged all the same.
    ///
    /// # Panics
    /// Never in a test that has not panicked already.
    pub fn forge_answers(&self, count: usize) {
        self.0.lock().expect("unpoisoned").forge_answers = count;
    }

    fn forges(&self) -> bool {
        let mut lies = self.0.lock().expect("unpoisoned");
        let forges = lies.forge_answers > 0;
        lies.forge_answers = lies.forge_answers.saturating_sub(1);
        forges
    }

    /// Whether all answers that should be forged were forged.
    ///
    /// # Panics
    /// Never in a test that has not panicked already.
    #[must_use]
    pub fn forged_all(&self) -> bool {
        self.0.lock().expect("unpoisoned").forge_answers == 0
    }

    /// Whether all answers that should be lost were lost.
    ///
    /// # Panics
    /// Never in a test that has not panicked already.
    #[must_use]
    pub fn lost_all(&self) -> bool {
        self.0.lock().expect("unpoisoned").lose_answers == 0
    }

    /// Cuts the line, or mends it.
    ///
    /// # Panics
    /// Never in a test that has not panicked already.
    pub fn cut(&self, cut: bool) {
        self.0.lock().expect("unpoisoned").cut = cut;
    }

    fn is_cut(&self) -> bool {
        self.0.lock().expect("unpoisoned").cut
    }

    fn loses(&self) -> bool {
        let mut lies = self.0.lock().expect("unpoisoned");
        let loses = lies.lose_answers > 0;
        lies.lose_answers = lies.lose_answers.saturating_sub(1);
        loses
    }

    fn retell(&self, answer: Vec<u8>) -> Vec<u8> {
        let mut lies = self.0.lock().expect("unpoisoned");
        let (Some(lie), Ok(mut feed)) = (&mut lies.feed, decode::<Feed>(&answer)) else { return answer };
        lie(&mut feed);
        encode(&feed)
    }
}

impl Connect for Liar {
    fn connect(&self, home: &Home) -> Result<Arc<dyn Transport>, Problem> {
        let honest = Network.connect(home)?;
        Ok(Arc::new(Line { honest, liar: self.clone() }))
    }
}

struct Line {
    honest: Arc<dyn Transport>,
    liar: Liar,
}

impl Transport for Line {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Vec<u8>, Fault>> {
        async move {
            if self.liar.is_cut() {
                return Err(Fault::Offline);
            }
            let (feed, append) = (call.path.starts_with("/v1/feed"), call.path.ends_with("/entries"));
            if append && self.liar.forges() {
                return Ok(encode(&Appended {
                    seq: 0,
                    entry: Bytes(vec![7; 300]),
                    now: 0,
                    head: Bytes::default(),
                }));
            }
            // Decided before it is sent: the feed may tell of it before the answer is due.
            let lost = append && self.liar.loses();
            let answer = self.honest.call(call).await?;
            if lost {
                return Err(Fault::Offline);
            }
            Ok(if feed { self.liar.retell(answer) } else { answer })
        }
        .boxed()
    }

    fn upload(&self, path: String, token: Salt, file: PathBuf) -> BoxFuture<'_, Result<(), Fault>> {
        if self.liar.is_cut() {
            return futures::future::ready(Err(Fault::Offline)).boxed();
        }
        self.honest.upload(path, token, file)
    }

    fn download(&self, path: String, token: Salt) -> BoxFuture<'_, Result<Chunks, Fault>> {
        self.honest.download(path, token)
    }

    fn form(
        &self,
        url: String,
        fields: Vec<(&'static str, String)>,
    ) -> BoxFuture<'_, Result<Vec<u8>, Fault>> {
        self.honest.form(url, fields)
    }
}
