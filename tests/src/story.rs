//! A log as a hostile server keeps it: begun in the real one, and gone on with as it likes.
//! Refuses nothing; `tells` says what the rules say. With its secrets, so that insiders write readably.

use crate::hand::{Hand, msg_id, random};
use samtale_client::adapters::entropy::system;
use samtale_engine::content::{About, CardLetter, Content, ProposalLetter, ProposalNote, Purpose};
use samtale_membership::apply::{entry_hash, parse};
use samtale_membership::{Proposal, State, UserChain, UserState, Violation, apply, attachments, hash, open};
use samtale_seal::epoch::{self, GrantContext, Granted};
use samtale_seal::message::{self, MessageContext};
use samtale_seal::{Secret, letter};
use samtale_wire::api::{Append, Delivered, Envelope};
use samtale_wire::entry::*;
use samtale_wire::tenant::OrgAttest;
use samtale_wire::user::Card;
use samtale_wire::{Bytes, DialogId, FileId, Hash, MsgId, Salt, Tenant, Uid, VerifyKey, encode};
use std::collections::BTreeMap;

/// A log.
#[derive(Clone)]
pub struct Story {
    /// What it says.
    pub state: State,
    /// Its entries, with all that travels beside them.
    pub told: Vec<Append>,
    /// The chains it is judged by.
    pub chains: BTreeMap<Uid, UserChain>,
    /// The secrets of its epochs that insiders hold.
    pub secrets: BTreeMap<u64, Secret>,
    /// The time of the next entry.
    pub t: u64,
}

/// How a log begins, in all that a test may change.
pub struct Beginning {
    /// What Create says.
    pub create: Create,
    /// Its payload's other fields.
    pub payload: Payload,
    envelopes: Vec<Envelope>,
    ciphertext: Bytes,
    secret: Secret,
}

/// Somebody as they are proposed.
pub struct Offer {
    /// What Propose says.
    pub propose: Propose,
    id: MsgId,
    envelopes: Vec<Envelope>,
    ciphertext: Bytes,
}

impl Beginning {
    /// A right one: Ali's dialog about these citizens, with Ali alone in it.
    ///
    /// # Panics
    /// Never with whole chains.
    #[must_use]
    pub fn new(tenant: Tenant, head_key: VerifyKey, ali: &Hand, org: Box<OrgAttest>, who: &[Pin]) -> Self {
        let (salt, id, secret) = (Salt(random()), msg_id(), Secret::make(&mut system()));
        let dialog = hash::dialog(&tenant, &ali.uid, &salt);
        let chain = ali.chain().expect("a chain");
        let readers = [(chain.now(), Granted::from_now(0, secret.clone()))];
        let place = (dialog, 0, Hash::ZERO);
        let (epoch, envelopes) = new_epoch(place, ali.uid, 0, &secret, &readers);
        let context = MessageContext { dialog, epoch: 0, uid: ali.uid, dev: ali.dev, msg_id: id };
        let about = encode(&About { topic: "Vejen til læreplads".into(), case: None });
        let ciphertext = message::seal(&context, &secret, &about, &mut system()).expect("sealed");
        let mut citizens: Vec<Named> = who.iter().map(|pin| Named { pin: *pin, approves: true }).collect();
        citizens.sort_unstable_by_key(|named| named.pin.uid);
        let create = Create {
            tenant,
            salt,
            head_key,
            policy: Policy::Standard,
            citizens,
            basis: Basis { table: 1, line: 1 },
            org,
            epoch,
            about: named(&ciphertext),
        };
        let payload = Payload {
            version: 1,
            dialog,
            seq: 0,
            prev: Hash::ZERO,
            ctl: Hash::ZERO,
            uid: ali.uid,
            dev: ali.dev,
            msg_id: id,
            t: ali.t,
            epoch: 0,
            uhead: ali.head(),
            body: Body::Leave,
        };
        Self { create, payload, envelopes, ciphertext: Bytes(ciphertext), secret }
    }

    /// Grants the first epoch to these too.
    pub fn grants_to(&mut self, ali: &UserState, others: &[&UserState]) {
        let grants = |user| (user, Granted::from_now(0, self.secret.clone()));
        let readers: Vec<(&UserState, Granted)> =
            [ali].into_iter().chain(others.iter().copied()).map(grants).collect();
        let place = (self.payload.dialog, 0, Hash::ZERO);
        let (epoch, envelopes) = new_epoch(place, self.payload.uid, 0, &self.secret, &readers);
        (self.create.epoch, self.envelopes) = (epoch, envelopes);
    }

