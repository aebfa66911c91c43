//! A network that may lie: it stands between a real client and the real server and rewrites answers.
//! Refuses nothing; the client must. Honest until told to lie. It remembers every call it saw.

mod stops;
mod streams;
mod waits;

pub use stops::Passed;
pub use streams::MadeUp;

use crate::relay::Relay;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};
use samtale_client::Problem;
use samtale_client::adapters::http::Network;
use samtale_client::ports::{Call, Chunks, Connect, Transport};
use samtale_engine::courier::Fault;
use samtale_membership::apply::parse;
use samtale_wire::api::{
    Append, Appended, Brief, Chain, Cursor, Feed, FeedItem, KeepRing, Opened, Page, Ring, Started, piece,
    take_piece,
};
use samtale_wire::invitation::Home;
use samtale_wire::{Bytes, Salt, Uid, decode, encode};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use stops::Stops;
use streams::Streams;
use tokio::sync::{Notify, watch};

/// What is done to the feed's items before the client gets them.
pub type Lie = Box<dyn FnMut(&mut Feed) + Send>;
/// What is done to the dialogs in brief before the client gets them.
pub type Briefly = Box<dyn FnMut(&mut Vec<Brief>) + Send>;
/// What answers a call in the server's stead, if it does.
pub type Instead = Box<dyn FnMut(&Call) -> Option<Result<Vec<u8>, Fault>> + Send>;
/// What is done to an answer before the client gets it.
pub type After = Box<dyn FnMut(&Call, &mut Vec<u8>) + Send>;
/// What is done to a file before the client gets it.
pub type Swap = Box<dyn FnMut(&mut Vec<u8>) + Send>;

/// A network.
#[derive(Clone, Default)]
pub struct Liar(Arc<Wire>);

#[derive(Default)]
struct Wire {
    lies: Mutex<Lies>,
    /// Something was injected: whoever waits for news need not wait for the server's.
    injected: Notify,
    /// Counts calls.
    called: watch::Sender<u64>,
    /// Where files are stopped.
    stops: Arc<Stops>,
    /// What becomes of live streams.
    streams: Arc<Streams>,
    /// A wire in between, by its address.
    wire: Mutex<Option<String>>,
}

#[derive(Default)]
struct Lies {
    feed: Option<Lie>,
    briefly: Option<Briefly>,
    instead: Option<Instead>,
    after: Option<After>,
    swap: Option<Swap>,
    /// Chains that are told in place of the server's.
    chains: BTreeMap<Uid, Vec<Bytes>>,
    injected: VecDeque<Feed>,
    /// How often news had been asked for when the last of what was injected was told.
    told_at: usize,
    /// Every call: its path and its body.
    seen: Vec<(String, Vec<u8>)>,
    /// How many key rings the server has answered to.
    answered: usize,
    lose_answers: usize,
    forge_answers: usize,
    /// After how many pieces the next start breaks.
    break_start: Option<usize>,
    poses_as: Option<String>,
    cut: bool,
    /// Nothing was sent since every connection was let go of.
    hung_up: bool,
}

