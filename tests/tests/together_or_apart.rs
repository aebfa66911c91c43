//! Dialogs of one case: all together, or some apart. Who is not in one of them cannot tell that there is one.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::adapters::key_store::MemoryKeyStore;
use samtale_client::view::{Answer, BringDraft, DialogView, InboxRow, Language, PostState};
use samtale_client::{Device, Ports, Problem};
use samtale_engine::courier::Fault;
use samtale_journeys::{Borrowed, Insider, Liar, Person, Town, bubbles, log_in};
use samtale_wire::api::{Feed, FeedItem, Page};
use samtale_wire::head::ServerHead;
use samtale_wire::{Bytes, DialogId, Signed, decode, encode};
use std::sync::{Arc, Mutex};

/// What was asked for, and what was answered.
type Heard = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

const KAREN: &str = "Karen Holm";
const BO: &str = "Bo Lind";
const ALONE: &str = "Alene med Karen";
const ALL: &str = "Sammen med Karen og Bo";

/// Somebody comes in as a relative, on a device whose keys the test knows, and reads from now on.
async fn comes(town: &Town, ali: &Person, dialog: &str, name: &'static str) -> (Person, Arc<MemoryKeyStore>) {
    let draft = BringDraft {
        name: name.into(),
        purpose: "Så I kan tale om skolen.".into(),
        role: "relative".into(),
        sees: "now".into(),
    };
    let link = ali.session.bring(dialog, draft).await.expect("an invitation").link;
    let (keys, network) = (Arc::new(MemoryKeyStore::default()), Arc::new(Liar::default()));
    let ports = Ports { network: network.clone(), keys: keys.clone(), clock: Arc::new(town.clock()) };
    let device = Device::new(town.folder(name), ports, Language::Danish).expect("a folder");
    let enrolment = device.enrol(&link).await.expect("a link");
    let session =
        enrolment.complete(&log_in(&enrolment.login_url(), name, "").await).await.expect("enrolled");
    let person = Person { name, device, session, network };
    person.say_yes().await;
    (person, keys)
}

/// Ali, both parents, the dialog with all, and the keys of the father's phone.
async fn family(town: &Town) -> (Person, Person, Person, String, Arc<MemoryKeyStore>) {
    let (ali, karen, all) = Person::talking(town).await;
    let (bo, keys) = comes(town, &ali, &all, BO).await;
    karen.agree(&all).await;
    for person in [&ali, &karen, &bo] {
        person.until(&all, |view| view.may_write && view.members.len() == 3).await;
    }
    (ali, karen, bo, all, keys)
}

/// Ali begins to write with somebody apart, who says yes; the dialog.
async fn apart(ali: &Person, them: &Person, all: &str, name: &str) -> String {
    let before: Vec<String> =
        them.inbox_until(|_| true).await.rows.into_iter().map(|row| row.dialog).collect();
    ali.does_to(all, name, "aside ").await;
    let new = |row: &InboxRow| row.waiting.is_some() && !before.contains(&row.dialog);
    let inbox = them.inbox_until(|inbox| inbox.rows.iter().any(new)).await;
    let dialog = inbox.rows.iter().find(|row| new(row)).expect("a new one").dialog.clone();
    them.agree(&dialog).await;
    for person in [ali, them] {
        person.until(&dialog, |view| view.may_write && view.members.len() == 2).await;
    }
    dialog
}

/// Where somebody waits for this person's answer.
async fn asked(person: &Person) -> String {
    let inbox = person.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.is_some())).await;
    inbox.rows.iter().find(|row| row.waiting.is_some()).expect("a row").dialog.clone()
}

/// Says something, and waits until everybody has read it and said so.
async fn said(from: &Person, to: &[&Person], dialog: &str, text: &str) {
    from.post(dialog, text).await;
    for person in to {
        person.reads(dialog, text).await;
    }
    let read = |view: &DialogView| {
        bubbles(view).iter().any(|bubble| bubble.text == text && bubble.state == PostState::Read)
    };
    from.until(dialog, read).await;
}

async fn row(person: &Person, dialog: &str, is: impl Fn(&InboxRow) -> bool) -> InboxRow {
    let fits = |row: &&InboxRow| row.dialog == dialog && is(row);
    let inbox = person.inbox_until(|inbox| inbox.rows.iter().any(|row| fits(&row))).await;
    inbox.rows.iter().find(fits).expect("a row").clone()
}

/// Where a log ends, without when that was signed.
fn undated(head: &mut Bytes) {
    let signed: Signed = decode(&head.0).expect("a head");
    let end: ServerHead = decode(&signed.payload.0).expect("a head");
    *head = Bytes(encode(&ServerHead { t: 0, ..end }));
}

