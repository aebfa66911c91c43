//! Files on a bad line: what came through before a cut is not moved again, and the screen says how far it is.
//! The lines are stopped and cut at exact bytes, by the liar's network.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_client::view::{DialogView, PostState};
use samtale_journeys::{Passed, Person, Town, bubbles, is_sent, photo};
use samtale_seal::file::{CHUNK, CHUNK_TAG};

const SEALED: u64 = (CHUNK + CHUNK_TAG) as u64;

/// How far the dialog's one photo has come down.
fn fetched(view: &DialogView) -> Option<u8> {
    bubbles(view).into_iter().find_map(|bubble| bubble.photo)?.progress
}

/// How far it has gone up.
fn sent(view: &DialogView) -> Option<u8> {
    bubbles(view).into_iter().find(|bubble| bubble.photo.is_some())?.progress
}

fn percent(bytes: u64, all: u64) -> Option<u8> {
    u8::try_from(bytes * 100 / all).ok()
}

/// A photo of so many chunks, four at least, the last of which is not full; and how long it is sealed.
fn of_chunks(count: usize) -> (Vec<u8>, u64) {
    let mut bytes = photo(b"broen i regn ");
    let end = bytes.len() - 2;
    bytes.splice(end..end, vec![0x2A; (count - 4) * CHUNK]);
    assert_eq!(bytes.chunks(CHUNK).len(), count);
    let sealed = bytes.len() + count * CHUNK_TAG;
    (bytes, sealed as u64)
}

struct Sent {
    town: Town,
    karen: Person,
    _ali: Person,
    dialog: String,
    file: String,
    bytes: Vec<u8>,
    /// How long it is when it is sealed.
    all: u64,
}

/// Karen can see that Ali sent her a photo; nothing of it has been fetched.
async fn a_photo_for_karen(chunks: usize) -> Sent {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let (bytes, all) = of_chunks(chunks);
    ali.session.post_photo(&dialog, bytes.clone(), "Se her".into(), "Broen".into()).await.expect("kept");
    let view = karen.reads(&dialog, "Se her").await;
    let file = bubbles(&view).into_iter().find_map(|bubble| bubble.photo).expect("a photo").file;
    Sent { town, karen, _ali: ali, dialog, file, bytes, all }
}

impl Sent {
    async fn fetch(&self) -> Result<Vec<u8>, Problem> {
        self.karen.session.photo(&self.dialog, &self.file).await
    }

    async fn until_fetched(&self, progress: Option<u8>) {
        self.karen.until(&self.dialog, |view| fetched(view) == progress).await;
    }

    /// From where to where the files came down so far.
    fn came(&self) -> Vec<(u64, u64)> {
        let files = self.karen.network.files();
        assert!(files.iter().all(|file| !file.up));
        files.iter().map(|file| (file.from, file.from + file.bytes)).collect()
    }

