//! A dialog's entries, signed as the model says them, and its state told back in the model's words.
//! Refuses to decide anything. Judged by `samtale_membership::apply`; driven by `driver`.

use crate::acts::*;
use crate::kit::T0;
use crate::reference::{Dialog, Phase, Standing};
use crate::world::World;
use samtale_membership::{self as membership, State, Violation, hash};
use samtale_wire::entry::{self, Body, Detached, GrantRef, Named, NewEpoch, Payload};
use samtale_wire::tenant::OrgAttest;
use samtale_wire::{DialogId, FileId, Hash, MsgId, Salt, VerifyKey, encode, label};
use std::collections::BTreeMap;

const SALT: Salt = Salt([3; 32]);

/// What is sealed to the readers of an epoch; without it only its form is there.
#[derive(Default)]
pub struct Envelopes {
    pub commit: Option<Hash>,
    pub grants: BTreeMap<(Who, u64), Vec<u8>>,
}

/// A dialog as the code under test has it, and its entries by number.
pub struct Log {
    pub state: State,
    pub ids: Vec<Hash>,
}

type Said = (Who, Seq, u64);

#[derive(Debug, PartialEq)]
struct MemberView {
    who: Who,
    role: Role,
    standing: Standing,
    keys: (Head, u64),
    since: (Seq, u64),
    scope: Scope,
    yes: Vec<Said>,
}

#[derive(Debug, PartialEq)]
struct ProposalView {
    id: Seq,
    by: Who,
    subject: (Who, Head),
    role: Role,
    scope: Scope,
    until: u64,
    asked: Vec<Who>,
    yes: Vec<Said>,
}

/// What both sides say about a dialog, in the model's words.
#[derive(Debug, PartialEq)]
pub struct View {
    members: Vec<MemberView>,
    proposals: Vec<ProposalView>,
    intents: Vec<(Seq, Who, Who, Head, bool)>,
    votes: Vec<(Who, bool, bool)>,
    phase: Phase,
    epoch: u64,
    rotation_due: bool,
    removal_due: bool,
    /// The last entry, the last of control, and when.
    end: (Seq, Seq, u64),
}

fn detached(n: u8) -> Detached {
    Detached { hash: Hash([n; 32]), len: 296 }
}

fn role(role: Role) -> entry::Role {
    match role {
        Role::Coordinator => entry::Role::Coordinator,
        Role::Employee => entry::Role::Employee,
        Role::Citizen => entry::Role::Citizen,
        Role::Relative => entry::Role::Relative,
        Role::External => entry::Role::External,
        Role::Service => entry::Role::Service,
    }
}

fn role_back(role: entry::Role) -> Role {
    match role {
        entry::Role::Coordinator => Role::Coordinator,
        entry::Role::Employee => Role::Employee,
        entry::Role::Citizen => Role::Citizen,
        entry::Role::Relative => Role::Relative,
        entry::Role::External => Role::External,
        entry::Role::Service => Role::Service,
    }
}

fn scope(scope: &Scope) -> entry::Scope {
    match scope {
        Scope::FromNow => entry::Scope::FromNow,
        Scope::Since(t) => entry::Scope::Since(*t),
        Scope::Posts(chosen) => entry::Scope::Posts(chosen.clone()),
        Scope::All => entry::Scope::All,
    }
}

fn scope_back(scope: &entry::Scope) -> Scope {
    match scope {
        entry::Scope::FromNow => Scope::FromNow,
        entry::Scope::Since(t) => Scope::Since(*t),
        entry::Scope::Posts(chosen) => Scope::Posts(chosen.clone()),
        entry::Scope::All => Scope::All,
    }
}

impl World {
    /// The dialog that a person would begin.
    pub fn dialog_of(&self, by: Who) -> DialogId {
        hash::dialog(&self.town.id(), &self.uid(by), &SALT)
    }

    fn org(&self, org: &Org, dialog: DialogId) -> Box<OrgAttest> {
        let town = if org.genuine { &self.town } else { &self.elsewhere };
        let succeeds = org.succeeds.map(|this| if this { dialog } else { DialogId([7; 32]) });
        town.employ_to(self.uid(org.whom), org.until, succeeds)
    }

