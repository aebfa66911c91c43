//! Karen and Ali open their apps again: what they see at once, what wakes, and what it costs. Dialogs sleep
//! in the key ring until somebody looks, something new comes, or something falls due.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::{BubbleView, DialogView, InboxRow, PostState};
use samtale_engine::courier::Fault;
use samtale_journeys::{Liar, Person, Town, acts, bring_draft, bubbles, draft_for, is_sent, log_in, texts};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The row of one dialog, once it is as it should be.
async fn row(person: &Person, dialog: &str, is: impl Fn(&InboxRow) -> bool) -> InboxRow {
    let find = |rows: &[InboxRow]| rows.iter().find(|row| row.dialog == dialog && is(row)).cloned();
    let inbox = person.inbox_until(|inbox| find(&inbox.rows).is_some()).await;
    find(&inbox.rows).expect("found")
}

/// Somebody says this, and it is in the reader's list; ten minutes later all is kept in their key ring.
async fn says_last(town: &Town, by: &Person, to: &Person, dialog: &str, text: &str) {
    by.post(dialog, text).await;
    row(to, dialog, |row| row.last.ends_with(text)).await;
    rests(town, to, dialog).await;
}

/// Ten minutes later what has changed since is kept in this person's key ring.
async fn rests(town: &Town, person: &Person, dialog: &str) {
    let rings = person.network.rings().len();
    town.minutes_go_by(10);
    // Anything that happens in the app will do: a screen is opened, and nothing on it is read.
    drop(person.session.dialog(dialog).expect("a dialog"));
    keeps(person, rings).await;
}

/// One more ring than before, and the server has answered to all of them.
async fn keeps(person: &Person, before: usize) {
    person.network.until(|it| it.rings().len() > before && it.rings_answered() == it.rings().len()).await;
}

/// From now on nobody gets a snapshot, until the word is given.
fn holds_snapshots(network: &Liar) -> Arc<AtomicBool> {
    let held = Arc::new(AtomicBool::new(true));
    let holds = held.clone();
    network.instead(Box::new(move |call| {
        (call.path == "/v1/snapshots" && holds.load(Ordering::SeqCst)).then_some(Err(Fault::Offline))
    }));
    held
}

