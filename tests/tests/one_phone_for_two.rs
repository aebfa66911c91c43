//! Several people on one phone: each opens what is theirs, one at a time, and whoever goes leaves nothing.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::adapters::key_store::MemoryKeyStore;
use samtale_client::ports::KeyStore;
use samtale_client::view::Language;
use samtale_client::{Device, Ports, Problem, Profiles, Session};
use samtale_journeys::{Liar, Person, Town, draft, draft_for, held_by, log_in};
use samtale_seal::vault::{Halves, unlock};
use samtale_wire::invitation::Home;
use samtale_wire::{Bytes, DeviceId, Uid, decode};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const KAREN: &str = "Karen Holm";
const SON: &str = "Jonas Holm";

/// A phone, as an app has it.
struct Phone {
    root: PathBuf,
    people: Profiles,
    keys: Arc<MemoryKeyStore>,
    network: Arc<Liar>,
}

impl Phone {
    fn of(town: &Town) -> Self {
        Self::with(town, Arc::new(MemoryKeyStore::default()))
    }

    fn with(town: &Town, keys: Arc<MemoryKeyStore>) -> Self {
        let (root, network) = (town.folder("phone"), Arc::new(Liar::default()));
        let people = Profiles::open(&root, ports(town, &keys, &network), Language::Danish).expect("a folder");
        Self { root, people, keys, network }
    }

    /// The app is started anew on the same phone.
    fn restarted(self, town: &Town) -> Self {
        Self::with(town, self.keys)
    }

    /// Whoever was chosen enrols; their profile and their open app.
    async fn enrols(&self, name: &'static str, link: &str) -> (String, Session) {
        let (profile, device) = self.people.chosen().expect("somebody");
        let enrolment = device.enrol(link).await.expect("a link");
        let redirect = log_in(&enrolment.login_url(), name, "Job og uddannelse").await;
        (profile.id, enrolment.complete(&redirect).await.expect("enrolled"))
    }

    async fn opens(&self, profile: &str) -> Session {
        self.people.choose(profile).await.expect("known");
        self.people.device().expect("chosen").unlock().await.expect("opens")
    }

    fn folder(&self, profile: &str) -> PathBuf {
        self.root.join("profiles").join(profile)
    }

    /// As a person of the kit, to wait for what their screens show.
    fn person(&self, town: &Town, name: &'static str, session: Session) -> Person {
        let (device, _) = Person::device(town, "unused");
        Person { name, device, session, network: self.network.clone() }
    }
}

fn ports(town: &Town, keys: &Arc<MemoryKeyStore>, network: &Arc<Liar>) -> Ports {
    Ports { network: network.clone(), keys: keys.clone(), clock: Arc::new(town.clock()) }
}

/// Everything below a folder, by name.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let (mut folders, mut found) = (vec![folder.to_path_buf()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.clone(), std::fs::read(path).expect("a file")));
            }
        }
    }
    found
}

/// A vault as it lies on a disk, and whose it is.
fn vault(folder: &Path) -> (Vec<u8>, Vec<u8>, DeviceId) {
    let bytes = std::fs::read(folder.join("vault")).expect("the vault");
    let (head, sealed): (Bytes, Bytes) = decode(&bytes).expect("a head that anybody can read");
    let (_, _, dev, _): (u64, Uid, DeviceId, Home) = decode(&head.0).expect("where to log in");
    (head.0, sealed.0, dev)
}

/// Nothing is open any more: not a list, not a dialog, not a search.
async fn is_wiped(session: &Session) {
    assert_eq!(session.inbox().next().await.map(drop), None);
    assert_eq!(session.search("hej".into(), 1).await.map(drop), Err(Problem::Locked));
    assert_eq!(session.invite(draft("")).await.map(drop), Err(Problem::Locked));
}

