//! The reference mailbox: what the server is to its clients, as small as it can be told. It orders by
//! `samtale_membership::apply`, keeps, and tells each account what is for it.
//! Refuses as the server does. Mutants of it break one promise each, so that the test can fail.

use crate::town::Town;
use samtale_engine::courier::{Fault, Reply, Request};
use samtale_membership::apply::{entry_hash, needs, parse};
use samtale_membership::{Roster, State, UserChain, Violation, apply, attachments, chain, hash, open};
use samtale_wire::api::*;
use samtale_wire::entry::{Body, Payload, Scope};
use samtale_wire::tenant::OrgAttest;
use samtale_wire::user::UserBody;
use samtale_wire::{Bytes, DeviceId, DialogId, FileId, InvitationId, LinkId, Salt, Uid};
use std::collections::{BTreeMap, BTreeSet};

/// How many items stand in one page.
const PAGE: usize = 7;

/// Which promise is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    None,
    /// A post is acknowledged and not kept.
    LosesAPost,
    /// A post's content is not brought to who may read it.
    WithholdsContent,
    /// An entry is told before the one that it stands on.
    TellsBackwards,
    /// Every device lets go of what it kept when it is locked.
    DevicesForget,
    /// A device says what it said once more, as something new.
    DevicesSayAgain,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub uid: Uid,
    pub dev: DeviceId,
}

struct Account {
    entries: Vec<Bytes>,
    org: Option<Box<OrgAttest>>,
    ring: Option<Ring>,
    snapshots: BTreeMap<DialogId, Bytes>,
    /// The user secrets before the one of today, each sealed under the next.
    before: Vec<Bytes>,
    told: Vec<News>,
}

struct Seat {
    uid: Uid,
    sealed_secret: Bytes,
    half: Salt,
    live: bool,
}

#[derive(Clone, Copy)]
enum News {
    Entry(DialogId, u64),
    Claim(InvitationId),
    Link(LinkId),
    Chain(Uid),
}

/// An entry as it is kept.
pub struct Stored {
    pub entry: Bytes,
    pub payload: Payload,
    envelopes: Vec<Envelope>,
    ciphertext: Option<Bytes>,
    /// It was taken back.
    pub hidden: bool,
}

pub struct Log {
    pub state: State,
    pub entries: Vec<Stored>,
}

pub struct Mailbox {
    pub town: Town,
    pub now: u64,
    pub mutant: Mutant,
    pub chains: BTreeMap<Uid, UserChain>,
    pub logs: BTreeMap<DialogId, Log>,
    accounts: BTreeMap<Uid, Account>,
    seats: BTreeMap<DeviceId, Seat>,
    invitations: BTreeMap<InvitationId, (Uid, Option<Claimed>)>,
    links: BTreeMap<LinkId, (Uid, u64, Option<LinkRequest>)>,
    files: BTreeSet<(DialogId, FileId)>,
    posts: u64,
}

fn refused<T>(code: Code) -> Result<T, Fault> {
    Err(Fault::Refused(code))
}

fn broken(_: Violation) -> Fault {
    Fault::Refused(Code::Violation)
}

impl Mailbox {
    pub fn new(town: Town, now: u64, mutant: Mutant) -> Self {
        Self {
            town,
            now,
            mutant,
            chains: BTreeMap::new(),
            logs: BTreeMap::new(),
            accounts: BTreeMap::new(),
            seats: BTreeMap::new(),
            invitations: BTreeMap::new(),
            links: BTreeMap::new(),
            files: BTreeSet::new(),
            posts: 0,
        }
    }

    /// Somebody new, staff or not; as if their card had been looked at.
    pub fn enrol(&mut self, enrol: &Enrol, staff: bool) -> Opened {
        let mut chain = UserChain::begin(&enrol.genesis.0).expect("a chain");
        chain.extend(&enrol.attest.0).expect("attested");
        let (uid, dev) = (chain.now().uid, enrol.session.dev);
        let org = staff.then(|| self.town.employ(uid, self.now + 365 * 86_400));
        let entries = vec![enrol.genesis.clone(), enrol.attest.clone()];
        self.accounts.insert(
            uid,
            Account {
                entries,
                org,
                ring: None,
                snapshots: BTreeMap::new(),
                before: Vec::new(),
                told: Vec::new(),
            },
        );
        self.chains.insert(uid, chain);
        self.seat(uid, dev, enrol.sealed_secret.clone());
        self.opens(&Caller { uid, dev }).expect("just enrolled")
    }

