// Views as the core would show them, small. Refuses to be read for their words.
// Used by the model tests.
import Foundation
import Samtale

extension InboxView {
    static func sample(_ title: String, unread: UInt32 = 0, devices: [DeviceView] = []) -> InboxView {
        InboxView(title: title, notice: nil, noticeOffline: false, rows: [], unread: unread, archived: nil, undo: nil, jots: [], places: [], empty: nil, mayInvite: false, mayBeSensitive: false, mayMatch: false, receipts: true, devices: devices, logOut: nil, nudges: .sample())
    }
}

extension NudgesView {
    static func sample(_ ask: ActView? = nil) -> NudgesView {
        NudgesView(on: ask == nil, label: "Sig til, når der er nyt", help: "Aldrig hvad", ask: ask)
    }
}

extension NudgeView {
    static let sample = NudgeView(title: "Der er nyt til dig", sentence: "Åbn Samtale", channel: "Når der er nyt", channelHelp: "Aldrig hvad")
}

extension JotterView {
    static func sample(_ waiting: String?) -> JotterView {
        JotterView(sentence: "Der er intet net", mayWrite: true, waiting: waiting, forget: waiting.map { _ in .sample("") })
    }
}

extension JotView {
    static func sample(_ jot: String) -> JotView {
        JotView(jot: jot, text: "Hytten", to: "Til Ali", time: "14:05", mayPlace: true, forget: .sample(jot), spoken: "Til Ali. Hytten")
    }
}

extension DialogView {
    static func sample(
        _ name: String = "Ali", items: [ItemView] = [], members: [MemberView] = [], consent: ConsentView? = nil, acts: [ActView] = [], draft: String = "", aside: AsideView? = nil
    ) -> DialogView {
        DialogView(
            dialog: "d", name: name, topic: "Job", initials: "AM", tone: 1, readers: "Kun du og Ali", notice: nil,
            items: items, earlier: true, typing: nil, draft: draft, hint: "Skriv til Ali", mayWrite: true, whyNot: nil, stepUp: nil, evidence: nil, members: members, consent: consent,
            acts: acts, choices: [], mayBring: true, alone: false, rooms: [], aside: aside, link: "https://s.example/s#d"
        )
    }
}

extension SearchView {
    static func sample(_ hit: String) -> SearchView {
        let row = SearchRow(
            dialog: "d", post: "p", name: "Ali", initials: "AM", tone: 1, before: "Ali: Vi ses ", hit: hit, after: "", time: "14:05",
            spoken: "Ali. Ali, 14:05: Vi ses \(hit)"
        )
        return SearchView(rows: [row], more: true, notice: nil)
    }
}

extension ItemView {
    static func post(_ id: String, own: Bool = false, acts: [ActView] = []) -> ItemView {
        .bubble(bubble: BubbleView(
            id: id, own: own, author: "Ali", initials: "AM", tone: 1, text: "Hej", spans: [.words(text: "Hej")], quote: nil, photo: nil,
            file: nil, voice: nil, edited: nil, reactions: [], time: "14:02",
            state: .sent, stateLabel: "Sendt", progress: nil, first: true, last: true, spoken: "Ali skrev: Hej",
            acts: acts, react: [], answer: nil, edit: nil
        ))
    }
}

extension ConsentView {
    static func sample(_ proposal: String, answered: String? = nil, acts: [ActView] = []) -> ConsentView {
        ConsentView(
            proposal: proposal, question: "Må Mette være med?", asks: "Ali", about: "Mette", purpose: "Støtte",
            sees: "Nye ord", until: "23. maj", others: [], ifNo: "Intet ændrer sig", revocable: "Altid",
            yes: "Ja", no: "Nej", later: "Senere", more: "Læs mere", answered: answered, mine: true,
            acts: acts
        )
    }
}

extension MemberView {
    static func sample(_ name: String, acts: [ActView]) -> MemberView {
        MemberView(
            name: name, role: "Ekstern", since: "Med siden i dag", proof: "Login", proven: true, initials: "MV", tone: 2, acts: acts
        )
    }
}

extension ActView {
    static func sample(_ act: String, grave: Bool = true) -> ActView {
        ActView(act: act, label: "Tag ud", grave: grave, heading: "Vil du?", sentence: "Så er hun ude", yes: "Tag ud", no: "Fortryd")
    }
}

extension PersonView {
    static func sample(_ person: String) -> PersonView {
        PersonView(person: person, picture: "🦊", tone: 0, name: "Ræv", remove: .sample(person))
    }
}

extension PhoneView {
    static let alone = PhoneView(heading: "Hvem er du?", people: [], chosen: nil, other: "En anden", add: .sample("add", grave: false))

    static func shared(chosen: String? = nil) -> PhoneView {
        PhoneView(heading: "Hvem er du?", people: [.sample("1"), .sample("2")], chosen: chosen.map(PersonView.sample), other: "En anden", add: nil)
    }
}

