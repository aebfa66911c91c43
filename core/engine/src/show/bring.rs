//! Bringing somebody into a dialog that is there: as what, seeing how much, and who will be asked.
//! Refuses roles and scopes that the rules would refuse. Read back by `chosen` at the border.

use super::Show;
use crate::content::Into;
use crate::view::{BringDraft, BringView, ChoiceView};
use samtale_membership::policy::{self, DAY};
use samtale_wire::entry::{Role, Scope};
use samtale_wire::{DialogId, Malformed};

/// Roles that somebody can be brought in as.
const ROLES: [(Role, &str); 3] =
    [(Role::External, "external"), (Role::Relative, "relative"), (Role::Employee, "employee")];

/// The place that a draft asks for.
///
/// # Errors
/// [`Malformed`] when a choice is none of those that were offered.
pub fn chosen(dialog: DialogId, draft: &BringDraft) -> Result<Into, Malformed> {
    let role = ROLES.iter().find(|(_, word)| *word == draft.role).ok_or(Malformed)?.0;
    let scope = match draft.sees.split_once(' ') {
        None if draft.sees == "now" => Scope::FromNow,
        None if draft.sees == "all" => Scope::All,
        Some(("since", t)) => Scope::Since(t.parse().map_err(|_| Malformed)?),
        Some(("posts", list)) => {
            let mut posts = list.split(',').map(str::parse).collect::<Result<Vec<u64>, _>>();
            if let Ok(posts) = &mut posts {
                posts.sort_unstable();
            }
            Scope::Posts(posts.map_err(|_| Malformed)?)
        }
        _ => return Err(Malformed),
    };
    Ok(Into { dialog, role, scope })
}

impl Show<'_> {
    /// What can be chosen when somebody is brought into this dialog.
    #[must_use]
    pub fn bring(&self, id: &DialogId) -> Option<BringView> {
        let dialog = self.engine.dialogs.get(id)?;
        let roles =
            ROLES.iter().map(|(role, word)| ChoiceView { choice: (*word).into(), label: self.role(*role) });
        let since = |days: u64, key: &str| ChoiceView {
            choice: format!("since {}", self.now.saturating_sub(days * DAY)),
            label: self.get(key),
        };
        let choice = |choice: &str, key: &str| ChoiceView { choice: choice.into(), label: self.get(key) };
        let names = dialog.state.roster.approvers().map(|uid| match uid == self.engine.me.uid {
            true => self.get("you-object"),
            false => self.first_name(&uid),
        });
        let names = self.listed(&names.collect::<Vec<_>>());
        Some(BringView {
            roles: roles.collect(),
            sees: vec![
                choice("now", "sees-from-now"),
                since(7, "sees-week"),
                since(30, "sees-month"),
                choice("all", "sees-all"),
            ],
            asked: self.say("bring-asked", &[("names", &names)]),
        })
    }

    /// Whether this person may bring somebody in.
    pub(super) fn may_bring(&self, id: &DialogId) -> bool {
        self.engine.dialogs.get(id).is_some_and(|dialog| {
            let roster = &dialog.state.roster;
            let me = roster.member(&self.engine.me.uid).filter(|me| me.reads(self.now));
            // An invitation is registered by an employee's account.
            me.is_some_and(|me| policy::may_propose(roster.policy, me.role) && me.role.is_staff())
                && ROLES.iter().any(|(role, _)| dialog.lets_in(*role))
                && roster.phase == samtale_membership::Phase::Open
                && dialog.broken.is_none()
                && roster.members.len() > 1
        })
    }

    /// Names as people list them: "Karen", "Karen og Ali", "Karen, Ali og Mette".
    pub(super) fn listed(&self, names: &[String]) -> String {
        match names {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => self.say("list-and", &[("first", &first.join(", ")), ("last", last)]),
        }
    }
}