    fn seat(&mut self, uid: Uid, dev: DeviceId, sealed_secret: Bytes) {
        self.seats.insert(dev, Seat { uid, sealed_secret, half: Salt(dev.0), live: true });
    }

    pub fn is_live(&self, dev: &DeviceId) -> bool {
        self.seats.get(dev).is_some_and(|seat| seat.live)
    }

    /// A session for a live device.
    pub fn opens(&self, by: &Caller) -> Result<Opened, Fault> {
        let Some(seat) = self.seats.get(&by.dev).filter(|seat| seat.live && seat.uid == by.uid) else {
            return refused(Code::BadLogin);
        };
        let account = &self.accounts[&by.uid];
        Ok(Opened {
            token: Salt([0; 32]),
            vault_half: seat.half,
            sealed_secret: seat.sealed_secret.clone(),
            now: self.now,
            tenant_card: self.town.card.clone(),
            org: account.org.clone(),
            chain: Chain { entries: account.entries.clone() },
            ring: account.ring.clone(),
            former: Vec::new(),
            before: account.before.clone(),
            refresh: Salt([0; 32]),
            lasts: 600,
            theft: None,
            out: Vec::new(),
        })
    }

    /// A start as it is told: the session, the dialogs in brief, and from where the news go on. A device that
    /// nobody vouched for is told nothing yet.
    pub fn starts(&self, by: &Caller) -> Result<(Opened, Option<Vec<Brief>>, usize), Fault> {
        let opened = self.opens(by)?;
        let from = opened.ring.as_ref().map(|ring| place(&ring.cursor));
        let is_in = |log: &&Log| from.is_some() && log.state.roster.member(&by.uid).is_some();
        let mut logs: Vec<&Log> = self.logs.values().filter(is_in).collect();
        logs.sort_by_key(|log| std::cmp::Reverse(log.state.tip.t));
        let briefs = logs.into_iter().map(|log| self.brief(&by.uid, log)).collect();
        Ok((opened, (!self.is_narrow(by)).then_some(briefs), from.unwrap_or(0)))
    }

    fn brief(&self, uid: &Uid, log: &Log) -> Brief {
        let (dialog, tip) = (log.state.roster.dialog, &log.state.tip);
        let posts = log.entries.iter().filter(|it| matches!(it.payload.body, Body::Post(_)));
        let told = posts.rev().map(|it| self.delivers(uid, dialog, it.payload.seq));
        let post =
            told.into_iter().find_map(|it| Some(BriefPost { entry: it.entry, ciphertext: it.ciphertext? }));
        Brief { head: self.town.head(dialog, tip.seq, tip.head, self.now), post }
    }

    fn is_narrow(&self, by: &Caller) -> bool {
        self.chains[&by.uid].now().device(&by.dev).is_none_or(|it| it.vouched.is_none())
    }

    fn tell(&mut self, uid: Uid, news: News) {
        self.accounts.get_mut(&uid).expect("an account").told.push(news);
    }

