//! The knowledge model once more with real keys: user secrets handed from device to device, epoch
//! secrets granted to user keys, posts sealed under them. A device can read if and only if the model
//! says so. Refuses to be fast: a few hundred steps, where `driver` does many thousands.

use crate::acts::*;
use crate::driver::{Run, Seen};
use crate::kit::Seeded;
use crate::knowledge::Sealed;
use crate::speech::{Envelopes, msg_id};
use crate::world::World;
use samtale_membership::UserState;
use samtale_seal::epoch::{self, GrantContext, Granted};
use samtale_seal::message::{self, MessageContext};
use samtale_seal::user::UserSecret;
use samtale_seal::{Secret, user};
use samtale_wire::Hash;
use std::collections::BTreeMap;

/// A user secret on its way to a device.
struct Handed {
    to: (Who, Dev),
    generation: u64,
    sealed: Vec<u8>,
}

struct Grant {
    context: GrantContext,
    to: (Who, u64),
    sealed: Vec<u8>,
}

/// Everything that a server has: ciphertext, and what is public.
struct Server {
    rng: Seeded,
    handed: Vec<Handed>,
    /// By person and generation: the secret before, sealed under that one.
    before: BTreeMap<(Who, u64), Vec<u8>>,
    /// What chains publish, by person and generation.
    published: BTreeMap<(Who, u64), UserState>,
    commits: Vec<Hash>,
    grants: Vec<Grant>,
    posts: BTreeMap<Seq, (MessageContext, Vec<u8>)>,
}

/// What nobody has as a whole: by epoch.
type Secrets = Vec<Secret>;

#[derive(Default)]
struct Opened {
    epochs: BTreeMap<u64, Secret>,
    posts: BTreeMap<Seq, Secret>,
}

fn plain(seq: Seq) -> Vec<u8> {
    format!("entry {seq}").into_bytes()
}

impl Server {
    fn new(run: &mut Run<'_>) -> Self {
        let mut server = Self {
            rng: Seeded(77_000_000),
            handed: Vec::new(),
            before: BTreeMap::new(),
            published: BTreeMap::new(),
            commits: Vec::new(),
            grants: Vec::new(),
            posts: BTreeMap::new(),
        };
        for who in 0..run.keys.len() as Who {
            server.hand(run.world, who, 0, &[0]);
        }
        server
    }

    /// A generation of somebody's user secret, to these devices.
    fn hand(&mut self, world: &mut World, who: Who, generation: u64, to: &[Dev]) {
        let _ = world.secret(who, generation);
        let uid = world.uid(who);
        let secrets = &world.someone(who).secrets;
        let secret = &secrets[generation as usize];
        for dev in to {
            let (id, cert) = (world.dev(who, *dev), world.cert_of(who, *dev));
            let sealed = secret.to_device(&uid, &id, cert, &mut self.rng).expect("sealed");
            self.handed.push(Handed { to: (who, *dev), generation, sealed });
        }
        if let Some(last) = generation.checked_sub(1) {
            let kept = secret.keep_before(&secrets[last as usize], &uid, &mut self.rng).expect("sealed");
            self.before.entry((who, generation)).or_insert(kept);
        }
        let now = world.someone(who).person.chain.now().clone();
        assert_eq!(now.user_commit, secret.commit(), "the chain publishes this secret");
        self.published.insert((who, generation), now);
    }

    fn chain(&mut self, run: &mut Run<'_>, act: &KeyAct) {
        let generation = run.keys[usize::from(act.who)].now().generation;
        match &act.what {
            Key::Add { dev, .. } => self.hand(run.world, act.who, generation, &[*dev]),
            Key::Vouch { .. } => {}
            Key::Revoke { stays, .. } | Key::Rotate { stays } => {
                self.hand(run.world, act.who, generation, stays);
            }
        }
    }

    /// The grants that an entry carries, for a secret of its own: a refused entry is thrown away whole.
    fn envelopes(&mut self, run: &mut Run<'_>, act: &Act, secrets: &Secrets, secret: &Secret) -> Vec<Grant> {
        let Some(new) = act.what.begins() else { return Vec::new() };
        let tip = run.log.as_ref().map(|log| (log.state.roster.dialog, log.state.tip));
        let dialog = tip.map_or_else(|| run.world.dialog_of(act.by), |(dialog, _)| dialog);
        let (seq, prev) = tip.map_or((0, Hash::ZERO), |(_, tip)| (tip.seq + 1, tip.head));
        let history =
            run.dialog.as_ref().map(|before| run.knowledge.history(before, act)).unwrap_or_default();
        let commit = epoch::commit(secret, &dialog, new.number);
        let (by, epoch) = (run.world.uid(act.by), new.number);
        let seal = |&(who, generation): &(Who, u64)| {
            let to = run.world.uid(who);
            let context = GrantContext { dialog, seq, prev, epoch, commit, by, to, generation };
            let mut granted = Granted::from_now(epoch, secret.clone());
            if history.to == Some((who, generation)) {
                let whole = history.epochs.iter().map(|it| (*it, secrets[*it as usize].clone()));
                granted.epochs.splice(..0, whole);
                let single = history.posts.iter().map(|seq| {
                    let (context, _) = &self.posts[seq];
                    (*seq, context.key(&secrets[context.epoch as usize]))
                });
                granted.posts = single.collect();
            }
            let key = *run.world.secret(who, generation).key().public();
            let sealed = epoch::grant(&context, &key, &granted, &mut self.rng).expect("sealed");
            Grant { context, to: (who, generation), sealed }
        };
        new.grants.iter().map(seal).collect()
    }

