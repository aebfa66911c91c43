//! The hostile server: it has the server's own keys, an insider as coordinator, and Karen's line.
//! Refuses nothing. Karen's app is the real one, and begins in a dialog that is in order.

use crate::hand::{Hand, Spare};
use crate::insider::Insider;
use crate::liar::Liar;
use crate::person::{Person, acts, bubbles, is_sent};
use crate::story::{Beginning, Story};
use crate::town::Town;
use samtale_client::view::DialogView;
use samtale_engine::courier::Fault;
use samtale_membership::apply::{entry_hash, parse};
use samtale_membership::{Violation, policy};
use samtale_seal::Secret;
use samtale_seal::device::{DeviceKeys, DeviceSeeds};
use samtale_wire::api::{Append, Appended, Code, Delivered, Feed, FeedItem};
use samtale_wire::entry::{Body, Pin, Policy, Propose, Role};
use samtale_wire::head::ServerHead;
use samtale_wire::user::Card;
use samtale_wire::{Bytes, DialogId, Hash, Tenant, Uid, VerifyKey, decode, encode, label};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What Karen's app says of a log that it believes no longer.
pub const BROKEN: &str = "Noget i denne samtale stemmer ikke. Vi viser kun det, der er bevist. \
                          Kontakt kommunen på en anden måde.";
/// What it says of a server that shows less than before.
pub const BEHIND: &str = "Kommunens server mangler noget, du har set her før. Her kan kun læses. \
                          Tal med kommunen.";

/// Whoever has the server's keys.
pub struct Forger {
    /// The municipality.
    pub tenant: Tenant,
    heads: DeviceKeys,
}

impl Forger {
    /// The server's keys, as they lie in its data.
    ///
    /// # Panics
    /// When they do not.
    #[must_use]
    pub fn of(town: &Town) -> Self {
        let seed = std::fs::read(town.folder("server").join("dev-tenant/head.key")).expect("the head key");
        let signs = Secret::new(seed.try_into().expect("thirty-two bytes"));
        let heads = DeviceSeeds { opens: signs.clone(), signs }.keys();
        Self { tenant: town.home().tenant, heads }
    }

    /// The public half of the key for heads.
    #[must_use]
    pub fn head_key(&self) -> VerifyKey {
        self.heads.verify_key()
    }

    /// A head, validly signed.
    #[must_use]
    pub fn head(&self, dialog: DialogId, seq: u64, head: Hash) -> Bytes {
        let payload = encode(&ServerHead { tenant: self.tenant, dialog, seq, head, t: 0 });
        Bytes(encode(&self.heads.sign(label::SERVER_HEAD, payload)))
    }

    /// The head of an entry.
    ///
    /// # Panics
    /// When it is no entry.
    #[must_use]
    pub fn head_of(&self, append: &Append) -> Bytes {
        let (dialog, seq) = place(append);
        self.head(dialog, seq, entry_hash(&append.entry.0))
    }

    /// News for somebody: these entries, the last of them validly signed as the log's end.
    #[must_use]
    pub fn feed(&self, to: Uid, told: &[Append], now: u64) -> Feed {
        let items = told.iter().map(|it| FeedItem::Entry(Box::new(delivered(it, to)))).collect();
        let heads = told.last().map(|last| self.head_of(last)).into_iter().collect();
        Feed { items, now, heads, ..Feed::default() }
    }

    /// Signs every end in a feed anew, whatever it is now.
    pub fn seals(&self, feed: &mut Feed) {
        let mut ends: BTreeMap<DialogId, (u64, Hash)> = BTreeMap::new();
        for item in &feed.items {
            let FeedItem::Entry(it) = item else { continue };
            let Ok((_, payload)) = parse(&it.entry.0) else { continue };
            let end = ends.entry(it.dialog).or_insert((0, Hash::ZERO));
            if payload.seq >= end.0 {
                *end = (payload.seq, entry_hash(&it.entry.0));
            }
        }
        feed.heads = ends.into_iter().map(|(dialog, (seq, head))| self.head(dialog, seq, head)).collect();
    }
}

/// Where an entry says that it stands, also when it is none: then where it lies.
fn place(append: &Append) -> (DialogId, u64) {
    parse(&append.entry.0).map_or((DialogId([0; 32]), 0), |(_, payload)| (payload.dialog, payload.seq))
}

/// An entry as one account is given it.
#[must_use]
pub fn delivered(append: &Append, to: Uid) -> Delivered {
    let ours = append.envelopes.iter().find(|envelope| envelope.to == to);
    Delivered {
        dialog: place(append).0,
        entry: append.entry.clone(),
        ciphertext: append.ciphertext.clone(),
        envelope: ours.map(|envelope| envelope.sealed.clone()),
    }
}

