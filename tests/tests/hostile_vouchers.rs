//! Emma has no eID, and Karen's app is told who she is by somebody's word: an honest one is shown as theirs, and no
//! other counts. The server tells whatever it likes, with valid heads.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::ConsentView;
use samtale_journeys::{Hand, Stage};
use samtale_membership::hash;
use samtale_wire::entry::Role;
use samtale_wire::user::{Attest, Card, Token, UserBody};
use samtale_wire::voucher::{Testimony, Voucher};
use samtale_wire::{Hash, Salt, encode, label};

/// A ghost that calls itself Emma.
struct Ghost {
    hand: Hand,
    over: Hash,
}

impl Ghost {
    fn new(stage: &Stage) -> Self {
        let hand = Hand::ghost(stage.forger.tenant, stage.town.now());
        let chain = hand.chain().expect("a chain");
        let now = chain.now();
        let over = now.over(&now.devices[0].cert);
        Self { hand, over }
    }

    /// What Ali would sign about these keys.
    fn says(&self, stage: &Stage) -> Testimony {
        let ali = &stage.ali.hand;
        let (uid, uhead, dev) = (ali.uid, ali.head(), ali.dev);
        Testimony {
            over: self.over,
            name: "Emma Holm".into(),
            uid,
            uhead,
            dev,
            t: stage.town.now(),
            login: None,
        }
    }

    /// Its chain names this card.
    fn named(mut self, card: &Card) -> Hand {
        let dev = self.hand.dev;
        self.hand.grows(UserBody::Attest(Attest {
            dev,
            card: hash::card(card),
            over: self.over,
            matched_by: None,
        }));
        self.hand
    }
}

fn signed(by: &Hand, says: Testimony, card: &Card) -> Card {
    let sig = by.keys().sign(label::VOUCHER, encode(&says)).sig;
    Card::Voucher(Box::new(Voucher {
        says,
        sig,
        card: card.token().expect("a login").clone(),
        mandate: None,
    }))
}

/// Ali proposes somebody with this card; what Karen's app asks her.
async fn asked(stage: &mut Stage, somebody: &Hand, card: &Card) -> ConsentView {
    stage.story.knows(somebody);
    stage.karen.network.tells_chain(somebody.uid, &somebody.entries);
    let cards = (&stage.ali.vault.card, card);
    let offer = stage.story.offer(&stage.ali.hand, cards, somebody.pin(), Role::Relative);
    let offer = stage.story.offers(&stage.ali.hand, &offer);
    stage.tells(&[offer]);
    let view = stage.karen.until(&stage.dialog, |view| view.consent.is_some()).await;
    view.consent.expect("a consent")
}

fn names_emma(consent: &ConsentView) -> bool {
    [&consent.question, &consent.about, &consent.sees].iter().any(|it| it.contains("Emma"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ghost_whom_ali_vouches_for_is_shown_as_vouched_for_by_him() {
    let mut stage = Stage::talking().await;
    let ghost = Ghost::new(&stage);
    let card = signed(&stage.ali.hand, ghost.says(&stage), &stage.ali.vault.card);
    let consent = asked(&mut stage, &ghost.named(&card), &card).await;
    assert!(names_emma(&consent), "{}", consent.question);
    let said = "Emma har ikke vist et login. Ali Mentor har mødt Emma og bekræftet, hvem det er.";
    assert!(consent.about.contains(said), "{}", consent.about);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_that_the_server_makes_up_names_nobody() {
    let mut stage = Stage::talking().await;
    let ghost = Ghost::new(&stage);
    // Everything in it is right but the hand that signs.
    let card = signed(&ghost.hand, ghost.says(&stage), &stage.ali.vault.card);
    let consent = asked(&mut stage, &ghost.named(&card), &card).await;
    assert!(!names_emma(&consent), "{}", consent.question);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_that_was_for_other_keys_names_nobody() {
    let mut stage = Stage::talking().await;
    let (emma, ghost) = (Ghost::new(&stage), Ghost::new(&stage));
    let card = signed(&stage.ali.hand, emma.says(&stage), &stage.ali.vault.card);
    let consent = asked(&mut stage, &ghost.named(&card), &card).await;
    assert!(!names_emma(&consent), "{}", consent.question);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_by_somebody_who_works_nowhere_here_names_nobody() {
    let mut stage = Stage::talking().await;
    let bo = stage.meets("Bo Lind").await;
    let ghost = Ghost::new(&stage);
    let mut says = ghost.says(&stage);
    (says.uid, says.uhead, says.dev) = (bo.hand.uid, bo.hand.head(), bo.hand.dev);
    let card = signed(&bo.hand, says, &bo.vault.card);
    let consent = asked(&mut stage, &ghost.named(&card), &card).await;
    assert!(!names_emma(&consent), "{}", consent.question);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_was_vouched_for_vouches_for_nobody() {
    let mut stage = Stage::talking().await;
    let (emma, ghost) = (Ghost::new(&stage), Ghost::new(&stage));
    let card = signed(&stage.ali.hand, emma.says(&stage), &stage.ali.vault.card);
    let emma = emma.named(&card);
    stage.karen.network.tells_chain(emma.uid, &emma.entries);
    let mut says = ghost.says(&stage);
    (says.uid, says.uhead, says.dev) = (emma.uid, emma.head(), emma.dev);
    // She has no login to put beside it: Ali's is named by another chain.
    let hers = signed(&emma, says, &stage.ali.vault.card);
    let consent = asked(&mut stage, &ghost.named(&hers), &hers).await;
    assert!(!names_emma(&consent), "{}", consent.question);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_in_the_place_of_a_voucher_names_nobody_by_another_name() {
    let mut stage = Stage::talking().await;
    let ghost = Ghost::new(&stage);
    let token = stage.ali.vault.card.token().expect("a login").clone();
    let card = Card::Token(Token { r: Salt([7; 32]), ..token });
    let consent = asked(&mut stage, &ghost.named(&card), &card).await;
    assert!(!names_emma(&consent) && consent.question.contains("Ukendt person"), "{}", consent.question);
}