impl Liar {
    fn lies(&self) -> MutexGuard<'_, Lies> {
        self.0.lies.lock().expect("unpoisoned")
    }

    /// From now on calls that this answers do not reach the server.
    pub fn instead(&self, instead: Instead) {
        self.lies().instead = Some(instead);
    }

    /// From now on every answer is rewritten.
    pub fn after(&self, after: After) {
        self.lies().after = Some(after);
    }

    /// From now on it poses as another app at a provider.
    pub fn poses_as(&self, client: &str) {
        self.lies().poses_as = Some(client.to_owned());
    }

    /// From now on every file is rewritten.
    pub fn swap_files(&self, swap: Swap) {
        self.lies().swap = Some(swap);
    }

    /// From now on this is a person's chain.
    pub fn tells_chain(&self, uid: Uid, entries: &[Bytes]) {
        self.lies().chains.insert(uid, entries.to_vec());
    }

    /// From now on the network is honest again; what was injected and not told is forgotten.
    pub fn honest(&self) {
        let mut lies = self.lies();
        (lies.feed, lies.instead, lies.after, lies.swap) = (None, None, None, None);
        lies.briefly = None;
        lies.chains.clear();
        lies.injected.clear();
    }

    /// The next answer to whoever asks for news.
    pub fn inject(&self, feed: Feed) {
        self.lies().injected.push_back(feed);
        self.0.injected.notify_one();
    }

    /// Every append that was sent, oldest first.
    #[must_use]
    pub fn appends(&self) -> Vec<Append> {
        let lies = self.lies();
        let sent = lies.seen.iter().filter(|(path, _)| path.ends_with("/entries"));
        sent.filter_map(|(_, body)| decode(body).ok()).collect()
    }

    /// Every key ring that was sent, oldest first.
    #[must_use]
    pub fn rings(&self) -> Vec<Ring> {
        let lies = self.lies();
        let sent = lies.seen.iter().filter(|(path, body)| path == "/v1/ring" && !body.is_empty());
        sent.filter_map(|(_, body)| Some(decode::<KeepRing>(body).ok()?.ring)).collect()
    }

    /// How many of them the server has answered to.
    #[must_use]
    pub fn rings_answered(&self) -> usize {
        self.lies().answered
    }

    /// What was sent to a path, oldest first.
    #[must_use]
    pub fn bodies(&self, path: &str) -> Vec<Vec<u8>> {
        let lies = self.lies();
        lies.seen.iter().filter(|(called, _)| called == path).map(|(_, body)| body.clone()).collect()
    }

    /// How often something was called.
    #[must_use]
    pub fn count(&self, path: &str) -> usize {
        self.lies().seen.iter().filter(|(seen, _)| seen.starts_with(path)).count()
    }

    /// How often news were waited for: the long poll.
    #[must_use]
    pub fn waited(&self) -> usize {
        let waits = |path: &str| path.starts_with("/v1/feed?") && !path.ends_with("&wait=0");
        self.lies().seen.iter().filter(|(path, _)| waits(path)).count()
    }

    /// So many more key rings were answered to; whoever waits looks again.
    fn answered(&self, rings: usize) {
        self.lies().answered += rings;
        self.0.called.send_modify(|count| *count += rings as u64);
    }

    fn saw(&self, call: &Call) {
        let mut lies = self.lies();
        lies.hung_up = false;
        lies.seen.push((call.path.clone(), call.body.clone().unwrap_or_default()));
        drop(lies);
        self.0.called.send_modify(|count| *count += 1);
    }

    /// What is answered without asking the server.
    fn made_up(&self, call: &Call) -> Option<Result<Vec<u8>, Fault>> {
        let mut lies = self.lies();
        let answer = lies.instead.as_mut().and_then(|instead| instead(call));
        let uid = call.path.strip_prefix("/v1/users/").and_then(|uid| uid.parse().ok());
        let chain = uid.and_then(|uid: Uid| lies.chains.get(&uid).cloned());
        answer.or_else(|| Some(Ok(encode(&Chain { entries: chain? }))))
    }

    /// News that were injected, under the cursor that the client has: the server's own follow.
    fn news(&self, call: &Call) -> Option<Vec<u8>> {
        let asked = self.count("/v1/feed");
        let mut feed = {
            let mut lies = self.lies();
            let feed = lies.injected.pop_front()?;
            lies.told_at = asked;
            feed
        };
        let hex = call.path.split_once("cursor=")?.1.split('&').next()?;
        let digits = |at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
        feed.cursor = Cursor::new((0..hex.len()).step_by(2).filter_map(digits).collect()).ok()?;
        Some(encode(&feed))
    }

    /// What the server answers; or, to whoever asks for news, what was injected, whichever is first.
    async fn ask(&self, honest: &Arc<dyn Transport>, call: Call) -> Result<Vec<u8>, Fault> {
        if !call.path.starts_with("/v1/feed") {
            return honest.call(call).await;
        }
        loop {
            if let Some(news) = self.news(&call) {
                return Ok(news);
            }
            tokio::select! {
                biased;
                () = self.0.injected.notified() => {}
                answer = honest.call(call.clone()) => return answer,
            }
        }
    }

    fn told(&self, call: &Call, answer: &mut Vec<u8>) {
        if let Some(after) = &mut self.lies().after {
            after(call, answer);
        }
    }
    /// From now on what the server says when a session is opened is rewritten.
    pub fn opens_as(&self, mut lie: impl FnMut(&mut Opened) + Send + 'static) {
        self.after(Box::new(move |call, answer| {
            if call.path == "/v1/session" {
                let mut opened: Opened = decode(answer).expect("a session");
                lie(&mut opened);
                *answer = encode(&opened);
            }
        }));
    }

    /// From now on every feed is rewritten.
    pub fn rewrite(&self, lie: Lie) {
        self.lies().feed = Some(lie);
    }

    /// From now on dialogs in brief are rewritten.
    pub fn rewrite_briefs(&self, lie: Briefly) {
        self.lies().briefly = Some(lie);
    }

    /// A piece of a start, as the client is to get it: lies about a session or about news are told here too.
    fn retold(&self, call: &Call, started: Started) -> Started {
        match started {
            Started::Opened(opened) => {
                let mut answer = encode(&*opened);
                self.told(&Call { path: "/v1/session".into(), ..call.clone() }, &mut answer);
                decode(&answer).map_or(Started::Opened(opened), |it| Started::Opened(Box::new(it)))
            }
            Started::Dialogs(mut briefs) => {
                if let Some(lie) = &mut self.lies().briefly {
                    lie(&mut briefs);
                }
                Started::Dialogs(briefs)
            }
            Started::News(feed) => {
                let mut answer = encode(&feed);
                self.told(&Call { path: "/v1/feed".into(), ..call.clone() }, &mut answer);
                decode(&self.retell(answer)).map_or(Started::News(feed), Started::News)
            }
        }
    }

    /// The next start breaks after so many pieces.
    pub fn breaks_start_after(&self, pieces: usize) {
        self.lies().break_start = Some(pieces);
    }

    /// The next `count` appends reach the server, but their answers are lost.
    pub fn lose_answers(&self, count: usize) {
        self.lies().lose_answers = count;
    }

    /// The next `count` appends are kept from the server, and acknowledged all the same.
    pub fn forge_answers(&self, count: usize) {
        self.lies().forge_answers = count;
    }

    fn forges(&self) -> bool {
        let mut lies = self.lies();
        let forges = lies.forge_answers > 0;
        lies.forge_answers = lies.forge_answers.saturating_sub(1);
        forges
    }

    /// Whether all answers that should be forged were forged.
    #[must_use]
    pub fn forged_all(&self) -> bool {
        self.lies().forge_answers == 0
    }

    /// Whether all answers that should be lost were lost.
    #[must_use]
    pub fn lost_all(&self) -> bool {
        self.lies().lose_answers == 0
    }

    /// The next files, up or down, stop after so many bytes each, until their line is cut.
    pub fn stops_files(&self, at: &[u64]) {
        self.0.stops.stop(at);
    }

    /// Cuts the line of one file that has stopped, or will.
    pub fn cuts_file(&self) {
        self.0.stops.cut();
    }

    /// Every file that went over the line so far, oldest first.
    #[must_use]
    pub fn files(&self) -> Vec<Passed> {
        self.0.stops.passed()
    }

    /// Cuts the line, or mends it.
    pub fn cut(&self, cut: bool) {
        self.lies().cut = cut;
        if cut {
            self.0.streams.cut();
        }
    }

    /// From now on live streams go through as they are. What is said in them is not rewritten: lies are
    /// told over the long poll. Before this word nobody here knows streams.
    pub fn lets_streams_through(&self) {
        self.0.streams.let_through();
    }

    /// From now on nothing comes of a stream, not even its first word.
    pub fn holds_streams_back(&self) {
        self.0.streams.hold_back();
    }

    /// From now on every stream is made up.
    pub fn makes_streams_up(&self, made_up: MadeUp) {
        self.0.streams.make_up(made_up);
    }

    /// How many pieces of streams the client has taken.
    #[must_use]
    pub fn taken_of_streams(&self) -> u64 {
        *self.0.streams.through.borrow()
    }

    /// Whether the client has let go of every connection, and asked for nothing since.
    #[must_use]
    pub fn is_hung_up(&self) -> bool {
        self.lies().hung_up
    }

    /// Breaks every stream that is open.
    pub fn breaks_streams(&self) {
        self.0.streams.cut();
    }

    /// Lets so many bytes more of a stream through, and breaks it.
    pub fn breaks_streams_after(&self, bytes: usize) {
        self.0.streams.break_after(bytes);
    }

    /// Who connects from now on goes over a wire to the server.
    pub fn goes_over(&self, relay: &Relay) {
        *self.0.wire.lock().expect("unpoisoned") = Some(relay.server());
    }

    fn is_cut(&self) -> bool {
        self.lies().cut
    }

    fn loses(&self) -> bool {
        let mut lies = self.lies();
        let loses = lies.lose_answers > 0;
        lies.lose_answers = lies.lose_answers.saturating_sub(1);
        loses
    }

    fn retell(&self, answer: Vec<u8>) -> Vec<u8> {
        let mut lies = self.lies();
        let (Some(lie), Ok(mut feed)) = (&mut lies.feed, decode::<Feed>(&answer)) else { return answer };
        lie(&mut feed);
        encode(&feed)
    }

    /// A page of a log is lied about as news are.
    fn repage(&self, answer: Vec<u8>) -> Vec<u8> {
        let mut lies = self.lies();
        let (Some(lie), Ok(page)) = (&mut lies.feed, decode::<Page>(&answer)) else { return answer };
        let items = page.entries.into_iter().map(|it| FeedItem::Entry(Box::new(it))).collect();
        let heads = page.head.into_iter().collect();
        let mut feed = Feed { items, heads, ..Feed::default() };
        lie(&mut feed);
        let entries = feed.items.into_iter().filter_map(|item| match item {
            FeedItem::Entry(it) => Some(*it),
            _ => None,
        });
        encode(&Page { entries: entries.collect(), head: feed.heads.pop() })
    }
}

