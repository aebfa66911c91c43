//! The way in: what an invited person reads before the login.
//! Refuses to say what the invitation is about: that comes when they are known.

use crate::enrol::Enrolment;
use crate::join::Joining;
use crate::text::Texts;
use crate::view::WelcomeView;

/// What this is, in three short lines.
#[must_use]
pub fn welcome(enrolment: &Enrolment, texts: &Texts) -> WelcomeView {
    let municipality = enrolment.municipality();
    let heading = match enrolment.invited_by() {
        Some(name) => texts.say("welcome-by", &[("name", name)]),
        None => texts.say("welcome-staff", &[("municipality", municipality)]),
    };
    let lines = ["welcome-line-easy", "welcome-line-closed", "welcome-line-nothing"];
    WelcomeView {
        heading,
        lines: lines.map(|line| texts.get(line)).to_vec(),
        button: texts.get("welcome-button"),
        hint: texts.say("welcome-hint", &[("municipality", municipality)]),
    }
}

/// The same for one more device of somebody who is here already.
#[must_use]
pub fn welcome_device(joining: &Joining, texts: &Texts) -> WelcomeView {
    let municipality = joining.municipality();
    let lines = ["welcome-device-same", "welcome-line-closed", "welcome-line-nothing"];
    WelcomeView {
        heading: texts.say("welcome-device", &[("municipality", municipality)]),
        lines: lines.map(|line| texts.get(line)).to_vec(),
        button: texts.get("welcome-button"),
        hint: texts.say("welcome-hint", &[("municipality", municipality)]),
    }
}
