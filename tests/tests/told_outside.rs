//! What is told outside the app: a number on its icon, and after a push one line that there is news, without a
//! word of it. Told by the core; the apps put it where the system has a place for it.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::adapters::key_store::MemoryKeyStore;
use samtale_client::view::{CalledView, DialogView, InboxView, Language};
use samtale_client::{Ports, Profiles, Session};
use samtale_journeys::{Liar, Person, Town, bubbles, draft, draft_for, is_sent, log_in};
use std::sync::Arc;

const NOTHING: CalledView = CalledView { badge: None, nudge: None };

/// Karen's phone, as an app has it: the people on it, and whoever is in.
struct Phone {
    people: Profiles,
    network: Arc<Liar>,
}

impl Phone {
    /// Ali, Karen, her phone and their dialog.
    async fn with_karen(town: &Town) -> (Person, Person, Self, String) {
        let ali = Person::enrol(town, "Ali Mentor", &town.staff_link()).await;
        let network = Arc::new(Liar::default());
        let keys = Arc::new(MemoryKeyStore::default());
        let ports = Ports { network: network.clone(), keys, clock: Arc::new(town.clock()) };
        let people = Profiles::open(&town.folder("phone"), ports, Language::Danish).expect("a folder");
        let phone = Self { people, network };
        let link = ali.session.invite(draft("")).await.expect("an invitation").link;
        let enrolment = phone.people.device().expect("chosen").enrol(&link).await.expect("a link");
        let redirect = log_in(&enrolment.login_url(), "Karen Holm", "").await;
        let karen = phone.person(town, enrolment.complete(&redirect).await.expect("enrolled"));
        let dialog = karen.say_yes().await;
        for person in [&ali, &karen] {
            person.until(&dialog, |view| view.may_write).await;
        }
        (ali, karen, phone, dialog)
    }

    fn person(&self, town: &Town, session: Session) -> Person {
        let (device, _) = Person::device(town, "unused");
        Person { name: "Karen Holm", device, session, network: self.network.clone() }
    }

    /// A push calls the app while it is not shown.
    async fn called(&self) -> CalledView {
        self.people.called(false).await
    }
}

/// Writes, and waits until the server has it.
async fn writes(person: &Person, dialog: &str, text: &str) {
    person.post(dialog, text).await;
    let sent = |view: &DialogView| bubbles(view).iter().any(|it| it.text == text && is_sent(it));
    person.until(dialog, sent).await;
}

/// The number on the icon, once the list is so.
async fn number(person: &Person, is: impl Fn(&InboxView) -> bool) -> u32 {
    person.inbox_until(is).await.unread
}

