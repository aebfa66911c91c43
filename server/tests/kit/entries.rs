//! A dialog as its members keep it: the state, and how each kind of entry is made from it.
//! Refuses nothing: a story may change any entry before it is sent.

use super::people::{Person, Who, signed};
use super::{No, Town, random};
use samtale_membership::{Proposal, State, UserChain, apply, hash, open};
use samtale_wire::api::{Append, Appended, Claim, Envelope, NewInvitation, Registered, Seats};
use samtale_wire::entry::{
    Admit, Basis, Body, Consent, Create, Decline, Detached, GrantRef, Join, Named, NewEpoch, OrgRevoke,
    Payload, Pin, Policy, Post, Propose, Remove, Role, Scope,
};
use samtale_wire::tenant::OrgAttest;
use samtale_wire::{Bytes, DialogId, FileId, Hash, InvitationId, MsgId, Salt, Uid, decode, encode, label};
use samtale_wire::{Signed, tenant::TenantCard};
use std::collections::BTreeMap;

/// What the stories say.
pub const TOPIC: &[u8] = b"sealed topic";

/// Ali, who works for the municipality, Karen, whom he invited, and their dialog.
pub struct Talk {
    pub ali: Person,
    pub karen: Person,
    pub dialog: Dialog,
}

/// A dialog's state and the chains to judge it by.
#[derive(Clone)]
pub struct Dialog {
    pub id: DialogId,
    pub state: Option<State>,
    pub chains: BTreeMap<Uid, UserChain>,
}

/// An entry before it is signed, with what travels beside it.
#[derive(Clone)]
pub struct Draft {
    pub payload: Payload,
    pub envelopes: Vec<Envelope>,
    pub ciphertext: Option<Bytes>,
}

impl Draft {
    pub fn sign(&self, author: &Person) -> Append {
        Append {
            entry: signed(&author.signs, label::ENTRY, encode(&self.payload)),
            envelopes: self.envelopes.clone(),
            ciphertext: self.ciphertext.clone(),
        }
    }
}

impl Talk {
    /// Both are members; Create, Propose, Join, Admit lie behind them.
    pub async fn begin(town: &Town) -> Self {
        let mut talk = Self::invited(town).await;
        let Self { ali, karen, dialog } = &mut talk;
        let join = dialog.join(karen, town.clock.now());
        dialog.send(town, karen, &join).await.unwrap();
        let admit = dialog.admit(ali, town.clock.now());
        dialog.send(town, ali, &admit).await.unwrap();
        talk
    }

    /// Karen is proposed and has not answered.
    pub async fn invited(town: &Town) -> Self {
        let ali = Person::staff(town, "Ali Mentor").await;
        let id = invite(town, &ali).await;
        let karen = Person::citizen(town, "Karen Ågård", id).await;
        let dialog = Self::about(town, &ali, &karen).await;
        Self { ali, karen, dialog }
    }

    /// A new dialog, begun by `ali` about `karen`, who is proposed.
    pub async fn about(town: &Town, ali: &Person, karen: &Person) -> Dialog {
        let now = town.clock.now();
        let (mut dialog, create) = Dialog::create(&town_card(town).await, ali, &[karen], now);
        dialog.send(town, ali, &create).await.unwrap();
        let propose = dialog.propose(ali, karen, Role::Citizen, None, now);
        dialog.send(town, ali, &propose).await.unwrap();
        dialog
    }
}

/// Registers an invitation; its id.
pub async fn invite(town: &Town, owner: &Person) -> InvitationId {
    let new =
        NewInvitation { id: InvitationId(random()), until: town.clock.now() + 86_400, seats: Seats::ONE };
    town.wire.post("/v1/invitations", Some(&owner.token), &new).await.read::<Registered>().unwrap();
    new.id
}

pub async fn claim(town: &Town, who: &Person, id: InvitationId, proof: Hash) -> Result<(), No> {
    let claim = Claim { id, proof, letter: Bytes(b"sealed card".to_vec()) };
    town.wire.post("/v1/claims", Some(&who.token), &claim).await.done()
}

