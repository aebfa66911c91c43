//! Sealed files: whole, verified, for the members of one dialog.

use crate::kit::entries::colleague;
use crate::kit::{No, Person, Reply, Talk, Town, no, random};
use futures::StreamExt;
use reqwest::Method;
use samtale_membership::hash::FileRoot;
use samtale_wire::api::{CHUNK, CHUNK_TAG, Code, FeedItem, MAX_FILE};
use samtale_wire::{DialogId, FileId};

const SEALED: &str = "application/octet-stream";

fn file(length: usize) -> (FileId, Vec<u8>) {
    let seed: [u8; 32] = random();
    let bytes: Vec<u8> = seed.iter().copied().cycle().take(length).collect();
    let mut root = FileRoot::default();
    bytes.chunks(CHUNK + CHUNK_TAG).for_each(|chunk| root.push(chunk));
    (root.finish(), bytes)
}

fn path(dialog: &DialogId, file: &FileId) -> String {
    format!("/v1/dialogs/{dialog}/files/{file}")
}

async fn put(town: &Town, who: &Person, dialog: &DialogId, id: &FileId, bytes: &[u8]) -> Result<(), No> {
    town.wire.send(Method::PUT, &path(dialog, id), Some(&who.token), SEALED, bytes.to_vec()).await.done()
}

async fn get(town: &Town, who: &Person, dialog: &DialogId, id: &FileId) -> Reply {
    town.wire.get(&path(dialog, id), Some(&who.token)).await
}

#[tokio::test]
async fn a_photo_goes_up_once_or_twice_and_comes_down_as_it_was() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    for length in [1, CHUNK + CHUNK_TAG, CHUNK + CHUNK_TAG + 1, 300_000] {
        let (id, bytes) = file(length);
        put(&town, &karen, &dialog.id, &id, &bytes).await.unwrap();
        put(&town, &karen, &dialog.id, &id, &bytes).await.unwrap();
        let post = dialog.post_with(&karen, b"look", vec![id], None, town.clock.now());
        dialog.send(&town, &karen, &post).await.unwrap();
        let reply = get(&town, &ali, &dialog.id, &id).await;
        assert_eq!((reply.status, reply.body == bytes), (200, true));
        assert_eq!(reply.headers["content-length"], length.to_string());
        assert_eq!(reply.headers["content-type"], SEALED);
    }
    let feed = town.wire.whole_feed(&ali.token).await;
    assert_eq!(feed.items.iter().filter(|it| matches!(it, FeedItem::Entry(_))).count(), 8);
}

#[tokio::test]
async fn a_file_that_is_not_what_it_is_called_leaves_nothing() {
    let town = Town::start().await;
    let Talk { karen, dialog, .. } = Talk::begin(&town).await;
    let (id, mut bytes) = file(200_000);
    bytes[70_000] ^= 1;
    assert_eq!(put(&town, &karen, &dialog.id, &id, &bytes).await, no(Code::Malformed));
    bytes.truncate(100_000);
    assert_eq!(put(&town, &karen, &dialog.id, &id, &bytes).await, no(Code::Malformed));
    assert_eq!(put(&town, &karen, &dialog.id, &id, &[]).await, no(Code::Malformed));
    assert_eq!(get(&town, &karen, &dialog.id, &id).await.refusal().0, Code::NotFound);
    let left = std::fs::read_dir(town.data().join("files/arriving")).unwrap().count();
    assert_eq!(left, 0);
}

/// Sends the first `part` bytes, waits until they have come as far as `bytes`, and hangs up.
async fn put_half(town: &Town, who: &Person, dialog: &DialogId, id: &FileId, part: &[u8], bytes: u64) {
    let url = format!("{}{}", town.wire.home.server, path(dialog, id));
    let part = futures::stream::iter([Ok::<_, std::io::Error>(part.to_vec())]);
    let body = reqwest::Body::wrap_stream(part.chain(futures::stream::pending()));
    let request = town.wire.client.put(url).bearer_auth(who.token).header("content-type", SEALED);
    tokio::select! {
        sent = request.body(body).send() => panic!("it never ends, and yet {sent:?}"),
        () = arrived_at_last(town, who, dialog, id, bytes) => {}
    }
}