    /// Signs it.
    #[must_use]
    pub fn signed(&self, by: &Hand) -> Append {
        let body = Body::Create(Box::new(self.create.clone()));
        let entry = by.signs(&Payload { body, ..self.payload.clone() });
        Append { entry, envelopes: self.envelopes.clone(), ciphertext: Some(self.ciphertext.clone()) }
    }

    /// The log that begins with it.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn story(&self, by: &Hand, chains: BTreeMap<Uid, UserChain>) -> Result<Story, Violation> {
        let append = self.signed(by);
        let state = open(&append.entry.0, &chains)?;
        let secrets = BTreeMap::from([(0, self.secret.clone())]);
        Ok(Story { state, told: vec![append], chains, secrets, t: self.payload.t })
    }
}

impl Story {
    /// Which dialog.
    #[must_use]
    pub fn dialog(&self) -> DialogId {
        self.state.roster.dialog
    }

    /// Somebody whose chain is known here from now on.
    pub fn knows(&mut self, hand: &Hand) {
        self.chains.insert(hand.uid, hand.chain().expect("a chain"));
    }

    /// The payload of the next entry, right in all but what a test changes.
    #[must_use]
    pub fn draft(&self, by: &Hand, body: Body) -> Payload {
        Payload {
            version: 1,
            dialog: self.dialog(),
            seq: self.state.tip.seq + 1,
            prev: self.state.tip.head,
            ctl: self.state.roster.ctl,
            uid: by.uid,
            dev: by.dev,
            msg_id: msg_id(),
            t: self.t.max(self.state.tip.t),
            epoch: self.state.roster.epoch,
            uhead: by.head(),
            body,
        }
    }

    /// The next entry, with nothing beside it.
    #[must_use]
    pub fn plain(&self, by: &Hand, body: Body) -> Append {
        Append { entry: by.signs(&self.draft(by, body)), envelopes: Vec::new(), ciphertext: None }
    }

    /// What the rules say of an entry.
    ///
    /// # Errors
    /// The first that it breaks.
    pub fn judges(&self, append: &Append) -> Result<State, Violation> {
        apply(&self.state, &append.entry.0, &self.chains)
    }

    /// Goes on with an entry.
    ///
    /// # Errors
    /// The rule that it breaks; nothing has changed then.
    pub fn tells(&mut self, append: Append) -> Result<Hash, Violation> {
        let (_, payload) = parse(&append.entry.0)?;
        let ciphertext = append.ciphertext.as_ref().map(|bytes| bytes.0.as_slice());
        self.state = self.judges(&append)?;
        attachments::check(&payload.body, &append.envelopes, ciphertext)?;
        let id = entry_hash(&append.entry.0);
        self.told.push(append);
        Ok(id)
    }

    /// Goes on with what the real server told.
    pub fn follows(&mut self, it: &Delivered) {
        let next = parse(&it.entry.0).is_ok_and(|(_, payload)| payload.seq == self.state.tip.seq + 1);
        if next && it.dialog == self.dialog() {
            self.state = apply(&self.state, &it.entry.0, &self.chains).expect("an honest entry");
            let (entry, ciphertext) = (it.entry.clone(), it.ciphertext.clone());
            self.told.push(Append { entry, envelopes: Vec::new(), ciphertext });
        }
    }

    /// A post that every member can read.
    ///
    /// # Panics
    /// When no insider holds the epoch's secret.
    #[must_use]
    pub fn post(&self, by: &Hand, text: &str) -> Append {
        self.post_as(by, text, msg_id())
    }

    /// The same under an idempotency key that was chosen.
    ///
    /// # Panics
    /// When no insider holds the epoch's secret.
    #[must_use]
    pub fn post_as(&self, by: &Hand, text: &str, id: MsgId) -> Append {
        self.posts(by, &Content::new(text.into(), None), Vec::new(), id)
    }