/// Another employee, to be proposed.
pub async fn colleague(town: &Town, name: &str) -> Person {
    let mut person = Person::prepare(town, Who::Staff(name)).await;
    person.enrol(town, None).await.unwrap();
    person
}

impl Dialog {
    pub fn create(card: &TenantCard, ali: &Person, citizens: &[&Person], now: u64) -> (Self, Draft) {
        let tenant = card.tenant;
        let salt = Salt(random());
        let id = hash::dialog(&tenant, &ali.uid, &salt);
        let mut pins: Vec<Pin> = citizens.iter().map(|it| Pin { uid: it.uid, uhead: it.head }).collect();
        pins.sort_unstable();
        let people = citizens.iter().copied().chain([ali]);
        let chains = people.map(|person| (person.uid, person.chain())).collect();
        let dialog = Self { id, state: None, chains };
        let (epoch, envelopes) = grants(0, [(ali.uid, 0)]);
        let (about, ciphertext) = detached(TOPIC);
        let create = Create {
            tenant,
            salt,
            head_key: card.head_key,
            policy: Policy::Standard,
            citizens: pins.into_iter().map(|pin| Named { pin, approves: true }).collect(),
            basis: Basis { table: 1, line: 1 },
            org: ali.org.clone().unwrap(),
            epoch,
            about,
        };
        let payload = dialog.payload(ali, Body::Create(Box::new(create)), now);
        (dialog, Draft { payload, envelopes, ciphertext: Some(ciphertext) })
    }

    pub fn payload(&self, author: &Person, body: Body, now: u64) -> Payload {
        let at = self.state.as_ref().map(|state| (state.tip, &state.roster));
        Payload {
            version: 1,
            dialog: self.id,
            seq: at.map_or(0, |(tip, _)| tip.seq + 1),
            prev: at.map_or(Hash::ZERO, |(tip, _)| tip.head),
            ctl: at.map_or(Hash::ZERO, |(_, roster)| roster.ctl),
            uid: author.uid,
            dev: author.dev,
            msg_id: MsgId(random()),
            t: at.map_or(now, |(tip, _)| now.max(tip.t)),
            epoch: at.map_or(0, |(_, roster)| roster.epoch),
            uhead: author.head,
            body,
        }
    }

    fn bare(&self, author: &Person, body: Body, now: u64) -> Draft {
        Draft { payload: self.payload(author, body, now), envelopes: Vec::new(), ciphertext: None }
    }

    pub fn propose(
        &mut self,
        author: &Person,
        subject: &Person,
        role: Role,
        org: Option<Box<OrgAttest>>,
        now: u64,
    ) -> Draft {
        self.chains.insert(subject.uid, subject.chain());
        let letter = Bytes(b"sealed letter".to_vec());
        let (about, ciphertext) = detached(b"sealed purpose");
        let propose = Propose {
            subject: Pin { uid: subject.uid, uhead: subject.head },
            role,
            scope: Scope::FromNow,
            purpose: Hash(random()),
            until: now + 86_400,
            org,
            letter: hash::sealed(&letter.0),
            about,
        };
        Draft {
            payload: self.payload(author, Body::Propose(Box::new(propose)), now),
            envelopes: vec![Envelope { to: subject.uid, sealed: letter }],
            ciphertext: Some(ciphertext),
        }
    }

    pub fn open_proposal(&self) -> &Proposal {
        self.state.as_ref().unwrap().roster.proposals.first().unwrap()
    }

    pub fn join(&self, author: &Person, now: u64) -> Draft {
        let (roster, proposal) = (&self.state.as_ref().unwrap().roster, self.open_proposal());
        let policy = hash::policy_in(roster);
        let join = Join { proposal: proposal.id, text: Hash(random()), until: proposal.until, policy };
        self.bare(author, Body::Join(join), now)
    }

    pub fn consent(&self, author: &Person, now: u64) -> Draft {
        let proposal = self.open_proposal();
        let consent =
            Consent { proposal: proposal.id, text: Hash(random()), until: proposal.until, renews: None };
        self.bare(author, Body::Consent(consent), now)
    }

    pub fn decline(&self, author: &Person, now: u64) -> Draft {
        self.bare(author, Body::Decline(Decline { proposal: self.open_proposal().id }), now)
    }