    fn of_plain(&self, chunks: u64) -> Option<u8> {
        percent(chunks * CHUNK as u64, self.bytes.len() as u64)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_goes_on_at_the_chunk_where_it_was_cut_and_says_how_far_it_is() {
    let it = a_photo_for_karen(4).await;
    it.until_fetched(None).await;
    it.karen.network.stops_files(&[2 * SEALED + 5_000, SEALED + 1]);
    let looks = async {
        it.until_fetched(it.of_plain(2)).await;
        it.karen.network.cuts_file();
        it.until_fetched(it.of_plain(3)).await;
        it.karen.network.cuts_file();
    };
    let (got, ()) = tokio::join!(it.fetch(), looks);
    assert_eq!(got.as_ref(), Ok(&it.bytes));
    // Two lines were cut within a chunk; of whole chunks each came once.
    let lines = [(0, 2 * SEALED + 5_000), (2 * SEALED, 3 * SEALED + 1), (3 * SEALED, it.all)];
    assert_eq!(it.came(), lines);
    it.until_fetched(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_brings_nothing_is_given_up_and_what_came_waits_for_the_next_look() {
    let it = a_photo_for_karen(4).await;
    it.karen.network.stops_files(&[SEALED + 1, SEALED]);
    for _ in 0..2 {
        it.karen.network.cuts_file();
    }
    // The second line brings a chunk, but not the byte after it that says that it is not the last.
    assert_eq!(it.fetch().await, Err(Problem::Offline));
    it.until_fetched(None).await;
    assert_eq!(it.fetch().await.as_ref(), Ok(&it.bytes));
    assert_eq!(it.came(), [(0, SEALED + 1), (SEALED, 2 * SEALED), (SEALED, it.all)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_cut_again_and_again_is_given_up_in_the_end_and_nothing_comes_twice() {
    let it = a_photo_for_karen(13).await;
    it.karen.network.stops_files(&[SEALED + 1; 11]);
    for _ in 0..11 {
        it.karen.network.cuts_file();
    }
    // Ten lines for one call, each of which brings a chunk; the next call goes on at the eleventh chunk.
    assert_eq!(it.fetch().await, Err(Problem::Offline));
    assert_eq!(it.came().len(), 10);
    assert_eq!(it.fetch().await.as_ref(), Ok(&it.bytes));
    let from: Vec<u64> = it.came().into_iter().map(|(from, _)| from / SEALED).collect();
    assert_eq!(from, (0..12).collect::<Vec<u64>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_that_goes_away_in_the_middle_finds_what_came_when_it_is_back() {
    let it = a_photo_for_karen(4).await;
    it.karen.network.stops_files(&[3 * SEALED + 1]);
    tokio::select! {
        got = it.fetch() => panic!("the line is stopped, and yet {}", got.is_ok()),
        () = it.until_fetched(it.of_plain(3)) => {}
    }
    it.until_fetched(None).await;
    assert_eq!(it.fetch().await.as_ref(), Ok(&it.bytes));
    assert_eq!(it.came(), [(0, 3 * SEALED + 1), (3 * SEALED, it.all)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_on_with_other_bytes_is_refused_and_nothing_of_it_stays() {
    let mut it = a_photo_for_karen(4).await;
    // One bit; the beginning instead of the rest; the right chunks in another order.
    let lies: [fn(&mut Vec<u8>); 3] = [
        |rest| rest[7] ^= 1,
        |rest| rest.rotate_left(SEALED as usize),
        |rest| rest.truncate(SEALED as usize),
    ];
    for lie in lies {
        let before = it.came().len();
        it.karen.network.stops_files(&[SEALED + 1]);
        let looks = async {
            it.until_fetched(it.of_plain(1)).await;
            it.karen.network.swap_files(Box::new(lie));
            it.karen.network.cuts_file();
        };
        let (got, ()) = tokio::join!(it.fetch(), looks);
        assert_eq!(got, Err(Problem::Tampered));
        it.karen.network.honest();
        assert_eq!(it.fetch().await.as_ref(), Ok(&it.bytes));
        assert_eq!(it.came()[before + 1..], [(SEALED, it.all), (0, it.all)], "nothing is kept of it");
    }
    // A restart forgets what came, too: it is in memory only.
    it.karen.network.stops_files(&[SEALED + 1, 0]);
    for _ in 0..2 {
        it.karen.network.cuts_file();
    }
    assert_eq!(it.fetch().await, Err(Problem::Offline));
    it.karen = it.karen.restart().await;
    it.karen.reads(&it.dialog, "Se her").await;
    assert_eq!(it.fetch().await.as_ref(), Ok(&it.bytes));
    assert_eq!(it.came().last(), Some(&(0, it.all)));
    drop(it.town);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_says_how_far_it_is_and_goes_on_from_there_after_a_cut() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let (bytes, all) = of_chunks(4);
    karen.network.stops_files(&[2 * SEALED, 0]);
    karen.session.post_photo(&dialog, bytes.clone(), "Se her".into(), "Broen".into()).await.expect("kept");
    let half = percent(2 * SEALED, all);
    let view = karen.until(&dialog, |view| sent(view) == half).await;
    let bubble = &bubbles(&view)[0];
    assert_eq!((bubble.state, bubble.state_label.as_str()), (PostState::Waiting, "Sender 65 %"));
    assert_eq!(bubble.photo.as_ref().expect("a photo").progress, None, "it is not fetched");
    karen.network.cuts_file();
    // The next line has sent nothing yet, and the screen says what the server has.
    karen.network.until_files(2).await;
    karen.until(&dialog, |view| sent(view) == half).await;
    karen.network.cuts_file();
    let done = |view: &DialogView| bubbles(view).iter().any(is_sent);
    let view = karen.until(&dialog, done).await;
    assert_eq!(sent(&view), None);
    let up = |from, bytes| Passed { up: true, from, bytes };
    let lines = [up(0, 2 * SEALED), up(2 * SEALED, 0), up(2 * SEALED, all - 2 * SEALED)];
    assert_eq!(karen.network.files(), lines, "no byte went twice");
    let view = ali.reads(&dialog, "Se her").await;
    assert_eq!(sent(&view), None);
    let file = bubbles(&view).into_iter().find_map(|bubble| bubble.photo).expect("a photo").file;
    assert_eq!(ali.session.photo(&dialog, &file).await, Ok(bytes));
}