/// Karen's honest app in a dialog with an insider, at a hostile server.
pub struct Stage {
    /// The town, whose server is real.
    pub town: Town,
    /// The server's keys.
    pub forger: Forger,
    /// The coordinator, who signs anything.
    pub ali: Insider,
    /// The real client.
    pub karen: Person,
    /// Who she is.
    pub her: Pin,
    /// Her card, as everybody in the dialog has it.
    pub card: Card,
    /// The log so far, honest and believed.
    pub story: Story,
    /// Its id.
    pub dialog: String,
    /// How it began.
    pub beginning: Beginning,
    /// Others whom Create names beside Karen.
    pub others: Vec<Insider>,
}

/// What the hostile server is about to tell: the honest log, and how it would go on.
pub struct Plot {
    /// The log, as far as the rules allow it.
    pub story: Story,
    told: Vec<Append>,
}

impl Plot {
    /// Goes on with what the rules allow.
    ///
    /// # Panics
    /// When they do not.
    pub fn goes(&mut self, append: Append) -> Hash {
        self.told.push(append.clone());
        self.story.tells(append).expect("the rules allow it")
    }

    /// Goes on with what they forbid, tells Karen all of it, and sees that her app believes none of
    /// what breaks this rule: nobody is in who was not, and nothing is sealed any more.
    ///
    /// # Panics
    /// When another rule is broken, or none, or when she believes it.
    pub async fn ends(mut self, stage: &Stage, forged: Append, rule: Violation) -> DialogView {
        assert_eq!(self.story.judges(&forged), Err(rule));
        let members = stage.story.state.roster.members.len();
        self.told.push(forged);
        stage.tells(&self.told);
        let view = stage.disbelieved().await;
        assert_eq!(view.members.len(), members, "{:?}", Stage::readers(&view));
        view
    }

    /// Tells Karen what the rules allow.
    pub fn is_told(&mut self, stage: &Stage) {
        stage.tells(&std::mem::take(&mut self.told));
    }
}

impl Stage {
    /// Ali has begun a dialog with Karen, who has said yes: all of it in the real server.
    ///
    /// # Panics
    /// When something of it fails.
    pub async fn talking() -> Self {
        Self::about(&[]).await
    }

    /// The same about others beside Karen, who are asked as she is.
    ///
    /// # Panics
    /// When something of it fails.
    pub async fn about(names: &[&'static str]) -> Self {
        Self::by(names, Policy::Standard).await
    }

    /// The same by another policy, with logins that open it.
    ///
    /// # Panics
    /// When something of it fails.
    pub async fn by(names: &[&'static str], policy: Policy) -> Self {
        let town = Town::open().await;
        let forger = Forger::of(&town);
        let level = policy::least(policy, Role::Citizen);
        let mut ali = Insider::enrol_at(&town, "Ali Mentor", &town.staff_link(), level).await;
        let (link, _) = ali.invites_at(&town, Some(level)).await;
        let karen = Person::enrol(&town, "Karen Holm", &link).await;
        let (claimed, letter) = ali.claimed().await;
        let chain = ali.chain_of(claimed.uid).await;
        let her = Pin { uid: claimed.uid, uhead: chain.now().head };
        let org = ali.opened.org.clone().expect("employed");
        let mut others = Vec::new();
        for name in names {
            let (link, _) = ali.invites(&town).await;
            let other = Insider::enrol(&town, name, &link).await;
            karen.network.tells_chain(other.hand.uid, &other.hand.entries);
            others.push(other);
        }
        let named: Vec<Pin> = [her].into_iter().chain(others.iter().map(|it| it.hand.pin())).collect();
        let mut beginning = Beginning::new(forger.tenant, forger.head_key(), &ali.hand, org, &named);
        beginning.create.policy = policy;
        let hands = others.iter().chain([&ali]).map(|it| (it.hand.uid, it.hand.chain().expect("a chain")));
        let chains: BTreeMap<_, _> = hands.chain([(her.uid, chain)]).collect();
        let mut story = beginning.story(&ali.hand, chains).expect("a beginning");
        ali.begins(&story).await;
        let mut offer = story.offer(&ali.hand, (&ali.vault.card, &letter.cards[0]), her, Role::Citizen);
        offer.propose.until = town.now() + 300 * 86_400;
        let offer = story.offers(&ali.hand, &offer);
        ali.appends(&mut story, offer).await;
        let dialog = karen.say_yes().await;
        ali.follows(&mut story, 2).await;
        let proposal = story.state.roster.proposals[0].id;
        let cites = story.cited(proposal);
        let admission = story.admission(&ali.hand, proposal, cites, &her);
        ali.appends(&mut story, admission).await;
        karen.until(&dialog, |view| view.may_write).await;
        let card = letter.cards[0].clone();
        Self { town, forger, ali, karen, her, card, story, dialog, beginning, others }
    }

    /// What would come next.
    #[must_use]
    pub fn plot(&self) -> Plot {
        Plot { story: self.story.clone(), told: Vec::new() }
    }

    /// Karen locks her app and opens it again.
    ///
    /// # Panics
    /// When the vault does not open.
    #[must_use]
    pub async fn restarted(self) -> Self {
        Self { karen: self.karen.restart().await, ..self }
    }

    /// Somebody enrols who is not in the dialog.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn meets(&mut self, name: &'static str) -> Insider {
        let (link, _) = self.ali.invites(&self.town).await;
        let person = Insider::enrol(&self.town, name, &link).await;
        self.story.knows(&person.hand);
        // The real one shows nobody a stranger's chain.
        self.karen.network.tells_chain(person.hand.uid, &person.hand.entries);
        person
    }

    /// Ali proposes somebody, in the real log; the proposal.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn proposes(&mut self, whom: &Insider) -> Hash {
        let offer = self.offer(whom);
        self.ali.appends(&mut self.story, offer).await;
        self.story.state.roster.proposals.last().expect("open").id
    }

