//! Sessions go on without a login: by a token that is spent each time, and a proof of the login key. What a thief
//! of a token meets, and what logging out everywhere else does.

use crate::kit::entries::colleague;
use crate::kit::http::cursor;
use crate::kit::people::Who;
use crate::kit::{Device, Own, Person, Reply, Stream, Talk, Town, no, random, soon};
use crate::log::{listen, written};
use futures::FutureExt;
use p256::ecdsa::Signature;
use p256::ecdsa::signature::Signer;
use reqwest::Method;
use samtale_membership::dpop;
use samtale_wire::api::{
    ACCESS, Code, FeedItem, IDLE, MAX_SKEW, MEDIA_TYPE, Opened, PROOF, REFRESH, Refresh, Refreshed,
};
use samtale_wire::live::LiveEvent;
use samtale_wire::{DeviceId, LoginKey, Salt, encode};

const KAREN: Who<'_> = Who::Citizen("Karen Ågård");

/// A proof that the login key is at hand.
fn proof(town: &Town, key: &p256::ecdsa::SigningKey, refresh: &Salt, t: u64) -> String {
    let public = LoginKey::try_from(key.verifying_key().to_sec1_point(true).as_bytes()).unwrap();
    let url = format!("{}{REFRESH}", town.wire.home.server);
    let message = dpop::message(&public, &url, refresh, t, &Salt(random())).unwrap();
    let sig: Signature = key.sign(message.as_bytes());
    dpop::proof(&message, &sig.to_bytes().into())
}

async fn send(town: &Town, refresh: Salt, proofs: &[&str]) -> Reply {
    let url = format!("{}{REFRESH}", town.wire.home.server);
    let mut request = town.wire.client.post(url).header("content-type", MEDIA_TYPE);
    for proof in proofs {
        request = request.header(PROOF, *proof);
    }
    crate::kit::Wire::reply(request.body(encode(&Refresh { refresh })).send().await.unwrap()).await
}

/// An honest refresh.
async fn goes_on(town: &Town, key: &p256::ecdsa::SigningKey, refresh: Salt) -> Refreshed {
    send(town, refresh, &[&proof(town, key, &refresh, town.clock.now())]).await.read().unwrap()
}

fn thefts(items: &[FeedItem]) -> usize {
    items.iter().filter(|item| matches!(item, FeedItem::Theft(_))).count()
}

#[tokio::test]
async fn a_session_goes_on_for_days_by_tokens_of_minutes() {
    let town = Town::start().await;
    let mut ali = Person::staff(&town, "Ali").await;
    let opened = ali.open(&town).await.unwrap();
    assert_eq!(opened.lasts, ACCESS);
    let (mut token, mut refresh) = (opened.token, opened.refresh);
    for _ in 0..30 {
        town.clock.advance(IDLE - 1);
        assert_eq!(town.wire.get("/v1/feed", Some(&token)).await.refusal().0, Code::NoSession);
        let next = goes_on(&town, &ali.logs_in, refresh).await;
        assert!(next.token != token && next.refresh != refresh && next.now == town.clock.now());
        (token, refresh) = (next.token, next.refresh);
        assert_eq!(town.wire.get("/v1/feed", Some(&token)).await.status, 200);
    }
    assert_eq!(
        town.wire.get("/v1/feed", Some(&refresh)).await.refusal().0,
        Code::NoSession,
        "it opens nothing"
    );
    town.clock.advance(IDLE);
    let late = send(&town, refresh, &[&proof(&town, &ali.logs_in, &refresh, town.clock.now())]).await;
    assert_eq!(late.refusal().0, Code::NoSession);
}

