//! Receipts and hints that a hostile server, or a member, would have Karen believe: forged, early, old, from
//! outside. She believes the honest one that follows each time, so that these tests can fail.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::adapters::entropy::system;
use samtale_client::view::{DialogView, PostState};
use samtale_journeys::{Hand, Insider, Stage, bubbles};
use samtale_seal::Secret;
use samtale_seal::ephemeral::{self, EphemeralContext};
use samtale_wire::api::Relayed;
use samtale_wire::{Hash, Uid, encode};

/// Whose word it is said to be, who signs it, and in which epoch.
struct Voice<'a> {
    of: &'a Hand,
    signs: &'a Hand,
    epoch: u64,
    secret: Secret,
}

impl<'a> Voice<'a> {
    /// An honest one.
    fn of(hand: &'a Hand, stage: &Stage) -> Self {
        let epoch = stage.story.state.roster.epoch;
        Self { of: hand, signs: hand, epoch, secret: stage.story.secrets[&epoch].clone() }
    }

    fn says(&self, stage: &Stage, lasting: bool, content: &[u8]) -> Relayed {
        let (dialog, uid, dev) = (stage.story.dialog(), self.of.uid, self.of.dev);
        let context = EphemeralContext { dialog, epoch: self.epoch, uid, dev, lasting };
        let keys = self.signs.keys();
        let ephemeral = ephemeral::seal(&context, &self.secret, &keys, content, &mut system());
        Relayed { dialog, uid, dev, ephemeral: ephemeral.expect("sealed") }
    }

    /// Everything up to a place was received and read.
    fn read(&self, stage: &Stage, seq: u64, entry: Hash) -> Relayed {
        self.says(stage, true, &encode(&(1_u64, (seq, entry), (seq, entry))))
    }

    /// That they are writing.
    fn types(&self, stage: &Stage, t: u64) -> Relayed {
        self.says(stage, false, &encode(&(2_u64, t)))
    }
}

/// Karen hears this, and all of it is settled.
async fn hears(stage: &Stage, it: &Relayed) {
    let mut feed = stage.forger.feed(Uid([0; 32]), &[], stage.town.now());
    feed.relayed = vec![it.clone()];
    stage.karen.network.inject(feed);
    stage.settles().await;
}

/// Karen posts, in the real log; where it stands.
async fn posts(stage: &mut Stage, text: &str) -> (u64, Hash) {
    stage.karen.post(&stage.dialog, text).await;
    let next = stage.story.state.tip.seq + 1;
    stage.ali.follows(&mut stage.story, next).await;
    stage
        .karen
        .until(&stage.dialog, |view| bubbles(view).iter().all(|it| it.state != PostState::Waiting))
        .await;
    (stage.story.state.tip.seq, stage.story.state.tip.head)
}

async fn states(stage: &Stage) -> Vec<PostState> {
    let view = stage.karen.until(&stage.dialog, |_| true).await;
    bubbles(&view).into_iter().filter(|bubble| bubble.own).map(|bubble| bubble.state).collect()
}

/// Waits for the states of Karen's posts.
async fn become_(stage: &Stage, wanted: &[PostState]) {
    let are = |view: &DialogView| {
        bubbles(view).iter().filter(|bubble| bubble.own).map(|bubble| bubble.state).eq(wanted.iter().copied())
    };
    stage.karen.until(&stage.dialog, are).await;
}

async fn typing(stage: &Stage) -> Option<String> {
    stage.karen.until(&stage.dialog, |_| true).await.typing
}

const READ: PostState = PostState::Read;
const SENT: PostState = PostState::Sent;

