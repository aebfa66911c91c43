//! What a device knows of a dialog beside its posts, to be kept sealed: with it nothing is replayed, and no
//! signature of the log is verified twice.
//! Refuses to be newer or older than the place in the key ring that names it. Used by `sleep` and `ring`.

use crate::case::CaseId;
use crate::dialog::{Dialog, Epoch, Erased, Posted, Unread};
use crate::mind::Engine;
use crate::row::Row;
use minicbor::{Decode, Encode};
use samtale_membership::{Roster, State, Tip, UserChain};
use samtale_seal::Secret;
use samtale_wire::user::Card;
use samtale_wire::{Bytes, DeviceId, Hash, Uid, encode};
use std::collections::BTreeSet;
use zeroize::Zeroizing;

/// What is sealed.
#[derive(Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Snapshot {
    /// 1.
    #[n(0)]
    pub format: u64,
    #[n(1)]
    roster: Roster,
    #[n(2)]
    epochs: Vec<KeptEpoch>,
    /// Keys of single posts that were granted.
    #[n(3)]
    keys: Vec<(u64, Secret)>,
    #[n(4)]
    topic: Option<String>,
    #[n(5)]
    happened: Vec<Row>,
    #[n(6)]
    met: Vec<DeviceId>,
    #[n(7)]
    said: Vec<(Hash, bool)>,
    #[n(8)]
    subjects: Vec<(Hash, Uid)>,
    #[n(9)]
    asked_back: Vec<(Hash, Uid)>,
    #[n(10)]
    declined: Vec<Uid>,
    #[n(11)]
    erased: Vec<(u64, Erased)>,
    #[n(12)]
    went_on: Vec<(Uid, Uid)>,
    /// Posts whose time has not come.
    #[n(13)]
    scheduled: Vec<Scheduled>,
    /// Posts that were taken back and still count: their page was not at hand.
    #[n(15)]
    withdrawn: Vec<u64>,
    /// The chains and cards of everybody who is or was in.
    #[n(14)]
    pub people: Vec<Person>,
    /// To which case it belongs.
    #[n(16)]
    case: Option<CaseId>,
    /// Own later cards that the others were shown; nothing for none.
    #[n(17)]
    shown: Option<Vec<Hash>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
struct KeptEpoch {
    #[n(0)]
    number: u64,
    #[n(1)]
    commit: Hash,
    #[n(2)]
    t: u64,
    #[n(3)]
    by: Uid,
    #[n(4)]
    secret: Option<Secret>,
    #[n(5)]
    generation: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
struct Scheduled {
    #[n(0)]
    post: Posted,
    #[n(1)]
    entry: Hash,
    #[n(2)]
    show_at: u64,
}

/// Somebody, as they prove themselves.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Person {
    /// The entries of their chain.
    #[n(0)]
    pub chain: Vec<Bytes>,
    /// Their cards.
    #[n(1)]
    pub cards: Vec<Card>,
}

impl Engine {
    /// What there is to keep of a dialog: the canonical bytes of a [`Snapshot`].
    pub(crate) fn snapshot(&self, dialog: &Dialog) -> Zeroizing<Vec<u8>> {
        let secret = |(number, it): (&u64, &Epoch)| KeptEpoch {
            number: *number,
            commit: it.commit,
            t: it.t,
            by: it.by,
            secret: it.secret.clone(),
            generation: it.generation,
        };
        let scheduled = dialog.unread.iter().filter_map(|(seq, why)| match why {
            Unread::Scheduled(at) => {
                let (post, entry) = (*dialog.posted(*seq)?, *dialog.entry(*seq)?);
                Some(Scheduled { post, entry, show_at: *at })
            }
            _ => None,
        });
        Zeroizing::new(encode(&Snapshot {
            format: 1,
            roster: dialog.state.roster.clone(),
            epochs: dialog.epochs.iter().map(secret).collect(),
            keys: dialog.keys.iter().map(|(seq, key)| (*seq, key.clone())).collect(),
            topic: dialog.topic.clone(),
            happened: dialog.happened.clone(),
            met: dialog.met.iter().copied().collect(),
            said: dialog.said.iter().map(|(proposal, yes)| (*proposal, *yes)).collect(),
            subjects: dialog.subjects.iter().map(|(proposal, uid)| (*proposal, *uid)).collect(),
            asked_back: dialog.asked_back.iter().map(|(intent, uid)| (*intent, *uid)).collect(),
            declined: dialog.declined.iter().copied().collect(),
            erased: dialog.erased.iter().map(|(seq, it)| (*seq, *it)).collect(),
            went_on: dialog.went_on.iter().map(|(old, new)| (*old, *new)).collect(),
            scheduled: scheduled.collect(),
            withdrawn: dialog.withdrawn.iter().copied().collect(),
            people: self.people_of(dialog),
            case: dialog.case,
            shown: (!dialog.shown.is_empty()).then(|| dialog.shown.iter().copied().collect()),
        }))
    }

    /// Everybody who is or was in a dialog, or was asked to be.
    fn people_of(&self, dialog: &Dialog) -> Vec<Person> {
        let roster = &dialog.state.roster;
        let mut uids: BTreeSet<Uid> = roster.members.iter().map(|member| member.uid).collect();
        uids.extend(roster.citizens.iter().map(|citizen| citizen.uid));
        uids.extend(roster.seen.iter().map(|pin| pin.uid));
        uids.extend(dialog.subjects.values().chain(dialog.asked_back.values()));
        uids.remove(&self.me.uid);
        let person = |uid: Uid| {
            let chain = self.chains.get(&uid)?.entries().to_vec();
            Some(Person { chain, cards: self.people.all_cards(&uid) })
        };
        uids.into_iter().filter_map(person).collect()
    }
}

impl Snapshot {
    /// The dialog as it was left, at the place that the key ring names; its posts come by the page.
    pub fn into_dialog(self, tip: Tip) -> Dialog {
        let mut dialog = Dialog::new(State { tip, roster: self.roster });
        dialog.from = tip.seq.saturating_add(1);
        dialog.below = tip.head;
        dialog.was_signed = Some(tip.seq);
        dialog.epochs = self
            .epochs
            .into_iter()
            .map(|KeptEpoch { number, commit, t, by, secret, generation }| {
                (number, Epoch { commit, t, by, secret, generation })
            })
            .collect();
        dialog.keys = self.keys.into_iter().collect();
        dialog.topic = self.topic;
        dialog.case = self.case;
        dialog.happened = self.happened;
        dialog.met = self.met.into_iter().collect();
        dialog.shown = self.shown.into_iter().flatten().collect();
        dialog.said = self.said.into_iter().collect();
        dialog.subjects = self.subjects.into_iter().collect();
        dialog.asked_back = self.asked_back.into_iter().collect();
        dialog.declined = self.declined.into_iter().collect();
        dialog.erased = self.erased.into_iter().collect();
        dialog.withdrawn = self.withdrawn.into_iter().collect();
        dialog.went_on = self.went_on.into_iter().collect();
        for Scheduled { post, entry, show_at } in self.scheduled {
            dialog.posts.insert(post.seq, post);
            dialog.entries.insert(post.seq, entry);
            dialog.unread.insert(post.seq, Unread::Scheduled(show_at));
        }
        dialog
    }
}

impl Person {
    /// Their chain, verified again.
    pub fn chain(&self) -> Option<UserChain> {
        UserChain::read(self.chain.iter().map(|entry| entry.0.as_slice())).ok()
    }
}