    fn new_epoch(&self, new: &Begins, envelopes: &Envelopes) -> NewEpoch {
        let hash =
            |reader: &(Who, u64)| envelopes.grants.get(reader).map_or(Hash([5; 32]), |it| hash::sealed(it));
        let grant = |it: &(Who, u64)| GrantRef { uid: self.uid(it.0), generation: it.1, hash: hash(it) };
        NewEpoch {
            epoch: new.number,
            commit: envelopes.commit.unwrap_or(Hash([6; 32])),
            pins: new.pins.iter().map(|(who, head)| self.pin(*who, *head)).collect(),
            grants: new.grants.iter().map(grant).collect(),
        }
    }

    fn letters(&self, to: &[Who]) -> Vec<entry::LetterRef> {
        let letter = |who: &Who| entry::LetterRef { uid: self.uid(*who), hash: Hash([2; 32]) };
        to.iter().map(letter).collect()
    }

    fn body(&self, act: &Act, log: Option<&Log>, dialog: DialogId, envelopes: &Envelopes) -> Body {
        let id = |seq: &Seq| {
            let ids = log.map(|log| log.ids.as_slice()).unwrap_or_default();
            ids.get(*seq as usize).copied().unwrap_or(Hash([0xEE; 32]))
        };
        let org = |org: &Option<Org>| org.as_ref().map(|org| self.org(org, dialog));
        let text = Hash([4; 32]);
        match &act.what {
            What::Create { policy, named, org, new } => Body::Create(Box::new(entry::Create {
                tenant: self.town.id(),
                salt: SALT,
                head_key: VerifyKey([1; 32]),
                policy: match policy {
                    Policy::Standard => entry::Policy::Standard,
                    Policy::Sensitive => entry::Policy::Sensitive,
                    Policy::Apart => entry::Policy::Apart,
                },
                citizens: named
                    .iter()
                    .map(|it| Named { pin: self.pin(it.who, it.head), approves: it.approves })
                    .collect(),
                basis: entry::Basis { table: 1, line: 1 },
                org: self.org(org, dialog),
                epoch: self.new_epoch(new, envelopes),
                about: detached(3),
            })),
            What::Propose { whom, head, role: as_what, scope: sees, until, org: employed } => {
                Body::Propose(Box::new(entry::Propose {
                    subject: self.pin(*whom, *head),
                    role: role(*as_what),
                    scope: scope(sees),
                    purpose: Hash([1; 32]),
                    until: *until,
                    org: org(employed),
                    letter: Hash([2; 32]),
                    about: detached(3),
                }))
            }
            What::Join { proposal, until, policy } => {
                let right = log.filter(|_| *policy).map(|log| hash::policy_in(&log.state.roster));
                let (proposal, until) = (id(proposal), *until);
                Body::Join(entry::Join { proposal, text, until, policy: right.unwrap_or(Hash([1; 32])) })
            }
            What::Consent { proposal, until, renews } => {
                let (proposal, until, renews) = (id(proposal), *until, renews.as_ref().map(id));
                Body::Consent(entry::Consent { proposal, text, until, renews })
            }
            What::Decline { proposal } => Body::Decline(entry::Decline { proposal: id(proposal) }),
            What::Withdraw { proposal } => Body::Withdraw(entry::Withdraw { proposal: id(proposal) }),
            What::Admit { proposal, cites, new } => {
                let mut consents: Vec<Hash> = cites.iter().map(id).collect();
                consents.sort_unstable();
                let epoch = self.new_epoch(new, envelopes);
                Body::Admit(entry::Admit { proposal: id(proposal), consents, epoch })
            }
            What::Remove { out, new } => {
                let uids = out.iter().map(|who| self.uid(*who)).collect();
                Body::Remove(entry::Remove { uids, epoch: self.new_epoch(new, envelopes) })
            }
            What::Leave => Body::Leave,
            What::Rotate { garbage, new } => {
                Body::Rotate(entry::Rotate { garbage: *garbage, epoch: self.new_epoch(new, envelopes) })
            }
            What::Intent { old, letters } => {
                let (old, letters) = (self.uid(*old), self.letters(letters));
                Body::RebindIntent(entry::RebindIntent { old, card: Hash([8; 32]), letters })
            }
            What::Rebind { intent, org: employed, new } => {
                let (intent, org) = (id(intent), org(employed));
                Body::Rebind(Box::new(entry::Rebind { intent, org, epoch: self.new_epoch(new, envelopes) }))
            }
            What::Verified { whom, head, dev, at, echoed } => {
                let (subject, nonce) = (self.pin(*whom, *head), Salt([6; 32]));
                let scan = entry::Scan { dialog, asks: self.uid(act.by), answers: subject, nonce, t: *at };
                let by = if *echoed { *whom } else { act.by };
                let echo = self.keys_of(by, *dev).sign(label::QR, encode(&scan)).sig;
                let dev = self.dev(*whom, *dev);
                Body::Verified(Box::new(entry::Verified { subject, dev, nonce, at: *at, echo }))
            }
            What::Matched { whom, head } => Body::Matched(entry::Matched { subject: self.pin(*whom, *head) }),
            What::Introduce { letters } => {
                Body::Introduce(entry::Introduce { letters: self.letters(letters) })
            }
            What::OrgRevoke { whom, t, genuine } => {
                let town = if *genuine { &self.town } else { &self.elsewhere };
                Body::OrgRevoke(Box::new(town.dismiss(self.uid(*whom), *t)))
            }
            What::Close => Body::Close,
            What::Reopen => Body::Reopen,
            What::Journalised { from, to } => {
                let (from, to, export, case) = (*from, *to, Hash([7; 32]), detached(6));
                Body::Journalised(entry::Journalised { from, to, export, case })
            }
            What::Resume { seq } => Body::Resume(entry::Resume { seq: *seq, head: Hash([1; 32]) }),
            What::Tombstone { seq, author } => {
                let (seq, entry, author) = (*seq, id(seq), self.uid(*author));
                Body::Tombstone(entry::Tombstone { seq, entry, author })
            }
            What::Post { files, doubled } => {
                let mut names: Vec<FileId> = (0..*files).map(|n| FileId([n as u8; 32])).collect();
                if *doubled {
                    names.push(FileId([0; 32]));
                }
                Body::Post(entry::Post { content: detached(6), files: names, show_at: None })
            }
        }
    }