#[tokio::test(flavor = "multi_thread")]
async fn a_muted_dialog_adds_nothing_to_the_number() {
    let town = Town::open().await;
    let (ali, karen, with_karen) = Person::talking(&town).await;
    let link = ali.session.invite(draft_for("Mette Vind", "")).await.expect("an invitation").link;
    let mette = Person::enrol(&town, "Mette Vind", &link).await;
    let with_mette = mette.say_yes().await;
    for person in [&ali, &mette] {
        person.until(&with_mette, |view| view.may_write).await;
    }
    for text in ["Et", "To"] {
        karen.post(&with_karen, text).await;
    }
    mette.post(&with_mette, "Tre").await;
    let posts = |inbox: &InboxView| inbox.rows.iter().map(|row| row.unread).sum::<u32>();
    assert_eq!(number(&ali, |inbox| posts(inbox) == 3).await, 2, "dialogs count, not posts");

    ali.session.act(&with_karen, "mute").await.expect("muted");
    assert_eq!(number(&ali, |inbox| inbox.rows.iter().any(|row| row.muted)).await, 1);
    ali.session.act(&with_mette, "archive").await.expect("archived");
    assert_eq!(number(&ali, |inbox| inbox.archived.is_some()).await, 0);
    mette.post(&with_mette, "Fire").await;
    assert_eq!(number(&ali, |inbox| inbox.archived.is_none()).await, 1, "it came back with news");
    ali.session.act(&with_karen, "unmute").await.expect("heard again");
    assert_eq!(number(&ali, |inbox| inbox.rows.iter().all(|row| !row.muted)).await, 2);

    // Asleep in the key ring it is the same number.
    let inbox = ali.restart().await.inbox_until(|inbox| inbox.rows.len() == 2).await;
    assert_eq!((inbox.unread, posts(&inbox)), (2, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_is_told_of_a_message_without_a_word_of_it() {
    let town = Town::open().await;
    let (ali, karen, phone, dialog) = Phone::with_karen(&town).await;
    let ask = karen.inbox_until(|inbox| inbox.nudges.ask.is_some()).await.nudges.ask.expect("a question");
    assert_eq!((ask.heading.as_str(), ask.no.as_str()), ("Skal vi sige til, når der er nyt?", "Nej"));
    karen.session.set_nudges(true).expect("a yes");
    karen.inbox_until(|inbox| inbox.nudges.on && inbox.nudges.ask.is_none()).await;

    karen.session.background().await;
    writes(&ali, &dialog, "Lægen ringer i morgen").await;
    let told = phone.called().await;
    let nudge = told.nudge.clone().expect("a line");
    assert_eq!((told.badge, nudge.title.as_str()), (Some(1), "Der er nyt til dig"));
    let said = format!("{told:?}");
    for word in ["Lægen", "Ali", "Karen", "Vejen", &dialog] {
        assert!(!said.contains(word), "{said}");
    }
    // What she was told of is told once, and one dialog with more in it is still one.
    assert_eq!(phone.called().await, CalledView { badge: Some(1), nudge: None });
    writes(&ali, &dialog, "Ring til mig").await;
    assert_eq!(phone.called().await, told, "the same line as the one before");

    // Shown, the app says it itself.
    karen.session.foreground().await.expect("open");
    writes(&ali, &dialog, "Er du der?").await;
    assert_eq!(phone.people.called(true).await, NOTHING);

    // Locked it cannot know what came, nor how much is unread: the line is the same, the number stays.
    karen.session.lock().await;
    assert_eq!(phone.called().await, CalledView { badge: None, nudge: Some(nudge) });
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_is_not_told_of_what_she_muted_or_where_she_said_no() {
    let town = Town::open().await;
    let (ali, karen, phone, dialog) = Phone::with_karen(&town).await;
    // Nobody has answered: nothing is said, open or locked.
    karen.session.background().await;
    writes(&ali, &dialog, "Et").await;
    assert_eq!(phone.called().await, CalledView { badge: Some(1), nudge: None });
    karen.session.lock().await;
    assert_eq!(phone.called().await, NOTHING);

    let karen = phone.person(&town, phone.people.device().expect("chosen").unlock().await.expect("opens"));
    karen.session.set_nudges(true).expect("a yes");
    karen.session.act(&dialog, "mute").await.expect("muted");
    karen.inbox_until(|inbox| inbox.rows[0].muted && inbox.unread == 0).await;
    karen.session.background().await;
    writes(&ali, &dialog, "To").await;
    assert_eq!(phone.called().await, CalledView { badge: Some(0), nudge: None });

    karen.session.foreground().await.expect("open");
    karen.session.act(&dialog, "unmute").await.expect("heard again");
    karen.session.set_nudges(false).expect("a no");
    let inbox = karen.inbox_until(|inbox| !inbox.nudges.on && inbox.unread == 1).await;
    assert_eq!(inbox.nudges.ask, None, "a no is not asked about again");
    karen.session.background().await;
    writes(&ali, &dialog, "Tre").await;
    assert_eq!(phone.called().await, CalledView { badge: Some(1), nudge: None });
    karen.session.lock().await;
    assert_eq!(phone.called().await, NOTHING);
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_is_told_that_a_question_waits_and_where_nobody_was_reached() {
    let town = Town::open().await;
    let (ali, karen, phone, dialog) = Phone::with_karen(&town).await;
    karen.session.set_nudges(true).expect("a yes");
    karen.session.background().await;
    ali.brings(&town, &dialog, "Mette Vind", "now").await;
    let told = phone.called().await;
    assert_eq!(told.badge, Some(0), "a question is no post");
    assert!(told.nudge.is_some(), "but it waits for her");

    karen.session.network(false);
    assert_eq!(phone.called().await, CalledView { badge: None, nudge: told.nudge }, "the push alone says so");
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_is_not_told_of_who_is_blocked() {
    let town = Town::open().await;
    let (ali, karen, phone, dialog) = Phone::with_karen(&town).await;
    karen.session.set_nudges(true).expect("a yes");
    let mette = ali.brings(&town, &dialog, "Mette Vind", "now").await;
    karen.agree(&dialog).await;
    for person in [&ali, &karen, &mette] {
        person.until(&dialog, |view| view.may_write && view.members.len() == 3).await;
    }
    karen.does_to(&dialog, "Mette Vind", "block").await;
    karen.session.background().await;
    writes(&mette, &dialog, "Svar mig").await;
    assert_eq!(phone.called().await, CalledView { badge: Some(0), nudge: None });
    writes(&ali, &dialog, "Vi ses på mandag").await;
    let told = phone.called().await;
    assert_eq!((told.badge, told.nudge.is_some()), (Some(1), true), "Ali she hears");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_phone_says_that_there_is_news_where_one_of_its_people_said_yes() {
    let town = Town::open().await;
    let (ali, karen, phone, _) = Phone::with_karen(&town).await;
    karen.session.set_nudges(true).expect("a yes");
    phone.people.add().await.expect("room for her son");
    let link = ali.session.invite(draft_for("Jonas Holm", "")).await.expect("an invitation").link;
    let enrolment = phone.people.device().expect("chosen").enrol(&link).await.expect("a link");
    let redirect = log_in(&enrolment.login_url(), "Jonas Holm", "").await;
    let jonas = enrolment.complete(&redirect).await.expect("enrolled");
    jonas.set_nudges(false).expect("a no");
    let mother = phone.people.list().expect("two").into_iter().next().expect("Karen");
    phone.people.leave().await.expect("nobody is in");
    let told = phone.called().await;
    assert_eq!((told.badge, told.nudge.is_some()), (None, true), "for whom it is nobody can know");

    phone.people.remove(&mother.id).await.expect("off the phone");
    assert_eq!(phone.called().await, NOTHING, "who stays said no");
}