    /// The same with files.
    ///
    /// # Panics
    /// When no insider holds the epoch's secret.
    #[must_use]
    pub fn posts(&self, by: &Hand, content: &Content, files: Vec<FileId>, id: MsgId) -> Append {
        let epoch = self.state.roster.epoch;
        let context = MessageContext { dialog: self.dialog(), epoch, uid: by.uid, dev: by.dev, msg_id: id };
        let sealed = message::seal(&context, &self.secrets[&epoch], &encode(content), &mut system());
        let sealed = sealed.expect("sealed");
        let body = Body::Post(Post { content: named(&sealed), files, show_at: None });
        let entry = by.signs(&Payload { msg_id: id, ..self.draft(by, body) });
        Append { entry, envelopes: Vec::new(), ciphertext: Some(Bytes(sealed)) }
    }

    /// A proposal, right in all but what a test changes.
    ///
    /// # Panics
    /// When no insider holds the epoch's secret.
    #[must_use]
    pub fn offer(&self, by: &Hand, cards: (&Card, &Card), subject: Pin, role: Role) -> Offer {
        let (own, theirs) = cards;
        let (id, epoch) = (msg_id(), self.state.roster.epoch);
        let purpose = Purpose { text: "Så hun kan hjælpe med skolen.".into(), salt: Salt(random()) };
        let note = encode(&ProposalNote { purpose: purpose.clone(), cards: vec![theirs.clone()] });
        let context = MessageContext { dialog: self.dialog(), epoch, uid: by.uid, dev: by.dev, msg_id: id };
        let sealed = message::seal(&context, &self.secrets[&epoch], &note, &mut system()).expect("sealed");
        let about = About { topic: "Vejen til læreplads".into(), case: None };
        let plain = encode(&ProposalLetter {
            about,
            purpose: purpose.clone(),
            cards: vec![own.clone()],
            yours: None,
        });
        let user = self.chains[&subject.uid].at(&subject.uhead).expect("pinned").user_key;
        let letter = letter::seal(&by.uid, &subject.uid, &user, &plain, &mut system()).expect("sealed");
        let propose = Propose {
            subject,
            role,
            scope: Scope::FromNow,
            purpose: purpose.hash(),
            until: self.t.max(self.state.tip.t) + 100 * 86_400,
            org: None,
            letter: hash::sealed(&letter),
            about: named(&sealed),
        };
        let envelopes = vec![Envelope { to: subject.uid, sealed: Bytes(letter) }];
        Offer { propose, id, envelopes, ciphertext: Bytes(sealed) }
    }

    /// Signs a proposal.
    #[must_use]
    pub fn offers(&self, by: &Hand, offer: &Offer) -> Append {
        let body = Body::Propose(Box::new(offer.propose.clone()));
        let entry = by.signs(&Payload { msg_id: offer.id, ..self.draft(by, body) });
        Append { entry, envelopes: offer.envelopes.clone(), ciphertext: Some(offer.ciphertext.clone()) }
    }

    /// Shows cards to every other member.
    ///
    /// # Panics
    /// When one of them has no key.
    #[must_use]
    pub fn introduction(&self, by: &Hand, cards: &[Card]) -> Append {
        let plain = encode(&CardLetter { cards: cards.to_vec() });
        let others = self.state.roster.members.iter().map(|member| member.uid).filter(|uid| *uid != by.uid);
        let sealed = others.map(|to| {
            let key = &self.chains[&to].now().user_key;
            let sealed = letter::seal(&by.uid, &to, key, &plain, &mut system()).expect("sealed");
            (LetterRef { uid: to, hash: hash::sealed(&sealed) }, Envelope { to, sealed: Bytes(sealed) })
        });
        let (letters, envelopes) = sealed.unzip();
        Append { envelopes, ..self.plain(by, Body::Introduce(Introduce { letters })) }
    }

    /// The subject's own yes.
    ///
    /// # Panics
    /// When there is no such proposal.
    #[must_use]
    pub fn join(&self, by: &Hand, proposal: Hash) -> Append {
        let until = self.state.roster.proposal(&proposal).expect("open").until;
        let policy = hash::policy_in(&self.state.roster);
        self.plain(by, Body::Join(Join { proposal, text: Hash([4; 32]), until, policy }))
    }

    /// An approver's yes.
    ///
    /// # Panics
    /// When there is no such proposal.
    #[must_use]
    pub fn consent(&self, by: &Hand, proposal: Hash) -> Append {
        let until = self.state.roster.proposal(&proposal).expect("open").until;
        self.plain(by, Body::Consent(Consent { proposal, text: Hash([4; 32]), until, renews: None }))
    }

