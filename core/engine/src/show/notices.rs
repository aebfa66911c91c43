//! System lines: who did what to the dialog, in one sentence each.
//! Refuses to leave out who. Used by `items` and, for the last line, by `inbox`.

use super::Show;
use crate::row::{Row, What};
use samtale_wire::Uid;

impl Show<'_> {
    /// The line, if the row has one.
    pub(super) fn notice(&self, row: &Row) -> Option<String> {
        let own = self.engine.is_me(&row.by);
        Some(match &row.what {
            What::Post(_) | What::Mark(_) => return None,
            // The own answer stands on the card.
            What::SaidYes(_) | What::SaidNo(_) if own => return None,
            What::Created => self.by("created", row),
            What::SaidYes(_) => self.by("yes", row),
            What::SaidNo(_) => self.by("no", row),
            What::Left => self.by("left", row),
            What::Closed => self.by("closed", row),
            What::Reopened => self.by("reopened", row),
            What::Journalised => self.by("journalised", row),
            What::Resumed => self.by("resumed", row),
            What::Introduced => self.by("introduced", row),
            What::LoggedInAgain => self.by("logged-in-again", row),
            What::Renewed => self.by("renewed", row),
            What::Erased(by) if *by == row.by => self.by("erased", row),
            What::Erased(by) => self.about("erased-other", by, &row.by),
            What::Proposed(it) => self.about("proposed", &row.by, &it.subject),
            What::Withdrew(subject) if *subject == row.by => self.by("withdrew", row),
            What::Withdrew(subject) => self.about("withdrew-other", &row.by, subject),
            What::Verified(subject) => self.about("verified", &row.by, subject),
            What::Matched(subject) => self.about("matched", &row.by, subject),
            What::Garbage(author) => self.of("garbage", author),
            What::Admitted(uid) => self.of("admitted", uid),
            What::AskedBack(old) => self.of("asked-back", old),
            What::Returned(uid) => self.of("returned", uid),
            What::Dismissed(uid) => self.of("dismissed", uid),
            What::Removed(uids) if uids.contains(&self.engine.me.uid) => self.get("notice-removed-own"),
            What::Removed(uids) => {
                let names: Vec<String> = uids.iter().map(|uid| self.first_name(uid)).collect();
                self.say("notice-removed", &[("name", &self.listed(&names))])
            }
        })
    }

    /// What somebody did.
    fn by(&self, key: &str, row: &Row) -> String {
        self.of(key, &row.by)
    }

    /// What happened to somebody.
    fn of(&self, key: &str, uid: &Uid) -> String {
        if self.engine.is_me(uid) {
            return self.get(&format!("notice-{key}-own"));
        }
        self.say(&format!("notice-{key}"), &[("name", &self.first_name(uid))])
    }

    /// What somebody did about somebody else.
    fn about(&self, key: &str, by: &Uid, subject: &Uid) -> String {
        let subject = match self.engine.is_me(subject) {
            true => self.get("you-object"),
            false => self.first_name(subject),
        };
        if self.engine.is_me(by) {
            return self.say(&format!("notice-{key}-own"), &[("subject", &subject)]);
        }
        let name = self.first_name(by);
        self.say(&format!("notice-{key}"), &[("name", &name), ("subject", &subject)])
    }
}
