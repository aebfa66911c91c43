//! A device wakes: from the opened vault and the server's first answer to a mind that trusts neither.
//! Refuses a foreign tenant card, a chain without this device, a user secret that does not match.

use crate::beside::Beside;
use crate::content::{Intent, VaultContent};
use crate::courier::Courier;
use crate::devices::Devices;
use crate::mind::{Effect, Engine, Me};
use crate::problem::Problem;
use crate::ring::Rings;
use crate::succession::Personnel;
use crate::successors::Successors;
use crate::vouch::People;
use crate::vouch::tenant_card::Editions;
use samtale_membership::{Device, UserChain, card, tenant, voucher};
use samtale_seal::Closed;
use samtale_seal::device::DeviceKeys;
use samtale_seal::user::{UserSecret, UserSecrets};
use samtale_wire::api::{Cursor, Opened};
use samtale_wire::invitation::Home;
use samtale_wire::user::Card;
use samtale_wire::{DeviceId, DialogId, Hash, MsgId, Uid, decode};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A person's own chain, and the secrets that it commits to.
pub(crate) struct Own {
    pub chain: UserChain,
    pub user: UserSecrets,
}

impl Own {
    /// Reads what the server says when a session is opened.
    pub fn read(uid: &Uid, dev: &DeviceId, keys: &DeviceKeys, opened: &Opened) -> Result<Self, Closed> {
        let entries = opened.chain.entries.iter().map(|entry| entry.0.as_slice());
        let chain = UserChain::read(entries).map_err(|_| Closed)?;
        let now = chain.now();
        let ours = now.device(dev).is_some_and(|device| {
            device.cert.signs == keys.verify_key() && device.cert.opens == *keys.opens.public()
        });
        if now.uid != *uid || !ours {
            return Err(Closed);
        }
        let published = (now.generation, &now.user_commit, &now.user_key);
        let newest = UserSecret::from_device(&keys.opens, uid, dev, published, &opened.sealed_secret.0)?;
        let user = UserSecrets::open(newest, &chain, &opened.before)?;
        Ok(Self { chain, user })
    }
}

impl Engine {
    /// Starts a mind on a device whose vault is open.
    ///
    /// # Errors
    /// [`Problem::WrongTenant`] when the municipality is another than the vault's,
    /// [`Problem::Tampered`] when the chain or the secret is not this person's, or the municipality's card is
    /// older than one that was seen here.
    pub fn start(
        home: Home,
        uid: Uid,
        dev: DeviceId,
        vault: VaultContent,
        opened: Opened,
    ) -> Result<Self, Problem> {
        let tenant = tenant::card(&home.tenant, &opened.tenant_card.0).ok_or(Problem::WrongTenant)?;
        let editions = Editions::kept(vault.edition);
        if editions.is_behind(&tenant) {
            return Err(Problem::Tampered);
        }
        let keys = vault.seeds.keys();
        let Own { chain, user } =
            Own::read(&uid, &dev, &keys, &opened).map_err(|Closed| Problem::Tampered)?;
        let device = chain.now().device(&dev).ok_or(Problem::Tampered)?;
        // A device that was just added brings its card itself; then it is bound to the keys of today.
        let today = chain.now().over(&device.cert);
        let named = |card: &Card| {
            let named = chain.vouches(&card::stands_for(card)).into_iter().filter(|(of, _)| *of == dev);
            named.map(|(_, by)| (by.over, by.at)).collect::<Vec<_>>()
        };
        let is = |card: &Card, at: Vec<(Hash, u64)>| {
            at.into_iter().find_map(|(over, at)| match card {
                // One that tells too much is shown to nobody, and still says who this is.
                Card::Token(_) => card::login(card, &over, at, &tenant).ok().map(|login| login.who),
                // Whether it was signed is for the others to judge: what is here was checked when it came.
                Card::Voucher(by) => (by.says.over == over).then(|| voucher::said(by, &uid, String::new())),
            })
        };
        let mut bound = named(&vault.card);
        bound.push((today, device.cert.created));
        let first = is(&vault.card, bound).ok_or(Problem::Tampered)?;
        // A later login that did not reach the chain is none.
        let stronger = vault.stronger.and_then(|card| {
            let who = is(&card, named(&card)).filter(|who| first.may_become(who))?;
            Some((card, who))
        });
        let (stronger, who) = match stronger {
            Some((card, who)) => (Some(card), who),
            None => (None, first),
        };
        // Whoever is not employed by the root's word is not employed, whatever the server says.
        let employed = |org: &Box<_>| {
            tenant::employment(&home.tenant, org).is_some_and(|employment| employment.uid == uid)
        };
        let org = opened.org.filter(employed);
        let head = chain.attested().ok_or(Problem::Tampered)?.head;
        let (card, name) = (vault.card, who.name);
        let tells = card::tells(&card);
        let me = Me { uid, dev, head, keys, user, card, tells, stronger, name, org, home };
        let rings = Rings::open(opened.ring, &vault.pins, &uid, &me.user);
        // A chain that has lost an entry this device has seen is not this person's any more.
        let seen = vault.pins.chain.map(|seen| chain.at(&seen).ok_or(Problem::Tampered)).transpose()?;
        let new = |it: &&Device| seen.is_some_and(|seen| seen.device(&it.id).is_none()) && it.id != dev;
        let unseen = chain.now().devices.iter().filter(new).map(|device| device.id).collect();
        let mut engine = Self {
            me,
            tenant,
            chains: BTreeMap::from([(uid, chain)]),
            people: People::default(),
            editions,
            dialogs: BTreeMap::new(),
            asleep: Self::fall_asleep(&rings.records),
            looked_for: BTreeSet::new(),
            looks: BTreeMap::new(),
            unasked: BTreeSet::new(),
            cursor: Cursor::default(),
            has_begun: false,
            invitations: BTreeMap::new(),
            guarding: BTreeMap::new(),
            claims: BTreeMap::new(),
            recalled: Vec::new(),
            arriving: VecDeque::new(),
            heads: Vec::new(),
            all_arrived: false,
            caught_up: false,
            rings,
            courier: Courier::default(),
            former: opened.former.into_iter().collect(),
            successors: Successors::default(),
            devices: Devices::with(unseen, opened.out, opened.theft),
            personnel: Personnel::default(),
            looked_at: BTreeSet::new(),
            doubted: None,
            beside: Beside { quiet: vault.quiet.unwrap_or_default(), ..Beside::default() },
        };
        engine.look_at_own();
        Ok(engine)
    }

