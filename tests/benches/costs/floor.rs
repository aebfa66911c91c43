//! What each thing must cost at least: the same bytes from the same server by a bare HTTP client, the same
//! cryptography, and nothing else: no engine, no cache, no view.
//! Refuses to be helped by the client: of it nothing is used here but the size of a cached row.

use crate::client::PAUSE;
use crate::world::{Keys, World};
use futures::StreamExt;
use reqwest::Client;
use samtale_engine::content::{Carried, Content};
use samtale_engine::row::{PostRow, Row, What};
use samtale_journeys::{Borrowed, Town};
use samtale_membership::sign;
use samtale_seal::message::{self, MessageContext};
use samtale_wire::api::{Brief, Opened, Page, Started, take_piece};
use samtale_wire::entry::{Body, Payload};
use samtale_wire::{DialogId, Signed, decode, encode, label};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A bare client: one that is told which server, and nothing of Samtale.
#[allow(clippy::disallowed_methods, reason = "the floor is not the app's client")]
fn bare() -> Client {
    Client::builder()
        .tls_danger_accept_invalid_certs(true)
        .http2_adaptive_window(true)
        .build()
        .expect("a client")
}

/// What the floor of a start is.
pub struct Bare {
    /// Until the first twenty posts were read.
    pub first: Duration,
    /// Until all were.
    pub all: Duration,
    /// The bytes of the heads and sealed last posts.
    pub sealed: usize,
    /// The bytes of what must be held to show them and to go on: of each the row of its last post and its
    /// signed end, and the key ring.
    pub rows: usize,
    /// How many there were.
    pub read: usize,
}

/// Fetches what a start fetches, verifies and opens each last post.
pub async fn start(town: &Town, phone: &Borrowed, keys: &BTreeMap<DialogId, Keys>) -> Bare {
    let since = Instant::now();
    let request = bare().post(format!("{}/v1/start", town.home().server));
    let request = request.header("content-type", "application/cbor").body(encode(&phone.knocks(town.now())));
    let answer = request.send().await.expect("an answer");
    assert!(answer.status().is_success(), "{}", answer.status());
    let mut pieces = answer.bytes_stream();
    let (mut arrived, mut first) = (Vec::new(), None);
    let (mut posts, mut briefs, mut ring) = (Vec::new(), Vec::new(), 0);
    while let Some(bytes) = pieces.next().await {
        arrived.extend_from_slice(&bytes.expect("bytes"));
        while let Some(piece) = take_piece(&mut arrived).expect("a piece") {
            if let Started::Opened(opened) = &piece {
                ring = opened.ring.as_ref().map_or(0, |ring| ring.sealed.0.len());
            }
            let Started::Dialogs(some) = piece else { continue };
            for brief in some {
                posts.push(reads(&brief, keys));
                briefs.push(brief);
                if posts.len() == 20 {
                    first = Some(since.elapsed());
                }
            }
        }
    }
    let all = since.elapsed();
    let sealed = |it: &Brief| {
        let post = it.post.as_ref().expect("a post");
        it.head.0.len() + post.entry.0.len() + post.ciphertext.0.len()
    };
    Bare {
        first: first.expect("twenty"),
        all,
        sealed: briefs.iter().map(sealed).sum(),
        rows: ring
            + briefs.iter().map(|it| it.head.0.len()).sum::<usize>()
            + posts.iter().map(|(payload, plain)| encode(&row(payload, plain)).len()).sum::<usize>(),
        read: posts.len(),
    }
}

fn reads(brief: &Brief, keys: &BTreeMap<DialogId, Keys>) -> (Payload, Vec<u8>) {
    let post = brief.post.as_ref().expect("a post");
    let signed: Signed = decode(&post.entry.0).expect("an entry");
    let payload: Payload = decode(&signed.payload.0).expect("an entry");
    let known = &keys[&payload.dialog];
    let (_, key) = known.signs.iter().find(|(dev, _)| *dev == payload.dev).expect("a member");
    assert!(sign::verify_signed(key, label::ENTRY, &signed), "a signature");
    let plain = message::open(&context(&payload), &known.secret, &post.ciphertext.0).expect("a post");
    (payload, plain)
}

fn context(payload: &Payload) -> MessageContext {
    let Payload { dialog, epoch, uid, dev, msg_id, .. } = *payload;
    MessageContext { dialog, epoch, uid, dev, msg_id }
}

fn row(payload: &Payload, plain: &[u8]) -> Row {
    let content: Content = decode(plain).expect("content");
    let what = What::Post(PostRow {
        text: content.fallback_text,
        carries: Carried::Words,
        answers: None,
        failed: false,
    });
    let (dialog, id, by, t) = (payload.dialog, payload.msg_id, payload.uid, payload.t);
    Row { dialog, id, seq: Some(payload.seq), by, t, what }
}

/// Fetches all posts of a dialog and opens them.
pub async fn open(world: &World, phone: &Borrowed) -> Duration {
    let (http, server) = (bare(), &world.town.home().server);
    let knock = encode(&phone.knocks(world.town.now()));
    let request = http.post(format!("{server}/v1/session")).header("content-type", "application/cbor");
    let answer = request.body(knock).send().await.expect("an answer").bytes().await.expect("its bytes");
    let opened: Opened = decode(&answer).expect("a session");
    let secret = &world.keys[&world.long].secret;
    let since = Instant::now();
    let (mut before, mut posts) = (world.entries, Vec::new());
    while before > 0 {
        let url = format!("{server}/v1/dialogs/{}/entries?before={before}&limit=200", world.long);
        let answer = http.get(url).bearer_auth(opened.token.to_string()).send().await.expect("an answer");
        let page: Page = decode(&answer.bytes().await.expect("its bytes")).expect("a page");
        before -= page.entries.len() as u64;
        for it in &page.entries {
            let signed: Signed = decode(&it.entry.0).expect("an entry");
            let payload: Payload = decode(&signed.payload.0).expect("an entry");
            let Some(sealed) = it.ciphertext.as_ref().filter(|_| matches!(payload.body, Body::Post(_)))
            else {
                continue;
            };
            posts.push(message::open(&context(&payload), secret, &sealed.0).expect("a post"));
        }
    }
    let took = since.elapsed();
    assert_eq!(posts.len(), crate::world::POSTS);
    took
}

/// One bare TLS request and one durable commit, so many times, on a connection that stands.
pub async fn sends(town: &Town, times: usize) -> Vec<Duration> {
    let (http, url) = (bare(), format!("{}/healthz", town.home().server));
    let store = rusqlite::Connection::open(town.folder("floor.sqlite")).expect("a database");
    let schema = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                  CREATE TABLE IF NOT EXISTS post (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);";
    store.execute_batch(schema).expect("a table");
    let ask = async || assert!(http.get(&url).send().await.expect("an answer").status().is_success());
    ask().await;
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        tokio::time::sleep(PAUSE).await;
        let since = Instant::now();
        ask().await;
        store.execute("INSERT INTO post (bytes) VALUES (?)", [[7_u8; 800].as_slice()]).expect("a commit");
        took.push(since.elapsed());
    }
    took
}