    /// The consents that an admission cites.
    #[must_use]
    pub fn cited(&self, proposal: Hash) -> Vec<Hash> {
        self.state.roster.proposal(&proposal).map(Proposal::cited).unwrap_or_default()
    }

    /// An admission of `subject`, with a real epoch that everyone in it can read.
    #[must_use]
    pub fn admission(&mut self, by: &Hand, proposal: Hash, cites: Vec<Hash>, subject: &Pin) -> Append {
        let subject = self.chains[&subject.uid].at(&subject.uhead).cloned().expect("pinned");
        let (epoch, envelopes) = self.next_epoch(by, &[&subject], &[]);
        let body = Body::Admit(Admit { proposal, consents: cites, epoch });
        Append { envelopes, ..self.plain(by, body) }
    }

    /// A removal.
    #[must_use]
    pub fn removal(&mut self, by: &Hand, mut uids: Vec<Uid>) -> Append {
        uids.sort_unstable();
        let (epoch, envelopes) = self.next_epoch(by, &[], &uids);
        Append { envelopes, ..self.plain(by, Body::Remove(Remove { uids, epoch })) }
    }

    /// A new epoch for the same members.
    #[must_use]
    pub fn rotation(&mut self, by: &Hand) -> Append {
        let (epoch, envelopes) = self.next_epoch(by, &[], &[]);
        Append { envelopes, ..self.plain(by, Body::Rotate(Rotate { garbage: false, epoch })) }
    }

    /// The next epoch and its secret, for the members and these, without those.
    pub fn next_epoch(&mut self, by: &Hand, more: &[&UserState], out: &[Uid]) -> (NewEpoch, Vec<Envelope>) {
        let number = self.state.roster.epoch + 1;
        let secret = Secret::make(&mut system());
        let epoch = self.epoch_of(by, number, &secret, more, out);
        self.secrets.insert(number, secret);
        epoch
    }

    fn epoch_of(
        &self,
        by: &Hand,
        number: u64,
        secret: &Secret,
        more: &[&UserState],
        out: &[Uid],
    ) -> (NewEpoch, Vec<Envelope>) {
        let members = self.state.roster.members.iter().filter(|member| !out.contains(&member.uid));
        let states = members.map(|member| {
            // The author's own entry moves the author's own pin.
            let head = if member.uid == by.uid { by.head() } else { member.uhead };
            self.chains[&member.uid].at(&head).expect("pinned")
        });
        let readers: Vec<(&UserState, Granted)> = states
            .chain(more.iter().copied())
            .map(|user| (user, Granted::from_now(number, secret.clone())))
            .collect();
        let place = (self.dialog(), self.state.tip.seq + 1, self.state.tip.head);
        new_epoch(place, by.uid, number, secret, &readers)
    }
}

/// What an entry says of a ciphertext.
#[must_use]
pub fn named(sealed: &[u8]) -> Detached {
    Detached { hash: hash::sealed(sealed), len: sealed.len() as u64 }
}

/// An epoch, granted.
///
/// # Panics
/// Never with whole chains.
#[must_use]
pub fn new_epoch(
    place: (DialogId, u64, Hash),
    by: Uid,
    number: u64,
    secret: &Secret,
    readers: &[(&UserState, Granted)],
) -> (NewEpoch, Vec<Envelope>) {
    let (dialog, seq, prev) = place;
    let commit = epoch::commit(secret, &dialog, number);
    let mut envelopes = Vec::new();
    let mut grants = Vec::new();
    for (user, granted) in readers {
        let (to, generation) = (user.uid, user.generation);
        let context = GrantContext { dialog, seq, prev, epoch: number, commit, by, to, generation };
        let sealed = epoch::grant(&context, &user.user_key, granted, &mut system()).expect("sealed");
        grants.push(GrantRef { uid: to, generation, hash: hash::sealed(&sealed) });
        envelopes.push(Envelope { to, sealed: Bytes(sealed) });
    }
    grants.sort_unstable_by_key(|grant| grant.uid);
    envelopes.sort_unstable_by_key(|envelope| envelope.to);
    (NewEpoch { epoch: number, commit, pins: Vec::new(), grants }, envelopes)
}
