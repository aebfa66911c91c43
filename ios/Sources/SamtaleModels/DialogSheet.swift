// What may stand over a dialog: a question before something is done, somebody being brought in, who reads, who is written with apart, a consent.
// Refuses two at a time. Chosen by DialogModel, shown by DialogPane.
import Samtale

public enum DialogSheet: Identifiable {
    case act(ActView)
    case bring(BringModel)
    case members
    case aside(AsideView)
    case consent(ConsentView)

    public var id: String {
        switch self {
        case .act(let act): "act \(act.act)"
        case .bring: "bring"
        case .members: "members"
        case .aside: "aside"
        case .consent(let consent): "consent \(consent.proposal)"
        }
    }
}
