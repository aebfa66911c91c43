//! Sessions that go on by themselves, over a wire where a thief sees every token. Without the login key none of them
//! is worth anything; who shows one is noticed, and Karen is told and can log out everywhere else.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use samtale_client::adapters::entropy::system;
use samtale_client::adapters::key_store::MemoryKeyStore;
use samtale_client::ports::KeyStore;
use samtale_client::view::{DeviceView, InboxView, Language};
use samtale_client::{Device, Ports, Problem};
use samtale_engine::courier::Fault;
use samtale_journeys::{Person, Thief, Town, draft, log_in};
use samtale_seal::Secret;
use samtale_seal::login::LoginSecret;
use samtale_wire::Salt;
use samtale_wire::api::{Code, REFRESH};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// A device whose wire a thief watches, its key store, and the thief.
struct Watched {
    person: Person,
    keys: Arc<MemoryKeyStore>,
    thief: Thief,
}

impl Watched {
    async fn enrol(town: &Town, folder: &str, name: &'static str, link: &str) -> Self {
        let (thief, keys) = (Thief::default(), Arc::new(MemoryKeyStore::default()));
        let network = Arc::new(thief.clone());
        let ports = Ports { network, keys: keys.clone(), clock: Arc::new(town.clock()) };
        let device = Device::new(town.folder(folder), ports, Language::Danish).expect("a folder");
        let enrolment = device.enrol(link).await.expect("the link");
        let redirect = log_in(&enrolment.login_url(), name, "").await;
        let session = enrolment.complete(&redirect).await.expect("enrolled");
        let person = Person { name, device, session, network: Arc::default() };
        Self { person, keys, thief }
    }

    /// Ali and Karen talk; Karen's wire is watched.
    async fn talking(town: &Town) -> (Person, Self, String) {
        let ali = Person::enrol(town, "Ali Mentor", &town.staff_link()).await;
        let link = ali.session.invite(draft("")).await.expect("an invitation").link;
        let karen = Self::enrol(town, "phone", "Karen Holm", &link).await;
        let dialog = karen.person.say_yes().await;
        for person in [&ali, &karen.person] {
            person.until(&dialog, |view| view.may_write).await;
        }
        (ali, karen, dialog)
    }

    /// Lets a token run out, and has Karen write with the next ones. What was under way when the clock moved may
    /// have had her log in instead: then once more.
    async fn goes_on(&self, town: &Town, ali: &Person, dialog: &str) {
        let before = self.thief.answered();
        for _ in 0..10 {
            town.minutes_go_by(11);
            let text = format!("Kl. {}", town.now());
            self.person.post(dialog, &text).await;
            ali.reads(dialog, &text).await;
            if self.thief.answered() > before {
                return;
            }
        }
        panic!("she logs in each time");
    }

    /// The login key, which no thief at the wire has.
    fn login(&self, town: &Town) -> LoginSecret {
        let vault = std::fs::read(town.folder("phone").join("vault")).expect("the vault");
        let (head, _): (samtale_wire::Bytes, samtale_wire::Bytes) =
            samtale_wire::decode(&vault).expect("a head");
        let (_, _, dev, _): (u64, samtale_wire::Uid, samtale_wire::DeviceId, samtale_wire::invitation::Home) =
            samtale_wire::decode(&head.0).expect("where to log in");
        let kept = self.keys.get(&format!("login-{dev}")).expect("a key store").expect("kept");
        LoginSecret::new(&kept).expect("a key")
    }
}

/// A proof by this key for this token.
fn proof(town: &Town, key: &LoginSecret, refresh: &Salt, t: u64) -> Option<String> {
    let url = format!("{}{REFRESH}", town.home().server);
    key.proves(&url, refresh, t, &mut system()).ok()
}

fn is_told(inbox: &InboxView) -> bool {
    inbox
        .notice
        .as_ref()
        .is_some_and(|notice| notice.starts_with("Nogen brugte en gammel nøgle til dit login"))
}

