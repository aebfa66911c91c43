// The few icons of the app, from the system's own set. Refuses to be read aloud: a word always stands beside it.
// Shown in parts and screens; it grows with the text it belongs to.
import SwiftUI

enum Icons: String {
    case back = "chevron.backward"
    case close = "xmark"
    case plus = "plus"
    case down = "arrow.down"
    case lock = "lock"
    case info = "info.circle"
    case clock = "clock"
    case check = "checkmark"
    case checks = "checkmark.circle"
    case read = "checkmark.circle.fill"
    case search = "magnifyingglass"
    case alert = "exclamationmark.circle"
    case hourglass = "hourglass"
    case people = "person.2"
    case photo = "photo"
    case shield = "checkmark.shield"
    case devices = "rectangle.portrait.on.rectangle.portrait"
    case cloudOff = "icloud.slash"
    case reply = "arrowshape.turn.up.left"
    case edit = "pencil"
    case file = "doc"
    case microphone = "mic"
    case stop = "stop.circle"
    case play = "play.fill"
    case pause = "pause.fill"
    case link = "link"
    case pin = "pin"
    case mute = "bell.slash"
    case archive = "archivebox"
    case send = "paperplane.fill"
    case chosen = "largecircle.fill.circle"
    case open = "circle"
}

struct Icon: View {
    let icon: Icons
    let font: Font

    init(_ icon: Icons, _ font: Font = Face.note) {
        self.icon = icon
        self.font = font
    }

    var body: some View {
        Image(systemName: icon.rawValue).font(font).accessibilityHidden(true)
    }
}