#[tokio::test(flavor = "multi_thread")]
async fn a_member_cannot_say_for_another_that_they_have_read() {
    let mut stage = Stage::talking().await;
    let mette: Insider = stage.meets("Mette Vind").await;
    stage.brings(&mette).await;
    let (seq, entry) = posts(&mut stage, "Har I læst det?").await;
    let hers = Voice::of(&mette.hand, &stage).read(&stage, seq, entry);
    hears(&stage, &hers).await;
    // Mette holds the secret like everybody, and has no key of Ali's.
    let forged = Voice { signs: &mette.hand, ..Voice::of(&stage.ali.hand, &stage) }.read(&stage, seq, entry);
    hears(&stage, &forged).await;
    // Nor can her own word be passed on as his.
    let (uid, dev) = (stage.ali.hand.uid, stage.ali.hand.dev);
    hears(&stage, &Relayed { uid, dev, ..hers.clone() }).await;
    hears(&stage, &Relayed { uid, ..hers }).await;
    assert_eq!(states(&stage).await, [SENT]);
    hears(&stage, &Voice::of(&stage.ali.hand, &stage).read(&stage, seq, entry)).await;
    become_(&stage, &[READ]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_read_what_is_not_written_yet() {
    let mut stage = Stage::talking().await;
    let (seq, entry) = posts(&mut stage, "Et").await;
    let ali = stage.ali.hand.clone();
    for (seq, entry) in [(seq + 1, Hash([7; 32])), (u64::MAX, entry), (seq, Hash([7; 32]))] {
        hears(&stage, &Voice::of(&ali, &stage).read(&stage, seq, entry)).await;
    }
    assert_eq!(states(&stage).await, [SENT], "another entry in that place, or none");
    // A place that was named before it was written counts for nothing when it is.
    let early = Voice::of(&ali, &stage).read(&stage, seq + 1, Hash([7; 32]));
    hears(&stage, &early).await;
    let (seq, entry) = posts(&mut stage, "To").await;
    stage.settles().await;
    assert_eq!(states(&stage).await, [SENT, SENT]);
    hears(&stage, &Voice::of(&ali, &stage).read(&stage, seq, entry)).await;
    become_(&stage, &[READ, READ]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_receipt_told_again_takes_nothing_back() {
    let mut stage = Stage::talking().await;
    let ali = stage.ali.hand.clone();
    let (seq, entry) = posts(&mut stage, "Et").await;
    let first = Voice::of(&ali, &stage).read(&stage, seq, entry);
    hears(&stage, &first).await;
    become_(&stage, &[READ]).await;
    let (seq, entry) = posts(&mut stage, "To").await;
    assert_eq!(states(&stage).await, [READ, SENT]);
    hears(&stage, &Voice::of(&ali, &stage).read(&stage, seq, entry)).await;
    become_(&stage, &[READ, READ]).await;
    hears(&stage, &first).await;
    assert_eq!(states(&stage).await, [READ, READ]);
    // A hint told again, or told late, is none.
    let hint = Voice::of(&ali, &stage).types(&stage, stage.town.now());
    stage.town.minutes_go_by(1);
    hears(&stage, &hint).await;
    assert_eq!(typing(&stage).await, None);
    hears(&stage, &Voice::of(&ali, &stage).types(&stage, stage.town.now())).await;
    assert_eq!(typing(&stage).await.as_deref(), Some("Ali skriver …"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_out_is_not_heard_any_more() {
    let mut stage = Stage::talking().await;
    let mette: Insider = stage.meets("Mette Vind").await;
    stage.brings(&mette).await;
    hears(&stage, &Voice::of(&mette.hand, &stage).types(&stage, stage.town.now())).await;
    assert_eq!(typing(&stage).await.as_deref(), Some("Mette skriver …"));
    let ali = stage.ali.hand.clone();
    let removal = stage.story.removal(&ali, vec![mette.hand.uid]);
    stage.ali.appends(&mut stage.story, removal).await;
    stage.karen.until(&stage.dialog, |view| view.members.len() == 2).await;
    stage.town.minutes_go_by(1);
    // Even under the new epoch's secret, should she have come by it.
    hears(&stage, &Voice::of(&mette.hand, &stage).types(&stage, stage.town.now())).await;
    assert_eq!(typing(&stage).await, None);
    hears(&stage, &Voice::of(&ali, &stage).types(&stage, stage.town.now())).await;
    assert_eq!(typing(&stage).await.as_deref(), Some("Ali skriver …"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_under_an_epoch_that_is_over_is_not_heard() {
    let mut stage = Stage::talking().await;
    let ali = stage.ali.hand.clone();
    let before = stage.story.state.roster.epoch;
    let secret = stage.story.secrets[&before].clone();
    let rotation = stage.story.rotation(&ali);
    stage.ali.appends(&mut stage.story, rotation).await;
    let (seq, entry) = posts(&mut stage, "Under nye nøgler").await;
    let old = Voice { epoch: before, secret, ..Voice::of(&ali, &stage) };
    hears(&stage, &old.read(&stage, seq, entry)).await;
    // Nor when it only says that it is of today.
    let mut renamed = old.read(&stage, seq, entry);
    renamed.ephemeral.epoch = stage.story.state.roster.epoch;
    hears(&stage, &renamed).await;
    assert_eq!(states(&stage).await, [SENT]);
    hears(&stage, &Voice::of(&ali, &stage).read(&stage, seq, entry)).await;
    become_(&stage, &[READ]).await;
}
