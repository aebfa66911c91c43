//! A hostile server at a cold start, when all that Karen's app has is her key ring: briefs, snapshots,
//! pages and news that do not belong together. What is not as it was seen is read anew, or is an alarm.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::{DialogView, InboxRow, InboxView};
use samtale_engine::courier::Fault;
use samtale_journeys::{BEHIND, Forger, Stage, seq, texts};
use samtale_wire::api::{Code, Delivered, Feed, FeedItem, MAX_PAGE, Page, Snapshots};
use samtale_wire::{Bytes, Hash, decode, encode};

/// What the list says when the server shows less than before.
const LESS: &str = "Kommunens server viser mindre, end du har set før. Tal med kommunen.";

/// A page of a log, and no news: those say the time.
fn is_page(feed: &Feed) -> bool {
    feed.now == 0
}

/// Karen has read all of these, and her key ring says so.
async fn left_after(texts: &[&str]) -> Stage {
    let mut stage = Stage::talking().await;
    for text in texts {
        stage.ali_posts(text).await;
    }
    stage.town.minutes_go_by(2);
    stage.rests().await;
    stage.story.t = stage.town.now();
    stage
}

/// Ali posts while Karen's app is locked; then she opens it.
async fn opens_after(mut stage: Stage, texts: &[&str]) -> Stage {
    let karen = stage.karen.sleep().await;
    for text in texts {
        let post = stage.story.post(&stage.ali.hand, text);
        stage.ali.appends(&mut stage.story, post).await;
    }
    Stage { karen: karen.wake().await, ..stage }
}

/// The list's only row, once it is as it should be.
async fn row(stage: &Stage, is: impl Fn(&InboxRow) -> bool) -> InboxRow {
    let fits = |inbox: &InboxView| inbox.rows.len() == 1 && is(&inbox.rows[0]);
    stage.karen.inbox_until(fits).await.rows.remove(0)
}