    /// Does what a device asks, once or again.
    pub fn takes(&mut self, by: &Caller, request: &Request) -> Result<Reply, Fault> {
        let opened = self.opens(by)?;
        let narrow = self.is_narrow(by);
        match request {
            Request::Extend(extend) => return self.extends(by, extend).map(|()| Reply::Done),
            Request::Renew => return Ok(Reply::Opened(Box::new(opened))),
            _ if narrow => return refused(Code::NoSession),
            _ => {}
        }
        match request {
            Request::Append(dialog, append) => self.appends(by, dialog, append).map(Reply::Appended),
            Request::Chain(uid) => match self.accounts.get(uid) {
                Some(account) => Ok(Reply::Chain(Chain { entries: account.entries.clone() })),
                None => refused(Code::NotFound),
            },
            Request::Invite(new) => self.invites(by, new),
            Request::Claim(claim) => self.claims(by, claim),
            // Nobody in this town takes an invitation back, or comes with another's.
            Request::Withdraw(_) | Request::Refuse(_) | Request::Code(_) => refused(Code::NoRoute),
            Request::KeepRing(kept) => self.keeps_ring(by, kept),
            Request::Snapshots(want) => {
                let kept = &self.accounts[&by.uid].snapshots;
                let found = want.dialogs.iter().filter_map(|dialog| {
                    Some(Snapshot { dialog: *dialog, sealed: kept.get(dialog)?.clone() })
                });
                Ok(Reply::Snapshots(Snapshots { snapshots: found.collect() }))
            }
            Request::Log(dialog, from) => self.pages(by, *dialog, *from, u64::MAX, MAX_PAGE),
            Request::Page(dialog, before, limit) => self.pages(by, *dialog, 0, *before, *limit),
            Request::Ring => opened.ring.map(Reply::Ring).ok_or(Fault::Refused(Code::NotFound)),
            // Nobody comes without a login here.
            Request::OpenVouching(_) | Request::AnswerVouching(_) => Ok(Reply::Done),
            Request::OpenLink(new) => {
                self.links.entry(new.id).or_insert((by.uid, new.until, None));
                Ok(Reply::Done)
            }
            Request::Upload(dialog, file) => {
                self.files.insert((*dialog, *file));
                Ok(Reply::Done)
            }
            // What is said beside a log is in no order: this mailbox loses all of it.
            Request::Present(..) | Request::Ephemeral(..) => Ok(Reply::Done),
            Request::TenantCard => Ok(Reply::TenantCard(self.town.card.clone())),
            Request::Extend(_) | Request::Renew => refused(Code::NoRoute),
        }
    }

    fn invites(&mut self, by: &Caller, new: &NewInvitation) -> Result<Reply, Fault> {
        match self.invitations.get(&new.id) {
            Some((owner, _)) if *owner != by.uid => refused(Code::Conflict),
            Some((_, claimed)) => {
                let registered =
                    Registered { claimed: claimed.iter().cloned().collect(), events: Vec::new() };
                Ok(Reply::Registered(Box::new(registered)))
            }
            None if self.accounts[&by.uid].org.is_none() => refused(Code::NotAllowed),
            None => {
                self.invitations.insert(new.id, (by.uid, None));
                Ok(Reply::Done)
            }
        }
    }

    fn claims(&mut self, by: &Caller, claim: &Claim) -> Result<Reply, Fault> {
        let Some((owner, first)) = self.invitations.get_mut(&claim.id) else {
            return refused(Code::NotFound);
        };
        if let Some(first) = first {
            let again = (first.uid, first.proof) == (by.uid, claim.proof);
            return if again { Ok(Reply::Done) } else { refused(Code::Spent) };
        }
        let Claim { id, proof, letter } = claim.clone();
        *first = Some(Claimed { invitation: id, uid: by.uid, proof, letter });
        let owner = *owner;
        self.tell(owner, News::Claim(claim.id));
        Ok(Reply::Done)
    }

    fn keeps_ring(&mut self, by: &Caller, kept: &KeepRing) -> Result<Reply, Fault> {
        let account = self.accounts.get_mut(&by.uid).expect("an account");
        if account.ring.as_ref().map_or(0, |kept| kept.version) + 1 != kept.ring.version {
            return refused(Code::Conflict);
        }
        account.ring = Some(kept.ring.clone());
        account.snapshots.extend(kept.snapshots.iter().map(|it| (it.dialog, it.sealed.clone())));
        Ok(Reply::Done)
    }

    /// A part of a log: the first entries from `from`, or the last ones before `before`.
    fn pages(
        &self,
        by: &Caller,
        dialog: DialogId,
        from: u64,
        before: u64,
        limit: usize,
    ) -> Result<Reply, Fault> {
        let Some(log) = self.logs.get(&dialog) else { return refused(Code::NotFound) };
        let member = log.state.roster.member(&by.uid).is_some();
        let seqs = (0..log.entries.len() as u64).filter(|seq| (from..before).contains(seq));
        let mut seqs: Vec<u64> = seqs.filter(|seq| member || self.was_told(&by.uid, &dialog, *seq)).collect();
        if seqs.is_empty() && !member {
            return refused(Code::NotFound);
        }
        if before < u64::MAX {
            seqs.drain(..seqs.len().saturating_sub(limit));
        } else {
            seqs.truncate(limit);
        }
        let end = log.state.tip.seq;
        let signed = if before == u64::MAX { seqs.last() } else { member.then_some(&end) };
        let head = signed.map(|seq| {
            let stored = &log.entries[usize::try_from(*seq).expect("small")];
            self.town.head(dialog, *seq, entry_hash(&stored.entry.0), self.now)
        });
        let entries = seqs.into_iter().map(|seq| self.delivers(&by.uid, dialog, seq)).collect();
        Ok(Reply::Page(Page { entries, head }))
    }

