//! An invitation as a letter: what stands on the page, for somebody who may never have heard of the app.
//! Refuses case content: who writes and to whom, and no word of why. Asked for by the client, which prints it.

use super::Show;
use super::devices::qr;
use crate::content::file_name;
use crate::view::PrintedView;
use samtale_wire::InvitationId;

impl Show<'_> {
    /// The letter of an invitation; nothing when it is not out, or its link is too long for a code.
    #[must_use]
    pub fn printed(&self, id: &InvitationId) -> Option<PrintedView> {
        let engine = self.engine;
        let invited = engine.invitations.get(id)?;
        // Who sits at a table is nobody's business who opens a letter.
        let at_table = invited.intent.household.is_some();
        if at_table || invited.is_over(self.now) || invited.claimed.is_some() || invited.intent.met.is_some()
        {
            return None;
        }
        let (name, me) = (invited.intent.name.as_str(), engine.me.name.as_str());
        let until = self.until(invited.intent.until);
        let (municipality, day) = (engine.tenant.name.as_str(), until.as_str());
        let values = [("name", name), ("second", me), ("municipality", municipality), ("day", day)];
        let say = |key: &str| self.say(key, &values);
        let file = file_name(&say("print-file"));
        Some(PrintedView {
            file: if file.is_empty() { "samtale.pdf".into() } else { format!("{file}.pdf") },
            language: self.get("print-language"),
            sender: engine.tenant.name.clone(),
            address: vec![name.to_owned()],
            date: self.until(self.now),
            heading: say("print-heading"),
            above: ["print-hello", "print-why", "print-app", "print-camera", "print-login"].map(say).to_vec(),
            qr: qr(&engine.link_of(invited))?,
            code: say("print-code"),
            below: ["print-until", "print-help", "print-other"].map(say).to_vec(),
        })
    }
}
