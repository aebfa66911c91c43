//! How much of what was before a newcomer may read: which epoch secrets and post keys a grant carries,
//! and which of them the newcomer takes.
//! Refuses what is outside the scope that was consented to, at both ends. Used by `epochs` and `opening`.

use crate::dialog::{Dialog, Posted};
use samtale_membership::Member;
use samtale_seal::Secret;
use samtale_seal::epoch::Granted;
use samtale_seal::message::MessageContext;
use samtale_wire::entry::Scope;

/// Whether a scope covers a post.
pub(crate) fn covers(scope: &Scope, post: &Posted) -> bool {
    match scope {
        Scope::FromNow => false,
        Scope::Since(t) => post.t >= *t,
        Scope::Posts(chosen) => chosen.binary_search(&post.seq).is_ok(),
        Scope::All => true,
    }
}

/// Whether one who came at `joined` with this scope may read everything in an epoch that began at `t`.
pub(crate) fn covers_epoch(joined: u64, scope: &Scope, t: u64) -> bool {
    let before = match scope {
        Scope::FromNow | Scope::Posts(_) => false,
        Scope::Since(since) => t >= *since,
        Scope::All => true,
    };
    before || t >= joined
}

/// Whether a member may read a post: written since they came, or within what they were consented.
pub(crate) fn may_read(member: &Member, post: &Posted) -> bool {
    post.seq >= member.since || covers(&member.scope, post)
}

impl Dialog {
    /// What to grant beside the secret of the epoch that begins, to one who came at `joined`: exactly
    /// what the scope covers, whole epochs by their secrets, the rest post by post.
    pub(crate) fn history(&self, joined: u64, scope: &Scope, epoch: u64, secret: Secret) -> Granted {
        let mut granted = Granted::from_now(epoch, secret);
        let before = self.epochs.iter().filter(|(_, epoch)| covers_epoch(joined, scope, epoch.t));
        let whole: Vec<(u64, Secret)> =
            before.filter_map(|(number, epoch)| Some((*number, epoch.secret.clone()?))).collect();
        let single = self.posts.values().filter(|post| {
            covers(scope, post) && whole.binary_search_by_key(&post.epoch, |(number, _)| *number).is_err()
        });
        granted.posts = single.filter_map(|post| Some((post.seq, self.key_of(post)?))).collect();
        granted.epochs.splice(..0, whole);
        granted
    }

    /// The key of one post, if it was granted.
    pub(crate) fn key_of(&self, post: &Posted) -> Option<Secret> {
        let single = self.keys.get(&post.seq).cloned();
        single.or_else(|| Some(self.context(post).key(self.secret(post.epoch)?)))
    }

    /// What a post's ciphertext is bound to.
    pub(crate) fn context(&self, post: &Posted) -> MessageContext {
        MessageContext {
            dialog: self.state.roster.dialog,
            epoch: post.epoch,
            uid: post.uid,
            dev: post.dev,
            msg_id: post.msg_id,
        }
    }
}