#[tokio::test]
async fn a_refresh_without_the_right_proof_is_refused_by_its_name_and_repeats_nothing() {
    let town = Town::start().await;
    let mut ali = Person::staff(&town, "Ali").await;
    let refresh = ali.open(&town).await.unwrap().refresh;
    let other = ali.open(&town).await.unwrap().refresh;
    let (key, now) = (ali.logs_in.clone(), town.clock.now());
    let good = proof(&town, &key, &refresh, now);
    let [header, claims, sig] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let none = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6Im5vbmUifQ";
    let public = LoginKey::try_from(key.verifying_key().to_sec1_point(true).as_bytes()).unwrap();
    let elsewhere = dpop::message(&public, "https://evil.example/v1/refresh", &refresh, now, &Salt(random()));
    let elsewhere = elsewhere.unwrap();
    let sig_elsewhere: Signature = key.sign(elsewhere.as_bytes());
    let elsewhere = dpop::proof(&elsewhere, &sig_elsewhere.to_bytes().into());
    let late = proof(&town, &key, &refresh, now - MAX_SKEW - 60);
    let early = proof(&town, &key, &refresh, now + MAX_SKEW + 60);
    let unsigned = format!("{none}.{claims}.");
    let for_other = proof(&town, &key, &other, now);
    let wrong: [(&[&str], Code); 8] = [
        (&[], Code::ProofMalformed),
        (&[&good, &good], Code::ProofMalformed),
        (&["Hemmelighed"], Code::ProofMalformed),
        (&[&unsigned], Code::ProofAlgorithm),
        (&[&elsewhere], Code::ProofTarget),
        (&[&for_other], Code::ProofToken),
        (&[&late], Code::Clock),
        (&[&early], Code::Clock),
    ];
    for (proofs, code) in &wrong {
        let reply = send(&town, refresh, proofs).await;
        for said in [refresh.to_string().as_str(), "Hemmelighed", header, sig] {
            assert!(!reply.text().contains(said));
        }
        assert_eq!(reply.refusal().0, *code);
    }
    assert_eq!(send(&town, refresh, &[&good]).await.status, 200, "none of it has ended anything");
    assert_eq!(thefts(&town.wire.whole_feed(&ali.token).await.items), 0);
}

#[tokio::test]
async fn a_lost_answer_is_told_again_and_ends_no_session() {
    let town = Town::start().await;
    let mut ali = Person::staff(&town, "Ali").await;
    let opened = ali.open(&town).await.unwrap();
    let by = proof(&town, &ali.logs_in, &opened.refresh, town.clock.now());
    let by_it = [by.as_str()];
    let both = tokio::join!(send(&town, opened.refresh, &by_it), send(&town, opened.refresh, &by_it));
    let (one, other): (Refreshed, Refreshed) = (both.0.read().unwrap(), both.1.read().unwrap());
    assert_eq!((one.token, one.refresh), (other.token, other.refresh));
    assert_eq!(town.wire.get("/v1/feed", Some(&one.token)).await.status, 200);
    assert_eq!(send(&town, opened.refresh, &[&by]).await.refusal().0, Code::ProofUsed);
    goes_on(&town, &ali.logs_in, one.refresh).await;
}

/// Karen with a phone and a tablet, and what the phone's session goes on with.
struct Household {
    talk: Talk,
    own: Own,
    phone: Device,
    tablet: Device,
    opened: Opened,
}

impl Household {
    async fn begin(town: &Town) -> Self {
        let talk = Talk::begin(town).await;
        let (mut own, mut phone) = (Own::of(&talk.karen), Device::of(&talk.karen));
        let tablet = own.another(town, &phone, KAREN).await;
        let opened = phone.open(town).await.unwrap();
        Self { talk, own, phone, tablet, opened }
    }
}