    /// The same, not told yet.
    #[must_use]
    pub fn offer(&self, whom: &Insider) -> Append {
        self.offer_as(whom, Role::External, |_| {})
    }

    /// A proposal that is not told yet, with something changed.
    #[must_use]
    pub fn offer_as(&self, whom: &Insider, role: Role, change: impl FnOnce(&mut Propose)) -> Append {
        let cards = (&self.ali.vault.card, &whom.vault.card);
        let mut offer = self.story.offer(&self.ali.hand, cards, whom.hand.pin(), role);
        change(&mut offer.propose);
        self.story.offers(&self.ali.hand, &offer)
    }

    /// Somebody is proposed, and they and Karen have said yes, in the real log; the proposal.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn agreed_on(&mut self, whom: &Insider) -> Hash {
        let proposal = self.proposes(whom).await;
        let join = self.story.join(&whom.hand, proposal);
        whom.appends(&mut self.story, join).await;
        self.karen_agrees().await;
        proposal
    }

    /// Somebody comes in, with Karen's consent, in the real log; the proposal they came by.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn brings(&mut self, whom: &Insider) -> Hash {
        let proposal = self.agreed_on(whom).await;
        let cites = self.story.cited(proposal);
        let admission = self.story.admission(&self.ali.hand, proposal, cites, &whom.hand.pin());
        self.ali.appends(&mut self.story, admission).await;
        let many = self.story.state.roster.members.len();
        self.karen.until(&self.dialog, |view| view.may_write && view.members.len() == many).await;
        proposal
    }

    /// Karen says yes in her app, and the story goes on with it.
    ///
    /// # Panics
    /// When she is not asked.
    pub async fn karen_agrees(&mut self) {
        self.karen.agree(&self.dialog).await;
        let next = self.story.state.tip.seq + 1;
        self.ali.follows(&mut self.story, next).await;
        // In her own app's log too: what is told next comes after it there.
        let proposal = self.story.state.roster.proposals.last().expect("open").id;
        let back = format!("withdraw {proposal}");
        self.karen.until(&self.dialog, |view| acts(view).iter().any(|it| it.act == back)).await;
    }

    /// Ali posts, in the real log, and Karen reads it: so far all is in order.
    ///
    /// # Panics
    /// When she does not.
    pub async fn ali_posts(&mut self, text: &str) {
        let post = self.story.post(&self.ali.hand, text);
        self.ali.appends(&mut self.story, post).await;
        self.karen.reads(&self.dialog, text).await;
    }

    /// The hostile server tells Karen of entries that are not in the real log.
    pub fn tells(&self, told: &[Append]) {
        self.karen.network.inject(self.forger.feed(self.her.uid, told, self.town.now()));
    }

    /// The same of bytes that are perhaps no entry at all.
    pub fn tells_bytes(&self, mut told: Append, bytes: Vec<u8>) {
        let (dialog, seq) = place(&told);
        told.entry = Bytes(bytes);
        let it = Delivered { dialog, ..delivered(&told, self.her.uid) };
        let mut feed = self.forger.feed(self.her.uid, &[], self.town.now());
        feed.items.push(FeedItem::Entry(Box::new(it)));
        feed.heads.push(self.forger.head(dialog, seq, entry_hash(&told.entry.0)));
        self.karen.network.inject(feed);
    }

    /// News of nothing, and the client's next question: all before was settled.
    ///
    /// # Panics
    /// When it does not ask again.
    pub async fn settles(&self) {
        settled(&self.karen.network, &self.forger, self.town.now()).await;
    }

    /// Everything that Karen's app had to say of its key ring is said, and remembered in the vault.
    ///
    /// # Panics
    /// When it does not ask for news.
    pub async fn rests(&self) {
        let mut before = None;
        for _ in 0..1000 {
            self.settles().await;
            // What was decided is on its way before a whole round to the real server is over.
            self.ali.asks("/v1/feed?cursor=&wait=0", None).await.expect("news");
            let rings = self.karen.network.rings().len();
            let now =
                (rings == self.karen.network.rings_answered()).then(|| (rings, self.karen.vault(&self.town)));
            if now.is_some() && now == before {
                return;
            }
            before = now;
        }
        panic!("Karen's app never rests");
    }

    /// Karen's app has stopped believing this log: it says so, and seals nothing into it any more.
    ///
    /// # Panics
    /// When it still believes.
    pub async fn disbelieved(&self) -> DialogView {
        let told = |why: &str| why == BROKEN || why.starts_with("Kommunens server har vist jer");
        let view = self.karen.until(&self.dialog, |view| view.why_not.as_deref().is_some_and(told)).await;
        assert!(!view.may_write && view.consent.is_none(), "nothing is asked, nothing can be written");
        self.seals_nothing().await;
        view
    }

    /// What Karen writes now waits on her device.
    ///
    /// # Panics
    /// When it is sealed.
    pub async fn seals_nothing(&self) {
        let before = self.karen.network.appends().len();
        self.karen.post(&self.dialog, "Hemmeligt").await;
        let waits = |view: &DialogView| bubbles(view).iter().any(|it| it.text == "Hemmeligt" && !is_sent(it));
        self.karen.until(&self.dialog, waits).await;
        // Once for what was decided to go out, and once more.
        for _ in 0..2 {
            self.settles().await;
            self.ali.asks("/v1/feed?cursor=&wait=0", None).await.expect("news");
        }
        assert_eq!(self.karen.network.appends().len(), before, "nothing is sealed");
    }

    /// From now on the hostile server alone orders this log: what Karen appends goes into its own.
    #[must_use]
    pub fn takes_over(&self) -> Arc<Mutex<Story>> {
        let story = Arc::new(Mutex::new(self.story.clone()));
        let (shared, head_key, now) = (story.clone(), Forger::of(&self.town), self.town.now());
        self.karen.network.instead(Box::new(move |call| {
            let append: Append =
                call.path.ends_with("/entries").then(|| decode(call.body.as_ref()?).ok())??;
            let (seq, entry) = (place(&append).1, append.entry.clone());
            let head = head_key.head_of(&append);
            let told = shared.lock().expect("unpoisoned").tells(append);
            let appended = Appended { seq, entry, now, head };
            Some(told.map(|_| encode(&appended)).map_err(|_| Fault::Refused(Code::Conflict)))
        }));
        story
    }

    /// The names of those who can read, as Karen's app shows them, and whether each is proven.
    #[must_use]
    pub fn readers(view: &DialogView) -> Vec<(String, bool)> {
        view.members.iter().map(|member| (member.name.clone(), member.proven)).collect()
    }
}

