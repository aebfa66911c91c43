// The entry of the app: opens the core in the app's own folder and stands at the door. Refuses to start without the device's key store.
// Started by the system.
import Foundation
import Samtale
import SamtaleModels
import SamtaleViews
import SwiftUI

@main
struct SamtaleApp: App {
    @State private var start = Start()

    var body: some Scene {
        WindowGroup {
            SamtaleTheme {
                switch start {
                case .open(let model): Door(model: model)
                case .stopped(let problem): StoppedScreen(problem: problem)
                }
            }
        }
    }
}

@MainActor private enum Start {
    case open(OnboardingModel)
    case stopped(ProblemView)

    init() {
        let language = Language(preferred: Locale.preferredLanguages)
        do {
            let folder = try FileManager.default.url(for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true)
            let samtale = try Samtale(directory: folder.appending(path: "samtale").path, keyStore: .device, language: language)
            // A link to the one municipality that this app was built for: a short code needs no address there.
            if let home = Bundle.main.object(forInfoDictionaryKey: "SamtaleHome") as? String, !home.isEmpty { try samtale.builtFor(link: home) }
            self = .open(OnboardingModel(samtale: samtale, language: language, announcer: systemAnnouncer()))
        } catch {
            self = .stopped(told(error, in: language))
        }
    }
}