    /// A new device asks at a link.
    pub fn asks_at(&mut self, id: &LinkId, request: LinkRequest) -> Result<(), Fault> {
        let now = self.now;
        let Some((owner, until, asked)) = self.links.get_mut(id) else { return refused(Code::NotFound) };
        if *until <= now {
            return refused(Code::Spent);
        }
        *asked = Some(request);
        let owner = *owner;
        self.tell(owner, News::Link(*id));
        Ok(())
    }

    /// Whose link it is, and their chain.
    pub fn chain_at(&self, id: &LinkId) -> Option<Chain> {
        let (owner, ..) = self.links.get(id)?;
        Some(Chain { entries: self.accounts[owner].entries.clone() })
    }

    fn extends(&mut self, by: &Caller, extend: &Extend) -> Result<(), Fault> {
        let (_, payload) = chain::parse(&extend.entry.0).map_err(broken)?;
        if (payload.uid, payload.by) != (by.uid, by.dev) {
            return refused(Code::NotAllowed);
        }
        let before = self.chains[&by.uid].clone();
        if before.holds(&extend.entry.0) {
            return Ok(());
        }
        if payload.t.abs_diff(self.now) > MAX_SKEW {
            return refused(Code::Clock);
        }
        let mut after = before.clone();
        after.extend(&extend.entry.0).map_err(|violation| match violation {
            Violation::Sequence | Violation::ChainBroken => Fault::Refused(Code::Conflict),
            other => broken(other),
        })?;
        let account = self.accounts.get_mut(&by.uid).expect("an account");
        account.entries.push(extend.entry.clone());
        account.before.extend(extend.before.clone());
        match &payload.body {
            UserBody::AddDevice(it) | UserBody::SetPaper(it) => {
                self.seat(by.uid, hash::device(&it.device), extend.secrets[0].sealed.clone());
            }
            UserBody::RevokeDevice(_) => {
                for SealedSecret { dev, sealed } in &extend.secrets {
                    self.seats.get_mut(dev).expect("a device").sealed_secret = sealed.clone();
                }
                for seat in before.now().devices.iter().filter(|it| after.now().device(&it.id).is_none()) {
                    self.seats.get_mut(&seat.id).expect("a device").live = false;
                }
                for other in self.co_members(&by.uid) {
                    self.tell(other, News::Chain(by.uid));
                }
            }
            _ => {}
        }
        self.tell(by.uid, News::Chain(by.uid));
        self.chains.insert(by.uid, after);
        Ok(())
    }

    fn co_members(&self, uid: &Uid) -> BTreeSet<Uid> {
        let theirs = self.logs.values().filter(|log| log.state.roster.member(uid).is_some());
        let all = theirs.flat_map(|log| log.state.roster.members.iter().map(|member| member.uid));
        all.filter(|other| other != uid).collect()
    }