impl Connect for Liar {
    fn connect(&self, home: &Home) -> Result<Arc<dyn Transport>, Problem> {
        let mut home = home.clone();
        if let Some(server) = &*self.0.wire.lock().expect("unpoisoned") {
            home.server.clone_from(server);
        }
        let honest = Network.connect(&home)?;
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
            self.liar.saw(&call);
            let ring = usize::from(call.path == "/v1/ring" && call.body.is_some());
            if let Some(answer) = self.liar.made_up(&call) {
                self.liar.answered(ring);
                return answer;
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
            let answer = self.liar.ask(&self.honest, call.clone()).await;
            self.liar.answered(ring);
            let mut answer = answer?;
            if lost {
                return Err(Fault::Offline);
            }
            self.liar.told(&call, &mut answer);
            let page = call.path.contains("/entries?");
            Ok(match (feed, page) {
                (true, _) => self.liar.retell(answer),
                (_, true) => self.liar.repage(answer),
                _ => answer,
            })
        }
        .boxed()
    }

    fn pieces(&self, call: Call) -> BoxFuture<'_, Result<Chunks, Fault>> {
        async move {
            if self.liar.is_cut() {
                return Err(Fault::Offline);
            }
            self.liar.saw(&call);
            if let Some(answer) = self.liar.made_up(&call) {
                return Ok(futures::stream::iter([Ok(answer?.into())]).boxed());
            }
            let chunks = self.honest.pieces(call.clone()).await?;
            let liar = self.liar.clone();
            let left = self.liar.lies().break_start.take();
            let begun = (Vec::new(), left);
            let retold = chunks.scan(begun, move |(arrived, left): &mut (Vec<u8>, Option<usize>), chunk| {
                if *left == Some(0) {
                    return futures::future::ready(Some(Err(Fault::Offline)));
                }
                let pieces = chunk.map(|chunk| {
                    arrived.extend_from_slice(&chunk);
                    let mut pieces = Vec::new();
                    while *left != Some(0)
                        && let Ok(Some(started)) = take_piece(arrived)
                    {
                        *left = left.map(|left| left - 1);
                        pieces.extend(piece(&liar.retold(&call, started)));
                    }
                    pieces.into()
                });
                futures::future::ready(Some(pieces))
            });
            Ok(retold.boxed())
        }
        .boxed()
    }

    fn upload(&self, path: String, token: Salt, pieces: Chunks) -> BoxFuture<'_, Result<(), Fault>> {
        if self.liar.is_cut() {
            return futures::future::ready(Err(Fault::Offline)).boxed();
        }
        self.liar.0.stops.up(&*self.honest, path, token, pieces).boxed()
    }

    fn download(&self, path: String, token: Salt, from: u64) -> BoxFuture<'_, Result<Chunks, Fault>> {
        async move {
            let chunks = self.honest.download(path, token, from).await?;
            let mut chunks = self.liar.0.stops.down(chunks, from);
            let Some(mut swap) = self.liar.lies().swap.take() else { return Ok(chunks) };
            let mut file = Vec::new();
            while let Some(chunk) = chunks.next().await {
                file.extend_from_slice(&chunk?);
            }
            swap(&mut file);
            self.liar.lies().swap = Some(swap);
            Ok(futures::stream::iter([Ok(file.into())]).boxed())
        }
        .boxed()
    }

    fn stream(&self, path: String, token: Salt) -> BoxFuture<'_, Result<Chunks, Fault>> {
        if self.liar.is_cut() {
            return futures::future::ready(Err(Fault::Offline)).boxed();
        }
        self.liar.saw(&Call {
            path: path.clone(),
            body: None,
            token: None,
            proof: None,
            patience: Duration::ZERO,
        });
        self.liar.0.streams.open(&*self.honest, path, token)
    }

    fn hang_up(&self) {
        self.liar.lies().hung_up = true;
        self.honest.hang_up();
    }

    fn form(
        &self,
        url: String,
        fields: Vec<(&'static str, String)>,
    ) -> BoxFuture<'_, Result<Vec<u8>, Fault>> {
        let posed = self.liar.lies().poses_as.clone();
        let fields =
            fields.into_iter().map(|(name, value)| match posed.as_ref().filter(|_| name == "client_id") {
                Some(posed) => (name, posed.clone()),
                None => (name, value),
            });
        self.honest.form(url, fields.collect())
    }
}

/// Where an item stands in its log.
#[must_use]
pub fn seq(item: &FeedItem) -> Option<u64> {
    match item {
        FeedItem::Entry(it) => parse(&it.entry.0).ok().map(|(_, payload)| payload.seq),
        _ => None,
    }
}