/// Every snapshot that Karen's app asks for is another one.
fn swaps_snapshots(stage: &Stage) {
    stage.karen.network.after(Box::new(|call, answer| {
        if call.path == "/v1/snapshots" {
            let mut came: Snapshots = decode(answer).expect("snapshots");
            came.snapshots.iter_mut().for_each(|it| it.sealed.0[20] ^= 1);
            *answer = encode(&came);
        }
    }));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_end_in_brief_for_the_place_that_was_seen_last_is_noticed() {
    let stage = left_after(&["Et"]).await;
    let (forger, tip) = (Forger::of(&stage.town), stage.story.state.tip.seq);
    let dialog = stage.story.state.roster.dialog;
    stage.karen.network.rewrite_briefs(Box::new(move |briefs| {
        briefs.iter_mut().for_each(|brief| brief.head = forger.head(dialog, tip, Hash([7; 32])));
    }));
    let stage = stage.restarted().await;
    stage.disbelieved().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_brief_says_and_the_news_leave_out_is_fetched_unasked() {
    let stage = left_after(&["Et"]).await;
    stage.karen.network.rewrite(Box::new(|feed| {
        if !is_page(feed) {
            feed.items.clear();
            feed.heads.clear();
        }
    }));
    let stage = opens_after(stage, &["To"]).await;
    let row = row(&stage, |row| row.last == "To").await;
    assert_eq!(row.unread, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_ring_beside_todays_briefs_is_an_alarm_in_the_list() {
    let stage = left_after(&["Et"]).await;
    let old = stage.karen.network.rings().last().expect("a ring").clone();
    let vault = stage.karen.vault(&stage.town);
    let mut stage = stage;
    stage.ali_posts("To").await;
    stage.town.minutes_go_by(2);
    stage.rests().await;
    assert_ne!(stage.karen.vault(&stage.town), vault, "the vault has seen the newer ring");
    let (forger, tip) = (Forger::of(&stage.town), stage.story.state.tip.seq);
    stage.karen.network.rewrite(Box::new(move |feed| {
        feed.items.retain(|item| seq(item).is_none_or(|seq| seq < tip));
        forger.seals(feed);
    }));
    stage.karen.network.opens_as(move |opened| opened.ring = Some(old.clone()));
    let stage = stage.restarted().await;
    stage.karen.inbox_until(|inbox| inbox.notice.as_deref() == Some(LESS)).await;
    let view = stage.karen.until(&stage.dialog, |view| view.why_not.as_deref() == Some(BEHIND)).await;
    assert!(!view.may_write);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_snapshot_wakes_nothing_and_what_was_read_is_no_news() {
    let stage = left_after(&["Et", "To"]).await;
    swaps_snapshots(&stage);
    let stage = opens_after(stage, &["Tre"]).await;
    let row = row(&stage, |row| row.last == "Tre").await;
    assert_eq!(row.unread, 1, "what she had read before is no news because it is read anew");
    let asked = stage.karen.network.count(&format!("/v1/dialogs/{}/entries?from=0", stage.dialog));
    assert_eq!(asked, 1, "the log was read anew");
    let view = stage.karen.until(&stage.dialog, |view| texts(view).len() == 3).await;
    assert!(view.may_write);
    let last = stage.karen.inbox_until(|inbox| inbox.rows[0].unread == 0).await;
    assert!(last.notice.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_without_end_that_is_none_is_not_read_for_ever() {
    let stage = left_after(&["Et"]).await;
    swaps_snapshots(&stage);
    let dialog = stage.story.state.roster.dialog;
    stage.karen.network.instead(Box::new(move |call| {
        let page = call.path.contains("/entries?from=");
        let entry = Delivered { dialog, entry: Bytes(vec![7; 40]), ciphertext: None, envelope: None };
        page.then(|| Ok(encode(&Page { entries: vec![entry; MAX_PAGE], head: None })))
    }));
    let stage = stage.restarted().await;
    let feed = stage.karen.session.dialog(&stage.dialog).expect("a dialog");
    stage.karen.inbox_until(|inbox| inbox.notice.as_deref() == Some(LESS)).await;
    drop(feed);
    let asked = stage.karen.network.count(&format!("/v1/dialogs/{}/entries?from=", stage.dialog));
    assert!(asked < 4, "{asked} pages of nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_cut_where_it_is_read_anew_is_an_alarm() {
    let stage = left_after(&["Et", "To"]).await;
    swaps_snapshots(&stage);
    let (forger, tip) = (Forger::of(&stage.town), stage.story.state.tip.seq);
    stage.karen.network.rewrite(Box::new(move |feed| {
        feed.items.retain(|item| seq(item).is_none_or(|seq| seq < tip));
        forger.seals(feed);
    }));
    let stage = stage.restarted().await;
    let view = stage.karen.until(&stage.dialog, |view| view.why_not.as_deref() == Some(BEHIND)).await;
    // The last line was seen, and told in brief.
    assert_eq!(texts(&view), ["Et", "To"]);
}

/// Karen looks back, in pages that somebody has written anew.
async fn looks_back(stage: Stage, lie: impl FnMut(&mut Feed) + Send + 'static) -> DialogView {
    let mut lie = lie;
    stage.karen.network.rewrite(Box::new(move |feed| {
        if is_page(feed) {
            lie(feed);
        }
    }));
    let stage = stage.restarted().await;
    stage.disbelieved().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_a_hole_is_noticed() {
    let stage = left_after(&["Et", "To", "Tre"]).await;
    let tip = stage.story.state.tip.seq;
    let view = looks_back(stage, move |page| page.items.retain(|item| seq(item) != Some(tip - 1))).await;
    assert!(texts(&view).iter().all(|text| ["Tre", "Hemmeligt"].contains(&text.as_str())), "{view:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_its_end_is_noticed() {
    let stage = left_after(&["Et", "To"]).await;
    let view = looks_back(stage, |page| drop(page.items.pop())).await;
    assert!(!texts(&view).contains(&"Et".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_past_is_noticed() {
    let mut stage = left_after(&["Et"]).await;
    // Ali signs another entry for the place of his last one.
    let mut other = stage.story.clone();
    let last = other.told.len() - 1;
    other.state = samtale_membership::open(&other.told[0].entry.0, &other.chains).expect("a log");
    for append in &stage.story.told[1..last] {
        other.state = other.judges(append).expect("as it was");
    }
    let second = other.post(&stage.ali.hand, "Noget helt andet");
    let seen = stage.story.state.tip.seq;
    stage.ali_posts("To").await;
    stage.town.minutes_go_by(2);
    stage.rests().await;
    let view = looks_back(stage, move |page| {
        for item in &mut page.items {
            if seq(item) == Some(seen)
                && let FeedItem::Entry(it) = item
            {
                (it.entry, it.ciphertext) = (second.entry.clone(), second.ciphertext.clone());
            }
        }
    })
    .await;
    assert!(!texts(&view).contains(&"Noget helt andet".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn swapped_content_on_a_page_is_noticed() {
    let stage = left_after(&["Et", "To"]).await;
    let tip = stage.story.state.tip.seq;
    let view = looks_back(stage, move |page| {
        let mut sealed = None;
        for item in &mut page.items {
            if let (Some(seq), FeedItem::Entry(it)) = (seq(item), item)
                && seq + 1 >= tip
            {
                std::mem::swap(&mut sealed, &mut it.ciphertext);
                it.ciphertext = it.ciphertext.take().or_else(|| sealed.clone());
            }
        }
    })
    .await;
    assert_eq!(texts(&view).iter().filter(|text| *text == "Et").count(), 1, "{:?}", texts(&view));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_post_in_brief_than_the_last_one_is_not_shown() {
    let stage = left_after(&["Et", "To"]).await;
    let earlier = stage.story.told[stage.story.told.len() - 2].clone();
    stage.karen.network.rewrite_briefs(Box::new(move |briefs| {
        for post in briefs.iter_mut().filter_map(|brief| brief.post.as_mut()) {
            post.entry = earlier.entry.clone();
            post.ciphertext = earlier.ciphertext.clone().expect("a post");
        }
    }));
    let stage = stage.restarted().await;
    let row = row(&stage, |_| true).await;
    assert_ne!(row.last, "Et", "the post before is not what was said last");
    stage.karen.reads(&stage.dialog, "To").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn swapped_content_in_brief_is_not_shown() {
    let stage = left_after(&["Et", "To"]).await;
    let earlier = stage.story.told[stage.story.told.len() - 2].ciphertext.clone().expect("a post");
    stage.karen.network.rewrite_briefs(Box::new(move |briefs| {
        for post in briefs.iter_mut().filter_map(|brief| brief.post.as_mut()) {
            post.ciphertext = earlier.clone();
        }
    }));
    let stage = stage.restarted().await;
    let row = row(&stage, |_| true).await;
    assert!(row.last.is_empty(), "{}", row.last);
    assert_eq!(texts(&stage.karen.reads(&stage.dialog, "To").await), ["Et", "To"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_word_in_brief_the_log_is_read_anew() {
    let stage = left_after(&["Et"]).await;
    stage.karen.network.rewrite_briefs(Box::new(Vec::clear));
    let stage = opens_after(stage, &["To"]).await;
    let row = row(&stage, |row| row.last == "To").await;
    assert_eq!(row.unread, 1);
    assert_eq!(stage.karen.network.count("/v1/snapshots"), 0, "a snapshot could be older than the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_shows_no_log_where_there_was_one_is_an_alarm() {
    let stage = left_after(&["Et"]).await;
    stage.karen.network.rewrite_briefs(Box::new(Vec::clear));
    stage.karen.network.instead(Box::new(|call| {
        call.path.contains("/entries?").then_some(Err(Fault::Refused(Code::NotFound)))
    }));
    let stage = stage.restarted().await;
    stage.karen.inbox_until(|inbox| inbox.notice.as_deref() == Some(LESS)).await;
}
