// An invitation's text, a link for a device, or a proof, on the clipboard. Refuses to keep it longer than it is needed, or to give it to other devices.
// Called by InvitePane, BringPane, DevicesPane and DialogPane.
import SwiftUI

#if canImport(UIKit)
import UIKit
import UniformTypeIdentifiers
#endif

/// For this device only, and gone after ten minutes: what is copied is not for everybody.
@MainActor func copy(_ text: String) {
    #if canImport(UIKit)
    UIPasteboard.general.setItems(
        [[UTType.utf8PlainText.identifier: text]],
        options: [.localOnly: true, .expirationDate: Date(timeIntervalSinceNow: 600)]
    )
    #endif
}
