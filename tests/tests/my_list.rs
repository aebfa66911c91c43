//! What a person sets for themselves alone: pinned, muted, archived, blocked. The same on all their devices,
//! after a restart, and seen by nobody else.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::{DialogView, FoldView, InboxRow, InboxView, ItemView};
use samtale_journeys::{Person, Town, acts, bring_draft, bubbles, draft_for, notices, texts};
use std::time::Duration;

/// One more device of somebody.
async fn another(town: &Town, person: &Person, device: &str) -> Person {
    let shown = person.session.add_device().await.expect("a link");
    Person::try_enrol_on(town, device, person.name, &shown.link).await.expect("in")
}

/// Ali, with two dialogs: with Karen, and with Mette.
async fn two_dialogs(town: &Town) -> (Person, Person, Person, String, String) {
    let (ali, karen, with_karen) = Person::talking(town).await;
    let link = ali.session.invite(draft_for("Mette Vind", "")).await.expect("an invitation").link;
    let mette = Person::enrol(town, "Mette Vind", &link).await;
    let with_mette = mette.say_yes().await;
    for person in [&ali, &mette] {
        person.until(&with_mette, |view| view.may_write).await;
    }
    (ali, karen, mette, with_karen, with_mette)
}

/// Sets something in the list, as the row offers it.
async fn sets(person: &Person, dialog: &str, choice: &str) {
    let offers = |row: &InboxRow| row.choices.iter().any(|it| it.choice == choice);
    row(person, dialog, offers).await;
    person.session.act(dialog, choice).await.expect("set");
}

fn all(inbox: &InboxView) -> impl Iterator<Item = &InboxRow> {
    inbox.rows.iter().chain(inbox.archived.iter().flat_map(|archived| &archived.rows))
}

/// The row of a dialog, also of an archived one, once it is so.
async fn row(person: &Person, dialog: &str, is: impl Fn(&InboxRow) -> bool) -> InboxRow {
    let find = |inbox: &InboxView| all(inbox).find(|row| row.dialog == dialog && is(row)).cloned();
    let inbox = person.inbox_until(|inbox| find(inbox).is_some()).await;
    find(&inbox).expect("found")
}

/// Nothing waits on a device's disk any more: the server keeps what was set there.
async fn kept(town: &Town, device: &str) {
    let queue = town.folder(device).join("queue");
    let empty = async {
        while std::fs::read_dir(&queue).expect("the queue").count() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), empty).await.expect("kept in the key ring");
}