    fn appends(&mut self, by: &Caller, dialog: &DialogId, append: &Append) -> Result<Appended, Fault> {
        let (_, payload) = parse(&append.entry.0).map_err(broken)?;
        if payload.dialog != *dialog || (payload.uid, payload.dev) != (by.uid, by.dev) {
            return refused(Code::NotAllowed);
        }
        let same = |it: &&Stored| (it.payload.dev, it.payload.msg_id) == (payload.dev, payload.msg_id);
        if let Some(stored) = self.logs.get(dialog).and_then(|log| log.entries.iter().find(same)) {
            let (entry, seq) = (stored.entry.clone(), stored.payload.seq);
            return Ok(self.appended(*dialog, seq, entry));
        }
        if payload.t.abs_diff(self.now) > MAX_SKEW {
            return refused(Code::Clock);
        }
        let before = self.logs.get(dialog).map(|log| &log.state);
        let after = self.judges(before, &payload, &append.entry.0)?;
        let ciphertext = append.ciphertext.as_ref().map(|bytes| bytes.0.as_slice());
        attachments::check(&payload.body, &append.envelopes, ciphertext).map_err(broken)?;

        if let Body::Post(post) = &payload.body
            && !post.files.iter().all(|file| self.files.contains(&(*dialog, *file)))
        {
            return refused(Code::Violation);
        }
        let is_post = matches!(payload.body, Body::Post(_));
        self.posts += u64::from(is_post);
        if self.mutant == Mutant::LosesAPost && is_post && self.posts.is_multiple_of(5) {
            return Ok(self.appended(*dialog, payload.seq, append.entry.clone()));
        }
        let mut audience: BTreeSet<Uid> = [payload.uid].into();
        for roster in before.iter().map(|state| &state.roster).chain([&after.roster]) {
            audience.extend(roster.proposals.iter().map(|open| open.subject.uid));
        }
        audience.extend(after.roster.members.iter().map(|member| member.uid));
        if let Body::Remove(remove) = &payload.body {
            audience.extend(&remove.uids);
        }
        let newcomer = match &payload.body {
            Body::Admit(admit) => before.and_then(|it| it.roster.proposal(&admit.proposal).ok()),
            _ => None,
        };
        let newcomer = newcomer.map(|open| open.subject.uid);
        let seq = payload.seq;
        if let Body::Propose(propose) = &payload.body {
            let missing: Vec<u64> =
                (0..seq).filter(|seq| !self.was_told(&propose.subject.uid, dialog, *seq)).collect();
            missing.into_iter().for_each(|seq| self.tell(propose.subject.uid, News::Entry(*dialog, seq)));
        }
        let log =
            self.logs.entry(*dialog).or_insert_with(|| Log { state: after.clone(), entries: Vec::new() });
        log.state = after;
        if let Body::Tombstone(it) = &payload.body
            && let Some(target) = log.entries.iter_mut().find(|stored| stored.payload.seq == it.seq)
        {
            target.hidden = true;
        }
        let Append { entry, envelopes, ciphertext } = append.clone();
        log.entries.push(Stored { entry, payload, envelopes, ciphertext, hidden: false });
        audience.into_iter().for_each(|uid| self.tell(uid, News::Entry(*dialog, seq)));
        if let Some(uid) = newcomer {
            self.retells(uid, dialog);
        }
        Ok(self.appended(*dialog, seq, append.entry.clone()))
    }

    fn appended(&self, dialog: DialogId, seq: u64, entry: Bytes) -> Appended {
        let head = self.town.head(dialog, seq, entry_hash(&entry.0), self.now);
        Appended { seq, entry, now: self.now, head }
    }

    fn judges(&self, before: Option<&State>, payload: &Payload, entry: &[u8]) -> Result<State, Fault> {
        let concerns = |roster: &Roster| {
            let proposed = roster.proposals.iter().any(|open| open.subject.uid == payload.uid);
            roster.member(&payload.uid).is_some() || proposed
        };
        let known = needs(before.map(|state| &state.roster), payload);
        let chains: BTreeMap<Uid, UserChain> =
            known.iter().filter_map(|pin| Some((pin.uid, self.chains.get(&pin.uid)?.clone()))).collect();
        match before.filter(|state| concerns(&state.roster)) {
            None if !matches!(payload.body, Body::Create(_)) => refused(Code::NotFound),
            None if before.is_some() => refused(Code::Conflict),
            None => open(entry, &chains).map_err(broken),
            Some(state) => apply(state, entry, &chains).map_err(|violation| match violation {
                Violation::Sequence
                | Violation::ChainBroken
                | Violation::ControlBroken
                | Violation::StaleEpoch
                | Violation::TimeBackwards => Fault::Refused(Code::Conflict),
                other => broken(other),
            }),
        }
    }

    fn was_told(&self, uid: &Uid, dialog: &DialogId, seq: u64) -> bool {
        let is_it = |news: &News| matches!(news, News::Entry(there, at) if (there, *at) == (dialog, seq));
        self.accounts[uid].told.iter().any(is_it)
    }