    /// All that a device can find out, given everything the server has.
    fn opens(&self, world: &World, who: Who, dev: Dev) -> Opened {
        let mut secrets: BTreeMap<u64, UserSecret> = BTreeMap::new();
        let (uid, id, keys) = (world.uid(who), world.dev(who, dev), world.keys_of(who, dev));
        for handed in &self.handed {
            let published = &self.published[&(handed.to.0, handed.generation)];
            let says = (handed.generation, &published.user_commit, &published.user_key);
            let opened = user::UserSecret::from_device(&keys.opens, &uid, &id, says, &handed.sealed);
            assert_eq!(opened.is_ok(), handed.to == (who, dev), "what is handed to one device opens there");
            secrets.extend(opened.ok().map(|secret| (handed.generation, secret)));
        }
        while let Some((generation, secret)) = secrets.first_key_value() {
            let Some(last) = generation.checked_sub(1) else { break };
            let published = &self.published[&(who, last)];
            let says = (&published.user_commit, &published.user_key);
            let before = secret.before(&uid, says, &self.before[&(who, *generation)]).expect("kept");
            secrets.insert(last, before);
        }
        let mut opened = Opened::default();
        let committed = |number: u64| self.commits.get(number as usize).copied();
        for (n, grant) in self.grants.iter().enumerate() {
            for (generation, secret) in &secrets {
                let ours = grant.to == (who, *generation);
                // Of what is sealed to others a share is tried, for it takes time.
                if !ours && n % 5 != 0 {
                    continue;
                }
                let granted = epoch::take(&grant.context, secret.key(), &grant.sealed, committed);
                assert_eq!(granted.is_ok(), ours, "what is granted to one reader opens there");
                let granted = granted.ok();
                opened.epochs.extend(granted.iter().flat_map(|it| it.epochs.clone()));
                opened.posts.extend(granted.iter().flat_map(|it| it.posts.clone()));
            }
        }
        opened
    }

    fn reads(&self, opened: &Opened, it: &Sealed) -> bool {
        let (context, sealed) = &self.posts[&it.seq];
        let whole = opened.epochs.get(&it.epoch).map(|secret| message::open(context, secret, sealed));
        let single = opened.posts.get(&it.seq).map(|key| message::open_with(context, key, sealed));
        let mut found = whole.into_iter().chain(single);
        found.any(|content| content.is_ok_and(|content| content == plain(it.seq)))
    }
}

/// Runs a schedule with real keys, and compares what each device reads with what the model says.
pub fn schedule(world: &mut World, seed: u64, steps: usize) -> (usize, usize) {
    let mut run = Run::new(world, seed);
    let mut server = Server::new(&mut run);
    let (mut secrets, mut seen): (Secrets, Seen) = (Vec::new(), Seen::default());
    for _ in 0..steps {
        let step = run.draw();
        run.steps.push(format!("{step:?}"));
        match step {
            Step::Chain(act) => {
                if run.key_step(&mut seen, &act).unwrap_or_else(|why| run.fails(seed, &why)) {
                    server.chain(&mut run, &act);
                }
            }
            Step::Log(act) => {
                let secret = Secret::make(&mut server.rng);
                let grants = server.envelopes(&mut run, &act, &secrets, &secret);
                let commit = grants.first().map(|grant| grant.context.commit);
                let sealed = grants.iter().map(|grant| (grant.to, grant.sealed.clone())).collect();
                let envelopes = Envelopes { commit, grants: sealed };
                if !run.log_step(&mut seen, &act, &envelopes).unwrap_or_else(|why| run.fails(seed, &why)) {
                    continue;
                }
                if act.what.begins().is_some() {
                    server.commits.extend(commit);
                    server.grants.extend(grants);
                    secrets.push(secret);
                }
                let log = run.log.as_ref().expect("accepted");
                let (seq, epoch) = (log.state.tip.seq, log.state.roster.epoch);
                if act.what.seals() {
                    let (uid, dev) = (run.world.uid(act.by), run.world.dev(act.by, act.dev));
                    let (dialog, msg_id) = (log.state.roster.dialog, msg_id(seq));
                    let context = MessageContext { dialog, epoch, uid, dev, msg_id };
                    let sealed =
                        message::seal(&context, &secrets[epoch as usize], &plain(seq), &mut server.rng);
                    server.posts.insert(seq, (context, sealed.expect("sealed")));
                }
            }
        }
    }
    let mut compared = 0;
    for who in 0..run.keys.len() as Who {
        for dev in 0..=crate::world::SPARE {
            let opened = server.opens(run.world, who, dev);
            for it in &run.knowledge.sealed {
                let (model, real) =
                    (run.knowledge.device_can((who, dev), it, &run.keys), server.reads(&opened, it));
                let live = run.keys[usize::from(who)].now().devices.contains_key(&dev);
                let should = live && it.should.contains(&who);
                let must_not = it.lost.iter().any(|lost| (lost.0, lost.1) == (who, dev)) && !live;
                if model != real || (should && !real) || (must_not && real) {
                    let says =
                        format!("device {dev} of {who} reads {}: {real}, the model says {model}", it.seq);
                    run.fails(seed, &says);
                }
                compared += usize::from(real);
            }
        }
    }
    (seen.accepted, compared)
}