fn calls(network: &Liar) -> [usize; 4] {
    ["/v1/start", "/v1/session", "/v1/snapshots", "/v1/users/"].map(|path| network.count(path))
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_opens_the_app_and_reads_on_where_she_left() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Et").await;
    says_last(&town, &ali, &karen, &dialog, "To").await;
    let before = calls(&karen.network);
    let karen = karen.restart().await;
    let first = row(&karen, &dialog, |row| !row.last.is_empty()).await;
    assert_eq!((first.last.as_str(), first.name.as_str(), first.unread), ("To", "Ali Mentor", 2));
    assert_eq!(
        calls(&karen.network),
        [before[0] + 1, before[1], before[2], before[3]],
        "one call, and the list is there"
    );
    let view = karen.until(&dialog, |view| texts(view).len() == 2).await;
    assert!(view.may_write);
    karen.post(&dialog, "Tre").await;
    assert_eq!(texts(&ali.reads(&dialog, "Tre").await), ["Et", "To", "Tre"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn unread_counts_survive_a_restart() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Læst").await;
    karen.reads(&dialog, "Læst").await;
    row(&karen, &dialog, |row| row.unread == 0).await;
    ali.post(&dialog, "Ulæst").await;
    says_last(&town, &ali, &karen, &dialog, "Ulæst igen").await;
    let karen = karen.sleep().await;
    ali.post(&dialog, "Og en til").await;
    ali.until(&dialog, |view| bubbles(view).iter().all(is_sent)).await;
    let rings = karen.network().rings().len();
    let karen = karen.wake().await;
    row(&karen, &dialog, |row| row.last == "Og en til" && row.unread == 3).await;
    keeps(&karen, rings).await;
    karen.reads(&dialog, "Og en til").await;
    row(&karen, &dialog, |row| row.unread == 0).await;
    rests(&town, &karen, &dialog).await;
    let karen = karen.restart().await;
    assert_eq!(row(&karen, &dialog, |_| true).await.unread, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_is_taken_back_while_the_dialog_sleeps_is_neither_shown_nor_counted() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Læst").await;
    karen.reads(&dialog, "Læst").await;
    says_last(&town, &ali, &karen, &dialog, "Fortrudt").await;
    row(&karen, &dialog, |row| row.unread == 1).await;
    let karen = karen.sleep().await;
    let view = ali.until(&dialog, |view| acts(view).iter().any(|act| act.act.starts_with("erase"))).await;
    let last = acts(&view).into_iter().rfind(|act| act.act.starts_with("erase")).expect("a button");
    ali.session.act(&dialog, &last.act).await.expect("kept");
    ali.until(&dialog, |view| !texts(view).contains(&"Fortrudt".into())).await;
    let karen = karen.wake().await;
    let last = row(&karen, &dialog, |row| row.last != "Fortrudt" && row.unread == 0).await;
    assert!(!last.last.is_empty());
    let view = karen.until(&dialog, |view| view.may_write && texts(view).contains(&"Læst".into())).await;
    assert!(!texts(&view).contains(&"Fortrudt".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_has_many_dialogs_and_only_what_is_new_wakes() {
    let town = Town::open().await;
    let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    let mut others = Vec::new();
    for name in ["Karen Holm", "Per Dal", "Ida Krogh"] {
        let invitation = ali.session.invite(draft_for(name, "")).await.expect("an invitation");
        let person = Person::enrol(&town, name, &invitation.link).await;
        let dialog = person.say_yes().await;
        // Who writes before they have seen somebody come in is asked first whether they may read it.
        for one in [&ali, &person] {
            one.until(&dialog, |view| view.may_write).await;
        }
        ali.post(&dialog, "Hej").await;
        person.reads(&dialog, "Hej").await;
        others.push((person, dialog));
    }
    let (per, with_per) = &others[1];
    says_last(&town, per, &ali, with_per, "Tak").await;
    let ali = ali.sleep().await;
    per.post(with_per, "Er du der?").await;
    per.until(with_per, |view| bubbles(view).iter().all(is_sent)).await;
    let before = calls(ali.network());
    let ali = ali.wake().await;
    row(&ali, with_per, |row| row.last == "Er du der?" && row.unread == 2).await;
    for (person, dialog) in &others {
        let row = row(&ali, dialog, |_| true).await;
        assert_eq!(row.name, person.name);
    }
    ali.until(with_per, |view| view.may_write && texts(view).len() == 3).await;
    let [start, session, snapshots, users] = calls(&ali.network);
    assert_eq!([start, session, snapshots], [before[0] + 1, before[1], before[2] + 1]);
    assert!(users <= before[3] + 1, "nobody's chain but Per's is asked for");
    assert!(ali.network.count("/v1/feed?cursor=&") <= 1, "nothing is told from the beginning");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_written_before_the_dialog_is_at_hand_goes_out_once() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    says_last(&town, &ali, &karen, &dialog, "Et").await;
    let held = holds_snapshots(&karen.network);
    let karen = karen.restart().await;
    karen.post(&dialog, "Skrevet før").await;
    karen.reads(&dialog, "Skrevet før").await;
    held.store(false, Ordering::SeqCst);
    ali.reads(&dialog, "Skrevet før").await;
    let sent = |view: &DialogView| bubbles(view).iter().all(is_sent);
    let view = karen.until(&dialog, |view| texts(view).len() == 2 && sent(view)).await;
    assert_eq!(texts(&view), ["Et", "Skrevet før"]);
    let karen = karen.restart().await;
    let view = karen.until(&dialog, |view| texts(view).len() == 2).await;
    assert_eq!(texts(&view), ["Et", "Skrevet før"]);
    assert_eq!(texts(&ali.until(&dialog, |_| true).await), ["Et", "Skrevet før"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_written_before_the_dialog_is_at_hand_goes_to_nobody_who_came_since() {
    let town = Town::open().await;
    let (ali, karen, mette, dialog) = Person::three_talking(&town, "now").await;
    says_last(&town, &ali, &mette, &dialog, "Et").await;
    let mette = mette.sleep().await;
    let ida = ali.brings(&town, &dialog, "Ida Krogh", "now").await;
    karen.agree(&dialog).await;
    ida.until(&dialog, |view| view.may_write && view.members.len() == 4).await;
    let held = holds_snapshots(mette.network());
    let mette = mette.wake().await;
    mette.post(&dialog, "Kun til jer").await;
    held.store(false, Ordering::SeqCst);
    let asks = |it: &BubbleView| it.text == "Kun til jer" && it.state == PostState::Asked;
    mette.until(&dialog, |view| view.members.len() == 4 && bubbles(view).iter().any(asks)).await;
    ali.post(&dialog, "Efter").await;
    assert!(!texts(&ida.reads(&dialog, "Efter").await).contains(&"Kun til jer".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn mette_takes_up_an_invitation_into_a_dialog_that_sleeps() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    says_last(&town, &karen, &ali, &dialog, "Et").await;
    let draft = bring_draft("Mette Vind", "now");
    let invitation = ali.session.bring(&dialog, draft).await.expect("an invitation");
    let ali = ali.restart().await;
    row(&ali, &dialog, |row| row.last == "Et").await;
    let mette = Person::enrol(&town, "Mette Vind", &invitation.link).await;
    mette.say_yes().await;
    karen.agree(&dialog).await;
    mette.until(&dialog, |view| view.may_write && view.members.len() == 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn history_comes_by_the_page() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    for number in 1..=80 {
        ali.post(&dialog, &format!("Nummer {number}")).await;
    }
    karen.reads(&dialog, "Nummer 80").await;
    says_last(&town, &ali, &karen, &dialog, "Nummer 81").await;
    let karen = karen.restart().await;
    let feed = karen.session.dialog(&dialog).expect("a dialog");
    let first = until(&feed, |view| texts(view).len() >= 30).await;
    assert!(first.earlier && texts(&first).len() < 61, "{}", texts(&first).len());
    assert_eq!(texts(&first).last().map(String::as_str), Some("Nummer 81"));
    feed.load_earlier();
    let all = until(&feed, |view| texts(view).len() == 81).await;
    let expected: Vec<String> = (1..=81).map(|number| format!("Nummer {number}")).collect();
    assert_eq!(texts(&all), expected);
    assert_eq!(pages(&karen, &dialog), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_comes_before_the_one_that_it_follows_waits_for_it() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    for number in 1..=160 {
        ali.post(&dialog, &format!("Nummer {number}")).await;
    }
    karen.reads(&dialog, "Nummer 160").await;
    rests(&town, &karen, &dialog).await;
    let karen = karen.restart().await;
    let feed = karen.session.dialog(&dialog).expect("a dialog");
    until(&feed, |view| texts(view).len() >= 30).await;
    // The line breaks under the next page, and not under the one that is asked for ahead.
    let (path, mut broken) = (format!("/v1/dialogs/{dialog}/entries?before="), false);
    karen.network.instead(Box::new(move |call| {
        let breaks = call.path.starts_with(&path) && !std::mem::replace(&mut broken, true);
        breaks.then_some(Err(Fault::Offline))
    }));
    let before = pages(&karen, &dialog);
    (0..3).for_each(|_| feed.load_earlier());
    let all = until(&feed, |view| texts(view).len() == 160).await;
    let expected: Vec<String> = (1..=160).map(|number| format!("Nummer {number}")).collect();
    assert_eq!(texts(&all), expected);
    let fetched = pages(&karen, &dialog) - before;
    assert!(fetched <= 3, "{fetched}: one again, and nothing twice");
}

/// Seventy posts, of which Ali has read the last.
async fn posts(by: &Person, ali: &Person, dialog: &str) {
    for number in 1..=70 {
        by.post(dialog, &format!("{} {number}", by.name)).await;
    }
    ali.reads(dialog, &format!("{} 70", by.name)).await;
}

/// How many pages of a dialog were fetched.
fn pages(person: &Person, dialog: &str) -> usize {
    person.network.count(&format!("/v1/dialogs/{dialog}/entries?before="))
}

/// Looks at a whole dialog of so many posts, from the newest to the first.
async fn all_of(person: &Person, dialog: &str, many: usize) -> Vec<String> {
    let feed = person.session.dialog(dialog).expect("a dialog");
    feed.load_earlier();
    texts(&until(&feed, |view| texts(view).len() == many).await)
}

/// Ali talks with Karen at school and with Mette at work: 70 posts each.
async fn two_long_dialogs(town: &Town) -> (Person, [(String, Person); 2]) {
    let (ali, karen, school) = Person::talking(town).await;
    let invitation = ali.session.invite(draft_for("Mette Vind", "")).await.expect("an invitation");
    let mette = Person::enrol(town, "Mette Vind", &invitation.link).await;
    let work = mette.say_yes().await;
    mette.until(&work, |view| view.may_write).await;
    posts(&karen, &ali, &school).await;
    posts(&mette, &ali, &work).await;
    rests(town, &ali, &work).await;
    (ali, [(school, karen), (work, mette)])
}

/// Looks at both from end to end, three times; how many pages were fetched for that.
async fn reads_both(ali: &Person, dialogs: &[(String, Person)]) -> usize {
    let fetched = || dialogs.iter().map(|(dialog, _)| pages(ali, dialog)).sum::<usize>();
    let before = fetched();
    for (dialog, by) in [dialogs; 3].into_iter().flatten() {
        let all = (1..=70).map(|number| format!("{} {number}", by.name));
        assert_eq!(all_of(ali, dialog, 70).await, all.collect::<Vec<_>>());
    }
    fetched() - before
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_small_phone_lets_go_of_is_fetched_again_when_ali_looks_at_it() {
    let town = Town::open().await;
    let (mut ali, dialogs) = two_long_dialogs(&town).await;
    let mut fetched = Vec::new();
    for room in [u16::MAX, 100] {
        ali = ali.sleep().await.wake_with_room_for(room).await;
        fetched.push(reads_both(&ali, &dialogs).await);
    }
    let [with_room, without] = fetched[..] else { panic!("two") };
    assert!(with_room < without, "{with_room} pages, {without} where what was read had to go");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_phone_is_small_from_its_first_session_on() {
    let town = Town::open().await;
    let (ali, dialogs) = two_long_dialogs(&town).await;
    let mut fetched = Vec::new();
    for room in [u16::MAX, 100] {
        let link = ali.session.add_device().await.expect("a link").link;
        let (device, network) = Person::device(&town, &format!("room for {room}"));
        let device = device.with_room_for(room);
        let enrolment = device.enrol(&link).await.expect("a link");
        let redirect = log_in(&enrolment.login_url(), "Ali Mentor", "Job og uddannelse").await;
        let session = enrolment.complete(&redirect).await.expect("in");
        let ali = Person { name: "Ali Mentor", device, session, network };
        for (dialog, _) in &dialogs {
            ali.until(dialog, |view| view.may_write && view.members.len() == 2).await;
        }
        fetched.push(reads_both(&ali, &dialogs).await);
    }
    let [with_room, without] = fetched[..] else { panic!("two") };
    assert!(with_room < without, "{with_room} pages, {without} where what was read had to go");
}

async fn until(feed: &samtale_client::DialogFeed, is: impl Fn(&DialogView) -> bool) -> DialogView {
    let wait = async {
        loop {
            let view = feed.next().await.expect("a dialog");
            if is(&view) {
                return view;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), wait).await.expect("in time")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_breaks_while_the_tablet_reads_on_misses_nothing() {
    let town = Town::open().await;
    let (ali, phone, dialog) = Person::talking(&town).await;
    let shown = phone.session.add_device().await.expect("a link");
    let tablet = Person::try_enrol_on(&town, "tablet", "Karen Holm", &shown.link).await.expect("in");
    tablet.until(&dialog, |view| view.may_write).await;
    tablet.post(&dialog, "Fra tabletten").await;
    ali.reads(&dialog, "Fra tabletten").await;
    says_last(&town, &ali, &phone, &dialog, "Et").await;
    let phone = phone.sleep().await;
    phone.network().breaks_start_after(2);
    // No second start gets through before the tablet has kept what it has read.
    let open = Arc::new(AtomicBool::new(false));
    let (may, mut first) = (open.clone(), true);
    phone.network().instead(Box::new(move |call| {
        let refused = call.path == "/v1/start" && !std::mem::take(&mut first) && !may.load(Ordering::SeqCst);
        refused.then_some(Err(Fault::Offline))
    }));
    let phone = phone.wake().await;
    phone.until(&dialog, |view| !view.members.is_empty()).await;
    ali.post(&dialog, "To").await;
    says_last(&town, &ali, &tablet, &dialog, "Tre").await;
    open.store(true, Ordering::SeqCst);
    let view = phone.reads(&dialog, "Tre").await;
    assert_eq!(texts(&view), ["Fra tabletten", "Et", "To", "Tre"]);
    ali.post(&dialog, "Fire").await;
    assert!(phone.reads(&dialog, "Fire").await.may_write);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_pulls_the_list_on_a_thread_of_its_own() {
    let town = Town::open().await;
    let (_, karen, dialog) = Person::talking(&town).await;
    let karen = karen.restart().await;
    let (list, pulled) = (karen.session.inbox(), tokio::sync::oneshot::channel());
    let pull = move || drop(pulled.0.send(futures::executor::block_on(list.next())));
    std::thread::spawn(pull);
    let first = pulled.1.await.expect("no panic").expect("a list");
    assert_eq!(first.rows[0].dialog, dialog);
}
