// Apple's number on the icon and list of notifications. Refuses a second line beside the first, and a word of its own.
// Given to the models by the app's entry; where there is no UserNotifications there is neither.
import Samtale
import SamtaleModels

#if canImport(UserNotifications) && os(iOS)
import UserNotifications

@MainActor final class SystemAnnouncer: Announcer {
    private let centre = UNUserNotificationCenter.current()
    /// One at a time: a line by this name takes the place of the one before.
    private static let line = "news"

    func badge(_ count: UInt32) {
        centre.setBadgeCount(Int(count))
    }

    func nudge(_ nudge: NudgeView) {
        let content = UNMutableNotificationContent()
        content.title = nudge.title
        content.body = nudge.sentence
        centre.add(UNNotificationRequest(identifier: Self.line, content: content, trigger: nil))
    }

    func hush() {
        centre.removePendingNotificationRequests(withIdentifiers: [Self.line])
        centre.removeDeliveredNotifications(withIdentifiers: [Self.line])
    }

    func mayNudge() async {
        // A no is the system's to keep: then it shows nothing.
        _ = try? await centre.requestAuthorization(options: [.alert, .badge])
    }
}
#endif

/// The system's own, where there is one.
@MainActor public func systemAnnouncer() -> (any Announcer)? {
    #if canImport(UserNotifications) && os(iOS)
    SystemAnnouncer()
    #else
    nil
    #endif
}
