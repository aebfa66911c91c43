//! Two people share a phone: each is called at a place of their own, and only while it is they who use it.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use futures::FutureExt;
use futures::future::BoxFuture;
use samtale_client::adapters::key_store::MemoryKeyStore;
use samtale_client::view::Language;
use samtale_client::{Ports, Profiles, Session};
use samtale_journeys::{Liar, Person, Town, draft, draft_for, log_in};
use samtale_server::push::distributor::{Distributor, Ended, Way};
use std::sync::Arc;
use url::Url;

const KAREN: &str = "Karen Holm";
const SON: &str = "Jonas Holm";

/// Takes every call; none of these stories asks about them.
struct Deaf;

impl Distributor for Deaf {
    fn call(&self, _: Url) -> BoxFuture<'_, Ended> {
        futures::future::ready(Ended::Taken).boxed()
    }
}

/// A phone, as an app has it.
struct Phone {
    people: Profiles,
    keys: Arc<MemoryKeyStore>,
    network: Arc<Liar>,
}

impl Phone {
    /// The app is started; another time, with the same keys, on the same phone.
    fn started(town: &Town, keys: Arc<MemoryKeyStore>) -> Self {
        let network = Arc::new(Liar::default());
        let ports = Ports { network: network.clone(), keys: keys.clone(), clock: Arc::new(town.clock()) };
        let people = Profiles::open(&town.folder("phone"), ports, Language::Danish).expect("a folder");
        Self { people, keys, network }
    }

    async fn enrols(&self, name: &'static str, link: &str) -> (String, Session) {
        let (profile, device) = self.people.chosen().expect("somebody");
        let enrolment = device.enrol(link).await.expect("a link");
        let redirect = log_in(&enrolment.login_url(), name, "").await;
        (profile.id, enrolment.complete(&redirect).await.expect("enrolled"))
    }

    /// Somebody opens what is theirs, and the distributor gives them a place.
    async fn is_used_by(&self, profile: &str, place: &str) -> Session {
        self.people.choose(profile).await.expect("known");
        let session = self.people.device().expect("chosen").unlock().await.expect("opens");
        is_called_at(&session, place).await;
        session
    }
}

async fn is_called_at(session: &Session, place: &str) {
    session.set_push(Some(format!("https://push.example/{place}"))).await.expect("told");
}

/// Where the server calls anybody.
fn places(town: &Town) -> Vec<String> {
    let store = rusqlite::Connection::open(town.everything().join("server/samtale.db")).expect("a database");
    let mut all = store.prepare("SELECT endpoint FROM push ORDER BY endpoint").expect("a table");
    let all = all.query_map([], |row| row.get::<_, String>(0)).expect("rows");
    all.map(|it| it.expect("a row").replace("https://push.example/", "")).collect()
}

async fn town() -> (Town, Person) {
    let town = Town::that_calls(Way(Some(Arc::new(Deaf)))).await;
    let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    (town, ali)
}

/// Karen and her son have both enrolled on a phone; he uses it.
async fn shared(town: &Town, ali: &Person) -> (Phone, String, String) {
    let phone = Phone::started(town, Arc::default());
    let link = ali.session.invite(draft("")).await.expect("an invitation").link;
    let (mother, session) = phone.enrols(KAREN, &link).await;
    is_called_at(&session, "karen").await;
    assert_eq!(places(town), ["karen"]);
    phone.people.add().await.expect("room for one more");
    assert!(places(town).is_empty(), "she has left");
    let link = ali.session.invite(draft_for(SON, "")).await.expect("an invitation").link;
    let (child, session) = phone.enrols(SON, &link).await;
    is_called_at(&session, "jonas").await;
    (phone, mother, child)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_two_on_one_phone_is_called_at_a_place_of_their_own() {
    let (town, ali) = town().await;
    let (phone, mother, child) = shared(&town, &ali).await;
    assert_eq!(places(&town), ["jonas"]);
    phone.people.leave().await.expect("locked");
    assert!(places(&town).is_empty(), "nobody is in");
    let karen = phone.is_used_by(&mother, "karen").await;
    assert_eq!(places(&town), ["karen"]);
    // It closed by itself, and the next one comes.
    karen.lock().await;
    let jonas = phone.is_used_by(&child, "jonas").await;
    assert_eq!(places(&town), ["jonas"]);
    // Choosing oneself again, one stays where one is called.
    drop(jonas);
    phone.people.choose(&child).await.expect("known");
    assert_eq!(places(&town), ["jonas"]);
    // The app was ended, nobody left: the next one who comes finds him called nowhere.
    let phone = Phone::started(&town, phone.keys);
    assert_eq!(places(&town), ["jonas"]);
    phone.is_used_by(&mother, "karen").await;
    assert_eq!(places(&town), ["karen"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_removed_from_a_phone_is_called_nowhere() {
    let (town, ali) = town().await;
    let (phone, mother, child) = shared(&town, &ali).await;
    phone.people.remove(&child).await.expect("removed");
    assert!(places(&town).is_empty(), "also while his door was open");
    is_called_at(&phone.people.device().expect("alone").unlock().await.expect("opens"), "karen").await;
    // One alone who goes away and comes back is called where they were.
    phone.people.leave().await.expect("locked");
    assert_eq!(places(&town), ["karen"]);
    // Behind a closed door she is removed, and was called until now.
    phone.people.remove(&mother).await.expect("removed");
    assert!(places(&town).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_nobody_stays_for_it_and_it_is_told_the_next_time() {
    let (town, ali) = town().await;
    let (phone, mother, child) = shared(&town, &ali).await;
    phone.network.cut(true);
    phone.people.leave().await.expect("locked");
    assert_eq!(places(&town), ["jonas"]);
    phone.network.cut(false);
    phone.people.choose(&mother).await.expect("known");
    assert!(places(&town).is_empty());
    // To remove somebody needs no network: their keys are gone whatever the server hears.
    is_called_at(&phone.people.device().expect("chosen").unlock().await.expect("opens"), "karen").await;
    phone.network.cut(true);
    phone.people.remove(&mother).await.expect("removed");
    assert_eq!(phone.people.chosen().expect("who is alone is chosen").0.id, child);
}