#[tokio::test]
async fn a_stolen_refresh_token_ends_its_session_and_every_device_is_told() {
    let town = Town::start().await;
    let mut home = Household::begin(&town).await;
    let at = cursor(&town.wire.whole_feed(&home.tablet.token).await);
    let mut phone = Stream::open(&town, &home.phone.token, &at).await;
    let mut tablet = Stream::open(&town, &home.tablet.token, &at).await;
    for stream in [&mut phone, &mut tablet] {
        assert_eq!(soon(stream.next()).await, Some(LiveEvent::Hello));
    }
    let spent = home.opened.refresh;
    let next = goes_on(&town, &home.phone.logs_in, spent).await;
    assert!(phone.next().now_or_never().is_none(), "its stream goes on with the next tokens");

    // A thief with everything but the key; then one with the key, too.
    let thief = p256::ecdsa::SigningKey::from_slice(&[9; 32]).unwrap();
    let stolen = send(&town, spent, &[&proof(&town, &thief, &spent, town.clock.now())]).await;
    assert_eq!(stolen.refusal().0, Code::Reused);
    assert_eq!(soon(phone.next()).await, None, "what streamed to whoever has it ends");
    for token in [home.phone.token, next.token] {
        assert_eq!(town.wire.get("/v1/feed", Some(&token)).await.refusal().0, Code::NoSession);
    }
    let told = soon(tablet.next()).await;
    assert!(matches!(told, Some(LiveEvent::Feed(it)) if thefts(&it.items) == 1), "her other device is told");
    let by = proof(&town, &home.phone.logs_in, &next.refresh, town.clock.now());
    assert_eq!(send(&town, next.refresh, &[&by]).await.refusal().0, Code::NoSession);
    assert_eq!(thefts(&town.wire.whole_feed(&home.talk.ali.token).await.items), 0, "and nobody else");

    // The phone logs in by itself, and is told too, for a week.
    let opened = home.phone.open(&town).await.unwrap();
    assert!(opened.theft.is_some_and(|t| t <= town.clock.now()));
    assert_eq!(thefts(&town.wire.whole_feed(&home.phone.token).await.items), 1);
    let town = town.restart().await;
    assert!(home.phone.open(&town).await.unwrap().theft.is_some());
    town.clock.advance(8 * 86_400);
    assert_eq!(home.phone.open(&town).await.unwrap().theft, None);
}

#[tokio::test]
async fn the_token_at_hand_shown_with_another_key_ends_its_session_too() {
    let town = Town::start().await;
    let home = Household::begin(&town).await;
    let thief = p256::ecdsa::SigningKey::from_slice(&[9; 32]).unwrap();
    let refresh = home.opened.refresh;
    let stolen = send(&town, refresh, &[&proof(&town, &thief, &refresh, town.clock.now())]).await;
    assert_eq!(stolen.refusal().0, Code::ProofKey);
    assert_eq!(town.wire.get("/v1/feed", Some(&home.opened.token)).await.refusal().0, Code::NoSession);
    assert_eq!(thefts(&town.wire.whole_feed(&home.tablet.token).await.items), 1);
}

