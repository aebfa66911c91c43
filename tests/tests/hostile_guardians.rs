//! Who is whose guardian is an employee's word: for one child, one guardian, once. Karen's app is told who Emma is by a
//! guardian's, and is asked to vouch herself, by a server that tells whatever it likes.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::adapters::entropy::system;
use samtale_client::view::{ConsentView, DialogView, ItemView};
use samtale_engine::content::GuardianLetter;
use samtale_journeys::{Hand, Insider, Spare, Stage, invitations, random};
use samtale_membership::hash;
use samtale_seal::letter;
use samtale_wire::api::{Append, Feed, FeedItem, GuardianAsked};
use samtale_wire::entry::Role;
use samtale_wire::user::{Attest, Card, UserBody};
use samtale_wire::voucher::{Guardianship, MAX_MANDATE, Mandate, Testimony, Voucher};
use samtale_wire::{Bytes, Hash, InvitationId, Salt, Uid, encode, label};

/// How long after everybody came the mandate is given, in seconds.
const LATER: u64 = 5;

/// Somebody who is said to be Emma: keys, and nothing that says whose.
fn child(stage: &Stage) -> (Hand, Hash) {
    let hand = Hand::ghost(stage.forger.tenant, stage.town.now());
    let chain = hand.chain().expect("a chain");
    let over = chain.now().over(&chain.now().devices[0].cert);
    (hand, over)
}

/// What Ali would say: that this is Emma's guardian.
fn gives(stage: &Stage, guardian: Uid) -> Guardianship {
    let (ali, now) = (&stage.ali.hand, stage.town.now());
    Guardianship {
        guardian,
        name: "Emma Holm".into(),
        until: now + 3600,
        invitation: InvitationId([8; 32]),
        uid: ali.uid,
        uhead: ali.head(),
        dev: ali.dev,
        t: now + LATER,
    }
}

fn given(by: &Hand, says: Guardianship, card: &Card) -> Mandate {
    let sig = by.keys().sign(label::MANDATE, encode(&says)).sig;
    Mandate { says, sig, card: card.token().expect("a login").clone() }
}

/// What the guardian signs about these keys; their chain names it for them.
fn vouched(
    stage: &Stage,
    bo: &Insider,
    (mut hand, over): (Hand, Hash),
    mandate: Option<Mandate>,
) -> (Hand, Card) {
    let (uid, uhead, dev) = (bo.hand.uid, bo.hand.head(), bo.hand.dev);
    let says = Testimony {
        over,
        name: "Emma Holm".into(),
        uid,
        uhead,
        dev,
        t: stage.town.now() + 2 * LATER,
        login: None,
    };
    let sig = bo.hand.keys().sign(label::VOUCHER, encode(&says)).sig;
    let card = bo.vault.card.token().expect("a login").clone();
    let card = Card::Voucher(Box::new(Voucher { says, sig, card, mandate: mandate.map(Box::new) }));
    let dev = hand.dev;
    hand.grows(UserBody::Attest(Attest { dev, card: hash::card(&card), over, matched_by: None }));
    (hand, card)
}

/// Ali proposes somebody with this card.
fn offered(stage: &mut Stage, somebody: &Hand, card: &Card) -> Append {
    stage.story.knows(somebody);
    stage.karen.network.tells_chain(somebody.uid, &somebody.entries);
    let cards = (&stage.ali.vault.card, card);
    let offer = stage.story.offer(&stage.ali.hand, cards, somebody.pin(), Role::Relative);
    stage.story.offers(&stage.ali.hand, &offer)
}

/// What Karen's app asks her, once it has fetched all that it judges by.
async fn asked(stage: &mut Stage, (hand, card): (Hand, Card)) -> ConsentView {
    let offer = offered(stage, &hand, &card);
    stage.tells(&[offer]);
    stage.karen.until(&stage.dialog, |view| view.consent.is_some()).await;
    stage.rests().await;
    stage.karen.until(&stage.dialog, |_| true).await.consent.expect("a consent")
}

fn names_emma(consent: &ConsentView) -> bool {
    [&consent.question, &consent.about, &consent.sees].iter().any(|it| it.contains("Emma"))
}

