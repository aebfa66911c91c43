//! The client as the apps use it, timed: the list after a start, a dialog that is opened, a post on its way.
//! Refuses anything but the real client over real TLS on loopback.

use crate::world::{DIALOGS, POSTS, is_whole};
use samtale_client::adapters::http::Network;
use samtale_client::adapters::key_store::MemoryKeyStore;
use samtale_client::ports::Connect;
use samtale_client::view::{BubbleView, DialogView, ItemView, Language};
use samtale_client::{Device, Ports, Session};
use samtale_journeys::{Borrowed, Liar, Person, Town, draft_for, log_in};
use samtale_wire::DialogId;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// How long people wait before the next post, at least: the receipts of the one before are through by then.
pub const PAUSE: Duration = Duration::from_millis(5);

/// A phone with an account on it.
pub struct Phone {
    pub name: &'static str,
    pub keys: Arc<MemoryKeyStore>,
    pub folder: PathBuf,
    pub device: Device,
}

impl Phone {
    /// Enrols, and locks.
    pub async fn enrol(town: &Town, name: &'static str, link: &str) -> Self {
        let (phone, session) = Self::enrolled(town, name, link).await;
        session.lock().await;
        phone
    }

    async fn enrolled(town: &Town, name: &'static str, link: &str) -> (Self, Session) {
        let keys = Arc::new(MemoryKeyStore::default());
        let folder = town.folder(name);
        let device = device(town, &folder, Arc::clone(&keys), Arc::new(Network));
        let enrolment = device.enrol(link).await.expect("a way in");
        let redirect = log_in(&enrolment.login_url(), name, "Job og uddannelse").await;
        let session = enrolment.complete(&redirect).await.expect("enrolled");
        (Self { name, keys, folder, device }, session)
    }

    /// What lies on it.
    pub fn borrowed(&self) -> Borrowed {
        Borrowed::phone(&self.folder, &*self.keys)
    }

    /// The same account over another network.
    pub fn over(&self, town: &Town, network: Arc<dyn Connect>) -> Device {
        device(town, &self.folder, Arc::clone(&self.keys), network)
    }

    /// The same account, open over a network that remembers what passed.
    pub async fn watched(&self, town: &Town) -> Person {
        let network = Arc::new(Liar::default());
        let device = self.over(town, network.clone());
        let session = device.unlock().await.expect("the vault opens");
        Person { name: self.name, device, session, network }
    }
}

fn device(town: &Town, folder: &Path, keys: Arc<MemoryKeyStore>, network: Arc<dyn Connect>) -> Device {
    let ports = Ports { network, keys, clock: Arc::new(town.clock()) };
    Device::new(folder.to_owned(), ports, Language::Danish).expect("a folder")
}

/// From the locked app to the first twenty dialogs with what was said last, and to all of them.
pub async fn wakes(device: &Device) -> (Duration, Duration) {
    let (session, first, all) = woken(device).await;
    session.lock().await;
    (first, all)
}

async fn woken(device: &Device) -> (Session, Duration, Duration) {
    let since = Instant::now();
    let session = device.unlock().await.expect("the vault opens");
    let feed = session.inbox();
    let mut first = None;
    loop {
        let view = feed.next().await.expect("a list");
        if first.is_none() && view.rows.len() >= 20 && view.rows[..20].iter().all(|row| !row.last.is_empty())
        {
            first = Some(since.elapsed());
        }
        if is_whole(&view) {
            assert_eq!(view.rows.len(), DIALOGS);
            let all = since.elapsed();
            return (session, first.unwrap_or(all), all);
        }
    }
}

/// From the touch of a dialog that is asleep to all of its posts on the screen.
pub async fn opens(device: &Device, dialog: &DialogId) -> Duration {
    let (session, ..) = woken(device).await;
    let since = Instant::now();
    let feed = session.dialog(&dialog.to_string()).expect("a dialog");
    for _ in 0..POSTS / 60 + 1 {
        feed.load_earlier();
    }
    loop {
        let view = feed.next().await.expect("a dialog");
        if posts(&view).count() == POSTS {
            break;
        }
    }
    let took = since.elapsed();
    feed.stop();
    session.lock().await;
    took
}

/// Two people who talk.
pub struct Talk {
    ali: Session,
    karen: Session,
    dialog: String,
    /// Karen's phone, which knows one dialog.
    pub phone: Phone,
    pub town: Town,
}

impl Talk {
    pub async fn begin() -> Self {
        let town = Town::open().await;
        let (phone, session) = Phone::enrolled(&town, "Ali Mentor", &town.staff_link()).await;
        let ali = Person { name: "Ali", device: phone.device, session, network: Arc::default() };
        let invitation = ali.session.invite(draft_for("Karen Holm", "")).await.expect("an invitation");
        let (phone, session) = Phone::enrolled(&town, "Karen Holm", &invitation.link).await;
        let device = phone.over(&town, Arc::new(Network));
        let karen = Person { name: "Karen", device, session, network: Arc::default() };
        let dialog = karen.say_yes().await;
        ali.until(&dialog, |view| view.may_write).await;
        karen.until(&dialog, |view| view.may_write).await;
        Self { ali: ali.session, karen: karen.session, dialog, phone, town }
    }

    /// From the touch of "send" to the words on the other's screen, so many times.
    pub async fn sends(&self, times: usize) -> Vec<Duration> {
        let feed = self.karen.dialog(&self.dialog).expect("a dialog");
        let mut took = Vec::with_capacity(times);
        for number in 0..times {
            let text = format!("{number}: {}", words(number));
            // Meanwhile her screen draws what it has to, as a screen does.
            let draws = async { while feed.next().await.is_some() {} };
            assert!(timeout(PAUSE, draws).await.is_err(), "she is still there");
            let since = Instant::now();
            self.ali.post(&self.dialog, text.clone()).await.expect("kept");
            let is_there = |view: DialogView| posts(&view).next_back().is_some_and(|post| post.text == text);
            while !is_there(feed.next().await.expect("a dialog")) {}
            took.push(since.elapsed());
        }
        feed.stop();
        took
    }

    /// Both lock.
    pub async fn ends(self) -> (Phone, Town) {
        self.ali.lock().await;
        self.karen.lock().await;
        (self.phone, self.town)
    }
}

/// The posts on a screen.
fn posts(view: &DialogView) -> impl DoubleEndedIterator<Item = &BubbleView> {
    view.items.iter().filter_map(|item| match item {
        ItemView::Bubble { bubble } => Some(bubble),
        _ => None,
    })
}

/// What people write to each other: one to three short sentences.
pub fn words(number: usize) -> String {
    const SENTENCES: [&str; 5] = [
        "Tak for snakken i går, det hjalp at få det sagt.",
        "Kan vi flytte mødet til torsdag klokken ti?",
        "Jeg har talt med læreren, og hun synes også, det går fremad.",
        "Skemaet ligger klar, så du kan bare kigge forbi.",
        "Vi ses i morgen.",
    ];
    let many = 1 + number % 3;
    (0..many).map(|at| SENTENCES[(number + at * 2) % 5]).collect::<Vec<_>>().join(" ")
}