#[tokio::test]
async fn karen_logs_out_everywhere_else_and_lets_one_device_in_again() {
    let town = Town::start().await;
    let mut home = Household::begin(&town).await;
    let paper = home.own.another(&town, &home.phone, KAREN).await;
    let at = cursor(&town.wire.whole_feed(&home.tablet.token).await);
    let mut stream = Stream::open(&town, &home.tablet.token, &at).await;
    assert_eq!(soon(stream.next()).await, Some(LiveEvent::Hello));
    // Somebody has a copy of the phone's login key, and a session by it.
    let mut copy = home.phone.clone();
    let copied = copy.open(&town).await.unwrap();

    let out: Vec<DeviceId> =
        town.wire.post("/v1/logout", Some(&home.opened.token), &()).await.read().unwrap();
    let mut others = [home.tablet.dev, paper.dev];
    others.sort_unstable();
    assert_eq!(out, others);
    assert_eq!(soon(stream.next()).await, None);
    for token in [home.tablet.token, copied.token] {
        assert_eq!(town.wire.get("/v1/feed", Some(&token)).await.refusal().0, Code::NoSession);
    }
    assert_eq!(
        town.wire.get("/v1/feed", Some(&home.opened.token)).await.status,
        200,
        "the one at hand stays"
    );
    assert_eq!(home.tablet.open(&town).await.map(drop), no(Code::LoggedOut));

    let mut town = town.restart().await;
    assert_eq!(home.tablet.open(&town).await.map(drop), no(Code::LoggedOut), "also after a restart");
    let opened = home.phone.open(&town).await.unwrap();
    assert_eq!(opened.out, others);
    // Nobody lets in another person's device.
    let eva = colleague(&town, "Eva").await;
    let theirs: Vec<DeviceId> =
        town.wire.post("/v1/let-in", Some(&eva.token), &home.tablet.dev).await.read().unwrap();
    assert_eq!((theirs, home.tablet.open(&town).await.map(drop)), (vec![], no(Code::LoggedOut)));
    let left: Vec<DeviceId> =
        town.wire.post("/v1/let-in", Some(&opened.token), &home.tablet.dev).await.read().unwrap();
    assert_eq!(left, [paper.dev]);
    home.tablet.open(&town).await.unwrap();
    assert_eq!(town.wire.get("/v1/feed", Some(&home.tablet.token)).await.status, 200);
    // One that is taken away is not among them any more.
    let now = town.clock.now();
    let revoke = home.own.revoke(&home.phone, &[paper.dev], now + 1, now);
    home.phone.token = opened.token;
    home.own.send(&town, &home.phone, &revoke).await.unwrap();
    town = town.restart().await;
    assert_eq!(home.phone.open(&town).await.unwrap().out, []);
}

#[tokio::test]
async fn who_logs_in_while_being_logged_out_is_in_before_or_not_at_all() {
    let town = Town::start().await;
    let home = Household::begin(&town).await;
    let mut tablet = home.tablet.clone();
    let (token, body) = (home.opened.token, encode(&()));
    let logout = town.wire.send(Method::POST, "/v1/logout", Some(&token), MEDIA_TYPE, body);
    let (_, out) = tokio::join!(tablet.open(&town), logout);
    assert_eq!(out.status, 200);
    let after = town.wire.get("/v1/feed", Some(&tablet.token)).await;
    assert_eq!(after.refusal().0, Code::NoSession);
}

#[tokio::test]
async fn no_token_and_no_proof_lies_on_the_disk_or_in_the_log() {
    listen();
    let town = Town::start().await;
    let mut ali = Person::staff(&town, "Ali").await;
    let opened = ali.open(&town).await.unwrap();
    let by = proof(&town, &ali.logs_in, &opened.refresh, town.clock.now());
    let next: Refreshed = send(&town, opened.refresh, &[&by]).await.read().unwrap();
    town.wire.get("/v1/feed", Some(&next.token)).await;
    let later = proof(&town, &ali.logs_in, &opened.refresh, town.clock.now() + 1);
    let stolen = send(&town, opened.refresh, &[&later]).await;
    assert_eq!(stolen.refusal().0, Code::Reused);
    let disk = crate::enrolment::everything_in(town.data());
    let written = written();
    let found = |all: &[u8], needle: &[u8]| all.windows(needle.len()).any(|window| window == needle);
    assert!(
        found(&disk, ali.uid.as_bytes()) && found(&written, b"/v1/refresh"),
        "the search finds what is there"
    );
    for token in [opened.token, opened.refresh, next.token, next.refresh] {
        let hash = <[u8; 32] as From<_>>::from(<sha2::Sha256 as sha2::Digest>::digest(token.as_bytes()));
        for needle in [token.0.to_vec(), token.to_string().into_bytes(), hash.to_vec()] {
            assert!(!found(&disk, &needle) && !found(&written, &needle));
        }
    }
    for part in by.split('.') {
        assert!(!found(&disk, part.as_bytes()) && !found(&written, part.as_bytes()));
    }
}
