//! Levels under attack: a member who lets in whoever is below, ghosts and thieves who log in once more, cards of
//! another time. The log allows it, as it knows no cards; honest apps seal nothing to who was not shown.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::DialogView;
use samtale_engine::courier::Fault;
use samtale_journeys::{Hand, Insider, Spare, Stage, bubbles, is_sent, notices};
use samtale_membership::hash;
use samtale_wire::api::Code;
use samtale_wire::entry::Policy;
use samtale_wire::tenant::{Audience, Level};
use samtale_wire::user::{Attest, Card, UserBody};

/// Karen writes, and the server has it.
async fn karen_writes(stage: &mut Stage, text: &str) {
    stage.karen.post(&stage.dialog, text).await;
    let sent = |view: &DialogView| bubbles(view).iter().any(|it| it.text == text && is_sent(it));
    stage.karen.until(&stage.dialog, sent).await;
    let next = stage.story.state.tip.seq + 1;
    stage.ali.follows(&mut stage.story, next).await;
}

/// Ali's device logs in once more, as anybody: a card for its keys, in its chain if the server takes it.
async fn again(stage: &mut Stage, name: &str, level: Level) -> (Card, Result<Vec<u8>, Fault>) {
    stage.town.minutes_go_by(1);
    let card = stage.ali.logs_in_as(name, Audience::Staff, level).await;
    stage.ali.hand.t = stage.town.now();
    let entry = stage.ali.hand.user_entry(stage.ali.attests(&card));
    let answer = stage.ali.extends(entry.clone(), &card).await;
    stage.ali.hand.entries.push(entry);
    stage.story.knows(&stage.ali.hand);
    (card, answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_lets_in_somebody_below_the_level_gets_nothing_sealed_to_them() {
    let mut stage = Stage::by(&[], Policy::Sensitive).await;
    karen_writes(&mut stage, "Til Ali").await;
    let mette = stage.meets("Mette Vind").await;
    let proposal = stage.agreed_on(&mette).await;
    let waits = |view: &DialogView| view.step_up.as_ref().is_some_and(|it| it.sentence.starts_with("Mette"));
    stage.karen.until(&stage.dialog, waits).await;
    let cites = stage.story.cited(proposal);
    let admission = stage.story.admission(&stage.ali.hand, proposal, cites, &mette.hand.pin());
    stage.ali.appends(&mut stage.story, admission).await;
    let view = stage.karen.until(&stage.dialog, |view| view.members.len() == 3).await;
    let why = view.why_not.as_deref();
    assert_eq!(why, Some("Mette skal logge ind en gang til. Før det kan her ikke skrives."));
    assert!(Stage::readers(&view).contains(&("Mette Vind".into(), true)), "who she is, is known");
    stage.seals_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weaker_login_after_a_stronger_one_takes_nothing_back() {
    let mut stage = Stage::by(&[], Policy::Sensitive).await;
    let (weak, answer) = again(&mut stage, "Ali Mentor", Level::Substantial).await;
    answer.expect("his own login, of now");
    let shown = stage.story.introduction(&stage.ali.hand, &[weak]);
    stage.ali.appends(&mut stage.story, shown).await;
    let told = |view: &DialogView| notices(view).contains(&"Ali har vist et stærkere login".to_owned());
    stage.karen.until(&stage.dialog, told).await;
    karen_writes(&mut stage, "Stadig til Ali").await;
    // Neither after a start, when all cards are looked at once more.
    let mut stage = stage.restarted().await;
    karen_writes(&mut stage, "Og igen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thief_with_alis_phone_and_a_login_of_his_own_becomes_neither() {
    let mut stage = Stage::by(&[], Policy::Sensitive).await;
    let (his, answer) = again(&mut stage, "Bo Lind", Level::High).await;
    assert_eq!(answer.map(drop), Err(Fault::Refused(Code::BadCard)), "an honest server stops it");
    // One that helps him tells it.
    stage.karen.network.tells_chain(stage.ali.hand.uid, &stage.ali.hand.entries);
    let shown = stage.story.introduction(&stage.ali.hand, &[his]);
    stage.story.judges(&shown).expect("the log knows no cards");
    stage.tells(&[shown]);
    let told = |view: &DialogView| notices(view).iter().any(|line| line.contains("stærkere login"));
    let view = stage.karen.until(&stage.dialog, told).await;
    let readers = Stage::readers(&view);
    assert!(readers.contains(&("Ali Mentor".into(), true)), "{readers:?}");
    assert!(!readers.iter().any(|(name, _)| name == "Bo Lind"), "{readers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ghost_device_that_logs_in_once_more_with_alis_card_speaks_for_nobody() {
    let mut stage = Stage::by(&[], Policy::Sensitive).await;
    let spare = Spare::new(stage.town.now());
    let adding = stage.ali.hand.adding(&spare);
    stage.ali.hand.grows(adding);
    let ghost = stage.ali.hand.on(&spare);
    stage.ali.hand.grows_by(&ghost, ghost.vouching(&spare));
    // Once more, with the very card that Karen holds for Ali's phone.
    let ghost: Hand = stage.ali.hand.on(&spare);
    let over = ghost.chain().expect("a chain").now().over(&spare.cert);
    let card = hash::card(&stage.ali.vault.card);
    stage.ali.hand.grows_by(&ghost, UserBody::Attest(Attest { dev: spare.id, card, over, matched_by: None }));
    stage.story.knows(&stage.ali.hand);
    stage.karen.network.tells_chain(stage.ali.hand.uid, &stage.ali.hand.entries);
    let post = stage.story.post(&stage.ali.hand.on(&spare), "Fra en ny telefon");
    assert!(stage.story.judges(&post).is_ok(), "the log knows no cards");
    stage.tells(&[post]);
    let unproven = |view: &DialogView| view.members.iter().any(|it| !it.proven);
    stage.karen.until(&stage.dialog, unproven).await;
    stage.seals_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_of_another_time_cannot_be_dated_to_this_one() {
    let mut stage = Stage::by(&[], Policy::Sensitive).await;
    let old = stage.ali.logs_in_as("Ali Mentor", Audience::Staff, Level::High).await;
    stage.town.minutes_go_by(40);
    stage.ali.logs_in(&stage.town).await;
    // With the time of today the login is stale; with its own the server is told another time than its clock's.
    for (t, code) in [(stage.town.now(), Code::BadCard), (stage.town.now() - 2400, Code::Clock)] {
        stage.ali.hand.t = t;
        let entry = stage.ali.hand.user_entry(stage.ali.attests(&old));
        let answer = stage.ali.extends(entry, &old).await;
        assert_eq!(answer.map(drop), Err(Fault::Refused(code)), "{t}");
    }
    // A server that helps: whoever reads the chain looks at the same times.
    let insider: &mut Insider = &mut stage.ali;
    insider.hand.t = stage.town.now();
    let entry = insider.hand.user_entry(insider.attests(&old));
    insider.hand.entries.push(entry);
    let chain = insider.hand.chain().expect("a chain");
    let (dev, by) = chain.vouches(&hash::card(&old))[0];
    assert_eq!((dev, by.at), (insider.hand.dev, stage.town.now()), "it vouches for the time of its entry");
}
