// Views as the core would show them, small. Refuses to be read for their words.
// Used by the model tests.
import Samtale

extension InboxView {
    static func sample(_ title: String) -> InboxView {
        InboxView(title: title, notice: nil, rows: [], empty: nil, mayInvite: false)
    }
}

extension DialogView {
    static func sample(_ name: String = "Ali", items: [ItemView] = [], consent: ConsentView? = nil) -> DialogView {
        DialogView(
            dialog: "d", name: name, topic: "Job", initials: "AM", tone: 1, readers: "Kun du og Ali", notice: nil,
            items: items, earlier: true, hint: "Skriv til Ali", mayWrite: true, whyNot: nil, members: [], consent: consent
        )
    }
}

extension ItemView {
    static func post(_ id: String, own: Bool = false) -> ItemView {
        .bubble(bubble: BubbleView(
            id: id, own: own, author: "Ali", initials: "AM", tone: 1, text: "Hej", photo: nil, time: "14:02",
            state: .sent, stateLabel: "Sendt", first: true, last: true, spoken: "Ali skrev: Hej"
        ))
    }
}

extension ConsentView {
    static func sample(_ proposal: String, answered: String? = nil) -> ConsentView {
        ConsentView(
            proposal: proposal, question: "Må Mette være med?", asks: "Ali", about: "Mette", purpose: "Støtte",
            sees: "Nye ord", until: "23. maj", others: [], ifNo: "Intet ændrer sig", revocable: "Altid",
            yes: "Ja", no: "Nej", later: "Senere", more: "Læs mere", answered: answered, mine: true
        )
    }
}

extension WelcomeView {
    static let sample = WelcomeView(heading: "Hej", lines: ["1", "2", "3"], button: "Log ind", hint: "MitID")
}

extension Labels {
    static let sample = Labels(
        app: "Samtale", back: "Tilbage", close: "Luk", send: "Send", attach: "Foto", retry: "Prøv igen",
        members: "Hvem", membersHeading: "Hvem kan læse", describePhoto: "Hvad viser det", removePhoto: "Fjern",
        earlier: "Tidligere", newer: "Nye", newDialog: "Ny", codeHeading: "Kode", codeHelp: "Indtast", codeField: "Kode",
        goOn: "Videre", loginWaiting: "Venter", loginAgain: "Åbn igen", unlock: "Lås op", inviteName: "Navn", inviteTopic: "Emne",
        invitePurpose: "Formål", inviteFirst: "Første", inviteMake: "Lav", inviteHelp: "Giv videre", copy: "Kopiér",
        chooseDialog: "Vælg", consentAsks: "Hvem spørger", consentAbout: "Om hvem", consentPurpose: "Til hvad",
        consentSees: "Ser", consentUntil: "Til", consentOthers: "Andre", consentIfNo: "Ved nej"
    )
}