extension AsideView {
    static let sample = AsideView(
        label: "Skriv med nogle", heading: "Hvem?", sentence: "Kun I", people: [ChoiceView(choice: "1", label: "Karen")], yes: "Begynd", no: "Fortryd"
    )
}

extension DeviceView {
    static func sample(_ device: String, acts: [ActView] = []) -> DeviceView {
        DeviceView(device: device, title: "En enhed", added: "Tilføjet i dag", acts: acts, spoken: "En enhed. Tilføjet i dag.")
    }
}

extension QrView {
    static let sample = QrView(size: 2, squares: Data([1, 0, 0, 1]))
}

extension DeviceLinkView {
    static let sample = DeviceLinkView(link: "samtale:/d#1", qr: .sample, steps: ["1", "2", "3"], until: "14:20")
}

extension PaperView {
    static let sample = PaperView(groups: ["30417", "88251"], qr: .sample, link: "samtale:/p#1", steps: ["1", "2", "3"])
}

extension BringView {
    static let sample = BringView(
        roles: [ChoiceView(choice: "external", label: "Ekstern"), ChoiceView(choice: "relative", label: "Pårørende")],
        sees: [ChoiceView(choice: "now", label: "Intet fra før"), ChoiceView(choice: "all", label: "Alt")],
        asked: "Karen skal sige ja først."
    )
}

extension LockView {
    static func sample(_ minutes: UInt32) -> LockView {
        let all: [UInt32] = [0, 5, 60]
        return LockView(now: "\(minutes)", choices: all.map { LockChoiceView(minutes: $0, label: "\($0)", chosen: $0 == minutes) })
    }
}

extension WelcomeView {
    static let sample = WelcomeView(heading: "Hej", lines: ["1", "2", "3"], button: "Log ind", hint: "MitID", logins: [ChoiceView(choice: "2", label: "Log ind med HelseID")], met: false)
}

extension Labels {
    static let sample = Labels(
        app: "Samtale", back: "Tilbage", close: "Luk", send: "Send", attach: "Foto", retry: "Prøv igen",
        members: "Hvem", membersHeading: "Hvem kan læse", describePhoto: "Hvad viser det", removePhoto: "Fjern",
        earlier: "Tidligere", newer: "Nye", newDialog: "Ny", codeHeading: "Kode", codeHelp: "Indtast", codeField: "Kode",
        goOn: "Videre", loginWaiting: "Venter", loginAgain: "Åbn igen", unlock: "Lås op", inviteName: "Navn", inviteTopic: "Emne",
        invitePurpose: "Formål", inviteFirst: "Første", inviteMake: "Lav", inviteSensitive: "Følsomt", inviteSensitiveHelp: "Høj", inviteNameHelp: "Nummer", inviteHelp: "Giv videre", invitePrint: "Lav et brev", household: "En familie",
        householdOne: "Én person", householdKin: "Hvem", householdAdd: "En mere", householdRemove: "Fjern", householdHelp: "Alle bruger det samme link", copy: "Kopiér",
        bring: "Tag med", bringHeading: "Hvem skal med", bringName: "Navn", bringPurpose: "Til hvad", bringRole: "Som hvad",
        bringSees: "Ser fra før", more: "Mere",
        reply: "Svar", edit: "Rediger", editing: "Rediger din besked", leaveBe: "Fortryd", quote: "Gå til beskeden", attachPhoto: "Billede", attachFile: "Fil", removeFile: "Fjern", fileSave: "Hent og gem", 
        voiceRecord: "Optag en talebesked", voiceEnd: "Stop optagelsen", voiceForget: "Slet optagelsen", voicePlay: "Afspil", voiceStop: "Stop", dialogLink: "Kopiér link til samtalen",
        devices: "Enheder", deviceAdd: "Tilføj", paperMake: "Lav en kode",
        paperHeading: "Din kode", paperHave: "Jeg har en kode", paperField: "Koden", qr: "Billede", evidenceCopy: "Kopiér", chooseDialog: "Vælg",
        search: "Søg", searchField: "Søg i dine samtaler", searchMore: "Vis flere", jots: "Skrevet uden net", jotField: "Skriv her", jotTo: "Til hvem", jotKeep: "Gem", jotPlace: "Vælg samtale",
        receipts: "Vis, hvad du har læst",
        receiptsHelp: "Gælder begge veje", archived: "Arkiveret", lock: "Lås appen", lockHelp: "Så lang tid er appen åben", choices: "Valg", consentAsks: "Hvem spørger", consentAbout: "Om hvem", consentPurpose: "Til hvad",
        consentSees: "Ser", consentUntil: "Til", consentOthers: "Andre", consentIfNo: "Ved nej"
    )
}