    /// The signed entry.
    pub fn entry(&self, act: &Act, log: Option<&Log>, envelopes: &Envelopes) -> Vec<u8> {
        let roster = log.map(|log| &log.state.roster);
        let dialog = roster.map_or_else(|| self.dialog_of(act.by), |roster| roster.dialog);
        let mut payload = Payload {
            version: 1,
            dialog,
            seq: log.map_or(0, |log| log.state.tip.seq + 1),
            prev: log.map_or(Hash::ZERO, |log| log.state.tip.head),
            ctl: roster.map_or(Hash::ZERO, |roster| roster.ctl),
            uid: self.uid(act.by),
            dev: self.dev(act.by, act.dev),
            msg_id: msg_id(log.map_or(0, |log| log.state.tip.seq + 1)),
            t: act.t,
            epoch: act.epoch,
            uhead: self.pin(act.by, act.head).uhead,
            body: self.body(act, log, dialog, envelopes),
        };
        let mut keys = self.keys_of(act.by, act.dev);
        match act.header {
            Header::Right => {}
            Header::Version => payload.version = 2,
            Header::Dialog => payload.dialog.0[0] ^= 1,
            Header::Skipped => payload.seq += 1,
            Header::Repeated => payload.seq = payload.seq.wrapping_sub(1),
            Header::Prev => payload.prev.0[0] ^= 1,
            Header::Ctl => payload.ctl.0[0] ^= 1,
            Header::Forged => keys = self.keys_of((act.by + 1) % 8, act.dev),
        }
        encode(&keys.sign(label::ENTRY, encode(&payload)))
    }

    /// What the code under test says.
    pub fn judge(&self, log: Option<&Log>, entry: &[u8]) -> Result<State, Violation> {
        match log {
            Some(log) => membership::apply(&log.state, entry, self),
            None => membership::open(entry, self),
        }
    }