#[tokio::test(flavor = "multi_thread")]
async fn karens_session_goes_on_all_day_and_nobody_sees_a_login() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Watched::talking(&town).await;
    karen.goes_on(&town, &ali, &dialog).await;
    let (logins, before) = (karen.thief.logins(), karen.thief.answered());
    for hour in 0..8 {
        town.minutes_go_by(45);
        let texts: Vec<String> = (0..4).map(|it| format!("Kl. {hour}, nr. {it}")).collect();
        // Several at once, and her long poll beside them: one of them fetches the next token.
        futures::future::join_all(texts.iter().map(|text| karen.person.post(&dialog, text))).await;
        for text in &texts {
            ali.reads(&dialog, text).await;
        }
        ali.post(&dialog, &format!("Svar {hour}")).await;
        karen.person.reads(&dialog, &format!("Svar {hour}")).await;
    }
    let sent = karen.thief.refreshes().split_off(before);
    assert_eq!(sent.len(), 8, "one for each time the token ran out");
    assert_eq!(sent.iter().map(|(token, _)| token).collect::<BTreeSet<_>>().len(), 8, "each token once");
    assert_eq!(karen.thief.logins(), logins, "and no session was opened anew");
    assert!(!is_told(&karen.person.inbox_until(|_| true).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_lost_is_fetched_again_and_logs_nobody_out() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Watched::talking(&town).await;
    karen.goes_on(&town, &ali, &dialog).await;
    let (logins, before) = (karen.thief.logins(), karen.thief.refreshes().len());
    karen.thief.loses(2);
    town.minutes_go_by(11);
    ali.post(&dialog, "Kommer det frem?").await;
    karen.person.reads(&dialog, "Kommer det frem?").await;
    karen.person.post(&dialog, "Ja").await;
    ali.reads(&dialog, "Ja").await;
    let sent = karen.thief.refreshes().split_off(before);
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|it| *it == sent[0]), "the same token with the same proof, word for word");
    assert_eq!(karen.thief.logins(), logins);
    assert!(!is_told(&karen.person.inbox_until(|_| true).await));

    // Away for longer than a proof holds: then it logs in, and shows no token a second way.
    karen.thief.loses(1);
    town.minutes_go_by(11);
    ali.post(&dialog, "Og nu?").await;
    let lost = async {
        while karen.thief.refreshes().len() == before + 3 {
            tokio::task::yield_now().await;
        }
    };
    lost.await;
    town.minutes_go_by(6);
    karen.person.reads(&dialog, "Og nu?").await;
    assert!(!is_told(&karen.person.inbox_until(|_| true).await), "that is no theft");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_token_is_worth_nothing_without_the_login_key() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Watched::talking(&town).await;
    karen.goes_on(&town, &ali, &dialog).await;
    let (stolen, copied) = karen.thief.refreshes().last().cloned().expect("a refresh");
    let newest = karen.thief.newest();
    let refused = async |token, proof| match Thief::shows(town.home(), token, proof).await {
        Err(Fault::Refused(code)) => code,
        other => panic!("a thief got in, or nobody answered: {:?}", other.map(drop)),
    };
    assert_eq!(refused(newest, None).await, Code::ProofMalformed);
    assert_eq!(refused(newest, Some("Hemmelighed".into())).await, Code::ProofMalformed);
    assert_eq!(
        refused(newest, Some(copied.clone())).await,
        Code::ProofToken,
        "a copied proof is for its token"
    );
    assert_eq!(refused(stolen, Some(copied.clone())).await, Code::ProofUsed, "and has done its work");
    let claims = copied.split('.').nth(1).expect("claims").to_owned();
    let none = BASE64_URL_SAFE_NO_PAD.encode(r#"{"typ":"dpop+jwt","alg":"none"}"#);
    assert_eq!(refused(newest, Some(format!("{none}.{claims}."))).await, Code::ProofAlgorithm);
    // None of that has ended anything: whoever had her tokens could otherwise throw her out.
    ali.post(&dialog, "To").await;
    karen.person.reads(&dialog, "To").await;
    assert!(!is_told(&karen.person.inbox_until(|_| true).await));

    let other = LoginSecret::new(&Secret::make(&mut system())).expect("a key");
    assert_eq!(refused(newest, proof(&town, &other, &newest, town.now())).await, Code::ProofKey);
    karen.person.inbox_until(is_told).await;
    ali.post(&dialog, "Tre").await;
    karen.person.reads(&dialog, "Tre").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_is_told_of_a_stolen_token_and_logs_out_everywhere_else() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Watched::talking(&town).await;
    let shown = karen.person.session.add_device().await.expect("a link");
    let tablet = Person::try_enrol_on(&town, "tablet", "Karen Holm", &shown.link).await.expect("in");
    tablet.until(&dialog, |view| view.may_write).await;
    karen.goes_on(&town, &ali, &dialog).await;
    let logins = karen.thief.logins();

    // Even with the login key: two who hold one line of tokens are found out.
    let (stolen, _) = karen.thief.refreshes().last().cloned().expect("a refresh");
    let key = karen.login(&town);
    let shown = Thief::shows(town.home(), stolen, proof(&town, &key, &stolen, town.now())).await;
    assert_eq!(shown.map(drop), Err(Fault::Refused(Code::Reused)));
    for device in [&karen.person, &tablet] {
        device.inbox_until(is_told).await;
    }
    assert!(!is_told(&ali.inbox_until(|_| true).await));
    // She writes on: her phone has logged in by itself, and nobody asked her for anything.
    karen.person.post(&dialog, "To").await;
    ali.reads(&dialog, "To").await;
    assert_eq!(karen.thief.logins(), logins + 1);

    let act = karen.person.inbox_until(|inbox| inbox.log_out.is_some()).await.log_out.expect("a button");
    assert_eq!(act.heading, "Vil du logge ud alle andre steder?");
    karen.person.session.device_act(&act.act).await.expect("logged out");
    let inbox = karen.person.inbox_until(|inbox| inbox.log_out.is_none()).await;
    let is_out = |it: &&DeviceView| it.added == "Logget ud";
    let out = inbox.devices.iter().find(is_out).expect("the tablet");
    assert_eq!(out.acts.iter().map(|act| act.label.as_str()).collect::<Vec<_>>(), ["Luk ind", "Fjern"]);

    // The tablet's app has locked itself, and does not open.
    let Person { device, session, network, .. } = tablet;
    let feed = session.inbox();
    while feed.next().await.is_some() {}
    assert_eq!(device.unlock().await.map(drop), Err(Problem::LoggedOut));
    ali.post(&dialog, "Tre").await;
    karen.person.reads(&dialog, "Tre").await;
    // It also says so to whoever opens the phone anew, and is not forgotten.
    let phone = karen.person.restart().await;
    let inbox = phone.inbox_until(|inbox| inbox.devices.iter().any(|it| is_out(&it))).await;
    assert!(is_told(&inbox) && inbox.log_out.is_none());
    assert_eq!(device.unlock().await.map(drop), Err(Problem::LoggedOut));

    let lets_in = inbox.devices.iter().find(is_out).expect("the tablet").acts[0].act.clone();
    phone.session.device_act(&lets_in).await.expect("let in");
    phone.inbox_until(|inbox| inbox.log_out.is_some()).await;
    let session = device.unlock().await.expect("it opens again");
    let tablet = Person { name: "Karen Holm", device, session, network };
    tablet.reads(&dialog, "Tre").await;
    tablet.until(&dialog, |view| view.may_write).await;
    tablet.post(&dialog, "Fire").await;
    ali.reads(&dialog, "Fire").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_on_a_device_that_is_logged_out_goes_when_it_is_let_in() {
    let town = Town::open().await;
    let (ali, phone, dialog) = Person::talking(&town).await;
    let shown = phone.session.add_device().await.expect("a link");
    let tablet = Person::try_enrol_on(&town, "tablet", "Karen Holm", &shown.link).await.expect("in");
    tablet.until(&dialog, |view| view.may_write).await;
    tablet.network.cut(true);
    tablet.post(&dialog, "Skrevet uden net").await;
    phone.session.log_out_others().await.expect("logged out");
    tablet.network.cut(false);
    tablet.session.network(true);
    let Person { device, session, network, .. } = tablet;
    let feed = session.inbox();
    while feed.next().await.is_some() {}
    assert_eq!(device.unlock().await.map(drop), Err(Problem::LoggedOut));

    let inbox = phone.inbox_until(|inbox| inbox.devices.iter().any(|it| it.acts.len() == 2)).await;
    let out = inbox.devices.iter().find(|it| it.acts.len() == 2).expect("the tablet");
    phone.session.let_in(&out.device).await.expect("let in");
    let session = device.unlock().await.expect("it opens again");
    let tablet = Person { name: "Karen Holm", device, session, network };
    ali.reads(&dialog, "Skrevet uden net").await;
    drop(tablet);
}

/// Whether any file below a folder holds one of these.
fn found(folder: &Path, needles: &[Vec<u8>]) -> bool {
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).expect("a file");
            if needles.iter().any(|needle| memchr::memmem::find(&bytes, needle).is_some()) {
                return true;
            }
        }
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_and_no_proof_lies_on_any_disk_or_in_any_error() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Watched::talking(&town).await;
    karen.goes_on(&town, &ali, &dialog).await;
    karen.goes_on(&town, &ali, &dialog).await;
    let (stolen, copied) = karen.thief.refreshes().last().cloned().expect("a refresh");
    let key = LoginSecret::new(&Secret::make(&mut system())).expect("a key");
    let error = Thief::shows(town.home(), stolen, proof(&town, &key, &stolen, town.now())).await;
    let error = error.map(drop).expect_err("refused");
    let thief = karen.thief.clone();
    karen.person.inbox_until(is_told).await;
    karen.person.session.lock().await;

    let written = |token: &Salt| {
        let raw = token.0.to_vec();
        let texts =
            [token.to_string(), BASE64_STANDARD.encode(token.0), BASE64_URL_SAFE_NO_PAD.encode(token.0)];
        [raw].into_iter().chain(texts.map(String::into_bytes)).collect::<Vec<_>>()
    };
    let tokens = thief.tokens();
    assert!(tokens.len() >= 6);
    let mut needles: Vec<Vec<u8>> = tokens.iter().flat_map(written).collect();
    needles.extend(copied.split('.').map(|part| part.as_bytes().to_vec()));
    assert!(!found(town.everything(), &needles));
    for said in [format!("{error:?} {error}"), format!("{:?}", Problem::from(error))] {
        assert!(needles.iter().all(|it| memchr::memmem::find(said.as_bytes(), it).is_none()), "{said}");
    }
    // The search finds what is there: each form of a token, planted on either side.
    for (folder, form) in [("server", 0), ("phone", 1), ("server", 2), ("phone", 3)] {
        let planted = town.folder(folder).join("planted");
        std::fs::write(&planted, [b"so: ".as_slice(), &written(&tokens[3])[form]].concat()).expect("planted");
        assert!(found(town.everything(), &needles), "form {form}");
        std::fs::remove_file(planted).expect("gone");
    }
}