/// Ali, and a phone on which Karen talks with him and her son is about to begin.
async fn shared(town: &Town) -> (Person, Phone, String, Person, String) {
    let ali = Person::enrol(town, "Ali Mentor", &town.staff_link()).await;
    let phone = Phone::of(town);
    let link = ali.session.invite(draft("")).await.expect("an invitation").link;
    let (profile, session) = phone.enrols(KAREN, &link).await;
    let karen = phone.person(town, KAREN, session);
    let dialog = karen.say_yes().await;
    ali.until(&dialog, |view| view.may_write).await;
    (ali, phone, profile, karen, dialog)
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_and_her_son_share_a_phone_and_neither_sees_the_other() {
    let town = Town::open().await;
    let (ali, phone, mother, karen, dialog) = shared(&town).await;
    ali.post(&dialog, "Kun til Karen").await;
    karen.reads(&dialog, "Kun til Karen").await;

    phone.people.add().await.expect("room for one more");
    is_wiped(&karen.session).await;
    let link = ali.session.invite(draft_for(SON, "")).await.expect("an invitation").link;
    let (child, session) = phone.enrols(SON, &link).await;
    let jonas = phone.person(&town, SON, session);
    let own = jonas.say_yes().await;
    ali.until(&own, |view| view.may_write).await;
    ali.post(&own, "Kun til Jonas").await;
    let jonas_sees = jonas.reads(&own, "Kun til Jonas").await;
    assert!(!format!("{jonas_sees:?}").contains("Kun til Karen"));
    assert_eq!(jonas.inbox_until(|_| true).await.rows.len(), 1);
    assert_eq!(jonas.session.dialog(&dialog).map(drop), Ok(()), "an id is not refused");
    assert_eq!(jonas.session.post(&dialog, "Hej".into()).await, Err(Problem::NotFound));

    // Where there are two, nobody is chosen when the app starts, and pictures are all there is to choose by.
    let phone = phone.restarted(&town);
    assert!(phone.people.chosen().is_none());
    assert_eq!(phone.people.device().map(drop), Err(Problem::NoAccount));
    let list = phone.people.list().expect("a list");
    assert_eq!(list.iter().map(|it| it.picture).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(list.iter().map(|it| &it.id).collect::<Vec<_>>(), [&mother, &child]);
    for (path, bytes) in files(&phone.root) {
        for never in ["Karen", "Jonas", "Holm", "Vejen"] {
            let holds = bytes.windows(never.len()).any(|window| window == never.as_bytes());
            assert!(!holds && !path.to_string_lossy().contains(never), "{never} in {}", path.display());
        }
    }
    let karen = phone.person(&town, KAREN, phone.opens(&mother).await);
    let karen_sees = karen.reads(&dialog, "Kun til Karen").await;
    assert!(!format!("{karen_sees:?}").contains("Kun til Jonas"));
    assert_eq!(karen.inbox_until(|_| true).await.rows.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_staff_tablet_changes_hands() {
    let town = Town::open().await;
    let phone = Phone::of(&town);
    let (first, session) = phone.enrols("Ali Mentor", &town.staff_link()).await;
    let ali = phone.person(&town, "Ali Mentor", session);
    let karen_link = ali.session.invite(draft("Hej fra Ali")).await.expect("an invitation").link;
    phone.people.add().await.expect("room for one more");
    let (second, session) = phone.enrols("Mette Vind", &town.staff_link()).await;
    let mette = phone.person(&town, "Mette Vind", session);

    // Ali's door opens: everything of Mette's is gone when it does, and every connection with it.
    let (feed, relay) = (mette.session.inbox(), town.wire().await);
    phone.network.goes_over(&relay);
    let ali = phone.person(&town, "Ali Mentor", phone.opens(&first).await);
    assert_eq!(feed.next().await.map(drop), None);
    is_wiped(&mette.session).await;
    let karen = Person::enrol(&town, KAREN, &karen_link).await;
    let dialog = karen.say_yes().await;
    karen.reads(&dialog, "Hej fra Ali").await;
    ali.until(&dialog, |view| view.may_write).await;

    // After each use the picker stands again, and nothing goes out.
    phone.people.leave().await.expect("locked");
    assert!(phone.people.chosen().is_none());
    is_wiped(&ali.session).await;
    relay.until_standing(|standing| *standing == 0).await;

    // Who was about to open when another was chosen does not.
    phone.people.choose(&first).await.expect("known");
    let device = phone.people.device().expect("chosen");
    phone.network.cut(true);
    let late = tokio::spawn(async move { device.unlock().await });
    phone.people.choose(&second).await.expect("known");
    phone.network.cut(false);
    let late = late.await.expect("ended");
    assert!(matches!(late.map(drop), Err(Problem::Locked | Problem::Offline)));
    let mette = phone.people.device().expect("chosen").unlock().await.expect("opens");
    assert!(mette.inbox().next().await.is_some_and(|inbox| inbox.rows.is_empty()), "none of Ali's");
    // A second door of the same person locks the first.
    let again = phone.people.device().expect("chosen").unlock().await.expect("opens");
    is_wiped(&mette).await;
    assert!(again.inbox().next().await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_vault_of_before_becomes_the_first_profile() {
    let town = Town::open().await;
    let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    let keys = Arc::new(MemoryKeyStore::default());
    let (root, network) = (town.folder("phone"), Arc::new(Liar::default()));
    let device =
        Device::new(root.clone(), ports(&town, &keys, &network), Language::Danish).expect("a folder");
    let link = ali.session.invite(draft("")).await.expect("an invitation").link;
    let enrolment = device.enrol(&link).await.expect("a link");
    let session =
        enrolment.complete(&log_in(&enrolment.login_url(), KAREN, "").await).await.expect("enrolled");
    session.set_lock_after(2).expect("set");
    let karen = Person { name: KAREN, device, session, network };
    let dialog = karen.say_yes().await;
    karen.until(&dialog, |view| view.may_write).await;
    karen.network.cut(true);
    karen.post(&dialog, "Skrevet før").await;
    karen.session.lock().await;
    // An update was broken off when the queue had moved and the vault had not.
    let moving = root.join("profiles").join("moving");
    std::fs::create_dir_all(&moving).expect("a folder");
    std::fs::rename(root.join("queue"), moving.join("queue")).expect("moved");

    let phone = Phone::with(&town, keys);
    let (profile, device) = phone.people.chosen().expect("who is alone is chosen");
    assert_eq!(phone.people.list().expect("a list"), std::slice::from_ref(&profile));
    assert!(device.has_account());
    let left: Vec<PathBuf> = files(&root).into_iter().map(|(path, _)| path).collect();
    assert!(left.iter().all(|path| path.starts_with(phone.folder(&profile.id))), "{left:?}");
    let karen = phone.person(&town, KAREN, device.unlock().await.expect("opens"));
    let lock = karen.session.lock_choices().expect("open");
    let chosen = lock.choices.iter().find(|it| it.chosen).map(|it| it.minutes);
    assert_eq!(chosen, Some(2), "what was set stays set");
    karen.reads(&dialog, "Skrevet før").await;
    ali.reads(&dialog, "Skrevet før").await;

    // It stays what it became.
    let phone = phone.restarted(&town);
    assert_eq!(phone.people.list().expect("a list"), [profile]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_that_is_removed_leaves_nothing_on_the_disk() {
    let town = Town::open().await;
    let (ali, phone, mother, karen, dialog) = shared(&town).await;
    phone.network.cut(true);
    karen.post(&dialog, "Ikke sendt").await;
    let (_, _, dev) = vault(&phone.folder(&mother));
    phone.network.cut(false);
    phone.people.add().await.expect("room for one more");
    let link = ali.session.invite(draft_for(SON, "")).await.expect("an invitation").link;
    let (child, session) = phone.enrols(SON, &link).await;
    let others = phone.folder(&child);
    let before = std::fs::read(others.join("vault")).expect("the vault");
    drop(session);

    assert_eq!(phone.people.remove("nobody").await, Err(Problem::NotFound));
    assert_eq!(phone.people.remove("../phone").await, Err(Problem::NotFound));
    phone.people.remove(&mother).await.expect("removed");
    assert!(files(&phone.root).iter().all(|(path, _)| path.starts_with(&others)));
    for name in [format!("login-{dev}"), format!("vault-{dev}")] {
        assert!(phone.keys.get(&name).expect("a key store").is_none(), "{name}");
    }
    // Her son has the phone alone now, and nothing of his was touched.
    assert_eq!(std::fs::read(others.join("vault")).expect("the vault"), before);
    let (only, device) = phone.people.chosen().expect("who is alone is chosen");
    assert_eq!(only.id, child);
    device.unlock().await.expect("opens");
    phone.people.remove(&child).await.expect("removed");
    let (fresh, device) = phone.people.chosen().expect("somebody new");
    assert!(fresh.id != child && !device.has_account());
    assert_eq!(phone.people.list().expect("a list"), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_profiles_key_does_not_open_the_others_vault() {
    let town = Town::open().await;
    let (ali, phone, mother, karen, _) = shared(&town).await;
    phone.people.add().await.expect("room for one more");
    let link = ali.session.invite(draft_for(SON, "")).await.expect("an invitation").link;
    let (child, session) = phone.enrols(SON, &link).await;
    let rings = phone.network.rings().len();
    let jonas = phone.person(&town, SON, session);
    let own = jonas.say_yes().await;
    jonas.until(&own, |view| view.may_write).await;
    // His ring tells of his dialog: else the server would be asked for it more often than it answers.
    phone.network.until_called("/v1/ring", rings + 1).await;
    drop(karen);

    // With everything her son's device holds, the server's half too, his vault opens and hers does not.
    let held = held_by(&phone.folder(&child), &*phone.keys, town.now()).await;
    let half = |name: &str| &held.iter().find(|(is, _)| *is == name).expect("held").1;
    let halves = Halves {
        device: half("the device's half of the vault key"),
        server: half("the server's half of the vault key"),
    };
    let (own_head, own_sealed, _) = vault(&phone.folder(&child));
    assert!(unlock(&halves, &own_head, &own_sealed).is_ok());
    let (head, sealed, _) = vault(&phone.folder(&mother));
    assert!(unlock(&halves, &head, &sealed).is_err());

    // Nor does the app open hers where his lies: his head says whose keys to take, and they fit his alone.
    drop(jonas);
    let mixed = samtale_wire::encode(&(Bytes::from(own_head), Bytes::from(sealed)));
    std::fs::write(phone.folder(&child).join("vault"), mixed).expect("written");
    phone.people.choose(&child).await.expect("known");
    let opened = phone.people.device().expect("chosen").unlock().await;
    assert_eq!(opened.map(drop), Err(Problem::Vault));
}