    /// The state of the code under test, in the model's words.
    pub fn view(&self, log: &Log) -> View {
        let State { tip, roster } = &log.state;
        let seq = |id: &Hash| log.ids.iter().position(|it| it == id).map_or(Seq::MAX, |seq| seq as Seq);
        let said = |yes: &[membership::Yes]| {
            let mut said: Vec<Said> =
                yes.iter().map(|it| (self.who(&it.uid), seq(&it.entry), it.until)).collect();
            said.sort_unstable();
            said
        };
        let member = |it: &membership::Member| MemberView {
            who: self.who(&it.uid),
            role: role_back(it.role),
            standing: match it.standing {
                membership::Standing::In => Standing::In,
                membership::Standing::Left => Standing::Left,
                membership::Standing::Withdrawn => Standing::Withdrawn,
                membership::Standing::Dismissed => Standing::Dismissed,
            },
            keys: (it.uhead.useq, it.generation),
            since: (it.since, it.joined),
            scope: scope_back(&it.scope),
            yes: said(&it.yes),
        };
        let proposal = |it: &membership::Proposal| {
            let mut asked: Vec<Who> = it.approvers.iter().map(|uid| self.who(uid)).collect();
            asked.sort_unstable();
            ProposalView {
                id: seq(&it.id),
                by: self.who(&it.by),
                subject: (self.who(&it.subject.uid), it.subject.uhead.useq),
                role: role_back(it.role),
                scope: scope_back(&it.scope),
                until: it.until,
                asked,
                yes: said(&it.yes),
            }
        };
        let intent = |it: &membership::Intent| {
            (seq(&it.id), self.who(&it.old), self.who(&it.new.uid), it.new.uhead.useq, it.contested)
        };
        let vote = |it: &membership::Citizen| (self.who(&it.uid), it.approves, it.votes_from <= tip.t);
        View {
            members: roster.members.iter().map(member).collect(),
            proposals: roster.proposals.iter().map(proposal).collect(),
            intents: roster.intents.iter().map(intent).collect(),
            votes: roster.citizens.iter().map(vote).collect(),
            phase: match roster.phase {
                membership::Phase::Open => Phase::Open,
                membership::Phase::Closed => Phase::Closed,
                membership::Phase::Over => Phase::Over,
            },
            epoch: roster.epoch,
            rotation_due: roster.rotate,
            removal_due: roster.removal_due(tip.t),
            end: (tip.seq, seq(&roster.ctl), tip.t),
        }
    }
}

/// The state of the reference, in the same words.
pub fn view(dialog: &Dialog) -> View {
    let said = |yes: &BTreeMap<Who, crate::reference::Yes>| -> Vec<Said> {
        yes.iter().map(|(who, it)| (*who, it.entry, it.until)).collect()
    };
    let members = dialog.members.iter().map(|(who, it)| MemberView {
        who: *who,
        role: it.role,
        standing: it.standing,
        keys: (it.head, it.generation),
        since: (it.since, it.joined),
        scope: it.scope.clone(),
        yes: said(&it.yes),
    });
    let proposals = dialog.proposals.iter().map(|(id, it)| ProposalView {
        id: *id,
        by: it.by,
        subject: (it.subject, it.head),
        role: it.role,
        scope: it.scope.clone(),
        until: it.until,
        asked: it.approvers.iter().copied().collect(),
        yes: said(&it.yes),
    });
    let intents = dialog.intents.iter().map(|(id, it)| (*id, it.old, it.new, it.head, it.contested));
    let votes = dialog.named.iter().map(|(who, it)| (*who, it.approves, dialog.votes(*who, dialog.t)));
    View {
        members: members.collect(),
        proposals: proposals.collect(),
        intents: intents.collect(),
        votes: votes.collect(),
        phase: dialog.phase,
        epoch: dialog.epoch,
        rotation_due: dialog.rotation_due,
        removal_due: dialog.removal_due(dialog.t),
        end: (dialog.seq, dialog.control, dialog.t),
    }
}

/// The idempotency key of the entry at a place: each has its own.
pub fn msg_id(seq: Seq) -> MsgId {
    MsgId(u128::from(seq).to_be_bytes())
}

/// When every schedule begins.
pub const START: u64 = T0;