    /// Who came in is brought what was before, as far as their scope goes.
    fn retells(&mut self, uid: Uid, dialog: &DialogId) {
        let log = &self.logs[dialog];
        let Some(member) = log.state.roster.member(&uid).filter(|it| it.scope != Scope::FromNow) else {
            return;
        };
        let within = |it: &&Stored| may_have(&member.scope, member.since, it);
        let again: Vec<u64> = log.entries.iter().filter(within).map(|it| it.payload.seq).collect();
        again.into_iter().for_each(|seq| self.tell(uid, News::Entry(*dialog, seq)));
    }

    /// The next page for an account, from where it has read to.
    pub fn feeds(&self, by: &Caller, from: usize) -> Result<(Feed, usize), Fault> {
        self.opens(by)?;
        if self.is_narrow(by) {
            return refused(Code::NoSession);
        }
        let told = &self.accounts[&by.uid].told;
        // What has run out is not told any more, and does not make a page either.
        let runs_out = |news: &News| matches!(news, News::Link(id) if self.links[id].1 <= self.now);
        let empty = told[from..].iter().take_while(|news| runs_out(news)).count();
        let end = (from + empty + PAGE).min(told.len());
        let mut ends: BTreeMap<DialogId, u64> = BTreeMap::new();
        let mut items: Vec<FeedItem> = Vec::new();
        for news in &told[from..end] {
            match *news {
                News::Entry(dialog, seq) => {
                    let end = ends.entry(dialog).or_insert(seq);
                    *end = seq.max(*end);
                    items.push(FeedItem::Entry(Box::new(self.delivers(&by.uid, dialog, seq))));
                }
                News::Claim(id) => {
                    let claimed = self.invitations[&id].1.clone().expect("claimed");
                    items.push(FeedItem::Claimed(Box::new(claimed)));
                }
                News::Link(link) => {
                    let (_, until, asked) = &self.links[&link];
                    if let Some(request) = asked.clone().filter(|_| *until > self.now) {
                        items.push(FeedItem::LinkRequested(Box::new(LinkRequested { link, request })));
                    }
                }
                News::Chain(uid) => items.push(FeedItem::ChainMoved(uid)),
            }
        }
        if self.mutant == Mutant::TellsBackwards {
            items.reverse();
        }
        let head = |(dialog, seq): (DialogId, u64)| {
            let stored = &self.logs[&dialog].entries[usize::try_from(seq).expect("small")];
            self.town.head(dialog, seq, entry_hash(&stored.entry.0), self.now)
        };
        let heads = ends.into_iter().map(head).collect();
        let more = end < told.len();
        let cursor = Cursor::new((end as u64).to_be_bytes().to_vec()).expect("short");
        Ok((Feed { items, cursor, more, now: self.now, heads, ..Feed::default() }, end))
    }

    fn delivers(&self, uid: &Uid, dialog: DialogId, seq: u64) -> Delivered {
        let log = &self.logs[&dialog];
        let stored = &log.entries[usize::try_from(seq).expect("small")];
        let member = log.state.roster.member(uid);
        let since = |member: &samtale_membership::Member| match member.scope {
            Scope::FromNow => member.since,
            _ => 0,
        };
        let may = member.is_some_and(|member| since(member) <= seq) && !stored.hidden;
        let withheld = self.mutant == Mutant::WithholdsContent
            && matches!(stored.payload.body, Body::Post(_))
            && stored.payload.uid != *uid;
        let ciphertext = stored.ciphertext.clone().filter(|_| may && !withheld);
        let envelope = stored.envelopes.iter().find(|envelope| envelope.to == *uid);
        let envelope = envelope.map(|envelope| envelope.sealed.clone());
        Delivered { dialog, entry: stored.entry.clone(), ciphertext, envelope }
    }
}

/// A place in an account's news; nothing is the beginning.
pub fn place(cursor: &Cursor) -> usize {
    cursor.as_bytes().try_into().map_or(0, |bytes| usize::try_from(u64::from_be_bytes(bytes)).expect("small"))
}

/// Whether somebody who came in at `since` reads a post.
pub fn may_have(scope: &Scope, since: u64, it: &Stored) -> bool {
    let before = match scope {
        Scope::FromNow => false,
        Scope::Since(t) => it.payload.t >= *t,
        Scope::Posts(chosen) => chosen.contains(&it.payload.seq),
        Scope::All => true,
    };
    matches!(it.payload.body, Body::Post(_)) && (it.payload.seq >= since || before)
}