fn folds(view: &DialogView) -> Vec<FoldView> {
    let fold = |item: &ItemView| match item {
        ItemView::Folded { fold } => Some(fold.clone()),
        _ => None,
    };
    view.items.iter().filter_map(fold).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_mutes_and_pins_and_his_tablet_shows_it() {
    let town = Town::open().await;
    let (ali, karen, mette, with_karen, with_mette) = two_dialogs(&town).await;
    let tablet = another(&town, &ali, "tablet").await;
    mette.post(&with_mette, "Hej").await;
    row(&ali, &with_mette, |row| row.unread == 1).await;
    town.minutes_go_by(1);
    karen.post(&with_karen, "Hej Ali").await;
    let inbox = ali.inbox_until(|inbox| inbox.rows[0].dialog == with_karen && inbox.unread == 2).await;
    assert!(inbox.rows.iter().all(|row| !row.pinned && !row.muted));

    sets(&ali, &with_mette, "pin").await;
    sets(&ali, &with_mette, "mute").await;
    let inbox = ali.inbox_until(|inbox| inbox.rows[0].muted && inbox.rows[0].pinned).await;
    assert_eq!((inbox.rows[0].dialog.as_str(), inbox.rows[0].unread), (with_mette.as_str(), 1));
    assert_eq!(inbox.unread, 1, "what is muted adds nothing to the number");
    assert!(inbox.rows[0].spoken.contains("Fastgjort. Lydløs. 1 ulæst"), "{}", inbox.rows[0].spoken);
    let labels: Vec<_> = inbox.rows[0].choices.iter().map(|it| it.label.as_str()).collect();
    assert_eq!(labels, ["Frigør fra toppen", "Slå lyden til", "Arkivér"]);
    kept(&town, "Ali Mentor").await;

    // The tablet opens its app, the phone is opened again: all from the key ring, before anything wakes.
    for person in [tablet.restart().await, ali.restart().await] {
        let inbox = person.inbox_until(|inbox| inbox.rows.len() == 2).await;
        assert_eq!(inbox.rows[0].dialog, with_mette);
        assert!(inbox.rows[0].pinned && inbox.rows[0].muted && inbox.unread == 1);
        let view = person.until(&with_mette, |view| view.may_write).await;
        assert!(view.choices.iter().any(|it| it.choice == "unmute"), "also inside the dialog");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_dialog_comes_back_when_karen_writes() {
    let town = Town::open().await;
    let (ali, karen, _mette, with_karen, with_mette) = two_dialogs(&town).await;
    karen.post(&with_karen, "Tak for i dag").await;
    ali.reads(&with_karen, "Tak for i dag").await;
    sets(&ali, &with_karen, "archive").await;
    let inbox = ali.inbox_until(|inbox| inbox.archived.is_some()).await;
    assert_eq!(inbox.rows.iter().map(|row| &row.dialog).collect::<Vec<_>>(), [&with_mette]);
    let archived = inbox.archived.expect("one");
    assert_eq!((archived.label.as_str(), archived.rows.len()), ("Arkiveret (1)", 1));
    let undo = inbox.undo.expect("an undo");
    assert_eq!(undo.text, "Samtalen med Karen Holm er lagt væk. Den kommer igen, når en anden skriver.");

    // Undone, and archived all the same. What Ali writes himself leaves it there.
    ali.session.act(&undo.dialog, &undo.choice).await.expect("undone");
    let inbox = ali.inbox_until(|inbox| inbox.archived.is_none()).await;
    assert_eq!((inbox.rows.len(), inbox.undo), (2, None));
    sets(&ali, &with_karen, "archive").await;
    ali.post(&with_karen, "Vi ses").await;
    karen.reads(&with_karen, "Vi ses").await;
    kept(&town, "Ali Mentor").await;

    // Asleep it stays there, until Karen writes.
    let ali = ali.restart().await;
    let inbox = ali.inbox_until(|inbox| inbox.archived.is_some()).await;
    assert_eq!((inbox.rows.len(), inbox.undo), (1, None), "an undo does not outlive the lock");
    karen.post(&with_karen, "En ting til").await;
    let inbox = ali.inbox_until(|inbox| inbox.archived.is_none()).await;
    let row = inbox.rows.iter().find(|row| row.dialog == with_karen).expect("back in the list");
    assert_eq!((row.last.as_str(), row.unread), ("En ting til", 1));
    let ali = ali.restart().await;
    assert_eq!(ali.inbox_until(|inbox| inbox.rows.len() == 2).await.archived, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_blocks_mette_and_is_not_told_what_she_writes_and_unblocks() {
    let town = Town::open().await;
    let (ali, karen, mette, dialog) = Person::three_talking(&town, "now").await;
    mette.post(&dialog, "Første").await;
    row(&karen, &dialog, |row| row.unread == 1).await;
    // Karen's list alone is looked at: what a dialog shows counts as seen.
    let view = ali.reads(&dialog, "Første").await;
    let named = |view: &DialogView| {
        acts(view).into_iter().filter(|it| it.act.starts_with("block")).collect::<Vec<_>>()
    };
    assert_eq!(named(&view).len(), 2, "not oneself");
    let act = named(&view).into_iter().find(|it| it.label == "Blokér Mette").expect("an act");
    assert!(
        act.sentence.contains("112") && act.sentence.contains("heller ikke kommunen"),
        "{}",
        act.sentence
    );
    karen.session.act(&dialog, &act.act).await.expect("blocked");

    let inbox = karen.inbox_until(|inbox| inbox.rows[0].unread == 0).await;
    assert_eq!(inbox.unread, 0);
    for text in ["Hør nu her", "Svar mig"] {
        mette.post(&dialog, text).await;
    }
    ali.reads(&dialog, "Svar mig").await;
    ali.post(&dialog, "Vi tager det på mandag").await;
    let seen = row(&karen, &dialog, |row| row.last.contains("mandag")).await;
    assert_eq!((seen.unread, seen.last.as_str()), (1, "Ali: Vi tager det på mandag"));
    mette.post(&dialog, "Nu").await;
    let view = karen.until(&dialog, |view| folds(view).len() == 2).await;
    assert_eq!(texts(&view), ["Vi tager det på mandag"]);
    let said: Vec<String> = folds(&view).into_iter().map(|fold| fold.text).collect();
    assert_eq!(
        said,
        ["3 beskeder fra Mette, som du har blokeret", "1 besked fra Mette, som du har blokeret"]
    );
    assert_eq!(row(&karen, &dialog, |_| true).await.last, "Ali: Vi tager det på mandag");
    let found = karen.session.search("Svar".into(), 1).await.expect("searched");
    assert!(found.rows.is_empty(), "nor does the search say it");
    assert!(folds(&mette.until(&dialog, |_| true).await).is_empty(), "and Mette sees nothing of it");

    // Staff say what it means for the case.
    let staff = named(&view).into_iter().find(|it| it.label == "Blokér Ali").expect("an act");
    assert!(staff.sentence.starts_with("Ali arbejder i kommunen."), "{}", staff.sentence);

    // She can look at them, and they are folded again.
    let show = &folds(&view)[0].choices[0];
    karen.session.act(&dialog, &show.choice).await.expect("shown");
    let view = karen.until(&dialog, |view| bubbles(view).len() == 5).await;
    assert_eq!(folds(&view)[0].choices[0].label, "Skjul");
    kept(&town, "Karen Holm").await;

    // The block outlives a restart, the look does not.
    let karen = karen.restart().await;
    let view = karen.until(&dialog, |view| folds(view).len() == 2).await;
    assert_eq!(bubbles(&view).len(), 1);
    let unblock = &folds(&view)[0].choices[1];
    assert_eq!(unblock.label, "Ophæv blokering");
    karen.session.act(&dialog, &unblock.choice).await.expect("unblocked");
    let view = karen.until(&dialog, |view| folds(view).is_empty()).await;
    assert_eq!(texts(&view), ["Første", "Hør nu her", "Svar mig", "Vi tager det på mandag", "Nu"]);
    mette.post(&dialog, "Tak").await;
    karen.reads(&dialog, "Tak").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_devices_set_the_same_dialog_at_once_and_come_to_the_same() {
    let town = Town::open().await;
    let (_ali, karen, dialog) = Person::talking(&town).await;
    let tablet = another(&town, &karen, "tablet").await;
    tablet.until(&dialog, |view| view.may_write).await;
    for device in [&karen, &tablet] {
        device.network.cut(true);
    }
    sets(&karen, &dialog, "pin").await;
    sets(&karen, &dialog, "mute").await;
    town.minutes_go_by(1);
    sets(&tablet, &dialog, "mute").await;
    sets(&tablet, &dialog, "unmute").await;
    sets(&tablet, &dialog, "archive").await;
    for device in [&karen, &tablet] {
        device.network.cut(false);
    }
    kept(&town, "Karen Holm").await;
    kept(&town, "tablet").await;
    for device in [karen.restart().await, tablet.restart().await] {
        let row = row(&device, &dialog, |row| row.choices[2].choice == "unarchive").await;
        assert_eq!(
            (row.pinned, row.muted),
            (true, false),
            "the pin is only the phone's, the last word on mute the tablet's"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_set_without_a_network_outlives_the_lock() {
    let town = Town::open().await;
    let (_ali, karen, dialog) = Person::talking(&town).await;
    karen.network.cut(true);
    sets(&karen, &dialog, "mute").await;
    assert!(row(&karen, &dialog, |row| row.muted).await.muted);
    let karen = karen.sleep().await;
    karen.network().cut(false);
    let karen = karen.wake().await;
    row(&karen, &dialog, |row| row.muted).await;
    kept(&town, "Karen Holm").await;
    row(&karen.restart().await, &dialog, |row| row.muted).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_sees_one_more_key_ring_and_nothing_else() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Hej").await;
    karen.reads(&dialog, "Hej").await;
    let view = karen.until(&dialog, |view| view.members.len() == 2).await;
    let block = acts(&view).into_iter().find(|it| it.act.starts_with("block")).expect("an act").act;
    town.minutes_go_by(10);
    sets(&karen, &dialog, "pin").await;
    kept(&town, "Karen Holm").await;
    let beside = |person: &Person| {
        person.network.count("/v1/") - person.network.count("/v1/feed") - person.network.count("/v1/ring")
    };
    let (before, rings) = (beside(&karen), karen.network.rings().len());
    let mut sizes = Vec::new();
    for choice in ["unpin", "pin", "unpin"] {
        sets(&karen, &dialog, choice).await;
    }
    town.minutes_go_by(1);
    sets(&karen, &dialog, "pin").await;
    kept(&town, "Karen Holm").await;
    sizes.push(karen.network.rings().last().expect("a ring").sealed.0.len());
    assert!(karen.network.rings().len() <= rings + 2, "four taps, two rings");
    for choice in ["mute", "unmute"] {
        town.minutes_go_by(1);
        sets(&karen, &dialog, choice).await;
    }
    town.minutes_go_by(1);
    sets(&karen, &dialog, "mute").await;
    kept(&town, "Karen Holm").await;
    sizes.push(karen.network.rings().last().expect("a ring").sealed.0.len());
    town.minutes_go_by(1);
    karen.session.act(&dialog, &block).await.expect("blocked");
    kept(&town, "Karen Holm").await;
    sizes.push(karen.network.rings().last().expect("a ring").sealed.0.len());
    assert_eq!(beside(&karen), before, "nothing but rings went out");
    assert_eq!(sizes[1] - sizes[0], sizes[2] - sizes[1], "a mute and a block look the same");
    let view = ali.until(&dialog, |view| view.members.len() == 2).await;
    assert_eq!(texts(&view), ["Hej"], "and nobody in the dialog is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_shows_an_old_key_ring_takes_no_block_back() {
    let town = Town::open().await;
    let (_ali, karen, mette, dialog) = Person::three_talking(&town, "now").await;
    town.minutes_go_by(10);
    sets(&karen, &dialog, "pin").await;
    kept(&town, "Karen Holm").await;
    let old = karen.network.rings().last().expect("a ring").clone();
    town.minutes_go_by(1);
    karen.does_to(&dialog, "Mette Vind", "block").await;
    kept(&town, "Karen Holm").await;
    karen.network.opens_as(move |opened| opened.ring = Some(old.clone()));
    let karen = karen.restart().await;
    mette.post(&dialog, "Svar mig").await;
    let view = karen.until(&dialog, |view| !folds(view).is_empty()).await;
    assert!(bubbles(&view).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn mette_comes_back_twice_on_new_phones_and_stays_blocked() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let draft = bring_draft("Mette Vind", "now");
    let link = ali.session.bring(&dialog, draft).await.expect("an invitation").link;
    let mut mette = Person::enrol(&town, "Mette Vind", &link).await;
    mette.say_yes().await;
    karen.agree(&dialog).await;
    karen.does_to(&dialog, "Mette Vind", "block").await;
    for (phone, said) in [("a second phone", "Nummer to"), ("a third phone", "Nummer tre")] {
        mette = Person::try_enrol_on(&town, phone, "Mette Vind", &link).await.expect("known again");
        ali.does(&dialog, "let-back").await;
        mette.until(&dialog, |view| view.may_write && view.members.len() == 3).await;
        mette.post(&dialog, said).await;
        ali.reads(&dialog, said).await;
    }
    let view = karen.until(&dialog, |view| folds(view).len() + bubbles(view).len() == 2).await;
    let said: Vec<String> = folds(&view).into_iter().map(|fold| fold.text).collect();
    assert_eq!(said, ["1 besked fra Mette, som du har blokeret"; 2]);
    assert_eq!(row(&karen, &dialog, |_| true).await.unread, 0);
    // She is unblocked as whom she is now, and with that as all that she was.
    let unblock = &folds(&view)[1].choices[1];
    karen.session.act(&dialog, &unblock.choice).await.expect("unblocked");
    karen.until(&dialog, |view| texts(view) == ["Nummer to", "Nummer tre"]).await;
}

/// Reacts with the first that is offered.
async fn reacts(person: &Person, dialog: &str, text: &str) {
    let view = person.reads(dialog, text).await;
    let bubble = bubbles(&view).into_iter().find(|it| it.text == text).expect("there");
    let token = bubble.react[0].react.clone().expect("a token");
    person.session.react(dialog, &token).await.expect("kept");
}

/// How many reacted so to the one post there is, and how it is read out; nothing when nobody did.
fn reacted(view: &DialogView) -> Option<(String, String)> {
    let chip = bubbles(view).first()?.reactions.first().cloned()?;
    Some((chip.count, chip.spoken))
}

#[tokio::test(flavor = "multi_thread")]
async fn mettes_reactions_are_not_shown_while_she_is_blocked_and_who_reads_along_is() {
    let town = Town::open().await;
    let (ali, karen, mette, dialog) = Person::three_talking(&town, "now").await;
    karen.post(&dialog, "Jeg har fundet en læreplads").await;
    reacts(&mette, &dialog, "Jeg har fundet en læreplads").await;
    reacts(&ali, &dialog, "Jeg har fundet en læreplads").await;
    let both = |view: &DialogView| reacted(view).is_some_and(|(count, _)| count == "2");
    karen.until(&dialog, both).await;
    karen.does_to(&dialog, "Mette Vind", "block").await;
    let view = karen.until(&dialog, |view| !both(view)).await;
    let (count, spoken) = reacted(&view).expect("Ali's stands");
    assert_eq!(count, "");
    assert!(spoken.contains("Ali") && !spoken.contains("Mette"), "{spoken}");
    assert!(
        notices(&view).iter().any(|it| it.contains("Mette")),
        "who came in is said: {:?}",
        notices(&view)
    );
    assert_eq!(view.members.len(), 3);

    // Hers alone is as if there was none. To the others nothing has changed.
    let token = bubbles(&ali.until(&dialog, both).await)[0].reactions[0].react.clone().expect("to take back");
    ali.session.react(&dialog, &token).await.expect("taken back");
    let view = karen.until(&dialog, |view| reacted(view).is_none()).await;
    assert!(!bubbles(&view)[0].spoken.contains("Mette"), "{}", bubbles(&view)[0].spoken);
    let hers = |view: &DialogView| reacted(view).is_some_and(|(_, spoken)| spoken.contains("Mette"));
    ali.until(&dialog, hers).await;

    // Unblocked, it is there again.
    karen.does_to(&dialog, "Mette Vind", "unblock").await;
    karen.until(&dialog, hers).await;
}