/// News of nothing, and the client's next question: all before was settled. Empty news would do too,
/// but after those an app waits longer each time.
///
/// # Panics
/// When it does not ask again.
pub async fn settled(network: &Liar, forger: &Forger, now: u64) {
    let mut feed = forger.feed(Uid([0; 32]), &[], now);
    let (dialog, entry) = (DialogId([0; 32]), Bytes(Vec::new()));
    feed.items.push(FeedItem::Entry(Box::new(Delivered { dialog, entry, ciphertext: None, envelope: None })));
    network.inject(feed);
    network.until_taken_in().await;
}

/// Waits until the log that the hostile server orders itself has gone on so far; as it is then.
///
/// # Panics
/// When it does not.
pub async fn until_told(story: &Mutex<Story>, is: impl Fn(&Story) -> bool) -> Story {
    let told = async {
        loop {
            let now = story.lock().expect("unpoisoned").clone();
            if is(&now) {
                return now;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), told).await.expect("told")
}

/// Whether an entry is a post.
#[must_use]
pub fn is_post(append: &Append) -> bool {
    parse(&append.entry.0).is_ok_and(|(_, payload)| matches!(payload.body, Body::Post(_)))
}

/// To whom an entry grants something.
#[must_use]
pub fn granted_to(append: &Append) -> Vec<Uid> {
    append.envelopes.iter().map(|envelope| envelope.to).collect()
}

/// Somebody whom nobody knows.
#[must_use]
pub fn ghost(stage: &Stage) -> Hand {
    Hand::of(Spare::new(stage.town.now()), stage.forger.tenant, stage.town.now())
}