/// Everything that the server says to an account, from the beginning, but for the time of day.
async fn all_told(father: &Insider, dialog: &str) -> (Feed, Page) {
    let news = father.asks("/v1/feed?cursor=&heard=0&wait=0", None).await.expect("news");
    let mut news: Feed = decode(&news).expect("news");
    news.now = 0;
    news.heads.iter_mut().for_each(undated);
    let log = father.asks(&format!("/v1/dialogs/{dialog}/entries?from=0"), None).await.expect("the log");
    let mut log: Page = decode(&log).expect("the log");
    log.head.iter_mut().for_each(undated);
    (news, log)
}

/// The bytes of each entry that is told, and of what came beside it.
fn sizes(feed: &Feed) -> Vec<(usize, usize)> {
    let entries = feed.items.iter().filter_map(|item| match item {
        FeedItem::Entry(it) => Some((it.entry.0.len(), it.ciphertext.as_ref().map_or(0, |it| it.0.len()))),
        _ => None,
    });
    entries.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_writes_with_karen_alone_and_the_father_sees_nothing() {
    let town = Town::open().await;
    let (ali, karen, bo, all, keys) = family(&town).await;
    said(&ali, &[&karen, &bo], &all, "Mødet er på torsdag").await;
    let father = Borrowed::phone(&town.folder(BO), &*keys).opens(&town, BO).await;
    let before = all_told(&father, &all).await;
    let (screen, list) = (bo.until(&all, |_| true).await, bo.inbox_until(|_| true).await);
    let heard = Heard::default();
    let ear = Arc::clone(&heard);
    bo.network.after(Box::new(move |call, answer| {
        ear.lock().expect("unpoisoned").push((call.path.clone(), answer.clone()));
    }));

    // A private dialog begins, is used, read, written in and closed.
    let alone = apart(&ali, &karen, &all, KAREN).await;
    for text in ["Hvordan går det derhjemme?", "Er du tryg?", "Vi finder en løsning"] {
        said(&ali, &[&karen], &alone, text).await;
    }
    karen.session.draft(&alone, "Jeg ved ikke, om".into()).await.expect("kept");
    ali.until(&alone, |view| view.typing.is_some()).await;
    said(&karen, &[&ali], &alone, "Nej").await;

    // The server tells the father's account byte for byte the same as before, from the first news on.
    assert_eq!(all_told(&father, &all).await, before);
    // To his own app it said nothing at all that is not of the one dialog he is in, and no number moved.
    let id: DialogId = all.parse().expect("an id");
    for (path, answer) in heard.lock().expect("unpoisoned").iter() {
        assert!(path.starts_with("/v1/feed"), "his app asked for nothing else: {path}");
        let feed: Feed = decode(answer).expect("news");
        assert_eq!((feed.items.len(), feed.heads.len(), feed.more), (0, 0, false));
        assert_eq!(feed.cursor, before.0.cursor);
        assert!(feed.relayed.iter().all(|it| it.dialog == id));
        assert_eq!(feed.heard, before.0.heard);
    }
    assert_eq!(bo.until(&all, |_| true).await, screen);
    assert_eq!(bo.inbox_until(|_| true).await, list);

    // To him it is as if it were not there, should he come to know its name.
    let ghost = "ab".repeat(32);
    for path in [format!("/v1/dialogs/{alone}/entries?from=0"), format!("/v1/dialogs/{ghost}/entries?from=0")]
    {
        let refused = father.asks(&path, None).await;
        let none = father.asks(&path.replace(&alone, &ghost), None).await;
        assert_eq!(format!("{refused:?}"), format!("{none:?}"));
        assert!(matches!(refused, Err(Fault::Refused(_))) || refused == none, "{refused:?}");
    }

    // What is said to all is as long as it was before, and is the next entry of that log.
    said(&ali, &[&karen, &bo], &all, "Mødet er på fredag").await;
    let after = all_told(&father, &all).await.0;
    assert_eq!(after.items.len(), before.0.items.len() + 1);
    let (before, after) = (sizes(&before.0), sizes(&after));
    assert_eq!(before.last(), after.last(), "an entry and its content, byte for byte as long");
    let view = bo.reads(&all, "Mødet er på fredag").await;
    assert!(view.rooms.is_empty() && !format!("{view:?}").contains("Alene"));
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_sees_the_cases_dialogs_together() {
    let town = Town::open().await;
    let (ali, karen, bo, all, _) = family(&town).await;
    assert_eq!(row(&ali, &all, |_| true).await.room, None, "one dialog of a case is a dialog like any");
    let with_karen = apart(&ali, &karen, &all, KAREN).await;
    let with_bo = apart(&ali, &bo, &all, BO).await;

    for (dialog, room) in [(&all, ALL), (&with_karen, ALONE), (&with_bo, "Alene med Bo")] {
        let row = row(&ali, dialog, |row| row.room.is_some()).await;
        assert_eq!((row.room.as_deref(), &*row.topic), (Some(room), "Vejen til læreplads"));
        assert!(row.spoken.contains(room), "{}", row.spoken);
    }
    let view = ali.until(&with_karen, |view| view.rooms.len() == 2).await;
    let mut rooms: Vec<_> = view.rooms.into_iter().map(|room| (room.dialog, room.label)).collect();
    rooms.sort_by(|one, other| one.1.cmp(&other.1));
    assert_eq!(rooms, [(with_bo.clone(), "Alene med Bo".into()), (all.clone(), ALL.into())]);
    // Each parent sees the two they are in, and not the third.
    for (parent, own) in [(&karen, &with_karen), (&bo, &with_bo)] {
        let inbox = parent.inbox_until(|inbox| inbox.rows.iter().all(|row| row.room.is_some())).await;
        assert_eq!(inbox.rows.len(), 2);
        assert_eq!(parent.until(own, |_| true).await.rooms[0].dialog, all);
    }
    // Nobody is written with alone twice.
    let view = ali.until(&all, |view| view.members.len() == 3).await;
    let acts = view.members.iter().flat_map(|member| &member.acts);
    assert_eq!(acts.filter(|act| act.act.starts_with("aside ")).count(), 0);

    // After a restart they are asleep, and still told apart; without a snapshot nothing wakes.
    said(&ali, &[&karen], &with_karen, "Vi ses").await;
    let rings = ali.network.rings().len();
    town.minutes_go_by(10);
    drop(ali.session.dialog(&all).expect("a dialog"));
    ali.network.until(|it| it.rings().len() > rings && it.rings_answered() == it.rings().len()).await;
    let (wakes, logs) = (ali.network.count("/v1/snapshots"), ali.network.count("/v1/dialogs/"));
    let ali = ali.restart().await;
    for (dialog, room) in [(&all, ALL), (&with_karen, ALONE), (&with_bo, "Alene med Bo")] {
        row(&ali, dialog, |row| row.room.as_deref() == Some(room)).await;
    }
    assert_eq!((ali.network.count("/v1/snapshots"), ali.network.count("/v1/dialogs/")), (wakes, logs));
    let first = ali.session.dialog(&with_karen).expect("a dialog").next().await.expect("a view");
    assert_eq!((&*first.hint, first.rooms.len()), ("Kun Karen læser dette", 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_is_let_in_where_ali_writes_with_bo_alone_about_karen() {
    let town = Town::open().await;
    let (ali, karen, bo, all, _) = family(&town).await;
    let alone = apart(&ali, &bo, &all, BO).await;
    let with_karen = apart(&ali, &karen, &all, KAREN).await;
    assert!(ali.until(&with_karen, |_| true).await.may_bring, "she is asked herself");
    assert!(!ali.until(&alone, |_| true).await.may_bring, "she cannot be asked");
    let draft = || BringDraft {
        name: "Mette Vind".into(),
        purpose: "Så hun kan hjælpe.".into(),
        role: "external".into(),
        sees: "all".into(),
    };
    let refused = ali.session.bring(&alone, draft()).await;
    assert_eq!(refused.expect_err("refused"), Problem::NotAllowed);
    // Nor after a restart, when the dialog is asleep: who takes it up is never proposed.
    let ali = ali.restart().await;
    said(&ali, &[&bo], &alone, "Kun os to").await;
    assert!(!ali.until(&alone, |_| true).await.may_bring);
    assert_eq!(ali.session.bring(&alone, draft()).await.expect_err("refused"), Problem::NotAllowed);
}

/// Says no to whatever this dialog asks.
async fn declines(person: &Person, dialog: &str) {
    let view = person.until(dialog, |view| view.consent.is_some()).await;
    let proposal = view.consent.expect("a consent").proposal;
    person.session.answer(dialog, &proposal, Answer::No).await.expect("answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_said_no_by_mistake_is_asked_again_and_nobody_waits_for_who_did() {
    let town = Town::open().await;
    let (ali, karen, bo, all, _) = family(&town).await;
    ali.does_to(&all, KAREN, "aside ").await;
    declines(&karen, &asked(&karen).await).await;
    apart(&ali, &karen, &all, KAREN).await;

    let (eva, _) = comes(&town, &ali, &all, "Eva Lind").await;
    karen.agree(&all).await;
    for person in [&ali, &karen, &bo, &eva] {
        person.until(&all, |view| view.may_write && view.members.len() == 4).await;
    }
    let offered = ali.until(&all, |view| view.aside.is_some()).await.aside.expect("offered");
    let uid = |name: &str| offered.people.iter().find(|it| it.label == name).expect("offered").choice.clone();
    let (karen_uid, bo_uid, eva_uid) = (uid(KAREN), uid(BO), uid("Eva Lind"));
    assert_eq!(
        ali.session.take_aside(&all, &[&bo_uid, &eva_uid]).await,
        Err(Problem::NotAllowed),
        "without Karen nobody could be asked about the second"
    );
    ali.session.take_aside(&all, &[&karen_uid, &bo_uid]).await.expect("begun");
    assert_eq!(ali.session.take_aside(&all, &[&karen_uid, &bo_uid]).await, Err(Problem::NotAllowed), "twice");
    let first = asked(&karen).await;
    declines(&karen, &first).await;
    ali.until(&first, |view| view.why_not.as_deref().is_some_and(|it| it.contains("sagde nej"))).await;
    ali.session.take_aside(&all, &[&karen_uid, &bo_uid]).await.expect("begun again");
    let second = asked(&karen).await;
    karen.agree(&second).await;
    // Bo was never asked about the first, and is about this one.
    assert_eq!(asked(&bo).await, second);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_note_meant_for_one_does_not_go_to_all() {
    let town = Town::open().await;
    let (ali, karen, bo, all, _) = family(&town).await;
    let view = ali.until(&all, |view| view.members.len() == 3).await;
    assert_eq!(view.hint, "Skriv til Karen og Bo");
    let act = view.members.iter().flat_map(|member| &member.acts).find(|act| act.act.starts_with("aside"));
    assert_eq!(act.expect("offered").heading, "Vil du skrive alene med Karen?");
    let alone = apart(&ali, &karen, &all, KAREN).await;

    // Wherever one writes it is said who reads, and it is another thing in each of them.
    let here = ali.until(&alone, |view| !view.rooms.is_empty()).await;
    assert_eq!((&*here.hint, &*here.readers), ("Kun Karen læser dette", "Kun du og Karen kan læse dette"));
    let there = ali.until(&all, |view| !view.rooms.is_empty()).await;
    assert_eq!(there.hint, "Karen og Bo læser begge dette");
    assert_eq!(karen.until(&alone, |view| !view.rooms.is_empty()).await.hint, "Kun Ali læser dette");
    assert_eq!(bo.until(&all, |_| true).await.hint, "Skriv til Ali og Karen");

    said(&ali, &[&karen], &alone, "Kun til Karen").await;
    said(&karen, &[&ali, &bo], &all, "Til alle").await;
    assert_eq!(bo.texts(&all).await, ["Til alle"]);
    assert_eq!(bo.session.post(&alone, "Hej".into()).await, Err(Problem::NotFound));

    // Some of more than two: those who are chosen, and nobody else.
    let (eva, _) = comes(&town, &ali, &all, "Eva Lind").await;
    karen.agree(&all).await;
    for person in [&ali, &karen, &bo, &eva] {
        person.until(&all, |view| view.may_write && view.members.len() == 4).await;
    }
    let offered = ali.until(&all, |view| view.aside.is_some()).await.aside.expect("offered");
    assert_eq!(offered.people.len(), 3);
    assert_eq!(karen.until(&all, |_| true).await.aside, None, "staff alone begin");
    let uid = |name: &str| offered.people.iter().find(|it| it.label == name).expect("offered").choice.clone();
    let (karen_uid, bo_uid, eva_uid) = (uid(KAREN), uid(BO), uid("Eva Lind"));
    let refused =
        [vec![&*karen_uid, &karen_uid], vec![&*karen_uid], vec![&*karen_uid, &bo_uid, &eva_uid], vec![]];
    for people in refused {
        assert_eq!(ali.session.take_aside(&all, &people).await, Err(Problem::NotAllowed), "{people:?}");
    }
    assert_eq!(
        karen.session.take_aside(&all, &[&bo_uid]).await,
        Err(Problem::NotAllowed),
        "staff alone begin"
    );
    ali.session.take_aside(&all, &[&bo_uid, &karen_uid]).await.expect("begun");
    let parents = asked(&karen).await;
    karen.agree(&parents).await;
    // Bo is asked when Karen is in; she says yes to him there, too.
    assert_eq!(asked(&bo).await, parents);
    bo.agree(&parents).await;
    karen.agree(&parents).await;
    for person in [&ali, &karen, &bo] {
        person.until(&parents, |view| view.may_write && view.members.len() == 3).await;
    }
    said(&bo, &[&ali, &karen], &parents, "Ikke til Eva").await;
    assert_eq!(eva.inbox_until(|_| true).await.rows.len(), 1);
}