/// What Karen's app says of somebody whom Bo vouches for by this mandate.
async fn by_mandate(change: impl FnOnce(&Stage, &mut Guardianship)) -> ConsentView {
    let mut stage = Stage::talking().await;
    let bo = stage.meets("Bo Lind").await;
    let mut says = gives(&stage, bo.hand.uid);
    change(&stage, &mut says);
    let mandate = given(&stage.ali.hand, says, &stage.ali.vault.card);
    let told = vouched(&stage, &bo, child(&stage), Some(mandate));
    asked(&mut stage, told).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_whom_ali_named_is_shown_with_whose_word_it_is() {
    let consent = by_mandate(|_, _| ()).await;
    assert!(names_emma(&consent), "{}", consent.question);
    let said = "Emma har ikke vist et login. Bo Lind har mødt Emma og bekræftet, hvem det er. \
                Ali Mentor har sagt, at Bo Lind er værge.";
    assert!(consent.about.contains(said), "{}", consent.about);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mandate_for_another_child_another_guardian_or_another_time_names_nobody() {
    let other = by_mandate(|_, says| says.name = "Ida Holm".into()).await;
    assert!(!names_emma(&other), "{}", other.question);
    let hers = by_mandate(|stage, says| says.guardian = stage.her.uid).await;
    assert!(!names_emma(&hers), "{}", hers.question);
    let over = by_mandate(|_, says| (says.t, says.until) = (says.t, says.t + 1)).await;
    assert!(!names_emma(&over), "{}", over.question);
    let endless = by_mandate(|_, says| says.until = says.t + MAX_MANDATE + 1).await;
    assert!(!names_emma(&endless), "{}", endless.question);
}

/// The same by whatever mandate, which somebody else of the town may have signed.
async fn by(make: impl FnOnce(&Stage, Guardianship, &Insider) -> Option<Mandate>) -> ConsentView {
    let mut stage = Stage::talking().await;
    let (bo, mette) = (stage.meets("Bo Lind").await, stage.meets("Mette Vind").await);
    let mandate = make(&stage, gives(&stage, bo.hand.uid), &mette);
    let told = vouched(&stage, &bo, child(&stage), mandate);
    asked(&mut stage, told).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mandate_or_with_one_by_a_citizen_or_by_the_server_a_guardian_names_nobody() {
    let honest = by(|stage, says, _| Some(given(&stage.ali.hand, says, &stage.ali.vault.card))).await;
    assert!(names_emma(&honest), "{}", honest.question);
    let none = by(|_, _, _| None).await;
    assert!(!names_emma(&none), "{}", none.question);
    let forged = by(|stage, says, _| {
        let server = Hand::ghost(stage.forger.tenant, stage.town.now());
        Some(given(&server, says, &stage.ali.vault.card))
    })
    .await;
    assert!(!names_emma(&forged), "{}", forged.question);
    let hers = by(|_, mut says, mette| {
        (says.uid, says.uhead, says.dev) = (mette.hand.uid, mette.hand.head(), mette.hand.dev);
        Some(given(&mette.hand, says, &mette.vault.card))
    })
    .await;
    assert!(!names_emma(&hers), "{}", hers.question);
}

fn consents(view: &DialogView) -> Vec<ConsentView> {
    let card = |item: &ItemView| match item {
        ItemView::Consent { card } => Some(card.clone()),
        _ => None,
    };
    view.items.iter().filter_map(card).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mandate_is_for_one_child_and_names_no_second_one() {
    let mut stage = Stage::talking().await;
    let bo = stage.meets("Bo Lind").await;
    let mandate = given(&stage.ali.hand, gives(&stage, bo.hand.uid), &stage.ali.vault.card);
    let first = vouched(&stage, &bo, child(&stage), Some(mandate.clone()));
    let second = vouched(&stage, &bo, child(&stage), Some(mandate));
    let mut plot = stage.plot();
    for (hand, card) in [first, second] {
        let offer = offered(&mut stage, &hand, &card);
        plot.story.knows(&hand);
        let cards = (&stage.ali.vault.card, &card);
        let next = plot.story.offer(&stage.ali.hand, cards, hand.pin(), Role::Relative);
        drop(offer);
        let next = plot.story.offers(&stage.ali.hand, &next);
        plot.goes(next);
    }
    plot.is_told(&stage);
    stage.karen.until(&stage.dialog, |view| consents(view).len() == 3).await;
    stage.rests().await;
    let view = stage.karen.until(&stage.dialog, |_| true).await;
    let named: Vec<bool> = consents(&view).iter().map(names_emma).collect();
    assert_eq!(named.iter().filter(|it| **it).count(), 1, "{named:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mandate_by_a_device_that_was_out_of_hand_counts_no_more_once_that_is_known() {
    let mut stage = Stage::talking().await;
    let bo = stage.meets("Bo Lind").await;
    let mandate = given(&stage.ali.hand, gives(&stage, bo.hand.uid), &stage.ali.vault.card);
    let told = vouched(&stage, &bo, child(&stage), Some(mandate));
    let consent = asked(&mut stage, told).await;
    assert!(names_emma(&consent), "{}", consent.question);
    is_told_of_the_theft(&stage);
    let nameless = |view: &DialogView| view.consent.as_ref().is_some_and(|it| !names_emma(it));
    stage.karen.until(&stage.dialog, nameless).await;
}

/// Ali has a phone from before, and says with it that his tablet was out of his hands when the mandate was signed.
fn is_told_of_the_theft(stage: &Stage) {
    let mut ali = stage.ali.hand.clone();
    let phone = Spare::new(ali.t);
    ali.grows(ali.adding(&phone));
    ali.grows_by(&ali.on(&phone), ali.vouching(&phone));
    let since = ali.t + 1;
    ali.t = stage.town.now() + LATER + 1;
    ali.grows_by(&ali.on(&phone), ali.revoking_since(ali.dev, since));
    assert!(ali.chain().is_some(), "a chain that holds");
    stage.karen.network.tells_chain(ali.uid, &ali.entries);
    let items = vec![FeedItem::ChainMoved(ali.uid)];
    stage.karen.network.inject(Feed { items, now: stage.town.now(), ..Feed::default() });
}

/// The letter that asks Karen, and what the server makes of it.
#[derive(Clone)]
struct Asks {
    letter: GuardianLetter,
    by: Uid,
    invitation: InvitationId,
}

impl Asks {
    /// As Ali's app would.
    fn honest(stage: &Stage) -> Self {
        let secret = Salt(random());
        let mut says = gives(stage, stage.her.uid);
        says.invitation = hash::invitation(&secret);
        let mandate = Box::new(given(&stage.ali.hand, says, &stage.ali.vault.card));
        let dialog = stage.story.dialog();
        let letter = GuardianLetter { secret, dialog, level: None, mandate };
        Self { invitation: hash::invitation(&secret), letter, by: stage.ali.hand.uid }
    }

    /// The same with something else in the mandate, signed by whoever it says.
    fn says(mut self, by: &Insider, change: impl FnOnce(&mut Guardianship)) -> Self {
        let mut says = self.letter.mandate.says;
        change(&mut says);
        self.letter.mandate = Box::new(given(&by.hand, says, &by.vault.card));
        self
    }

    async fn told(self, stage: &Stage) {
        // The real server knows nothing of it, and would say so.
        stage
            .karen
            .network
            .instead(Box::new(|call| call.path.starts_with("/v1/vouching").then(|| Ok(Vec::new()))));
        let key = stage.ali.chain_of(stage.her.uid).await.now().user_key;
        let plain = encode(&self.letter);
        let sealed = letter::seal(&self.by, &stage.her.uid, &key, &plain, &mut system()).expect("sealed");
        let Self { by, invitation, .. } = self;
        let asked = GuardianAsked { invitation, by, letter: Bytes(sealed) };
        let items = vec![FeedItem::Guardian(Box::new(asked))];
        stage.karen.network.inject(Feed { items, now: stage.town.now(), ..Feed::default() });
    }
}

/// How many cards Karen's app shows once it has read all that it was told.
async fn cards(stage: &mut Stage) -> usize {
    let word = format!("{}", stage.story.state.tip.seq);
    stage.ali_posts(&word).await;
    stage.karen.reads(&stage.dialog, &word).await;
    stage.rests().await;
    let view = stage.karen.until(&stage.dialog, |_| true).await;
    invitations(&view).len()
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_is_asked_by_who_works_here_and_is_in_her_dialog_and_by_nobody_else() {
    let mut stage = Stage::talking().await;
    let mette = stage.meets("Mette Vind").await;
    let (uid, uhead, dev) = (mette.hand.uid, mette.hand.head(), mette.hand.dev);
    let by_mette = Asks::honest(&stage).says(&mette, |says| {
        (says.uid, says.uhead, says.dev) = (uid, uhead, dev);
    });
    let by_mette = Asks { by: uid, ..by_mette };
    let in_his_name = Asks::honest(&stage).says(&mette, |_| ());
    let for_another = Asks::honest(&stage).says(&stage.ali, |says| says.guardian = uid);
    let elsewhere = Asks::honest(&stage).says(&stage.ali, |says| says.invitation = InvitationId([1; 32]));
    let past = Asks::honest(&stage).says(&stage.ali, |says| says.until = says.t - LATER);
    let endless = Asks::honest(&stage).says(&stage.ali, |says| says.until = says.t + MAX_MANDATE + 1);
    let mut strange = Asks::honest(&stage);
    strange.letter.dialog.0 = [5; 32];
    // His word for another invitation, which lies in the card of whom it brought in.
    let mut used = Asks::honest(&stage);
    used.letter.secret = Salt(random());
    for asks in [by_mette, in_his_name, for_another, elsewhere, past, endless, strange, used] {
        asks.told(&stage).await;
        assert_eq!(cards(&mut stage).await, 0);
    }
    Asks::honest(&stage).told(&stage).await;
    stage.karen.until(&stage.dialog, |view| invitations(view).len() == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stolen_tablet_asks_is_gone_once_ali_says_that_it_was_stolen() {
    let stage = Stage::talking().await;
    Asks::honest(&stage).told(&stage).await;
    stage.karen.until(&stage.dialog, |view| invitations(view).len() == 1).await;
    is_told_of_the_theft(&stage);
    stage.karen.until(&stage.dialog, |view| invitations(view).is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_over_and_asked_anew_shows_another_code() {
    let mut stage = Stage::talking().await;
    let asks = Asks::honest(&stage);
    asks.clone().told(&stage).await;
    let code = stage.karen.is_sent_a_code(&stage.dialog).await;
    let items = vec![FeedItem::GuardianOver(asks.invitation)];
    stage.karen.network.inject(Feed { items, now: stage.town.now(), ..Feed::default() });
    stage.karen.until(&stage.dialog, |view| invitations(view).is_empty()).await;
    // Who knows by now what made the digits of before has nothing of it.
    asks.told(&stage).await;
    assert_ne!(stage.karen.is_sent_a_code(&stage.dialog).await, code);
    assert_eq!(cards(&mut stage).await, 1);
}
