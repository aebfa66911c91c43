//! The way in: what an invited person reads before the login.
//! Refuses to say what the invitation is about: that comes when they are known.

use crate::enrol::Enrolment;
use crate::join::Joining;
use crate::login::Login;
use crate::sleep::first;
use crate::text::Texts;
use crate::view::{ChoiceView, VouchingView, WelcomeView};
use samtale_wire::tenant::{Audience, Issuer, Profile};

/// What this is, in three short lines.
#[must_use]
pub fn welcome(enrolment: &Enrolment, texts: &Texts) -> WelcomeView {
    let municipality = enrolment.municipality();
    if let Some(name) = enrolment.invited_by().filter(|_| enrolment.is_met()) {
        return welcome_met(name, first(enrolment.met_by().unwrap_or(name)), texts);
    }
    let heading = match enrolment.invited_by() {
        Some(name) => texts.say("welcome-by", &[("name", name)]),
        None => texts.say("welcome-staff", &[("municipality", municipality)]),
    };
    let lines = ["welcome-line-easy", "welcome-line-closed", "welcome-line-nothing"];
    WelcomeView {
        heading,
        lines: lines.map(|line| texts.get(line)).to_vec(),
        button: button(enrolment.login(), texts),
        hint: texts.say("welcome-hint", &[("municipality", municipality)]),
        logins: logins(enrolment.login(), texts),
        met: false,
    }
}

/// The same for somebody without eID: by whom they are invited, and who is with them.
fn welcome_met(by: &str, met: &str, texts: &Texts) -> WelcomeView {
    let name = [("name", met)];
    WelcomeView {
        heading: texts.say("welcome-by", &[("name", first(by))]),
        lines: ["welcome-met-line", "welcome-line-closed", "welcome-line-nothing"]
            .map(|line| texts.get(line))
            .to_vec(),
        button: texts.get("welcome-met-button"),
        hint: texts.say("welcome-met-hint", &name),
        logins: Vec::new(),
        met: true,
    }
}

/// What both screens show before somebody without eID is vouched for.
#[must_use]
pub fn vouching(enrolment: &Enrolment, digits: String, texts: &Texts) -> VouchingView {
    let name = [("name", first(enrolment.met_by().unwrap_or_default()))];
    VouchingView {
        heading: texts.say("welcome-met-digits", &name),
        digits,
        line: texts.say("welcome-met-wait", &name),
    }
}

/// Where there is one way to log in nobody has to know its name.
fn button(login: &Login, texts: &Texts) -> String {
    match login.others().next() {
        Some(_) => by(login.issuer(), texts),
        None => texts.get("welcome-button"),
    }
}

fn logins(login: &Login, texts: &Texts) -> Vec<ChoiceView> {
    let choice = |(place, issuer): (usize, &Issuer)| ChoiceView {
        choice: place.to_string(),
        label: by(issuer, texts),
    };
    login.others().map(choice).collect()
}

/// A login by the name that people know it by.
pub(super) fn by(issuer: &Issuer, texts: &Texts) -> String {
    let name = match issuer.profile.unwrap_or_default() {
        Profile::MitId => "MitID",
        Profile::IdPorten => "ID-porten",
        Profile::HelseId => "HelseID",
        Profile::UniLogin => "Unilogin",
        Profile::Feide => "Feide",
        Profile::Entra => "Microsoft",
        Profile::Standard | Profile::Keycloak => {
            return texts.get(match issuer.audience {
                Audience::Citizens => "welcome-login-citizen",
                Audience::Staff => "welcome-login-staff",
                Audience::Health => "welcome-login-health",
                Audience::Pupils => "welcome-login-pupil",
            });
        }
    };
    texts.say("welcome-login", &[("name", name)])
}

/// The same for one more device of somebody who is here already.
#[must_use]
pub fn welcome_device(joining: &Joining, texts: &Texts) -> WelcomeView {
    let municipality = joining.municipality();
    let lines = ["welcome-device-same", "welcome-line-closed", "welcome-line-nothing"];
    WelcomeView {
        heading: texts.say("welcome-device", &[("municipality", municipality)]),
        lines: lines.map(|line| texts.get(line)).to_vec(),
        button: button(joining.login(), texts),
        hint: texts.say("welcome-hint", &[("municipality", municipality)]),
        logins: logins(joining.login(), texts),
        met: false,
    }
}
