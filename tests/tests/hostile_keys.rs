//! A hostile server with keys of its own: it hands out none that anybody takes, and brings none back.
//! Grants, user keys, devices, chains and the vault's other half, each replaced under Karen's real app.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_client::adapters::entropy::system;
use samtale_engine::courier::Fault;
use samtale_journeys::{
    Beginning, Forger, Hand, Insider, Person, Spare, Stage, Town, bubbles, notices, random, settled,
};
use samtale_membership::apply::parse;
use samtale_membership::hash::frame;
use samtale_membership::{UserChain, Violation, hash};
use samtale_seal::epoch::{self, GrantContext, Granted};
use samtale_seal::user::UserSecret;
use samtale_seal::{Secret, kem, letter};
use samtale_wire::api::{Append, Code, Opened};
use samtale_wire::entry::{Body, NewEpoch, Rotate};
use samtale_wire::user::UserPayload;
use samtale_wire::{Bytes, Salt, Signature, Signed, VerifyKey, decode, encode, label};

/// Karen's app does not open with this session; nothing is deleted, nobody enrols anew, and with the
/// honest answer all is as before.
async fn stays_shut(stage: Stage, problem: Problem, lie: impl FnMut(&mut Opened) + Send + 'static) {
    stage.karen.session.lock().await;
    let vault = stage.karen.vault(&stage.town);
    stage.karen.network.opens_as(lie);
    assert_eq!(stage.karen.device.unlock().await.map(drop), Err(problem));
    assert!(stage.karen.vault(&stage.town) == vault, "the vault is as it was");
    assert!(stage.karen.device.has_account());
    let enrols = stage.karen.network.count("/v1/enrol");
    let again = stage.karen.device.enrol(&stage.town.staff_link()).await;
    assert_eq!(again.map(drop), Err(Problem::Vault), "nobody is asked to enrol because it did not open");
    assert_eq!(stage.karen.network.count("/v1/enrol"), enrols);
    assert!(stage.karen.network.appends().len() <= 1, "and nothing was signed");
    stage.karen.network.honest();
    let stage = stage.restarted().await;
    stage.karen.until(&stage.dialog, |view| view.may_write).await;
}

