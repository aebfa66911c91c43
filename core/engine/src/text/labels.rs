//! The fixed words of the screens, field by field.
//! Refuses sentences that depend on data. Read once by each app.

use super::Texts;
use crate::view::{Labels, Language};

/// All labels of a language.
#[must_use]
pub fn labels(language: Language) -> Labels {
    let texts = Texts::new(language);
    let get = |key: &str| texts.get(key);
    Labels {
        app: get("label-app"),
        back: get("label-back"),
        close: get("label-close"),
        send: get("label-send"),
        attach: get("label-attach"),
        retry: get("label-retry"),
        members: get("label-members"),
        members_heading: get("label-members-heading"),
        describe_photo: get("label-describe-photo"),
        remove_photo: get("label-remove-photo"),
        earlier: get("label-earlier"),
        newer: get("label-newer"),
        new_dialog: get("label-new-dialog"),
        code_heading: get("label-code-heading"),
        code_help: get("label-code-help"),
        code_field: get("label-code-field"),
        go_on: get("label-go-on"),
        login_waiting: get("label-login-waiting"),
        login_again: get("label-login-again"),
        unlock: get("label-unlock"),
        invite_name: get("label-invite-name"),
        invite_topic: get("label-invite-topic"),
        invite_purpose: get("label-invite-purpose"),
        invite_first: get("label-invite-first"),
        invite_make: get("label-invite-make"),
        invite_help: get("label-invite-help"),
        copy: get("label-copy"),
        bring: get("label-bring"),
        bring_heading: get("label-bring-heading"),
        bring_name: get("label-bring-name"),
        bring_purpose: get("label-bring-purpose"),
        bring_role: get("label-bring-role"),
        bring_sees: get("label-bring-sees"),
        more: get("label-more"),
        devices: get("label-devices"),
        device_add: get("label-device-add"),
        paper_make: get("label-paper-make"),
        paper_heading: get("label-paper-heading"),
        paper_have: get("label-paper-have"),
        paper_field: get("label-paper-field"),
        evidence_copy: get("label-evidence-copy"),
        qr: get("label-qr"),
        choose_dialog: get("label-choose-dialog"),
        search: get("label-search"),
        search_field: get("label-search-field"),
        search_more: get("label-search-more"),
        receipts: get("label-receipts"),
        receipts_help: get("label-receipts-help"),
        consent_asks: get("label-consent-asks"),
        consent_about: get("label-consent-about"),
        consent_purpose: get("label-consent-purpose"),
        consent_sees: get("label-consent-sees"),
        consent_until: get("label-consent-until"),
        consent_others: get("label-consent-others"),
        consent_if_no: get("label-consent-if-no"),
    }
}