    pub fn admit(&self, author: &Person, now: u64) -> Draft {
        let (roster, proposal) = (&self.state.as_ref().unwrap().roster, self.open_proposal());
        let members = roster.members.iter().map(|member| (member.uid, member.generation));
        let (epoch, envelopes) = grants(roster.epoch + 1, members.chain([(proposal.subject.uid, 0)]));
        let admit = Admit { proposal: proposal.id, consents: proposal.cited(), epoch };
        Draft { envelopes, ..self.bare(author, Body::Admit(admit), now) }
    }

    pub fn leave(&self, author: &Person, now: u64) -> Draft {
        self.bare(author, Body::Leave, now)
    }

    pub fn org_revoke(&self, author: &Person, word: &OrgAttest, now: u64) -> Draft {
        self.bare(author, Body::OrgRevoke(Box::new(OrgRevoke { word: word.clone() })), now)
    }

    pub fn remove(&self, author: &Person, uid: Uid, now: u64) -> Draft {
        let roster = &self.state.as_ref().unwrap().roster;
        let stay = roster.members.iter().filter(|member| member.uid != uid);
        let (epoch, envelopes) = grants(roster.epoch + 1, stay.map(|member| (member.uid, member.generation)));
        let remove = Remove { uids: vec![uid], epoch };
        Draft { envelopes, ..self.bare(author, Body::Remove(remove), now) }
    }

    pub fn post(&self, author: &Person, sealed: &[u8], now: u64) -> Draft {
        self.post_with(author, sealed, Vec::new(), None, now)
    }

    pub fn post_with(
        &self,
        author: &Person,
        sealed: &[u8],
        files: Vec<FileId>,
        show_at: Option<u64>,
        now: u64,
    ) -> Draft {
        let (content, ciphertext) = detached(sealed);
        let draft = self.bare(author, Body::Post(Post { content, files, show_at }), now);
        Draft { ciphertext: Some(ciphertext), ..draft }
    }

    pub fn path(&self) -> String {
        format!("/v1/dialogs/{}/entries", self.id)
    }

    /// Signs and sends, and on success goes on from there.
    pub async fn send(&mut self, town: &Town, author: &Person, draft: &Draft) -> Result<Appended, No> {
        let append = draft.sign(author);
        let appended = self.try_send(town, author, &append).await?;
        self.follow(&appended.entry);
        Ok(appended)
    }

    /// Sends what somebody signed; the state stays as it is.
    pub async fn try_send(&self, town: &Town, author: &Person, append: &Append) -> Result<Appended, No> {
        town.wire.post(&self.path(), Some(&author.token), append).await.read()
    }

    /// Takes an entry that the server stored into the own state.
    pub fn follow(&mut self, entry: &Bytes) {
        let next = match &self.state {
            None => open(&entry.0, &self.chains),
            Some(state) => apply::apply(state, &entry.0, &self.chains),
        };
        self.state = Some(next.unwrap());
    }
}

fn grants(epoch: u64, members: impl IntoIterator<Item = (Uid, u64)>) -> (NewEpoch, Vec<Envelope>) {
    let members: BTreeMap<Uid, u64> = members.into_iter().collect();
    let sealed = |uid: &Uid| Bytes([b"grant for ".as_slice(), uid.as_bytes()].concat());
    let grants = members
        .iter()
        .map(|(uid, generation)| GrantRef {
            uid: *uid,
            generation: *generation,
            hash: hash::sealed(&sealed(uid).0),
        })
        .collect();
    let envelopes = members.keys().map(|uid| Envelope { to: *uid, sealed: sealed(uid) }).collect();
    (NewEpoch { epoch, commit: Hash(random()), pins: Vec::new(), grants }, envelopes)
}

fn detached(sealed: &[u8]) -> (Detached, Bytes) {
    (Detached { hash: hash::sealed(sealed), len: sealed.len() as u64 }, Bytes(sealed.to_vec()))
}

pub async fn town_card(town: &Town) -> TenantCard {
    let reply = town.wire.get("/v1/tenant", None).await;
    let signed: Signed = reply.read().unwrap();
    decode(&signed.payload.0).unwrap()
}