async fn arrived(town: &Town, who: &Person, dialog: &DialogId, id: &FileId) -> u64 {
    town.wire.get(&format!("{}/arrived", path(dialog, id)), Some(&who.token)).await.read().unwrap()
}

/// Waits until the server has noticed that the line is cut.
async fn arrived_at_last(town: &Town, who: &Person, dialog: &DialogId, id: &FileId, bytes: u64) {
    let wait = async {
        while arrived(town, who, dialog, id).await != bytes {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), wait).await.expect("what was sent");
}

async fn put_from(
    town: &Town,
    who: &Person,
    dialog: &DialogId,
    id: &FileId,
    bytes: &[u8],
    from: u64,
) -> Result<(), No> {
    let path = format!("{}?from={from}", path(dialog, id));
    town.wire.send(Method::PUT, &path, Some(&who.token), SEALED, bytes.to_vec()).await.done()
}

#[tokio::test]
async fn an_upload_goes_on_where_the_line_was_cut() {
    const PIECE: usize = CHUNK + CHUNK_TAG;
    let town = Town::start().await;
    let Talk { ali, karen, dialog } = Talk::begin(&town).await;
    let (id, bytes) = file(4 * PIECE + 500);
    put_half(&town, &karen, &dialog.id, &id, &bytes[..2 * PIECE + 77], 2 * PIECE as u64).await;
    assert_eq!(get(&town, &ali, &dialog.id, &id).await.refusal().0, Code::NotFound, "half is nothing");
    let rest = |from: usize| put_from(&town, &karen, &dialog.id, &id, &bytes[from..], from as u64);
    assert_eq!(rest(3 * PIECE).await, no(Code::Conflict), "not from beyond what came");
    assert_eq!(rest(PIECE + 1).await, no(Code::Conflict), "not from within a chunk");
    // The line may still be held for a moment by the one that was cut.
    let wait = async { while rest(2 * PIECE).await == no(Code::Conflict) {} };
    tokio::time::timeout(std::time::Duration::from_secs(30), wait).await.expect("taken");
    assert_eq!(get(&town, &karen, &dialog.id, &id).await.body, bytes);
    assert_eq!(arrived(&town, &karen, &dialog.id, &id).await, bytes.len() as u64);
    rest(bytes.len()).await.expect("all of it is there");
}

#[tokio::test]
async fn a_rest_that_does_not_fit_leaves_nothing() {
    let town = Town::start().await;
    let Talk { karen, dialog, .. } = Talk::begin(&town).await;
    let (id, mut bytes) = file(200_000);
    let first = CHUNK + CHUNK_TAG;
    put_half(&town, &karen, &dialog.id, &id, &bytes[..first], first as u64).await;
    bytes[first + 9] ^= 1;
    let rest = || put_from(&town, &karen, &dialog.id, &id, &bytes[first..], first as u64);
    let wait = async { while rest().await == no(Code::Conflict) {} };
    tokio::time::timeout(std::time::Duration::from_secs(30), wait).await.expect("judged");
    assert_eq!(arrived(&town, &karen, &dialog.id, &id).await, 0, "it begins anew");
}