/// The same grant place, sealed to Karen by whoever likes: HPKE does not say who.
fn granted(stage: &Stage, append: &Append, secret: &Secret) -> Bytes {
    let (_, payload) = parse(&append.entry.0).expect("an entry");
    let new = payload.body.new_epoch().expect("an epoch");
    let karen = stage.story.chains[&stage.her.uid].now();
    let context = GrantContext {
        dialog: payload.dialog,
        seq: payload.seq,
        prev: payload.prev,
        epoch: new.epoch,
        commit: new.commit,
        by: payload.uid,
        to: karen.uid,
        generation: karen.generation,
    };
    let granted = Granted::from_now(new.epoch, secret.clone());
    Bytes(epoch::grant(&context, &karen.user_key, &granted, &mut system()).expect("sealed"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_substitution_by_the_server_is_refused() {
    let stage = Stage::talking().await;
    let mut story = stage.story.clone();
    let mut rotation = story.rotation(&stage.ali.hand);
    assert!(story.judges(&rotation).is_ok(), "the entry itself is right");
    let servers = granted(&stage, &rotation, &Secret::new(random()));
    let hers = rotation.envelopes.iter_mut().find(|it| it.to == stage.her.uid).expect("hers");
    hers.sealed = servers;
    assert_eq!(story.tells(rotation.clone()), Err(Violation::Attachments));
    stage.tells(&[rotation]);
    stage.disbelieved().await;
}

/// Ali begins an epoch whose grant to Karen holds another secret than the one committed to.
fn garbage(stage: &Stage) -> Append {
    let mut story = stage.story.clone();
    let (epoch, mut envelopes) = story.next_epoch(&stage.ali.hand, &[], &[]);
    let draft = |epoch| Body::Rotate(Rotate { garbage: false, epoch });
    let first = story.plain(&stage.ali.hand, draft(epoch.clone()));
    let other = granted(stage, &first, &Secret::new(random()));
    let mut epoch: NewEpoch = epoch;
    for grant in epoch.grants.iter_mut().filter(|grant| grant.uid == stage.her.uid) {
        grant.hash = hash::sealed(&other.0);
    }
    for envelope in envelopes.iter_mut().filter(|envelope| envelope.to == stage.her.uid) {
        envelope.sealed = other.clone();
    }
    Append { envelopes, ..story.plain(&stage.ali.hand, draft(epoch)) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_garbage_epoch_is_followed_by_a_new_one_that_names_its_author() {
    let mut stage = Stage::talking().await;
    let garbage = garbage(&stage);
    let number = parse(&garbage.entry.0).expect("an entry").1.body.new_epoch().expect("an epoch").epoch;
    stage.ali.appends(&mut stage.story, garbage).await;
    let named = "Noget fra Ali kunne ikke læses. Samtalen er låst på ny.";
    stage.karen.until(&stage.dialog, |view| notices(view).iter().any(|line| line == named)).await;
    let view = stage.karen.until(&stage.dialog, |view| view.may_write).await;
    assert_eq!(view.members.len(), 2);

    // Nothing was sealed in between, and what is sealed now is in an epoch of Karen's own.
    stage.karen.post(&stage.dialog, "Nu kan det læses").await;
    let next = stage.story.state.tip.seq + 2;
    stage.ali.follows(&mut stage.story, next).await;
    let sent = stage.karen.network.appends();
    let bodies: Vec<_> = sent.iter().map(|it| parse(&it.entry.0).expect("an entry").1).collect();
    let posts: Vec<u64> =
        bodies.iter().filter(|it| matches!(it.body, Body::Post(_))).map(|it| it.epoch).collect();
    assert_eq!(posts, [number + 1]);
    let rotates = bodies.iter().filter(|it| matches!(&it.body, Body::Rotate(it) if it.garbage));
    assert_eq!(rotates.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_overwrite_of_the_user_secret_opens_nothing() {
    let stage = Stage::talking().await;
    let now = stage.story.chains[&stage.her.uid].now().clone();
    let device = now.devices[0].clone();
    // Sealed to Karen's device and bound to all that her chain says: anybody can do that. Only that it
    // is not the secret which the chain commits to.
    let (generation, uid) = (now.generation.to_be_bytes(), stage.her.uid);
    let parts = [uid.as_bytes(), device.id.as_bytes(), &generation, now.user_commit.as_bytes()];
    let aad = frame(label::USER_SECRET, &parts);
    let sealed = kem::seal(&device.cert.opens, label::USER_SECRET, &aad, &random(), &mut system());
    let sealed = sealed.expect("sealed");
    stays_shut(stage, Problem::Tampered, move |opened| opened.sealed_secret = Bytes(sealed.clone())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_overwrite_of_the_own_chain_opens_nothing() {
    let stage = Stage::talking().await;
    let device = stage.story.chains[&stage.her.uid].now().devices[0].clone();
    // With a user secret to go with it, sealed to Karen's device as anybody can.
    let user = UserSecret::make(&mut system());
    let sealed = user.to_device(&stage.her.uid, &device.id, &device.cert, &mut system()).expect("sealed");
    let ghost = Hand::with(Spare::new(stage.town.now()), &user, stage.forger.tenant, stage.town.now());
    stays_shut(stage, Problem::Tampered, move |opened| {
        opened.chain.entries = ghost.entries.clone();
        opened.sealed_secret = Bytes(sealed.clone());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_overwrite_of_the_inviter_gets_no_letter() {
    let town = Town::open().await;
    let forger = Forger::of(&town);
    let ali = Insider::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    let (link, _) = ali.invites(&town).await;
    let ghost = Hand::ghost(forger.tenant, town.now());
    // Karen's app asks for Ali's keys, to seal her card to them, and is given the server's.
    let alis = format!("/v1/users/{}", ali.hand.uid);
    let (device, network) = Person::device(&town, "Karen Holm");
    network.tells_chain(ali.hand.uid, &ghost.entries);
    let enrolment = device.enrol(&link).await.expect("an invitation");
    let redirect = samtale_journeys::log_in(&enrolment.login_url(), "Karen Holm", "").await;
    let session = enrolment.complete(&redirect).await.expect("enrolled");
    network.until_called(&alis, 1).await;
    settled(&network, &forger, town.now()).await;
    network.until_called(&alis, 2).await;
    assert_eq!(network.count("/v1/claims"), 0, "her card is sealed to nobody");
    network.honest();
    settled(&network, &forger, town.now()).await;
    network.until_called("/v1/claims", 1).await;
    drop(session);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_half_from_the_server_opens_no_vault_and_deletes_none() {
    let stage = Stage::talking().await;
    stays_shut(stage, Problem::Vault, |opened| opened.vault_half = Salt([7; 32])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenants_card_opens_nothing() {
    let (stage, other) = (Stage::talking().await, Town::open().await);
    let stranger = Insider::enrol(&other, "Ali Mentor", &other.staff_link()).await;
    let card = stranger.opened.tenant_card.clone();
    stays_shut(stage, Problem::WrongTenant, move |opened| opened.tenant_card = card.clone()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ghost_device_in_the_own_chain_opens_nothing() {
    let stage = Stage::talking().await;
    let entries = {
        let chain: samtale_wire::api::Chain =
            decode(&stage.ali.asks(&format!("/v1/users/{}", stage.her.uid), None).await.expect("a chain"))
                .expect("a chain");
        chain.entries
    };
    let spare = Spare::new(stage.town.now());
    // The server has no device of Karen's: it can only let its own device sign.
    let dev = stage.story.chains[&stage.her.uid].now().devices[0].id;
    let hers = Hand { uid: stage.her.uid, dev, seeds: spare.seeds.clone(), entries, t: stage.town.now() };
    let mut with_ghost = hers.entries.clone();
    with_ghost.push(hers.user_entry(hers.adding(&spare)));
    let read = UserChain::read(with_ghost.iter().map(|entry| entry.0.as_slice()));
    assert_eq!(read.map(drop), Err(Violation::BadSignature));
    stays_shut(stage, Problem::Tampered, move |opened| opened.chain.entries = with_ghost.clone()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ghost_device_that_nobody_vouched_for_speaks_for_nobody() {
    let mut stage = Stage::talking().await;
    let spare = Spare::new(stage.town.now());
    let adding = stage.ali.hand.adding(&spare);
    stage.ali.hand.grows(adding);
    stage.story.knows(&stage.ali.hand);
    stage.karen.network.tells_chain(stage.ali.hand.uid, &stage.ali.hand.entries);
    let plot = stage.plot();
    let forged = plot.story.post(&stage.ali.hand.on(&spare), "Fra en ny telefon");
    let view = plot.ends(&stage, forged, Violation::Unattested).await;
    assert!(bubbles(&view).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ghost_device_with_a_false_card_makes_its_owner_unproven() {
    let mut stage = Stage::talking().await;
    let before = stage.karen.until(&stage.dialog, |_| true).await;
    assert!(Stage::readers(&before).contains(&("Ali Mentor".into(), true)));
    let spare = Spare::new(stage.town.now());
    let adding = stage.ali.hand.adding(&spare);
    stage.ali.hand.grows(adding);
    let ghost = stage.ali.hand.on(&spare);
    stage.ali.hand.grows_by(&ghost, ghost.vouching(&spare));
    stage.story.knows(&stage.ali.hand);
    stage.karen.network.tells_chain(stage.ali.hand.uid, &stage.ali.hand.entries);
    let post = stage.story.post(&stage.ali.hand.on(&spare), "Fra en ny telefon");
    assert!(stage.story.judges(&post).is_ok(), "the log knows no cards");
    stage.tells(&[post]);
    let unproven = |view: &samtale_client::view::DialogView| view.members.iter().any(|it| !it.proven);
    let view = stage.karen.until(&stage.dialog, unproven).await;
    assert!(!Stage::readers(&view).iter().any(|(name, _)| name == "Ali Mentor"), "not under Ali's name");
    stage.seals_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_ghost_signed_by_a_first_goes_with_it() {
    let mut stage = Stage::talking().await;
    let (first, second) = (Spare::new(stage.town.now()), Spare::new(stage.town.now()));
    let ali = &mut stage.ali.hand;
    let adding = ali.adding(&first);
    ali.grows(adding);
    // With a false card a ghost brings another in; Ali then revokes the first, and both are gone.
    let ghost = ali.on(&first);
    ali.grows_by(&ghost, ghost.vouching(&first));
    let ghost = ali.on(&first);
    ali.grows_by(&ghost, ghost.adding(&second));
    let ghost = ali.on(&second);
    ali.grows_by(&ghost, ghost.vouching(&second));
    let revoking = ali.revoking(first.id);
    ali.grows(revoking);
    assert_eq!(ali.chain().expect("a chain").now().devices.len(), 1);
    stage.story.knows(&stage.ali.hand);
    stage.karen.network.tells_chain(stage.ali.hand.uid, &stage.ali.hand.entries);
    let mut plot = stage.plot();
    // Ali's own Rotate moves the pin beyond the revocation.
    let rotation = plot.story.rotation(&stage.ali.hand);
    plot.goes(rotation);
    let forged = plot.story.post(&stage.ali.hand.on(&second), "Jeg er her endnu");
    let view = plot.ends(&stage, forged, Violation::UnknownDevice).await;
    assert!(bubbles(&view).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ghost_that_nobody_vouched_for_brings_no_second_one() {
    let stage = Stage::talking().await;
    let (first, second) = (Spare::new(stage.town.now()), Spare::new(stage.town.now()));
    let mut ali = stage.ali.hand.clone();
    let vouching = [ali.vouching(&first), ali.vouching(&second)];
    let adding = ali.adding(&first);
    ali.grows(adding);
    let ghost = ali.on(&first);
    ali.grows_by(&ghost, ghost.adding(&second));
    assert!(ali.chain().is_none(), "the rules forbid it");
    // That both are vouched for afterwards does not help.
    for (device, vouching) in [&first, &second].into_iter().zip(vouching) {
        ali.grows_by(&ali.on(device), vouching);
    }
    stage.karen.network.tells_chain(ali.uid, &ali.entries);
    let forged = stage.story.post(&ali.on(&second), "Jeg er her også");
    let theirs = format!("/v1/users/{}", ali.uid);
    let asked = stage.karen.network.count(&theirs);
    stage.tells(&[forged]);
    stage.karen.network.until_called(&theirs, asked + 1).await;
    stage.settles().await;
    let view = stage.disbelieved().await;
    assert!(bubbles(&view).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delayed_revocation_ends_the_device_once_it_is_sequenced() {
    // A post would not be sealed anew either; that the dialog ends, only the chain can tell.
    for ends in [false, true] {
        delayed_revocation(ends).await;
    }
}

/// The server holds a revocation back, and lets the thief speak with the chain of before.
async fn delayed_revocation(ends: bool) {
    let mut stage = Stage::talking().await;
    let lost = Spare::new(stage.town.now());
    let ali = &mut stage.ali.hand;
    let adding = ali.adding(&lost);
    ali.grows(adding);
    let thief = ali.on(&lost);
    ali.grows_by(&thief, thief.vouching(&lost));
    // What the thief's phone still believes, and what Ali has said since.
    let thief = ali.on(&lost);
    let revoking = ali.revoking(lost.id);
    ali.grows(revoking);
    stage.story.knows(&stage.ali.hand);
    stage.karen.network.tells_chain(stage.ali.hand.uid, &stage.ali.hand.entries);

    let mut plot = stage.plot();
    let unsealed = plot.story.post(&stage.ali.hand, "Uden ny epoke");
    assert_eq!(plot.story.judges(&unsealed), Err(Violation::RotationDue), "first a new epoch");
    let rotation = plot.story.rotation(&stage.ali.hand);
    plot.goes(rotation);
    let post = plot.story.post(&thief, "Send mig din adresse");
    let forged = if ends { plot.story.plain(&thief, Body::Close) } else { post };
    let view = plot.ends(&stage, forged, Violation::Pin).await;
    assert!(bubbles(&view).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forked_user_chain_is_not_taken_and_what_it_signs_is_not_believed() {
    let mut stage = Stage::talking().await;
    let (one, other) = (Spare::new(stage.town.now()), Spare::new(stage.town.now()));
    let mut left = stage.ali.hand.clone();
    let mut right = stage.ali.hand.clone();
    for (hand, spare) in [(&mut left, &one), (&mut right, &other)] {
        let adding = hand.adding(spare);
        hand.grows(adding);
        let new = hand.on(spare);
        hand.grows_by(&new, new.vouching(spare));
    }
    assert_eq!(left.head().useq, right.head().useq);
    // Karen is told the one chain, and sees Ali write by it.
    stage.story.knows(&left);
    stage.karen.network.tells_chain(left.uid, &left.entries);
    let mut plot = stage.plot();
    let post = plot.story.post(&left, "Efter den ene kæde");
    plot.goes(post);
    plot.is_told(&stage);
    stage.karen.reads(&stage.dialog, "Efter den ene kæde").await;
    stage.story = plot.story;
    // Then the other.
    let asked = stage.karen.network.count(&format!("/v1/users/{}", left.uid));
    stage.karen.network.tells_chain(right.uid, &right.entries);
    let forged = stage.story.post(&right.on(&other), "Efter den anden kæde");
    assert_eq!(stage.story.judges(&forged), Err(Violation::UnknownChain));
    let mut both = stage.story.clone();
    both.knows(&right);
    assert_eq!(both.judges(&forged), Err(Violation::Pin));
    stage.tells(&[forged]);
    stage.karen.network.until_called(&format!("/v1/users/{}", left.uid), asked + 1).await;
    stage.settles().await;
    let view = stage.disbelieved().await;
    assert_eq!(bubbles(&view).iter().filter(|it| it.text == "Efter den anden kæde").count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_order_key_is_nobodys() {
    let stage = Stage::talking().await;
    // The neutral element: this signature is valid under it by the loose equation, whatever it signs.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let weak = Spare::new(stage.town.now()).signing_with(VerifyKey(neutral));
    let mut ghost = Hand::of(weak, stage.forger.tenant, stage.town.now());
    let over: Vec<Bytes> = std::mem::take(&mut ghost.entries);
    for entry in over {
        let mut signed: Signed = decode(&entry.0).expect("signed");
        if let Some(before) = ghost.entries.last() {
            let mut payload: UserPayload = decode(&signed.payload.0).expect("an entry");
            payload.uprev = hash::hash(label::UENTRY_HASH, &[&before.0]);
            signed.payload = Bytes(encode(&payload));
        }
        signed.sig = Signature([0; 64]);
        signed.sig.0[0] = 1;
        ghost.entries.push(Bytes(encode(&signed)));
    }
    assert_eq!(UserChain::begin(&ghost.entries[0].0).map(drop), Err(Violation::BadKey));
    stage.karen.network.tells_chain(ghost.uid, &ghost.entries);
    let cards = (&stage.ali.vault.card, &stage.card);
    let mut offer = stage.story.offer(&stage.ali.hand, cards, stage.her, samtale_wire::entry::Role::External);
    offer.propose.subject = ghost.pin();
    stage.tells(&[stage.story.offers(&stage.ali.hand, &offer)]);
    let theirs = format!("/v1/users/{}", ghost.uid);
    stage.karen.network.until_called(&theirs, 1).await;
    stage.settles().await;
    let view = stage.karen.until(&stage.dialog, |_| true).await;
    assert!(view.consent.is_none(), "Karen is not asked about it");
    assert_eq!(view.members.len(), 2);
    // It is no chain: she asks for another one.
    stage.karen.network.until_called(&theirs, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_whose_ends_another_key_would_sign_does_not_begin() {
    let stage = Stage::talking().await;
    let org = stage.ali.opened.org.clone().expect("employed");
    // A second dialog of Ali's names a key of its own for heads, and one of small order.
    let mut small = VerifyKey([0; 32]);
    small.0[0] = 1;
    for key in [Spare::new(stage.town.now()).cert.signs, small] {
        let beginning = Beginning::new(stage.forger.tenant, key, &stage.ali.hand, org.clone(), &[stage.her]);
        let story = beginning.story(&stage.ali.hand, stage.story.chains.clone()).expect("a log");
        let cards = (&stage.ali.vault.card, &stage.card);
        let offer = story.offer(&stage.ali.hand, cards, stage.her, samtale_wire::entry::Role::Citizen);
        stage.tells(&[story.told[0].clone(), story.offers(&stage.ali.hand, &offer)]);
        stage.settles().await;
        let inbox = stage.karen.inbox_until(|inbox| !inbox.rows.is_empty()).await;
        assert_eq!(inbox.rows.len(), 1, "nobody is asked into it");
        let second = story.dialog().to_string();
        assert!(stage.karen.session.post(&second, "Hemmeligt".into()).await.is_err(), "it is not there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_epoch_is_not_written_in() {
    let mut stage = Stage::talking().await;
    let mut past = stage.story.clone();
    let rotation = stage.story.rotation(&stage.ali.hand);
    stage.ali.appends(&mut stage.story, rotation).await;
    stage.ali_posts("Efter skiftet").await;
    // As it would be signed now, but sealed with the secret of before.
    past.state.tip = stage.story.state.tip;
    past.state.roster.ctl = stage.story.state.roster.ctl;
    let forged = past.post(&stage.ali.hand, "Med den gamle nøgle");
    let view = stage.plot().ends(&stage, forged, Violation::StaleEpoch).await;
    assert!(bubbles(&view).iter().all(|it| it.text != "Med den gamle nøgle"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_epoch_secret_is_never_reused_after_a_refused_attempt() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let mut refused = 0;
    let is_admit =
        |append: &Append| matches!(parse(&append.entry.0).expect("an entry").1.body, Body::Admit(_));
    ali.network.instead(Box::new(move |call| {
        let append: Append = call.path.ends_with("/entries").then(|| decode(call.body.as_ref()?).ok())??;
        refused += usize::from(is_admit(&append));
        // The server keeps the first two attempts for itself.
        (is_admit(&append) && refused <= 2).then_some(Err(Fault::Refused(Code::Conflict)))
    }));
    let before = ali.network.appends().len();
    let mette = ali.brings(&town, &dialog, "Mette Vind", "now").await;
    let asked = ali.network.count("/v1/dialogs/");
    karen.agree(&dialog).await;
    for (at, said) in ["Nu?", "Og nu?"].into_iter().enumerate() {
        // What was refused is tried again once the log has moved: not before it was tried.
        ali.network.until_called("/v1/dialogs/", asked + at + 1).await;
        karen.post(&dialog, said).await;
        ali.reads(&dialog, said).await;
    }
    mette.until(&dialog, |view| view.may_write && view.members.len() == 3).await;
    let sent: Vec<Append> = ali.network.appends().split_off(before);
    let admits: Vec<&Append> = sent.iter().filter(|append| is_admit(append)).collect();
    assert!(admits.len() >= 3, "{} attempts", admits.len());
    let epoch = |append: &Append| {
        parse(&append.entry.0).expect("an entry").1.body.new_epoch().expect("an epoch").clone()
    };
    for (at, one) in admits.iter().enumerate() {
        for other in &admits[at + 1..] {
            let (one, other) = (epoch(one), epoch(other));
            assert_eq!(one.epoch, other.epoch, "the same epoch, tried again");
            assert_ne!(one.commit, other.commit, "with another secret");
            assert!(one.grants.iter().zip(&other.grants).all(|(one, other)| one.hash != other.hash));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_the_server_wrote_asks_for_nothing() {
    let stage = Stage::talking().await;
    let second = {
        let org = stage.ali.opened.org.clone().expect("employed");
        let head_key = stage.forger.head_key();
        Beginning::new(stage.forger.tenant, head_key, &stage.ali.hand, org, &[stage.her])
    };
    let mut story = second.story(&stage.ali.hand, stage.story.chains.clone()).expect("a log");
    let cards = (&stage.ali.vault.card, &stage.card);
    let offer = story.offer(&stage.ali.hand, cards, stage.her, samtale_wire::entry::Role::Citizen);
    let mut offer = story.offers(&stage.ali.hand, &offer);
    // Another purpose, sealed to Karen's public key by the server itself.
    let karen = stage.story.chains[&stage.her.uid].now();
    let other = samtale_engine::content::ProposalLetter {
        about: samtale_engine::content::About { topic: "Noget harmløst".into(), case: None },
        purpose: samtale_engine::content::Purpose { text: "Bare sig ja".into(), salt: Salt(random()) },
        cards: vec![stage.ali.vault.card.clone()],
        yours: None,
    };
    let sealed =
        letter::seal(&stage.ali.hand.uid, &karen.uid, &karen.user_key, &encode(&other), &mut system());
    offer.envelopes[0].sealed = Bytes(sealed.expect("sealed"));
    assert_eq!(story.tells(offer.clone()), Err(Violation::Attachments));
    let told = [story.told[0].clone(), offer];
    stage.tells(&told);
    let id = story.dialog().to_string();
    stage.karen.inbox_until(|inbox| inbox.rows.iter().any(|row| row.dialog == id)).await;
    stage.settles().await;
    let view = stage.karen.until(&id, |view| view.why_not.is_some()).await;
    assert_eq!(view.why_not.as_deref(), Some(samtale_journeys::BROKEN));
    assert!(view.consent.is_none(), "nobody is asked to say yes to another purpose");
}
