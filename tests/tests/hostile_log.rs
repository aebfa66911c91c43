//! A hostile server with Karen's log in its hands: dropped, turned, doubled, cut, forked, rolled back.
//! All that it serves carries valid server heads, so that the missing head is never what is noticed.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_engine::courier::Reply;
use samtale_engine::{Ctx, Effect, Engine, Input};
use samtale_journeys::{
    BEHIND, BROKEN, Beginning, Forger, Hand, Insider, Person, Stage, Story, Town, granted_to, is_post,
    notices, seq, settled, texts, until_told,
};
use samtale_membership::apply::{entry_hash, parse};
use samtale_membership::head::Evidence;
use samtale_membership::{Violation, head};
use samtale_wire::api::{Appended, Chain, Feed, FeedItem, Ring};
use samtale_wire::entry::{Body, Payload, Role};
use samtale_wire::{Bytes, DialogId, Signed, Uid, decode, encode, label};

/// Rewrites every feed of Karen's, and signs its ends anew.
fn retells(stage: &Stage, mut lie: impl FnMut(&mut Feed) + Send + 'static) {
    let forger = Forger::of(&stage.town);
    // Told nothing in brief, her device reads every log from its beginning.
    stage.karen.network.rewrite_briefs(Box::new(Vec::clear));
    stage.karen.network.rewrite(Box::new(move |feed| {
        lie(feed);
        forger.seals(feed);
    }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_entry_is_noticed_though_the_head_is_signed() {
    let mut stage = Stage::talking().await;
    stage.ali_posts("Ægte").await;
    let mut plot = stage.plot();
    let dropped = plot.story.post(&stage.ali.hand, "Forsvundet");
    plot.story.tells(dropped).expect("right");
    let next = plot.story.post(&stage.ali.hand, "Næste");
    assert!(plot.story.judges(&next).is_ok());
    let view = stage.plot().ends(&stage, next, Violation::Sequence).await;
    assert_eq!(texts(&view), ["Ægte"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_entry_whose_place_is_taken_by_the_next_is_noticed() {
    let mut stage = Stage::talking().await;
    stage.ali_posts("Ægte").await;
    let mut other = stage.story.clone();
    let dropped = other.post(&stage.ali.hand, "Forsvundet");
    other.tells(dropped).expect("right");
    // An insider signs the next one for the place of the dropped one, in the dropped one's chain.
    other.state.tip.seq -= 1;
    let next = other.post(&stage.ali.hand, "Næste");
    let view = stage.plot().ends(&stage, next, Violation::ChainBroken).await;
    assert_eq!(texts(&view), ["Ægte"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn reordered_entries_are_refused_on_a_cold_start() {
    let mut stage = Stage::talking().await;
    stage.ali_posts("Et").await;
    stage.ali_posts("To").await;
    let mut past = stage.story.told.clone();
    let state = past.len() - 2;
    past.swap(state, state + 1);
    let mut story = Story { told: Vec::new(), ..stage.story.clone() };
    story.state = samtale_membership::open(&past[0].entry.0, &story.chains).expect("a log");
    for append in &past[1..state] {
        story.state = story.judges(append).expect("as it was");
    }
    assert_eq!(story.judges(&past[state]).map(drop), Err(Violation::Sequence));
    retells(&stage, |feed| {
        let posts: Vec<usize> =
            (0..feed.items.len()).filter(|at| seq(&feed.items[*at]).is_some_and(|seq| seq >= 4)).collect();
        if let [first, second] = posts[..] {
            feed.items.swap(first, second);
        }
    });
    let stage = stage.restarted().await;
    let view = stage.disbelieved().await;
    assert!(texts(&view).iter().all(|text| text == "Hemmeligt"), "{:?}", texts(&view));
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicated_entries_are_shown_once() {
    let mut stage = Stage::talking().await;
    retells(&stage, |feed| {
        let again = feed.items.clone();
        feed.items.extend(again);
    });
    stage.ali_posts("Kun én gang").await;
    stage.ali_posts("Og videre").await;
    stage.tells(&stage.story.told.clone());
    stage.settles().await;
    let view = stage.karen.until(&stage.dialog, |view| view.may_write).await;
    assert_eq!(texts(&view), ["Kun én gang", "Og videre"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicated_idempotency_key_never_rewrites_what_was_said() {
    let mut stage = Stage::talking().await;
    stage.ali_posts("Vi mødes kl. 10").await;
    let first = stage.story.told.last().expect("a post").clone();
    let id = parse(&first.entry.0).expect("an entry").1.msg_id;
    // An insider signs another post under the same key, as the server lets nobody do.
    let append = stage.story.post_as(&stage.ali.hand, "Vi mødes kl. 14", id);
    let mut plot = stage.plot();
    plot.goes(append);
    let last = plot.story.post(&stage.ali.hand, "Ses vi?");
    plot.goes(last);
    plot.is_told(&stage);
    let view = stage.karen.reads(&stage.dialog, "Ses vi?").await;
    assert_eq!(texts(&view), ["Vi mødes kl. 10", "Ses vi?"]);
}

/// Ali says two things; Karen's key ring has seen both. The ring of before, too.
async fn seen_so_far(stage: &mut Stage) -> Ring {
    stage.ali_posts("Et").await;
    // A key ring is kept at once when keys are new, and a minute later when only heads are.
    stage.town.minutes_go_by(2);
    stage.rests().await;
    let (rings, vault) = (stage.karen.network.rings(), stage.karen.vault(&stage.town));
    stage.town.minutes_go_by(2);
    stage.story.t = stage.town.now();
    stage.ali_posts("To").await;
    stage.karen.network.until_called("/v1/ring", rings.len() + 1).await;
    stage.karen.pins(&stage.town, &vault).await;
    stage.town.minutes_go_by(2);
    stage.rests().await;
    rings.last().expect("a ring").clone()
}

/// The server says of every key ring that it keeps it, and does not.
fn keeps_no_ring(stage: &Stage) {
    stage.karen.network.instead(Box::new(|call| (call.path == "/v1/ring").then(|| Ok(Vec::new()))));
}

/// Karen's app shows less than before, says so, and seals nothing.
async fn is_behind(stage: &Stage, shown: &[&str]) {
    let view = stage.karen.until(&stage.dialog, |view| view.why_not.as_deref() == Some(BEHIND)).await;
    assert!(!view.may_write);
    assert_eq!(texts(&view), shown);
    let alarm = "Kommunens server viser mindre, end du har set før. Tal med kommunen.";
    stage.karen.inbox_until(|inbox| inbox.notice.as_deref() == Some(alarm)).await;
    let appends = stage.karen.network.appends().len();
    stage.karen.post(&stage.dialog, "Hemmeligt").await;
    stage.karen.reads(&stage.dialog, "Hemmeligt").await;
    stage.settles().await;
    assert_eq!(stage.karen.network.appends().len(), appends, "nothing is sealed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_tail_is_noticed_after_a_restart() {
    let mut stage = Stage::talking().await;
    seen_so_far(&mut stage).await;
    let tip = stage.story.state.tip.seq;
    retells(&stage, move |feed| feed.items.retain(|item| seq(item) != Some(tip)));
    let stage = stage.restarted().await;
    is_behind(&stage, &["Et"]).await;
    // The rest is there again: so is everything.
    stage.karen.network.honest();
    let stage = stage.restarted().await;
    stage.karen.until(&stage.dialog, |view| view.may_write && texts(view).contains(&"To".into())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_dialog_left_out_is_noticed_after_a_restart() {
    let mut stage = Stage::talking().await;
    seen_so_far(&mut stage).await;
    retells(&stage, |feed| feed.items.clear());
    let stage = stage.restarted().await;
    let alarm = "Kommunens server viser mindre, end du har set før. Tal med kommunen.";
    let inbox = stage.karen.inbox_until(|inbox| inbox.notice.as_deref() == Some(alarm)).await;
    assert!(inbox.rows.is_empty());
}

/// After a restart the server has lost the last entry and shows this ring: only the vault knows better.
async fn a_rollback_with(stage: Stage, ring: Option<Ring>) {
    let tip = stage.story.state.tip.seq;
    keeps_no_ring(&stage);
    retells(&stage, move |feed| feed.items.retain(|item| seq(item) != Some(tip)));
    stage.karen.network.opens_as(move |opened| opened.ring.clone_from(&ring));
    let stage = stage.restarted().await;
    is_behind(&stage, &["Et"]).await;
    // Whatever ring was kept since then has not forgotten it.
    stage.rests().await;
    let stage = stage.restarted().await;
    stage.karen.until(&stage.dialog, |view| view.why_not.as_deref() == Some(BEHIND)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollback_to_an_old_head_with_its_old_ring_is_noticed_after_a_restart() {
    let mut stage = Stage::talking().await;
    let old = seen_so_far(&mut stage).await;
    a_rollback_with(stage, Some(old)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollback_without_any_ring_is_noticed_after_a_restart() {
    let mut stage = Stage::talking().await;
    seen_so_far(&mut stage).await;
    a_rollback_with(stage, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_end_than_the_ring_has_seen_is_noticed_after_a_restart() {
    let mut stage = Stage::talking().await;
    seen_so_far(&mut stage).await;
    // Ali signs another entry for the place that Karen has seen last.
    let mut other = stage.story.clone();
    let last = other.told.len() - 1;
    other.state = samtale_membership::open(&other.told[0].entry.0, &other.chains).expect("a log");
    for append in &stage.story.told[1..last] {
        other.state = other.judges(append).expect("as it was");
    }
    let second = other.post(&stage.ali.hand, "Noget helt andet");
    assert!(other.judges(&second).is_ok(), "the rules alone allow it");
    let tip = stage.story.state.tip.seq;
    retells(&stage, move |feed| {
        for item in &mut feed.items {
            if seq(item) == Some(tip)
                && let FeedItem::Entry(it) = item
            {
                (it.entry, it.ciphertext) = (second.entry.clone(), second.ciphertext.clone());
            }
        }
    });
    let stage = stage.restarted().await;
    let view = stage.disbelieved().await;
    assert!(!texts(&view).contains(&"Noget helt andet".into()));
}

/// The mind of somebody's app, given what the server tells, until it asks for nothing more.
async fn thinks(engine: &mut Engine, of: &Insider, feed: Feed, now: u64) {
    let mut inputs = vec![Input::Fed(feed)];
    while let Some(input) = inputs.pop() {
        let rng = &mut samtale_client::adapters::entropy::system();
        for effect in engine.step(input, &mut Ctx { now, rng }) {
            if let Effect::Call(ticket, samtale_engine::courier::Request::Chain(uid)) = effect {
                let answer = of.asks(&format!("/v1/users/{uid}"), None).await.expect("a chain");
                let chain: Chain = decode(&answer).expect("a chain");
                inputs.push(Input::Answered(ticket, Ok(Reply::Chain(chain))));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_branches_to_two_members_are_a_proof_against_the_server() {
    let mut stage = Stage::talking().await;
    let mette = stage.meets("Mette Vind").await;
    stage.brings(&mette).await;
    // Ali says yes to Karen and no to Mette, in one and the same place.
    let (yes, no) = (stage.story.post(&stage.ali.hand, "Ja"), stage.story.post(&stage.ali.hand, "Nej"));
    let (tenant, key, now) = (stage.forger.tenant, stage.forger.head_key(), stage.town.now());
    stage.tells(std::slice::from_ref(&yes));
    stage.karen.reads(&stage.dialog, "Ja").await;
    // What Mette was shown, Karen sees when they meet: the server's signature is on both.
    let (left, right) = (stage.forger.head_of(&yes), stage.forger.head_of(&no));
    assert_eq!(head::equivocates(&left, &right, &tenant, &key), Some(stage.story.dialog()));
    assert_eq!(head::equivocates(&left, &left, &tenant, &key), None, "one story is no proof");
    stage.tells(std::slice::from_ref(&no));
    let view = stage.disbelieved().await;
    assert_eq!(texts(&view).first().map(String::as_str), Some("Ja"), "what was proven stays");

    // The mind in Mette's app holds the proof itself, by the other story first.
    let (home, vault, opened) = (stage.town.home().clone(), mette.vault.clone(), mette.opened.clone());
    let mut mind = Engine::start(home, mette.hand.uid, mette.hand.dev, vault, opened).expect("a mind");
    let path = "/v1/feed?cursor=&wait=0";
    let feed: Feed = decode(&mette.asks(path, None).await.expect("news")).expect("a feed");
    thinks(&mut mind, &mette, feed, now).await;
    let dialog: DialogId = stage.dialog.parse().expect("an id");
    let tell = |it| stage.forger.feed(mette.hand.uid, &[it], now);
    thinks(&mut mind, &mette, tell(no.clone()), now).await;
    assert!(mind.evidence(&dialog).is_none(), "so far it is one story");
    thinks(&mut mind, &mette, tell(yes.clone()), now).await;
    let evidence = mind.evidence(&dialog).expect("a proof").clone();
    let sent = Evidence::from_text(&evidence.to_text()).expect("as it travels");
    assert_eq!(sent.proves(), Some(dialog), "it convinces somebody who has only `membership`");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_heads_of_one_place_are_noticed_without_a_second_entry() {
    let mut stage = Stage::talking().await;
    stage.ali_posts("Ja").await;
    let other = stage.story.post(&stage.ali.hand, "Nej");
    let mut feed = stage.forger.feed(stage.her.uid, &[], stage.town.now());
    let tip = stage.story.state.tip;
    feed.heads = vec![stage.forger.head(stage.story.dialog(), tip.seq, entry_hash(&other.entry.0))];
    stage.karen.network.inject(feed);
    let view = stage.disbelieved().await;
    let handed_on = view.evidence.expect("Karen can hand the proof on");
    let evidence = Evidence::from_text(&handed_on).expect("evidence");
    assert_eq!(evidence.proves(), Some(stage.story.dialog()));
    let mut forged = evidence;
    forged.other = forged.head.clone();
    assert_eq!(forged.proves(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_that_the_server_does_not_sign_is_an_alarm() {
    // By nobody, or with another key: it could deny later what it has shown.
    for by_another in [false, true] {
        let mut stage = Stage::talking().await;
        let post = stage.story.post(&stage.ali.hand, "Uden underskrift");
        stage.story.tells(post.clone()).expect("right");
        let mut feed = stage.forger.feed(stage.her.uid, &[post], stage.town.now());
        let signed: Signed = decode(&feed.heads.remove(0).0).expect("signed");
        if by_another {
            let other = stage.ali.hand.keys().sign(label::SERVER_HEAD, signed.payload.0);
            feed.heads.push(Bytes(encode(&other)));
        }
        stage.karen.network.inject(feed);
        stage.disbelieved().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_tenants_person_is_not_even_asked_about() {
    // Employed there, or nobody's employee.
    for role in [Role::Employee, Role::External] {
        let (mut stage, elsewhere) = (Stage::talking().await, Town::open().await);
        let stranger = Insider::enrol(&elsewhere, "Lis Berg", &elsewhere.staff_link()).await;
        stage.story.knows(&stranger.hand);
        stage.karen.network.tells_chain(stranger.hand.uid, &stranger.hand.entries);
        let org = stranger.opened.org.clone().filter(|_| role.is_staff());
        let forged = stage.offer_as(&stranger, role, |propose| propose.org = org);
        let view = stage.plot().ends(&stage, forged, Violation::Foreign).await;
        assert!(view.consent.is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_tenants_attestation_employs_nobody_here() {
    let (mut stage, elsewhere) = (Stage::talking().await, Town::open().await);
    let stranger = Insider::enrol(&elsewhere, "Lis Berg", &elsewhere.staff_link()).await;
    let ghost = stage.meets("En Fremmed").await;
    // The other municipality's office attests whatever it likes, with its own root's delegation.
    let mut org = *stranger.opened.org.clone().expect("employed there");
    let seed = std::fs::read(elsewhere.folder("server").join("dev-tenant/attestation.key")).expect("a key");
    let signs = samtale_seal::Secret::new(seed.try_into().expect("thirty-two bytes"));
    let office = samtale_seal::device::DeviceSeeds { opens: signs.clone(), signs }.keys();
    assert_eq!(office.verify_key(), org.key);
    let employment = samtale_wire::tenant::Employment {
        tenant: stage.forger.tenant,
        uid: ghost.hand.uid,
        unit: "Job".into(),
        until: u64::MAX,
        succeeds: None,
    };
    let Signed { payload, sig } = office.sign(label::ORGATTEST, encode(&employment));
    (org.payload, org.sig) = (payload, sig);
    let forged = stage.offer_as(&ghost, Role::Employee, |propose| propose.org = Some(Box::new(org)));
    stage.plot().ends(&stage, forged, Violation::Employment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_tenants_log_does_not_begin_here() {
    let (stage, elsewhere) = (Stage::talking().await, Town::open().await);
    let stranger = Insider::enrol(&elsewhere, "Lis Berg", &elsewhere.staff_link()).await;
    let tenant = elsewhere.home().tenant;
    let about = Hand::ghost(tenant, elsewhere.now());
    // A whole log that is right by itself, under another municipality's root.
    let (key, org) = (stage.forger.head_key(), stranger.opened.org.clone().expect("employed there"));
    let beginning = Beginning::new(tenant, key, &stranger.hand, org, &[about.pin()]);
    let hands = [&stranger.hand, &about].map(|hand| (hand.uid, hand.chain().expect("a chain")));
    let story = beginning.story(&stranger.hand, hands.into_iter().collect()).expect("right by itself");
    for hand in [&stranger.hand, &about] {
        stage.karen.network.tells_chain(hand.uid, &hand.entries);
    }
    stage.tells(&story.told);
    stage.karen.network.until_called(&format!("/v1/users/{}", about.uid), 1).await;
    stage.settles().await;
    let dialog = story.dialog().to_string();
    assert!(stage.karen.session.post(&dialog, "Hemmeligt".into()).await.is_err(), "it is not there");
    let inbox = stage.karen.inbox_until(|inbox| !inbox.rows.is_empty()).await;
    assert_eq!(inbox.rows.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_of_another_dialog_is_refused() {
    let stage = Stage::talking().await;
    let mut other = stage.story.clone();
    other.state.roster.dialog = DialogId([7; 32]);
    let forged = other.post(&stage.ali.hand, "Fra en anden samtale");
    assert_eq!(stage.story.judges(&forged).map(drop), Err(Violation::Foreign));
    let mut it = samtale_journeys::delivered(&forged, stage.her.uid);
    it.dialog = stage.story.dialog();
    let tip = stage.story.state.tip.seq + 1;
    let mut feed = stage.forger.feed(stage.her.uid, &[], stage.town.now());
    feed.heads.push(stage.forger.head(it.dialog, tip, entry_hash(&it.entry.0)));
    feed.items.push(FeedItem::Entry(Box::new(it)));
    stage.karen.network.inject(feed);
    let view = stage.disbelieved().await;
    assert!(texts(&view).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_back_dated_entry_is_refused_when_the_log_is_not_quiet() {
    let mut stage = Stage::talking().await;
    stage.town.minutes_go_by(3);
    stage.story.t = stage.town.now();
    stage.ali_posts("Ægte").await;
    let past = stage.town.now() - 100;
    let body = Body::Close;
    let payload = Payload { t: past, ..stage.story.draft(&stage.ali.hand, body) };
    let forged = samtale_wire::api::Append {
        entry: stage.ali.hand.signs(&payload),
        envelopes: Vec::new(),
        ciphertext: None,
    };
    stage.plot().ends(&stage, forged, Violation::TimeBackwards).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_back_dated_admission_in_a_quiet_dialog_gets_nothing_sealed() {
    let mut stage = Stage::talking().await;
    let mette = stage.meets("Mette Vind").await;
    let day = 86_400;
    let until = stage.town.now() + day;
    let offer = stage.offer_as(&mette, Role::External, |propose| propose.until = until);
    stage.ali.appends(&mut stage.story, offer).await;
    let proposal = stage.story.state.roster.proposals[0].id;
    let join = stage.story.join(&mette.hand, proposal);
    mette.appends(&mut stage.story, join).await;
    stage.karen_agrees().await;
    // The dialog falls quiet; what Karen said yes to has run out.
    stage.town.days_go_by(3);
    let shared = stage.takes_over();
    let mut plot = stage.plot();
    let cites = plot.story.cited(proposal);
    let admit = plot.story.admission(&stage.ali.hand, proposal, cites, &mette.hand.pin());
    assert!(parse(&admit.entry.0).expect("an entry").1.t < until, "dated as if it were in time");
    plot.goes(admit);
    *shared.lock().expect("unpoisoned") = plot.story.clone();
    let sent = stage.karen.network.appends().len();
    plot.is_told(&stage);
    stage.settles().await;
    // Karen's app puts Mette out first, by the time that it is.
    let out = |line: &String| line == "Mette er ikke med længere";
    stage.karen.until(&stage.dialog, |view| notices(view).iter().any(out)).await;
    stage.karen.post(&stage.dialog, "Kun til Ali").await;
    until_told(&shared, |story| story.told.last().is_some_and(is_post)).await;
    let sent = stage.karen.network.appends().split_off(sent);
    let removed = sent.iter().position(|append| {
        let (_, payload) = parse(&append.entry.0).expect("an entry");
        matches!(payload.body, Body::Remove(it) if it.uids == [mette.hand.uid])
    });
    let posted = sent.iter().position(is_post).expect("a post");
    assert!(removed.expect("a removal") < posted);
    let granted: Vec<Uid> = sent.iter().flat_map(granted_to).collect();
    assert!(!granted.contains(&mette.hand.uid), "no key of the new epoch is Mette's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_far_future_clock_of_the_server_dates_nothing_and_puts_nobody_out() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let (forger, before) = (Forger::of(&town), ali.network.appends().len());
    // By this clock every consent has run out, and Ali's app would put Karen out for good.
    let far = town.now() + 10 * 366 * 86_400;
    for person in [&ali, &karen] {
        person.network.rewrite(Box::new(move |feed| feed.now = far));
        settled(&person.network, &forger, far).await;
        settled(&person.network, &forger, far).await;
    }
    karen.post(&dialog, "Skrevet i dag").await;
    let view = ali.reads(&dialog, "Skrevet i dag").await;
    assert_eq!(view.members.len(), 2);
    assert_eq!(ali.network.appends().len(), before, "Ali's app signs nothing");
    let sent = karen.network.appends();
    let last = parse(&sent.last().expect("a post").entry.0).expect("an entry").1;
    assert!(matches!(last.body, Body::Post(_)) && last.t < far, "dated by her own clock");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledged_post_whose_place_the_server_does_not_sign_is_an_alarm() {
    let stage = Stage::talking().await;
    stage.karen.network.rewrite(Box::new(|feed| {
        feed.items.clear();
        feed.heads.clear();
    }));
    stage.karen.network.after(Box::new(|call, answer| {
        if call.path.ends_with("/entries") {
            let mut appended: Appended = decode(answer).expect("an answer");
            appended.head = Bytes::default();
            *answer = encode(&appended);
        }
    }));
    stage.karen.post(&stage.dialog, "Hørte nogen det?").await;
    stage.disbelieved().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_non_canonical_encoding_of_a_right_entry_is_none() {
    for spoil in [trailing, long_length, inner_long_integer] {
        let mut stage = Stage::talking().await;
        stage.ali_posts("Ægte").await;
        let honest = stage.story.post(&stage.ali.hand, "Det samme, skrevet anderledes");
        assert!(stage.story.judges(&honest).is_ok());
        let bytes = spoil(&stage, honest.entry.0.clone());
        assert_eq!(parse(&bytes).map(drop), Err(Violation::Malformed));
        stage.tells_bytes(honest, bytes);
        let view = stage.disbelieved().await;
        assert_eq!(texts(&view), ["Ægte"]);
    }
}

fn trailing(_: &Stage, mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.push(0);
    bytes
}

/// The payload's length in four bytes where two are enough; the signature still holds.
fn long_length(_: &Stage, bytes: Vec<u8>) -> Vec<u8> {
    assert_eq!(bytes[..2], [0x82, 0x59], "an array of two, and a string of less than 65,536 bytes");
    [&[0x82, 0x5a, 0, 0], &bytes[2..]].concat()
}

/// A version in two bytes where one is enough, signed by an insider as it is.
fn inner_long_integer(stage: &Stage, bytes: Vec<u8>) -> Vec<u8> {
    let signed: Signed = decode(&bytes).expect("signed");
    assert_eq!(signed.payload.0[..2], [0x8c, 1], "an array of twelve, and version 1");
    let payload = [&[0x8c, 0x18, 1], &signed.payload.0[2..]].concat();
    encode(&stage.ali.hand.keys().sign(label::ENTRY, payload))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_downgrade_to_another_version_or_kind_is_refused() {
    let cases: [(&str, Violation); 4] = [
        ("version 0", Violation::Version),
        ("version 2", Violation::Version),
        ("unknown kind", Violation::Malformed),
        ("another label", Violation::BadSignature),
    ];
    for (what, rule) in cases {
        let mut stage = Stage::talking().await;
        stage.ali_posts("Ægte").await;
        let honest = stage.story.post(&stage.ali.hand, "Som i gamle dage");
        let (signed, payload) = parse(&honest.entry.0).expect("an entry");
        let sign = |label, payload| encode(&stage.ali.hand.keys().sign(label, payload));
        let at = signed.payload.0.windows(3).rposition(|it| it == [0x82, 0x18, 32]);
        let bytes = match what {
            "version 0" => sign(label::ENTRY, encode(&Payload { version: 0, ..payload })),
            "version 2" => sign(label::ENTRY, encode(&Payload { version: 2, ..payload })),
            "unknown kind" => {
                let mut payload = signed.payload.0.clone();
                payload[at.expect("a post's kind") + 2] = 99;
                sign(label::ENTRY, payload)
            }
            _ => sign(label::UENTRY, signed.payload.0.clone()),
        };
        let mut forged = honest.clone();
        forged.entry = Bytes(bytes.clone());
        assert_eq!(stage.story.judges(&forged).map(drop), Err(rule), "{what}");
        stage.tells_bytes(honest, bytes);
        let view = stage.disbelieved().await;
        assert_eq!(texts(&view), ["Ægte"], "{what}");
        assert_eq!(view.why_not.as_deref(), Some(BROKEN));
    }
}