/// Asks for a part of a file.
async fn part(town: &Town, who: &Person, dialog: &DialogId, id: &FileId, headers: &[(&str, &str)]) -> Reply {
    let url = format!("{}{}", town.wire.home.server, path(dialog, id));
    let request = town.wire.client.get(url).bearer_auth(who.token);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    crate::kit::Wire::reply(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_download_goes_on_from_any_byte() {
    let town = Town::start().await;
    let Talk { ali, karen, dialog } = Talk::begin(&town).await;
    let (id, bytes) = file(2 * (CHUNK + CHUNK_TAG) + 500);
    put(&town, &karen, &dialog.id, &id, &bytes).await.unwrap();
    let whole = get(&town, &ali, &dialog.id, &id).await;
    assert_eq!(whole.headers["accept-ranges"], "bytes");
    let last = bytes.len() - 1;
    for from in [0, 1, CHUNK + CHUNK_TAG, last] {
        let range = format!("bytes={from}-");
        let reply = part(&town, &ali, &dialog.id, &id, &[("range", &range)]).await;
        assert_eq!((reply.status, reply.body == bytes[from..]), (206, true), "{range}");
        assert_eq!(reply.headers["content-range"], format!("bytes {from}-{last}/{}", bytes.len()));
        assert_eq!(reply.headers["content-length"], (bytes.len() - from).to_string());
        assert_eq!(reply.headers["content-type"], SEALED);
    }
    for from in [bytes.len().to_string(), (bytes.len() + 1).to_string(), "9".repeat(30)] {
        let range = format!("bytes={from}-");
        let reply = part(&town, &ali, &dialog.id, &id, &[("range", &range)]).await;
        assert_eq!(reply.refusal(), (Code::Beyond, None), "{range}");
        assert_eq!(reply.headers["content-range"], format!("bytes */{}", bytes.len()));
    }
}

#[tokio::test]
async fn a_range_of_any_other_form_is_answered_with_the_whole_file() {
    let town = Town::start().await;
    let Talk { karen, dialog, .. } = Talk::begin(&town).await;
    let (id, bytes) = file(70_000);
    put(&town, &karen, &dialog.id, &id, &bytes).await.unwrap();
    let odd =
        ["bytes=-5", "bytes=5-9", "bytes=9-5", "bytes=0-1,5-", "bytes=x-", "bytes=", "chunks=5-", "5-", ""];
    let odd = odd.iter().map(|range| vec![("range", *range)]);
    let twice = vec![("range", "bytes=5-"), ("range", "bytes=6-")];
    let other_version = vec![("range", "bytes=5-"), ("if-range", "\"of yesterday\"")];
    for headers in odd.chain([twice, other_version]) {
        let reply = part(&town, &karen, &dialog.id, &id, &headers).await;
        assert_eq!((reply.status, reply.body == bytes), (200, true), "{headers:?}");
        assert!(!reply.headers.contains_key("content-range"), "{headers:?}");
    }
}

#[tokio::test]
async fn files_are_for_the_members_of_their_dialog_only() {
    let town = Town::start().await;
    let Talk { ali, karen, dialog } = Talk::begin(&town).await;
    let other = Talk::about(&town, &ali, &karen).await;
    let eva = colleague(&town, "Eva").await;
    let (id, bytes) = file(1000);
    put(&town, &ali, &dialog.id, &id, &bytes).await.unwrap();
    for (who, dialog, id) in [
        (&eva, dialog.id, id),
        (&ali, other.id, id),
        (&karen, other.id, id),
        (&ali, DialogId(random()), id),
        (&ali, dialog.id, FileId(random())),
    ] {
        assert_eq!(get(&town, who, &dialog, &id).await.refusal().0, Code::NotFound);
        let rest = part(&town, who, &dialog, &id, &[("range", "bytes=9-")]).await;
        assert_eq!(rest.refusal().0, Code::NotFound, "no part of it either");
        let beyond = part(&town, who, &dialog, &id, &[("range", "bytes=9999-")]).await;
        assert_eq!(beyond.refusal().0, Code::NotFound, "and not how long it is");
    }
    assert_eq!(put(&town, &eva, &dialog.id, &id, &bytes).await, no(Code::NotFound));
    assert_eq!(put(&town, &karen, &other.id, &id, &bytes).await, no(Code::NotFound), "only proposed there");
    assert_eq!(put(&town, &ali, &DialogId(random()), &id, &bytes).await, no(Code::NotFound));
    // What lies in one dialog cannot be posted in another.
    let post = other.post_with(&ali, b"x", vec![id], None, town.clock.now());
    assert!(other.try_send(&town, &ali, &post.sign(&ali)).await.is_err());
}

#[tokio::test]
async fn too_large_a_file_is_refused_before_it_is_sent() {
    let town = Town::start().await;
    let Talk { karen, dialog, .. } = Talk::begin(&town).await;
    let url = format!("{}{}", town.wire.home.server, path(&dialog.id, &FileId(random())));
    let request = town
        .wire
        .client
        .put(url)
        .bearer_auth(karen.token)
        .header("content-type", SEALED)
        .header("content-length", (MAX_FILE + 1).to_string())
        .body(reqwest::Body::wrap_stream(futures::stream::pending::<Result<Vec<u8>, std::io::Error>>()));
    let reply = crate::kit::Wire::reply(request.send().await.unwrap()).await;
    assert_eq!(reply.refusal(), (Code::TooLarge, None));
}
