//! A hostile server with files and invitations: no chunk is swapped, no invitation is used twice.
//! There are no avatars to swap: the app draws letters and a tone from the proven name and the uid.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_client::adapters::entropy::system;
use samtale_client::view::DialogView;
use samtale_engine::content::{ClaimLetter, Content, Photo};
use samtale_journeys::{
    Forger, Insider, Person, Stage, Town, bring_draft, bubbles, draft, msg_id, photo, settled,
};
use samtale_membership::apply::parse;
use samtale_membership::hash::{FileRoot, over};
use samtale_seal::file::{CHUNK, CHUNK_TAG, FileKey};
use samtale_seal::{Secret, kdf, letter};
use samtale_wire::api::{Append, Claimed, Feed, FeedItem};
use samtale_wire::entry::Body;
use samtale_wire::invitation::Invitation;
use samtale_wire::{Bytes, FileId, Uid, encode, label};
use std::collections::BTreeSet;

const SEALED: usize = CHUNK + CHUNK_TAG;

fn file(view: &DialogView) -> Option<String> {
    bubbles(view).into_iter().find_map(|bubble| Some(bubble.photo?.file))
}

/// Ali sends Karen a photo of four chunks, and the server rewrites it on its way.
async fn downloaded(swap: impl FnMut(&mut Vec<u8>) + Send + 'static) {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let sent = photo(b"udsigten fra skolen ");
    ali.session.post_photo(&dialog, sent, "Se her".into(), "Udsigt".into()).await.expect("kept");
    let view = karen.until(&dialog, |view| file(view).is_some()).await;
    let file = file(&view).expect("a photo");
    let whole = karen.session.photo(&dialog, &file).await.expect("whole");
    karen.network.swap_files(Box::new(swap));
    assert_eq!(karen.session.photo(&dialog, &file).await, Err(Problem::Tampered));
    karen.network.honest();
    assert_eq!(karen.session.photo(&dialog, &file).await, Ok(whole));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_swapped_file_chunk_is_refused() {
    downloaded(|file| {
        let (one, two) = file.split_at_mut(SEALED);
        one.swap_with_slice(&mut two[..SEALED]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_cut_at_a_chunk_or_with_one_bit_changed_is_refused() {
    downloaded(|file| file.truncate(2 * SEALED)).await;
    downloaded(|file| file[SEALED + 7] ^= 1).await;
}

/// A photo's sealed bytes, and their root.
fn sealed(stage: &Stage, key: &FileKey, plain: &[u8]) -> (Vec<u8>, FileId) {
    let (mut out, mut root) = (Vec::new(), FileRoot::default());
    let count = plain.chunks(CHUNK).len();
    for (index, chunk) in plain.chunks(CHUNK).enumerate() {
        let place = u32::try_from(index).expect("few chunks");
        let chunk = key.seal(&stage.story.dialog(), place, index + 1 == count, chunk).expect("sealed");
        root.push(&chunk);
        out.extend(chunk);
    }
    (out, root.finish())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_swapped_file_that_its_own_author_sealed_is_refused() {
    // An insider seals two photos under one key: Karen is to see another than the others do.
    let mut stage = Stage::talking().await;
    let key = FileKey::make(&mut system());
    let (one, other) = (photo(b"det ene billede "), photo(b"det andet billede "));
    let ((ones, file), (others, _)) = (sealed(&stage, &key, &one), sealed(&stage, &key, &other));
    let path = stage.town.folder("one.sealed");
    std::fs::write(&path, ones).expect("written");
    stage.ali.uploads(format!("/v1/dialogs/{}/files/{file}", stage.dialog), path).await;
    let size = one.len() as u64;
    let alt = "Et billede".to_owned();
    let shown = Photo { file, key, size, width: 640, height: 480, alt, preview: None };
    let content = Content::new("Se her".into(), Some(&shown));
    let post = stage.story.posts(&stage.ali.hand, &content, vec![file], msg_id());
    stage.ali.appends(&mut stage.story, post).await;
    stage.karen.until(&stage.dialog, |view| bubbles(view).iter().any(|it| it.photo.is_some())).await;
    let file = file.to_string();
    assert_eq!(stage.karen.session.photo(&stage.dialog, &file).await, Ok(one));
    stage.karen.network.swap_files(Box::new(move |file| file.clone_from(&others)));
    assert_eq!(stage.karen.session.photo(&stage.dialog, &file).await, Err(Problem::Tampered));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_the_entry_does_not_name_is_not_shown() {
    let mut stage = Stage::talking().await;
    let key = FileKey::make(&mut system());
    let (_, file) = sealed(&stage, &key, &photo(b"et billede "));
    let shown =
        Photo { file, key, size: 9, width: 640, height: 480, alt: "Et billede".into(), preview: None };
    // The file's root stands inside the seal only, so that the signed header says nothing of it.
    let content = Content::new("Se her".into(), Some(&shown));
    let post = stage.story.posts(&stage.ali.hand, &content, Vec::new(), msg_id());
    stage.ali.appends(&mut stage.story, post).await;
    let view = stage.karen.reads(&stage.dialog, "Se her").await;
    assert!(bubbles(&view)[0].photo.is_none());
    let fetched = stage.karen.session.photo(&stage.dialog, &file.to_string()).await;
    assert_eq!(fetched, Err(Problem::NotFound));
}

/// A claim by somebody who knows the secret, as the server would tell it.
async fn claim(of: &Insider, link: &str) -> Claimed {
    let inviter = Invitation::from_link(link).expect("a link").from.expect("an inviter");
    let key = of.chain_of(inviter.uid).await.now().user_key;
    let content = ClaimLetter { cards: vec![of.vault.card.clone()], org: None, login: None };
    let uid = of.hand.uid;
    let sealed = letter::seal(&uid, &inviter.uid, &key, &encode(&content), &mut system()).expect("sealed");
    let chain = of.hand.chain().expect("a chain");
    let now = chain.now();
    let keys = over(&uid, &now.devices[0].cert, &now.user_key, &now.user_commit);
    let parts = [inviter.uid.as_bytes(), uid.as_bytes(), keys.as_bytes()];
    let proof = kdf::commit(&Secret::new(inviter.secret.0), label::CLAIM, &parts);
    let invitation = samtale_membership::hash::invitation(&inviter.secret);
    Claimed { invitation, uid, proof, letter: Bytes(sealed) }
}

fn proposed(append: &Append) -> Option<Uid> {
    match parse(&append.entry.0).expect("an entry").1.body {
        Body::Propose(propose) => Some(propose.subject.uid),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_re_used_invitation_brings_nobody_in_after_karen() {
    for karen_is_in in [false, true] {
        let town = Town::open().await;
        let forger = Forger::of(&town);
        let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
        let invitation = ali.session.invite(draft("")).await.expect("an invitation");
        let other = ali.session.invite(draft("")).await.expect("an invitation");
        // A namesake found the link; the server, which knows that it is spent, tells of it all the same.
        let neighbour = Insider::enrol(&town, "Karen Holm", &other.link).await;
        ali.network.tells_chain(neighbour.hand.uid, &neighbour.hand.entries);
        let again = claim(&neighbour, &invitation.link).await;
        let karen = Person::enrol(&town, "Karen Holm", &invitation.link).await;
        karen.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.is_some())).await;
        let mut dialog = None;
        if karen_is_in {
            let said = karen.say_yes().await;
            karen.until(&said, |view| view.may_write).await;
            dialog = Some(said);
        }
        let items = vec![FeedItem::Claimed(Box::new(again))];
        let now = town.now();
        ali.network.inject(Feed { items, now, ..Feed::default() });
        ali.network.until_called(&format!("/v1/users/{}", neighbour.hand.uid), 1).await;
        settled(&ali.network, &forger, town.now()).await;
        let dialog = match dialog {
            Some(dialog) => dialog,
            None => karen.say_yes().await,
        };
        karen.until(&dialog, |view| view.may_write).await;
        karen.post(&dialog, "Er vi alene?").await;
        let view = ali.reads(&dialog, "Er vi alene?").await;
        assert_eq!(view.readers, "Kun du og Karen kan læse dette");
        let subjects: BTreeSet<Uid> = ali.network.appends().iter().filter_map(proposed).collect();
        assert_eq!(subjects.len(), 1, "Karen alone");
        assert!(!subjects.contains(&neighbour.hand.uid), "nobody proposes the namesake");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_re_used_invitation_into_a_dialog_brings_nobody_in_after_mette() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let other = ali.session.invite(draft("")).await.expect("an invitation");
    let namesake = Insider::enrol(&town, "Mette Vind", &other.link).await;
    ali.network.tells_chain(namesake.hand.uid, &namesake.hand.entries);
    let bring = bring_draft("Mette Vind", "now");
    let invitation = ali.session.bring(&dialog, bring).await.expect("an invitation");
    let again = claim(&namesake, &invitation.link).await;
    let mette = Person::enrol(&town, "Mette Vind", &invitation.link).await;
    mette.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.is_some())).await;
    let before: BTreeSet<Uid> = ali.network.appends().iter().filter_map(proposed).collect();
    let items = vec![FeedItem::Claimed(Box::new(again))];
    let now = town.now();
    ali.network.inject(Feed { items, now, ..Feed::default() });
    ali.network.until_called(&format!("/v1/users/{}", namesake.hand.uid), 1).await;
    settled(&ali.network, &Forger::of(&town), town.now()).await;
    karen.post(&dialog, "Hvem er her?").await;
    ali.reads(&dialog, "Hvem er her?").await;
    let subjects: BTreeSet<Uid> = ali.network.appends().iter().filter_map(proposed).collect();
    assert_eq!(subjects, before, "nobody proposes the namesake");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_karen_has_used_proposes_whoever_claims_only_by_its_secret() {
    // The control: with the secret and a real card, the first claimant is believed; without, not.
    let town = Town::open().await;
    let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    let invitation = ali.session.invite(draft("")).await.expect("an invitation");
    let other = ali.session.invite(draft("")).await.expect("an invitation");
    let neighbour = Insider::enrol(&town, "Karen Holm", &other.link).await;
    ali.network.tells_chain(neighbour.hand.uid, &neighbour.hand.entries);
    let mut wrong = claim(&neighbour, &other.link).await;
    let right = claim(&neighbour, &invitation.link).await;
    wrong.invitation = right.invitation;
    let tell = |claimed: &Claimed| Feed {
        items: vec![FeedItem::Claimed(Box::new(claimed.clone()))],
        now: town.now(),
        ..Feed::default()
    };
    ali.network.inject(tell(&wrong));
    ali.network.until_called(&format!("/v1/users/{}", neighbour.hand.uid), 1).await;
    // Twice: what the first round decided is on its way before the second is over.
    for _ in 0..2 {
        settled(&ali.network, &Forger::of(&town), town.now()).await;
        neighbour.asks("/v1/feed?cursor=&wait=0", None).await.expect("news");
    }
    assert!(ali.network.appends().is_empty(), "another invitation's proof");
    ali.network.inject(tell(&right));
    ali.network.until_called("/v1/dialogs/", 2).await;
    let subjects: BTreeSet<Uid> = ali.network.appends().iter().filter_map(proposed).collect();
    assert_eq!(subjects, BTreeSet::from([neighbour.hand.uid]));
}