    /// Takes up an intent that waited on disk. One that does not open is left where it is.
    pub(crate) fn recall(&mut self, id: MsgId, sealed: &[u8], effects: &mut Vec<Effect>) {
        let mut users = self.me.user.all();
        let plain = users.find_map(|user| user.recall_intent(&self.me.uid, &id, sealed).ok());
        drop(users);
        let Some(plain) = plain else { return };
        match decode::<Intent>(&zeroize::Zeroizing::new(plain)) {
            Ok(Intent::Invite(intent)) => drop(self.remember_invitation(id, intent, effects)),
            Ok(Intent::Guard(intent)) => self.remember_guarding(id, intent, effects),
            Ok(Intent::Claim(claim)) => drop(self.claims.insert(id, claim)),
            Ok(Intent::Draft(draft)) => self.recall_draft(id, draft, effects),
            Ok(Intent::Prefer(set)) => self.prefer(id, set, effects),
            Ok(Intent::TakenBack(mark)) => {
                self.wake(&mark.dialog);
                self.beside.taken_back.insert(id, mark);
            }
            Ok(intent) => self.recalled.push((id, intent)),
            Err(_) => {}
        }
    }

    /// Lines up recalled intents whose dialogs have arrived.
    pub(crate) fn place_recalled(&mut self, effects: &mut Vec<Effect>) {
        let place = |intent: &Intent| match intent {
            Intent::Post(post) => Some(post.dialog),
            Intent::Answer(answer) => Some(answer.dialog),
            Intent::Act(act) => Some(act.dialog),
            Intent::Invite(_)
            | Intent::Claim(_)
            | Intent::TakenBack(_)
            | Intent::Draft(_)
            | Intent::Guard(_)
            | Intent::Prefer(_) => None,
        };
        for id in self.recalled.iter().filter_map(|(_, intent)| place(intent)).collect::<Vec<_>>() {
            self.wake(&id);
        }
        let here = |id: DialogId| self.dialogs.contains_key(&id) && !self.asleep.contains_key(&id);
        let (ready, waiting): (Vec<_>, Vec<_>) = std::mem::take(&mut self.recalled)
            .into_iter()
            .partition(|(_, intent)| place(intent).is_some_and(here));
        self.recalled = waiting;
        for (id, intent) in ready {
            match intent {
                Intent::Post(post) => self.line_up(id, post, true, effects),
                Intent::Answer(answer) => self.remember_answer(id, answer, effects),
                Intent::Act(act) => self.remember_act(id, act, effects),
                // Placed when they were read.
                Intent::Invite(_)
                | Intent::Claim(_)
                | Intent::TakenBack(_)
                | Intent::Draft(_)
                | Intent::Guard(_)
                | Intent::Prefer(_) => {}
            }
        }
    }
}
